// What every run store must do. A store of your own passes when `check_run_store` does, with a
// fresh store for each call that knows the companies 1 and 2 in UTC (1 enabled, 2 not) and no
// other.
#pragma once

#include <catch2/catch.hpp>
#include <functional>
#include <memory>
#include <string>

#include "reactivation/ports/run_store.hpp"

namespace run_contract {

using namespace reactivation;

inline Instant at(const char* text) { return parse_time(text).value().instant_in(TimeZone::utc()); }
inline const RunKey today{CompanyId{1}, parse_iso_date("2026-03-10").value()};
inline const RunKey tomorrow{CompanyId{1}, parse_iso_date("2026-03-11").value()};
inline const Instant ten = at("2026-03-10T10:00:00Z");
inline constexpr Seconds lease{35 * 60};

inline RunClaim claim(Instant now, RunCause cause = RunCause::scheduled, RunKey key = today) {
  return {key, "one", now, now + lease, cause};
}
inline RunAnswer begun(RunStore& store, const RunClaim& wanted) {
  const auto answer = store.begin_run(wanted);
  REQUIRE(answer);
  CHECK((answer.value().refusal == RunRefusal::none) == answer.value().ticket.has_value());
  return answer.value();
}
inline RunTicket ticket(RunStore& store, const RunClaim& wanted) {
  const RunAnswer answer = begun(store, wanted);
  REQUIRE(answer.ticket);
  return *answer.ticket;
}
inline RunOutcome done(Instant now) { return {RunState::done, now, {}, {}, {}}; }
inline RunOutcome failed(Instant now, Instant next) {
  return {RunState::failed, now, next, "reactivation:200", {}};
}
inline RunOutcome skipped(Instant now) {
  return {RunState::skipped, now, {}, "reactivation:3", "tries_used_up"};
}
inline bool is(const std::error_code& error, errc code) { return error == make_error_code(code); }

inline void check_a_run_happens_once_a_date(RunStore& store) {
  CHECK_FALSE(store.find_run(today).value());
  const RunTicket first = ticket(store, claim(ten));
  CHECK(first.tries == 1);
  CHECK(first.key == today);
  const RunRecord running = store.find_run(today).value().value();
  CHECK(running.state == RunState::running);
  CHECK(running.owner == "one");
  CHECK(running.begun_at == ten);
  CHECK(running.lease_until == ten + lease);
  CHECK_FALSE(running.ended_at);
  REQUIRE(store.end_run(first, done(ten + Seconds{5})));
  const RunRecord ended = store.find_run(today).value().value();
  CHECK(ended.state == RunState::done);
  CHECK(ended.ended_at == ten + Seconds{5});
  CHECK(ended.last_error.empty());
  CHECK(begun(store, claim(ten + Seconds{60})).refusal == RunRefusal::already_done);
  // The clock may go back: the row stays the truth.
  CHECK(begun(store, claim(ten - Days{1})).refusal == RunRefusal::already_done);
  CHECK(ticket(store, claim(ten + Days{1}, RunCause::scheduled, tomorrow)).tries == 1);
}

inline void check_overlap_is_refused(RunStore& store) {
  const RunTicket first = ticket(store, claim(ten));
  for (const RunCause cause : {RunCause::scheduled, RunCause::manual}) {
    for (const RunKey& key : {today, tomorrow}) {
      const RunAnswer answer = begun(store, claim(ten + Seconds{1}, cause, key));
      CHECK(answer.refusal == RunRefusal::running_elsewhere);
      CHECK(answer.until == ten + lease);
    }
  }
  CHECK(begun(store, claim(ten + lease - Seconds{1})).refusal == RunRefusal::running_elsewhere);
  // Another company is another matter, and a clock set back a little changes nothing.
  const RunKey other{CompanyId{2}, today.local_date};
  CHECK(begun(store, claim(ten, RunCause::scheduled, other)).ticket);
  CHECK(begun(store, claim(ten - Seconds{3600})).refusal == RunRefusal::running_elsewhere);
  REQUIRE(store.end_run(first, done(ten + Seconds{2})));
}

inline void check_a_lost_lease_is_one_more_try(RunStore& store) {
  const RunTicket lost = ticket(store, claim(ten));
  const RunTicket second = ticket(store, claim(ten + lease));
  CHECK(second.tries == 2);
  CHECK(second.epoch > lost.epoch);
  CHECK(is(store.end_run(lost, done(ten + lease)).error(), errc::not_found));
  CHECK(store.find_run(today).value()->state == RunState::running);
  // Nobody took it over: late is not too late.
  REQUIRE(store.end_run(second, done(ten + 3 * lease)));
  CHECK(is(store.end_run(second, done(ten + 3 * lease)).error(), errc::not_found));
}

inline void check_failures_back_off(RunStore& store) {
  const Instant next = ten + Seconds{120};
  REQUIRE(store.end_run(ticket(store, claim(ten)), failed(ten + Seconds{60}, next)));
  const RunRecord record = store.find_run(today).value().value();
  CHECK(record.state == RunState::failed);
  CHECK(record.next_try_at == next);
  CHECK(record.last_error == "reactivation:200");
  const RunAnswer early = begun(store, claim(next - Seconds{1}));
  CHECK(early.refusal == RunRefusal::backing_off);
  CHECK(early.until == next);
  const RunTicket second = ticket(store, claim(next));
  CHECK(second.tries == 2);
  CHECK_FALSE(store.find_run(today).value()->next_try_at);
  REQUIRE(store.end_run(second, skipped(next)));
  CHECK(store.find_run(today).value()->why == "tries_used_up");
  CHECK(begun(store, claim(next + Seconds{3600})).refusal == RunRefusal::given_up);
}

inline void check_a_person_may_ask_again(RunStore& store) {
  REQUIRE(store.end_run(ticket(store, claim(ten)), done(ten)));
  const RunTicket again = ticket(store, claim(ten + Seconds{60}, RunCause::manual));
  CHECK(again.tries == 1);
  REQUIRE(store.end_run(again, failed(ten + Seconds{60}, ten + Seconds{120})));
  const RunTicket sooner = ticket(store, claim(ten + Seconds{61}, RunCause::manual));
  CHECK(sooner.epoch > again.epoch);
  REQUIRE(store.end_run(sooner, skipped(ten + Seconds{62})));
  CHECK(begun(store, claim(ten + Seconds{63}, RunCause::manual)).ticket);
}

inline void check_a_wrong_clock_bars_nothing(RunStore& store) {
  const RunKey far{CompanyId{1}, parse_iso_date("2038-01-19").value()};
  CHECK(begun(store, claim(at("2038-01-19T10:00:00Z"), RunCause::scheduled, far)).ticket);
  CHECK(begun(store, claim(ten)).ticket);
}

inline void check_wrong_calls_are_refused(RunStore& store) {
  const RunKey nobody{CompanyId{3}, today.local_date};
  CHECK(is(store.begin_run(claim(ten, RunCause::manual, nobody)).error(), errc::not_found));
  RunClaim wrong = claim(ten);
  wrong.owner.clear();
  CHECK(is(store.begin_run(wrong).error(), errc::invalid_argument));
  wrong = claim(ten);
  wrong.lease_until = ten;
  CHECK(is(store.begin_run(wrong).error(), errc::invalid_argument));
  CHECK_FALSE(store.find_run(today).value());
  const RunTicket first = ticket(store, claim(ten));
  for (RunOutcome outcome : {done(ten), failed(ten, ten), skipped(ten)}) {
    outcome.next_try_at = outcome.next_try_at ? std::nullopt : std::optional{ten};
    CHECK(is(store.end_run(first, outcome).error(), errc::invalid_argument));
  }
  CHECK(is(store.end_run(first, {RunState::running, ten, {}, {}, {}}).error(),
           errc::invalid_argument));
  CHECK(is(store.end_run({tomorrow, 1, 1}, done(ten)).error(), errc::not_found));
}

inline void check_companies_are_listed(RunStore& store) {
  const auto all = store.list_scheduled().value();
  REQUIRE(all.size() == 2);
  CHECK(all[0].company_id == CompanyId{1});
  CHECK(all[0].time_zone == "UTC");
  CHECK(all[0].is_enabled);
  CHECK(all[1].company_id == CompanyId{2});
  CHECK_FALSE(all[1].is_enabled);
}

inline void check_run_store(
    const std::function<void(const std::function<void(RunStore&)>&)>& with) {
  for (const auto check : {check_a_run_happens_once_a_date, check_overlap_is_refused,
                           check_a_lost_lease_is_one_more_try, check_failures_back_off,
                           check_a_person_may_ask_again, check_a_wrong_clock_bars_nothing,
                           check_wrong_calls_are_refused, check_companies_are_listed}) {
    with(check);
  }
}

}  // namespace run_contract
