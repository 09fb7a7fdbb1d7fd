// One call at a time, also when a port calls back. Private to the engine.
#pragma once

#include "reactivation/engine/engine.hpp"

namespace reactivation {

/// Marks a call as under way for as long as it lives. False: it must not begin.
class Engine::Under {
public:
  Under(Engine& engine, Call call)
      : engine_(engine),
        before_(engine.under_way_),
        may_begin_(before_ == Call::none || (before_ == Call::day && call == Call::inner)) {
    if (may_begin_) engine_.under_way_ = call;
  }
  ~Under() { engine_.under_way_ = before_; }
  Under(const Under&) = delete;
  Under& operator=(const Under&) = delete;

  explicit operator bool() const noexcept { return may_begin_; }

private:
  Engine& engine_;
  Call before_;
  bool may_begin_;
};

}  // namespace reactivation
