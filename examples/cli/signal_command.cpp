// reactivation signal: what the messenger did to an account.
#include <CLI/CLI.hpp>
#include <iostream>
#include <nlohmann/json.hpp>

#include "commands.hpp"
#include "effect.hpp"
#include "event_options.hpp"
#include "failure.hpp"
#include "open_account.hpp"
#include "reaction.hpp"
#include "reactivation/core/account_alert.hpp"
#include "reactivation/core/messenger_codes.hpp"
#include "reactivation/json/signal_words.hpp"
#include "reactivation/json/words.hpp"
#include "typed.hpp"
#include "words.hpp"

namespace cli {

using namespace reactivation;
using Json = nlohmann::ordered_json;

namespace {

struct SignalArguments {
  AccountArguments account;
  NotifyOptions notify;
  std::string kind;
  std::string code;
  std::string until;
  std::string at;
  std::string event_id;
  std::string provider = "host";
};

std::string known_words() {
  std::string out;
  for (int i = 0; i <= static_cast<int>(AccountSignalKind::payment_problem); ++i) {
    out += (out.empty() ? "" : ", ") + std::string(word_of(static_cast<AccountSignalKind>(i)));
  }
  return out;
}

/// What to do with a code that is about one message or one person.
std::string remedy_of(const std::string& code) {
  if (person_fault_of(read_signal(code).fault) >= PersonFault::blocked) {
    return "it is about one person: use `reactivation status --code " + code + "`";
  }
  int number = -1;
  try {
    number = std::stoi(code.starts_with("cloud:") ? code.substr(6) : code);
  } catch (const std::exception&) {
    return "nothing is to be done about the account";
  }
  switch (fault_of_whatsapp_cloud_code(number)) {
    case SendFault::opt_out:
      return "it is the person's stop: use `reactivation optout`";
    case SendFault::not_on_messenger:
      return "it is about one number: use `reactivation status --delivery failed --number-unknown`";
    case SendFault::retry_never_today:
    case SendFault::wait_for_person:
      return "it is about one person: use `reactivation pause`";
    default:
      return "it is about one message: use `reactivation status --delivery failed`";
  }
}

AccountSignalKind kind_of(const SignalArguments& arguments) {
  if (arguments.kind.empty() == arguments.code.empty()) {
    fail_usage("name what happened by --kind or by --code, as --kind temporary_ban");
  }
  const bool is_word = !arguments.kind.empty();
  const std::string& text = is_word ? arguments.kind : arguments.code;
  const std::string shown = typed(text);
  const SignalReading reading = read_signal(text);
  const bool has_digit = text.find_first_of("0123456789") != std::string::npos;
  if (is_word && (!reading.is_readable || has_digit)) {
    fail_usage("--kind \"" + shown + "\": it may be " + known_words());
  }
  if (!is_word && (!reading.is_readable || !has_digit)) {
    fail_usage("--code \"" + shown +
               "\": write it as 131048, or with the place where it was given: connection:402, "
               "message:463, ban:101, http:429");
  }
  if (!reading.kind) {
    fail_usage((is_word ? "--kind " : "--code ") + shown + " says nothing about the account; " +
               remedy_of(text));
  }
  return *reading.kind;
}

/// The signal as the command line tells it.
AccountSignal signal_of(const SignalArguments& arguments, const OpenAccount& account) {
  AccountSignal signal;
  signal.kind = kind_of(arguments);
  signal.at = arguments.at.empty() ? account.now : read_instant(arguments.at, account.zone, "--at");
  if (signal.at > account.now) fail_usage("--at lies in the future; name when it happened");
  if (!arguments.until.empty()) {
    signal.until = read_instant(arguments.until, account.zone, "--until");
    if (*signal.until <= signal.at) {
      fail_usage("--until lies before it happened; leave it out when the end is not known");
    }
  }
  return signal;
}

/// The event by which a signal is known again: a word about a message that is nobody's, because
/// such an event waits, without any effect, until the signal itself was written.
InboundEvent event_of(const SignalArguments& arguments, const OpenAccount& account,
                      const AccountSignal& signal) {
  if (arguments.provider.empty()) {
    fail_usage("--provider is empty; name who gives out the event ids");
  }
  InboundEvent event;
  event.provider = arguments.provider;
  event.event_id = arguments.event_id;
  event.account_id = account.id;
  InboundDelivery delivery;
  delivery.provider_id = "account signal " + std::string(word_of(signal.kind));
  if (signal.until) delivery.provider_id += " " + to_rfc3339(*signal.until);
  event.what = delivery;
  event.at = signal.at;
  event.received_at = account.now;
  return event;
}

struct Taken {
  ReceiptState state = ReceiptState::stored;
  bool is_new = true;
};

/// Stored before anything is made of it; done once the signal is written.
Taken take_in(OpenAccount& account, const SignalArguments& arguments, const AccountSignal& signal) {
  const std::string& path = account.database.path();
  if (arguments.event_id.empty()) {
    account.database.get(account.store().record_signal(account.id, signal), path);
    return {};
  }
  const InboundEvent event = event_of(arguments, account, signal);
  const InboundReceipt receipt = account.database.get(account.store().receive(event), path);
  if (receipt.is_done) return {receipt.state, false};
  account.database.get(account.store().record_signal(account.id, signal), path);
  Changes nothing;
  nothing.at = account.now;
  (void)account.database.get(
      account.store().apply({receipt.row, event, false}, nothing, EventMark::done), path);
  return {receipt.state, true};
}

/// Whether the store's account obeys the reaction: its governor may be switched off.
bool is_in_force(OpenAccount& account, const Reaction& reaction) {
  if (!reaction.is_stop) return true;
  const AccountGate gate = account.gate();
  if (!gate.is_armed || gate.is_stopped || gate.awaits_confirmation) return true;
  const PlanFacts facts = account.database.get(
      account.store().load_plan_facts(account.companies.front(), account.now, PlanScope::due_only),
      account.database.path());
  if (!facts.account) return true;
  return facts.account->spam_score > spam_score_stop ||
         (facts.account->paused_until && *facts.account->paused_until > account.now);
}

void print_json(OpenAccount& account, const AccountSignal& signal, const Taken& taken,
                const SignalArguments& arguments) {
  const Reaction reaction = reaction_to(signal);
  Json out =
      accounts_json(account.database, "signal", account.now, {{account.id, account.companies}});
  Json row;
  row["kind"] = word_of(signal.kind);
  row["at"] = to_rfc3339(signal.at);
  row["until"] = signal.until ? Json(to_rfc3339(*signal.until)) : Json();
  row["event_id"] = arguments.event_id.empty() ? Json() : Json(arguments.event_id);
  row["receipt"] = word_of(taken.state);
  row["stops"] = reaction.is_stop;
  row["needs_person"] = reaction.needs_person;
  row["stops_until"] =
      reaction.is_stop && reaction.until ? Json(to_rfc3339(*reaction.until)) : Json();
  out["signal"] = std::move(row);
  std::cout << out.dump(2, ' ', false, Json::error_handler_t::replace) << "\n";
}

void run(const SignalArguments& arguments) {
  check_name(arguments.event_id, "--event-id");
  check_name(arguments.provider, "--provider");
  Notices notices(arguments.notify);
  OpenAccount account(arguments.account);
  const AccountSignal signal = signal_of(arguments, account);
  const Taken taken = take_in(account, arguments, signal);
  if (taken.is_new) {
    notices.hear(signal);
    if (const auto kind = alert_of(signal.kind)) {
      notices.notify({*kind, account.companies.front(), {}});
    }
  }
  if (taken.state == ReceiptState::id_reused) {
    notices.notify({AlertKind::event_id_reused, account.companies.front(), {}});
  }
  if (!is_in_force(account, reaction_to(signal))) {
    std::cerr << "notice: the account's governor is switched off, so this stops nothing; "
                 "`reactivation stop` does\n";
  }
  if (arguments.account.is_json) return print_json(account, signal, taken, arguments);
  if (!taken.is_new) {
    std::cout << "This event is known already; it has no further effect.\n";
    return;
  }
  std::cout << account.name() << ": " << word_of(signal.kind) << " is noted.\n";
}

}  // namespace

void add_signal(CLI::App& program, Action& chosen) {
  auto arguments = std::make_shared<SignalArguments>();
  CLI::App* command = add_account_command(
      program,
      {"signal", "Take in what the messenger did to an account: a ban, a warning, a limit",
       "It is obeyed before anything else is sent, by every worker, and told to you. A ban, a "
       "lost\n"
       "session and the like need `reactivation confirm` afterwards. Kinds: reach_out_lock,\n"
       "temporary_ban, permanent_ban, logged_out, auth_revoked, yellow_card, rate_limited,\n"
       "disconnect_storm, undelivered_high, not_on_messenger_high, spam_rate_limited,\n"
       "policy_block, account_locked, registration_lost, payment_problem; quality_yellow and\n"
       "quality_red, the official rating. Without --event-id the same kind, --at and --until "
       "again\n"
       "have no further effect.",
       "  reactivation signal --db salon.db --kind temporary_ban --until 2026-03-05T12:00\n"
       "  reactivation signal --db salon.db --code 131048 --event-id wamid.7\n"
       "  reactivation signal --db salon.db --account 1 --code message:463"},
      arguments->account);
  command->add_option("--kind", arguments->kind, "What happened")->type_name("WORD");
  command
      ->add_option("--code", arguments->code,
                   "The messenger's number for it: one of the official API, or with its place,\n"
                   "connection:402, message:463, ban:101, http:429")
      ->type_name("[PLACE:]N");
  command->add_option("--until", arguments->until, "When the messenger says it ends")
      ->type_name("TIME");
  command->add_option("--at", arguments->at, "When it happened; now when left out")
      ->type_name("TIME");
  command
      ->add_option("--event-id", arguments->event_id,
                   "The event's own name; the same one again has no further effect")
      ->type_name("E");
  command->add_option("--provider", arguments->provider, "Who gives out these names (host)")
      ->type_name("NAME");
  add_notify_options(*command, arguments->notify);
  command->callback([arguments, &chosen] { chosen = [arguments] { run(*arguments); }; });
}

}  // namespace cli
