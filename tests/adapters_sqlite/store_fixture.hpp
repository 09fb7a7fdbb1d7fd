// A store in a folder of its own, with zones that need no tzdata.
#pragma once

#include <sqlite3.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "reactivation/adapters/sqlite.hpp"

namespace store_test {

using namespace reactivation;

/// UTC, a fixed offset, and a zone with a clock change in March 2025.
class TestZones final : public TimeZoneSource {
public:
  result<TimeZone> find(std::string_view name) const override {
    if (name == "UTC") return TimeZone::utc();
    if (name == "Test/Plus3") return TimeZone{"Test/Plus3", {{min_instant, Seconds{3 * 3600}}}};
    if (name == "Test/Spring") {
      const Instant change{date::sys_days{date::year{2025} / 3 / 30} + std::chrono::hours{1}};
      return TimeZone{"Test/Spring", {{min_instant, Seconds{3600}}, {change, Seconds{7200}}}};
    }
    return errc::time_zone_unknown;
  }
};

inline const TestZones zones;

class Folder {
public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "reactivation-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = name;
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] std::string file(const char* name = "salon.db") const {
    return (path_ / name).string();
  }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
  std::filesystem::path path_;
};

inline std::unique_ptr<SqliteStore> opened(const std::string& path,
                                           OpenMode mode = OpenMode::create_or_existing) {
  std::string detail;
  auto store = SqliteStore::open(path, mode, zones, &detail);
  INFO(detail);
  REQUIRE(store);
  return std::move(store).value();
}

inline Instant at(const char* text) {
  const auto parsed = parse_time(text);
  if (!parsed) throw std::invalid_argument(text);
  return parsed->instant_in(TimeZone::utc());
}

inline constexpr CompanyId salon{1};
/// Migrations that a file has in the end.
inline constexpr int newest_schema = 12;

inline NewCompany new_company(CompanyId id = salon, const char* zone = "UTC") {
  NewCompany made;
  made.company.id = id;
  made.company.name = "Salon";
  made.company.business_type = BusinessType::beauty;
  made.company.time_zone = zones.find(zone).value();
  made.company.currency = "EUR";
  made.now = at("2025-06-02T09:00:00Z");
  made.settings.sending_days = WeekdaySet::every_day();
  made.settings.sending_hours = {0, 24};
  return made;
}

/// SQL past the store, as another program does it.
class Sql {
public:
  explicit Sql(const std::string& path) {
    if (sqlite3_open(path.c_str(), &handle_) != SQLITE_OK) throw std::runtime_error("open");
    sqlite3_busy_timeout(handle_, 5000);
  }
  ~Sql() { sqlite3_close(handle_); }
  Sql(const Sql&) = delete;
  Sql& operator=(const Sql&) = delete;

  void run(const std::string& sql) const {
    char* message = nullptr;
    if (sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, &message) == SQLITE_OK) return;
    const std::string text = message == nullptr ? "?" : message;
    sqlite3_free(message);
    throw std::runtime_error(text + " in " + sql);
  }
  /// All rows as texts, columns joined by `|`.
  [[nodiscard]] std::vector<std::string> rows(const std::string& sql) const {
    sqlite3_stmt* stmt = nullptr;
    if (sqlite3_prepare_v2(handle_, sql.c_str(), -1, &stmt, nullptr) != SQLITE_OK) {
      throw std::runtime_error(std::string{sqlite3_errmsg(handle_)} + " in " + sql);
    }
    std::vector<std::string> out;
    while (sqlite3_step(stmt) == SQLITE_ROW) {
      std::string row;
      for (int i = 0; i < sqlite3_column_count(stmt); ++i) {
        const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(stmt, i));
        row += (i > 0 ? "|" : "") + std::string{text == nullptr ? "NULL" : text};
      }
      out.push_back(row);
    }
    sqlite3_finalize(stmt);
    return out;
  }
  [[nodiscard]] std::string one(const std::string& sql) const {
    const auto all = rows(sql);
    return all.empty() ? "" : all.front();
  }
  [[nodiscard]] std::int64_t number(const std::string& sql) const { return std::stoll(one(sql)); }

private:
  sqlite3* handle_ = nullptr;
};

/// Everything in the file but its bookkeeping, as one text.
inline std::string dump(const std::string& path) {
  const Sql sql{path};
  std::string out;
  for (const std::string& table :
       sql.rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
                " ORDER BY name")) {
    for (const std::string& row : sql.rows("SELECT * FROM " + table))
      out += table + ":" + row + "\n";
  }
  return out;
}

}  // namespace store_test
