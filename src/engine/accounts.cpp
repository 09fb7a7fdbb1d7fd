// What people and messengers say about accounts.
#include "call_guard.hpp"
#include "reactivation/core/account_alert.hpp"
#include "reactivation/engine/engine.hpp"
#include "unstored.hpp"

namespace reactivation {

result<void> Engine::arm(AccountId account) {
  return guarded(Call::inner,
                 [&] { return ports_.office.arm(account, options_.here, ports_.clock.now()); });
}

result<void> Engine::disarm(AccountId account, std::string_view why) {
  auto stored = guarded(Call::inner, [&] { return store_disarm(account, why); });
  if (!stored) detail::remember_disarm(unstored_, account, why, stored.error());
  return stored;
}

result<void> Engine::store_disarm(AccountId account, std::string_view why) {
  auto stored = ports_.office.disarm(account, why, ports_.clock.now());
  if (stored) detail::remember_disarm(unstored_, account, why, {});
  return stored;
}

result<void> Engine::confirm(AccountId account) {
  return guarded(Call::inner, [&] { return ports_.office.confirm(account, ports_.clock.now()); });
}

result<void> Engine::stop_everything(std::string_view why) {
  auto stored = guarded(Call::inner, [&] { return store_stop(why); });
  if (!stored) detail::remember_stop(unstored_, why, stored.error());
  return stored;
}

result<void> Engine::store_stop(std::string_view why) {
  auto stored = ports_.office.stop_everything(why, ports_.clock.now());
  if (stored) detail::remember_stop(unstored_, why, {});
  return stored;
}

result<void> Engine::on_signal(AccountId account, const AccountSignal& signal) {
  auto stored = guarded(Call::inner, [&] { return store_signal(account, signal); });
  if (!stored) detail::remember_signal(unstored_, account, signal, stored.error());
  return stored;
}

result<void> Engine::store_signal(AccountId account, const AccountSignal& signal) {
  auto stored = ports_.office.record_signal(account, signal);
  if (!stored) return stored;
  detail::remember_signal(unstored_, account, signal, {});
  const auto kind = alert_of(signal.kind);
  if (kind && ports_.notifier) ports_.notifier->notify({*kind, {}, {}});
  return stored;
}

}  // namespace reactivation
