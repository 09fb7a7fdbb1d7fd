#include "chart.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace reactivation::report {
namespace {

constexpr double width = 360;

/// A coordinate with one decimal, without a locale.
std::string at(double value) {
  const auto tenths = std::llround(std::clamp(value, -1e6, 1e6) * 10);
  const auto size = tenths < 0 ? -tenths : tenths;
  std::string out = tenths < 0 ? "-" : "";
  out += std::to_string(size / 10);
  return size % 10 == 0 ? out : out + "." + std::to_string(size % 10);
}

std::string opened(const std::string& title, double height, int id) {
  const std::string name = "chart" + std::to_string(id);
  return "<svg class=\"chart\" viewBox=\"0 0 " + at(width) + " " + at(height) +
         "\" role=\"img\" aria-labelledby=\"" + name + "\"><title id=\"" + name + "\">" +
         escaped(title) + "</title>";
}

enum class Anchor : std::uint8_t { start, middle, end };

std::string text(double x, double y, const std::string& value, Anchor anchor = Anchor::start,
                 const char* kind = "") {
  static constexpr std::array<const char*, 3> words{"start", "middle", "end"};
  const std::string class_ = *kind == '\0' ? std::string() : std::string(" class=\"") + kind + "\"";
  return "<text x=\"" + at(x) + "\" y=\"" + at(y) + "\" text-anchor=\"" +
         words[static_cast<std::size_t>(anchor)] + "\"" + class_ + ">" + escaped(value) + "</text>";
}

std::string line(double x1, double y1, double x2, double y2, const char* kind) {
  return "<line x1=\"" + at(x1) + "\" y1=\"" + at(y1) + "\" x2=\"" + at(x2) + "\" y2=\"" + at(y2) +
         "\" class=\"" + kind + "\"/>";
}

std::string rect(double x, double y, double w, double h, const std::string& attributes) {
  return "<rect x=\"" + at(x) + "\" y=\"" + at(y) + "\" width=\"" + at(std::max(0.0, w)) +
         "\" height=\"" + at(std::max(0.0, h)) + "\" " + attributes + "/>";
}

/// 1, 2 or 5 times a power of ten, at least `value`.
double rounded_up(double value) {
  if (!(value > 0)) return 1;
  const double power = std::pow(10, std::floor(std::log10(value)));
  for (const double step : {1.0, 2.0, 5.0}) {
    if (step * power >= value * (1 - 1e-12)) return step * power;
  }
  return 10 * power;
}

}  // namespace

std::string mark_chart(const MarkChart& chart, const Numbers& numbers, int id) {
  constexpr double left = 138;
  constexpr double right = 300;
  constexpr double row = 24;
  constexpr double top = 8;
  double most = chart.line.value_or(0);
  for (const Mark& mark : chart.marks) most = std::max(most, mark.interval.high);
  const double scale = std::min(1.0, rounded_up(most));
  const auto x_of = [&](double share) {
    return left + (right - left) * std::clamp(share / scale, 0.0, 1.0);
  };
  const double bottom = top + row * static_cast<double>(chart.marks.size());
  const double foot = chart.line ? 34 : 18;
  std::string out = opened(chart.title, bottom + foot, id);
  for (int i = 0; i <= 2; ++i) {
    const double share = scale * i / 2;
    out += line(x_of(share), top, x_of(share), bottom, "grid");
    out += text(x_of(share), bottom + 13, numbers.percent(share, scale < 0.1 ? 1 : 0),
                Anchor::middle, "axis");
  }
  if (chart.line) {
    out += line(x_of(*chart.line), top, x_of(*chart.line), bottom + 18, "target");
    out += text(x_of(*chart.line), bottom + 29, chart.line_label,
                x_of(*chart.line) > 220 ? Anchor::end : Anchor::middle, "axis");
  }
  double y = top + row / 2;
  for (const Mark& mark : chart.marks) {
    out += text(left - 6, y + 4, shortened(mark.label, 15), Anchor::end);
    const double low = x_of(mark.interval.low);
    const double high = x_of(mark.interval.high);
    out += line(low, y, high, y, "span") + line(low, y - 4, low, y + 4, "span") +
           line(high, y - 4, high, y + 4, "span");
    const double x = x_of(mark.value);
    out += mark.shape == Shape::circle
               ? "<circle cx=\"" + at(x) + "\" cy=\"" + at(y) + "\" r=\"5\" class=\"mark\"/>"
               : "<path d=\"M" + at(x) + " " + at(y - 7) + "l7 7l-7 7l-7 -7z\" class=\"other\"/>";
    out += text(width - 2, y + 4, numbers.percent(mark.value), Anchor::end);
    y += row;
  }
  return out + "</svg>";
}

std::string curve_chart(const CurveChart& chart, const Numbers& numbers, int id) {
  constexpr double left = 40;
  constexpr double right = 352;
  constexpr double top = 22;
  constexpr double bottom = 190;
  const auto x_of = [&](double days) {
    return left + (right - left) * std::clamp(days / chart.days_max, 0.0, 1.0);
  };
  const auto y_of = [](double share) { return bottom - (bottom - top) * share; };
  std::string out = opened(chart.title, 212, id);
  for (int i = 0; i <= 4; ++i) {
    out += line(left, y_of(i / 4.0), right, y_of(i / 4.0), "grid");
    out += text(left - 5, y_of(i / 4.0) + 4, numbers.percent(i / 4.0, 0), Anchor::end, "axis");
    const double days = chart.days_max * i / 4;
    const auto anchor = i == 4 ? Anchor::end : Anchor::middle;
    out += text(x_of(days), bottom + 15,
                numbers.decimal(days, 0) + (i == 4 ? " " + chart.day_short : ""), anchor, "axis");
  }
  std::string path = "M" + at(x_of(0)) + " " + at(y_of(1));
  double drawn = 1;
  for (const CurvePoint& step : chart.steps) {
    // What moves less than half a unit nobody sees.
    if (step.days > chart.days_max) break;
    if ((drawn - step.away) * (bottom - top) < 0.5 && &step != &chart.steps.back()) continue;
    path += "H" + at(x_of(step.days)) + "V" + at(y_of(step.away));
    drawn = step.away;
  }
  path += "H" + at(right);
  out += "<path d=\"" + path + "\" class=\"curve\"/>";
  const double chosen = x_of(chart.chosen_days);
  out += line(chosen, top - 6, chosen, bottom, "target");
  out += text(chosen > 240 ? chosen - 4 : chosen + 4, top - 8, chart.chosen_label,
              chosen > 240 ? Anchor::end : Anchor::start, "axis");
  return out + "</svg>";
}

std::string bar_chart(const BarChart& chart, int id) {
  constexpr double left = 96;
  constexpr double right = 296;
  constexpr double row = 30;
  double most = 0;
  for (const Bar& bar : chart.bars) most = std::max(most, bar.value);
  const bool has_part = !chart.part_label.empty();
  const double top = has_part ? 44 : 6;
  const double height = top + row * static_cast<double>(chart.bars.size());
  std::string out = opened(chart.title, height, id);
  if (has_part) {
    out += rect(0, 4, 14, 12, "class=\"bar\"") +
           text(20, 14, chart.whole_label, Anchor::start, "axis");
    out += rect(0, 22, 14, 12, "class=\"bar-edge\" fill=\"url(#stripes)\"") +
           text(20, 32, chart.part_label, Anchor::start, "axis");
  }
  double y = top;
  for (const Bar& bar : chart.bars) {
    const auto wide = [&](double value) {
      return most > 0 ? (right - left) * std::clamp(value / most, 0.0, 1.0) : 0.0;
    };
    out += text(left - 6, y + 17, shortened(bar.label, 14), Anchor::end);
    out += rect(left, y + 4, wide(bar.value), 18, "class=\"bar\"");
    if (bar.part > 0) {
      out += rect(left, y + 4, wide(bar.part), 18, "class=\"bar-edge\" fill=\"url(#stripes)\"");
    }
    out += text(left + wide(bar.value) + 5, y + 17, bar.text);
    y += row;
  }
  return out + "</svg>";
}

std::string grid_chart(const GridChart& chart, const Numbers& numbers, int id) {
  constexpr double left = 66;
  constexpr double top = 24;
  constexpr double row = 30;
  const double column = (width - left - 2) / static_cast<double>(chart.columns.size());
  const double bottom = top + row * static_cast<double>(chart.rows.size());
  std::int64_t most = 1;
  for (const auto& counts : chart.counts) {
    for (const std::int64_t count : counts) most = std::max(most, count);
  }
  std::string out = opened(chart.title, bottom + 34, id);
  out += text(2, 13, chart.rows_label, Anchor::start, "axis");
  double y = top;
  for (std::size_t i = 0; i < chart.rows.size(); ++i, y += row) {
    out += text(left - 6, y + 19, chart.rows[i], Anchor::end, "axis");
    for (std::size_t j = 0; j < chart.columns.size(); ++j) {
      const std::int64_t count = chart.counts[i][j];
      const double x = left + column * static_cast<double>(j);
      const double share = static_cast<double>(count) / static_cast<double>(most);
      out += rect(x + 1, y + 1, column - 2, row - 2,
                  "class=\"cell\" fill-opacity=\"" + at(std::ceil(share * 4) / 10) + "\"");
      if (count > 0) {
        out += text(x + column / 2, y + 19, numbers.count(count), Anchor::middle);
      }
    }
  }
  for (std::size_t j = 0; j < chart.columns.size(); ++j) {
    out += text(left + column * (static_cast<double>(j) + 0.5), bottom + 13, chart.columns[j],
                Anchor::middle, "axis");
  }
  out += text(width - 2, bottom + 29, chart.columns_label, Anchor::end, "axis");
  return out + "</svg>";
}

std::string chart_patterns() {
  return "<svg class=\"patterns\" width=\"0\" height=\"0\" aria-hidden=\"true\" "
         "focusable=\"false\">"
         "<defs><pattern id=\"stripes\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" "
         "patternTransform=\"rotate(45)\"><rect width=\"6\" height=\"6\" class=\"stripe-ground\"/>"
         "<rect width=\"3\" height=\"6\" class=\"stripe\"/></pattern></defs></svg>";
}

}  // namespace reactivation::report
