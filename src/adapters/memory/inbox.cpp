// What comes in, and what it changes.
#include <algorithm>
#include <map>
#include <set>

#include "reactivation/core/booking_news.hpp"
#include "reactivation/core/holdout.hpp"
#include "state.hpp"

namespace reactivation {

using memory::AttemptEdit;
using memory::AttemptRow;
using memory::CompanyRow;
using memory::EventRow;
using memory::EventState;
using memory::State;
using memory::StoredClient;

namespace memory {
namespace {

constexpr Days unmatched_kept{7};

void add_text(std::string& body, std::string_view text) {
  body += std::to_string(text.size());
  body += ':';
  body += text;
}
void add_number(std::string& body, std::int64_t number) {
  body += std::to_string(number);
  body += ';';
}

struct BodyWriter {
  std::string& body;

  void operator()(const InboundMessage& message) const {
    add_number(body, static_cast<int>(message.author));
    add_number(body, message.is_text ? 1 : 0);
    add_text(body, message.text);
    add_text(body, message.answers_provider_id);
  }
  void operator()(const InboundDelivery& delivery) const {
    add_text(body, delivery.provider_id);
    if (delivery.attempt_id) add_text(body, to_string(*delivery.attempt_id));
    add_number(body, static_cast<int>(delivery.report.delivery));
    add_number(body, delivery.report.is_number_unknown ? 1 : 0);
    add_number(body, static_cast<int>(delivery.report.person_fault));
  }
  void operator()(const InboundBooking& booking) const {
    add_number(body, static_cast<int>(booking.keeper));
    add_number(body, booking.facts.company_id.value);
    add_number(body, booking.facts.client_id.value);
    add_number(body, booking.facts.booking_id.value);
    add_number(body, static_cast<int>(booking.facts.status));
    add_number(body, booking.facts.starts_at.time_since_epoch().count());
    add_text(body, booking.external_id);
    for (const ServiceId service : booking.service_ids) add_number(body, service.value);
    add_text(body, {});
    add_number(body, booking.staff_id.value);
    add_number(body, booking.cost_minor);
    add_number(body, booking.discount_applied.value_or(-1));
  }
  void operator()(const InboundOther& other) const {
    add_text(body, other.type);
    add_text(body, other.body);
  }
};

/// What the event says and of whom. Times are left out: they are the sender's or our own clock's
/// at each repetition.
IdentityKey body_of(const InboundEvent& event) {
  std::string body = std::to_string(event.what.index()) + '|';
  auto from = event.from;
  std::sort(from.begin(), from.end());
  for (const Identity& identity : from) {
    add_number(body, static_cast<int>(identity.kind));
    add_text(body, identity.value);
  }
  body += '|';
  std::visit(BodyWriter{body}, event.what);
  return fnv1a64(body);
}

/// Counts a message in or out of what blocks its sender's sends.
void count_unread(State& state, const EventRow& row, int step) {
  if (!std::holds_alternative<InboundMessage>(row.event.what)) return;
  const auto count = [step](Scope& scope, const Identity& identity) {
    const IdentityKey key = key_of(identity);
    if ((scope.unread[key] += step) <= 0) scope.unread.erase(key);
  };
  for (const Identity& identity : row.event.from) {
    if (row.event.company_id.is_set()) count(state.scopes[row.event.company_id], identity);
    const bool is_beyond = identity.kind != IdentityKind::external_id && row.account_id.is_set();
    if (is_beyond) count(state.accounts[row.account_id].scope, identity);
  }
}

void append_event(State& state, CompanyId company, ClientId client, std::string_view kind,
                  Instant at, std::string_view why) {
  state.events.push_back({company, {}, client, std::nullopt, kind, {}, {}, at, std::string{why}});
}

bool is_as_seen(State& state, const AttemptChange& change) {
  const AttemptRow* row = state.attempt(change.seen.id);
  if (row == nullptr) return false;
  const Attempt& now = row->attempt;
  const Attempt& seen = change.seen;
  return now.state == seen.state && now.reply_type == seen.reply_type &&
         now.completion_reason == seen.completion_reason && now.sent_at == seen.sent_at;
}

bool can_be_written(State& state, const Changes& changes) {
  return std::all_of(changes.attempts.begin(), changes.attempts.end(),
                     [&](const AttemptChange& change) { return is_as_seen(state, change); }) &&
         std::all_of(changes.clients.begin(), changes.clients.end(),
                     [&](const ClientChange& change) {
                       return state.client(change.company_id, change.client_id) != nullptr;
                     }) &&
         (!changes.opt_out || !changes.opt_out->client_id.is_set() ||
          state.client(changes.opt_out->company_id, changes.opt_out->client_id) != nullptr);
}

/// `booked`: the booking just written, for a change that could not name it yet.
void write_attempt_change(State& state, const AttemptChange& change, VisitId booked, Instant at) {
  AttemptRow& row = *state.attempt(change.seen.id);
  const Attempt before = row.attempt;
  {
    AttemptEdit edit{state, row};
    row.attempt.state = change.after.state;
    row.attempt.reply_type = change.after.reply_type;
    row.attempt.response_received_at = change.after.response_received_at;
    row.attempt.completion_reason = change.after.completion_reason;
    row.booking_id = change.booking_id;
    if (row.booking_id && !row.booking_id->is_set()) row.booking_id = booked;
    row.next_attempt_at = change.next_attempt_at;
    const bool is_held =
        is_waiting_to_be_sent(row.attempt.state) || row.attempt.state == AttemptState::dispatching;
    if (!is_held) free_lease(row);
  }
  MemoryEvent event{row.company_id,         {}, before.client_id, before.id, "reply", {}, {}, at,
                    std::string{change.why}};
  if (row.attempt.state != before.state) {
    event.kind = "attempt";
    event.from = word_of(before.state);
    event.to = word_of(row.attempt.state);
  } else if (row.attempt.completion_reason != before.completion_reason) {
    event.kind = "completed";
    event.from = word_of(before.completion_reason);
    event.to = word_of(row.attempt.completion_reason);
  } else {
    event.from = word_of(before.reply_type);
    event.to = word_of(row.attempt.reply_type);
  }
  state.events.push_back(std::move(event));
}

/// The one way back from an opt-out, for everything that the person is known by; a mark on another
/// row of theirs stays until that one is taken back too.
void opt_in(State& state, CompanyRow& company, StoredClient& client, const ClientChange& change) {
  client.client.consent = Consent::granted;
  set_opted_out(company, client, false);
  client.opt_ins.push_back(change.why);
  const PersonReach reach = reach_of(state, PersonKey{change.company_id, change.client_id});
  for (const auto& [company_id, client_id] : reach.clients) {
    for (const KnownIdentity& known :
         identities_of(company_id, *state.client(company_id, client_id))) {
      state.scopes[company.company.id].opted_out.erase(key_of(known.identity));
      if (!company.account) continue;
      state.accounts[company.account->id].scope.opted_out.erase(key_of(known.identity));
    }
  }
}

/// The word of the change, or nothing when all is so already.
std::string_view write_client_change(State& state, const ClientChange& change) {
  CompanyRow& company = *state.company(change.company_id);
  StoredClient& row = company.clients.at(change.client_id);
  Client& client = row.client;
  switch (change.kind) {
    case ClientChangeKind::wrote:
      return std::exchange(client.has_chat_history, true) ? "" : "wrote";
    case ClientChangeKind::frozen:
      return std::exchange(client.needs_person, true) ? "" : "frozen";
    case ClientChangeKind::cleared:
      return std::exchange(client.needs_person, false) ? "cleared" : "";
    case ClientChangeKind::paused:
      return std::exchange(client.paused_until, change.until) == change.until ? "" : "paused";
    case ClientChangeKind::unreachable: {
      const auto until = std::max(client.paused_until, change.until);
      return std::exchange(client.paused_until, until) == until ? "" : "unreachable";
    }
    case ClientChangeKind::consented:
      opt_in(state, company, row, change);
      return "consented";
    case ClientChangeKind::new_favourite:
      return std::exchange(client.preferred_staff_id, change.staff_id) == change.staff_id
                 ? ""
                 : "new_favourite";
  }
  return {};
}

void write_delivery(State& state, const DeliveryChange& change, Instant at) {
  AttemptRow* row = state.attempt(change.attempt_id);
  if (row == nullptr) return;
  write_reaction(state, *row, change.person_fault);
  if (row->delivery && *row->delivery >= change.delivery) return;
  const std::string_view before = row->delivery ? word_of(*row->delivery) : std::string_view{};
  row->delivery = change.delivery;
  state.events.push_back({row->company_id,
                          {},
                          row->attempt.client_id,
                          row->attempt.id,
                          "delivery",
                          before,
                          word_of(change.delivery),
                          at,
                          {}});
}

void write_wish(State& state, const Wish& wish, Instant at) {
  StoredClient* client = state.client(wish.company_id, wish.client_id);
  if (client == nullptr) return;
  client->wishes.push_back({wish.kind, wish.wished, at});
  append_event(state, wish.company_id, wish.client_id, "wish", at, word_of(wish.kind));
}

void write_alert(State& state, const Alert& alert, Instant at) {
  append_event(state, alert.company_id, alert.client_id, "alert", at, word_of(alert.kind));
  if (alert.kind != AlertKind::complaint) return;
  Instant& last =
      state.complaints.try_emplace({alert.company_id, alert.client_id}, at).first->second;
  last = std::max(last, at);
}

/// Where an opt-out was said.
struct OptOutPlace {
  CompanyId company_id;
  AccountId account_id;
};

/// Remembers the identities, for those too who are nobody's clients yet.
bool remember(State& state, const PersonReach& reach, const OptOutPlace& place) {
  bool is_new = false;
  std::vector<CompanyId> companies;
  if (place.company_id.is_set()) companies.push_back(place.company_id);
  for (const auto& [company_id, client_id] : reach.clients) companies.push_back(company_id);
  for (const KnownIdentity& known : reach.identities) {
    const bool is_of_host = known.identity.kind == IdentityKind::external_id;
    const IdentityKey key = key_of(known.identity);
    for (const CompanyId id : companies) {
      if (is_of_host && known.home != id) continue;
      is_new |= state.scopes[id].opted_out.insert(key).second;
    }
    if (is_of_host || !place.account_id.is_set()) continue;
    is_new |= state.accounts[place.account_id].scope.opted_out.insert(key).second;
  }
  return is_new;
}

/// Marks everybody, ends what waits for them, and tells what is leaving right now.
std::vector<AttemptId> opt_out(State& state, const PersonReach& reach, const OptOutPlace& place,
                               const OptOutChange& order, Instant at) {
  const bool is_new = remember(state, reach, place);
  if (is_new && reach.clients.empty()) {
    state.events.push_back({place.company_id,
                            place.account_id,
                            {},
                            std::nullopt,
                            "opted_out",
                            {},
                            {},
                            at,
                            std::string{order.why}});
  }
  std::vector<AttemptId> in_flight;
  for (const auto& [company_id, client_id] : reach.clients) {
    CompanyRow& company = *state.company(company_id);
    StoredClient& client = company.clients.at(client_id);
    if (!client.client.reactivation_opt_out) {
      set_opted_out(company, client, true);
      append_event(state, company_id, client_id, "opted_out", at, order.why);
    }
    for (const AttemptId& id : client.attempts) {
      AttemptRow& row = *state.attempt(id);
      const bool is_waiting = is_waiting_to_be_sent(row.attempt.state);
      if (is_waiting) move_to(state, row, {AttemptState::cancelled, at, "opted_out"});
      if (row.attempt.state == AttemptState::dispatching) {
        in_flight.push_back(id);
      } else if (is_waiting || row.attempt.sent_at) {
        // No campaign goes on after an opt-in.
        CompletionReason& completion = row.attempt.completion_reason;
        if (completion == CompletionReason::none) completion = CompletionReason::opted_out;
      }
    }
  }
  std::sort(in_flight.begin(), in_flight.end());
  return in_flight;
}

void write_changes(State& state, const Changes& changes, VisitId booked) {
  for (const AttemptChange& change : changes.attempts) {
    write_attempt_change(state, change, booked, changes.at);
  }
  for (const ClientChange& change : changes.clients) change_client(state, change, changes.at);
  const bool is_number_unknown = std::any_of(
      changes.clients.begin(), changes.clients.end(),
      [](const ClientChange& change) { return change.kind == ClientChangeKind::unreachable; });
  for (const DeliveryChange& change : changes.deliveries) {
    const AttemptRow* row = state.attempt(change.attempt_id);
    if (row != nullptr && is_number_unknown) note_unknown_number(state, *row);
    write_delivery(state, change, changes.at);
  }
  for (const Wish& wish : changes.wishes) write_wish(state, wish, changes.at);
  for (const Alert& alert : changes.alerts) write_alert(state, alert, changes.at);
}

VisitStatus visit_status_of(BookingStatus status) noexcept {
  switch (status) {
    case BookingStatus::booked:
      return VisitStatus::booked;
    case BookingStatus::completed:
      return VisitStatus::completed;
    case BookingStatus::cancelled:
      return VisitStatus::cancelled;
    default:
      return VisitStatus::no_show;
  }
}

/// The library's own booking row; a host's is never touched.
VisitId write_booking(State& state, const InboundBooking& booking) {
  const BookingFacts& facts = booking.facts;
  if (booking.keeper != BookingKeeper::library ||
      state.client(facts.company_id, facts.client_id) == nullptr) {
    return facts.booking_id;
  }
  CompanyRow& company = *state.company(facts.company_id);
  Visit visit;
  visit.id = facts.booking_id;
  if (!visit.id.is_set() && !booking.external_id.empty()) {
    VisitId& known = company.visit_of_code[booking.external_id];
    if (!known.is_set()) known = VisitId{++state.last_visit_id};
    visit.id = known;
  }
  if (!visit.id.is_set()) visit.id = VisitId{++state.last_visit_id};
  if (!booking.external_id.empty()) company.visit_of_code[booking.external_id] = visit.id;
  visit.client_id = facts.client_id;
  visit.service_ids = booking.service_ids;
  visit.staff_id = booking.staff_id;
  visit.starts_at = facts.starts_at;
  visit.status = visit_status_of(facts.status);
  visit.cost_minor = booking.cost_minor;
  visit.created_at = facts.created_at;
  put_visit_row(state, company, visit);
  // What the desk has noted stands until it notes something else.
  if (booking.discount_applied) {
    company.discounts_applied[visit.id.value] = *booking.discount_applied;
  }
  append_event(state, facts.company_id, facts.client_id, "booking", facts.created_at, {});
  return visit.id;
}

std::vector<AttemptId> opt_out_of_client(State& state, const PersonKey& who,
                                         const OptOutChange& order, Instant at) {
  const CompanyRow& company = *state.company(who.company_id);
  const AccountId account = company.account ? company.account->id : AccountId{};
  return opt_out(state, reach_of(state, who), {who.company_id, account}, order, at);
}

void set_mark(State& state, std::int64_t number, EventMark mark, Instant at) {
  EventRow& row = state.inbox[static_cast<std::size_t>(number - 1)];
  state.unprocessed.erase(number);
  state.unmatched.erase(number);
  if (mark == EventMark::unmatched) {
    row.state = EventState::unmatched;
    state.unmatched.insert(number);
    return;
  }
  count_unread(state, row, -1);
  row.state = mark == EventMark::done ? EventState::done : EventState::dead;
  append_event(state, row.event.company_id, {}, "event", at,
               mark == EventMark::done ? "done" : "dead");
}

}  // namespace

void change_client(State& state, const ClientChange& change, Instant at) {
  const std::string_view word = write_client_change(state, change);
  if (word.empty()) return;
  append_event(state, change.company_id, change.client_id, word, at, change.why);
}

void forget_events(State& state, const std::vector<std::int64_t>& rows) {
  for (const std::int64_t number : rows) {
    EventRow& row = state.inbox[static_cast<std::size_t>(number - 1)];
    const bool is_open = row.state == EventState::stored || row.state == EventState::unmatched;
    if (is_open && std::holds_alternative<InboundMessage>(row.event.what)) {
      set_mark(state, number, EventMark::dead, row.event.received_at);
    }
    row.event.from.clear();
    if (auto* message = std::get_if<InboundMessage>(&row.event.what)) message->text.clear();
    if (auto* other = std::get_if<InboundOther>(&row.event.what)) other->body.clear();
  }
}

}  // namespace memory

result<InboundReceipt> MemoryStore::receive(const InboundEvent& event) {
  const memory::IdentityKey body = memory::body_of(event);
  auto& rows = state_->by_event_id[{event.provider, event.event_id}];
  for (const std::int64_t number : rows) {
    const EventRow& known = state_->inbox[static_cast<std::size_t>(number - 1)];
    if (known.body != body) continue;
    const bool is_done = known.state == EventState::done || known.state == EventState::dead;
    return InboundReceipt{number, ReceiptState::known_already, is_done};
  }
  EventRow row{event, body, EventState::stored, event.account_id};
  const CompanyRow* company = state_->company(event.company_id);
  if (!row.account_id.is_set() && company != nullptr && company->account) {
    row.account_id = company->account->id;
  }
  row.is_id_reused = !rows.empty();
  state_->inbox.push_back(std::move(row));
  const auto number = static_cast<std::int64_t>(state_->inbox.size());
  const ReceiptState state = rows.empty() ? ReceiptState::stored : ReceiptState::id_reused;
  rows.push_back(number);
  state_->unprocessed.insert(number);
  memory::count_unread(*state_, state_->inbox.back(), 1);
  return InboundReceipt{number, state, false};
}

result<std::vector<StoredEvent>> MemoryStore::load_unprocessed(Instant now, int rows_max) {
  std::vector<StoredEvent> events;
  const auto add = [&](std::int64_t number) {
    const EventRow& row = state_->inbox[static_cast<std::size_t>(number - 1)];
    events.push_back({number, row.event, row.is_id_reused, false});
  };
  const auto has_room = [&] { return static_cast<std::int64_t>(events.size()) < rows_max; };
  for (const std::int64_t number : state_->unprocessed) {
    if (!has_room()) break;
    add(number);
  }
  for (const std::int64_t number : state_->unmatched) {
    if (!has_room()) break;
    const auto& event = state_->inbox[static_cast<std::size_t>(number - 1)].event;
    if (now < event.received_at + memory::unmatched_kept) add(number);
  }
  return events;
}

result<Person> MemoryStore::load_person_of(const InboundEvent& event) {
  return memory::person_of(*state_, memory::reach_of(*state_, event));
}

result<Person> MemoryStore::load_person(const PersonKey& key) {
  if (state_->client(key.company_id, key.client_id) == nullptr) return errc::not_found;
  return memory::person_of(*state_, memory::reach_of(*state_, key));
}

result<Person> MemoryStore::load_person_of_attempt(const AttemptId& attempt) {
  const AttemptRow* row = state_->attempt(attempt);
  if (row == nullptr) return errc::not_found;
  auto person = load_person({row->company_id, row->attempt.client_id});
  if (!person) return person;
  auto& known = person.value().attempts;
  const bool is_among = std::any_of(known.begin(), known.end(), [&](const PersonAttempt& one) {
    return one.attempt.id == attempt;
  });
  if (!is_among) known.push_back(memory::person_attempt(*state_, *row));
  return person;
}

result<std::optional<AttemptId>> MemoryStore::find_attempt(const InboundEvent& event) {
  std::vector<AttemptId> named;
  std::string provider_id;
  if (const auto* delivery = std::get_if<InboundDelivery>(&event.what)) {
    if (delivery->attempt_id) named.push_back(*delivery->attempt_id);
    provider_id = delivery->provider_id;
  } else if (const auto* message = std::get_if<InboundMessage>(&event.what)) {
    provider_id = message->answers_provider_id;
  }
  if (const auto found = state_->by_provider_id.find(provider_id);
      found != state_->by_provider_id.end()) {
    named.insert(named.end(), found->second.begin(), found->second.end());
  }
  for (const AttemptId& id : named) {
    const AttemptRow* row = state_->attempt(id);
    if (row != nullptr && memory::is_from_its_place(*state_, event, *row)) return std::optional{id};
  }
  return std::optional<AttemptId>{};
}

result<std::vector<BookingFacts>> MemoryStore::load_booking_news(CompanyId company, Instant now,
                                                                 int rows_max) {
  const CompanyRow* row = state_->company(company);
  if (row == nullptr) return errc::not_found;
  std::map<std::string, BookingFacts> news;
  for (const auto& [id, client] : row->clients) {
    for (const AttemptId& attempt : client.attempts) {
      const PersonAttempt written = memory::person_attempt(*state_, *state_->attempt(attempt));
      for (const Visit& visit : client.visits) {
        const auto found = booking_news(written, visit, now);
        if (found) news.emplace(booking_news_name(*found), *found);
      }
    }
  }
  std::vector<BookingFacts> untold;
  std::set<ClientId> clients;
  for (const auto& [name, facts] : news) {
    if (static_cast<int>(untold.size()) >= rows_max) break;
    const bool is_told = state_->by_event_id.contains({std::string(booking_news_provider), name});
    if (!is_told && clients.insert(facts.client_id).second) untold.push_back(facts);
  }
  return untold;
}

result<std::optional<VisitId>> MemoryStore::find_booking(CompanyId company,
                                                         std::string_view external_id) {
  const CompanyRow* row = state_->company(company);
  if (row == nullptr) return errc::not_found;
  const auto found = row->visit_of_code.find(std::string{external_id});
  if (found == row->visit_of_code.end()) return std::optional<VisitId>{};
  return std::optional<VisitId>{found->second};
}

result<Applied> MemoryStore::apply(const StoredEvent& event, const Changes& changes,
                                   EventMark mark) {
  const auto rows = static_cast<std::int64_t>(state_->inbox.size());
  if (event.row < 1 || event.row > rows) return errc::not_found;
  const EventRow& row = state_->inbox[static_cast<std::size_t>(event.row - 1)];
  if (row.state == EventState::done || row.state == EventState::dead) return Applied{false, {}};
  const bool is_nobodys = row.state == EventState::unmatched && mark == EventMark::unmatched;
  if (is_nobodys && changes.is_empty()) return Applied{false, {}};
  if (!memory::can_be_written(*state_, changes)) return errc::storage_conflict;
  Applied applied;
  VisitId booked;
  if (const auto* booking = std::get_if<InboundBooking>(&event.event.what);
      booking != nullptr && mark == EventMark::done) {
    booked = memory::write_booking(*state_, *booking);
  }
  memory::write_changes(*state_, changes, booked);
  if (changes.opt_out && changes.opt_out->client_id.is_set()) {
    applied.in_flight = memory::opt_out_of_client(
        *state_, {changes.opt_out->company_id, changes.opt_out->client_id}, *changes.opt_out,
        changes.at);
  } else if (changes.opt_out) {
    applied.in_flight =
        memory::opt_out(*state_, memory::opt_out_reach_of(*state_, row.event),
                        {row.event.company_id, row.account_id}, *changes.opt_out, changes.at);
  }
  memory::set_mark(*state_, event.row, mark, changes.at);
  return applied;
}

result<Applied> MemoryStore::apply_order(const PersonKey& who, const Changes& changes) {
  if (changes.opt_out && state_->client(who.company_id, who.client_id) == nullptr) {
    return errc::not_found;
  }
  if (!memory::can_be_written(*state_, changes)) return errc::storage_conflict;
  Applied applied;
  memory::write_changes(*state_, changes, VisitId{});
  if (changes.opt_out) {
    applied.in_flight = memory::opt_out_of_client(*state_, who, *changes.opt_out, changes.at);
  }
  return applied;
}

}  // namespace reactivation
