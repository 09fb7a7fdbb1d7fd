// When a message may leave: hours, days, holidays, the clock, its own day, and free times that are
// still free (I17 to I20).
#include <algorithm>

#include "oracle_memory.hpp"

namespace reactivation::simulation::oracle {
namespace {

constexpr Seconds hand_over_length{30};
constexpr Seconds clock_tolerance{5};
constexpr Seconds slots_fresh_for{15 * 60};
constexpr Seconds slots_ahead_min{2 * 3600};
constexpr Seconds permit_age_max{300 + 60};
constexpr int slots_days_max = 7;

bool is_within(const HourRange& hours, const LocalReading& local) {
  const bool makes_sense = hours.start >= 0 && hours.start < hours.end && hours.end <= 24;
  return makes_sense && local.hour() >= hours.start && local.hour() < hours.end;
}

/// Why nothing may leave at that instant; empty when it may.
std::string forbidden_at(const Sent& sent, Instant at) {
  const Snapshot& facts = sent.company.facts;
  const LocalReading local = sent.company.zone->read(at);
  const auto because = [&](std::string_view why) {
    return text_of(at) + ", the company's " + text_of_day(local.day) + " " +
           std::to_string(local.hour()) + ":" + std::to_string(local.minute()) + std::string(why);
  };
  if (!facts.settings.sending_days.contains(local.weekday)) return because(", is no sending day");
  const auto& holidays = facts.settings.holidays;
  const bool is_holiday = std::any_of(
      holidays.begin(), holidays.end(),
      [&local](const LocalDate date) { return date.time_since_epoch().count() == local.day; });
  if (is_holiday) return because(", is a holiday");
  if (!is_within(facts.settings.sending_hours, local)) {
    return because(", is outside the sending hours from ") +
           std::to_string(facts.settings.sending_hours.start) + " to " +
           std::to_string(facts.settings.sending_hours.end);
  }
  if (facts.account) {
    if (!facts.account->safe_sending_days.contains(local.weekday)) {
      return because(", is no safe day of the account");
    }
    if (!is_within(facts.account->safe_sending_hours, local)) {
      return because(", is outside the account's safe hours");
    }
  }
  const auto zone = sent.client.client.zone;
  if (!zone || *zone >= sent.company.client_zones.size()) return {};
  const OracleZone* theirs = sent.company.client_zones[*zone];
  if (theirs == nullptr) return {};
  const LocalReading there = theirs->read(at);
  if (!facts.settings.sending_days.contains(there.weekday) ||
      !is_within(facts.settings.sending_hours, there)) {
    return because(", is hour ") + std::to_string(there.hour()) + " of weekday " +
           std::to_string(there.weekday) + " on the client's own clock";
  }
  return {};
}

bool is_member_active(const CompanyRow& company, StaffId id) {
  const auto& staff = company.facts.staff;
  return std::any_of(staff.begin(), staff.end(),
                     [id](const Staff& member) { return member.id == id && member.active; });
}

/// Whether the slot was free at some moment of the last 15 minutes.
bool was_free(const Sent& sent, const Slot& slot) {
  const auto& kept = sent.company.slots;
  for (std::size_t i = 0; i < kept.size(); ++i) {
    const bool has_ended = i + 1 < kept.size() && kept[i + 1].from < sent.at - slots_fresh_for;
    if (has_ended) continue;
    const bool is_there =
        std::any_of(kept[i].slots.begin(), kept[i].slots.end(), [&slot](const Slot& free) {
          const bool is_for = !free.service_id.is_set() || free.service_id == slot.service_id;
          return is_for && free.staff_id == slot.staff_id && free.starts_at == slot.starts_at;
        });
    if (is_there) return true;
  }
  return false;
}

std::string fault_of(const Sent& sent, const Slot& slot) {
  const std::string name =
      "the time " + text_of(slot.starts_at) + " at " + std::to_string(slot.staff_id.value);
  if (!was_free(sent, slot)) return name + " was not free in the 15 minutes before";
  const bool is_staff_settled = sent.company.stated_at < sent.at - slots_fresh_for;
  if (is_staff_settled && !is_member_active(sent.company, slot.staff_id)) {
    return name + " is at nobody who works here now";
  }
  if (slot.starts_at < sent.at + slots_ahead_min) {
    return name + " lies less than 2 hours after the wire at " + text_of(sent.at);
  }
  return {};
}

}  // namespace

void check_time(const Sent& sent) {
  const World& world = sent.world;
  if (!world.is_clock_trusted || world.ahead > clock_tolerance || world.ahead < -clock_tolerance) {
    sent.report("I19", "a message left while the clock was " + std::to_string(world.ahead.count()) +
                           " s ahead" + (world.is_clock_trusted ? "" : " and not trusted"));
  }
  if (sent.company.zone == nullptr) {
    sent.report("I19", "a message left in the unknown zone \"" +
                           sent.company.facts.company.time_zone.name() + "\"");
    return;
  }
  const std::string forbidden = forbidden_at(sent, sent.at);
  if (!forbidden.empty()) {
    sent.report("I17", forbidden);
  } else {
    const std::string at_end = forbidden_at(sent, sent.at + hand_over_length - Seconds{1});
    if (!at_end.empty()) {
      sent.report("I18", "a hand-over begun at " + text_of(sent.at) + " may last until " + at_end);
    }
  }
  const PlannedAttempt& planned = sent.wired.planned;
  const LocalReading now = sent.company.zone->read(sent.at);
  if (sent.at >= planned.not_after) {
    sent.report("I20", "a message left at " + text_of(sent.at) + ", not before its end " +
                           text_of(planned.not_after));
  } else if (now.day != sent.company.zone->read(planned.not_before).day) {
    sent.report("I20", "a message left on " + text_of_day(now.day) + ", and its turn was at " +
                           text_of(planned.not_before));
  }
}

void check_slots(const Sent& sent) {
  const auto& slots = sent.wired.message.slots;
  for (const OfferedSlot& offered : slots) {
    if (std::string fault = fault_of(sent, offered.slot); !fault.empty()) {
      sent.report("I20", std::move(fault));
      break;
    }
  }
  if (sent.company.zone == nullptr) return;
  const std::int64_t today = sent.company.zone->read(sent.at).day;
  for (const OfferedSlot& offered : slots) {
    const std::int64_t day = sent.company.zone->read(offered.slot.starts_at).day;
    if (day > today && day <= today + slots_days_max) continue;
    sent.report("4.8", "a time of " + text_of_day(day) + " was offered on " + text_of_day(today));
  }
  if (!sent.are_rules_settled) return;
  const Settings& settings = sent.company.facts.settings;
  const std::size_t most = static_cast<std::size_t>(std::clamp(settings.max_slots_to_offer, 1, 5));
  if (slots.size() > most) {
    sent.report("4.8", std::to_string(slots.size()) + " times were offered, and " +
                           std::to_string(most) + " are allowed");
  }
}

void check_permit_age(const Sent& sent) {
  const Instant shown = sent.at + sent.world.ahead;
  const Instant permitted = sent.wired.message.sent_at;
  if (permitted > shown) {
    sent.report("I20", "the permit is of " + text_of(permitted) + ", and the clock showed " +
                           text_of(shown) + " at the wire");
  } else if (shown - permitted > permit_age_max) {
    sent.report("I20", "the wire at " + text_of(shown) + " follows its permit of " +
                           text_of(permitted) + " by more than its lease");
  }
}

}  // namespace reactivation::simulation::oracle
