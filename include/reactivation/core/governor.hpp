// The governor of one messaging account (docs/governor.md): from what was sent, how people took it
// and what the messenger said, the caps in force now. It only ever lowers what is stored.
//
// A host may leave it out; then `limits_of(account)` stands. An account whose messenger is the
// outbox has no governor: nothing is sent there, so nothing can be banned.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "reactivation/core/account.hpp"
#include "reactivation/core/account_signal.hpp"
#include "reactivation/core/time.hpp"

namespace reactivation {

/// What became of a send. A value outside this list counts as undelivered.
enum class DeliveryOutcome : std::uint8_t {
  pending,           ///< accepted, uncertain, or no word yet
  delivered,         ///< or read
  undelivered,       ///< the messenger reported that it failed
  not_on_messenger,  ///< failed because the number is not there; counts as undelivered too
};

/// One counted send (an uncertain one counts), or one that was refused because of its person or
/// their number, and how the person took it. The reactions are facts that may hold together.
///
/// A person's reaction counts once, on however many of their records it stands; without a client
/// each record is a person. An opt-out beside a block or a report does not count again: the library
/// itself opts out whoever blocks or reports.
struct SendRecord {
  Instant sent_at;
  DeliveryOutcome outcome = DeliveryOutcome::pending;
  bool is_first_contact = false;  ///< to a person who had never written to this account
  bool replied = false;           ///< wrote back, whatever they wrote
  bool opted_out = false;
  bool complained = false;  ///< said so, to us or to the company
  bool blocked = false;     ///< as far as the messenger tells
  bool reported = false;    ///< as far as the messenger tells
  CompanyId company_id{};
  ClientId client_id{};  ///< of the company; unset: nobody that is known
};

/// What a caller hands in. Order and duplicates do not matter, except that a record twice is two
/// sends. Everything lies in one clock, UTC.
struct GovernorInput {
  /// As it is stored: never the result of `governed_account`, which would be lowered twice.
  const Account& account;
  const TimeZone& zone;  ///< of the company (of the oldest one, when several share the account)
  /// The account's last 100 counted sends, and all of the last 48 hours; more is harmless.
  std::span<const SendRecord> records;
  /// When the account sent, for the ramp: every counted send since the stored level was entered, or
  /// one for each local date. Left out, they only lower the caps. 400 days are always enough.
  std::span<const Instant> level_sends;
  /// The whole history. An entry that nobody confirmed stays in force for years.
  std::span<const AccountSignal> signals;
  /// When the stored level was given; absent: it has always been there.
  std::optional<Instant> level_since;
  Instant now;
};

/// Why nothing is sent, the gravest first.
enum class StopReason : std::uint8_t {
  none,
  zone_unknown,
  permanent_ban,
  temporary_ban,
  account_locked,
  policy_block,
  spam_rate_limited,
  registration_lost,
  logged_out,
  auth_revoked,
  payment_problem,
  unknown_signal,     ///< a kind that this version does not know
  spam_score,         ///< computed, above `spam_score_stop`
  stored_spam_score,  ///< the host's own, above `spam_score_stop`
  reach_out_lock,
  yellow_card,
  disconnect_storm,
  operator_paused,
  stored_pause,  ///< the account's own `paused_until`
};

/// A word for programs: `temporary_ban`; empty for `none`.
[[nodiscard]] std::string_view to_string(StopReason reason) noexcept;

struct Stop {
  StopReason reason = StopReason::none;
  /// Not before this; absent when nobody knows.
  std::optional<Instant> until;
  /// Goes on after `until`, until a person confirms.
  bool needs_person = false;

  /// No instant ends it.
  [[nodiscard]] constexpr bool has_open_end() const noexcept { return needs_person || !until; }
  friend constexpr bool operator==(const Stop&, const Stop&) noexcept = default;
};

enum class GovernorRule : std::uint8_t {
  level_row,                     ///< the row of the level in force
  ramp,                          ///< not yet 14 days of use
  after_ban,                     ///< 5 a day for 14 days after a ban is over
  spam_score_halves,             ///< score from 0.3 on
  rate_limited,                  ///< half the hour
  stopped,                       ///< a stop without an end
  age_unknown,                   ///< no `account_created_at`: no first contacts
  too_young,                     ///< the first 7 days: no first contacts
  spam_score_no_first_contacts,  ///< score from 0.5 on
  undelivered_high,
  not_on_messenger_high,
  within_the_day,  ///< first contacts are part of the day's messages
};
enum class GovernedCap : std::uint8_t { daily, hourly, concurrent, gap_seconds, first_contacts };

/// One rule at work on one cap. A rule that forbids first contacts is listed also when they were
/// forbidden before.
struct Lowering {
  GovernorRule rule = GovernorRule::level_row;
  GovernedCap cap = GovernedCap::daily;
  int before = 0;
  int after = 0;                 ///< for `gap_seconds` the larger one
  std::optional<Instant> until;  ///< when the rule has a known end

  friend constexpr bool operator==(const Lowering&, const Lowering&) noexcept = default;
};

/// The numbers behind the spam score.
struct SpamEvidence {
  int sends = 0;            ///< n, of the last 100
  int negative_weight = 0;  ///< 2 · (blocks + reports) + opt-outs + complaints, of their persons
  int replies = 0;          ///< among them
  int sends_24h = 0;
  int undelivered_24h = 0;
  bool has_incident = false;  ///< in 14 days

  friend constexpr bool operator==(const SpamEvidence&, const SpamEvidence&) noexcept = default;
};

inline constexpr double spam_score_halve = 0.3;
inline constexpr double spam_score_no_first_contacts = 0.5;

/// 0.5 · neg / 8 % + 0.2 · (1 − min(1, replies / 15 %)) from 20 sends on + 0.2 · undelivered / 10 %
/// + 0.1 for an incident; only the sum is clamped to 0 … 1 (safety.md §8). neg is negative_weight /
/// max(n, 50), replies is replies / n, undelivered is undelivered_24h / max(sends_24h, 20), so that
/// one dead number in the morning is no crisis. Computed in whole numbers and divided once: a score
/// that is exactly 0.3 compares as 0.3. Counts that make no sense are clamped.
[[nodiscard]] double spam_score_of(const SpamEvidence& evidence) noexcept;

/// The caps in force now and what led to them.
struct Governed {
  WarmupLevel level = WarmupLevel::cold;         ///< in force: the lower of stored and earned
  WarmupLevel level_earned = WarmupLevel::cold;  ///< by age and clean days; may be stored
  /// With a stop that has no end all but the gap are 0. With a pause that has one they are what
  /// will hold when it is over.
  AccountLimits limits;
  int first_contact_daily_limit = 0;
  int first_contacts_left = 0;  ///< of the cap, on the local day of now
  double spam_score = 0;        ///< the larger of computed and stored; 1 from a ban to confirmation
  SpamEvidence evidence;
  std::vector<Stop> stops;              ///< all in force, one for each reason, the gravest first
  std::optional<Instant> paused_until;  ///< the latest known end among the stops
  bool needs_person_confirmation = false;
  bool must_empty_provider_queue =
      false;                        ///< after a yellow card, for messages already handed over
  std::vector<Lowering> lowerings;  ///< in the order in which they were applied

  [[nodiscard]] bool is_stopped() const noexcept { return !stops.empty(); }
  [[nodiscard]] StopReason stop_reason() const noexcept {
    return stops.empty() ? StopReason::none : stops.front().reason;
  }
  /// Stopped until a person acts or the evidence changes: no instant ends it.
  [[nodiscard]] bool has_open_end() const noexcept;
};

/// Total and pure. More negative evidence (a signal, a reaction, a failure) never raises a cap; no
/// cap exceeds `limits_of(account)` or the level's row.
[[nodiscard]] Governed govern(const GovernorInput& input);

/// The account with the caps in force in place of the stored ones, so that a plan and a permit made
/// from it obey them. A stop without an end is written as a spam score of 1, the account's own word
/// for "stopped".
[[nodiscard]] Account governed_account(const Account& account, const Governed& governed);

}  // namespace reactivation
