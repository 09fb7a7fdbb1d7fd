// What came of the messages: figures, insights, effect, groups.
#include <algorithm>

#include "page.hpp"

namespace reactivation::report {
namespace {

struct Tile {
  std::string name;
  std::string value;
  std::string note;
};

void add_tile(Page& page, const Tile& tile) {
  page.raw("<div class=\"tile\"><dt>" + escaped(tile.name) + "</dt><dd>" + escaped(tile.value) +
           "</dd>");
  if (!tile.note.empty()) page.raw("<dd class=\"note\">" + escaped(tile.note) + "</dd>");
  page.raw("</div>\n");
}

Tile rate_tile(const Page& page, std::string_view name, std::int64_t part,
               const std::string& target) {
  const Proportion share{part, page.report.overview.all.sent};
  const Numbers& numbers = page.numbers;
  return {std::string(name), numbers.percent(share.share()),
          numbers.percent_span(wilson_interval(share)) + "; " + target};
}

std::string target_text(const Page& page, std::string_view side, const std::string& value) {
  return std::string(page.words.target) + " " + std::string(side) + " " + value;
}

Tile hours_tile(const Page& page, std::string_view name, const HourSummary& hours,
                const std::string& target) {
  return {std::string(name), page.numbers.hours(hours.median()),
          std::string(page.words.median) + "; " + std::string(page.words.mean) + " " +
              page.numbers.hours(hours.mean()) + target};
}

Mark mark_of(std::string label, const ResultCounts& counts) {
  const Proportion share{counts.bookings, counts.sent};
  return {std::move(label), share.share(), wilson_interval(share), Shape::circle};
}

/// Groups of one kind, as a chart with a table or as a table alone.
struct Groups {
  std::string title;
  std::string first;
  std::vector<std::pair<std::string, ResultCounts>> rows;
};

template <class Map, class Name>
Groups groups_of(std::string_view title, std::string_view first, const Map& map, Name name) {
  Groups out{std::string(title), std::string(first), {}};
  for (const auto& [key, counts] : map) out.rows.emplace_back(name(key), counts);
  return out;
}

void sort_by_sends(Groups& groups) {
  std::stable_sort(groups.rows.begin(), groups.rows.end(),
                   [](const auto& x, const auto& y) { return x.second.sent > y.second.sent; });
}

std::vector<std::vector<std::string>> rows_of(const Page& page, const Groups& groups) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& [name, counts] : groups.rows) rows.push_back(count_row(page, name, counts));
  return rows;
}

constexpr std::size_t marks_max = 12;

void add_chart(Page& page, const Groups& groups) {
  MarkChart chart;
  chart.title = groups.title;
  for (std::size_t i = 0; i < std::min(groups.rows.size(), marks_max); ++i) {
    chart.marks.push_back(mark_of(groups.rows[i].first, groups.rows[i].second));
  }
  chart.line = page.report.targets.conversion;
  chart.line_label = std::string(page.words.target);
  page.figure(mark_chart(chart, page.numbers, page.next_id()), groups.title,
              count_columns(page, groups.first), rows_of(page, groups));
}

void add_table(Page& page, const Groups& groups) {
  page.table(groups.title, count_columns(page, groups.first), rows_of(page, groups));
}

std::string tone_name(const Page& page, const std::string& tone) {
  constexpr std::array<std::string_view, 3> known{"friendly", "professional", "casual"};
  for (std::size_t i = 0; i < known.size(); ++i) {
    if (known[i] == tone) return std::string(page.words.tones[i]);
  }
  return std::string(tone.empty() ? page.words.unknown : std::string_view(tone));
}

template <class Id>
std::string name_of(const std::map<Id, std::string>& names, Id id, std::string_view unset) {
  const auto found = names.find(id);
  if (found != names.end() && !found->second.empty()) return found->second;
  return id.is_set() ? std::to_string(id.value) : std::string(unset);
}

std::string arm_name(const Page& page, const ArmKey& arm) {
  const Words& words = page.words;
  switch (arm.factor) {
    case ArmFactor::discount:
      return std::string(words.discount) + " " + page.numbers.percent(arm.value / 100.0, 0);
    case ArmFactor::tone:
      return std::string(words.tone) + ": " +
             std::string(words.tones[static_cast<std::size_t>(arm.value) % words.tones.size()]);
    case ArmFactor::slots:
    case ArmFactor::message_template:
      break;
  }
  return std::string(words.free_times) + ": " + page.numbers.count(arm.value);
}

void add_arms(Page& page) {
  const auto arms = tried_arms(page.report.overview);
  if (arms.empty()) return;
  const Words& words = page.words;
  page.heading(words.arms_heading);
  page.paragraph(words.arms_about, "soft");
  MarkChart chart;
  chart.title = std::string(words.arms_chart);
  std::vector<std::vector<std::string>> rows;
  for (const auto& [arm, result] : arms) {
    const std::string name = arm_name(page, arm);
    if (chart.marks.size() < marks_max) chart.marks.push_back(mark_of(name, result.counts));
    rows.push_back(count_row(page, name, result.counts));
    const auto if_all = result.booked_if_all();
    rows.back().push_back(if_all ? page.numbers.percent(*if_all) : page.numbers.none());
  }
  std::vector<Column> columns = count_columns(page, "");
  columns.push_back({std::string(words.if_all), Cell::number});
  page.figure(mark_chart(chart, page.numbers, page.next_id()), chart.title, columns, rows);
}

std::vector<std::vector<std::string>> effect_rows(const Page& page,
                                                  const ExperimentResult& result) {
  const Words& words = page.words;
  const Numbers& numbers = page.numbers;
  const auto points = [&numbers](const ConfidenceInterval& interval) {
    return numbers.points(interval.low) + " … " + numbers.points(interval.high);
  };
  std::vector<std::vector<std::string>> rows;
  const auto add = [&rows](std::string_view name, std::string value, std::string span) {
    rows.push_back({std::string(name), std::move(value), std::move(span)});
  };
  if (!result.ratio.is_blocked) {
    add(words.effect_row, numbers.points(result.difference), points(result.interval));
    if (result.sequence.is_open) {
      add(words.effect_sequence_row, numbers.points(result.sequence.effect),
          points(result.sequence.interval));
    }
    add(words.effect_chance_row, numbers.percent(result.chance_higher), numbers.none());
    add(words.effect_visits_row, numbers.decimal(result.incremental_visits, 0),
        numbers.decimal(result.incremental_visits_span.low, 0) + " … " +
            numbers.decimal(result.incremental_visits_span.high, 0));
    add(words.effect_margin_row, numbers.money(result.incremental_value),
        numbers.money(result.incremental_value_span.low) + " … " +
            numbers.money(result.incremental_value_span.high));
  }
  add(words.effect_needed_row, numbers.count(result.clients_needed), numbers.none());
  add(words.effect_ratio_row, numbers.percent(result.ratio.chance, 2), numbers.none());
  return rows;
}

}  // namespace

std::vector<Column> count_columns(const Page& page, std::string_view first) {
  const Words& words = page.words;
  std::vector<Column> out{{std::string(first), Cell::text}};
  for (const std::string_view name :
       {words.sent, words.bookings, words.conversion, words.interval, words.responses,
        words.opt_outs, words.visits, words.revenue, words.discount_given}) {
    out.push_back({std::string(name), Cell::number});
  }
  return out;
}

std::vector<std::string> count_row(const Page& page, std::string first,
                                   const ResultCounts& counts) {
  const Numbers& numbers = page.numbers;
  const Proportion share{counts.bookings, counts.sent};
  return {std::move(first),
          numbers.count(counts.sent),
          numbers.count(counts.bookings),
          numbers.percent(share.share()),
          numbers.percent_span(wilson_interval(share)),
          numbers.count(counts.responses),
          numbers.count(counts.opt_outs),
          numbers.count(counts.visits),
          numbers.money(static_cast<double>(counts.revenue_minor())),
          numbers.money(static_cast<double>(counts.discount_minor))};
}

void add_figures(Page& page) {
  const Words& words = page.words;
  const Numbers& numbers = page.numbers;
  const ResultOverview& overview = page.report.overview;
  const ResultCounts& all = overview.all;
  const ResultTargets& targets = page.report.targets;
  if (all.sent == 0) {
    page.paragraph(words.nothing_sent);
    return;
  }
  page.raw("<dl class=\"tiles\">\n");
  add_tile(page, {std::string(words.sent), numbers.count(all.sent),
                  std::string(words.delivered) + " " + numbers.count(all.delivered) + ", " +
                      std::string(words.silent) + " " + numbers.count(all.silent) + ", " +
                      std::string(words.waiting) + " " + numbers.count(all.waiting)});
  add_tile(page, {std::string(words.bookings), numbers.count(all.bookings),
                  std::string(words.visits) + " " + numbers.count(all.visits)});
  add_tile(page,
           rate_tile(page, words.conversion, all.bookings,
                     target_text(page, words.at_least, numbers.percent(targets.conversion, 0))));
  add_tile(page,
           rate_tile(page, words.response_rate, all.responses,
                     target_text(page, words.at_least, numbers.percent(targets.response, 0))));
  add_tile(page,
           rate_tile(page, words.opt_out_rate, all.opt_outs,
                     target_text(page, words.below, numbers.percent(targets.opt_out_below, 0))));
  add_tile(page, hours_tile(page, words.response_hours, overview.response_hours,
                            "; " + target_text(page, words.below,
                                               numbers.hours(targets.response_hours_below))));
  add_tile(page, hours_tile(page, words.conversion_hours, overview.conversion_hours, {}));
  add_tile(page,
           {std::string(words.revenue), numbers.money(static_cast<double>(all.revenue_minor())),
            std::string(words.discount_given) + ": " +
                numbers.money(static_cast<double>(all.discount_minor))});
  const auto roi = overview.roi();
  add_tile(page,
           {std::string(words.roi), roi ? numbers.decimal(*roi, 1) : numbers.none(),
            roi ? std::string(words.cost) + ": " + numbers.money(overview.cost_minor()) + "; " +
                      target_text(page, words.at_least, numbers.decimal(targets.roi, 0))
                : std::string(words.roi_unknown)});
  page.raw("</dl>\n");
  page.paragraph(words.about_intervals, "soft");
}

void add_insights(Page& page) {
  if (page.report.insights.empty()) return;
  page.heading(page.words.insights_heading);
  page.raw("<ul class=\"insights\">\n");
  for (const Insight& insight : page.report.insights) {
    const InsightText text = insight_text(insight, page.report.language);
    page.raw("<li><strong>" + escaped(text.sentence) + "</strong><span class=\"soft\">" +
             escaped(text.evidence) + "</span></li>\n");
  }
  page.raw("</ul>\n");
  if (page.report.second_message_clients.empty()) return;
  page.raw("<details><summary>" + escaped(page.words.second_heading) + "</summary>");
  page.paragraph(page.words.second_about, "soft");
  page.raw("<ul>");
  for (const std::string& name : page.report.second_message_clients) {
    page.raw("<li><bdi>" + escaped(name) + "</bdi></li>");
  }
  page.raw("</ul></details>\n");
}

void add_effect(Page& page) {
  if (!page.report.experiment) return;
  const Words& words = page.words;
  const Numbers& numbers = page.numbers;
  const ExperimentFacts& facts = *page.report.experiment;
  page.heading(words.effect_heading);
  page.paragraph(
      page.text_of(words.effect_about, {{"days", numbers.count(page.report.outcome_days)}}),
      "soft");
  if (facts.result.ratio.is_blocked) page.paragraph(words.effect_blocked);
  const std::string title{words.effect_chart};
  const auto mark = [](std::string_view name, const GroupCount& group, Shape shape) {
    return Mark{std::string(name), group.proportion().share(), wilson_interval(group.proportion()),
                shape};
  };
  MarkChart chart{title,
                  {mark(words.treated, facts.treated, Shape::circle),
                   mark(words.held, facts.held, Shape::diamond)},
                  std::nullopt,
                  {}};
  const auto row = [&numbers](std::string_view name, const GroupCount& group) {
    return std::vector<std::string>{std::string(name), numbers.count(group.clients),
                                    numbers.count(group.successes),
                                    numbers.percent(group.proportion().share()),
                                    numbers.percent_span(wilson_interval(group.proportion()))};
  };
  page.raw("<div class=\"figures\">");
  page.figure(mark_chart(chart, numbers, page.next_id()), title,
              {{"", Cell::text},
               {std::string(words.clients)},
               {std::string(words.came)},
               {std::string(words.came_share)},
               {std::string(words.interval)}},
              {row(words.treated, facts.treated), row(words.held, facts.held)});
  page.table(std::string(words.effect_heading),
             {{"", Cell::text}, {""}, {std::string(words.interval)}},
             effect_rows(page, facts.result));
  page.raw("</div>\n");
}

void add_groups(Page& page) {
  const ResultOverview& overview = page.report.overview;
  if (overview.all.sent == 0) return;
  const Words& words = page.words;
  const Numbers& numbers = page.numbers;
  page.heading(words.attempts_heading);
  page.raw("<div class=\"figures\">");
  add_chart(
      page,
      groups_of(words.attempts_chart, words.attempt_number, overview.by_attempt, [&](int number) {
        return std::string(words.attempt_number) + " " + numbers.count(number);
      }));
  add_chart(page, groups_of(std::string(words.conversion) + ": " + std::string(words.discount),
                            words.discount, overview.by_discount,
                            [&](int percent) { return numbers.percent(percent / 100.0, 0); }));
  add_chart(page, groups_of(std::string(words.conversion) + ": " + std::string(words.tone),
                            words.tone, overview.by_tone,
                            [&](const std::string& tone) { return tone_name(page, tone); }));
  page.raw("</div>\n");
  add_arms(page);
  page.heading(words.services_heading);
  page.raw("<div class=\"figures\">");
  Groups services =
      groups_of(words.services_chart, words.service, overview.by_service,
                [&](ServiceId id) { return name_of(page.report.services, id, words.unknown); });
  sort_by_sends(services);
  add_chart(page, services);
  Groups staff = groups_of(
      std::string(words.conversion) + ": " + std::string(words.staff), words.staff,
      overview.by_staff, [&](StaffId id) { return name_of(page.report.staff, id, words.nobody); });
  sort_by_sends(staff);
  add_chart(page, staff);
  page.raw("</div>\n<details><summary>" + escaped(words.more_heading) + "</summary>");
  Groups texts = groups_of(
      words.more_heading, words.template_word, overview.by_template,
      [&](const std::string& id) { return id.empty() ? std::string(words.unknown) : id; });
  sort_by_sends(texts);
  add_table(page, texts);
  page.raw("</details>\n");
}

}  // namespace reactivation::report
