// The sending protocol against bare SQL of the same durability, in wall time.
//
//   protocol_bench permits [blocks]      a permit and an outcome, against one-row transactions
//   protocol_bench governed [blocks]     the same on an armed account with a year of sends
//   protocol_bench day [companies] [clients]     plan and store, against the rows it needs
//
// Ours and the bare one run in turns, block by block, so that what else happens on the machine hits
// both; a ratio is the median of the blocks' ratios. One thread, WAL with synchronous=FULL.
#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "reactivation/engine/plan_from.hpp"
#include "salons.hpp"
#include "turns.hpp"

using namespace bench;

namespace {

// --- Permits ------------------------------------------------------------------------------------

/// Transactions of one row with prepared statements: the least that anything durable costs.
class BareTransactions {
public:
  explicit BareTransactions(Place& place)
      : table_(place.bare(),
               "CREATE TABLE rows (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, text TEXT)") {
    table_.run();
    begin_ = std::make_unique<Prepared>(place.bare(), "BEGIN IMMEDIATE");
    insert_ = std::make_unique<Prepared>(
        place.bare(), "INSERT INTO rows (at, text) VALUES (?1, 'one row of a ledger')");
    commit_ = std::make_unique<Prepared>(place.bare(), "COMMIT");
  }
  [[nodiscard]] Timing time(std::size_t count) {
    return time_of([&] {
      for (std::size_t i = 0; i < count; ++i) {
        begin_->run();
        insert_->run(static_cast<std::int64_t>(i));
        commit_->run();
      }
    });
  }

private:
  Prepared table_;
  std::unique_ptr<Prepared> begin_, insert_, commit_;
};

/// One step of the protocol beside bare transactions, block by block.
struct Step {
  std::vector<double> wall_ratios;
  std::vector<Timing> times;
  double bare_wall = 0;
  double step_wall = 0;

  void add(Timing bare, Timing step) {
    wall_ratios.push_back(bare.wall / step.wall);
    times.push_back(step);
    bare_wall += bare.wall;
    step_wall += step.wall;
  }
};

void print(const char* name, const std::vector<Timing>& times, std::size_t block) {
  std::vector<double> wall, processor;
  for (const Timing& time : times) {
    wall.push_back(time.wall / static_cast<double>(block));
    processor.push_back(time.processor / static_cast<double>(block));
  }
  std::printf("%-9s %8.1f us each, %6.1f us of processor", name, median(wall) * 1e6,
              median(processor) * 1e6);
}

void bench_permits(Salon salon, std::size_t blocks) {
  constexpr std::size_t block = 10;
  Place place("permits");
  SqliteStore& store = place.store();
  const auto turns = planned_turns(place, salon, blocks * block);
  BareTransactions bare(place);
  // Until its first checkpoint a log grows, and that costs more; ours has grown while it planned.
  (void)bare.time(1500);
  std::vector<Timing> bares;
  Step drafts, permits, outcomes;
  for (std::size_t first = 0; first < blocks * block; first += block) {
    const auto each = [&](auto step) {
      return time_of([&] {
        for (std::size_t i = first; i < first + block; ++i) step(store, turns[i]);
      });
    };
    drafts.add(bares.empty() ? bare.time(block) : bares.back(), each(save_draft));
    bares.push_back(bare.time(block));
    permits.add(bares.back(), each(give_permit));
    bares.push_back(bare.time(block));
    outcomes.add(bares.back(), each(record));
  }
  const auto print_step = [&](const char* name, const Step& step) {
    print(name, step.times, block);
    // The sums hold the checkpoints, which most blocks of a median have none of.
    std::printf(", ratio %.2f (of the sums %.2f)\n", median(step.wall_ratios),
                step.bare_wall / step.step_wall);
  };
  print("bare", bares, block);
  std::printf(" (medians of %zu blocks of %zu)\n", blocks, block);
  print_step("draft", drafts);
  print_step("permit", permits);
  print_step("outcome", outcomes);
}

// --- The day ------------------------------------------------------------------------------------

/// What a day must read and write at least: the rows of everybody who may be due, and the attempts.
double bare_day(sqlite3* handle, CompanyId company) {
  const std::string id = std::to_string(company.value);
  std::vector<std::string> clients;
  sqlite3_exec(
      handle, ("SELECT client_id FROM reactivation_attempts WHERE company_id = " + id).c_str(),
      [](void* list, int, char** values, char**) {
        static_cast<std::vector<std::string>*>(list)->emplace_back(values[0]);
        return 0;
      },
      &clients, nullptr);
  return seconds_of([&] {
    run(handle,
        "SELECT k.*, h.last_visit_at, h.times FROM reactivation_client_services h"
        " JOIN clients k ON k.id = h.client_id WHERE h.company_id = " +
            id + " AND h.last_visit_at < " +
            std::to_string((now - Days{26}).time_since_epoch().count()));
    for (const std::string& client : clients) {
      run(handle, "SELECT * FROM bookings WHERE company_id = " + id + " AND client_id = " + client);
    }
    run(handle,
        "BEGIN IMMEDIATE; INSERT INTO bare.attempts SELECT * FROM main.reactivation_attempts"
        " WHERE company_id = " +
            id +
            "; INSERT INTO bare.offers SELECT o.* FROM main.reactivation_attempts a JOIN"
            " main.reactivation_attempt_offers o ON o.attempt_id = a.id WHERE a.company_id = " +
            id +
            "; INSERT INTO bare.events SELECT * FROM main.reactivation_events WHERE"
            " company_id = " +
            id + " AND kind = 'attempt'; COMMIT");
  });
}

void bench_day(int companies, int clients) {
  Place place("day");
  SqliteStore& store = place.store();
  const double making = seconds_of([&] {
    for (int number = 1; number <= companies; ++number) {
      add_company(place, CompanyId{number}, clients);
    }
  });
  run(place.second(),
      "CREATE TABLE bare.attempts AS SELECT * FROM main.reactivation_attempts WHERE 0;"
      " CREATE TABLE bare.offers AS SELECT * FROM main.reactivation_attempt_offers WHERE 0;"
      " CREATE TABLE bare.events AS SELECT * FROM main.reactivation_events WHERE 0");
  double ours = 0;
  double bare = 0;
  long peak = 0;
  std::int64_t planned = 0;
  std::vector<double> ratios;
  for (int number = 1; number <= companies; ++number) {
    const CompanyId company{number};
    forget_peak();
    const double mine = seconds_of([&] {
      const Plan plan = must(plan_from(store, company, now, PlanScope::due_only), store);
      planned += must(store.store_plan(plan), store);
    });
    peak = std::max(peak, peak_kib());
    const double theirs = bare_day(place.second(), company);
    ours += mine;
    bare += theirs;
    ratios.push_back(mine / theirs);
  }
  std::printf("made      %d companies of %d clients: %.1f s\n", companies, clients, making);
  // A cache of 64 MiB for each connection is SQLite's; it fills in the first hundred companies.
  std::printf("day       %.2f s, %lld attempts, peak memory %ld KiB, %lld KiB of it SQLite's\n",
              ours, static_cast<long long>(planned), peak,
              static_cast<long long>(sqlite3_memory_used() / 1024));
  std::printf("bare day  %.2f s, ratio %.2f (median of companies %.2f)\n", bare, ours / bare,
              median(ratios));
}

}  // namespace

int main(int argc, char** argv) {
  const std::string part = argc > 1 ? argv[1] : "";
  const auto number = [&](int index, int otherwise) {
    return argc > index ? std::max(1, std::atoi(argv[index])) : otherwise;
  };
  if (part == "permits") {
    bench_permits(Salon::young, static_cast<std::size_t>(number(2, 200)));
  } else if (part == "governed") {
    bench_permits(Salon::old_and_armed, static_cast<std::size_t>(number(2, 40)));
  } else if (part == "day") {
    bench_day(number(2, 100), number(3, 1000));
  } else {
    give_up(
        "usage: protocol_bench permits [blocks] | governed [blocks] | day [companies] [clients]");
  }
  return 0;
}
