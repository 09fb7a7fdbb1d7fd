#include "reactivation/core/plan_policy.hpp"

namespace reactivation {
namespace {

constexpr std::string_view policy_words[] = {"spec", "rhythm"};
constexpr std::string_view state_words[] = {"on_rhythm", "due", "overdue", "at_risk", "lost"};

}  // namespace

std::string_view to_string(PolicyKind kind) noexcept {
  return policy_words[static_cast<std::size_t>(kind)];
}

std::optional<PolicyKind> policy_of_word(std::string_view word) noexcept {
  if (word == policy_words[0]) return PolicyKind::spec;
  if (word == policy_words[1]) return PolicyKind::rhythm;
  return std::nullopt;
}

std::string_view to_string(RhythmState state) noexcept {
  return state_words[static_cast<std::size_t>(state)];
}

}  // namespace reactivation
