#include "session.hpp"

namespace reactivation::sql {

const TimeZone& Zones::named(std::string_view name) {
  const auto found = known_.find(name);
  if (found != known_.end()) return found->second;
  auto zone = source_->find(name);
  TimeZone known = zone ? std::move(zone).value() : TimeZone{std::string{name}, {}};
  return known_.emplace(std::string{name}, std::move(known)).first->second;
}

int schema_version(Database& database) {
  Rows row = database.query("SELECT coalesce(max(version), 0) FROM reactivation_schema");
  return row.next() ? static_cast<int>(row.integer(0)) : 0;
}

const TimeZone& zone_of(Session& session, CompanyId company) {
  Rows row = session.database.query(
      "SELECT timezone FROM reactivation_companies WHERE company_id = ?1", company.value);
  const std::string name{row.next() ? row.text(0) : std::string_view{}};
  return session.zones.named(name);
}

void check_company(Session& session, CompanyId company) {
  Rows row = session.database.query("SELECT 1 FROM reactivation_companies WHERE company_id = ?1",
                                    company.value);
  if (row.next()) return;
  fail(errc::not_found, session.database.place() + ": there is no company " +
                            std::to_string(company.value) + "; create it with `init`");
}

void append(Session& session, const Event& event) {
  const auto or_null = [](std::string_view text) {
    return text.empty() ? std::nullopt : std::optional{text};
  };
  session.database.change(
      "INSERT INTO reactivation_events (company_id, client_id, attempt_id, kind, from_state,"
      " to_state, at, why) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
      event.company_id.value, event.client_id > 0 ? std::optional{event.client_id} : std::nullopt,
      or_null(event.attempt_id), event.kind, or_null(event.from_state), or_null(event.to_state),
      event.at, or_null(event.why));
}

}  // namespace reactivation::sql
