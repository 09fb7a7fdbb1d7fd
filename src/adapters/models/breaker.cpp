#include <algorithm>
#include <utility>

#include "reactivation/adapters/models.hpp"

namespace reactivation {

Breaker::State Breaker::state(http::SteadyTime now) const noexcept {
  if (openings_ == 0) return State::closed;
  return now < open_until_ ? State::open : State::probing;
}

bool Breaker::is_ready(http::SteadyTime now) const noexcept {
  const State now_is = state(now);
  return now_is == State::closed || (now_is == State::probing && !is_probe_out_);
}

void Breaker::take(http::SteadyTime now) noexcept {
  if (state(now) == State::probing) is_probe_out_ = true;
}

void Breaker::succeeded() noexcept {
  failures_ = 0;
  openings_ = 0;
  is_probe_out_ = false;
}

void Breaker::failed(http::SteadyTime now) noexcept {
  const bool was_probe = std::exchange(is_probe_out_, false);
  ++failures_;
  if (openings_ > 0 && !was_probe) return;  // begun before it opened
  if (openings_ == 0 && failures_ < std::max(options_.failures_max, 1)) return;
  const auto pause = std::min(options_.pause * (std::int64_t{1} << std::min(openings_, 20)),
                              std::max(options_.pause_max, options_.pause));
  ++openings_;
  open_until_ = now + pause;
}

}  // namespace reactivation
