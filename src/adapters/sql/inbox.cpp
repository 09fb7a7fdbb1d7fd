#include "inbox.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "client_rows.hpp"
#include "company_rows.hpp"
#include "digest.hpp"
#include "persons.hpp"
#include "reactivation/core/booking_news.hpp"
#include "values.hpp"

namespace reactivation::sql {
namespace {

constexpr Seconds unmatched_for{7 * 86400};

template <class Noun>
std::optional<std::int64_t> or_null(Id<Noun> id) {
  return id.is_set() ? std::optional{id.value} : std::nullopt;
}

/// Everything but the time of its receipt: the same event again has the same digest.
std::string digest_of(const InboundEvent& event, const std::string& body) {
  return sha256(std::string{kind_of(event)} + '\n' + identities_json(event.from) + '\n' + body);
}

PersonQuestion question_of(Session& session, const InboundEvent& event) {
  AccountId account = event.account_id;
  if (!account.is_set()) account = account_of(session, event.company_id);
  return {account, event.company_id, event.from};
}

bool is_of_client(const InboundEvent& event) {
  const auto* message = std::get_if<InboundMessage>(&event.what);
  return message && message->author == MessageAuthor::client;
}

/// A message that is not understood yet blocks every send to its sender (I4): the second bit of the
/// flag. The first is set by a person's question, or by whatever else a host has written there.
void block_sender(Session& session, const InboundEvent& event) {
  if (!is_of_client(event)) return;
  PersonQuestion question = question_of(session, event);
  for (const PersonRow& row : find_person_rows(session, question)) {
    session.database.change(
        "UPDATE clients SET reactivation_needs_person ="
        " CASE WHEN reactivation_needs_person IS NULL THEN 2"
        "  WHEN " REACTIVATION_OWN_FLAGS("") " THEN reactivation_needs_person | 2 ELSE 3 END"
        " WHERE id = ?1 AND company_id = ?2",
        row.client_id.value, row.company_id.value);
  }
}

/// Sent through the event's account (?1) and of its company (?2), as far as it names them.
#define REACTIVATION_ATTEMPT_OF_EVENT                                            \
  "SELECT a.id FROM reactivation_attempts a WHERE (?2 = 0 OR a.company_id = ?2)" \
  " AND (?1 = 0 OR EXISTS (SELECT 1 FROM reactivation_ledger l"                  \
  "   WHERE l.attempt_id = a.id AND l.account_id = ?1)"                          \
  "  OR EXISTS (SELECT 1 FROM reactivation_companies c"                          \
  "   WHERE c.company_id = a.company_id AND c.account_id = ?1))"

std::optional<AttemptId> first_of(Rows rows) {
  return rows.next() ? attempt_id_of(rows.text(0)) : std::nullopt;
}

Person checked(Person person, const char* what) {
  if (person.clients.empty()) fail(errc::not_found, what);
  return person;
}

}  // namespace

InboundReceipt write_event(Session& session, const InboundEvent& event) {
  if (event.provider.empty() || event.event_id.empty()) {
    fail(errc::invalid_argument, "an event needs a provider and an id");
  }
  const std::string body = body_of(event);
  const std::string digest = digest_of(event, body);
  bool is_reused = false;
  {
    Rows rows = session.database.query(
        "SELECT id, digest, mark FROM reactivation_inbox WHERE provider = ?1 AND event_id = ?2",
        event.provider, event.event_id);
    while (rows.next()) {
      if (rows.text(1) == digest) {
        return {rows.integer(0), ReceiptState::known_already,
                rows.text(2) == "done" || rows.text(2) == "dead"};
      }
      is_reused = true;
    }
  }
  Rows entered = session.database.query(
      "INSERT INTO reactivation_inbox (provider, event_id, digest, kind, account_id, company_id,"
      " identities, body, at, received_at, is_id_reused)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) RETURNING id",
      event.provider, event.event_id, digest, kind_of(event), or_null(event.account_id),
      or_null(event.company_id), identities_json(event.from), body, event.at, event.received_at,
      is_reused);
  if (!entered.next())
    fail(errc::storage_failed, session.database.place() + ": no row was written");
  const std::int64_t row = entered.integer(0);
  while (entered.next()) {
  }
  block_sender(session, event);
  return {row, is_reused ? ReceiptState::id_reused : ReceiptState::stored, false};
}

std::vector<PersonRow> find_unread_senders(Session& session, CompanyId company) {
  std::vector<InboundEvent> unread;
  {
    Rows rows = session.database.query(
        "SELECT account_id, company_id, identities, body FROM reactivation_inbox"
        " INDEXED BY reactivation_inbox_unread WHERE mark = 'new' AND kind = 'message'"
        " AND (account_id IS NULL OR company_id = ?1 OR account_id ="
        "  (SELECT account_id FROM reactivation_companies WHERE company_id = ?1))",
        company.value);
    while (rows.next()) {
      InboundEvent& event = unread.emplace_back();
      event.account_id = AccountId{rows.integer(0)};
      event.company_id = CompanyId{rows.integer(1)};
      event.from = identities_of_json(rows.text(2));
      // What cannot be read may be a client's.
      const bool is_read = read_body("message", rows.text(3), event);
      if (is_read && !is_of_client(event)) unread.pop_back();
    }
  }
  std::vector<PersonRow> senders;
  for (const InboundEvent& event : unread) {
    PersonQuestion question = question_of(session, event);
    const std::vector<PersonRow> rows = find_person_rows(session, question);
    senders.insert(senders.end(), rows.begin(), rows.end());
  }
  return senders;
}

std::vector<StoredEvent> read_unprocessed(Session& session, Instant now, int rows_max) {
  std::vector<StoredEvent> events;
  Rows rows = session.database.query(
      "SELECT id, provider, event_id, kind, account_id, company_id, identities, body, at,"
      " received_at, is_id_reused FROM reactivation_inbox INDEXED BY reactivation_inbox_open"
      " WHERE mark IN ('new', 'unmatched') AND (mark = 'new' OR received_at > ?1)"
      " ORDER BY id LIMIT ?2",
      now - unmatched_for, rows_max);
  while (rows.next()) {
    StoredEvent stored;
    stored.row = rows.integer(0);
    stored.is_id_reused = rows.integer(10) != 0;
    InboundEvent& event = stored.event;
    event.provider = std::string{rows.text(1)};
    event.event_id = std::string{rows.text(2)};
    event.account_id = AccountId{rows.integer(4)};
    event.company_id = CompanyId{rows.integer(5)};
    event.from = identities_of_json(rows.text(6));
    event.at = Instant{Seconds{rows.integer(8)}};
    event.received_at = Instant{Seconds{rows.integer(9)}};
    stored.is_unreadable = !read_body(rows.text(3), rows.text(7), event);
    events.push_back(std::move(stored));
  }
  return events;
}

namespace {

/// Of the attempts that a booking may say something about, with the client's bookings.
std::map<std::string, BookingFacts> known_bookings(Session& session, CompanyId company,
                                                   const TimeZone& zone, Instant now) {
  std::map<std::string, BookingFacts> news;
  Rows rows = session.database.query(
      "SELECT" REACTIVATION_ATTEMPT_COLUMNS
      ", a.booking_id, b.id, b.status, b.datetime, b.created_at"
      " FROM reactivation_attempts a CROSS JOIN bookings b"
      " ON b.company_id = a.company_id AND b.client_id = a.client_id"
      " WHERE a.company_id = ?1 AND /*sqlite:*/(a.state = 'dispatching') = 0/*:*//*postgres: "
      "a.state <> 'dispatching'*/ AND a.sent_at >= ?2"
      " AND (a.completion_reason = 'none' OR a.booking_id IS NOT NULL)"
      // Times as texts are looked at below.
      " AND (typeof(b.datetime) <> 'integer' OR b.datetime >= a.sent_at OR b.id = a.booking_id)",
      company.value, now - booking_news_for);
  while (rows.next()) {
    const auto attempt = read_attempt(rows);
    constexpr int own = 13;
    const auto starts_at = instant_at(rows, own + 3, zone);
    if (!attempt || !starts_at) continue;
    PersonAttempt written;
    written.company_id = company;
    written.attempt = *attempt;
    if (!rows.is_null(own)) written.booking_id = VisitId{rows.integer(own)};
    Visit booking;
    booking.id = VisitId{rows.integer(own + 1)};
    booking.client_id = attempt->client_id;
    booking.status = visit_status_of(rows.text(own + 2));
    booking.starts_at = *starts_at;
    booking.created_at = instant_at(rows, own + 4, zone);
    const auto found = booking_news(written, booking, now);
    if (found) news.emplace(booking_news_name(*found), *found);
  }
  return news;
}

}  // namespace

std::vector<BookingFacts> read_booking_news(Session& session, CompanyId company, Instant now,
                                            int rows_max) {
  const TimeZone zone = company_part(session, company).company.time_zone;
  std::vector<BookingFacts> untold;
  std::set<ClientId> clients;
  for (const auto& [name, facts] : known_bookings(session, company, zone, now)) {
    if (static_cast<int>(untold.size()) >= rows_max) break;
    Rows row = session.database.query(
        "SELECT 1 FROM reactivation_inbox WHERE provider = ?1 AND event_id = ?2",
        booking_news_provider, name);
    if (!row.next() && clients.insert(facts.client_id).second) untold.push_back(facts);
  }
  return untold;
}

bool is_unmatched(Session& session, std::int64_t event_row) {
  Rows row = session.database.query("SELECT mark FROM reactivation_inbox WHERE id = ?1", event_row);
  return row.next() && row.text(0) == "unmatched";
}

Person read_person_of_event(Session& session, const InboundEvent& event) {
  PersonQuestion question = question_of(session, event);
  return read_person(session, find_person_rows(session, question));
}

Person read_person_of_key(Session& session, const PersonKey& key) {
  const PersonRow own{key.company_id, key.client_id};
  PersonQuestion question{account_of(session, key.company_id), key.company_id,
                          identities_of(session, own)};
  std::vector<PersonRow> rows = find_person_rows(session, question);
  const bool is_among = std::any_of(rows.begin(), rows.end(), [&](const PersonRow& row) {
    return row.company_id == own.company_id && row.client_id == own.client_id;
  });
  if (!is_among) rows.insert(rows.begin(), own);
  Person person = checked(read_person(session, rows), "the company has no such client");
  const bool is_theirs =
      std::any_of(person.clients.begin(), person.clients.end(), [&](const PersonClient& client) {
        return client.company_id == key.company_id && client.client_id == key.client_id;
      });
  if (!is_theirs) fail(errc::not_found, "the company has no such client");
  return person;
}

Person read_person_of_attempt(Session& session, const AttemptId& attempt) {
  PersonKey key;
  {
    Rows row = session.database.query(
        "SELECT company_id, client_id FROM reactivation_attempts WHERE id = ?1",
        to_string(attempt));
    if (!row.next()) fail(errc::not_found, "there is no such attempt");
    key = {CompanyId{row.integer(0)}, ClientId{row.integer(1)}};
  }
  return read_person_of_key(session, key);
}

std::optional<AttemptId> find_attempt_of(Session& session, const InboundEvent& event) {
  if (!event.account_id.is_set() && !event.company_id.is_set()) return std::nullopt;
  const auto* delivery = std::get_if<InboundDelivery>(&event.what);
  const auto* message = std::get_if<InboundMessage>(&event.what);
  if (delivery && delivery->attempt_id) {
    const auto own = first_of(session.database.query(REACTIVATION_ATTEMPT_OF_EVENT " AND a.id = ?3",
                                                     event.account_id.value, event.company_id.value,
                                                     to_string(*delivery->attempt_id)));
    if (own) return own;
  }
  std::string_view name;
  if (delivery) name = delivery->provider_id;
  if (message) name = message->answers_provider_id;
  if (name.empty()) return std::nullopt;
  return first_of(session.database.query(REACTIVATION_ATTEMPT_OF_EVENT " AND a.provider_id = ?3",
                                         event.account_id.value, event.company_id.value, name));
}

}  // namespace reactivation::sql
