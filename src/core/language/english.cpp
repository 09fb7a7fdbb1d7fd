// English, as in the United States. Formal texts greet with "Hello" and use no contractions. The
// notation of the texts: message_text.hpp.
#include "language.hpp"

namespace reactivation {
namespace {

using Word = std::string_view;

constexpr TradeWord always(Word key, Word text) { return {key, {text, text, text, text, text}}; }

constexpr Word last_appointment =
    "[title?your “{title}” appointment|[met?your last appointment for that service|your last "
    "appointment]]";
constexpr Word last_visit =
    "[title?your “{title}” visit|[met?your last visit for that service|your last visit]]";

constexpr std::array<TradeWord, 15> trade_words{{
    {"role", {"stylist", "barber", "dentist", "trainer", "specialist"}},
    {"visit", {"appointment", "visit", "appointment", "session", "visit"}},
    {"last_visit",
     {last_appointment, last_visit, last_appointment,
      "[title?your “{title}” session|[met?your last session of that kind|your last session]]",
      last_visit}},
    {"sees", {"can see you", "can see you", "can see you", "can train with you", "can see you"}},
    always("hi", "<hello|hi>[name? {name}]!"),
    always("dear", "[name?<dear|hello> {name},|hello,]"),
    always("this_is", "<this is|it's>"),
    always("it_has", "<it has|it's>"),
    always("we_have", "<we have|we've got>"),
    always("we_are", "<we are|we're>"),
    always("you_are", "<you are|you're>"),
    always("still", "though <we have|we've> seen you since"),
    always("fits", "shall we book that time for you"),
    always("fits_usual", "shall we book that time for you, as usual"),
    always("suits", "would that time suit you"),
}};

constexpr std::array<Word, 12> friendly{
    R"({Hi}[company? {This_is} {company}.][again? Just another short note.]
[since?{It_has} been {since} since {last_visit}[met?, {still}].]
[with_staff?Your {role} {staff} {sees} {slots}.
 |[staff?Your {role} is {staff}. ][slots?{We_have} time {slots}.]]
[vip?Thank you for being our VIP client. ]
 [discount?There is {discount}% off for you[until?, valid through {until}].]
[one?[regular?{Fits_usual}|{Fits}]?|[regular?Shall we book you in as usual? ]
 [slots?Which time works for you?|Tell us which day works for you.]])",

    R"({Hi} 🙂[company? This is {company}.]
[since?{Last_visit} was {since} ago[met?, {still}].]
 [late?If now is not the moment, that is fine.|[again?A gentle reminder from us.]]
[staff?Your {role}[regular?, as usual,] is {staff}. |[regular?Come by as usual. ]]
 [slots?[one?This time is|These times are] open: {slots}.]
[discount?We have kept {discount}% off for you[until?, good through {until}]. ]
 [vip?Thank you for being a VIP here.]
[one?{Fits}?|[slots?Which of these would you like?|When would you like to come in?]])",

    R"({Hi}[company? {company} here.][vip? Thank you for being our VIP guest.]
[since?{It_has} been {since} since {last_visit}[met?, {still}]. Time for the next one?]
[staff?{Staff}, your {role}, would be glad to see you[regular? as usual].
 |[regular?We will be glad to see you as usual. ]][slots?You can come {slots}.]
[discount?Your next {visit} is {discount}% off[until? through {until}].]
[again?No hurry at all. ][one?{Fits}?
 |[slots?Which time shall we write down for you?|Which day shall we write down for you?]])",

    R"({Hi} 👋[company? {This_is} {company}.]
[again?Us again, briefly. ][since?{It_has} been {since} since {last_visit}
 [met?, {still}]. We thought of you.]
[with_staff?{Staff}, your {role}, {sees}[regular?, as usual,] {slots}.
 |[staff?Your {role} is {staff}. ][slots?Here is what is open: {slots}.]
 [regular? Everything is ready as usual.]]
[vip?We know {you_are} a VIP client, and we value it. ]
 [discount?You get {discount}% off[until? through {until}].]
[one?{Fits}?|[slots?Just reply with the time you like.|Just reply with the day you like.]])",

    R"({Hi}[company? {This_is} {company}.][vip? We are writing to you as our VIP client.]
[again?This is only another reminder, no rush. ]
 [since?{Last_visit} was {since} ago[met?, {still}].]
[slots?[regular?As usual, we|We] have time {slots}.
 |[regular?As usual, we|We] would love to see you.][staff? Your {role} is {staff}.]
[discount?That {visit} would be {discount}% off[until?, valid through {until}].]
[one?{Fits}?|[slots?Which time shall we book?|Which day shall we book?]])",

    R"({Hi} 😊[company? {This_is} {company}.]
[late?Answer whenever it suits you. |[again?We wanted to check in again. ]]
 [since?{It_has} been {since} since {last_visit}[met?, {still}].]
[with_staff?Your {role} {staff} {sees} {slots}.
 |[staff?Your {role} is {staff}. ][slots?There is time {slots}.|We will find a place for you.]]
[discount?{We_have} {discount}% off for you[until? through {until}]. ]
 [vip?Thank you for your trust: {you_are} our VIP guest.]
[one?[regular?{Fits_usual}|{Fits}]?|[regular?Same as usual? ]
 [slots?Let us know which time you like.|Let us know when you would like to come.]])",

    R"({Hi}[company? {company} here.]
[since?[met?We have seen you since, but {last_visit} was {since} ago.
 |{Last_visit} was {since} ago, so here we are.]]
[staff?Your {role}[regular?, as usual,] is {staff}. |[regular?Come in as usual. ]]
 [slots?[one?This time is|These times are] open: {slots}.]
[vip?You are a VIP guest with us. ]
 [discount?We can take {discount}% off[until? through {until}].]
[late?If not now, that is all right. |[again?Maybe now is a better moment. ]]
 [one?{Fits}?|[slots?Which time shall we keep for you?|Which day shall we keep for you?]])",

    R"({Hi} ✨[company? {This_is} {company}.]
[since?{It_has} already been {since} since {last_visit}[met?, {still}].]
 [again?No pressure, just asking again.]
[slots?For you there is time {slots}.]
 [staff? Your {role}[regular?, as usual,] is {staff}.|[regular? As usual, we are ready for you.]]
[discount?You have {discount}% off[until?, through {until}]. ]
 [vip?Thank you for being a VIP guest.]
[one?{Fits}?|[slots?Which time do you like best?|Would you like to come? Name a day.]])",

    R"({Hi}[company? This is {company} writing.]
[vip?You are with us as a VIP client, and we remember. ]
 [since?{It_has} been {since} since {last_visit}[met?, {still}].]
[with_staff?Your {role} {staff} has time {slots}.
 |[staff?Your {role} is {staff}. ][slots?You could come {slots}.]]
[discount?There is {discount}% off waiting for you[until?, valid through {until}].]
[again?Take your time. ]
 [one?[regular?{Fits_usual}|{Fits}]?|[regular?Will you come as usual? ]
 [slots?Tell us which time is good.|Tell us which day is good.]])",

    R"({Hi} 🌿[company? <It is|It's> us, {company}.]
[again?Another little hello. ]
 [since?{Last_visit} was {since} ago[met?; we have seen you since, for something else].]
[staff?{Staff}, your {role}, is here for you. ]
 [slots?[regular?As usual, we|We] found some time: {slots}.
 |[regular?As usual, we will find a good time.]]
[discount?For this {visit} {you_are} getting {discount}% off[until? through {until}]. ]
 [vip?Thank you for staying our VIP client.]
[one?{Fits}?|[slots?Which of these shall we write down?|Which day do you prefer?]])",

    R"({Hi}[company? {This_is} {company}.]
[since?{It_has} been {since} since {last_visit}[met?, {still}].]
[slots?Our calendar has room {slots}.|Our calendar has room for you.]
 [staff? {Staff}, your {role}[regular? as usual], would be happy to see you.
 |[regular? See you as usual?]]
[vip?Thank you for your trust as our VIP client. ]
 [discount?There is also {discount}% off[until? through {until}].]
[late?If there is no need yet, just say so. |[again?Asking again, just in case. ]]
 [one?{Fits}?|[slots?Shall we book any of these?|Which day shall we book?]])",

    R"({Hi}[company? {company} here.][again? A little reminder from us.| We hope you are well.]
[since?{Last_visit} was {since} ago[met?, {still}].]
[with_staff?Your {role} {staff}[regular?, as usual,] {sees} {slots}.
 |[staff?Your {role} is {staff}. ]
 [slots?[regular?As usual, there|There] is time {slots}.|[regular?Come in as usual.]]]
[vip?You are our VIP client, thank you. ]
 [discount?You can have {discount}% off[until? through {until}].]
[one?{Fits}?|[slots?Let us know which time is good.|Let us know when to expect you.]])",
};

constexpr std::array<Word, 12> professional{
    R"({Dear}
[company?{This_is} {company}. ][again?A brief reminder. ]
 [since?{It_has} been {since} since {last_visit}[met?, {still}].]
[staff?Your {role} is {staff}. ]
 [slots?[regular?As usual, we|We] have time {slots}.
 |[regular?As usual, we will find a convenient time.]]
[vip?Thank you for being a VIP client. ]
 [discount?You have {discount}% off[until?, valid through {until}].]
[one?{Suits}?|[slots?Please let us know which time suits you.
 |Please let us know which day suits you.]])",

    R"(Hello[name? {name}]![company? {company} is writing to you.]
[since?{Last_visit} was {since} ago[met?, {still}].]
[with_staff?Your {role} {staff}[regular?, as usual,] {sees} {slots}.
 |[staff?Your {role} is {staff}. ][slots?We have time {slots}.]
 [regular? We are ready for you as usual.]]
[vip?We value you as a VIP client. ]
 [discount?We are happy to offer {discount}% off[until? through {until}].]
[again?If you do not need it now, no reply is needed. ]
 [one?{Suits}?|[slots?Which time would suit you?|When would you like to come in?]])",

    R"({Dear}
[company?{This_is} {company}. ][since?{It_has} been {since} since {last_visit}[met?, {still}].]
[slots?For your next {visit} we have time {slots}.]
 [staff? Your {role}[regular?, as usual,] is {staff}.|[regular? As usual, we are ready for you.]]
[discount?Your next {visit} is {discount}% off[until?, through {until}]. ]
 [vip?Thank you for staying our VIP client.]
[late?This message does not oblige you to anything. |[again?We are writing once more. ]]
 [one?{Suits}?|[slots?Which of these would you prefer?|Which day would you prefer?]])",

    R"(Hello[name? {name}]![company? {This_is} {company}.]
[again?A short reminder. ]
 [since?{Last_visit} was {since} ago[met?, {still}]. It may be time for another.]
[staff?Your {role} {staff} looks forward to seeing you. ]
 [slots?[regular?As usual, we|We] can suggest time {slots}.
 |[regular?We will find a convenient time as usual.]]
[discount?You have {discount}% off[until?, valid through {until}]. ]
 [vip?You are our VIP client, and we value that.]
[one?{Suits}?|[slots?Please reply with the time you prefer.
 |Please reply with the day you prefer.]])",

    R"({Dear}
[company?{company} is writing to you. ][vip?You are a VIP client of ours. ]
 [since?{It_has} been {since} since {last_visit}[met?, {still}].]
[with_staff?{Staff}, your {role}, {sees} {slots}.
 |[staff?Your {role} is {staff}. ][slots?There is time {slots}.]]
[discount?This booking comes with {discount}% off[until?, valid through {until}].]
[again?We mention it again, without any hurry. ]
 [one?[regular?{Fits_usual}|{Suits}]?|[regular?Shall we book as usual? ]
 [slots?Which time suits you?|Which day suits you?]])",

    R"(Hello[name? {name}]![company? This is {company}.]
[since?{Last_visit} was {since} ago[met?, {still}].]
[slots?[regular?As usual, there|There] is time {slots}.
 |[regular?As usual, we|We] will be glad to find a time for you.] [staff?Your {role} is {staff}.]
[discount?The discount for you is {discount}%[until?, through {until}]. ]
 [vip?You are a VIP guest of ours.]
[late?If you do not need it yet, simply tell us.|[again?A brief answer is welcome.]]
[one?{Suits}?|[slots?Which time may we book for you?|Which day may we book for you?]])",

    R"({Dear}
[company?{This_is} {company}. ]
 [since?[met?We have seen you since, but {last_visit} was {since} ago.
 |{It_has} been {since} since {last_visit}.]] [again?May we remind you once again?]
[staff?Your {role}[regular?, as usual,] is {staff}. |[regular?We are here for you as usual. ]]
 [slots?Available [one?time|times]: {slots}.]
[vip?Thank you for being our VIP client. ]
 [discount?The {visit} would be {discount}% off[until? through {until}].]
[one?{Suits}?|[slots?Which time should we reserve?|Which day should we reserve?]])",

    R"(Hello[name? {name}]![company? {company} here.]
[vip?Thank you for your trust as our VIP client. ]
 [since?{It_has} been {since} since {last_visit}[met?, {still}].]
[with_staff?Your {role}[regular?, as usual,] is {staff}, who {sees} {slots}.
 |[staff?Your {role} is {staff}. ][slots?[one?A time|Times] open for booking: {slots}.]
 [regular? As usual, we are at your service.]]
[discount?There is {discount}% off for you[until?, valid through {until}].]
[again?You may reply at any time. ][one?{Suits}?
 |[slots?Please choose a time and write to us.|Please write to us when it suits you.]])",

    R"({Dear}
[company?{This_is} {company}. ][since?{Last_visit} was {since} ago[met?, {still}].]
 [late?A reminder without any obligation.|[again?A reminder that you can book.]]
[slots?We suggest {slots}.]
 [staff? Your {role}[regular?, as usual,] is {staff}.|[regular? See you as usual, we hope.]]
[discount?Your {visit} is {discount}% off[until?, through {until}]. ]
 [vip?You are our VIP guest, thank you.]
[one?{Suits}?|[slots?What would suit you?|Which day would suit you?]])",

    R"(Hello[name? {name}]![company? {This_is} {company}.]
[again?Another brief reminder. ]
 [since?{It_has} been {since} since {last_visit}[met?, {still}].]
[staff?Your {role}[regular?, as usual,] is {staff}. |[regular?Everything is set up as usual. ]]
 [slots?There is time {slots}.]
[vip?For us you are a VIP client. ]
 [discount?You have {discount}% off[until?, valid through {until}].]
[one?{Suits}?|[slots?Please confirm the time you prefer.|Please name the day you prefer.]])",

    R"({Dear}
[company?{company} is writing to you. ][since?{Last_visit} was {since} ago[met?, {still}].]
[with_staff?{Staff}, your {role}, {sees} {slots}.
 |[staff?Your {role} is {staff}. ][slots?There is room in the calendar {slots}.]]
[regular?Everything will be as usual. ]
 [discount?There is {discount}% off set aside for you[until?, through {until}].]
[vip?We value having you as a VIP client. ][again?If later is better, please tell us. ]
 [one?{Suits}?|[slots?May we book you in? Which time suits you?
 |May we book you in? Which day suits you?]])",

    R"(Hello[name? {name}]![company? This is {company}.]
[vip?You are our VIP client, and we are glad to be in touch. ]
 [since?{It_has} been {since} since {last_visit}[met?, {still}].]
[slots?[regular?As usual, there|There] is time for you {slots}.
 |[regular?As usual, we will|We will] find a time for you.] [staff?Your {role} is {staff}.]
[discount?The {visit} comes with {discount}% off[until?, through {until}].]
[late?The choice is yours, of course. |[again?We are writing again in case it is useful. ]]
 [one?{Suits}?|[slots?Which time would you like?|When may we expect you?]])",
};

constexpr std::array<Word, 12> casual{
    R"({Hi}[company? {company} here.][again? Us again.]
[since?{Last_visit} was {since} ago[met?, {still}].]
[with_staff?Your {role} {staff}[regular?, as usual,] {sees} {slots}.
 |[staff?Your {role} is {staff}. ][slots?There is time {slots}.][regular? Come by as usual.]]
[vip?{You_are} a VIP with us. ]
 [discount?Take {discount}% off[until?, good through {until}].]
[one?{Fits}?|[slots?Which time shall we take?|When shall we expect you?]])",

    R"({Hi} 👋[company? It is {company}.]
[since?{It_has} been {since} since {last_visit}[met?, {still}]. Time for another?]
[staff?Your {role} {staff} is around. ]
 [slots?[regular?As usual, we|We] found some time: {slots}.
 |[regular?We will find a time, as usual.]]
[discount?{discount}% off is on us[until? through {until}]. ]
 [vip?{You_are} our VIP, we remember.]
[again?Not now? Fine too. ]
 [one?{Fits}?|[slots?Send us the time you want.|Send us the day you want.]])",

    R"({Hi}[company? {This_is} {company}.]
[again?Keeping it short. ][since?{Last_visit} was {since} ago[met?, {still}].]
[slots?Open [one?time|times]: {slots}.][staff? Your {role}[regular?, as usual,] is {staff}.
 |[regular? Same place as usual.]]
[discount?{You_are} getting {discount}% off[until?, through {until}]. ]
 [vip?And yes, {you_are} our VIP guest.]
[one?{Fits}?|[slots?Which time is best?|Which day is best?]])",

    R"({Hi} 🙂[company? {This_is} {company}.]
[vip?{You_are} our VIP, always good to see you. ]
 [since?{It_has} been {since} since {last_visit}[met?, {still}].]
[with_staff?{Staff}, your {role}, has time {slots}.
 |[staff?Your {role} is {staff}. ][slots?Drop in {slots}.|There is a place for you.]]
[discount?We will make it {discount}% off[until? through {until}].]
[late?No rush with an answer. |[again?Just a reminder. ]]
 [one?[regular?{Fits_usual}|{Fits}]?|[regular?The same as usual? ][slots?Which time is good?
 |Which day is good?]])",

    R"({Hi}[company? <It is|It's> us, {company}.]
[since?[met?We have seen you since, but {last_visit} was {since} ago.
 |{Last_visit} was already {since} ago.]]
[slots?[regular?As usual, there|There] is time {slots}.|[regular?Come by as usual.]]
 [staff? Your {role} is {staff}.]
[discount?By the way, {discount}% off for you[until? through {until}]. ]
 [vip?And {you_are} our VIP guest.]
[again?If it is not a good moment, no problem. ]
 [one?{Fits}?|[slots?Shall we book? What time?|Shall we book? What day?]])",

    R"({Hi}[company? {company} here.]
[again?A tiny reminder. ][since?{It_has} been {since} since {last_visit}[met?, {still}].]
[with_staff?Your {role} {staff} {sees} {slots}.|[staff?Your {role} is {staff}. ]
 [slots?Open right now: {slots}.]]
[vip?{You_are} a VIP client, thanks for that. ]
 [discount?Plus {discount}% off[until?, good through {until}].]
[one?[regular?{Fits_usual}|{Fits}]?|[regular?Same as usual? ]
 [slots?Name the time and we book it.|Name the day and we book it.]])",

    R"({Hi}[company? {This_is} {company}.]
[since?{Last_visit} was {since} ago[met?; we have seen you since, for something else].]
 [late?No hurry whatsoever.|[again?Here we are again.]]
[slots?You can come {slots}.][staff? Your {role}[regular?, as usual,] is {staff}.
 |[regular? Come as usual.]]
[discount?This {visit} is {discount}% off[until?, through {until}]. ]
 [vip?And {you_are} our VIP guest.]
[one?{Fits}?|[slots?Which time shall we put you down for?|Which day shall we put you down for?]])",

    R"({Hi}[company? {company} here.]
[since?{It_has} been {since} since {last_visit}[met?, {still}]. How about another?]
[staff?Your {role}[regular?, as usual,] is {staff}. |[regular?Come by as usual. ]]
 [slots?We have time {slots}.]
[vip?{You_are} our VIP, thanks. ][discount?{discount}% off for you[until?, through {until}].]
[again?Feel like answering later? Fine. ]
 [one?{Fits}?|[slots?What time suits you?|What day suits you?]])",

    R"({Hi}[company? {This_is} {company}.]
[again?Only a reminder. ][since?{It_has} been {since} since {last_visit}[met?, {still}].]
[slots?[regular?As usual, we|We] spotted time for you: {slots}.
 |[regular?See you as usual?]] [staff?Your {role} is {staff}.]
[discount?We can do {discount}% off[until? through {until}]. ]
 [vip?{You_are} our VIP guest, we know.]
[one?{Fits}?|[slots?Which time shall we book?|When shall we book?]])",

    R"({Hi} 😉[company? {company} here.]
[since?{Last_visit} was {since} ago[met?, {still}].][vip? We know {you_are} our VIP.]
[with_staff?{Staff}, your {role},[regular? as usual,] {sees} {slots}.
 |[staff?Your {role} is {staff}. ][slots?There is time {slots}.|We will find a time.]
 [regular? Come as usual.]]
[discount?{discount}% off is yours[until? through {until}].]
[late?There is no rush. |[again?Asking again. ]]
 [one?{Fits}?|[slots?Which time shall we book?|Which day shall we book?]])",

    R"({Hi}[company? It is {company}.]
[since?{It_has} been {since} since {last_visit}[met?, {still}].]
 [again?Maybe this is the moment?]
[slots?[one?A time|Times] we have: {slots}.][staff? Your {role}[regular?, as usual,] is {staff}.
 |[regular? Come as usual.]]
[vip?Thanks for being our VIP. ]
 [discount?And {discount}% off for you[until?, through {until}].]
[one?{Fits}?|[slots?What time do you want?|When are you coming?]])",

    R"({Hi}[company? {This_is} {company}.]
[again?It is us again. ][since?{It_has} been {since} since {last_visit}[met?, {still}].]
[with_staff?Your {role} {staff} {sees} {slots}.
 |[slots?There is room {slots}. ][staff?Your {role} is {staff}.]]
[discount?You get {discount}% off[until?, through {until}]. ]
 [vip?{You_are} our VIP client.]
[late?It is up to you, of course. ]
 [one?[regular?{Fits_usual}|{Fits}]?|[regular?As usual? ]
 [slots?Pick a time and write back.|Pick a day and write back.]])",
};

// Nothing but the facts: for names of the longest kind.
constexpr Word short_text = R"({Hi}
[since?{Last_visit} was {since} ago[met?, {still}].]
[staff?Your {role} is {staff}.]
[slots?Open: {slots}.]
[vip?You are a VIP. ][discount?{discount}% off[until? through {until}].]
[regular?As usual? ][one?{Fits}?|[slots?Which time suits you?|When would you like to come?]])";

// --- Words for the verifier ---------------------------------------------------------------------

constexpr Word january[] = {"january", "jan"};
constexpr Word february[] = {"february", "feb"};
constexpr Word march[] = {"march"};
constexpr Word april[] = {"april", "apr"};
constexpr Word may[] = {"may"};
constexpr Word june[] = {"june", "jun"};
constexpr Word july[] = {"july", "jul"};
constexpr Word august[] = {"august", "aug"};
constexpr Word september[] = {"september", "sep", "sept"};
constexpr Word october[] = {"october", "oct"};
constexpr Word november[] = {"november", "nov"};
constexpr Word december[] = {"december", "dec"};
constexpr Word verbs[] = {"may", "march"};
constexpr Word monday[] = {"monday*", "mon"};
constexpr Word tuesday[] = {"tuesday*", "tue", "tues"};
constexpr Word wednesday[] = {"wednesday*", "wed"};
constexpr Word thursday[] = {"thursday*", "thu", "thur", "thurs"};
constexpr Word friday[] = {"friday*", "fri"};
constexpr Word saturday[] = {"saturday*"};
constexpr Word sunday[] = {"sunday*"};
constexpr Word today[] = {"today*"};
constexpr Word tomorrow[] = {"tomorrow*"};
constexpr Word other_days[] = {"yesterday*", "tonight*", "weekend*", "holiday*",
                               "noon",       "midday",   "midnight", "fortnight"};
constexpr Word number_words[] = {
    "two",    "three",   "four",    "five",   "six",     "seven",     "eight",    "nine",
    "ten",    "eleven",  "twelve",  "*teen",  "twenty",  "thirty",    "forty",    "fifty",
    "sixty",  "seventy", "eighty",  "ninety", "hundred", "thousand*", "million*", "half",
    "double", "triple",  "quarter", "third",  "couple",  "dozen*",    "twice"};
constexpr Word percent_words[] = {"percent*", "pct"};
constexpr Word money_words[] = {
    "dollar*", "usd",     "euro*",         "eur",    "pound*",  "gbp",       "cent",
    "cents",   "buck",    "bucks",         "rub",    "ruble*",  "rouble*",   "tenge*",
    "kzt",     "free",    "freebie*",      "gift*",  "bonus*",  "cashback*", "voucher*",
    "coupon*", "promo*",  "complimentary", "price*", "cost",    "costs",     "cheap*",
    "sale",    "sales",   "deal",          "deals",  "rebate*", "refund*",   "prize*",
    "bogo",    "charge*", "fee",           "fees",   "pay",     "payment*"};
constexpr Word discount_words[] = {"discount*", "off", "saving", "savings"};
constexpr Word forbidden[] = {"reactivat*",    "sorry",      "apolog*", "regret*",
                              "unfortunately", "guarantee*", "forgive"};
constexpr Word come_back[] = {"win", "winning", "lure", "bring"};
constexpr Word you[] = {"you", "back"};
constexpr Word formal_only[] = {"dear"};
constexpr Word informal_only[] = {"hey", "hiya", "heya", "yo", "wanna", "gonna"};
constexpr Word usual[] = {"usual*"};
constexpr Word seen_since[] = {"seen", "met"};
constexpr Word not_seen[] = {"not", "haven't", "never"};
constexpr Word ago[] = {"ago"};
constexpr Word as_of[] = {"since", "when"};
constexpr Word also_times[] = {"free"};
constexpr Word are[] = {"is", "are", "you"};
constexpr Word call[] = {"reply", "tell",    "let",  "write", "choose", "pick", "name",
                         "text",  "confirm", "book", "call",  "answer", "send"};
constexpr Word capitalised[] = {"vip", "vips", "i", "i'm", "i'd", "i'll", "i've", "am", "pm"};
constexpr Word name_endings[] = {"", "'s"};
constexpr Word short_units[] = {"day", "days", "hour", "hours", "minute", "minutes"};
constexpr Word long_units[] = {"week*", "month*", "year*"};

constexpr Word given_names[] = {
    "adam",      "alan",      "alex",      "alexander", "alexandra",   "alice",   "alison",
    "amanda",    "amber",     "amelia",    "amy",       "andrea",      "andrew",  "angela",
    "ann",       "anna",      "anne",      "anthony",   "ashley",      "barbara", "ben",
    "benjamin",  "beth",      "betty",     "bob",       "brandon",     "brian",   "brenda",
    "bruce",     "carl",      "carol",     "caroline",  "catherine",   "charles", "charlotte",
    "chloe",     "chris",     "christina", "christine", "christopher", "cindy",   "claire",
    "cynthia",   "dan",       "daniel",    "david",     "deborah",     "debra",   "dennis",
    "diana",     "diane",     "donald",    "donna",     "dorothy",     "douglas", "edward",
    "elena",     "elizabeth", "ella",      "ellen",     "emily",       "emma",    "eric",
    "erica",     "ethan",     "eva",       "evelyn",    "frank",       "gary",    "george",
    "gloria",    "hannah",    "harry",     "heather",   "helen",       "henry",   "irene",
    "isabella",  "jack",      "jacob",     "jake",      "james",       "jane",    "janet",
    "jason",     "jeff",      "jeffrey",   "jennifer",  "jenny",       "jeremy",  "jessica",
    "jim",       "joan",      "joe",       "john",      "jonathan",    "joseph",  "joshua",
    "joyce",     "juan",      "judith",    "judy",      "julia",       "julie",   "justin",
    "karen",     "kate",      "katherine", "kathleen",  "katie",       "kathy",   "keith",
    "kelly",     "kenneth",   "kevin",     "kim",       "kimberly",    "kyle",    "larry",
    "laura",     "lauren",    "leah",      "lee",       "leo",         "linda",   "lisa",
    "liz",       "logan",     "louise",    "lucas",     "lucy",        "luke",    "madison",
    "margaret",  "maria",     "marie",     "marilyn",   "martha",      "martin",  "mary",
    "matt",      "matthew",   "megan",     "melanie",   "melissa",     "mia",     "michael",
    "michelle",  "mike",      "molly",     "monica",    "nancy",       "natalie", "nathan",
    "nicholas",  "nick",      "nicole",    "nina",      "noah",        "oliver",  "olga",
    "olivia",    "pamela",    "patricia",  "patrick",   "paul",        "paula",   "peter",
    "philip",    "rachel",    "ralph",     "raymond",   "rebecca",     "richard", "robert",
    "robin",     "roger",     "ronald",    "rose",      "ruth",        "ryan",    "sally",
    "sam",       "samantha",  "samuel",    "sandra",    "sara",        "sarah",   "scott",
    "sean",      "sharon",    "sheila",    "shirley",   "sofia",       "sophia",  "sophie",
    "stephanie", "stephen",   "steve",     "steven",    "susan",       "tanya",   "teresa",
    "terry",     "theresa",   "thomas",    "tim",       "timothy",     "tina",    "tom",
    "tony",      "tyler",     "vanessa",   "victor",    "victoria",    "vincent", "virginia",
    "walter",    "wendy",     "william",   "zoe"};

}  // namespace

constinit const LanguagePack english_pack{
    .code = "en",
    .weekdays = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"},
    .on_weekdays = {"on Monday", "on Tuesday", "on Wednesday", "on Thursday", "on Friday",
                    "on Saturday", "on Sunday"},
    .months = {"January", "February", "March", "April", "May", "June", "July", "August",
               "September", "October", "November", "December"},
    .today = "today",
    .tomorrow = "tomorrow",
    .date_pattern = "{m} {d}",
    .day_pattern = "{day}, {date},",
    .at = " at ",
    .then_at = ", at ",
    .or_ = " or ",
    .with_staff = "with {staff}",
    .has_clock_24 = false,
    .open_quote = "“",
    .close_quote = "”",
    .days = {"day", "days", "days"},
    .weeks = {"week", "weeks", "weeks"},
    .months_passed = {"month", "months", "months"},
    .passed = {"", "", ""},
    .over_a_year = "more than a year",
    .plural = plural_one_many,
    .words = trade_words,
    .given_names = given_names,
    .texts = {friendly, professional, casual},
    .short_text = short_text,
    .check =
        {
            .months = {january, february, march, april, may, june, july, august, september, october,
                       november, december},
            .months_that_are_verbs = verbs,
            .weekdays = {monday, tuesday, wednesday, thursday, friday, saturday, sunday},
            .today = today,
            .tomorrow = tomorrow,
            .other_days = other_days,
            .number_words = number_words,
            .percent_words = percent_words,
            .money_words = money_words,
            .also_times = also_times,
            .are = are,
            .discount_words = discount_words,
            .forbidden = forbidden,
            .come_back = come_back,
            .you = you,
            .formal_only = formal_only,
            .informal_only = informal_only,
            .usual = usual,
            .seen_since = seen_since,
            .not_seen = not_seen,
            .ago = ago,
            .as_of = as_of,
            .call = call,
            .capitalised = capitalised,
            .name_endings = name_endings,
            .name_tails = {},
            .short_units = short_units,
            .long_units = long_units,
            .days = {"1 day", "2 days", "3 days", "4 days", "5 days", "6 days", "7 days", "8 days",
                     "9 days", "10 days", "11 days", "12 days", "13 days"},
            .weeks = {"2 weeks", "3 weeks", "4 weeks", "5 weeks", "6 weeks", "7 weeks", "8 weeks"},
            .months_passed = {"2 months", "3 months", "4 months", "5 months", "6 months",
                              "7 months", "8 months", "9 months", "10 months", "11 months",
                              "12 months"},
            .over_a_year = "more than a year",
            .is_cyrillic = false,
        },
};

}  // namespace reactivation
