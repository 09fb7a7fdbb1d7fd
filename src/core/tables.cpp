#include "reactivation/core/tables.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace reactivation {

void ClientTable::reserve(std::size_t rows) {
  id.reserve(rows);
  phone.reserve(rows);
  phone_status.reserve(rows);
  loyalty_level.reserve(rows);
  visit_count.reserve(rows);
  total_spent_minor.reserve(rows);
  opt_out.reserve(rows);
  consent.reserve(rows);
  last_reactivation_sent.reserve(rows);
  paused_until.reserve(rows);
  needs_person.reserve(rows);
  has_chat_history.reserve(rows);
  preferred_staff_id.reserve(rows);
  zone.reserve(rows);
}

void ClientTable::add(const Client& client) {
  id.push_back(client.id.value);
  phone.push_back(client.phone.digits);
  phone_status.push_back(client.phone_status);
  loyalty_level.push_back(client.loyalty_level);
  visit_count.push_back(client.visit_count.value_or(absent_amount));
  total_spent_minor.push_back(client.total_spent_minor.value_or(absent_amount));
  opt_out.push_back(client.reactivation_opt_out ? 1 : 0);
  consent.push_back(client.consent);
  last_reactivation_sent.push_back(client.last_reactivation_sent.value_or(no_instant));
  paused_until.push_back(client.paused_until.value_or(no_instant));
  needs_person.push_back(client.needs_person ? 1 : 0);
  has_chat_history.push_back(client.has_chat_history ? 1 : 0);
  preferred_staff_id.push_back(client.preferred_staff_id.value);
  zone.push_back(client.zone.value_or(ClientColumns::no_zone));
}

ClientColumns ClientTable::columns() const noexcept {
  return {id,
          phone,
          phone_status,
          loyalty_level,
          visit_count,
          total_spent_minor,
          opt_out,
          consent,
          last_reactivation_sent,
          paused_until,
          needs_person,
          has_chat_history,
          preferred_staff_id,
          zone};
}

void VisitTable::reserve(std::size_t rows) {
  client_id.reserve(rows);
  service_id.reserve(rows);
  starts_at.reserve(rows);
  status.reserve(rows);
  staff_id.reserve(rows);
  cost_minor.reserve(rows);
  is_time_known.reserve(rows);
}

void VisitTable::add(const Visit& visit) {
  const std::size_t rows = std::max<std::size_t>(1, visit.service_ids.size());
  for (std::size_t i = 0; i < rows; ++i) {
    client_id.push_back(visit.client_id.value);
    service_id.push_back(i < visit.service_ids.size() ? visit.service_ids[i].value : 0);
    starts_at.push_back(visit.starts_at);
    status.push_back(visit.status);
    staff_id.push_back(visit.staff_id.value);
    cost_minor.push_back(i == 0 ? visit.cost_minor : 0);
    is_time_known.push_back(visit.is_time_known ? 1 : 0);
  }
}

void VisitTable::add(const VisitColumns& visits, std::size_t row) {
  client_id.push_back(visits.client_id[row]);
  service_id.push_back(visits.service_id[row]);
  starts_at.push_back(visits.starts_at[row]);
  status.push_back(visits.status.empty() ? VisitStatus::completed : visits.status[row]);
  staff_id.push_back(visits.staff_id.empty() ? 0 : visits.staff_id[row]);
  cost_minor.push_back(visits.cost_minor.empty() ? 0 : visits.cost_minor[row]);
  is_time_known.push_back(visits.is_time_known.empty() ? std::uint8_t{1}
                                                       : visits.is_time_known[row]);
}

VisitColumns VisitTable::columns() const noexcept {
  return {client_id, service_id, starts_at, status, staff_id, cost_minor, is_time_known};
}

void HistoryTable::add(ClientId client, ServiceId service, Instant last_visit,
                       std::int64_t times_taken) {
  client_id.push_back(client.value);
  service_id.push_back(service.value);
  last_visit_at.push_back(last_visit);
  times.push_back(times_taken);
}

HistoryColumns HistoryTable::columns() const noexcept {
  return {client_id, service_id, last_visit_at, times};
}

namespace {

/// What makes two records the same visit: the id, or without one the client and the instant.
std::tuple<std::int64_t, ClientId, Instant> identity_of(const Visit& visit) {
  if (visit.id.is_set()) return {visit.id.value, ClientId{}, Instant{}};
  return {0, visit.client_id, visit.starts_at};
}

/// The record to believe: completed before booked before no_show before cancelled, then the later.
bool is_more_telling(const Visit& a, const Visit& b) {
  const auto weight = [](VisitStatus status) {
    switch (status) {
      case VisitStatus::completed:
        return 3;
      case VisitStatus::booked:
        return 2;
      case VisitStatus::no_show:
        return 1;
      default:
        return 0;
    }
  };
  return std::tuple{weight(a.status), a.starts_at, b.client_id} >
         std::tuple{weight(b.status), b.starts_at, a.client_id};
}

void merge_into(Visit& kept, const Visit& other) {
  if (!kept.staff_id.is_set() || (other.staff_id.is_set() && other.staff_id < kept.staff_id)) {
    kept.staff_id = other.staff_id;
  }
  kept.cost_minor = std::max(kept.cost_minor, other.cost_minor);
  kept.is_time_known =
      kept.is_time_known || (other.is_time_known && other.starts_at == kept.starts_at);
  if (other.created_at && (!kept.created_at || *other.created_at < *kept.created_at)) {
    kept.created_at = other.created_at;
  }
  kept.service_ids.insert(kept.service_ids.end(), other.service_ids.begin(),
                          other.service_ids.end());
}

}  // namespace

std::vector<Visit> merged_visits(std::span<const Visit> visits) {
  std::map<std::tuple<std::int64_t, ClientId, Instant>, Visit> by_identity;
  for (const Visit& visit : visits) {
    const auto [place, is_new] = by_identity.try_emplace(identity_of(visit), visit);
    if (is_new) continue;
    Visit& kept = place->second;
    if (is_more_telling(visit, kept)) {
      Visit better = visit;
      merge_into(better, kept);
      kept = std::move(better);
    } else {
      merge_into(kept, visit);
    }
  }
  std::vector<Visit> out;
  out.reserve(by_identity.size());
  for (auto& entry : by_identity) {
    auto& services = entry.second.service_ids;
    std::sort(services.begin(), services.end());
    services.erase(std::unique(services.begin(), services.end()), services.end());
    out.push_back(std::move(entry.second));
  }
  std::sort(out.begin(), out.end(), [](const Visit& a, const Visit& b) {
    return std::tuple{a.client_id, a.starts_at, a.id} < std::tuple{b.client_id, b.starts_at, b.id};
  });
  return out;
}

}  // namespace reactivation
