// reactivation status: what the messenger says of a message.
#include <CLI/CLI.hpp>
#include <iostream>

#include "commands.hpp"
#include "event_options.hpp"
#include "failure.hpp"
#include "reactivation/json/signal_words.hpp"
#include "typed.hpp"

namespace cli {

using namespace reactivation;

namespace {

struct StatusArguments {
  EventOptions event;
  std::string attempt;
  std::string provider_id;
  std::string delivery;
  std::string code;
  bool is_number_unknown = false;
};

Delivery delivery_of(const std::string& word) {
  if (word == "sent") return Delivery::sent;
  if (word == "failed") return Delivery::failed;
  if (word == "delivered") return Delivery::delivered;
  if (word == "read") return Delivery::read;
  fail_usage("--delivery \"" + typed(word) + "\": it may be sent, delivered, read or failed");
}

/// What the messenger's number for the failure, or a block or a report that it tells of, says about
/// the person and their number.
void read_code(const std::string& code, DeliveryReport& report) {
  if (code.empty()) return;
  const SignalReading reading = read_signal(code);
  const bool is_reaction = person_fault_of(reading.fault) >= PersonFault::blocked;
  const bool has_digit = code.find_first_of("0123456789") != std::string::npos;
  if (!reading.is_readable || (!has_digit && !is_reaction)) {
    fail_usage("--code \"" + typed(code) +
               "\": write it as 131050 or cloud:131050, or as blocked or reported");
  }
  if (report.delivery != Delivery::failed && !is_reaction) {
    fail_usage("--code " + typed(code) + " goes with --delivery failed");
  }
  if (reading.kind) {
    fail_usage("--code " + typed(code) +
               " is about the account: tell it by `reactivation signal --code`");
  }
  report.person_fault = person_fault_of(reading.fault);
  report.is_number_unknown |= reading.fault == SendFault::not_on_messenger;
}

void run(const StatusArguments& arguments) {
  if (arguments.attempt.empty() && arguments.provider_id.empty()) {
    fail_usage("--attempt or --provider-id is needed: which message is this about?");
  }
  InboundDelivery delivery;
  delivery.provider_id = arguments.provider_id;
  if (!arguments.attempt.empty()) {
    delivery.attempt_id = read_attempt(arguments.attempt, "--attempt");
  }
  delivery.report.delivery = delivery_of(arguments.delivery);
  delivery.report.is_number_unknown = arguments.is_number_unknown;
  if (arguments.is_number_unknown && delivery.report.delivery != Delivery::failed) {
    fail_usage("--number-unknown goes with --delivery failed");
  }
  read_code(arguments.code, delivery.report);
  check_name(arguments.provider_id, "--provider-id");
  Desk desk(arguments.event.place, arguments.event.notify);
  InboundEvent event =
      event_of(desk, arguments.event,
               {"status", arguments.attempt, arguments.provider_id, arguments.delivery,
                (arguments.is_number_unknown ? "unknown" : "") + arguments.code});
  event.what = delivery;
  const auto attempt = desk.get(desk.store().find_attempt(event));
  std::vector<ClientId> about;
  if (attempt) {
    const auto person = desk.store().load_person_of_attempt(*attempt);
    for (const PersonAttempt& known :
         person ? person.value().attempts : std::vector<PersonAttempt>{}) {
      const bool is_here = known.company_id == desk.company().id;
      if (is_here && known.attempt.id == *attempt) about = {known.attempt.client_id};
    }
  }
  Effect effect = take_in(desk, event, about);
  if (about.empty()) {
    effect.also = "No message goes by this name (yet); the word is kept for 7 days.";
  }
  print_effect(desk, effect, arguments.event.is_json ? Form::json : Form::sentences);
}

}  // namespace

void add_status(CLI::App& program, Action& chosen) {
  auto arguments = std::make_shared<StatusArguments>();
  CLI::App* command = add_command(
      program,
      {"status", "Take in what the messenger says of a message: delivered, read, failed",
       "Words may come in any order and more than once: what was read stays read. Without "
       "--event-id\n"
       "the id is made of the message and the word.",
       "  reactivation status --db salon.db --provider-id wamid.1 --delivery read\n"
       "  reactivation status --db salon.db --attempt 6f1c1a52-0d5c-5c1e-9d3e-0a4b5c6d7e8f \\\n"
       "      --delivery failed --number-unknown"});
  add_event_options(*command, arguments->event);
  command->add_option("--attempt", arguments->attempt, "Our id of the message")->type_name("ID");
  command->add_option("--provider-id", arguments->provider_id, "The messenger's id of it")
      ->type_name("P");
  command->add_option("--delivery", arguments->delivery, "sent, delivered, read or failed")
      ->required()
      ->type_name("WORD");
  command->add_flag("--number-unknown", arguments->is_number_unknown,
                    "It failed because the messenger does not know the number");
  command
      ->add_option("--code", arguments->code,
                   "The official API's number for the failure: 131050 opts the person out, 131049\n"
                   "and 131056 pause them, 131026 is --number-unknown. With any --delivery:\n"
                   "blocked or reported, what the person did, which opts them out")
      ->type_name("CODE");
  command->callback([arguments, &chosen] { chosen = [arguments] { run(*arguments); }; });
}

}  // namespace cli
