#include "attempts.hpp"
#include "values.hpp"

namespace reactivation::sqlite {
namespace {

void suppress(Session& session, CompanyId company, std::string_view kind,
              const std::string& value) {
  if (value.empty()) return;
  session.database.change(
      "INSERT OR IGNORE INTO reactivation_suppressions (company_id, kind, value)"
      " VALUES (?1, ?2, ?3)",
      company.value, kind, value);
}

std::vector<std::string> waiting_attempts_of(Session& session, CompanyId company,
                                             std::int64_t client) {
  std::vector<std::string> ids;
  Rows rows = session.database.query(
      "SELECT id FROM reactivation_attempts WHERE company_id = ?1 AND client_id = ?2"
      " AND state IN ('planned', 'drafted', 'held', 'ready', 'deferred') ORDER BY id",
      company.value, client);
  while (rows.next()) ids.emplace_back(rows.text(0));
  return ids;
}

void mark(Session& session, const OptOutOf& opt_out, std::int64_t client) {
  session.database.change(
      "UPDATE clients SET reactivation_opt_out = 1, opt_out_reason = ?2, opt_out_date = ?3"
      " WHERE id = ?1",
      client, opt_out.reason, opt_out.at);
  append(session, {.company_id = opt_out.company_id,
                   .client_id = client,
                   .attempt_id = {},
                   .kind = "opted_out",
                   .from_state = {},
                   .to_state = {},
                   .at = opt_out.at,
                   .why = opt_out.reason});
  for (const std::string& id : waiting_attempts_of(session, opt_out.company_id, client)) {
    const auto attempt = attempt_id_of(id);
    if (attempt) {
      write_cancelled(session, *attempt, opt_out.at.value_or(no_instant), "opted_out");
    }
  }
}

}  // namespace

bool is_suppressed(Session& session, CompanyId company, std::string_view kind,
                   std::string_view value) {
  if (value.empty()) return false;
  Rows row = session.database.query(
      "SELECT 1 FROM reactivation_suppressions WHERE company_id = ?1 AND kind = ?2 AND value = ?3",
      company.value, kind, value);
  return row.next();
}

bool opt_out_person(Session& session, const OptOutOf& opt_out) {
  std::string phone;
  std::string external;
  {
    Rows row = session.database.query(
        "SELECT phone, reactivation_external_id FROM clients WHERE company_id = ?1 AND id = ?2",
        opt_out.company_id.value, opt_out.client_id);
    if (!row.next()) {
      fail(errc::not_found, "the company has no client " + std::to_string(opt_out.client_id));
    }
    phone = std::string{row.text(0)};
    external = std::string{row.text(1)};
  }
  suppress(session, opt_out.company_id, "phone", phone);
  suppress(session, opt_out.company_id, "external_id", external);
  std::vector<std::int64_t> clients;
  {
    // Without a number the client stands alone.
    Rows rows = session.database.query(
        "SELECT id FROM clients WHERE id = ?2 AND company_id = ?1"
        " AND ifnull(reactivation_opt_out, 0) = 0"
        " UNION SELECT id FROM clients INDEXED BY reactivation_clients_by_phone"
        " WHERE company_id = ?1 AND phone = ?3 AND phone <> ''"
        " AND ifnull(reactivation_opt_out, 0) = 0 ORDER BY id",
        opt_out.company_id.value, opt_out.client_id, phone);
    while (rows.next()) clients.push_back(rows.integer(0));
  }
  bool is_new = false;
  for (const std::int64_t client : clients) {
    mark(session, opt_out, client);
    is_new |= client == opt_out.client_id;
  }
  return is_new;
}

}  // namespace reactivation::sqlite
