// Who may be written to at all, and with which discount (I6, requirements §4.1, §4.2, §4.6).
#include <algorithm>

#include "oracle_memory.hpp"

namespace reactivation::simulation::oracle {
namespace {

constexpr int days_max = 3650;

std::optional<int> interval_days(const Rule& rule) {
  for (const auto& days : {rule.reactivation_interval_days, rule.manual_interval,
                           rule.calculated_avg_interval, rule.ai_suggested_interval}) {
    if (days && *days >= 1 && *days <= days_max) return days;
  }
  return std::nullopt;  // the table's, which the worlds do not use
}

int discount_of(const Rule& rule, const Settings& settings, int number) {
  const auto& steps = rule.discount_progression;
  if (steps.empty() || number < settings.discount_from_attempt || number < 1) return 0;
  const std::size_t step = std::min(static_cast<std::size_t>(number), steps.size()) - 1;
  const int most = std::clamp(settings.max_discount_percent, 0, 100);
  return std::clamp(steps[step], 0, most);
}

/// What the client's visits say at the wire.
struct VisitFacts {
  std::optional<Instant> last_of_service;  ///< completed
  std::optional<Instant> last_of_any;      ///< completed, or booked and over
  std::optional<Instant> next_booking;
};
VisitFacts visits_of(const Sent& sent) {
  VisitFacts facts;
  for (const Visit& visit : sent.client.visits) {
    const bool is_completed = visit.status == VisitStatus::completed;
    if (!is_completed && visit.status != VisitStatus::booked) continue;
    if (visit.starts_at > sent.at) {
      facts.next_booking = visit.starts_at;
      continue;
    }
    facts.last_of_any = std::max(facts.last_of_any, std::optional{visit.starts_at});
    const auto& services = visit.service_ids;
    const ServiceId wanted = sent.wired.planned.service_id;
    if (is_completed && std::find(services.begin(), services.end(), wanted) != services.end()) {
      facts.last_of_service = std::max(facts.last_of_service, std::optional{visit.starts_at});
    }
  }
  return facts;
}

void check_person(const Sent& sent) {
  const Client& client = sent.client.client;
  const bool has_consent =
      client.consent == Consent::granted ||
      (client.consent == Consent::unknown && !sent.company.facts.settings.require_consent);
  if (!has_consent) {
    sent.report("I6", client.consent == Consent::denied
                          ? "a message left to a client who has denied consent"
                          : "a message left without the consent that the company requires");
  }
  if (!client.phone.is_set() || client.phone_status != PhoneStatus::mobile) {
    sent.report("4.2", "a message left to a client without a number that takes messages");
  }
}

void check_visits(const Sent& sent, const VisitFacts& visits) {
  if (visits.next_booking) {
    sent.report("4.2", "a message left at " + text_of(sent.at) + " to a client with a booking at " +
                           text_of(*visits.next_booking));
  }
  if (sent.is_forced || !visits.last_of_any || !sent.are_rules_settled) return;
  const int recent = std::min(sent.company.facts.settings.recent_visit_days, days_max);
  const std::int64_t today = sent.company.zone->read(sent.at).day;
  const std::int64_t last = sent.company.zone->read(*visits.last_of_any).day;
  if (recent > 0 && today <= last + recent) {
    sent.report("4.2", "a message left on " + text_of_day(today) + " to a client who was in on " +
                           text_of_day(last));
  }
}

void check_due(const Sent& sent, const VisitFacts& visits, const Rule& rule) {
  const OracleZone& zone = *sent.company.zone;
  const Instant last = *visits.last_of_service;
  const LocalReading was = zone.read(last);
  if (const auto days = interval_days(rule)) {
    const Instant due = zone.instant_of((was.day + *days) * 86'400 + was.second_of_day);
    if (due >= sent.at) {
      sent.report("4.2", "a message left at " + text_of(sent.at) +
                             ", and the service is due only after " + text_of(due));
    }
  }
  const std::int64_t away = zone.read(sent.at).day - was.day;
  if (away > sent.company.facts.settings.lapsed_cutoff_days) {
    sent.report("4.2", "a message left to a client away for " + std::to_string(away) +
                           " days, more than the cut-off of " +
                           std::to_string(sent.company.facts.settings.lapsed_cutoff_days));
  }
  if (sent.company.facts.settings.holdout.percent >= 100) {
    sent.report("4.2", "a message left although everybody is held out");
  }
}

std::string number_text(int value) { return std::to_string(value); }

}  // namespace

void check_eligibility(const Sent& sent) {
  check_person(sent);
  if (sent.company.zone == nullptr) return;
  const VisitFacts visits = visits_of(sent);
  check_visits(sent, visits);
  if (!visits.last_of_service) {
    sent.report("4.2", "a message left about a service that the client never had");
    return;
  }
  if (!sent.are_rules_settled) return;
  const ServiceId id = sent.wired.planned.service_id;
  const Rule* rule = sent.company.rule_of(id);
  const auto& services = sent.company.facts.services;
  const bool is_sold = std::any_of(services.begin(), services.end(), [id](const Service& service) {
    return service.id == id && service.active;
  });
  if (rule == nullptr || !rule->is_active || !is_sold) {
    sent.report("4.2", "a message left about service " + std::to_string(id.value) +
                           " without an active rule");
    return;
  }
  if (!sent.is_forced) check_due(sent, visits, *rule);
}

void check_discount(const Sent& sent) {
  const OutgoingMessage& message = sent.wired.message;
  const PlannedAttempt& planned = sent.wired.planned;
  if (message.discount_percent != planned.discount_percent) {
    sent.report("I22", "the message offers " + number_text(message.discount_percent) +
                           " % and its plan " + number_text(planned.discount_percent) + " %");
  }
  // Facts of the day before are those that the plan was made from.
  const Rule* rule = sent.company.rule_of(planned.service_id);
  if (rule == nullptr || sent.company.zone == nullptr) return;
  if (sent.company.zone->read(sent.company.stated_at).day >=
      sent.company.zone->read(planned.not_before).day) {
    return;
  }
  const int expected = discount_of(*rule, sent.company.facts.settings, planned.attempt_number);
  if (message.discount_percent != expected) {
    sent.report("4.6", "attempt " + number_text(planned.attempt_number) + " offers " +
                           number_text(message.discount_percent) + " %, and the rule says " +
                           number_text(expected) + " %");
  }
}

namespace {

/// No chair is offered to more clients of one run than the company allows.
void check_chairs(const CompanyRow& company, Findings& findings, const DayPlanned& day) {
  struct Chair {
    StaffId staff_id;
    Instant begins, ends;
  };
  std::vector<Chair> chairs;
  for (const PlannedAttempt& planned : day.plan.planned) {
    for (const OfferedSlot& offered : planned.slots) {
      const Seconds length{offered.slot.duration_minutes.value_or(0) * 60};
      chairs.push_back({offered.slot.staff_id, offered.slot.starts_at,
                        offered.slot.starts_at + std::max(length, Seconds{1})});
    }
  }
  std::sort(chairs.begin(), chairs.end(), [](const Chair& a, const Chair& b) {
    return std::pair(a.staff_id, a.begins) < std::pair(b.staff_id, b.begins);
  });
  const auto most =
      static_cast<std::size_t>(std::max(1, company.facts.settings.max_offers_per_slot));
  for (std::size_t i = most; i < chairs.size(); ++i) {
    const bool all_hold = std::all_of(
        chairs.begin() + static_cast<std::ptrdiff_t>(i - most),
        chairs.begin() + static_cast<std::ptrdiff_t>(i), [&chair = chairs[i]](const Chair& other) {
          return other.staff_id == chair.staff_id && other.ends > chair.begins;
        });
    if (!all_hold) continue;
    findings.add("4.8", "plan" + std::to_string(day.company_id.value) + text_of(day.plan.now),
                 "the chair of " + std::to_string(chairs[i].staff_id.value) + " at " +
                     text_of(chairs[i].begins) + " was offered to more than " +
                     std::to_string(most) + " clients of one run");
  }
}

}  // namespace

void check_plan(World& world, Findings& findings, const Place&, const DayPlanned& day) {
  if (day.end != CallEnd::done) return;
  const CompanyRow* company = world.company(day.company_id);
  // Facts stated at the very instant of the plan may be newer than what it read.
  if (company == nullptr || company->stated_at >= day.plan.now) return;
  check_chairs(*company, findings, day);
  for (const PlannedAttempt& planned : day.plan.planned) {
    const Rule* rule = company->rule_of(planned.service_id);
    if (rule == nullptr) continue;
    const int expected = discount_of(*rule, company->facts.settings, planned.attempt_number);
    if (planned.discount_percent == expected) continue;
    findings.add("4.6", planned.attempt_id,
                 "attempt " + number_text(planned.attempt_number) + " was planned with " +
                     number_text(planned.discount_percent) + " %, and the rule says " +
                     number_text(expected) + " %");
  }
}

}  // namespace reactivation::simulation::oracle
