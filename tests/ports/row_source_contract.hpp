// The contract of RowSource: define `make_row_source`.
#pragma once

#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <vector>

#include "reactivation/ports/row_source.hpp"

namespace reactivation::contract {

using Table = std::vector<std::vector<std::string>>;

/// A source of this table, whose first row is the header. Its cells hold letters, digits, quotation
/// marks, commas, blanks inside and text that is not ASCII. Defined by the adapter's own tests.
std::unique_ptr<RowSource> make_row_source(const Table& table);

inline const Table people{{"id", "name", "note"},
                          {"1", "Anna", "asked for \"short\", twice"},
                          {"2", "Ева", "x"},
                          {"3", "", "has no name"}};

/// Reads to the end, in which lines must rise.
inline Table rest_of(RowSource& source) {
  Table rows;
  std::int64_t line = 1;
  for (;;) {
    const auto row = source.next();
    REQUIRE(row);
    if (!row.value()) break;
    CHECK(row.value()->problem == RowProblem::none);
    CHECK(row.value()->line > line);
    line = row.value()->line;
    rows.emplace_back(row.value()->cells.begin(), row.value()->cells.end());
  }
  return rows;
}

TEST_CASE("rows come in their order and once, with their lines, and then nothing more") {
  const auto source = make_row_source(people);
  CHECK_FALSE(source->name().empty());
  CHECK(Table{{source->header().begin(), source->header().end()}} == Table{people.front()});
  CHECK(rest_of(*source) == Table(people.begin() + 1, people.end()));
  for (int i = 0; i < 2; ++i) {
    const auto row = source->next();
    REQUIRE(row);
    CHECK_FALSE(row.value());
  }
}

TEST_CASE("a source goes back to its first row, from anywhere, as often as it is asked") {
  const auto source = make_row_source(people);
  const Table rows(people.begin() + 1, people.end());
  REQUIRE(source->next());
  for (int i = 0; i < 2; ++i) {
    REQUIRE(source->rewind());
    CHECK(rest_of(*source) == rows);
  }
  CHECK(source->header().size() == people.front().size());
}

TEST_CASE("the bytes read rise, and are never more than there are where that is known") {
  const auto source = make_row_source(people);
  std::int64_t done = source->bytes_done();
  CHECK(done >= 0);
  for (;;) {
    const auto row = source->next();
    REQUIRE(row);
    CHECK(source->bytes_done() >= done);
    done = source->bytes_done();
    if (source->bytes_total() > 0) CHECK(done <= source->bytes_total());
    if (!row.value()) break;
  }
}

TEST_CASE("a table without rows is a table") {
  const auto source = make_row_source({people.front()});
  CHECK(source->header().size() == people.front().size());
  CHECK(rest_of(*source).empty());
}

}  // namespace reactivation::contract
