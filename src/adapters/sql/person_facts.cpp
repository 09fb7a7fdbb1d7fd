// The facts of one person, as a permit reads them: by keys alone, however large the salon is.
#include <algorithm>

#include "client_rows.hpp"
#include "company_rows.hpp"
#include "facts.hpp"
#include "inbox.hpp"
#include "persons.hpp"
#include "values.hpp"

namespace reactivation::sql {
namespace {

class PersonReader {
public:
  PersonReader(Session& session, CompanyId company, Instant now)
      : session_(session), database_(session.database), company_(company), now_(now) {}

  PlanFacts read(ClientId client) {
    read_company_facts();
    read_client_rows(client);
    for (Known& known : clients_) read_history(known);
    for (Known& known : clients_) {
      if (!known.is_summed) read_all_visits(known);
    }
    add_clients();
    for (const Known& known : clients_) {
      if (known.is_summed) read_open_bookings(known.client.id);
    }
    for (const Known& known : clients_) read_attempts(known.client.id);
    return std::move(facts_);
  }

private:
  struct Known {
    Client client;
    std::vector<Identity> names;  ///< but the phone in `client`
    std::int64_t visits = 0;
    std::int64_t spent_minor = 0;
    bool is_summed = true;  ///< its sums say how things stood at `now`
  };

  void read_company_facts() {
    const CompanyPart& part = company_part(session_, company_);
    facts_.company = part.company;
    facts_.settings = part.settings;
    facts_.services = part.services;
    facts_.staff = part.staff;
    facts_.rules = part.rules;
    facts_.account = read_account(session_, part, now_);
    opt_outs_ = part.opt_outs;
  }

#define REACTIVATION_PERSON_COLUMNS REACTIVATION_CLIENT_COLUMNS ", k.reactivation_external_id"

  void read_client_rows(ClientId client) {
    ClientReader reader{session_, facts_.company, opt_outs_};
    bool has_phone = false;
    {
      Rows row = database_.query("SELECT" REACTIVATION_PERSON_COLUMNS
                                 " FROM clients k"
                                 " WHERE k.id = ?2 AND k.company_id = ?1 AND k.id > 0",
                                 company_.value, client.value);
      if (!row.next()) return;
      add_row(reader, row);
      has_phone = !row.text(1).empty();
    }
    if (has_phone) {
      Rows rows = database_.query("SELECT" REACTIVATION_PERSON_COLUMNS
                                  " FROM clients k INDEXED BY reactivation_clients_by_phone"
                                  " WHERE k.company_id = ?1 AND k.phone IN"
                                  "  (SELECT phone FROM clients WHERE id = ?2/*sqlite:*/"
                                  "   UNION ALL SELECT CAST(phone AS TEXT) FROM clients"
                                  "    WHERE id = ?2 UNION ALL"
                                  "   SELECT CAST(phone AS BLOB) FROM clients WHERE id = ?2/*:*/)"
                                  " AND k.id <> ?2 AND k.id > 0 ORDER BY k.id",
                                  company_.value, client.value);
      while (rows.next()) add_row(reader, rows);
    }
    std::sort(clients_.begin(), clients_.end(),
              [](const Known& a, const Known& b) { return a.client.id < b.client.id; });
    for (Known& known : clients_) {
      Client& row = known.client;
      row.reactivation_opt_out = row.reactivation_opt_out || is_name_opted_out(known);
    }
    for (const PersonRow& sender : find_unread_senders(session_, company_)) {
      for (Known& known : clients_) {
        const bool is_theirs = sender.company_id == company_ && sender.client_id == known.client.id;
        known.client.needs_person = known.client.needs_person || is_theirs;
      }
    }
    facts_.client_zones = reader.take_zones();
  }

  void add_row(ClientReader& reader, const Rows& row) {
    Known& known = clients_.emplace_back();
    reader.read(row, known.client);
    known.visits = row.integer(13);
    known.spent_minor = row.integer(14);
    if (!known.client.phone.is_set()) {
      known.names.push_back({IdentityKind::phone, std::string{row.text(1)}});
    }
    known.names.push_back(
        {IdentityKind::external_id, std::string{row.text(ClientReader::columns)}});
  }

  /// By a code, an older number or any other identity; the reader has looked at the number.
  bool is_name_opted_out(Known& known) {
    add_further_identities(session_, {company_, known.client.id}, known.names);
    return std::any_of(known.names.begin(), known.names.end(), [&](const Identity& name) {
      const OptOutPlace place{company_, opt_outs_};
      if (name.kind == IdentityKind::phone) return is_phone_suppressed(session_, place, name.value);
      return is_suppressed(session_, place, word_of(name.kind), name.value);
    });
  }

  void read_history(Known& known) {
    const std::int64_t client = known.client.id.value;
    const std::size_t first = facts_.history.client_id.size();
    Rows rows = database_.query(
        "SELECT service_id, last_visit_at, times, EXISTS (SELECT 1 FROM"
        "  reactivation_dirty_clients WHERE company_id = ?1 AND client_id = ?2)"
        " FROM (SELECT NULL) /*postgres: AS one*/ LEFT JOIN reactivation_client_services"
        " ON company_id = ?1 AND client_id = ?2 ORDER BY service_id",
        company_.value, client);
    while (rows.next()) {
      known.is_summed = known.is_summed && rows.integer(3) == 0;
      if (rows.is_null(0)) continue;
      const Instant last_visit_at{Seconds{rows.integer(1)}};
      known.is_summed = known.is_summed && last_visit_at <= now_;
      facts_.history.add(known.client.id, ServiceId{rows.integer(0)}, last_visit_at,
                         rows.integer(2));
    }
    if (!known.is_summed) cut_history(first);
  }

  void cut_history(std::size_t size) {
    facts_.history.client_id.resize(size);
    facts_.history.service_id.resize(size);
    facts_.history.last_visit_at.resize(size);
    facts_.history.times.resize(size);
  }

  /// What the sums would say is counted here, from what is visits at `now`.
  void read_all_visits(Known& known) {
    known.visits = known.spent_minor = 0;
    Visit visit;
    std::vector<std::int64_t> ids;
    Rows rows = database_.query(
        "SELECT client_id, datetime, status, service_ids, staff_id, cost_minor,"
        " reactivation_time_known, id, created_at FROM bookings"
        " INDEXED BY reactivation_bookings_by_client WHERE company_id = ?1 AND client_id = ?2",
        company_.value, known.client.id.value);
    while (rows.next()) {
      if (!read_visit(rows, facts_.company.time_zone, visit, ids)) continue;
      facts_.open_visits.add(visit);
      if (visit.status != VisitStatus::completed || visit.starts_at > now_) continue;
      ++known.visits;
      known.spent_minor = std::min(known.spent_minor + visit.cost_minor, largest_amount);
    }
  }

  void add_clients() {
    for (Known& known : clients_) {
      Client& client = known.client;
      if (!client.visit_count) client.visit_count = known.visits;
      if (!client.total_spent_minor) client.total_spent_minor = known.spent_minor;
      facts_.clients.add(client);
    }
  }

  void read_open_bookings(ClientId client) {
    Visit visit;
    visit.client_id = client;
    visit.status = VisitStatus::booked;
    Rows rows = database_.query(
        "SELECT datetime FROM bookings INDEXED BY reactivation_bookings_by_client"
        " WHERE company_id = ?1 AND client_id = ?2 AND datetime >= ?3"
        " AND status NOT IN ('completed', 'cancelled', 'no_show') ORDER BY datetime",
        company_.value, client.value, open_bookings_since(facts_.settings, now_));
    while (rows.next()) {
      const auto at = instant_at(rows, 0, facts_.company.time_zone);
      if (!at) continue;
      visit.starts_at = *at;
      facts_.open_visits.add(visit);
    }
  }

  void read_attempts(ClientId client) {
    Rows rows = database_.query("SELECT" REACTIVATION_ATTEMPT_COLUMNS
                                " FROM reactivation_attempts a"
                                " WHERE a.company_id = ?1 AND a.client_id = ?2"
                                " ORDER BY a.service_id, a.cycle_key, a.attempt_number",
                                company_.value, client.value);
    while (rows.next()) {
      if (const auto attempt = read_attempt(rows)) facts_.attempts.push_back(*attempt);
    }
  }

  Session& session_;
  Database& database_;
  CompanyId company_;
  Instant now_;
  OptOutScope opt_outs_;
  PlanFacts facts_;
  std::vector<Known> clients_;  ///< ascending
};

}  // namespace

PlanFacts read_person_facts(Session& session, CompanyId company, ClientId client, Instant now) {
  return PersonReader{session, company, now}.read(client);
}

}  // namespace reactivation::sql
