// What a plan's policy decides: when a client is due with a service, and who comes first. `spec`
// (requirements §4.2 and §4.4) is built in; this is where others plug in beside it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

namespace reactivation {

/// The built-in ways to decide.
enum class PolicyKind : std::uint8_t {
  spec,    ///< a fixed interval a service, the score of requirements §4.4
  rhythm,  ///< each client's own rhythm (core/rhythm_policy.hpp)
};
/// A word for programs: `rhythm`.
[[nodiscard]] std::string_view to_string(PolicyKind kind) noexcept;
[[nodiscard]] std::optional<PolicyKind> policy_of_word(std::string_view word) noexcept;

/// Where a client stands between two visits. Nobody is more than `on_rhythm` before their own
/// interval has passed.
enum class RhythmState : std::uint8_t {
  on_rhythm,  ///< within their own interval
  due,        ///< past it, and still likely to come by themselves
  overdue,    ///< unlikely to come by themselves soon: a message is worth sending
  at_risk,    ///< unlikely to be a client still
  lost,       ///< gone: nothing more is spent on them
};
/// A word for programs: `at_risk`.
[[nodiscard]] std::string_view to_string(RhythmState state) noexcept;

/// Why a policy decides as it does about one client and service, with the evidence behind it.
struct ClientRhythm {
  RhythmState state = RhythmState::on_rhythm;
  double p_alive = 0;  ///< has not left for good
  double p_visit = 0;  ///< comes by themselves within `horizon_days`; ≤ p_alive
  std::int32_t horizon_days = 0;
  double own_interval_days = 0;  ///< with this service
  double own_gaps = 0;           ///< how many gaps stand behind it, older ones less
  std::int32_t visits = 0;       ///< days with a visit
  std::int32_t due_days = 0;     ///< after the last visit with the service a message may go
  double return_value = 0;       ///< what a visit now brings beyond what comes anyway, major units
};

/// In days since the local date of the client's last visit with the service.
struct DueDays {
  std::int32_t due = 0;  ///< as an interval: due once so many days have passed, 1 to 3650
  /// From so many days on the client is left in peace for good.
  std::int32_t lost = std::numeric_limits<std::int32_t>::max();
};

/// Rows are those of `PlanInput::clients`, services index `PlanInput::services` and have an active
/// rule; only pairs with a completed visit are asked about. Pure; threads: any number.
class PlanPolicy {
public:
  virtual ~PlanPolicy() = default;

  /// A word for documents.
  [[nodiscard]] virtual std::string_view name() const noexcept = 0;
  [[nodiscard]] virtual DueDays due_days(std::size_t client_row, std::uint32_t service) const = 0;
  /// Higher is earlier. Asked for clients who may be written to; finite.
  [[nodiscard]] virtual double priority(std::size_t client_row, std::uint32_t service) const = 0;
  /// What the plan's row shows.
  [[nodiscard]] virtual std::optional<ClientRhythm> evidence(std::size_t client_row,
                                                             std::uint32_t service) const = 0;
};

}  // namespace reactivation
