#include "plan_text.hpp"

#include <iomanip>
#include <sstream>

namespace properties {

using namespace reactivation;

namespace {

std::string instant_text(const std::optional<Instant>& at) {
  return at ? to_rfc3339(*at) : std::string("-");
}

void write_preferences(std::ostream& out, const Preferences& likes) {
  out << " part " << (likes.day_part ? static_cast<int>(*likes.day_part) : -1) << ' '
      << likes.day_part_confidence << " days";
  for (const int weekday : likes.days) out << ' ' << weekday;
  out << ' ' << likes.days_confidence << " staff";
  const auto write_staff = [&out](const StaffPreference& staff) {
    out << ' ' << staff.staff_id.value << '/' << staff.visits << '/' << staff.share;
  };
  if (likes.favourite_staff) write_staff(*likes.favourite_staff);
  for (const StaffPreference& staff : likes.other_staff) write_staff(staff);
  out << " services";
  for (const ServiceId id : likes.services) out << ' ' << id.value;
  if (likes.pattern) {
    out << " pattern " << likes.pattern->mean_gap_days << ' ' << likes.pattern->regularity << ' '
        << likes.pattern->is_regular;
  }
  out << " confidence " << likes.confidence << '\n';
}

void write_attempt(std::ostream& out, const PlannedAttempt& a) {
  out << a.rank << ' ' << to_string(a.attempt_id) << " client " << a.client_id.value << " service "
      << a.service_id.value << " key " << to_iso_date(a.cycle_key) << " number " << a.attempt_number
      << " visit " << to_rfc3339(a.last_visit_at) << " days " << a.days_since_visit << " interval "
      << a.interval.days << '/' << static_cast<int>(a.interval.source) << " discount "
      << a.discount_percent << " score " << a.priority_score << ' ' << to_rfc3339(a.not_before)
      << ' ' << to_rfc3339(a.not_after);
  for (const OfferedSlot& offer : a.slots) {
    out << " [" << offer.slot.service_id.value << ' ' << offer.slot.staff_id.value << ' '
        << to_rfc3339(offer.slot.starts_at) << ' ' << offer.slot.duration_minutes.value_or(0) << ' '
        << offer.score;
    for (const SlotMatch match : offer.match) out << ' ' << static_cast<int>(match);
    out << ']';
  }
  write_preferences(out, a.preferences);
}

}  // namespace

std::string text_of(const Plan& plan) {
  std::ostringstream out;
  out << std::setprecision(17) << plan.company_id.value << ' ' << to_rfc3339(plan.now) << ' '
      << to_iso_date(plan.local_date) << " clients " << plan.counts.clients << " due "
      << plan.counts.due << " planned " << plan.counts.planned << " skipped " << plan.counts.skipped
      << '\n';
  for (const PlannedAttempt& attempt : plan.planned) write_attempt(out, attempt);
  for (const SkippedClient& row : plan.skipped) {
    out << "client " << row.client_id.value << " service "
        << (row.service_id ? row.service_id->value : 0) << " reason "
        << static_cast<int>(row.reason) << " until " << instant_text(row.until) << " eligible_at "
        << instant_text(row.eligible_at) << " rank " << row.rank.value_or(0) << '\n';
  }
  return out.str();
}

}  // namespace properties
