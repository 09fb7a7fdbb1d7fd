// The host's own rows: companies, clients, visits, free times.
#include <algorithm>

#include "reactivation/core/tables.hpp"
#include "state.hpp"

namespace reactivation {

using memory::AccountRow;
using memory::AttemptRow;
using memory::CompanyRow;
using memory::State;
using memory::StoredClient;

namespace memory {
namespace {

bool is_earlier(const Visit& a, const Visit& b) {
  return std::tuple{a.starts_at, a.id} < std::tuple{b.starts_at, b.id};
}

void leave_visit(CompanyRow& company, const Visit& visit) {
  ClientId owner = visit.client_id;
  if (visit.id.is_set()) {
    const auto found = company.client_of_visit.find(visit.id.value);
    if (found == company.client_of_visit.end()) return;
    owner = found->second;
  }
  std::erase_if(company.clients.at(owner).visits, [&visit](const Visit& known) {
    return visit.id.is_set() ? known.id == visit.id
                             : !known.id.is_set() && known.starts_at == visit.starts_at;
  });
}

void add_visits(State& state, CompanyRow& company, const std::vector<Visit>& visits) {
  for (Visit& visit : merged_visits(visits)) {
    const auto client = company.clients.find(visit.client_id);
    if (client == company.clients.end()) continue;
    if (visit.id.is_set()) {
      company.client_of_visit[visit.id.value] = visit.client_id;
      state.last_visit_id = std::max(state.last_visit_id, visit.id.value);
    }
    client->second.visits.push_back(std::move(visit));
  }
  for (auto& entry : company.clients) {
    auto& own = entry.second.visits;
    std::sort(own.begin(), own.end(), is_earlier);
  }
}

/// Enters the client's row; what it says of an opt-out and a denied consent only ever grows.
void put_client_row(CompanyRow& company, const Client& client) {
  const auto [place, is_new] = company.clients.try_emplace(client.id);
  StoredClient& row = place->second;
  const Client before = row.client;
  if (!is_new && before.phone.is_set()) {
    const Identity phone{IdentityKind::phone, to_e164(before.phone)};
    const bool is_kept =
        std::find(row.identities.begin(), row.identities.end(), phone) != row.identities.end();
    if (!is_kept) leave_identity(company, client.id, phone);
  }
  row.client = client;
  row.client.reactivation_opt_out = before.reactivation_opt_out;
  set_opted_out(company, row, before.reactivation_opt_out || client.reactivation_opt_out);
  if (before.consent == Consent::denied && client.consent == Consent::unknown) {
    row.client.consent = Consent::denied;
  }
  if (client.phone.is_set()) {
    enter_identity(company, client.id, {IdentityKind::phone, to_e164(client.phone)});
  }
}

/// Sends that are in the ledger already, as many as there are of an instant, are the same sends.
void add_sends(AccountRow& account, std::vector<Instant> sends) {
  std::sort(sends.begin(), sends.end());
  for (auto first = sends.begin(); first != sends.end();) {
    const auto last = std::upper_bound(first, sends.end(), *first);
    const auto known = static_cast<std::ptrdiff_t>(account.ledger.count(*first));
    for (auto missing = (last - first) - known; missing > 0; --missing) {
      account.ledger.emplace(*first, LedgerRow{});
    }
    first = last;
  }
}

void add_account(State& state, CompanyRow& company, const Account& account) {
  AccountRow& row = state.accounts[account.id];
  const auto place =
      std::lower_bound(row.companies.begin(), row.companies.end(), company.company.id);
  if (place == row.companies.end() || *place != company.company.id) {
    row.companies.insert(place, company.company.id);
  }
  if (account.paused_until) {
    row.paused_until = std::max(row.paused_until.value_or(no_instant), *account.paused_until);
  }
  company.account = account;
  company.account->sends.clear();
  company.account->paused_until.reset();
}

AttemptRow attempt_row(const Company& company, const Attempt& attempt) {
  AttemptRow row;
  row.company_id = company.id;
  row.attempt = attempt;
  if (attempt.id == AttemptId{}) {
    row.attempt.id = attempt_id({company.id, attempt.client_id, attempt.service_id,
                                 attempt.cycle_key, attempt.attempt_number});
  }
  PlannedAttempt& planned = row.planned;
  planned.attempt_id = row.attempt.id;
  planned.client_id = attempt.client_id;
  planned.service_id = attempt.service_id;
  planned.cycle_key = attempt.cycle_key;
  planned.attempt_number = attempt.attempt_number;
  planned.discount_percent = attempt.discount_percent;
  planned.not_before = attempt.not_before.value_or(no_instant);
  planned.not_after = attempt.not_after.value_or(max_instant);
  const auto known_at = attempt.not_before ? attempt.not_before : attempt.sent_at;
  if (known_at) row.planned_on = company.time_zone.local_date(*known_at);
  return row;
}

/// The attempt's own row among the sends that were brought along.
void claim_send(AccountRow& account, const AttemptRow& row, const StoredClient& client) {
  if (!counts_as_sent(row.attempt.state) || !row.attempt.sent_at) return;
  const auto range = account.ledger.equal_range(*row.attempt.sent_at);
  for (auto send = range.first; send != range.second; ++send) {
    if (send->second.attempt_id) continue;
    send->second.attempt_id = row.attempt.id;
    send->second.is_first_contact = !client.client.has_chat_history;
    return;
  }
}

void sort_slots(std::vector<Slot>& slots) {
  std::stable_sort(slots.begin(), slots.end(), [](const Slot& a, const Slot& b) {
    return std::tuple{a.starts_at, a.service_id, a.staff_id} <
           std::tuple{b.starts_at, b.service_id, b.staff_id};
  });
}

}  // namespace

void put_visit_row(State& state, CompanyRow& company, const Visit& visit) {
  leave_visit(company, visit);
  Visit kept = visit;
  std::sort(kept.service_ids.begin(), kept.service_ids.end());
  if (kept.id.is_set()) {
    company.client_of_visit[kept.id.value] = kept.client_id;
    state.last_visit_id = std::max(state.last_visit_id, kept.id.value);
  }
  auto& visits = company.clients.at(kept.client_id).visits;
  visits.insert(std::upper_bound(visits.begin(), visits.end(), kept, is_earlier), kept);
}

}  // namespace memory

result<void> MemoryStore::add_company(Snapshot snapshot) {
  const CompanyId id = snapshot.company.id;
  if (!id.is_set() || state_->company(id) != nullptr) return errc::invalid_argument;
  CompanyRow& company = state_->companies[id];
  company.company = std::move(snapshot.company);
  company.settings = std::move(snapshot.settings);
  company.services = std::move(snapshot.services);
  company.staff = std::move(snapshot.staff);
  company.rules = std::move(snapshot.rules);
  company.client_zones = std::move(snapshot.client_zones);
  company.slots = std::move(snapshot.slots);
  memory::sort_slots(company.slots);
  for (const Client& client : snapshot.clients) {
    if (client.id.is_set()) memory::put_client_row(company, client);
  }
  memory::add_visits(*state_, company, snapshot.visits);
  if (snapshot.account) {
    memory::add_account(*state_, company, *snapshot.account);
    memory::add_sends(state_->accounts[snapshot.account->id], snapshot.account->sends);
  }
  for (const Attempt& attempt : snapshot.attempts) {
    const auto client = company.clients.find(attempt.client_id);
    AttemptRow row = memory::attempt_row(company.company, attempt);
    if (client == company.clients.end() || state_->attempt(row.attempt.id) != nullptr) continue;
    const AttemptRow& stored = memory::add_attempt(*state_, std::move(row));
    if (company.account) {
      memory::claim_send(state_->accounts[company.account->id], stored, client->second);
    }
  }
  return boost::outcome_v2::success();
}

result<void> MemoryStore::put_settings(CompanyId company, const Settings& settings) {
  CompanyRow* row = state_->company(company);
  if (row == nullptr) return errc::not_found;
  row->settings = settings;
  return boost::outcome_v2::success();
}

result<void> MemoryStore::put_rule(CompanyId company, const Rule& rule) {
  CompanyRow* row = state_->company(company);
  if (row == nullptr) return errc::not_found;
  std::erase_if(row->rules, [&](const Rule& r) { return r.service_id == rule.service_id; });
  row->rules.push_back(rule);
  return boost::outcome_v2::success();
}

result<void> MemoryStore::put_staff(CompanyId company, const Staff& member) {
  CompanyRow* row = state_->company(company);
  if (row == nullptr) return errc::not_found;
  std::erase_if(row->staff, [&](const Staff& known) { return known.id == member.id; });
  row->staff.push_back(member);
  return boost::outcome_v2::success();
}

result<void> MemoryStore::put_account(CompanyId company, const Account& account) {
  CompanyRow* row = state_->company(company);
  if (row == nullptr) return errc::not_found;
  if (!account.id.is_set()) return errc::invalid_argument;
  if (row->account && row->account->id != account.id) {
    std::erase(state_->accounts[row->account->id].companies, company);
  }
  memory::add_account(*state_, *row, account);
  state_->accounts[account.id].paused_until = account.paused_until;
  return boost::outcome_v2::success();
}

result<void> MemoryStore::put_client(CompanyId company, const Client& client) {
  CompanyRow* row = state_->company(company);
  if (row == nullptr) return errc::not_found;
  if (!client.id.is_set()) return errc::invalid_argument;
  memory::put_client_row(*row, client);
  return boost::outcome_v2::success();
}

result<void> MemoryStore::put_visit(CompanyId company, const Visit& visit) {
  if (state_->client(company, visit.client_id) == nullptr) return errc::not_found;
  memory::put_visit_row(*state_, *state_->company(company), visit);
  return boost::outcome_v2::success();
}

result<void> MemoryStore::put_slots(CompanyId company, std::span<const Slot> slots) {
  CompanyRow* row = state_->company(company);
  if (row == nullptr) return errc::not_found;
  row->slots.assign(slots.begin(), slots.end());
  memory::sort_slots(row->slots);
  return boost::outcome_v2::success();
}

}  // namespace reactivation
