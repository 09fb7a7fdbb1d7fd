// Russian. Names and titles stand in the nominative, and nothing is said about the client in the
// past tense, which would need a gender. The notation of the texts: message_text.hpp.
#include "language.hpp"

namespace reactivation {
namespace {

using Word = std::string_view;

constexpr TradeWord always(Word key, Word text) { return {key, {text, text, text, text, text}}; }

constexpr Word after_service =
    "[title?после услуги «{title}»|[met?с прошлого такого же визита|с прошлого визита]]";
constexpr Word last_service =
    "[title?«{title}»: в последний раз|[met?Прошлый такой же визит|Прошлый визит]]";

constexpr std::array<TradeWord, 15> trade_words{{
    {"role", {"мастер", "барбер", "врач", "тренер", "специалист"}},
    {"visit_acc", {"визит", "визит", "приём", "тренировку", "визит"}},
    {"visit_gen", {"визита", "визита", "приёма", "тренировки", "визита"}},
    {"after",
     {after_service, after_service,
      "[title?после приёма «{title}»|[met?с прошлого такого же приёма|с прошлого приёма]]",
      "[title?после занятия «{title}»|[met?с прошлой такой же тренировки|с прошлой тренировки]]",
      after_service}},
    {"last",
     {last_service, last_service,
      "[title?«{title}»: в последний раз|[met?Прошлый такой же приём|Прошлый приём]]",
      "[title?«{title}»: в последний раз|[met?Прошлая такая же тренировка"
      "|Прошлая тренировка]]",
      last_service}},
    {"sees",
     {"может принять {you}", "может принять {you}", "может принять {you}",
      "может провести <вашу|твою> тренировку", "может принять {you}"}},
    always("your", "<ваш|твой>"),
    always("you", "<вас|тебя>"),
    always("to_you", "<вам|тебе>"),
    always("hi", "[name?{name}, <здравствуйте|привет>|<здравствуйте|привет>]!"),
    always("good_day", "[name?{name}, <здравствуйте|здравствуй>|<здравствуйте|здравствуй>]!"),
    always("fits", "записать {you} на это время"),
    always("fits_usual", "записать {you}, как обычно, на это время"),
    always("suits", "подходит ли {to_you} это время"),
    always("still", "хотя за это время мы виделись"),
}};

constexpr std::array<Word, 12> friendly{
    R"({Hi}[company? Это «{company}».][again? Пишем ещё раз, совсем коротко.]
[since?{After} {passed} {since}[met?, хотя мы с тех пор и виделись].]
[with_staff?{Role} {staff} приглашает {you}: {slots}.
 |[staff?{Your} {role} — {staff}. ][slots?Есть свободное время: {slots}.]]
[vip?Спасибо, что <вы|ты> наш VIP-клиент. ]
 [discount?Для {you} скидка {discount}%[until?, действует до {until} включительно].]
[one?[regular?{Fits_usual}|{Fits}]?|[regular?Запишем {you}, как обычно? ]
 [slots?Какое время {to_you} удобно?|<Напишите|Напиши>, какой день {to_you} подойдёт.]])",

    R"(<Здравствуйте|Привет>[name?, {name}]! 🙂[company? На связи «{company}».]
[since?{Last} — {since} назад[met?, хотя мы с тех пор виделись].]
 [late?Если сейчас не до этого, всё в порядке.|[again?Напоминаем ещё раз, вдруг будет кстати.]]
[staff?{Your} {role} — {staff}. ]
 [slots?[regular?Как обычно, подобрали|Подобрали] для {you} время: {slots}.
 |[regular?Ждём {you}, как обычно.|Будем рады {you} видеть.]]
[vip?<Вы|Ты> наш VIP-клиент, и мы это ценим. ]
 [discount?Скидка для {you} — {discount}%[until?, до {until} включительно].]
[one?{Fits}?|[slots?Что из этого {to_you} подходит?|Когда {to_you} удобно прийти?]])",

    R"({Hi}[company? {To_you} пишет «{company}».]
[since?{Passed} уже {since} {after}[met?, хотя мы с тех пор виделись].]
 [vip?Спасибо за доверие: <вы|ты> наш VIP-гость.]
[staff?{Role} {staff}[regular?, как обычно,] ждёт {you}. |[regular?Ждём {you}, как обычно. ]]
 [slots?Есть время: {slots}.]
[discount?На {visit_acc} скидка {discount}%[until?, она действует до {until} включительно].]
[again?Если пока некогда, <ответьте|ответь>, когда будет минутка. ]
 [one?{Fits}?|[slots?Какое время записать за <вами|тобой>?|Какой день {to_you} удобен?]])",

    R"(<Здравствуйте|Привет>[name?, {name}]! 👋[company? Это «{company}».]
[again?Снова мы, ненадолго. ][since?{After} {passed} {since}
 [met?, хотя мы с тех пор виделись]. Может быть, пора повторить?]
[with_staff?{Role} {staff}[regular?, как обычно,] {sees} {slots}.
 |[staff?{Your} {role} — {staff}. ][slots?Вот свободное время: {slots}.]
 [regular? Ждём {you}, как обычно.]]
[vip?Спасибо, что <вы|ты> с нами как VIP-клиент. ]
 [discount?Запишем {you} со скидкой {discount}%[until? — до {until} включительно].]
[one?{Fits}?|[slots?<Ответьте|Ответь>, какое время {to_you} по душе.
 |<Ответьте|Ответь>, в какой день {you} ждать.]])",

    R"({Hi}[company? Пишет «{company}».][vip? Пишем {to_you} как нашему VIP-клиенту.]
[again?Это ещё одно напоминание, без спешки. ]
 [since?{Last} — {since} назад[met?, хотя мы с тех пор и виделись].]
[slots?[regular?Как обычно, предлагаем|Предлагаем] время для {visit_gen}: {slots}.
 |[regular?Как обычно, будем|Будем] рады {you} видеть.][staff? {Your} {role} — {staff}.]
[discount?Скидка {discount}% — для {you}[until?, до {until} включительно].]
[one?{Fits}?|[slots?Какой вариант записываем?|На какой день {you} записать?]])",

    R"(<Здравствуйте|Привет>[name?, {name}]! 😊[company? «{company}» на связи.]
[late?Отвечать можно не торопясь. |[again?Решили напомнить о себе ещё раз. ]]
 [since?{Passed} {since} {after}[met?, хотя с тех пор мы виделись].]
[with_staff?{Role} {staff} {sees} {slots}.
 |[staff?{Your} {role} — {staff}. ][slots?Есть такое время: {slots}.|Место для {you} найдём.]]
[discount?Для {you} действует скидка {discount}%[until? — до {until} включительно]. ]
 [vip?<Вы|Ты> у нас VIP-гость, спасибо за доверие.]
[one?[regular?{Fits_usual}|{Fits}]?|[regular?Записываем, как обычно? ]
 [slots?<Напишите|Напиши>, что {to_you} подходит.|<Напишите|Напиши>, когда удобно.]])",

    R"({Hi}[company? Это «{company}».]
[since?[met?Мы с тех пор виделись, а вот {after} {passed} уже {since}.
 |{After} {passed} {since}, и мы решили о себе напомнить.]]
[staff?{Role} {staff}[regular?, как обычно,] ждёт {you}. |[regular?Ждём {you}, как обычно. ]]
 [slots?Свободно: {slots}.]
[vip?<Вы|Ты> для нас VIP-гость. ]
 [discount?На {visit_acc} будет скидка {discount}%[until?, она действует до {until} включительно].]
[late?Не подходит — ничего страшного. |[again?Пишем ещё раз: вдруг сейчас удобнее. ]]
 [one?{Fits}?|[slots?Какое время оставить за <вами|тобой>?|В какой день {you} ждать?]])",

    R"(<Здравствуйте|Привет>[name?, {name}]! ✨[company? Это «{company}».]
[since?{After} {passed} {since}[met?, хотя мы с тех пор и виделись].]
 [again?Пишем ещё раз и ни на чём не настаиваем.]
[slots?Для {you} есть время: {slots}.]
 [staff? {Your} {role}[regular?, как обычно,] — {staff}.|[regular? Ждём {you}, как обычно.]]
[discount?Скидка — {discount}%[until?, до {until} включительно]. ]
 [vip?Спасибо, что <вы|ты> наш VIP-гость.]
[one?{Fits}?|[slots?Какое время {to_you} нравится?
 |<Хотите|Хочешь> прийти? <Назовите|Назови> удобный день.]])",

    R"({Hi}[company? Пишет {to_you} «{company}».]
[vip?<Вы|Ты> с нами как VIP-клиент, и мы об этом помним. ]
 [since?{Passed} {since} {after}[met?, хотя мы с тех пор виделись].]
[with_staff?{Role} {staff} предлагает время для {visit_gen}: {slots}.
 |[staff?{Your} {role} — {staff}. ][slots?Время для {visit_gen}: {slots}.]]
[discount?Скидка для {you}: {discount}%[until?, до {until} включительно].]
[again?Торопиться некуда. ]
 [one?[regular?{Fits_usual}|{Fits}]?|[regular?<Придёте|Придёшь>, как обычно? ]
 [slots?<Напишите|Напиши>, какое время удобно.|<Напишите|Напиши>, какой день удобен.]])",

    R"(<Здравствуйте|Привет>[name?, {name}]! 🌿[company? Это мы, «{company}».]
[again?Ещё одна короткая весточка. ]
 [since?{Last} — {since} назад[met?, а виделись мы с тех пор по другому поводу].]
[staff?{You} ждёт {role} {staff}. ]
 [slots?[regular?Как обычно, присмотрели|Присмотрели] для {you} время: {slots}.
 |[regular?Найдём, как обычно, удобное время.]]
[discount?На {visit_acc} скидка {discount}%[until? — до {until} включительно]. ]
 [vip?Спасибо, что <вы|ты> с нами: <вы|ты> наш VIP-клиент.]
[one?{Fits}?|[slots?Что из этого записать?|Какой день {to_you} по душе?]])",

    R"({Hi}[company? Это «{company}».]
[since?{After} {passed} {since}[met?, хотя мы с тех пор и виделись].]
[slots?В расписании есть место: {slots}.|Для {you} найдётся место в расписании.]
 [staff? {You}[regular?, как обычно,] ждёт {role} {staff}.|[regular? Ждём {you}, как обычно.]]
[vip?Спасибо за доверие: <вы|ты> наш VIP-клиент. ]
 [discount?И ещё: для {you} скидка {discount}%[until?, до {until} включительно].]
[late?Если пока не нужно, просто <скажите|скажи>. |[again?Пишем ещё раз на всякий случай. ]]
 [one?{Fits}?|[slots?Записать {you}? Какое время удобно?|На какой день {you} записать?]])",

    R"(<Здравствуйте|Привет>[name?, {name}]![company? Пишет «{company}».]
 [again? Напомним о себе ещё раз.| Надеемся, у {you} всё хорошо.]
[since?{Last} — {since} назад[met?, хотя мы с тех пор виделись].]
[with_staff?{Role} {staff}[regular?, как обычно,] {sees} {slots}.
 |[staff?{Your} {role} — {staff}. ]
 [slots?[regular?Как обычно, есть|Есть] время для {visit_gen}: {slots}.
 |[regular?Ждём {you}, как обычно.]]]
[vip?<Вы|Ты> наш VIP-клиент, спасибо. ]
 [discount?{You} ждёт скидка {discount}%[until?, до {until} включительно].]
[one?{Fits}?|[slots?<Дайте|Дай> знать, какое время {to_you} удобно.
 |<Дайте|Дай> знать, когда {to_you} удобно прийти.]])",
};

constexpr std::array<Word, 12> professional{
    R"(<Здравствуйте|Здравствуй>[name?, {name}]![company? Это «{company}».]
[again?Напоминаем ещё раз. ][since?{After} {passed} {since}[met?, {still}].]
[staff?{Your} {role} — {staff}. ]
 [slots?[regular?Как обычно, предлагаем|Предлагаем] время для {visit_gen}: {slots}.
 |[regular?Запишем {you}, как обычно, на удобное время.]]
[vip?Благодарим {you} как VIP-клиента. ]
 [discount?Для {you} действует скидка {discount}%[until? до {until} включительно].]
[one?{Suits}?|[slots?<Сообщите|Сообщи>, пожалуйста, какое время {to_you} подходит.
 |<Сообщите|Сообщи>, пожалуйста, какой день {to_you} подходит.]])",

    R"({Good_day}[company? {To_you} пишет «{company}».]
[since?{Passed} {since} {after}[met?, {still}].]
[with_staff?{Role} {staff}[regular?, как обычно,] {sees} {slots}.
 |[staff?{Your} {role} — {staff}. ][slots?Свободное время: {slots}.]
 [regular? Запишем {you}, как обычно.]]
[vip?<Вы|Ты> наш VIP-клиент, благодарим за доверие. ]
 [discount?{To_you} предоставляется скидка {discount}%
 [until?, она действует до {until} включительно].]
[again?Если запись сейчас не нужна, отвечать необязательно. ]
 [one?{Suits}?|[slots?Какое время {to_you} удобно?|Когда {to_you} удобно прийти?]])",

    R"(<Здравствуйте|Здравствуй>[name?, {name}]![company? На связи «{company}».]
[since?{Last} — {since} назад[met?, {still}].]
 [vip?Благодарим за то, что <вы|ты> наш VIP-клиент.]
[slots?Для {visit_gen} есть время: {slots}.]
 [staff? {Your} {role}[regular?, как обычно,] — {staff}.|[regular? Ждём {you}, как обычно.]]
[discount?Скидка на {visit_acc} — {discount}%[until?, до {until} включительно].]
[late?Это сообщение ни к чему не обязывает. |[again?Пишем {to_you} ещё раз. ]]
 [one?{Suits}?|[slots?Какой вариант записать?|На какой день {you} записать?]])",

    R"({Good_day}[company? Это «{company}».]
[again?Короткое напоминание. ]
 [since?{After} {passed} {since}[met?, {still}]. Возможно, пора записаться снова.]
[staff?{You} ждёт {role} {staff}. ]
 [slots?[regular?Как обычно, можем|Можем] предложить время: {slots}.
 |[regular?Подберём, как обычно, удобное время.]]
[discount?Для {you} скидка {discount}%[until?, она действует до {until} включительно]. ]
 [vip?<Вы|Ты> наш VIP-клиент, и мы это ценим.]
[one?{Suits}?|[slots?<Ответьте|Ответь>, пожалуйста, какое время закрепить за <вами|тобой>.
 |<Ответьте|Ответь>, пожалуйста, в какой день {you} ждать.]])",

    R"(<Здравствуйте|Здравствуй>[name?, {name}]![company? Пишет «{company}».]
[vip?Пишем {to_you} как VIP-клиенту. ][since?{Passed} {since} {after}[met?, {still}].]
[with_staff?{Role} {staff} предлагает {to_you} время: {slots}.
 |[staff?{Your} {role} — {staff}. ][slots?Можно выбрать время: {slots}.]]
[discount?При записи действует скидка {discount}%[until? — до {until} включительно].]
[again?Напоминаем об этом ещё раз, без спешки. ]
 [one?[regular?{Fits_usual}|{Suits}]?|[regular?Записать {you}, как обычно? ]
 [slots?Какое время {to_you} подходит?|Какой день {to_you} подходит?]])",

    R"({Good_day}[company? {To_you} пишет «{company}».]
[since?{Last} — {since} назад[met?, {still}].]
[slots?[regular?Как обычно, есть|Есть] свободное время: {slots}.
 |[regular?Как обычно, подберём|Подберём] для {you} удобное время.]
 [staff? {Your} {role} — {staff}.]
[discount?Для {you} есть скидка {discount}%[until?, до {until} включительно]. ]
 [vip?<Вы|Ты> для нас VIP-гость.]
[late?Если запись пока не нужна, просто <сообщите|сообщи> об этом.
 |[again?Будем признательны за короткий ответ.]]
[one?{Suits}?|[slots?Какое время записать?|На какой день {you} записать?]])",

    R"(<Здравствуйте|Здравствуй>[name?, {name}]![company? Это «{company}».]
[since?[met?За это время мы виделись, но {after} {passed} {since}.
 |{After} {passed} {since}.]] [again?Позволим себе напомнить ещё раз.]
[staff?{Role} {staff}[regular?, как обычно,] ждёт {you}. |[regular?Ждём {you}, как обычно. ]]
 [slots?Доступное время: {slots}.]
[vip?Спасибо, что <вы|ты> наш VIP-клиент. ]
 [discount?Скидка составит {discount}%[until?, она действует до {until} включительно].]
[one?{Suits}?|[slots?Какое время за <вами|тобой> оставить?|На какое время {you} записать?]])",

    R"({Good_day}[company? На связи «{company}».]
[vip?Благодарим за доверие: <вы|ты> наш VIP-клиент. ]
 [since?{Passed} {since} {after}[met?, {still}].]
[with_staff?{Role} {staff}[regular?, как обычно,] {sees}: {slots}.
 |[staff?{Your} {role} — {staff}. ][slots?Для записи открыто время: {slots}.]
 [regular? Запишем {you}, как обычно.]]
[discount?Действует скидка для {you}: {discount}%[until?, до {until} включительно].]
[again?Ответить можно в любое удобное время. ]
 [one?{Suits}?|[slots?<Выберите|Выбери>, пожалуйста, время и <напишите|напиши> нам.
 |<Напишите|Напиши>, пожалуйста, когда {to_you} удобно.]])",

    R"(<Здравствуйте|Здравствуй>[name?, {name}]![company? «{company}» на связи.]
[since?{After} {passed} {since}[met?, {still}].]
 [late?Напоминаем, ни к чему не обязывая.|[again?Напоминаем о возможности записаться.]]
[slots?Можем предложить время: {slots}.]
 [staff? {You}[regular?, как обычно,] ждёт {role} {staff}.|[regular? Ждём {you}, как обычно.]]
[discount?На {visit_acc} скидка {discount}%[until?, до {until} включительно]. ]
 [vip?<Вы|Ты> наш VIP-гость, спасибо.]
[one?{Suits}?|[slots?Что {to_you} подойдёт?|Какой день {to_you} подойдёт?]])",

    R"({Good_day}[company? Это «{company}».]
[again?Ещё одно короткое напоминание. ][since?{Last} — {since} назад[met?, {still}].]
[staff?{Your} {role}[regular?, как обычно,] — {staff}. |[regular?Всё организуем, как обычно. ]]
 [slots?Можно записаться на такое время: {slots}.]
[vip?Для нас <вы|ты> VIP-клиент. ]
 [discount?Скидка для {you} — {discount}%[until?, она действует до {until} включительно].]
[one?{Suits}?|[slots?<Подтвердите|Подтверди>, пожалуйста, удобное время.
 |<Назовите|Назови>, пожалуйста, удобный день.]])",

    R"(<Здравствуйте|Здравствуй>[name?, {name}]![company? {To_you} пишет «{company}».]
[since?{Passed} {since} {after}[met?, {still}].]
[with_staff?{Role} {staff} {sees} {slots}.
 |[staff?{Your} {role} — {staff}. ][slots?В расписании есть время: {slots}.]]
[regular?Всё пройдёт, как обычно. ]
 [discount?Для {you} предусмотрена скидка {discount}%[until?, до {until} включительно].]
[vip?Ценим, что <вы|ты> наш VIP-клиент. ][again?Если удобнее позже, <сообщите|сообщи> нам. ]
 [one?{Suits}?|[slots?Записать {you}? Какое время подходит?
 |Записать {you}? Какой день подходит?]])",

    R"({Good_day}[company? Пишет «{company}».]
[vip?<Вы|Ты> наш VIP-клиент, и мы рады быть на связи. ]
 [since?{After} {passed} {since}[met?, {still}].]
[slots?[regular?Как обычно, подобрали|Подобрали] время: {slots}.
 |[regular?Как обычно, найдём|Найдём] для {you} удобное время.][staff? {You} ждёт {role} {staff}.]
[discount?На {visit_acc} действует скидка {discount}%[until?, до {until} включительно].]
[late?Решение, разумеется, за <вами|тобой>. |[again?Пишем ещё раз на случай, если сейчас удобнее. ]]
 [one?{Suits}?|[slots?Какой вариант {to_you} подходит?|Когда {you} записать?]])",
};

constexpr std::array<Word, 12> casual{
    R"({Hi}[company? Это «{company}».][again? Снова на связи.]
[since?{Last} — {since} назад[met?, хотя мы с тех пор виделись].]
[with_staff?{Role} {staff}[regular?, как обычно,] {sees} {slots}.
 |[staff?{Your} {role} — {staff}. ][slots?Есть время: {slots}.]
 [regular? Ждём {you}, как обычно.]]
[vip?<Вы|Ты> у нас VIP. ]
 [discount?<Держите|Держи> скидку {discount}%[until?, она действует до {until} включительно].]
[one?{Fits}?|[slots?Какое время берём?|Когда {you} ждать?]])",

    R"(<Здравствуйте|Привет>[name?, {name}]! 👋[company? «{company}» на связи.]
[since?{Passed} {since} {after}[met?, хотя мы с тех пор и виделись]. Повторим?]
[staff?{You} ждёт {role} {staff}. ]
 [slots?[regular?Как обычно, нашлось|Нашлось] время: {slots}.
 |[regular?Время найдём, как обычно.]]
[discount?С нас скидка {discount}%[until? — до {until} включительно]. ]
 [vip?<Вы|Ты> наш VIP, мы помним.]
[again?Если не сейчас, то и ладно. ]
 [one?{Fits}?|[slots?<Пишите|Пиши>, какое время записать.|<Пишите|Пиши>, какой день удобен.]])",

    R"({Hi}[company? Пишет «{company}».]
[again?Мы коротко. ][since?{After} {passed} {since}[met?, хоть мы с тех пор и виделись].]
[slots?Вот что свободно: {slots}.][staff? {Your} {role}[regular?, как обычно,] — {staff}.
 |[regular? Ждём {you}, как обычно.]]
[discount?Скидка для {you} — {discount}%[until?, до {until} включительно]. ]
 [vip?И да, <вы|ты> наш VIP-гость.]
[one?{Fits}?|[slots?Какое время лучше?|Какой день лучше?]])",

    R"(<Здравствуйте|Привет>[name?, {name}]! 🙂[company? Это «{company}».]
[vip?<Вы|Ты> наш VIP, и мы всегда рады {you} видеть. ]
 [since?{Last} — {since} назад[met?, хотя мы с тех пор виделись].]
[with_staff?{Role} {staff} зовёт {you}: {slots}.
 |[staff?{Your} {role} — {staff}. ][slots?Можно прийти {slots}.|Место для {you} есть.]]
[discount?Запишем со скидкой {discount}%[until? — она действует до {until} включительно].]
[late?С ответом можно не спешить. |[again?Это просто напоминание. ]]
 [one?[regular?{Fits_usual}|{Fits}]?|[regular?Записываем, как обычно? ]
 [slots?Какое время удобно?|Какой день удобен?]])",

    R"({Hi}[company? Это мы, «{company}».]
[since?[met?Мы виделись, но {after} {passed} уже {since}.|{After} {passed} уже {since}.]]
[slots?[regular?Как обычно, есть|Есть] время: {slots}.|[regular?Ждём, как обычно.]]
 [staff? {Your} {role} — {staff}.]
[discount?Кстати, для {you} скидка {discount}%[until?, до {until} включительно]. ]
 [vip?<Вы|Ты> у нас VIP-клиент, помним.]
[again?Если сейчас не до нас, ничего страшного. ]
 [one?{Fits}?|[slots?Запишем? Какое время?|Запишем? На какой день?]])",

    R"(<Здравствуйте|Привет>[name?, {name}]! [company?Пишет «{company}».]
[again?Напоминаем о себе ещё разок. ]
 [since?{Passed} {since} {after}[met?, хотя мы виделись с тех пор].]
[with_staff?{Role} {staff} {sees} {slots}.|[staff?{Your} {role} — {staff}. ]
 [slots?Свободно вот что: {slots}.]]
[vip?<Вы|Ты> наш VIP-клиент, спасибо. ]
 [discount?Плюс скидка {discount}%[until?, действует до {until} включительно].]
[one?[regular?{Fits_usual}|{Fits}]?|[regular?Запишем, как обычно? ]
 [slots?<Скажите|Скажи>, какое время подходит.|<Скажите|Скажи>, какой день подходит.]])",

    R"({Hi}[company? На связи «{company}».]
[since?{Last} — {since} назад[met?, а виделись мы с тех пор по другому поводу].]
 [late?Никакой спешки.|[again?Мы снова здесь.]]
[slots?Есть [one?окошко|окошки]: {slots}.][staff? {You}[regular?, как обычно,] ждёт {role} {staff}.
 |[regular? Ждём {you}, как обычно.]]
[discount?На {visit_acc} скидка {discount}%[until?, до {until} включительно]. ]
 [vip?<Вы|Ты> у нас VIP-гость.]
[one?{Fits}?|[slots?В какое запишем?|На какой день запишем?]])",

    R"(<Здравствуйте|Привет>[name?, {name}]![company? Это «{company}».]
[since?{After} {passed} {since}[met?, хотя мы и виделись с тех пор]. Как насчёт повторить?]
[staff?{You}[regular?, как обычно,] ждёт {role} {staff}. |[regular?Ждём {you}, как обычно. ]]
 [slots?Время есть: {slots}.]
[vip?<Вы|Ты> наш VIP, спасибо. ]
 [discount?Для {you} скидка {discount}%[until?, до {until} включительно].]
[again?Можно ответить и потом. ]
 [one?{Fits}?|[slots?Какое время {to_you} подходит?|Какой день {to_you} подходит?]])",

    R"({Hi}[company? {To_you} пишет «{company}».]
[again?Просто напоминаем о себе. ]
 [since?{Passed} {since} {after}[met?, хотя мы с тех пор виделись].]
[slots?[regular?Как обычно, присмотрели|Присмотрели] время: {slots}.
 |[regular?Ждём {you}, как обычно.]][staff? {Your} {role} — {staff}.]
[discount?Запишем со скидкой {discount}%[until?, она действует до {until} включительно]. ]
 [vip?<Вы|Ты> у нас VIP-гость, не забываем.]
[one?{Fits}?|[slots?Какое время записываем?|На какой день {you} записать?]])",

    R"(<Здравствуйте|Привет>[name?, {name}]! 😉[company? «{company}» на связи.]
[since?{Last} — {since} назад[met?, хотя мы с тех пор и виделись].]
 [vip?Помним, что <вы|ты> наш VIP.]
[with_staff?{You}[regular?, как обычно,] зовёт {role} {staff}: {slots}.
 |[staff?{Your} {role} — {staff}. ][slots?Вот время: {slots}.|Время подберём.]
 [regular? Ждём {you}, как обычно.]]
[discount?Скидка {discount}% уже <ваша|твоя>[until?, до {until} включительно].]
[late?Спешки нет. |[again?Спрашиваем ещё раз. ]]
 [one?{Fits}?|[slots?Какое время записать?|На какой день записать?]])",

    R"({Hi}[company? Пишет «{company}».]
[since?{After} {passed} {since}[met?, хотя мы с тех пор виделись].]
 [again?Напоминаем, вдруг самое время.]
[slots?Свободно: {slots}.][staff? {Role} {staff}[regular?, как обычно,] ждёт {you}.
 |[regular? Ждём, как обычно.]]
[vip?Спасибо, что <вы|ты> наш VIP. ]
 [discount?А ещё скидка {discount}% для {you}[until?, до {until} включительно].]
[one?{Fits}?|[slots?На какое время {you} записать?|Когда <зайдёте|зайдёшь>?]])",

    R"(<Здравствуйте|Привет>[name?, {name}]![company? Это «{company}».]
[again?Это снова мы. ][since?{Passed} {since} {after}[met?, хотя мы с тех пор и виделись].]
[with_staff?{Role} {staff} {sees} {slots}.
 |[slots?Место есть: {slots}. ][staff?{Your} {role} — {staff}.]]
[discount?Для {you} скидка {discount}%[until?, до {until} включительно]. ]
 [vip?<Вы|Ты> наш VIP-клиент.]
[late?Решать, конечно, {to_you}. ]
 [one?[regular?{Fits_usual}|{Fits}]?|[regular?Как обычно? ]
 [slots?<Выбирайте|Выбирай> время и <пишите|пиши>.
 |<Выбирайте|Выбирай> день и <пишите|пиши>.]])",
};

// Nothing but the facts: for names of the longest kind.
constexpr Word short_text = R"([name?{name}, <здравствуйте|привет>!|<Здравствуйте|Привет>!]
[since?{After} {passed} {since}[met?, хотя мы виделись].]
[staff?{Your} {role} — {staff}.]
[slots?Время: {slots}.]
[vip?<Вы|Ты> наш VIP. ][discount?Скидка {discount}%[until? до {until} включительно].]
[regular?Как обычно? ][one?{Fits}?|[slots?Какое время записать?|Когда {to_you} удобно?]])";

// --- Words for the verifier ---------------------------------------------------------------------

constexpr Word january[] = {"январ*", "янв"};
constexpr Word february[] = {"феврал*", "фев", "февр"};
constexpr Word march[] = {"март", "марта", "марте", "мартом", "мар"};
constexpr Word april[] = {"апрел*", "апр"};
constexpr Word may[] = {"май", "мая", "мае", "маем"};
constexpr Word june[] = {"июн*"};
constexpr Word july[] = {"июл*"};
constexpr Word august[] = {"август*", "авг"};
constexpr Word september[] = {"сентябр*", "сен", "сент"};
constexpr Word october[] = {"октябр*", "окт"};
constexpr Word november[] = {"ноябр*", "ноя", "нояб"};
constexpr Word december[] = {"декабр*", "дек"};
constexpr Word monday[] = {"понедельник*", "пн"};
constexpr Word tuesday[] = {"вторник*", "вт"};
constexpr Word wednesday[] = {"среда", "среду", "среды", "среде", "средой", "средам", "ср"};
constexpr Word thursday[] = {"четверг*", "чт"};
constexpr Word friday[] = {"пятниц*", "пт"};
constexpr Word saturday[] = {"суббот*", "сб"};
constexpr Word sunday[] = {"воскресен*", "вс"};
constexpr Word today[] = {"сегодня*"};
constexpr Word tomorrow[] = {"завтра", "завтрашн*"};
constexpr Word other_days[] = {"послезавтра", "вчера",   "позавчера", "выходн*",
                               "праздник*",   "полдень", "полночь",   "накануне"};
constexpr Word number_words[] = {
    "два",       "две",      "двух",      "двум",     "двумя",    "три",       "трех",
    "тремя",     "четыре",   "четырех",   "пять",     "пяти",     "шесть",     "шести",
    "семь",      "семи",     "восемь",    "восьми",   "девять",   "девяти",    "десять",
    "десяти",    "*надцать", "*надцати",  "двадцат*", "тридцат*", "сорок",     "сорока",
    "*десят",    "*десяти",  "девяност*", "сто",      "ста",      "двести",    "триста",
    "четыреста", "пятьсот",  "тысяч*",    "половин*", "пол",      "полцены",   "вдвое",
    "втрое",     "четверть", "треть",     "пара",     "пару",     "вполовину", "миллион*"};
constexpr Word percent_words[] = {"процент*", "проц"};
constexpr Word money_words[] = {
    "руб",         "рубл*",     "р",         "тенге",       "тг",     "гривн*",  "грн",
    "сум",         "сом",       "драм",      "лари",        "манат*", "доллар*", "евро",
    "бакс*",       "копе*",     "тыс",       "бесплатн*",   "даром",  "подар*",  "бонус*",
    "кэшбэк*",     "кешбэк*",   "цена",      "цены",        "цене",   "цену",    "ценой",
    "ценам",       "ценник*",   "стоимост*", "дешев*",      "дорого", "дороже",  "распродаж*",
    "акци*",       "купон*",    "промокод*", "сертификат*", "халяв*", "оплат*",  "рассрочк*",
    "комплимент*", "розыгрыш*", "приз",      "призы",       "выигр*"};
constexpr Word discount_words[] = {"скидк*", "скидок", "скидоч*", "выгод*", "эконом*", "уценк*"};
constexpr Word forbidden[] = {"реактив*", "извин*",    "прости",   "простите",
                              "прощени*", "сожалени*", "сожалею*", "сожалеем",
                              "виноват*", "обещаем",   "гарант*"};
constexpr Word come_back[] = {"вернуть", "вернем", "возвращ*", "вернитесь", "вернись"};
constexpr Word you[] = {"вас", "тебя", "клиент*", "вы", "ты"};
constexpr Word formal_only[] = {"вы", "вас", "вам", "вами", "ваш*", "здравствуйте"};
constexpr Word informal_only[] = {"ты",    "тебя",  "тебе",   "тобой",  "твой",
                                  "твоя",  "твое",  "твоего", "твоему", "твоей",
                                  "твоим", "твоих", "твою",   "твои",   "привет"};
constexpr Word usual[] = {"обычно", "обычн*", "привычн*"};
constexpr Word seen_since[] = {"виделись", "бывали", "заходили", "встречались"};
constexpr Word not_seen[] = {"не"};
constexpr Word ago[] = {"назад"};
constexpr Word as_of[] = {"как", "когда"};
constexpr Word call[] = {"напишите",  "напиши",  "ответьте",  "ответь",  "сообщите",    "сообщи",
                         "выбирайте", "выбирай", "дайте",     "дай",     "скажите",     "скажи",
                         "пишите",    "пиши",    "назовите",  "назови",  "подтвердите", "подтверди",
                         "выберите",  "выбери",  "приходите", "приходи", "запишитесь",  "запишись",
                         "просим",    "черкни",  "черкните",  "ответа",  "отметь",      "отметьте"};
constexpr Word capitalised[] = {"vip"};
constexpr Word name_endings[] = {"", "а", "я", "ы", "и", "е", "у", "ю", "ой", "ей", "ом", "ем"};
constexpr Word name_tails[] = {"а", "я", "й", "ь"};
constexpr Word short_units[] = {"день", "дня",   "дней",  "дни",    "днем",  "час",
                                "часа", "часов", "минут", "минуты", "минуту"};
constexpr Word long_units[] = {"недел*", "месяц*", "год", "года", "году", "годом", "годы", "лет"};

constexpr Word given_names[] = {
    "александр", "александра", "алексей",   "алена",    "алина",     "алиса",      "алла",
    "анастасия", "анатолий",   "ангелина",  "андрей",   "анна",      "антон",      "антонина",
    "анжела",    "арина",      "арсений",   "артем",    "артур",     "аня",        "айгуль",
    "айгерим",   "аружан",     "алия",      "асель",    "богдан",    "борис",      "вадим",
    "валентин",  "валентина",  "валерий",   "валерия",  "варвара",   "василий",    "василиса",
    "вера",      "вероника",   "виктор",    "виктория", "виталий",   "влад",       "владимир",
    "владислав", "вова",       "галина",    "георгий",  "глеб",      "григорий",   "гульнара",
    "данил",     "данила",     "даниил",    "дарья",    "даша",      "демьян",     "денис",
    "диана",     "дима",       "дина",      "динара",   "дмитрий",   "ева",        "евгений",
    "евгения",   "егор",       "екатерина", "елена",    "елизавета", "женя",       "жанна",
    "злата",     "зоя",        "иван",      "игорь",    "илья",      "инна",       "ирина",
    "камила",    "карина",     "катя",      "кира",     "кирилл",    "константин", "кристина",
    "ксения",    "ксюша",      "лариса",    "лев",      "лена",      "леонид",     "лиза",
    "лидия",     "лилия",      "люба",      "любовь",   "людмила",   "мадина",     "максим",
    "маргарита", "марина",     "мария",     "марк",     "марта",     "матвей",     "маша",
    "милана",    "мила",       "михаил",    "миша",     "надежда",   "надя",       "настя",
    "наталия",   "наталья",    "наташа",    "никита",   "николай",   "нина",       "оксана",
    "олег",      "олеся",      "ольга",     "оля",      "павел",     "паша",       "петр",
    "полина",    "раиса",      "регина",    "римма",    "роман",     "руслан",     "рустам",
    "сабина",    "салтанат",   "саша",      "светлана", "света",     "семен",      "сережа",
    "сергей",    "слава",      "снежана",   "софия",    "софья",     "соня",       "станислав",
    "степан",    "таисия",     "тамара",    "таня",     "татьяна",   "тимофей",    "тимур",
    "ульяна",    "федор",      "элина",     "эльвира",  "эльмира",   "эмиль",      "эмма",
    "юлия",      "юля",        "юра",       "юрий",     "яна",       "ян",         "яков",
    "ярослав"};

}  // namespace

constinit const LanguagePack russian_pack{
    .code = "ru",
    .weekdays = {"понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"},
    .on_weekdays = {"в понедельник", "во вторник", "в среду", "в четверг", "в пятницу", "в субботу",
                    "в воскресенье"},
    .months = {"января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября",
               "октября", "ноября", "декабря"},
    .today = "сегодня",
    .tomorrow = "завтра",
    .date_pattern = "{d} {m}",
    .day_pattern = "{day}, {date},",
    .at = " в ",
    .then_at = ", в ",
    .or_ = " или ",
    .with_staff = "({role} {staff})",
    .has_clock_24 = true,
    .open_quote = "«",
    .close_quote = "»",
    .days = {"день", "дня", "дней"},
    .weeks = {"неделя", "недели", "недель"},
    .months_passed = {"месяц", "месяца", "месяцев"},
    .passed = {"прошёл", "прошло", "прошло"},
    .over_a_year = "больше года",
    .plural = plural_one_few_many,
    .words = trade_words,
    .given_names = given_names,
    .texts = {friendly, professional, casual},
    .short_text = short_text,
    .check =
        {
            .months = {january, february, march, april, may, june, july, august, september, october,
                       november, december},
            .months_that_are_verbs = {},
            .weekdays = {monday, tuesday, wednesday, thursday, friday, saturday, sunday},
            .today = today,
            .tomorrow = tomorrow,
            .other_days = other_days,
            .number_words = number_words,
            .percent_words = percent_words,
            .money_words = money_words,
            .also_times = {},
            .are = {},
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
            .name_tails = name_tails,
            .short_units = short_units,
            .long_units = long_units,
            .days = {"1 день", "2 дня", "3 дня", "4 дня", "5 дней", "6 дней", "7 дней", "8 дней",
                     "9 дней", "10 дней", "11 дней", "12 дней", "13 дней"},
            .weeks = {"2 недели", "3 недели", "4 недели", "5 недель", "6 недель", "7 недель",
                      "8 недель"},
            .months_passed = {"2 месяца", "3 месяца", "4 месяца", "5 месяцев", "6 месяцев",
                              "7 месяцев", "8 месяцев", "9 месяцев", "10 месяцев", "11 месяцев",
                              "12 месяцев"},
            .over_a_year = "больше года",
            .is_cyrillic = true,
        },
};

}  // namespace reactivation
