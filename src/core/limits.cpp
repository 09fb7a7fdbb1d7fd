#include "reactivation/core/limits.hpp"

#include <algorithm>
#include <limits>

namespace reactivation {
namespace {

constexpr Days opening_search_max{400};
constexpr Seconds hour_length{3600};
constexpr Seconds day_length{86400};

bool makes_sense(const HourRange& hours) noexcept {
  return hours.start >= 0 && hours.start < hours.end && hours.end <= 24;
}

/// Both ranges at once; one that makes no sense leaves nothing.
HourRange common_hours(const HourRange& a, const HourRange& b) noexcept {
  if (!makes_sense(a) || !makes_sense(b)) return {0, 0};
  return {std::max(a.start, b.start), std::min(a.end, b.end)};
}

std::optional<SendWindow> hours_on(LocalDate date, const HourRange& hours, const TimeZone& zone) {
  if (!makes_sense(hours)) return std::nullopt;
  const SendWindow window{zone.to_instant(date + std::chrono::hours{hours.start}),
                          zone.to_instant(date + std::chrono::hours{hours.end})};
  // A clock change may have swallowed the hours, or the whole day.
  const bool exists = window.opens < window.closes && zone.local_date(window.opens) == date;
  return exists ? std::optional{window} : std::nullopt;
}

/// The parts of the window that lie in the company's hours on the client's own clock. Those of
/// neighbouring days that touch are one.
std::vector<SendWindow> on_client_clock(const SendWindow& window, const Settings& settings,
                                        const TimeZone& client_zone) {
  std::vector<SendWindow> parts;
  const LocalDate middle = client_zone.local_date(window.opens);
  for (const LocalDate date : {middle - Days{1}, middle, middle + Days{1}, middle + Days{2}}) {
    if (!settings.sending_days.contains(iso_weekday(date))) continue;
    const auto theirs = hours_on(date, settings.sending_hours, client_zone);
    if (!theirs) continue;
    const SendWindow both{std::max(window.opens, theirs->opens),
                          std::min(window.closes, theirs->closes)};
    if (both.opens >= both.closes) continue;
    if (!parts.empty() && parts.back().closes == both.opens) {
      parts.back().closes = both.closes;
    } else {
      parts.push_back(both);
    }
  }
  return parts;
}

bool is_stopped(const Account& account) noexcept {
  return !(account.spam_score <= spam_score_stop);  // also for what is not a number
}

}  // namespace

std::vector<SendWindow> SendCalendar::windows_of(LocalDate date) const {
  if (!zone.is_known()) return {};
  const int weekday = iso_weekday(date);
  if (!settings.sending_days.contains(weekday)) return {};
  if (account && !account->safe_sending_days.contains(weekday)) return {};
  const auto& holidays = settings.holidays;
  if (std::find(holidays.begin(), holidays.end(), date) != holidays.end()) return {};
  const HourRange hours = account
                              ? common_hours(settings.sending_hours, account->safe_sending_hours)
                              : settings.sending_hours;
  const auto window = hours_on(date, hours, zone);
  if (!window) return {};
  if (client_zone) return on_client_clock(*window, settings, *client_zone);
  return std::vector<SendWindow>(1, *window);
}

std::optional<SendWindow> SendCalendar::window_at(Instant at) const {
  if (!zone.is_known()) return std::nullopt;
  for (const SendWindow& window : windows_of(zone.local_date(at))) {
    if (at < window.closes) return window;
  }
  return std::nullopt;
}

std::optional<Instant> SendCalendar::next_opening(Instant at) const {
  if (!zone.is_known()) return std::nullopt;
  const LocalDate today = zone.local_date(at);
  for (LocalDate date = today; date <= today + opening_search_max; date += Days{1}) {
    for (const SendWindow& window : windows_of(date)) {
      if (window.opens > at) return window.opens;
    }
  }
  return std::nullopt;
}

Quota quota_of_day(const Settings& settings, const Account* account, const TimeZone& zone,
                   Instant now, int waiting) {
  Quota quota;
  quota.waiting = std::max(0, waiting);
  if (!account || !zone.is_known()) return quota;
  const LocalDate today = zone.local_date(now);
  for (const Instant sent_at : account->sends) {
    if (zone.local_date(sent_at) == today) ++quota.sent;
  }
  if (is_stopped(*account)) return quota;
  quota.limit = limits_of(*account).sent_daily_max;
  if (settings.daily_limit_mode == DailyLimitMode::manual && settings.manual_daily_limit) {
    quota.limit = std::min(quota.limit, std::max(0, *settings.manual_daily_limit));
  }
  const std::int64_t left = std::int64_t{quota.limit} - quota.sent - quota.waiting;
  quota.left = static_cast<int>(std::max<std::int64_t>(0, left));
  return quota;
}

Pacer::Pacer(AccountLimits limits, std::span<const Instant> sends)
    : limits_(limits), sends_(sends.begin(), sends.end()) {
  constexpr Seconds gap_max{std::numeric_limits<int>::max()};
  limits_.gap_min = std::clamp(limits.gap_min, Seconds{0}, gap_max);
  for (Instant& sent_at : sends_) sent_at = within_reach(sent_at);
  std::sort(sends_.begin(), sends_.end());
}

void Pacer::take(Instant at) {
  sends_.insert(std::upper_bound(sends_.begin(), sends_.end(), at), at);
}

std::optional<Instant> Pacer::earliest(Instant from, Instant closes) const {
  if (limits_.sent_hourly_max <= 0 || limits_.sent_daily_max <= 0) return std::nullopt;
  Instant at = within_reach(from);
  while (at < closes) {
    const auto clears_at = conflict_clears_at(at);
    if (!clears_at) return at;
    at = *clears_at;
  }
  return std::nullopt;
}

/// The next instant worth trying when a send at `at` would break a limit; none when it would not.
std::optional<Instant> Pacer::conflict_clears_at(Instant at) const {
  const auto near = std::lower_bound(sends_.begin(), sends_.end(), at - limits_.gap_min,
                                     [](Instant sent, Instant edge) { return sent <= edge; });
  if (near != sends_.end() && *near < at + limits_.gap_min) return *near + limits_.gap_min;
  if (auto hour = window_clears_at(at, hour_length, limits_.sent_hourly_max)) return hour;
  return window_clears_at(at, day_length, limits_.sent_daily_max);
}

/// Looks at every run of `max` known sends around `at`: with `at` it must span `length` or more.
std::optional<Instant> Pacer::window_clears_at(Instant at, Seconds length, int max) const {
  const auto position = std::upper_bound(sends_.begin(), sends_.end(), at) - sends_.begin();
  const auto ahead = static_cast<std::ptrdiff_t>(sends_.size()) - position;
  const auto sent = [this](std::ptrdiff_t i) { return sends_[static_cast<std::size_t>(i)]; };
  const std::ptrdiff_t most_before = std::min<std::ptrdiff_t>(max, position);
  const std::ptrdiff_t fewest_before = std::max<std::ptrdiff_t>(0, max - ahead);
  for (std::ptrdiff_t before = most_before; before >= fewest_before; --before) {
    const Instant first = before > 0 ? sent(position - before) : at;
    const Instant last = before < max ? sent(position + max - before - 1) : at;
    if (last - first < length) return before > 0 ? first + length : sent(position);
  }
  return std::nullopt;
}

namespace {

PermitReason reason_of_wait(const AccountLimits& limits, const PermitQuestion& question) {
  AccountLimits only_daily = limits;
  only_daily.sent_hourly_max = std::max(1, limits.sent_daily_max);
  only_daily.gap_min = Seconds{0};
  AccountLimits only_hourly = only_daily;
  only_hourly.sent_hourly_max = limits.sent_hourly_max;
  const auto holds = [&question](const AccountLimits& l) {
    const Pacer pacer(l, question.calendar.account->sends);
    return pacer.earliest(question.now, question.now + Seconds{1}).has_value();
  };
  if (!holds(only_daily)) return PermitReason::daily_limit;
  return holds(only_hourly) ? PermitReason::gap : PermitReason::hourly_limit;
}

}  // namespace

std::string_view to_string(PermitReason reason) noexcept {
  constexpr std::string_view words[] = {"approved",
                                        "zone_unknown",
                                        "company_disabled",
                                        "account_missing",
                                        "account_stopped",
                                        "account_paused",
                                        "outside_sending_hours",
                                        "expired",
                                        "too_many_open",
                                        "daily_limit",
                                        "hourly_limit",
                                        "gap",
                                        "lease_lost",
                                        "not_waiting",
                                        "facts_changed",
                                        "account_disarmed",
                                        "confirmation_missing",
                                        "all_stopped",
                                        "clock_jumped",
                                        "first_contact_limit",
                                        "written_to_today",
                                        "window_too_short"};
  return words[static_cast<std::size_t>(reason)];
}

Permit permit_of_account(const SendCalendar& calendar, Instant now) {
  const Account* account = calendar.account;
  if (!calendar.zone.is_known()) return {PermitReason::zone_unknown, {}};
  if (!calendar.settings.enabled) return {PermitReason::company_disabled, {}};
  if (!account) return {PermitReason::account_missing, {}};
  if (is_stopped(*account)) return {PermitReason::account_stopped, {}};
  if (account->paused_until && *account->paused_until > now) {
    return {PermitReason::account_paused, account->paused_until};
  }
  return {};
}

Permit permit_to_send(const PermitQuestion& question) {
  const SendCalendar& calendar = question.calendar;
  if (const Permit refusal = permit_of_account(calendar, question.now); !refusal.is_approved()) {
    return refusal;
  }
  if (question.not_after && question.now >= *question.not_after) {
    return {PermitReason::expired, {}};
  }
  const auto window = calendar.window_at(question.now);
  if (!window || !window->contains(question.now)) {
    return {PermitReason::outside_sending_hours, calendar.next_opening(question.now)};
  }
  AccountLimits limits = limits_of(*calendar.account);
  limits.gap_min += question.extra_gap;
  if (question.open >= limits.concurrent_max) return {PermitReason::too_many_open, {}};
  const Quota quota =
      quota_of_day(calendar.settings, calendar.account, calendar.zone, question.now, 0);
  if (quota.left == 0) return {PermitReason::daily_limit, calendar.next_opening(question.now)};
  const auto turn = Pacer(limits, calendar.account->sends).earliest(question.now, window->closes);
  if (turn == question.now) return {};
  return {reason_of_wait(limits, question), turn ? turn : calendar.next_opening(question.now)};
}

}  // namespace reactivation
