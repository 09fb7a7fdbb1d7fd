// Judging, ranking, and giving turns: the first half of a plan.
#include <algorithm>
#include <cmath>
#include <unordered_set>

#include "judge.hpp"
#include "ranking.hpp"
#include "reactivation/core/plan.hpp"

namespace reactivation {
namespace {

using detail::Candidate;
using detail::Judge;
using detail::Judgement;
using detail::no_row;
using detail::Passing;

/// Sums up what the clients' columns leave open, from the visits.
class Totals {
public:
  Totals(const PlanInput& input, const Judge& judge) : input_(input), judge_(judge) {}

  [[nodiscard]] std::int64_t visit_count_of(std::size_t row) const {
    const auto& column = input_.clients.visit_count;
    if (!column.empty() && column[row] != absent_amount) return column[row];
    std::vector<Instant> instants;
    judge_.visits().for_each(row, [&](std::uint32_t, Instant at, VisitStatus status) {
      if (status == VisitStatus::completed && at <= input_.now) instants.push_back(at);
    });
    std::sort(instants.begin(), instants.end());
    return std::unique(instants.begin(), instants.end()) - instants.begin();
  }

  [[nodiscard]] std::int64_t spent_minor_of(std::size_t row) {
    const auto& column = input_.clients.total_spent_minor;
    if (!column.empty() && column[row] != absent_amount) return column[row];
    if (!is_summed_) sum_costs();
    return spent_.empty() ? 0 : spent_[row];
  }

private:
  void sum_costs() {
    is_summed_ = true;
    const VisitColumns& visits = input_.visits;
    if (visits.cost_minor.empty()) return;
    spent_.assign(input_.clients.size(), 0);
    const detail::FlatIndex clients_by_id(input_.clients.id);
    for (std::size_t i = 0; i < visits.size(); ++i) {
      const bool is_completed = visits.status.empty() || visits.status[i] == VisitStatus::completed;
      const std::uint32_t row = clients_by_id.find(visits.client_id[i]);
      if (!is_completed || row == no_row || visits.starts_at[i] > input_.now) continue;
      // Sums past 1e15 change nothing about a rank any more; stopping there cannot overflow.
      spent_[row] = std::clamp<std::int64_t>(spent_[row] + visits.cost_minor[i],
                                             -1'000'000'000'000'000, 1'000'000'000'000'000);
    }
  }

  const PlanInput& input_;
  const Judge& judge_;
  bool is_summed_ = false;
  std::vector<std::int64_t> spent_;
};

class Selector {
public:
  explicit Selector(const PlanInput& input)
      : input_(input),
        judge_(input),
        totals_(input, judge_),
        calendar_{input.settings, input.account, input.company.time_zone},
        window_(calendar_.window_of(judge_.today())) {}

  [[nodiscard]] Selection select() {
    selection_.rows.resize(input_.clients.size());
    for (std::size_t row = 0; row < input_.clients.size(); ++row) judge_client(row);
    give_turns();
    PlanCounts& counts = selection_.counts;
    counts.clients = static_cast<std::int64_t>(input_.clients.size());
    counts.planned = static_cast<std::int64_t>(selection_.turns.size());
    counts.skipped = counts.clients - counts.planned;
    return std::move(selection_);
  }

private:
  void judge_client(std::size_t row) {
    const Judgement judgement = judge_.judge(row);
    ClientRow& out = selection_.rows[row];
    if (judgement.best) out.service = judgement.best->service;
    Verdict verdict = judgement.verdict;
    if (verdict.passes() && is_over_for(row)) {
      verdict.add(SkipReason::outside_sending_hours,
                  zone_of(row) ? opening_for(row, input_.now) : opening_);
    }
    out.reason = verdict.reason();
    out.until = verdict.until();
    out.eligible_at = verdict.eligible_at();
    if (out.reason == SkipReason::none || out.reason > SkipReason::lapsed) ++selection_.counts.due;
    if (out.reason == SkipReason::none) passing_.push_back(passing_of(row, *judgement.best));
  }

  [[nodiscard]] Passing passing_of(std::size_t row, const Candidate& candidate) {
    const auto& loyalty = input_.clients.loyalty_level;
    const PriorityFacts facts{
        loyalty.empty() ? LoyaltyLevel::unknown : loyalty[row],
        static_cast<double>(totals_.spent_minor_of(row)) / minor_in_major_, totals_.visit_count_of(row),
        candidate.days};
    return {priority_score(facts, input_.weights), static_cast<std::int32_t>(candidate.days),
            static_cast<std::uint32_t>(row)};
  }

  [[nodiscard]] const TimeZone* zone_of(std::size_t row) const {
    const auto& zones = input_.clients.zone;
    if (zones.empty() || zones[row] >= input_.client_zones.size()) return nullptr;
    const TimeZone& zone = input_.client_zones[zones[row]];
    return zone.is_known() ? &zone : nullptr;
  }
  [[nodiscard]] SendCalendar calendar_for(std::size_t row) const {
    return {input_.settings, input_.account, input_.company.time_zone, zone_of(row)};
  }
  [[nodiscard]] std::optional<SendWindow> window_for(std::size_t row) const {
    return zone_of(row) ? calendar_for(row).window_of(judge_.today()) : window_;
  }
  [[nodiscard]] bool is_over_for(std::size_t row) const {
    const auto window = window_for(row);
    return !window || input_.now >= window->closes;
  }
  [[nodiscard]] Instant opening_for(std::size_t row, Instant after) const {
    return calendar_for(row).next_opening(after).value_or(no_instant);
  }

  void give_turns() {
    const Quota quota = quota_of_day(input_.settings, input_.account, judge_.zone(), input_.now,
                                     judge_.contacts().waiting_today());
    const AccountLimits limits = input_.account ? limits_of(*input_.account) : AccountLimits{};
    Pacer pacer(limits, input_.account ? std::span<const Instant>(input_.account->sends)
                                       : std::span<const Instant>{});
    const bool may_ever_send = quota.limit > 0 && limits.sent_hourly_max > 0;
    bool is_window_full = false;
    std::uint32_t rank = 0;
    for (const std::uint32_t place : detail::ranked(passing_, input_.clients.id)) {
      const Passing& passing = passing_[place];
      ClientRow& row = selection_.rows[passing.client_row];
      row.rank = ++rank;
      std::optional<Instant> turn;
      const bool is_hopeless = is_window_full && !zone_of(passing.client_row);
      if (static_cast<int>(selection_.turns.size()) < quota.left && !is_hopeless &&
          is_person_free(passing.client_row)) {
        turn = turn_of(passing.client_row, pacer);
        is_window_full = is_window_full || (!turn && !zone_of(passing.client_row));
      }
      if (turn) {
        pacer.take(*turn);
        add_turn(passing, *turn);
      } else {
        row.reason = SkipReason::no_quota;
        row.until = may_ever_send ? chance_for(passing.client_row) : no_instant;
        row.eligible_at = row.until;
      }
    }
  }

  /// Not yet planned today under the same phone, and within the cap for first contacts.
  [[nodiscard]] bool is_person_free(std::uint32_t row) const {
    const auto& phones = input_.clients.phone;
    if (!phones.empty() && planned_phones_.contains(phones[row])) return false;
    if (!is_first_contact(row) || !input_.account) return true;
    const auto& cap = input_.account->first_contact_daily_limit;
    return !cap || judge_.contacts().first_contacts_today() + first_contacts_ < *cap;
  }
  [[nodiscard]] bool is_first_contact(std::uint32_t row) const {
    const auto& history = input_.clients.has_chat_history;
    return history.empty() || history[row] == 0;
  }

  [[nodiscard]] std::optional<Instant> turn_of(std::uint32_t row, const Pacer& pacer) const {
    const auto window = window_for(row);  // is_over_for has seen that there is one
    Instant from = std::max(input_.now, window->opens);
    if (input_.account->paused_until) from = std::max(from, *input_.account->paused_until);
    return pacer.earliest(from, window->closes);
  }

  [[nodiscard]] Instant chance_for(std::uint32_t row) {
    if (zone_of(row)) return next_chance(row);
    if (!chance_) chance_ = next_chance(row);
    return *chance_;
  }

  /// The next opening after today's, or the end of the account's pause when that is later.
  [[nodiscard]] Instant next_chance(std::uint32_t row) const {
    const auto window = window_for(row);
    const Instant opening = opening_for(row, std::max(input_.now, window->opens));
    const auto& pause = input_.account->paused_until;
    if (!pause || opening == no_instant || *pause <= opening) return opening;
    const auto paused_day = calendar_for(row).window_of(judge_.zone().local_date(*pause));
    return paused_day && paused_day->contains(*pause) ? *pause : opening_for(row, *pause);
  }

  void add_turn(const Passing& passing, Instant not_before) {
    const std::uint32_t row = passing.client_row;
    const Candidate best = *judge_.judge(row).best;
    const detail::ServicePolicy& policy = judge_.policy_of(best.service);
    const ClientId client{input_.clients.id[row]};
    const ServiceId service = input_.services[best.service].id;
    const detail::CycleFacts cycle =
        judge_.contacts().cycle_of(row, service, best.last_visit_at);
    const int number = std::max(cycle.sent, cycle.number_max) + 1;

    PlannedAttempt attempt;
    attempt.attempt_id = attempt_id({input_.company.id, client, service, cycle.key, number});
    attempt.rank = static_cast<int>(selection_.rows[row].rank);
    attempt.client_id = client;
    attempt.service_id = service;
    attempt.cycle_key = cycle.key;
    attempt.attempt_number = number;
    attempt.last_visit_at = best.last_visit_at;
    attempt.days_since_visit = best.days;
    attempt.interval = policy.interval;
    attempt.discount_percent =
        discount_for_attempt(*policy.rule, input_.settings, number).percent;
    attempt.priority_score = passing.score;
    attempt.not_before = not_before;
    attempt.not_after = window_for(row)->closes;
    selection_.turns.push_back({row, std::move(attempt)});

    if (!input_.clients.phone.empty()) planned_phones_.insert(input_.clients.phone[row]);
    if (is_first_contact(row)) ++first_contacts_;
  }

  const PlanInput& input_;
  Judge judge_;
  Totals totals_;
  const SendCalendar calendar_;
  const std::optional<SendWindow> window_;
  const double minor_in_major_ = std::pow(10.0, currency_exponent(input_.company.currency));
  Selection selection_;
  std::vector<Passing> passing_;
  const Instant opening_ = calendar_.next_opening(input_.now).value_or(no_instant);
  std::optional<Instant> chance_;  ///< the next one on the company's clock
  std::unordered_set<std::uint64_t> planned_phones_;
  int first_contacts_ = 0;
};

}  // namespace

Selection select_clients(const PlanInput& input) { return Selector(input).select(); }

}  // namespace reactivation
