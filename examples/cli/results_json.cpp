#include "results_json.hpp"

#include "reactivation/core/arm_comparison.hpp"
#include "reactivation/json/result_json.hpp"
#include "reactivation/json/words.hpp"

namespace cli {

using namespace reactivation;
using Json = nlohmann::ordered_json;

namespace {

Json json_of(const ConfidenceInterval& interval) {
  return {{"low", interval.low}, {"high", interval.high}};
}

Json json_of(const std::optional<double>& value) { return value ? Json(*value) : Json(nullptr); }

Json json_of(const HourSummary& hours) {
  return {{"count", hours.count()},
          {"mean", json_of(hours.mean())},
          {"median", json_of(hours.median())}};
}

void add_counts(Json& row, const ResultCounts& counts) {
  const Proportion booked{counts.bookings, counts.sent};
  row["sent"] = counts.sent;
  row["responses"] = counts.responses;
  row["bookings"] = counts.bookings;
  row["visits"] = counts.visits;
  row["opt_outs"] = counts.opt_outs;
  row["conversion_rate"] = counts.sent > 0 ? Json(booked.share()) : Json(nullptr);
  row["conversion_interval"] = json_of(wilson_interval(booked));
  row["price_minor"] = counts.price_minor;
  row["discount_minor"] = counts.discount_minor;
  row["revenue_minor"] = counts.revenue_minor();
}

template <class Map, class Key>
Json groups_json(const Map& groups, const char* name, Key key) {
  Json out = Json::array();
  for (const auto& [value, counts] : groups) {
    Json row;
    row[name] = key(value);
    add_counts(row, counts);
    out.push_back(std::move(row));
  }
  return out;
}

Json value_json(const ArmKey& key) {
  if (key.factor == ArmFactor::tone) return word_of(static_cast<Tone>(key.value));
  if (key.factor == ArmFactor::message_template) return key.template_id;
  return key.value;
}

Json arms_json(const std::map<ArmKey, ArmResult>& arms) {
  Json out = Json::array();
  for (const auto& [key, result] : arms) {
    Json row;
    row["factor"] = word_of(key.factor);
    row["value"] = value_json(key);
    add_counts(row, result.counts);
    row["conversion_if_all"] = json_of(result.booked_if_all());
    out.push_back(std::move(row));
  }
  return out;
}

Json values_json(std::span<const ArmKey> keys) {
  Json out = Json::array();
  for (const ArmKey& key : keys) out.push_back(value_json(key));
  return out;
}

Json comparisons_json(const ResultOverview& overview) {
  Json out = Json::array();
  for (const ArmComparison& comparison : compare_arms(overview)) {
    out.push_back({{"factor", word_of(comparison.factor)},
                   {"finding", to_string(comparison.finding)},
                   {"best", comparison.best ? value_json(*comparison.best) : Json(nullptr)},
                   {"worse", values_json(comparison.worse)},
                   {"undecided", values_json(comparison.undecided)},
                   {"messages_min", comparison.messages_min}});
  }
  return out;
}

Json times_json(std::span<const Proportion> cells, int first_cell, const char* name) {
  Json out = Json::array();
  for (const TimeShare& time : time_shares(cells, first_cell)) {
    out.push_back({{name, time.cell},
                   {"sent", time.count.of},
                   {"answered", time.count.successes},
                   {"share", time.pooled.share},
                   {"interval", json_of(time.pooled.interval)},
                   {"stands_out", time.stands_out}});
  }
  return out;
}

Json group_json(const GroupCount& group) {
  return {{"clients", group.clients}, {"came", group.successes}, {"revenue_minor", group.value}};
}

Json json_of(const ExperimentFacts& facts) {
  const ExperimentResult& result = facts.result;
  Json out;
  out["verdict"] = word_of(result.verdict);
  out["treated"] = group_json(facts.treated);
  out["held_out"] = group_json(facts.held);
  out["sample_ratio"] = {{"chi_square", result.ratio.chi_square},
                         {"p", result.ratio.chance},
                         {"blocked", result.ratio.is_blocked}};
  const bool is_shown = !result.ratio.is_blocked;
  const auto shown = [is_shown](Json value) { return is_shown ? std::move(value) : Json(nullptr); };
  out["difference"] = shown(result.difference);
  out["interval"] = shown(json_of(result.interval));
  out["daily_interval"] = shown(json_of(result.sequence.interval));
  out["probability"] = shown(result.chance_higher);
  out["incremental_visits"] = shown(result.incremental_visits);
  out["incremental_revenue_minor"] = shown(result.incremental_value);
  out["clients_needed"] = result.clients_needed;
  out["days_left"] = result.days_left ? Json(*result.days_left) : Json(nullptr);
  return out;
}

CampaignCounts counts_of(const ResultCounts& counts) {
  return {.sent = counts.sent,
          .uncertain = counts.uncertain,
          .delivered = counts.delivered,
          .responses = counts.responses,
          .positive = counts.positive,
          .bookings = counts.bookings,
          .opt_outs = counts.opt_outs,
          .silent = counts.silent,
          .waiting = counts.waiting};
}

}  // namespace

CampaignStats stats_of(const ResultOverview& overview) {
  CampaignStats out;
  out.all = counts_of(overview.all);
  for (const auto& [number, counts] : overview.by_attempt) {
    out.by_attempt.push_back({number, counts_of(counts)});
  }
  return out;
}

Json results_json(const CompanyResults& results, const Company& company) {
  const ResultOverview& overview = results.overview;
  const auto same = [](const auto& value) { return value; };
  const auto id = [](const auto& value) {
    return value.is_set() ? Json(value.value) : Json(nullptr);
  };
  Json out;
  out["currency"] = company.currency;
  out["all"] = Json::object();
  add_counts(out["all"], overview.all);
  out["response_hours"] = json_of(overview.response_hours);
  out["conversion_hours"] = json_of(overview.conversion_hours);
  out["message_cost_minor"] = overview.message_cost_minor;
  out["model_cost_minor"] = overview.model_cost_minor;
  out["roi"] = json_of(overview.roi());
  const ResultTargets targets;
  out["targets"] = {{"roi", targets.roi}, {"response_hours", targets.response_hours_below}};
  out["by_attempt"] = groups_json(overview.by_attempt, "attempt_number", same);
  out["by_discount"] = groups_json(overview.by_discount, "discount_percent", same);
  out["by_service"] = groups_json(overview.by_service, "service_id", id);
  out["by_staff"] = groups_json(overview.by_staff, "staff_id", id);
  out["by_tone"] = groups_json(overview.by_tone, "tone", same);
  out["by_template"] = groups_json(overview.by_template, "template_id", same);
  out["by_arm"] = arms_json(overview.by_arm);
  out["arm_comparisons"] = comparisons_json(overview);
  out["hours"] = times_json(overview.hours, 0, "hour");
  out["weekdays"] = times_json(overview.weekdays, 1, "weekday");
  out["experiment"] = results.experiment ? json_of(*results.experiment) : Json(nullptr);
  out["second_message_clients"] = Json::array();
  for (const ClientId client : results.second_message_clients) {
    out["second_message_clients"].push_back(client.value);
  }
  out["insights"] = Json::array();
  for (const Insight& insight : results.insights) {
    const InsightText text = insight_text(insight, company.locale);
    out["insights"].push_back({{"sentence", text.sentence}, {"evidence", text.evidence}});
  }
  return out;
}

Json stats_json(const CompanyResults& results, const Company& company, const DaySpan& days) {
  Json out = Json::parse(write_stats({company.id, days.from, days.to, stats_of(results.overview)}));
  out["results"] = results_json(results, company);
  return out;
}

}  // namespace cli
