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

struct Turn {
  CompanyId company;
  AttemptId attempt;
  ClientId client;
  Instant at;
  Reach reach = Reach::nobody;
};

constexpr const char* here = "bench";
constexpr const char* text =
    "A text of about the length that a message has, give or take a few words.";

/// As a worker does before it asks for the permit.
void save_draft(SqliteStore& store, const Turn& turn) {
  const Draft draft{text, "salon", {}, turn.at};
  const HeldAttempt held{turn.attempt, "bench", 1};
  if (!must(store.save_draft(held, draft, DraftMark::ready, turn.at), store)) give_up("no draft");
}

/// A reading, the core's decision, and the commit.
void give_permit(SqliteStore& store, const Turn& turn) {
  PermitClaim claim;
  claim.owner = "bench";
  claim.epoch = 1;
  claim.reach = turn.reach;
  const PermitState state = must(store.load_permit_state(turn.attempt, here, turn.at), store);
  const PermitDecision decision = permit_for(state, claim, turn.at);
  if (decision.verdict != PermitVerdict::send) give_up(to_string(decision.reason).data());
  OutgoingMessage message;
  message.attempt_id = turn.attempt;
  message.company_id = turn.company;
  message.client_id = turn.client;
  message.text = text;
  message.template_id = "salon";
  message.sent_at = turn.at;
  if (!must(store.commit_permit(state, here, message), store)) give_up("a conflict, alone");
}

void record(SqliteStore& store, const Turn& turn) {
  SendReceipt receipt{SendOutcome::accepted};
  receipt.provider_id = "id-" + to_string(turn.attempt);
  must(store.record_outcome(turn.attempt, receipt, turn.at), store);
}

enum class Salon : std::uint8_t { young, old_and_armed };

/// The governor looks at a year of sends.
void make_old_and_armed(Place& place, CompanyId company) {
  add_ended_attempts(place, company, 36'500);
  SqliteStore& store = place.store();
  const AccountId account = must(store.find_account(company), store);
  must(store.arm(account, here, now), store);
}

std::vector<Turn> planned_turns(Place& place, Salon salon, std::size_t count) {
  constexpr int clients = 500;
  SqliteStore& store = place.store();
  std::vector<Turn> turns;
  for (int number = 1; turns.size() < count; ++number) {
    const CompanyId company{number};
    add_company(place, company, clients);
    if (salon == Salon::old_and_armed) make_old_and_armed(place, company);
    const Plan plan = must(plan_from(store, company, now, PlanScope::due_only), store);
    must(store.store_plan(plan), store);
    if (plan.planned.empty()) give_up("nothing planned");
    Instant at = plan.planned.front().not_before;
    for (const PlannedAttempt& attempt : plan.planned) {
      at = std::max(at, attempt.not_before);
      turns.push_back({company, attempt.attempt_id, attempt.client_id, at,
                       salon == Salon::young ? Reach::nobody : Reach::people});
      // The plan keeps the gap, the permit a jitter and the hour's limit, too.
      if (salon == Salon::old_and_armed) at += Seconds{200};
    }
  }
  run(place.second(),
      "UPDATE reactivation_attempts SET lease_owner = 'bench', lease_epoch = 1,"
      " lease_until = not_after");
  return turns;
}

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
