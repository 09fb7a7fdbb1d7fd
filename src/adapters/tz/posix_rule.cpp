#include "posix_rule.hpp"

#include <algorithm>

namespace reactivation::tz {
namespace {

/// Reads the text from the left; every function says by its result whether it was there.
class Scanner {
public:
  explicit Scanner(std::string_view text) : text_(text) {}

  [[nodiscard]] bool at_end() const noexcept { return text_.empty(); }

  bool take(char wanted) noexcept {
    if (text_.empty() || text_.front() != wanted) return false;
    text_.remove_prefix(1);
    return true;
  }

  std::optional<int> number() noexcept {
    int value = 0;
    std::size_t digits = 0;
    while (digits < text_.size() && digits < 4 && text_[digits] >= '0' && text_[digits] <= '9') {
      value = value * 10 + (text_[digits] - '0');
      ++digits;
    }
    if (digits == 0) return std::nullopt;
    text_.remove_prefix(digits);
    return value;
  }

  /// `EET` or `<+03>`.
  bool name() noexcept {
    if (take('<')) {
      const auto end = text_.find('>');
      if (end == std::string_view::npos) return false;
      text_.remove_prefix(end + 1);
      return true;
    }
    std::size_t letters = 0;
    while (letters < text_.size() && is_letter(text_[letters])) ++letters;
    text_.remove_prefix(letters);
    return letters >= 3;
  }

  /// `[+-]hh[:mm[:ss]]`, hours up to 167.
  std::optional<Seconds> time() noexcept {
    const int sign = take('-') ? -1 : 1;
    if (sign == 1) take('+');
    const auto hours = number();
    if (!hours || *hours > 167) return std::nullopt;
    int seconds = *hours * 3600;
    for (const int unit : {60, 1}) {
      if (!take(':')) break;
      const auto part = number();
      if (!part || *part > 59) return std::nullopt;
      seconds += *part * unit;
    }
    return Seconds{sign * seconds};
  }

private:
  static bool is_letter(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  std::string_view text_;
};

bool is_within(std::optional<int> value, int low, int high) noexcept {
  return value && *value >= low && *value <= high;
}

std::optional<ChangeDay> change_day(Scanner& scanner) noexcept {
  ChangeDay change;
  if (scanner.take('M')) {
    change.kind = ChangeDay::Kind::month_week_day;
    const auto month = scanner.number();
    if (!is_within(month, 1, 12) || !scanner.take('.')) return std::nullopt;
    const auto week = scanner.number();
    if (!is_within(week, 1, 5) || !scanner.take('.')) return std::nullopt;
    const auto day = scanner.number();
    if (!is_within(day, 0, 6)) return std::nullopt;
    change.month = *month;
    change.week = *week;
    change.day = *day;
  } else {
    const bool is_julian = scanner.take('J');
    change.kind = is_julian ? ChangeDay::Kind::julian : ChangeDay::Kind::zero_based;
    const auto day = scanner.number();
    if (!is_within(day, is_julian ? 1 : 0, 365)) return std::nullopt;
    change.day = *day;
  }
  if (scanner.take('/')) {
    const auto at = scanner.time();
    if (!at) return std::nullopt;
    change.at = *at;
  }
  return change;
}

}  // namespace

LocalTime ChangeDay::in_year(date::year year) const noexcept {
  const LocalDate first{date::local_days{year / 1 / 1}};
  switch (kind) {
    case Kind::julian: {
      // Day 60 is 1 March in every year: 29 February has no number.
      const int leap = year.is_leap() && day >= 60 ? 1 : 0;
      return first + Days{day - 1 + leap} + at;
    }
    case Kind::zero_based:
      return first + Days{day} + at;
    case Kind::month_week_day:
      break;
  }
  const date::year_month of{year, date::month{static_cast<unsigned>(month)}};
  const date::weekday weekday{static_cast<unsigned>(day)};
  const LocalDate on = week == 5
                           ? LocalDate{date::local_days{of / weekday[date::last]}}
                           : LocalDate{date::local_days{of / weekday[static_cast<unsigned>(week)]}};
  return on + at;
}

std::vector<ZonePeriod> PosixRule::periods(date::year first, date::year last) const {
  std::vector<ZonePeriod> all;
  if (!changes) return all;
  const auto& [to_summer, to_standard] = *changes;
  for (auto year = first; year <= last; ++year) {
    all.push_back(
        {Instant{(to_summer.in_year(year) - standard_offset).time_since_epoch()}, summer_offset});
    all.push_back(
        {Instant{(to_standard.in_year(year) - summer_offset).time_since_epoch()}, standard_offset});
  }
  std::ranges::sort(all, {}, &ZonePeriod::begin);
  return all;
}

std::optional<PosixRule> parse_posix_rule(std::string_view text) noexcept {
  Scanner scanner{text};
  if (!scanner.name()) return std::nullopt;
  const auto west_of_utc = scanner.time();
  if (!west_of_utc) return std::nullopt;
  PosixRule rule;
  rule.standard_offset = -*west_of_utc;
  rule.summer_offset = rule.standard_offset + std::chrono::hours{1};
  if (scanner.at_end()) return rule;

  if (!scanner.name()) return std::nullopt;
  if (!scanner.take(',')) {
    const auto summer_west_of_utc = scanner.time();
    if (!summer_west_of_utc || !scanner.take(',')) return std::nullopt;
    rule.summer_offset = -*summer_west_of_utc;
  }
  const auto to_summer = change_day(scanner);
  if (!to_summer || !scanner.take(',')) return std::nullopt;
  const auto to_standard = change_day(scanner);
  if (!to_standard || !scanner.at_end()) return std::nullopt;
  rule.changes = {*to_summer, *to_standard};
  return rule;
}

}  // namespace reactivation::tz
