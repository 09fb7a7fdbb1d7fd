// What an outcome makes of an attempt.
#include "reactivation/core/send_outcome.hpp"

#include <catch2/catch.hpp>
#include <vector>

using namespace reactivation;

TEST_CASE("an outcome leads to its state; what never started is tried once more") {
  CHECK(state_after(SendOutcome::not_started, 0) == AttemptState::deferred);
  CHECK(state_after(SendOutcome::not_started, 1) == AttemptState::rejected);
  CHECK(state_after(SendOutcome::rejected, 0) == AttemptState::rejected);
  CHECK(state_after(SendOutcome::accepted, 0) == AttemptState::accepted);
  CHECK(state_after(SendOutcome::uncertain, 0) == AttemptState::uncertain);
  CHECK(state_after(SendOutcome{99}, 0) == AttemptState::uncertain);
}

TEST_CASE("B114: whoever reaches people has accepted only what it gives a name") {
  CHECK(proven_outcome(SendOutcome::accepted, Reach::people, "") == SendOutcome::uncertain);
  CHECK(proven_outcome(SendOutcome::accepted, Reach::people, "wamid.1") == SendOutcome::accepted);
  CHECK(proven_outcome(SendOutcome::accepted, Reach::nobody, "") == SendOutcome::accepted);
  for (const SendOutcome outcome :
       {SendOutcome::not_started, SendOutcome::rejected, SendOutcome::uncertain}) {
    CHECK(proven_outcome(outcome, Reach::people, "") == outcome);
  }
}

TEST_CASE("only the same outcome may be recorded again") {
  using S = AttemptState;
  const auto states = [](SendOutcome outcome) {
    std::vector<S> out;
    for (int i = 0; i <= static_cast<int>(S::cancelled); ++i) {
      if (is_recorded(outcome, static_cast<S>(i))) out.push_back(static_cast<S>(i));
    }
    return out;
  };
  CHECK(states(SendOutcome::not_started) == std::vector{S::deferred, S::rejected});
  CHECK(states(SendOutcome::rejected) == std::vector{S::rejected});
  CHECK(states(SendOutcome::accepted) == std::vector{S::accepted, S::delivered, S::read});
  CHECK(states(SendOutcome::uncertain) == std::vector{S::uncertain, S::uncertain_final});
}
