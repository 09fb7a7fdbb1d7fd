// Ukrainian answers: the opt-outs, and yes, no and thanks.
// Letters are folded when these are read (reply_text.hpp); apostrophes are gone ("toxtat").
#include "reply_lexicon.hpp"

namespace reactivation {
namespace {

using Word = std::u32string_view;

constexpr Word commands[] = {U"стоп",      U"відписатися", U"відпишіть", U"відпишіться",
                             U"відписка",  U"припиніть",   U"досить",    U"видаліть",
                             U"не писати", U"не турбувати"};
constexpr Word harmless[] = {U"не забудьте|видаляйте|відписуйте", U"видаліть ..2 запис*|візит*"};
constexpr Word opt_out[] = {
    U"не ..2 пишіть|пиши|писати|надсилайте|надсилати|турбуйте|турбувати|дзвоніть|шліть|присилайте",
    U"не треба|потрібно|хочу|бажаю ..2 писати|надсилати|турбувати|розсилк*|реклам*|повідомлен*",
    U"відпишіть|відписати|відписатися|відпишіться",
    U"видаліть|приберіть|заберіть|викресліть ..2 мене|мій|номер|телефон|дані|розсилк*",
    U"припиніть|досить|годі|перестаньте ..1 писати|надсилати|спамити|розсилк*|дзвонити",
    U"^ припиніть|досить|годі $",
    U"без розсилк*|реклами",
    U"непишіть",
    U"скасуйте|вимкніть|відключіть ..1 розсилк*|підписк*|повідомлен*",
};
constexpr Word negative[] = {U"^ ні|нi", U"не цікав*|треба|потрібно|хочу|буду|актуально",
                             U"нецікаво"};
constexpr Word positive[] = {U"^ так|добре|звичайно|гаразд|звісно", U"!не запишіть|запишить"};
constexpr Word neutral[] = {U"дякую|дякуємо", U"скільки|ціна", U"вітаю|добридень"};

}  // namespace

const ReplyLexicon ukrainian_replies{
    .code = "uk",
    .groups = {},
    .commands = commands,
    .polite = U"будь|ласка|дякую|так|вже",
    .not_errors = U"",
    .negations = U"не|ні",
    .harmless = harmless,
    .opt_out = opt_out,
    .threats = {},
    .complaints = {},
    .unclear = {},
    .other_staff = {},
    .other_service = {},
    .other_time = {},
    .booking = {},
    .negative = negative,
    .positive = positive,
    .neutral = neutral,
    .away = {},
    .later = {},
    .maybe_later = {},
    .dates = {},
};

}  // namespace reactivation
