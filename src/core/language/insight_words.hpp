// What a language adds to the insights (core/insight.hpp). Between braces stand values: {share},
// {low}, {high} as percentages; {points}, {from}, {to} as differences out of a hundred with their
// sign; {s1} {n1} {s2} {n2} counts of the two groups; {count}, {days}, {clients}, {messages} counts
// with their words; {percent}, {hour}, {next_hour}, {weekday} what is named.
#pragma once

#include <array>
#include <string_view>

#include "language.hpp"
#include "reactivation/core/insight.hpp"

namespace reactivation {

struct InsightWords {
  struct Text {
    std::string_view sentence;
    std::string_view evidence;
  };
  std::array<Text, insight_kinds> texts;  ///< by kind
  PluralForms days, clients, messages;
  std::string_view decimal_point, minus, percent_sign, thousands;
  std::array<std::string_view, 7> weekdays;  ///< Monday first, as {weekday} stands
};

extern const InsightWords english_insights;
extern const InsightWords russian_insights;

}  // namespace reactivation
