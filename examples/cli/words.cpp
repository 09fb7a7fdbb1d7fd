#include "words.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "reactivation/core/company.hpp"

namespace cli {

using namespace reactivation;

namespace {

constexpr std::array<const char*, 8> weekdays{"", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
constexpr std::array<const char*, 13> months{"",    "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                             "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

date::year_month_day civil(LocalDate date) { return date::year_month_day{date}; }

}  // namespace

std::string short_day_text(LocalDate date) {
  const auto ymd = civil(date);
  return std::string(weekdays[static_cast<std::size_t>(iso_weekday(date))]) + " " +
         std::to_string(static_cast<unsigned>(ymd.day())) + " " +
         months[static_cast<unsigned>(ymd.month())];
}

std::string day_text(LocalDate date) {
  return short_day_text(date) + " " + std::to_string(static_cast<int>(civil(date).year()));
}

std::string clock_text(Instant at, const TimeZone& zone) {
  const LocalTime local = zone.is_known() ? zone.to_local(at) : LocalTime{at.time_since_epoch()};
  return to_iso_local(local).substr(11, 5);
}

std::string moment_text(Instant at, Instant now, const TimeZone& zone) {
  const TimeZone& used = zone;
  if (!used.is_known()) return to_rfc3339(at);
  const LocalDate date = used.local_date(at);
  const bool same_year = civil(date).year() == civil(used.local_date(now)).year();
  return (same_year ? short_day_text(date) : day_text(date)) + " " + clock_text(at, used);
}

std::string until_text(std::optional<Instant> at, Instant now, const TimeZone& zone) {
  if (!at) return "–";
  std::string text = moment_text(*at, now, zone);
  if (text.ends_with(" 00:00")) text.resize(text.size() - 6);
  return text;
}

std::string number_text(std::int64_t number) {
  const std::string digits = std::to_string(number);
  const std::size_t sign = number < 0 ? 1 : 0;
  std::string out;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > sign && (digits.size() - i) % 3 == 0) out += ',';
    out += digits[i];
  }
  return out;
}

std::string count_text(std::int64_t number, const std::string& noun) {
  return number_text(number) + " " + noun + (number == 1 ? "" : "s");
}

std::string money_text(std::int64_t minor, const std::string& currency) {
  const int decimals = currency_exponent(currency);
  std::int64_t unit = 1;
  for (int i = 0; i < decimals; ++i) unit *= 10;
  std::string out = number_text(minor / unit);
  const std::int64_t rest = (minor < 0 ? -minor : minor) % unit;
  if (rest != 0) {
    std::array<char, 8> buffer{};
    std::snprintf(buffer.data(), buffer.size(), ".%0*d", decimals, static_cast<int>(rest));
    out += buffer.data();
  }
  return currency.empty() ? out : out + " " + currency;
}

std::string percent_text(double share) { return std::to_string(std::lround(100 * share)) + " %"; }

std::string state_text(RhythmState state) {
  std::string out(to_string(state));
  std::replace(out.begin(), out.end(), '_', ' ');
  return out;
}

std::string reason_text(SkipReason reason) {
  switch (reason) {
    case SkipReason::none:
      return "gets a message";
    case SkipReason::company_disabled:
      return "messages are switched off";
    case SkipReason::opted_out:
      return "asked not to be written to";
    case SkipReason::consent_missing:
      return "has not agreed to messages";
    case SkipReason::phone_missing:
      return "no phone number";
    case SkipReason::phone_invalid:
      return "phone cannot take messages";
    case SkipReason::paused:
      return "asked for a pause";
    case SkipReason::needs_person:
      return "a reply waits for you";
    case SkipReason::no_visit:
      return "no visit for a service with a rule";
    case SkipReason::upcoming_booking:
      return "has a booking ahead";
    case SkipReason::visited_recently:
      return "was here a few days ago";
    case SkipReason::not_due:
      return "not due yet";
    case SkipReason::lapsed:
      return "away too long";
    case SkipReason::attempt_open:
      return "was written to, answer still open";
    case SkipReason::contacted_recently:
      return "was written to recently";
    case SkipReason::max_attempts:
      return "all attempts made, or declined";
    case SkipReason::holdout:
      return "in the comparison group";
    case SkipReason::outside_sending_hours:
      return "no sending hours left today";
    case SkipReason::no_quota:
      return "over today's limit, in the queue";
  }
  return "";
}

std::string reason_absent_text(SkipReason reason) {
  switch (reason) {
    case SkipReason::none:
      return "";
    case SkipReason::company_disabled:
      return "messages are switched on";
    case SkipReason::opted_out:
      return "has not asked for silence";
    case SkipReason::consent_missing:
      return "consent is in order";
    case SkipReason::phone_missing:
      return "has a phone number";
    case SkipReason::phone_invalid:
      return "the number can take messages";
    case SkipReason::paused:
      return "no pause";
    case SkipReason::needs_person:
      return "no reply waits for you";
    case SkipReason::no_visit:
      return "has been here for a service with a rule";
    case SkipReason::upcoming_booking:
      return "no booking ahead";
    case SkipReason::visited_recently:
      return "not here in the last days";
    case SkipReason::not_due:
      return "due";
    case SkipReason::lapsed:
      return "not away too long";
    case SkipReason::attempt_open:
      return "no message waits for its answer";
    case SkipReason::contacted_recently:
      return "not written to recently";
    case SkipReason::max_attempts:
      return "attempts are left";
    case SkipReason::holdout:
      return "not in the comparison group";
    case SkipReason::outside_sending_hours:
      return "within sending hours";
    case SkipReason::no_quota:
      return "within today's limit";
  }
  return "";
}

std::string interval_text(const Interval& interval) {
  const char* source = "";
  switch (interval.source) {
    case IntervalSource::manual:
      source = "set by you";
      break;
    case IntervalSource::historical:
      source = "from your history";
      break;
    case IntervalSource::ai:
      source = "suggested";
      break;
    case IntervalSource::table:
      source = "usual";
      break;
  }
  return count_text(interval.days, "day") + ", " + source;
}

}  // namespace cli
