#include "reactivation/core/visit_days.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "flat_index.hpp"
#include "reactivation/core/company.hpp"
#include "zone_reader.hpp"

namespace reactivation {
namespace {

constexpr LocalDate not_booked{};

void sort_days(std::vector<LocalDate>& days) {
  std::sort(days.begin(), days.end());
  days.erase(std::unique(days.begin(), days.end()), days.end());
}

ClientDays::OfService& service_of(ClientDays& client, std::uint32_t service) {
  for (ClientDays::OfService& known : client.services) {
    if (known.service == service) return known;
  }
  client.services.push_back({service, {}, not_booked});
  return client.services.back();
}

/// Amounts of one day as one, without those that brought nothing.
void join_paid(std::vector<ClientDays::Paid>& paid) {
  std::stable_sort(paid.begin(), paid.end(),
                   [](const auto& a, const auto& b) { return a.day < b.day; });
  std::vector<ClientDays::Paid> out;
  for (const ClientDays::Paid& each : paid) {
    if (!out.empty() && out.back().day == each.day) {
      out.back().amount += each.amount;
    } else {
      out.push_back(each);
    }
  }
  std::erase_if(out, [](const ClientDays::Paid& each) { return !(each.amount > 0); });
  paid = std::move(out);
}

void put_in_order(ClientDays& client) {
  sort_days(client.days);
  join_paid(client.paid);
  std::erase_if(client.services,
                [](const ClientDays::OfService& service) { return service.days.empty(); });
  std::sort(client.services.begin(), client.services.end(),
            [](const auto& a, const auto& b) { return a.service < b.service; });
  for (ClientDays::OfService& service : client.services) sort_days(service.days);
}

/// The ids of services with an active rule; 0 for the others.
std::vector<std::int64_t> reminded_ids(const PlanInput& input) {
  std::unordered_map<std::int64_t, bool> has_rule;
  for (const Rule& rule : input.rules) has_rule[rule.service_id.value] = rule.is_active;
  std::vector<std::int64_t> out;
  for (const Service& service : input.services) {
    const auto found = has_rule.find(service.id.value);
    const bool is_reminded = found != has_rule.end() && found->second && service.active;
    out.push_back(is_reminded ? service.id.value : 0);
  }
  return out;
}

}  // namespace

VisitDays visit_days_of(const PlanInput& input) {
  const TimeZone zone =
      input.company.time_zone.is_known() ? input.company.time_zone : TimeZone::utc();
  detail::ZoneReader reader(zone);
  const detail::FlatIndex clients(input.clients.id);
  const std::vector<std::int64_t> ids = reminded_ids(input);
  const detail::FlatIndex services(ids);
  const double minor_in_major = std::pow(10.0, currency_exponent(input.company.currency));
  VisitDays out;
  out.clients.resize(input.clients.size());
  out.as_of = zone.local_date(input.now);
  const VisitColumns& visits = input.visits;
  for (std::size_t i = 0; i < visits.size(); ++i) {
    const std::uint32_t row = clients.find(visits.client_id[i]);
    const VisitStatus status = visits.status.empty() ? VisitStatus::completed : visits.status[i];
    if (row == detail::no_row || status > VisitStatus::booked) continue;
    const bool is_ahead = visits.starts_at[i] > input.now;
    if (!is_ahead && status == VisitStatus::booked) continue;
    ClientDays& client = out.clients[row];
    const LocalDate day =
        reader.local_date(std::clamp(visits.starts_at[i], min_instant, max_instant));
    const std::uint32_t service = services.find(visits.service_id[i]);
    if (is_ahead) {
      if (service == detail::no_row) continue;
      LocalDate& booked = service_of(client, service).booked_on;
      booked = booked == not_booked ? day : std::min(booked, day);
      continue;
    }
    client.days.push_back(day);
    if (service != detail::no_row) service_of(client, service).days.push_back(day);
    if (!visits.cost_minor.empty()) {
      client.paid.push_back({day, static_cast<double>(visits.cost_minor[i]) / minor_in_major});
    }
  }
  for (ClientDays& client : out.clients) put_in_order(client);
  return out;
}

std::span<const LocalDate> days_until(std::span<const LocalDate> days, LocalDate as_of) noexcept {
  const auto end = std::upper_bound(days.begin(), days.end(), as_of);
  return days.first(static_cast<std::size_t>(end - days.begin()));
}

std::vector<double> gap_days_of(std::span<const LocalDate> days) {
  std::vector<double> out;
  for (std::size_t i = 1; i < days.size(); ++i) {
    out.push_back(static_cast<double>((days[i] - days[i - 1]).count()));
  }
  return out;
}

SpendSummary spend_of(const ClientDays& client, LocalDate as_of) noexcept {
  SpendSummary out;
  double sum = 0;
  for (const ClientDays::Paid& paid : client.paid) {
    if (paid.day > as_of) break;
    ++out.visits;
    sum += paid.amount;
  }
  if (out.visits > 0) out.mean = sum / out.visits;
  return out;
}

std::int32_t observed_days(const VisitDays& days, std::uint32_t service, LocalDate as_of) noexcept {
  LocalDate first = as_of;
  for (const ClientDays& client : days.clients) {
    for (const ClientDays::OfService& own : client.services) {
      if (own.service == service) first = std::min(first, own.days.front());
    }
  }
  return static_cast<std::int32_t>((as_of - first).count());
}

std::vector<ReturnGap> service_gaps(const VisitDays& days, std::uint32_t service, LocalDate as_of) {
  std::vector<ReturnGap> out;
  for (const ClientDays& client : days.clients) {
    for (const ClientDays::OfService& own : client.services) {
      if (own.service != service) continue;
      const auto known = days_until(own.days, as_of);
      std::vector<LocalDate> with_booking(known.begin(), known.end());
      if (as_of == days.as_of && own.booked_on != not_booked) with_booking.push_back(own.booked_on);
      const auto gaps = gaps_of(with_booking, as_of);
      out.insert(out.end(), gaps.begin(), gaps.end());
    }
  }
  return out;
}

}  // namespace reactivation
