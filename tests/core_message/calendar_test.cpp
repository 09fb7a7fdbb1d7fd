#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>

#include "language/language.hpp"
#include "worlds.hpp"

using namespace message_worlds;

namespace {

const LanguagePack& ru() { return language_pack(Language::ru); }
const LanguagePack& en() { return language_pack(Language::en); }

const LanguagePack& pack_of(std::string_view code) {
  for (const LanguagePack* pack : all_language_packs()) {
    if (pack->code == code) return *pack;
  }
  FAIL("no pack for " << code);
  std::abort();
}

std::string plural_name(Plural plural, std::string_view language) {
  if (plural == Plural::one) return "one";
  if (plural == Plural::few) return "few";
  return language == "en" ? "other" : "many";
}

/// "3 недели" of the language: the count and the form the pack gives it.
std::string counted(const LanguagePack& pack, const PluralForms& forms, std::int64_t n) {
  std::string out = std::to_string(n);
  out += ' ';
  out += forms[static_cast<std::size_t>(pack.plural(n))];
  return out;
}

std::string ours(const std::string& language, const std::string& kind, const std::string& key) {
  const LanguagePack& pack = pack_of(language);
  if (kind == "date") {
    return date_text(pack, LocalDate{parse_iso_date(key).value()});
  }
  const int n = std::stoi(key);
  if (kind == "plural") return plural_name(pack.plural(n), language);
  if (kind == "weekday") return std::string(pack.weekdays[static_cast<std::size_t>(n - 1)]);
  if (kind == "relative") return std::string(n == 0 ? pack.today : pack.tomorrow);
  if (kind == "time") return time_text(pack, LocalTime{wednesday} + std::chrono::minutes{n});
  if (kind == "day") return counted(pack, pack.days, n);
  if (kind == "week") return counted(pack, pack.weeks, n);
  if (kind == "month") return counted(pack, pack.months_passed, n);
  return "?";
}

}  // namespace

TEST_CASE("the calendar words equal what Intl says", "[intl]") {
  const char* path = std::getenv("REACTIVATION_INTL_LINES");
  if (path == nullptr) {
    std::cout << "The comparison with Intl is the test core_message_intl.\n";
    return;
  }
  std::ifstream file(path);
  std::string line;
  std::map<std::string, int> seen;
  while (std::getline(file, line)) {
    std::istringstream cells(line);
    std::string language, kind, key, value;
    std::getline(cells, language, '\t');
    std::getline(cells, kind, '\t');
    std::getline(cells, key, '\t');
    std::getline(cells, value);
    ++seen[kind];
    const std::string said = ours(language, kind, key);
    if (said != value) {
      INFO(line);
      CHECK(said == value);
    }
  }
  CHECK(seen["plural"] == 2 * 1001);
  CHECK(seen["weekday"] == 2 * 7);
  CHECK(seen["date"] == 2 * 366);
  CHECK(seen["relative"] == 2 * 2);
  CHECK(seen["time"] == 2 * 1440);
  CHECK(seen["day"] == 2 * 60);
  CHECK(seen["week"] == 2 * 60);
  CHECK(seen["month"] == 2 * 60);
}

TEST_CASE("Russian weekdays are said in the accusative after their preposition") {
  const std::array<std::string, 7> wanted{"в понедельник", "во вторник", "в среду",
                                          "в четверг",     "в пятницу",  "в субботу",
                                          "в воскресенье"};
  for (int day = 0; day < 7; ++day) {
    const LocalDate date{date::local_days{date::year{2024} / 1 / 1} + Days{day}};
    CHECK(day_text(ru(), date, date - Days{30}).find(wanted[static_cast<std::size_t>(day)]) == 0);
  }
}

TEST_CASE("a day is named with its date, today and tomorrow too") {
  CHECK(day_text(ru(), wednesday, wednesday) == "сегодня, 4 марта,");
  CHECK(day_text(ru(), wednesday, wednesday - Days{1}) == "завтра, 4 марта,");
  CHECK(day_text(ru(), wednesday, wednesday - Days{2}) == "в среду, 4 марта,");
  CHECK(day_text(ru(), wednesday, wednesday + Days{1}) == "в среду, 4 марта,");
  CHECK(day_text(en(), wednesday, wednesday - Days{1}) == "tomorrow, March 4,");
  CHECK(day_text(en(), wednesday, wednesday - Days{7}) == "on Wednesday, March 4,");
  const LocalDate leap{date::local_days{date::year{2028} / 2 / 29}};
  CHECK(day_text(en(), leap, leap - Days{1}) == "tomorrow, February 29,");
  const LocalDate new_year{date::local_days{date::year{2027} / 1 / 1}};
  CHECK(day_text(ru(), new_year, new_year - Days{1}) == "завтра, 1 января,");
}

TEST_CASE("the time since the visit is said in days, weeks, months, and more than a year") {
  const std::vector<std::pair<std::int64_t, std::string>> wanted{{-1, ""},
                                                                 {0, ""},
                                                                 {1, "1 день"},
                                                                 {2, "2 дня"},
                                                                 {5, "5 дней"},
                                                                 {11, "11 дней"},
                                                                 {13, "13 дней"},
                                                                 {14, "2 недели"},
                                                                 {20, "2 недели"},
                                                                 {21, "3 недели"},
                                                                 {35, "5 недель"},
                                                                 {62, "8 недель"},
                                                                 {63, "2 месяца"},
                                                                 {89, "2 месяца"},
                                                                 {90, "3 месяца"},
                                                                 {149, "4 месяца"},
                                                                 {150, "5 месяцев"},
                                                                 {181, "6 месяцев"},
                                                                 {329, "10 месяцев"},
                                                                 {330, "11 месяцев"},
                                                                 {359, "11 месяцев"},
                                                                 {360, "12 месяцев"},
                                                                 {366, "12 месяцев"},
                                                                 {367, "больше года"},
                                                                 {100000, "больше года"}};
  for (const auto& [days, text] : wanted) {
    INFO(days);
    CHECK(since_text(ru(), days).text == text);
  }
  CHECK(since_text(ru(), 1).passed == "прошёл");
  CHECK(since_text(ru(), 2).passed == "прошло");
  CHECK(since_text(ru(), 400).passed == "прошло");
  CHECK(since_text(en(), 1).text == "1 day");
  CHECK(since_text(en(), 27).text == "3 weeks");
  CHECK(since_text(en(), 367).text == "more than a year");
}

TEST_CASE("plurals follow the last digits in Russian and the one in English") {
  for (const int count : {1, 21, 101}) CHECK(ru().plural(count) == Plural::one);
  for (const int count : {2, 3, 4, 22, 104}) CHECK(ru().plural(count) == Plural::few);
  for (const int count : {0, 5, 9, 10, 11, 12, 14, 15, 20, 111, 114}) {
    CHECK(ru().plural(count) == Plural::many);
  }
  CHECK(en().plural(1) == Plural::one);
  for (const int count : {0, 2, 11, 21}) CHECK(en().plural(count) == Plural::many);
}

TEST_CASE("a language that is out of range is one of those that are there") {
  CHECK(language_pack(static_cast<Language>(2)).code == "en");
}
