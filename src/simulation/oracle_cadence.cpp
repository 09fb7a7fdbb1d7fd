// No message twice, and none too soon: uniqueness and cadence (I7 to I9, I16).
#include <algorithm>

#include "oracle_memory.hpp"

namespace reactivation::simulation::oracle {
namespace {

constexpr int retry_days_min = 7;
constexpr int retry_days_max = 3650;
constexpr int attempts_ceiling = 10;

bool is_proven_unsent(const AttemptNote& attempt) {
  return attempt.answer == SendOutcome::rejected || attempt.answer == SendOutcome::not_started;
}

/// The local date of the client's last completed visit of that service.
std::optional<std::int64_t> last_visit_day(const Sent& sent) {
  std::optional<std::int64_t> last;
  for (const Visit& visit : sent.client.visits) {
    if (visit.status != VisitStatus::completed || visit.starts_at > sent.at) continue;
    const auto& services = visit.service_ids;
    if (std::find(services.begin(), services.end(), sent.wired.planned.service_id) ==
        services.end()) {
      continue;
    }
    last = std::max(last, std::optional{sent.company.zone->read(visit.starts_at).day});
  }
  return last;
}

void check_distance(const Sent& sent, const Rule* rule) {
  const OracleZone& zone = *sent.company.zone;
  const std::int64_t today = zone.read(sent.wired.message.sent_at).day;
  const int retry =
      rule ? std::clamp(rule->retry_interval_days, retry_days_min, retry_days_max) : retry_days_min;
  for (const ClientRow* row : sharers_of(sent.world, sent.who)) {
    for (auto wire = row->wires.rbegin(); wire != row->wires.rend(); ++wire) {
      if (wire->is_unsent || wire->attempt_id == sent.wired.message.attempt_id) continue;
      const std::int64_t day = zone.read(wire->sent_at).day;
      const bool is_too_near =
          day == today || (!sent.is_forced && today > day && today - day < retry);
      if (!is_too_near) continue;
      sent.report("I8", "client " + std::to_string(sent.who.client_id.value) +
                            " was written to on " + text_of_day(today) + " and on " +
                            text_of_day(day) + ", and " + std::to_string(retry) +
                            " days must lie between");
      return;
    }
  }
}

void check_cycle(const Sent& sent, const Rule& rule) {
  const PlannedAttempt& planned = sent.wired.planned;
  const int most = std::min(rule.max_attempts, attempts_ceiling);
  const auto last = last_visit_day(sent);
  int count = 1;
  for (const WireNote& wire : sent.client.wires) {
    if (wire.is_unsent || wire.service_id != planned.service_id ||
        wire.attempt_id == planned.attempt_id) {
      continue;
    }
    const bool is_of_cycle = wire.cycle_key == planned.cycle_key;
    const bool is_since_visit = last && sent.company.zone->read(wire.sent_at).day > *last;
    if (is_of_cycle || is_since_visit) ++count;
  }
  if (count > most || planned.attempt_number > std::max(most, 0)) {
    sent.report("I9", "message " + std::to_string(count) + " of the cycle " +
                          text_of(planned.cycle_key) + ", as its attempt number " +
                          std::to_string(planned.attempt_number) + ", and the rule allows " +
                          std::to_string(most));
  }
}

}  // namespace

void check_uniqueness(const Sent& sent) {
  const PlannedAttempt& planned = sent.wired.planned;
  const auto known = sent.world.attempts.find(planned.attempt_id);
  if (known != sent.world.attempts.end() && known->second.wires > 0) {
    const AttemptNote& before = known->second;
    if (!is_proven_unsent(before)) {
      sent.report("I7", "the attempt left for the " + std::to_string(before.wires + 1) +
                            "th time, and the time before may have reached the person");
    }
    if (before.answer == SendOutcome::uncertain) {
      sent.report("I16", "an attempt whose outcome nobody knows left again");
    }
  }
  const auto twin =
      sent.world.wired_keys.find({sent.who.company_id, planned.client_id, planned.service_id,
                                  planned.cycle_key, planned.attempt_number});
  if (twin == sent.world.wired_keys.end() || twin->second == planned.attempt_id) return;
  const auto other = sent.world.attempts.find(twin->second);
  if (other != sent.world.attempts.end() && is_proven_unsent(other->second)) return;
  sent.report("I8", "two attempts of client " + std::to_string(planned.client_id.value) +
                        ", service " + std::to_string(planned.service_id.value) + ", cycle " +
                        text_of(planned.cycle_key) + " have the number " +
                        std::to_string(planned.attempt_number));
}

void check_cadence(const Sent& sent) {
  if (sent.company.zone == nullptr) return;
  const Rule* rule =
      sent.are_rules_settled ? sent.company.rule_of(sent.wired.planned.service_id) : nullptr;
  check_distance(sent, rule);
  if (rule != nullptr && !sent.is_forced) check_cycle(sent, *rule);
}

}  // namespace reactivation::simulation::oracle
