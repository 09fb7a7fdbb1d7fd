#include "inbound.hpp"

#include <algorithm>

#include "reactivation/core/booking_news.hpp"
#include "reactivation/core/event_name.hpp"
#include "reactivation/core/mention.hpp"
#include "reactivation/core/reply.hpp"
#include "reactivation/core/reply_merge.hpp"

namespace reactivation::detail {
namespace {

using boost::outcome_v2::success;

bool is_conflict(std::error_code error) { return error == make_error_code(errc::storage_conflict); }

/// Whether the body, a bare word or a messenger's document, has the word "stop". The word beside
/// another value counts too: an opt-out too many can be taken back.
bool says_stop(std::string_view body) {
  std::string word;
  for (std::size_t i = 0; i <= body.size(); ++i) {
    const char c = i < body.size() ? body[i] : ' ';
    const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    const bool is_letter = (lower >= 'a' && lower <= 'z') || static_cast<unsigned char>(c) >= 0x80;
    if (is_letter) {
      word += lower;
      continue;
    }
    if (word == "stop") return true;
    word.clear();
  }
  return false;
}

/// What a decision about one event comes to.
struct Decided {
  Changes changes;
  EventMark mark = EventMark::done;
};

class Processor {
public:
  Processor(const EnginePorts& ports, const StoredEvent& stored, ReplyReader& reader)
      : ports_(ports), stored_(stored), event_(stored.event), reader_(reader) {}

  result<void> run();

private:
  result<Decided> decide();
  result<Decided> decide_message(const InboundMessage& message);
  result<Decided> decide_delivery(const InboundDelivery& delivery);
  result<Decided> decide_booking(const InboundBooking& booking);
  result<Decided> decide_unreadable();
  [[nodiscard]] Decided dropped() const;
  result<ReplyFacts> understood(const InboundMessage& message, const Person& person);
  Reply read(const InboundMessage& message, const Person& person);
  void remember(const Changes& changes, const Person& person);

  const EnginePorts& ports_;
  const StoredEvent& stored_;
  const InboundEvent& event_;
  ReplyReader& reader_;
  bool is_asked_ = false;  ///< once for one event, however often it is decided upon
  std::optional<ReplyType> model_said_;
  Person person_;
};

/// An event id that came with two bodies: nobody knows which is true.
void add_reuse(const Person& person, Changes& changes) {
  for (const PersonClient& client : person.clients) {
    changes.clients.push_back({client.company_id, client.client_id, ClientChangeKind::frozen,
                               std::nullopt, StaffId{}, "event id used twice"});
    changes.alerts.push_back({AlertKind::event_id_reused, client.company_id, client.client_id});
  }
}

/// Whether a client is among them whose messages could still be stopped.
bool is_written_to(const Person& person) {
  return std::any_of(person.clients.begin(), person.clients.end(),
                     [](const PersonClient& client) { return !client.is_opted_out; });
}

/// By the lexicon; a model can only find more reason for care, and is not asked about an opt-out or
/// somebody whom nobody writes to.
Reply Processor::read(const InboundMessage& message, const Person& person) {
  const TimeZone zone = person.clients.empty() ? TimeZone::utc() : person.clients.front().zone;
  const Reply reply = classify_reply(
      message.text,
      {zone.is_known() ? zone.local_date(event_.at) : TimeZone::utc().local_date(event_.at)});
  if (reply.opt_out || !is_written_to(person)) return reply;
  if (!is_asked_) model_said_ = reader_.type_of(message.text);
  is_asked_ = true;
  return model_said_ ? more_careful_reply(reply, *model_said_) : reply;
}

result<ReplyFacts> Processor::understood(const InboundMessage& message, const Person& person) {
  ReplyFacts facts;
  if (!message.answers_provider_id.empty()) {
    const auto about = ports_.inbox.find_attempt(event_);
    if (!about) return about.as_failure();
    facts.about = about.value();
  }
  if (!message.is_text) return facts;  // unclear: a person must look
  const Reply reply = read(message, person);
  facts.type = reply.type;
  facts.is_opt_out = reply.opt_out;
  facts.is_models_reading = model_said_ == ReplyType::opt_out;
  facts.is_incident = reply.is_incident;
  facts.needs_person = reply.needs_person;
  facts.pause_until = reply.pause_until;
  const bool is_wish = reply.type == ReplyType::other_staff ||
                       reply.type == ReplyType::other_service ||
                       reply.type == ReplyType::other_time;
  const auto subject = is_wish ? subject_of_reply(person, facts, event_.at) : std::nullopt;
  if (!subject) return facts;
  const auto known =
      ports_.snapshots.load_person_facts(subject->company_id, subject->client_id, event_.at);
  if (!known) return known.as_failure();
  facts.wished = {service_named_in(message.text, known.value().services),
                  staff_named_in(message.text, known.value().staff),
                  day_part_named_in(message.text)};
  return facts;
}

result<Decided> Processor::decide_message(const InboundMessage& message) {
  Decided out;
  out.changes.at = event_.at;
  if (message.author == MessageAuthor::ourselves) return out;
  auto person = ports_.inbox.load_person_of(event_);
  if (!person) return person.as_failure();
  person_ = std::move(person).value();
  if (message.author == MessageAuthor::colleague) {
    out.changes = changes_of_own_message(person_, event_.at);
    return out;
  }
  const auto reply = understood(message, person_);
  if (!reply) return reply.as_failure();
  out.changes = changes_of_reply(person_, reply.value(), event_.at);
  return out;
}

result<Decided> Processor::decide_delivery(const InboundDelivery& delivery) {
  const auto found = ports_.inbox.find_attempt(event_);
  if (!found) return found.as_failure();
  const std::optional<AttemptId>& attempt = found.value();
  Decided out;
  out.changes.at = event_.at;
  out.mark = EventMark::unmatched;
  if (!attempt) return out;
  auto person = ports_.inbox.load_person_of_attempt(*attempt);
  if (!person) {
    if (person.error() == make_error_code(errc::not_found)) return out;
    return person.as_failure();
  }
  person_ = std::move(person).value();
  // The hand-over's own outcome comes first; this is looked at again when it is known.
  const bool is_leaving =
      std::any_of(person_.attempts.begin(), person_.attempts.end(), [&](const PersonAttempt& a) {
        return a.attempt.id == *attempt && a.attempt.state == AttemptState::dispatching;
      });
  if (is_leaving) return out;
  DeliveryReport report = delivery.report;
  report.at = event_.at;
  out.changes = changes_of_delivery(person_, *attempt, report);
  out.mark = EventMark::done;
  return out;
}

/// Nobody will ever understand it: it is set aside, somebody is told, and whoever sent it stays
/// unwritten to (B79).
result<Decided> Processor::decide_unreadable() {
  Decided dead;
  dead.mark = EventMark::dead;
  if (std::holds_alternative<InboundMessage>(event_.what)) {
    auto person = ports_.inbox.load_person_of(event_);
    if (!person) return person.as_failure();
    person_ = std::move(person).value();
    dead.changes = changes_of_unreadable(person_, event_.at);
  }
  dead.changes.at = event_.at;
  if (dead.changes.alerts.empty()) {
    dead.changes.alerts.push_back({AlertKind::event_unreadable, event_.company_id, {}});
  }
  return dead;
}

result<Decided> Processor::decide_booking(const InboundBooking& booking) {
  // Whoever speaks for one company says nothing about another's bookings (B75).
  const bool is_foreign =
      event_.company_id.is_set() && event_.company_id != booking.facts.company_id;
  if (is_foreign) return dropped();
  auto person = ports_.inbox.load_person({booking.facts.company_id, booking.facts.client_id});
  if (!person) {
    if (person.error() != make_error_code(errc::not_found)) return person.as_failure();
    return dropped();
  }
  person_ = std::move(person).value();
  BookingFacts facts = booking.facts;
  if (!facts.booking_id.is_set() && !booking.external_id.empty()) {
    const auto known = ports_.inbox.find_booking(facts.company_id, booking.external_id);
    if (!known) return known.as_failure();
    facts.booking_id = known.value().value_or(VisitId{});
  }
  Decided out{changes_of_booking(person_, facts, event_.at), EventMark::done};
  if (event_.provider == booking_news_provider) {
    // Found late: what made a person look may have come after the visit.
    std::erase_if(out.changes.clients, [](const ClientChange& change) {
      return change.kind == ClientChangeKind::cleared;
    });
  }
  return out;
}

Decided Processor::dropped() const {
  Decided dead;
  dead.changes.at = event_.at;
  dead.mark = EventMark::dead;
  return dead;
}

result<Decided> Processor::decide() {
  if (stored_.is_unreadable) return decide_unreadable();
  struct Visitor {
    Processor& self;
    result<Decided> operator()(const InboundMessage& m) { return self.decide_message(m); }
    result<Decided> operator()(const InboundDelivery& d) { return self.decide_delivery(d); }
    result<Decided> operator()(const InboundBooking& b) { return self.decide_booking(b); }
    result<Decided> operator()(const InboundOther&) {  // stored, and that is all
      Decided out;
      out.changes.at = self.event_.at;
      return out;
    }
  };
  auto decided = std::visit(Visitor{*this}, event_.what);
  if (decided && stored_.is_id_reused) add_reuse(person_, decided.value().changes);
  return decided;
}

/// The dialogue follows what the client asks for. Best effort.
void Processor::remember(const Changes& changes, const Person& person) {
  const auto* message = std::get_if<InboundMessage>(&event_.what);
  if (!ports_.dialogues || !message || message->author != MessageAuthor::client) return;
  for (const PersonClient& client : person.clients) {
    const auto known = ports_.dialogues->load_dialogue(client.company_id, client.client_id);
    if (!known || !known.value()) continue;
    Dialogue dialogue = *known.value();
    for (const AttemptChange& change : changes.attempts) {
      const bool is_theirs =
          change.company_id == client.company_id && change.after.client_id == client.client_id;
      if (is_theirs) dialogue.last_reply = change.after.reply_type;
    }
    for (const Wish& wish : changes.wishes) {
      if (wish.company_id != client.company_id || wish.client_id != client.client_id) continue;
      dialogue.wishes.push_back({wish.kind, wish.wished, event_.at});
    }
    dialogue.updated_at = event_.at;
    (void)ports_.dialogues->save_dialogue(dialogue);
  }
}

result<void> Processor::run() {
  for (int tries = 0; tries < decisions_max; ++tries) {
    const auto decided = decide();
    if (!decided) return decided.as_failure();
    const Changes& changes = decided.value().changes;
    const auto applied = ports_.inbox.apply(stored_, changes, decided.value().mark);
    if (!applied && is_conflict(applied.error())) continue;
    if (!applied) return applied.as_failure();
    if (!applied.value().has_changed) return success();
    remember(changes, person_);
    notify_all(ports_, changes, applied.value(),
               person_.clients.empty() ? event_.company_id : person_.clients.front().company_id);
    return success();
  }
  return make_error_code(errc::storage_conflict);
}

}  // namespace

result<void> process_event(const EnginePorts& ports, const StoredEvent& stored,
                           ReplyReader& reader) {
  StoredEvent known = stored;
  read_preference(known.event);
  // When it was booked is not always told; what is stored stays as it came.
  if (auto* booking = std::get_if<InboundBooking>(&known.event.what)) {
    Instant& created_at = booking->facts.created_at;
    if (time_of_event(created_at, known.event.received_at) != created_at) {
      created_at = known.event.at;
    }
  }
  return Processor(ports, known, reader).run();
}

void read_preference(InboundEvent& event) {
  const auto* other = std::get_if<InboundOther>(&event.what);
  if (other == nullptr || other->type != "user_preferences" || !says_stop(other->body)) return;
  event.what = InboundMessage{MessageAuthor::client, true, "stop", {}};
}

bool is_sound(const InboundEvent& event) {
  const auto is_name_or_empty = [](std::string_view name) {
    return name.empty() || is_event_name(name);
  };
  struct Visitor {
    decltype(is_name_or_empty)& is_optional_name;
    bool operator()(const InboundMessage& message) const {
      return message.text.size() <= event_text_bytes_max &&
             is_optional_name(message.answers_provider_id);
    }
    bool operator()(const InboundDelivery& delivery) const {
      return (delivery.attempt_id || !delivery.provider_id.empty()) &&
             is_optional_name(delivery.provider_id);
    }
    bool operator()(const InboundBooking& booking) const {
      return booking.service_ids.size() <= event_parts_max && is_optional_name(booking.external_id);
    }
    bool operator()(const InboundOther& other) const {
      return is_event_name(other.type) && other.body.size() <= event_text_bytes_max;
    }
  };
  const bool is_placed = event.account_id.is_set() || event.company_id.is_set();
  return is_placed && is_event_name(event.provider) && is_event_name(event.event_id) &&
         event.from.size() <= event_parts_max &&
         std::all_of(event.from.begin(), event.from.end(),
                     [](const Identity& identity) { return is_event_name(identity.value); }) &&
         std::visit(Visitor{is_name_or_empty}, event.what);
}

void notify_all(const EnginePorts& ports, const Changes& changes, const Applied& applied,
                CompanyId company) {
  if (!ports.notifier) return;
  for (const Alert& alert : changes.alerts) ports.notifier->notify(alert);
  for (std::size_t i = 0; i < applied.in_flight.size(); ++i) {
    ports.notifier->notify({AlertKind::opted_out_in_flight, company, {}});
  }
}

}  // namespace reactivation::detail
