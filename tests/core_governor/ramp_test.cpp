// The ramp: 25 % at the start, 100 % after 14 days of use, 50 % after an idle week.
#include <array>

#include "desk.hpp"

using namespace desk;

namespace {

/// Sends on each of these days before today.
Governed after_days_ago(Desk& d, const std::vector<int>& days_ago) {
  d.level_sends.clear();
  for (const int days : days_ago) d.level_sends.push_back(d.now - Days{days});
  return d.governed();
}

}  // namespace

TEST_CASE("over 20 days of use the cap rises from a quarter to the whole row and stays") {
  Desk d;
  // 100·(25 % + 75 %·u/14) = 25 + 5.357·u, rounded down.
  constexpr std::array daily{25, 30, 35, 41,  46,  51,  57,  62,  67,  73, 78,
                             83, 89, 94, 100, 100, 100, 100, 100, 100, 100};
  // 20·(…) = 5 + 1.071·u, for the hour and for first contacts.
  constexpr std::array hourly{5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15,
                              16, 17, 18, 20, 20, 20, 20, 20, 20, 20};
  for (int used = 0; used <= 20; ++used) {
    d.use_daily(used);
    const Governed g = d.governed();
    CAPTURE(used);
    CHECK(g.limits.sent_daily_max == daily[static_cast<std::size_t>(used)]);
    CHECK(g.limits.sent_hourly_max == hourly[static_cast<std::size_t>(used)]);
    CHECK(g.first_contact_daily_limit == hourly[static_cast<std::size_t>(used)]);
    CHECK(g.limits.concurrent_max == 10);  // bounds what is under way, not how much
    CHECK(g.limits.gap_min == Seconds{30});
  }
}

TEST_CASE("a small row keeps one message") {
  Desk d;
  d.account.warmup_level = WarmupLevel::cold;
  d.use_daily(0);
  const Governed g = d.governed();
  CHECK(g.limits.sent_daily_max == 5);
  CHECK(g.limits.sent_hourly_max == 1);     // 1.25
  CHECK(g.first_contact_daily_limit == 1);  // 1.25
  CHECK(rules_on(g, GovernedCap::daily) == std::vector{GovernorRule::ramp});
}

TEST_CASE("a day of use is a local date with a send, however many, and today is not one yet") {
  Desk d;
  d.zone = berlin();
  d.level_sends = {at("2026-03-08T22:59:00Z"),  // the 8th in Berlin
                   at("2026-03-08T23:00:00Z"),  // the 9th
                   at("2026-03-09T22:59:59Z"), at("2026-03-09T12:00:00Z"),
                   at("2026-03-09T23:00:00Z"),  // today
                   at("2026-03-10T11:00:00Z")};
  CHECK(d.governed().limits.sent_daily_max == 35);  // two days
}

TEST_CASE("days of 23 and 25 hours are one day each") {
  Desk d;
  d.zone = berlin();
  d.now = at("2026-03-30T10:00:00Z");
  d.level_sends = {at("2026-03-28T23:00:00Z"), at("2026-03-29T21:59:59Z")};  // both the 29th
  CHECK(d.governed().limits.sent_daily_max == 30);
  d.now = at("2026-10-26T11:00:00Z");
  d.level_sends = {at("2026-10-24T22:00:00Z"), at("2026-10-25T22:59:59Z")};  // both the 25th
  CHECK(d.governed().limits.sent_daily_max == 30);
}

TEST_CASE("seven whole dates without a send start the ramp again at one half") {
  Desk d;
  std::vector<int> days_ago;
  for (int i = 8; i < 22; ++i) days_ago.push_back(i);  // 14 days of use
  CHECK(after_days_ago(d, days_ago).limits.sent_daily_max == 50);
  days_ago.insert(days_ago.begin(), 7);  // only six dates between
  CHECK(after_days_ago(d, days_ago).limits.sent_daily_max == 100);

  days_ago.clear();
  for (int i = 15; i < 29; ++i) days_ago.push_back(i);
  for (int used = 1; used <= 7; ++used) days_ago.push_back(used);  // idle from 14 to 8 days ago
  // 50 % + 50 %·7/14 = 75 %.
  CHECK(after_days_ago(d, days_ago).limits.sent_daily_max == 75);
}

TEST_CASE("a salon that sends once a week is not idle") {
  Desk d;
  std::vector<int> days_ago;
  for (int week = 1; week <= 14; ++week) days_ago.push_back(7 * week);
  CHECK(after_days_ago(d, days_ago).limits.sent_daily_max == 100);
}

TEST_CASE("an idle week never raises what was reached") {
  Desk d;
  CHECK(after_days_ago(d, {8}).limits.sent_daily_max == 30);  // reached 30.36 %
  // Goes on from there: 30.36 % + 69.64 %·1/14 = 35.33 %.
  CHECK(after_days_ago(d, {9, 1}).limits.sent_daily_max == 35);
}

TEST_CASE("the ramp begins at the entry into the level") {
  Desk d;
  d.level_since = noon - Days{3};
  CHECK(d.governed().limits.sent_daily_max == 41);  // the 7th, 8th and 9th: 3 days
  d.level_since = noon + Days{3};
  CHECK(d.governed().limits.sent_daily_max == 25);

  d.level_since.reset();
  d.account.account_created_at = noon - Days{91};  // 90 days old yesterday
  CHECK(d.governed().limits.sent_daily_max == 30);
  d.account.account_created_at = noon - Days{32};   // warm since the day before yesterday
  CHECK(d.governed().limits.sent_daily_max == 17);  // 50·(25 % + 75 %·2/14) = 17.86
  d.account.warmup_level = WarmupLevel::warm;
  CHECK(d.governed().limits.sent_daily_max == 17);
  d.account.account_created_at = noon - Days{91};
  CHECK(d.governed().limits.sent_daily_max == 50);  // 90 days mean nothing to a warm one
}

TEST_CASE("after an incident each level is entered anew") {
  Desk d;
  d.use_daily(60);
  const auto ended = [&d](Days ago) {
    d.signals = {{AccountSignalKind::yellow_card, noon - ago - hours{24}, {}}};
    return d.governed();
  };
  CHECK(ended(Days{4}).limits.sent_daily_max == 9);    // cold: 20·(25 % + 75 %·4/14) = 9.28
  CHECK(ended(Days{16}).limits.sent_daily_max == 17);  // warm for 2 days
  CHECK(ended(Days{32}).limits.sent_daily_max == 35);  // hot for 2 days
  d.account.warmup_level = WarmupLevel::warm;
  CHECK(ended(Days{16}).limits.sent_daily_max == 17);
  CHECK(ended(Days{32}).limits.sent_daily_max == 50);
  d.account.warmup_level = WarmupLevel::cold;
  CHECK(ended(Days{16}).limits.sent_daily_max == 20);
}

TEST_CASE("a clock that went back takes days of use away, never adds them") {
  Desk d;
  d.now = noon - Days{17};
  CHECK(d.governed().limits.sent_daily_max == 41);  // three of the twenty lie before
  d.now = noon - Days{450};
  const Governed g = d.governed();
  CHECK(g.limits.sent_daily_max == 5);  // the account is not made yet: cold, a quarter
  CHECK(g.first_contact_daily_limit == 0);
}
