#include "reactivation/core/send_outcome.hpp"

namespace reactivation {

SendOutcome proven_outcome(SendOutcome answered, Reach reach,
                           std::string_view provider_id) noexcept {
  const bool is_nameless = reach == Reach::people && provider_id.empty();
  return answered == SendOutcome::accepted && is_nameless ? SendOutcome::uncertain : answered;
}

AttemptState state_after(SendOutcome outcome, int requeues) noexcept {
  switch (outcome) {
    case SendOutcome::not_started:
      return requeues < requeues_max ? AttemptState::deferred : AttemptState::rejected;
    case SendOutcome::rejected:
      return AttemptState::rejected;
    case SendOutcome::accepted:
      return AttemptState::accepted;
    default:
      return AttemptState::uncertain;
  }
}

bool is_recorded(SendOutcome outcome, AttemptState state) noexcept {
  switch (outcome) {
    case SendOutcome::not_started:
      return state == AttemptState::deferred || state == AttemptState::rejected;
    case SendOutcome::rejected:
      return state == AttemptState::rejected;
    case SendOutcome::accepted:
      return state >= AttemptState::accepted && state <= AttemptState::read;
    default:
      return state == AttemptState::uncertain || state == AttemptState::uncertain_final;
  }
}

}  // namespace reactivation
