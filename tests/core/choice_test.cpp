// One service per client, and the order of clients.
#include <catch2/catch.hpp>

#include "core/world.hpp"

using namespace world;

TEST_CASE("of several due services the one with most days since its visit is written about") {
  Snapshot s = salon();
  add_service(s, 2, 14);
  s.clients.push_back(client(1));
  s.visits = {visit(1, {1}, "2026-01-20T12:00:00Z"), visit(1, {2}, "2026-01-10T12:00:00Z")};
  CHECK(planned(plan_day(s, noon), 1)->service_id == ServiceId{2});
  CHECK(plan_day(s, noon).counts.clients == 1);
}

TEST_CASE("equal days go to the service taken more often, then the dearer, then the smaller id") {
  Snapshot s = salon();
  add_service(s, 2, 14, 3000);
  add_service(s, 3, 14, 3000);
  s.clients.push_back(client(1));
  s.visits = {visit(1, {2, 1}, "2026-01-20T12:00:00Z"), visit(1, {2}, "2025-12-20T12:00:00Z")};
  CHECK(planned(plan_day(s, noon), 1)->service_id == ServiceId{2});
  s.visits = {visit(1, {3, 2}, "2026-01-20T12:00:00Z")};
  CHECK(planned(plan_day(s, noon), 1)->service_id == ServiceId{2});
  s.services[2].price_minor = 9000;
  CHECK(planned(plan_day(s, noon), 1)->service_id == ServiceId{3});
  // 23 and 47 hours on are both one whole day: a tie of days.
  s.visits = {visit(1, {3}, "2026-01-20T13:00:00Z"), visit(1, {2}, "2026-01-21T11:00:00Z")};
  CHECK(planned(plan_day(s, noon), 1)->service_id == ServiceId{3});
}

TEST_CASE("a service that fails is not chosen over one that passes") {
  Snapshot s = salon();
  add_service(s, 2, 300);
  s.clients.push_back(client(1));
  s.visits = {visit(1, {1}, "2026-01-20T12:00:00Z"), visit(1, {2}, "2025-12-10T12:00:00Z")};
  CHECK(planned(plan_day(s, noon), 1)->service_id == ServiceId{1});
}

TEST_CASE("when none passes the row names the service that came furthest") {
  Snapshot s = salon();
  add_service(s, 2, 300);
  s.settings.lapsed_cutoff_days = 60;
  s.clients.push_back(client(1));
  s.visits = {visit(1, {1}, "2025-12-01T12:00:00Z"), visit(1, {2}, "2025-12-20T12:00:00Z")};
  const SkippedClient row = *skipped(plan_day(s, noon), 1);
  CHECK(row.service_id == ServiceId{1});
  CHECK(row.reason == SkipReason::lapsed);
  std::swap(s.visits[0].service_ids, s.visits[1].service_ids);
  CHECK(skipped(plan_day(s, noon), 1)->service_id == ServiceId{1});
}

TEST_CASE("clients are ranked by score, then by days, then by id") {
  Snapshot s = salon();
  for (int id : {4, 3, 2, 1}) s.clients.push_back(client(id));
  s.clients[0].loyalty_level = LoyaltyLevel::gold;  // id 4
  s.visits = {visit(4, {1}, "2026-01-29T12:00:00Z"), visit(3, {1}, "2026-01-19T12:00:00Z"),
              visit(2, {1}, "2026-01-29T12:00:00Z"), visit(1, {1}, "2026-01-29T12:00:00Z")};
  const Plan plan = plan_day(s, noon);
  REQUIRE(plan.planned.size() == 4);
  CHECK(plan.planned[0].client_id == ClientId{4});
  CHECK(plan.planned[0].priority_score == Approx(0.4 * 4 + 0.4));
  CHECK(plan.planned[1].client_id == ClientId{3});
  CHECK(plan.planned[2].client_id == ClientId{1});
  CHECK(plan.planned[3].client_id == ClientId{2});
  CHECK(plan.planned[3].rank == 4);
}

TEST_CASE("equal scores of different days go to the longer absence") {
  Snapshot s = salon();
  s.clients = {client(1), client(2)};
  // 0.1*(50/10) = 0.5 against 0.1*(40/10) + 0.1: the spending makes up for ten days.
  s.clients[0].total_spent_minor = 33333;
  s.clients[1].total_spent_minor = 33333;
  s.visits = {visit(1, {1}, "2026-01-29T12:00:00Z"), visit(2, {1}, "2026-01-29T11:00:00Z")};
  CHECK(plan_day(s, noon).planned[0].client_id == ClientId{1});
  Snapshot weightless = s;
  ClientTable table;
  for (const Client& c : weightless.clients) table.add(c);
  VisitTable visits;
  for (const Visit& v : weightless.visits) visits.add(v);
  visits.starts_at[1] -= Days{5};
  const PlanInput input{.company = s.company,
                        .settings = s.settings,
                        .account = &*s.account,
                        .services = s.services,
                        .staff = {},
                        .rules = s.rules,
                        .clients = table.columns(),
                        .visits = visits.columns(),
                        .history = {},
                        .attempts = {},
                        .slots = {},
                        .client_zones = {},
                        .weights = {.days_since = 0},
                        .now = noon};
  CHECK(select_clients(input).turns[0].attempt.client_id == ClientId{2});
}

TEST_CASE("money counts in major units of the company's currency") {
  Snapshot s = salon_with_due_client();
  s.clients[0].total_spent_minor = 1000000;
  s.clients[0].visit_count = 5;
  const auto score = [&s] { return planned(plan_day(s, noon), 1)->priority_score; };
  CHECK(score() == Approx(0.4 + 0.3 * 10 + 0.2 * 10 + 0.1 * 4));
  s.company.currency = "JPY";
  CHECK(score() == Approx(0.4 + 0.3 * 1000 + 0.2 * 10 + 0.1 * 4));
}

TEST_CASE("totals that are not given are counted from the merged visits") {
  Snapshot s = salon_with_due_client();
  s.clients[0].visit_count.reset();
  s.clients[0].total_spent_minor.reset();
  s.visits[0].cost_minor = 500000;
  s.visits.push_back(s.visits[0]);  // the same client and instant: one visit
  s.visits.push_back(visit(1, {1}, "2025-11-29T12:00:00Z"));
  s.visits[2].cost_minor = 500000;
  s.visits.push_back(visit(1, {1}, "2025-10-29T12:00:00Z", VisitStatus::no_show));
  s.visits[3].cost_minor = 900000;
  CHECK(planned(plan_day(s, noon), 1)->priority_score ==
        Approx(0.4 + 0.3 * 10 + 0.2 * 4 + 0.1 * 4));
}

TEST_CASE("records with one id are one visit, and the more telling record is believed") {
  Visit a = visit(1, {1}, "2026-01-01T10:00:00Z", VisitStatus::cancelled);
  a.id = VisitId{5};
  a.staff_id = StaffId{4};
  a.cost_minor = 70;
  a.created_at = at("2025-12-02T00:00:00Z");
  Visit b = visit(1, {2, 1}, "2026-01-02T10:00:00Z", VisitStatus::completed);
  b.id = VisitId{5};
  b.cost_minor = 50;
  b.is_time_known = false;
  b.created_at = at("2025-12-01T00:00:00Z");
  for (const auto& pair : {std::vector{a, b}, std::vector{b, a}}) {
    const std::vector<Visit> merged = merged_visits(pair);
    REQUIRE(merged.size() == 1);
    CHECK(merged[0].status == VisitStatus::completed);
    CHECK(merged[0].starts_at == b.starts_at);
    CHECK_FALSE(merged[0].is_time_known);
    CHECK(merged[0].service_ids == std::vector{ServiceId{1}, ServiceId{2}});
    CHECK(merged[0].staff_id == StaffId{4});
    CHECK(merged[0].cost_minor == 70);
    CHECK(merged[0].created_at == at("2025-12-01T00:00:00Z"));
  }
}

TEST_CASE("statuses are believed in the order completed, booked, no show, cancelled") {
  const auto merged_status = [](VisitStatus one, VisitStatus other) {
    return merged_visits(std::vector{visit(1, {1}, "2026-01-01T10:00:00Z", one),
                                     visit(1, {1}, "2026-01-01T10:00:00Z", other)})
        .at(0)
        .status;
  };
  using enum VisitStatus;
  CHECK(merged_status(cancelled, no_show) == no_show);
  CHECK(merged_status(no_show, booked) == booked);
  CHECK(merged_status(booked, completed) == completed);
  CHECK(merged_status(completed, cancelled) == completed);
}

TEST_CASE("records without an id are one visit at the same client and instant only") {
  Visit timed = visit(1, {1}, "2026-01-01T10:00:00Z");
  Visit dated = timed;
  dated.is_time_known = false;
  dated.staff_id = StaffId{3};
  Visit numbered = timed;
  numbered.id = VisitId{9};
  const auto merged =
      merged_visits(std::vector{dated, timed, numbered, visit(2, {1}, "2026-01-01T10:00:00Z"),
                                visit(1, {1}, "2026-01-01T10:00:01Z")});
  REQUIRE(merged.size() == 4);
  CHECK(merged[0].is_time_known);
  CHECK(merged[0].staff_id == StaffId{3});
  CHECK_FALSE(merged[0].created_at);
  CHECK(merged[1].id == VisitId{9});
}
