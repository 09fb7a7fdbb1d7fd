// Changes, written together or not at all.
#include <algorithm>
#include <array>

#include "attempt_state.hpp"
#include "client_rows.hpp"
#include "history.hpp"
#include "inbox.hpp"
#include "office.hpp"
#include "persons.hpp"
#include "values.hpp"

namespace reactivation::sql {
namespace {

constexpr std::array<std::string_view, 4> delivery_words{"sent", "failed", "delivered", "read"};
constexpr std::array<std::string_view, 7> client_words{
    "wrote", "frozen", "cleared", "paused", "opted_in", "new_favourite", "unreachable"};
constexpr std::array<std::string_view, 4> status_words{"booked", "completed", "cancelled",
                                                       "no_show"};

std::optional<std::string_view> or_null(std::string_view word) {
  return word.empty() ? std::nullopt : std::optional{word};
}

std::optional<std::int64_t> hours_between(std::optional<Instant> from, std::optional<Instant> to) {
  if (!from || !to || *to < *from) return std::nullopt;
  return (*to - *from) / std::chrono::hours{1};
}

void check_seen(Session& session, const std::string& id, const Attempt& seen) {
  Rows row = session.database.query(
      "SELECT" REACTIVATION_ATTEMPT_COLUMNS " FROM reactivation_attempts a WHERE a.id = ?1", id);
  const auto now = row.next() ? read_attempt(row) : std::nullopt;
  const bool is_same = now && now->state == seen.state && now->reply_type == seen.reply_type &&
                       now->completion_reason == seen.completion_reason &&
                       now->sent_at == seen.sent_at;
  if (!is_same) fail(errc::storage_conflict, "the attempt has changed meanwhile");
}

/// The original's row follows, in its own words.
void write_campaign(Session& session, const AttemptChange& change, const std::string& id,
                    Instant at) {
  const Attempt& after = change.after;
  const bool is_converted = after.completion_reason == CompletionReason::converted;
  const bool is_over = after.completion_reason != CompletionReason::none;
  session.database.change(
      "UPDATE reactivation_campaigns SET response_type = ?2, response_received_at = ?3,"
      " response_time_hours = ?4, booking_created = ?5, booking_id = ?6,"
      " conversion_time_hours = ?7, next_attempt_scheduled_at = ?8, is_campaign_completed = ?9,"
      " completion_reason = ?10, updated_at = ?11 WHERE id = ?1",
      id, or_null(original_response_type(after.reply_type)), after.response_received_at,
      hours_between(after.sent_at, after.response_received_at), is_converted,
      change.booking_id ? std::optional{change.booking_id->value} : std::nullopt,
      is_converted ? hours_between(after.sent_at, after.response_received_at) : std::nullopt,
      change.next_attempt_at, is_over, or_null(original_completion_reason(after.completion_reason)),
      at);
}

/// `booked`: the booking just written, for a change that could not name it yet.
void write_attempt(Session& session, AttemptChange change, VisitId booked, Instant at) {
  const std::string id = to_string(change.seen.id);
  check_seen(session, id, change.seen);
  if (change.booking_id && !change.booking_id->is_set()) change.booking_id = booked;
  const Attempt& after = change.after;
  session.database.change(
      "UPDATE reactivation_attempts SET reply_type = ?2, response_received_at = ?3,"
      " completion_reason = ?4, booking_id = ?5, next_attempt_at = ?6 WHERE id = ?1",
      id, word_of(after.reply_type), after.response_received_at, word_of(after.completion_reason),
      change.booking_id ? std::optional{change.booking_id->value} : std::nullopt,
      change.next_attempt_at);
  if (counts_as_sent(after.state)) write_campaign(session, change, id, at);
  const auto stored = state_of(session, id);
  if (after.state != change.seen.state) {
    session.database.change(
        "UPDATE reactivation_attempts SET lease_owner = '', lease_until = NULL WHERE id = ?1", id);
    move_to(session, *stored, {id, after.state, at, change.why});
    return;
  }
  append(session, {.company_id = change.company_id,
                   .client_id = after.client_id.value,
                   .attempt_id = id,
                   .kind = after.completion_reason != change.seen.completion_reason
                               ? word_of(after.completion_reason)
                               : word_of(after.reply_type),
                   .from_state = {},
                   .to_state = {},
                   .at = at,
                   .why = change.why});
}

/// True when the row was changed: only then there is an event.
bool change_client(Session& session, const ClientChange& change) {
  Database& database = session.database;
  const std::int64_t id = change.client_id.value;
  const std::int64_t company = change.company_id.value;
  switch (change.kind) {
    case ClientChangeKind::wrote:
      return database.change(
                 "UPDATE clients SET reactivation_has_chat_history = 1"
                 " WHERE id = ?1 AND company_id = ?2"
                 " AND coalesce(reactivation_has_chat_history, 0) <> 1",
                 id, company) > 0;
    case ClientChangeKind::frozen:
      return database.change(
                 "UPDATE clients SET reactivation_needs_person ="
                 " coalesce(reactivation_needs_person, 0) | 1 WHERE id = ?1 AND company_id = ?2",
                 id, company) > 0;
    case ClientChangeKind::cleared:
      // An unprocessed message stays in the way.
      return database.change(
                 "UPDATE clients SET reactivation_needs_person ="
                 " CASE WHEN typeof(reactivation_needs_person) = 'integer'"
                 "  THEN reactivation_needs_person & 2 ELSE 0 END"
                 " WHERE id = ?1 AND company_id = ?2",
                 id, company) > 0;
    case ClientChangeKind::unreachable:
      // A longer pause stays.
      return database.change(
                 "UPDATE clients SET reactivation_paused_until = ?3"
                 " WHERE id = ?1 AND company_id = ?2"
                 " AND (typeof(reactivation_paused_until) <> 'integer'"
                 "  OR reactivation_paused_until < ?3)",
                 id, company, change.until) > 0;
    case ClientChangeKind::paused:
      return database.change(
                 "UPDATE clients SET reactivation_paused_until = ?3"
                 " WHERE id = ?1 AND company_id = ?2",
                 id, company, change.until) > 0;
    case ClientChangeKind::consented:
      opt_in_client(session, {change.company_id, change.client_id});
      return true;
    case ClientChangeKind::new_favourite:
      return database.change(
                 "UPDATE clients SET reactivation_preferred_staff_id = ?3"
                 " WHERE id = ?1 AND company_id = ?2",
                 id, company, change.staff_id.value) > 0;
  }
  return false;
}

/// A later word of a lower rank changes nothing.
void write_delivery(Session& session, const DeliveryChange& change, bool is_number_unknown) {
  const auto rank = static_cast<int>(change.delivery) + 1;
  session.database.change(
      "UPDATE reactivation_ledger SET delivery = ?2,"
      " is_number_unknown = max(is_number_unknown, ?4) WHERE attempt_id = ?1"
      " AND ?3 > CASE delivery WHEN 'none' THEN 0 WHEN 'sent' THEN 1 WHEN 'failed' THEN 2"
      "  WHEN 'delivered' THEN 3 ELSE 4 END",
      to_string(change.attempt_id), delivery_words[static_cast<std::size_t>(change.delivery)], rank,
      is_number_unknown);
  write_reaction(session, change.attempt_id, change.person_fault);
}

template <class Id>
std::optional<std::int64_t> value_of(const std::optional<Id>& id) {
  return id ? std::optional{id->value} : std::nullopt;
}

void write_wish(Session& session, const Wish& wish, Instant at) {
  session.database.change(
      "INSERT INTO reactivation_wishes (company_id, client_id, kind, staff_id, at, service_id,"
      " day_part) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
      wish.company_id.value, wish.client_id.value, word_of(wish.kind),
      value_of(wish.wished.staff_id), at, value_of(wish.wished.service_id),
      wish.wished.day_part ? std::optional{to_string(*wish.wished.day_part)} : std::nullopt);
}

void write_alert(Session& session, const Alert& alert, Instant at) {
  append(session, {.company_id = alert.company_id,
                   .client_id = alert.client_id.value,
                   .attempt_id = {},
                   .kind = "alert",
                   .from_state = {},
                   .to_state = {},
                   .at = at,
                   .why = word_of(alert.kind)});
}

void write_changes(Session& session, const Changes& changes, VisitId booked) {
  for (const AttemptChange& change : changes.attempts) {
    write_attempt(session, change, booked, changes.at);
  }
  const bool is_number_unknown = std::any_of(
      changes.clients.begin(), changes.clients.end(),
      [](const ClientChange& change) { return change.kind == ClientChangeKind::unreachable; });
  for (const DeliveryChange& change : changes.deliveries) {
    write_delivery(session, change, is_number_unknown);
  }
  for (const ClientChange& change : changes.clients) write_client(session, change, changes.at);
  for (const Wish& wish : changes.wishes) write_wish(session, wish, changes.at);
  for (const Alert& alert : changes.alerts) write_alert(session, alert, changes.at);
}

/// The library's own row of a booking. A host's stays as it is.
VisitId write_booking(Session& session, const InboundBooking& booking) {
  if (booking.keeper == BookingKeeper::host) return booking.facts.booking_id;
  const BookingFacts& facts = booking.facts;
  const auto code = or_null(booking.external_id);
  std::optional<std::int64_t> id;
  if (facts.booking_id.is_set()) id = facts.booking_id.value;
  if (code) {
    Rows row = session.database.query(
        "SELECT id FROM bookings WHERE company_id = ?1 AND reactivation_external_id = ?2",
        facts.company_id.value, *code);
    if (row.next()) id = row.integer(0);
  }
  const auto staff =
      value_of(booking.staff_id.is_set() ? std::optional{booking.staff_id} : std::nullopt);
  const std::string services = list_of_ids(booking.service_ids);
  const std::string_view status = status_words[static_cast<std::size_t>(facts.status)];
  const bool is_stored =
      id && session.database.change(
                "UPDATE bookings SET staff_id = ?3, service_ids = ?4, datetime = ?5, status = ?6,"
                " cost_minor = ?7, reactivation_discount_applied ="
                "  coalesce(?8, reactivation_discount_applied) WHERE id = ?1 AND company_id = ?2",
                *id, facts.company_id.value, staff, services, facts.starts_at, status,
                booking.cost_minor, booking.discount_applied) > 0;
  VisitId written{id.value_or(0)};
  if (!is_stored) {
    // A number that another company has stays as it is.
    Rows row = session.database.query(
        "INSERT OR IGNORE INTO bookings (id, company_id, client_id, staff_id, service_ids,"
        " datetime, status, cost_minor, created_at, reactivation_external_id,"
        " reactivation_time_known, reactivation_discount_applied)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 1, ?11)"
        " RETURNING id",
        id, facts.company_id.value, facts.client_id.value, staff, services, facts.starts_at, status,
        booking.cost_minor, facts.created_at, code, booking.discount_applied);
    while (row.next()) written = VisitId{row.integer(0)};
  }
  refresh_history(session, facts.company_id);
  return written;
}

std::vector<AttemptId> write_opt_out(Session& session, const OptOutChange& change, Instant at,
                                     PersonQuestion question, std::vector<PersonRow> own) {
  std::vector<PersonRow> rows = find_person_rows(session, question);
  for (const PersonRow& row : own) {
    const bool is_known = std::any_of(rows.begin(), rows.end(), [&row](const PersonRow& other) {
      return other.company_id == row.company_id && other.client_id == row.client_id;
    });
    if (!is_known) rows.push_back(row);
  }
  return opt_out_person(session, {std::move(rows), std::move(question.identities),
                                  question.account_id, question.company_id, change.why, at});
}

std::vector<AttemptId> opt_out_of_client(Session& session, const PersonKey& who,
                                         const OptOutChange& change, Instant at) {
  check_client(session, who);
  const PersonRow own{who.company_id, who.client_id};
  return write_opt_out(
      session, change, at,
      {account_of(session, who.company_id), who.company_id, identities_of(session, own)}, {own});
}

/// The sender's messages that are not done yet keep blocking them.
void unblock_sender(Session& session, const StoredEvent& stored) {
  const InboundEvent& event = stored.event;
  const auto* message = std::get_if<InboundMessage>(&event.what);
  if (!message || message->author != MessageAuthor::client) return;
  const AccountId account =
      event.account_id.is_set() ? event.account_id : account_of(session, event.company_id);
  PersonQuestion question{account, event.company_id, event.from};
  const std::vector<PersonRow> rows = find_person_rows(session, question);
  bool is_another_open = false;
  Rows open = session.database.query(
      "SELECT identities FROM reactivation_inbox INDEXED BY reactivation_inbox_unread"
      " WHERE mark = 'new' AND kind = 'message' AND id <> ?1",
      stored.row);
  while (!is_another_open && open.next()) {
    for (const Identity& identity : identities_of_json(open.text(0))) {
      is_another_open |= std::find(question.identities.begin(), question.identities.end(),
                                   identity) != question.identities.end();
    }
  }
  if (is_another_open) return;
  for (const PersonRow& row : rows) {
    session.database.change(
        "UPDATE clients SET reactivation_needs_person = reactivation_needs_person & 1"
        " WHERE id = ?1 AND company_id = ?2 AND " REACTIVATION_OWN_FLAGS(""),
        row.client_id.value, row.company_id.value);
  }
}

std::string_view word_of(EventMark mark) noexcept {
  switch (mark) {
    case EventMark::done:
      return "done";
    case EventMark::unmatched:
      return "unmatched";
    default:
      return "dead";
  }
}

}  // namespace

void write_reaction(Session& session, const AttemptId& attempt, PersonFault fault) {
  const bool is_blocked = fault == PersonFault::blocked;
  const bool is_reported = fault == PersonFault::reported;
  if (!is_blocked && !is_reported) return;
  session.database.change(
      "UPDATE reactivation_ledger SET is_blocked = max(is_blocked, ?2),"
      " is_reported = max(is_reported, ?3) WHERE attempt_id = ?1",
      to_string(attempt), is_blocked, is_reported);
}

void write_client(Session& session, const ClientChange& change, Instant at) {
  if (!change_client(session, change)) return;
  append(session, {.company_id = change.company_id,
                   .client_id = change.client_id.value,
                   .attempt_id = {},
                   .kind = client_words[static_cast<std::size_t>(change.kind)],
                   .from_state = {},
                   .to_state = {},
                   .at = at,
                   .why = change.why});
}

Applied write_effect(Session& session, const StoredEvent& stored, const Changes& changes,
                     EventMark mark) {
  {
    Rows row =
        session.database.query("SELECT mark FROM reactivation_inbox WHERE id = ?1", stored.row);
    if (!row.next()) fail(errc::not_found, "there is no such event");
    if (row.text(0) == "done" || row.text(0) == "dead") return {false, {}};
  }
  Applied applied;
  VisitId booked;
  const InboundEvent& event = stored.event;
  if (const auto* booking = std::get_if<InboundBooking>(&event.what);
      booking && mark == EventMark::done) {
    booked = write_booking(session, *booking);
  }
  write_changes(session, changes, booked);
  if (changes.opt_out && changes.opt_out->client_id.is_set()) {
    const OptOutChange& change = *changes.opt_out;
    applied.in_flight =
        opt_out_of_client(session, {change.company_id, change.client_id}, change, changes.at);
  } else if (changes.opt_out) {
    const AccountId account =
        event.account_id.is_set() ? event.account_id : account_of(session, event.company_id);
    applied.in_flight = write_opt_out(session, *changes.opt_out, changes.at,
                                      {account, event.company_id, event.from}, {});
  }
  session.database.change("UPDATE reactivation_inbox SET mark = ?2 WHERE id = ?1", stored.row,
                          word_of(mark));
  if (mark != EventMark::unmatched) unblock_sender(session, stored);
  return applied;
}

Applied write_order(Session& session, const PersonKey& who, const Changes& changes) {
  Applied applied;
  write_changes(session, changes, VisitId{});
  if (changes.opt_out) {
    applied.in_flight = opt_out_of_client(session, who, *changes.opt_out, changes.at);
  }
  return applied;
}

}  // namespace reactivation::sql
