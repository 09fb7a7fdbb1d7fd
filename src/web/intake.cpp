#include "intake.hpp"

#include <algorithm>
#include <exception>
#include <utility>

namespace reactivation::web {
namespace {

/// Requests that are remembered; each had a body of 1 MiB at most.
constexpr std::size_t owed_max = 64;
/// Events of others, by their names: until they come again.
constexpr std::size_t missing_max = 10'000;

bool is_same(const WebhookReading& a, const WebhookReading& b) {
  const auto is_same_event = [](const InboundEvent& one, const InboundEvent& other) {
    return one.provider == other.provider && one.event_id == other.event_id;
  };
  return a.signals.size() == b.signals.size() && a.events.size() == b.events.size() &&
         std::equal(a.events.begin(), a.events.end(), b.events.begin(), is_same_event);
}

}  // namespace

/// Signals first: nothing may leave meanwhile. One failure holds up nothing else.
Taken Intake::store_each(AccountId account, const WebhookReading& reading) {
  Taken out;
  const auto note = [&out](std::error_code error) {
    if (!out.error) out.error = error;
  };
  for (const AccountSignal& signal : reading.signals) {
    try {
      if (options_.hear) options_.hear(signal);
    } catch (const std::exception&) {  // the engine hears of it all the same
    }
    const auto done = engine_.on_signal(account, signal);
    if (!done) note(done.error());
  }
  for (const InboundEvent& event : reading.events) {
    const auto receipt = engine_.on_event(event);
    if (receipt) {
      ++(receipt.value().state == ReceiptState::known_already ? out.known : out.stored);
    } else if (receipt.error() == make_error_code(errc::invalid_argument)) {
      ++out.refused;
    } else {
      note(receipt.error());
    }
  }
  return out;
}

void Intake::store(std::span<Delivered* const> delivered) {
  const auto each = [&] {
    for (Delivered* const one : delivered) one->taken = store_each(one->account, *one->reading);
  };
  std::error_code failed;
  try {
    if (options_.together) {
      const auto done = options_.together(each);
      if (!done) failed = done.error();
    } else {
      each();
    }
  } catch (...) {  // of a host's own port: nothing of it counts as stored
    failed = make_error_code(errc::port_failed);
  }
  if (!failed) return;
  for (Delivered* const one : delivered) {
    one->taken = {};
    one->taken.error = failed;
  }
}

void Intake::owe(const Delivered& delivered) {
  const WebhookReading& reading = *delivered.reading;
  if (reading.events.empty() && reading.signals.empty()) return;
  why_ = delivered.taken.error;
  try {
    const bool is_known = std::any_of(owed_.begin(), owed_.end(), [&](const Owed& owed) {
      return owed.account == delivered.account && is_same(owed.reading, reading);
    });
    if (is_known) return;
    if (owed_.size() < owed_max) {
      owed_.push_back({delivered.account, reading});
      return;
    }
    for (const InboundEvent& event : reading.events) {
      if (missing_.size() < missing_max) missing_.emplace(event.provider, event.event_id);
      is_lost_ |= missing_.size() >= missing_max;
    }
    is_lost_ |= reading.events.empty();
  } catch (const std::exception&) {
    is_lost_ = true;
  }
}

/// What came again is not missing any more.
void Intake::note_stored(const WebhookReading& reading) {
  if (missing_.empty()) return;
  for (const InboundEvent& event : reading.events) {
    missing_.erase({event.provider, event.event_id});
  }
}

void Intake::take(std::span<Delivered* const> delivered) {
  store(delivered);
  bool is_all_stored = true;
  for (const Delivered* const one : delivered) {
    if (!one->taken.error) {
      note_stored(*one->reading);
      continue;
    }
    owe(*one);
    is_all_stored = false;
  }
  if (is_all_stored && !owed_.empty()) (void)settle();
}

std::error_code Intake::settle() {
  std::error_code failed;
  std::vector<Owed> left;
  while (!owed_.empty()) {
    Owed next = std::move(owed_.back());
    owed_.pop_back();
    Delivered again{next.account, &next.reading, {}, false};
    Delivered* const one[] = {&again};
    store(one);
    if (!again.taken.error) continue;
    failed = again.taken.error;
    left.push_back(std::move(next));
  }
  owed_ = std::move(left);
  if (failed) return failed;
  return is_lost_ || !missing_.empty() ? why_ : std::error_code{};
}

Taken TogetherIntake::take(AccountId account, const WebhookReading& reading) {
  Delivered own{account, &reading, {}, false};
  std::unique_lock lock(mutex_);
  waiting_.push_back(&own);
  changed_.wait(lock, [&] { return own.is_done || !is_one_working_; });
  if (own.is_done) return own.taken;
  // Nobody works: this thread does, for everybody who has come meanwhile.
  const std::vector<Delivered*> all = std::exchange(waiting_, {});
  is_one_working_ = true;
  lock.unlock();
  try {
    const std::lock_guard engine(engine_);
    intake_.take(all);
  } catch (const std::exception&) {
    for (Delivered* const one : all) one->taken.error = make_error_code(errc::port_failed);
  }
  lock.lock();
  for (Delivered* const one : all) one->is_done = true;
  is_one_working_ = false;
  changed_.notify_all();
  return own.taken;
}

}  // namespace reactivation::web
