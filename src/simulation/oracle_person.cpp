// Who is who, and what they have said: opt-outs, messages that nobody has understood yet, clients
// who wait for a person, absences and refusals (I1 to I4, requirements §4.11).
#include <algorithm>

#include "oracle_memory.hpp"

namespace reactivation::simulation::oracle {
namespace {

constexpr Seconds deadline_length{7 * 86'400};

std::string own_key(const ClientRef& who) {
  return "row:" + std::to_string(who.company_id.value) + ":" + std::to_string(who.client_id.value);
}

bool is_of_host(std::string_view key) { return key.starts_with("ext:"); }
bool is_row(std::string_view key) { return key.starts_with("row:"); }

void enter_key(World& world, const ClientRef& who, ClientRow& row, std::string key) {
  if (std::find(row.keys.begin(), row.keys.end(), key) != row.keys.end()) return;
  auto& named = world.named[scoped(who.company_id, key)];
  if (std::find(named.begin(), named.end(), who) == named.end()) named.push_back(who);
  row.keys.push_back(std::move(key));
}

void leave_key(World& world, const ClientRef& who, ClientRow& row, const std::string& key) {
  std::erase(row.keys, key);
  std::erase(world.named[scoped(who.company_id, key)], who);
}

void bar(World& world, const Place& place, CompanyId company, AccountId account,
         const std::vector<std::string>& keys) {
  for (const std::string& key : keys) {
    world.bars.try_emplace(scoped(company, key), Bar{place.entry});
    if (account.is_set() && !is_of_host(key) && !is_row(key)) {
      world.bars.try_emplace(scoped(account, key), Bar{place.entry});
    }
  }
}

/// The companies in which an event may name somebody, and the account it was said to.
struct Reach {
  std::vector<CompanyId> companies;
  AccountId account_id;
};
Reach reach_of(World& world, const InboundEvent& event) {
  Reach reach;
  reach.account_id = event.account_id;
  if (const CompanyRow* company = world.company(event.company_id)) {
    if (!reach.account_id.is_set()) reach.account_id = company->account_id();
    reach.companies = companies_beside(world, event.company_id);
  }
  if (const AccountRow* account = world.account(reach.account_id)) {
    reach.companies.insert(reach.companies.end(), account->companies.begin(),
                           account->companies.end());
  }
  return reach;
}

std::vector<std::string> keys_of(const InboundEvent& event) {
  std::vector<std::string> keys;
  for (const Identity& identity : event.from) keys.push_back(key_of(identity, event.company_id));
  return keys;
}

/// Bars the person in the account and in their companies, under every name that is known for them.
/// `direct`: the row that an order names; unset when the words came from the person.
void opt_out(World& world, const Place& place, const Reach& reach,
             const std::vector<std::string>& said_by, const std::set<ClientRef>& clients,
             const ClientRef& direct = {}) {
  std::vector<std::string> keys = said_by;
  for (const ClientRef& ref : clients) {
    const ClientRow* row = world.client(ref);
    keys.insert(keys.end(), row->keys.begin(), row->keys.end());
  }
  for (const CompanyId company : reach.companies) {
    const bool is_theirs = std::any_of(clients.begin(), clients.end(), [&](const ClientRef& ref) {
      return ref.company_id == company;
    });
    if (is_theirs) bar(world, place, company, reach.account_id, keys);
  }
  bar(world, place, CompanyId{}, reach.account_id, keys);  // names that are nobody's client yet
  for (const ClientRef& ref : clients) {
    Bar& own = world.bars[scoped(ref.company_id, own_key(ref))];
    if (own.entry == place.entry) own.is_wide = direct.client_id.is_set() && ref != direct;
  }
  world.opted_out.insert(clients.begin(), clients.end());
}

/// The message of the person's that the reply belongs to: the latest one whose deadline is open.
std::pair<ClientRef, const WireNote*> answered_by(World& world, const std::set<ClientRef>& clients,
                                                  Instant at) {
  std::pair<ClientRef, const WireNote*> found{{}, nullptr};
  for (const ClientRef& ref : clients) {
    for (const WireNote& wire : world.client(ref)->wires) {
      if (wire.is_unsent || wire.sent_at > at || at >= wire.sent_at + deadline_length) continue;
      if (found.second == nullptr || wire.sent_at > found.second->sent_at) found = {ref, &wire};
    }
  }
  return found;
}

/// A visit or a booking since the message may have made something else of its campaign.
bool has_booked_since(const ClientRow& row, Instant sent_at) {
  return std::any_of(row.visits.begin(), row.visits.end(), [sent_at](const Visit& visit) {
    return visit.starts_at >= sent_at || (visit.created_at && *visit.created_at >= sent_at);
  });
}

void end_cycle(World& world, const InboundEvent& event, const std::set<ClientRef>& clients,
               std::string_view why) {
  const auto* message = std::get_if<InboundMessage>(&event.what);
  // Named by the messenger: the log does not say which one that is.
  if (message == nullptr || !message->answers_provider_id.empty()) return;
  const auto [ref, wire] = answered_by(world, clients, event.received_at);
  // A late message may belong to an older one; then it is not certain which it ends.
  if (wire == nullptr || answered_by(world, clients, event.at).second != wire ||
      has_booked_since(*world.client(ref), wire->sent_at))
    return;
  world.client(ref)->ended.push_back({wire->service_id, wire->cycle_key, why, {}});
}

void note_message(World& world, const Place& place, const EventGiven& given) {
  const Reach reach = reach_of(world, given.event);
  const std::vector<std::string> keys = keys_of(given.event);
  const std::set<ClientRef> clients = named_by(world, reach.companies, keys);
  const bool is_new = given.receipt == ReceiptState::stored;
  switch (given.intention) {
    case Intention::none:
    case Intention::away:
    case Intention::agreement:
    case Intention::question:
    case Intention::other_wish:
      break;
    case Intention::opt_out:
    case Intention::complaint:
      if (is_new) opt_out(world, place, reach, keys, clients);
      break;
    case Intention::refusal:
      if (is_new) end_cycle(world, given.event, clients, "refused");
      break;
    case Intention::unreadable:
      if (!is_new) break;
      for (const ClientRef& ref : clients) world.client(ref)->frozen_at = place.at;
      break;
  }
  if (given.receipt == ReceiptState::id_reused) {
    for (const ClientRef& ref : clients) world.client(ref)->frozen_at = place.at;
  }
}

void order_opt_in(World& world, const ClientRef& who) {
  ClientRow* row = world.client(who);
  if (row == nullptr) return;
  // Evidence is worth more than an earlier word, until the host states the row again.
  row->client.consent = Consent::granted;
  const std::vector<CompanyId> companies = companies_beside(world, who.company_id);
  std::vector<std::string> keys = row->keys;
  for (const ClientRef& ref : named_by(world, companies, row->keys)) {
    ClientRow* other = world.client(ref);
    if (ref.company_id == who.company_id) other->client.consent = Consent::granted;
    for (const std::string& key : other->keys) {
      // Another company's own row stays opted out until that company is told otherwise.
      if (!is_row(key) || ref.company_id == who.company_id) keys.push_back(key);
    }
    world.opted_out.erase(ref);
  }
  const CompanyRow* company = world.company(who.company_id);
  std::erase_if(world.unstored, [&keys](const UnstoredOptOut& unstored) {
    return std::find_first_of(unstored.keys.begin(), unstored.keys.end(), keys.begin(),
                              keys.end()) != unstored.keys.end();
  });
  for (const std::string& key : keys) {
    for (const CompanyId id : companies) {
      if (!is_row(key) || id == who.company_id) world.bars.erase(scoped(id, key));
    }
    world.bars.erase(scoped(CompanyId{}, key));
    if (company->account_id().is_set()) world.bars.erase(scoped(company->account_id(), key));
  }
}

/// The last word counts, also when it is an earlier date; for the person's other rows it may.
void order_pause(World& world, const ClientRef& who, const Ordered& order) {
  const auto lower = [&order](std::optional<Instant>& until) {
    if (until && order.until) until = std::min(*until, *order.until);
  };
  for (const ClientRef& ref :
       named_by(world, companies_beside(world, who.company_id), world.client(who)->keys)) {
    ClientRow& row = *world.client(ref);
    lower(row.paused_until);
    lower(row.client.paused_until);
    if (ref == who && order.end == CallEnd::done) row.paused_until = order.until;
  }
}

void order_opt_out(World& world, const Place& place, const Ordered& order, const ClientRef& who) {
  const ClientRow* row = world.client(who);
  if (row == nullptr || order.end == CallEnd::refused || order.end == CallEnd::begun) return;
  if (order.end == CallEnd::failed) {
    world.unstored.push_back({order.worker, companies_beside(world, who.company_id),
                              world.company(who.company_id)->account_id(), row->keys});
    return;
  }
  const Reach reach{companies_beside(world, who.company_id),
                    world.company(who.company_id)->account_id()};
  std::set<ClientRef> clients = named_by(world, reach.companies, row->keys);
  clients.insert(who);
  opt_out(world, place, reach, {}, clients, who);
}

}  // namespace

// --- Names ---------------------------------------------------------------------------------------

std::string key_of(PhoneNumber phone) { return "tel:+" + std::to_string(phone.digits); }

std::string key_of(const Identity& identity, CompanyId company) {
  switch (identity.kind) {
    case IdentityKind::phone:
      return "tel:" + identity.value;
    case IdentityKind::external_id:
      return "ext:" + std::to_string(company.value) + ":" + identity.value;
    case IdentityKind::lid:
      return "lid:" + identity.value;
    case IdentityKind::user_id:
      return "uid:" + identity.value;
    case IdentityKind::chat_id:
      return "cid:" + identity.value;
  }
  return {};
}

std::string scoped(AccountId account, std::string_view key) {
  return "a" + std::to_string(account.value) + "|" + std::string(key);
}

std::string scoped(CompanyId company, std::string_view key) {
  return "c" + std::to_string(company.value) + "|" + std::string(key);
}

std::vector<CompanyId> companies_beside(const World& world, CompanyId company) {
  const auto found = world.companies.find(company);
  if (found == world.companies.end()) return {};
  const auto account = world.accounts.find(found->second.account_id());
  if (account == world.accounts.end()) return {company};
  return {account->second.companies.begin(), account->second.companies.end()};
}

std::set<ClientRef> named_by(const World& world, const std::vector<CompanyId>& companies,
                             const std::vector<std::string>& keys) {
  std::set<ClientRef> named;
  for (const CompanyId company : companies) {
    for (const std::string& key : keys) {
      const auto found = world.named.find(scoped(company, key));
      if (found != world.named.end()) named.insert(found->second.begin(), found->second.end());
    }
  }
  return named;
}

std::vector<ClientRow*> sharers_of(World& world, const ClientRef& who) {
  ClientRow* row = world.client(who);
  std::vector<ClientRow*> sharers{row};
  if (!row->client.phone.is_set()) return sharers;
  const auto found = world.named.find(scoped(who.company_id, key_of(row->client.phone)));
  if (found == world.named.end()) return sharers;
  for (const ClientRef& ref : found->second) {
    ClientRow* other = world.client(ref);
    if (other != row && other->client.phone == row->client.phone) sharers.push_back(other);
  }
  return sharers;
}

void clear_of_waiting(ClientRow& row) {
  row.frozen_at.reset();
  row.client.needs_person = false;
}

void opt_out_by_row(World& world, const Place& place, const ClientRef& who) {
  bar(world, place, who.company_id, AccountId{}, world.client(who)->keys);
  world.opted_out.insert(who);
}

void spread_bars(World& world, const Place& place, const ClientRef& who) {
  const ClientRow& row = *world.client(who);
  const AccountId account = world.company(who.company_id)->account_id();
  const bool is_new = !world.bars.contains(scoped(who.company_id, own_key(who)));
  const auto is_barred = [&world, &row](const auto& scope) {
    return std::any_of(row.keys.begin(), row.keys.end(), [&](const std::string& key) {
      return world.bars.contains(scoped(scope, key));
    });
  };
  if (account.is_set() && is_barred(account)) {
    bar(world, place, who.company_id, account, row.keys);
  } else if (is_barred(who.company_id)) {
    bar(world, place, who.company_id, AccountId{}, row.keys);
  }
  const auto own = world.bars.find(scoped(who.company_id, own_key(who)));
  if (is_new && own != world.bars.end()) own->second.is_wide = true;
}

// --- What happens --------------------------------------------------------------------------------

void note(World& world, const Place& place, const ClientStated& stated) {
  CompanyRow* company = world.company(stated.company_id);
  if (company == nullptr) return;
  const ClientRef who{stated.company_id, stated.client.id};
  const auto [found, is_new] = company->clients.try_emplace(stated.client.id.value);
  ClientRow& row = found->second;
  const PhoneNumber before = row.client.phone;
  row.stated_entry = place.entry;
  if (is_new || before != stated.client.phone) row.phone_entry = place.entry;
  if (!is_new && before.is_set() && before != stated.client.phone) {
    const Identity phone{IdentityKind::phone, "+" + std::to_string(before.digits)};
    const bool is_kept =
        std::find(row.identities.begin(), row.identities.end(), phone) != row.identities.end();
    if (!is_kept) leave_key(world, who, row, key_of(before));
  }
  if (is_new || row.client.name != stated.client.name) {
    if (!is_new) {
      if (const auto old = usable_first_name(row.client.name)) --world.first_names[*old];
    }
    if (const auto name = usable_first_name(stated.client.name)) ++world.first_names[*name];
  }
  row.client = stated.client;
  // The host's own row says what it says, except that an opt-out is never taken back by it.
  row.frozen_at.reset();
  row.paused_until.reset();
  enter_key(world, who, row, own_key(who));
  if (stated.client.phone.is_set()) enter_key(world, who, row, key_of(stated.client.phone));
  if (stated.client.reactivation_opt_out) opt_out_by_row(world, place, who);
  spread_bars(world, place, who);
}

void note(World& world, const Place& place, const IdentityStated& stated) {
  const ClientRef who{stated.company_id, stated.client_id};
  ClientRow* row = world.client(who);
  if (row == nullptr) return;
  row->identities.push_back(stated.identity);
  enter_key(world, who, *row, key_of(stated.identity, stated.company_id));
  spread_bars(world, place, who);
}

void note(World& world, const Place& place, const EventGiven& given) {
  if (const auto* booking = std::get_if<InboundBooking>(&given.event.what)) {
    const ClientRef who{booking->facts.company_id, booking->facts.client_id};
    ClientRow* row = world.client(who);
    if (row != nullptr && booking->facts.status == BookingStatus::completed) {
      clear_of_waiting(*row);
    }
    return;
  }
  const auto* message = std::get_if<InboundMessage>(&given.event.what);
  if (message == nullptr || message->author != MessageAuthor::client) return;
  const bool is_opt_out =
      given.intention == Intention::opt_out || given.intention == Intention::complaint;
  if (given.end == CallEnd::failed && is_opt_out) {
    Reach reach = reach_of(world, given.event);
    world.unstored.push_back(
        {given.worker, std::move(reach.companies), reach.account_id, keys_of(given.event)});
  }
  if (given.end != CallEnd::done) return;
  note_message(world, place, given);
  const InboundEvent& event = given.event;
  const auto is_it = [&event](const UnreadMessage& unread) {
    return unread.provider == event.provider && unread.event_id == event.event_id;
  };
  if (given.is_processed) {
    std::erase_if(world.unread, is_it);
  } else if (std::none_of(world.unread.begin(), world.unread.end(), is_it)) {
    const Reach reach = reach_of(world, event);
    UnreadMessage unread{event.provider, event.event_id, {}};
    for (const std::string& key : keys_of(event)) {
      for (const CompanyId company : reach.companies) unread.keys.push_back(scoped(company, key));
    }
    world.unread.push_back(std::move(unread));
  }
}

/// What the worker's engine could not store before, it has stored first.
void note(World& world, const Place& place, const Swept& swept) {
  if (swept.end != CallEnd::done) return;
  world.unread.clear();
  for (const UnstoredOptOut& unstored : world.unstored) {
    if (unstored.worker != swept.worker) continue;
    opt_out(world, place, {unstored.companies, unstored.account_id}, unstored.keys,
            named_by(world, unstored.companies, unstored.keys));
  }
  std::erase_if(world.unstored, [&swept](const UnstoredOptOut& unstored) {
    return unstored.worker == swept.worker;
  });
}

void note(World& world, const Place& place, const Ordered& order) {
  const ClientRef who{order.company_id, order.client_id};
  ClientRow* row = world.client(who);
  const bool may_be_done = order.end != CallEnd::refused;
  switch (order.kind) {
    case OrderKind::opt_out:
      order_opt_out(world, place, order, who);
      return;
    case OrderKind::opt_in:
      if (may_be_done) order_opt_in(world, who);
      return;
    case OrderKind::pause:
      if (row != nullptr && may_be_done) order_pause(world, who, order);
      return;
    case OrderKind::clear:
      if (row == nullptr || !may_be_done) return;
      for (const ClientRef& ref :
           named_by(world, companies_beside(world, who.company_id), row->keys)) {
        clear_of_waiting(*world.client(ref));
      }
      return;
    case OrderKind::send_manual:
      if (row == nullptr || !may_be_done) break;
      std::erase_if(row->ended, [](const EndedCycle& ended) { return ended.called_off_at; });
      if (order.end != CallEnd::done && order.force == Force::past_cadence) {
        row->perhaps_forced_at = place.at;
      }
      break;
    default:
      break;
  }
  note_office(world, place, order);
}

// --- Checks --------------------------------------------------------------------------------------

void check_opt_out(const Sent& sent) {
  World& world = sent.world;
  const AccountId account = sent.company.account_id();
  const std::string own = own_key(sent.who);
  for (const std::string& key : sent.client.keys) {
    auto found = world.bars.find(scoped(sent.who.company_id, key));
    if (found == world.bars.end() && account.is_set())
      found = world.bars.find(scoped(account, key));
    if (found == world.bars.end()) continue;
    const auto row = world.bars.find(scoped(sent.who.company_id, own));
    const bool is_own = row != world.bars.end() && !row->second.is_wide;
    const bool was_rewritten =
        sent.client.stated_entry > found->second.entry && !sent.client.client.reactivation_opt_out;
    sent.report(!is_own         ? "I3"
                : was_rewritten ? "I2"
                                : "I1",
                "client " + std::to_string(sent.who.client_id.value) + " of company " +
                    std::to_string(sent.who.company_id.value) +
                    " was written to after the opt-out of entry " +
                    std::to_string(found->second.entry));
    return;
  }
  for (const UnstoredOptOut& unstored : world.unstored) {
    if (unstored.worker != sent.wired.worker) continue;
    const auto is_theirs = [&](const std::string& key) {
      return std::find(sent.client.keys.begin(), sent.client.keys.end(), key) !=
             sent.client.keys.end();
    };
    if (std::none_of(unstored.keys.begin(), unstored.keys.end(), is_theirs)) continue;
    sent.report("I1", "worker " + std::to_string(unstored.worker) +
                          " was told of the client's opt-out, failed to store it, and wrote");
    return;
  }
}

void check_inbox(const Sent& sent) {
  for (const UnreadMessage& unread : sent.world.unread) {
    for (const std::string& key : sent.client.keys) {
      const std::string name = scoped(sent.who.company_id, key);
      if (std::find(unread.keys.begin(), unread.keys.end(), name) == unread.keys.end()) continue;
      sent.report("I4", "a message left while event " + unread.event_id +
                            " of the same person was stored and not understood");
      return;
    }
  }
}

void check_waits(const Sent& sent) {
  for (const ClientRow* row : sharers_of(sent.world, sent.who)) {
    if (row->frozen_at) {
      sent.report("4.11", "a message left although the reply of " + text_of(*row->frozen_at) +
                              " waits for a person to look at it");
    } else if (row->client.needs_person) {
      sent.report("4.2", "a message left to a client whose row says needs_person");
    }
  }
  const auto says_paused = [&](const std::optional<Instant>& until) {
    if (!until || *until <= sent.at) return;
    sent.report("4.2", "a message left at " + text_of(sent.at) + " to a client paused until " +
                           text_of(*until));
  };
  says_paused(sent.client.paused_until);
  says_paused(sent.client.client.paused_until);
  if (sent.is_forced) return;
  for (const EndedCycle& ended : sent.client.ended) {
    const PlannedAttempt& planned = sent.wired.planned;
    if (ended.service_id != planned.service_id || ended.cycle_key != planned.cycle_key) continue;
    if (ended.called_off_at && *ended.called_off_at >= sent.wired.message.sent_at) continue;
    sent.report("4.11", "attempt " + std::to_string(planned.attempt_number) + " of the cycle " +
                            text_of(ended.cycle_key) + " left after the client had " +
                            std::string(ended.why));
  }
}

}  // namespace reactivation::simulation::oracle
