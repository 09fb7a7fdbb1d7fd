// Which storages this build has, and how each is opened.
#include "storage.hpp"

#include <utility>

#include "guard.hpp"
#include "reactivation/adapters/sqlite.hpp"
#ifdef REACTIVATION_WITH_POSTGRES
#include "reactivation/adapters/postgres.hpp"
#endif

namespace reactivation::capi {
namespace {

/// The store, or the sentence of whoever could not open it.
template <class Store>
std::unique_ptr<Store> opened_or_thrown(result<std::unique_ptr<Store>> opened,
                                        const std::string& detail, const std::string& place) {
  if (opened) return std::move(opened).value();
  throw Failure{status_of(opened.error()),
                detail.empty() ? place + ": " + opened.error().message() : detail};
}

}  // namespace

std::vector<std::string_view> storages_of_this_build() {
  std::vector<std::string_view> names{"sqlite", "memory"};
#ifdef REACTIVATION_WITH_POSTGRES
  names.emplace_back("postgresql");
#endif
  return names;
}

void Storage::open_file(const std::string& path, WhenMissing missing, const TimeZoneSource& zones) {
  const OpenMode mode =
      missing == WhenMissing::make ? OpenMode::create_or_existing : OpenMode::existing;
  std::string detail;
  auto opened = SqliteStore::open(path, mode, zones, &detail);
  sql_ = opened_or_thrown(std::move(opened), detail, path);
}

#ifdef REACTIVATION_WITH_POSTGRES
Storage::Server Storage::open_server(const std::string& url, WhenMissing missing,
                                     const TimeZoneSource& zones) {
  const auto tables = missing == WhenMissing::make ? MissingTables::make : MissingTables::refuse;
  std::string detail;
  auto opened = PostgresStore::open(url, tables, zones, &detail);
  auto store = opened_or_thrown(std::move(opened), detail, "the database");
  auto here = store->installation();
  if (!here) throw Failure{status_of(here.error()), store->detail()};
  Server server{store->place(), std::move(here).value()};
  sql_ = std::move(store);
  return server;
}
#else
Storage::Server Storage::open_server(const std::string&, WhenMissing, const TimeZoneSource&) {
  throw Failure{REACTIVATION_UNSUPPORTED,
                "storage postgresql: this library was built without it; build it with "
                "-DREACTIVATION_POSTGRES=ON, which needs libpq"};
}
#endif

}  // namespace reactivation::capi
