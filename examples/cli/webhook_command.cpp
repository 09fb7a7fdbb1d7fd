// reactivation webhook: one request of a messenger's, as a web server of the host's got it.
#include <CLI/CLI.hpp>
#include <iostream>
#include <utility>

#include "commands.hpp"
#include "desk.hpp"
#include "failure.hpp"
#include "typed.hpp"
#include "web_choice.hpp"
#include "words.hpp"

namespace cli {

using namespace reactivation;

namespace {

struct WebhookArguments {
  Place place;
  NotifyOptions notify;
  std::string service;
  std::string signature;
  std::string number;
  std::string own_phone;
  std::string query;
};

void verify(const WebhookArguments& arguments) {
  const auto token = secret_in("WHATSAPP_VERIFY_TOKEN");
  if (token->is_empty()) {
    fail_usage("--verify: there is no token to compare with; put it into WHATSAPP_VERIFY_TOKEN");
  }
  const auto challenge = answer_whatsapp_verification(arguments.query, token);
  if (!challenge) fail_usage("--verify: this is not our token; answer 403");
  std::cout << *challenge;
}

/// The request as the listener would have got it.
WebRequest request_of(const WebhookArguments& arguments) {
  const bool is_whatsapp = arguments.service == "whatsapp";
  WebRequest out;
  out.method = "POST";
  out.path = "/" + arguments.service + "/here";
  out.headers = {{is_whatsapp ? "X-Hub-Signature-256" : "Authorization", arguments.signature}};
  out.body = read_file("-", webhook_bytes_max + 1);
  return out;
}

WebOptions options_of(const WebhookArguments& arguments, Desk& desk, AccountId account) {
  WebOptions out;
  if (arguments.service == "whatsapp") {
    out.whatsapp.push_back(whatsapp_route(arguments.number, arguments.own_phone, account));
    out.whatsapp.front().name = "here";
  } else {
    out.evolution.push_back(evolution_route(arguments.number, account));
    out.evolution.front().name = "here";
  }
  if (SqliteStore* file = desk.database().file()) {
    out.together = [file](const auto& work) { return file->together(work); };
  }
  out.hear = [&desk](const AccountSignal& signal) { desk.notices().hear(signal); };
  return out;
}

void end_unless_stored(const WebReport& report, Desk& desk) {
  if (report.status == 401) fail_usage("the signature is not ours; answer 401");
  if (report.status == 413) fail_usage("more than 1 MiB is no request of theirs; answer 413");
  if (report.status == 400) fail_usage("this is no document of theirs; answer 400");
  if (report.status != 200) {
    fail_with(report.error, "not everything is stored, answer 503 so that it is repeated",
              desk.store().detail());
  }
}

void run(const WebhookArguments& arguments) {
  if (arguments.service != "whatsapp" && arguments.service != "evolution") {
    fail_usage("no webhook is called \"" + typed(arguments.service) +
               "\"; there are whatsapp and evolution");
  }
  if (!arguments.query.empty()) return verify(arguments);
  if (arguments.place.db.empty()) fail_usage("--db is needed to take a request in");
  if (arguments.number.empty()) fail_usage("--number is needed: which of your numbers is this?");
  Desk desk(arguments.place, arguments.notify);
  const AccountId account = desk.get(desk.store().find_account(desk.company().id));
  if (!account.is_set()) {
    fail_usage("company " + std::to_string(desk.company().id.value) +
               " has no messaging account; make the company with `reactivation init`");
  }
  WebReport report;
  WebOptions options = options_of(arguments, desk, account);
  options.report = [&report](const WebReport& made) { report = made; };
  const VirtualClock clock(desk.now());
  WebHandlers handlers(desk.engine(), clock, std::move(options));
  (void)handlers.answer(request_of(arguments));
  end_unless_stored(report, desk);
  std::cout << count_text(report.stored, "event") << " stored, " << report.known
            << " known already, " << count_text(report.signals, "signal") << " about the account";
  if (report.dropped > 0)
    std::cout << "; " << report.dropped << " dropped, not ours or not readable";
  std::cout << ".\n";
}

}  // namespace

void add_webhook(CLI::App& program, Action& chosen) {
  auto arguments = std::make_shared<WebhookArguments>();
  CLI::App* command = add_command(
      program,
      {"webhook", "Take in one request of a messenger, as your web server got it",
       "Standard input is the raw body; its signature is checked with WHATSAPP_APP_SECRET (and\n"
       "WHATSAPP_APP_SECRET_OLD while you change it) before anything else is looked at. Exit code "
       "0:\n"
       "all is stored, answer 200. 2: answer as the line says, nothing was changed. 1: not "
       "everything\n"
       "is stored, answer 503; the messenger sends it again, and what is known has no second "
       "effect.\n"
       "With --verify it answers the request that sets the webhook up, from "
       "WHATSAPP_VERIFY_TOKEN.\n"
       "evolution signs nothing: its --signature is the header Authorization that you gave it, "
       "its\n"
       "secret is in EVOLUTION_WEBHOOK_SECRET, its --number is the instance.",
       "  reactivation webhook whatsapp --db salon.db --number 106540352242922 \\\n"
       "      --signature \"$HTTP_X_HUB_SIGNATURE_256\" < body\n"
       "  reactivation webhook whatsapp --verify \"$QUERY_STRING\""});
  command->add_option("service", arguments->service, "whatsapp or evolution")
      ->required()
      ->type_name("SERVICE");
  add_db_option(*command, arguments->place);
  command->get_option("--db")->required(false);
  add_company_option(*command, arguments->place);
  add_now_option(*command, arguments->place);
  command->add_option("--signature", arguments->signature, "The header X-Hub-Signature-256")
      ->type_name("TEXT");
  command->add_option("--number", arguments->number, "The id of your number there")
      ->type_name("ID");
  command
      ->add_option("--own-phone", arguments->own_phone,
                   "Your number in digits; what is about the quality of another is dropped")
      ->type_name("DIGITS");
  command->add_option("--verify", arguments->query, "The query of the request that sets it up")
      ->type_name("QUERY");
  add_notify_options(*command, arguments->notify);
  command->callback([arguments, &chosen] { chosen = [arguments] { run(*arguments); }; });
}

}  // namespace cli
