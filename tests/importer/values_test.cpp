#include <catch2/catch.hpp>

#include "memory_store.hpp"
#include "reactivation/engine/import_values.hpp"

using namespace import_test;

namespace {

std::string read(std::string_view date, std::string_view time = "", std::string_view format = "",
                 const TimeZone& zone = TimeZone::utc()) {
  const auto parsed = DateFormat::parse(format);
  if (!format.empty()) REQUIRE(parsed.has_value());
  const DateReading reading = DateReader(zone, parsed).read(date, time);
  switch (reading.problem) {
    case DateProblem::none:
      break;
    case DateProblem::missing:
      return "missing";
    case DateProblem::not_a_date:
      return "not a date";
    case DateProblem::format_needed:
      return "format needed";
    case DateProblem::year_out_of_range:
      return "year";
    case DateProblem::wrong_unit:
      return "unit";
    case DateProblem::contradictory:
      return "contradictory";
    case DateProblem::wrong_offset:
      return "offset";
  }
  return to_rfc3339(reading.at) + (reading.is_time_known ? "" : " day") +
         (reading.was_in_gap ? " gap" : "");
}

std::string amount(std::string_view text, int exponent = 2) {
  const AmountReading reading = parse_amount(text, exponent);
  switch (reading.problem) {
    case AmountReading::Problem::none:
      return std::to_string(reading.minor);
    case AmountReading::Problem::missing:
      return "missing";
    case AmountReading::Problem::not_an_amount:
      return "none";
    case AmountReading::Problem::too_large:
      return "large";
    case AmountReading::Problem::ambiguous:
      return std::to_string(reading.minor) + "?";
  }
  return "";
}

}  // namespace

TEST_CASE("ISO dates are read as they are, with and without a time") {
  CHECK(read("2026-03-01") == "2026-03-01T00:00:00Z day");
  CHECK(read("2026-03-01 14:30") == "2026-03-01T14:30:00Z");
  CHECK(read("2026-03-01T14:30:05.123Z") == "2026-03-01T14:30:05Z");
  CHECK(read("2026-03-01 9:05") == "2026-03-01T09:05:00Z");
  CHECK(read("2026-03-01 3:50 PM") == "2026-03-01T15:50:00Z");
  CHECK(read("2026-03-01", "14:30") == "2026-03-01T14:30:00Z");
  CHECK(read("2026-03-01 00:00:00", "9:05") == "2026-03-01T09:05:00Z");
  CHECK(read("2026-03-01 14:30", "14:30:00") == "2026-03-01T14:30:00Z");
  CHECK(read("2026-03-01 14:30", "15:30") == "contradictory");
  CHECK(read("", "14:30") == "missing");
  CHECK(read("NULL") == "missing");
}

TEST_CASE("A column of times is read in its usual forms") {
  const auto seconds = [](std::string_view text) {
    const auto read_time = parse_time_of_day(text);
    return read_time ? read_time->count() : -1;
  };
  CHECK(seconds("14:30") == 14 * 3600 + 30 * 60);
  CHECK(seconds("9:05") == 9 * 3600 + 5 * 60);
  CHECK(seconds("3:50:00 PM") == 15 * 3600 + 50 * 60);
  CHECK(seconds("14:30:00") == 14 * 3600 + 30 * 60);
  CHECK(seconds("12:00 AM") == 0);
  CHECK(seconds("12:00 pm") == 12 * 3600);
  CHECK(seconds("3 PM") == 15 * 3600);
  CHECK(seconds("3:50\xE2\x80\xAF"
                "p.m.") == 15 * 3600 + 50 * 60);
  CHECK(seconds("00:00") == 0);
  CHECK(seconds("23:59:59") == 86399);
  for (const std::string_view text : {"", "24:00", "12:60", "12:00:60", "13:00 PM", "0:30 AM", "9",
                                      "9:5", "-1:00", "9:05x", "9:05 XM", "14:30:00:00", "noon"}) {
    INFO(text);
    CHECK(seconds(text) == -1);
  }
}

TEST_CASE("B21 dates and times that do not exist are no dates") {
  for (const std::string_view text :
       {"2026-02-30", "2026-13-01", "2026-00-10", "2026-01-00", "2026-03-01 24:00",
        "2026-03-01T12:60", "2026-03-01 12:00:60", "2026-03-01T12:00Zx", "2025-02-29"}) {
    INFO(text);
    CHECK(read(text) == "not a date");
  }
  CHECK(read("2026-03-01", "24:00") == "not a date");
  CHECK(read("2024-02-29") == "2024-02-29T00:00:00Z day");
  CHECK(read("30/02/2026", "", "%d/%m/%Y") == "not a date");
}

TEST_CASE("B22 civil times are the company's: the earlier of two, the end of a gap") {
  CHECK(read("2026-01-15 10:00", "", "", berlin()) == "2026-01-15T09:00:00Z");
  CHECK(read("2026-07-15 10:00", "", "", berlin()) == "2026-07-15T08:00:00Z");
  CHECK(read("2026-10-25 02:30", "", "", berlin()) == "2026-10-25T00:30:00Z");
  CHECK(read("2026-03-29 02:30", "", "", berlin()) == "2026-03-29T01:00:00Z gap");
  CHECK(read("2026-03-29", "", "", berlin()) == "2026-03-28T23:00:00Z day");
}

TEST_CASE("B23 an offset that the zone does not have is held; UTC and the zone's own are taken") {
  CHECK(read("2026-01-15T10:00+01:00", "", "", berlin()) == "2026-01-15T09:00:00Z");
  CHECK(read("2026-01-15T10:00+0100", "", "", berlin()) == "2026-01-15T09:00:00Z");
  CHECK(read("2026-01-15 10:00:00+01", "", "", berlin()) == "2026-01-15T09:00:00Z");
  CHECK(read("2026-01-15T10:00Z", "", "", berlin()) == "2026-01-15T10:00:00Z");
  CHECK(read("2026-01-15T10:00+02:00", "", "", berlin()) == "offset");
  CHECK(read("2026-01-15T10:00-05:00", "", "", berlin()) == "offset");
  // In the hour that comes twice the offset says which of the two is meant.
  CHECK(read("2026-10-25T02:30+02:00", "", "", berlin()) == "2026-10-25T00:30:00Z");
  CHECK(read("2026-10-25T02:30+01:00", "", "", berlin()) == "2026-10-25T01:30:00Z");
}

TEST_CASE("B25 the years that stand for nothing are out of range") {
  for (const std::string_view text :
       {"1970-01-01", "0001-01-01", "9999-12-31", "1969-12-31", "2200-01-01", "1899-12-30"}) {
    INFO(text);
    CHECK(read(text) == "year");
  }
  CHECK(read("01/01/0001", "", "%d/%m/%Y") == "year");
  CHECK(read("31.12.9999", "", "%d.%m.%Y") == "year");
  CHECK(read("1971-01-01") == "1971-01-01T00:00:00Z day");
  CHECK(read("2199-12-31") == "2199-12-31T00:00:00Z day");
}

TEST_CASE("B26 seconds and milliseconds since 1970 are read only when said, and not mixed up") {
  CHECK(read("1772375400") == "format needed");
  CHECK(read("1772375400", "", "epoch") == "2026-03-01T14:30:00Z");
  CHECK(read("1772375400.0", "", "epoch") == "2026-03-01T14:30:00Z");
  CHECK(read("1772375400123", "", "epoch_ms") == "2026-03-01T14:30:00Z");
  CHECK(read("1772375400123", "", "epoch") == "unit");
  CHECK(read("1772375400", "", "epoch_ms") == "unit");
  CHECK(read("0", "", "epoch") == "year");
  CHECK(read("99999999999999999999", "", "epoch") == "not a date");
  CHECK(read("2026-03-01", "", "epoch") == "not a date");
  CHECK(read("-5", "", "epoch") == "not a date");
}

TEST_CASE("B27 the order of day and month is never guessed") {
  for (const std::string_view text :
       {"03/04/2026", "13/04/2026", "04/13/2026", "3.4.2026", "03-04-2026", "2026/03/04",
        "20260304", "4 Mar 2026", "03/04/26 10:00"}) {
    INFO(text);
    CHECK(read(text) == "format needed");
  }
  CHECK(read("03/04/2026", "", "%d/%m/%Y") == "2026-04-03T00:00:00Z day");
  CHECK(read("03/04/2026", "", "%m/%d/%Y") == "2026-03-04T00:00:00Z day");
  CHECK(read("13/04/2026", "", "%m/%d/%Y") == "not a date");
  CHECK(read("soon") == "not a date");
}

TEST_CASE("Formats of dates: names, two digits, twelve hours, a time behind the date") {
  CHECK(read("3.4.26 9:05", "", "%d.%m.%y %H:%M") == "2026-04-03T09:05:00Z");
  CHECK(read("03.04.2026 9:05", "", "%d.%m.%Y") == "2026-04-03T09:05:00Z");
  CHECK(read("03.04.2026", "3:50:00 PM", "%d.%m.%Y") == "2026-04-03T15:50:00Z");
  CHECK(read("Mar 5, 2026 12:15 AM", "", "%b %d, %Y %I:%M %p") == "2026-03-05T00:15:00Z");
  CHECK(read("5 марта 2026", "", "%d %B %Y") == "2026-03-05T00:00:00Z day");
  CHECK(read("05 МАЙ 2026", "", "%d %b %Y") == "2026-05-05T00:00:00Z day");
  CHECK(read("Thu, 5 March 2026", "", "%a, %d %b %Y") == "2026-03-05T00:00:00Z day");
  CHECK(read("20260304", "", "%Y%m%d") == "2026-03-04T00:00:00Z day");
  CHECK(read("05/03/69", "", "%d/%m/%y") == "year");
  // ISO is understood under every format.
  CHECK(read("2026-04-03", "", "%d.%m.%Y") == "2026-04-03T00:00:00Z day");
  CHECK(read("3.4.2026 noon", "", "%d.%m.%Y") == "not a date");
  CHECK(read("3.4.26", "", "%d.%m.%Y") == "not a date");
  for (const std::string_view format : {"", "%d.%m", "%Y", "dd.mm.yyyy", "%d.%m.%Y %I:%M",
                                        "%d.%m.%Y %M", "%q%d%m%Y", "%d.%m.%Y%"}) {
    INFO(format);
    CHECK_FALSE(DateFormat::parse(format).has_value());
  }
}

TEST_CASE("B55 amounts as people and programs write them") {
  CHECK(amount("82") == "8200");
  CHECK(amount("1 000,50 ₽") == "100050");
  CHECK(amount("1\xC2\xA0"
               "000,50") == "100050");
  CHECK(amount("1,234.56") == "123456");
  CHECK(amount("1.234,56 €") == "123456");
  CHECK(amount("$1,234,567.8") == "123456780");
  CHECK(amount("R$ 1.234.567") == "123456700");
  CHECK(amount("1'234.50 CHF") == "123450");
  CHECK(amount("500 руб.") == "50000");
  CHECK(amount("-50") == "-5000");
  CHECK(amount("(12.00)") == "-1200");
  CHECK(amount("12.00-") == "-1200");
  CHECK(amount("\xE2\x88\x92"
               "12,5") == "-1250");
  CHECK(amount(".5") == "50");
  CHECK(amount("1500.-") == "150000");
  CHECK(amount("31.235") == "3123500?");
  CHECK(amount("31.2351") == "3124");
  CHECK(amount("17.5") == "1750");
  CHECK(amount("82.0000001") == "8200");
  CHECK(amount("0.125") == "13");
  CHECK(amount("1234.500") == "123450");
  CHECK(amount("1,234") == "123400?");
  CHECK(amount("1000", 0) == "1000");
  CHECK(amount("1.5", 0) == "2");
  CHECK(amount("1.234", 3) == "1234");
  CHECK(amount("") == "missing");
  CHECK(amount("NULL") == "missing");
  CHECK(amount("NaN") == "missing");
  CHECK(amount("1000000000000000000") == "large");
  for (const std::string_view text : {"free", "10%", "1e400", "12 34", "1,23,456", "1.2.3", "12-13",
                                      "1.000,5,0", "--5", "()", "5 apples", "1 000 50"}) {
    INFO(text);
    CHECK(amount(text) == "none");
  }
}

TEST_CASE("B60 the words of an opt-out are a table, and no other word is known") {
  for (const std::string_view text :
       {"yes", "да", "Да", "1", "TRUE", "stop", "СТОП", "отписан", "opt-out", "не писать", "x"}) {
    INFO(text);
    CHECK(parse_opt_out(text) == true);
  }
  for (const std::string_view text : {"", "no", "нет", "0", "FALSE", "НЕТ", " no ", "NULL"}) {
    INFO(text);
    CHECK(parse_opt_out(text) == false);
  }
  for (const std::string_view text : {"maybe", "2", "-1", "да|нет", "|", "yes no", "-"}) {
    INFO(text);
    CHECK_FALSE(parse_opt_out(text).has_value());
  }
}

TEST_CASE("The words of a status, in both languages and as numbers") {
  CHECK(parse_visit_status("Completed") == VisitStatus::completed);
  CHECK(parse_visit_status("1") == VisitStatus::completed);
  CHECK(parse_visit_status("Пришёл") == VisitStatus::completed);
  CHECK(parse_visit_status("0") == VisitStatus::booked);
  CHECK(parse_visit_status("подтверждена") == VisitStatus::booked);
  CHECK(parse_visit_status("canceled") == VisitStatus::cancelled);
  CHECK(parse_visit_status("Отменён") == VisitStatus::cancelled);
  CHECK(parse_visit_status("no-show") == VisitStatus::no_show);
  CHECK(parse_visit_status("NO_SHOW") == VisitStatus::no_show);
  CHECK(parse_visit_status("не пришла") == VisitStatus::no_show);
  CHECK(parse_visit_status("-1") == VisitStatus::no_show);  // not the 1 of "came"
  CHECK_FALSE(parse_visit_status("").has_value());
  CHECK_FALSE(parse_visit_status("perhaps").has_value());
  CHECK_FALSE(parse_visit_status("|").has_value());
}

TEST_CASE("The words of consent and loyalty") {
  CHECK(parse_consent("да") == Consent::granted);
  CHECK(parse_consent("withdrawn") == Consent::denied);
  CHECK(parse_consent("") == Consent::unknown);
  CHECK_FALSE(parse_consent("hm").has_value());
  CHECK(parse_loyalty("VIP") == LoyaltyLevel::vip);
  CHECK(parse_loyalty("Золото") == LoyaltyLevel::gold);
  CHECK(parse_loyalty("new") == LoyaltyLevel::fresh);
  CHECK_FALSE(parse_loyalty("platinum plus").has_value());
}

TEST_CASE("B66 tags that forbid to write, as whole words") {
  for (const std::string_view text : {"deceased", "vip, Умерла", "minor", "VIP-blocked",
                                      "чёрный список", "постоянный; ЧС", "do_not_contact"}) {
    INFO(text);
    CHECK(has_do_not_contact_tag(text));
  }
  for (const std::string_view text : {"", "vip", "minority report", "колесничс", "blockedshoes"}) {
    INFO(text);
    CHECK_FALSE(has_do_not_contact_tag(text));
  }
}

TEST_CASE("Names of columns and words are compared without case, in Latin and in Cyrillic") {
  CHECK(folded("  Дата_Визита ") == "дата визита");
  CHECK(folded("ЁЛКА") == "елка");
  CHECK(folded("No-Show") == "no show");
  CHECK(folded("-1") == "-1");
  CHECK(folded("ÄÖÜ ÉŽ") == "äöü éž");
  CHECK(folded("") == "");
}

TEST_CASE("B64 control characters leave a text, and its length is bounded") {
  CHECK(printable("a\x01"
                  "b\x7F"
                  "c\n\td",
                  10) == "abc d");
  CHECK(printable("ЖЖЖЖ", 3) == "ЖЖЖ");
  CHECK(printable(std::string(10'000, 'x'), 200).size() == 200);
  CHECK(printable("{{x}} <b>", 200) == "{{x}} <b>");
}
