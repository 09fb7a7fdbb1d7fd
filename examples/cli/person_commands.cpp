// reactivation optout, optin, pause, clear: what people decide about a client.
#include <CLI/CLI.hpp>
#include <iostream>

#include "commands.hpp"
#include "effect.hpp"
#include "failure.hpp"
#include "table.hpp"
#include "typed.hpp"
#include "words.hpp"

namespace cli {

using namespace reactivation;

namespace {

struct PersonArguments {
  Place place;
  Who who;
  std::string reason = "entered by hand";
  std::string evidence;
  std::string until;
  NotifyOptions notify;
  bool is_json = false;
};

CLI::App* add_person_command(CLI::App& program, const CommandHelp& help,
                             PersonArguments& arguments) {
  CLI::App* command = add_command(program, help);
  add_db_option(*command, arguments.place);
  add_company_option(*command, arguments.place);
  add_who_options(*command, arguments.who, WhoForm::client_or_phone);
  add_now_option(*command, arguments.place);
  command->add_flag("--json", arguments.is_json, "Print what changed as one JSON document");
  return command;
}

/// Carries the order out and prints what it changed.
template <class Order>
void carry_out(const PersonArguments& arguments, Order order) {
  Desk desk(arguments.place, arguments.notify);
  const PersonKey who = find_who(desk, arguments.who);
  Before before(desk, {who.client_id});
  Effect effect;
  effect.also = order(desk, who);
  effect.differences = before.differences();
  if (!effect.differences.empty()) effect.also.clear();
  print_effect(desk, effect, arguments.is_json ? Form::json : Form::sentences);
}

void run_optout(const PersonArguments& arguments) {
  check_kept({{"--reason", arguments.reason, note_bytes_max}});
  carry_out(arguments, [&](Desk& desk, const PersonKey& who) {
    const Applied applied = desk.get(desk.engine().opt_out(who, arguments.reason));
    for (const AttemptId& attempt : applied.in_flight) {
      std::cerr << "notice: the message " << to_string(attempt)
                << " was leaving at that very moment\n";
    }
    return desk.name_of(who.client_id) + " gets no messages already; it stays so.";
  });
}

void run_optin(const PersonArguments& arguments) {
  if (arguments.evidence.find_first_not_of(" \t\r\n") == std::string::npos) {
    fail_usage("--evidence is empty; say how you know, as \"signed at the desk on 2 March\"");
  }
  check_kept({{"--evidence", arguments.evidence, note_bytes_max}});
  carry_out(arguments, [&](Desk& desk, const PersonKey& who) {
    (void)desk.get(desk.engine().opt_in(who, arguments.evidence));
    return "The consent of " + desk.name_of(who.client_id) + " is written down.";
  });
}

void run_pause(const PersonArguments& arguments) {
  carry_out(arguments, [&](Desk& desk, const PersonKey& who) {
    const Instant until = read_instant(arguments.until, desk.company().time_zone, "--until");
    if (until <= desk.now()) fail_usage("--until lies in the past; name a later date");
    (void)desk.get(desk.engine().pause(who, until));
    return desk.name_of(who.client_id) + " is paused until then already.";
  });
}

void run_clear(const PersonArguments& arguments) {
  carry_out(arguments, [&](Desk& desk, const PersonKey& who) {
    (void)desk.get(desk.engine().clear(who));
    return desk.name_of(who.client_id) + " was not waiting for a person.";
  });
}

}  // namespace

void add_optout(CLI::App& program, Action& chosen) {
  auto arguments = std::make_shared<PersonArguments>();
  CLI::App* command = add_person_command(
      program,
      {"optout", "Note that a client wants no more messages",
       "It holds at once, for everybody with the same number and for every other address of the\n"
       "person; no import takes it back. Only `optin` does.",
       "  reactivation optout --db salon.db --client 17\n"
       "  reactivation optout --db salon.db --client C0154 --reason \"said so on the phone\""},
      *arguments);
  command->add_option("--reason", arguments->reason, "For the record")->type_name("TEXT");
  add_notify_options(*command, arguments->notify);
  command->callback([arguments, &chosen] { chosen = [arguments] { run_optout(*arguments); }; });
}

void add_optin(CLI::App& program, Action& chosen) {
  auto arguments = std::make_shared<PersonArguments>();
  CLI::App* command = add_person_command(
      program,
      {"optin", "Note that a client agrees to messages, with the evidence",
       "The one way back from an opt-out. It is written down with its evidence, for good.",
       "  reactivation optin --db salon.db --client 17 --evidence \"signed form of 2 March\""},
      *arguments);
  command->add_option("--evidence", arguments->evidence, "How you know that they agree")
      ->required()
      ->type_name("TEXT");
  command->callback([arguments, &chosen] { chosen = [arguments] { run_optin(*arguments); }; });
}

void add_pause(CLI::App& program, Action& chosen) {
  auto arguments = std::make_shared<PersonArguments>();
  CLI::App* command = add_person_command(
      program,
      {"pause", "Write to a client again only from a date on",
       "What waits for them is not sent; from that date on they are planned like anybody else.",
       "  reactivation pause --db salon.db --client 17 --until 2026-04-15"},
      *arguments);
  command->add_option("--until", arguments->until, "The first day on which they may be written to")
      ->required()
      ->type_name("DATE");
  command->callback([arguments, &chosen] { chosen = [arguments] { run_pause(*arguments); }; });
}

void add_clear(CLI::App& program, Action& chosen) {
  auto arguments = std::make_shared<PersonArguments>();
  CLI::App* command = add_person_command(
      program,
      {"clear", "Say that you have looked at a client's reply",
       "A reply that was not clear keeps everything back until somebody has read it. An opt-out\n"
       "stays.",
       "  reactivation clear --db salon.db --client 17"},
      *arguments);
  command->callback([arguments, &chosen] { chosen = [arguments] { run_clear(*arguments); }; });
}

}  // namespace cli
