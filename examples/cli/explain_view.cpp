#include "explain_view.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "plan_view.hpp"
#include "reactivation/json/words.hpp"
#include "table.hpp"
#include "terminal.hpp"
#include "words.hpp"

namespace cli {

using namespace reactivation;

namespace {

/// What the parts of the text look at.
struct View {
  const Explanation& of;
  const Snapshot& snapshot;
  const Names& names;
  Instant now;

  [[nodiscard]] const TimeZone& zone() const { return snapshot.company.time_zone; }
  [[nodiscard]] std::string who() const { return harmless(names.of(of.client.id)); }
  [[nodiscard]] std::string when(std::optional<Instant> at) const {
    return until_text(at, now, zone());
  }
};

std::string offer_text(const View& view, const PlannedAttempt& attempt) {
  std::string out = attempt.discount_percent > 0
                        ? std::to_string(attempt.discount_percent) + " % off"
                        : std::string("no discount");
  if (attempt.slots.empty()) return out;
  out += " and " + count_text(static_cast<std::int64_t>(attempt.slots.size()), "free time") + " (";
  for (std::size_t i = 0; i < attempt.slots.size(); ++i) {
    out += (i > 0 ? ", " : "") + slot_text(attempt.slots[i].slot, view.names);
  }
  return out + ")";
}

std::string planned_sentence(const View& view, const PlannedAttempt& attempt) {
  return view.who() + " gets a message today at " + clock_text(attempt.not_before, view.zone()) +
         ", number " + std::to_string(attempt.rank) + " in the queue. The last " +
         harmless(view.names.of(attempt.service_id)) + " was " +
         count_text(attempt.days_since_visit, "day") + " ago, and it is due after " +
         interval_text(attempt.interval) + ". Attempt " + std::to_string(attempt.attempt_number) +
         " offers " + offer_text(view, attempt) + ".";
}

std::string skipped_sentence(const View& view, const SkippedClient& skipped) {
  std::string out = view.who() + " gets no message today: " + reason_text(skipped.reason);
  if (skipped.service_id) out += " (" + harmless(view.names.of(*skipped.service_id)) + ")";
  if (skipped.rank) out += ", place " + number_text(*skipped.rank);
  out += ".";
  if (skipped.until) out += " That is over on " + view.when(skipped.until) + ".";
  if (!skipped.eligible_at) {
    return out + (skipped.until ? " Something else has no known end, see below."
                                : " Nobody knows until when; it ends when somebody changes it.");
  }
  if (view.of.later) {
    const PlannedAttempt& later = *view.of.later;
    out += " If nothing else changes, a message goes out on " + view.when(later.not_before) +
           " about " + harmless(view.names.of(later.service_id)) + ", with " +
           offer_text(view, later) + ".";
  } else if (skipped.eligible_at != skipped.until) {
    out += " A message can go out from " + view.when(skipped.eligible_at) + " on.";
  }
  return out;
}

std::string phone_text(const Client& client) {
  switch (client.phone_status) {
    case PhoneStatus::missing:
      return "none";
    case PhoneStatus::invalid:
      return "cannot take messages";
    case PhoneStatus::test:
      return "a test number, reaches nobody";
    case PhoneStatus::mobile:
      break;
  }
  const std::string number = to_e164(client.phone);
  return "ends in " + number.substr(number.size() - std::min<std::size_t>(2, number.size()));
}

std::string visits_text(const View& view) {
  std::int64_t count = 0;
  std::int64_t spent = 0;
  const Visit* last = nullptr;
  const Visit* next = nullptr;
  for (const Visit& visit : view.of.visits) {
    if (visit.starts_at > view.now && visit.status <= VisitStatus::booked) {
      if (!next || visit.starts_at < next->starts_at) next = &visit;
    } else if (visit.status == VisitStatus::completed) {
      ++count;
      spent += visit.cost_minor;
      if (!last || visit.starts_at >= last->starts_at) last = &visit;
    }
  }
  const std::int64_t counted = view.of.client.visit_count.value_or(count);
  std::string out = number_text(counted);
  if (last) {
    out += ", the last on " + view.when(last->starts_at);
    if (last->staff_id.is_set()) out += " with " + harmless(view.names.of(last->staff_id));
  }
  const std::int64_t total = view.of.client.total_spent_minor.value_or(spent);
  if (total > 0) out += "; spent " + money_text(total, view.snapshot.company.currency);
  if (next) out += "; booked for " + view.when(next->starts_at);
  return out;
}

std::string rhythm_text(const Preferences& preferences) {
  if (!preferences.pattern) return "not known yet (it takes four visits)";
  std::array<char, 64> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "every %.0f days on average, %s",
                preferences.pattern->mean_gap_days,
                preferences.pattern->is_regular ? "regular" : "not regular");
  return buffer.data();
}

std::string likes_text(const View& view) {
  constexpr std::array<const char*, 8> days{"", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  const Preferences& likes = view.of.preferences;
  std::string out;
  for (const int day : likes.days) {
    out += (out.empty() ? "" : ", ") + std::string(days.at(static_cast<std::size_t>(day)));
  }
  if (likes.day_part) out += (out.empty() ? "" : " · ") + std::string(word_of(*likes.day_part));
  if (likes.favourite_staff) {
    out += (out.empty() ? "" : " · ") + harmless(view.names.of(likes.favourite_staff->staff_id)) +
           " (" + count_text(likes.favourite_staff->visits, "visit") + ")";
  }
  return out.empty() ? "not known" : out;
}

std::string facts_text(const View& view) {
  const Client& client = view.of.client;
  Table table({{""}, {""}});
  table.add({"phone", phone_text(client)});
  if (client.loyalty_level != LoyaltyLevel::unknown) {
    table.add({"loyalty", std::string(word_of(client.loyalty_level))});
  }
  table.add({"visits", visits_text(view)});
  table.add({"rhythm", rhythm_text(view.of.preferences)});
  table.add({"likes", likes_text(view)});
  return table.text();
}

/// What the policy `rhythm` goes by, a sentence for each service.
std::string own_rhythms_text(const View& view) {
  std::string out;
  for (const ServiceOutlook& service : view.of.services) {
    if (!service.rhythm) continue;
    const ClientRhythm& rhythm = *service.rhythm;
    out += "\n" + harmless(view.names.of(service.service_id)) + ": " + state_text(rhythm.state) +
           ". Usually after " + count_text(std::lround(rhythm.own_interval_days), "day") + " (" +
           count_text(rhythm.visits, "visit") + " in all); comes by itself within " +
           count_text(rhythm.horizon_days, "day") + " with " + percent_text(rhythm.p_visit) +
           ", still a client with " + percent_text(rhythm.p_alive) + ". A message from day " +
           number_text(rhythm.due_days) + " on; a visit now is worth " +
           number_text(std::lround(rhythm.return_value)) + ".\n";
  }
  return out;
}

std::string services_text(const View& view) {
  Table table({{""},
               {"service", Align::left, 32},
               {"times", Align::right},
               {"last visit", Align::right},
               {"due after"},
               {"due"}});
  for (const ServiceOutlook& service : view.of.services) {
    table.add({service.is_chosen ? "→" : "", view.names.of(service.service_id),
               number_text(service.times), count_text(service.days_since_visit, "day") + " ago",
               interval_text(service.interval), view.when(service.due_at)});
  }
  return table.is_empty() ? std::string{} : "\n" + table.text() + own_rhythms_text(view);
}

std::string reasons_text(const View& view) {
  std::string out;
  for (const ReasonFinding& finding : view.of.reasons) {
    std::string line = finding.holds ? " ✗ " + reason_text(finding.reason)
                                     : " ✓ " + reason_absent_text(finding.reason);
    if (finding.until) line += ", until " + view.when(finding.until);
    if (finding.holds) line += "  [" + std::string(word_of(finding.reason)) + "]";
    out += styled(line, finding.holds ? Style::bad : Style::dim) + "\n";
  }
  return out;
}

std::string attempts_text(const View& view) {
  Table table({{"service", Align::left, 32},
               {"try", Align::right},
               {"state"},
               {"sent"},
               {"offer", Align::right},
               {"reply"}});
  for (const Attempt& attempt : view.of.attempts) {
    table.add(
        {view.names.of(attempt.service_id), std::to_string(attempt.attempt_number),
         std::string(word_of(attempt.state)), view.when(attempt.sent_at),
         std::to_string(attempt.discount_percent) + " %",
         attempt.reply_type == ReplyType::none ? "–" : std::string(word_of(attempt.reply_type))});
  }
  return table.is_empty() ? std::string{}
                          : "\n" + styled("Messages so far", Style::bold) + "\n" + table.text();
}

}  // namespace

std::string explain_text(const Explanation& explanation, const Snapshot& snapshot, Instant now) {
  const Names names = names_of(snapshot);
  const View view{explanation, snapshot, names, now};
  std::string out = styled(view.who(), Style::bold) + " · client " +
                    std::to_string(explanation.client.id.value) + " · " + view.when(now) + "\n\n";
  if (explanation.planned) out += planned_sentence(view, *explanation.planned) + "\n\n";
  if (explanation.skipped) out += skipped_sentence(view, *explanation.skipped) + "\n\n";
  out += facts_text(view) + services_text(view);
  out += "\n" + styled("Every reason not to write, in order", Style::bold) + "\n";
  return out + reasons_text(view) + attempts_text(view);
}

}  // namespace cli
