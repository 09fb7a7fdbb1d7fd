// Compares the planner with the original's detector, which runs as a program of its own on Node.
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "reactivation/core/plan.hpp"
#include "worlds.hpp"

namespace {

using namespace reactivation;

constexpr std::uint64_t worlds_compared = 500;
constexpr double score_tolerance = 1e-9;

struct OriginalClient {
  std::int64_t client_id = 0;
  std::int64_t service_id = 0;
  std::int64_t days = 0;
  double score = 0;
};

struct OriginalPlan {
  std::vector<OriginalClient> planned;
  std::size_t eligible = 0;
  double smallest_gap = 0;  ///< between the scores of neighbours; below the tolerance: a tie
};

std::optional<std::string> output_of(const std::string& command) {
  struct Close {
    void operator()(std::FILE* pipe) const { pclose(pipe); }
  };
  std::FILE* const pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return std::nullopt;
  std::unique_ptr<std::FILE, Close> guard(pipe);
  std::string text;
  std::vector<char> buffer(1 << 16);
  while (const std::size_t got = std::fread(buffer.data(), 1, buffer.size(), pipe)) {
    text.append(buffer.data(), got);
  }
  guard.release();
  if (pclose(pipe) != 0) return std::nullopt;
  return text;
}

std::string node_program() {
  const char* const chosen = std::getenv("NODE");
  return chosen != nullptr ? chosen : "node";
}

std::vector<OriginalPlan> parsed_plans(const std::string& text) {
  std::vector<OriginalPlan> plans;
  std::istringstream in(text);
  std::string word;
  while (in >> word) {
    std::size_t number = 0;
    std::size_t planned = 0;
    OriginalPlan plan;
    in >> number >> planned >> plan.eligible >> plan.smallest_gap;
    REQUIRE(word == "world");
    REQUIRE(number == plans.size());
    for (std::size_t i = 0; i < planned; ++i) {
      OriginalClient client;
      in >> client.client_id >> client.service_id >> client.days >> client.score;
      plan.planned.push_back(client);
    }
    REQUIRE(in);
    plans.push_back(std::move(plan));
  }
  return plans;
}

class WorldsFile {
public:
  explicit WorldsFile(const std::vector<oracle::World>& worlds)
      : path_(std::filesystem::temp_directory_path() /
              ("reactivation-oracle-" + std::to_string(getpid()) + ".jsonl")) {
    std::ofstream out(path_);
    for (const auto& world : worlds) out << world.original_json << '\n';
  }
  ~WorldsFile() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  WorldsFile(const WorldsFile&) = delete;
  WorldsFile& operator=(const WorldsFile&) = delete;
  [[nodiscard]] std::string path() const { return path_.string(); }

private:
  std::filesystem::path path_;
};

void require_equal(const oracle::World& world, const OriginalPlan& original) {
  INFO("world with seed " << world.seed);
  const Plan plan = plan_day(world.snapshot, world.now);
  CHECK(plan.planned.size() + plan.skipped.size() == world.snapshot.clients.size());
  REQUIRE(plan.planned.size() == original.planned.size());
  for (std::size_t i = 0; i < plan.planned.size(); ++i) {
    INFO("rank " << i + 1);
    const PlannedAttempt& ours = plan.planned[i];
    const OriginalClient& theirs = original.planned[i];
    REQUIRE(ours.client_id.value == theirs.client_id);
    CHECK(ours.service_id.value == theirs.service_id);
    CHECK(ours.days_since_visit == theirs.days);
    CHECK(std::abs(ours.priority_score - theirs.score) <= score_tolerance);
    CHECK(ours.rank == static_cast<int>(i + 1));
  }
  std::size_t beyond_quota = 0;
  for (const SkippedClient& skipped : plan.skipped) {
    beyond_quota += skipped.reason == SkipReason::no_quota ? 1u : 0u;
  }
  CHECK(plan.planned.size() + beyond_quota == original.eligible);
}

}  // namespace

TEST_CASE("planned clients, order, days, services and scores equal the original detector's") {
  if (!output_of(node_program() + " --version")) {
    std::cout << "node is absent (set NODE or install it): the original's detector was not run\n";
    SUCCEED();
    return;
  }
  std::vector<oracle::World> worlds;
  for (std::uint64_t seed = 1; seed <= worlds_compared; ++seed) {
    worlds.push_back(oracle::make_world(seed));
  }
  const WorldsFile file(worlds);
  const auto text = output_of("TZ=UTC " + node_program() + " " ORACLE_PROGRAM " " + file.path());
  REQUIRE(text);
  const auto originals = parsed_plans(*text);
  REQUIRE(originals.size() == worlds.size());
  std::size_t tied = 0;
  std::size_t planned = 0;
  std::size_t cut = 0;
  for (std::size_t i = 0; i < worlds.size(); ++i) {
    // Equal scores keep the order of the database's rows in the original: nothing to compare with.
    if (originals[i].smallest_gap <= score_tolerance) {
      ++tied;
      continue;
    }
    require_equal(worlds[i], originals[i]);
    planned += originals[i].planned.size();
    cut += originals[i].planned.size() < originals[i].eligible ? 1u : 0u;
  }
  std::cout << worlds.size() - tied << " worlds compared with the original's detector, " << planned
            << " planned clients equal, " << cut << " worlds cut by the quota, " << tied
            << " left out for equal scores\n";
  // The worlds must be worth comparing.
  CHECK(tied * 20 < worlds.size());
  CHECK(planned > 3000);
  CHECK(cut > 100);
}
