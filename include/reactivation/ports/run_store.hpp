// Port: which day's runs were begun, by whom, and how they ended. The row is the truth: a schedule
// only says when to ask for it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "reactivation/core/error.hpp"
#include "reactivation/core/ids.hpp"
#include "reactivation/core/time.hpp"

namespace reactivation {

/// A run is that of one company on one of its own dates.
struct RunKey {
  CompanyId company_id;
  LocalDate local_date;

  friend constexpr bool operator==(const RunKey&, const RunKey&) noexcept = default;
};

enum class RunState : std::uint8_t {
  running,
  done,
  failed,   ///< to be tried again at `next_try_at`
  skipped,  ///< given up for that date; `why` says the reason
};

/// Who wants to begin. A scheduled run happens once a date; a person may ask for one again.
enum class RunCause : std::uint8_t { scheduled, manual };

struct RunClaim {
  RunKey key;
  std::string owner;  ///< names the process, for people; not empty
  Instant now;
  Instant lease_until;  ///< after `now`; from then on the run counts as lost
  RunCause cause = RunCause::scheduled;
};

/// The right to end a run. Each begin of a row raises its epoch, so an old ticket is worth nothing.
struct RunTicket {
  RunKey key;
  std::int64_t epoch = 0;
  int tries = 0;  ///< this one included: 1 for the first
};

/// Why a run may not begin now.
enum class RunRefusal : std::uint8_t {
  none,
  already_done,
  given_up,           ///< skipped for that date
  running_elsewhere,  ///< some run of the company has a lease: until `until`
  backing_off,        ///< until `until`
};

struct RunAnswer {
  std::optional<RunTicket> ticket;  ///< set exactly when `refusal` is none
  RunRefusal refusal = RunRefusal::none;
  std::optional<Instant> until;
};

struct RunOutcome {
  RunState state = RunState::done;  ///< anything but running
  Instant ended_at;
  std::optional<Instant> next_try_at;  ///< set exactly when failed
  std::string last_error;              ///< `category:number`, empty when done
  std::string why;                     ///< one word for people; empty unless skipped
};

/// One row as it stands.
struct RunRecord {
  RunKey key;
  RunState state = RunState::running;
  std::string owner;
  Instant begun_at;
  Instant lease_until;
  std::optional<Instant> ended_at;
  int tries = 0;
  std::optional<Instant> next_try_at;
  std::string last_error;
  std::string why;
};

struct ScheduledCompany {
  CompanyId company_id;
  std::string time_zone;  ///< IANA name as stored; may be one that nobody knows
  bool is_enabled = false;
};

/// A lease that begins more than this ahead of the claim's `now` was written by a clock that was
/// wrong, and bars nothing.
inline constexpr Days run_clock_tolerance{1};

class RunStore {
public:
  virtual ~RunStore() = default;

  /// In one transaction: looks whether the run may begin, and writes that it has. While any run of
  /// the company has a lease nobody gets another. A lease that has run out is a try that was lost;
  /// the run may begin again. `manual` also begins what is done, given up or backing off, with the
  /// tries counted anew. `errc::not_found` for an unknown company, `errc::invalid_argument` for a
  /// claim without an owner or a lease. Safe over many threads and processes.
  [[nodiscard]] virtual result<RunAnswer> begin_run(const RunClaim& claim) = 0;
  /// Writes how it ended. `errc::not_found` when the ticket is not the row's newest or the run has
  /// ended: somebody else has it. A lease that ran out does not matter as long as nobody took it.
  [[nodiscard]] virtual result<void> end_run(const RunTicket& ticket,
                                             const RunOutcome& outcome) = 0;
  [[nodiscard]] virtual result<std::optional<RunRecord>> find_run(const RunKey& key) = 0;
  /// All companies, by id. One cheap call for many thousands.
  [[nodiscard]] virtual result<std::vector<ScheduledCompany>> list_scheduled() = 0;
};

}  // namespace reactivation
