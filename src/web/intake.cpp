#include "intake.hpp"

#include <exception>
#include <utility>

namespace reactivation::web {
namespace {

/// Requests that are remembered; each had a body of 1 MiB at most.
constexpr std::size_t owed_max = 64;

}  // namespace

/// Signals first: nothing may leave meanwhile. One failure holds up nothing else.
Taken Intake::store_each(AccountId account, const WebhookReading& reading) {
  Taken out;
  const auto note = [&out](std::error_code error) {
    if (!out.error) out.error = error;
  };
  for (const AccountSignal& signal : reading.signals) {
    if (options_.hear) options_.hear(signal);
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
  if (!options_.together) return each();
  const auto done = options_.together(each);
  if (done) return;
  for (Delivered* const one : delivered) {
    one->taken = {};
    one->taken.error = done.error();
  }
}

void Intake::owe(const Delivered& delivered) {
  try {
    if (owed_.size() < owed_max) {
      owed_.push_back({delivered.account, *delivered.reading});
      return;
    }
  } catch (const std::exception&) {
    // It is owed all the same.
  }
  why_ = delivered.taken.error;
}

void Intake::take(std::span<Delivered* const> delivered) {
  store(delivered);
  bool is_all_stored = true;
  for (const Delivered* const one : delivered) {
    if (!one->taken.error) continue;
    owe(*one);
    is_all_stored = false;
  }
  if (is_all_stored && !owed_.empty()) (void)settle();
}

std::error_code Intake::settle() {
  while (!owed_.empty()) {
    Delivered again{owed_.back().account, &owed_.back().reading, {}, false};
    Delivered* const one[] = {&again};
    store(one);
    if (again.taken.error) return again.taken.error;
    owed_.pop_back();
  }
  return why_;
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
