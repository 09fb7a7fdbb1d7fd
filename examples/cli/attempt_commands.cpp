// reactivation cancel, send, approve, hold, sweep: orders about single messages, and about time.
#include <CLI/CLI.hpp>
#include <iostream>

#include "commands.hpp"
#include "effect.hpp"
#include "failure.hpp"
#include "find_by_name.hpp"
#include "notices_json.hpp"
#include "reactivation/json/result_json.hpp"
#include "reactivation/json/words.hpp"
#include "table.hpp"
#include "terminal.hpp"
#include "words.hpp"

namespace cli {

using namespace reactivation;

namespace {

struct AttemptArguments {
  Place place;
  Who who;
  std::string attempt;
  std::string service;
  NotifyOptions notify;
  ModelOptions model;
  bool is_forced = false;
  bool is_json = false;
};

/// The client of the attempt; the command ends when the company has no such attempt.
ClientId client_of(Desk& desk, const AttemptId& attempt) {
  auto person = desk.store().load_person_of_attempt(attempt);
  if (!person && person.error() == make_error_code(errc::not_found)) {
    fail_usage("there is no message " + to_string(attempt) + " in " + desk.database().path());
  }
  for (const PersonAttempt& known : desk.get(std::move(person)).attempts) {
    if (known.attempt.id == attempt) return known.attempt.client_id;
  }
  fail_usage("the message " + to_string(attempt) + " has ended long ago; nothing is to be done");
}

void run_cancel(const AttemptArguments& arguments) {
  Desk desk(arguments.place);
  const AttemptId attempt = read_attempt(arguments.attempt, "--attempt");
  Before before(desk, {client_of(desk, attempt)});
  (void)desk.get(desk.engine().cancel(attempt));
  Effect effect;
  effect.differences = before.differences();
  if (effect.differences.empty()) effect.also = "Its campaign is over already.";
  print_effect(desk, effect, arguments.is_json ? Form::json : Form::sentences);
}

enum class Word : std::uint8_t { approve, hold };

void run_approve_or_hold(const AttemptArguments& arguments, Word word) {
  const bool is_approval = word == Word::approve;
  Desk desk(arguments.place);
  const AttemptId attempt = read_attempt(arguments.attempt, "ATTEMPT");
  const ClientId client = client_of(desk, attempt);
  Before before(desk, {client});
  auto done = is_approval ? desk.engine().approve(attempt) : desk.engine().hold(attempt);
  if (!done && done.error() == make_error_code(errc::not_found)) {
    fail_usage("the message " + to_string(attempt) + " does not wait to be sent (any more)");
  }
  desk.get(std::move(done));
  if (arguments.is_json) {
    Effect effect;
    effect.differences = before.differences();
    print_effect(desk, effect, Form::json);
    return;
  }
  std::cout << "The message to " << desk.name_of(client)
            << (is_approval ? " is approved: it leaves at its turn, with its text as it stands.\n"
                            : " is held: it stays until it is approved.\n");
}

std::string remedy_of(const Engine::Manual& manual) {
  if (manual.skip_reason == SkipReason::none) {
    return std::string(to_string(manual.permit_reason)) + "; the limits do not allow it today";
  }
  const std::string word(word_of(manual.skip_reason));
  if (is_passed_over_by_force(manual.skip_reason)) return word + "; --force passes over this";
  return word + "; nothing passes over this, `reactivation explain` shows why";
}

void run_send(const AttemptArguments& arguments) {
  Desk desk(arguments.place);
  const PersonKey who = find_who(desk, arguments.who);
  const PlanFacts facts =
      desk.get(desk.store().load_person_facts(who.company_id, who.client_id, desk.now()));
  const ServiceId service = find_service(facts.services, arguments.service, "--service");
  auto answer = desk.engine().send_manual(who, service,
                                          arguments.is_forced ? Force::past_cadence : Force::no);
  if (!answer && answer.error() == make_error_code(errc::not_found)) {
    fail_usage("--service: there is no rule for it; make one with `reactivation rules`");
  }
  const Engine::Manual manual = desk.get(std::move(answer));
  if (arguments.is_json) {
    const std::string_view reason = manual.skip_reason != SkipReason::none
                                        ? word_of(manual.skip_reason)
                                        : to_string(manual.permit_reason);
    std::cout << write_send({who.company_id, who.client_id, service, manual.attempt_id, reason});
  }
  if (!manual.attempt_id) fail_run("not sent: " + remedy_of(manual));
  if (arguments.is_json) return;
  std::cout << "A message to " << desk.name_of(who.client_id) << " waits for its turn ["
            << to_string(*manual.attempt_id) << "]; `run` and `daemon` send it.\n";
}

void run_sweep(const AttemptArguments& arguments) {
  Desk desk(arguments.place, arguments.notify, arguments.model);
  ProgressLine line;
  const auto booked = desk.engine().read_bookings(desk.company().id, line.callback());
  auto swept =
      booked ? desk.engine().sweep(line.callback()) : result<SweepCounts>(booked.as_failure());
  line.clear();
  if (!swept && swept.error() == make_error_code(errc::cancelled)) {
    fail_run("stopped; run it again to go on with the rest");
  }
  const SweepCounts counts = desk.get(std::move(swept));
  if (arguments.is_json) {
    std::cout << write_sweep(
        {counts.settled, counts.changed, counts.processed, kinds_of(desk.notices().alerts())});
    return;
  }
  std::cout << count_text(counts.changed, "message") << " changed by time, "
            << count_text(counts.settled, "lost hand-over") << " settled, "
            << count_text(counts.processed, "event") << " looked at again.\n";
}

void add_place(CLI::App& command, AttemptArguments& arguments) {
  add_db_option(command, arguments.place);
  add_company_option(command, arguments.place);
  add_now_option(command, arguments.place);
}

void add_json(CLI::App& command, AttemptArguments& arguments) {
  add_json_option(command, arguments.is_json);
}

}  // namespace

void add_cancel(CLI::App& program, Action& chosen) {
  auto arguments = std::make_shared<AttemptArguments>();
  CLI::App* command = add_command(
      program, {"cancel", "End the campaign that a message belongs to",
                "What waits is not sent; what was sent stays as it is, and nothing follows it.",
                "  reactivation cancel --db salon.db --attempt "
                "6f1c1a52-0d5c-5c1e-9d3e-0a4b5c6d7e8f"});
  add_place(*command, *arguments);
  command->add_option("--attempt", arguments->attempt, "The message's id")
      ->required()
      ->type_name("ID");
  add_json(*command, *arguments);
  command->callback([arguments, &chosen] { chosen = [arguments] { run_cancel(*arguments); }; });
}

void add_send(CLI::App& program, Action& chosen) {
  auto arguments = std::make_shared<AttemptArguments>();
  CLI::App* command = add_command(
      program,
      {"send", "Have one message written to one client",
       "It waits for its turn like a planned one. --force passes over the cadence and the number "
       "of\n"
       "attempts, never over an opt-out, consent, limits or hours.",
       "  reactivation send --db salon.db --client 17 --service Haircut\n"
       "  reactivation send --db salon.db --client 17 --service Haircut --force"});
  add_place(*command, *arguments);
  add_who_options(*command, arguments->who, WhoForm::client_or_phone);
  command->add_option("--service", arguments->service, "By title or id")
      ->required()
      ->type_name("SERVICE");
  command->add_flag("--force", arguments->is_forced, "Also when it is not due");
  add_json(*command, *arguments);
  command->callback([arguments, &chosen] { chosen = [arguments] { run_send(*arguments); }; });
}

void add_approve(CLI::App& program, Action& chosen) {
  auto arguments = std::make_shared<AttemptArguments>();
  CLI::App* command = add_command(
      program, {"approve", "Let a held message leave",
                "With the setting require_approval every text waits for this. What is approved is "
                "sent\n"
                "as it stands, at its turn.",
                "  reactivation approve --db salon.db 6f1c1a52-0d5c-5c1e-9d3e-0a4b5c6d7e8f"});
  add_place(*command, *arguments);
  command->add_option("ATTEMPT", arguments->attempt, "The message's id")->required();
  add_json(*command, *arguments);
  command->callback([arguments, &chosen] {
    chosen = [arguments] { run_approve_or_hold(*arguments, Word::approve); };
  });
}

void add_hold(CLI::App& program, Action& chosen) {
  auto arguments = std::make_shared<AttemptArguments>();
  CLI::App* command = add_command(
      program, {"hold", "Keep a waiting message back until it is approved",
                "A held message that nobody approves ends with its day.",
                "  reactivation hold --db salon.db 6f1c1a52-0d5c-5c1e-9d3e-0a4b5c6d7e8f"});
  add_place(*command, *arguments);
  command->add_option("ATTEMPT", arguments->attempt, "The message's id")->required();
  add_json(*command, *arguments);
  command->callback([arguments, &chosen] {
    chosen = [arguments] { run_approve_or_hold(*arguments, Word::hold); };
  });
}

void add_sweep(CLI::App& program, Action& chosen) {
  auto arguments = std::make_shared<AttemptArguments>();
  CLI::App* command = add_command(
      program,
      {"sweep", "Do what time alone asks for: deadlines, expiries, events left behind",
       "For all companies of the database. Run it every few minutes, unless the daemon does.",
       "  reactivation sweep --db salon.db"});
  add_place(*command, *arguments);
  add_json(*command, *arguments);
  add_notify_options(*command, arguments->notify);
  add_model_option(*command, arguments->model);
  add_reading_option(*command, arguments->model);
  command->get_option("--llm")->needs("--model-reads-replies");
  command->callback([arguments, &chosen] { chosen = [arguments] { run_sweep(*arguments); }; });
}

}  // namespace cli
