#include "reactivation/core/cron.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <utility>

namespace reactivation {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr std::uint32_t every_hour = 0xFF'FFFF;
constexpr std::uint64_t every_minute = (std::uint64_t{1} << 60) - 1;
/// 29 February on a given weekday comes back after 40 years at the latest (over 2100).
constexpr Days search_length{366 * 40};

constexpr std::array<std::string_view, 12> month_names{"jan", "feb", "mar", "apr", "may", "jun",
                                                       "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::array<std::string_view, 7> weekday_names{"sun", "mon", "tue", "wed",
                                                        "thu", "fri", "sat"};

/// What one field of the line may hold.
struct FieldRule {
  std::string_view name;
  int first = 0;
  int last = 0;
  const std::string_view* names = nullptr;  ///< of first, first + 1, …
  std::size_t names_size = 0;
};

constexpr std::array<FieldRule, 5> field_rules{
    FieldRule{"minute", 0, 59},
    FieldRule{"hour", 0, 23},
    FieldRule{"day-of-month", 1, 31},
    FieldRule{"month", 1, 12, month_names.data(), month_names.size()},
    FieldRule{"day-of-week", 0, 7, weekday_names.data(), weekday_names.size()},
};

struct Nickname {
  std::string_view name;
  std::string_view line;
};
constexpr std::array<Nickname, 7> nicknames{
    Nickname{"@hourly", "0 * * * *"},   Nickname{"@daily", "0 0 * * *"},
    Nickname{"@midnight", "0 0 * * *"}, Nickname{"@weekly", "0 0 * * 0"},
    Nickname{"@monthly", "0 0 1 * *"},  Nickname{"@yearly", "0 0 1 1 *"},
    Nickname{"@annually", "0 0 1 1 *"},
};

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr char lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool is_same_word(std::string_view text, std::string_view word) noexcept {
  return std::equal(text.begin(), text.end(), word.begin(), word.end(),
                    [](char a, char b) { return lower(a) == b; });
}

/// Takes the front of `text` up to the first `mark`, and the mark with it.
std::string_view take_until(std::string_view& text, char mark) noexcept {
  const std::size_t at = std::min(text.find(mark), text.size());
  const std::string_view front = text.substr(0, at);
  text.remove_prefix(std::min(at + 1, text.size()));
  return front;
}

/// Takes the next word between blanks; empty at the end.
std::string_view take_word(std::string_view& text) noexcept {
  constexpr std::string_view blanks{" \t"};
  text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
  const std::string_view word = text.substr(0, text.find_first_of(blanks));
  text.remove_prefix(word.size());
  return word;
}

/// Reads one field into a set of bits, or says what is wrong with it.
class FieldReader {
public:
  FieldReader(const FieldRule& rule, std::string& problem) : rule_(rule), problem_(problem) {}

  std::optional<std::uint64_t> read(std::string_view field) {
    std::uint64_t bits = 0;
    const bool ends_open = field.ends_with(',');
    do {
      const auto entry = read_entry(take_until(field, ','));
      if (!entry) return std::nullopt;
      bits |= *entry;
    } while (!field.empty());
    if (ends_open) return refuse("an entry is empty");
    return bits;
  }

private:
  std::nullopt_t refuse(std::string_view what) {
    problem_ = std::string(rule_.name) + ": " + std::string(what) + "; it takes " +
               std::to_string(rule_.first) + " to " + std::to_string(rule_.last);
    if (rule_.names_size > 0) problem_ += " or names like " + std::string(rule_.names[1]);
    problem_ += ", as *, 1, 1-5, */2 or 1,5";
    return std::nullopt;
  }

  std::optional<int> read_number(std::string_view text) {
    if (text.empty() || text.size() > 2 || !std::all_of(text.begin(), text.end(), is_digit)) {
      return std::nullopt;
    }
    int value = 0;
    for (const char c : text) value = value * 10 + (c - '0');
    return value;
  }

  std::optional<int> read_value(std::string_view text) {
    for (std::size_t i = 0; i < rule_.names_size; ++i) {
      if (is_same_word(text, rule_.names[i])) return rule_.first + static_cast<int>(i);
    }
    if (text.empty()) return refuse("a number is missing");
    const auto number = read_number(text);
    if (!number) return refuse("there is something that is no number of one or two digits");
    if (*number < rule_.first || *number > rule_.last) {
      return refuse(std::to_string(*number) + " is out of range");
    }
    return number;
  }

  /// `*`, `7`, `1-5`, each of the last two without a step; first and last value.
  std::optional<std::pair<int, int>> read_range(std::string_view text) {
    if (text == "*") return std::pair{rule_.first, rule_.last};
    const bool is_range = text.find('-') != std::string_view::npos;
    const auto first = read_value(take_until(text, '-'));
    if (!first) return std::nullopt;
    if (!is_range) return std::pair{*first, *first};
    auto last = read_value(text);
    if (!last) return std::nullopt;
    // Sunday ends a week as well as it begins one.
    if (rule_.last == 7 && *last == 0 && *first > 0) last = 7;
    if (*last < *first) return refuse("a range runs backwards");
    return std::pair{*first, *last};
  }

  std::optional<std::uint64_t> read_entry(std::string_view text) {
    if (text.empty()) return refuse("an entry is empty");
    const bool has_step = text.find('/') != std::string_view::npos;
    const std::string_view base = take_until(text, '/');
    const auto range = read_range(base);
    if (!range) return std::nullopt;
    int step = 1;
    if (has_step) {
      if (base != "*" && base.find('-') == std::string_view::npos) {
        return refuse("a step follows * or a range");
      }
      const auto number = read_number(text);
      if (!number || *number < 1 || *number > rule_.last) {
        return refuse("a step must be 1 to " + std::to_string(rule_.last));
      }
      step = *number;
    }
    std::uint64_t bits = 0;
    for (int value = range->first; value <= range->second; value += step) {
      bits |= std::uint64_t{1} << value;
    }
    return bits;
  }

  const FieldRule& rule_;
  std::string& problem_;
};

std::optional<CronSchedule> parse_line(std::string_view line, std::string& problem) {
  std::array<std::string_view, 5> fields;
  for (std::string_view& field : fields) field = take_word(line);
  if (fields.back().empty() || !take_word(line).empty()) {
    problem = "a schedule has five fields: minute hour day-of-month month day-of-week";
    return std::nullopt;
  }
  std::array<std::uint64_t, 5> bits{};
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const auto read = FieldReader{field_rules[i], problem}.read(fields[i]);
    if (!read) return std::nullopt;
    bits[i] = *read;
  }
  CronSchedule schedule;
  schedule.minutes = bits[0];
  schedule.hours = static_cast<std::uint32_t>(bits[1]);
  schedule.days_of_month = static_cast<std::uint32_t>(bits[2]);
  schedule.months = static_cast<std::uint32_t>(bits[3]);
  const auto from_sunday = static_cast<std::uint32_t>(bits[4]);
  schedule.weekdays = (from_sunday & 0xFE) | ((from_sunday & 1) << 7);
  schedule.is_day_of_month_restricted = !fields[2].starts_with('*');
  schedule.is_weekday_restricted = !fields[4].starts_with('*');
  return schedule;
}

std::optional<CronSchedule> parse(std::string_view text, std::string& problem) {
  if (text.size() > max_cron_bytes) {
    problem = "a schedule has at most " + std::to_string(max_cron_bytes) + " bytes";
    return std::nullopt;
  }
  std::string_view rest = text;
  const std::string_view word = take_word(rest);
  if (!word.starts_with('@')) return parse_line(text, problem);
  for (const Nickname& nickname : nicknames) {
    if (is_same_word(word, nickname.name) && take_word(rest).empty()) {
      return parse_line(nickname.line, problem);
    }
  }
  problem =
      "of the words with @ only @hourly, @daily, @midnight, @weekly, @monthly, @yearly and"
      " @annually are known, each on its own";
  return std::nullopt;
}

LocalDate next_month(LocalDate date) noexcept {
  const date::year_month_day civil{date};
  return LocalDate{(date::year_month{civil.year(), civil.month()} + date::months{1}) / 1};
}

constexpr bool has_bit(std::uint64_t bits, int index) noexcept {
  return ((bits >> index) & 1) != 0;
}

/// The first set bit from `from` on; none beyond the last.
std::optional<int> bit_from(std::uint64_t bits, int from) noexcept {
  const std::uint64_t rest = bits >> from;
  if (rest == 0) return std::nullopt;
  return from + std::countr_zero(rest);
}

/// The first named time of a named day at or after `from`; from 0 to 24 hours.
std::optional<minutes> time_of_day_from(const CronSchedule& schedule, minutes from) noexcept {
  const int from_hour = static_cast<int>(date::floor<hours>(from).count());
  const auto hour = bit_from(schedule.hours & every_hour, from_hour);
  if (!hour) return std::nullopt;
  const int from_minute = *hour == from_hour ? static_cast<int>(from.count() % 60) : 0;
  if (const auto minute = bit_from(schedule.minutes & every_minute, from_minute)) {
    return hours{*hour} + minutes{*minute};
  }
  return time_of_day_from(schedule, hours{*hour + 1});
}

bool is_day_skipped(const TimeZone& zone, LocalDate date) noexcept {
  return zone.local_date(zone.start_of(date)) != date;
}

/// Each civil minute once.
std::optional<Instant> next_civil(const CronSchedule& schedule, const TimeZone& zone,
                                  Instant after) noexcept {
  LocalTime from = zone.to_local(after) + Seconds{1};
  const LocalTime last = from + search_length;
  while (const auto local = schedule.next_minute(from, last)) {
    if (is_day_skipped(zone, date_of(*local))) {
      from = date_of(*local) + Days{1};
      continue;
    }
    from = *local + minutes{1};
    const Instant at = zone.to_instant(*local);
    if (at > after) return at;
  }
  return std::nullopt;
}

/// Each instant whose civil minute is named: period by period, in which the clock runs evenly.
std::optional<Instant> next_real(const CronSchedule& schedule, const TimeZone& zone,
                                 Instant after) noexcept {
  const auto periods = zone.periods();
  const auto* next =
      std::upper_bound(periods.data() + 1, periods.data() + periods.size(), after + Seconds{1},
                       [](Instant at, const ZonePeriod& period) { return at < period.begin; });
  const Instant last = after + search_length;
  Instant from = after + Seconds{1};
  for (;; ++next) {
    const Seconds offset = (next - 1)->utc_offset;
    const bool is_last = next == periods.data() + periods.size() || next->begin > last;
    const Instant until = is_last ? last : next->begin - Seconds{1};
    const auto local = schedule.next_minute(LocalTime{(from + offset).time_since_epoch()},
                                            LocalTime{(until + offset).time_since_epoch()});
    if (local) return Instant{local->time_since_epoch()} - offset;
    if (is_last) return std::nullopt;
    from = next->begin;
  }
}

}  // namespace

bool CronSchedule::is_day_named(LocalDate date) const noexcept {
  const date::year_month_day civil{date};
  if (!has_bit(months, static_cast<int>(static_cast<unsigned>(civil.month())))) return false;
  const bool is_by_date =
      has_bit(days_of_month, static_cast<int>(static_cast<unsigned>(civil.day())));
  const bool is_by_weekday = has_bit(weekdays, iso_weekday(date));
  if (is_day_of_month_restricted && is_weekday_restricted) return is_by_date || is_by_weekday;
  return is_by_date && is_by_weekday;
}

std::optional<LocalTime> CronSchedule::next_minute(LocalTime from, LocalTime last) const noexcept {
  LocalDate date = date_of(from);
  auto earliest = date::ceil<std::chrono::minutes>(from - date);
  while (date <= last) {
    const date::year_month_day civil{date};
    if (!has_bit(months, static_cast<int>(static_cast<unsigned>(civil.month())))) {
      date = next_month(date);
    } else {
      const auto named = is_day_named(date) ? time_of_day_from(*this, earliest) : std::nullopt;
      if (named && date + *named <= last) return date + *named;
      date += Days{1};
    }
    earliest = std::chrono::minutes{0};
  }
  return std::nullopt;
}

std::optional<CronSchedule> parse_cron(std::string_view text, std::string* problem) {
  std::string found;
  auto schedule = parse(text, found);
  if (problem != nullptr && !schedule) *problem = std::move(found);
  return schedule;
}

std::optional<Instant> next_fire(const CronSchedule& schedule, const TimeZone& zone,
                                 Instant after) {
  if (!zone.is_known()) return std::nullopt;
  const Instant from = std::clamp(after, min_instant - Seconds{1}, max_instant);
  const bool names_every_hour = (schedule.hours & every_hour) == every_hour;
  const auto at =
      names_every_hour ? next_real(schedule, zone, from) : next_civil(schedule, zone, from);
  return at && *at < max_instant ? at : std::nullopt;
}

}  // namespace reactivation
