// When messages go out: quota, gap, windows and hours, checked with arithmetic of our own over the
// planned times and the ledger together.
#include <rapidcheck.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "hostile_case.hpp"
#include "reference.hpp"
#include "zones.hpp"

namespace {

using namespace reactivation;
using namespace properties;

const Client& client_of(const Snapshot& snapshot, ClientId id) {
  for (const Client& client : snapshot.clients) {
    if (client.id == id) return client;
  }
  RC_FAIL("a client that is not in the snapshot");
}

struct Limits {
  int daily;
  int hourly;
  Seconds gap;
};

Limits limits_in_force(const Account& account) {
  constexpr Limits levels[] = {
      {20, 5, Seconds{300}}, {50, 10, Seconds{120}}, {100, 20, Seconds{30}}};
  Limits limits = levels[static_cast<std::size_t>(account.warmup_level)];
  if (account.daily_outbound_limit) limits.daily = *account.daily_outbound_limit;
  if (account.hourly_outbound_limit) limits.hourly = *account.hourly_outbound_limit;
  if (account.min_interval_seconds) limits.gap = Seconds{*account.min_interval_seconds};
  return limits;
}

bool hour_is_allowed(const TimeZone& zone, const HourRange& hours, Instant at) {
  const auto second = (local_time(zone, at) - local_date(zone, at)).count();
  return hours.start * 3600 <= second && second < hours.end * 3600;
}

int weekday_of(const TimeZone& zone, Instant at) {
  const auto days = local_date(zone, at).time_since_epoch().count();
  return static_cast<int>(((days + 3) % 7 + 7) % 7) + 1;  // 1970-01-01 was a Thursday
}

bool is_allowed(const Snapshot& s, const Client& client, Instant at) {
  const TimeZone& zone = s.company.time_zone;
  const Settings& settings = s.settings;
  if (!zone.is_known() || !hour_is_allowed(zone, settings.sending_hours, at)) return false;
  if (!settings.sending_days.contains(weekday_of(zone, at))) return false;
  for (const LocalDate holiday : settings.holidays) {
    if (holiday == local_date(zone, at)) return false;
  }
  if (s.account && !(hour_is_allowed(zone, s.account->safe_sending_hours, at) &&
                     s.account->safe_sending_days.contains(weekday_of(zone, at)))) {
    return false;
  }
  if (!client.zone || !s.client_zones[*client.zone].is_known()) return true;
  const TimeZone& theirs = s.client_zones[*client.zone];  // safety.md I17: window and day
  return hour_is_allowed(theirs, settings.sending_hours, at) &&
         settings.sending_days.contains(weekday_of(theirs, at));
}

// At most `max` sends in [at, at + length), wherever such a stretch holds a planned one.
void assert_rolling(const std::vector<Instant>& planned, const std::vector<Instant>& ledger,
                    Seconds length, int max) {
  std::vector<Instant> all = planned;
  all.insert(all.end(), ledger.begin(), ledger.end());
  for (const Instant begin : all) {
    const auto within = [begin, length](Instant at) { return begin <= at && at < begin + length; };
    if (!std::any_of(planned.begin(), planned.end(), within)) continue;
    RC_ASSERT(std::count_if(all.begin(), all.end(), within) <= max);
  }
}

void open_wide(Snapshot& s) {
  if (!s.company.time_zone.is_known()) s.company.time_zone = TimeZone::utc();
  s.settings.sending_hours = {0, 24};
  s.settings.sending_days = WeekdaySet::every_day();
  s.settings.holidays.clear();
  s.settings.daily_limit_mode = DailyLimitMode::automatic;
  if (!s.account) s.account = Account{};
  s.account->spam_score = 0.7;
  s.account->safe_sending_hours = {0, 24};
  s.account->safe_sending_days = WeekdaySet::every_day();
}

// In most hostile worlds hardly anybody may be written to. Here most clients are due for service 1,
// so that quotas and windows fill up.
Case made_busy(Case c) {
  Snapshot& s = c.snapshot;
  s.settings.enabled = true;
  s.settings.require_consent = false;
  s.settings.holdout.percent = 0;
  s.settings.lapsed_cutoff_days = 730;
  if (c.now.time_since_epoch().count() / 7 % 3 != 0 || !s.account) open_wide(s);
  s.services.front().active = true;
  std::erase_if(s.rules, [](const Rule& rule) { return rule.service_id == ServiceId{1}; });
  Rule rule;
  rule.service_id = {1};
  rule.reactivation_interval_days = 10;
  s.rules.push_back(rule);
  for (std::size_t i = 0; i < s.clients.size(); ++i) {
    if (i % 5 == 4) continue;
    Client& client = s.clients[i];
    client.consent = Consent::granted;
    client.reactivation_opt_out = false;
    client.needs_person = false;
    client.phone_status = PhoneStatus::mobile;
    if (i % 5 != 3 || !client.phone.is_set()) client.phone = {79990001000 + i};
    Visit visit;
    visit.client_id = client.id;
    visit.service_ids = {ServiceId{1}};
    visit.starts_at = c.now - Days{20 + static_cast<int>(i)};
    s.visits.push_back(visit);
  }
  return c;
}

rc::Gen<Case> busy_case() {
  return rc::gen::map(hostile_case({.clients_max = 30, .visits_max = 20}), made_busy);
}

}  // namespace

TEST_CASE("the day's quota is never exceeded, by the planned and the ledger together") {
  CHECK(rc::check([] {
    const Case c = *busy_case();
    const Plan plan = plan_day(c.snapshot, c.now);
    const auto most = Reference(c.snapshot, c.now).quota();
    RC_CLASSIFY(plan.planned.size() > 1, "several planned");
    RC_CLASSIFY(plan.planned.size() > 5, "many planned");
    RC_ASSERT(static_cast<int>(plan.planned.size()) <= most);
    if (plan.planned.empty()) return;
    RC_ASSERT(c.snapshot.account.has_value());
    RC_ASSERT(limits_in_force(*c.snapshot.account).hourly > 0);
  }));
}

TEST_CASE("gap, rolling hour and rolling day hold between all planned times and the ledger") {
  CHECK(rc::check([] {
    const Case c = *busy_case();
    const Plan plan = plan_day(c.snapshot, c.now);
    if (plan.planned.empty()) return;
    const Limits limits = limits_in_force(*c.snapshot.account);
    const std::vector<Instant>& ledger = c.snapshot.account->sends;
    std::vector<Instant> planned;
    for (const PlannedAttempt& attempt : plan.planned) {
      for (const Instant other : planned) {
        RC_ASSERT(std::chrono::abs(attempt.not_before - other) >= limits.gap);
      }
      for (const Instant other : ledger) {
        RC_ASSERT(std::chrono::abs(attempt.not_before - other) >= limits.gap);
      }
      planned.push_back(attempt.not_before);
    }
    assert_rolling(planned, ledger, Seconds{3600}, limits.hourly);
    assert_rolling(planned, ledger, Seconds{86400}, limits.daily);
  }));
}

TEST_CASE("every planned time lies in today's window of the company and of the client's clock") {
  CHECK(rc::check([] {
    const Case c = *busy_case();
    const Plan plan = plan_day(c.snapshot, c.now);
    const TimeZone& zone = c.snapshot.company.time_zone;
    for (const PlannedAttempt& attempt : plan.planned) {
      const Client& client = client_of(c.snapshot, attempt.client_id);
      RC_ASSERT((attempt.not_before >= c.now));
      RC_ASSERT((local_date(zone, attempt.not_before) == local_date(zone, c.now)));
      RC_ASSERT(is_allowed(c.snapshot, client, attempt.not_before));
      RC_ASSERT((attempt.not_before < attempt.not_after));
      RC_ASSERT(is_allowed(c.snapshot, client, attempt.not_after - Seconds{1}));
      RC_ASSERT(!is_allowed(c.snapshot, client, attempt.not_after) ||
                local_date(zone, attempt.not_after) != local_date(zone, c.now));
      const auto& pause = c.snapshot.account->paused_until;
      RC_ASSERT((!pause || attempt.not_before >= *pause));
    }
  }));
}

TEST_CASE("who is told that today's hours are over has no allowed second left today") {
  CHECK(rc::check([] {
    const Case c = *busy_case();
    const Plan plan = plan_day(c.snapshot, c.now);
    const TimeZone& zone = c.snapshot.company.time_zone;
    for (const SkippedClient& row : plan.skipped) {
      if (row.reason != SkipReason::outside_sending_hours) continue;
      const Client& client = client_of(c.snapshot, row.client_id);
      RC_LOG() << "client " << row.client_id.value << ", zone "
               << (client.zone ? c.snapshot.client_zones.at(*client.zone).name() : "-")
               << ", until " << (row.until ? to_rfc3339(*row.until) : "-") << '\n';
      if (row.until) {
        RC_ASSERT(is_allowed(c.snapshot, client, *row.until));
        RC_ASSERT(!is_allowed(c.snapshot, client, *row.until - Seconds{1}) ||
                  local_date(zone, *row.until - Seconds{1}) != local_date(zone, *row.until));
      }
      if (!zone.is_known()) continue;
      for (Instant at = c.now; local_date(zone, at) == local_date(zone, c.now); at += Seconds{60}) {
        RC_ASSERT(!is_allowed(c.snapshot, client, at));
      }
    }
  }));
}

TEST_CASE("nobody without chat history is planned beyond the cap for first contacts") {
  CHECK(rc::check([] {
    Case c = *busy_case();
    if (!c.snapshot.account) return;
    if (!c.snapshot.account->first_contact_daily_limit) {
      c.snapshot.account->first_contact_daily_limit = 2;
    }
    const TimeZone& zone = c.snapshot.company.time_zone;
    const Plan plan = plan_day(c.snapshot, c.now);
    std::int64_t planned = 0;
    for (const PlannedAttempt& attempt : plan.planned) {
      planned += client_of(c.snapshot, attempt.client_id).has_chat_history ? 0 : 1;
    }
    if (planned == 0) return;
    std::int64_t others = 0;
    for (const Attempt& attempt : c.snapshot.attempts) {
      for (const Client& client : c.snapshot.clients) {
        if (client.id != attempt.client_id || client.has_chat_history) continue;
        const bool is_waiting = is_waiting_to_be_sent(attempt.state) &&
                                !(attempt.not_after && *attempt.not_after <= c.now);
        const auto at = is_waiting ? attempt.not_before : attempt.sent_at;
        const bool counts = is_waiting || counts_as_sent(attempt.state);
        if (counts && (!at || local_date(zone, *at) == local_date(zone, c.now))) ++others;
      }
    }
    RC_ASSERT(planned + others <= *c.snapshot.account->first_contact_daily_limit);
  }));
}

TEST_CASE("one person, known by the phone, is planned once") {
  CHECK(rc::check([] {
    const Case c = *hostile_case();
    const Plan plan = plan_day(c.snapshot, c.now);
    std::set<std::uint64_t> phones;
    for (const PlannedAttempt& attempt : plan.planned) {
      RC_ASSERT(phones.insert(client_of(c.snapshot, attempt.client_id).phone.digits).second);
    }
  }));
}

TEST_CASE("I22: a discount is the progression's, never above the company's maximum") {
  CHECK(rc::check([] {
    const Case c = *busy_case();
    const Plan plan = plan_day(c.snapshot, c.now);
    for (const PlannedAttempt& attempt : plan.planned) {
      const auto rule =
          std::find_if(c.snapshot.rules.begin(), c.snapshot.rules.end(),
                       [&](const Rule& r) { return r.service_id == attempt.service_id; });
      const auto& steps = rule->discount_progression;
      const auto place = static_cast<std::size_t>(attempt.attempt_number) - 1;
      int wanted = steps.empty() ? 0 : place < steps.size() ? steps[place] : steps.back();
      if (attempt.attempt_number < c.snapshot.settings.discount_from_attempt) wanted = 0;
      wanted = std::min(wanted, c.snapshot.settings.max_discount_percent);
      RC_ASSERT(attempt.discount_percent == wanted);
    }
  }));
}

TEST_CASE("a free chair is offered to no more clients than allowed, and only where it exists") {
  CHECK(rc::check([] {
    const Case c = *busy_case();
    const Plan plan = plan_day(c.snapshot, c.now);
    const TimeZone& zone = c.snapshot.company.time_zone;
    const auto length = [](const Slot& slot) {
      return slot.duration_minutes ? Seconds{*slot.duration_minutes * 60} : Seconds{1};
    };
    std::vector<Slot> offered;
    for (const PlannedAttempt& attempt : plan.planned) {
      RC_ASSERT(attempt.slots.size() <=
                static_cast<std::size_t>(c.snapshot.settings.max_slots_to_offer));
      RC_ASSERT((attempt.slots.empty() || c.snapshot.settings.include_slots_in_message));
      for (const OfferedSlot& offer : attempt.slots) {
        const Slot& slot = offer.slot;
        offered.push_back(slot);
        RC_ASSERT(slot.service_id == attempt.service_id);
        const auto& known = c.snapshot.slots;
        RC_ASSERT((std::find(known.begin(), known.end(), slot) != known.end()));
        const bool works = std::any_of(
            c.snapshot.staff.begin(), c.snapshot.staff.end(),
            [&slot](const Staff& member) { return member.id == slot.staff_id && member.active; });
        RC_ASSERT(works);
        const Days ahead = local_date(zone, slot.starts_at) - local_date(zone, c.now);
        RC_ASSERT((ahead >= Days{1} && ahead <= Days{7}));
        RC_ASSERT(slot.starts_at - attempt.not_before >= Seconds{7200});
      }
    }
    for (const Slot& slot : offered) {  // whoever sits in that chair at that second
      const auto sitting = std::count_if(offered.begin(), offered.end(), [&](const Slot& other) {
        return other.staff_id == slot.staff_id && other.starts_at <= slot.starts_at &&
               slot.starts_at < other.starts_at + length(other);
      });
      RC_ASSERT(sitting <= c.snapshot.settings.max_offers_per_slot);
    }
  }));
}
