// Uzbek answers: the opt-outs, and yes, no and thanks.
// Letters are folded when these are read (reply_text.hpp); apostrophes are gone ("toxtat").
#include "reply_lexicon.hpp"

namespace reactivation {
namespace {

using Word = std::u32string_view;

constexpr Word commands[] = {U"toxta",    U"toxtat",    U"toxtating", U"yozma",    U"yozmang",
                             U"ochiring", U"toxtatish", U"тухта",     U"тўхтат",   U"тўхтатинг",
                             U"ёзма",     U"ёзманг",    U"ўчиринг",   U"bekor qil"};
constexpr Word opt_out[] = {
    U"toxtat*|toxta",
    U"yozma|yozmang|yozmanglar|yozmangiz",
    U"тўхтат*|тухтат*",
    U"ёзманг*|ёзма",
    U"bezovta qilma*",
    U"безовта килма*|қилма*",
    U"raqam*|nomer* ..1 ochir*",
    U"рақам*|номер* ..1 ўчир*",
    U"ochiring|ўчиринг",
    U"xabar|sms|reklama|reklamani ..1 yubormang|jonatmang|yuborma*",
    U"yubormang|jonatmang",
};
constexpr Word negative[] = {U"^ yoq|йўқ", U"kerak emas|емас", U"керак эмас"};
constexpr Word positive[] = {U"^ ha|xa|mayli"};
constexpr Word neutral[] = {U"rahmat|raxmat", U"qancha|narxi"};

}  // namespace

const ReplyLexicon uzbek_replies{
    .code = "uz",
    .groups = {},
    .commands = commands,
    .polite = U"iltimos|rahmat",
    .not_errors = U"",
    .negations = U"yoq|emas",
    .harmless = {},
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
