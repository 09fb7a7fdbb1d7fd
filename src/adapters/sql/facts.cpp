#include "facts.hpp"

#include <algorithm>

#include "candidates.hpp"
#include "client_rows.hpp"
#include "company_rows.hpp"
#include "discounts.hpp"
#include "values.hpp"

namespace reactivation::sql {
namespace {

constexpr Seconds slots_ahead{9 * 86400};
constexpr std::int64_t worth_picking = 1000;

/// Streams one company into the columns of a plan.
class FactsReader {
public:
  FactsReader(Session& session, CompanyId company, Instant now)
      : session_(session), database_(session.database), company_(company), now_(now) {}

  PlanFacts read(PlanScope scope) {
    read_company_facts();
    facts_.clients_total = count_clients();
    // A switched-off company is the reason for every client of it.
    is_picked_ = scope == PlanScope::due_only && facts_.settings.enabled;
    if (is_picked_) {
      const std::int64_t found = find_candidates(
          session_, {facts_.company, facts_.settings, facts_.services, facts_.rules, now_});
      // One pass over everybody is faster than picking most of them one by one.
      is_picked_ = found < std::max(facts_.clients_total / 2, worth_picking);
    }
    read_unsummed_visits();
    read_client_rows();
    read_history();
    read_open_bookings();
    read_attempts();
    facts_.slots = read_slots(session_, company_, now_, now_ + slots_ahead);
    facts_.discounts = read_discounts(session_, facts_.company, facts_.settings, now_);
    return std::move(facts_);
  }

private:
  void read_company_facts() {
    facts_.company = read_company(session_, company_);
    facts_.settings = read_settings(session_, company_);
    facts_.account = read_account(session_, facts_.company, now_);
    facts_.services = read_services(session_, company_);
    facts_.staff = read_staff(session_, company_);
    facts_.rules = read_rules(session_, company_);
    unsummed_ = find_unsummed(session_, company_, now_);
  }

  struct Totals {
    std::int64_t client_id;
    std::int64_t visits;
    std::int64_t spent_minor;
  };

  std::int64_t count_clients() {
    Rows row = database_.query("SELECT count(*) FROM clients WHERE company_id = ?1 AND id > 0",
                               company_.value);
    return row.next() ? row.integer(0) : 0;
  }

  /// All visits of clients whose sums do not say how things stood at `now`.
  void read_unsummed_visits() {
    if (unsummed_.empty()) return;
    Visit visit;
    std::vector<std::int64_t> ids;
    Rows rows = database_.query(
        "SELECT b.client_id, b.datetime, b.status, b.service_ids, b.staff_id, b.cost_minor,"
        " b.reactivation_time_known, b.id, b.created_at"
        " FROM temp.reactivation_unsummed u CROSS JOIN bookings b"
        " INDEXED BY reactivation_bookings_by_client"
        " ON b.company_id = ?1 AND b.client_id = u.client_id ORDER BY u.client_id",
        company_.value);
    while (rows.next()) {
      if (!read_visit(rows, facts_.company.time_zone, visit, ids)) continue;
      facts_.open_visits.add(visit);
      if (totals_.empty() || totals_.back().client_id != visit.client_id.value) {
        totals_.push_back({visit.client_id.value, 0, 0});
      }
      if (visit.status != VisitStatus::completed || visit.starts_at > now_) continue;
      Totals& totals = totals_.back();
      ++totals.visits;
      totals.spent_minor = std::min(totals.spent_minor + visit.cost_minor, largest_amount);
    }
  }

  void read_client_rows() {
    ClientReader reader{session_, facts_.company};
    if (!is_picked_) {
      facts_.clients.reserve(static_cast<std::size_t>(facts_.clients_total));
      add_clients(reader, database_.query("SELECT" REACTIVATION_CLIENT_COLUMNS
                                          " FROM clients k WHERE k.company_id = ?1 AND k.id > 0"
                                          " ORDER BY k.id",
                                          company_.value));
    } else {
      add_clients(reader, database_.query("SELECT" REACTIVATION_CLIENT_COLUMNS
                                          " FROM temp.reactivation_candidates c CROSS JOIN"
                                          " clients k ON k.id = c.client_id"
                                          " WHERE k.company_id = ?1 AND c.client_id > 0"
                                          " ORDER BY c.client_id",
                                          company_.value));
    }
    facts_.client_zones = reader.take_zones();
  }

  void add_clients(ClientReader& reader, Rows rows) {
    Client client;
    auto unsummed = unsummed_.begin();
    auto totals = totals_.begin();
    while (rows.next()) {
      reader.read(rows, client);
      const std::int64_t id = client.id.value;
      while (unsummed != unsummed_.end() && *unsummed < id) ++unsummed;
      Totals sum{id, rows.integer(13), rows.integer(14)};
      if (unsummed != unsummed_.end() && *unsummed == id) {
        while (totals != totals_.end() && totals->client_id < id) ++totals;
        sum = totals != totals_.end() && totals->client_id == id ? *totals : Totals{id, 0, 0};
      }
      if (!client.visit_count) client.visit_count = sum.visits;
      if (!client.total_spent_minor) client.total_spent_minor = sum.spent_minor;
      facts_.clients.add(client);
    }
  }

  void read_history() {
    if (!is_picked_) {
      add_history(
          database_.query("SELECT client_id, service_id, last_visit_at, times"
                          " FROM reactivation_client_services WHERE company_id = ?1"
                          " ORDER BY client_id, service_id",
                          company_.value));
    } else {
      add_history(
          database_.query("SELECT h.client_id, h.service_id, h.last_visit_at, h.times"
                          " FROM temp.reactivation_candidates c CROSS JOIN"
                          " reactivation_client_services h"
                          " ON h.company_id = ?1 AND h.client_id = c.client_id"
                          " ORDER BY c.client_id, h.service_id",
                          company_.value));
    }
  }

  void add_history(Rows rows) {
    auto unsummed = unsummed_.begin();
    while (rows.next()) {
      const std::int64_t client = rows.integer(0);
      while (unsummed != unsummed_.end() && *unsummed < client) ++unsummed;
      if (unsummed != unsummed_.end() && *unsummed == client) continue;
      facts_.history.add(ClientId{client}, ServiceId{rows.integer(1)},
                         Instant{Seconds{rows.integer(2)}}, rows.integer(3));
    }
  }

  void read_open_bookings() {
    Visit visit;
    visit.status = VisitStatus::booked;
    Rows rows = database_.query(
        "SELECT client_id, datetime FROM bookings INDEXED BY reactivation_bookings_open"
        " WHERE company_id = ?1 AND datetime >= ?2"
        " AND status NOT IN ('completed', 'cancelled', 'no_show') ORDER BY client_id, datetime",
        company_.value, open_bookings_since(facts_.settings, now_));
    while (rows.next()) {
      const auto at = instant_at(rows, 1, facts_.company.time_zone);
      if (!at || rows.is_null(0)) continue;
      visit.client_id = ClientId{rows.integer(0)};
      if (std::binary_search(unsummed_.begin(), unsummed_.end(), visit.client_id.value)) continue;
      visit.starts_at = *at;
      facts_.open_visits.add(visit);
    }
  }

  void read_attempts() {
    if (!is_picked_) {
      add_attempts(database_.query("SELECT" REACTIVATION_ATTEMPT_COLUMNS
                                   " FROM reactivation_attempts a WHERE a.company_id = ?1"
                                   " ORDER BY a.client_id, a.service_id, a.cycle_key,"
                                   " a.attempt_number",
                                   company_.value));
    } else {
      add_attempts(database_.query("SELECT" REACTIVATION_ATTEMPT_COLUMNS
                                   " FROM temp.reactivation_candidates c CROSS JOIN"
                                   " reactivation_attempts a"
                                   " ON a.company_id = ?1 AND a.client_id = c.client_id"
                                   " ORDER BY c.client_id, a.service_id, a.cycle_key,"
                                   " a.attempt_number",
                                   company_.value));
    }
  }

  void add_attempts(Rows rows) {
    while (rows.next()) {
      if (const auto attempt = read_attempt(rows)) facts_.attempts.push_back(*attempt);
    }
  }

  Session& session_;
  Database& database_;
  CompanyId company_;
  Instant now_;
  bool is_picked_ = false;  ///< only the clients in temp.reactivation_candidates
  PlanFacts facts_;
  std::vector<std::int64_t> unsummed_;  ///< ascending
  std::vector<Totals> totals_;          ///< of the unsummed, ascending
};

void read_all_visits(Session& session, Snapshot& snapshot) {
  Visit visit;
  std::vector<std::int64_t> ids;
  Rows rows = session.database.query(
      "SELECT client_id, datetime, status, service_ids, staff_id, cost_minor,"
      " reactivation_time_known, id, created_at FROM bookings WHERE company_id = ?1"
      " ORDER BY client_id, datetime, id",
      snapshot.company.id.value);
  while (rows.next()) {
    if (read_visit(rows, snapshot.company.time_zone, visit, ids)) {
      snapshot.visits.push_back(visit);
    }
  }
}

}  // namespace

PlanFacts read_plan_facts(Session& session, CompanyId company, Instant now, PlanScope scope) {
  return FactsReader{session, company, now}.read(scope);
}

Instant open_bookings_since(const Settings& settings, Instant now) {
  return now - Seconds{(std::int64_t{settings.recent_visit_days} + 2) * 86400};
}

Snapshot read_snapshot(Session& session, CompanyId company, Instant now) {
  Snapshot snapshot;
  snapshot.company = read_company(session, company);
  snapshot.settings = read_settings(session, company);
  snapshot.account = read_account(session, snapshot.company, now);
  snapshot.services = read_services(session, company);
  snapshot.staff = read_staff(session, company);
  snapshot.rules = read_rules(session, company);
  {
    ClientReader reader{session, snapshot.company};
    Rows rows = session.database.query("SELECT" REACTIVATION_CLIENT_COLUMNS
                                       ", k.name, k.reactivation_locale FROM clients k"
                                       " WHERE k.company_id = ?1 AND k.id > 0 ORDER BY k.id",
                                       company.value);
    while (rows.next()) {
      Client& client = snapshot.clients.emplace_back();
      reader.read(rows, client);
      client.name = std::string{rows.text(ClientReader::columns)};
      client.locale = enum_of<Language>(rows.text(ClientReader::columns + 1));
    }
    snapshot.client_zones = reader.take_zones();
  }
  read_all_visits(session, snapshot);
  Rows rows = session.database.query("SELECT" REACTIVATION_ATTEMPT_COLUMNS
                                     " FROM reactivation_attempts a WHERE a.company_id = ?1"
                                     " ORDER BY a.client_id, a.service_id, a.cycle_key,"
                                     " a.attempt_number",
                                     company.value);
  while (rows.next()) {
    if (const auto attempt = read_attempt(rows)) snapshot.attempts.push_back(*attempt);
  }
  snapshot.slots = read_slots(session, company, now, now + slots_ahead);
  snapshot.discounts = read_discounts(session, snapshot.company, snapshot.settings, now);
  return snapshot;
}

namespace {

#define REACTIVATION_COMPLETED_VISITS                                      \
  "SELECT client_id, datetime, status, service_ids, staff_id, cost_minor," \
  " reactivation_time_known, id, created_at FROM bookings"                 \
  " INDEXED BY reactivation_bookings_by_client WHERE company_id = ?1 AND client_id "
#define REACTIVATION_NAMED_CLIENTS     \
  "SELECT" REACTIVATION_CLIENT_COLUMNS \
  ", k.name, k.reactivation_locale FROM clients k WHERE k.company_id = ?1 AND k.id "
// A list of numbers as `list_of` writes it.
#define REACTIVATION_IN_LIST "= ANY (?2::bigint[])"

std::string list_of(std::span<const ClientId> clients) {
  std::string list = "{";
  for (const ClientId client : clients) {
    if (list.size() > 1) list += ',';
    list += std::to_string(client.value);
  }
  return list += '}';
}

/// `read` with the rows of each client, or with those of all of them at once.
template <class Read>
void read_rows_of(Session& session, CompanyId company, std::span<const ClientId> clients,
                  const char* of_one, const char* of_many, Read read) {
  if (session.database.is_remote()) {
    read(session.database.query(of_many, company.value, list_of(clients)));
    return;
  }
  for (const ClientId client : clients) {
    read(session.database.query(of_one, company.value, client.value));
  }
}

}  // namespace

VisitTable read_completed_visits(Session& session, CompanyId company,
                                 std::span<const ClientId> clients, Instant now) {
  check_company(session, company);
  const TimeZone& zone = zone_of(session, company);
  VisitTable table;
  Visit visit;
  std::vector<std::int64_t> ids;
  read_rows_of(session, company, clients,
               REACTIVATION_COMPLETED_VISITS "= ?2 AND status = 'completed' ORDER BY datetime, id",
               REACTIVATION_COMPLETED_VISITS REACTIVATION_IN_LIST
               " AND status = 'completed' ORDER BY client_id, datetime, id",
               [&](Rows rows) {
                 while (rows.next()) {
                   if (read_visit(rows, zone, visit, ids) && visit.starts_at <= now) {
                     table.add(visit);
                   }
                 }
               });
  return table;
}

std::vector<Client> read_clients(Session& session, CompanyId company,
                                 std::span<const ClientId> clients) {
  const CompanyPart& part = company_part(session, company);
  ClientReader reader{session, part.company, part.opt_outs};
  std::vector<Client> found;
  read_rows_of(session, company, clients, REACTIVATION_NAMED_CLIENTS "= ?2",
               REACTIVATION_NAMED_CLIENTS REACTIVATION_IN_LIST, [&](Rows rows) {
                 while (rows.next()) {
                   Client& client = found.emplace_back();
                   reader.read(rows, client);
                   client.name = std::string{rows.text(ClientReader::columns)};
                   client.locale = enum_of<Language>(rows.text(ClientReader::columns + 1));
                   client.zone.reset();  // an index means nothing without the list of a snapshot
                 }
               });
  // In the order asked for.
  std::vector<Client> ordered;
  for (const ClientId id : clients) {
    const auto at = std::find_if(found.begin(), found.end(),
                                 [id](const Client& client) { return client.id == id; });
    if (at != found.end()) ordered.push_back(*at);
  }
  return ordered;
}

}  // namespace reactivation::sql
