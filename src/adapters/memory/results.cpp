// What came of the messages, and who was eligible for them.
#include <algorithm>
#include <string_view>

#include "reactivation/core/holdout.hpp"
#include "state.hpp"

namespace reactivation {
namespace {

using memory::AttemptRow;
using memory::CompanyRow;
using memory::StoredClient;

const Visit* visit_of(const StoredClient& client, const std::optional<VisitId>& id) {
  if (!id || !id->is_set()) return nullptr;
  const auto found = std::find_if(client.visits.begin(), client.visits.end(),
                                  [&id](const Visit& visit) { return visit.id == *id; });
  return found == client.visits.end() ? nullptr : &*found;
}

ResultRow result_of(const CompanyRow& company, const StoredClient& client, const AttemptRow& row) {
  const Attempt& attempt = row.attempt;
  ResultRow out;
  out.client_id = attempt.client_id;
  out.service_id = attempt.service_id;
  out.attempt_number = attempt.attempt_number;
  out.discount_percent = attempt.discount_percent;
  out.state = attempt.state;
  out.sent_at = *attempt.sent_at;
  out.reply_type = attempt.reply_type;
  out.completion_reason = attempt.completion_reason;
  out.response_received_at = attempt.response_received_at;
  if (row.planned.preferences.favourite_staff) {
    out.staff_id = row.planned.preferences.favourite_staff->staff_id;
  }
  if (row.draft) out.template_id = row.draft->template_id;
  out.arms = row.planned.arms;
  if (const Visit* visit = visit_of(client, row.booking_id)) {
    out.booked_at = visit->created_at;
    out.visit_status = visit->status;
    out.price_minor = visit->cost_minor;
    out.discount_applied = company.discount_of(visit->id);
  }
  if (!out.booked_at) out.booked_at = out.response_received_at;
  return out;
}

/// The last completed visit with the service.
Instant last_visit_at(const StoredClient& client, ServiceId service, Instant now) {
  Instant last{};
  for (const Visit& visit : client.visits) {
    const bool has_service = std::find(visit.service_ids.begin(), visit.service_ids.end(),
                                       service) != visit.service_ids.end();
    if (visit.status == VisitStatus::completed && has_service && visit.starts_at <= now) {
      last = std::max(last, visit.starts_at);
    }
  }
  return last;
}

/// A discount that nobody noted at the desk was given as it was offered.
int discount_of(const memory::State& state, const CompanyRow& company, const StoredClient& client,
                const Visit& visit) {
  if (const auto noted = company.discount_of(visit.id)) return *noted;
  int most = 0;
  for (const AttemptId& id : client.attempts) {
    const AttemptRow& row = state.attempts.at(id);
    if (visit.id.is_set() && row.booking_id == visit.id) {
      most = std::max(most, row.attempt.discount_percent);
    }
  }
  return most;
}

}  // namespace

result<void> MemoryStore::for_each_result(CompanyId company, const Period& period,
                                          const ResultSink& sink) {
  const CompanyRow* row = state_->company(company);
  if (row == nullptr) return errc::not_found;
  for (const auto& [id, client] : row->clients) {
    for (const AttemptId& attempt : client.attempts) {
      const AttemptRow& sent = state_->attempts.at(attempt);
      const auto& at = sent.attempt.sent_at;
      if (!counts_as_sent(sent.attempt.state) || !at || *at < period.from || *at >= period.until) {
        continue;
      }
      sink(result_of(*row, client, sent));
    }
  }
  return boost::outcome_v2::success();
}

result<void> MemoryStore::log_eligible(CompanyId company, std::span<const EligibleClient> clients,
                                       Instant now) {
  const CompanyRow* row = state_->company(company);
  if (row == nullptr) return errc::not_found;
  const Holdout& holdout = row->settings.holdout;
  if (holdout.percent <= 0) return boost::outcome_v2::success();
  const double held_share = std::min(holdout.percent, 100) / 100.0;
  for (const EligibleClient& client : clients) {
    const StoredClient* known = state_->client(company, client.client_id);
    const Instant last =
        known == nullptr ? Instant{} : last_visit_at(*known, client.service_id, now);
    state_->eligible.emplace(
        memory::EligibleKey{company, client.client_id, client.service_id, last, holdout.name},
        memory::EligibleRow{
            now, client.group,
            client.group == ExperimentGroup::held_out ? held_share : 1 - held_share});
  }
  return boost::outcome_v2::success();
}

result<void> MemoryStore::for_each_eligible(CompanyId company, const EligibleQuestion& question,
                                            const EligibleSink& sink) {
  const CompanyRow* row = state_->company(company);
  if (row == nullptr) return errc::not_found;
  std::map<ClientId, memory::EligibleRow> first;
  for (const auto& [key, eligible] : state_->eligible) {
    const auto& [of_company, client, service, last, experiment] = key;
    if (of_company != company || experiment != question.experiment ||
        eligible.at < question.period.from || eligible.at >= question.period.until) {
      continue;
    }
    const auto [found, is_new] = first.emplace(client, eligible);
    if (!is_new && eligible.at < found->second.at) found->second = eligible;
  }
  for (const auto& [id, eligible] : first) {
    EligibleOutcome out{id, eligible.group, eligible.at, 0, 0};
    if (const StoredClient* client = state_->client(company, id)) {
      for (const Visit& visit : client->visits) {
        if (visit.status != VisitStatus::completed || visit.starts_at < eligible.at ||
            visit.starts_at > eligible.at + question.within) {
          continue;
        }
        ++out.visits;
        out.revenue_minor += static_cast<double>(visit.cost_minor) *
                             (100 - discount_of(*state_, *row, *client, visit)) / 100.0;
      }
    }
    sink(out);
  }
  return boost::outcome_v2::success();
}

result<bool> MemoryStore::take_low_conversion(CompanyId company, Instant now) {
  const CompanyRow* row = state_->company(company);
  if (row == nullptr) return errc::not_found;
  ResultCounts counts;
  const auto counted = for_each_result(company, conversion_window(now),
                                       [&counts](const ResultRow& sent) { counts.add(sent); });
  if (!counted) return counted.as_failure();
  if (!is_conversion_low(counts, row->settings.conversion_threshold)) return false;
  const auto told = state_->low_conversion_told.find(company);
  if (told != state_->low_conversion_told.end() && now < told->second + low_conversion_again) {
    return false;
  }
  state_->low_conversion_told.insert_or_assign(company, now);
  return true;
}

}  // namespace reactivation
