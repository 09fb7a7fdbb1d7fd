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

Taken Intake::store(AccountId account, const WebhookReading& reading) {
  const bool is_nothing = reading.signals.size() + reading.events.size() == 0;
  if (!options_.together || is_nothing) return store_each(account, reading);
  Taken out;
  const auto done = options_.together([&] { out = store_each(account, reading); });
  if (done) return out;
  Taken nothing;
  nothing.error = done.error();
  return nothing;
}

Taken Intake::take(AccountId account, const WebhookReading& reading) {
  Taken out = store(account, reading);
  if (!out.error) {
    if (!owed_.empty()) (void)settle();
    return out;
  }
  try {
    if (owed_.size() >= owed_max) {
      why_ = out.error;
    } else {
      owed_.push_back({account, reading});
    }
  } catch (const std::exception&) {
    why_ = out.error;
  }
  return out;
}

std::error_code Intake::settle() {
  while (!owed_.empty()) {
    const Taken taken = store(owed_.back().account, owed_.back().reading);
    if (taken.error) return taken.error;
    owed_.pop_back();
  }
  return why_;
}

}  // namespace reactivation::web
