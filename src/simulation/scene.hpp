// The stage of a world: its one true clock, what is to happen when, and the record of what did.
#pragma once

#include <cstdint>
#include <functional>
#include <queue>
#include <utility>
#include <vector>

#include "reactivation/simulation/simulation.hpp"

namespace reactivation::simulation {

class Scene {
public:
  Scene(Instant start, std::function<void(const LogEntry&)> recorder)
      : now_(start), recorder_(std::move(recorder)) {}

  [[nodiscard]] Instant now() const noexcept { return now_; }
  void record(Happening what) { recorder_({now_, std::move(what)}); }

  /// Things of one instant happen in the order in which they were asked for.
  void at(Instant when, std::function<void()> act) {
    acts_.push({std::max(when, now_), ++asked_, std::move(act)});
  }
  void after(Seconds delay, std::function<void()> act) { at(now_ + delay, std::move(act)); }

  /// Lets time pass, with everything that is to happen until then. May be called from within an
  /// act: then the outer one goes on later than it began.
  void pass(Instant until) {
    while (!acts_.empty() && acts_.top().at <= until) {
      Act next = acts_.top();
      acts_.pop();
      now_ = std::max(now_, next.at);
      next.what();
    }
    now_ = std::max(now_, until);
  }

private:
  struct Act {
    Instant at;
    std::uint64_t order = 0;
    std::function<void()> what;
    bool operator<(const Act& other) const noexcept {
      return at != other.at ? at > other.at : order > other.order;
    }
  };

  Instant now_;
  std::uint64_t asked_ = 0;
  std::priority_queue<Act> acts_;
  std::function<void(const LogEntry&)> recorder_;
};

}  // namespace reactivation::simulation
