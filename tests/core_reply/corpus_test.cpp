// The corpus of answers: how many opt-outs are found, and how often others are taken for one. The
// lexicon was tuned on the `tune` split only; the `test` split was written before it.
#include <catch2/catch.hpp>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <map>
#include <string>
#include <vector>

#include "replies.hpp"

using namespace reactivation;

namespace {

struct Line {
  std::string split, language, type, opt_out, text;
};

std::vector<Line> read_corpus(const std::string& name) {
  std::ifstream in(std::string(REACTIVATION_CORPUS) + "/" + name);
  std::vector<Line> lines;
  std::string row;
  std::getline(in, row);  // the header
  while (std::getline(in, row)) {
    std::vector<std::string> cells;
    for (std::size_t at = 0; cells.size() < 4;) {
      const std::size_t end = row.find('\t', at);
      cells.push_back(row.substr(at, end - at));
      at = end + 1;
      if (cells.size() == 4) cells.push_back(row.substr(at));
    }
    lines.push_back({cells[0], cells[1], cells[2], cells[3], cells[4]});
  }
  return lines;
}

std::string name_of(ReplyType type) {
  static const std::map<ReplyType, std::string> names{
      {ReplyType::opt_out, "opt_out"},         {ReplyType::negative, "negative"},
      {ReplyType::positive, "positive"},       {ReplyType::neutral, "neutral"},
      {ReplyType::pause_until, "pause_until"}, {ReplyType::other_service, "other_service"},
      {ReplyType::other_staff, "other_staff"}, {ReplyType::other_time, "other_time"},
      {ReplyType::unclear, "unclear"}};
  return names.at(type);
}

struct Tally {
  int opt_outs = 0, found = 0, others = 0, false_alarms = 0, right_type = 0;

  [[nodiscard]] static double percent(int part, int whole) {
    return whole == 0 ? 100.0 : 100.0 * part / whole;
  }
  [[nodiscard]] double recall() const { return percent(found, opt_outs); }
  [[nodiscard]] double precision() const { return percent(found, found + false_alarms); }
  [[nodiscard]] double alarms() const { return others == 0 ? 0 : percent(false_alarms, others); }
  [[nodiscard]] double types() const { return percent(right_type, others); }
};

void add(Tally& tally, const Line& line) {
  const Reply reply = replies::of(line.text);
  if (line.opt_out == "1") {
    ++tally.opt_outs;
    tally.found += reply.opt_out ? 1 : 0;
  } else {
    ++tally.others;
    tally.false_alarms += reply.opt_out ? 1 : 0;
    tally.right_type += name_of(reply.type) == line.type ? 1 : 0;
  }
}

void print(const std::string& name, const Tally& tally) {
  std::cout << std::left << std::setw(10) << name << std::right << std::fixed
            << std::setprecision(1) << std::setw(8) << tally.opt_outs << std::setw(8)
            << tally.recall() << std::setw(10) << tally.precision() << std::setw(8) << tally.others
            << std::setw(8) << tally.alarms() << std::setw(8) << tally.types() << "\n";
}

}  // namespace

TEST_CASE("the corpus: opt-outs are found, and little else is taken for one") {
  std::map<std::string, Tally> tallies;
  for (const char* file : {"replies_test.tsv", "replies_tune.tsv"}) {
    const auto lines = read_corpus(file);
    REQUIRE(lines.size() > 300);
    for (const Line& line : lines) {
      REQUIRE((line.split == "test" || line.split == "tune"));
      REQUIRE((line.opt_out == "1") == (line.type == "opt_out"));
      add(tallies[line.split + " " + line.language], line);
      add(tallies[line.split], line);
      add(tallies["all"], line);
    }
  }
  std::cout << "split     opt-outs  recall precision  others  alarms   types\n";
  for (const auto& [name, tally] : tallies) print(name, tally);

  CHECK(tallies["test"].opt_outs >= 130);
  CHECK(tallies["test"].recall() >= 99.0);
  CHECK(tallies["test"].alarms() <= 5.0);
  CHECK(tallies["test"].types() >= 90.0);
  CHECK(tallies["all"].opt_outs >= 600);
  CHECK(tallies["all"].recall() >= 99.5);
  CHECK(tallies["all"].precision() >= 90.0);
}
