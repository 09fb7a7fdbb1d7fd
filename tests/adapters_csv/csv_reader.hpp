// Helpers: a text read through the adapter, as plain values.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "reactivation/adapters/csv.hpp"

namespace csv_test {

using namespace reactivation;

struct ReadRow {
  std::int64_t line = 0;
  RowProblem problem = RowProblem::none;
  std::vector<std::string> cells;
};

struct ReadTable {
  bool is_open = false;
  std::error_code error;
  std::vector<Issue> issues;
  TableFormat format;
  std::vector<std::string> header;
  std::vector<ReadRow> rows;
};

inline std::vector<ReadRow> rows_of(RowSource& source) {
  std::vector<ReadRow> rows;
  for (;;) {
    auto next = source.next();
    if (!next || !next.value()) return rows;
    const TableRow& row = *next.value();
    rows.push_back({row.line, row.problem, {row.cells.begin(), row.cells.end()}});
  }
}

inline ReadTable table_of(std::string bytes, const CsvOptions& options = {}) {
  ReadTable table;
  auto source = open_csv_text(std::move(bytes), options, table.issues);
  table.is_open = source.has_value();
  if (!source) {
    table.error = source.error();
    return table;
  }
  table.format = source.value()->format();
  table.header.assign(source.value()->header().begin(), source.value()->header().end());
  table.rows = rows_of(*source.value());
  return table;
}

using Cells = std::vector<std::string>;

}  // namespace csv_test
