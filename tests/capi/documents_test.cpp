// What the pure functions answer, and that documents and columns plan the same.
#include <catch2/catch.hpp>

#include "world.hpp"

using namespace capi_test;

namespace {

bool mentions(const std::string& message, std::string_view word) {
  return message.find(word) != std::string::npos;
}

std::string plan_of(std::string_view snapshot, std::uint32_t flags = 0) {
  reactivation_plan_options options;
  reactivation_plan_options_init(&options);
  options.now_unix_seconds = noon;
  options.flags = flags;
  reactivation_bytes plan;
  reactivation_error error;
  reactivation_error_init(&error);
  const auto status = reactivation_plan(text(snapshot), &options, &plan, &error);
  INFO(error.message);
  CHECK(status == REACTIVATION_OK);
  return taken(plan);
}

std::string issues_of(std::string_view document) {
  reactivation_bytes issues;
  CHECK(reactivation_validate(text(document), &issues, nullptr) == REACTIVATION_OK);
  return taken(issues);
}

}  // namespace

TEST_CASE("a plan names those who are due and the reason of the rest") {
  const std::string plan = plan_of(salon());
  CHECK(mentions(plan, R"("counts":{"clients":3,"due":2,"planned":2,"skipped":1})"));
  // Five days after a visit, an interval of 30: due on April 4 at 11:00 in Moscow.
  CHECK(mentions(
            plan,
            R"({"client_id":3,"service_id":1,"reason":"not_due","until":"2026-04-04T08:00:01Z")") !=
        mentions(
            plan,
            R"({"client_id":3,"service_id":1,"reason":"not_due","until":"2026-04-04T08:00:00Z")"));
  CHECK_FALSE(mentions(plan_of(salon(), REACTIVATION_PLAN_DUE_ONLY), "not_due"));
}

TEST_CASE("a refused document names its first finding, and validate lists them all") {
  const std::string bad =
      R"({"schema":"reactivation.snapshot/1","company":{"id":0,"timezone":"Mars/One"}})";
  reactivation_plan_options options;
  reactivation_plan_options_init(&options);
  options.now_unix_seconds = noon;
  reactivation_bytes plan;
  reactivation_error error;
  reactivation_error_init(&error);
  CHECK(reactivation_plan(text(bad), &options, &plan, &error) == REACTIVATION_INVALID_DOCUMENT);
  CHECK(mentions(error.message, "snapshot has 2 errors, the first: /company/id"));
  const std::string issues = issues_of(bad);
  CHECK(mentions(issues, R"("is_valid":false)"));
  CHECK(mentions(issues, R"("place":"/company/timezone")"));
}

TEST_CASE("validate reads each document by its schema") {
  CHECK(mentions(issues_of(salon()), R"("is_valid":true)"));
  CHECK(mentions(issues_of(reply_event), R"("is_valid":true)"));
  CHECK(mentions(issues_of(facts), R"("is_valid":true)"));
  CHECK(mentions(issues_of(R"({"schema":"reactivation.event/1"})"), R"("place":"/provider")"));
  CHECK(mentions(issues_of(R"({"schema":"reactivation.message_facts/1","today":"2026-03-10",)"
                           R"("service_title":"x","slots":[{"datetime":"2026-03-12T12:00Z"}]})"),
                 R"("place":"/slots/0/datetime")"));
  CHECK(mentions(issues_of(R"({"schema":"reactivation.other/1"})"), "unsupported_schema"));
  CHECK(mentions(issues_of("not json"), "invalid_json"));
}

TEST_CASE("an event says exactly one thing, about a company or an account") {
  const auto with = [](const std::string& rest) {
    return issues_of(R"({"schema":"reactivation.event/1","provider":"h","event_id":"1",)" + rest +
                     "}");
  };
  CHECK(mentions(with(R"("message":{})"), R"("place":"/company_id")"));
  CHECK(mentions(with(R"("company_id":1)"), "exactly one of"));
  CHECK(mentions(with(R"("company_id":1,"message":{},"other":{"type":"x"})"), "exactly one of"));
  CHECK(mentions(with(R"("company_id":1,"delivery":{"status":"read"})"), "/delivery/provider_id"));
  CHECK(mentions(
      with(
          R"("account_id":1,"booking":{"client_id":1,"status":"booked","starts_at":"2026-03-12T12:00Z"})"),
      R"("place":"/company_id")"));
  CHECK(mentions(
      with(
          R"("company_id":1,"booking":{"client_id":1,"status":"booked","starts_at":"2026-03-12T12:00Z","service_ids":[1,"x"]})"),
      R"("place":"/booking/service_ids/1")"));
  CHECK(mentions(with(R"("company_id":1,"message":{"txt":"STOP"})"), "did you mean `text`"));
}

TEST_CASE("a message is rendered from its facts, and a reply is understood") {
  reactivation_bytes out;
  REQUIRE(reactivation_render(text(facts), &out, nullptr) == REACTIVATION_OK);
  const std::string message = taken(out);
  CHECK(mentions(message, "Anna"));
  CHECK(mentions(message, R"("template_id":"en-friendly-)"));

  reactivation_classify_options options;
  reactivation_classify_options_init(&options);
  options.now_unix_seconds = noon;
  REQUIRE(reactivation_classify(text("STOP"), &options, &out, nullptr) == REACTIVATION_OK);
  CHECK(
      taken(out) ==
      R"({"text":"STOP","type":"opt_out","opt_out":true,"pause_until":null,"needs_person":false})");
  options.time_zone = text("Mars/One");
  CHECK(reactivation_classify(text("STOP"), &options, &out, nullptr) ==
        REACTIVATION_TIME_ZONE_UNKNOWN);
}

TEST_CASE("an explanation holds the client's row of the plan") {
  reactivation_explain_options options;
  reactivation_explain_options_init(&options);
  options.now_unix_seconds = noon;
  options.client_id = 3;
  reactivation_bytes out;
  REQUIRE(reactivation_explain(text(salon()), &options, &out, nullptr) == REACTIVATION_OK);
  CHECK(mentions(taken(out), R"("reason": "not_due")"));
  options.client_id = 4;
  CHECK(reactivation_explain(text(salon()), &options, &out, nullptr) == REACTIVATION_NOT_FOUND);
}

TEST_CASE("columns plan what a document with the same rows plans") {
  const std::int64_t ids[] = {1, 2, 3};
  const std::uint64_t phones[] = {99900000001, 99900000002, 99900000003};
  const std::uint8_t history[] = {1, 1, 0};
  // The civil times of the salon, three hours east of UTC.
  const std::int64_t starts[] = {1768896000, 1768032000, 1772697600};
  const std::int64_t services[] = {1, 1, 1};
  const std::int64_t staff[] = {5, 0, 0};
  reactivation_client_columns clients;
  reactivation_client_columns_init(&clients);
  clients.rows = 3;
  clients.id = ids;
  clients.phone = phones;
  clients.has_chat_history = history;
  reactivation_visit_columns visits;
  reactivation_visit_columns_init(&visits);
  visits.rows = 3;
  visits.client_id = ids;
  visits.service_id = services;
  visits.starts_at = starts;
  visits.staff_id = staff;
  reactivation_plan_input input;
  reactivation_plan_input_init(&input);
  input.now_unix_seconds = noon;
  input.frame = text(frame());
  input.clients = &clients;
  input.visits = &visits;
  std::uint8_t reason[3];
  std::int64_t service[3];
  std::int64_t until[3];
  std::int64_t eligible_at[3];
  std::int64_t rank[3];
  reactivation_plan_rows rows;
  reactivation_plan_rows_init(&rows);
  rows.rows = 3;
  rows.reason = reason;
  rows.service_id = service;
  rows.until = until;
  rows.eligible_at = eligible_at;
  rows.rank = rank;
  reactivation_bytes plan;
  reactivation_error error;
  reactivation_error_init(&error);
  REQUIRE(reactivation_plan_columns(&input, &rows, &plan, &error) == REACTIVATION_OK);
  CHECK(taken(plan) == plan_of(salon()));
  CHECK(rows.due_count == 2);
  CHECK(rows.planned_count == 2);
  CHECK(rows.skipped_count == 1);
  CHECK(reason[0] == 0);
  CHECK(std::string(reactivation_reason_text(reason[2])) == "not_due");
  CHECK(rank[0] + rank[1] == 3);
  CHECK(until[2] == eligible_at[2]);
  CHECK(until[2] - starts[2] >= 30 * 86400);
  CHECK(until[0] == REACTIVATION_NO_INSTANT);

  SECTION("an attempt that waits holds its client back") {
    const std::int64_t one[] = {1};
    const std::int32_t cycle[] = {20'473};  // 2026-01-20
    const std::int32_t number[] = {1};
    const std::uint8_t state[] = {0};
    const std::int64_t not_after[] = {noon + 3600};
    reactivation_attempt_columns attempts;
    reactivation_attempt_columns_init(&attempts);
    attempts.rows = 1;
    attempts.client_id = one;
    attempts.service_id = one;
    attempts.cycle_key_day = cycle;
    attempts.attempt_number = number;
    attempts.state = state;
    attempts.not_after = not_after;
    input.attempts = &attempts;
    REQUIRE(reactivation_plan_columns(&input, &rows, nullptr, &error) == REACTIVATION_OK);
    CHECK(std::string(reactivation_reason_text(reason[0])) == "attempt_open");
  }
  SECTION("a wrong value is named by its column and row") {
    const std::uint8_t consent[] = {0, 1, 9};
    clients.consent = consent;
    CHECK(reactivation_plan_columns(&input, &rows, nullptr, &error) ==
          REACTIVATION_INVALID_ARGUMENT);
    CHECK(mentions(error.message, "clients.consent[2]"));
    CHECK(rows.planned_count == 0);
    clients.consent = nullptr;
    const std::uint16_t zone[] = {0, 0xFFFF, 0};
    clients.zone = zone;
    CHECK(reactivation_plan_columns(&input, &rows, nullptr, &error) ==
          REACTIVATION_INVALID_ARGUMENT);
    CHECK(mentions(error.message, "clients.zone[0]"));
    const reactivation_text zones[] = {text("Asia/Tokyo")};
    input.client_zones = zones;
    input.client_zone_count = 1;
    CHECK(reactivation_plan_columns(&input, &rows, nullptr, &error) == REACTIVATION_OK);
    visits.starts_at = nullptr;
    CHECK(reactivation_plan_columns(&input, &rows, nullptr, &error) ==
          REACTIVATION_INVALID_ARGUMENT);
    CHECK(mentions(error.message, "visits.starts_at is null"));
  }
  const auto check_refused = [&](const char* said) {
    rows.planned_count = 7;
    CHECK(reactivation_plan_columns(&input, &rows, &plan, &error) == REACTIVATION_INVALID_ARGUMENT);
    CHECK(std::string(error.message) == said);
    CHECK(rows.planned_count == 0);
    CHECK(plan.data == nullptr);
  };
  SECTION("a client who stands twice is named with both rows") {
    const std::int64_t near[] = {1, 2, 1};
    clients.id = near;
    check_refused("clients.id[2] is the id of row 0 as well");
    const std::int64_t far[] = {INT64_MAX, 5'000'000'000, 5'000'000'000};
    clients.id = far;
    check_refused("clients.id[2] is the id of row 1 as well");
  }
  SECTION("a summed history that is not grouped by client is named with both rows") {
    const std::int64_t owners[] = {2, 2, 1, 2};
    const std::int64_t about[] = {1, 2, 1, 3};
    const std::int64_t last[] = {starts[1], starts[1], starts[0], starts[1]};
    const std::int64_t times[] = {1, 1, 1, 1};
    reactivation_history_columns summed;
    reactivation_history_columns_init(&summed);
    summed.rows = 4;
    summed.client_id = owners;
    summed.service_id = about;
    summed.last_visit_at = last;
    summed.times = times;
    input.history = &summed;
    check_refused(
        "history.client_id[3] has rows of its client apart, from row 0 on: group them by client");
    summed.rows = 3;
    CHECK(reactivation_plan_columns(&input, &rows, nullptr, &error) == REACTIVATION_OK);
  }
  SECTION("an attempt's number is from 1 to 1000") {
    const std::int64_t two[] = {1, 1};
    const std::int32_t cycle[] = {20'473, 20'473};
    std::int32_t number[] = {1000, 1001};
    const std::uint8_t state[] = {0, 0};
    reactivation_attempt_columns attempts;
    reactivation_attempt_columns_init(&attempts);
    attempts.rows = 2;
    attempts.client_id = attempts.service_id = two;
    attempts.cycle_key_day = cycle;
    attempts.attempt_number = number;
    attempts.state = state;
    input.attempts = &attempts;
    check_refused("attempts.attempt_number[1] is not from 1 to 1000");
    number[1] = 0;
    check_refused("attempts.attempt_number[1] is not from 1 to 1000");
    attempts.rows = 1;
    CHECK(reactivation_plan_columns(&input, &rows, nullptr, &error) == REACTIVATION_OK);
  }
  SECTION("an array for the verdicts that is not aligned is refused by name") {
    alignas(8) unsigned char room[4 * sizeof(std::int64_t)];
    auto* const crooked = reinterpret_cast<std::int64_t*>(room + 4);
    rows.service_id = crooked;
    check_refused("rows.service_id is not aligned");
    rows.service_id = nullptr;
    rows.until = crooked;
    check_refused("rows.until is not aligned");
    rows.until = nullptr;
    rows.eligible_at = crooked;
    check_refused("rows.eligible_at is not aligned");
    rows.eligible_at = nullptr;
    rows.rank = crooked;
    check_refused("rows.rank is not aligned");
  }
  SECTION("hostile numbers in columns plan nobody and break nothing") {
    const std::int64_t wild[] = {INT64_MIN, INT64_MAX, 0};
    visits.starts_at = wild;
    visits.cost_minor = wild;
    visits.client_id = wild;
    visits.service_id = wild;
    clients.visit_count = wild;
    clients.total_spent_minor = wild;
    clients.paused_until = wild;
    clients.last_reactivation_sent = wild;
    clients.preferred_staff_id = wild;
    const std::int64_t wild_ids[] = {7, INT64_MAX, 1};
    clients.id = wild_ids;
    CHECK(reactivation_plan_columns(&input, &rows, &plan, &error) == REACTIVATION_OK);
    (void)taken(plan);
    CHECK(rows.planned_count == 0);
  }
}
