// Private: what a language adds to the report, in one file of data each.
#pragma once

#include <array>
#include <string_view>

#include "reactivation/core/company.hpp"

namespace reactivation::report {

/// Values stand between braces.
struct Words {
  using Word = std::string_view;

  Word code;
  Word decimal_point, thousands, minus, percent_sign, hours_short;
  std::array<Word, 12> months;
  std::array<Word, 7> weekdays;

  // The page.
  Word title;       ///< {company}
  Word period;      ///< {from}, {to}
  Word made;        ///< {date}
  Word figures;     ///< opens the table behind a chart
  Word data_table;  ///< {chart}
  Word about_intervals;
  Word target, of_all, interval, nothing_sent, other, unknown, nobody, none;

  // Figures at the top.
  Word sent, bookings, conversion, responses, response_rate, opt_outs, opt_out_rate, revenue;
  Word discount_given, cost, roi, roi_unknown, response_hours, conversion_hours, mean, median;
  Word delivered, positive, visits, silent, waiting, uncertain, at_least, below;
  Word of_messages;  ///< {count}, {all}

  // Sections.
  Word insights_heading;
  Word effect_heading, effect_about, effect_blocked, treated, held, clients, came, came_share;
  Word effect_row, effect_sequence_row, effect_chance_row, effect_visits_row, effect_margin_row;
  Word effect_needed_row, effect_ratio_row, effect_chart;
  Word attempts_heading, attempts_chart, attempt_number, service, staff, tone, template_word;
  Word discount, services_heading, services_chart, more_heading;
  Word arms_heading, arms_about, arms_chart, free_times, if_all;
  Word curves_heading, curves_about, curve_chart, away, days, day_short, half_back;
  Word three_quarters_back, never_back, chosen_interval, source, returns, provisional, too_few;
  std::array<Word, 4> sources;  ///< by IntervalSource
  Word rhythm_heading, rhythm_about, rhythm_chart, rhythm_silence, rhythm_chance, state;
  std::array<Word, 5> states;  ///< by RhythmState
  Word times_heading, times_about, hours_chart, weekdays_chart, hour, weekday, answered, pooled;
  Word account_heading, account_chart, level, per_day, per_hour, gap, spam_score, stopped, running;
  Word seconds;
  std::array<Word, 3> levels;  ///< by WarmupLevel
  Word replay_heading, replay_about, replay_chart, setting, messages, anyway_14, anyway_30;
  Word never_again, lost_reached, messages_short, anyway_short;
  Word second_heading, second_about;
  std::array<Word, 3> tones;  ///< friendly, professional, casual
};

[[nodiscard]] const Words& words_of(Language language) noexcept;
extern const Words english_words;
extern const Words russian_words;

}  // namespace reactivation::report
