// Dates and times as exports write them.
#include <algorithm>
#include <array>

#include "reactivation/engine/import_values.hpp"

namespace reactivation {
namespace {

constexpr int year_min = 1971;
constexpr int year_max = 2199;

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

std::string_view trimmed(std::string_view text) noexcept {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// One to `width` digits from the front; -1 when there is none.
int take_number(std::string_view& text, std::size_t width, std::size_t* taken = nullptr) noexcept {
  std::size_t count = 0;
  int value = 0;
  while (count < width && count < text.size() && is_digit(text[count])) {
    value = value * 10 + (text[count++] - '0');
  }
  text.remove_prefix(count);
  if (taken != nullptr) *taken = count;
  return count == 0 ? -1 : value;
}

bool take_char(std::string_view& text, char expected) noexcept {
  if (text.empty() || text.front() != expected) return false;
  text.remove_prefix(1);
  return true;
}

enum class HalfDay : std::uint8_t { none, am, pm };

/// `AM`, `pm`, `a.m.` from the front, blanks before it left out.
HalfDay take_half_day(std::string_view& text) noexcept {
  std::string_view rest = text;
  while (take_char(rest, ' ')) {
  }
  if (rest.substr(0, 2) == "\xC2\xA0") rest.remove_prefix(2);
  if (rest.substr(0, 3) == "\xE2\x80\xAF") rest.remove_prefix(3);
  if (rest.empty()) return HalfDay::none;
  const char first = static_cast<char>(rest.front() | 0x20);
  if (first != 'a' && first != 'p') return HalfDay::none;
  rest.remove_prefix(1);
  take_char(rest, '.');
  if (rest.empty() || (rest.front() | 0x20) != 'm') return HalfDay::none;
  rest.remove_prefix(1);
  take_char(rest, '.');
  text = rest;
  return first == 'a' ? HalfDay::am : HalfDay::pm;
}

/// Hours of a day out of a clock's hour; -1 when the clock does not have it.
int full_hour(int hour, HalfDay half) noexcept {
  if (half == HalfDay::none) return hour >= 0 && hour <= 23 ? hour : -1;
  if (hour < 1 || hour > 12) return -1;
  return hour % 12 + (half == HalfDay::pm ? 12 : 0);
}

constexpr std::array<std::string_view, 12> english_months{"jan", "feb", "mar", "apr", "may", "jun",
                                                          "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::array<std::string_view, 12> russian_months{"янв", "фев", "мар", "апр", "ма",  "июн",
                                                          "июл", "авг", "сен", "окт", "ноя", "дек"};

/// Letters from the front, folded, a dot behind them left out.
std::string take_word(std::string_view& text) {
  std::size_t count = 0;
  while (count < text.size() && ((static_cast<unsigned char>(text[count]) >= 0x80) ||
                                 ((text[count] | 0x20) >= 'a' && (text[count] | 0x20) <= 'z'))) {
    ++count;
  }
  const std::string word = folded(text.substr(0, count));
  text.remove_prefix(count);
  take_char(text, '.');
  return word;
}

/// 1 to 12, or -1.
int take_month_name(std::string_view& text) {
  const std::string word = take_word(text);
  if (word.size() < 3) return -1;
  for (std::size_t month = 0; month < 12; ++month) {
    if (word.compare(0, 3, english_months[month]) == 0) return static_cast<int>(month) + 1;
    const std::string_view russian = russian_months[month];
    if (word.compare(0, russian.size(), russian) == 0) return static_cast<int>(month) + 1;
  }
  return -1;
}

struct Fields {
  int year = -1;
  int month = -1;
  int day = -1;
  int hour = 0;
  int minute = 0;
  int second = 0;
  HalfDay half = HalfDay::none;
  bool has_time = false;
};

bool take_year(std::string_view& text, std::size_t width, int& year) noexcept {
  std::size_t taken = 0;
  year = take_number(text, width, &taken);
  if (taken != width) return false;
  if (width == 2) year += year >= 69 ? 1900 : 2000;
  return true;
}

/// One directive from the front of `text`; false when it does not fit.
bool take_directive(char directive, std::string_view& text, Fields& fields) {
  switch (directive) {
    case 'Y':
      return take_year(text, 4, fields.year);
    case 'y':
      return take_year(text, 2, fields.year);
    case 'm':
      return (fields.month = take_number(text, 2)) >= 0;
    case 'd':
      return (fields.day = take_number(text, 2)) >= 0;
    case 'H':
    case 'I':
      fields.has_time = true;
      return (fields.hour = take_number(text, 2)) >= 0;
    case 'M':
      return (fields.minute = take_number(text, 2)) >= 0;
    case 'S': {
      fields.second = take_number(text, 2);
      std::string_view rest = text;
      if (take_char(rest, '.') && take_number(rest, 9) >= 0) text = rest;
      return fields.second >= 0;
    }
    case 'p':
      return (fields.half = take_half_day(text)) != HalfDay::none;
    case 'b':
      return (fields.month = take_month_name(text)) > 0;
    case 'a':
      return !take_word(text).empty();
    case '%':
      return take_char(text, '%');
    default:
      return false;
  }
}

/// Reads `text` by the expanded format; what is left of it stays in `text`.
std::optional<Fields> take_fields(std::string_view format, std::string_view& text) {
  Fields fields;
  for (std::size_t at = 0; at < format.size(); ++at) {
    if (format[at] == ' ') {
      while (take_char(text, ' ')) {
      }
    } else if (format[at] == '%') {
      if (!take_directive(format[++at], text, fields)) return std::nullopt;
    } else if (!take_char(text, format[at])) {
      return std::nullopt;
    }
  }
  return fields;
}

/// `yyyy-mm-dd` at the front, whatever the numbers are.
bool is_iso_shaped(std::string_view text) noexcept {
  static constexpr std::string_view shape = "0000-00-00";
  if (text.size() < shape.size()) return false;
  for (std::size_t at = 0; at < shape.size(); ++at) {
    if (shape[at] == '0' ? !is_digit(text[at]) : text[at] != '-') return false;
  }
  return true;
}

/// A time zone offset in hours alone, `+03` behind a time, gets its minutes.
std::string with_full_offset(std::string_view text) {
  const std::size_t size = text.size();
  const bool is_short = size > 16 && (text[size - 3] == '+' || text[size - 3] == '-') &&
                        is_digit(text[size - 2]) && is_digit(text[size - 1]);
  return std::string(text) + (is_short ? ":00" : "");
}

struct Civil {
  DateProblem problem = DateProblem::none;
  ParsedTime time;
};

Civil civil_of(const Fields& fields) {
  const int hour = full_hour(fields.hour, fields.half);
  const date::year_month_day day{date::year{fields.year},
                                 date::month{static_cast<unsigned>(fields.month)},
                                 date::day{static_cast<unsigned>(fields.day)}};
  if (!day.ok() || hour < 0 || fields.minute > 59 || fields.second > 59) {
    return {DateProblem::not_a_date, {}};
  }
  if (fields.year < year_min || fields.year > year_max) {
    return {DateProblem::year_out_of_range, {}};
  }
  ParsedTime time;
  time.local = LocalDate{day} + std::chrono::hours{hour} + std::chrono::minutes{fields.minute} +
               Seconds{fields.second};
  time.has_time = fields.has_time;
  return {DateProblem::none, time};
}

/// A time behind a date that was read without one: nothing, or blanks (or a `T` or `,`) and a time.
Civil with_rest(Civil civil, std::string_view rest) {
  if (civil.problem != DateProblem::none) return civil;
  rest = trimmed(rest);
  if (!rest.empty() && (rest.front() == 'T' || rest.front() == ',')) rest.remove_prefix(1);
  if (rest.empty()) return civil;
  const auto time = parse_time_of_day(rest);
  if (!time || civil.time.has_time) return {DateProblem::not_a_date, {}};
  civil.time.local += *time;
  civil.time.has_time = true;
  return civil;
}

Civil read_iso(std::string_view text) {
  if (const auto parsed = parse_time(with_full_offset(text))) {
    const date::year_month_day day{date_of(parsed->local)};
    if (static_cast<int>(day.year()) < year_min) return {DateProblem::year_out_of_range, {}};
    return {DateProblem::none, *parsed};
  }
  std::string_view rest = text;
  const auto fields = take_fields("%Y-%m-%d", rest);
  return with_rest(civil_of(fields.value_or(Fields{})), rest);
}

Civil read_without_format(std::string_view text) {
  if (is_iso_shaped(text)) return read_iso(text);
  const auto digits = std::count_if(text.begin(), text.end(), is_digit);
  return {digits >= 3 ? DateProblem::format_needed : DateProblem::not_a_date, {}};
}

Civil read_with_format(const std::string& format, std::string_view text) {
  std::string_view rest = text;
  if (const auto fields = take_fields(format, rest)) {
    const Civil civil = with_rest(civil_of(*fields), rest);
    if (civil.problem != DateProblem::not_a_date) return civil;
  }
  if (is_iso_shaped(text)) return read_iso(text);
  return {DateProblem::not_a_date, {}};
}

DateReading finished(const Civil& civil, const TimeZone& zone) {
  DateReading out;
  out.problem = civil.problem;
  if (out.problem != DateProblem::none) return out;
  const ParsedTime& time = civil.time;
  out.at = time.instant_in(zone);
  out.is_time_known = time.has_time;
  // UTC is an instant in every zone; any other offset has to be the zone's own.
  if (time.utc_offset && *time.utc_offset != Seconds{0} && zone.to_local(out.at) != time.local) {
    out.problem = DateProblem::wrong_offset;
  }
  out.was_in_gap = !time.utc_offset && time.has_time && zone.is_skipped(time.local);
  if (out.at < min_instant || out.at >= max_instant) out.problem = DateProblem::year_out_of_range;
  return out;
}

Civil joined(Civil civil, std::string_view time_cell, const TimeZone& zone) {
  if (civil.problem != DateProblem::none || time_cell.empty()) return civil;
  const auto time = parse_time_of_day(time_cell);
  if (!time) return {DateProblem::not_a_date, {}};
  ParsedTime& parsed = civil.time;
  const LocalTime own = parsed.utc_offset ? zone.to_local(parsed.instant_in(zone)) : parsed.local;
  const Seconds own_time = own - date_of(own);
  // A midnight in the date's own cell only means that the cell is a date.
  const bool is_bare = !parsed.has_time || (!parsed.utc_offset && own_time == Seconds{0});
  if (!is_bare && own_time != *time) return {DateProblem::contradictory, {}};
  if (is_bare) parsed.local = date_of(parsed.local) + *time;
  parsed.has_time = true;
  return civil;
}

Civil read_epoch_cell(std::string_view text, std::int64_t units_a_second) {
  std::int64_t value = 0;
  std::size_t count = 0;
  while (count < text.size() && is_digit(text[count]) && count < 16) {
    value = value * 10 + (text[count++] - '0');
  }
  std::string_view rest = text.substr(count);
  if (take_char(rest, '.') && rest.find_first_not_of("0123456789") == std::string_view::npos) {
    rest = {};
  }
  if (count == 0 || !rest.empty()) return {DateProblem::not_a_date, {}};
  const auto is_in_range = [](std::int64_t seconds) {
    static constexpr auto begin =
        date::sys_days{date::year{year_min} / 1 / 1}.time_since_epoch() / Seconds{1};
    return seconds >= begin && seconds < max_instant.time_since_epoch().count();
  };
  if (!is_in_range(value / units_a_second)) {
    const bool is_other_unit = units_a_second == 1 ? is_in_range(value / 1000) : is_in_range(value);
    return {is_other_unit ? DateProblem::wrong_unit : DateProblem::year_out_of_range, {}};
  }
  ParsedTime time;
  time.local = LocalTime{Seconds{value / units_a_second}};
  time.utc_offset = Seconds{0};
  time.has_time = true;
  return {DateProblem::none, time};
}

}  // namespace

std::optional<DateFormat> DateFormat::parse(std::string_view text) {
  DateFormat format;
  format.text_ = text;
  if (text == "epoch" || text == "epoch_ms") {
    format.kind_ = text == "epoch" ? Kind::epoch : Kind::epoch_ms;
    return format;
  }
  static constexpr std::string_view written_out[][2] = {
      {"%F", "%Y-%m-%d"}, {"%T", "%H:%M:%S"}, {"%R", "%H:%M"}, {"%D", "%m/%d/%y"},
      {"%e", "%d"},       {"%B", "%b"},       {"%h", "%b"},    {"%A", "%a"}};
  std::string used;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '%') {
      format.expanded_ += text[at] == '\t' ? ' ' : text[at];
      continue;
    }
    std::string_view directive = text.substr(at++, 2);
    for (const auto& [name, expansion] : written_out) {
      if (directive == name) directive = expansion;
    }
    for (std::size_t i = 0; i + 1 < directive.size(); ++i) {
      if (directive[i] == '%') used += directive[i + 1];
    }
    if (directive.size() < 2) return std::nullopt;
    format.expanded_ += directive;
  }
  const auto has = [&used](std::string_view any) {
    return used.find_first_of(any) != std::string::npos;
  };
  const bool is_known = used.find_first_not_of("YymdHIMSpba%") == std::string::npos;
  const bool is_complete =
      has("Yy") && has("mb") && has("d") && (!has("I") || has("p")) && (!has("MSp") || has("HI"));
  if (!is_known || !is_complete) return std::nullopt;
  return format;
}

DateReading DateReader::read(std::string_view date, std::string_view time) const {
  date = trimmed(date);
  time = trimmed(time);
  if (is_null_word(time)) time = {};
  if (date.empty() || is_null_word(date)) return {};
  Civil civil;
  if (!format_) {
    civil = read_without_format(date);
  } else if (format_->kind_ == DateFormat::Kind::fields) {
    civil = read_with_format(format_->expanded_, date);
  } else {
    civil = read_epoch_cell(date, format_->kind_ == DateFormat::Kind::epoch ? 1 : 1000);
  }
  return finished(joined(civil, time, zone_), zone_);
}

std::optional<Seconds> parse_time_of_day(std::string_view text) noexcept {
  text = trimmed(text);
  const int clock_hour = take_number(text, 2);
  int minute = 0;
  int second = 0;
  const bool has_minutes = take_char(text, ':');
  if (has_minutes) {
    std::size_t taken = 0;
    minute = take_number(text, 2, &taken);
    if (taken != 2) return std::nullopt;
    if (take_char(text, ':')) {
      second = take_number(text, 2, &taken);
      if (taken != 2) return std::nullopt;
      if (take_char(text, '.') && take_number(text, 9) < 0) return std::nullopt;
    }
  }
  const HalfDay half = take_half_day(text);
  const int hour = clock_hour < 0 ? -1 : full_hour(clock_hour, half);
  const bool is_time = hour >= 0 && minute >= 0 && minute <= 59 && second >= 0 && second <= 59 &&
                       text.empty() && (has_minutes || half != HalfDay::none);
  if (!is_time) return std::nullopt;
  return std::chrono::hours{hour} + std::chrono::minutes{minute} + Seconds{second};
}

}  // namespace reactivation
