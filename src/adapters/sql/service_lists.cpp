// Lists by pages: attempts, clients, conversations.
#include <algorithm>
#include <limits>
#include <map>
#include <set>

#include "client_rows.hpp"
#include "company_rows.hpp"
#include "facts.hpp"
#include "inbox.hpp"
#include "office.hpp"
#include "persons.hpp"
#include "reactivation/adapters/sql_service.hpp"
#include "store_parts.hpp"
#include "values.hpp"

namespace reactivation {
namespace {

using sql::Rows;
using sql::Session;

constexpr int rows_ceiling = 200;
/// A list looks for replies in so many messages of the inbox, the latest; a conversation has at
/// most so many of its own.
constexpr int messages_scanned_max = 20'000;
constexpr std::int64_t latest = std::numeric_limits<std::int64_t>::max();
/// Greater than every id of an attempt.
constexpr const char* last_id = "~";

int rows_of(int rows_max) { return std::clamp(rows_max, 1, rows_ceiling); }

std::int64_t seconds_or_none(const std::optional<Instant>& at) {
  return at ? at->time_since_epoch().count() : 0;
}

std::int64_t number_of(const std::string& text) {
  std::int64_t out = 0;
  for (const char c : text) {
    if (c < '0' || c > '9' || out > latest / 10 - 1) return 0;
    out = out * 10 + (c - '0');
  }
  return out;
}

/// `,planned,held,`; empty: any.
std::string fenced(const std::vector<AttemptState>& states) {
  std::string out;
  for (const AttemptState state : states) {
    out += (out.empty() ? "," : "") + std::string(sql::word_of(state)) + ",";
  }
  return out;
}

#define REACTIVATION_LISTED_ATTEMPTS                                                     \
  " FROM reactivation_attempts a WHERE a.company_id = ?1"                                \
  " AND (?2 = '' OR ?2 LIKE '%,' || a.state || ',%') AND (?3 = '' OR a.reply_type = ?3)" \
  " AND (?4 = 0 OR a.client_id = ?4)"                                                    \
  " AND (?5 = 0 OR a.sent_at >= ?5) AND (?6 = 0 OR a.sent_at < ?6)"

/// What a reading of `REACTIVATION_ATTEMPT_COLUMNS` is followed by.
#define REACTIVATION_ATTEMPT_EXTRAS                                                 \
  ", k.name, s.title, o.text, o.template_id, o.slots FROM reactivation_attempts a"  \
  " LEFT JOIN clients k ON k.id = a.client_id AND k.company_id = a.company_id"      \
  " LEFT JOIN services s ON s.id = a.service_id AND s.company_id = a.company_id"    \
  " LEFT JOIN reactivation_attempt_offers o ON o.attempt_id = a.id WHERE a.id = ?1" \
  " AND a.company_id = ?2"

std::optional<AttemptListRow> attempt_row(Session& session, CompanyId company,
                                          const std::string& id) {
  Rows row = session.database.query(
      "SELECT" REACTIVATION_ATTEMPT_COLUMNS REACTIVATION_ATTEMPT_EXTRAS, id, company.value);
  const auto read = row.next() ? sql::read_attempt(row) : std::nullopt;
  if (!read) return std::nullopt;
  constexpr int own = 13;
  AttemptListRow out;
  out.attempt = *read;
  out.client_name = row.text(own);
  out.service_title = row.text(own + 1);
  out.text = row.text(own + 2);
  out.template_id = row.text(own + 3);
  out.slots = sql::slots_of(row.text(own + 4));
  return out;
}

/// A message of a client that is kept.
struct KeptMessage {
  ClientId client_id;
  Instant at;
  std::string text;
};

std::optional<KeptMessage> kept_message(ClientId client, Instant at, std::string_view body) {
  InboundEvent event;
  if (!sql::read_body("message", body, event)) return std::nullopt;
  const auto* message = std::get_if<InboundMessage>(&event.what);
  if (message == nullptr || message->author != MessageAuthor::client) return std::nullopt;
  return KeptMessage{client, at, message->text};
}

/// Oldest first.
std::vector<KeptMessage> messages_of_client(Session& session, CompanyId company, ClientId client) {
  std::map<std::pair<Instant, std::int64_t>, KeptMessage> found;  // a row has several identities
  for (const Identity& identity : sql::identities_of(session, {company, client})) {
    Rows rows = session.database.query(
        "SELECT body, at, id FROM reactivation_inbox WHERE kind = 'message'"
        " AND instr(identities, ?2) > 0"
        " AND (company_id = ?1 OR (company_id IS NULL AND account_id ="
        "  (SELECT account_id FROM reactivation_companies WHERE company_id = ?1)))"
        " ORDER BY id DESC LIMIT ?3",
        company.value, sql::identity_json(identity), messages_scanned_max);
    while (rows.next()) {
      const Instant at{Seconds{rows.integer(1)}};
      if (auto kept = kept_message(client, at, rows.text(0))) {
        found.insert_or_assign({at, rows.integer(2)}, std::move(*kept));
      }
    }
  }
  std::vector<KeptMessage> out;
  for (auto& [place, message] : found) out.push_back(std::move(message));
  return out;
}

/// Those of these instants; of none: the latest of each client. One pass over the inbox for a whole
/// page, and no message is read that is not asked for.
std::vector<KeptMessage> messages_of(Session& session, CompanyId company,
                                     const std::vector<ClientId>& clients,
                                     const std::set<Instant>& instants) {
  std::map<std::string, ClientId> owners;
  for (const ClientId client : clients) {
    for (const Identity& identity : sql::identities_of(session, {company, client})) {
      owners.emplace(sql::identity_json(identity), client);
    }
  }
  std::vector<KeptMessage> out;
  std::map<ClientId, std::size_t> latest_of;  // where it stands in `out`
  if (owners.empty()) return out;
  Rows rows = session.database.query(
      "SELECT identities, body, at FROM reactivation_inbox WHERE kind = 'message'"
      " AND (company_id = ?1 OR (company_id IS NULL AND account_id ="
      "  (SELECT account_id FROM reactivation_companies WHERE company_id = ?1)))"
      " ORDER BY id DESC LIMIT ?2",
      company.value, messages_scanned_max);
  while (rows.next()) {
    const Instant at{Seconds{rows.integer(2)}};
    if (!instants.empty() && !instants.contains(at)) continue;
    ClientId owner;
    for (const Identity& identity : sql::identities_of_json(rows.text(0))) {
      const auto found = owners.find(sql::identity_json(identity));
      if (found != owners.end()) owner = found->second;
    }
    if (!owner.is_set()) continue;
    const auto known = instants.empty() ? latest_of.find(owner) : latest_of.end();
    if (known != latest_of.end() && out[known->second].at >= at) continue;
    auto kept = kept_message(owner, at, rows.text(1));
    if (!kept) continue;
    if (known != latest_of.end()) {
      out[known->second] = std::move(*kept);
    } else {
      latest_of.emplace(owner, out.size());
      out.push_back(std::move(*kept));
    }
  }
  return out;
}

/// What was answered: the message of the instant at which the answer was received.
void add_reply_texts(Session& session, CompanyId company, std::vector<AttemptListRow>& rows) {
  std::vector<ClientId> clients;
  std::set<Instant> instants;
  for (const AttemptListRow& row : rows) {
    if (!row.attempt.response_received_at) continue;
    clients.push_back(row.attempt.client_id);
    instants.insert(*row.attempt.response_received_at);
  }
  if (clients.empty()) return;
  const auto messages = messages_of(session, company, clients, instants);
  for (AttemptListRow& row : rows) {
    if (!row.attempt.response_received_at) continue;
    const auto found = std::find_if(messages.begin(), messages.end(), [&](const KeptMessage& each) {
      return each.client_id == row.attempt.client_id &&
             each.at == *row.attempt.response_received_at;
    });
    if (found != messages.end()) row.reply_text = found->text;
  }
}

struct ClientQuery {
  std::string name;
  std::string digits;  ///< at least three, and nothing but what numbers are written with

  explicit ClientQuery(std::string_view text) : name(text) {
    constexpr std::size_t digits_min = 3;
    for (const char c : text) {
      if (c >= '0' && c <= '9') digits += c;
      if (std::string_view("0123456789 +-()").find(c) == std::string_view::npos) {
        digits.clear();
        return;
      }
    }
    if (digits.size() < digits_min) digits.clear();
  }
  [[nodiscard]] bool fits(std::string_view client_name, std::string_view phone) const {
    if (!digits.empty() && phone.find(digits) != std::string_view::npos) return true;
    return is_part_of_name(name, client_name);
  }
};

std::optional<Instant> last_visit_at(Session& session, CompanyId company, ClientId client) {
  Rows row = session.database.query(
      "SELECT last_visit_at FROM reactivation_client_services"
      " WHERE company_id = ?1 AND client_id = ?2 ORDER BY last_visit_at DESC LIMIT 1",
      company.value, client.value);
  return row.next() ? std::optional{Instant{Seconds{row.integer(0)}}} : std::nullopt;
}

std::vector<ClientListRow> client_rows(Session& session, CompanyId company,
                                       const std::vector<ClientId>& ids) {
  std::map<ClientId, Client> known;
  for (Client& client : sql::read_clients(session, company, ids)) {
    known.emplace(client.id, std::move(client));
  }
  std::vector<ClientListRow> out;
  for (const ClientId id : ids) {
    const auto found = known.find(id);
    if (found == known.end()) continue;
    const Client& client = found->second;
    out.push_back({id, client.name, client.phone, last_visit_at(session, company, id),
                   client.reactivation_opt_out, client.paused_until, client.needs_person});
  }
  return out;
}

/// The ids of a page, one more when the list goes on, and how many there are in all.
std::vector<ClientId> found_clients(Session& session, const ClientListQuestion& question,
                                    std::int64_t& total) {
  std::vector<ClientId> out;
  const std::int64_t after = question.after ? number_of(question.after->id) : 0;
  const auto wanted = static_cast<std::size_t>(rows_of(question.rows_max)) + 1;
  const std::int64_t company = question.company_id.value;
  if (question.query.empty()) {
    Rows count = session.database.query(
        "SELECT count(*) FROM clients WHERE company_id = ?1 AND id > 0", company);
    total = count.next() ? count.integer(0) : 0;
    Rows rows = session.database.query(
        "SELECT id FROM clients WHERE company_id = ?1 AND id > ?2 ORDER BY id LIMIT ?3", company,
        after, static_cast<std::int64_t>(wanted));
    while (rows.next()) out.push_back(ClientId{rows.integer(0)});
    return out;
  }
  const ClientQuery query(question.query);
  Rows rows = session.database.query(
      "SELECT id, name, phone FROM clients WHERE company_id = ?1 AND id > 0 ORDER BY id", company);
  while (rows.next()) {
    if (!query.fits(rows.text(1), rows.text(2))) continue;
    ++total;
    if (rows.integer(0) > after && out.size() < wanted) out.push_back(ClientId{rows.integer(0)});
  }
  return out;
}

/// What of a salon's messages a conversation shows.
std::vector<SaidMessage> said_by_salon(Session& session, CompanyId company, ClientId client) {
  std::vector<SaidMessage> out;
  Rows rows = session.database.query(
      "SELECT a.id, a.sent_at, o.text, a.state FROM reactivation_attempts a"
      " LEFT JOIN reactivation_attempt_offers o ON o.attempt_id = a.id"
      " WHERE a.company_id = ?1 AND a.client_id = ?2 AND a.sent_at IS NOT NULL"
      " AND a.state NOT IN ('rejected', 'cancelled') ORDER BY a.sent_at, a.id",
      company.value, client.value);
  while (rows.next()) {
    SaidMessage& said = out.emplace_back();
    said.attempt_id = sql::attempt_id_of(rows.text(0));
    said.at = Instant{Seconds{rows.integer(1)}};
    said.text = rows.text(2);
    said.state = sql::enum_of<AttemptState>(rows.text(3));
  }
  return out;
}

std::map<Instant, ReplyType> reply_types(Session& session, CompanyId company, ClientId client) {
  std::map<Instant, ReplyType> out;
  Rows rows = session.database.query(
      "SELECT response_received_at, reply_type FROM reactivation_attempts"
      " WHERE company_id = ?1 AND client_id = ?2 AND response_received_at IS NOT NULL",
      company.value, client.value);
  while (rows.next()) {
    out[Instant{Seconds{rows.integer(0)}}] =
        sql::enum_of<ReplyType>(rows.text(1)).value_or(ReplyType::none);
  }
  return out;
}

void add_said_by_client(Session& session, CompanyId company, ClientId client,
                        const std::vector<KeptMessage>& messages, std::vector<SaidMessage>& out) {
  const auto types = reply_types(session, company, client);
  for (const KeptMessage& message : messages) {
    if (message.client_id != client) continue;
    SaidMessage& said = out.emplace_back();
    said.from = SaidBy::client;
    said.at = message.at;
    said.text = message.text;
    const auto type = types.find(message.at);
    if (type != types.end()) said.reply_type = type->second;
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const SaidMessage& x, const SaidMessage& y) { return x.at < y.at; });
}

#define REACTIVATION_TALKS                                                                      \
  " FROM (SELECT k.id AS id, max(coalesce(t.sent, 0), coalesce(t.heard, 0)) AS at"              \
  "  FROM clients k LEFT JOIN (SELECT client_id, max(sent_at) AS sent,"                         \
  "   max(response_received_at) AS heard FROM reactivation_attempts WHERE company_id = ?1"      \
  "   AND sent_at IS NOT NULL AND state NOT IN ('rejected', 'cancelled') GROUP BY client_id) t" \
  "   ON t.client_id = k.id WHERE k.company_id = ?1 AND (?2 <> 0 OR t.client_id IS NOT NULL"    \
  "   OR coalesce(k.reactivation_needs_person, 0) <> 0)"                                        \
  "  AND (?2 = 0 OR coalesce(k.reactivation_needs_person, 0) <> 0)) talk"

}  // namespace

result<ListPage<AttemptListRow>> SqlService::list_attempts(const AttemptListQuestion& question) {
  auto& parts = *store_.parts_;
  return parts.reading([&] {
    Session& session = parts.session;
    sql::check_company(session, question.company_id);
    const std::int64_t company = question.company_id.value;
    const std::string states = fenced(question.states);
    const std::string reply{question.reply_type ? sql::word_of(*question.reply_type) : ""};
    const std::int64_t client = question.client_id ? question.client_id->value : 0;
    const std::int64_t sent_from = seconds_or_none(question.sent_from);
    const std::int64_t sent_until = seconds_or_none(question.sent_until);
    ListPage<AttemptListRow> out;
    Rows count = session.database.query("SELECT count(*)" REACTIVATION_LISTED_ATTEMPTS, company,
                                        states, reply, client, sent_from, sent_until);
    out.total = count.next() ? count.integer(0) : 0;
    const ListPosition from = question.after.value_or(ListPosition{latest, last_id});
    const int wanted = rows_of(question.rows_max);
    std::vector<ListPosition> found;
    Rows rows = session.database.query(
        "SELECT a.id, coalesce(a.sent_at, a.not_before, 0)" REACTIVATION_LISTED_ATTEMPTS
        " AND (coalesce(a.sent_at, a.not_before, 0) < ?7"
        "  OR (coalesce(a.sent_at, a.not_before, 0) = ?7 AND a.id < ?8))"
        " ORDER BY coalesce(a.sent_at, a.not_before, 0) DESC, a.id DESC LIMIT ?9",
        company, states, reply, client, sent_from, sent_until, from.at, from.id, wanted + 1);
    while (rows.next()) found.push_back({rows.integer(1), std::string{rows.text(0)}});
    if (found.size() > static_cast<std::size_t>(wanted)) {
      found.resize(static_cast<std::size_t>(wanted));
      out.next = found.back();
    }
    for (const ListPosition& each : found) {
      if (auto row = attempt_row(session, question.company_id, each.id)) {
        out.rows.push_back(std::move(*row));
      }
    }
    add_reply_texts(session, question.company_id, out.rows);
    return out;
  });
}

result<std::vector<AttemptListRow>> SqlService::load_attempts(
    CompanyId company, const std::vector<AttemptId>& attempts) {
  auto& parts = *store_.parts_;
  return parts.reading([&] {
    std::vector<AttemptListRow> out;
    for (const AttemptId& id : attempts) {
      if (auto row = attempt_row(parts.session, company, to_string(id))) {
        out.push_back(std::move(*row));
      }
    }
    return out;
  });
}

result<std::optional<CompanyId>> SqlService::find_company_of(const AttemptId& attempt) {
  auto& parts = *store_.parts_;
  return parts.reading([&]() -> std::optional<CompanyId> {
    Rows row = parts.session.database.query(
        "SELECT company_id FROM reactivation_attempts WHERE id = ?1", to_string(attempt));
    return row.next() ? std::optional{CompanyId{row.integer(0)}} : std::nullopt;
  });
}

result<ListPage<ClientListRow>> SqlService::list_clients(const ClientListQuestion& question) {
  auto& parts = *store_.parts_;
  return parts.reading([&] {
    sql::check_company(parts.session, question.company_id);
    ListPage<ClientListRow> out;
    auto ids = found_clients(parts.session, question, out.total);
    const auto wanted = static_cast<std::size_t>(rows_of(question.rows_max));
    if (ids.size() > wanted) {
      ids.resize(wanted);
      out.next = ListPosition{0, std::to_string(ids.back().value)};
    }
    out.rows = client_rows(parts.session, question.company_id, ids);
    return out;
  });
}

result<std::vector<Service>> SqlService::load_services(CompanyId company) {
  auto& parts = *store_.parts_;
  return parts.reading([&] { return sql::read_services(parts.session, company); });
}

result<std::vector<Staff>> SqlService::load_staff(CompanyId company) {
  auto& parts = *store_.parts_;
  return parts.reading([&] { return sql::read_staff(parts.session, company); });
}

result<std::vector<ClientNameRow>> SqlService::load_client_names(CompanyId company) {
  auto& parts = *store_.parts_;
  return parts.reading([&] {
    std::vector<ClientNameRow> out;
    Rows rows = parts.session.database.query(
        "SELECT id, name FROM clients WHERE company_id = ?1 AND id > 0 ORDER BY id", company.value);
    while (rows.next()) out.push_back({ClientId{rows.integer(0)}, std::string{rows.text(1)}});
    return out;
  });
}

result<ListPage<ConversationListRow>> SqlService::list_conversations(
    const ConversationListQuestion& question) {
  auto& parts = *store_.parts_;
  return parts.reading([&] {
    Session& session = parts.session;
    sql::check_company(session, question.company_id);
    const std::int64_t company = question.company_id.value;
    ListPage<ConversationListRow> out;
    Rows count = session.database.query("SELECT count(*)" REACTIVATION_TALKS, company,
                                        question.needs_person_only);
    out.total = count.next() ? count.integer(0) : 0;
    const std::int64_t at = question.after ? question.after->at : latest;
    const std::int64_t id = question.after ? number_of(question.after->id) : latest;
    const int wanted = rows_of(question.rows_max);
    std::vector<ClientId> ids;
    std::vector<std::int64_t> times;
    Rows rows = session.database.query("SELECT talk.id, talk.at" REACTIVATION_TALKS
                                       " WHERE talk.at < ?3 OR (talk.at = ?3 AND talk.id < ?4)"
                                       " ORDER BY talk.at DESC, talk.id DESC LIMIT ?5",
                                       company, question.needs_person_only, at, id, wanted + 1);
    while (rows.next()) {
      ids.push_back(ClientId{rows.integer(0)});
      times.push_back(rows.integer(1));
    }
    if (ids.size() > static_cast<std::size_t>(wanted)) {
      ids.resize(static_cast<std::size_t>(wanted));
      out.next = ListPosition{times[ids.size() - 1], std::to_string(ids.back().value)};
    }
    const auto messages = messages_of(session, question.company_id, ids, {});
    for (ClientListRow& client : client_rows(session, question.company_id, ids)) {
      auto said = said_by_salon(session, question.company_id, client.client_id);
      add_said_by_client(session, question.company_id, client.client_id, messages, said);
      ConversationListRow& row = out.rows.emplace_back();
      row.client = std::move(client);
      if (!said.empty()) row.last = std::move(said.back());
    }
    return out;
  });
}

result<std::vector<Offer>> SqlService::load_offers(CompanyId company,
                                                   std::optional<ClientId> client,
                                                   std::optional<PhoneNumber> phone, Instant at) {
  auto& parts = *store_.parts_;
  return parts.reading([&] { return sql::read_offers(parts.session, company, client, phone, at); });
}

result<Conversation> SqlService::load_conversation(const PersonKey& who) {
  auto& parts = *store_.parts_;
  return parts.reading([&] {
    sql::check_client(parts.session, who);
    Conversation out;
    const std::vector<ClientId> one{who.client_id};
    auto rows = client_rows(parts.session, who.company_id, one);
    if (rows.empty()) sql::fail(errc::not_found, "the company has no such client");
    out.client = std::move(rows.front());
    out.messages = said_by_salon(parts.session, who.company_id, who.client_id);
    add_said_by_client(parts.session, who.company_id, who.client_id,
                       messages_of_client(parts.session, who.company_id, who.client_id),
                       out.messages);
    return out;
  });
}

result<bool> SqlService::is_known_person(const PersonKey& who) {
  auto& parts = *store_.parts_;
  return parts.reading([&] {
    Rows row =
        parts.session.database.query("SELECT name FROM clients WHERE company_id = ?1 AND id = ?2",
                                     who.company_id.value, who.client_id.value);
    if (!row.next()) return false;
    return !row.text(0).empty() ||
           !sql::identities_of(parts.session, {who.company_id, who.client_id}).empty();
  });
}

}  // namespace reactivation
