// A process killed, the power cut, the disk full or failing, at every call that changes the disk:
// what is found then is the state before or after, what was said to be done is there, and the day
// ends with each message on the wire at most once.
#include <algorithm>
#include <set>
#include <sstream>
#include <utility>

#include "fault_disk.hpp"
#include "salon.hpp"

using namespace fault_test;
using store_test::Folder;
using store_test::Sql;

namespace {

using Dumps = std::vector<std::string>;

/// Schema and rows.
std::string state_of(const std::string& path) {
  const Sql sql{path};
  REQUIRE(sql.one("PRAGMA integrity_check") == "ok");
  REQUIRE(sql.rows("PRAGMA foreign_key_check").empty());
  std::string out;
  for (const std::string& row : sql.rows("SELECT name, sql FROM sqlite_master ORDER BY name")) {
    out += row + "\n";
  }
  for (const std::string& table :
       sql.rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
                " ORDER BY name")) {
    for (const std::string& row : sql.rows("SELECT * FROM " + table)) {
      out += table + ":" + row + "\n";
    }
  }
  return out;
}

/// What a hand-over promises to keep: dialogues are best effort.
std::string without_dialogues(const std::string& state) {
  std::string out;
  std::istringstream lines{state};
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind("reactivation_dialogues:", 0) != 0) out += line + "\n";
  }
  return out;
}

bool is_among(const Dumps& states, const std::string& state) {
  return std::find(states.begin(), states.end(), state) != states.end();
}

/// One scenario, prepared once and run on copies.
class Stage {
public:
  Stage(FaultDisk& disk, const Scenario& scenario) : disk_(disk), scenario_(scenario) {
    disk_.disarm();
    build_salons(folder_.file("start.db"));
    Desk desk{folder_.file("start.db"), wire_, noon};
    scenario_.prepare(desk, notes_);
  }

  void learn();
  void crash(Fault fault, long call, std::uint64_t seed);
  void fail(Fault fault, long call);

  /// Calls that change the disk, from the step to the closed file.
  [[nodiscard]] long calls() const { return calls_; }
  [[nodiscard]] long writes() const { return writes_; }
  [[nodiscard]] std::size_t commits() const { return states_.size() - 1; }

private:
  [[nodiscard]] std::string path() const { return folder_.file("day.db"); }
  void copy() const;
  void check_is_done(const std::string& found) const;
  void check_error(const Desk& desk, std::error_code error) const;
  void go_on(const std::string& state, Wire wire);
  void finish(Wire& wire) const;

  FaultDisk& disk_;
  const Scenario& scenario_;
  Folder folder_;
  Wire wire_;
  Notes notes_;
  Dumps states_;  ///< what may be found: before, after, and between two transactions
  long calls_ = 0;
  long writes_ = 0;
  std::set<std::pair<std::string, std::vector<std::string>>> seen_;
};

void Stage::copy() const {
  for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(path() + end);
  std::filesystem::copy_file(folder_.file("start.db"), path());
}

/// Without faults: the states that are committed, one after the other, and the number of calls.
void Stage::learn() {
  copy();
  states_ = {state_of(path())};
  Wire wire = wire_;
  {
    Desk desk{path(), wire, scenario_.at};
    disk_.arm(Fault::none, 0);
    // At a sync the transaction that it ends is not to be seen yet: this is the one before.
    disk_.on_sync([&] {
      if (std::string now = state_of(path()); now != states_.back()) states_.push_back(now);
    });
    REQUIRE_FALSE(scenario_.step(desk, notes_));
    disk_.on_sync({});
  }
  calls_ = disk_.calls();
  disk_.disarm();
  if (std::string now = state_of(path()); now != states_.back()) states_.push_back(now);
  copy();
  {
    Wire again = wire_;
    Desk desk{path(), again, scenario_.at};
    disk_.arm(Fault::full, calls_ * 10);
    REQUIRE_FALSE(scenario_.step(desk, notes_));
    writes_ = disk_.calls();
    disk_.disarm();
  }
}

void Stage::crash(Fault fault, long call, std::uint64_t seed) {
  copy();
  Wire wire = wire_;
  std::error_code said;
  {
    Desk desk{path(), wire, scenario_.at};
    disk_.arm(fault, call);
    said = scenario_.step(desk, notes_);
  }
  CHECK(disk_.has_struck());
  disk_.disarm();
  if (fault == Fault::power_cut) disk_.lose_power(seed);
  const std::string found = state_of(path());
  CHECK(is_among(states_, found));
  if (!said) check_is_done(found);
  go_on(found, wire);
}

void Stage::check_is_done(const std::string& found) const {
  const bool is_done = without_dialogues(found) == without_dialogues(states_.back());
  CHECK(is_done);
}

void Stage::check_error(const Desk& desk, std::error_code error) const {
  const std::string& detail = desk.store->detail();
  INFO(error.message() << ": " << detail);
  CHECK((error == errc::storage_full || error == errc::storage_failed));
  CHECK(detail.find(path()) != std::string::npos);
  CHECK((detail.find("free some") != std::string::npos ||
         detail.find("check the") != std::string::npos));
}

void Stage::fail(Fault fault, long call) {
  copy();
  Wire wire = wire_;
  {
    Desk desk{path(), wire, scenario_.at};
    disk_.arm(fault, call);
    const std::error_code said = scenario_.step(desk, notes_);
    const bool is_half = said == half_done();
    if (said && !is_half) check_error(desk, said);
    disk_.disarm();
    const std::string found = state_of(path());
    CHECK(is_among(states_, found));
    if (said && !is_half && commits() == 1) {
      const bool is_unchanged = found == states_.front();
      CHECK(is_unchanged);
    }
    if (!said) check_is_done(found);
    if (said) {
      const std::error_code again = scenario_.step(desk, notes_);
      INFO("again: " << again.message() << " " << desk.store->detail());
      CHECK_FALSE(again);
    }
  }
  const std::string found = state_of(path());
  if (scenario_.ending == Ending::same) check_is_done(found);
  go_on(found, wire);
}

/// The step again, by a new process, and the rest of the day. Once for each state: what follows
/// depends on nothing else.
void Stage::go_on(const std::string& state, Wire wire) {
  if (!seen_.emplace(state, wire.attempts()).second) return;
  if (state != states_.back()) {
    {
      Desk desk{path(), wire, scenario_.at};
      CHECK_FALSE(scenario_.step(desk, notes_));
    }
    if (scenario_.ending == Ending::same) check_is_done(state_of(path()));
  }
  finish(wire);
}

void Stage::finish(Wire& wire) const {
  const auto opted_out = [&] {
    std::set<std::int64_t> out;
    for (const std::string& id :
         Sql{path()}.rows("SELECT id FROM clients WHERE reactivation_opt_out = 1")) {
      out.insert(std::stoll(id));
    }
    return out;
  }();
  const std::size_t before = wire.receivers().size();
  {
    // By then every lease is over.
    Desk desk{path(), wire, scenario_.at + Seconds{400}};
    for (int round = 0; round < 2; ++round) {
      REQUIRE(desk.engine.sweep());
      for (const CompanyId company : {lily, rose}) {
        REQUIRE(desk.engine.run_day(company));
        REQUIRE(desk.engine.dispatch(company, DispatchUntil::window));
      }
    }
    REQUIRE(desk.engine.sweep());
  }
  for (std::size_t i = before; i < wire.receivers().size(); ++i) {
    CHECK(opted_out.count(wire.receivers()[i].value) == 0);
  }
  const auto attempts = wire.attempts();
  CHECK(std::adjacent_find(attempts.begin(), attempts.end()) == attempts.end());
  const Sql sql{path()};
  CHECK(sql.rows("SELECT attempt_id FROM reactivation_ledger WHERE counts = 1"
                 " ORDER BY attempt_id") == attempts);
  CHECK(sql.number("SELECT count(*) FROM reactivation_attempts WHERE state = 'dispatching'") == 0);
  CHECK(sql.number("SELECT count(*) FROM reactivation_inbox WHERE mark = 'new'") == 0);
  CHECK(sql.one("PRAGMA integrity_check") == "ok");
}

}  // namespace

TEST_CASE("A crash at any call leaves the state before or after, and the day ends well") {
  FaultDisk disk;
  long runs = 0;
  for (const Scenario& scenario : scenarios()) {
    INFO(scenario.name);
    Stage stage{disk, scenario};
    stage.learn();
    CHECK(stage.commits() == scenario.commits);
    for (long call = 0; call < stage.calls(); ++call) {
      INFO("call " << call << " of " << stage.calls());
      stage.crash(Fault::kill, call, 0);
      for (const std::uint64_t seed : {1U, 2U}) {
        INFO("seed " << seed);
        stage.crash(Fault::power_cut, call, seed * 1'000'003U + static_cast<std::uint64_t>(call));
      }
      runs += 3;
    }
  }
  CHECK(scenarios().size() >= 20);
  WARN(runs << " crashes");
}

TEST_CASE("A full or failing disk is a clear error, changes nothing, and the next call works") {
  FaultDisk disk;
  long runs = 0;
  for (const Scenario& scenario : scenarios()) {
    INFO(scenario.name);
    Stage stage{disk, scenario};
    stage.learn();
    for (long call = 0; call < stage.writes(); ++call) {
      INFO("full from write " << call);
      stage.fail(Fault::full, call);
      ++runs;
    }
    for (long call = 0; call < stage.calls(); ++call) {
      INFO("error at call " << call);
      stage.fail(Fault::glitch, call);
      ++runs;
    }
  }
  WARN(runs << " failures");
}

TEST_CASE(
    "A crash at any call of the first opening leaves a file that opens, with its schema whole") {
  FaultDisk disk;
  const Folder folder;
  const std::string path = folder.file("new.db");
  const auto schema = [&] {
    std::string out;
    for (const std::string& row : Sql{path}.rows("SELECT sql FROM sqlite_master ORDER BY name")) {
      out += row + "\n";
    }
    return out;
  };
  const auto open_under = [&](Fault fault, long call) {
    for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(path + end);
    std::string detail;
    disk.arm(fault, call);
    const bool is_open =
        SqliteStore::open(path, OpenMode::create_or_existing, store_test::zones, &detail)
            .has_value();
    if (!is_open) CHECK(detail.find(path) != std::string::npos);
    return is_open;
  };
  REQUIRE(open_under(Fault::none, 0));
  const long calls = disk.calls();
  disk.disarm();
  const std::string whole = schema();
  CHECK(calls > 20);
  // Nothing of a schema is there before its one commit, so the calls before it are much alike.
  const std::vector<std::pair<Fault, long>> every{
      {Fault::kill, 2}, {Fault::power_cut, 3}, {Fault::glitch, 12}, {Fault::full, 12}};
  std::set<std::string> reopened;
  for (long call = 0; call < calls; ++call) {
    for (const auto& [fault, step] : every) {
      if (call % step != 0 && call + 30 < calls) continue;
      INFO("call " << call << " of " << calls << ", fault " << static_cast<int>(fault));
      const bool is_open = open_under(fault, call);
      disk.disarm();
      if (fault == Fault::power_cut) disk.lose_power(static_cast<std::uint64_t>(call));
      const std::string found = std::filesystem::exists(path) ? schema() : "";
      const bool is_sound = found == whole || (found.empty() && !is_open);
      CHECK(is_sound);
      if (!reopened.insert(found).second) continue;
      store_test::opened(path);
      const bool is_whole = schema() == whole;
      CHECK(is_whole);
      CHECK(Sql{path}.one("PRAGMA integrity_check") == "ok");
    }
  }
}
