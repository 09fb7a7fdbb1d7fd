#include "unstored.hpp"

#include <algorithm>

namespace reactivation::detail {
namespace {

template <class T, class IsSame>
void remember(Unstored& unstored, std::vector<T>& kept, std::error_code failure, T value,
              IsSame is_same) {
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
  kept.push_back(std::move(value));
}

}  // namespace

bool is_to_be_repeated(std::error_code failure) noexcept {
  return failure && failure != make_error_code(errc::not_found) &&
         failure != make_error_code(errc::invalid_argument);
}

void remember_opt_out(Unstored& unstored, const PersonKey& who, std::string_view why,
                      std::error_code failure) {
  remember(unstored, unstored.opt_outs, failure, Unstored::OptOut{who, std::string(why)},
           [&](const Unstored::OptOut& known) {
             return known.who.company_id == who.company_id && known.who.client_id == who.client_id;
           });
}

void remember_event(Unstored& unstored, const InboundEvent& event, std::error_code failure) {
  remember(unstored, unstored.events, failure, event, [&](const InboundEvent& known) {
    return known.provider == event.provider && known.event_id == event.event_id &&
           known.what == event.what;
  });
}

}  // namespace reactivation::detail
