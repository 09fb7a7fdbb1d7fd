#include "unstored.hpp"

#include <algorithm>
#include <new>

namespace reactivation::detail {
namespace {

/// What cannot even be kept stops this engine for good.
template <class T, class IsSame, class Make>
void remember(Unstored& unstored, std::vector<T>& kept, std::error_code failure, IsSame is_same,
              Make make) {
  const auto known = std::find_if(kept.begin(), kept.end(), is_same);
  if (!is_to_be_repeated(failure)) {
    if (known != kept.end()) kept.erase(known);
    return;
  }
  unstored.why = failure;
  if (known != kept.end()) return;
  if (kept.size() >= unstored_max) {
    unstored.is_full = true;
    return;
  }
  try {
    kept.push_back(make());
  } catch (const std::bad_alloc&) {
    unstored.is_full = true;
  }
}

}  // namespace

bool is_to_be_repeated(std::error_code failure) noexcept {
  return failure && failure != make_error_code(errc::not_found) &&
         failure != make_error_code(errc::invalid_argument);
}

void remember_opt_out(Unstored& unstored, const PersonKey& who, std::string_view why,
                      std::error_code failure) {
  remember(
      unstored, unstored.opt_outs, failure,
      [&](const Unstored::OptOut& known) {
        return known.who.company_id == who.company_id && known.who.client_id == who.client_id;
      },
      [&] {
        return Unstored::OptOut{who, std::string(why)};
      });
}

void remember_event(Unstored& unstored, const InboundEvent& event, std::error_code failure) {
  remember(
      unstored, unstored.events, failure,
      [&](const InboundEvent& known) {
        return known.provider == event.provider && known.event_id == event.event_id &&
               known.what == event.what;
      },
      [&] { return event; });
}

void remember_signal(Unstored& unstored, AccountId account, const AccountSignal& signal,
                     std::error_code failure) {
  remember(
      unstored, unstored.signals, failure,
      [&](const Unstored::Signal& known) {
        return known.account_id == account && known.signal == signal;
      },
      [&] {
        return Unstored::Signal{account, signal};
      });
}

void remember_disarm(Unstored& unstored, AccountId account, std::string_view why,
                     std::error_code failure) {
  remember(
      unstored, unstored.disarms, failure,
      [&](const Unstored::Disarm& known) { return known.account_id == account; },
      [&] {
        return Unstored::Disarm{account, std::string(why)};
      });
}

void remember_stop(Unstored& unstored, std::string_view why, std::error_code failure) {
  if (!is_to_be_repeated(failure)) {
    unstored.stop.reset();
    return;
  }
  unstored.why = failure;
  if (unstored.stop) return;
  try {
    unstored.stop.emplace(why);
  } catch (const std::bad_alloc&) {
    unstored.is_full = true;
  }
}

}  // namespace reactivation::detail
