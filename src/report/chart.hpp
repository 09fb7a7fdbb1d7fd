// Private: charts as SVG, 360 units wide so that they can be read on a phone, and readable without
// colour: by shape, pattern and label.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "text.hpp"

namespace reactivation::report {

enum class Shape : std::uint8_t { circle, diamond };

/// A share with its interval, as a mark on a line.
struct Mark {
  std::string label;  ///< not escaped
  double value = 0;
  ConfidenceInterval interval;
  Shape shape = Shape::circle;
};
struct MarkChart {
  std::string title;  ///< not escaped, as all texts here
  std::vector<Mark> marks;
  std::optional<double> line;  ///< a target or a mean, dashed
  std::string line_label;
};
[[nodiscard]] std::string mark_chart(const MarkChart& chart, const Numbers& numbers, int id);

struct CurvePoint {
  double days = 0;
  double away = 1;
};
struct CurveChart {
  std::string title;
  std::vector<CurvePoint> steps;
  double days_max = 1;  ///< of the axis
  double chosen_days = 0;
  std::string chosen_label;
  std::string day_short;
};
[[nodiscard]] std::string curve_chart(const CurveChart& chart, const Numbers& numbers, int id);

/// A bar, a part of which is striped.
struct Bar {
  std::string label;
  double value = 0;
  double part = 0;
  std::string text;
};
struct BarChart {
  std::string title;
  std::vector<Bar> bars;
  std::string whole_label;
  std::string part_label;  ///< empty: nothing is striped
};
[[nodiscard]] std::string bar_chart(const BarChart& chart, int id);

/// Counts in cells, darker and written where there are more.
struct GridChart {
  std::string title;
  std::string columns_label;
  std::string rows_label;
  std::vector<std::string> columns;
  std::vector<std::string> rows;                  ///< from above
  std::vector<std::vector<std::int64_t>> counts;  ///< by row
};
[[nodiscard]] std::string grid_chart(const GridChart& chart, const Numbers& numbers, int id);

/// The pattern that striped bars are drawn with; once in a page.
[[nodiscard]] std::string chart_patterns();

}  // namespace reactivation::report
