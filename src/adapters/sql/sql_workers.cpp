// Which of several workers does what.
#include "reactivation/adapters/sql_workers.hpp"

#include "store_parts.hpp"
#include "values.hpp"

namespace reactivation {

result<std::vector<CompanyId>> SqlWorkers::list_due_companies(Instant now) {
  auto& parts = *store_.parts_;
  return parts.reading([&] {
    sql::Rows row = parts.session.database.query(
        "SELECT DISTINCT company_id FROM reactivation_attempts"
        " WHERE state IN ('planned', 'drafted', 'held', 'ready', 'deferred') AND state <> 'held'"
        " AND coalesce(not_before, 0) <= ?1 AND not_after > ?1"
        " UNION SELECT DISTINCT company_id FROM reactivation_attempts a"
        " WHERE /*sqlite:*/(a.state = 'dispatching') = 1/*:*/"
        "/*postgres: a.state = 'dispatching'*/",
        now);
    std::vector<CompanyId> companies;
    while (row.next()) companies.push_back(CompanyId{row.integer(0)});
    return companies;
  });
}

result<bool> SqlWorkers::lease_company(CompanyId company, std::string_view owner, Instant now,
                                       Instant until) {
  if (owner.empty() || until <= now) return errc::invalid_argument;
  auto& parts = *store_.parts_;
  return parts.writing_message(sql::Lock::nothing(), [&] {
    const std::int64_t leased = parts.session.database.change(
        "INSERT INTO reactivation_company_leases (company_id, owner, lease_until)"
        " SELECT company_id, ?2, ?4 FROM reactivation_companies WHERE company_id = ?1"
        " ON CONFLICT (company_id) DO UPDATE SET owner = ?2, lease_until = ?4"
        " WHERE reactivation_company_leases.owner = ?2"
        " OR reactivation_company_leases.lease_until <= ?3"
        " OR reactivation_company_leases.lease_until > ?5",
        company.value, owner, now, until, until + (until - now));
    if (leased == 0) sql::check_company(parts.session, company);
    return leased > 0;
  });
}

result<void> SqlWorkers::release_company(CompanyId company, std::string_view owner) {
  auto& parts = *store_.parts_;
  return parts.writing_message(sql::Lock::nothing(), [&] {
    parts.session.database.change(
        "DELETE FROM reactivation_company_leases WHERE company_id = ?1 AND owner = ?2",
        company.value, owner);
  });
}

result<std::vector<WaitingAttempt>> SqlWorkers::load_waiting(CompanyId company, Instant now,
                                                             int rows_max) {
  auto& parts = *store_.parts_;
  return parts.reading([&] {
    sql::check_company(parts.session, company);
    sql::Rows row = parts.session.database.query(
        "SELECT id, coalesce(not_before, 0), rank FROM reactivation_attempts"
        " INDEXED BY reactivation_attempts_waiting WHERE company_id = ?1"
        " AND state IN ('planned', 'drafted', 'held', 'ready', 'deferred') AND state <> 'held'"
        " AND not_after > ?2 ORDER BY not_before NULLS FIRST, rank, id LIMIT ?3",
        company.value, now, rows_max);
    std::vector<WaitingAttempt> waiting;
    while (row.next()) {
      const auto id = sql::attempt_id_of(row.text(0));
      if (!id) continue;
      waiting.push_back(
          {company, *id, Instant{Seconds{row.integer(1)}}, static_cast<int>(row.integer(2))});
    }
    return waiting;
  });
}

}  // namespace reactivation
