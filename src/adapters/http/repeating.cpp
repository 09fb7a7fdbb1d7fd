#include "repeating.hpp"

#include <unistd.h>

#include <algorithm>
#include <utility>

namespace reactivation::http {

bool is_readable(const std::string& path) { return ::access(path.c_str(), R_OK) == 0; }

RepeatingWork::RepeatingWork(std::span<const Request> requests, RepeatPolicy policy,
                             std::uint64_t seed, const Judge& judge)
    : requests_(requests), policy_(policy), seed_(seed), judge_(judge), states_(requests.size()) {}

Work::Turn RepeatingWork::next(SteadyTime now) {
  const auto soonest = std::min_element(
      waiting_.begin(), waiting_.end(),
      [](const Waiting& a, const Waiting& b) { return a.not_before < b.not_before; });
  if (soonest != waiting_.end() && soonest->not_before <= now) {
    const std::size_t number = soonest->number;
    waiting_.erase(soonest);
    return {&requests_[number], number, std::nullopt};
  }
  if (next_new_ < requests_.size()) {
    const std::size_t number = next_new_++;
    states_[number].is_begun = true;
    states_[number].first_at = now;
    return {&requests_[number], number, std::nullopt};
  }
  if (soonest == waiting_.end()) return {};
  return {nullptr, 0, soonest->not_before};
}

void RepeatingWork::ended(std::size_t number, Response response, SteadyTime now) {
  State& state = states_[number];
  response.tries += state.response.tries;
  response.may_have_left = response.may_have_left || state.may_have_left;
  response.took = std::chrono::ceil<Milliseconds>(now - state.first_at);
  state.may_have_left = response.may_have_left;
  state.response = std::move(response);
  const Judgement judgement = judge_ ? judge_(requests_[number], state.response) : Judgement{};
  const bool may_repeat = state.response.failure != Failure::cancelled &&
                          judgement.next == Judgement::Next::again &&
                          (requests_[number].safety == Safety::repeatable || !state.may_have_left);
  if (may_repeat && state.response.tries < policy_.tries_max) {
    const int next_try = state.response.tries + 1;
    Milliseconds pause = jittered_pause(policy_, next_try, number, seed_);
    if (judgement.after) pause += *judgement.after;  // never earlier than asked
    if (now + pause - state.first_at <= policy_.total_max) {
      waiting_.push_back({number, now + pause});
      return;
    }
  }
  ++done_;
}

std::vector<Response> RepeatingWork::take_responses(Failure of_the_rest) {
  std::vector<Response> out;
  out.reserve(states_.size());
  for (State& state : states_) {
    if (!state.is_begun) state.response.failure = of_the_rest;
    out.push_back(std::move(state.response));
  }
  return out;
}

}  // namespace reactivation::http
