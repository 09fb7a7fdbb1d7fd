// reactivation arm, disarm, confirm, stop: what people decide about a messaging account.
#include <CLI/CLI.hpp>
#include <iostream>
#include <nlohmann/json.hpp>

#include "commands.hpp"
#include "configuration.hpp"
#include "failure.hpp"
#include "installation.hpp"
#include "open_account.hpp"
#include "typed.hpp"

namespace cli {

using namespace reactivation;

namespace {

void print_account(OpenAccount& account, const char* command) {
  std::cout << accounts_json(account.database, command, account.now,
                             {{account.id, account.companies}})
                   .dump(2)
            << "\n";
}

struct ArmArguments : AccountArguments {
  std::string config;
  MessengerOptions messenger;  ///< `spec`: a kind alone will do
  std::vector<std::string> acknowledged;
};

/// The kind of messenger of a company, as far as it was said; empty: it was not.
std::string kind_for(const ArmArguments& arguments, const std::optional<Configuration>& file,
                     CompanyId company) {
  if (file) {
    const CompanyConfiguration* own = file->find(company);
    return own ? kind_of(own->messenger) : std::string{};
  }
  const std::string kind = arguments.messenger.spec.substr(0, arguments.messenger.spec.find(':'));
  for (const char* known : {"", "program", "outbox", "whatsapp", "evolution", "bullmq"}) {
    if (kind == known) return kind;
  }
  fail_usage("--messenger: no messenger is called \"" + typed(kind) +
             "\"; use program, outbox, whatsapp, evolution or bullmq");
}

Acknowledgements acknowledgements_of(const ArmArguments& arguments) {
  Acknowledgements out;
  for (const std::string& word : arguments.acknowledged) {
    const auto known = acknowledgement_of_word(word);
    if (!known) {
      fail_usage("--acknowledge \"" + typed(word) +
                 "\": there is nothing of this name; it may be " +
                 std::string(word_of(Acknowledgement::ru_whatsapp)));
    }
    out.insert(*known);
  }
  return out;
}

/// Refuses what nobody has acknowledged. A messenger that was not named may be one of these later:
/// then the sentence says what is needed for it.
std::string check_acknowledged(OpenAccount& account, const ArmArguments& arguments,
                               const std::optional<Configuration>& file,
                               const Acknowledgements& made) {
  std::string notice;
  for (const CompanyId id : account.companies) {
    const Company company =
        account.database.get(account.store().load_company(id), account.database.path());
    const std::string kind = kind_for(arguments, file, id);
    const auto missing =
        missing_acknowledgement(company, kind.empty() ? Carrier::whatsapp : carrier_of(kind), made);
    if (!missing) continue;
    const std::string word{word_of(*missing)};
    if (!kind.empty()) {
      fail_usage("company " + std::to_string(id.value) + " is in Russia and its messenger is " +
                 "WhatsApp: " + reason_of(*missing) +
                 "; if you know that and mean it, add --acknowledge " + word);
    }
    notice = "for any messenger but WhatsApp; company " + std::to_string(id.value) +
             " is in Russia, and `run` and `daemon` refuse WhatsApp for it until you `arm` with "
             "--acknowledge " +
             word;
  }
  return notice;
}

void run_arm(ArmArguments arguments) {
  std::optional<Configuration> file;
  if (!arguments.config.empty()) {
    file = load_configuration(arguments.config);
    arguments.place.db = file->database;
    const bool is_one = arguments.place.company == 0 && arguments.account == 0;
    if (is_one) arguments.place.company = get_company(*file, 0, arguments.config).id.value;
  }
  const Acknowledgements made = acknowledgements_of(arguments);
  OpenAccount account(arguments);
  const std::string here = account.database.here();
  Acknowledgements known = account.gate().acknowledged;
  if (made.ru_whatsapp) known.insert(Acknowledgement::ru_whatsapp);
  const std::string notice = check_acknowledged(account, arguments, file, known);
  account.database.get(account.store().arm(account.id, here, account.now), account.database.path());
  if (made.ru_whatsapp) {
    account.database.get(
        account.store().acknowledge(account.id, Acknowledgement::ru_whatsapp, account.now),
        account.database.path());
  }
  if (arguments.is_json) {
    print_account(account, "arm");
  } else {
    std::cout
        << account.name()
        << " is armed on this installation.\n"
           "From now on `run --messenger` and `daemon` send to people through it, as the limits "
           "allow;\n"
           "a new account begins slowly, and in its first week writes only to people who have "
           "written to it.\n"
           "A copy of "
        << account.database.path()
        << ", here or on another machine, is not armed. `reactivation disarm` takes it back;\n"
           "`reactivation stop` stops every account at once.\n";
  }
  if (!notice.empty()) std::cerr << "notice: it is armed " << notice << "\n";
  const AccountGate gate = account.gate();
  if (gate.is_stopped || gate.awaits_confirmation) {
    std::cerr << "notice: it is stopped; nothing is sent before `reactivation confirm`\n";
  }
}

void run_disarm(const AccountArguments& arguments) {
  check_kept({{"--reason", arguments.reason, note_bytes_max}});
  OpenAccount account(arguments);
  account.database.get(account.store().disarm(account.id, arguments.reason, account.now),
                       account.database.path());
  if (arguments.is_json) return print_account(account, "disarm");
  std::cout << account.name() << " is disarmed: nothing is sent to people through it.\n";
}

void run_confirm(const AccountArguments& arguments) {
  OpenAccount account(arguments);
  account.database.get(account.store().confirm(account.id, account.now), account.database.path());
  if (arguments.is_json) {
    print_account(account, "confirm");
  } else {
    std::cout << account.name()
              << " goes on: its stops and pauses are over. After a ban it starts again from the "
                 "bottom.\n";
  }
  if (!account.gate().is_armed) {
    std::cerr << "notice: it is not armed here; nothing is sent to people yet\n";
  }
}

void run_stop(const AccountArguments& arguments) {
  check_kept({{"--reason", arguments.reason, note_bytes_max}});
  Database database(arguments.place.db, OpenMode::existing);
  const Instant now = read_now(arguments.place.now, TimeZone::utc());
  database.get(database.store().stop_everything(arguments.reason, now), database.path());
  if (arguments.is_json) {
    std::cout << accounts_json(database, "stop", now, list_accounts(database)).dump(2) << "\n";
    return;
  }
  std::cout << "Everything is stopped: no message leaves any account in " << database.path()
            << ".\nEach account goes on with `reactivation confirm`.\n";
}

}  // namespace

void add_arm(CLI::App& program, Action& chosen) {
  auto arguments = std::make_shared<ArmArguments>();
  CLI::App* command = add_account_command(
      program,
      {"arm", "Allow that real messages leave through an account, from this installation",
       "A new account is disarmed, and so is a copy of a database: a test machine cannot write to\n"
       "your clients by mistake. Arming is for this file on this machine alone.\n"
       "\n"
       "A company in Russia (its country is RU) writes by WhatsApp only when it was armed with\n"
       "--acknowledge ru-whatsapp: advertising there is restricted since 2025-09-01, and the\n"
       "service was blocked in effect in February 2026.",
       "  reactivation arm --db salon.db --company 1\n"
       "  reactivation arm --db salon.db --account 1\n"
       "  reactivation arm --config reactivation.json --company 1 --acknowledge ru-whatsapp"},
      *arguments);
  command->get_option("--db")->required(false);
  command
      ->add_option("--messenger", arguments->messenger.spec,
                   "What will carry the messages: program, outbox, whatsapp, evolution or\n"
                   "bullmq")
      ->type_name("KIND");
  command
      ->add_option("--acknowledge", arguments->acknowledged,
                   "Say that you know: ru-whatsapp; may be repeated")
      ->type_name("WORD")
      ->allow_extra_args(false);
  add_config_option(*command, arguments->config);
  command->callback([arguments, command, &chosen] {
    require_place(*command, {"--db", "--messenger"});
    chosen = [arguments] { run_arm(*arguments); };
  });
}

void add_disarm(CLI::App& program, Action& chosen) {
  auto arguments = std::make_shared<AccountArguments>();
  CLI::App* command = add_account_command(
      program,
      {"disarm", "Let no more real messages leave through an account",
       "A message that is just leaving is looked at once more before its first byte; none follows.",
       "  reactivation disarm --db salon.db --company 1 --reason \"moving to a new server\""},
      *arguments);
  command->add_option("--reason", arguments->reason, "For the record")->type_name("TEXT");
  command->callback([arguments, &chosen] { chosen = [arguments] { run_disarm(*arguments); }; });
}

void add_confirm(CLI::App& program, Action& chosen) {
  auto arguments = std::make_shared<AccountArguments>();
  CLI::App* command = add_account_command(
      program,
      {"confirm", "Say that you have looked after a stop or a ban: the account may go on",
       "Ends stops and pauses of the account. After a ban it starts cold, with five messages a "
       "day.",
       "  reactivation confirm --db salon.db --company 1"},
      *arguments);
  command->callback([arguments, &chosen] { chosen = [arguments] { run_confirm(*arguments); }; });
}

void add_stop(CLI::App& program, Action& chosen) {
  auto arguments = std::make_shared<AccountArguments>();
  CLI::App* command = add_command(
      program, {"stop", "Stop everything, now",
                "No message leaves any account of the database any more, whoever is sending. Each\n"
                "account starts again by `confirm` alone.",
                "  reactivation stop --db salon.db\n"
                "  reactivation stop --db salon.db --reason \"wrong price list\""});
  add_db_option(*command, arguments->place);
  add_now_option(*command, arguments->place);
  command->add_option("--reason", arguments->reason, "For the record")->type_name("TEXT");
  add_json_option(*command, arguments->is_json);
  command->callback([arguments, &chosen] { chosen = [arguments] { run_stop(*arguments); }; });
}

}  // namespace cli
