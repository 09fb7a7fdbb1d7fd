// Pauses: the date from which the client may be written to again. Today is Tuesday 2026-03-03
// where nothing else is said.
#include <catch2/catch.hpp>

#include "replies.hpp"

using namespace reactivation;
using namespace replies;

TEST_CASE("until a day pauses to that day, the next one after today") {
  CHECK(pause_of("на отпуске до 15") == "2026-03-15");
  CHECK(pause_of("I'm on holiday until the 15th") == "2026-03-15");
  CHECK(pause_of("я в отпуске до 3") == "2026-04-03");
  CHECK(pause_of("в отпуске до 3 августа") == "2026-08-03");
  CHECK(pause_of("Я в отъезде до 10.09") == "2026-09-10");
  CHECK(pause_of("в отпуске до 1 марта") == "2027-03-01");
  CHECK(pause_of("on vacation till June 20") == "2026-06-20");
  CHECK(pause_of("I'm away until 15 July 2027") == "2027-07-15");
  CHECK(pause_of("I am away until 2026-12-24") == "2026-12-24");
  CHECK(pause_of("в отъезде до 01.02.27") == "2027-02-01");
  CHECK(pause_of("уехала, меня не будет до 31 числа", "2026-04-01") == "2026-05-31");
  CHECK(pause_of("в отпуске до 29 февраля") == "2028-02-29");
}

TEST_CASE("a day with a slash is read with the day first or last, whichever comes later") {
  CHECK(pause_of("I'm away until 3/20") == "2026-03-20");
  CHECK(pause_of("I'm away until 20/3") == "2026-03-20");
  CHECK(pause_of("I'm away until 4/5") == "2026-05-04");
}

TEST_CASE("after a day pauses to the day behind it") {
  CHECK(pause_of("after March 3") == "2027-03-04");
  CHECK(pause_of("after March 3", "2026-02-01") == "2026-03-04");
  CHECK(pause_of("напишите после 25") == "2026-03-26");
  CHECK(pause_of("после 15 марта") == "2026-03-16");
  CHECK(pause_of("напишите после мая") == "2026-06-01");
  CHECK(pause_of("напишите после нового года") == "2027-01-02");
}

TEST_CASE("a month pauses to its first day, and a month that runs to its end") {
  CHECK(pause_of("вернусь в марте", "2026-02-10") == "2026-03-01");
  CHECK(pause_of("вернусь в марте") == "2026-04-01");
  CHECK(pause_of("вернусь в феврале") == "2027-02-01");
  CHECK(pause_of("back in April") == "2026-04-01");
  CHECK(pause_of("not before June") == "2026-06-01");
  CHECK(pause_of("уеду до осени") == "2026-09-01");
  CHECK(pause_of("maybe in September") == "2026-09-01");
}

TEST_CASE("a distance counts from today") {
  CHECK(pause_of("напишите через две недели") == "2026-03-17");
  CHECK(pause_of("напишите через 10 дней") == "2026-03-13");
  CHECK(pause_of("через месяц напишите") == "2026-04-03");
  CHECK(pause_of("напомните через полгода") == "2026-09-03");
  CHECK(pause_of("text me in two weeks") == "2026-03-17");
  CHECK(pause_of("text me in a couple of weeks") == "2026-03-17");
  CHECK(pause_of("try me in 3 months") == "2026-06-03");
  CHECK(pause_of("ask me again in a month", "2026-01-31") == "2026-02-28");
  CHECK(pause_of("напишите через год", "2024-02-29") == "2025-02-28");
}

TEST_CASE("weekdays and whole weeks, months and years") {
  CHECK(pause_of("напишите мне в понедельник") == "2026-03-09");
  CHECK(pause_of("я в командировке до пятницы") == "2026-03-06");
  CHECK(pause_of("I'm away until Tuesday") == "2026-03-10");
  CHECK(pause_of("напишите на следующей неделе") == "2026-03-09");
  CHECK(pause_of("message me next week", "2026-03-08") == "2026-03-09");
  CHECK(pause_of("not until next month") == "2026-04-01");
  CHECK(pause_of("напишите в следующем году") == "2027-01-01");
  CHECK(pause_of("до конца месяца меня не будет") == "2026-04-01");
  CHECK(pause_of("в отпуске до конца мая") == "2026-06-01");
  CHECK(pause_of("напишите завтра") == "2026-03-04");
}

TEST_CASE("no messages until a date is a pause, no messages any more is not") {
  CHECK(pause_of("не пишите до апреля") == "2026-04-01");
  CHECK(pause_of("don't text me until May") == "2026-05-01");
  CHECK(is_opt_out("не пишите мне до конца жизни, больше никогда не пишите"));
  CHECK(is_opt_out("не пишите мне больше, я до 15 в отпуске"));
}

TEST_CASE("a month may be led to by next or by an article") {
  CHECK(pause_of("I'm away until next May") == "2026-05-01");
  CHECK(pause_of("I'm away until the summer") == "2026-06-01");
}

TEST_CASE("who is away and asks for an appointment later is left alone until then") {
  CHECK(pause_of("Запишите меня, когда вернусь, в мае") == "2026-05-01");
}

TEST_CASE("of several dates the last one counts") {
  CHECK(pause_of("Я в отпуске до 10 мая, напишите после 20 мая") == "2026-05-21");
}

TEST_CASE("a date alone is no pause: it may be a wish for an appointment") {
  CHECK(pause_of("можно в субботу?") == "no pause");
  CHECK(pause_of("а на следующую неделю есть?") == "no pause");
  CHECK(pause_of("запишите через неделю") == "no pause");
  CHECK(pause_of("давайте завтра") == "no pause");
  CHECK(pause_of("maybe tomorrow") == "no pause");
  CHECK(pause_of("maybe in September?") == "no pause");
  CHECK(pause_of("maybe 15") == "no pause");
}

TEST_CASE("what is no date, or too far away to be meant, is no pause") {
  for (const char* text : {"вернусь через 100 лет",
                           "вернусь через 0 дней",
                           "вернусь через 123456789 дней",
                           "I'm away until 15:30",
                           "в отпуске до 15 часов",
                           "I'm away until 15 pm",
                           "в отпуске до 99",
                           "в отпуске до 15.13",
                           "в отпуске до 40.05.2026",
                           "в отпуске до 1.1.2020",
                           "в отпуске до 5 мая 2025",
                           "в отпуске до 5 мая 2999",
                           "в отпуске до 31 февраля",
                           "в отпуске до 31 февраля 2027",
                           "в отпуске 15",
                           "вернусь через",
                           "вернусь через день-деньской",
                           "в отпуске до 15 дней",
                           "в отпуске до конца",
                           "в отпуске до конца света",
                           "back after the next",
                           "I'm away, may I ask why",
                           "May I travel",
                           "в отпуске до 7/7/7",
                           "в отпуске до 2000000 мая",
                           "в отпуске до 1.5/7",
                           "в отпуске до 5 мая 3500",
                           "вернусь через 5",
                           "вернусь через 800 дней"}) {
    CAPTURE(text);
    const std::string pause = pause_of(text);
    CHECK((pause == "no pause" || pause > "2026-03-03"));
  }
  CHECK(pause_of("вернусь через 100 лет") == "no pause");
  CHECK(pause_of("вернусь через 0 дней") == "no pause");
  CHECK(pause_of("I'm away until 15:30") == "no pause");
  CHECK(pause_of("в отпуске до 15 часов") == "no pause");
  CHECK(pause_of("в отпуске до 1.1.2020") == "no pause");
  CHECK(pause_of("I'm away, may I ask why") == "no pause");
}

TEST_CASE("today is the company's date, not that of UTC") {
  const TimeZone tokyo("Asia/Tokyo", {{min_instant, Seconds{9 * 3600}}});
  const auto at = parse_time("2026-03-02T16:00:00Z")->instant_in(tokyo);
  CHECK(to_iso_date(reply_context(at, tokyo).today) == "2026-03-03");
}
