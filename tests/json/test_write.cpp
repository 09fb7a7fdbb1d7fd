#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>

#include "documents.hpp"
#include "reactivation/json/plan_json.hpp"
#include "sample_plan.hpp"

using namespace reactivation;
using namespace reactivation::test;

TEST_CASE("what is written of a snapshot reads back as the same snapshot") {
  for (const std::string& text : {full_document(), document_with(""), salon_with("\"rules\":[]")}) {
    const auto first = read(text);
    REQUIRE(first.snapshot);
    const std::string written = write_snapshot(*first.snapshot);
    const auto second = read(written);
    CAPTURE(written, listed(second.issues));
    REQUIRE(is_taken(second));
    CHECK(write_snapshot(*second.snapshot) == written);
    CHECK(second.snapshot->visits.size() == first.snapshot->visits.size());
  }
}

TEST_CASE("a visit without a known time and a client without a usable phone survive writing") {
  const auto first =
      read(salon_with(R"("visits":[{"client_id":30,"service_ids":[10],"datetime":"2026-03-29",)"
                      R"("status":"booked"}])"));
  const auto second = read(write_snapshot(first.snapshot.value()));
  REQUIRE(is_taken(second));
  CHECK_FALSE(second.snapshot->visits.at(0).is_time_known);
  CHECK(second.snapshot->visits.at(0).starts_at == first.snapshot->visits.at(0).starts_at);

  const auto junk = read(document_with(R"("clients":[{"id":1,"phone":"junk"}])"));
  const auto again = read(write_snapshot(junk.snapshot.value()));
  REQUIRE(is_taken(again));
  CHECK(again.snapshot->clients.at(0).phone_status == PhoneStatus::invalid);
}

TEST_CASE("texts are escaped, and what is not UTF-8 does not break a document") {
  Snapshot snapshot = read(salon_with("\"rules\":[]")).snapshot.value();
  const std::string name = "\"\\/\b\f\n\r\t\x01\x7f Ольга 💇 \xE2\x80\xA8";
  snapshot.staff.at(0).name = name;
  CHECK(read(write_snapshot(snapshot)).snapshot.value().staff.at(0).name == name);
  snapshot.staff.at(0).name = "a\xFFz\xC3";
  CHECK(read(write_snapshot(snapshot)).snapshot.value().staff.at(0).name ==
        "a\xEF\xBF\xBDz\xEF\xBF\xBD");
}

TEST_CASE("a plan's document has exactly these bytes") {
  CHECK(write_plan(sample_plan()) ==
        "{\"schema\":\"reactivation.plan/1\",\n"
        "\"company_id\":7,\"now\":\"2026-03-02T06:00:00Z\",\"local_date\":\"2026-03-02\",\n"
        "\"counts\":{\"clients\":4,\"due\":2,\"planned\":1,\"skipped\":3},\n"
        "\"planned\":[\n"
        "{\"attempt_id\":\"6ba7b810-9dad-51d1-80b4-00c04fd430c8\",\"rank\":1,\"client_id\":30,"
        "\"service_id\":10,\"cycle_key\":\"2026-01-10\",\"attempt_number\":2,"
        "\"days_since_visit\":50,\"interval_days\":28,\"interval_source\":\"default\","
        "\"discount_percent\":15,\"priority_score\":3.7,\"not_before\":\"2026-03-02T07:00:00Z\","
        "\"not_after\":\"2026-03-02T16:00:00Z\",\"slots\":[{\"service_id\":10,\"staff_id\":20,"
        "\"datetime\":\"2026-03-03T07:00:00Z\",\"score\":0.1,\"match\":[\"favourite_staff\","
        "\"near\"]}],\"preferences\":{\"day_part\":\"morning\",\"days\":[1,5],\"staff_id\":20,"
        "\"regular\":true,\"mean_gap_days\":28.5,\"confidence\":0.7},"
        "\"arms\":[{\"factor\":\"discount\",\"value\":15,\"probability\":0.25},"
        "{\"factor\":\"tone\",\"value\":\"casual\",\"probability\":0.5},"
        "{\"factor\":\"slots\",\"value\":3,\"probability\":0.5}]}],\n"
        "\"skipped\":[\n"
        "{\"client_id\":31,\"service_id\":null,\"reason\":\"no_visit\",\"until\":null,"
        "\"eligible_at\":null,\"rank\":null},\n"
        "{\"client_id\":32,\"service_id\":10,\"reason\":\"not_due\","
        "\"until\":\"2026-03-20T09:00:00Z\",\"eligible_at\":\"2026-03-20T09:00:00Z\","
        "\"rank\":null},\n"
        "{\"client_id\":33,\"service_id\":10,\"reason\":\"no_quota\","
        "\"until\":\"2026-03-03T07:00:00Z\",\"eligible_at\":\"2026-03-03T07:00:00Z\","
        "\"rank\":2}]}\n");
}

TEST_CASE("which text was drawn stands in no plan, and alone makes no list of arms") {
  Plan plan = sample_plan();
  const std::string before = write_plan(plan);
  plan.planned.at(0).arms.push_back({ArmFactor::message_template, 3, 1.0 / 12});
  CHECK(write_plan(plan) == before);
  plan.planned.at(0).arms = {{ArmFactor::message_template, 3, 1.0 / 12}};
  CHECK_FALSE(nlohmann::json::parse(write_plan(plan)).at("planned").at(0).contains("arms"));
}

TEST_CASE("the due-only document leaves no_visit and not_due out and keeps the counts") {
  const auto all = nlohmann::json::parse(write_plan(sample_plan(), PlanRows::all));
  const auto due = nlohmann::json::parse(write_plan(sample_plan(), PlanRows::due_only));
  CHECK(all.at("skipped").size() == 3);
  REQUIRE(due.at("skipped").size() == 1);
  CHECK(due.at("skipped").at(0).at("reason") == "no_quota");
  CHECK(due.at("counts") == all.at("counts"));
  CHECK(due.at("planned") == all.at("planned"));
}

TEST_CASE("a plan without anybody is a document too") {
  Plan plan;
  plan.company_id = CompanyId{1};
  const auto document = nlohmann::json::parse(write_plan(plan));
  CHECK(document.at("planned") == nlohmann::json::array());
  CHECK(document.at("skipped") == nlohmann::json::array());
}

TEST_CASE("doubles are written in the shortest form that reads back the same") {
  const auto written = [](double score) {
    Plan plan = sample_plan();
    plan.planned.at(0).priority_score = score;
    return nlohmann::json::parse(write_plan(plan)).at("planned").at(0).at("priority_score");
  };
  for (const double score : {0.1, 0.1 + 0.2, 1.0 / 3, 1e21, 5e-324, 123456789.123, 0.0, -0.0,
                             std::numeric_limits<double>::max()}) {
    CHECK(written(score).get<double>() == score);
  }
  CHECK(written(std::nan("")).is_null());
  CHECK(written(std::numeric_limits<double>::infinity()).is_null());
  CHECK(write_planned(sample_plan().planned.at(0)).find("\"priority_score\":3.7,") !=
        std::string::npos);
}

TEST_CASE("a document and what is written of it give the same plan, byte for byte") {
  const Instant now = parse_time("2026-03-02T06:00:00Z").value().instant_in(TimeZone::utc());
  const auto first = read(salon_document());
  CAPTURE(listed(first.issues));
  REQUIRE(is_taken(first));
  const auto second = read(write_snapshot(*first.snapshot));
  REQUIRE(is_taken(second));
  const std::string plan = write_plan(plan_day(*first.snapshot, now));
  CHECK(write_plan(plan_day(*second.snapshot, now)) == plan);
  CHECK(write_plan(plan_day(*first.snapshot, now)) == plan);

  const auto document = nlohmann::json::parse(plan);
  CHECK(document.at("counts").at("clients") == 6);
  CHECK(document.at("planned").size() + document.at("skipped").size() == 6);
  const auto& planned = document.at("planned").at(0);
  CHECK(planned.at("client_id") == 30);
  CHECK(planned.at("cycle_key") == "2025-12-08");
  CHECK(planned.at("days_since_visit") == 83);  // 2025-12-08T07:00Z to 2026-03-02T06:00Z
  CHECK(planned.at("discount_percent") == 10);
}

TEST_CASE("rows of a plan can be written one a line") {
  const Plan plan = sample_plan();
  const std::string planned = write_planned(plan.planned.at(0));
  const std::string skipped = write_skipped(plan.skipped.at(2));
  CHECK(planned.find('\n') == std::string::npos);
  CHECK(write_plan(plan).find(planned) != std::string::npos);
  CHECK(write_plan(plan).find(skipped) != std::string::npos);
}
