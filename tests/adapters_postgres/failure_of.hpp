// What a body fails with.
#pragma once

#include <functional>

#include "database.hpp"

namespace postgres_test {

inline reactivation::sql::Failure failure_of(const std::function<void()>& body) {
  try {
    body();
  } catch (reactivation::sql::Failure& failure) {
    return failure;
  }
  return {reactivation::errc{}, "nothing failed"};
}

}  // namespace postgres_test
