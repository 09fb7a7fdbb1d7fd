// Levels, their rows and the cap for first contacts (safety.md §8, first table; requirements §4.9).
#include "desk.hpp"

using namespace desk;

TEST_CASE("an account with nothing against it has its level's row and nothing is lowered") {
  Desk d;
  const Governed g = d.governed();
  CHECK(g.limits == hot_row);
  CHECK(g.first_contact_daily_limit == 20);
  CHECK(g.first_contacts_left == 20);
  CHECK(g.level == WarmupLevel::hot);
  CHECK(g.level_earned == WarmupLevel::hot);
  CHECK(g.spam_score == 0);
  CHECK_FALSE(g.is_stopped());
  CHECK(g.stop_reason() == StopReason::none);
  CHECK_FALSE(g.has_open_end());
  CHECK_FALSE(g.paused_until);
  CHECK_FALSE(g.needs_person_confirmation);
  CHECK_FALSE(g.must_empty_provider_queue);
  CHECK(g.lowerings == std::vector<Lowering>{{GovernorRule::level_row, GovernedCap::first_contacts,
                                              100, 20, std::nullopt}});
}

TEST_CASE("an empty input is a cold account of unknown age: a quarter, and no first contacts") {
  const Account account;
  const TimeZone zone = TimeZone::utc();
  const Governed g = govern({account, zone, {}, {}, {}, {}, noon});
  CHECK(g.limits == AccountLimits{5, 1, 2, Seconds{300}});  // 25 % of 20, and of 5 rounded down
  CHECK(g.first_contact_daily_limit == 0);
  CHECK(g.level == WarmupLevel::cold);
  CHECK(lowering(g, GovernorRule::age_unknown, GovernedCap::first_contacts));
  CHECK_FALSE(g.is_stopped());
}

TEST_CASE("a level is earned by age to the second") {
  Desk d;
  const auto earned_at_age = [&d](Seconds age) {
    d.account.account_created_at = noon - age;
    return d.governed().level_earned;
  };
  CHECK(earned_at_age(Days{30} - Seconds{1}) == WarmupLevel::cold);
  CHECK(earned_at_age(Days{30}) == WarmupLevel::warm);
  CHECK(earned_at_age(Days{90} - Seconds{1}) == WarmupLevel::warm);
  CHECK(earned_at_age(Days{90}) == WarmupLevel::hot);
  CHECK(earned_at_age(-Days{90}) == WarmupLevel::cold);  // made in the future
  d.account.account_created_at.reset();
  CHECK(d.governed().level_earned == WarmupLevel::cold);
}

TEST_CASE("a level is earned by clean days, counted from the end of the last incident") {
  Desk d;
  const auto earned_after = [&d](Seconds since_end) {
    // A yellow card is over 24 hours after it came.
    d.signals = {{AccountSignalKind::yellow_card, noon - since_end - hours{24}, {}}};
    return d.governed().level_earned;
  };
  CHECK(earned_after(Days{14} - Seconds{1}) == WarmupLevel::cold);
  CHECK(earned_after(Days{14}) == WarmupLevel::warm);
  CHECK(earned_after(Days{30} - Seconds{1}) == WarmupLevel::warm);
  CHECK(earned_after(Days{30}) == WarmupLevel::hot);
}

TEST_CASE("the level in force is the lower one of stored and earned") {
  Desk d;
  d.account.warmup_level = WarmupLevel::cold;
  Governed g = d.governed();
  CHECK(g.level == WarmupLevel::cold);  // never promoted by itself
  CHECK(g.level_earned == WarmupLevel::hot);
  CHECK(g.limits == cold_row);
  CHECK(g.first_contact_daily_limit == 5);

  d.account.warmup_level = WarmupLevel::warm;
  g = d.governed();
  CHECK(g.limits == warm_row);
  CHECK(g.first_contact_daily_limit == 10);

  d.account.warmup_level = WarmupLevel::hot;
  d.account.account_created_at = noon - Days{60};
  g = d.governed();
  CHECK(g.level == WarmupLevel::warm);
  CHECK(g.limits == warm_row);
  CHECK(lowering(g, GovernorRule::level_row, GovernedCap::gap_seconds)->after == 120);
  CHECK(lowering(g, GovernorRule::level_row, GovernedCap::daily)->before == 100);
  CHECK(lowering(g, GovernorRule::level_row, GovernedCap::daily)->after == 50);

  d.account.warmup_level = static_cast<WarmupLevel>(77);
  CHECK(d.governed().level == WarmupLevel::cold);
}

TEST_CASE("stored ceilings stay: the governor lowers them and never raises them") {
  Desk d;
  d.account.daily_outbound_limit = 30;
  d.account.hourly_outbound_limit = 3;
  d.account.concurrent_limit = 1;
  d.account.min_interval_seconds = 600;
  d.account.first_contact_daily_limit = 2;
  Governed g = d.governed();
  CHECK(g.limits == AccountLimits{30, 3, 1, Seconds{600}});
  CHECK(g.first_contact_daily_limit == 2);
  CHECK(g.lowerings.empty());

  d.account.daily_outbound_limit = 1000;
  d.account.hourly_outbound_limit = 1000;
  d.account.concurrent_limit = 1000;
  d.account.min_interval_seconds = 0;
  d.account.first_contact_daily_limit = 1000;
  g = d.governed();
  CHECK(g.limits == hot_row);
  CHECK(g.first_contact_daily_limit == 20);

  d.account.daily_outbound_limit = -5;
  d.account.hourly_outbound_limit = -1;
  d.account.concurrent_limit = -1;
  d.account.first_contact_daily_limit = -1;
  g = d.governed();
  CHECK(g.limits == nothing_hot);
  CHECK(g.first_contact_daily_limit == 0);
}

TEST_CASE("first contacts are part of the day's messages") {
  Desk d;
  d.account.daily_outbound_limit = 7;
  const Governed g = d.governed();
  CHECK(g.first_contact_daily_limit == 7);
  d.account.first_contact_daily_limit = 15;
  CHECK(lowering(d.governed(), GovernorRule::within_the_day, GovernedCap::first_contacts)->after ==
        7);
}

TEST_CASE("the first seven days have no first contacts") {
  Desk d;
  d.account.account_created_at = noon - Days{7} + Seconds{1};
  const Governed g = d.governed();
  CHECK(g.first_contact_daily_limit == 0);
  CHECK(g.limits.sent_daily_max == 20);
  CHECK(lowering(g, GovernorRule::too_young, GovernedCap::first_contacts)->until ==
        noon + Seconds{1});
  d.account.account_created_at = noon - Days{7};
  CHECK(d.governed().first_contact_daily_limit == 5);
}

TEST_CASE("first contacts of the local day are taken off, also those dated later than now") {
  Desk d;
  d.zone = berlin();  // the day began at 23:00 UTC
  const auto first_contact = [&d](std::string_view when) {
    SendRecord record;
    record.sent_at = at(when);
    record.is_first_contact = true;
    d.records.push_back(record);
  };
  first_contact("2026-03-09T22:59:59Z");
  CHECK(d.governed().first_contacts_left == 20);
  first_contact("2026-03-09T23:00:00Z");
  first_contact("2026-03-12T08:00:00Z");
  CHECK(d.governed().first_contacts_left == 18);
  d.account.first_contact_daily_limit = 1;
  CHECK(d.governed().first_contacts_left == 0);
}
