#include "reactivation/core/account_stop.hpp"

#include <algorithm>

namespace reactivation {

std::string_view stop_word_of(const AccountGate& gate, const Account& account,
                              const std::optional<Governed>& governed) noexcept {
  if (gate.is_stopped) return "all_stopped";
  if (governed) {
    const auto& stops = governed->stops;
    const auto gravest = std::find_if(stops.begin(), stops.end(),
                                      [](const Stop& stop) { return stop.has_open_end(); });
    if (gravest != stops.end()) return to_string(gravest->reason);
  }
  if (gate.awaits_confirmation) return "confirmation_missing";
  return !governed && account.spam_score > spam_score_stop ? "spam_score" : std::string_view{};
}

}  // namespace reactivation
