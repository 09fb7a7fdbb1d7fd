// The contract of AttemptStore::store_plan.
#pragma once

#include "store_world.hpp"

namespace reactivation::contract {

TEST_CASE("a plan is stored once, however often it is made") {
  World world;
  const Plan plan = world.plan(lily);
  CHECK(get(world.fixture->attempts().store_plan(plan)) == 3);
  CHECK(get(world.fixture->attempts().store_plan(plan)) == 0);
  world.fixture->reopen();
  CHECK(get(world.fixture->attempts().store_plan(plan)) == 0);
  CHECK(get(world.fixture->snapshots().load_snapshot(lily, noon)).attempts.size() == 3);
}

TEST_CASE("a plan of an unknown company is not found") {
  World world;
  Plan plan = world.plan(lily);
  plan.company_id = CompanyId{99};
  CHECK(failed_with(world.fixture->attempts().store_plan(plan), errc::not_found));
}

TEST_CASE("a later day's plan takes up what is void, and not what was called off by hand") {
  World world;
  world.store_day(lily);
  const Instant tomorrow = noon + Days{1};
  const AttemptId called_off = world.claim(lily).planned.attempt_id;
  const Person person = get(world.fixture->inbox().load_person_of_attempt(called_off));
  get(world.fixture->inbox().apply_order({}, changes_of_cancel(person, called_off, noon)));
  const Plan later = plan_day(three_salons()[0], tomorrow);
  REQUIRE(later.planned.size() == 3);
  CHECK(get(world.fixture->attempts().store_plan(later)) == 2);
  CHECK(world.attempt(called_off).state == AttemptState::cancelled);
}

TEST_CASE("a later day's plan takes up what circumstances had cancelled, the same day's does not") {
  World world;
  world.store_day(lily);
  const AttemptId id = world.claim(lily).planned.attempt_id;
  check(world.fixture->attempts().cancel_waiting(id, noon, "booking"));
  const auto companies = three_salons();
  CHECK(get(world.fixture->attempts().store_plan(plan_day(companies[0], noon))) == 0);
  CHECK(get(world.fixture->attempts().store_plan(plan_day(companies[0], noon + Days{1}))) == 3);
  CHECK(world.attempt(id).state == AttemptState::planned);
}

TEST_CASE("nobody gets a second live attempt, nor anybody who shares the number") {
  auto companies = three_salons();
  World world{companies};
  world.store_day(lily);
  Plan plan = plan_day(companies[0], noon);
  plan.planned.resize(1);
  plan.planned[0].attempt_number = 2;
  plan.planned[0].attempt_id = attempt_id(
      {lily, plan.planned[0].client_id, plan.planned[0].service_id, plan.planned[0].cycle_key, 2});
  CHECK(get(world.fixture->attempts().store_plan(plan)) == 0);
  world.fixture->put_client(lily, client(lily, 4, 1));
  plan.planned[0].client_id = client_id(lily, 4);
  plan.planned[0].attempt_id = attempt_id(
      {lily, client_id(lily, 4), plan.planned[0].service_id, plan.planned[0].cycle_key, 2});
  CHECK(get(world.fixture->attempts().store_plan(plan)) == 0);
}

}  // namespace reactivation::contract
