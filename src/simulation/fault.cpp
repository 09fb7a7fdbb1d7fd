#include "reactivation/simulation/fault.hpp"

namespace reactivation::simulation {
namespace {

constexpr std::array<std::string_view, fault_kinds> words{
    "store_refuses",  "store_loses",      "crash_before",        "crash_after",
    "pause_short",    "pause_long",       "other_worker",        "event_inside",
    "order_inside",   "send_not_started", "send_rejected",       "send_unanswered",
    "send_lost",      "send_slow",        "send_error",          "send_banned",
    "number_unknown", "event_twice",      "event_late",          "event_reordered",
    "event_forged",   "event_id_reused",  "event_from_stranger", "event_time_wrong",
    "clock_ahead",    "clock_behind",     "store_away",          "import_forgets",
    "run_twice",      "slots_away",       "disk_fails",          "disk_full",
    "disk_kills",     "commit_unheard"};

}  // namespace

std::string_view to_string(FaultKind kind) noexcept {
  return words[static_cast<std::size_t>(kind)];
}

std::optional<FaultKind> find_fault(std::string_view word) noexcept {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == word) return static_cast<FaultKind>(i);
  }
  return std::nullopt;
}

}  // namespace reactivation::simulation
