// The contract of Notifier: define `make_notifier_fixture`.
#pragma once

#include <catch2/catch.hpp>
#include <chrono>
#include <memory>
#include <vector>

#include "reactivation/ports/notifier.hpp"

namespace reactivation::contract {

/// A notifier with the admin behind it.
class NotifierFixture {
public:
  virtual ~NotifierFixture() = default;
  virtual Notifier& notifier() = 0;
  /// The admin takes nothing any more, and does not say so.
  virtual void jam() = 0;
  /// The kinds of the notices that have arrived, in any order. May wait for those under way.
  virtual std::vector<AlertKind> arrived() = 0;
};

/// Defined by the adapter's own tests.
std::unique_ptr<NotifierFixture> make_notifier_fixture();

TEST_CASE("every notice arrives, and arrives once") {
  const auto fixture = make_notifier_fixture();
  fixture->notifier().notify({AlertKind::complaint, CompanyId{1}, ClientId{17}});
  fixture->notifier().notify({AlertKind::account_stopped, CompanyId{1}, {}});
  CHECK_THAT(fixture->arrived(),
             Catch::UnorderedEquals(std::vector{AlertKind::complaint, AlertKind::account_stopped}));
}

TEST_CASE("a notifier that nobody listens to holds up nobody") {
  const auto fixture = make_notifier_fixture();
  fixture->jam();
  const auto began = std::chrono::steady_clock::now();
  for (int i = 0; i < 10; ++i) {
    fixture->notifier().notify({AlertKind::complaint, CompanyId{1}, ClientId{17}});
  }
  CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds{1});
}

}  // namespace reactivation::contract
