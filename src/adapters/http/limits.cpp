#include <algorithm>
#include <array>
#include <cmath>

#include "reactivation/adapters/http_limits.hpp"

namespace reactivation::http {
namespace {

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

Milliseconds bounded(double milliseconds) {
  if (!(milliseconds > 0)) return Milliseconds{0};
  const auto most = static_cast<double>(retry_after_max.count());
  return Milliseconds{static_cast<std::int64_t>(std::ceil(std::min(milliseconds, most)))};
}

/// A decimal number at the beginning, cut off the text; no sign, no exponent.
std::optional<double> take_decimal(std::string_view& text) {
  double value = 0;
  std::size_t at = 0;
  for (; at < text.size() && is_digit(text[at]); ++at) {
    value = std::min(value * 10 + (text[at] - '0'), 1e15);
  }
  if (at == 0) return std::nullopt;
  if (at < text.size() && text[at] == '.') {
    double part = 0.1;
    for (++at; at < text.size() && is_digit(text[at]); ++at, part /= 10) {
      value += part * (text[at] - '0');
    }
  }
  text.remove_prefix(at);
  return value;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// --- Dates ---------------------------------------------------------------------------------------

/// Reads fixed pieces one after the other; after the first that does not fit nothing does.
class Scanner {
public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  bool word(std::string_view wanted) {
    is_good_ = is_good_ && rest_.starts_with(wanted);
    if (is_good_) rest_.remove_prefix(wanted.size());
    return is_good_;
  }
  int number(std::size_t digits) {
    int value = 0;
    is_good_ =
        is_good_ && rest_.size() >= digits &&
        std::all_of(rest_.begin(), rest_.begin() + static_cast<std::ptrdiff_t>(digits), is_digit);
    if (!is_good_) return 0;
    for (std::size_t i = 0; i < digits; ++i) value = value * 10 + (rest_[i] - '0');
    rest_.remove_prefix(digits);
    return value;
  }
  unsigned month() {
    constexpr std::string_view names = "JanFebMarAprMayJunJulAugSepOctNovDec";
    const std::size_t at =
        rest_.size() < 3 ? std::string_view::npos : names.find(rest_.substr(0, 3));
    is_good_ = is_good_ && at != std::string_view::npos && at % 3 == 0;
    if (!is_good_) return 0;
    rest_.remove_prefix(3);
    return static_cast<unsigned>(at / 3) + 1;
  }
  /// ` 6` or `06`.
  int padded_day() {
    if (rest_.starts_with(' ')) {
      rest_.remove_prefix(1);
      return number(1);
    }
    return number(2);
  }
  [[nodiscard]] bool is_done() const { return is_good_ && rest_.empty(); }

private:
  std::string_view rest_;
  bool is_good_ = true;
};

struct CivilTime {
  int year = 0;
  unsigned month = 0;
  int day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
};

void read_time(Scanner& in, CivilTime& out) {
  out.hour = in.number(2);
  in.word(":");
  out.minute = in.number(2);
  in.word(":");
  out.second = in.number(2);
}

std::optional<Instant> instant_of(const CivilTime& civil) {
  const date::year_month_day day{date::year{civil.year}, date::month{civil.month},
                                 date::day{static_cast<unsigned>(civil.day)}};
  if (!day.ok() || civil.hour > 23 || civil.minute > 59 || civil.second > 60) return std::nullopt;
  return Instant{date::sys_days{day}} + std::chrono::hours{civil.hour} +
         std::chrono::minutes{civil.minute} + Seconds{civil.second};
}

int year_of_two_digits(int two, Instant now) {
  const int year_now = static_cast<int>(date::year_month_day{date::floor<Days>(now)}.year());
  int year = year_now - year_now % 100 + two;
  if (year > year_now + 50) year -= 100;
  return year;
}

// Sun, 06 Nov 1994 08:49:37 GMT
std::optional<Instant> read_fixed_date(std::string_view after_comma) {
  Scanner in(after_comma);
  CivilTime civil;
  in.word(" ");
  civil.day = in.number(2);
  in.word(" ");
  civil.month = in.month();
  in.word(" ");
  civil.year = in.number(4);
  in.word(" ");
  read_time(in, civil);
  in.word(" GMT");
  return in.is_done() ? instant_of(civil) : std::nullopt;
}

// Sunday, 06-Nov-94 08:49:37 GMT
std::optional<Instant> read_rfc850_date(std::string_view after_comma, Instant now) {
  Scanner in(after_comma);
  CivilTime civil;
  in.word(" ");
  civil.day = in.number(2);
  in.word("-");
  civil.month = in.month();
  in.word("-");
  civil.year = year_of_two_digits(in.number(2), now);
  in.word(" ");
  read_time(in, civil);
  in.word(" GMT");
  return in.is_done() ? instant_of(civil) : std::nullopt;
}

// Sun Nov  6 08:49:37 1994
std::optional<Instant> read_asctime_date(std::string_view after_weekday) {
  Scanner in(after_weekday);
  CivilTime civil;
  in.word(" ");
  civil.month = in.month();
  in.word(" ");
  civil.day = in.padded_day();
  in.word(" ");
  read_time(in, civil);
  in.word(" ");
  civil.year = in.number(4);
  return in.is_done() ? instant_of(civil) : std::nullopt;
}

std::uint64_t mixed(std::uint64_t value) {  // splitmix64, Steele, Lea, Flood 2014
  value += 0x9E3779B97F4A7C15U;
  value = (value ^ (value >> 30U)) * 0xBF58476D1CE4E5B9U;
  value = (value ^ (value >> 27U)) * 0x94D049BB133111EBU;
  return value ^ (value >> 31U);
}

}  // namespace

std::optional<Instant> read_http_date(std::string_view text, Instant now) {
  text = trimmed(text);
  const std::size_t comma = text.find(',');
  if (comma == std::string_view::npos) {
    return text.size() < 3 ? std::nullopt : read_asctime_date(text.substr(3));
  }
  const std::string_view rest = text.substr(comma + 1);
  if (auto at = read_fixed_date(rest)) return at;
  return read_rfc850_date(rest, now);
}

std::optional<Milliseconds> read_retry_after(std::string_view text, Instant now) {
  text = trimmed(text);
  std::string_view rest = text;
  const bool is_negative = rest.starts_with('-');
  if (is_negative) rest.remove_prefix(1);
  if (const auto seconds = take_decimal(rest)) {
    if (!rest.empty()) return std::nullopt;
    return is_negative ? Milliseconds{0} : bounded(*seconds * 1000);
  }
  const auto at = read_http_date(text, now);
  if (!at) return std::nullopt;
  return std::clamp<Milliseconds>(*at - now, Milliseconds{0}, retry_after_max);
}

std::optional<Milliseconds> read_duration(std::string_view text) {
  struct Unit {
    std::string_view name;
    double milliseconds;
  };
  // `ms` before `m`.
  constexpr std::array<Unit, 4> units = {{{"ms", 1}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1000}}};
  text = trimmed(text);
  const bool is_negative = text.starts_with('-');
  if (is_negative) text.remove_prefix(1);
  double sum = 0;
  bool has_any = false;
  while (!text.empty()) {
    const auto value = take_decimal(text);
    if (!value) return std::nullopt;
    const auto* const unit = std::find_if(
        units.begin(), units.end(), [&](const Unit& each) { return text.starts_with(each.name); });
    if (unit == units.end()) return std::nullopt;
    text.remove_prefix(unit->name.size());
    sum += *value * unit->milliseconds;
    has_any = true;
  }
  if (!has_any) return std::nullopt;
  return is_negative ? Milliseconds{0} : bounded(sum);
}

Milliseconds jittered_pause(const RepeatPolicy& policy, int next_try, std::uint64_t number,
                            std::uint64_t seed) {
  const int doublings = std::clamp(next_try - 2, 0, 30);
  const std::int64_t first = std::max<std::int64_t>(policy.first.count(), 0);
  const std::int64_t longest =
      std::clamp<std::int64_t>(policy.longest.count(), 0, retry_after_max.count());
  const std::int64_t bound =
      first > (longest >> doublings) ? longest : std::min(first << doublings, longest);
  const std::uint64_t chance =
      mixed(mixed(mixed(seed) ^ number) ^ static_cast<std::uint64_t>(next_try));
  return Milliseconds{static_cast<std::int64_t>(chance % (static_cast<std::uint64_t>(bound) + 1))};
}

HostLimits::Bucket& HostLimits::bucket(std::string_view host) {
  const auto found = buckets_.find(host);
  if (found != buckets_.end()) return found->second;
  return buckets_.emplace(std::string(host), Bucket{others_, 0, {}, {}, true}).first->second;
}

void HostLimits::set(std::string_view host, HostRate rate) {
  const std::lock_guard lock(mutex_);
  Bucket& own = bucket(host);
  own.rate = rate;
  own.turns = std::min(own.turns, static_cast<double>(std::max(rate.burst, 1)));
}

void HostLimits::hold(std::string_view host, SteadyTime until) {
  const std::lock_guard lock(mutex_);
  Bucket& own = bucket(host);
  own.held_until = std::max(own.held_until, until);
}

SteadyTime HostLimits::take(std::string_view host, SteadyTime now) {
  const std::lock_guard lock(mutex_);
  Bucket& own = bucket(host);
  if (now < own.held_until) return own.held_until;
  if (!(own.rate.per_second > 0)) return now;
  const double burst = std::max(own.rate.burst, 1);
  if (own.is_new) {
    own.turns = burst;
  } else if (now > own.counted_at) {
    const double seconds = std::chrono::duration<double>(now - own.counted_at).count();
    own.turns = std::min(burst, own.turns + seconds * own.rate.per_second);
  }
  own.is_new = false;
  own.counted_at = std::max(own.counted_at, now);
  if (own.turns >= 1 - 1e-9) {
    own.turns -= 1;
    return now;
  }
  const std::chrono::duration<double> missing{(1 - own.turns) / own.rate.per_second};
  return now +
         std::chrono::ceil<Milliseconds>(std::min(missing, std::chrono::duration<double>(86'400)));
}

}  // namespace reactivation::http
