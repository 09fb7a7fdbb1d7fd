// What a plan says does not depend on the order in which columns hold their rows.
#include <catch2/catch.hpp>
#include <numeric>
#include <random>

#include "core/world.hpp"

using namespace world;

namespace {
struct Books {
  Snapshot base = salon();
  std::vector<std::int64_t> ids;
  std::vector<std::uint64_t> phones;
  std::vector<Visit> visits;
  HistoryTable history;

  void add_client(std::int64_t id) {
    ids.push_back(id);
    phones.push_back(79000000000ULL + ids.size());
  }
  [[nodiscard]] Selection select(Instant now = noon) const {
    VisitTable table;
    for (const Visit& v : visits) table.add(v);
    ClientColumns clients;
    clients.id = ids;
    clients.phone = phones;
    return select_clients({.company = base.company,
                           .settings = base.settings,
                           .account = &*base.account,
                           .services = base.services,
                           .staff = {},
                           .rules = base.rules,
                           .clients = clients,
                           .visits = table.columns(),
                           .history = history.columns(),
                           .attempts = {},
                           .slots = {},
                           .client_zones = {},
                           .weights = {},
                           .now = now});
  }
  /// Grouped and in many orders; the first answer, to which the others are equal.
  Selection select_in_any_order(Instant now = noon) {
    const Selection first = select(now);
    std::mt19937 random(4);
    for (int round = 0; round < 10; ++round) {
      std::shuffle(visits.begin(), visits.end(), random);
      const Selection other = select(now);
      CHECK(other.counts == first.counts);
      for (std::size_t i = 0; i < ids.size(); ++i) {
        CHECK(other.rows[i].reason == first.rows[i].reason);
        CHECK(other.rows[i].until == first.rows[i].until);
        CHECK(other.rows[i].service == first.rows[i].service);
        CHECK(other.rows[i].rank == first.rows[i].rank);
      }
    }
    return first;
  }
};
}  // namespace

TEST_CASE("ties between services are decided alike in any order of visits") {
  Books books;
  add_service(books.base, 2, 14, 3000);
  for (int id = 1; id <= 3; ++id) {
    books.add_client(id);
    books.visits.push_back(visit(id, {1, 2}, "2026-01-20T12:00:00Z"));
    books.visits.push_back(visit(id, {2}, "2025-12-20T12:00:00Z"));
    books.visits.push_back(visit(id, {1}, "2025-12-21T12:00:00Z", VisitStatus::no_show));
  }
  // A visit that is said to be over but lies ahead does not count as one.
  for (int day = 1; day <= 2; ++day) {
    books.visits.push_back(visit(3, {1}, "2026-03-20T12:00:00Z"));
    books.visits.back().starts_at += Days{day};
  }
  const Selection selection = books.select_in_any_order();
  CHECK(selection.rows[0].service == 1);
  CHECK(selection.rows[0].reason == SkipReason::none);
  CHECK(selection.rows[2].service == 1);
  CHECK(selection.rows[2].reason == SkipReason::upcoming_booking);
  // Two more haircuts that a store has summed up turn the tie.
  books.history.add(ClientId{2}, ServiceId{1}, at("2025-06-01T12:00:00Z"), 2);
  books.history.add(ClientId{2}, ServiceId{9}, at("2025-06-01T12:00:00Z"), 50);
  books.history.add(ClientId{99}, ServiceId{1}, at("2025-06-01T12:00:00Z"), 50);
  const Selection with_history = books.select_in_any_order();
  CHECK(with_history.rows[0].service == 1);
  CHECK(with_history.rows[1].service == 0);
}

TEST_CASE("after hours everybody waits for the same opening, in any order of visits") {
  Books books;
  for (int id = 1; id <= 4; ++id) {
    books.add_client(id);
    books.visits.push_back(visit(id, {1}, "2026-01-20T12:00:00Z"));
    books.visits.push_back(visit(id, {1}, "2025-12-20T12:00:00Z"));
  }
  const Selection selection = books.select_in_any_order(at("2026-03-10T20:00:00Z"));
  for (const ClientRow& row : selection.rows) {
    CHECK(row.reason == SkipReason::outside_sending_hours);
    CHECK(row.until == at("2026-03-11T10:00:00Z"));
  }
}

TEST_CASE("a row whose id is none is a client without visits") {
  for (const std::int64_t step : {std::int64_t{1}, std::int64_t{1} << 45}) {
    Books books;
    for (const std::int64_t id :
         {5 * step, std::int64_t{-1}, std::int64_t{-1}, std::int64_t{0}, 7 * step}) {
      books.add_client(id);
    }
    for (const std::int64_t id :
         {5 * step, 7 * step, 8 * step, std::int64_t{-1}, std::int64_t{0}}) {
      for (const char* day : {"2026-01-20T12:00:00Z", "2025-12-20T12:00:00Z"}) {
        books.visits.push_back(visit(1, {1}, day));
        books.visits.back().client_id = ClientId{id};
      }
    }
    const Selection selection = books.select_in_any_order();
    CHECK(selection.counts.clients == 5);
    CHECK(selection.rows[0].reason == SkipReason::none);
    CHECK(selection.rows[4].reason == SkipReason::none);
    for (const std::size_t row : {1U, 2U, 3U}) {
      CHECK(selection.rows[row].reason == SkipReason::no_visit);
    }
  }
}

TEST_CASE("flags count for clients of whom no phone is given") {
  const Snapshot base = salon();
  const std::vector<std::int64_t> ids{1, 2, 3};
  const std::vector<std::uint8_t> opt_out{1, 0, 1};
  ClientColumns clients;
  clients.id = ids;
  clients.opt_out = opt_out;
  const Selection selection = select_clients({.company = base.company,
                                              .settings = base.settings,
                                              .account = &*base.account,
                                              .services = base.services,
                                              .staff = {},
                                              .rules = base.rules,
                                              .clients = clients,
                                              .visits = {},
                                              .history = {},
                                              .attempts = {},
                                              .slots = {},
                                              .client_zones = {},
                                              .weights = {},
                                              .now = noon});
  CHECK(selection.rows[0].reason == SkipReason::opted_out);
  CHECK(selection.rows[1].reason == SkipReason::phone_missing);
  CHECK(selection.rows[2].reason == SkipReason::opted_out);
}
