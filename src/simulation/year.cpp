#include "year.hpp"

#include <algorithm>

namespace reactivation::simulation {

template <class Change>
void YearBook::count(Instant at, Change change) {
  change(account_.all);
  change(account_.months[to_rfc3339(at).substr(0, 7)]);
}

void YearBook::count_wire(Instant at, const Wired& wired) {
  written_at_[wired.message.client_id] = at;
  const auto day = at.time_since_epoch().count() / 86400;
  const std::int64_t sent = ++sent_on_[{wired.message.company_id, day}];
  count(at, [&](PeriodAccount& period) {
    ++period.sent;
    if (sent == 1) ++period.days_with_sends;
    period.sent_most_on_a_day = std::max(period.sent_most_on_a_day, sent);
    if (wired.message.discount_percent == 0) return;
    ++period.with_discount;
    period.discount_percents += wired.message.discount_percent;
  });
  const int last = static_cast<int>(account_.by_attempt.size()) - 1;
  ++account_
        .by_attempt[static_cast<std::size_t>(std::clamp(wired.planned.attempt_number, 0, last))];
}

void YearBook::read(const LogEntry& entry) {
  if (const auto* wired = std::get_if<Wired>(&entry.what)) {
    count_wire(entry.at, *wired);
  } else if (const auto* day = std::get_if<DayPlanned>(&entry.what)) {
    if (day->end != CallEnd::done) return;
    count(entry.at, [&](PeriodAccount& period) { period.planned += day->attempts_new; });
    account_.not_written_to.clear();
    for (const SkippedClient& client : day->plan.skipped) {
      ++account_.not_written_to[std::string(to_string(client.reason))];
    }
  } else if (const auto* given = std::get_if<EventGiven>(&entry.what)) {
    const bool is_news = given->end == CallEnd::done && given->receipt == ReceiptState::stored;
    if (!is_news || given->intention == Intention::none) return;
    const bool is_out =
        given->intention == Intention::opt_out || given->intention == Intention::complaint;
    count(entry.at, [&](PeriodAccount& period) {
      ++period.replies;
      if (is_out) ++period.opt_outs;
    });
  } else if (const auto* stated = std::get_if<VisitStated>(&entry.what)) {
    const Visit& visit = stated->visit;
    if (visit.starts_at < entry.at - Days{2}) return;  // history
    if (visit.status == VisitStatus::completed) {
      count(entry.at, [](PeriodAccount& period) { ++period.visits; });
    }
    const auto written = written_at_.find(visit.client_id);
    const bool is_answer = visit.status == VisitStatus::booked && written != written_at_.end() &&
                           entry.at - written->second <= response_deadline &&
                           booked_.insert(visit.id).second;
    if (is_answer) count(entry.at, [](PeriodAccount& period) { ++period.bookings; });
  }
}

}  // namespace reactivation::simulation
