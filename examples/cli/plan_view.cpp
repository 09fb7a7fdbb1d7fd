#include "plan_view.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "table.hpp"
#include "terminal.hpp"
#include "words.hpp"

namespace cli {

using namespace reactivation;

namespace {

using ByReason = std::map<SkipReason, std::vector<const SkippedClient*>>;

/// Those whose turn comes soonest first; those without a known end last, by id.
ByReason by_reason(const Plan& plan) {
  ByReason out;
  for (const SkippedClient& skipped : plan.skipped) out[skipped.reason].push_back(&skipped);
  for (auto& [reason, rows] : out) {
    std::stable_sort(rows.begin(), rows.end(), [](const SkippedClient* a, const SkippedClient* b) {
      if (a->rank != b->rank) return a->rank.value_or(0) < b->rank.value_or(0);
      if (a->eligible_at.has_value() != b->eligible_at.has_value())
        return a->eligible_at.has_value();
      return a->eligible_at < b->eligible_at;
    });
  }
  return out;
}

std::string head_text(const Plan& plan, const Names& names) {
  const Company& company = names.company;
  std::string head = styled(
      company.name.empty() ? "Company " + std::to_string(company.id.value) : harmless(company.name),
      Style::bold);
  head += " · " + day_text(plan.local_date) + ", " +
          (company.time_zone.is_known()
               ? clock_text(plan.now, company.time_zone) + " " + company.time_zone.name()
               : std::string("time zone not known")) +
          "\n";
  head += count_text(plan.counts.clients, "client") + " · " + number_text(plan.counts.due) +
          " due · " + styled(number_text(plan.counts.planned) + " to write to today", Style::good) +
          " · " + number_text(plan.counts.skipped) + " not today\n";
  return head;
}

/// The best one, and how many more.
std::string slots_text(const std::vector<OfferedSlot>& slots, const Names& names) {
  if (slots.empty()) return "–";
  const std::string first = slot_text(slots.front().slot, names);
  return slots.size() == 1 ? first : first + " +" + std::to_string(slots.size() - 1);
}

Table planned_table(const Plan& plan, const Names& names) {
  Table table({{"#", Align::right},
               {"send", Align::right},
               {"client", Align::left, 24},
               {"service", Align::left, 26},
               {"last visit", Align::right},
               {"comes back after"},
               {"try", Align::right},
               {"offer", Align::right},
               {"free times"}});
  for (const PlannedAttempt& attempt : plan.planned) {
    table.add({std::to_string(attempt.rank),
               clock_text(attempt.not_before, names.company.time_zone), names.of(attempt.client_id),
               names.of(attempt.service_id), count_text(attempt.days_since_visit, "day") + " ago",
               interval_text(attempt.interval), std::to_string(attempt.attempt_number),
               attempt.discount_percent > 0 ? std::to_string(attempt.discount_percent) + " %" : "–",
               slots_text(attempt.slots, names)});
  }
  return table;
}

/// Who is written to by their own rhythm, and on what evidence.
std::string rhythm_text(const Plan& plan, const Names& names) {
  Table table({{"#", Align::right},
               {"client", Align::left, 24},
               {"state"},
               {"visits", Align::right},
               {"usually after", Align::right},
               {"comes by itself"},
               {"still a client", Align::right},
               {"a visit is worth", Align::right}});
  for (const PlannedAttempt& attempt : plan.planned) {
    if (!attempt.rhythm) continue;
    const ClientRhythm& rhythm = *attempt.rhythm;
    table.add({std::to_string(attempt.rank), names.of(attempt.client_id), state_text(rhythm.state),
               number_text(rhythm.visits), count_text(std::lround(rhythm.own_interval_days), "day"),
               percent_text(rhythm.p_visit) + " within " + count_text(rhythm.horizon_days, "day"),
               percent_text(rhythm.p_alive), number_text(std::lround(rhythm.return_value))});
  }
  return table.is_empty() ? std::string{} : "\n" + table.text();
}

std::string skipped_text(const Plan& plan, const Names& names, const PlanViewOptions& options) {
  Table table({{"why not", Align::left, 36},
               {"clients", Align::right},
               {"next", Align::left},
               {"for example"}});
  for (const auto& [reason, rows] : by_reason(plan)) {
    std::string examples;
    for (std::size_t i = 0; i < std::min(rows.size(), options.rows_per_reason); ++i) {
      examples += (i > 0 ? ", " : "") + harmless(names.of(rows[i]->client_id));
    }
    table.add({reason_text(reason), number_text(static_cast<std::int64_t>(rows.size())),
               until_text(rows.front()->eligible_at, plan.now, names.company.time_zone), examples});
  }
  return table.text();
}

/// Every client who is not written to, a row each.
std::string all_skipped_text(const Plan& plan, const Names& names) {
  std::string out;
  for (const auto& [reason, rows] : by_reason(plan)) {
    out += "\n" + styled(reason_text(reason), Style::bold) + " (" +
           number_text(static_cast<std::int64_t>(rows.size())) + ")\n";
    Table table({{"id", Align::right},
                 {"client", Align::left, 28},
                 {"service", Align::left, 28},
                 {"until"},
                 {"may be written to"}});
    for (const SkippedClient* row : rows) {
      table.add({std::to_string(row->client_id.value), names.of(row->client_id),
                 row->service_id ? names.of(*row->service_id) : "–",
                 until_text(row->until, plan.now, names.company.time_zone),
                 until_text(row->eligible_at, plan.now, names.company.time_zone)});
    }
    out += table.text();
  }
  return out;
}

}  // namespace

std::string slot_text(const Slot& slot, const Names& names) {
  const TimeZone& zone = names.company.time_zone;
  if (!zone.is_known()) return to_rfc3339(slot.starts_at);
  return short_day_text(zone.local_date(slot.starts_at)) + " " + clock_text(slot.starts_at, zone) +
         " " + harmless(names.of(slot.staff_id));
}

std::vector<ClientId> clients_shown(const Plan& plan, const PlanViewOptions& options) {
  std::vector<ClientId> out;
  for (const PlannedAttempt& attempt : plan.planned) out.push_back(attempt.client_id);
  for (const auto& [reason, rows] : by_reason(plan)) {
    for (std::size_t i = 0; i < std::min(rows.size(), options.rows_per_reason); ++i) {
      out.push_back(rows[i]->client_id);
    }
  }
  return out;
}

std::string plan_text(const Plan& plan, const Names& names, const PlanViewOptions& options) {
  std::string out = head_text(plan, names);
  if (!plan.planned.empty()) {
    out += "\n" + styled("To write to today", Style::bold) + "\n";
    out += planned_table(plan, names).text() + rhythm_text(plan, names);
  }
  if (plan.skipped.empty()) return out;
  const bool shows_all = options.rows_per_reason >= plan.skipped.size();
  if (!shows_all)
    out += "\n" + styled("Not today", Style::bold) + "\n" + skipped_text(plan, names, options);
  if (shows_all) out += all_skipped_text(plan, names);
  return out;
}

}  // namespace cli
