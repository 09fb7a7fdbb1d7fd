// A client of a salon with campaigns, for the tests of what becomes of them.
#pragma once

#include <catch2/catch.hpp>

#include "core/world.hpp"
#include "reactivation/core/lifecycle.hpp"

namespace campaign {

using namespace world;

inline const CompanyId salon_id{7};
inline const Instant sent_at = at("2026-03-02T11:00:00Z");
inline const Instant a_day_later = at("2026-03-03T11:00:00Z");
inline const Instant deadline = at("2026-03-09T11:00:00Z");

inline AttemptId id_of(int number) {
  return attempt_id({salon_id, ClientId{1}, ServiceId{1}, on("2026-01-10"), number});
}

inline PersonAttempt sent(int number = 1, Instant when = sent_at) {
  PersonAttempt out;
  out.company_id = salon_id;
  out.attempt.id = id_of(number);
  out.attempt.client_id = ClientId{1};
  out.attempt.service_id = ServiceId{1};
  out.attempt.cycle_key = on("2026-01-10");
  out.attempt.attempt_number = number;
  out.attempt.state = AttemptState::accepted;
  out.attempt.sent_at = when;
  return out;
}

inline PersonAttempt waiting(int number = 2) {
  PersonAttempt out = sent(number);
  out.attempt.state = AttemptState::planned;
  out.attempt.sent_at.reset();
  out.attempt.not_after = deadline;
  return out;
}

/// Client 1 of the salon, with these attempts.
inline Person person(std::vector<PersonAttempt> attempts) {
  Person out;
  PersonClient client;
  client.company_id = salon_id;
  client.client_id = ClientId{1};
  client.zone = TimeZone::utc();
  out.clients.push_back(client);
  out.attempts = std::move(attempts);
  return out;
}

inline ReplyFacts reply(ReplyType type) {
  ReplyFacts out;
  out.type = type;
  out.is_opt_out = type == ReplyType::opt_out;
  out.needs_person = type == ReplyType::unclear;
  return out;
}

inline const AttemptChange& only_attempt(const Changes& changes) {
  REQUIRE(changes.attempts.size() == 1);
  return changes.attempts.front();
}

inline int count(const Changes& changes, ClientChangeKind kind) {
  return static_cast<int>(
      std::count_if(changes.clients.begin(), changes.clients.end(),
                    [kind](const ClientChange& change) { return change.kind == kind; }));
}

inline BookingFacts booking(BookingStatus status = BookingStatus::booked) {
  return {salon_id, ClientId{1}, VisitId{50}, status, at("2026-03-12T10:00:00Z"), a_day_later};
}

}  // namespace campaign
