#include <catch2/catch.hpp>
#include <string>

#include "documents.hpp"
#include "reactivation/json/parts_json.hpp"
#include "reactivation/json/words.hpp"

using namespace reactivation;
using namespace reactivation::test;

TEST_CASE("settings, rules and accounts are read on their own by the same rules") {
  const auto settings = read_settings(R"({"tone":"casual","sending_days":[1]})");
  REQUIRE(settings.value);
  CHECK(settings.value->tone == Tone::casual);
  CHECK(settings.value->sending_hours == HourRange{10, 19});

  const auto wrong = read_settings(R"({"tone":"rude","max_slots_to_offer":9})");
  CHECK_FALSE(wrong.value);
  CHECK(wrong.issues.size() == 2);
  CHECK(has_issue(wrong.issues, Issue::Severity::error, "unknown_word", "/tone"));
  CHECK(has_issue(wrong.issues, Issue::Severity::error, "out_of_range", "/max_slots_to_offer"));

  CHECK(has_issue(read_rule("{}").issues, Issue::Severity::error, "missing", "/service_id"));
  const TimeZone berlin = zones().find("Europe/Berlin").value();
  const auto account = read_account(R"({"sends":["2026-01-01T10:00:00"]})", berlin);
  REQUIRE(account.value);
  CHECK(to_rfc3339(account.value->sends.at(0)) == "2026-01-01T09:00:00Z");
  CHECK_FALSE(read_account(R"({"sends":["2026-01-01"]})", berlin).value);
  CHECK_FALSE(read_settings("[]").value);
  CHECK_FALSE(read_settings("").value);
}

TEST_CASE("arms are refused as a whole, with their place") {
  for (const char* wrong :
       {R"({"arms":{"discounts":[10,20]}})", R"({"arms":{"discounts":[0]}})",
        R"({"arms":{"discounts":[0,20,10]}})", R"({"arms":{"slots":[2]}})",
        R"({"arms":{"tones":["casual"]}})", R"({"arms":{"tones":["casual","casual"]}})",
        R"({"arms":{"name":""}})"}) {
    CAPTURE(wrong);
    const auto read = read_settings(wrong);
    CHECK_FALSE(read.value);
    CHECK(has_issue(read.issues, Issue::Severity::error, "invalid_arms", "/arms"));
  }
  CHECK(has_issue(read_settings(R"({"arms":{"tones":["rude","casual"]}})").issues,
                  Issue::Severity::error, "unknown_word", "/arms/tones/0"));
  CHECK(has_issue(read_settings(R"({"arms":{"tones":[1]}})").issues, Issue::Severity::error,
                  "wrong_type", "/arms/tones/0"));
  CHECK(has_issue(read_settings(R"({"arms":{"discounts":[0,101]}})").issues, Issue::Severity::error,
                  "out_of_range", "/arms/discounts/1"));
  CHECK(has_issue(read_settings(R"({"arms":{"discount":[0,10]}})").issues, Issue::Severity::error,
                  "unknown_key", "/arms/discount"));
  CHECK(has_issue(read_settings(R"({"margin_percent":101})").issues, Issue::Severity::error,
                  "out_of_range", "/margin_percent"));
  const auto unset = read_settings(R"({"arms":null,"discount_budget_minor":null})");
  REQUIRE(unset.value);
  CHECK(unset.value->arms == Arms{});
  CHECK_FALSE(unset.value->discount_budget_minor);
}

TEST_CASE("what is written of settings, a rule or an account reads back the same") {
  const auto snapshot = read(full_document()).snapshot.value();
  const std::string settings = write_settings(snapshot.settings);
  CHECK(write_settings(read_settings(settings).value.value()) == settings);
  const std::string rule = write_rule(snapshot.rules.at(0));
  CHECK(write_rule(read_rule(rule).value.value()) == rule);
  const std::string account = write_account(*snapshot.account);
  CHECK(write_account(read_account(account, TimeZone::utc()).value.value()) == account);

  Rule short_rule;
  short_rule.service_id = ServiceId{1};
  short_rule.manual_interval = 3;
  CHECK(read_rule(write_rule(short_rule)).value.value().manual_interval == 3);
}

TEST_CASE("the small values of a store's columns are right as a whole or nothing") {
  CHECK(parse_hour_range(R"({"start":10,"end":19})") == HourRange{10, 19});
  CHECK(parse_hour_range(R"( { "end" : 24 , "start" : 0 } )") == HourRange{0, 24});
  for (const char* wrong : {"", "null", "{}", "[10,19]", R"({"start":10,"end":9})",
                            R"({"start":10,"end":19,"x":1})", R"({"start":10,"start":11,"end":19})",
                            R"({"start":10.0,"end":19})", R"({"start":10,"end":19}x)"}) {
    CAPTURE(wrong);
    CHECK_FALSE(parse_hour_range(wrong));
  }
  CHECK(write_hour_range({0, 24}) == R"({"start":0,"end":24})");

  CHECK(parse_weekdays("[5,1]") == WeekdaySet::of(1, 5));
  CHECK(parse_weekdays("[]") == WeekdaySet{});
  for (const char* wrong : {"", "null", "{}", "[0]", "[8]", "[1,1]", "[\"1\"]", "[1", "1,2"}) {
    CAPTURE(wrong);
    CHECK_FALSE(parse_weekdays(wrong));
  }
  CHECK(write_weekdays(WeekdaySet::of(7, 1, 3)) == "[1,3,7]");

  CHECK(parse_integers("[0,100]", {0, 100}) == std::vector{0, 100});
  CHECK_FALSE(parse_integers("[101]", {0, 100}));
  CHECK_FALSE(parse_integers("[1.0]", {0, 100}));
  CHECK_FALSE(parse_integers("[null]", {0, 100}));
  CHECK(write_integers({10, 15, 20}) == "[10,15,20]");
  CHECK(write_integers({}) == "[]");

  CHECK(parse_dates(R"(["2026-01-01"])")->size() == 1);
  CHECK_FALSE(parse_dates(R"(["2026-02-30"])"));
  CHECK(write_dates(parse_dates(R"(["2026-01-01","2025-12-31"])").value()) ==
        R"(["2026-01-01","2025-12-31"])");
}

TEST_CASE("an attempt's id reads back from its text, in either case") {
  const AttemptId id = attempt_id({CompanyId{1}, ClientId{2}, ServiceId{3}, LocalDate{}, 1});
  CHECK(parse_attempt_id(to_string(id)) == id);
  CHECK(parse_attempt_id("6BA7B810-9dad-51D1-80B4-00C04FD430C8"));
  for (const char* wrong :
       {"", "6ba7b810", "6ba7b8109-dad-51d1-80b4-00c04fd430c8",
        "6ba7b810-9dad-51d1-80b4-00c04fd430cg", "{6ba7b810-9dad-51d1-80b4-00c04fd430c}",
        "6ba7b810-9dad-51d1-80b4-00c04fd430c8 "}) {
    CHECK_FALSE(parse_attempt_id(wrong));
  }
}

TEST_CASE("every enumerator has a word, and every word its enumerator") {
  const auto round_trip = [](auto first, int count) {
    using Enum = decltype(first);
    for (int i = 0; i < count; ++i) {
      const auto value = static_cast<Enum>(i);
      CHECK(enum_of<Enum>(word_of(value)) == value);
    }
    CHECK(word_of(static_cast<Enum>(count)).empty());
    CHECK_FALSE(enum_of<Enum>("no such word"));
  };
  round_trip(BusinessType{}, 5);
  round_trip(Language{}, 2);
  round_trip(Tone{}, 3);
  round_trip(AddressForm{}, 2);
  round_trip(DailyLimitMode{}, 2);
  round_trip(WarmupLevel{}, 3);
  round_trip(IntervalSource{}, 4);
  round_trip(PhoneStatus{}, 4);
  round_trip(LoyaltyLevel{}, 6);
  round_trip(Consent{}, 3);
  round_trip(VisitStatus{}, 4);
  round_trip(AttemptState{}, 13);
  round_trip(ReplyType{}, 12);
  round_trip(CompletionReason{}, 8);
  round_trip(SkipReason{}, 19);
  round_trip(SlotMatch{}, 4);
  round_trip(DayPart{}, 3);
  round_trip(AccountSignalKind{}, 18);
  round_trip(AlertKind{}, 13);
  round_trip(MessageAuthor{}, 3);
  round_trip(Delivery{}, 4);
  round_trip(BookingStatus{}, 4);
  round_trip(BookingKeeper{}, 2);
  round_trip(SendOutcome{}, 4);
  round_trip(PersonFault{}, 6);
  round_trip(IdentityKind{}, 5);
  round_trip(ReceiptState{}, 3);
  CHECK(word_of(IntervalSource::table) == "default");
  CHECK(word_of(SkipReason::no_quota) == "no_quota");
  CHECK(word_of(AttemptState::uncertain_final) == "uncertain_final");
}
