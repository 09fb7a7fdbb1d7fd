// The account with the caps in force in it, and a plan and a permit made from it.
#include "desk.hpp"
#include "reactivation/core/limits.hpp"

using namespace desk;

namespace {

Permit permit_of(const Account& account, Instant now) {
  Settings settings;
  settings.sending_days = WeekdaySet::every_day();
  const TimeZone zone = TimeZone::utc();
  const SendCalendar calendar{settings, &account, zone};
  return permit_to_send({calendar, now, {}, 0});
}

}  // namespace

TEST_CASE("the caps in force stand in the account, and everything else stays") {
  Desk d;
  d.account.warmup_level = WarmupLevel::warm;
  d.account.sends = {noon - hours{1}};
  d.account.safe_sending_hours = {9, 20};
  d.use_daily(0);
  const Governed g = d.governed();
  const Account out = governed_account(d.account, g);
  CHECK(limits_of(out) == AccountLimits{12, 2, 5, Seconds{120}});  // 12.5, 2.5
  CHECK(out.first_contact_daily_limit == 2);
  CHECK(out.warmup_level == WarmupLevel::warm);
  CHECK(out.id == AccountId{1});
  CHECK(out.sends == d.account.sends);
  CHECK(out.safe_sending_hours.start == 9);
  CHECK(out.account_created_at == d.account.account_created_at);
  CHECK(out.spam_score == 0);
  CHECK_FALSE(out.paused_until);
  CHECK(permit_of(out, noon).is_approved());
}

TEST_CASE("a pause with an end is a pause of the account, and the caps are those after it") {
  Desk d;
  d.signal(AccountSignalKind::disconnect_storm, noon - hours{1});
  const Governed g = d.governed();
  CHECK(g.limits == hot_row);
  const Account out = governed_account(d.account, g);
  CHECK(out.paused_until == noon + hours{1});
  const Permit permit = permit_of(out, noon);
  CHECK(permit.reason == PermitReason::account_paused);
  CHECK(permit.not_before == noon + hours{1});
  CHECK(permit_of(out, noon + hours{1}).is_approved());
}

TEST_CASE("a pause that is stored stays, also beside a shorter one") {
  Desk d;
  d.account.paused_until = noon + hours{5};
  d.signal(AccountSignalKind::disconnect_storm, noon);
  const Governed g = d.governed();
  CHECK(g.stops == std::vector<Stop>{{StopReason::disconnect_storm, noon + hours{2}, false},
                                     {StopReason::stored_pause, noon + hours{5}, false}});
  CHECK(g.paused_until == noon + hours{5});
  CHECK(governed_account(d.account, g).paused_until == noon + hours{5});
  d.account.paused_until = noon;
  CHECK(d.governed().stops.size() == 1);
}

TEST_CASE("a stop without an end reads as a stopped account") {
  Desk d;
  d.signal(AccountSignalKind::logged_out, noon - hours{1});
  const Account out = governed_account(d.account, d.governed());
  CHECK(permit_of(out, noon).reason == PermitReason::account_stopped);
  CHECK_FALSE(permit_of(out, noon).not_before);
  CHECK(limits_of(out).sent_daily_max == 0);
}

TEST_CASE("an unknown zone stops") {
  Desk d;
  d.zone = {};
  const Governed g = d.governed();
  CHECK(g.stops == std::vector<Stop>{{StopReason::zone_unknown, {}, false}});
  CHECK_FALSE(g.needs_person_confirmation);
  CHECK(g.limits == nothing_hot);
}

TEST_CASE("a plan obeys the caps in force") {
  Snapshot snapshot = salon();
  for (int id = 1; id <= 40; ++id) {
    snapshot.clients.push_back(client(id));
    snapshot.visits.push_back(visit(id, {1}, "2026-01-29T12:00:00Z"));
  }
  Desk d;
  d.use_daily(0);
  d.account.id = snapshot.account->id;
  d.account.account_created_at = noon - Days{10};  // cold, 25 %: 5 a day, 1 an hour
  snapshot.account = governed_account(d.account, d.governed());
  CHECK(plan_day(snapshot, at("2026-03-10T10:00:00Z")).planned.size() == 5);
}

TEST_CASE("instants at the ends of the range are borne") {
  for (const Instant extreme : {Instant::min(), Instant::max()}) {
    Desk d;
    d.send(30);
    d.records[0].sent_at = extreme;
    d.level_sends.push_back(extreme);
    d.account.account_created_at = extreme;
    d.account.paused_until = extreme;
    d.level_since = extreme;
    for (int kind = 0; kind < 20; ++kind) {
      d.signal(static_cast<AccountSignalKind>(kind), extreme, extreme);
      d.signal(static_cast<AccountSignalKind>(kind), extreme);
    }
    CHECK(d.governed().limits.sent_daily_max <= 100);
    d.now = extreme;
    CHECK(d.governed().limits.sent_daily_max <= 100);
  }
}

namespace {
template <class Value>
void check_sees_each(const Value& value, const std::vector<Value>& others) {
  CHECK(value == Value{value});
  for (const Value& other : others) {
    CHECK_FALSE(value == other);
    CHECK(other != value);
  }
}
}  // namespace

TEST_CASE("values that compare member by member see a difference in every member") {
  check_sees_each<AccountSignal>({AccountSignalKind::logged_out, noon, {}},
                                 {{AccountSignalKind::yellow_card, noon, {}},
                                  {AccountSignalKind::logged_out, noon + Seconds{1}, {}},
                                  {AccountSignalKind::logged_out, noon, noon}});
  check_sees_each<Stop>({StopReason::logged_out, noon, false},
                        {{StopReason::yellow_card, noon, false},
                         {StopReason::logged_out, {}, false},
                         {StopReason::logged_out, noon, true}});
  check_sees_each<Lowering>({GovernorRule::ramp, GovernedCap::daily, 5, 4, noon},
                            {{GovernorRule::stopped, GovernedCap::daily, 5, 4, noon},
                             {GovernorRule::ramp, GovernedCap::hourly, 5, 4, noon},
                             {GovernorRule::ramp, GovernedCap::daily, 6, 4, noon},
                             {GovernorRule::ramp, GovernedCap::daily, 5, 3, noon},
                             {GovernorRule::ramp, GovernedCap::daily, 5, 4, {}}});
  check_sees_each<SpamEvidence>({1, 2, 3, 4, 5, false}, {{9, 2, 3, 4, 5, false},
                                                         {1, 9, 3, 4, 5, false},
                                                         {1, 2, 9, 4, 5, false},
                                                         {1, 2, 3, 9, 5, false},
                                                         {1, 2, 3, 4, 9, false},
                                                         {1, 2, 3, 4, 5, true}});
}
