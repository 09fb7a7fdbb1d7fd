// Kazakh answers: the opt-outs, and yes, no and thanks.
// Letters are folded when these are read (reply_text.hpp); apostrophes are gone ("toxtat").
#include "reply_lexicon.hpp"

namespace reactivation {
namespace {

using Word = std::u32string_view;

constexpr Word commands[] = {U"тоқта",      U"тоқтат",    U"тоқтатыңыз",  U"тоқтатыңдар",
                             U"жазба",      U"жазбаңыз",  U"жазбаңыздар", U"жіберме",
                             U"жібермеңіз", U"мазалама",  U"мазаламаңыз", U"өшір",
                             U"өшіріңіз",   U"toqta",     U"toqtat",      U"tokta",
                             U"jazbanyz",   U"zhazbanyz", U"toktatynyz",  U"toqtatynyz"};
constexpr Word opt_out[] = {
    U"тоқтат*|тоқтаңыз|тоқта",
    U"жазбаңыз*|жазбашы|жазбаңдар|жазбаңызшы|жазбауыңызды",
    U"маған|енді|бұдан ..1 жазба*",
    U"жазба маған",
    U"жіберме*|жібермеңіз*",
    U"мазалама*",
    U"номер* ..1 өшір*|алып",
    U"өшіріңіз*",
    U"жазбаныз*",
    U"zhazba*|jazba*|toqtat*|zhiberme*",
};
constexpr Word negative[] = {U"керек емес", U"қажет емес", U"қызық емес"};
constexpr Word positive[] = {U"^ иә|ия|жарайды"};
constexpr Word neutral[] = {U"рахмет|рақмет", U"бағасы|қанша"};

}  // namespace

const ReplyLexicon kazakh_replies{
    .code = "kk",
    .groups = {},
    .commands = commands,
    .polite = U"өтінемін|рахмет",
    .not_errors = U"",
    .negations = U"жоқ|емес",
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
