#include "oracle_zone.hpp"

#include <algorithm>
#include <fstream>
#include <limits>
#include <sstream>

namespace reactivation::simulation::oracle {
namespace {

constexpr std::int64_t day_length = 86'400;
constexpr std::int64_t last_year = 2201;
constexpr std::string_view zone_folder = "/usr/share/zoneinfo/";

std::int64_t floor_div(std::int64_t a, std::int64_t b) noexcept {
  return a / b - (a % b < 0 ? 1 : 0);
}

int weekday_of(std::int64_t day) noexcept {  // 1970-01-01 was a Thursday
  return static_cast<int>(((day + 3) % 7 + 7) % 7) + 1;
}

bool is_leap(std::int64_t year) noexcept {
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/// Reads from the front; `is_sound` turns false at the first thing that does not fit.
class Bytes {
public:
  explicit Bytes(std::string_view all) : left_(all) {}

  std::int64_t number(std::size_t size) {
    if (left_.size() < size) return fail();
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < size; ++i) {
      value = value << 8 | static_cast<std::uint8_t>(left_[i]);
    }
    left_.remove_prefix(size);
    if (size == 4) return static_cast<std::int32_t>(static_cast<std::uint32_t>(value));
    return static_cast<std::int64_t>(value);
  }
  void skip(std::int64_t size) {
    if (size < 0 || left_.size() < static_cast<std::size_t>(size)) {
      fail();
    } else {
      left_.remove_prefix(static_cast<std::size_t>(size));
    }
  }
  bool starts_with(std::string_view text) const { return left_.substr(0, text.size()) == text; }
  std::string_view left() const { return left_; }
  bool is_sound() const { return is_sound_; }

private:
  std::int64_t fail() {
    is_sound_ = false;
    left_ = {};
    return 0;
  }
  std::string_view left_;
  bool is_sound_ = true;
};

struct Header {
  int version = 1;
  std::int64_t utc_marks = 0, standard_marks = 0, leaps = 0, times = 0, types = 0, letters = 0;
};

Header read_header(Bytes& bytes) {
  Header header;
  if (!bytes.starts_with("TZif")) bytes.skip(std::numeric_limits<std::int64_t>::max());
  bytes.skip(4);
  header.version = static_cast<int>(bytes.number(1)) - '0';
  bytes.skip(15);
  header.utc_marks = bytes.number(4);
  header.standard_marks = bytes.number(4);
  header.leaps = bytes.number(4);
  header.times = bytes.number(4);
  header.types = bytes.number(4);
  header.letters = bytes.number(4);
  return header;
}

/// `M3.5.0/-1`, `J60`, `59`: a moment of every year.
struct YearlyMoment {
  char kind = 'M';
  int month = 1, week = 1, weekday = 0;  ///< Sunday = 0
  int day = 0;
  std::int64_t second = 7200;

  std::int64_t wall_seconds(std::int64_t year) const {
    const std::int64_t new_year = days_of(year, 1, 1);
    std::int64_t date = new_year + day;
    if (kind == 'J') date = new_year + day - 1 + (is_leap(year) && day >= 60 ? 1 : 0);
    if (kind == 'M') {
      const std::int64_t first = days_of(year, month, 1);
      const std::int64_t next = month == 12 ? days_of(year + 1, 1, 1) : days_of(year, month + 1, 1);
      date = first + (weekday - weekday_of(first) % 7 + 7) % 7 + std::int64_t{7} * (week - 1);
      while (date >= next) date -= 7;
    }
    return date * day_length + second;
  }
};

struct Footer {
  std::int64_t standard_offset = 0, summer_offset = 0;
  bool has_summer = false;
  YearlyMoment summer_begins, summer_ends;
};

class FooterReader {
public:
  explicit FooterReader(std::string_view text) : left_(text) {}

  std::optional<Footer> read() {
    Footer footer;
    name();
    footer.standard_offset = -time();
    if (left_.empty()) return is_sound_ ? std::optional{footer} : std::nullopt;
    footer.has_summer = true;
    name();
    footer.summer_offset = footer.standard_offset + 3600;
    if (!left_.empty() && left_.front() != ',') footer.summer_offset = -time();
    footer.summer_begins = moment();
    footer.summer_ends = moment();
    return is_sound_ && left_.empty() ? std::optional{footer} : std::nullopt;
  }

private:
  bool take(char letter) {
    const bool is_there = !left_.empty() && left_.front() == letter;
    if (is_there) left_.remove_prefix(1);
    return is_there;
  }
  void name() {
    const bool is_quoted = take('<');
    std::size_t length = 0;
    const auto is_letter = [&](char c) {
      return is_quoted ? c != '>' : (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    };
    while (length < left_.size() && is_letter(left_[length])) ++length;
    left_.remove_prefix(length);
    if (length < 3 || (is_quoted && !take('>'))) is_sound_ = false;
  }
  int number() {
    int value = 0;
    std::size_t digits = 0;
    while (!left_.empty() && left_.front() >= '0' && left_.front() <= '9' && digits < 4) {
      value = value * 10 + (left_.front() - '0');
      left_.remove_prefix(1);
      ++digits;
    }
    if (digits == 0) is_sound_ = false;
    return value;
  }
  std::int64_t time() {
    const bool is_negative = take('-');
    if (!is_negative) take('+');
    std::int64_t seconds = std::int64_t{number()} * 3600;
    if (take(':')) seconds += std::int64_t{number()} * 60;
    if (take(':')) seconds += number();
    return is_negative ? -seconds : seconds;
  }
  YearlyMoment moment() {
    YearlyMoment moment;
    if (!take(',')) is_sound_ = false;
    if (take('M')) {
      moment.month = std::clamp(number(), 1, 12);
      if (!take('.')) is_sound_ = false;
      moment.week = std::clamp(number(), 1, 5);
      if (!take('.')) is_sound_ = false;
      moment.weekday = number() % 7;
    } else {
      moment.kind = take('J') ? 'J' : 'D';
      moment.day = number();
    }
    if (take('/')) moment.second = time();
    return moment;
  }

  std::string_view left_;
  bool is_sound_ = true;
};

struct Change {
  std::int64_t at;
  std::int64_t offset;
};

/// The changes of the footer's rule after `last`, in order.
std::vector<Change> changes_after(const Footer& footer, std::int64_t last) {
  std::vector<Change> changes;
  if (!footer.has_summer) return changes;
  const std::int64_t from = std::max<std::int64_t>(last, 0);
  for (std::int64_t year = civil_of(floor_div(from, day_length)).year - 1; year <= last_year;
       ++year) {
    changes.push_back(
        {footer.summer_begins.wall_seconds(year) - footer.standard_offset, footer.summer_offset});
    changes.push_back(
        {footer.summer_ends.wall_seconds(year) - footer.summer_offset, footer.standard_offset});
  }
  std::stable_sort(changes.begin(), changes.end(),
                   [](const Change& a, const Change& b) { return a.at < b.at; });
  std::erase_if(changes, [last](const Change& change) { return change.at <= last; });
  return changes;
}

}  // namespace

std::int64_t days_of(std::int64_t year, int month, int day) noexcept {
  // Whole years before this one, with March as the first month, so that the leap day comes last.
  const std::int64_t shifted = month <= 2 ? year - 1 : year;
  const int from_march = (month + 9) % 12;
  const std::int64_t before = 365 * shifted + floor_div(shifted, 4) - floor_div(shifted, 100) +
                              floor_div(shifted, 400) + (153 * from_march + 2) / 5;
  return before + day - 1 - 719'468;
}

Civil civil_of(std::int64_t days) noexcept {
  Civil civil;
  civil.year = 1970 + floor_div(days * 400, 146'097);
  while (days_of(civil.year, 1, 1) > days) --civil.year;
  while (days_of(civil.year + 1, 1, 1) <= days) ++civil.year;
  while (civil.month < 12 && days_of(civil.year, civil.month + 1, 1) <= days) ++civil.month;
  civil.day = static_cast<int>(days - days_of(civil.year, civil.month, 1)) + 1;
  return civil;
}

std::optional<OracleZone> OracleZone::parse(std::string_view text) {
  Bytes bytes(text);
  const Header first = read_header(bytes);
  if (!bytes.is_sound() || first.version < 2) return std::nullopt;
  bytes.skip(first.times * 5 + first.types * 6 + first.letters + first.leaps * 8 +
             first.standard_marks + first.utc_marks);
  const Header header = read_header(bytes);
  if (!bytes.is_sound() || header.types < 1) return std::nullopt;
  std::vector<std::int64_t> times;
  for (std::int64_t i = 0; i < header.times && bytes.is_sound(); ++i) {
    times.push_back(bytes.number(8));
  }
  std::vector<std::size_t> types;
  for (std::int64_t i = 0; i < header.times && bytes.is_sound(); ++i) {
    types.push_back(static_cast<std::size_t>(bytes.number(1)));
  }
  std::vector<std::int64_t> offsets;
  for (std::int64_t i = 0; i < header.types && bytes.is_sound(); ++i) {
    offsets.push_back(bytes.number(4));
    bytes.skip(2);
  }
  bytes.skip(header.letters + header.leaps * 12 + header.standard_marks + header.utc_marks);
  if (!bytes.is_sound() || !bytes.starts_with("\n")) return std::nullopt;

  OracleZone zone;
  zone.periods_.push_back({std::numeric_limits<std::int64_t>::min(), offsets.front()});
  for (std::size_t i = 0; i < times.size(); ++i) {
    if (types[i] >= offsets.size()) return std::nullopt;
    zone.periods_.push_back({times[i], offsets[types[i]]});
  }
  const std::string_view rest = bytes.left().substr(1);
  const std::string_view rule = rest.substr(0, rest.find('\n'));
  if (rule.empty()) return zone;
  const auto footer = FooterReader(rule).read();
  if (!footer) return std::nullopt;
  const std::int64_t last = times.empty() ? zone.periods_.front().begin : times.back();
  for (const Change& change : changes_after(*footer, last)) {
    zone.periods_.push_back({change.at, change.offset});
  }
  return zone;
}

std::optional<OracleZone> OracleZone::load(std::string_view name) {
  const auto is_plain = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '/' ||
           c == '_' || c == '-' || c == '+';
  };
  if (name.empty() || name.front() == '/' || !std::all_of(name.begin(), name.end(), is_plain)) {
    return std::nullopt;
  }
  std::ifstream file(std::string(zone_folder) + std::string(name), std::ios::binary);
  if (!file) return std::nullopt;
  std::ostringstream bytes;  // a folder reads as nothing
  bytes << file.rdbuf();
  return parse(bytes.str());
}

std::size_t OracleZone::period_of(std::int64_t at) const noexcept {
  const auto after =
      std::upper_bound(periods_.begin() + 1, periods_.end(), at,
                       [](std::int64_t t, const Period& period) { return t < period.begin; });
  return static_cast<std::size_t>(after - periods_.begin()) - 1;
}

std::int64_t OracleZone::offset_at(Instant at) const noexcept {
  return periods_[period_of(at.time_since_epoch().count())].offset;
}

LocalReading OracleZone::read(Instant at) const noexcept {
  const std::int64_t wall = at.time_since_epoch().count() + offset_at(at);
  LocalReading reading;
  reading.day = floor_div(wall, day_length);
  reading.second_of_day = static_cast<int>(wall - reading.day * day_length);
  reading.weekday = weekday_of(reading.day);
  return reading;
}

Instant OracleZone::instant_of(std::int64_t wall_seconds) const noexcept {
  constexpr std::int64_t reach = 2 * day_length;  // no clock is further from UTC
  for (std::size_t i = period_of(wall_seconds - reach); i < periods_.size(); ++i) {
    const Period& period = periods_[i];
    const std::int64_t at = wall_seconds - period.offset;
    if (i > 0 && at < period.begin) return Instant{Seconds{period.begin}};  // skipped
    const bool is_last = i + 1 == periods_.size();
    if (is_last || at < periods_[i + 1].begin) return Instant{Seconds{at}};
  }
  return Instant{Seconds{wall_seconds}};
}

const OracleZone* ZoneShelf::find(const std::string& name) {
  const auto [place, is_new] = zones_.try_emplace(name);
  if (is_new) {
    if (auto zone = OracleZone::load(name)) {
      place->second = std::make_unique<OracleZone>(std::move(*zone));
    }
  }
  return place->second.get();
}

}  // namespace reactivation::simulation::oracle
