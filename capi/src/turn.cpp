#include "turn.hpp"

#include <pthread.h>

namespace reactivation::capi {
namespace {

std::uintptr_t this_thread() noexcept {
  static_assert(sizeof(pthread_t) <= sizeof(std::uintptr_t));
  return (std::uintptr_t)pthread_self();  // NOLINT: a number or a pointer, as the system likes
}

}  // namespace

Turn::Entry Turn::enter(Reentry reentry, std::chrono::seconds longest) noexcept {
  const std::uintptr_t self = this_thread();
  std::unique_lock lock(mutex_);
  if (outer_ == 0) {
    outer_ = holder_ = self;
    is_whole_ = reentry == Reentry::refused;
    return Entry::outermost;
  }
  const bool is_refused = reentry == Reentry::refused;
  if (is_refused && (outer_ == self || holder_ == self)) return Entry::refused_here;
  if (is_refused && is_whole_) return Entry::refused_elsewhere;
  if (holder_ == self) {
    ++nested_;
    return Entry::nested;
  }
  if (holder_ == 0 && !is_refused) {
    holder_ = self;
    is_inner_ = true;
    return Entry::inner;
  }
  Waiter waiter;
  waiter.thread = self;
  waiter.reentry = reentry;
  append(waiter);
  const auto until = std::chrono::steady_clock::now() + longest;
  if (!answered_.wait_until(lock, until, [&waiter] { return waiter.is_answered; })) remove(waiter);
  return waiter.entry;
}

void Turn::leave(Entry entry) noexcept {
  const std::lock_guard lock(mutex_);
  if (entry == Entry::nested) --nested_;
  if (entry == Entry::outermost) outer_ = 0;
  if (entry == Entry::outermost || entry == Entry::inner) pass_on();
}

bool Turn::may_open(std::uintptr_t self) const noexcept {
  return outer_ == self && holder_ == self && !is_inner_ && nested_ == 0;
}

bool Turn::open() noexcept {
  const std::lock_guard lock(mutex_);
  if (!may_open(this_thread())) return false;
  pass_on();
  return true;
}

bool Turn::close(std::optional<std::chrono::seconds> longest) noexcept {
  const std::uintptr_t self = this_thread();
  std::unique_lock lock(mutex_);
  if (outer_ != self || holder_ == self) return false;
  if (holder_ != 0) return come_back(lock, self, longest);
  holder_ = self;
  return true;
}

void Turn::let_in() noexcept {
  const std::uintptr_t self = this_thread();
  std::unique_lock lock(mutex_);
  if (first_ == nullptr || !may_open(self)) return;
  pass_on();
  if (holder_ == 0) {  // whoever waited wanted the engine for itself
    holder_ = self;
  } else {
    (void)come_back(lock, self, {});
  }
}

void Turn::append(Waiter& waiter) noexcept {
  Waiter** last = &first_;
  while (*last != nullptr) last = &(*last)->next;
  *last = &waiter;
}

void Turn::remove(Waiter& waiter) noexcept {
  Waiter** at = &first_;
  while (*at != nullptr && *at != &waiter) at = &(*at)->next;
  if (*at != nullptr) *at = waiter.next;
}

/// To the one who has waited longest, or to nobody.
void Turn::pass_on() noexcept {
  is_inner_ = false;
  holder_ = 0;
  while (first_ != nullptr && holder_ == 0) {
    Waiter& next = *first_;
    first_ = next.next;
    next.is_answered = true;
    if (outer_ == 0) {
      outer_ = holder_ = next.thread;
      is_whole_ = next.reentry == Reentry::refused;
      next.entry = Entry::outermost;
    } else if (next.reentry == Reentry::refused) {
      next.entry = Entry::refused_elsewhere;
    } else {
      holder_ = next.thread;
      is_inner_ = !next.is_coming_back;
      next.entry = Entry::inner;
    }
  }
  answered_.notify_all();
}

/// Behind those who wait already, before all who come later: neither can keep the other out.
bool Turn::come_back(std::unique_lock<std::mutex>& lock, std::uintptr_t self,
                     std::optional<std::chrono::seconds> longest) noexcept {
  Waiter waiter;
  waiter.thread = self;
  waiter.is_coming_back = true;
  append(waiter);
  const auto is_answered = [&waiter] { return waiter.is_answered; };
  if (!longest) {
    answered_.wait(lock, is_answered);
  } else if (!answered_.wait_until(lock, std::chrono::steady_clock::now() + *longest,
                                   is_answered)) {
    remove(waiter);
  }
  return waiter.is_answered;
}

}  // namespace reactivation::capi
