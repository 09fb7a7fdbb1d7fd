// A page of the file that turned to rubbish, each page in turn: a clear error or a day that ends as
// it should, and never a message to somebody who opted out or a second one.
#include <algorithm>
#include <fstream>

#include "salon.hpp"

using namespace fault_test;
using store_test::Folder;
using store_test::Sql;

namespace {

constexpr std::int64_t page_bytes = 4096;

void damage(const std::string& path, std::int64_t page) {
  std::fstream file{path, std::ios::in | std::ios::out | std::ios::binary};
  file.seekp(page * page_bytes);
  for (std::int64_t i = 0; i < page_bytes; ++i) {
    file.put(static_cast<char>((i * 131 + page * 17) % 251));
  }
}

/// Everything a day does; the first error of it.
std::error_code whole_day(SqliteStore& store, Wire& wire) {
  VirtualClock clock{noon + Seconds{400}};
  Engine engine{{store, store, store, store, store, wire, clock, &store},
                {"engine", std::string{here}, Seconds{300}, Sharing::shared}};
  std::error_code first;
  const auto note = [&](const auto& outcome) {
    if (!outcome && !first) first = outcome.error();
  };
  note(engine.sweep());
  note(engine.run_day(rose));
  note(engine.dispatch(rose, DispatchUntil::window));
  note(engine.dispatch(lily, DispatchUntil::window));
  note(store.load_stats(lily, {noon - Days{1}, noon + Days{1}}));
  return first;
}

}  // namespace

TEST_CASE("Any damaged page is a clear error or does not matter, and nobody is written to twice") {
  const Folder folder;
  const std::string start = folder.file("start.db");
  const std::string path = folder.file("day.db");
  build_salons(start);
  Wire before;
  ClientId anna;
  {
    Desk desk{start, before, noon};
    REQUIRE(desk.engine.run_day(lily));
    anna = desk.store->find_client(lily, "c-1").value();
    REQUIRE(desk.engine.opt_out({lily, anna}, "by hand"));
    REQUIRE(desk.engine.dispatch(lily, DispatchUntil::window));
  }
  REQUIRE(before.receivers().size() == 2);
  const auto pages = static_cast<std::int64_t>(std::filesystem::file_size(start)) / page_bytes;
  CHECK(pages > 40);
  int errors = 0;
  for (std::int64_t page = 0; page < pages; ++page) {
    INFO("page " << page << " of " << pages);
    for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(path + end);
    std::filesystem::copy_file(start, path);
    damage(path, page);
    Wire wire = before;
    std::string detail;
    auto store = SqliteStore::open(path, OpenMode::existing, store_test::zones, &detail);
    std::error_code code;
    if (store) {
      code = whole_day(*store.value(), wire);
      detail = store.value()->detail();
    } else {
      code = store.error();
    }
    if (code) {
      ++errors;
      INFO(code.message() << ": " << detail);
      CHECK((code == errc::storage_corrupt || code == errc::not_found));
      CHECK(detail.find(path) != std::string::npos);
    }
    const auto attempts = wire.attempts();
    CHECK(std::adjacent_find(attempts.begin(), attempts.end()) == attempts.end());
    CHECK(std::count(wire.receivers().begin(), wire.receivers().end(), anna) == 0);
  }
  CHECK(errors > 10);
}
