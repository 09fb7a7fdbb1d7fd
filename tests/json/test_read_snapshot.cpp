#include <catch2/catch.hpp>
#include <string>

#include "documents.hpp"
#include "reactivation/json/words.hpp"

using namespace reactivation;
using namespace reactivation::test;

namespace {

Instant utc(const char* text) { return parse_time(text).value().instant_in(TimeZone::utc()); }
LocalDate day(const char* text) { return parse_iso_date(text).value(); }

}  // namespace

TEST_CASE("the smallest document is a company without clients, and no finding") {
  const auto read_back = read(document_with(""));
  CAPTURE(listed(read_back.issues));
  REQUIRE(is_taken(read_back));
  CHECK(read_back.snapshot->company.id == CompanyId{1});
  CHECK(read_back.snapshot->company.time_zone.name() == "Europe/Berlin");
  CHECK_FALSE(read_back.snapshot->account);
  CHECK(read_back.snapshot->clients.empty());
}

TEST_CASE("every field of company, settings and account is read") {
  const auto read_back = read(full_document());
  CAPTURE(listed(read_back.issues));
  REQUIRE(is_taken(read_back));
  const Company& company = read_back.snapshot->company;
  CHECK(company.id == CompanyId{7});
  CHECK(company.name == "Salon \"Лето\"");
  CHECK(company.business_type == BusinessType::beauty);
  CHECK(company.locale == Language::ru);
  CHECK(company.country == "RU");
  CHECK(company.currency == "RUB");

  const Settings& settings = read_back.snapshot->settings;
  CHECK_FALSE(settings.enabled);
  CHECK(settings.tone == Tone::casual);
  CHECK(settings.address_form == AddressForm::informal);
  CHECK(settings.daily_limit_mode == DailyLimitMode::manual);
  CHECK(settings.manual_daily_limit == 12);
  CHECK(settings.sending_hours == HourRange{0, 24});
  CHECK(settings.sending_days == WeekdaySet::of(6, 7));
  CHECK(settings.holidays == std::vector{day("2026-01-01"), day("2026-05-09")});
  CHECK_FALSE(settings.include_slots_in_message);
  CHECK(settings.max_slots_to_offer == 5);
  CHECK(settings.max_offers_per_slot == 2);
  CHECK_FALSE(settings.prefer_favorite_staff);
  CHECK(settings.discount_from_attempt == 2);
  CHECK(settings.max_discount_percent == 30);
  CHECK(settings.require_consent);
  CHECK(settings.opt_out_on_negative);
  CHECK(settings.require_approval);
  CHECK(settings.recent_visit_days == 0);
  CHECK(settings.lapsed_cutoff_days == 365);
  CHECK(settings.conversion_threshold == 0.2);
  CHECK(settings.holdout.percent == 10);
  CHECK(settings.holdout.name == "spring");
  CHECK(settings.arms.name == "autumn");
  CHECK(settings.arms.discounts == std::vector{0, 10});
  CHECK(settings.arms.tones == std::vector{Tone::casual, Tone::friendly});
  CHECK(settings.arms.slots == std::vector{0, 3});
  CHECK(settings.discount_budget_minor == 5'000'000);
  CHECK(settings.margin_percent == 45);
  const DiscountFacts discounts{{{0, 40, 3}, {10, 41, 5}}, 120'000, 30'000};
  CHECK(read_back.snapshot->discounts == discounts);

  const Account& account = read_back.snapshot->account.value();
  CHECK(account.id == AccountId{3});
  CHECK(account.account_created_at == utc("2025-01-02T03:04:05Z"));
  CHECK(account.warmup_level == WarmupLevel::hot);
  CHECK(account.daily_outbound_limit == 80);
  CHECK(account.hourly_outbound_limit == 15);
  CHECK(account.concurrent_limit == 4);
  CHECK(account.min_interval_seconds == 45);
  CHECK(account.first_contact_daily_limit == 6);
  CHECK(account.spam_score == 0.25);
  CHECK(account.paused_until == utc("2026-03-01T00:00:00Z"));
  CHECK(account.safe_sending_hours == HourRange{9, 21});
  CHECK(account.safe_sending_days == WeekdaySet::of(1, 2));
  CHECK(account.sends == std::vector{utc("2026-02-28T09:00:00Z"), utc("2026-02-28T09:30:00Z")});
}

TEST_CASE("every field of services, staff, rules and clients is read") {
  const auto read_back = read(full_document());
  REQUIRE(read_back.snapshot);
  const Snapshot& snapshot = *read_back.snapshot;
  REQUIRE(snapshot.services.size() == 2);
  CHECK(snapshot.services[0].title == "Стрижка");
  CHECK(snapshot.services[0].price_minor == 150000);
  CHECK_FALSE(snapshot.services[0].active);
  REQUIRE(snapshot.staff.size() == 1);
  CHECK(snapshot.staff[0].name == "Ада");
  CHECK_FALSE(snapshot.staff[0].active);

  REQUIRE(snapshot.rules.size() == 1);
  const Rule& rule = snapshot.rules[0];
  CHECK(rule.service_id == ServiceId{10});
  CHECK_FALSE(rule.is_active);
  CHECK(rule.reactivation_interval_days == 28);
  CHECK(rule.manual_interval == 30);
  CHECK(rule.calculated_avg_interval == 27);
  CHECK(rule.ai_suggested_interval == 26);
  CHECK(rule.active_interval_source == IntervalSource::historical);
  CHECK(rule.retry_interval_days == 21);
  CHECK(rule.max_attempts == 5);
  CHECK(rule.discount_progression == std::vector{5, 10, 30});

  REQUIRE(snapshot.clients.size() == 2);
  const Client& client = snapshot.clients[0];
  CHECK(client.phone.digits == 79001234567u);
  CHECK(client.phone_status == PhoneStatus::mobile);
  CHECK(client.name == "Ольга");
  CHECK(client.locale == Language::en);
  REQUIRE(client.zone == 0);
  CHECK(snapshot.client_zones[0].name() == "Asia/Yekaterinburg");
  CHECK(client.visit_count == 12);
  CHECK(client.loyalty_level == LoyaltyLevel::vip);
  CHECK(client.total_spent_minor == 2500000);
  CHECK(client.reactivation_opt_out);
  CHECK(client.consent == Consent::granted);
  CHECK(client.last_reactivation_sent == utc("2026-01-15T10:00:00Z"));
  CHECK(client.paused_until == utc("2026-04-01T00:00:00Z"));
  CHECK(client.needs_person);
  CHECK(client.has_chat_history);
  CHECK(snapshot.clients[1].phone_status == PhoneStatus::test);
  CHECK(snapshot.clients[1].consent == Consent::denied);
}

TEST_CASE("every field of visits, attempts and slots is read") {
  const auto read_back = read(full_document());
  REQUIRE(read_back.snapshot);
  const Snapshot& snapshot = *read_back.snapshot;
  REQUIRE(snapshot.visits.size() == 2);
  const Visit& visit = snapshot.visits[0];
  CHECK(visit.id == VisitId{40});
  CHECK(visit.client_id == ClientId{30});
  CHECK(visit.service_ids == std::vector{ServiceId{10}, ServiceId{11}});
  CHECK(visit.staff_id == StaffId{20});
  CHECK(visit.starts_at == utc("2026-01-10T09:00:00Z"));  // noon in Moscow
  CHECK(visit.is_time_known);
  CHECK(visit.status == VisitStatus::completed);
  CHECK(visit.cost_minor == 300000);
  CHECK(visit.created_at == utc("2026-01-05T08:00:00Z"));
  CHECK(snapshot.visits[1].starts_at == utc("2026-01-31T21:00:00Z"));  // midnight in Moscow
  CHECK_FALSE(snapshot.visits[1].is_time_known);
  CHECK(snapshot.visits[1].status == VisitStatus::no_show);

  REQUIRE(snapshot.attempts.size() == 1);
  const Attempt& attempt = snapshot.attempts[0];
  CHECK(to_string(attempt.id) == "6ba7b810-9dad-51d1-80b4-00c04fd430c8");
  CHECK(attempt.client_id == ClientId{30});
  CHECK(attempt.service_id == ServiceId{10});
  CHECK(attempt.cycle_key == day("2026-01-10"));
  CHECK(attempt.attempt_number == 2);
  CHECK(attempt.state == AttemptState::delivered);
  CHECK(attempt.not_before == utc("2026-02-27T07:00:00Z"));
  CHECK(attempt.not_after == utc("2026-02-27T16:00:00Z"));
  CHECK(attempt.sent_at == utc("2026-02-27T08:00:00Z"));
  CHECK(attempt.discount_percent == 10);
  CHECK(attempt.reply_type == ReplyType::pause_until);
  CHECK(attempt.response_received_at == utc("2026-02-27T09:00:00Z"));
  CHECK(attempt.completion_reason == CompletionReason::replied);

  REQUIRE(snapshot.slots.size() == 1);
  CHECK(snapshot.slots[0] == Slot{ServiceId{10}, StaffId{20}, utc("2026-03-02T07:00:00Z"), 60});
}

TEST_CASE("the order of members means nothing: a company may stand behind its visits") {
  const auto read_back =
      read(R"({"visits":[{"client_id":30,"service_ids":[10],"datetime":"2026-01-10T12:00:00",)"
           R"("status":"completed"}],"clients":[{"id":30}],"services":[{"title":"Cut","id":10}],)"
           R"("company":{"timezone":"Asia/Tokyo","id":1},"schema":"reactivation.snapshot/1"})");
  REQUIRE(is_taken(read_back));
  CHECK(read_back.snapshot->visits.at(0).starts_at == utc("2026-01-10T03:00:00Z"));
}

TEST_CASE("null is the same as absent, for every field that is not required") {
  const auto with_null = read(salon_with(
      R"("account":null,"settings":{"tone":null,"sending_hours":null,"holidays":null},)"
      R"("rules":[{"service_id":10,"discount_progression":null,"retry_interval_days":null}],)"
      R"("visits":null,"attempts":null,"slots":null)"));
  CAPTURE(listed(with_null.issues));
  REQUIRE(is_taken(with_null));
  CHECK_FALSE(with_null.snapshot->account);
  CHECK(with_null.snapshot->settings.sending_hours == HourRange{10, 19});
  CHECK(with_null.snapshot->rules.at(0).discount_progression == std::vector{10, 15, 20});
}

TEST_CASE("a missing or null required field is named with its place") {
  CHECK(
      is_refused(read(R"({"company":{"id":1,"timezone":"Europe/Berlin"}})"), "missing", "/schema"));
  CHECK(is_refused(read(R"({"schema":"reactivation.snapshot/1"})"), "missing", "/company"));
  CHECK(is_refused(read(document_with(R"("clients":[{}])")), "missing", "/clients/0/id"));
  CHECK(is_refused(read(document_with(R"("clients":[{"id":null}])")), "missing", "/clients/0/id"));
  CHECK(is_refused(read(salon_with(R"("visits":[{"client_id":30,"service_ids":[10],)"
                                   R"("datetime":"2026-01-01"}])")),
                   "missing", "/visits/0/status"));
}

TEST_CASE("all errors are listed, each with its place, not only the first") {
  const auto read_back = read(
      R"({"schema":"reactivation.snapshot/2","company":{"id":0,"timezone":"Mars/Olympus"},)"
      R"("settings":{"tone":"rude"},"clients":[{"id":1},{"id":"2"},{"id":3,"consent":"maybe"}]})");
  CHECK_FALSE(read_back.snapshot);
  CAPTURE(listed(read_back.issues));
  CHECK(read_back.issues.size() == 6);
  const auto error = Issue::Severity::error;
  CHECK(has_issue(read_back.issues, error, "unsupported_schema", "/schema"));
  CHECK(has_issue(read_back.issues, error, "out_of_range", "/company/id"));
  CHECK(has_issue(read_back.issues, error, "unknown_time_zone", "/company/timezone"));
  CHECK(has_issue(read_back.issues, error, "unknown_word", "/settings/tone"));
  CHECK(has_issue(read_back.issues, error, "wrong_type", "/clients/1/id"));
  CHECK(has_issue(read_back.issues, error, "unknown_word", "/clients/2/consent"));
}

TEST_CASE("more issues than fit the list are counted in its last line") {
  std::string clients;
  for (int i = 0; i < 1000; ++i) clients += std::string{i > 0 ? "," : ""} + R"({"id":"x"})";
  const auto read_back = read(document_with("\"clients\":[" + clients + "]"));
  CHECK_FALSE(read_back.snapshot);
  REQUIRE(read_back.issues.size() == 201);
  CHECK(read_back.issues.back().code == "more_issues");
  CHECK(read_back.issues.back().severity == Issue::Severity::error);
  CHECK(read_back.issues.back().message.find("800 more errors") != std::string::npos);
}

TEST_CASE("thousands of warnings leave room for the one error that decides") {
  std::string clients;
  for (int i = 1; i <= 1000; ++i) {
    clients += R"({"id":)" + std::to_string(i) + R"(,"total_spent_minor":-1},)";
  }
  const auto warned =
      read(document_with("\"clients\":[" + clients + R"({"id":2000,"total_spent_minor":-1}])"));
  REQUIRE(warned.snapshot);
  CHECK(warned.issues.back().code == "more_issues");
  CHECK(warned.issues.back().severity == Issue::Severity::warning);
  const auto refused = read(document_with("\"clients\":[" + clients + R"({"id":-5}])"));
  CHECK_FALSE(refused.snapshot);
  CHECK(has_issue(refused.issues, Issue::Severity::error, "out_of_range", "/clients/1000/id"));
}

TEST_CASE("an error that found no room in the list still refuses the document") {
  const auto read_back =
      read(document_with(R"("clients":[{"id":-1},{"id":-2},{"id":-3}])"), {.issues_max = 2});
  CHECK_FALSE(read_back.snapshot);
  REQUIRE(read_back.issues.size() == 3);
  CHECK(read_back.issues.back().severity == Issue::Severity::error);
  const auto none = read(document_with(R"("clients":[{"id":-1}])"), {.issues_max = 0});
  CHECK_FALSE(none.snapshot);
  CHECK(none.issues.size() == 1);
}

TEST_CASE("the same id twice is refused for clients, services, staff and attempts") {
  CHECK(is_refused(read(document_with(R"("clients":[{"id":1},{"id":2},{"id":1}])")), "duplicate_id",
                   "/clients/2"));
  CHECK(is_refused(read(document_with(R"("services":[{"id":1,"title":"a"},{"id":1,"title":"b"}])")),
                   "duplicate_id", "/services/1"));
  CHECK(is_refused(read(document_with(R"("staff":[{"id":1,"name":"a"},{"id":1,"name":"b"}])")),
                   "duplicate_id", "/staff/1"));
  const std::string attempt =
      R"({"client_id":30,"service_id":10,"cycle_key":"2026-01-01","attempt_number":1,)"
      R"("state":"planned"})";
  CHECK(is_refused(read(salon_with("\"attempts\":[" + attempt + "," + attempt + "]")),
                   "duplicate_id", "/attempts"));
}

TEST_CASE("an attempt without an id has the id that the plan gives it") {
  const auto read_back =
      read(salon_with(R"("attempts":[{"client_id":30,"service_id":10,"cycle_key":"2026-01-01",)"
                      R"("attempt_number":2,"state":"planned"}])"));
  REQUIRE(is_taken(read_back));
  CHECK(read_back.snapshot->attempts.at(0).id ==
        attempt_id({CompanyId{1}, ClientId{30}, ServiceId{10}, day("2026-01-01"), 2}));
}

TEST_CASE("an attempt that counts as sent must say when") {
  for (const char* state :
       {"dispatching", "accepted", "delivered", "read", "uncertain", "uncertain_final"}) {
    CHECK(is_refused(
        read(salon_with(R"("attempts":[{"client_id":30,"service_id":10,"cycle_key":"2026-01-01",)"
                        R"("attempt_number":1,"state":")" +
                        std::string{state} + "\"}]")),
        "missing", "/attempts/0/sent_at"));
  }
}

TEST_CASE("the original's response types and completion reasons are read") {
  for (const char* reply : {"positive", "negative", "neutral", "no_response", "booking_created"}) {
    CHECK(enum_of<ReplyType>(reply));
  }
  for (const char* reason : {"converted", "max_attempts", "opted_out", "cancelled"}) {
    CHECK(enum_of<CompletionReason>(reason));
  }
}

TEST_CASE("rows that name nothing in the document are counted and left out") {
  const auto visit = [](int client, int service) {
    return R"({"client_id":)" + std::to_string(client) + R"(,"service_ids":[)" +
           std::to_string(service) + R"(],"datetime":"2026-01-01T10:00:00","status":"completed"})";
  };
  const auto strangers = read(
      salon_with("\"visits\":[" + visit(99, 10) + "," + visit(30, 10) + "," + visit(98, 10) + "]"));
  CHECK(is_taken_with_warning(strangers, "unknown_reference", "/visits/0"));
  CHECK(strangers.snapshot->visits.size() == 1);
  CHECK(strangers.issues.at(0).message.starts_with("2 visit"));

  // A visit stays a visit when its service or staff member is gone: the client was there.
  const auto lost_service = read(salon_with("\"visits\":[" + visit(30, 99) + "]"));
  CHECK(is_taken_with_warning(lost_service, "unknown_reference", "/visits/0"));
  CHECK(lost_service.snapshot->visits.at(0).service_ids.empty());
  const auto lost_staff =
      read(salon_with(R"("visits":[{"client_id":30,"service_ids":[10],"staff_id":99,)"
                      R"("datetime":"2026-01-01T10:00:00","status":"completed"}])"));
  CHECK(is_taken_with_warning(lost_staff, "unknown_reference", "/visits/0"));
  CHECK_FALSE(lost_staff.snapshot->visits.at(0).staff_id.is_set());

  const auto lost_slots = read(
      salon_with(R"("slots":[{"service_id":10,"staff_id":99,"datetime":"2026-01-01T10:00:00Z"}])"));
  CHECK(is_taken_with_warning(lost_slots, "unknown_reference", "/slots/0"));
  CHECK(lost_slots.snapshot->slots.empty());
}

TEST_CASE("a message about a service that is gone still keeps the next one away") {
  const auto read_back = read(
      salon_with(R"("attempts":[{"client_id":30,"service_id":99,"cycle_key":"2026-01-01",)"
                 R"("attempt_number":1,"state":"accepted","sent_at":"2026-02-01T10:00:00Z"}])"));
  CHECK(is_taken_with_warning(read_back, "unknown_reference", "/attempts/0"));
  CHECK(read_back.snapshot->attempts.empty());
  CHECK(read_back.snapshot->clients.at(0).last_reactivation_sent == utc("2026-02-01T10:00:00Z"));
}

TEST_CASE("clients in one zone share it, under its name of today") {
  const auto read_back = read(document_with(
      R"("clients":[{"id":1,"timezone":"Asia/Calcutta"},{"id":2,"timezone":"Asia/Kolkata"},)"
      R"({"id":3,"timezone":"Asia/Tokyo"},{"id":4}])"));
  REQUIRE(is_taken(read_back));
  const auto& clients = read_back.snapshot->clients;
  CHECK(read_back.snapshot->client_zones.size() == 2);
  CHECK(clients[0].zone == 0);
  CHECK(clients[1].zone == 0);
  CHECK(clients[2].zone == 1);
  CHECK_FALSE(clients[3].zone);
}
