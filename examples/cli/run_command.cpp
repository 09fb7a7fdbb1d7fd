// reactivation run: the whole day into an outbox, under a clock that walks through every turn.
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>

#include "commands.hpp"
#include "failure.hpp"
#include "names.hpp"
#include "reactivation/adapters/outbox.hpp"
#include "reactivation/engine/day_run.hpp"
#include "reactivation/engine/rehearsal.hpp"
#include "reactivation/json/words.hpp"
#include "run_lock.hpp"
#include "table.hpp"
#include "terminal.hpp"
#include "words.hpp"

namespace cli {

using namespace reactivation;

namespace {

struct RunArguments {
  Place place;
  std::string outbox;
  bool is_armed = false;
  bool is_json = false;
};

struct RunResult {
  std::int64_t planned = 0;
  std::int64_t attempts_new = 0;
  DispatchCounts counts;
  std::vector<MessageReport> messages;
};

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
  }
  return "";
}

const char* word_of_permit(PermitReason reason) {
  switch (reason) {
    case PermitReason::approved:
      return "approved";
    case PermitReason::zone_unknown:
      return "zone_unknown";
    case PermitReason::company_disabled:
      return "company_disabled";
    case PermitReason::account_missing:
      return "account_missing";
    case PermitReason::account_stopped:
      return "account_stopped";
    case PermitReason::account_paused:
      return "account_paused";
    case PermitReason::outside_sending_hours:
      return "outside_sending_hours";
    case PermitReason::expired:
      return "expired";
    case PermitReason::too_many_open:
      return "too_many_open";
    case PermitReason::daily_limit:
      return "daily_limit";
    case PermitReason::hourly_limit:
      return "hourly_limit";
    case PermitReason::gap:
      return "gap";
  }
  return "";
}

/// Why it was not sent; empty when it was.
std::string why_not(const MessageReport& report) {
  if (!report.problem.empty()) return report.problem;
  if (report.skip_reason != SkipReason::none) return std::string(word_of(report.skip_reason));
  if (report.fate == MessageFate::waiting) return word_of_permit(report.permit_reason);
  return {};
}

RunResult carry_out(Database& database, const Company& company, const RunArguments& arguments,
                    Instant now) {
  Outbox outbox({arguments.outbox, company.time_zone,
                 arguments.is_armed ? OutboxMark::none : OutboxMark::dry_run});
  if (auto ready = outbox.prepare(); !ready) fail_run(outbox.detail());
  VirtualClock clock(now);
  SqliteStore& store = database.store();
  Rehearsal rehearsal(store, store);
  SnapshotSource& snapshots = arguments.is_armed ? static_cast<SnapshotSource&>(store) : rehearsal;
  AttemptStore& attempts = arguments.is_armed ? static_cast<AttemptStore&>(store) : rehearsal;
  const DayRunPorts ports{snapshots, attempts, store, outbox, clock};

  RunResult out;
  const StoredDay day = database.get(run_day(ports, company.id), database.path());
  out.planned = day.plan.counts.planned;
  out.attempts_new = day.attempts_new;
  ProgressLine line;
  auto counts = dispatch_day(
      ports, company.id, [&out](const MessageReport& report) { out.messages.push_back(report); },
      line.callback());
  line.clear();
  if (!counts && counts.error() == make_error_code(errc::cancelled)) {
    fail_run("stopped after " +
             count_text(static_cast<std::int64_t>(out.messages.size()), "message") +
             "; run it again to go on with the rest");
  }
  if (!counts && counts.error() == make_error_code(errc::messenger_failed)) {
    fail_run(outbox.detail());
  }
  out.counts = database.get(std::move(counts), database.path());
  return out;
}

std::string run_json(const RunArguments& arguments, const Company& company, Instant now,
                     const RunResult& run) {
  nlohmann::ordered_json out;
  out["schema"] = "reactivation.run/1";
  out["company_id"] = company.id.value;
  out["now"] = to_rfc3339(now);
  out["dry_run"] = !arguments.is_armed;
  out["outbox"] = arguments.outbox;
  const DispatchCounts& counts = run.counts;
  out["counts"] = {{"planned", run.planned},        {"stored", run.attempts_new},
                   {"sent", counts.sent},           {"uncertain", counts.uncertain},
                   {"rejected", counts.rejected},   {"not_started", counts.not_started},
                   {"cancelled", counts.cancelled}, {"waiting", counts.waiting},
                   {"settled", counts.settled}};
  out["messages"] = nlohmann::ordered_json::array();
  for (const MessageReport& report : run.messages) {
    nlohmann::ordered_json message;
    message["attempt_id"] = to_string(report.attempt.attempt_id);
    message["client_id"] = report.attempt.client_id.value;
    message["outcome"] = word_of_fate(report.fate);
    const std::string why = why_not(report);
    message["reason"] = why.empty() ? nlohmann::ordered_json(nullptr) : nlohmann::ordered_json(why);
    message["sent_at"] = report.message
                             ? nlohmann::ordered_json(to_rfc3339(report.message->sent_at))
                             : nlohmann::ordered_json(nullptr);
    out["messages"].push_back(std::move(message));
  }
  return out.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

Table messages_table(const RunResult& run, const Names& names, Instant now) {
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
        names.company.time_zone.local_date(at) == names.company.time_zone.local_date(now);
    table.add({is_today ? clock_text(at, names.company.time_zone)
                        : moment_text(at, now, names.company.time_zone),
               names.of(attempt.client_id), names.of(attempt.service_id),
               attempt.discount_percent > 0 ? std::to_string(attempt.discount_percent) + " %" : "–",
               std::to_string(report.message ? report.message->slots.size() : attempt.slots.size()),
               outcome});
  }
  return table;
}

std::string counts_text(const RunResult& run, const RunArguments& arguments) {
  const DispatchCounts& counts = run.counts;
  std::string out = styled(count_text(counts.sent, "message") + " written", Style::good);
  const auto add = [&out](std::int64_t number, const char* what) {
    if (number > 0) out += ", " + number_text(number) + " " + what;
  };
  add(counts.uncertain, "uncertain (never repeated)");
  add(counts.rejected, "rejected");
  add(counts.cancelled, "cancelled because something changed");
  add(counts.waiting, "not sent: the limits do not allow it today");
  out += " into " + harmless(arguments.outbox) + ".\n";
  if (counts.settled > 0) {
    out += count_text(counts.settled, "hand-over") + " of an interrupted run settled.\n";
  }
  return out;
}

void run(const RunArguments& arguments) {
  if (arguments.outbox.empty()) {
    fail_usage(
        "--outbox DIR is needed: this build writes messages into files and has no other "
        "messenger");
  }
  Database database(arguments.place.db, OpenMode::existing);
  const Company company = database.find_company(arguments.place.company);
  const Instant now = read_now(arguments.place.now, company.time_zone);
  std::optional<RunLock> lock;  // a dry run stands in nobody's way
  if (arguments.is_armed) lock.emplace(database.path(), company.id);
  const RunResult result = carry_out(database, company, arguments, now);
  if (arguments.is_json) {
    std::cout << run_json(arguments, company, now, result);
    return;
  }
  Names names = names_of(database, company, now);
  std::vector<ClientId> clients;
  for (const MessageReport& report : result.messages) clients.push_back(report.attempt.client_id);
  add_clients(names, database, clients);
  const std::string name =
      company.name.empty() ? "Company " + std::to_string(company.id.value) : harmless(company.name);
  std::cout << styled(name, Style::bold) << " · " << day_text(company.time_zone.local_date(now))
            << (arguments.is_armed ? "" : " · dry run, nothing is stored") << "\n";
  const Table table = messages_table(result, names, now);
  if (!table.is_empty()) std::cout << "\n" << table.text() << "\n";
  if (table.is_empty() && result.planned == 0) std::cout << "Nobody is to be written to.\n";
  std::cout << counts_text(result, arguments);
  if (!arguments.is_armed) std::cerr << "With --arm the run is stored, and counts.\n";
}

}  // namespace

void add_run(CLI::App& program, Action& chosen) {
  auto arguments = std::make_shared<RunArguments>();
  CLI::App* command = add_command(
      program, {"run", "Write the day's messages into a folder; nobody receives anything",
                "Plans the day, then writes each message at its turn, one JSON file each. The "
                "clock is virtual:\n"
                "a day takes seconds. Without --arm it is a dry run: the same path, and the "
                "database stays as\n"
                "it is.",
                "  reactivation run --db salon.db --now 2026-03-02T10:00 --outbox out\n"
                "  reactivation run --db salon.db --now 2026-03-02T10:00 --outbox out --arm"});
  add_db_option(*command, arguments->place);
  add_company_option(*command, arguments->place);
  add_now_option(*command, arguments->place);
  command->add_option("--outbox", arguments->outbox, "Where the messages go; made when absent")
      ->type_name("DIR");
  command->add_flag("--arm", arguments->is_armed,
                    "Store the run: its messages count as sent from then on");
  command->add_flag("--json", arguments->is_json, "Print the result as one JSON document");
  command->callback([arguments, &chosen] { chosen = [arguments] { run(*arguments); }; });
}

}  // namespace cli
