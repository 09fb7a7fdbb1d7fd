// Who is who: clients, their identities, and what an opt-out or an unread message of one of them
// means for the others.
#include <algorithm>
#include <array>

#include "reactivation/core/holdout.hpp"
#include "state.hpp"

namespace reactivation::memory {
namespace {

bool has_identity(const StoredClient& client, const Identity& identity) {
  if (identity.kind == IdentityKind::phone && client.client.phone.is_set() &&
      identity.value == to_e164(client.client.phone)) {
    return true;
  }
  return std::find(client.identities.begin(), client.identities.end(), identity) !=
         client.identities.end();
}

template <class T>
void sort_unique(std::vector<T>& values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

bool is_valid_in(const KnownIdentity& known, CompanyId company) noexcept {
  return known.identity.kind != IdentityKind::external_id || known.home == company;
}

AccountRow* account_of(State& state, const CompanyRow& company) {
  if (!company.account) return nullptr;
  const auto found = state.accounts.find(company.account->id);
  return found == state.accounts.end() ? nullptr : &found->second;
}

std::vector<CompanyId> companies_of(State& state, const InboundEvent& event) {
  if (event.account_id.is_set()) {
    const auto found = state.accounts.find(event.account_id);
    return found == state.accounts.end() ? std::vector<CompanyId>{} : found->second.companies;
  }
  return state.company(event.company_id) == nullptr ? std::vector<CompanyId>{}
                                                    : std::vector{event.company_id};
}

std::vector<KnownIdentity> known_identities(const InboundEvent& event) {
  std::vector<KnownIdentity> known;
  for (const Identity& identity : event.from) known.push_back({identity, event.company_id});
  return known;
}

/// The clients named, what else they are known by, and whom that names in turn.
PersonReach widened(State& state, const std::vector<CompanyId>& companies,
                    std::vector<KnownIdentity> identities,
                    std::vector<std::pair<CompanyId, ClientId>> named) {
  for (const auto& [company_id, client_id] : named) {
    const auto more = identities_of(company_id, *state.client(company_id, client_id));
    identities.insert(identities.end(), more.begin(), more.end());
  }
  sort_unique(identities);
  const auto others = named_by(state, companies, identities);
  named.insert(named.end(), others.begin(), others.end());
  sort_unique(named);
  return {std::move(named), std::move(identities)};
}

}  // namespace

IdentityKey key_of(const Identity& identity) {
  return fnv1a64(std::string{word_of(identity.kind)} + ':' + identity.value);
}

std::vector<KnownIdentity> identities_of(CompanyId company, const StoredClient& client) {
  std::vector<KnownIdentity> known;
  if (client.client.phone.is_set()) {
    known.push_back({{IdentityKind::phone, to_e164(client.client.phone)}, company});
  }
  for (const Identity& identity : client.identities) known.push_back({identity, company});
  return known;
}

void enter_identity(CompanyRow& company, ClientId client, const Identity& identity) {
  auto& clients = company.by_identity[key_of(identity)];
  const auto place = std::lower_bound(clients.begin(), clients.end(), client);
  if (place == clients.end() || *place != client) clients.insert(place, client);
}

void leave_identity(CompanyRow& company, ClientId client, const Identity& identity) {
  const auto found = company.by_identity.find(key_of(identity));
  if (found == company.by_identity.end()) return;
  std::erase(found->second, client);
  if (found->second.empty()) company.by_identity.erase(found);
}

std::vector<CompanyId> companies_beside(State& state, const CompanyRow& company) {
  const AccountRow* account = account_of(state, company);
  return account == nullptr ? std::vector{company.company.id} : account->companies;
}

std::vector<std::pair<CompanyId, ClientId>> named_by(State& state,
                                                     const std::vector<CompanyId>& companies,
                                                     const std::vector<KnownIdentity>& identities) {
  std::vector<std::pair<CompanyId, ClientId>> named;
  for (const CompanyId company_id : companies) {
    const CompanyRow& company = *state.company(company_id);
    for (const KnownIdentity& known : identities) {
      if (!is_valid_in(known, company_id)) continue;
      const auto found = company.by_identity.find(key_of(known.identity));
      if (found == company.by_identity.end()) continue;
      for (const ClientId client : found->second) {
        // Two identities may have one hash.
        if (has_identity(company.clients.at(client), known.identity)) {
          named.emplace_back(company_id, client);
        }
      }
    }
  }
  sort_unique(named);
  return named;
}

std::vector<ClientId> sharers_of(const CompanyRow& company, const StoredClient& client) {
  std::vector<ClientId> sharers{client.client.id};
  if (!client.client.phone.is_set()) return sharers;
  const auto found =
      company.by_identity.find(key_of({IdentityKind::phone, to_e164(client.client.phone)}));
  if (found == company.by_identity.end()) return sharers;
  for (const ClientId other : found->second) {
    if (company.clients.at(other).client.phone == client.client.phone) sharers.push_back(other);
  }
  sort_unique(sharers);
  return sharers;
}

Standing standing_of(State& state, const CompanyRow& company, const StoredClient& client) {
  Standing standing{client.client.reactivation_opt_out, false};
  const AccountRow* account = account_of(state, company);
  const Scope& scope = state.scopes[company.company.id];
  const std::vector<CompanyId> companies = companies_beside(state, company);
  int opted_out = 0;
  for (const CompanyId id : companies) opted_out += state.company(id)->opted_out;
  const bool is_quiet =
      opted_out == 0 && scope.is_empty() && (account == nullptr || account->scope.is_empty());
  if (is_quiet) return standing;
  const PersonReach reach =
      widened(state, companies, identities_of(company.company.id, client), {});
  for (const auto& [company_id, client_id] : reach.clients) {
    const StoredClient& other = *state.client(company_id, client_id);
    standing.is_opted_out |= other.client.reactivation_opt_out;
  }
  std::vector<KnownIdentity> identities = reach.identities;
  for (const auto& [company_id, client_id] : reach.clients) {
    const auto more = identities_of(company_id, *state.client(company_id, client_id));
    identities.insert(identities.end(), more.begin(), more.end());
  }
  for (const KnownIdentity& known : identities) {
    if (!is_valid_in(known, company.company.id)) continue;
    const IdentityKey key = key_of(known.identity);
    standing.is_opted_out |= scope.opted_out.contains(key);
    standing.has_unread |= scope.unread.contains(key);
    if (account == nullptr || known.identity.kind == IdentityKind::external_id) continue;
    standing.is_opted_out |= account->scope.opted_out.contains(key);
    standing.has_unread |= account->scope.unread.contains(key);
  }
  return standing;
}

PersonReach reach_of(State& state, const PersonKey& who) {
  const CompanyRow& company = *state.company(who.company_id);
  return widened(state, companies_beside(state, company), {}, {{who.company_id, who.client_id}});
}

PersonReach reach_of(State& state, const InboundEvent& event) {
  const std::vector<CompanyId> companies = companies_of(state, event);
  std::vector<KnownIdentity> identities = known_identities(event);
  auto named = named_by(state, companies, identities);
  return widened(state, companies, std::move(identities), std::move(named));
}

PersonReach opt_out_reach_of(State& state, const InboundEvent& event) {
  std::vector<CompanyId> companies = companies_of(state, event);
  if (const CompanyRow* company = state.company(event.company_id)) {
    const auto beside = companies_beside(state, *company);
    companies.insert(companies.end(), beside.begin(), beside.end());
    companies.push_back(event.company_id);
    sort_unique(companies);
  }
  std::vector<KnownIdentity> identities = known_identities(event);
  auto named = named_by(state, companies, identities);
  return widened(state, companies, std::move(identities), std::move(named));
}

namespace {

PersonClient person_client(State& state, const CompanyRow& company, const StoredClient& row) {
  PersonClient client;
  client.company_id = company.company.id;
  client.client_id = row.client.id;
  client.zone = company.company.time_zone;
  client.is_opted_out = standing_of(state, company, row).is_opted_out;
  client.needs_person = row.client.needs_person;
  client.opt_out_on_negative = company.settings.opt_out_on_negative;
  client.paused_until = row.client.paused_until;
  for (const KeptWish& wish : row.wishes) {
    if (wish.kind == ReplyType::other_staff && wish.wished.staff_id) {
      client.wished_staff.push_back(*wish.wished.staff_id);
    }
  }
  return client;
}

}  // namespace

PersonAttempt person_attempt(State& state, const AttemptRow& row) {
  const CompanyRow& company = *state.company(row.company_id);
  PersonAttempt known;
  known.company_id = row.company_id;
  known.attempt = row.attempt;
  known.booking_id = row.booking_id;
  known.next_attempt_at = row.next_attempt_at;
  const auto rule = std::find_if(
      company.rules.begin(), company.rules.end(),
      [&row](const Rule& candidate) { return candidate.service_id == row.attempt.service_id; });
  if (rule != company.rules.end()) {
    known.retry_interval_days = rule->retry_interval_days;
    known.attempts_max = rule->max_attempts;
  }
  return known;
}

Person person_of(State& state, const PersonReach& reach) {
  Person person;
  for (const auto& [company_id, client_id] : reach.clients) {
    const CompanyRow& company = *state.company(company_id);
    const StoredClient& client = company.clients.at(client_id);
    person.clients.push_back(person_client(state, company, client));
    for (const AttemptId& id : client.attempts) {
      const AttemptRow& row = *state.attempt(id);
      const bool is_over = row.attempt.state == AttemptState::rejected ||
                           row.attempt.state == AttemptState::cancelled;
      if (!is_over) person.attempts.push_back(person_attempt(state, row));
    }
  }
  return person;
}

void set_opted_out(CompanyRow& company, StoredClient& client, bool is_out) noexcept {
  if (client.client.reactivation_opt_out == is_out) return;
  client.client.reactivation_opt_out = is_out;
  company.opted_out += is_out ? 1 : -1;
}

}  // namespace reactivation::memory
