// The same planner over columns: grouped, shuffled, sparse, and from a summed history.
#include <catch2/catch.hpp>
#include <random>

#include "core/world.hpp"

using namespace world;

namespace {
/// Columns of a salon with `count` clients and awkward ids, each with a few visits.
struct Bulk {
  Snapshot base = salon();
  ClientTable clients;
  VisitTable visits;

  explicit Bulk(int count, std::int64_t id_step = 1) {
    add_service(base, 2, 14);
    std::mt19937 random(7);
    for (int i = 1; i <= count; ++i) {
      Client c = client(i);
      c.id = ClientId{i * id_step};
      clients.add(c);
      for (auto k = random() % 5; k > 0; --k) {
        Visit v = visit(1, {static_cast<int>(random() % 3)}, "2026-03-20T12:00:00Z",
                        static_cast<VisitStatus>(random() % 4));
        v.client_id = c.id;
        v.starts_at -= Seconds{static_cast<std::int64_t>(random() % 20000000)};
        visits.add(v);
      }
    }
  }
  [[nodiscard]] PlanInput input(const ClientColumns& c, const VisitColumns& v) const {
    return {.company = base.company,
            .settings = base.settings,
            .account = &*base.account,
            .services = base.services,
            .staff = {},
            .rules = base.rules,
            .clients = c,
            .visits = v,
            .history = {},
            .attempts = {},
            .slots = {},
            .client_zones = {},
            .weights = {},
            .now = noon};
  }
  void shuffle_visits() {
    std::mt19937 random(11);
    for (std::size_t i = visits.client_id.size(); i > 1; --i) {
      const std::size_t j = random() % i;
      std::swap(visits.client_id[i - 1], visits.client_id[j]);
      std::swap(visits.service_id[i - 1], visits.service_id[j]);
      std::swap(visits.starts_at[i - 1], visits.starts_at[j]);
      std::swap(visits.status[i - 1], visits.status[j]);
    }
  }
};

void check_equal(const Selection& a, const Selection& b) {
  CHECK(a.counts == b.counts);
  REQUIRE(a.rows.size() == b.rows.size());
  for (std::size_t i = 0; i < a.rows.size(); ++i) {
    CHECK(a.rows[i].reason == b.rows[i].reason);
    CHECK(a.rows[i].until == b.rows[i].until);
    CHECK(a.rows[i].eligible_at == b.rows[i].eligible_at);
    CHECK(a.rows[i].service == b.rows[i].service);
    CHECK(a.rows[i].rank == b.rows[i].rank);
  }
}
}  // namespace

TEST_CASE("visits in any order give the rows that grouped visits give") {
  for (const std::int64_t step : {std::int64_t{1}, std::int64_t{1000003}}) {
    Bulk bulk(500, step);
    const Selection grouped =
        select_clients(bulk.input(bulk.clients.columns(), bulk.visits.columns()));
    CHECK(grouped.counts.planned > 10);
    bulk.shuffle_visits();
    check_equal(grouped, select_clients(bulk.input(bulk.clients.columns(), bulk.visits.columns())));
  }
}

TEST_CASE("visits of unknown clients and services are left out, grouped or not") {
  Bulk bulk(50);
  const Selection before =
      select_clients(bulk.input(bulk.clients.columns(), bulk.visits.columns()));
  for (const std::int64_t stranger : {std::int64_t{-4}, std::int64_t{0}, std::int64_t{77777}}) {
    bulk.visits.add(visit(static_cast<int>(stranger), {1}, "2026-01-01T12:00:00Z"));
  }
  check_equal(before, select_clients(bulk.input(bulk.clients.columns(), bulk.visits.columns())));
  bulk.shuffle_visits();
  check_equal(before, select_clients(bulk.input(bulk.clients.columns(), bulk.visits.columns())));
}

TEST_CASE("columns that are absent have their defaults") {
  const std::vector<std::int64_t> ids{3, 1, 2};
  const std::vector<std::int64_t> services{1, 1, 1};
  const std::vector<Instant> old(3, at("2026-01-01T12:00:00Z"));
  Bulk bulk(0);
  ClientColumns clients;
  clients.id = ids;
  VisitColumns visits;
  visits.client_id = ids;
  visits.service_id = services;
  visits.starts_at = old;
  const Selection without_phones = select_clients(bulk.input(clients, visits));
  CHECK(without_phones.rows[0].reason == SkipReason::phone_missing);
  const std::vector<std::uint64_t> phones{79000000001ULL, 9990000002ULL, 79000000003ULL};
  clients.phone = phones;
  Selection selection = select_clients(bulk.input(clients, visits));
  CHECK(selection.counts.planned == 3);
  CHECK(selection.turns[0].attempt.client_id == ClientId{1});
  CHECK(selection.turns[0].attempt.priority_score == Approx(0.4 + 0.4 + 0.68));
  make_offers(bulk.input(clients, visits), visits, selection);
  CHECK(selection.turns[0].attempt.preferences.day_part == DayPart::afternoon);
  const Plan plan = plan_of(bulk.input(clients, visits), std::move(selection));
  CHECK(plan.planned.size() == 3);
}

TEST_CASE("totals that the columns leave open come from the visits") {
  const std::vector<std::int64_t> ids{1, 2};
  const std::vector<std::uint64_t> phones{79000000001ULL, 79000000002ULL};
  const std::vector<std::int64_t> counts{absent_amount, 7};
  const std::vector<std::int64_t> spent{absent_amount, 200000};
  ClientColumns clients;
  clients.id = ids;
  clients.phone = phones;
  clients.visit_count = counts;
  clients.total_spent_minor = spent;
  Bulk bulk(0);
  bulk.visits = {};
  Visit paid = visit(1, {1, 2}, "2026-01-29T12:00:00Z");
  paid.cost_minor = 500000;
  bulk.visits.add(paid);
  paid.starts_at = at("2025-12-01T12:00:00Z");
  bulk.visits.add(paid);
  paid.status = VisitStatus::no_show;
  bulk.visits.add(paid);
  paid = visit(1, {1}, "2026-04-01T12:00:00Z", VisitStatus::cancelled);
  bulk.visits.add(paid);
  bulk.visits.add(visit(2, {1}, "2026-01-29T12:00:00Z"));
  bulk.visits.add(visit(99, {1}, "2026-01-29T12:00:00Z"));
  const auto score_of = [&](const VisitColumns& visits, int client_id) {
    for (const Turn& turn : select_clients(bulk.input(clients, visits)).turns) {
      if (turn.attempt.client_id == ClientId{client_id}) return turn.attempt.priority_score;
    }
    return -1.0;
  };
  CHECK(score_of(bulk.visits.columns(), 1) == Approx(0.4 + 0.3 * 10 + 0.2 * 4 + 0.4));
  CHECK(score_of(bulk.visits.columns(), 2) == Approx(0.4 + 0.3 * 2 + 0.2 * 14 + 0.4));
  VisitColumns without_costs = bulk.visits.columns();
  without_costs.cost_minor = {};
  CHECK(score_of(without_costs, 1) == Approx(0.4 + 0.2 * 4 + 0.4));
  clients.total_spent_minor = {};
  VisitColumns all_completed = bulk.visits.columns();
  all_completed.status = {};
  CHECK(score_of(all_completed, 2) == Approx(0.4 + 0.2 * 14 + 0.4));
}

TEST_CASE("a visit in the future adds nothing to the totals") {
  const std::vector<std::int64_t> ids{1};
  const std::vector<std::uint64_t> phones{79000000001ULL};
  ClientColumns clients;
  clients.id = ids;
  clients.phone = phones;
  Bulk bulk(0);
  bulk.base.settings.enabled = true;
  bulk.visits = {};
  Visit v = visit(1, {1}, "2026-01-29T12:00:00Z");
  v.cost_minor = 100000;
  bulk.visits.add(v);
  const Selection one = select_clients(bulk.input(clients, bulk.visits.columns()));
  CHECK(one.turns.at(0).attempt.priority_score == Approx(0.4 + 0.3 + 0.4 + 0.4));
  v.client_id = ClientId{2};
  v.starts_at = at("2026-05-01T12:00:00Z");
  bulk.visits.add(v);
  check_equal(one, select_clients(bulk.input(clients, bulk.visits.columns())));
  // A future visit of somebody else, known this time, passes through the sums.
  const std::vector<std::int64_t> two_ids{1, 2};
  const std::vector<std::uint64_t> two_phones{79000000001ULL, 79000000002ULL};
  clients.id = two_ids;
  clients.phone = two_phones;
  const Selection two = select_clients(bulk.input(clients, bulk.visits.columns()));
  CHECK(two.turns.at(0).attempt.priority_score == Approx(0.4 + 0.3 + 0.4 + 0.4));
  CHECK(two.rows[1].reason == SkipReason::no_visit);
}

TEST_CASE("a summed history gives the rows that its visits give") {
  Bulk bulk(0);
  for (int id : {1, 2, 3}) bulk.clients.add(client(id));
  const std::vector<Visit> visits{
      visit(1, {1}, "2026-01-29T12:00:00Z"), visit(1, {2}, "2026-01-29T12:00:00Z"),
      visit(1, {2}, "2025-12-29T12:00:00Z"), visit(2, {1}, "2026-03-09T12:00:00Z")};
  for (const Visit& v : visits) bulk.visits.add(v);
  const Visit booking = visit(3, {1}, "2026-04-01T12:00:00Z", VisitStatus::booked);
  bulk.visits.add(booking);
  const Selection full = select_clients(bulk.input(bulk.clients.columns(), bulk.visits.columns()));

  HistoryTable history;
  history.add(ClientId{2}, ServiceId{1}, visits[3].starts_at, 1);
  history.add(ClientId{1}, ServiceId{2}, visits[1].starts_at, 2);
  history.add(ClientId{1}, ServiceId{1}, visits[0].starts_at, 1);
  history.add(ClientId{44}, ServiceId{1}, visits[0].starts_at, 1);
  VisitTable open;
  open.add(booking);
  PlanInput input = bulk.input(bulk.clients.columns(), open.columns());
  input.history = history.columns();
  const Selection summed = select_clients(input);
  check_equal(full, summed);
  CHECK(summed.rows[0].service == 1);  // service 2, taken twice
  CHECK(summed.turns.at(0).attempt.service_id == ServiceId{2});
  VisitTable of_planned;
  for (const Visit& v : visits) of_planned.add(v);
  Selection offered = summed;
  make_offers(input, of_planned.columns(), offered);
  CHECK(offered.turns[0].attempt.preferences.confidence == Approx(0.3));
}

TEST_CASE("a client who stands twice is refused with both rows, near ids or far") {
  for (const std::int64_t step : {std::int64_t{1}, std::int64_t{1000003}}) {
    Bulk bulk(20, step);
    bulk.clients.id[11] = bulk.clients.id[4];
    bulk.clients.id[15] = bulk.clients.id[4];
    const PlanInput input = bulk.input(bulk.clients.columns(), bulk.visits.columns());
    Selection refused = select_clients(input);
    CHECK(refused.fault == ColumnFault{4, ColumnFault::Kind::client_twice, 11});
    CHECK(refused.rows.empty());
    CHECK(refused.turns.empty());
    CHECK(refused.counts == PlanCounts{});
    make_offers(input, input.visits, refused);
    const Plan plan = plan_of(input, std::move(refused));
    CHECK(plan.fault == ColumnFault{4, ColumnFault::Kind::client_twice, 11});
    CHECK(plan.planned.empty());
    CHECK(plan.skipped.empty());
  }
}

TEST_CASE("a snapshot that has a client twice has an empty plan that says so") {
  Snapshot s = salon();
  for (const int id : {1, 2, 1}) {
    s.clients.push_back(client(id));
    s.visits.push_back(visit(id, {1}, "2026-01-29T12:00:00Z"));
  }
  s.clients[2].reactivation_opt_out = true;
  const Plan plan = plan_day(s, noon);
  CHECK(plan.fault == ColumnFault{0, ColumnFault::Kind::client_twice, 2});
  CHECK(plan.planned.empty());
}

TEST_CASE("a summed history that is not grouped by client is refused with both rows") {
  Bulk bulk(0);
  for (const int id : {1, 2, 3}) bulk.clients.add(client(id));
  const Instant last = at("2026-01-29T12:00:00Z");
  HistoryTable history;
  // Rows of strangers are left out, wherever they stand.
  for (const int id : {44, 3, 2, 2, 44}) history.add(ClientId{id}, ServiceId{1}, last, 1);
  PlanInput input = bulk.input(bulk.clients.columns(), bulk.visits.columns());
  input.history = history.columns();
  CHECK_FALSE(select_clients(input).fault);
  CHECK(manual_attempt(input, 1));
  for (const int id : {3, 2}) history.add(ClientId{id}, ServiceId{2}, last, 1);
  input.history = history.columns();
  CHECK(select_clients(input).fault == ColumnFault{1, ColumnFault::Kind::history_apart, 5});
  CHECK_FALSE(manual_attempt(input, 1));
  bulk.clients.id[1] = 1;
  input.clients = bulk.clients.columns();
  CHECK(select_clients(input).fault == ColumnFault{0, ColumnFault::Kind::client_twice, 1});
}

TEST_CASE("an input without clients is a plan without rows") {
  const Plan plan = plan_day(salon(), noon);
  CHECK(plan.counts == PlanCounts{});
  CHECK(plan.planned.empty());
  CHECK(plan.skipped.empty());
}

TEST_CASE("the order of rows carries no meaning") {
  Snapshot s = salon();
  add_service(s, 2, 14);
  for (int id = 1; id <= 6; ++id) {
    s.clients.push_back(client(id));
    s.visits.push_back(visit(id, {1 + id % 2}, "2026-01-29T12:00:00Z"));
    s.visits.push_back(visit(id, {1, 2}, "2025-12-29T12:00:00Z"));
  }
  const Plan before = plan_day(s, noon);
  std::reverse(s.clients.begin(), s.clients.end());
  std::reverse(s.visits.begin(), s.visits.end());
  std::reverse(s.services.begin(), s.services.end());
  std::reverse(s.rules.begin(), s.rules.end());
  const Plan after = plan_day(s, noon);
  REQUIRE(before.planned.size() == after.planned.size());
  for (std::size_t i = 0; i < before.planned.size(); ++i) {
    CHECK(before.planned[i].attempt_id == after.planned[i].attempt_id);
    CHECK(before.planned[i].not_before == after.planned[i].not_before);
  }
}
