#include "ports/row_source_contract.hpp"

#include "reactivation/adapters/csv.hpp"

namespace reactivation::contract {
namespace {

/// As RFC 4180 has it.
std::string quoted(const std::string& cell) {
  std::string out = "\"";
  for (const char letter : cell) out += letter == '"' ? "\"\"" : std::string(1, letter);
  return out + "\"";
}

}  // namespace

std::unique_ptr<RowSource> make_row_source(const Table& table) {
  std::string text;
  for (const auto& row : table) {
    for (const std::string& cell : row) text += quoted(cell) + ",";
    text.back() = '\n';
  }
  CsvOptions options;
  options.name = "people.csv";
  std::vector<Issue> issues;
  auto source = open_csv_text(std::move(text), options, issues);
  REQUIRE(source);
  return std::move(source).value();
}

}  // namespace reactivation::contract
