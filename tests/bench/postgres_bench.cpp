// The store over PostgreSQL, for postgres_bench.py, which makes the databases and runs the peers.
//
//   postgres_bench store URL COUNT               plans and stores days; prints so many messages of
//   them postgres_bench drafts|permits URL < MESSAGES a step of the protocol for each, held by
//   `bench` postgres_bench plan URL COMPANY all|due RUNS
//
// The last two print the seconds they took; a plan those of its fastest run.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>

#include "reactivation/adapters/postgres.hpp"
#include "reactivation/engine/plan_from.hpp"
#include "turns.hpp"

using namespace bench;

namespace {

const OnlyUtc zones;

std::unique_ptr<PostgresStore> opened(const std::string& url) {
  std::string detail;
  auto store = PostgresStore::open(url, MissingTables::refuse, zones, &detail);
  if (!store) give_up(detail.c_str());
  return std::move(store).value();
}

AttemptId read_id(const std::string& text) {
  AttemptId id;
  std::size_t digit = 0;
  for (const char c : text) {
    if (c == '-') continue;
    const int value = c <= '9' ? c - '0' : c - 'a' + 10;
    std::uint8_t& byte = id.bytes.at(digit++ / 2);
    byte = static_cast<std::uint8_t>(byte << 4 | value);
  }
  return id;
}

/// As `planned_turns` does it over a file.
void store_days(PostgresStore& store, std::size_t count) {
  std::size_t made = 0;
  for (const CompanyName& company : must(store.list_companies(), store)) {
    const Plan plan = must(plan_from(store, company.id, now, PlanScope::due_only), store);
    must(store.store_plan(plan), store);
    for (const PlannedAttempt& attempt : plan.planned) {
      if (made++ == count) return;
      std::cout << company.id.value << ' ' << to_string(attempt.attempt_id) << ' '
                << attempt.client_id.value << ' ' << attempt.not_before.time_since_epoch().count()
                << '\n';
    }
  }
  if (made < count) give_up("too few messages; make more companies");
}

std::vector<SendTurn> read_turns() {
  std::vector<SendTurn> turns;
  SendTurn turn;
  std::string id;
  std::int64_t at = 0;
  while (std::cin >> turn.company.value >> id >> turn.client.value >> at) {
    turn.attempt = read_id(id);
    turn.at = Instant{Seconds{at}};
    turns.push_back(turn);
  }
  return turns;
}

double seconds_for_each(PostgresStore& store, void (*step)(SqlStore&, const SendTurn&)) {
  const std::vector<SendTurn> turns = read_turns();
  return seconds_of([&] {
    for (const SendTurn& turn : turns) step(store, turn);
  });
}

}  // namespace

int main(int argc, char** argv) {
  const std::string part = argc > 2 ? argv[1] : "";
  if (part == "store" && argc == 4) {
    store_days(*opened(argv[2]), static_cast<std::size_t>(std::atoi(argv[3])));
  } else if (part == "drafts" || part == "permits") {
    const auto store = opened(argv[2]);
    std::printf("%.6f\n", seconds_for_each(*store, part == "drafts" ? save_draft : give_permit));
  } else if (part == "plan" && argc == 6) {
    const auto store = opened(argv[2]);
    const CompanyId company{std::atoll(argv[3])};
    const PlanScope scope = std::string{argv[4]} == "due" ? PlanScope::due_only : PlanScope::all;
    double best = 1e9;
    std::int64_t rows = 0;
    for (int i = 0; i < std::atoi(argv[5]); ++i) {
      best = std::min(best, seconds_of([&] {
                        const Plan plan = must(plan_from(*store, company, now, scope), *store);
                        rows = plan.counts.planned + plan.counts.skipped;
                      }));
    }
    std::printf("%.6f %lld\n", best, static_cast<long long>(rows));
  } else {
    give_up(
        "usage: postgres_bench store URL COUNT | drafts|permits URL | plan URL COMPANY all|due"
        " RUNS");
  }
  return 0;
}
