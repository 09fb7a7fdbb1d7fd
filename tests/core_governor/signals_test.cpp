// Every signal and its reaction, with the exact instant of its end (safety.md §8, second table).
#include <set>
#include <string_view>

#include "desk.hpp"

using namespace desk;
using Kind = AccountSignalKind;

namespace {

const Instant began = at("2026-03-10T10:00:00Z");

Governed governed_at(Desk& d, Instant now) {
  d.now = now;
  return d.governed();
}
StopReason stop_at(Desk& d, Instant now) { return governed_at(d, now).stop_reason(); }

}  // namespace

TEST_CASE("a reach-out lock stops until its end and 24 hours, then a quarter") {
  Desk d;
  const Instant end = began + hours{10};
  d.signal(Kind::reach_out_lock, began, end);
  const Instant over = end + hours{24};
  const Governed g = governed_at(d, noon);
  CHECK(g.stops == std::vector<Stop>{{StopReason::reach_out_lock, over, false}});
  CHECK(g.paused_until == over);
  CHECK_FALSE(g.has_open_end());
  CHECK(g.limits.sent_daily_max == 5);  // what will hold: cold, a quarter of 20
  CHECK(stop_at(d, over - Seconds{1}) == StopReason::reach_out_lock);
  const Governed after = governed_at(d, over);
  CHECK_FALSE(after.is_stopped());
  CHECK(after.level == WarmupLevel::cold);
  CHECK(after.limits == AccountLimits{5, 1, 2, Seconds{300}});
  CHECK(after.evidence.has_incident);
  // A person does not shorten it.
  d.signal(Kind::person_confirmed, began + hours{1});
  CHECK(stop_at(d, over - Seconds{1}) == StopReason::reach_out_lock);
}

TEST_CASE("a reach-out lock whose end nobody knows waits for a person, then 24 hours more") {
  Desk d;
  for (const std::optional<Instant> until : {std::optional<Instant>{}, {began - Seconds{1}}}) {
    d.signals = {{Kind::reach_out_lock, began, until}};
    const Governed g = governed_at(d, began + Days{100});
    CHECK(g.stops == std::vector<Stop>{{StopReason::reach_out_lock, {}, true}});
    CHECK(g.limits == AccountLimits{0, 0, 0, Seconds{300}});
    d.signal(Kind::person_confirmed, began + Days{100});
    CHECK(governed_at(d, began + Days{100}).stops ==
          std::vector<Stop>{{StopReason::reach_out_lock, began + Days{100} + hours{24}, false}});
    CHECK(stop_at(d, began + Days{101}) == StopReason::none);
  }
}

TEST_CASE("a temporary ban needs its end, 72 hours and a person, in either order") {
  Desk d;
  const Instant end = began + Days{2};
  const Instant earliest = end + hours{72};
  d.signal(Kind::temporary_ban, began, end);
  const Governed g = governed_at(d, noon);
  CHECK(g.stops == std::vector<Stop>{{StopReason::temporary_ban, earliest, true}});
  CHECK(g.spam_score == 1);
  CHECK(g.needs_person_confirmation);
  CHECK(g.paused_until == earliest);
  CHECK(g.limits == AccountLimits{0, 0, 0, Seconds{300}});
  CHECK_FALSE(lowering(g, GovernorRule::stopped, GovernedCap::daily)->until);
  CHECK(stop_at(d, earliest + Days{365}) == StopReason::temporary_ban);

  SECTION("confirmed early, it still lasts to its end and 72 hours") {
    d.signal(Kind::person_confirmed, began + hours{1});
    const Governed waiting = governed_at(d, earliest - Seconds{1});
    CHECK(waiting.stops == std::vector<Stop>{{StopReason::temporary_ban, earliest, false}});
    CHECK(waiting.spam_score < 1);
    CHECK_FALSE(governed_at(d, earliest).is_stopped());
  }
  SECTION("confirmed late, it is over with the confirmation") {
    d.signal(Kind::person_confirmed, earliest + Days{9});
    CHECK(stop_at(d, earliest + Days{9} - Seconds{1}) == StopReason::temporary_ban);
    const Governed after = governed_at(d, earliest + Days{9});
    CHECK_FALSE(after.is_stopped());
    CHECK(after.level == WarmupLevel::cold);
    CHECK(after.limits.sent_daily_max == 5);
    CHECK(after.spam_score == 0.1);  // an incident in 14 days
  }
  SECTION("a confirmation of the same second, or one that is still to come, confirms nothing") {
    d.signal(Kind::person_confirmed, began);
    d.signal(Kind::person_confirmed, earliest + Days{50});
    CHECK(stop_at(d, earliest + Days{9}) == StopReason::temporary_ban);
  }
}

TEST_CASE("a temporary ban whose end nobody knows ends 72 hours after a person confirms") {
  Desk d;
  d.signal(Kind::temporary_ban, began);
  CHECK(governed_at(d, noon).stops == std::vector<Stop>{{StopReason::temporary_ban, {}, true}});
  d.signal(Kind::person_confirmed, noon + hours{70});
  d.signal(Kind::person_confirmed, noon);  // the earliest one counts
  CHECK(stop_at(d, noon + hours{72} - Seconds{1}) == StopReason::temporary_ban);
  CHECK(stop_at(d, noon + hours{72}) == StopReason::none);
}

TEST_CASE("after a ban the day has five messages for fourteen days") {
  Desk d;
  d.signal(Kind::permanent_ban, noon - Days{40});
  d.signal(Kind::person_confirmed, noon - Days{14} + Seconds{1});
  d.use_daily(39);
  const Governed g = d.governed();
  CHECK(g.level == WarmupLevel::cold);
  CHECK(g.limits.sent_daily_max == 5);
  const Lowering expected{GovernorRule::after_ban, GovernedCap::daily, 18, 5, noon + Seconds{1}};
  CHECK(*lowering(g, GovernorRule::after_ban, GovernedCap::daily) == expected);  // 13 days: 18.9
}

TEST_CASE("five a day ends with the fourteenth day, and warm begins at its quarter") {
  Desk d;
  d.use_daily(39);
  d.signal(Kind::permanent_ban, noon - Days{40});
  d.signal(Kind::person_confirmed, noon - Days{14});
  const Governed g = d.governed();
  CHECK(g.level == WarmupLevel::warm);
  CHECK(g.limits.sent_daily_max == 12);
  CHECK_FALSE(lowering(g, GovernorRule::after_ban, GovernedCap::daily));
}

TEST_CASE("B113: what only a person can mend waits for a person, for ever") {
  const std::vector<std::pair<Kind, StopReason>> rows{
      {Kind::permanent_ban, StopReason::permanent_ban},
      {Kind::logged_out, StopReason::logged_out},
      {Kind::auth_revoked, StopReason::auth_revoked},
      {Kind::spam_rate_limited, StopReason::spam_rate_limited},
      {Kind::policy_block, StopReason::policy_block},
      {Kind::account_locked, StopReason::account_locked},
      {Kind::registration_lost, StopReason::registration_lost},
      {Kind::payment_problem, StopReason::payment_problem},
      {static_cast<Kind>(200), StopReason::unknown_signal}};
  for (const auto& [kind, reason] : rows) {
    CAPTURE(static_cast<int>(kind));
    Desk d;
    d.signal(kind, began);
    const Governed g = governed_at(d, began + Days{1000});
    CHECK(g.stops == std::vector<Stop>{{reason, {}, true}});
    CHECK(g.needs_person_confirmation);
    CHECK(waits_for_confirmation(kind));
    CHECK(g.limits.sent_daily_max == 0);
    CHECK(g.limits.sent_hourly_max == 0);
    CHECK(g.limits.concurrent_max == 0);
    CHECK(g.first_contact_daily_limit == 0);
    CHECK(g.spam_score == (kind == Kind::permanent_ban     ? 1.0
                           : kind == Kind::payment_problem ? 0.0
                                                           : 0.1));
    d.signal(Kind::operator_resumed, began + Days{2});  // not the same word
    CHECK(governed_at(d, began + Days{3}).is_stopped());
    d.signal(Kind::person_confirmed, began + Days{3});
    CHECK_FALSE(governed_at(d, began + Days{3}).is_stopped());
    // The level: an incident makes it cold, a bill does not.
    CHECK(d.governed().level ==
          (kind == Kind::payment_problem ? WarmupLevel::hot : WarmupLevel::cold));
    // It happened again: a confirmation is not for the future.
    d.signal(kind, began + Days{4});
    CHECK(governed_at(d, began + Days{5}).stop_reason() == reason);
  }
}

TEST_CASE("B113: what ends by itself, or lowers a cap, waits for nobody's confirmation") {
  CHECK(waits_for_confirmation(Kind::temporary_ban));
  for (const Kind kind :
       {Kind::reach_out_lock, Kind::yellow_card, Kind::rate_limited, Kind::disconnect_storm,
        Kind::undelivered_high, Kind::not_on_messenger_high, Kind::person_confirmed,
        Kind::operator_paused, Kind::operator_resumed}) {
    CHECK_FALSE(waits_for_confirmation(kind));
  }
}

TEST_CASE("an end that the messenger names holds even when a person confirms before it") {
  Desk d;
  d.signal(Kind::account_locked, began, began + Days{5});
  CHECK(governed_at(d, noon).stops ==
        std::vector<Stop>{{StopReason::account_locked, began + Days{5}, true}});
  d.signal(Kind::person_confirmed, noon);
  CHECK(stop_at(d, began + Days{5} - Seconds{1}) == StopReason::account_locked);
  CHECK(stop_at(d, began + Days{5}) == StopReason::none);
}

TEST_CASE("a yellow card stops for 24 hours and empties the provider's queue") {
  Desk d;
  d.signal(Kind::yellow_card, began);
  const Governed g = governed_at(d, noon);
  CHECK(g.stops == std::vector<Stop>{{StopReason::yellow_card, began + hours{24}, false}});
  CHECK(g.must_empty_provider_queue);
  CHECK(stop_at(d, began + hours{24} - Seconds{1}) == StopReason::yellow_card);
  const Governed after = governed_at(d, began + hours{24});
  CHECK_FALSE(after.is_stopped());
  CHECK_FALSE(after.must_empty_provider_queue);
  d.signal(Kind::yellow_card, began, began + hours{30});  // a longer end counts
  CHECK(stop_at(d, began + hours{30} - Seconds{1}) == StopReason::yellow_card);
  d.signal(Kind::person_confirmed, began + hours{1});
  CHECK(stop_at(d, began + hours{30} - Seconds{1}) == StopReason::yellow_card);
}

TEST_CASE("too many requests halve the hour for 24 hours, once") {
  Desk d;
  d.signal(Kind::rate_limited, began);
  d.signal(Kind::rate_limited, began);
  d.signal(Kind::rate_limited, began - hours{1});
  const Governed g = governed_at(d, noon);
  CHECK(g.limits == AccountLimits{100, 10, 10, Seconds{30}});
  CHECK_FALSE(g.is_stopped());
  CHECK_FALSE(g.evidence.has_incident);
  const Lowering expected{GovernorRule::rate_limited, GovernedCap::hourly, 20, 10,
                          began + hours{24}};
  CHECK(*lowering(g, GovernorRule::rate_limited, GovernedCap::hourly) == expected);
  CHECK(governed_at(d, began + hours{24} - Seconds{1}).limits.sent_hourly_max == 10);
  CHECK(governed_at(d, began + hours{24}).limits.sent_hourly_max == 20);
  d.signals[0].until = began + hours{25};
  CHECK(governed_at(d, began + hours{24}).limits.sent_hourly_max == 10);
  // One message an hour is not halved to none.
  d.account.hourly_outbound_limit = 1;
  CHECK(d.governed().limits.sent_hourly_max == 1);
}

TEST_CASE("a storm of disconnections pauses for two hours and is no incident") {
  Desk d;
  d.signal(Kind::disconnect_storm, began);
  CHECK(stop_at(d, began + hours{2} - Seconds{1}) == StopReason::disconnect_storm);
  const Governed after = governed_at(d, began + hours{2});
  CHECK_FALSE(after.is_stopped());
  CHECK(after.limits == hot_row);
}

TEST_CASE("five disconnections in ten minutes are a storm") {
  std::vector<Instant> cuts(5, noon - std::chrono::minutes{10} + Seconds{1});
  CHECK(is_disconnect_storm(cuts, noon));
  cuts[4] = noon - std::chrono::minutes{10};
  CHECK_FALSE(is_disconnect_storm(cuts, noon));
  cuts[4] = noon + hours{1};
  CHECK(is_disconnect_storm(cuts, noon));
  CHECK_FALSE(is_disconnect_storm({}, Instant::min()));
}

TEST_CASE("a complaint about the list ends first contacts for 14 days or until a person looked") {
  for (const auto& [kind, rule] :
       {std::pair{Kind::undelivered_high, GovernorRule::undelivered_high},
        std::pair{Kind::not_on_messenger_high, GovernorRule::not_on_messenger_high}}) {
    Desk d;
    d.signal(kind, began);
    const Governed g = governed_at(d, noon);
    CHECK(g.first_contact_daily_limit == 0);
    CHECK(g.limits == hot_row);
    CHECK(lowering(g, rule, GovernedCap::first_contacts)->until == began + Days{14});
    d.level_sends.push_back(began + Days{6});  // not idle
    CHECK(governed_at(d, began + Days{14} - Seconds{1}).first_contact_daily_limit == 0);
    CHECK(governed_at(d, began + Days{14}).first_contact_daily_limit > 0);
    d.signals[0].until = began + Days{15};
    CHECK(governed_at(d, began + Days{14}).first_contact_daily_limit == 0);
    d.signal(Kind::person_confirmed, began + hours{1});
    CHECK(governed_at(d, noon).first_contact_daily_limit > 0);
  }
}

TEST_CASE("a person's pause lasts to its end or to a later word") {
  Desk d;
  d.signal(Kind::operator_paused, began);
  const Governed g = governed_at(d, began + Days{50});
  CHECK(g.stops == std::vector<Stop>{{StopReason::operator_paused, {}, false}});
  CHECK(g.has_open_end());
  CHECK_FALSE(g.needs_person_confirmation);
  d.signal(Kind::person_confirmed, began + hours{1});  // not the same word
  d.signal(Kind::operator_resumed, began);             // of the same second: the pause wins
  d.signal(Kind::operator_resumed, began + Days{60});  // still to come
  CHECK(stop_at(d, began + Days{50}) == StopReason::operator_paused);
  CHECK(stop_at(d, began + Days{60}) == StopReason::none);

  d.signals = {{Kind::operator_paused, began, began + hours{3}}};
  CHECK(stop_at(d, began + hours{3} - Seconds{1}) == StopReason::operator_paused);
  CHECK(stop_at(d, began + hours{3}) == StopReason::none);
  d.signal(Kind::operator_paused, began + hours{1});
  CHECK(governed_at(d, noon).stops == std::vector<Stop>{{StopReason::operator_paused, {}, false}});
  std::swap(d.signals[0], d.signals[1]);
  CHECK(governed_at(d, noon).stops == std::vector<Stop>{{StopReason::operator_paused, {}, false}});
  d.signals[0].until = began + hours{9};
  CHECK(governed_at(d, noon).stops ==
        std::vector<Stop>{{StopReason::operator_paused, began + hours{9}, false}});
}

TEST_CASE("what goes against the account counts at once, also when its clock was ahead") {
  Desk d;
  d.signal(Kind::yellow_card, noon + hours{3});
  CHECK(d.governed().stops ==
        std::vector<Stop>{{StopReason::yellow_card, noon + hours{27}, false}});
  d.signals = {{Kind::logged_out, noon + hours{3}, {}}, {Kind::person_confirmed, noon, {}}};
  CHECK(d.governed().stop_reason() == StopReason::logged_out);
}

TEST_CASE("of several stops the gravest is named, with the latest known end") {
  Desk d;
  d.signal(Kind::yellow_card, began);
  d.signal(Kind::disconnect_storm, began + hours{1});
  d.signal(Kind::temporary_ban, began, began + hours{5});
  d.signal(Kind::temporary_ban, began, began + hours{1});
  const Governed g = d.governed();
  CHECK(g.stops == std::vector<Stop>{{StopReason::temporary_ban, began + hours{77}, true},
                                     {StopReason::yellow_card, began + hours{24}, false},
                                     {StopReason::disconnect_storm, began + hours{3}, false}});
  CHECK(g.paused_until == began + hours{77});
}

TEST_CASE("of two stops of one reason, one that needs a person keeps its need") {
  Desk d;
  const Stop expected{StopReason::reach_out_lock, began + hours{34}, true};
  d.signal(Kind::reach_out_lock, began, began + hours{10});
  d.signal(Kind::reach_out_lock, began + hours{1});
  CHECK(d.governed().stops == std::vector<Stop>{expected});
  std::swap(d.signals[0], d.signals[1]);
  CHECK(d.governed().stops == std::vector<Stop>{expected});
}

TEST_CASE("each reason to stop has a word of its own") {
  using reactivation::StopReason;
  CHECK(to_string(StopReason::none).empty());
  CHECK(to_string(StopReason::temporary_ban) == "temporary_ban");
  CHECK(to_string(StopReason::spam_score) == "spam_score");
  CHECK(to_string(StopReason::stored_pause) == "stored_pause");
  std::set<std::string_view> words;
  for (int i = 1; i <= static_cast<int>(StopReason::stored_pause); ++i) {
    words.insert(to_string(static_cast<StopReason>(i)));
  }
  CHECK(words.size() == 18);
  CHECK_FALSE(words.contains(""));
  CHECK(to_string(StopReason{255}).empty());
}
