// The contract of SnapshotSource and SlotSource.
#pragma once

#include <algorithm>

#include "store_world.hpp"

namespace reactivation::contract {

TEST_CASE("a plan from the store's facts is the plan of the same snapshot") {
  auto companies = three_salons();
  companies[0].visits.push_back(visit(lily, 2, noon + Days{3}, VisitStatus::booked));
  companies[0].visits.push_back(visit(lily, 1, noon - Days{90}));
  World world{companies};
  const Plan stored = world.plan(lily);
  const Plan direct = plan_day(companies[0], noon);
  REQUIRE(stored.planned.size() == 2);
  REQUIRE(stored.planned.size() == direct.planned.size());
  for (std::size_t i = 0; i < stored.planned.size(); ++i) {
    CHECK(stored.planned[i].attempt_id == direct.planned[i].attempt_id);
    CHECK(stored.planned[i].not_before == direct.planned[i].not_before);
    CHECK(stored.planned[i].priority_score == direct.planned[i].priority_score);
  }
  REQUIRE(stored.skipped.size() == 1);
  CHECK(stored.skipped[0].reason == SkipReason::upcoming_booking);
}

TEST_CASE("unknown companies and clients are not found") {
  World world;
  SnapshotSource& source = world.fixture->snapshots();
  CHECK(failed_with(source.load_plan_facts(CompanyId{99}, noon, PlanScope::all), errc::not_found));
  CHECK(failed_with(source.load_snapshot(CompanyId{99}, noon), errc::not_found));
  CHECK(failed_with(source.load_person_facts(lily, ClientId{99}, noon), errc::not_found));
  CHECK(failed_with(source.load_person_facts(lily, client_id(rose, 1), noon), errc::not_found));
}

TEST_CASE("facts that leave out who is not due still count everybody") {
  World world;
  const PlanFacts facts =
      get(world.fixture->snapshots().load_plan_facts(lily, noon, PlanScope::due_only));
  CHECK(facts.clients.id.size() == 3);
}

TEST_CASE("what clients have spent is counted in whatever order their visits came in") {
  World world;
  for (const int days : {30, 20, 10}) {
    for (const int number : {3, 1, 2}) {
      world.fixture->put_visit(lily, visit(lily, number, noon - Days{days}));
    }
  }
  for (const PlanScope scope : {PlanScope::all, PlanScope::due_only}) {
    const PlanFacts facts = get(world.fixture->snapshots().load_plan_facts(lily, noon, scope));
    CHECK((scope == PlanScope::due_only || facts.clients.id.size() == 3));
    CHECK(facts.clients.visit_count == std::vector<std::int64_t>(facts.clients.id.size(), 4));
    CHECK(facts.clients.total_spent_minor ==
          std::vector<std::int64_t>(facts.clients.id.size(), 20'000));
    CHECK(std::is_sorted(facts.history.client_id.begin(), facts.history.client_id.end()));
  }
}

TEST_CASE("facts of a person hold those of the company who share the number, and nobody else") {
  auto companies = three_salons();
  companies[0].clients[2].phone = phone(1);
  companies[0].visits.push_back(visit(lily, 3, noon + Days{1}, VisitStatus::booked));
  World world{companies};
  const PlanFacts facts =
      get(world.fixture->snapshots().load_person_facts(lily, client_id(lily, 1), noon));
  CHECK(facts.clients.id == std::vector{client_id(lily, 1).value, client_id(lily, 3).value});
  CHECK(facts.history.times == std::vector<std::int64_t>{1, 1});
  CHECK(facts.history.last_visit_at == std::vector{noon - Days{40}, noon - Days{40}});
  CHECK(facts.open_visits.client_id == std::vector{client_id(lily, 3).value});
  CHECK(facts.slots.empty());
}

TEST_CASE("facts of a person hold all of their attempts") {
  World world;
  const AttemptId sent = world.send_one(lily, "m-1");
  const PlanFacts facts =
      get(world.fixture->snapshots().load_person_facts(lily, client_id(lily, 1), noon));
  REQUIRE(facts.attempts.size() == 1);
  CHECK(facts.attempts[0].id == sent);
  CHECK(facts.attempts[0].state == AttemptState::accepted);
  CHECK(facts.attempts[0].sent_at == noon);
}

TEST_CASE("visits are the completed ones up to now of the clients asked for") {
  auto companies = three_salons();
  companies[0].visits.push_back(visit(lily, 1, noon + Days{2}, VisitStatus::booked));
  companies[0].visits.push_back(visit(lily, 1, noon - Days{50}, VisitStatus::no_show));
  World world{companies};
  const std::vector asked{client_id(lily, 1)};
  const VisitTable visits = get(world.fixture->snapshots().load_visits(lily, asked, noon));
  CHECK(visits.client_id == std::vector{client_id(lily, 1).value});
  CHECK(visits.starts_at == std::vector{noon - Days{40}});
  const VisitTable before =
      get(world.fixture->snapshots().load_visits(lily, asked, noon - Days{41}));
  CHECK(before.client_id.empty());
}

TEST_CASE("clients come in the order asked, and unknown ones are left out") {
  World world;
  const std::vector asked{client_id(lily, 3), client_id(rose, 1), client_id(lily, 1)};
  const auto clients = get(world.fixture->snapshots().load_clients(lily, asked));
  REQUIRE(clients.size() == 2);
  CHECK(clients[0].id == client_id(lily, 3));
  CHECK(clients[1].id == client_id(lily, 1));
  CHECK(clients[1].name == "Anna Smith");
  CHECK(clients[1].phone == phone(1));
}

TEST_CASE("a snapshot holds what it was made from, and the attempts since") {
  World world;
  world.send_one(lily, "m-1");
  world.fixture->reopen();
  const Snapshot snapshot = get(world.fixture->snapshots().load_snapshot(lily, noon));
  CHECK(snapshot.company.name == "Salon");
  CHECK(snapshot.clients.size() == 3);
  CHECK(snapshot.visits.size() == 3);
  CHECK(snapshot.attempts.size() == 3);
  REQUIRE(snapshot.account);
  CHECK(snapshot.account->sends == std::vector{noon});
}

TEST_CASE("free times are found by service and time, the end left out") {
  auto companies = three_salons();
  const Slot first{haircut_of(lily), grace_of(lily), noon + Days{1}, 60};
  const Slot second{haircut_of(lily), grace_of(lily), noon + Days{2}, 60};
  companies[0].slots = {second, first};
  World world{companies};
  const std::vector services{haircut_of(lily)};
  SlotSource& source = world.fixture->slots();
  CHECK(get(source.find_slots(lily, services, noon, noon + Days{2})) == std::vector{first});
  CHECK(get(source.find_slots(lily, services, noon + Days{1}, noon + Days{3})).size() == 2);
  CHECK(get(source.find_slots(lily, {}, noon, noon + Days{3})).empty());
  CHECK(get(source.find_slots(rose, services, noon, noon + Days{3})).empty());
}

TEST_CASE("sends of every company on the account are in the account of each") {
  World world;
  world.send_one(lily, "m-1");
  const auto sends = [&](CompanyId company, Instant now) {
    return get(world.fixture->snapshots().load_plan_facts(company, now, PlanScope::all))
        .account.value()
        .sends;
  };
  CHECK(sends(rose, noon) == std::vector{noon});
  CHECK(sends(tulip, noon).empty());
  CHECK(sends(rose, noon + Days{1}) == std::vector{noon});
  CHECK(sends(rose, noon + Days{1} + Seconds{1}).empty());
}

}  // namespace reactivation::contract
