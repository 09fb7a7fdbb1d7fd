// What plans and permits are decided from.
#include <algorithm>

#include "state.hpp"

namespace reactivation {

using memory::CompanyRow;
using memory::State;
using memory::StoredClient;

namespace memory {
namespace {

constexpr Seconds one_day{86400};
constexpr Seconds slots_ahead{9 * 86400};
constexpr int slots_max = 500;  // of a service
constexpr std::int64_t largest_amount = 1'000'000'000'000'000;

/// From this instant on the ledger matters: the rolling day, and the local day, which may be
/// longer.
Instant ledger_from(const TimeZone& zone, Instant now) {
  if (!zone.is_known()) return now - 2 * one_day;
  return std::min(now - one_day, zone.start_of(zone.local_date(now)));
}

/// With its sends and, when it is governed, the caps of now.
std::optional<Account> account_at(State& state, const CompanyRow& company, Instant now) {
  std::optional<Account> account = stored_account(state, company);
  if (!account) return std::nullopt;
  const AccountRow& row = state.accounts[account->id];
  const Instant from = ledger_from(company.company.time_zone, now);
  for (auto send = row.ledger.lower_bound(from); send != row.ledger.end(); ++send) {
    if (send->second.counts) account->sends.push_back(send->first);
  }
  const auto governed = governed_now(state, company, *account, now);
  return governed ? governed_account(*account, *governed) : account;
}

std::vector<Slot> slots_between(const CompanyRow& company, Instant from, Instant until) {
  const auto is_before = [](const Slot& slot, Instant at) { return slot.starts_at < at; };
  const auto first = std::lower_bound(company.slots.begin(), company.slots.end(), from, is_before);
  std::vector<Slot> slots;
  std::unordered_map<std::int64_t, int> taken;
  for (auto slot = first; slot != company.slots.end() && slot->starts_at < until; ++slot) {
    if (++taken[slot->service_id.value] <= slots_max) slots.push_back(*slot);
  }
  return slots;
}

struct ServiceSum {
  std::int64_t service_id = 0;
  Instant last_visit_at = no_instant;
  std::int64_t times = 0;
};

/// Writes one client after the other into the columns; its buffer is reused.
class FactsWriter {
public:
  FactsWriter(State& state, const CompanyRow& company, Instant now)
      : state_(state),
        company_(company),
        now_(now),
        booked_since_(now -
                      Seconds{(std::int64_t{company.settings.recent_visit_days} + 2) * 86400}) {
    facts_.company = company.company;
    facts_.settings = company.settings;
    facts_.account = account_at(state, company, now);
    facts_.services = company.services;
    facts_.staff = company.staff;
    facts_.rules = company.rules;
    facts_.client_zones = company.client_zones;
    facts_.clients_total = static_cast<std::int64_t>(company.clients.size());
  }

  void add(const StoredClient& row) {
    sum(row);
    ClientTable& clients = facts_.clients;
    clients.add(row.client);
    const Standing standing = standing_of(state_, company_, row);
    clients.opt_out.back() = standing.is_opted_out ? 1 : 0;
    if (standing.has_unread) clients.needs_person.back() = 1;
    if (!row.client.visit_count) clients.visit_count.back() = visits_;
    if (!row.client.total_spent_minor) clients.total_spent_minor.back() = spent_minor_;
    for (const ServiceSum& service : services_) {
      facts_.history.add(row.client.id, ServiceId{service.service_id}, service.last_visit_at,
                         service.times);
    }
    for (const AttemptId& id : row.attempts) {
      facts_.attempts.push_back(state_.attempts.at(id).attempt);
    }
  }

  [[nodiscard]] PlanFacts& facts() noexcept { return facts_; }

private:
  /// Completed visits are summed; bookings to come, those whose time has passed lately, and
  /// completed visits of the future stand as they are.
  void sum(const StoredClient& row) {
    visits_ = 0;
    spent_minor_ = 0;
    services_.clear();
    for (const Visit& visit : row.visits) {
      const bool is_completed = visit.status == VisitStatus::completed;
      if (!is_completed && visit.status != VisitStatus::booked) continue;
      if (!is_completed || visit.starts_at > now_) {
        if (is_completed || visit.starts_at >= booked_since_) facts_.open_visits.add(visit);
        continue;
      }
      ++visits_;
      const std::int64_t cost = std::clamp<std::int64_t>(visit.cost_minor, 0, largest_amount);
      spent_minor_ = std::min(spent_minor_ + cost, largest_amount);
      if (visit.service_ids.empty()) add_service(0, visit.starts_at);
      for (const ServiceId service : visit.service_ids) {
        add_service(service.value, visit.starts_at);
      }
    }
    std::sort(services_.begin(), services_.end(),
              [](const ServiceSum& a, const ServiceSum& b) { return a.service_id < b.service_id; });
  }

  /// Two records at one instant are one visit to the service.
  void add_service(std::int64_t service, Instant at) {
    auto found = std::find_if(services_.begin(), services_.end(), [service](const ServiceSum& sum) {
      return sum.service_id == service;
    });
    if (found == services_.end()) {
      services_.push_back({service, no_instant, 0});
      found = services_.end() - 1;
    }
    if (found->times > 0 && found->last_visit_at == at) return;
    found->last_visit_at = at;
    ++found->times;
  }

  State& state_;
  const CompanyRow& company_;
  Instant now_;
  Instant booked_since_;
  PlanFacts facts_;
  std::vector<ServiceSum> services_;
  std::int64_t visits_ = 0;
  std::int64_t spent_minor_ = 0;
};

std::int64_t price_of(const CompanyRow& company, ServiceId id) {
  for (const Service& service : company.services) {
    if (service.id == id) return service.price_minor;
  }
  return 0;
}

DiscountFacts discounts_of(State& state, const CompanyRow& company, Instant now) {
  if (!needs_discount_facts(company.settings)) return {};
  DiscountCount count(company.company.time_zone, now);
  for (const auto& [id, client] : company.clients) {
    for (const AttemptId& attempt : client.attempts) {
      const AttemptRow& stored = state.attempts.at(attempt);
      DiscountRow row;
      row.attempt = stored.attempt;
      row.is_drawn = stored.arms_name == company.settings.arms.name &&
                     drawn_value(stored.planned.arms, ArmFactor::discount).has_value();
      row.price_minor = price_of(company, stored.attempt.service_id);
      for (const Visit& visit : client.visits) {
        if (!stored.booking_id || visit.id != *stored.booking_id) continue;
        row.visit_status = visit.status;
        row.visit_at = visit.starts_at;
        row.visit_cost_minor = visit.cost_minor;
        row.discount_applied = company.discount_of(visit.id);
      }
      count.add(row);
    }
  }
  return count.take();
}

/// The client with the flags that everything known of the person amounts to.
Client client_as_known(State& state, const CompanyRow& company, const StoredClient& row) {
  Client client = row.client;
  const Standing standing = standing_of(state, company, row);
  client.reactivation_opt_out = standing.is_opted_out;
  client.needs_person = client.needs_person || standing.has_unread;
  return client;
}

}  // namespace

PlanFacts person_facts(State& state, CompanyRow& company, StoredClient& client, Instant now) {
  FactsWriter writer{state, company, now};
  for (const ClientId id : sharers_of(company, client)) writer.add(company.clients.at(id));
  return std::move(writer.facts());
}

PermitState permit_state(State& state, AttemptRow& row, std::string_view here, Instant at) {
  CompanyRow& company = *state.company(row.company_id);
  PermitState seen;
  seen.at = at;
  seen.attempt = row.attempt;
  seen.lease = row.lease;
  seen.is_forced = row.is_forced;
  if (row.planned.rhythm) seen.due_days = row.planned.rhythm->due_days;
  seen.facts = person_facts(state, company, company.clients.at(row.attempt.client_id), at);
  if (!company.account) return seen;
  const AccountRow& account = state.accounts[company.account->id];
  seen.gate = gate_of(account, here);
  for (const CompanyId id : account.companies) seen.open += state.company(id)->dispatching;
  const TimeZone& zone = company.company.time_zone;
  const LocalDate today = zone.local_date(at);
  for (auto send = account.ledger.lower_bound(ledger_from(zone, at)); send != account.ledger.end();
       ++send) {
    const bool is_of_today = zone.local_date(send->first) == today;
    if (is_of_today && send->second.counts && send->second.is_first_contact) {
      ++seen.first_contacts_today;
    }
  }
  return seen;
}

AccountGate gate_of(const AccountRow& account, std::string_view here) {
  const bool is_armed = !here.empty() && account.armed_on == here;
  return {is_armed, account.awaits_confirmation, account.is_stopped,
          is_armed ? account.acknowledged : Acknowledgements{}};
}

}  // namespace memory

result<PlanFacts> MemoryStore::load_plan_facts(CompanyId company, Instant now, PlanScope) {
  const CompanyRow* row = state_->company(company);
  if (row == nullptr) return errc::not_found;
  memory::FactsWriter writer{*state_, *row, now};
  writer.facts().clients.reserve(row->clients.size());
  for (const auto& entry : row->clients) writer.add(entry.second);
  writer.facts().slots = memory::slots_between(*row, now, now + memory::slots_ahead);
  writer.facts().discounts = memory::discounts_of(*state_, *row, now);
  return std::move(writer.facts());
}

result<PlanFacts> MemoryStore::load_person_facts(CompanyId company, ClientId client, Instant now) {
  StoredClient* row = state_->client(company, client);
  if (row == nullptr) return errc::not_found;
  PlanFacts facts = memory::person_facts(*state_, *state_->company(company), *row, now);
  facts.discounts = memory::discounts_of(*state_, *state_->company(company), now);
  return facts;
}

result<VisitTable> MemoryStore::load_visits(CompanyId company, std::span<const ClientId> clients,
                                            Instant now) {
  if (state_->company(company) == nullptr) return errc::not_found;
  VisitTable visits;
  for (const ClientId client : clients) {
    const StoredClient* row = state_->client(company, client);
    if (row == nullptr) continue;
    for (const Visit& visit : row->visits) {
      if (visit.status == VisitStatus::completed && visit.starts_at <= now) visits.add(visit);
    }
  }
  return visits;
}

result<std::vector<Client>> MemoryStore::load_clients(CompanyId company,
                                                      std::span<const ClientId> clients) {
  const CompanyRow* row = state_->company(company);
  if (row == nullptr) return errc::not_found;
  std::vector<Client> found;
  for (const ClientId client : clients) {
    const StoredClient* known = state_->client(company, client);
    if (known == nullptr) continue;
    found.push_back(memory::client_as_known(*state_, *row, *known));
    found.back().zone.reset();  // an index means nothing without the list of a snapshot
  }
  return found;
}

result<Snapshot> MemoryStore::load_snapshot(CompanyId company, Instant now) {
  const CompanyRow* row = state_->company(company);
  if (row == nullptr) return errc::not_found;
  Snapshot snapshot;
  snapshot.company = row->company;
  snapshot.settings = row->settings;
  snapshot.account = memory::account_at(*state_, *row, now);
  snapshot.services = row->services;
  snapshot.staff = row->staff;
  snapshot.rules = row->rules;
  snapshot.client_zones = row->client_zones;
  for (const auto& entry : row->clients) {
    const StoredClient& client = entry.second;
    snapshot.clients.push_back(memory::client_as_known(*state_, *row, client));
    snapshot.visits.insert(snapshot.visits.end(), client.visits.begin(), client.visits.end());
    for (const AttemptId& id : client.attempts) {
      snapshot.attempts.push_back(state_->attempts.at(id).attempt);
    }
  }
  snapshot.slots = memory::slots_between(*row, now, now + memory::slots_ahead);
  snapshot.discounts = memory::discounts_of(*state_, *row, now);
  return snapshot;
}

result<std::vector<Slot>> MemoryStore::find_slots(CompanyId company,
                                                  std::span<const ServiceId> services, Instant from,
                                                  Instant until) {
  const CompanyRow* row = state_->company(company);
  if (row == nullptr) return errc::not_found;
  std::vector<Slot> slots = memory::slots_between(*row, from, until);
  std::erase_if(slots, [services](const Slot& slot) {
    return std::find(services.begin(), services.end(), slot.service_id) == services.end();
  });
  return slots;
}

}  // namespace reactivation
