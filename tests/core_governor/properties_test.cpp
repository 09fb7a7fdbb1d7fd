// For any history: evidence against the account never raises a cap, and no ceiling is exceeded.
#include <rapidcheck.h>

#include <algorithm>
#include <limits>

#include "desk.hpp"

using namespace desk;

namespace {

int number(int low, int high) { return *rc::gen::inRange(low, high + 1); }
bool chance(int percent) { return number(1, 100) <= percent; }
Instant around_now(int days) { return noon + Seconds{number(-days * 86400, 86400)}; }
std::optional<int> ceiling(int high) {
  return chance(50) ? std::optional{number(-1, high)} : std::nullopt;
}

AccountSignal any_signal() {
  AccountSignal signal;
  signal.kind = static_cast<AccountSignalKind>(number(0, 18));
  signal.at = around_now(60);
  if (chance(40)) signal.until = signal.at + Seconds{number(-86400, 20 * 86400)};
  return signal;
}
SendRecord any_record() {
  SendRecord record;
  record.sent_at = chance(50) ? around_now(2) : around_now(40);
  record.outcome =
      chance(85) ? DeliveryOutcome::delivered : static_cast<DeliveryOutcome>(number(0, 4));
  record.is_first_contact = chance(30);
  record.replied = chance(20);
  record.opted_out = chance(2);
  record.complained = chance(1);
  record.blocked = chance(1);
  record.reported = chance(1);
  return record;
}
Desk any_desk() {
  Desk d;
  if (chance(50)) d.zone = berlin();
  d.account.warmup_level = static_cast<WarmupLevel>(number(0, 3));
  d.account.account_created_at = around_now(120);
  if (chance(10)) d.account.account_created_at.reset();
  d.account.daily_outbound_limit = ceiling(150);
  d.account.hourly_outbound_limit = ceiling(30);
  d.account.concurrent_limit = ceiling(12);
  d.account.min_interval_seconds = ceiling(900);
  d.account.first_contact_daily_limit = ceiling(30);
  if (chance(20)) d.account.spam_score = number(0, 100) / 100.0;
  if (chance(10)) d.account.paused_until = around_now(3);
  d.level_sends.clear();
  const int used_percent = number(5, 100);
  for (int day = 100; day >= -2; --day) {
    if (chance(used_percent)) d.level_sends.push_back(noon - Days{day});
  }
  if (chance(50)) d.level_since = around_now(60);
  for (int i = number(0, 130); i > 0; --i) d.records.push_back(any_record());
  for (int i = number(0, 3); i > 0; --i) d.signals.push_back(any_signal());
  return d;
}

/// Later is tighter; no end is tightest.
Instant open_at(const Governed& governed) {
  if (governed.has_open_end()) return Instant::max();
  return governed.paused_until.value_or(Instant::min());
}

void never_looser(const Governed& after, const Governed& before) {
  RC_ASSERT(after.limits.sent_daily_max <= before.limits.sent_daily_max);
  RC_ASSERT(after.limits.sent_hourly_max <= before.limits.sent_hourly_max);
  RC_ASSERT(after.limits.concurrent_max <= before.limits.concurrent_max);
  RC_ASSERT(after.limits.gap_min >= before.limits.gap_min);
  RC_ASSERT(after.first_contact_daily_limit <= before.first_contact_daily_limit);
  RC_ASSERT(after.first_contacts_left <= before.first_contacts_left);
  RC_ASSERT(after.spam_score >= before.spam_score);
  RC_ASSERT(after.level <= before.level);
  RC_ASSERT(after.level_earned <= before.level_earned);
  RC_ASSERT(open_at(after) >= open_at(before));
}

void same(const Governed& a, const Governed& b) {
  RC_ASSERT(a.limits == b.limits);
  RC_ASSERT(a.first_contact_daily_limit == b.first_contact_daily_limit);
  RC_ASSERT(a.first_contacts_left == b.first_contacts_left);
  RC_ASSERT(a.spam_score == b.spam_score);
  RC_ASSERT(a.stops == b.stops);
  RC_ASSERT(a.lowerings == b.lowerings);
}

}  // namespace

TEST_CASE("one more signal of the messenger, or a person's pause, never raises a cap") {
  CHECK(rc::check([] {
    Desk d = any_desk();
    const Governed before = d.governed();
    AccountSignal more = any_signal();
    RC_PRE(more.kind != AccountSignalKind::person_confirmed);
    RC_PRE(more.kind != AccountSignalKind::operator_resumed);
    d.signals.push_back(more);
    never_looser(d.governed(), before);
  }));
}

TEST_CASE("one more bad reaction or failure of a send never raises a cap") {
  CHECK(rc::check([] {
    Desk d = any_desk();
    d.records.push_back(any_record());
    const Governed before = d.governed();
    const auto which = static_cast<std::size_t>(number(0, static_cast<int>(d.records.size()) - 1));
    SendRecord& record = d.records[which];
    switch (number(0, 5)) {
      case 0:
        record.opted_out = true;
        break;
      case 1:
        record.complained = true;
        break;
      case 2:
        record.blocked = true;
        break;
      case 3:
        record.reported = true;
        break;
      case 4:
        record.replied = false;
        break;
      default:
        record.outcome = DeliveryOutcome::not_on_messenger;
    }
    never_looser(d.governed(), before);
  }));
}

TEST_CASE("days of use that are left out never raise a cap") {
  CHECK(rc::check([] {
    Desk d = any_desk();
    d.level_sends.push_back(noon - Days{number(0, 100)});
    const Governed before = d.governed();
    d.level_sends.erase(d.level_sends.begin() +
                        number(0, static_cast<int>(d.level_sends.size()) - 1));
    never_looser(d.governed(), before);
  }));
}

TEST_CASE("no cap exceeds the stored ceilings or the level's row") {
  CHECK(rc::check([] {
    const Desk d = any_desk();
    const Governed g = d.governed();
    constexpr int first_contacts[] = {5, 10, 20};
    const AccountLimits ceilings = limits_of(d.account);
    const AccountLimits row = limits_of_level(g.level);
    for (const AccountLimits& bound : {ceilings, row}) {
      RC_ASSERT(g.limits.sent_daily_max <= bound.sent_daily_max);
      RC_ASSERT(g.limits.sent_hourly_max <= bound.sent_hourly_max);
      RC_ASSERT(g.limits.concurrent_max <= bound.concurrent_max);
      RC_ASSERT(g.limits.gap_min >= bound.gap_min);
    }
    RC_ASSERT(g.first_contact_daily_limit <= first_contacts[static_cast<int>(g.level)]);
    RC_ASSERT(g.first_contact_daily_limit <= g.limits.sent_daily_max);
    RC_ASSERT(g.limits.sent_daily_max >= 0);
    RC_ASSERT(g.first_contacts_left >= 0);
    if (d.account.first_contact_daily_limit) {
      RC_ASSERT(g.first_contact_daily_limit <= std::max(0, *d.account.first_contact_daily_limit));
    }
    RC_ASSERT(limits_of(governed_account(d.account, g)) == g.limits);
    if (g.has_open_end()) RC_ASSERT(g.limits.sent_daily_max == 0);
  }));
}

TEST_CASE("order does not matter, nor does a signal or a day of use twice") {
  CHECK(rc::check([] {
    Desk d = any_desk();
    const Governed before = d.governed();
    std::reverse(d.records.begin(), d.records.end());
    std::reverse(d.level_sends.begin(), d.level_sends.end());
    std::reverse(d.signals.begin(), d.signals.end());
    same(d.governed(), before);
    const std::vector<AccountSignal> signals = d.signals;
    d.signals.insert(d.signals.end(), signals.begin(), signals.end());
    const std::vector<Instant> sends = d.level_sends;
    d.level_sends.insert(d.level_sends.end(), sends.begin(), sends.end());
    same(d.governed(), before);
  }));
}

TEST_CASE("the lowerings of a cap lead from the ceiling to the cap in force") {
  CHECK(rc::check([] {
    const Desk d = any_desk();
    const Governed g = d.governed();
    int daily = limits_of(d.account).sent_daily_max;
    for (const Lowering& row : g.lowerings) {
      if (row.cap != GovernedCap::daily) continue;
      RC_ASSERT(row.before == daily);
      RC_ASSERT(row.after <= row.before);
      daily = row.after;
    }
    RC_ASSERT(daily == g.limits.sent_daily_max);
  }));
}
