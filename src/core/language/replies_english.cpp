// English answers. The patterns are explained in reply_match.hpp; apostrophes are gone ("dont").
#include "reply_lexicon.hpp"

namespace reactivation {
namespace {

using Word = std::u32string_view;

constexpr ReplyGroup groups[] = {
    {U"me", U"me|us|this"},
    {U"do_not", U"dont|dnt|donot|never|not"},
    {U"write", U"text|message|msg|txt|tex|sms|write|email|dm|ping|whatsapp|send|sent|mail"},
    {U"reach", U"contact|bother|disturb|spam|harass|bug|pester|annoy|solicit"},
    {U"writing",
     U"texting|txting|texing|messaging|msging|sending|writing|emailing|calling|contacting|spamming|"
     U"bothering|harassing|pestering|annoying|bugging|pinging|text|message|send|contact|messagin|"
     U"textin"},
    {U"messages",
     U"text|texts|txts|message|messages|msgs|msg|sms|spam|promo|promos|promotion|promotions|"
     U"marketing|notification|notifications|advert*|ads|ad|newsletter*|subscription|campaign*|"
     U"alerts|offers|reminders|emails|communication*|crap|mailings|mailing"},
    {U"identity",
     U"me|us|number|phone|contact|data|info|information|details|name|cell|mobile|list|database"},
    {U"remove", U"remove|delete|erase|exclude|scrub|drop|forget|lose|strike|removed|deleted"},
    {U"end", U"stop|quit|cease|end|cancel|halt|discontinue|desist|refrain"},
    {U"when",
     U"#|the|january|february|march|april|may|june|july|august|september|october|november|december|"
     U"monday|tuesday|wednesday|thursday|friday|saturday|sunday|next|tomorrow|after|spring|summer|"
     U"autumn|fall|winter|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec"},
    {U"booking_thing", U"appointment*|booking*|visit*|reservation*|slot*|session*|appt*|schedule"},
    {U"staff",
     U"stylist*|barber*|hairdresser*|dentist*|trainer*|therapist*|person|colleague|specialist*|"
     U"doctor*|girl|guy|technician"},
    {U"daypart",
     U"morning|mornings|afternoon|afternoons|evening|evenings|weekend|weekends|monday|tuesday|"
     U"wednesday|thursday|friday|saturday|sunday|tomorrow|later|earlier|noon|lunchtime|week|mon|tue|"
     U"wed|thu|fri|sat|sun"},
};

constexpr Word commands[] = {
    U"stop",        U"stop all",  U"unsubscribe",   U"end",          U"quit",       U"revoke",
    U"opt out",     U"cancel",    U"remove",        U"unsub",        U"stop promotions",
    U"stop promotion", U"remove me", U"stop it",     U"stpo",         U"sotp",       U"stp",
    U"tsop",        U"sttop",     U"stopp",         U"stpp",         U"spam",       U"enough",
    U"blocked",     U"block",     U"reported",      U"cease",        U"desist",     U"mute",
    U"opt me out",  U"stop texts", U"stop messages", U"delete me",    U"take me off", U"delete",
    U"stop this",   U"stop now",  U"unsubscribe me", U"no more",   U"dnc",     U"cancel all", U"st0p",
};

constexpr Word harmless[] = {
    U"dont|not|never|wont|cant|couldnt|didnt|doesnt ever|even|just|you|to? stop|stopped|stopping ..2 @writing?", U"why ..4 no|not @messages?",
    U"dont|not|never stop|unsubscribe|remove|delete|cancel|block|quit|forget @identity?",
    U"dont|not want to unsubscribe|cancel|stop|optout|opt",
    U"dont|not ..2 want|wanted to stop|cancel|unsubscribe|quit ..2 @messages?",
    U"didnt|did|not|never|havent ..1 opt|opted|unsubscribe|unsubscribed out?",
    U"unsubscribed from",
    U"dont|not|never forget|hesitate ..1 @write|@reach|me",
    U"stop|stopped|stopping by|in|over|at|near|off|into|thinking|falling|smoking|growing|biting|"
    U"bleeding|hurting",
    U"bus|metro|tram|train|nearest|closest|next|last|non|pit|short stop",
    U"a|the|my|your|which stop",
    U"you stopped|quit @writing", U"do|did|does you|it|they|u stop", U"you ..1 never @write", U"why dont you|u",
    U"cancel that", U"dont|not email|call , ..1 text|message|write",
    U"remove|take me off|from ..2 @booking_thing",
    U"the end",
    U"enough time|hair|for|to|space|room|money",
    U"it|not|have|got|long|good|hour|hours|time enough ..1 for|to|time?", U"hour|hours enough",
    U"@remove ..3 @booking_thing",
    U"remove me from ..2 @booking_thing|waitlist|calendar",
    U"do|can|could you ..1 remove tattoo*|lash*|gel|hair|polish|nail*|mole*|stain*",
    U"i|have|just lost|lose ..1 number",
    U"dont|not ..1 call , ..2 @write",
    U"!dont|not|no|never|stop text|message|msg|write|txt ..1 me? , ..1 dont|not call",
    U"dont|not|never @write|@reach ..2 me? until|till|before @when",
    U"dont|not worry|bother ..1 calling|checking|with",
    U"spam folder|filter*|box",
    U"in|to|into ..1 spam",
    U"complaint about|with|regarding ..1 my|dave|ann|stylist|barber|the|a|service|colour|haircut",
    U"cancel ..3 @booking_thing",
    U"quit smoking|biting|drinking|my",
    U"dont|not ..1 miss|mind",
    U"blocked drain|nose|road|sinus",
    U"number ..1 is no",
    U"changed|change ..1 number",
};

constexpr Word opt_out[] = {
    U"unsub*", U"unsuscrib*|unsubcrib*|usubscrib*|unscubscrib*|unsubsrib*|unsbuscrib*|unsubscribe",
    U"opt|opting|optin out", U"opt me|us ..1 out", U"optout|optingout|optedout", U"opted out", U"no ..1 texting|messaging|contact|contacting|calls|calling $",
    U"@do_not reply|respond", U"@do_not ..1 reach ..1 out", U"prefer|rather ..1 not ..1 receive|get|be|to|hear|have",
    U"asked|told|tell ..3 not ..1 to|text|message|contact", U"not to be contacted|texted|messaged|called|disturbed|bothered",
    U"not ..1 interested in ..2 @messages|receiving|getting|hearing",
    U"take|get|pull|keep|strike|cross|scratch|leave me|us|name|number off|out",
    U"take|get|pull|keep|strike|cross|scratch my|this|the|our ..1 name|number|phone|cell off|out",
    U"scratch|blacklist|bin|trash|block my|this|me number?", U"stop ..1 getting|receiving", U"how ..3 stop $",
    U"why ..3 still|keep|always @writing", U"stahp", U"leave|let me|us be", U"^ spare me $",
    U"^ ..2 enough $", U"enough is enough", U"had enough $", U"no more of", U"you|youre|your|u are? blocked",
    U"mark|marked|marking|flag|flagged|flagging ..3 spam|junk", U"right to be forgotten",
    U"data|details|number|info|information|account ..1 erased|deleted|removed|erase",
    U"my number , ..2 @remove it", U"hate ..2 @messages", U"@do_not|never agreed|consented|asked ..2 to|for|this",
    U"not|no|never given|give|gave ..2 consent|permission",
    U"@end ..1 @writing", U"@end ..3 @messages", U"@end ..2 these|those|all @messages",
    U"end|cancel|stop all|these|those|your|my|the ..1 @messages",
    U"stop|stopp|stpo|sotp|quit it|this|that|now|already|please|pls|plz $",
    U"^ ..1 please|pls|plz|just|kindly stop|stpo|sotp|quit|cease $",
    U"stop|stpo|sotp $$", U"^^ stop|sotp|stpo stop|sotp|stpo",
    U"^^ stop , ..1 not|no|dont|i|im|we|thanks|please|wrong|you|this",
    U"i|we ..1 said|asked|told|want ..2 stop",
    U"asked|told|want you to stop",
    U"can|could|would|will you ..2 stop $",
    U"^ enough already|texts|messages|with|of|please? ..1 $",
    U"enough ..2 @messages", U"^ enough $",
    U"had enough of", U"sick|tired|fed ..1 of|with ..2 @messages",
    U"cease ..1 desist", U"cease all|sending|contact|communication", U"kindly|please cease|desist|halt",
    U"@do_not|no ever|even|you|want|to|please|again? ..1 @write|@reach ..1 me|us|this|here|again|"
    U"anymore|at|any|more|ads|messages|texts|sms|stuff|number|pls|please|things|to",
    U"do no|not|nt ..1 @write|@reach|call",
    U"@do_not|no @reach", U"^ ..2 dont|dnt|never|not text|message|msg|txt|sms|contact|tex|write|email",
    U"dont|dnt|never|not ..1 text|message|msg|txt|sms|contact|tex|email $",
    U"@do_not ..1 send|sms|call|write ..2 me|us|any*|more|this|these|messages|texts|sms",
    U"@do_not call", U"@do_not ..1 call|text or text|call|message",
    U"@do_not|didnt|no ..2 want|wish|wanna|need|like|longer|care ..3 @messages|contacted|receive|"
    U"receiving|messaged|texted|hear|get texts?",
    U"@do_not|didnt ..2 want|wish|wanna|need ..3 hear ..1 from",
    U"no longer ..1 wish|want|interested",
    U"no more|further|other ..2 @messages", U"no mor ..1 @messages", U"^ ..2 no more $",
    U"^ ..2 no|zero @messages please|pls|plz|anymore|thanks|again? $",
    U"no|zero spam|marketing|promos|promotions|ads|texts|messages|sms $",
    U"without ..1 spam", U"^ spam $", U"^^ spam spam",
    U"this|thats|its|is ..1 spam|harassment", U"youre|you|are|stop spamming|harassing",
    U"@remove ..2 me|us|number|phone|contact|data|info|information|details|name|cell|mobile",
    U"@remove ..3 from|off ..3 list*|database|system|base|contacts|records|book",
    U"delete it|everything $", U"^ ..2 remove|delete $",
    U"be removed|deleted|unsubscribed|taken", U"remvoe|romove|remov|rmove me|my|number",
    U"take|get|keep|strike|cross ..3 off ..3 list*|texts|messages|database",
    U"take|get|keep me|us|number|name off", U"off ..1 your|this|the|ur list*",
    U"i|we ..2 revoke|withdraw ..1 consent|permission", U"revoke|withdraw ..2 consent|permission",
    U"@do_not|didnt|no|never ..2 consent|agree|permission|signed|sign|subscribe|subscribed|signup",
    U"dont|not|no have|got|my ..1 consent|permission", U"@do_not|didnt ..1 sign up",
    U"leave ..1 me|us|my ..3 alone|alnoe|alon|aloen|aloe", U"lose|forget|drop my|this|the number",
    U"wrong number|person", U"not my number",
    U"turn|switch ..3 off ..2 @messages", U"turn|switch off ..3 @messages", U"disable ..2 @messages",
    U"unfollow|mute me|you|this", U"do not disturb",
    U"blocked ..1 and|you|this|number|reported", U"im|i|am|will|ill|just ..1 block|blocking|blocked",
    U"blocking ..1 you|this|number|u", U"block ..1 you|this|number",
    U"fuck|f|piss|bugger|sod|eff|buzz|naff off", U"^ ..1 back off $", U"fuck|screw you|u|ya", U"go away", U"go to hell",
    U"^^ get lost $$", U"^^ ..1 shut up $$", U"stfu|gtfo", U"knock|cut it|that off|out", U"quit it",
    U"stop|no|never ..1 contacting|contact ..1 me|us|please?",
    U"get rid of ..1 number",
    U"^ ..1 cancel ..1 @messages|subscription|everything",
};

constexpr Word threats[] = {
    U"report|reported|reporting ..4 spam|fcc|ico|police|authorities|ftc|gdpr|whatsapp",
    U"^ reported|reporting $", U"will|ill|to|going report ..1 you|this",
    U"report|reporting spam|you|this|number|to", U"blocked and reported", U"spam reporting",
    U"file|filing|make|making|submit|lodge ..2 complaint*",
    U"ill|will|going|gonna ..2 complain|sue", U"sue you|u", U"lawyer|lawsuit|solicitor|attorney",
    U"gdpr|fcc|tcpa|ftc", U"complaint* ..3 spam|texts|messages",
};

constexpr Word complaints[] = {U"complaint*|complain|complaining", U"refund", U"ruined|terrible|awful"};

constexpr Word unclear[] = {
    U"^^ when $$", U"^^ never $$", U"who is|are|dis|this|r|u", U"whos ..1 this|dis", U"what is this",
    U"whats this", U"cancel*", U"@remove ..3 @booking_thing", U"how ..3 get ..1 number",
    U"changed|change ..1 number", U"new number", U"died|funeral|hospital|accident|passed|emergency",
    U"media|image|video|audio|sticker|gif omitted", U"voice message", U"refund", U"late",
    U"^^ ..1 text|message|call me $$",
};

constexpr Word other_staff[] = {
    U"another|different|other @staff", U"someone|anyone|somebody|anybody else|but|other|different",
    U"else ..1 do it",
};
constexpr Word other_service[] = {
    U"another|different|other service|treatment|procedure",
    U"do you ..2 do|offer|have|provide manicure*|pedicure*|massage*|beard|colour*|color*|lash*|brow*|"
    U"facial*|wax*|nails|whitening|extension*|highlights|perm*",
    U"what|how about ..2 manicure*|pedicure*|massage*|beard|brows|eyebrow*|lashes|eyelash*|"
    U"facial|colour|color|waxing|nails",
    U"manicure*|pedicure*|massage*|facial*|waxing|colour|color|beard ..2 instead", U"instead of",
    U"do you ..1 do", U"do you offer",
};
constexpr Word other_time[] = {
    U"another|other|different|any|some|else time|day|date|slot|times|days", U"time else",
    U"come|do|anything|something|slot|bit|any|little|go ..1 later|earlier|sooner",
    U"^^ ..1 later|earlier|sooner , ?", U"later|earlier slot|appointment|time|one",
    U"in|for|on|have|about|is|a ..2 @daypart , ?", U"anything|something|slots|free ..3 @daypart|after",
    U"is ..1 @daypart free|possible|available|ok|okay|open",
    U"what|how about ..2 @daypart", U"@daypart ..2 instead", U"@daypart , ?",
    U"@daypart dont|doesnt|are|is ..1 work|bad|good|suit", U"time ..1 doesnt|dont|isnt work|suit|good",
    U"cant ..2 do ..1 @daypart", U"dont|not ..1 want ..1 morning|mornings|evening|evenings|afternoon*",
    U"for|in ..1 the evening|morning|afternoon", U"reschedule|move ..2 @booking_thing",
    U"can|could ..3 after #", U"something|anything ..1 after #", U"next week",
};
constexpr Word booking[] = {
    U"!not|dont book|schedule ..1 me|it|us|in|for|please", U"want|like|love ..1 to ..1 book|come",
    U"can|could|may i ..1 book|come", U"want book", U"book", U"sign me up", U"put me down|in",
};
constexpr Word negative[] = {
    U"^^ ..1 no|nope|nah|no $$", U"^ no|nope|nah|noo|never", U"no|not thanks|thank|thx|ty|need",
    U"not ..2 interested|really|for|this|now|today|at|going|coming|necessary",
    U"dont|not|didnt ..1 need|want|think|like", U"wont|not ..1 be|coming|going|back",
    U"im|i am good|fine|ok thanks|thank?", U"im good", U"too expensive|pricey|much|far|costly",
    U"cant ..1 afford|come|make|do", U"^ ..1 cant|cannot $", U"elsewhere",
    U"another|new|different salon|barber|place|shop|barbershop|dentist|gym ..1 now|already?",
    U"moved ..2 away|city|out|to", U"ill|i|will pass", U"^ pass", U"unfortunately|sorry not|no|cant",
    U"unfortunately ..1", U"got it done", U"not for",
};
constexpr Word positive[] = {
    U"^ yes|yess|yep|yeah|yup|ya|sure|ok|okay|k|okey|great|perfect|absolutely|definitely|sounds|deal|"
    U"alright|fine|y|lovely|awesome|excellent|cool|brilliant",
    U"sounds good|great|perfect|lovely", U"id|i|would love|like ..1 to", U"works|suits ..1 for|me|fine",
    U"that|it|one|time works", U"# works", U"lets do|go ..1 it|for?", U"^ ..1 lets go", U"count me in",
    U"ill take|come|have", U"ill be there|in", U"see you", U"can i book", U"works for me", U"fine with me",
    U"i ..1 will ..1 come|be",
};
constexpr Word neutral[] = {
    U"thanks|thank|thx|ty|cheers|thankyou", U"how much|long", U"price|prices|cost|costs|charge|fee",
    U"where|address|parking|located|directions", U"opening|open|hours", U"^^ ..1 hi|hello|hey|yo $$",
    U"good morning|afternoon|evening|day $", U"think about|it", U"let|lemme ..1 you know",
    U"let ..1 me ..1 check|see|think", U"need|have to ..1 check|think|see", U"get back to", U"maybe",
    U"discount*", U"got it", U"noted", U"will let you know", U"more info|information|details", U"hi|hello|hey",
};
constexpr Word away[] = {
    U"holiday|holidays|vacation", U"away", U"travelling|traveling|travel|trip", U"out of town|country|office",
    U"abroad", U"back ..1 in|on|after|at|from|the|next|#", U"be back", U"sick",
    U"maternity|pregnant", U"in town after|on|from",
};
constexpr Word later[] = {
    U"!dont|not|never|stop text|message|ask|contact|try|remind|ping|msg|write|check|call ..1 me|us|again|"
    U"back|in", U"not ..1 before|until|till", U"dont|not|never @write|@reach ..3 until|till|before",
    U"try in", U"ask|check|try ..1 again|back",
};
constexpr Word maybe_later[] = {
    U"maybe|perhaps|possibly|only|rather|better|sometime", U"^^ ..1 in|after|until|till|from|on|next ..2 , ..3 $$",
};
constexpr ReplyNumber months[] = {
    {U"january|jan", 1}, {U"february|feb", 2}, {U"march|mar", 3},          {U"april|apr", 4},
    {U"may", 5},         {U"june|jun", 6},     {U"july|jul", 7},           {U"august|aug", 8},
    {U"september|sept|sep", 9}, {U"october|oct", 10}, {U"november|nov", 11}, {U"december|dec", 12},
    {U"spring", 3}, {U"summer", 6}, {U"autumn|fall", 9}, {U"winter", 12},
};
constexpr ReplyNumber weekdays[] = {
    {U"monday|mon", 1}, {U"tuesday|tue|tues", 2}, {U"wednesday|wed", 3}, {U"thursday|thu|thurs", 4},
    {U"friday|fri", 5}, {U"saturday|sat", 6},     {U"sunday|sun", 7},
};
constexpr ReplyNumber counts[] = {
    {U"a|an|one", 1}, {U"two|couple", 2}, {U"three|few", 3}, {U"four", 4}, {U"five", 5}, {U"six", 6},
    {U"seven", 7},    {U"eight", 8},      {U"nine", 9},      {U"ten", 10},
};
constexpr ReplyNumber units[] = {
    {U"day|days", 1}, {U"week|weeks|wk|wks", 7}, {U"fortnight", 14}, {U"month|months", 30},
    {U"year|years", 360},
};

}  // namespace

const ReplyLexicon english_replies{
    .code = "en",
    .groups = groups,
    .commands = commands,
    .polite = U"please|pls|plz|plse|thanks|thank|you|thx|ty|hi|hello|hey|now|just|already|ok|okay|yes|no|"
              U"yeah|sorry|all|and|but|so|kindly|guys|dear|sir|madam|for|good|day|oh",
    .not_errors = U"content|testing|contract|removal|resort|parking|contracting|deleted|blocks|message|"
                  U"bothered|unsubscribed|subscribed|clocked|locked|replaced|number|shipping|sounding",
    .negations = U"not|no|never|dont|didnt|wont|cant|cannot|doesnt|isnt|nothing|without|couldnt|nor",
    .harmless = harmless,
    .opt_out = opt_out,
    .threats = threats,
    .complaints = complaints,
    .unclear = unclear,
    .other_staff = other_staff,
    .other_service = other_service,
    .other_time = other_time,
    .booking = booking,
    .negative = negative,
    .positive = positive,
    .neutral = neutral,
    .away = away,
    .later = later,
    .maybe_later = maybe_later,
    .dates = {.months = months,
              .weekdays = weekdays,
              .counts = counts,
              .units = units,
              .until = U"until|till|til|untill|through",
              .after = U"after",
              .in = U"in",
              .next = U"next",
              .end_of = U"end",
              .tomorrow = U"tomorrow",
              .new_year = U"new",
              .between = U"the|of|on",
              .before = U"in|by|from|before|back|for|try|on|early|late|mid|around|until",
              .day_of_month = U"st|nd|rd|th",
              .hours = U"pm|am|oclock|hours|hour|minutes|percent|dollars"},
};

}  // namespace reactivation
