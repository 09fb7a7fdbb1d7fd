// A connection with what every part of the store needs beside it. Private to the adapter.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>

#include "database.hpp"
#include "kept.hpp"
#include "reactivation/core/ids.hpp"
#include "reactivation/ports/time_zone.hpp"

namespace reactivation::sql {

/// Zones by name, each looked up once. A name nobody knows is a zone without periods: no sends.
class Zones {
public:
  explicit Zones(const TimeZoneSource& source) : source_(&source) {}
  [[nodiscard]] const TimeZone& named(std::string_view name);

private:
  const TimeZoneSource* source_;
  std::map<std::string, TimeZone, std::less<>> known_;
};

struct Session {
  Session(std::unique_ptr<Database> connection, const TimeZoneSource& source)
      : owned(std::move(connection)), database(*owned), zones(source) {}

  std::unique_ptr<Database> owned;
  Database& database;
  Zones zones;
  Kept kept{};
};

/// The last schema of ours that this library knows, whatever database it is.
inline constexpr int newest_schema = 12;
/// The number of the last migration applied; there is at least one.
[[nodiscard]] int schema_version(Database& database);

/// The zone of the company; unknown when it has none.
[[nodiscard]] const TimeZone& zone_of(Session& session, CompanyId company);

/// `errc::not_found` when there is no such company.
void check_company(Session& session, CompanyId company);

struct Event {
  CompanyId company_id;
  std::int64_t client_id = 0;
  std::string attempt_id;  ///< empty: about no attempt
  std::string_view kind;
  std::string_view from_state;
  std::string_view to_state;
  std::optional<Instant> at;
  std::string_view why;
};
void append(Session& session, const Event& event);

}  // namespace reactivation::sql
