// START READING HERE. One company, one instant: who gets a message, with what, and who does not.
//
//   snapshot ─► fold visits ─► judge each client ─► rank ─► give turns ─► make offers ─► plan
//               (columns)      (eligibility)     (priority)  (limits)   (preferences,
//                                                                        slots, discount)
//
// Everything here is a pure function of its arguments. Every client of the input appears exactly
// once in the plan: with a turn, or with the reason why not and the instant at which that is over.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "reactivation/core/arms.hpp"
#include "reactivation/core/attempt.hpp"
#include "reactivation/core/columns.hpp"
#include "reactivation/core/discount.hpp"
#include "reactivation/core/eligibility.hpp"
#include "reactivation/core/habits.hpp"
#include "reactivation/core/interval.hpp"
#include "reactivation/core/limits.hpp"
#include "reactivation/core/plan_policy.hpp"
#include "reactivation/core/preferences.hpp"
#include "reactivation/core/priority.hpp"
#include "reactivation/core/slot_ranking.hpp"
#include "reactivation/core/snapshot.hpp"

namespace reactivation {

struct PlanCounts {
  std::int64_t clients = 0;
  std::int64_t due = 0;  ///< clients with a service that passes reasons 1 to 11
  std::int64_t planned = 0;
  std::int64_t skipped = 0;

  friend bool operator==(const PlanCounts&, const PlanCounts&) noexcept = default;
};

/// A client who is written to, about which service, when, and with what.
struct PlannedAttempt {
  AttemptId attempt_id;
  int rank = 0;  ///< 1 = first
  ClientId client_id;
  ServiceId service_id;
  LocalDate cycle_key;
  int attempt_number = 1;
  Instant last_visit_at;  ///< of this service
  std::int64_t days_since_visit = 0;
  Interval interval;
  int discount_percent = 0;
  double priority_score = 0;
  Instant not_before;  ///< the message's turn
  Instant not_after;   ///< the end of today's window
  std::vector<OfferedSlot> slots;
  Preferences preferences;
  std::optional<ClientRhythm> rhythm;  ///< by a policy beside `spec`
  std::vector<DrawnArm> arms;          ///< what was drawn for it; empty when nothing is tried
};

/// A client who is not written to.
struct SkippedClient {
  ClientId client_id;
  std::optional<ServiceId> service_id;  ///< the service that came closest; none for reasons 1 to 7
  SkipReason reason = SkipReason::none;
  std::optional<Instant> until;        ///< the first instant at which the reason is gone
  std::optional<Instant> eligible_at;  ///< when every known reason is gone
  std::optional<std::int64_t> rank;    ///< for no_quota: the place in the queue
  std::optional<ClientRhythm> rhythm;  ///< of `service_id`, by a policy beside `spec`
};

/// The value behind the document `reactivation.plan/1`.
struct Plan {
  CompanyId company_id;
  Instant now;
  LocalDate local_date;
  PlanCounts counts;
  std::vector<PlannedAttempt> planned;  ///< in rank order
  std::vector<SkippedClient> skipped;   ///< in order of client id
  std::optional<ColumnFault> fault;     ///< the input contradicts itself: the plan is empty
  std::string policy = "spec";          ///< the name of the policy that decided
};

/// The whole decision. `now` is the only clock. A snapshot that has a client twice (the JSON reader
/// lets none through) has an empty plan that names the rows in `fault`.
[[nodiscard]] Plan plan_day(const Snapshot& snapshot, Instant now);

/// "Why not me, and when?": every reason that holds for that client at `now`, in the order in which
/// they bind, about the service that the plan's row is about. The queue of the day is not judged,
/// so `no_quota` is never among them; after `no_visit` nothing is. Empty for an unknown client.
[[nodiscard]] std::vector<HeldReason> held_reasons(const Snapshot& snapshot, ClientId client,
                                                   Instant now);

// --- The same code over columns, in two steps, for many clients and for stores -------------------

/// What the planner looks at. Spans and references must outlive the call.
struct PlanInput {
  const Company& company;
  const Settings& settings;
  const Account* account = nullptr;
  std::span<const Service> services;
  std::span<const Staff> staff;
  std::span<const Rule> rules;
  ClientColumns clients;
  VisitColumns visits;
  HistoryColumns history;
  std::span<const Attempt> attempts;
  std::span<const Slot> slots;
  std::span<const TimeZone> client_zones;
  const DiscountFacts* discounts = nullptr;  ///< null: nothing was sent or given away yet
  PriorityWeights weights;
  Instant now;
  const PlanPolicy* policy = nullptr;  ///< null: `spec`
  const ShopHabits* habits = nullptr;  ///< null: preferences of requirements §4.7
};

/// The verdict on the client of the same row in `ClientColumns`.
struct ClientRow {
  Instant until = no_instant;
  Instant eligible_at = no_instant;
  std::uint32_t service = no_service;    ///< index into PlanInput::services
  std::uint32_t rank = 0;                ///< 0 = none
  SkipReason reason = SkipReason::none;  ///< none: planned

  static constexpr std::uint32_t no_service = 0xFFFFFFFF;
};

/// A planned client before the offer is made. `attempt.slots` and `attempt.preferences` are empty.
struct Turn {
  std::uint32_t client_row = 0;
  PlannedAttempt attempt;
};

struct Selection {
  PlanCounts counts;
  std::vector<ClientRow> rows;  ///< one for each client, in the input's order
  std::vector<Turn> turns;      ///< in rank order
  /// The columns contradict themselves: nobody is judged or planned, the rest is empty.
  std::optional<ColumnFault> fault;
};

/// Judges every client, ranks those who pass, and gives turns until the quota or the window ends.
[[nodiscard]] Selection select_clients(const PlanInput& input);

/// `held_reasons` of the client in that row.
[[nodiscard]] std::vector<HeldReason> held_reasons(const PlanInput& input, std::size_t client_row);

/// One message by hand: the attempt that would be next for that client, about the first service
/// with a rule that they have taken, with a turn from `now` to the end of today's window. Whether
/// they may be written to is `held_reasons`' business. Nothing without such a visit or window, and
/// of columns that contradict themselves.
[[nodiscard]] std::optional<PlannedAttempt> manual_attempt(const PlanInput& input,
                                                           std::size_t client_row);

/// Fills in preferences and slots of the turns, in rank order, from `visits` (which need hold no
/// other clients than the planned ones).
void make_offers(const PlanInput& input, const VisitColumns& visits, Selection& selection);

/// The selection as the plan's value: planned by rank, skipped by client id.
[[nodiscard]] Plan plan_of(const PlanInput& input, Selection selection);

}  // namespace reactivation
