// Which of several workers sends for a company.
#include "reactivation/adapters/sql_workers.hpp"

#include "store_world.hpp"

namespace reactivation::contract {
namespace {

struct WorkersWorld : World {
  SqlWorkers workers{dynamic_cast<SqlStore&>(fixture->attempts())};

  bool lease(CompanyId company, const char* owner, Instant now = noon) {
    return get(workers.lease_company(company, owner, now, now + Seconds{60}));
  }
};

}  // namespace

TEST_CASE("a company is one worker's until its lease is over, and only that company") {
  WorkersWorld world;
  CHECK(world.lease(lily, "first"));
  CHECK_FALSE(world.lease(lily, "second"));
  CHECK(world.lease(rose, "second"));  // through the same account
  CHECK_FALSE(world.lease(lily, "second", noon + Seconds{59}));
  CHECK(world.lease(lily, "second", noon + Seconds{60}));
  CHECK_FALSE(world.lease(lily, "first", noon + Seconds{60}));
}

TEST_CASE("whoever has a company keeps it by asking again, and gives it back") {
  WorkersWorld world;
  CHECK(world.lease(lily, "first"));
  CHECK(world.lease(lily, "first", noon + Seconds{40}));
  CHECK_FALSE(world.lease(lily, "second", noon + Seconds{80}));
  check(world.workers.release_company(lily, "second"));
  check(world.workers.release_company(rose, "first"));
  CHECK_FALSE(world.lease(lily, "second", noon + Seconds{80}));
  check(world.workers.release_company(lily, "first"));
  CHECK(world.lease(lily, "second", noon + Seconds{80}));
  check(world.workers.release_company(tulip, "second"));  // which nobody has
}

TEST_CASE("a lease from a clock that was far ahead bars nobody") {
  WorkersWorld world;
  CHECK(world.lease(lily, "ahead", noon + Seconds{60}));
  CHECK_FALSE(world.lease(lily, "right"));  // a minute's difference is no proof
  CHECK(world.lease(lily, "far", noon + Days{1}));
  CHECK(world.lease(lily, "right"));
  CHECK(world.lease(rose, "ahead", noon + Seconds{61}));
  CHECK(world.lease(rose, "right"));
}

TEST_CASE("a company is leased by a name, for a while, and when it is there") {
  WorkersWorld world;
  const auto error = [&world](CompanyId company, const char* owner, Seconds span) {
    return world.workers.lease_company(company, owner, noon, noon + span).error();
  };
  CHECK(error(lily, "", Seconds{60}) == make_error_code(errc::invalid_argument));
  CHECK(error(lily, "first", Seconds{0}) == make_error_code(errc::invalid_argument));
  CHECK(error(CompanyId{99}, "first", Seconds{60}) == make_error_code(errc::not_found));
  CHECK(world.lease(lily, "second"));
}

}  // namespace reactivation::contract
