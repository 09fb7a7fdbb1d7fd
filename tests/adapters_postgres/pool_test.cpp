// A pool of stores: never more connections than allowed, and nothing lost with them.
#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <future>
#include <thread>

#include "only_utc.hpp"
#include "postgres_server.hpp"
#include "reactivation/adapters/postgres_pool.hpp"

using namespace reactivation;
using postgres_test::only_utc;
using postgres_test::Server;
using postgres_test::Sql;

namespace {

constexpr std::chrono::milliseconds no_wait{0};
constexpr std::chrono::milliseconds long_wait{60'000};

NewCompany new_company(std::int64_t id) {
  NewCompany made;
  made.company.id = CompanyId{id};
  made.company.name = "Salon";
  made.company.time_zone = TimeZone::utc();
  made.company.currency = "EUR";
  made.now = Instant{Seconds{1'748'858'400}};
  return made;
}

std::unique_ptr<PostgresPool> pool_of(const std::string& url, int stores_max,
                                      std::chrono::milliseconds wait_max) {
  return PostgresPool::make({.url = url,
                             .stores_max = stores_max,
                             .wait_max = wait_max,
                             .missing = MissingTables::make},
                            only_utc)
      .value();
}

std::int64_t connections_to(const std::string& database) {
  return Sql{Server::instance().url()}.number(
      "SELECT count(*) FROM pg_stat_activity WHERE datname = '" + database + "'");
}
/// The server notices a little later that somebody has gone.
void wait_for_connections(const std::string& database, std::int64_t wanted) {
  while (connections_to(database) != wanted) {
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
  }
}

constexpr int workers = 8;
constexpr int companies_of_worker = 12;

/// Whether that company is there, now or already.
bool is_written(PostgresPool& pool, std::int64_t id) {
  const auto lent = pool.lend();
  if (!lent) return false;
  const auto made = lent.value()->create_company(new_company(id));
  // A COMMIT that the crash left without an answer is looked up, and may still be unknown.
  const bool is_there = made || made.error() == make_error_code(errc::invalid_argument);
  return is_there && lent.value()->load_company(CompanyId{id});
}

}  // namespace

TEST_CASE("eight threads over three connections do all their work, also when the server crashes") {
  Server& server = Server::instance();
  const auto pool = pool_of(server.make_database("pool"), 3, long_wait);
  std::atomic<int> done{0};
  std::atomic<bool> has_crashed{false};
  std::vector<std::thread> threads;
  for (int worker = 0; worker < workers; ++worker) {
    threads.emplace_back([&pool, &done, &has_crashed, worker] {
      for (int i = 0; i < companies_of_worker; ++i) {
        // However slow the machine is: there is work under way at the crash, and some after it.
        while (i == companies_of_worker - 1 && !has_crashed) {
          if (const auto lent = pool->lend()) (void)lent.value()->list_companies();
        }
        while (!is_written(*pool, 1 + worker * companies_of_worker + i)) {
          std::this_thread::sleep_for(std::chrono::milliseconds{5});
        }
        ++done;
      }
    });
  }
  constexpr int all = workers * companies_of_worker;
  std::int64_t most = 0;
  const auto watch_until = [&](int wanted) {
    while (done < wanted) most = std::max(most, connections_to("pool"));
  };
  watch_until(all / 2);
  server.kill();
  server.start();
  has_crashed = true;
  watch_until(all);
  for (std::thread& thread : threads) thread.join();
  CHECK(most <= 3);
  CHECK(most > 1);
  CHECK(pool->lend().value()->list_companies().value().size() == std::size_t{all});
}

TEST_CASE("who comes when all are lent waits for one that is given back, and not for ever") {
  const std::string url = Server::instance().make_database("pool_wait");
  const auto pool = pool_of(url, 2, no_wait);
  auto first = pool->lend();
  auto second = pool->lend();
  REQUIRE((first && second));
  CHECK(&*first.value() != &*second.value());
  std::string detail;
  const auto third = pool->lend(&detail);
  REQUIRE_FALSE(third);
  CHECK(third.error() == make_error_code(errc::storage_busy));
  CHECK(detail.find("all 2 connections") != std::string::npos);
  const PostgresStore* const given_back = &*first.value();
  { const auto ends = std::move(first).value(); }
  CHECK(&*pool->lend().value() == given_back);

  const auto patient = pool_of(url, 1, std::chrono::milliseconds::max());
  auto held = std::make_unique<PostgresPool::Lent>(patient->lend().value());
  auto waiting = std::async(std::launch::async, [&patient] {
    return patient->lend().value()->list_companies().has_value();
  });
  held.reset();
  CHECK(waiting.get());
}

TEST_CASE("a store that cannot be opened takes nobody's place") {
  Server& server = Server::instance();
  const std::string url = server.make_database("pool_away");
  const auto pool = pool_of(url, 1, no_wait);
  server.kill();
  for (int i = 0; i < 3; ++i) {
    std::string detail;
    const auto lent = pool->lend(&detail);
    REQUIRE_FALSE(lent);
    CHECK(lent.error() == make_error_code(errc::storage_failed));
    CHECK(detail.find("/pool_away") != std::string::npos);
    CHECK(detail.find("tests") == std::string::npos);
  }
  server.start();
  CHECK(pool->lend());
}

TEST_CASE("connections that nobody has are closed on demand, and made again when needed") {
  const auto pool = pool_of(Server::instance().make_database("pool_idle"), 3, no_wait);
  CHECK(connections_to("pool_idle") == 0);
  {
    const auto kept = pool->lend();
    { const auto idle = pool->lend(); }
    wait_for_connections("pool_idle", 2);
    pool->close_idle();
    wait_for_connections("pool_idle", 1);
    CHECK(kept.value()->list_companies());
  }
  pool->close_idle();
  wait_for_connections("pool_idle", 0);
  CHECK(pool->lend().value()->list_companies());
}

TEST_CASE("an import that was left open is gone with whoever had the store") {
  const auto pool = pool_of(Server::instance().make_database("pool_import"), 1, no_wait);
  REQUIRE(pool->lend().value()->create_company(new_company(1)));
  {
    const auto lent = pool->lend();
    REQUIRE(lent.value()->begin(CompanyId{1}));
    ImportedService service;
    service.external_id = "s-1";
    service.title = "Haircut";
    REQUIRE(lent.value()->put_service(service));
  }
  const auto lent = pool->lend();
  CHECK(lent.value()->load_outside_codes(CompanyId{1}).value().services.empty());
  CHECK(lent.value()->begin(CompanyId{1}));
}

TEST_CASE("how long the last borrower would wait is not for the next one") {
  const std::string url = Server::instance().make_database("pool_waits");
  const auto pool = pool_of(url, 1, no_wait);
  REQUIRE(pool->lend().value()->create_company(new_company(1)));
  {
    const auto hasty = pool->lend();
    hasty.value()->wait_for_others(std::chrono::milliseconds{1});
    hasty.value()->wait_for_answers(std::chrono::milliseconds{1});
  }
  Sql other(url);
  other.run("BEGIN; SELECT id FROM reactivation_accounts FOR UPDATE");
  std::thread ends([&other] {
    std::this_thread::sleep_for(std::chrono::milliseconds{300});
    other.run("COMMIT");
  });
  CHECK(pool->lend().value()->begin(CompanyId{1}));
  ends.join();
}

TEST_CASE("what is lent may outlive the pool") {
  auto pool = pool_of(Server::instance().make_database("pool_gone"), 1, no_wait);
  {
    auto lent = pool->lend();
    pool.reset();
    CHECK(lent.value()->list_companies());
  }
  wait_for_connections("pool_gone", 0);
}

TEST_CASE("a pool of no stores is refused") {
  const auto pool =
      PostgresPool::make({.url = "postgresql://127.0.0.1/salon", .stores_max = 0}, only_utc);
  REQUIRE_FALSE(pool);
  CHECK(pool.error() == make_error_code(errc::invalid_argument));
}
