#include <nlohmann/json.hpp>
#include <utility>

#include "reactivation/json/result_json.hpp"
#include "reactivation/json/words.hpp"

namespace reactivation {
namespace {

using Json = nlohmann::ordered_json;

std::string dumped(const Json& document) {
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Json notices_json(const std::vector<AlertKind>& notices) {
  Json out = Json::array();
  for (const AlertKind kind : notices) out.push_back(word_of(kind));
  return out;
}

Json counts_json(const RunCounts& counts) {
  return {{"planned", counts.planned},     {"stored", counts.stored},
          {"sent", counts.sent},           {"uncertain", counts.uncertain},
          {"rejected", counts.rejected},   {"not_started", counts.not_started},
          {"cancelled", counts.cancelled}, {"waiting", counts.waiting},
          {"held", counts.held},           {"lost", counts.lost},
          {"settled", counts.settled}};
}

Json counts_json(const CampaignCounts& counts) {
  Json out{{"sent", counts.sent},           {"uncertain", counts.uncertain},
           {"delivered", counts.delivered}, {"responses", counts.responses},
           {"positive", counts.positive},   {"bookings", counts.bookings},
           {"opt_outs", counts.opt_outs},   {"silent", counts.silent},
           {"waiting", counts.waiting}};
  const auto rate = [&](const char* name, std::int64_t part) {
    out[name] = counts.sent > 0 ? Json(static_cast<double>(part) / static_cast<double>(counts.sent))
                                : Json();
  };
  rate("conversion_rate", counts.bookings);
  rate("response_rate", counts.responses);
  rate("opt_out_rate", counts.opt_outs);
  return out;
}

}  // namespace

std::string write_run(const RunDocument& run) {
  Json out;
  out["schema"] = "reactivation.run/1";
  out["company_id"] = run.company_id.value;
  out["now"] = to_rfc3339(run.now);
  out["dry_run"] = run.kind == RunKind::dry;
  out["messenger"] = run.messenger;
  out["outbox"] = run.outbox.empty() ? Json() : Json(run.outbox);
  out["counts"] = counts_json(run.counts);
  out["messages"] = Json::array();
  for (const RunMessageRow& row : run.messages) {
    Json message;
    message["attempt_id"] = to_string(row.attempt_id);
    message["client_id"] = row.client_id.value;
    message["outcome"] = row.outcome;
    message["reason"] = row.reason.empty() ? Json() : Json(row.reason);
    message["sent_at"] = row.sent_at ? Json(to_rfc3339(*row.sent_at)) : Json();
    out["messages"].push_back(std::move(message));
  }
  out["notices"] = notices_json(run.notices);
  return dumped(out);
}

std::string write_sweep(const SweepDocument& sweep) {
  Json out;
  out["schema"] = "reactivation.sweep/1";
  out["settled"] = sweep.settled;
  out["changed"] = sweep.changed;
  out["processed"] = sweep.processed;
  out["notices"] = notices_json(sweep.notices);
  return dumped(out);
}

std::string write_send(const SendDocument& send) {
  Json out;
  out["schema"] = "reactivation.send/1";
  out["company_id"] = send.company_id.value;
  out["client_id"] = send.client_id.value;
  out["service_id"] = send.service_id.value;
  out["attempt_id"] = send.attempt_id ? Json(to_string(*send.attempt_id)) : Json();
  out["reason"] = send.attempt_id ? Json() : Json(send.reason);
  return dumped(out);
}

std::string write_offers(CompanyId company, const std::vector<Offer>& offers) {
  Json out;
  out["schema"] = "reactivation.offers/1";
  out["company_id"] = company.value;
  out["offers"] = Json::array();
  for (const Offer& offer : offers) {
    Json row;
    row["attempt_id"] = to_string(offer.attempt_id);
    row["client_id"] = offer.client_id.value;
    row["service_id"] = offer.service_id.value;
    row["sent_at"] = to_rfc3339(offer.sent_at);
    row["valid_until"] = to_iso_date(offer.valid_until);
    row["discount_percent"] = offer.discount_percent;
    row["slots"] = Json::array();
    for (const OfferedSlot& offered : offer.slots) {
      row["slots"].push_back({{"service_id", offered.slot.service_id.value},
                              {"staff_id", offered.slot.staff_id.value},
                              {"datetime", to_rfc3339(offered.slot.starts_at)}});
    }
    row["text"] = offer.text;
    out["offers"].push_back(std::move(row));
  }
  return dumped(out);
}

std::string write_stats(const StatsDocument& document) {
  Json out;
  out["schema"] = "reactivation.stats/1";
  out["company_id"] = document.company_id.value;
  out["from"] = to_iso_date(document.from);
  out["to"] = to_iso_date(document.to);
  out["all"] = counts_json(document.stats.all);
  out["by_attempt"] = Json::array();
  for (const AttemptCounts& attempt : document.stats.by_attempt) {
    Json row = counts_json(attempt.counts);
    row["attempt_number"] = attempt.attempt_number;
    out["by_attempt"].push_back(std::move(row));
  }
  out["targets"] = {{"conversion_rate", 0.15}, {"response_rate", 0.30}, {"opt_out_rate", 0.05}};
  return dumped(out);
}

}  // namespace reactivation
