// Making offers, and the plan as a value: the second half.
#include "reactivation/core/plan.hpp"

#include <algorithm>
#include <unordered_map>

#include "flat_index.hpp"
#include "reactivation/core/rhythm_policy.hpp"
#include "reactivation/core/tables.hpp"

namespace reactivation {
namespace {

/// Rows of one client at one instant as one visit.
std::vector<PastVisit> joined(std::vector<PastVisit> rows) {
  std::sort(rows.begin(), rows.end(), [](const PastVisit& a, const PastVisit& b) {
    if (a.starts_at != b.starts_at) return a.starts_at < b.starts_at;
    if (a.staff_id != b.staff_id) return a.staff_id < b.staff_id;
    return a.service_ids < b.service_ids;
  });
  std::vector<PastVisit> out;
  for (PastVisit& row : rows) {
    if (out.empty() || out.back().starts_at != row.starts_at) {
      out.push_back(std::move(row));
      continue;
    }
    PastVisit& visit = out.back();
    visit.is_time_known = visit.is_time_known || row.is_time_known;
    if (!visit.staff_id.is_set()) visit.staff_id = row.staff_id;
    for (const ServiceId service : row.service_ids) {
      if (std::find(visit.service_ids.begin(), visit.service_ids.end(), service) ==
          visit.service_ids.end()) {
        visit.service_ids.push_back(service);
      }
    }
  }
  return out;
}

/// The completed visits of each planned client, in the order of the turns.
std::vector<std::vector<PastVisit>> visits_of_turns(const PlanInput& input,
                                                    const VisitColumns& visits,
                                                    const std::vector<Turn>& turns) {
  std::vector<std::int64_t> ids;
  ids.reserve(turns.size());
  for (const Turn& turn : turns) ids.push_back(turn.attempt.client_id.value);
  const detail::FlatIndex turn_of(ids);
  std::vector<std::vector<PastVisit>> out(turns.size());
  for (std::size_t i = 0; i < visits.size(); ++i) {
    const std::uint32_t turn = turn_of.find(visits.client_id[i]);
    if (turn == detail::no_row || visits.starts_at[i] > input.now) continue;
    if (!visits.status.empty() && visits.status[i] != VisitStatus::completed) continue;
    PastVisit visit;
    visit.starts_at = visits.starts_at[i];
    visit.is_time_known = visits.is_time_known.empty() || visits.is_time_known[i] != 0;
    if (!visits.staff_id.empty()) visit.staff_id = StaffId{visits.staff_id[i]};
    if (visits.service_id[i] > 0) visit.service_ids.push_back(ServiceId{visits.service_id[i]});
    out[turn].push_back(std::move(visit));
  }
  for (auto& rows : out) rows = joined(std::move(rows));
  return out;
}

/// A member of staff whom the client asked for twice is the favourite (requirements §4.7).
void prefer_asked_staff(const PlanInput& input, std::uint32_t client_row,
                        Preferences& preferences) {
  if (input.clients.preferred_staff_id.empty()) return;
  const StaffId asked{input.clients.preferred_staff_id[client_row]};
  const bool is_there =
      std::any_of(input.staff.begin(), input.staff.end(),
                  [asked](const Staff& member) { return member.id == asked && member.active; });
  if (!is_there) return;
  StaffPreference favourite{asked, 0, 1.0};
  if (preferences.favourite_staff && preferences.favourite_staff->staff_id == asked) {
    favourite.visits = preferences.favourite_staff->visits;
  }
  for (const StaffPreference& other : preferences.other_staff) {
    if (other.staff_id == asked) favourite.visits = other.visits;
  }
  preferences.favourite_staff = favourite;
}

std::optional<Instant> known(Instant at) {
  return at == no_instant ? std::nullopt : std::optional{at};
}

/// Visit counts and amounts that the clients leave open, from the merged visits.
void fill_totals(const std::vector<Visit>& visits, const Snapshot& snapshot, Instant now,
                 ClientTable& clients) {
  struct Totals {
    std::int64_t visits = 0;
    std::int64_t spent_minor = 0;
  };
  constexpr std::int64_t spent_max = 1'000'000'000'000'000;
  std::unordered_map<std::int64_t, Totals> totals;
  for (const Visit& visit : visits) {
    if (visit.status != VisitStatus::completed || visit.starts_at > now) continue;
    Totals& sum = totals[visit.client_id.value];
    ++sum.visits;
    sum.spent_minor =
        std::clamp(sum.spent_minor + std::clamp(visit.cost_minor, -spent_max, spent_max),
                   -spent_max, spent_max);
  }
  for (std::size_t row = 0; row < snapshot.clients.size(); ++row) {
    const Totals sum = totals[snapshot.clients[row].id.value];
    if (!snapshot.clients[row].visit_count) clients.visit_count[row] = sum.visits;
    if (!snapshot.clients[row].total_spent_minor) clients.total_spent_minor[row] = sum.spent_minor;
  }
}

}  // namespace

void make_offers(const PlanInput& input, const VisitColumns& visits, Selection& selection) {
  const TimeZone zone =
      input.company.time_zone.is_known() ? input.company.time_zone : TimeZone::utc();
  const LocalDate today = zone.local_date(input.now);
  SlotBook book(std::max(1, input.settings.max_offers_per_slot));
  const auto history = visits_of_turns(input, visits, selection.turns);
  for (std::size_t i = 0; i < selection.turns.size(); ++i) {
    PlannedAttempt& attempt = selection.turns[i].attempt;
    attempt.preferences = input.habits
                              ? calibrated_preferences(history[i], zone, *input.habits, input.now)
                              : preferences_of(history[i], zone);
    prefer_asked_staff(input, selection.turns[i].client_row, attempt.preferences);
    if (!input.settings.include_slots_in_message) continue;
    attempt.slots =
        offered_slots(input.slots, input.staff,
                      {attempt.service_id, today, attempt.not_before, attempt.preferences,
                       input.settings, zone, drawn_value(attempt.arms, ArmFactor::slots)},
                      book);
  }
}

Plan plan_of(const PlanInput& input, Selection selection) {
  const TimeZone zone =
      input.company.time_zone.is_known() ? input.company.time_zone : TimeZone::utc();
  Plan plan;
  plan.company_id = input.company.id;
  plan.now = input.now;
  plan.local_date = zone.local_date(input.now);
  plan.counts = selection.counts;
  plan.fault = selection.fault;
  if (input.policy) plan.policy = input.policy->name();
  for (Turn& turn : selection.turns) plan.planned.push_back(std::move(turn.attempt));
  for (std::size_t i = 0; i < selection.rows.size(); ++i) {
    const ClientRow& row = selection.rows[i];
    if (row.reason == SkipReason::none) continue;
    SkippedClient skipped;
    skipped.client_id = ClientId{input.clients.id[i]};
    if (row.service != ClientRow::no_service) {
      skipped.service_id = input.services[row.service].id;
      if (input.policy) skipped.rhythm = input.policy->evidence(i, row.service);
    }
    skipped.reason = row.reason;
    skipped.until = known(row.until);
    skipped.eligible_at = known(row.eligible_at);
    if (row.rank > 0) skipped.rank = row.rank;
    plan.skipped.push_back(skipped);
  }
  std::sort(
      plan.skipped.begin(), plan.skipped.end(),
      [](const SkippedClient& a, const SkippedClient& b) { return a.client_id < b.client_id; });
  return plan;
}

namespace {

/// A snapshot as columns, with the totals that its clients leave open.
struct SnapshotColumns {
  SnapshotColumns(const Snapshot& snapshot, Instant now) {
    clients.reserve(snapshot.clients.size());
    for (const Client& client : snapshot.clients) clients.add(client);
    const std::vector<Visit> merged = merged_visits(snapshot.visits);
    visits.reserve(merged.size());
    for (const Visit& visit : merged) visits.add(visit);
    fill_totals(merged, snapshot, now, clients);
  }

  [[nodiscard]] PlanInput input_of(const Snapshot& snapshot, Instant now) const {
    return {.company = snapshot.company,
            .settings = snapshot.settings,
            .account = snapshot.account ? &*snapshot.account : nullptr,
            .services = snapshot.services,
            .staff = snapshot.staff,
            .rules = snapshot.rules,
            .clients = clients.columns(),
            .visits = visits.columns(),
            .history = {},
            .attempts = snapshot.attempts,
            .slots = snapshot.slots,
            .client_zones = snapshot.client_zones,
            .discounts = &snapshot.discounts,
            .weights = {},
            .now = now};
  }

  ClientTable clients;
  VisitTable visits;
};

}  // namespace

Plan plan_day(const Snapshot& snapshot, Instant now) {
  const SnapshotColumns columns(snapshot, now);
  const PlanInput input = columns.input_of(snapshot, now);
  Selection selection = select_clients(input);
  make_offers(input, input.visits, selection);
  return plan_of(input, std::move(selection));
}

namespace {

std::vector<HeldReason> reasons_of(const PlanInput& input, ClientId client) {
  const auto& ids = input.clients.id;
  const auto found = std::find(ids.begin(), ids.end(), client.value);
  if (found == ids.end()) return {};
  return held_reasons(input, static_cast<std::size_t>(found - ids.begin()));
}

}  // namespace

std::vector<HeldReason> held_reasons(const Snapshot& snapshot, ClientId client, Instant now) {
  const SnapshotColumns columns(snapshot, now);
  return reasons_of(columns.input_of(snapshot, now), client);
}

RhythmKnowledge learn_rhythm(const Snapshot& snapshot, Instant now) {
  const SnapshotColumns columns(snapshot, now);
  const PlanInput input = columns.input_of(snapshot, now);
  const VisitDays days = visit_days_of(input);
  return learn_rhythm(input, days, days.as_of);
}

Plan plan_day(const Snapshot& snapshot, Instant now, const RhythmKnowledge& known) {
  const SnapshotColumns columns(snapshot, now);
  PlanInput input = columns.input_of(snapshot, now);
  const VisitDays days = visit_days_of(input);
  const RhythmPolicy policy(days, known, {days.as_of, days.as_of});
  input.policy = &policy;
  input.habits = &known.habits;
  Selection selection = select_clients(input);
  make_offers(input, input.visits, selection);
  return plan_of(input, std::move(selection));
}

std::optional<ClientRhythm> rhythm_of(const Snapshot& snapshot, const ClientService& who,
                                      Instant now, const RhythmKnowledge& known) {
  const SnapshotColumns columns(snapshot, now);
  const PlanInput input = columns.input_of(snapshot, now);
  const VisitDays days = visit_days_of(input);
  const RhythmPolicy policy(days, known, {days.as_of, days.as_of});
  for (std::size_t row = 0; row < days.clients.size(); ++row) {
    if (input.clients.id[row] != who.client_id.value) continue;
    for (const ClientDays::OfService& own : days.clients[row].services) {
      if (input.services[own.service].id == who.service_id)
        return policy.evidence(row, own.service);
    }
  }
  return std::nullopt;
}

std::vector<HeldReason> held_reasons(const Snapshot& snapshot, ClientId client, Instant now,
                                     const RhythmKnowledge& known) {
  const SnapshotColumns columns(snapshot, now);
  PlanInput input = columns.input_of(snapshot, now);
  const VisitDays days = visit_days_of(input);
  const RhythmPolicy policy(days, known, {days.as_of, days.as_of});
  input.policy = &policy;
  return reasons_of(input, client);
}

}  // namespace reactivation
