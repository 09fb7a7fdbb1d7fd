#include "reactivation/core/time.hpp"

#include <algorithm>
#include <utility>

namespace reactivation {
namespace {

void append_padded(std::string& out, std::int64_t value, int width) {
  const std::string digits = std::to_string(value);
  out.append(static_cast<std::size_t>(std::max(0, width - static_cast<int>(digits.size()))), '0');
  out += digits;
}

/// Reads exactly `width` ASCII digits from the front of `text`; -1 when they are not there.
int take_digits(std::string_view& text, std::size_t width) noexcept {
  if (text.size() < width) return -1;
  int value = 0;
  for (std::size_t i = 0; i < width; ++i) {
    const char c = text[i];
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  text.remove_prefix(width);
  return value;
}

bool take_char(std::string_view& text, char expected) noexcept {
  if (text.empty() || text.front() != expected) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<LocalDate> take_date(std::string_view& text) noexcept {
  const int year = take_digits(text, 4);
  if (year < 1970 || year > 2199 || !take_char(text, '-')) return std::nullopt;
  const int month = take_digits(text, 2);
  if (month < 0 || !take_char(text, '-')) return std::nullopt;
  const int day = take_digits(text, 2);
  if (day < 0) return std::nullopt;
  const date::year_month_day civil{date::year{year}, date::month{static_cast<unsigned>(month)},
                                   date::day{static_cast<unsigned>(day)}};
  if (!civil.ok()) return std::nullopt;
  return LocalDate{civil};
}

/// `HH:MM[:SS[.fraction]]`
std::optional<Seconds> take_time_of_day(std::string_view& text) noexcept {
  const int hour = take_digits(text, 2);
  if (hour < 0 || hour > 23 || !take_char(text, ':')) return std::nullopt;
  const int minute = take_digits(text, 2);
  if (minute < 0 || minute > 59) return std::nullopt;
  int second = 0;
  if (take_char(text, ':')) {
    second = take_digits(text, 2);
    if (second < 0 || second > 59) return std::nullopt;
    if (take_char(text, '.')) {
      if (take_digits(text, 1) < 0) return std::nullopt;
      while (take_digits(text, 1) >= 0) {
      }
    }
  }
  return std::chrono::hours{hour} + std::chrono::minutes{minute} + Seconds{second};
}

/// `Z` or `±HH:MM`, up to 18 hours
std::optional<Seconds> take_offset(std::string_view& text) noexcept {
  if (take_char(text, 'Z') || take_char(text, 'z')) return Seconds{0};
  const bool is_west = text.starts_with('-');
  if (!take_char(text, '+') && !take_char(text, '-')) return std::nullopt;
  const int hour = take_digits(text, 2);
  if (hour < 0 || hour > 18) return std::nullopt;
  take_char(text, ':');
  const int minute = take_digits(text, 2);
  if (minute < 0 || minute > 59) return std::nullopt;
  const Seconds offset = std::chrono::hours{hour} + std::chrono::minutes{minute};
  return is_west ? -offset : offset;
}

}  // namespace

TimeZone::TimeZone(std::string name, std::vector<ZonePeriod> periods)
    : name_(std::move(name)), periods_(std::move(periods)) {
  for (ZonePeriod& period : periods_) {
    period.begin = within_reach(period.begin);
    period.utc_offset = std::clamp<Seconds>(period.utc_offset, -Days{1}, Days{1});
  }
}

TimeZone TimeZone::utc() { return {"UTC", {ZonePeriod{min_instant, Seconds{0}}}}; }

std::size_t TimeZone::period_of(Instant at) const noexcept {
  const auto after =
      std::upper_bound(periods_.begin() + 1, periods_.end(), at,
                       [](Instant value, const ZonePeriod& p) { return value < p.begin; });
  return static_cast<std::size_t>(after - periods_.begin()) - 1;
}

// No two clock changes lie within a day of each other's effect on one civil time, so that the
// candidates are the period of that time read as UTC and its neighbours, the earliest first.
Instant TimeZone::to_instant(LocalTime local) const noexcept {
  const Instant as_utc = within_reach(Instant{local.time_since_epoch()});
  if (!is_known()) return as_utc;
  const std::size_t middle = period_of(as_utc);
  const std::size_t first = middle > 0 ? middle - 1 : 0;
  const std::size_t last = std::min(middle + 1, periods_.size() - 1);
  for (std::size_t i = first; i < last; ++i) {
    const Instant at = as_utc - periods_[i].utc_offset;
    const Instant end = periods_[i + 1].begin;
    if (at < end) return i > 0 ? std::max(at, periods_[i].begin) : at;
  }
  return last > 0 ? std::max(as_utc - periods_[last].utc_offset, periods_[last].begin)
                  : as_utc - periods_[last].utc_offset;
}

bool TimeZone::is_skipped(LocalTime local) const noexcept {
  return to_local(to_instant(local)) != local;
}

std::string to_iso_date(LocalDate date) {
  constexpr LocalDate first{date::year{0} / 1 / 1};
  constexpr LocalDate last{date::year{9999} / 12 / 31};
  const date::year_month_day civil{std::clamp(date, first, last)};
  std::string out;
  append_padded(out, static_cast<int>(civil.year()), 4);
  out += '-';
  append_padded(out, static_cast<unsigned>(civil.month()), 2);
  out += '-';
  append_padded(out, static_cast<unsigned>(civil.day()), 2);
  return out;
}

std::string to_iso_local(LocalTime at) {
  const LocalTime local{within_reach(Instant{at.time_since_epoch()}).time_since_epoch()};
  const LocalDate date = date_of(local);
  const date::hh_mm_ss<Seconds> time{local - date};
  std::string out = to_iso_date(date) + 'T';
  append_padded(out, time.hours().count(), 2);
  out += ':';
  append_padded(out, time.minutes().count(), 2);
  out += ':';
  append_padded(out, time.seconds().count(), 2);
  return out;
}

std::string to_rfc3339(Instant at) { return to_iso_local(LocalTime{at.time_since_epoch()}) + 'Z'; }

std::optional<LocalDate> parse_iso_date(std::string_view text) noexcept {
  const auto date = take_date(text);
  return text.empty() ? date : std::nullopt;
}

Instant ParsedTime::instant_in(const TimeZone& zone) const noexcept {
  if (utc_offset) return Instant{local.time_since_epoch()} - *utc_offset;
  return zone.to_instant(local);
}

std::optional<ParsedTime> parse_time(std::string_view text) noexcept {
  const auto date = take_date(text);
  if (!date) return std::nullopt;
  ParsedTime parsed{*date, std::nullopt, false};
  if (text.empty()) return parsed;
  if (!take_char(text, 'T') && !take_char(text, 't') && !take_char(text, ' ')) return std::nullopt;
  const auto time_of_day = take_time_of_day(text);
  if (!time_of_day) return std::nullopt;
  parsed.local = *date + *time_of_day;
  parsed.has_time = true;
  if (text.empty()) return parsed;
  parsed.utc_offset = take_offset(text);
  if (!parsed.utc_offset || !text.empty()) return std::nullopt;
  return parsed;
}

}  // namespace reactivation
