// reactivation webhook: one request of a messenger's, as a web server of the host's got it.
#include <cstdlib>
#include <iostream>

#include "commands.hpp"
#include "desk.hpp"
#include "failure.hpp"
#include "reactivation/adapters/evolution.hpp"
#include "reactivation/adapters/whatsapp_webhook.hpp"
#include "typed.hpp"
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

http::SharedSecret secret_in(const char* variable) {
  return http::make_secret(http::key_from_environment(variable)());
}

void verify(const WebhookArguments& arguments) {
  const auto token = secret_in("WHATSAPP_VERIFY_TOKEN");
  if (token->is_empty()) {
    fail_usage("--verify: there is no token to compare with; put it into WHATSAPP_VERIFY_TOKEN");
  }
  const auto challenge = answer_whatsapp_verification(arguments.query, token);
  if (!challenge) fail_usage("--verify: this is not our token; answer 403");
  std::cout << *challenge;
}

/// The one in use, and the one before it.
std::vector<http::SharedSecret> secrets_in(const char* variable, const char* old_variable) {
  std::vector<http::SharedSecret> out{secret_in(variable), secret_in(old_variable)};
  if (out.front()->is_empty()) {
    fail_usage("there is no secret to check with; put it into " + std::string(variable));
  }
  return out;
}

WebhookReading read_whatsapp(const WebhookArguments& arguments, AccountId account, Instant now) {
  WhatsAppWebhookOptions options;
  options.app_secrets = secrets_in("WHATSAPP_APP_SECRET", "WHATSAPP_APP_SECRET_OLD");
  options.phone_number_id = arguments.number;
  options.display_phone_number = arguments.own_phone;
  options.account_id = account;
  const std::vector<http::Header> headers{{"X-Hub-Signature-256", arguments.signature}};
  return read_whatsapp_webhook(options, headers, read_file("-", webhook_bytes_max + 1), now);
}

WebhookReading read_evolution(const WebhookArguments& arguments, AccountId account, Instant now) {
  EvolutionWebhookOptions options;
  options.secrets = secrets_in("EVOLUTION_WEBHOOK_SECRET", "EVOLUTION_WEBHOOK_SECRET_OLD");
  options.instance = arguments.number;
  options.account_id = account;
  const std::vector<http::Header> headers{{"Authorization", arguments.signature}};
  return read_evolution_webhook(options, headers, read_file("-", webhook_bytes_max + 1), now);
}

WebhookReading read_request(const WebhookArguments& arguments, AccountId account, Instant now) {
  WebhookReading out = arguments.service == "whatsapp" ? read_whatsapp(arguments, account, now)
                                                       : read_evolution(arguments, account, now);
  switch (out.verdict) {
    case WebhookVerdict::accepted:
      return out;
    case WebhookVerdict::forged:
      fail_usage("the signature is not ours; answer 401");
    case WebhookVerdict::too_large:
      fail_usage("more than 1 MiB is no request of theirs; answer 413");
    case WebhookVerdict::malformed:
      break;
  }
  fail_usage("this is no document of theirs; answer 400");
}

struct Taken {
  std::int64_t stored = 0;
  std::int64_t known = 0;
  std::int64_t refused = 0;
  std::error_code error;  ///< the first: something is not stored
};

/// Signals first: nothing may leave meanwhile. One failure holds up nothing else.
Taken take_in(Desk& desk, AccountId account, const WebhookReading& read) {
  Taken out;
  const auto note = [&out](std::error_code error) {
    if (!out.error) out.error = error;
  };
  for (const AccountSignal& signal : read.signals) {
    desk.notices().hear(signal);
    const auto done = desk.engine().on_signal(account, signal);
    if (!done) note(done.error());
  }
  for (const InboundEvent& event : read.events) {
    const auto receipt = desk.engine().on_event(event);
    if (receipt) {
      ++(receipt.value().state == ReceiptState::known_already ? out.known : out.stored);
    } else if (receipt.error() == make_error_code(errc::invalid_argument)) {
      ++out.refused;
    } else {
      note(receipt.error());
    }
  }
  return out;
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
  const WebhookReading read = read_request(arguments, account, desk.now());
  const Taken taken = take_in(desk, account, read);
  if (taken.error) {
    fail_with(taken.error, "not everything is stored, answer 503 so that it is repeated",
              desk.store().detail());
  }
  std::cout << count_text(taken.stored, "event") << " stored, " << taken.known << " known already, "
            << count_text(static_cast<std::int64_t>(read.signals.size()), "signal")
            << " about the account";
  const std::int64_t dropped = read.foreign + read.unreadable + taken.refused;
  if (dropped > 0) std::cout << "; " << dropped << " dropped, not ours or not readable";
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
