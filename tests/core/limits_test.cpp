#include <catch2/catch.hpp>
#include <cmath>

#include "core/world.hpp"

using namespace world;

namespace {
struct Desk {
  Settings settings;
  Account account;
  TimeZone zone = berlin();

  Desk() {
    settings.sending_days = WeekdaySet::every_day();
    account.warmup_level = WarmupLevel::hot;
  }
  [[nodiscard]] SendCalendar calendar() const { return {settings, &account, zone}; }
  /// The only window of that day, or none.
  [[nodiscard]] std::optional<SendWindow> window_of(std::string_view date) const {
    return only(calendar().windows_of(on(date)));
  }
  [[nodiscard]] static std::optional<SendWindow> only(const std::vector<SendWindow>& windows) {
    REQUIRE(windows.size() <= 1);
    return windows.empty() ? std::nullopt : std::optional{windows.front()};
  }
  [[nodiscard]] Permit permit(std::string_view when, int open = 0,
                              std::optional<Instant> not_after = {}) const {
    const SendCalendar c = calendar();
    return permit_to_send({c, at(when), not_after, open});
  }
};
SendWindow window(std::string_view opens, std::string_view closes) {
  return {at(opens), at(closes)};
}
}  // namespace

TEST_CASE("allowed time is company hours and account hours, on days of both, without holidays") {
  Desk desk;
  desk.account.safe_sending_hours = {12, 24};
  CHECK(desk.window_of("2026-03-10") == window("2026-03-10T11:00:00Z", "2026-03-10T18:00:00Z"));
  desk.settings.holidays = {on("2026-03-10")};
  CHECK_FALSE(desk.window_of("2026-03-10"));
  CHECK(desk.window_of("2026-03-11"));
  desk.settings.sending_days = WeekdaySet::of(1, 2);  // 11 March is a Wednesday
  CHECK_FALSE(desk.window_of("2026-03-11"));
  desk.settings.sending_days = WeekdaySet::every_day();
  desk.account.safe_sending_days = WeekdaySet::of(1, 2);
  CHECK_FALSE(desk.window_of("2026-03-11"));
  CHECK(Desk::only(SendCalendar{desk.settings, nullptr, desk.zone}.windows_of(on("2026-03-11"))));
}

TEST_CASE("hour 0 is midnight and hour 24 is the next midnight") {
  Desk desk;
  desk.settings.sending_hours = {0, 24};
  CHECK(desk.window_of("2026-03-10") == window("2026-03-09T23:00:00Z", "2026-03-10T23:00:00Z"));
  desk.settings.sending_hours = {0, 1};
  CHECK(desk.window_of("2026-03-10") == window("2026-03-09T23:00:00Z", "2026-03-10T00:00:00Z"));
  // 23 and 25 hours long.
  desk.settings.sending_hours = {0, 24};
  const auto spring = desk.window_of("2026-03-29");
  CHECK(spring->closes - spring->opens == std::chrono::hours{23});
  const auto autumn = desk.window_of("2026-10-25");
  CHECK(autumn->closes - autumn->opens == std::chrono::hours{25});
}

TEST_CASE(
    "hours that make no sense, that do not meet, or that a clock change swallows are no window") {
  Desk desk;
  for (const HourRange bad : {HourRange{10, 10}, HourRange{19, 10}, HourRange{-1, 5},
                              HourRange{5, 25}, HourRange{24, 24}}) {
    desk.settings.sending_hours = bad;
    CHECK_FALSE(desk.window_of("2026-03-10"));
    CHECK_FALSE(
        Desk::only(SendCalendar{desk.settings, nullptr, desk.zone}.windows_of(on("2026-03-10"))));
  }
  desk.settings.sending_hours = {10, 12};
  desk.account.safe_sending_hours = {12, 14};
  CHECK_FALSE(desk.window_of("2026-03-10"));
  desk.account.safe_sending_hours = {-5, 40};
  CHECK_FALSE(desk.window_of("2026-03-10"));
  desk.account.safe_sending_hours = {0, 24};
  desk.settings.sending_hours = {2, 3};
  CHECK_FALSE(desk.window_of("2026-03-29"));
  desk.zone = {"Skip",
               {{at("2011-09-24T14:00:00Z"), -std::chrono::hours{10}},
                {at("2011-12-30T10:00:00Z"), std::chrono::hours{14}}}};
  desk.settings.sending_hours = {10, 19};
  desk.account.safe_sending_hours = {0, 24};
  CHECK_FALSE(desk.window_of("2011-12-30"));
  CHECK(desk.window_of("2011-12-31"));
}

TEST_CASE("the next opening is the first one after the instant, over weekends and holidays") {
  Desk desk;
  desk.settings.sending_days = WeekdaySet::of(1, 2, 3, 4, 5);
  desk.settings.holidays = {on("2026-03-16")};
  CHECK(desk.calendar().next_opening(at("2026-03-13T08:59:59Z")) == at("2026-03-13T09:00:00Z"));
  CHECK(desk.calendar().next_opening(at("2026-03-13T09:00:00Z")) == at("2026-03-17T09:00:00Z"));
  desk.settings.sending_days = {};
  CHECK_FALSE(desk.calendar().next_opening(at("2026-03-13T09:00:00Z")));
  desk.zone = {};
  CHECK_FALSE(desk.calendar().next_opening(at("2026-03-13T09:00:00Z")));
  CHECK_FALSE(desk.calendar().window_at(at("2026-03-13T09:00:00Z")));
  CHECK_FALSE(desk.window_of("2026-03-13"));
}

TEST_CASE("a client's own clock narrows the window") {
  Desk desk;  // Berlin, 10 to 19
  const TimeZone moscow{"Moscow", {{min_instant, std::chrono::hours{3}}}};
  const TimeZone tokyo{"Tokyo", {{min_instant, std::chrono::hours{9}}}};
  const TimeZone auckland{"Auckland", {{min_instant, std::chrono::hours{13}}}};
  const auto with = [&desk](const TimeZone& zone) {
    return SendCalendar{desk.settings, &desk.account, desk.zone, &zone}.windows_of(
        on("2026-03-10"));
  };
  using Windows = std::vector<SendWindow>;
  CHECK(with(moscow) == Windows{window("2026-03-10T09:00:00Z", "2026-03-10T16:00:00Z")});
  CHECK(with(tokyo) == Windows{window("2026-03-10T09:00:00Z", "2026-03-10T10:00:00Z")});
  CHECK(with(auckland).empty());  // 22:00 to 07:00 on their clock
  desk.settings.sending_hours = {0, 24};
  desk.settings.sending_days = WeekdaySet::of(2);  // their Tuesday begins 12 hours earlier
  CHECK(with(auckland) == Windows{window("2026-03-09T23:00:00Z", "2026-03-10T11:00:00Z")});
  desk.settings.sending_days = WeekdaySet::every_day();
  // Their midnight lies in the middle of the day here: two of their days that touch are one.
  CHECK(with(auckland) == Windows{window("2026-03-09T23:00:00Z", "2026-03-10T23:00:00Z")});
  desk.settings.sending_hours = {6, 23};
  // Until their 23:00 at 10:00Z, and again from their 06:00 at 17:00Z.
  CHECK(with(auckland) == Windows{window("2026-03-10T05:00:00Z", "2026-03-10T10:00:00Z"),
                                  window("2026-03-10T17:00:00Z", "2026-03-10T22:00:00Z")});
  const SendCalendar theirs{desk.settings, &desk.account, desk.zone, &auckland};
  CHECK(theirs.window_at(at("2026-03-10T04:00:00Z"))->opens == at("2026-03-10T05:00:00Z"));
  CHECK(theirs.window_at(at("2026-03-10T09:59:59Z"))->opens == at("2026-03-10T05:00:00Z"));
  CHECK(theirs.window_at(at("2026-03-10T10:00:00Z"))->opens == at("2026-03-10T17:00:00Z"));
  CHECK_FALSE(theirs.window_at(at("2026-03-10T22:00:00Z")));
  CHECK(theirs.next_opening(at("2026-03-10T05:00:00Z")) == at("2026-03-10T17:00:00Z"));
}

TEST_CASE("the quota is what the local day has left, never negative") {
  Desk desk;
  desk.account.daily_outbound_limit = 5;
  const auto quota = [&desk](int waiting = 0) {
    return quota_of_day(desk.settings, &desk.account, desk.zone, at("2026-03-10T12:00:00Z"),
                        waiting);
  };
  CHECK(quota().left == 5);
  // 23:30Z on the 9th is already the 10th in Berlin; 22:30Z is not.
  desk.account.sends = {at("2026-03-09T23:30:00Z"), at("2026-03-09T22:30:00Z")};
  CHECK(quota().sent == 1);
  CHECK(quota(2).left == 2);
  CHECK(quota(9).left == 0);
  CHECK(quota(-9).left == 4);
  desk.account.daily_outbound_limit = -3;
  CHECK(quota().left == 0);
  CHECK(quota_of_day(desk.settings, nullptr, desk.zone, noon, 0).left == 0);
  CHECK(quota_of_day(desk.settings, &desk.account, TimeZone{}, noon, 0).left == 0);
}

TEST_CASE("a manual limit can only lower the account's") {
  Desk desk;
  desk.account.daily_outbound_limit = 50;
  const auto left = [&desk] {
    return quota_of_day(desk.settings, &desk.account, desk.zone, noon, 0).left;
  };
  desk.settings.manual_daily_limit = 7;
  CHECK(left() == 50);
  desk.settings.daily_limit_mode = DailyLimitMode::manual;
  CHECK(left() == 7);
  desk.settings.manual_daily_limit = 70;
  CHECK(left() == 50);
  desk.settings.manual_daily_limit = -1;
  CHECK(left() == 0);
  desk.settings.manual_daily_limit.reset();
  CHECK(left() == 50);
}

TEST_CASE("a spam score above 0.7 stops the account, and so does one that is no number") {
  Desk desk;
  const auto left = [&desk] {
    return quota_of_day(desk.settings, &desk.account, desk.zone, noon, 0).left;
  };
  desk.account.spam_score = 0.7;
  CHECK(left() == 100);
  desk.account.spam_score = 0.71;
  CHECK(left() == 0);
  desk.account.spam_score = std::nan("");
  CHECK(left() == 0);
}

TEST_CASE("the gap holds to both sides of a known send") {
  const std::vector<Instant> sends{at("2026-03-10T12:00:00Z")};
  const Pacer pacer({100, 100, 10, Seconds{300}}, sends);
  const Instant closes = at("2026-03-10T19:00:00Z");
  CHECK(pacer.earliest(at("2026-03-10T11:55:00Z"), closes) == at("2026-03-10T11:55:00Z"));
  CHECK(pacer.earliest(at("2026-03-10T11:55:01Z"), closes) == at("2026-03-10T12:05:00Z"));
  CHECK(pacer.earliest(at("2026-03-10T12:04:59Z"), closes) == at("2026-03-10T12:05:00Z"));
  CHECK_FALSE(pacer.earliest(at("2026-03-10T11:55:01Z"), at("2026-03-10T12:05:00Z")));
}

TEST_CASE("a send leaves the rolling hour after exactly 3600 seconds") {
  Pacer pacer({100, 2, 10, Seconds{0}}, {});
  const Instant from = at("2026-03-10T12:00:00Z");
  const Instant closes = at("2026-03-10T19:00:00Z");
  std::vector<Instant> turns;
  for (int i = 0; i < 5; ++i) {
    turns.push_back(pacer.earliest(from + Seconds{i}, closes).value());
    pacer.take(turns.back());
  }
  CHECK(turns[1] == from + Seconds{1});
  CHECK(turns[2] == from + Seconds{3600});
  CHECK(turns[3] == from + Seconds{3601});
  CHECK(turns[4] == from + Seconds{7200});
}

TEST_CASE("a turn before known sends may not crowd their hour") {
  // Three sends from 13:00; at most 3 an hour. 12:30 would make four within the hour.
  const std::vector<Instant> sends{at("2026-03-10T13:00:00Z"), at("2026-03-10T13:10:00Z"),
                                   at("2026-03-10T13:20:00Z")};
  const Pacer pacer({100, 3, 10, Seconds{0}}, sends);
  const Instant closes = at("2026-03-10T19:00:00Z");
  CHECK(pacer.earliest(at("2026-03-10T12:20:00Z"), closes) == at("2026-03-10T12:20:00Z"));
  CHECK(pacer.earliest(at("2026-03-10T12:20:01Z"), closes) == at("2026-03-10T14:00:00Z"));
}

TEST_CASE("the rolling 24 hours reach back into yesterday") {
  const std::vector<Instant> sends{at("2026-03-09T14:00:00Z"), at("2026-03-09T15:00:00Z")};
  const Pacer pacer({2, 100, 10, Seconds{0}}, sends);
  const Instant closes = at("2026-03-10T19:00:00Z");
  CHECK(pacer.earliest(noon, closes) == at("2026-03-10T14:00:00Z"));
  CHECK_FALSE(pacer.earliest(noon, at("2026-03-10T13:00:00Z")));
}

TEST_CASE("limits of 0 leave no turn at all") {
  const Instant closes = at("2026-03-10T19:00:00Z");
  CHECK_FALSE(Pacer({0, 5, 1, Seconds{0}}, {}).earliest(noon, closes));
  CHECK_FALSE(Pacer({5, 0, 1, Seconds{0}}, {}).earliest(noon, closes));
}

TEST_CASE("a permit is approved only when everything holds") {
  Desk desk;
  const Permit yes = desk.permit("2026-03-10T12:00:00Z");
  CHECK(yes.is_approved());
  CHECK_FALSE(yes.not_before);
}

TEST_CASE("what is unknown or stopped is refused") {
  Desk desk;
  CHECK(desk.permit("2026-03-10T12:00:00Z", 0, at("2026-03-10T12:00:00Z")).reason ==
        PermitReason::expired);
  CHECK(desk.permit("2026-03-10T12:00:00Z", 0, at("2026-03-10T12:00:01Z")).is_approved());
  CHECK(desk.permit("2026-03-10T12:00:00Z", 10).reason == PermitReason::too_many_open);
  CHECK(desk.permit("2026-03-10T12:00:00Z", 9).is_approved());
  desk.account.paused_until = at("2026-03-11T12:00:00Z");
  const Permit paused = desk.permit("2026-03-10T12:00:00Z");
  CHECK(paused.reason == PermitReason::account_paused);
  CHECK(paused.not_before == at("2026-03-11T12:00:00Z"));
  CHECK(desk.permit("2026-03-11T12:00:00Z").is_approved());
  desk.account.spam_score = 0.9;
  CHECK(desk.permit("2026-03-11T12:00:00Z").reason == PermitReason::account_stopped);
  const SendCalendar no_account{desk.settings, nullptr, desk.zone};
  CHECK(permit_to_send({no_account, noon, {}, 0}).reason == PermitReason::account_missing);
  desk.settings.enabled = false;
  CHECK(desk.permit("2026-03-11T12:00:00Z").reason == PermitReason::company_disabled);
  desk.zone = {};
  CHECK(desk.permit("2026-03-11T12:00:00Z").reason == PermitReason::zone_unknown);
}

TEST_CASE("outside the window the permit names the next opening") {
  Desk desk;
  const Permit early = desk.permit("2026-03-10T08:59:59Z");
  CHECK(early.reason == PermitReason::outside_sending_hours);
  CHECK(early.not_before == at("2026-03-10T09:00:00Z"));
  CHECK(desk.permit("2026-03-10T18:00:00Z").not_before == at("2026-03-11T09:00:00Z"));
  desk.settings.holidays = {on("2026-03-10")};
  CHECK(desk.permit("2026-03-10T12:00:00Z").reason == PermitReason::outside_sending_hours);
}

TEST_CASE("a limit that is reached is named, with the instant at which it is over") {
  Desk desk;
  desk.account.sends = {at("2026-03-10T11:59:40Z")};
  const Permit gap = desk.permit("2026-03-10T12:00:00Z");
  CHECK(gap.reason == PermitReason::gap);
  CHECK(gap.not_before == at("2026-03-10T12:00:10Z"));

  desk.account.hourly_outbound_limit = 1;
  const Permit hourly = desk.permit("2026-03-10T12:30:00Z");
  CHECK(hourly.reason == PermitReason::hourly_limit);
  CHECK(hourly.not_before == at("2026-03-10T12:59:40Z"));

  desk.account.daily_outbound_limit = 1;
  const Permit daily = desk.permit("2026-03-10T14:00:00Z");
  CHECK(daily.reason == PermitReason::daily_limit);
  CHECK(daily.not_before == at("2026-03-11T09:00:00Z"));

  // Yesterday's send still counts in the rolling 24 hours, though not in today's local day.
  const Permit rolling = desk.permit("2026-03-11T11:00:00Z");
  CHECK(rolling.reason == PermitReason::daily_limit);
  CHECK(rolling.not_before == at("2026-03-11T11:59:40Z"));
  // When the day ends before, the next opening is named.
  desk.account.daily_outbound_limit = 100;
  desk.account.sends = {at("2026-03-10T17:59:00Z")};
  CHECK(desk.permit("2026-03-10T17:59:30Z").not_before == at("2026-03-11T09:00:00Z"));
  desk.account.hourly_outbound_limit = 0;
  CHECK(desk.permit("2026-03-10T14:00:00Z").reason == PermitReason::hourly_limit);
}
