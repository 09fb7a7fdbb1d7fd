// The corpus of answers: how many opt-outs are found, and how often others are taken for one. The
// lexicon was tuned on the `tune` split only; the `test` split was written before it. What stands
// in both, but for case, letters that look alike, punctuation and blanks, judges nothing.
#include <catch2/catch.hpp>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "replies.hpp"
#include "reply_text.hpp"

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

bool is_letter_or_picture(char32_t c) {
  if (c < 0x80) return (c >= U'0' && c <= U'9') || (c >= U'a' && c <= U'z');
  const bool is_blank_or_mark =
      c < 0xC0 || (c >= 0x2000 && c < 0x2070) || (c >= 0xFE00 && c < 0xFE10);
  return !is_blank_or_mark;
}

/// What two lines have in common that differ in nothing worth testing.
std::u32string bare(const std::string& text) {
  const std::u32string plain = folded_letters(plain_points(decode_reply(text).points));
  std::u32string out;
  for (const char32_t c : plain) {
    if (is_letter_or_picture(c)) out += c;
  }
  return out.empty() ? plain : out;
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
  const auto test = read_corpus("replies_test.tsv");
  const auto tune = read_corpus("replies_tune.tsv");
  REQUIRE(test.size() > 300);
  REQUIRE(tune.size() > 300);
  std::set<std::u32string> tuned;
  for (const Line& line : tune) tuned.insert(bare(line.text));

  std::map<std::string, Tally> tallies;
  for (const auto* lines : {&test, &tune}) {
    for (const Line& line : *lines) {
      REQUIRE(line.split == (lines == &test ? "test" : "tune"));
      REQUIRE((line.opt_out == "1") == (line.type == "opt_out"));
      const bool is_in_both = line.split == "test" && tuned.count(bare(line.text)) > 0;
      if (!is_in_both) add(tallies[line.split + " " + line.language], line);
      add(tallies[is_in_both ? "in both" : line.split], line);
      add(tallies["all"], line);
    }
  }
  std::cout << "split     opt-outs  recall precision  others  alarms   types\n";
  for (const auto& [name, tally] : tallies) print(name, tally);

  CHECK(tallies["in both"].opt_outs > 0);
  CHECK(tallies["test"].opt_outs >= 250);
  CHECK(tallies["test"].others >= 250);
  CHECK(tallies["test"].recall() >= 99.0);
  CHECK(tallies["test"].alarms() <= 5.0);
  CHECK(tallies["test"].types() >= 90.0);
  CHECK(tallies["all"].opt_outs >= 600);
  CHECK(tallies["all"].recall() >= 99.5);
  CHECK(tallies["all"].precision() >= 90.0);
}

TEST_CASE("the corpus: lines that differ in case, marks and blanks only are one line") {
  for (const char* text : {"Стоп.", "СТОП!!!", "с т о п", "С-Т-О-П", "«стоп»"}) {
    INFO(text);
    CHECK(bare(text) == bare("стоп"));
  }
  CHECK(bare("ＳＴＯＰ") == bare("stop"));
  CHECK(bare("Don’t text") == bare("dont  TEXT!"));
  CHECK(bare("не пишите") != bare("не пишите мне"));
  CHECK(bare("🛑") != bare("👎"));
  CHECK(bare("...") != bare("?"));
}
