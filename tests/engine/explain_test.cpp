#include "reactivation/engine/explain.hpp"

#include <catch2/catch.hpp>

#include "explain_world.hpp"

using namespace world;

namespace {

const Instant ten = at("2026-03-03T10:00:00Z");

std::vector<SkipReason> holding(const Explanation& explanation) {
  std::vector<SkipReason> out;
  for (const ReasonFinding& finding : explanation.reasons) {
    if (finding.holds) out.push_back(finding.reason);
  }
  return out;
}

Snapshot one_client(int days_ago) {
  Snapshot snapshot = empty_salon();
  add_client(snapshot, 1, days_ago, ten);
  return snapshot;
}

Attempt sent_attempt(int number, Instant sent_at) {
  Attempt attempt;
  attempt.client_id = ClientId{1};
  attempt.service_id = haircut;
  attempt.attempt_number = number;
  attempt.cycle_key = TimeZone::utc().local_date(ten - Days{40});
  attempt.id = attempt_id({salon, attempt.client_id, haircut, attempt.cycle_key, number});
  attempt.state = AttemptState::accepted;
  attempt.sent_at = sent_at;
  return attempt;
}

}  // namespace

TEST_CASE("a client who is written to has no reason against it") {
  const auto explained = explain_client(one_client(40), ClientId{1}, ten);
  REQUIRE(explained);
  REQUIRE(explained->planned);
  CHECK_FALSE(explained->skipped);
  CHECK(holding(*explained).empty());
  CHECK(explained->reasons.size() == 18);
  REQUIRE(explained->services.size() == 1);
  CHECK(explained->services[0].days_since_visit == 40);
  CHECK(explained->services[0].is_chosen);
  CHECK(explained->services[0].due_at == ten - Days{12});
}

TEST_CASE("every reason that holds is named, not only the first") {
  Snapshot snapshot = one_client(10);
  snapshot.settings.enabled = false;
  snapshot.settings.require_consent = true;
  snapshot.settings.holdout.percent = 100;
  snapshot.settings.holidays = {TimeZone::utc().local_date(ten)};
  snapshot.clients[0].reactivation_opt_out = true;
  snapshot.clients[0].needs_person = true;
  snapshot.clients[0].paused_until = at("2026-03-20T00:00:00Z");
  snapshot.clients[0].phone = {};
  snapshot.clients[0].phone_status = PhoneStatus::missing;
  Visit booking;
  booking.client_id = ClientId{1};
  booking.service_ids = {massage};
  booking.status = VisitStatus::booked;
  booking.starts_at = at("2026-03-09T12:00:00Z");
  snapshot.visits.push_back(booking);
  const auto explained = explain_client(snapshot, ClientId{1}, ten);
  REQUIRE(explained);
  REQUIRE(explained->skipped);
  CHECK(explained->skipped->reason == SkipReason::company_disabled);
  CHECK(holding(*explained) ==
        std::vector<SkipReason>{SkipReason::company_disabled, SkipReason::opted_out,
                                SkipReason::consent_missing, SkipReason::phone_missing,
                                SkipReason::paused, SkipReason::needs_person,
                                SkipReason::upcoming_booking, SkipReason::not_due,
                                SkipReason::holdout, SkipReason::outside_sending_hours});
}

TEST_CASE("the end of each reason is the plan's") {
  Snapshot snapshot = one_client(10);
  Visit recent;
  recent.client_id = ClientId{1};
  recent.service_ids = {massage};
  recent.starts_at = at("2026-03-02T15:00:00Z");
  snapshot.visits.push_back(recent);
  const auto explained = explain_client(snapshot, ClientId{1}, ten);
  REQUIRE(explained);
  for (const ReasonFinding& finding : explained->reasons) {
    if (finding.reason == SkipReason::visited_recently) {
      CHECK(finding.until == at("2026-03-06T00:00:00Z"));  // the day after 3 days
    }
    if (finding.reason == SkipReason::not_due) {
      // Due 28 days after the visit of 21 February, from the next second on.
      CHECK(finding.until == at("2026-03-21T10:00:01Z"));
    }
  }
  CHECK(holding(*explained) ==
        std::vector<SkipReason>{SkipReason::visited_recently, SkipReason::not_due});
  REQUIRE(explained->skipped->eligible_at == at("2026-03-21T10:00:01Z"));
  REQUIRE(explained->later);
  CHECK(explained->later->not_before == at("2026-03-21T10:00:01Z"));
}

TEST_CASE("open, recent and spent attempts are told apart") {
  Snapshot snapshot = one_client(40);
  snapshot.attempts = {sent_attempt(1, ten - Days{30}), sent_attempt(2, ten - Days{16}),
                       sent_attempt(3, ten - Days{2})};
  const auto explained = explain_client(snapshot, ClientId{1}, ten);
  REQUIRE(explained);
  CHECK(holding(*explained) == std::vector<SkipReason>{SkipReason::attempt_open,
                                                       SkipReason::contacted_recently,
                                                       SkipReason::max_attempts});
  CHECK(explained->attempts.size() == 3);
  CHECK_FALSE(explained->later);
}

TEST_CASE("attempts of an earlier cycle do not spend this one's") {
  Snapshot snapshot = one_client(10);
  snapshot.attempts = {sent_attempt(1, ten - Days{30}), sent_attempt(2, ten - Days{20}),
                       sent_attempt(3, ten - Days{12})};
  const auto explained = explain_client(snapshot, ClientId{1}, ten);
  REQUIRE(explained);
  CHECK(holding(*explained) ==
        std::vector<SkipReason>{SkipReason::not_due, SkipReason::contacted_recently});
}

TEST_CASE("without a visit the list ends at the visit") {
  Snapshot snapshot = one_client(40);
  snapshot.visits.clear();
  const auto explained = explain_client(snapshot, ClientId{1}, ten);
  REQUIRE(explained);
  CHECK(holding(*explained) == std::vector<SkipReason>{SkipReason::no_visit});
  CHECK(explained->reasons.back().reason == SkipReason::no_visit);
  CHECK(explained->services.empty());
}

TEST_CASE("the queue beyond the limit is a reason of its own") {
  Snapshot snapshot = one_client(40);
  add_client(snapshot, 2, 400, ten);
  snapshot.account->daily_outbound_limit = 1;
  const auto explained = explain_client(snapshot, ClientId{1}, ten);
  REQUIRE(explained);
  CHECK(holding(*explained) == std::vector<SkipReason>{SkipReason::no_quota});
  CHECK(explained->skipped->rank == 2);
}

TEST_CASE("the queue of other services counts too") {
  Snapshot snapshot = one_client(40);
  Rule rule;
  rule.service_id = massage;
  rule.reactivation_interval_days = 14;
  snapshot.rules.push_back(rule);
  add_client(snapshot, 2, 400, ten);
  snapshot.visits.back().service_ids = {massage};
  snapshot.account->daily_outbound_limit = 1;
  const auto explained = explain_client(snapshot, ClientId{1}, ten);
  REQUIRE(explained);
  CHECK(holding(*explained) == std::vector<SkipReason>{SkipReason::no_quota});
}

TEST_CASE("a client the salon does not have is not explained") {
  CHECK_FALSE(explain_client(one_client(40), ClientId{9}, ten));
}
