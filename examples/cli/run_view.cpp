#include "run_view.hpp"

#include <iostream>
#include <nlohmann/json.hpp>

#include "reactivation/json/words.hpp"
#include "table.hpp"
#include "terminal.hpp"
#include "words.hpp"

namespace cli {

using namespace reactivation;

namespace {

const char* word_of_fate(MessageFate fate) {
  switch (fate) {
    case MessageFate::sent:
      return "sent";
    case MessageFate::uncertain:
      return "uncertain";
    case MessageFate::rejected:
      return "rejected";
    case MessageFate::not_started:
      return "not_started";
    case MessageFate::cancelled:
      return "cancelled";
    case MessageFate::waiting:
      return "waiting";
    case MessageFate::held:
      return "held";
    case MessageFate::lost:
      return "lost";
  }
  return "";
}

/// Why it was not sent; empty when it was.
std::string why_not(const MessageReport& report) {
  if (!report.problem.empty()) return report.problem;
  if (report.skip_reason != SkipReason::none) return std::string(word_of(report.skip_reason));
  const bool has_reason =
      report.fate == MessageFate::waiting ||
      (report.fate == MessageFate::cancelled && report.permit_reason != PermitReason::approved);
  return has_reason ? std::string(to_string(report.permit_reason)) : std::string{};
}

Table messages_table(const RunResult& run, const Names& names) {
  Table table({{"at", Align::right},
               {"client", Align::left, 24},
               {"service", Align::left, 26},
               {"offer", Align::right},
               {"free times", Align::right},
               {"outcome"}});
  for (const MessageReport& report : run.messages) {
    const PlannedAttempt& attempt = report.attempt;
    const Instant at = report.message ? report.message->sent_at : attempt.not_before;
    const std::string why = why_not(report);
    std::string outcome = word_of_fate(report.fate);
    if (report.skip_reason != SkipReason::none) {
      outcome += ": " + reason_text(report.skip_reason);
    } else if (!why.empty()) {
      outcome += ": " + why;
    }
    const bool is_today =
        names.company.time_zone.local_date(at) == names.company.time_zone.local_date(run.now);
    table.add({is_today ? clock_text(at, names.company.time_zone)
                        : moment_text(at, run.now, names.company.time_zone),
               names.of(attempt.client_id), names.of(attempt.service_id),
               attempt.discount_percent > 0 ? std::to_string(attempt.discount_percent) + " %" : "–",
               std::to_string(report.message ? report.message->slots.size() : attempt.slots.size()),
               outcome});
  }
  return table;
}

std::string counts_text(const RunResult& run) {
  const DispatchCounts& counts = run.counts;
  const char* done = run.outbox.empty() ? " sent" : " written";
  std::string out = styled(count_text(counts.sent, "message") + done, Style::good);
  const auto add = [&out](std::int64_t number, const char* what) {
    if (number > 0) out += ", " + number_text(number) + " " + what;
  };
  add(counts.uncertain, "uncertain (never repeated)");
  add(counts.rejected, "rejected");
  add(counts.not_started, "not started");
  add(counts.cancelled, "cancelled because something changed");
  add(counts.held, "held for your approval");
  add(counts.lost, "taken by another worker");
  add(counts.waiting, run.outbox.empty() || run.messenger == "program"
                          ? "waiting for their turn"
                          : "not sent: the limits do not allow it today");
  if (!run.outbox.empty()) out += " into " + harmless(run.outbox);
  out += ".\n";
  if (counts.settled > 0) {
    out += count_text(counts.settled, "hand-over") + " of an interrupted run settled.\n";
  }
  return out;
}

}  // namespace

nlohmann::ordered_json counts_json(const DispatchCounts& counts) {
  return {{"sent", counts.sent},           {"uncertain", counts.uncertain},
          {"rejected", counts.rejected},   {"not_started", counts.not_started},
          {"cancelled", counts.cancelled}, {"waiting", counts.waiting},
          {"held", counts.held},           {"lost", counts.lost},
          {"settled", counts.settled}};
}

std::string run_json(const RunResult& run) {
  using Json = nlohmann::ordered_json;
  Json out;
  out["schema"] = "reactivation.run/1";
  out["company_id"] = run.company.id.value;
  out["now"] = to_rfc3339(run.now);
  out["dry_run"] = run.is_dry;
  out["messenger"] = run.messenger;
  out["outbox"] = run.outbox.empty() ? Json() : Json(run.outbox);
  out["counts"] = {{"planned", run.planned}, {"stored", run.attempts_new}};
  out["counts"].update(counts_json(run.counts));
  out["messages"] = Json::array();
  for (const MessageReport& report : run.messages) {
    Json message;
    message["attempt_id"] = to_string(report.attempt.attempt_id);
    message["client_id"] = report.attempt.client_id.value;
    message["outcome"] = word_of_fate(report.fate);
    const std::string why = why_not(report);
    message["reason"] = why.empty() ? Json() : Json(why);
    message["sent_at"] = report.message ? Json(to_rfc3339(report.message->sent_at)) : Json();
    out["messages"].push_back(std::move(message));
  }
  out["notices"] = Json::array();
  for (const Alert& alert : run.notices) out["notices"].push_back(word_of(alert.kind));
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

void print_run(const RunResult& run, const Names& names) {
  const Company& company = run.company;
  const std::string name =
      company.name.empty() ? "Company " + std::to_string(company.id.value) : harmless(company.name);
  std::cout << styled(name, Style::bold) << " · " << day_text(company.time_zone.local_date(run.now))
            << (run.is_dry ? " · dry run, nothing is stored" : "") << "\n";
  const Table table = messages_table(run, names);
  if (!table.is_empty()) std::cout << "\n" << table.text() << "\n";
  if (table.is_empty() && run.planned == 0) std::cout << "Nobody is to be written to.\n";
  std::cout << counts_text(run);
}

std::string counts_line(const DispatchCounts& counts) {
  std::string out;
  const auto add = [&out](std::int64_t number, const char* what) {
    if (number > 0) out += (out.empty() ? "" : ", ") + std::to_string(number) + " " + what;
  };
  add(counts.sent, "sent");
  add(counts.uncertain, "uncertain");
  add(counts.rejected, "rejected");
  add(counts.not_started, "not started");
  add(counts.cancelled, "cancelled");
  add(counts.held, "held for approval");
  add(counts.settled, "settled");
  return out;
}

}  // namespace cli
