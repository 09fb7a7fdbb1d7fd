// Which of several workers sends through an account.
#include "reactivation/adapters/sql_workers.hpp"

#include "store_world.hpp"

namespace reactivation::contract {
namespace {

struct WorkersWorld : World {
  SqlWorkers workers{dynamic_cast<SqlStore&>(fixture->attempts())};

  bool lease(CompanyId company, const char* owner, Instant now = noon) {
    return get(workers.lease_account(company, owner, now, now + Seconds{60}));
  }
};

}  // namespace

TEST_CASE("an account is one worker's until its lease is over, and that of all its companies") {
  WorkersWorld world;
  CHECK(world.lease(lily, "first"));
  CHECK_FALSE(world.lease(lily, "second"));
  CHECK_FALSE(world.lease(rose, "second"));
  CHECK(world.lease(tulip, "second"));
  CHECK_FALSE(world.lease(rose, "second", noon + Seconds{59}));
  CHECK(world.lease(rose, "second", noon + Seconds{60}));
  CHECK_FALSE(world.lease(lily, "first", noon + Seconds{60}));
}

TEST_CASE("whoever has an account keeps it by asking again, and gives it back") {
  WorkersWorld world;
  CHECK(world.lease(lily, "first"));
  CHECK(world.lease(lily, "first", noon + Seconds{40}));
  CHECK_FALSE(world.lease(lily, "second", noon + Seconds{80}));
  check(world.workers.release_account(lily, "second"));
  CHECK_FALSE(world.lease(lily, "second", noon + Seconds{80}));
  check(world.workers.release_account(rose, "first"));
  CHECK(world.lease(lily, "second", noon + Seconds{80}));
  check(world.workers.release_account(tulip, "second"));  // which nobody has
}

TEST_CASE("an account is leased by a name, for a while, and for a company that is there") {
  WorkersWorld world;
  const auto error = [&world](CompanyId company, const char* owner, Seconds span) {
    return world.workers.lease_account(company, owner, noon, noon + span).error();
  };
  CHECK(error(lily, "", Seconds{60}) == make_error_code(errc::invalid_argument));
  CHECK(error(lily, "first", Seconds{0}) == make_error_code(errc::invalid_argument));
  CHECK(error(CompanyId{99}, "first", Seconds{60}) == make_error_code(errc::not_found));
  CHECK(world.lease(lily, "second"));
}

}  // namespace reactivation::contract
