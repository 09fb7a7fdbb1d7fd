// What a crontab line may say (crontab(5) of Debian's cron).
#include <catch2/catch.hpp>
#include <string>

#include "reactivation/core/cron.hpp"

using namespace reactivation;

namespace {

std::uint64_t bits(std::initializer_list<int> values) {
  std::uint64_t set = 0;
  for (const int value : values) set |= std::uint64_t{1} << value;
  return set;
}

CronSchedule parsed(const std::string& text) {
  std::string problem;
  const auto schedule = parse_cron(text, &problem);
  INFO(text << ": " << problem);
  REQUIRE(schedule);
  CHECK(problem.empty());
  return *schedule;
}

std::string problem_of(const std::string& text) {
  std::string problem;
  INFO(text);
  CHECK_FALSE(parse_cron(text, &problem));
  CHECK_FALSE(parse_cron(text));
  return problem;
}

bool has(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("the default schedule is ten o'clock every day") {
  CHECK(parsed("0 10 * * *") == CronSchedule{});
  CHECK(parsed(" \t0\t10  * * * ") == CronSchedule{});
}

TEST_CASE("schedules are equal when they name the same minutes and days in the same way") {
  for (const char* text : {"1 10 * * *", "0 11 * * *", "0 10 */2 * *", "0 10 * 1 *", "0 10 * * */2",
                           "0 10 1-31 * *", "0 10 * * 0-7"}) {
    CHECK_FALSE(parsed(text) == CronSchedule{});
  }
  CHECK(parsed("00 10 * jan-dec *") == CronSchedule{});
}

TEST_CASE("numbers, ranges, steps and lists name what crontab says they name") {
  CHECK(parsed("*/15 * * * *").minutes == bits({0, 15, 30, 45}));
  CHECK(parsed("5-20/7 * * * *").minutes == bits({5, 12, 19}));
  CHECK(parsed("1,2,50-52,00,09 * * * *").minutes == bits({0, 1, 2, 9, 50, 51, 52}));
  CHECK(parsed("59 23 * * *").hours == bits({23}));
  CHECK(parsed("0 */6 * * *").hours == bits({0, 6, 12, 18}));
  CHECK(parsed("0 0 1,31 * *").days_of_month == bits({1, 31}));
  CHECK(parsed("0 0 */10 * *").days_of_month == bits({1, 11, 21, 31}));
  CHECK(parsed("0 0 * */5 *").months == bits({1, 6, 11}));
  CHECK(parsed("* * * * *").minutes == (std::uint64_t{1} << 60) - 1);
}

TEST_CASE("months and weekdays have names in any case, alone, in ranges and in lists") {
  CHECK(parsed("0 0 * JAN,mar-May *").months == bits({1, 3, 4, 5}));
  CHECK(parsed("0 0 * dec *").months == bits({12}));
  CHECK(parsed("0 0 * * Mon-fri").weekdays == bits({1, 2, 3, 4, 5}));
  CHECK(parsed("0 0 * * sun").weekdays == bits({7}));
}

TEST_CASE("0 and 7 are Sunday, which begins a week and ends it") {
  CHECK(parsed("0 0 * * 0") == parsed("0 0 * * 7"));
  CHECK(parsed("0 0 * * 0-2").weekdays == bits({7, 1, 2}));
  CHECK(parsed("0 0 * * 5-7").weekdays == bits({5, 6, 7}));
  CHECK(parsed("0 0 * * fri-sun").weekdays == bits({5, 6, 7}));
  CHECK(parsed("0 0 * * sun-mon").weekdays == bits({7, 1}));
  CHECK(parsed("0 0 * * 0-0").weekdays == bits({7}));
  CHECK(parsed("0 0 * * *").weekdays == bits({1, 2, 3, 4, 5, 6, 7}));
  CHECK(parsed("0 0 * * */2").weekdays == bits({7, 2, 4, 6}));
}

TEST_CASE("the words with @ stand for their lines") {
  CHECK(parsed("@hourly") == parsed("0 * * * *"));
  CHECK(parsed("@daily") == parsed("0 0 * * *"));
  CHECK(parsed(" @Midnight ") == parsed("0 0 * * *"));
  CHECK(parsed("@weekly") == parsed("0 0 * * 0"));
  CHECK(parsed("@monthly") == parsed("0 0 1 * *"));
  CHECK(parsed("@yearly") == parsed("0 0 1 1 *"));
  CHECK(parsed("@annually") == parsed("0 0 1 1 *"));
  for (const char* text : {"@reboot", "@", "@daily 5", "@dail", "@daily5"}) {
    CHECK(has(problem_of(text), "@daily"));
  }
}

TEST_CASE("a line with too few or too many fields is refused") {
  for (const char* text : {"", " ", "0", "0 10 * *", "0 0 10 * * *", "0 10 * * * *\t1"}) {
    CHECK(has(problem_of(text), "five fields"));
  }
  CHECK(has(problem_of(std::string(513, '1')), "512"));
  std::string widest = "0";
  for (int i = 1; i < 60; ++i) widest += "," + std::to_string(i);
  CHECK(parsed(widest + " * * * *") == parsed("* * * * *"));
}

TEST_CASE("the problem names the field and what it takes, and never repeats the text") {
  CHECK(problem_of("60 * * * *") ==
        "minute: 60 is out of range; it takes 0 to 59, as *, 1, 1-5, */2 or 1,5");
  CHECK(problem_of("* 24 * * *") ==
        "hour: 24 is out of range; it takes 0 to 23, as *, 1, 1-5, */2 or 1,5");
  CHECK(has(problem_of("* * 0 * *"), "day-of-month: 0 is out of range; it takes 1 to 31"));
  CHECK(has(problem_of("* * 32 * *"), "day-of-month: 32"));
  CHECK(problem_of("* * * 13 *") ==
        "month: 13 is out of range; it takes 1 to 12 or names like feb, as *, 1, 1-5, */2 or 1,5");
  CHECK(has(problem_of("* * * 0 *"), "month: 0"));
  CHECK(has(problem_of("* * * * 8"), "day-of-week: 8 is out of range; it takes 0 to 7 or names"));
  CHECK_FALSE(has(problem_of("secret * * * *"), "secret"));
  CHECK_FALSE(has(problem_of("* * * * secret"), "secret"));
}

TEST_CASE("what is no number is refused in every place") {
  for (const char* field : {"x", "1x", "-", "+1", "1.5", "001", "mon", "1 0", "\xD0\xBF", "*1",
                            "**", "?", "L", "1-x", "x-1", "1-2-3", "*-5", "1:2"}) {
    const std::string problem = problem_of(std::string(field) + " * * * *");
    CHECK_FALSE(problem.empty());
  }
  CHECK(has(problem_of("* * * mon *"), "month: there is something that is no number"));
  CHECK(has(problem_of("* * * * jan"), "day-of-week"));
  CHECK(has(problem_of("* * * * mond"), "day-of-week"));
  CHECK(has(problem_of("* * * * mo"), "day-of-week"));
  CHECK(has(problem_of("1- * * * *"), "a number is missing"));
  CHECK(has(problem_of("-1 * * * *"), "a number is missing"));
}

TEST_CASE("empty entries of a list are refused") {
  for (const char* field : {",", "1,", ",1", "1,,2"}) {
    CHECK(has(problem_of(std::string("* ") + field + " * * *"), "hour: an entry is empty"));
  }
}

TEST_CASE("ranges run forwards, and steps follow a range and lie within it") {
  CHECK(has(problem_of("30-10 * * * *"), "minute: a range runs backwards"));
  CHECK(has(problem_of("* 22-2 * * *"), "hour: a range runs backwards"));
  CHECK(has(problem_of("* * * * sat-mon"), "day-of-week: a range runs backwards"));
  CHECK(has(problem_of("* * * 5-0 *"), "month: 0 is out of range"));
  CHECK(has(problem_of("5/15 * * * *"), "a step follows * or a range"));
  CHECK(has(problem_of("* * * * mon/2"), "a step follows * or a range"));
  for (const char* field : {"*/0", "*/", "*/60", "*/x", "*/2/3", "0-59/99"}) {
    CHECK(has(problem_of(std::string(field) + " * * * *"), "a step must be 1 to 59"));
  }
}

TEST_CASE("when both day fields are restricted one suffices, else both must hold") {
  const auto day = [](const char* date) { return parse_iso_date(date).value(); };
  // 13 March 2026 is a Friday, 13 April a Monday, 20 March a Friday.
  const CronSchedule either = parsed("0 0 13 * fri");
  CHECK(either.is_day_named(day("2026-03-13")));
  CHECK(either.is_day_named(day("2026-04-13")));
  CHECK(either.is_day_named(day("2026-03-20")));
  CHECK_FALSE(either.is_day_named(day("2026-03-19")));
  CHECK_FALSE(parsed("0 0 13 4 fri").is_day_named(day("2026-03-13")));
  const CronSchedule weekday = parsed("0 0 * * fri");
  CHECK(weekday.is_day_named(day("2026-03-20")));
  CHECK_FALSE(weekday.is_day_named(day("2026-04-13")));
  const CronSchedule date = parsed("0 0 13 * *");
  CHECK(date.is_day_named(day("2026-04-13")));
  CHECK_FALSE(date.is_day_named(day("2026-03-20")));
  // A field that begins with * is not restricted: odd days that are Fridays.
  const CronSchedule both = parsed("0 0 */2 * fri");
  CHECK(both.is_day_named(day("2026-03-13")));
  CHECK_FALSE(both.is_day_named(day("2026-03-20")));
  CHECK_FALSE(both.is_day_named(day("2026-03-15")));
}
