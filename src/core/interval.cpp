#include "reactivation/core/interval.hpp"

#include <array>
#include <string>

#include "text.hpp"

namespace reactivation {
namespace {

struct TableRow {
  BusinessType type;
  int days;
  /// Beginnings of words in lower case, separated by blanks; `cut.` must be the whole word.
  std::string_view stems;
};

constexpr std::array<TableRow, 11> table{{
    {BusinessType::beauty, 28, "haircut hairdo cut. cuts. стриж подстриг"},
    {BusinessType::beauty, 45,
     "colour color coloring dye highlight balayage ombre toning tint окраш краск покрас тонир "
     "мелир балаяж омбре колорир"},
    {BusinessType::beauty, 21, "manicure маник"},
    {BusinessType::beauty, 28, "pedicure педик"},
    {BusinessType::beauty, 14, "massage массаж"},
    {BusinessType::barbershop, 21, "haircut cut. cuts. fade. стриж подстриг"},
    {BusinessType::barbershop, 14, "beard shave бород брить"},
    {BusinessType::dental, 180, "cleaning hygiene чистк гигиен"},
    {BusinessType::dental, 180, "whitening отбелив"},
    {BusinessType::dental, 180, "check-up checkup checkups. examination осмотр"},
    {BusinessType::fitness, 7, "training workout class. classes. тренир занят"},
}};

/// Every byte of a word: letters of any script, digits and the hyphen.
bool is_word_byte(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
         static_cast<unsigned char>(c) >= 0x80;
}

bool begins_with_a_stem(std::string_view word, std::string_view stems) noexcept {
  while (!stems.empty()) {
    const std::size_t end = stems.find(' ');
    std::string_view stem = stems.substr(0, end);
    stems = end == std::string_view::npos ? std::string_view{} : stems.substr(end + 1);
    if (stem.back() == '.') {
      stem.remove_suffix(1);
      if (word == stem) return true;
    } else if (word.starts_with(stem)) {
      return true;
    }
  }
  return false;
}

bool has_a_word_of(std::string_view title, std::string_view stems) noexcept {
  std::size_t at = 0;
  while (at < title.size()) {
    std::size_t end = at;
    while (end < title.size() && is_word_byte(title[end])) ++end;
    if (begins_with_a_stem(title.substr(at, end - at), stems)) return true;
    at = end + 1;
  }
  return false;
}

bool is_usable(const std::optional<int>& days) noexcept {
  return days && *days >= 1 && *days <= max_interval_days;
}

IntervalSource source_of(const Rule& rule) noexcept {
  if (rule.active_interval_source) return *rule.active_interval_source;
  const auto& days = rule.reactivation_interval_days;
  if (days == rule.manual_interval) return IntervalSource::manual;
  if (days == rule.calculated_avg_interval) return IntervalSource::historical;
  if (days == rule.ai_suggested_interval) return IntervalSource::ai;
  return IntervalSource::manual;
}

}  // namespace

int table_interval_days(BusinessType type, std::string_view service_title) noexcept {
  const std::string title = text::lowered(service_title);
  for (const TableRow& row : table) {
    const bool is_looked_at = type == BusinessType::other || type == row.type;
    if (is_looked_at && has_a_word_of(title, row.stems)) return row.days;
  }
  return 30;
}

Interval interval_of(const Rule& rule, BusinessType type, std::string_view service_title) noexcept {
  if (is_usable(rule.reactivation_interval_days)) {
    return {*rule.reactivation_interval_days, source_of(rule)};
  }
  if (is_usable(rule.manual_interval)) return {*rule.manual_interval, IntervalSource::manual};
  if (is_usable(rule.calculated_avg_interval)) {
    return {*rule.calculated_avg_interval, IntervalSource::historical};
  }
  if (is_usable(rule.ai_suggested_interval)) {
    return {*rule.ai_suggested_interval, IntervalSource::ai};
  }
  return {table_interval_days(type, service_title), IntervalSource::table};
}

std::optional<int> suggested_interval_days(const Rule& rule) noexcept {
  for (const auto& days : {rule.calculated_avg_interval, rule.ai_suggested_interval}) {
    if (is_usable(days)) return days;
  }
  return std::nullopt;
}

Rule rule_with_manual_interval(Rule rule, int days) noexcept {
  rule.manual_interval = days;
  rule.reactivation_interval_days = days;
  rule.active_interval_source = IntervalSource::manual;
  return rule;
}

}  // namespace reactivation
