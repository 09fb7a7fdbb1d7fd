// What is known of one client: offers, dialogue, everything, nothing.
#include <algorithm>
#include <set>
#include <span>

#include "attempt_state.hpp"
#include "column_json.hpp"
#include "facts.hpp"
#include "inbox.hpp"
#include "office.hpp"
#include "persons.hpp"
#include "values.hpp"

namespace reactivation::sql {
namespace {

void put_column(JsonText& json, const Rows& rows, int column) {
  switch (rows.type(column)) {
    case ValueType::integer:
      json.put(rows.integer(column));
      return;
    case ValueType::real:
      json.put(rows.real(column));
      return;
    case ValueType::text:
      json.put(rows.text(column));
      return;
    default:
      json.put_null();
  }
}

/// Writes the rows of a query as a list of objects, with the names of its columns.
void put_rows(JsonText& json, Session& session, const PersonKey& who, const char* sql) {
  const auto statement = session.database.prepare(sql);
  Rows rows = statement->with(who.company_id.value, who.client_id.value);
  json.open('[');
  while (rows.next()) {
    json.open('{');
    for (int i = 0; i < rows.columns(); ++i) put_column(json.key(rows.name(i)), rows, i);
    json.close('}');
  }
  json.close(']');
}

/// `shown`: what names no company, or this one; `erased`: everything of the account, whatever other
/// salon it was written to.
enum class Reach : std::uint8_t { shown, erased };

/// The inbox rows that one of these identities sent.
std::vector<std::int64_t> inbox_rows_of(Session& session, const std::vector<Identity>& identities,
                                        CompanyId company, Reach reach) {
  std::set<std::int64_t> found;
  for (const Identity& identity : identities) {
    const std::string pair = identity_json(identity);
    Rows rows = session.database.query(
        "SELECT i.id FROM reactivation_inbox i WHERE instr(i.identities, ?1) > 0"
        " AND (i.company_id = ?2 OR ((i.company_id IS NULL OR ?3 <> 0) AND i.account_id ="
        "  (SELECT account_id FROM reactivation_companies WHERE company_id = ?2)))",
        pair, company.value, reach == Reach::erased);
    while (rows.next()) found.insert(rows.integer(0));
  }
  return {found.begin(), found.end()};
}

/// What the store keeps of a client, under the names of the document.
struct PersonPart {
  const char* name;
  const char* sql;
};
constexpr PersonPart parts_of_person[] = {
    {"bookings",
     "SELECT * FROM bookings WHERE company_id = ?1 AND client_id = ?2 ORDER BY datetime, id"},
    {"attempts",
     "SELECT a.*, o.slots, o.preferences, o.arms, o.template_id, o.text FROM"
     " reactivation_attempts a LEFT JOIN reactivation_attempt_offers o"
     " ON o.attempt_id = a.id WHERE a.company_id = ?1 AND a.client_id = ?2"
     " ORDER BY a.planned_on, a.id"},
    {"campaigns",
     "SELECT * FROM reactivation_campaigns WHERE company_id = ?1 AND client_id = ?2"
     " ORDER BY sent_at, id"},
    {"drafts",
     "SELECT attempt_id, asked_at, model, prompt, answer, problem FROM reactivation_drafts"
     " WHERE company_id = ?1 AND client_id = ?2 ORDER BY asked_at, attempt_id"},
    {"wishes",
     "SELECT kind, service_id, staff_id, day_part, at FROM reactivation_wishes"
     " WHERE company_id = ?1 AND client_id = ?2 ORDER BY id"},
    {"eligibility",
     "SELECT service_id, last_visit_at, experiment, eligible_at, is_held, propensity"
     " FROM reactivation_eligibility WHERE company_id = ?1 AND client_id = ?2"
     " ORDER BY service_id, last_visit_at, experiment"},
    {"dialogue",
     "SELECT body, updated_at FROM reactivation_dialogues"
     " WHERE company_id = ?1 AND client_id = ?2"},
    {"events",
     "SELECT id, attempt_id, kind, from_state, to_state, at, why FROM reactivation_events"
     " WHERE company_id = ?1 AND client_id = ?2 ORDER BY id"},
};

void put_inbox(JsonText& json, Session& session, const std::vector<std::int64_t>& ids) {
  json.open('[');
  for (const std::int64_t id : ids) {
    Rows rows = session.database.query(
        "SELECT provider, event_id, kind, body, at FROM reactivation_inbox WHERE id = ?1", id);
    if (!rows.next()) continue;
    json.open('{')
        .field("provider", rows.text(0))
        .field("event_id", rows.text(1))
        .field("kind", rows.text(2))
        // A damaged body has nothing to show.
        .field("body", read_json(rows.text(3)).value_or(JsonValue{}))
        .field("at", rows.integer(4))
        .close('}');
  }
  json.close(']');
}

/// Also by the host's own hand, by somebody else with the number, or by a message that nobody has
/// read: it may be an opt-out, so it counts as one.
bool may_have_opted_out(Session& session, const PersonKey& who,
                        const std::vector<std::int64_t>& inbox_rows) {
  const PlanFacts facts = read_person_facts(session, who.company_id, who.client_id, Instant{});
  for (std::size_t row = 0; row < facts.clients.id.size(); ++row) {
    if (facts.clients.opt_out[row] != 0) return true;
  }
  return std::any_of(inbox_rows.begin(), inbox_rows.end(), [&session](std::int64_t id) {
    Rows row = session.database.query(
        "SELECT 1 FROM reactivation_inbox WHERE id = ?1 AND mark = 'new' AND kind = 'message'", id);
    return row.next();
  });
}

/// An opt-out must hold after the person's data are gone: its values become hashes.
void keep_as_hashes(Session& session, const PersonKey& who,
                    const std::vector<Identity>& identities) {
  const AccountId account = account_of(session, who.company_id);
  for (const Identity& identity : identities) {
    const std::string_view kind = word_of(identity.kind);
    const std::string hash = hash_of(session, kind, identity.value);
    const std::int64_t removed = session.database.change(
        "DELETE FROM reactivation_suppressions"
        " WHERE company_id = ?1 AND kind = ?2 AND value = ?3",
        who.company_id.value, kind, identity.value);
    if (removed > 0) {
      session.database.change(
          "INSERT OR IGNORE INTO reactivation_suppressions VALUES (?1, 'hash', ?2)",
          who.company_id.value, hash);
    }
    const std::int64_t removed_of_account = session.database.change(
        "DELETE FROM reactivation_account_suppressions"
        " WHERE account_id = ?1 AND kind = ?2 AND value = ?3",
        account.value, kind, identity.value);
    if (removed_of_account > 0) {
      session.database.change(
          "INSERT OR IGNORE INTO reactivation_account_suppressions VALUES (?1, 'hash', ?2)",
          account.value, hash);
    }
  }
}

}  // namespace

void check_client(Session& session, const PersonKey& who) {
  check_company(session, who.company_id);
  Rows row = session.database.query("SELECT 1 FROM clients WHERE company_id = ?1 AND id = ?2",
                                    who.company_id.value, who.client_id.value);
  if (!row.next()) {
    fail(errc::not_found, "the company has no client " + std::to_string(who.client_id.value));
  }
}

void write_identity(Session& session, const PersonKey& who, const Identity& identity) {
  check_client(session, who);
  if (identity.value.empty()) fail(errc::invalid_argument, "an identity needs a value");
  if (is_suppressed(session, who.company_id, word_of(identity.kind), identity.value)) {
    (void)opt_out_client(session, {who.company_id, who.client_id.value, "known identity", {}});
  }
  if (identity.kind == IdentityKind::external_id) {
    session.database.change(
        "UPDATE clients SET reactivation_external_id = ?3 WHERE company_id = ?1 AND id = ?2",
        who.company_id.value, who.client_id.value, identity.value);
    return;
  }
  session.database.change(
      "INSERT OR IGNORE INTO reactivation_identities (kind, value, company_id, client_id)"
      " VALUES (?1, ?2, ?3, ?4)",
      word_of(identity.kind), identity.value, who.company_id.value, who.client_id.value);
}

std::vector<Offer> read_offers(Session& session, CompanyId company, std::optional<ClientId> client,
                               std::optional<PhoneNumber> phone, Instant at) {
  check_company(session, company);
  const TimeZone& zone = zone_of(session, company);
  const LocalDate today = zone.local_date(at);
  std::vector<Offer> offers;
  Rows rows = session.database.query(
      "SELECT a.id, a.client_id, a.service_id, a.sent_at, a.discount_percent, o.slots, o.text"
      " FROM reactivation_attempts a JOIN clients k ON k.id = a.client_id"
      " LEFT JOIN reactivation_attempt_offers o ON o.attempt_id = a.id"
      " WHERE a.company_id = ?1 AND (a.client_id = ?2 OR k.phone = ?3) AND a.sent_at >= ?4"
      " AND a.sent_at <= ?5 AND a.state IN ('dispatching', 'accepted', 'delivered', 'read',"
      " 'uncertain', 'uncertain_final') ORDER BY a.sent_at DESC, a.id",
      company.value, client ? std::optional{client->value} : std::nullopt,
      phone ? std::optional{to_e164(*phone)} : std::nullopt,
      at - Days{date::days{response_deadline}.count() + 2}, at);
  while (rows.next()) {
    const auto id = attempt_id_of(rows.text(0));
    const Instant sent_at{Seconds{rows.integer(3)}};
    const LocalDate valid_until = zone.local_date(sent_at) + response_deadline;
    if (!id || valid_until < today) continue;
    offers.push_back({*id, ClientId{rows.integer(1)}, ServiceId{rows.integer(2)}, sent_at,
                      valid_until, static_cast<int>(rows.integer(4)), slots_of(rows.text(5)),
                      std::string{rows.text(6)}});
  }
  return offers;
}

std::string read_person_document(Session& session, const PersonKey& who) {
  check_client(session, who);
  JsonText json{JsonText::Layout::indented};
  json.open('{')
      .field("schema", "reactivation.person/1")
      .field("company_id", who.company_id.value)
      .field("client_id", who.client_id.value)
      .key("client");
  put_rows(json, session, who, "SELECT * FROM clients WHERE company_id = ?1 AND id = ?2");
  const PersonRow row{who.company_id, who.client_id};
  const std::vector<Identity> identities = identities_of(session, row);
  json.key("identities").open('[');
  for (const Identity& identity : identities) {
    json.open('{').field("kind", word_of(identity.kind)).field("value", identity.value).close('}');
  }
  json.close(']');
  for (const auto& [name, sql] : parts_of_person) put_rows(json.key(name), session, who, sql);
  json.key("inbox");
  put_inbox(json, session, inbox_rows_of(session, identities, who.company_id, Reach::shown));
  return json.close('}').take();
}

void erase_client(Session& session, const PersonKey& who, Instant at) {
  check_client(session, who);
  Database& database = session.database;
  const PersonRow row{who.company_id, who.client_id};
  const std::vector<Identity> identities = identities_of(session, row);
  const std::int64_t company = who.company_id.value;
  const std::int64_t client = who.client_id.value;
  std::vector<std::string> waiting;
  {
    Rows rows = database.query(
        "SELECT id FROM reactivation_attempts WHERE company_id = ?1 AND client_id = ?2"
        " AND state IN ('planned', 'drafted', 'held', 'ready', 'deferred') ORDER BY id",
        company, client);
    while (rows.next()) waiting.emplace_back(rows.text(0));
  }
  for (const std::string& id : waiting) {
    if (const auto stored = state_of(session, id)) {
      move_to(session, *stored, {id, AttemptState::cancelled, at, "erased"});
    }
  }
  const std::vector<std::int64_t> inbox_rows =
      inbox_rows_of(session, identities, who.company_id, Reach::erased);
  if (may_have_opted_out(session, who, inbox_rows)) {
    (void)opt_out_person(
        session,
        {{row}, identities, account_of(session, who.company_id), who.company_id, "erased", at});
  }
  keep_as_hashes(session, who, identities);
  for (const std::int64_t id : inbox_rows) {
    database.change(
        "UPDATE reactivation_inbox SET identities = '[]', body = '{}',"
        " mark = CASE mark WHEN 'done' THEN mark ELSE 'dead' END WHERE id = ?1",
        id);
  }
  database.change(
      "UPDATE reactivation_attempt_offers SET text = NULL, preferences = '{}' WHERE attempt_id IN"
      " (SELECT id FROM reactivation_attempts WHERE company_id = ?1 AND client_id = ?2)",
      company, client);
  database.change(
      "UPDATE reactivation_campaigns SET client_phone = '', message_text = '',"
      " response_text = NULL, ai_prompt_used = NULL, personalization_data = NULL"
      " WHERE company_id = ?1 AND client_id = ?2",
      company, client);
  database.change("DELETE FROM reactivation_drafts WHERE company_id = ?1 AND client_id = ?2",
                  company, client);
  database.change("DELETE FROM reactivation_identities WHERE company_id = ?1 AND client_id = ?2",
                  company, client);
  database.change("DELETE FROM reactivation_wishes WHERE company_id = ?1 AND client_id = ?2",
                  company, client);
  database.change("DELETE FROM reactivation_dialogues WHERE company_id = ?1 AND client_id = ?2",
                  company, client);
  // The row stays, without anything that says whose it is: counts and bookings refer to it.
  database.change(
      "UPDATE clients SET name = NULL, phone = NULL, reactivation_external_id = NULL,"
      " reactivation_phone_status = 'missing', reactivation_timezone = NULL,"
      " reactivation_locale = NULL, opt_out_reason = NULL, preferred_time_period = NULL,"
      " preferred_days = NULL WHERE company_id = ?1 AND id = ?2",
      company, client);
  append_about(session, who, "erased", at);
}

std::optional<Dialogue> read_dialogue(Session& session, CompanyId company, ClientId client) {
  Rows row = session.database.query(
      "SELECT body, updated_at FROM reactivation_dialogues"
      " WHERE company_id = ?1 AND client_id = ?2",
      company.value, client.value);
  if (!row.next()) return std::nullopt;
  const auto body = read_json(row.text(0));
  if (!body || !body->is(JsonValue::Kind::object)) return std::nullopt;
  Dialogue out;
  out.company_id = company;
  out.client_id = client;
  out.updated_at = Instant{Seconds{row.integer(1)}};
  out.attempt_id = attempt_id_of(body->at("attempt_id").text());
  out.service_id = ServiceId{body->at("service_id").whole(0)};
  out.discount_percent = static_cast<int>(body->at("discount_percent").whole(0));
  out.offer_valid_until = parse_iso_date(body->at("offer_valid_until").text());
  out.last_reply = enum_of<ReplyType>(body->at("last_reply").text()).value_or(ReplyType::none);
  for (const JsonValue& slot : body->at("slots").items()) {
    Slot& known = out.slots.emplace_back();
    known.service_id = ServiceId{slot.at("service_id").whole(0)};
    known.staff_id = StaffId{slot.at("staff_id").whole(0)};
    known.starts_at = Instant{Seconds{slot.at("starts_at").whole(0)}};
    const auto minutes = static_cast<int>(slot.at("duration_minutes").whole(0));
    if (minutes > 0) known.duration_minutes = minutes;
  }
  for (const JsonValue& wish : body->at("wishes").items()) {
    DialogueWish& known = out.wishes.emplace_back();
    known.kind = enum_of<ReplyType>(wish.at("kind").text()).value_or(ReplyType::unclear);
    const std::int64_t service = wish.at("service_id").whole(0);
    if (service > 0) known.wished.service_id = ServiceId{service};
    const std::int64_t staff = wish.at("staff_id").whole(0);
    if (staff > 0) known.wished.staff_id = StaffId{staff};
    known.wished.day_part = day_part_of_word(wish.at("day_part").text());
    known.at = Instant{Seconds{wish.at("at").whole(0)}};
  }
  return out;
}

void write_dialogue(Session& session, const Dialogue& dialogue) {
  JsonText body;
  body.open('{')
      .field("attempt_id", dialogue.attempt_id ? to_string(*dialogue.attempt_id) : std::string{})
      .field("service_id", dialogue.service_id.value)
      .field("discount_percent", dialogue.discount_percent)
      .field("offer_valid_until",
             dialogue.offer_valid_until ? to_iso_date(*dialogue.offer_valid_until) : std::string{})
      .field("last_reply", word_of(dialogue.last_reply))
      .key("slots")
      .open('[');
  for (const Slot& slot : dialogue.slots) {
    body.open('{')
        .field("service_id", slot.service_id.value)
        .field("staff_id", slot.staff_id.value)
        .field("starts_at", slot.starts_at.time_since_epoch().count())
        .field("duration_minutes", slot.duration_minutes.value_or(0))
        .close('}');
  }
  body.close(']').key("wishes").open('[');
  const std::size_t surplus =
      dialogue.wishes.size() - std::min(dialogue.wishes.size(), dialogue_wishes_max);
  for (const DialogueWish& wish : std::span(dialogue.wishes).subspan(surplus)) {
    const auto& day_part = wish.wished.day_part;
    body.open('{')
        .field("kind", word_of(wish.kind))
        .field("service_id", wish.wished.service_id.value_or(ServiceId{}).value)
        .field("staff_id", wish.wished.staff_id.value_or(StaffId{}).value)
        .field("day_part", day_part ? to_string(*day_part) : std::string_view{})
        .field("at", wish.at.time_since_epoch().count())
        .close('}');
  }
  body.close(']').close('}');
  session.database.change(
      "INSERT INTO reactivation_dialogues (company_id, client_id, body, updated_at)"
      " VALUES (?1, ?2, ?3, ?4) ON CONFLICT (company_id, client_id)"
      " DO UPDATE SET body = ?3, updated_at = ?4",
      dialogue.company_id.value, dialogue.client_id.value, body.take(), dialogue.updated_at);
}

}  // namespace reactivation::sql
