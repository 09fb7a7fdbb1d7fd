// One call at a time, also when a port calls back. Private to the engine.
#pragma once

#include <exception>
#include <new>
#include <utility>

#include "reactivation/engine/engine.hpp"

namespace reactivation {

namespace detail {

/// What `work` answers, or the error that its exception comes to (see `Engine`). Whatever is no
/// `std::exception` passes through.
template <class Work>
auto caught(Work work) -> decltype(work()) {
  try {
    return work();
  } catch (const std::bad_alloc&) {
    return make_error_code(errc::out_of_memory);
  } catch (const std::exception&) {
    return make_error_code(errc::port_failed);
  }
}

}  // namespace detail

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

template <class Work>
auto Engine::guarded(Call call, Work work) -> decltype(work()) {
  const Under under{*this, call};
  if (!under) return make_error_code(errc::busy);
  return detail::caught(std::move(work));
}

}  // namespace reactivation
