// Judging, ranking, and giving turns: the first half of a plan.
#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <unordered_set>

#include "judge.hpp"
#include "ranking.hpp"
#include "reactivation/core/holdout.hpp"
#include "reactivation/core/plan.hpp"
#include "reactivation/core/tables.hpp"

namespace reactivation {
namespace {

using detail::Judge;
using detail::Judgement;
using detail::no_row;

/// What is noted of a client who passes reasons 1 to 16.
struct Passing {
  double score;
  Instant last_visit_at;
  std::int64_t days;
};

/// Sums up what the clients' columns leave open, from the visits.
class Totals {
public:
  Totals(const PlanInput& input, const Judge& judge) : input_(input), judge_(judge) {}

  template <class Run>
  [[nodiscard]] std::int64_t visit_count_of(std::size_t row, const Run& run) {
    const auto& column = input_.clients.visit_count;
    if (!column.empty() && column[row] != absent_amount) return column[row];
    instants_.clear();  // who passes has no visit ahead
    for (std::size_t i = 0; i < run.size(); ++i) {
      const detail::SeenVisit visit = run[i];
      if (visit.status == VisitStatus::completed) instants_.push_back(visit.at);
    }
    std::sort(instants_.begin(), instants_.end());
    return std::unique(instants_.begin(), instants_.end()) - instants_.begin();
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
    for (std::size_t i = 0; i < visits.size(); ++i) {
      const bool is_completed = visits.status.empty() || visits.status[i] == VisitStatus::completed;
      const std::uint32_t row = judge_.clients_by_id().find(visits.client_id[i]);
      if (!is_completed || row == no_row || visits.starts_at[i] > input_.now) continue;
      // Sums past 1e15 change nothing about a rank any more; stopping there cannot overflow.
      constexpr std::int64_t most = 1'000'000'000'000'000;
      const std::int64_t cost = std::clamp(visits.cost_minor[i], -most, most);
      spent_[row] = std::clamp(spent_[row] + cost, -most, most);
    }
  }

  const PlanInput& input_;
  const Judge& judge_;
  bool is_summed_ = false;
  std::vector<std::int64_t> spent_;
  std::vector<Instant> instants_;
};

class Selector {
public:
  explicit Selector(const PlanInput& input)
      : input_(input),
        judge_(input),
        totals_(input, judge_),
        calendar_{input.settings, input.account, input.company.time_zone},
        arms_(input.settings, input.company.id, judge_.today(),
              input.discounts ? *input.discounts : DiscountFacts{}),
        window_(calendar_.window_at(input.now)) {}

  [[nodiscard]] std::vector<HeldReason> held_reasons(std::size_t row) {
    const VisitTable visits = visits_of(row);
    const VisitColumns own = visits.columns();
    const detail::ColumnRun run(own, judge_.reminded_services(), 0, own.size());
    std::vector<HeldReason> held;
    held.reserve(reasons_max);
    (void)judge_.judge(row, run, held);
    if (!held.empty() && held.back().reason == SkipReason::no_visit) return held;
    const bool is_noted = !held.empty() && held.back().reason == SkipReason::holdout;
    if (!is_noted &&
        is_held_out(input_.settings.holdout, input_.company.id, ClientId{input_.clients.id[row]})) {
      held.push_back({SkipReason::holdout, no_instant});
    }
    if (!window_for(row)) {
      held.push_back({SkipReason::outside_sending_hours, opening_for(row, input_.now)});
    }
    return held;
  }

  [[nodiscard]] std::optional<PlannedAttempt> manual_attempt(std::size_t row) {
    const VisitTable visits = visits_of(row);
    const VisitColumns own = visits.columns();
    const detail::ColumnRun run(own, judge_.reminded_services(), 0, own.size());
    const Judgement judgement = judge_.judge(row, run);
    const auto window = window_for(row);
    if (judgement.service == no_row || !window || judge_.fault()) return std::nullopt;
    selection_.rows.resize(input_.clients.size());
    selection_.rows[row].service = judgement.service;
    add_turn(static_cast<std::uint32_t>(row), {0.0, judgement.last_visit_at, judgement.days},
             {std::max(input_.now, window->opens), window->closes});
    return std::move(selection_.turns.back().attempt);
  }

  [[nodiscard]] Selection select() {
    selection_.fault = judge_.fault();
    if (selection_.fault) return std::move(selection_);
    selection_.rows.resize(input_.clients.size());
    passing_.reserve(input_.clients.size());
    if (!judge_in_order()) judge_in_parts();
    give_turns();
    PlanCounts& counts = selection_.counts;
    counts.clients = static_cast<std::int64_t>(input_.clients.size());
    counts.planned = static_cast<std::int64_t>(selection_.turns.size());
    counts.skipped = counts.clients - counts.planned;
    return std::move(selection_);
  }

private:
  [[nodiscard]] VisitTable visits_of(std::size_t row) const {
    VisitTable visits;
    for (std::size_t i = 0; i < input_.visits.size(); ++i) {
      if (input_.visits.client_id[i] == input_.clients.id[row]) visits.add(input_.visits, i);
    }
    return visits;
  }

  /// Reads visits that come grouped in the order of the clients; false when they do not.
  bool judge_in_order() {
    const VisitColumns& visits = input_.visits;
    const Column<std::int64_t> ids = visits.client_id;
    std::size_t next = 0;  // the first visit not read
    std::uint32_t owner = owner_of(next);
    for (std::size_t row = 0; row < input_.clients.size(); ++row) {
      const std::size_t begin = next;
      if (owner == row) {
        const std::int64_t id = ids[next];
        while (next < ids.size() && ids[next] == id) ++next;
      }
      const std::size_t end = next;
      judge_client(row, detail::ColumnRun(visits, judge_.reminded_services(), begin, end));
      if (begin == end) continue;
      const bool is_neighbour = next < ids.size() && row + 1 < input_.clients.size() &&
                                ids[next] == input_.clients.id[row + 1];
      owner = is_neighbour ? static_cast<std::uint32_t>(row + 1) : owner_of(next);
      if (owner <= row) return false;
    }
    return owner == no_row;
  }

  /// The client of the visit at `next`, passing over visits of unknown clients; `no_row` at the
  /// end.
  std::uint32_t owner_of(std::size_t& next) const {
    for (; next < input_.visits.size(); ++next) {
      const std::uint32_t row = judge_.clients_by_id().find(input_.visits.client_id[next]);
      if (row != no_row) return row;
    }
    return no_row;
  }

  void judge_in_parts() {
    passing_.clear();
    selection_.counts = {};
    detail::VisitParts parts(input_.visits, judge_.reminded_services(), input_.services.size(),
                             judge_.clients_by_id());
    std::size_t judged = 0;
    parts.for_each_client([&](std::uint32_t row, const detail::PackedRun& run) {
      judge_client(row, run);
      ++judged;
    });
    if (judged == input_.clients.size()) return;
    const detail::ColumnRun nothing(input_.visits, judge_.reminded_services(), 0, 0);
    for (std::size_t row = 0; row < input_.clients.size(); ++row) {  // ids that are no ids
      if (judge_.clients_by_id().find(input_.clients.id[row]) != row) judge_client(row, nothing);
    }
  }

  template <class Run>
  void judge_client(std::size_t row, const Run& run) {
    const Judgement judgement = judge_.judge(row, run);
    ClientRow& out = selection_.rows[row];
    out.service = judgement.names_service ? judgement.service : ClientRow::no_service;
    Verdict verdict = judgement.verdict;
    if (verdict.passes() && !window_for(row)) {
      verdict.add(SkipReason::outside_sending_hours, opening_for(row, input_.now));
    }
    out.reason = verdict.reason();
    out.until = verdict.until();
    out.eligible_at = verdict.eligible_at();
    if (out.reason == SkipReason::none || out.reason > SkipReason::lapsed) ++selection_.counts.due;
    if (out.reason == SkipReason::none) note_passing(row, run, judgement);
  }

  template <class Run>
  [[nodiscard]] double spec_score(std::size_t row, const Run& run, const Judgement& judgement) {
    const auto& loyalty = input_.clients.loyalty_level;
    const PriorityFacts facts{loyalty.empty() ? LoyaltyLevel::unknown : loyalty[row],
                              static_cast<double>(totals_.spent_minor_of(row)) / minor_in_major_,
                              totals_.visit_count_of(row, run), judgement.days};
    return priority_score(facts, input_.weights);
  }

  // Until turns are given, `until` and `eligible_at` of a passing row hold its last visit and the
  // bits of its score: a million rows need no second table.
  template <class Run>
  void note_passing(std::size_t row, const Run& run, const Judgement& judgement) {
    const double score = input_.policy ? input_.policy->priority(row, judgement.service)
                                       : spec_score(row, run, judgement);
    ClientRow& out = selection_.rows[row];
    out.until = judgement.last_visit_at;
    out.eligible_at = Instant{Seconds{std::bit_cast<std::int64_t>(score)}};
    passing_.push_back(detail::rank_word(score, static_cast<std::uint32_t>(row)));
  }

  [[nodiscard]] Passing passing_of(std::uint32_t row) const {
    const ClientRow& noted = selection_.rows[row];
    return {std::bit_cast<double>(noted.eligible_at.time_since_epoch().count()), noted.until,
            days_since(noted.until, input_.now)};
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
    return zone_of(row) ? calendar_for(row).window_at(input_.now) : window_;
  }
  [[nodiscard]] Instant opening_for(std::size_t row, Instant after) {
    if (zone_of(row)) return calendar_for(row).next_opening(after).value_or(no_instant);
    if (!opening_ || opening_after_ != after) {
      opening_ = calendar_.next_opening(after).value_or(no_instant);
      opening_after_ = after;
    }
    return *opening_;
  }

  void give_turns() {
    const Quota quota = quota_of_day(input_.settings, input_.account, judge_.zone(), input_.now,
                                     judge_.contacts().waiting_today());
    const AccountLimits limits = input_.account ? limits_of(*input_.account) : AccountLimits{};
    Pacer pacer(limits, input_.account ? std::span<const Instant>(input_.account->sends)
                                       : std::span<const Instant>{});
    take_waiting_turns(pacer);
    const bool may_ever_send = quota.limit > 0 && limits.sent_hourly_max > 0;
    bool is_window_full = false;
    detail::sort_by_rank(passing_, [this](std::uint32_t a, std::uint32_t b) {
      const Passing x = passing_of(a);
      const Passing y = passing_of(b);
      if (x.score != y.score) return x.score > y.score;
      if (x.days != y.days) return x.days > y.days;
      return input_.clients.id[a] < input_.clients.id[b];
    });
    for (std::size_t i = 0; i < passing_.size(); ++i) {
      prefetch_row(i + 24);
      const auto client_row = static_cast<std::uint32_t>(passing_[i]);
      ClientRow& row = selection_.rows[client_row];
      row.rank = static_cast<std::uint32_t>(i + 1);
      std::optional<SendWindow> turn;
      const bool is_hopeless = is_window_full && !zone_of(client_row);
      if (static_cast<int>(selection_.turns.size()) < quota.left && !is_hopeless &&
          is_person_free(client_row)) {
        turn = turn_of(client_row, pacer);
        is_window_full = is_window_full || (!turn && !zone_of(client_row));
      }
      if (turn) {
        pacer.take(turn->opens);
        add_turn(client_row, passing_of(client_row), *turn);
        row.until = row.eligible_at = no_instant;
      } else {
        row.reason = SkipReason::no_quota;
        row.until = may_ever_send ? next_chance(client_row) : no_instant;
        row.eligible_at = row.until;
      }
    }
  }

  /// Turns given by an earlier run of the day are taken (requirements §4.5).
  void take_waiting_turns(Pacer& pacer) const {
    std::vector<Instant> waiting;
    for (const Attempt& attempt : input_.attempts) {
      const bool is_void = attempt.not_after && input_.now >= *attempt.not_after;
      if (!is_waiting_to_be_sent(attempt.state) || is_void) continue;
      const Instant turn = std::max(attempt.not_before.value_or(input_.now), input_.now);
      if (judge_.zone().local_date(turn) == judge_.today()) waiting.push_back(turn);
    }
    std::sort(waiting.begin(), waiting.end());
    for (const Instant turn : waiting) {
      pacer.take(pacer.earliest(turn, turn + Days{1}).value_or(turn));
    }
  }

  void prefetch_row(std::size_t rank) const {
    if (rank < passing_.size()) {
      __builtin_prefetch(&selection_.rows[static_cast<std::uint32_t>(passing_[rank])], 1);
    }
  }

  /// Not yet planned today under the same phone, and within the cap for first contacts. Only asked
  /// when there is a quota, so there is an account.
  [[nodiscard]] bool is_person_free(std::uint32_t row) const {
    const auto& phones = input_.clients.phone;
    if (planned_phones_.contains(phones[row])) return false;
    if (!is_first_contact(row)) return true;
    const auto& cap = input_.account->first_contact_daily_limit;
    return !cap || judge_.contacts().first_contacts_today() + first_contacts_ < *cap;
  }
  [[nodiscard]] bool is_first_contact(std::uint32_t row) const {
    const auto& history = input_.clients.has_chat_history;
    return history.empty() || history[row] == 0;
  }

  /// The earliest free instant in what is left of today, with the end of its window.
  [[nodiscard]] std::optional<SendWindow> turn_of(std::uint32_t row, const Pacer& pacer) const {
    const auto in_window = [&](const SendWindow& window) -> std::optional<SendWindow> {
      Instant from = std::max(input_.now, window.opens);
      if (input_.account->paused_until) from = std::max(from, *input_.account->paused_until);
      const auto turn = pacer.earliest(from, window.closes);
      return turn ? std::optional{SendWindow{*turn, window.closes}} : std::nullopt;
    };
    if (!zone_of(row)) return in_window(*window_);
    for (const SendWindow& window : calendar_for(row).windows_of(judge_.today())) {
      if (const auto turn = in_window(window)) return turn;
    }
    return std::nullopt;
  }

  /// The next opening after today's, or the end of the account's pause when that is later.
  [[nodiscard]] Instant next_chance(std::uint32_t row) {
    if (zone_of(row)) return next_chance_of(row);
    if (!next_chance_) next_chance_ = next_chance_of(row);
    return *next_chance_;
  }
  [[nodiscard]] Instant next_chance_of(std::uint32_t row) {
    const auto window = window_for(row);  // judge_client has seen that there is one
    const Instant opening = opening_for(row, std::max(input_.now, window->opens));
    const auto& pause = input_.account->paused_until;
    if (!pause || opening == no_instant || *pause <= opening) return opening;
    const auto after_pause = calendar_for(row).window_at(*pause);
    return after_pause && after_pause->contains(*pause) ? *pause : opening_for(row, *pause);
  }

  void add_turn(std::uint32_t row, const Passing& passing, const SendWindow& turn) {
    const detail::ServicePolicy& policy = judge_.policy_of(selection_.rows[row].service);
    const ClientId client{input_.clients.id[row]};
    const ServiceId service = input_.services[selection_.rows[row].service].id;
    const detail::CycleFacts cycle =
        judge_.contacts().cycle_of(row, service, passing.last_visit_at);
    const int latest = std::max(cycle.sent, cycle.number_max);
    const int number = std::min(latest, std::numeric_limits<int>::max() - 1) + 1;

    PlannedAttempt attempt;
    attempt.attempt_id = attempt_id({input_.company.id, client, service, cycle.key, number});
    attempt.rank = static_cast<int>(selection_.rows[row].rank);
    attempt.client_id = client;
    attempt.service_id = service;
    attempt.cycle_key = cycle.key;
    attempt.attempt_number = number;
    attempt.last_visit_at = passing.last_visit_at;
    attempt.days_since_visit = passing.days;
    attempt.interval = policy.interval;
    ArmAnswer drawn =
        arms_.choose({.key = {input_.company.id, client, service, cycle.key, number},
                      .rule = *policy.rule,
                      .price_minor = input_.services[selection_.rows[row].service].price_minor,
                      .offered_before = cycle.discount_last});
    attempt.discount_percent = drawn.discount_percent;
    attempt.arms = std::move(drawn.arms);
    attempt.priority_score = passing.score;
    attempt.not_before = turn.opens;
    attempt.not_after = turn.closes;
    if (input_.policy) {
      attempt.rhythm = input_.policy->evidence(row, selection_.rows[row].service);
    }
    selection_.turns.push_back({row, std::move(attempt)});

    planned_phones_.insert(input_.clients.phone[row]);  // who passes has one
    if (is_first_contact(row)) ++first_contacts_;
  }

  const PlanInput& input_;
  Judge judge_;
  Totals totals_;
  const SendCalendar calendar_;
  ArmChooser arms_;
  const std::optional<SendWindow> window_;
  const double minor_in_major_ = std::pow(10.0, currency_exponent(input_.company.currency));
  Selection selection_;
  std::vector<std::uint64_t> passing_;  ///< rank words
  std::optional<Instant> next_chance_;
  std::optional<Instant> opening_;
  Instant opening_after_ = no_instant;
  std::unordered_set<std::uint64_t> planned_phones_;
  int first_contacts_ = 0;
};

}  // namespace

Selection select_clients(const PlanInput& input) { return Selector(input).select(); }

std::optional<PlannedAttempt> manual_attempt(const PlanInput& input, std::size_t client_row) {
  return Selector(input).manual_attempt(client_row);
}

std::vector<HeldReason> held_reasons(const PlanInput& input, std::size_t client_row) {
  return Selector(input).held_reasons(client_row);
}

}  // namespace reactivation
