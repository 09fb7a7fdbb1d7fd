// When a messaging account may send: hours, days, windows, gaps and quotas (requirements §4.9).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "reactivation/core/account.hpp"
#include "reactivation/core/settings.hpp"
#include "reactivation/core/time.hpp"

namespace reactivation {

/// The allowed instants of one civil day: [opens, closes).
struct SendWindow {
  Instant opens;
  Instant closes;

  [[nodiscard]] constexpr bool contains(Instant at) const noexcept {
    return opens <= at && at < closes;
  }
  friend constexpr bool operator==(const SendWindow&, const SendWindow&) noexcept = default;
};

/// Where allowed time comes from: company hours ∩ account hours, days ∩ days, minus holidays, read
/// in the company's zone; with a client's zone known, the company's hours in that zone too.
struct SendCalendar {
  const Settings& settings;
  const Account* account;  ///< null: only the company's side counts
  const TimeZone& zone;    ///< the company's
  const TimeZone* client_zone = nullptr;

  /// The windows of that civil day of the company, in order; one at the most without a client's
  /// zone. An unknown zone has none.
  [[nodiscard]] std::vector<SendWindow> windows_of(LocalDate date) const;
  /// The window of the day of `at` that contains it or comes next on that day.
  [[nodiscard]] std::optional<SendWindow> window_at(Instant at) const;
  /// The first opening after `at`, at most 400 days ahead; none when no day is ever allowed.
  [[nodiscard]] std::optional<Instant> next_opening(Instant at) const;
};

/// Messages that may still go out on the local day of `now`: max(0, limit − sent − waiting); 0 for
/// no account, a stopped one, or a limit that makes no sense.
struct Quota {
  int left = 0;
  int limit = 0;
  int sent = 0;
  int waiting = 0;
};
[[nodiscard]] Quota quota_of_day(const Settings& settings, const Account* account,
                                 const TimeZone& zone, Instant now, int waiting);

/// Finds the earliest instant for one more send, so that with every send known so far the gap, the
/// rolling hour and the rolling 24 hours hold, looking both back and ahead. A send at s leaves the
/// rolling hour at s + 3600 s exactly.
class Pacer {
public:
  Pacer(AccountLimits limits, std::span<const Instant> sends);

  /// The earliest allowed instant in [from, closes); none when the window ends before.
  [[nodiscard]] std::optional<Instant> earliest(Instant from, Instant closes) const;
  void take(Instant at);

private:
  [[nodiscard]] std::optional<Instant> conflict_clears_at(Instant at) const;
  [[nodiscard]] std::optional<Instant> window_clears_at(Instant at, Seconds length, int max) const;

  AccountLimits limits_;
  std::vector<Instant> sends_;  ///< ascending
};

enum class PermitReason : std::uint8_t {
  approved,
  zone_unknown,
  company_disabled,
  account_missing,
  account_stopped,  ///< spam score above 0.7
  account_paused,
  outside_sending_hours,
  expired,  ///< past the attempt's own not_after
  too_many_open,
  daily_limit,
  hourly_limit,
  gap,
  lease_lost,            ///< another worker holds the attempt
  not_waiting,           ///< it has been handed over, held or ended meanwhile
  facts_changed,         ///< a reason of the plan holds now
  account_disarmed,      ///< nobody has armed the account on this installation
  confirmation_missing,  ///< after a ban a person must confirm
  all_stopped,           ///< somebody stopped everything
  clock_jumped,          ///< the ledger knows sends of a later time than the clock shows
  first_contact_limit,   ///< enough people without a chat history for today
  written_to_today,      ///< nobody gets two on one local day
  window_too_short,      ///< the hand-over would end after the window
};

/// A word for programs: `outside_sending_hours`.
[[nodiscard]] std::string_view to_string(PermitReason reason) noexcept;

/// The answer to "may this message leave now?". `not_before` is set when waiting helps.
struct Permit {
  PermitReason reason = PermitReason::approved;
  std::optional<Instant> not_before;

  [[nodiscard]] bool is_approved() const noexcept { return reason == PermitReason::approved; }
};

struct PermitQuestion {
  const SendCalendar& calendar;
  Instant now;
  std::optional<Instant> not_after;
  int open = 0;          ///< attempts of the account between permit and outcome
  Seconds extra_gap{0};  ///< beyond the account's minimum, for this send
};

/// What the company's and the account's state alone forbid at `now`; `approved` when nothing does.
[[nodiscard]] Permit permit_of_account(const SendCalendar& calendar, Instant now);

/// Every limit again, at the moment of sending, from the ledger alone. What is unknown is refused.
[[nodiscard]] Permit permit_to_send(const PermitQuestion& question);

}  // namespace reactivation
