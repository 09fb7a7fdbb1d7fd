// Keeps what the host states, what people order about accounts and attempts, and what has left.
#include <algorithm>

#include "oracle_memory.hpp"

namespace reactivation::simulation::oracle {
namespace {

constexpr Seconds sends_kept{48 * 3600};
constexpr Seconds slots_kept{15 * 60};

void add_common_words(World& world, std::string_view text) {
  const auto words = words_of(text);
  if (!words) return;
  world.common_words.insert(words->begin(), words->end());
}

SendNote* send_of(AccountRow& account, const AttemptId& id) {
  const auto found = std::find_if(account.sends.rbegin(), account.sends.rend(),
                                  [&id](const SendNote& send) { return send.attempt_id == id; });
  return found == account.sends.rend() ? nullptr : &*found;
}

AttemptNote& attempt_of(World& world, const PlannedAttempt& planned, CompanyId company,
                        std::size_t entry) {
  const auto [found, is_new] = world.attempts.try_emplace(planned.attempt_id);
  if (is_new || !found->second.who.company_id.is_set()) {
    found->second.who = {company, planned.client_id};
    found->second.service_id = planned.service_id;
    found->second.cycle_key = planned.cycle_key;
    found->second.number = planned.attempt_number;
    found->second.first_entry = entry;
  }
  return found->second;
}

}  // namespace

const Rule* CompanyRow::rule_of(ServiceId service) const {
  for (const Rule& rule : facts.rules) {
    if (rule.service_id == service) return &rule;
  }
  return nullptr;
}

CompanyRow* World::company(CompanyId id) {
  const auto found = companies.find(id);
  return found == companies.end() ? nullptr : &found->second;
}

ClientRow* World::client(const ClientRef& ref) {
  CompanyRow* row = company(ref.company_id);
  if (row == nullptr) return nullptr;
  const auto found = row->clients.find(ref.client_id.value);
  return found == row->clients.end() ? nullptr : &found->second;
}

AccountRow* World::account(AccountId id) {
  const auto found = accounts.find(id);
  return found == accounts.end() ? nullptr : &found->second;
}

void note(World& world, const Place& place, const CompanyStated& stated) {
  const CompanyId id = stated.facts.company.id;
  CompanyRow& row = world.companies[id];
  if (AccountRow* before = world.account(row.account_id())) before->companies.erase(id);
  row.facts = stated.facts;
  row.stated_at = place.at;
  row.stated_entry = place.entry;
  row.zone = world.zones.find(stated.facts.company.time_zone.name());
  row.client_zones.clear();
  for (const TimeZone& zone : stated.facts.client_zones) {
    row.client_zones.push_back(world.zones.find(zone.name()));
  }
  if (row.account_id().is_set()) {
    AccountRow& account = world.accounts[row.account_id()];
    account.companies.insert(id);
    account.concurrent_ever_max =
        std::max(account.concurrent_ever_max, concurrent_max_of(*row.facts.account));
  }
  add_common_words(world, stated.facts.company.name);
  for (const Service& service : stated.facts.services) add_common_words(world, service.title);
  for (const Staff& member : stated.facts.staff) add_common_words(world, member.name);
}

void note(World& world, const Place&, const VisitStated& stated) {
  CompanyRow* company = world.company(stated.company_id);
  ClientRow* row = world.client({stated.company_id, stated.visit.client_id});
  if (row == nullptr) return;
  const Visit& visit = stated.visit;
  const auto is_same = [&visit](const Visit& other) {
    return visit.id.is_set() ? other.id == visit.id
                             : !other.id.is_set() && other.starts_at == visit.starts_at;
  };
  if (visit.id.is_set()) {
    const auto [owner, is_new] =
        company->client_of_visit.try_emplace(visit.id.value, visit.client_id.value);
    if (!is_new && owner->second != visit.client_id.value) {
      std::erase_if(company->clients[owner->second].visits, is_same);
      owner->second = visit.client_id.value;
    }
  }
  std::erase_if(row->visits, is_same);
  row->visits.push_back(visit);
  // The next visit clears whoever waited for a person.
  if (visit.status == VisitStatus::completed) clear_of_waiting(*row);
}

void note(World& world, const Place& place, const SlotsStated& stated) {
  CompanyRow* company = world.company(stated.company_id);
  if (company == nullptr) return;
  auto& kept = company->slots;
  kept.push_back({place.at, stated.slots});
  while (kept.size() > 1 && kept[1].from < place.at - slots_kept) kept.pop_front();
}

void note_office(World& world, const Place& place, const Ordered& order) {
  const bool is_done = order.end == CallEnd::done;
  if (order.end == CallEnd::refused) return;
  AccountId id = order.account_id;
  if (const CompanyRow* company = world.company(order.company_id); company && !id.is_set()) {
    id = company->account_id();
  }
  AccountRow* account = id.is_set() ? &world.accounts[id] : nullptr;
  AttemptNote* attempt = order.attempt_id ? &world.attempts[*order.attempt_id] : nullptr;
  // An order that has begun, or that may have failed, is taken for what allows more.
  switch (order.kind) {
    case OrderKind::arm:
      if (account) account->is_armed = true;
      break;
    case OrderKind::disarm:
      if (account && is_done) account->is_armed = false;
      break;
    case OrderKind::ban:
      if (account && is_done) account->is_banned = true;
      break;
    case OrderKind::stop_everything:
      if (!is_done) break;
      for (auto& entry : world.accounts) entry.second.is_stopped = true;
      break;
    case OrderKind::confirm:
      if (!account) break;
      account->is_banned = account->is_stopped = false;
      account->confirmed_entry = place.entry;
      break;
    case OrderKind::hold:
      if (attempt && is_done) attempt->is_held = true;
      break;
    case OrderKind::approve:
      if (!attempt) break;
      attempt->is_held = false;
      attempt->is_approved = true;
      break;
    case OrderKind::send_manual:
      if (!attempt) break;
      if (order.force == Force::past_cadence) attempt->is_forced = true;
      attempt->is_held = false;
      break;
    case OrderKind::cancel: {
      if (!attempt || !is_done) break;
      ClientRow* row = world.client(attempt->who);
      if (!row) break;
      row->ended.push_back({attempt->service_id, attempt->cycle_key, "had it cancelled", place.at});
      break;
    }
    default:
      break;
  }
}

void note(World& world, const Place& place, const DayPlanned& day) {
  if (day.end == CallEnd::failed) {
    // Whatever the company's people hold may have a new day's turn.
    for (auto& entry : world.attempts) {
      AttemptNote& attempt = entry.second;
      if (attempt.who.company_id == day.company_id) attempt.is_held = false;
    }
  }
  if (day.end != CallEnd::done) return;
  for (const PlannedAttempt& planned : day.plan.planned) {
    AttemptNote& attempt = attempt_of(world, planned, day.company_id, place.entry);
    attempt.is_held = false;  // a new day's turn
  }
}

void note(World& world, const Wired& wired) {
  const OutgoingMessage& message = wired.message;
  const PlannedAttempt& planned = wired.planned;
  AttemptNote& attempt = attempt_of(world, planned, message.company_id, 0);
  ++attempt.wires;
  attempt.answer.reset();
  attempt.may_have_reached = true;
  world.wired_keys.try_emplace({message.company_id, planned.client_id, planned.service_id,
                                planned.cycle_key, planned.attempt_number},
                               planned.attempt_id);
  if (ClientRow* row = world.client({message.company_id, message.client_id})) {
    row->wires.push_back({message.attempt_id, message.sent_at, planned.service_id,
                          planned.cycle_key, planned.attempt_number, false});
  }
  const CompanyRow* company = world.company(message.company_id);
  AccountRow* account = company ? world.account(company->account_id()) : nullptr;
  if (account == nullptr) return;
  auto& sends = account->sends;
  while (!sends.empty() && sends.front().sent_at < message.sent_at - sends_kept) sends.pop_front();
  const auto after =
      std::upper_bound(sends.begin(), sends.end(), message.sent_at,
                       [](Instant at, const SendNote& send) { return at < send.sent_at; });
  sends.insert(after, SendNote{message.sent_at, message.attempt_id, false, false});
}

void settle(World& world, AttemptNote& attempt, const AttemptId& id, SendOutcome outcome) {
  attempt.answer = outcome;
  const bool is_unsent = outcome == SendOutcome::rejected || outcome == SendOutcome::not_started;
  if (ClientRow* row = world.client(attempt.who)) {
    for (auto wire = row->wires.rbegin(); wire != row->wires.rend(); ++wire) {
      if (wire->attempt_id != id) continue;
      wire->is_unsent = is_unsent;
      break;
    }
  }
  const CompanyRow* company = world.company(attempt.who.company_id);
  AccountRow* account = company ? world.account(company->account_id()) : nullptr;
  if (account == nullptr) return;
  if (SendNote* send = send_of(*account, id)) {
    send->is_unsent = is_unsent;
    send->is_uncertain = outcome == SendOutcome::uncertain;
  }
}

void note(World& world, const Answered& answered) {
  const auto found = world.attempts.find(answered.attempt_id);
  if (found == world.attempts.end() || found->second.wires == 0) return;
  found->second.may_have_reached = answered.has_reached;
  settle(world, found->second, answered.attempt_id, answered.outcome);
}

void note(World& world, const Crashed& crashed) {
  std::erase_if(world.unstored, [&crashed](const UnstoredOptOut& unstored) {
    return unstored.worker == crashed.worker;
  });
}

void note(World& world, const ClockSet& clock) {
  world.ahead = clock.ahead;
  world.is_clock_trusted = clock.is_trusted;
}

}  // namespace reactivation::simulation::oracle
