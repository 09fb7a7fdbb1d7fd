// When clients come back, their rhythm, and when messages are answered.
#include <algorithm>
#include <cmath>

#include "page.hpp"

namespace reactivation {

void ReportRhythm::add(const ClientRhythm& rhythm, double silence_days) noexcept {
  const double gaps = rhythm.own_interval_days > 0 ? silence_days / rhythm.own_interval_days : 0.0;
  const auto silence = static_cast<std::size_t>(
      std::upper_bound(silence_bounds.begin(), silence_bounds.end(), gaps) -
      silence_bounds.begin());
  const auto chance = static_cast<std::size_t>(std::clamp(
      rhythm.p_visit * static_cast<double>(chances), 0.0, static_cast<double>(chances) - 1));
  ++clients[chance][silence];
  ++by_state[static_cast<std::size_t>(rhythm.state) % states];
  horizon_days_min =
      horizon_days_min == 0 ? rhythm.horizon_days : std::min(horizon_days_min, rhythm.horizon_days);
  horizon_days_max = std::max(horizon_days_max, rhythm.horizon_days);
}

std::int64_t ReportRhythm::all() const noexcept {
  std::int64_t sum = 0;
  for (const std::int64_t count : by_state) sum += count;
  return sum;
}

namespace report {
namespace {

/// At most that many charts; all services stand in the table.
constexpr std::size_t curves_max = 6;
/// Rows of a curve's table.
constexpr std::array<std::int32_t, 12> days_of_table{7,  14, 21, 28,  35,  45,
                                                     60, 75, 90, 120, 180, 365};

std::string days_text(const Page& page, std::int64_t days) {
  return page.numbers.count(days) + "\u00A0" + std::string(page.words.day_short);
}

void add_curve(Page& page, const ReportCurve& service) {
  const std::string title = page.text_of(page.words.curve_chart, {{"service", service.title}});
  CurveChart chart;
  chart.title = title;
  const auto& steps = service.curve.steps;
  for (const CurveStep& step : steps) {
    chart.steps.push_back({static_cast<double>(step.days), step.away});
  }
  const std::int32_t last = steps.empty() ? 30 : steps.back().days;
  // Whole weeks at the four marks of the axis.
  chart.days_max = 28 * std::ceil(std::clamp(std::max(last, service.chosen.days), 28, 365) / 28.0);
  chart.chosen_days = service.chosen.days;
  chart.chosen_label =
      std::string(page.words.chosen_interval) + " " + days_text(page, service.chosen.days);
  chart.day_short = std::string(page.words.day_short);
  std::vector<std::vector<std::string>> rows;
  for (const std::int32_t days : days_of_table) {
    if (days > chart.days_max) break;
    rows.push_back({days_text(page, days), page.numbers.percent(service.curve.away_after(days))});
  }
  page.figure(curve_chart(chart, page.numbers, page.next_id()), title,
              {{std::string(page.words.days), Cell::text}, {std::string(page.words.away)}}, rows);
}

std::vector<std::string> service_row(const Page& page, const ReportCurve& service) {
  const Words& words = page.words;
  const auto times = return_times(service.curve);
  std::string note;
  if (!service.found) {
    note = words.too_few;
  } else if (service.found->is_provisional) {
    note = words.provisional;
  }
  const auto found = [&](std::int32_t days) { return days_text(page, days); };
  return {service.title,
          page.numbers.count(service.curve.returns),
          service.found ? found(service.found->median_days) : page.numbers.none(),
          service.found ? found(service.found->due_days) : page.numbers.none(),
          times ? page.numbers.percent(times->never_share) : page.numbers.none(),
          found(service.chosen.days),
          std::string(words.sources[static_cast<std::size_t>(service.chosen.source) % 4]),
          note};
}

std::string bound_text(const Numbers& numbers, double bound) {
  return numbers.decimal(bound, bound == static_cast<double>(static_cast<int>(bound)) ? 0 : 1);
}

/// Cells of silence, as their lower and upper bounds.
std::vector<std::string> silence_names(const Numbers& numbers) {
  std::vector<std::string> out;
  std::string low = "0";
  for (const double bound : ReportRhythm::silence_bounds) {
    const std::string high = bound_text(numbers, bound);
    out.push_back(low + "–" + high);
    low = high;
  }
  out.push_back(">" + low);
  return out;
}

struct TimeNames {
  std::string_view title;
  std::string_view first;
};

void add_time_chart(Page& page, const TimeNames& names, std::span<const Proportion> cells,
                    int first_cell) {
  const auto times = time_shares(cells, first_cell);
  if (times.empty()) return;
  const Words& words = page.words;
  MarkChart chart;
  chart.title = std::string(names.title);
  std::vector<std::vector<std::string>> rows;
  Proportion all;
  for (const Proportion& cell : cells) {
    all.successes += cell.successes;
    all.of += cell.of;
  }
  for (const TimeShare& time : times) {
    const std::string label =
        first_cell == 1
            ? std::string(words.weekdays[static_cast<std::size_t>(time.cell - 1) % 7])
            : std::to_string(time.cell) + ":00–" + std::to_string(time.cell + 1) + ":00";
    chart.marks.push_back({label, time.pooled.share, time.pooled.interval,
                           time.stands_out ? Shape::diamond : Shape::circle});
    rows.push_back(
        {label, page.numbers.count(time.count.of), page.numbers.count(time.count.successes),
         page.numbers.percent(time.pooled.share), page.numbers.percent_span(time.pooled.interval)});
  }
  chart.line = all.share();
  chart.line_label = std::string(words.of_all) + " " + page.numbers.percent(all.share());
  page.figure(mark_chart(chart, page.numbers, page.next_id()), chart.title,
              {{std::string(names.first), Cell::text},
               {std::string(words.sent)},
               {std::string(words.answered)},
               {std::string(words.pooled)},
               {std::string(words.interval)}},
              rows);
}

}  // namespace

void add_curves(Page& page) {
  const auto& curves = page.report.curves;
  if (curves.empty()) return;
  const Words& words = page.words;
  page.heading(words.curves_heading);
  page.paragraph(words.curves_about, "soft");
  page.raw("<div class=\"figures\">");
  for (std::size_t i = 0; i < std::min(curves.size(), curves_max); ++i) {
    if (!curves[i].curve.steps.empty()) add_curve(page, curves[i]);
  }
  page.raw("</div>\n");
  std::vector<std::vector<std::string>> rows;
  for (const ReportCurve& service : curves) rows.push_back(service_row(page, service));
  page.table(std::string(words.curves_heading),
             {{std::string(words.service), Cell::text},
              {std::string(words.returns)},
              {std::string(words.half_back)},
              {std::string(words.three_quarters_back)},
              {std::string(words.never_back)},
              {std::string(words.chosen_interval)},
              {std::string(words.source), Cell::text},
              {"", Cell::text}},
             rows);
}

void add_rhythm(Page& page) {
  if (!page.report.rhythm || page.report.rhythm->all() == 0) return;
  const ReportRhythm& rhythm = *page.report.rhythm;
  const Words& words = page.words;
  const Numbers& numbers = page.numbers;
  page.heading(words.rhythm_heading);
  const std::string days =
      rhythm.horizon_days_min == rhythm.horizon_days_max
          ? numbers.count(rhythm.horizon_days_min)
          : numbers.count(rhythm.horizon_days_min) + "–" + numbers.count(rhythm.horizon_days_max);
  page.paragraph(page.text_of(words.rhythm_about, {{"days", days}}), "soft");
  GridChart grid;
  grid.title = std::string(words.rhythm_chart);
  grid.columns_label = std::string(words.rhythm_silence) + " →";
  grid.rows_label = "↑ " + std::string(words.rhythm_chance);
  grid.columns = silence_names(numbers);
  std::vector<Column> columns{{std::string(words.rhythm_chance), Cell::text}};
  for (const std::string& name : grid.columns) columns.push_back({name});
  std::vector<std::vector<std::string>> rows;
  for (std::size_t i = ReportRhythm::chances; i-- > 0;) {
    const auto part = static_cast<double>(i);
    grid.rows.push_back(numbers.decimal(part * 20, 0) + "–" + numbers.percent((part + 1) / 5, 0));
    grid.counts.emplace_back(rhythm.clients[i].begin(), rhythm.clients[i].end());
    rows.push_back({grid.rows.back()});
    for (const std::int64_t count : rhythm.clients[i]) rows.back().push_back(numbers.count(count));
  }
  page.raw("<div class=\"figures\">");
  page.figure(grid_chart(grid, numbers, page.next_id()), grid.title, columns, rows);
  BarChart bars;
  bars.title = std::string(words.state);
  rows.clear();
  for (std::size_t i = 0; i < ReportRhythm::states; ++i) {
    const std::int64_t count = rhythm.by_state[i];
    bars.bars.push_back(
        {std::string(words.states[i]), static_cast<double>(count), 0, numbers.count(count)});
    rows.push_back({std::string(words.states[i]), numbers.count(count),
                    numbers.percent(Proportion{count, rhythm.all()}.share())});
  }
  page.figure(bar_chart(bars, page.next_id()), bars.title,
              {{std::string(words.state), Cell::text}, {std::string(words.clients)}, {"%"}}, rows);
  page.raw("</div>\n");
}

void add_times(Page& page) {
  const ResultOverview& overview = page.report.overview;
  if (time_shares(overview.weekdays, 1).empty()) return;
  page.heading(page.words.times_heading);
  page.paragraph(page.words.times_about, "soft");
  page.raw("<div class=\"figures\">");
  add_time_chart(page, {page.words.hours_chart, page.words.hour}, overview.hours, 0);
  add_time_chart(page, {page.words.weekdays_chart, page.words.weekday}, overview.weekdays, 1);
  page.raw("</div>\n");
}

}  // namespace report
}  // namespace reactivation
