#include "reactivation/core/rhythm_policy.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "rhythm_score.hpp"

namespace reactivation {
namespace {

constexpr double days_a_week = 7;

DueDays days_of(detail::RhythmScorer& scorer, const RhythmThresholds& thresholds,
                const TriggerQuestion& question) {
  const double weeks = question.horizon_days / days_a_week;
  const auto after = [&](std::int32_t days) {
    VisitSummary client = question.client;
    client.observed_weeks = client.until_last_weeks + days / days_a_week;
    return scorer.score(client, weeks);
  };
  DueDays out;
  // P(visit) may rise before it falls, so every day is looked at.
  out.due = std::clamp(question.floor_days, 1, max_interval_days);
  std::int32_t low = out.due - 1;
  while (out.due < max_interval_days && !(after(out.due).p_visit < thresholds.overdue_below)) {
    ++out.due;
  }
  // P(alive) never rises. Being lost begins at the floor or later.
  std::int32_t high = max_interval_days;
  if (!(after(high).p_alive < thresholds.lost_below)) return out;
  while (high - low > 1) {
    const std::int32_t middle = low + (high - low) / 2;
    (after(middle).p_alive < thresholds.lost_below ? high : low) = middle;
  }
  out.lost = std::max(high, out.due + thresholds.tries_days);
  return out;
}

}  // namespace

std::vector<DueDays> trigger_days(const RhythmModel& model, const RhythmThresholds& thresholds,
                                  std::span<const TriggerQuestion> questions) {
  std::int32_t most = 0;
  for (const TriggerQuestion& question : questions) {
    most = std::max(most, question.client.repeats);
  }
  detail::RhythmScorer scorer(model, most);
  std::vector<DueDays> out;
  out.reserve(questions.size());
  for (const TriggerQuestion& question : questions) {
    out.push_back(days_of(scorer, thresholds, question));
  }
  return out;
}

RhythmState state_of(const StateQuestion& client, const RhythmThresholds& thresholds) noexcept {
  if (client.silence_days < client.own_interval_days) return RhythmState::on_rhythm;
  if (client.score.p_alive < thresholds.lost_below) return RhythmState::lost;
  if (client.score.p_alive < thresholds.at_risk_below) return RhythmState::at_risk;
  if (client.score.p_visit < thresholds.overdue_below) return RhythmState::overdue;
  return RhythmState::due;
}

double visits_by_a_return(const RhythmModel& model, const VisitSummary& client, double weeks) {
  VisitSummary returned = client;
  ++returned.repeats;
  returned.log_gaps += std::log(client.observed_weeks - client.until_last_weeks);
  returned.until_last_weeks = client.observed_weeks;
  return 1 + expected_visits(model, returned, weeks) - expected_visits(model, client, weeks);
}

RhythmPolicy::RhythmPolicy(const VisitDays& days, const RhythmKnowledge& known, AsOf as_of)
    : days_(days), known_(known), as_of_(as_of) {
  for (const ClientDays& client : days.clients) {
    begin_.push_back(static_cast<std::uint32_t>(pairs_.size()));
    pairs_.resize(pairs_.size() + client.services.size());
  }
  std::vector<std::uint32_t> all(days.clients.size());
  std::iota(all.begin(), all.end(), 0U);
  learn_rows(all);
}

void RhythmPolicy::move_to(AsOf as_of, std::span<const std::uint32_t> changed_rows) {
  as_of_ = as_of;
  learn_rows(changed_rows);
}

void RhythmPolicy::learn_rows(std::span<const std::uint32_t> rows) {
  std::vector<TriggerQuestion> questions;
  struct Asked {
    std::size_t pair;
    std::int32_t behind_days;  ///< from the last visit with the service to the last of all
  };
  std::vector<Asked> asked;
  for (const std::uint32_t row : rows) {
    const ClientDays& client = days_.clients[row];
    const auto all = seen(client.days);
    if (all.empty()) continue;
    const VisitSummary summary = summary_of(all, all.back());
    for (std::size_t i = 0; i < client.services.size(); ++i) {
      const auto with_service = seen(client.services[i].days);
      if (with_service.empty()) continue;
      const ServiceRhythm& service = known_.services[client.services[i].service];
      const auto behind = static_cast<std::int32_t>((all.back() - with_service.back()).count());
      Pair& pair = pairs_[begin_[row] + i];
      pair.last_on = with_service.back();
      pair.own = own_interval(gap_days_of(with_service), service.median_days);
      const auto floor =
          std::max(service.floor_days_min, static_cast<std::int32_t>(std::ceil(pair.own.days)));
      questions.push_back({summary, std::max(1, floor - behind), service.horizon_days});
      asked.push_back({begin_[row] + i, behind});
    }
  }
  const std::vector<DueDays> found = trigger_days(known_.model, known_.thresholds, questions);
  for (std::size_t i = 0; i < asked.size(); ++i) {
    DueDays& due = pairs_[asked[i].pair].due;
    due = {std::min(found[i].due + asked[i].behind_days, max_interval_days), DueDays{}.lost};
    if (found[i].lost < DueDays{}.lost) due.lost = found[i].lost + asked[i].behind_days;
  }
}

const RhythmPolicy::Pair& RhythmPolicy::pair_of(std::size_t client_row,
                                                std::uint32_t service) const {
  const auto& services = days_.clients[client_row].services;
  const auto found = std::lower_bound(
      services.begin(), services.end(), service,
      [](const ClientDays::OfService& own, std::uint32_t wanted) { return own.service < wanted; });
  if (found == services.end() || found->service != service) return unknown_;
  return pairs_[begin_[client_row] + static_cast<std::size_t>(found - services.begin())];
}

std::span<const LocalDate> RhythmPolicy::seen(std::span<const LocalDate> days) const noexcept {
  return days_until(days, as_of_.seen_until);
}

VisitSummary RhythmPolicy::summary_of_row(std::size_t client_row) const {
  return summary_of(seen(days_.clients[client_row].days), as_of_.today);
}

double RhythmPolicy::value_of(std::size_t client_row, const VisitSummary& client) const {
  if (client.observed_weeks <= client.until_last_weeks) return 0;  // they are here today
  double spend = known_.spend_mean;
  if (known_.spend) {
    spend = expected_spend(*known_.spend, spend_of(days_.clients[client_row], as_of_.seen_until));
  }
  return spend * visits_by_a_return(known_.model, client, known_.thresholds.value_weeks);
}

DueDays RhythmPolicy::due_days(std::size_t client_row, std::uint32_t service) const {
  return pair_of(client_row, service).due;
}

double RhythmPolicy::priority(std::size_t client_row, std::uint32_t service) const {
  const VisitSummary client = summary_of_row(client_row);
  const double weeks = known_.services[service].horizon_days / days_a_week;
  return (1 - p_visit(known_.model, client, weeks)) * value_of(client_row, client);
}

std::optional<ClientRhythm> RhythmPolicy::evidence(std::size_t client_row,
                                                   std::uint32_t service) const {
  const VisitSummary client = summary_of_row(client_row);
  if (client.repeats < 0) return std::nullopt;  // their first visit is today's
  const Pair& pair = pair_of(client_row, service);
  ClientRhythm out;
  out.horizon_days = known_.services[service].horizon_days;
  const double weeks = out.horizon_days / days_a_week;
  const ClientScore score{p_alive(known_.model, client), p_visit(known_.model, client, weeks)};
  out.p_alive = score.p_alive;
  out.p_visit = score.p_visit;
  out.own_interval_days = pair.own.days;
  out.own_gaps = pair.own.gaps;
  out.visits = client.repeats + 1;
  out.due_days = pair.due.due;
  out.return_value = value_of(client_row, client);
  const auto silence = static_cast<std::int32_t>((as_of_.today - pair.last_on).count());
  out.state = state_of({static_cast<double>(silence), pair.own.days, score}, known_.thresholds);
  if (out.state == RhythmState::lost && silence < pair.due.lost) out.state = RhythmState::at_risk;
  return out;
}

}  // namespace reactivation
