// The program `reactivation`: everything the library does, for people and for scripts.
#include <CLI/CLI.hpp>
#include <exception>
#include <iostream>
#include <new>
#include <string>
#include <vector>

#include "commands.hpp"
#include "failure.hpp"
#include "table.hpp"
#include "typed.hpp"

namespace {

constexpr const char* about =
    "Finds the clients of a salon who have not come back, and plans a message to the right few.\n"
    "\n"
    "First steps:\n"
    "  reactivation import --db salon.db --company 1 --visits visits.csv \\\n"
    "      --timezone Europe/Moscow --country RU        take over an export of your bookings\n"
    "  reactivation plan --db salon.db                  who would be written to today, who not, "
    "why\n"
    "  reactivation run --db salon.db --outbox out      write the messages into files; sends "
    "nothing\n"
    "  reactivation arm --db salon.db                   from here on: `run --messenger`, "
    "`daemon`\n"
    "  reactivation explain --db salon.db --client 17   everything about one client\n";

constexpr const char* closing =
    "Exit codes: 0 done, 1 failed at run time, 2 wrong usage or bad input. Results go to standard\n"
    "output, everything else to standard error. `reactivation COMMAND --help` shows an example.";

/// One line, whatever a library put into its message.
std::string on_one_line(std::string text) {
  while (text.ends_with('\n')) text.pop_back();
  for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at)) {
    text.replace(at, 1, "; ");
  }
  return cli::readable_line(cli::harmless(text));
}

int fail(const CLI::App& program, int code, const std::string& message) {
  std::string name = "reactivation";
  for (const CLI::App* command : program.get_subcommands()) name += " " + command->get_name();
  std::cout.flush();
  std::cerr << name << ": " << on_one_line(message) << "\n";
  return code;
}

/// A word that is no command, and the one that was probably meant.
std::string no_command_message(const CLI::App& program, const std::string& word) {
  std::vector<std::string> known;
  for (const CLI::App* command : program.get_subcommands([](const CLI::App*) { return true; })) {
    known.push_back(command->get_name());
  }
  const std::string meant = cli::nearest(word, known);
  return "there is no command \"" + cli::typed(word) + "\"; " +
         (meant.empty() ? std::string() : "did you mean `reactivation " + meant + "`? ") +
         "`reactivation --help` lists all";
}

/// What was typed wrongly, and where to read how it is typed. It may be a phone number.
std::string usage_message(const CLI::App& program, const CLI::ParseError& error) {
  std::string name = "reactivation";
  for (const CLI::App* command : program.get_subcommands()) name += " " + command->get_name();
  return cli::without_numbers(error.what()) + "; see `" + name + " --help`";
}

void build(CLI::App& program, cli::Action& chosen) {
  program.require_subcommand(1);
  program.set_version_flag("--version", std::string("reactivation ") + REACTIVATION_VERSION);
  program.set_help_flag("-h,--help", "Show this help");
  program.footer(closing);
  program.get_formatter()->column_width(34);
  cli::add_import(program, chosen);
  cli::add_plan(program, chosen);
  cli::add_run(program, chosen);
  cli::add_explain(program, chosen);
  cli::add_draft(program, chosen);
  cli::add_arm(program, chosen);
  cli::add_disarm(program, chosen);
  cli::add_confirm(program, chosen);
  cli::add_stop(program, chosen);
  cli::add_check_config(program, chosen);
  cli::add_daemon(program, chosen);
  cli::add_sweep(program, chosen);
  cli::add_reply(program, chosen);
  cli::add_booking(program, chosen);
  cli::add_visit(program, chosen);
  cli::add_status(program, chosen);
  cli::add_signal(program, chosen);
  cli::add_webhook(program, chosen);
  cli::add_listen(program, chosen);
  cli::add_send(program, chosen);
  cli::add_approve(program, chosen);
  cli::add_hold(program, chosen);
  cli::add_cancel(program, chosen);
  cli::add_optout(program, chosen);
  cli::add_optin(program, chosen);
  cli::add_pause(program, chosen);
  cli::add_clear(program, chosen);
  cli::add_offer(program, chosen);
  cli::add_stats(program, chosen);
  cli::add_report(program, chosen);
  cli::add_export_person(program, chosen);
  cli::add_erase_person(program, chosen);
  cli::add_slots(program, chosen);
  cli::add_settings(program, chosen);
  cli::add_rules(program, chosen);
  cli::add_init(program, chosen);
  cli::add_snapshot(program, chosen);
  cli::add_classify(program, chosen);
  cli::add_simulate(program, chosen);
  cli::add_fit(program, chosen);
  cli::add_score(program, chosen);
  cli::add_uplift(program, chosen);
  cli::add_intervals(program, chosen);
  cli::add_backtest(program, chosen);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App program{about, "reactivation"};
  cli::Action chosen;
  try {
    build(program, chosen);
    try {
      program.parse(argc, argv);
    } catch (const CLI::Success& success) {
      return program.exit(success);
    } catch (const CLI::ParseError& error) {
      const bool is_other_word = argc > 1 && argv[1][0] != '-' && argv[1][0] != '\0';
      return fail(program, cli::exit_usage,
                  is_other_word && program.get_subcommands().empty()
                      ? no_command_message(program, argv[1])
                      : usage_message(program, error));
    }
    chosen();
    std::cout.flush();
    if (!std::cout) return fail(program, cli::exit_failed, "standard output cannot be written");
    return cli::exit_done;
  } catch (const cli::Failure& failure) {
    return fail(program, failure.exit_code, failure.what());
  } catch (const std::bad_alloc&) {
    return fail(program, cli::exit_failed, "out of memory; try with a smaller file");
  } catch (const std::exception& error) {
    return fail(program, cli::exit_failed, error.what());
  }
}
