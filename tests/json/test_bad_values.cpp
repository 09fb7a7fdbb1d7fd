// The inputs of bad-input.md that reach a document, by their numbers.
#include <catch2/catch.hpp>
#include <string>

#include "documents.hpp"
#include "reactivation/core/limits.hpp"

using namespace reactivation;
using namespace reactivation::test;

namespace {

Instant utc(const char* text) { return parse_time(text).value().instant_in(TimeZone::utc()); }

ReadSnapshot read_client(const std::string& members) {
  return read(document_with(R"("clients":[{"id":1,)" + members + "}]"));
}
ReadSnapshot read_settings_of(const std::string& members) {
  return read(document_with("\"settings\":{" + members + "}"));
}
ReadSnapshot read_account_of(const std::string& members) {
  return read(document_with("\"account\":{" + members + "}"));
}
ReadSnapshot read_rule_of(const std::string& members) {
  return read(salon_with(R"("rules":[{"service_id":10,)" + members + "}]"));
}
ReadSnapshot read_visit_at(const std::string& datetime) {
  return read(salon_with(R"("visits":[{"client_id":30,"service_ids":[10],"status":"completed",)"
                         R"("datetime":)" +
                         datetime + "}]"));
}
ReadSnapshot read_slot_of(const std::string& members) {
  return read(salon_with(R"("slots":[{"service_id":10,"staff_id":20,)" + members + "}]"));
}
const Client& client_of(const ReadSnapshot& read_back) { return read_back.snapshot->clients.at(0); }

}  // namespace

TEST_CASE("B1: an empty phone is a missing one") {
  for (const char* phone : {R"("")", R"(" ")", R"("\t")", "null"}) {
    const auto read_back = read_client(R"("phone":)" + std::string{phone});
    REQUIRE(is_taken(read_back));
    CHECK(client_of(read_back).phone_status == PhoneStatus::missing);
  }
  CHECK(client_of(read_client(R"("name":"A")")).phone_status == PhoneStatus::missing);
}

TEST_CASE("B2 to B10: a phone that is no E.164 number makes its client unreachable, no more") {
  for (const char* phone :
       {"8 (900) 123-45-67", "9001234567", "79001234567", "+7 900 123 45 67", "+79001234567,+7",
        "+79001234567 доб. 12", "+٧٩٠٠١٢٣٤٥٦٧", "+7900123456O", "tel:+79001234567", "0079001234567",
        "+0123456789", "+1234567890123456", "+123456", "+", "💇", "120363025246125486@g.us"}) {
    CAPTURE(phone);
    const auto read_back = read_client(R"("phone":")" + std::string{phone} + "\"");
    CHECK(is_taken_with_warning(read_back, "invalid_phone", "/clients/0/phone"));
    CHECK(client_of(read_back).phone_status == PhoneStatus::invalid);
    CHECK_FALSE(client_of(read_back).phone.is_set());
  }
  CHECK(is_refused(read_client(R"("phone":79001234567)"), "wrong_type", "/clients/0/phone"));
}

TEST_CASE("what is said about a phone can make it less usable, never more") {
  const auto status = [](const std::string& members) {
    return client_of(read_client(members)).phone_status;
  };
  CHECK(status(R"("phone":"+79001234567")") == PhoneStatus::mobile);
  CHECK(status(R"("phone":"+79001234567","phone_status":"invalid")") == PhoneStatus::invalid);
  CHECK(status(R"("phone":"+79001234567","phone_status":"missing")") == PhoneStatus::missing);
  CHECK(status(R"("phone":"+79001234567","phone_status":"test")") == PhoneStatus::test);
  CHECK(status(R"("phone":"+99900000001")") == PhoneStatus::test);
  CHECK(status(R"("phone":"+99900000001","phone_status":"mobile")") == PhoneStatus::test);
  CHECK(status(R"("phone":"junk","phone_status":"mobile")") == PhoneStatus::invalid);
  CHECK(status(R"("phone_status":"mobile")") == PhoneStatus::missing);
  CHECK(status(R"("phone_status":"test")") == PhoneStatus::missing);
  CHECK(status(R"("phone_status":"invalid")") == PhoneStatus::invalid);
}

TEST_CASE("B21: a date or time that does not exist is refused") {
  for (const char* time : {"2026-02-30", "2026-02-29", "2026-13-01", "2026-00-10", "2026-01-00",
                           "2026-01-01T24:00:00Z", "2026-01-01T10:60:00Z", "2026-01-01T10:00:60Z",
                           "2026-01-01T10", "2026-1-1", "01.02.2026", "02/01/2026", "20260101",
                           "2026-01-01T10:00:00+25:00", "yesterday", "", " 2026-01-01"}) {
    CAPTURE(time);
    CHECK(is_refused(read_visit_at("\"" + std::string{time} + "\""), "invalid_instant",
                     "/visits/0/datetime"));
  }
}

TEST_CASE("B22: a civil time is the company's, the earlier one of two, the next one in a gap") {
  const auto at = [](const char* time) {
    const auto read_back = read_visit_at("\"" + std::string{time} + "\"");
    CAPTURE(time, listed(read_back.issues));
    REQUIRE(read_back.snapshot);
    return read_back.snapshot->visits.at(0).starts_at;
  };
  CHECK(at("2026-01-10T12:00") == utc("2026-01-10T11:00:00Z"));
  CHECK(at("2026-10-25T02:30:00") == utc("2026-10-25T00:30:00Z"));
  CHECK(at("2026-03-29T02:30:00") == utc("2026-03-29T01:00:00Z"));
  // A slot at a time that no clock shows was never free.
  CHECK(is_refused(read_slot_of(R"("datetime":"2026-03-29T02:30:00")"), "skipped_time",
                   "/slots/0/datetime"));
  CHECK(is_taken(read_slot_of(R"("datetime":"2026-03-29T03:00:00")")));
  CHECK(is_refused(read_slot_of(R"("datetime":"2026-03-30")"), "invalid_instant",
                   "/slots/0/datetime"));
}

TEST_CASE("B23: an offset that contradicts the company's zone is taken as written and reported") {
  const auto odd = read_visit_at(R"("2026-01-10T12:00:00+05:00")");
  CHECK(is_taken_with_warning(odd, "offset_differs", "/visits/0/datetime"));
  CHECK(odd.snapshot->visits.at(0).starts_at == utc("2026-01-10T07:00:00Z"));
  CHECK(is_taken(read_visit_at(R"("2026-01-10T12:00:00+01:00")")));
  CHECK(is_taken(read_visit_at(R"("2026-07-10T12:00:00+02:00")")));
  CHECK(is_taken(read_visit_at(R"("2026-01-10T12:00:00Z")")));
  CHECK(is_taken(read_visit_at(R"("2026-01-10T12:00:00+00:00")")));
}

TEST_CASE("B24: a completed visit in the future is kept, for the decision to see") {
  const auto read_back = read_visit_at(R"("2199-01-10T12:00:00Z")");
  REQUIRE(is_taken(read_back));
  CHECK(read_back.snapshot->visits.size() == 1);
}

TEST_CASE("B25: a visit of 1970, 0001 or 9999 is refused") {
  CHECK(
      is_refused(read_visit_at(R"("1970-01-01T00:00:00Z")"), "out_of_range", "/visits/0/datetime"));
  CHECK(is_refused(read_visit_at(R"("1970-06-01")"), "out_of_range", "/visits/0/datetime"));
  for (const char* time :
       {"0001-01-01", "1899-12-30", "1969-12-31T23:59:59Z", "9999-12-31", "2200-01-01"}) {
    CHECK(is_refused(read_visit_at("\"" + std::string{time} + "\""), "invalid_instant",
                     "/visits/0/datetime"));
  }
  // The edges of what can be read, pushed over by an offset.
  CHECK(is_refused(read_client(R"("paused_until":"1970-01-01T00:00:00+01:00")"), "out_of_range",
                   "/clients/0/paused_until"));
  CHECK(is_refused(read_client(R"("paused_until":"2199-12-31T23:59:59-01:00")"), "out_of_range",
                   "/clients/0/paused_until"));
}

TEST_CASE("B26: seconds or milliseconds since 1970 are refused") {
  CHECK(is_refused(read_visit_at("1767225600"), "wrong_type", "/visits/0/datetime"));
  CHECK(is_refused(read_visit_at("1767225600000"), "wrong_type", "/visits/0/datetime"));
  CHECK(is_refused(read_visit_at("\"1767225600\""), "invalid_instant", "/visits/0/datetime"));
}

TEST_CASE("B28: a company in an unknown zone is refused, a client's zone falls back") {
  for (const char* zone : {"Europe/Kyivv", "", "+03:00", "MSK"}) {
    const auto read_back =
        read(R"({"schema":"reactivation.snapshot/1","company":{"id":1,"timezone":")" +
             std::string{zone} + "\"}}");
    CHECK(is_refused(read_back, "unknown_time_zone", "/company/timezone"));
  }
  const auto client = read_client(R"("timezone":"Europe/Kyivv")");
  CHECK(is_taken_with_warning(client, "unknown_time_zone", "/clients/0/timezone"));
  CHECK_FALSE(client_of(client).zone);
  CHECK(is_taken(read_client(R"("timezone":"")")));
}

TEST_CASE("B29: an old name of a zone is taken under its name of today") {
  const auto read_back =
      read(R"({"schema":"reactivation.snapshot/1","company":{"id":1,"timezone":"Asia/Calcutta"}})");
  REQUIRE(is_taken(read_back));
  CHECK(read_back.snapshot->company.time_zone.name() == "Asia/Kolkata");
}

TEST_CASE("B30: hours are whole and start before they end; 0 and 24 are valid") {
  struct Case {
    const char* hours;
    const char* code;
    const char* place;
  };
  for (const Case& wrong :
       {Case{R"({"start":10,"end":10})", "out_of_range", "/end"},
        Case{R"({"start":19,"end":10})", "out_of_range", "/end"},
        Case{R"({"start":24,"end":24})", "out_of_range", "/start"},
        Case{R"({"start":10,"end":25})", "out_of_range", "/end"},
        Case{R"({"start":-1,"end":10})", "out_of_range", "/start"},
        Case{R"({"start":9.5,"end":18})", "wrong_type", "/start"},
        Case{R"({"start":"10","end":18})", "wrong_type", "/start"},
        Case{R"({"start":null,"end":18})", "missing", "/start"},
        Case{R"({"start":10})", "missing", "/end"}, Case{R"([10,19])", "wrong_type", ""},
        Case{R"("10-19")", "wrong_type", ""},
        Case{R"({"start":10,"end":19,"step":1})", "unknown_key", "/step"}}) {
    CAPTURE(wrong.hours);
    const std::string place = wrong.place;
    CHECK(is_refused(read_settings_of("\"sending_hours\":" + std::string{wrong.hours}), wrong.code,
                     "/settings/sending_hours" + place));
    CHECK(is_refused(read_account_of("\"safe_sending_hours\":" + std::string{wrong.hours}),
                     wrong.code, "/account/safe_sending_hours" + place));
  }
  CHECK(is_taken(read_settings_of(R"("sending_hours":{"start":0,"end":24})")));
  CHECK(is_taken(read_settings_of(R"("sending_hours":{"start":23,"end":24})")));
  CHECK(is_taken(read_settings_of(R"("sending_hours":{"start":0,"end":1})")));
}

TEST_CASE("B31: days are 1 to 7, each once; the empty list is no day") {
  struct Case {
    const char* days;
    const char* code;
    const char* place;
  };
  for (const Case& wrong :
       {Case{"[0]", "out_of_range", "/0"}, Case{"[1,8]", "out_of_range", "/1"},
        Case{"[1,2,1]", "duplicate", "/2"}, Case{R"(["Mon"])", "wrong_type", "/0"},
        Case{"[1.5]", "wrong_type", "/0"}, Case{"[null]", "wrong_type", "/0"},
        Case{"[-1]", "out_of_range", "/0"}, Case{"{}", "wrong_type", ""},
        Case{"5", "wrong_type", ""}}) {
    CAPTURE(wrong.days);
    CHECK(is_refused(read_settings_of("\"sending_days\":" + std::string{wrong.days}), wrong.code,
                     "/settings/sending_days" + std::string{wrong.place}));
  }
  const auto never = read_settings_of("\"sending_days\":[]");
  REQUIRE(is_taken(never));
  CHECK(never.snapshot->settings.sending_days.is_empty());
  CHECK(read_settings_of("\"sending_days\":[7,1]").snapshot->settings.sending_days ==
        WeekdaySet::of(1, 7));
}

TEST_CASE("B35: a holiday that is no civil date is refused") {
  for (const char* day :
       {R"("2026-02-30")", R"("01.05.2026")", R"("2026-05-09T00:00:00")", R"("")"}) {
    CHECK(is_refused(read_settings_of("\"holidays\":[\"2026-05-01\"," + std::string{day} + "]"),
                     "invalid_date", "/settings/holidays/1"));
  }
  CHECK(is_refused(read_settings_of("\"holidays\":[20260509]"), "wrong_type",
                   "/settings/holidays/0"));
  CHECK(is_refused(read_settings_of("\"holidays\":\"2026-05-09\""), "wrong_type",
                   "/settings/holidays"));
}

TEST_CASE("B36: limits are whole numbers, not negative ones, fractions or texts") {
  for (const char* field : {"daily_outbound_limit", "hourly_outbound_limit", "concurrent_limit",
                            "min_interval_seconds", "first_contact_daily_limit"}) {
    const std::string name = "\"" + std::string{field} + "\":";
    const std::string place = "/account/" + std::string{field};
    CHECK(is_refused(read_account_of(name + "-1"), "out_of_range", place));
    CHECK(is_refused(read_account_of(name + "1.5"), "wrong_type", place));
    CHECK(is_refused(read_account_of(name + "1e2"), "wrong_type", place));
    CHECK(is_refused(read_account_of(name + "\"10%\""), "wrong_type", place));
    CHECK(is_refused(read_account_of(name + "true"), "wrong_type", place));
    CHECK(is_refused(read_account_of(name + "9223372036854775808"), "wrong_type", place));
    CHECK(is_refused(read_account_of(name + "1e400"), "out_of_range", place));
    CHECK(read_account_of(name + "NaN").issues.at(0).code == "invalid_json");
    CHECK(is_taken(read_account_of(name + "0")));
  }
  CHECK(is_refused(read_settings_of("\"manual_daily_limit\":-5"), "out_of_range",
                   "/settings/manual_daily_limit"));
}

TEST_CASE("B37: a discount outside 0 to 100 is refused; above the maximum it is clamped") {
  for (const char* wrong : {"-5", "101", "150"}) {
    CHECK(is_refused(read_rule_of("\"discount_progression\":[10," + std::string{wrong} + "]"),
                     "out_of_range", "/rules/0/discount_progression/1"));
  }
  CHECK(is_refused(read_rule_of("\"discount_progression\":[null]"), "wrong_type",
                   "/rules/0/discount_progression/0"));
  CHECK(is_taken(read_rule_of("\"discount_progression\":[0]")));
  CHECK(is_taken(read_rule_of("\"discount_progression\":[100]")));
  const auto clamped =
      read(salon_with(R"("settings":{"max_discount_percent":15},"rules":[{"service_id":10}])"));
  CHECK(is_taken_with_warning(clamped, "clamped", "/rules/0/discount_progression"));
}

TEST_CASE("B38: an empty progression and a short one are valid") {
  const auto none = read_rule_of("\"discount_progression\":[]");
  REQUIRE(is_taken(none));
  CHECK(none.snapshot->rules.at(0).discount_progression.empty());
  CHECK(is_taken(read_rule_of("\"discount_progression\":[10],\"max_attempts\":5")));
}

TEST_CASE("B39: a falling progression or one with a huge jump is taken with a warning") {
  CHECK(is_taken_with_warning(read_rule_of("\"discount_progression\":[20,10]"), "falling_discount",
                              "/rules/0/discount_progression"));
  CHECK(is_taken_with_warning(read_rule_of("\"discount_progression\":[5,90]"), "steep_discount",
                              "/rules/0/discount_progression"));
  CHECK(is_taken(read_rule_of("\"discount_progression\":[10,10,15]")));
}

TEST_CASE("B40: 0 to 10 attempts are valid") {
  CHECK(read_rule_of("\"max_attempts\":0").snapshot->rules.at(0).max_attempts == 0);
  CHECK(read_rule_of("\"max_attempts\":10").snapshot->rules.at(0).max_attempts == 10);
  for (const char* wrong : {"-1", "11", "1000000"}) {
    CHECK(is_refused(read_rule_of("\"max_attempts\":" + std::string{wrong}), "out_of_range",
                     "/rules/0/max_attempts"));
  }
}

TEST_CASE("B41: an interval below a week needs to be meant") {
  for (const char* field : {"reactivation_interval_days", "manual_interval",
                            "calculated_avg_interval", "ai_suggested_interval"}) {
    const std::string name = "\"" + std::string{field} + "\":";
    const std::string place = "/rules/0/" + std::string{field};
    for (const char* wrong : {"0", "1", "6", "-30", "3651", "1000000"}) {
      CHECK(is_refused(read_rule_of(name + wrong), "out_of_range", place));
    }
    CHECK(is_taken(read_rule_of(name + "7")));
    CHECK(is_taken(read_rule_of(name + "3650")));
    CHECK(is_taken(read_rule_of("\"allow_short_interval\":true," + name + "1")));
    CHECK(is_refused(read_rule_of("\"allow_short_interval\":true," + name + "0"), "out_of_range",
                     place));
  }
}

TEST_CASE("B42: a retry interval below a week counts as a week") {
  const auto short_retry = read_rule_of("\"retry_interval_days\":3");
  CHECK(is_taken_with_warning(short_retry, "clamped", "/rules/0/retry_interval_days"));
  CHECK(short_retry.snapshot->rules.at(0).retry_interval_days == 7);
  CHECK(is_taken(read_rule_of("\"retry_interval_days\":7")));
  CHECK(is_refused(read_rule_of("\"retry_interval_days\":-1"), "out_of_range",
                   "/rules/0/retry_interval_days"));
}

TEST_CASE("B43: two rules about one service are refused") {
  CHECK(is_refused(read(salon_with(R"("rules":[{"service_id":10},{"service_id":10}])")),
                   "duplicate_rule", "/rules/1"));
}

TEST_CASE("B44: a rule about a service that is not there is left out and counted") {
  const auto read_back = read(salon_with(R"("rules":[{"service_id":99},{"service_id":10}])"));
  CHECK(is_taken_with_warning(read_back, "unknown_reference", "/rules/0"));
  CHECK(read_back.snapshot->rules.size() == 1);
}

TEST_CASE("B51: a manual limit above the account's is taken, and the smaller one counts") {
  CHECK(is_taken_with_warning(
      read(document_with(R"("settings":{"daily_limit_mode":"manual","manual_daily_limit":500},)"
                         R"("account":{"warmup_level":"cold"})")),
      "clamped", "/settings/manual_daily_limit"));
  for (const auto& [manual, counts] : {std::pair{500, 20}, std::pair{20, 20}, std::pair{3, 3}}) {
    const Snapshot s =
        *read(document_with(R"("settings":{"daily_limit_mode":"manual","manual_daily_limit":)" +
                            std::to_string(manual) + R"(},"account":{"warmup_level":"cold"})"))
             .snapshot;
    CHECK(quota_of_day(s.settings, &*s.account, s.company.time_zone, utc("2026-03-10T12:00:00Z"), 0)
              .limit == counts);
  }
  CHECK(is_taken(
      read(document_with(R"("settings":{"daily_limit_mode":"manual","manual_daily_limit":20},)"
                         R"("account":{"warmup_level":"cold"})"))));
}

TEST_CASE("B53: a document without an account has none, not an unlimited one") {
  CHECK_FALSE(read(document_with("")).snapshot->account);
}

TEST_CASE("B54: a spam score outside 0 to 1 is refused, null is 0") {
  for (const char* wrong : {"1.2", "-0.1", "2", "-1"}) {
    CHECK(is_refused(read_account_of("\"spam_score\":" + std::string{wrong}), "out_of_range",
                     "/account/spam_score"));
  }
  CHECK(is_refused(read_account_of("\"spam_score\":\"0.5\""), "wrong_type", "/account/spam_score"));
  CHECK(read_account_of("\"spam_score\":null").snapshot->account->spam_score == 0);
  CHECK(read_account_of("\"spam_score\":1").snapshot->account->spam_score == 1);
}

TEST_CASE("B55: an impossible total is clamped and reported, a text is refused") {
  const auto negative = read_client("\"total_spent_minor\":-100");
  CHECK(is_taken_with_warning(negative, "clamped", "/clients/0/total_spent_minor"));
  CHECK(client_of(negative).total_spent_minor == 0);
  for (const char* large : {"1000000000000000000", "1e18", "99999999999999999999"}) {
    const auto read_back = read_client("\"total_spent_minor\":" + std::string{large});
    CHECK(is_taken_with_warning(read_back, "clamped", "/clients/0/total_spent_minor"));
    CHECK(client_of(read_back).total_spent_minor == 1'000'000'000'000'000);
  }
  CHECK(is_refused(read_client(R"("total_spent_minor":"1 000,50")"), "wrong_type",
                   "/clients/0/total_spent_minor"));
  CHECK(is_refused(read_client("\"total_spent_minor\":1000.5"), "wrong_type",
                   "/clients/0/total_spent_minor"));
}

TEST_CASE("B72: a slot with an impossible duration is left out, a negative price is clamped") {
  for (const char* minutes : {"0", "-30", "1441", "9223372036854775807"}) {
    const auto read_back = read_slot_of(R"("datetime":"2026-03-02T10:00:00","duration_minutes":)" +
                                        std::string{minutes});
    CHECK(is_taken_with_warning(read_back, "out_of_range", "/slots/0"));
    CHECK(read_back.snapshot->slots.empty());
  }
  const auto price = read(document_with(R"("services":[{"id":1,"title":"A","price_minor":-1}])"));
  CHECK(is_taken_with_warning(price, "clamped", "/services/0/price_minor"));
  CHECK(price.snapshot->services.at(0).price_minor == 0);
}

TEST_CASE("words that the library does not know are listed with those it does") {
  const auto tone = read_settings_of(R"("tone":"rude")");
  CHECK(is_refused(tone, "unknown_word", "/settings/tone"));
  CHECK(tone.issues.at(0).message == "must be one of: friendly, professional, casual");
  CHECK(is_refused(read(document_with(R"("account":{"warmup_level":"Hot"})")), "unknown_word",
                   "/account/warmup_level"));
  CHECK(is_taken_with_warning(read_client(R"("loyalty_level":"Platinum")"), "unknown_word",
                              "/clients/0/loyalty_level"));
  CHECK(
      is_taken_with_warning(read_client(R"("locale":"kk")"), "unknown_word", "/clients/0/locale"));
}

TEST_CASE("loyalty levels are read in any case") {
  const auto level = [](const std::string& word) {
    return client_of(read_client(R"("loyalty_level":")" + word + "\"")).loyalty_level;
  };
  CHECK(level("VIP") == LoyaltyLevel::vip);
  CHECK(level("gold") == LoyaltyLevel::gold);
  CHECK(level("SILVER") == LoyaltyLevel::silver);
  CHECK(level("Bronze") == LoyaltyLevel::bronze);
  CHECK(level("new") == LoyaltyLevel::fresh);
  CHECK(level("") == LoyaltyLevel::unknown);
}

TEST_CASE("ids are positive whole numbers of 64 bits") {
  for (const char* wrong : {"0", "-1"}) {
    CHECK(is_refused(read(document_with(R"("clients":[{"id":)" + std::string{wrong} + "}]")),
                     "out_of_range", "/clients/0/id"));
  }
  for (const char* wrong : {"\"1\"", "1.0", "9223372036854775808", "[1]", "true"}) {
    CHECK(is_refused(read(document_with(R"("clients":[{"id":)" + std::string{wrong} + "}]")),
                     "wrong_type", "/clients/0/id"));
  }
  const auto largest = read(document_with(R"("clients":[{"id":9223372036854775807}])"));
  REQUIRE(is_taken(largest));
  CHECK(client_of(largest).id.value == 9223372036854775807);
}

TEST_CASE("country and currency are the codes of their standards") {
  const auto with = [](const std::string& members) {
    return read(R"({"schema":"reactivation.snapshot/1","company":{"id":1,"timezone":"Etc/UTC",)" +
                members + "}}");
  };
  CHECK(is_taken(with(R"("country":"KZ","currency":"KZT")")));
  CHECK(is_taken(with(R"("country":"","currency":"")")));
  CHECK(is_refused(with(R"("country":"Russia")"), "invalid_code", "/company/country"));
  CHECK(is_refused(with(R"("country":"ru")"), "invalid_code", "/company/country"));
  CHECK(is_refused(with(R"("currency":"₽")"), "invalid_code", "/company/currency"));
}
