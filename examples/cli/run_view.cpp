#include "run_view.hpp"

#include <iostream>
#include <nlohmann/json.hpp>

#include "notices_json.hpp"
#include "reactivation/engine/report.hpp"
#include "reactivation/json/result_json.hpp"
#include "table.hpp"
#include "terminal.hpp"
#include "words.hpp"

namespace cli {

using namespace reactivation;

namespace {

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
    std::string outcome = std::string(word_of(report.fate));
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
  RunDocument out{.company_id = run.company.id,
                  .now = run.now,
                  .kind = run.is_dry ? RunKind::dry : RunKind::real,
                  .messenger = run.messenger,
                  .outbox = run.outbox,
                  .planned = run.planned,
                  .stored = run.attempts_new,
                  .counts = run.counts,
                  .messages = {},
                  .notices = kinds_of(run.notices)};
  for (const MessageReport& report : run.messages) out.messages.push_back(run_row_of(report));
  return write_run(out);
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
