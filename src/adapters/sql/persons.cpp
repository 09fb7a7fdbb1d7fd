#include "persons.hpp"

#include <algorithm>
#include <array>

#include "attempt_state.hpp"
#include "client_rows.hpp"
#include "company_rows.hpp"
#include "digest.hpp"
#include "values.hpp"

namespace reactivation::sql {
namespace {

constexpr std::array<std::string_view, 5> kinds{"phone", "external_id", "lid", "user_id",
                                                "chat_id"};
/// Attempts older than this decide nothing about a reply any more.
constexpr Seconds remembered_for{60 * 86400};

template <class Thing>
bool add_new(std::vector<Thing>& things, Thing thing) {
  if (std::find(things.begin(), things.end(), thing) != things.end()) return false;
  things.push_back(std::move(thing));
  return true;
}

bool is_same(const PersonRow& a, const PersonRow& b) noexcept {
  return a.company_id == b.company_id && a.client_id == b.client_id;
}

void add_rows(Rows rows, std::vector<PersonRow>& found) {
  while (rows.next()) {
    const PersonRow row{CompanyId{rows.integer(0)}, ClientId{rows.integer(1)}};
    const bool is_known = std::any_of(
        found.begin(), found.end(), [&row](const PersonRow& other) { return is_same(row, other); });
    if (!is_known) found.push_back(row);
  }
}

void find_rows(Session& session, const PersonQuestion& question, const Identity& identity,
               std::vector<PersonRow>& found) {
  Database& database = session.database;
  const std::int64_t account = question.account_id.value;
  const std::int64_t company = question.company_id.value;
  if (identity.kind == IdentityKind::external_id) {
    add_rows(database.query("SELECT company_id, id FROM clients WHERE company_id = ?1"
                            " AND reactivation_external_id = ?2",
                            company, identity.value),
             found);
    return;
  }
  if (identity.kind == IdentityKind::phone) {
    // A host's column may hold the number as a blob, too.
    add_rows(database.query("SELECT k.company_id, k.id FROM clients k"
                            " INDEXED BY reactivation_clients_by_number"
                            " JOIN reactivation_companies c ON c.company_id = k.company_id"
                            " WHERE k.phone IN (?3/*sqlite:*/, CAST(?3 AS BLOB)/*:*/) AND "
                            "(c.account_id = ?1 OR c.company_id = ?2)",
                            account, company, identity.value),
             found);
  }
  add_rows(database.query("SELECT i.company_id, i.client_id FROM reactivation_identities i"
                          " JOIN reactivation_companies c ON c.company_id = i.company_id"
                          " WHERE i.kind = ?3 AND i.value = ?4"
                          " AND (c.account_id = ?1 OR c.company_id = ?2)",
                          account, company, word_of(identity.kind), identity.value),
           found);
}

void remember_for_company(Session& session, CompanyId company, const Identity& identity) {
  session.database.change(
      "INSERT OR IGNORE INTO reactivation_suppressions (company_id, kind, value)"
      " VALUES (?1, ?2, ?3)",
      company.value, word_of(identity.kind), identity.value);
}

void remember_for_account(Session& session, AccountId account, const Identity& identity) {
  if (identity.kind == IdentityKind::external_id) return;  // a code of one company
  session.database.change(
      "INSERT OR IGNORE INTO reactivation_account_suppressions (account_id, kind, value)"
      " VALUES (?1, ?2, ?3)",
      account.value, word_of(identity.kind), identity.value);
}

struct LiveAttempt {
  std::string id;
  AttemptState state = AttemptState::planned;
};

/// What waits to be sent, is leaving, or waits for its answer.
std::vector<LiveAttempt> live_attempts_of(Session& session, const PersonRow& row) {
  std::vector<LiveAttempt> live;
  Rows rows = session.database.query(
      "SELECT id, state FROM reactivation_attempts WHERE company_id = ?1 AND client_id = ?2"
      " AND (state IN ('planned', 'drafted', 'held', 'ready', 'deferred', 'dispatching')"
      "  OR (sent_at IS NOT NULL AND completion_reason = 'none')) ORDER BY id",
      row.company_id.value, row.client_id.value);
  while (rows.next()) {
    live.push_back({std::string{rows.text(0)},
                    enum_of<AttemptState>(rows.text(1)).value_or(AttemptState::planned)});
  }
  return live;
}

/// Ends the row's campaigns. What is leaving at this moment cannot be called back.
void end_campaigns(Session& session, const PersonRow& row, Instant at,
                   std::vector<AttemptId>& in_flight) {
  for (const LiveAttempt& attempt : live_attempts_of(session, row)) {
    if (is_waiting_to_be_sent(attempt.state)) {
      if (const auto stored = state_of(session, attempt.id)) {
        move_to(session, *stored, {attempt.id, AttemptState::cancelled, at, "opted_out"});
      }
    }
    if (attempt.state == AttemptState::dispatching) {
      if (const auto id = attempt_id_of(attempt.id)) in_flight.push_back(*id);
    }
    session.database.change(
        "UPDATE reactivation_attempts SET completion_reason = 'opted_out', lease_until = NULL"
        " WHERE id = ?1 AND completion_reason = 'none' AND state <> 'dispatching'",
        attempt.id);
    session.database.change(
        "UPDATE reactivation_campaigns SET is_campaign_completed = 1,"
        " completion_reason = 'opted_out', updated_at = ?2"
        " WHERE id = ?1 AND completion_reason IS NULL",
        attempt.id, at);
  }
}

void mark_row(Session& session, const PersonRow& row, const PersonOptOut& opt_out) {
  const std::int64_t marked = session.database.change(
      "UPDATE clients SET reactivation_opt_out = 1, opt_out_reason = ?2, opt_out_date = ?3"
      " WHERE id = ?1 AND company_id = ?4 AND coalesce(reactivation_opt_out, 0) <> 1",
      row.client_id.value, opt_out.reason, opt_out.at, row.company_id.value);
  if (marked == 0) return;
  append(session, {.company_id = row.company_id,
                   .client_id = row.client_id.value,
                   .attempt_id = {},
                   .kind = "opted_out",
                   .from_state = {},
                   .to_state = {},
                   .at = opt_out.at,
                   .why = opt_out.reason});
}

std::vector<StaffId> wished_staff_of(Session& session, const PersonRow& row) {
  std::vector<StaffId> staff;
  Rows rows = session.database.query(
      "SELECT staff_id FROM reactivation_wishes WHERE company_id = ?1 AND client_id = ?2"
      " AND staff_id IS NOT NULL ORDER BY id",
      row.company_id.value, row.client_id.value);
  while (rows.next()) staff.push_back(StaffId{rows.integer(0)});
  return staff;
}

void add_attempts(Session& session, const PersonRow& row, Person& person) {
  Rows rows = session.database.query(
      "SELECT" REACTIVATION_ATTEMPT_COLUMNS
      ", r.retry_interval_days, r.max_attempts, a.booking_id, a.next_attempt_at FROM"
      " reactivation_attempts a"
      " LEFT JOIN service_reactivation_rules r"
      "  ON r.company_id = a.company_id AND r.service_id = a.service_id"
      " WHERE a.company_id = ?1 AND a.client_id = ?2 AND (a.sent_at IS NULL OR a.sent_at >="
      "  (SELECT max(coalesce(max(sent_at), 0), coalesce(max(not_after), 0)) - ?3"
      "     FROM reactivation_attempts WHERE company_id = ?1 AND client_id = ?2))"
      " ORDER BY a.sent_at NULLS FIRST, a.id",
      row.company_id.value, row.client_id.value, remembered_for.count());
  constexpr int own = 13;
  while (rows.next()) {
    const auto attempt = read_attempt(rows);
    if (!attempt) continue;
    PersonAttempt& known = person.attempts.emplace_back();
    known.company_id = row.company_id;
    known.attempt = *attempt;
    known.retry_interval_days = number_at(rows, own).value_or(14);
    known.attempts_max = number_at(rows, own + 1).value_or(3);
    if (!rows.is_null(own + 2)) known.booking_id = VisitId{rows.integer(own + 2)};
    known.next_attempt_at = instant_at(rows, own + 3, TimeZone{});
  }
}

}  // namespace

std::string_view word_of(IdentityKind kind) noexcept {
  return kinds[static_cast<std::size_t>(kind)];
}

std::string hash_of(Session& session, std::string_view kind, std::string_view value) {
  Rows row = session.database.query("SELECT value FROM reactivation_salt");
  std::string bytes{row.next() ? row.text(0) : std::string_view{}};
  bytes += ':';
  bytes += kind;
  bytes += ':';
  bytes += value;
  return sha256(bytes);
}

OptOutScope read_opt_out_scope(Session& session, CompanyId company) {
  OptOutScope scope;
  Rows row = session.database.query(
      "SELECT EXISTS (SELECT 1 FROM reactivation_suppressions"
      "   WHERE company_id = ?1 AND kind = 'hash')"
      "  OR EXISTS (SELECT 1 FROM reactivation_companies c"
      "   JOIN reactivation_account_suppressions s ON s.account_id = c.account_id"
      "   WHERE c.company_id = ?1 AND s.kind = 'hash'),"
      " EXISTS (SELECT 1 FROM reactivation_companies own JOIN reactivation_companies other"
      "   ON other.account_id = own.account_id AND other.company_id <> own.company_id"
      "   WHERE own.company_id = ?1)",
      company.value);
  if (!row.next()) return scope;
  scope.has_hashes = row.integer(0) != 0;
  scope.has_siblings = row.integer(1) != 0;
  return scope;
}

bool is_suppressed(Session& session, CompanyId company, std::string_view kind,
                   std::string_view value) {
  if (value.empty()) return false;
  return is_suppressed(session, {company, read_opt_out_scope(session, company)}, kind, value);
}

bool is_suppressed(Session& session, const OptOutPlace& place, std::string_view kind,
                   std::string_view value) {
  if (value.empty()) return false;
  const auto is_listed = [&](std::string_view listed_kind, std::string_view listed) {
    Rows row = session.database.query(
        "SELECT EXISTS (SELECT 1 FROM reactivation_suppressions"
        "   WHERE company_id = ?1 AND kind = ?2 AND value = ?3)"
        "  OR EXISTS (SELECT 1 FROM reactivation_companies c"
        "   JOIN reactivation_account_suppressions s ON s.account_id = c.account_id"
        "   WHERE c.company_id = ?1 AND s.kind = ?2 AND s.value = ?3)",
        place.company_id.value, listed_kind, listed);
    return !row.next() || row.integer(0) != 0;
  };
  if (is_listed(kind, value)) return true;
  return place.scope.has_hashes && is_listed("hash", hash_of(session, kind, value));
}

bool is_phone_suppressed(Session& session, const OptOutPlace& place, std::string_view number) {
  if (number.empty()) return false;
  if (is_suppressed(session, place, "phone", number)) return true;
  if (!place.scope.has_siblings) return false;
  // A host's column may hold the number as a blob, too.
  Rows row = session.database.query(
      "SELECT 1 FROM clients k INDEXED BY reactivation_clients_by_number"
      " CROSS JOIN reactivation_companies other ON other.company_id = k.company_id"
      " CROSS JOIN reactivation_companies own ON own.company_id = ?1"
      " WHERE k.phone IN (?2/*sqlite:*/, CAST(?2 AS BLOB)/*:*/) AND "
      "coalesce(k.reactivation_opt_out, 0) <> 0"
      " AND other.account_id = own.account_id AND other.company_id <> own.company_id",
      place.company_id.value, number);
  return row.next();
}

AccountId account_of(Session& session, CompanyId company) {
  Rows row = session.database.query(
      "SELECT account_id FROM reactivation_companies WHERE company_id = ?1", company.value);
  return row.next() ? AccountId{row.integer(0)} : AccountId{};
}

void add_further_identities(Session& session, const PersonRow& row,
                            std::vector<Identity>& identities) {
  Rows rows = session.database.query(
      "SELECT kind, value FROM reactivation_identities WHERE company_id = ?1 AND client_id = ?2",
      row.company_id.value, row.client_id.value);
  while (rows.next()) {
    const auto kind = std::find(kinds.begin(), kinds.end(), rows.text(0));
    if (kind == kinds.end()) continue;
    identities.push_back(
        {static_cast<IdentityKind>(kind - kinds.begin()), std::string{rows.text(1)}});
  }
}

std::vector<Identity> identities_of(Session& session, const PersonRow& row) {
  std::vector<Identity> identities;
  {
    Rows rows = session.database.query(
        "SELECT phone, reactivation_external_id FROM clients WHERE company_id = ?1 AND id = ?2",
        row.company_id.value, row.client_id.value);
    if (rows.next()) {
      if (!rows.text(0).empty()) {
        identities.push_back({IdentityKind::phone, std::string{rows.text(0)}});
      }
      if (!rows.text(1).empty()) {
        identities.push_back({IdentityKind::external_id, std::string{rows.text(1)}});
      }
    }
  }
  add_further_identities(session, row, identities);
  return identities;
}

std::vector<PersonRow> find_person_rows(Session& session, PersonQuestion& question) {
  std::vector<PersonRow> found;
  for (std::size_t i = 0; i < question.identities.size(); ++i) {
    const std::size_t known = found.size();
    const Identity identity = question.identities[i];
    find_rows(session, question, identity, found);
    std::sort(found.begin() + static_cast<std::ptrdiff_t>(known), found.end(),
              [](const PersonRow& a, const PersonRow& b) {
                return a.company_id != b.company_id ? a.company_id < b.company_id
                                                    : a.client_id < b.client_id;
              });
    for (std::size_t row = known; row < found.size(); ++row) {
      for (Identity& other : identities_of(session, found[row])) {
        const bool is_foreign_code =
            other.kind == IdentityKind::external_id && found[row].company_id != question.company_id;
        if (!is_foreign_code) add_new(question.identities, std::move(other));
      }
    }
  }
  return found;
}

Person read_person(Session& session, const std::vector<PersonRow>& rows) {
  Person person;
  for (const PersonRow& row : rows) {
    const Company company = read_company(session, row.company_id);
    const std::vector<ClientId> one{row.client_id};
    ClientReader reader{session, company, read_opt_out_scope(session, row.company_id)};
    Client client;
    {
      Rows found = session.database.query(
          "SELECT" REACTIVATION_CLIENT_COLUMNS
          ", CASE WHEN " REACTIVATION_OWN_FLAGS("k.")
          "   THEN k.reactivation_needs_person & 1"
          "   WHEN k.reactivation_needs_person IS NULL THEN 0 ELSE 1 END"
          " FROM clients k WHERE k.company_id = ?1 AND k.id = ?2",
          row.company_id.value, row.client_id.value);
      if (!found.next()) continue;
      reader.read(found, client);
      // An unread message is being decided upon; a question to a person is what counts here.
      client.needs_person = found.integer(ClientReader::columns) != 0;
    }
    PersonClient& known = person.clients.emplace_back();
    known.company_id = row.company_id;
    known.client_id = row.client_id;
    known.zone = company.time_zone;
    known.is_opted_out = client.reactivation_opt_out;
    known.needs_person = client.needs_person;
    known.opt_out_on_negative = read_settings(session, row.company_id).opt_out_on_negative;
    known.paused_until = client.paused_until;
    known.wished_staff = wished_staff_of(session, row);
    add_attempts(session, row, person);
  }
  return person;
}

std::vector<AttemptId> opt_out_person(Session& session, const PersonOptOut& opt_out) {
  std::vector<CompanyId> companies;
  if (opt_out.company_id.is_set()) companies.push_back(opt_out.company_id);
  for (const PersonRow& row : opt_out.rows) add_new(companies, row.company_id);
  for (const Identity& identity : opt_out.identities) {
    if (identity.value.empty()) continue;
    for (const CompanyId company : companies) {
      const bool is_foreign_code =
          identity.kind == IdentityKind::external_id && company != opt_out.company_id;
      if (!is_foreign_code) remember_for_company(session, company, identity);
    }
    if (opt_out.account_id.is_set()) remember_for_account(session, opt_out.account_id, identity);
  }
  std::vector<AttemptId> in_flight;
  for (const PersonRow& row : opt_out.rows) {
    mark_row(session, row, opt_out);
    end_campaigns(session, row, opt_out.at.value_or(no_instant), in_flight);
  }
  return in_flight;
}

bool opt_out_client(Session& session, const OptOutOf& opt_out) {
  const PersonRow own{opt_out.company_id, ClientId{opt_out.client_id}};
  bool is_new = false;
  {
    Rows row = session.database.query(
        "SELECT coalesce(reactivation_opt_out, 0) FROM clients WHERE company_id = ?1 AND id = ?2",
        own.company_id.value, own.client_id.value);
    if (!row.next()) {
      fail(errc::not_found, "the company has no client " + std::to_string(opt_out.client_id));
    }
    is_new = row.integer(0) == 0;
  }
  PersonQuestion question{{}, opt_out.company_id, identities_of(session, own)};
  std::vector<PersonRow> rows = find_person_rows(session, question);
  const bool is_among = std::any_of(rows.begin(), rows.end(),
                                    [&own](const PersonRow& row) { return is_same(row, own); });
  if (!is_among) rows.push_back(own);
  (void)opt_out_person(session, {std::move(rows), std::move(question.identities), AccountId{},
                                 opt_out.company_id, opt_out.reason, opt_out.at});
  return is_new;
}

void opt_in_client(Session& session, const PersonRow& row) {
  const AccountId account = account_of(session, row.company_id);
  for (const Identity& identity : identities_of(session, row)) {
    const std::string_view kind = word_of(identity.kind);
    const std::string hash = hash_of(session, kind, identity.value);
    session.database.change(
        "DELETE FROM reactivation_suppressions WHERE company_id = ?1"
        " AND ((kind = ?2 AND value = ?3) OR (kind = 'hash' AND value = ?4))",
        row.company_id.value, kind, identity.value, hash);
    session.database.change(
        "DELETE FROM reactivation_account_suppressions WHERE account_id = ?1"
        " AND ((kind = ?2 AND value = ?3) OR (kind = 'hash' AND value = ?4))",
        account.value, kind, identity.value, hash);
  }
  session.database.change(
      "UPDATE clients SET reactivation_opt_out = 0, opt_out_reason = NULL, opt_out_date = NULL,"
      " reactivation_consent = 'granted' WHERE id = ?1 AND company_id = ?2",
      row.client_id.value, row.company_id.value);
}

}  // namespace reactivation::sql
