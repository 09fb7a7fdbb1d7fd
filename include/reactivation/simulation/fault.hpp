// What goes wrong in a simulated world.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace reactivation::simulation {

enum class FaultKind : std::uint8_t {
  // --- Around a call of a worker to the store or the messenger
  store_refuses,  ///< the call fails and nothing has happened
  store_loses,    ///< it happens, and says that it failed: an ambiguous commit
  crash_before,   ///< the worker dies before the call
  crash_after,    ///< after it, and nobody was told
  pause_short,    ///< the worker stands still for up to two minutes
  pause_long,     ///< for up to an hour: its leases run out
  other_worker,   ///< another worker works in between
  event_inside,   ///< a client writes in between
  order_inside,   ///< a person decides something in between
  // --- The messenger
  send_not_started,
  send_rejected,
  send_unanswered,  ///< the message arrives and the answer is lost
  send_lost,        ///< nothing arrives and the answer is lost
  send_slow,
  send_error,
  send_banned,     ///< refused, with a ban of the account
  number_unknown,  ///< accepted; later the messenger does not know the number
  // --- What comes in
  event_twice,
  event_late,  ///< up to a week
  event_reordered,
  event_forged,     ///< about a message that was never sent
  event_id_reused,  ///< an id that came before, with another body
  event_from_stranger,
  event_time_wrong,  ///< an instant from nowhere
  // --- The host
  clock_ahead,
  clock_behind,
  store_away,      ///< every call fails for a while
  import_forgets,  ///< a client's row is written again without its opt-out
  run_twice,       ///< the day is planned again at once
  slots_away,      ///< no free times are known
  // --- Beneath the store, where it has a disk
  disk_fails,      ///< one read, write or sync fails
  disk_full,       ///< writes fail for a while
  disk_kills,      ///< the worker dies at a call to the disk, in the middle of a transaction
  commit_unheard,  ///< it is on the disk, and the store says that it failed
};
inline constexpr std::size_t fault_kinds = static_cast<std::size_t>(FaultKind::commit_unheard) + 1;

/// `crash_before`.
[[nodiscard]] std::string_view to_string(FaultKind kind) noexcept;
[[nodiscard]] std::optional<FaultKind> find_fault(std::string_view word) noexcept;

/// Which kinds may strike.
class FaultSet {
public:
  [[nodiscard]] static constexpr FaultSet all() noexcept {
    FaultSet set;
    set.has_.fill(true);
    return set;
  }
  constexpr void insert(FaultKind kind) noexcept { has_[static_cast<std::size_t>(kind)] = true; }
  constexpr void erase(FaultKind kind) noexcept { has_[static_cast<std::size_t>(kind)] = false; }
  [[nodiscard]] constexpr bool contains(FaultKind kind) const noexcept {
    return has_[static_cast<std::size_t>(kind)];
  }

private:
  std::array<bool, fault_kinds> has_{};
};

}  // namespace reactivation::simulation
