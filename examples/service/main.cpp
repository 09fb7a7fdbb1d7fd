// The program `reactivation-service`: the HTTP API, the owner's page, webhooks and the day loop.
#include <CLI/CLI.hpp>
#include <charconv>
#include <exception>
#include <iostream>
#include <new>

#include "failure.hpp"
#include "program.hpp"
#include "table.hpp"
#include "token_command.hpp"
#include "typed.hpp"

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace {

struct ServeArguments {
  std::string db;
  std::string config;
  std::string listen = "127.0.0.1:8788";
  int threads = 16;
  bool is_outside = false;
};

reactivation::ListenerOptions listener_of(const ServeArguments& arguments) {
  reactivation::ListenerOptions out;
  const std::size_t colon = arguments.listen.rfind(':');
  const std::string port =
      colon == std::string::npos ? std::string{} : arguments.listen.substr(colon + 1);
  const auto read = std::from_chars(port.data(), port.data() + port.size(), out.port);
  const bool is_port = !port.empty() && read.ec == std::errc{} &&
                       read.ptr == port.data() + port.size() && out.port >= 0 && out.port <= 65535;
  if (!is_port || colon == 0) {
    cli::fail_usage("--listen: write it as 127.0.0.1:8788; port 0 takes any that is free");
  }
  out.host = arguments.listen.substr(0, colon);
  if (out.host.starts_with('[') && out.host.ends_with(']')) {
    out.host = out.host.substr(1, out.host.size() - 2);
  }
  out.threads = arguments.threads;
  return out;
}

void serve(const ServeArguments& arguments) {
  if (arguments.db.empty() == arguments.config.empty()) {
    cli::fail_usage(
        "name one: --config FILE, which also plans and sends, or --db FILE, which sends "
        "nothing");
  }
  cli::Setup setup;
  setup.file_name = arguments.config;
  if (arguments.config.empty()) {
    setup.db = arguments.db;
  } else {
    setup.file = cli::load_configuration(arguments.config);
    setup.db = setup.file->database;
  }
  service::ProgramOptions options;
  options.listener = listener_of(arguments);
  options.may_be_reached_from_outside = arguments.is_outside;
  service::run_service(setup, options);
}

void build(CLI::App& program, cli::Action& chosen, ServeArguments& arguments) {
  program.require_subcommand(0, 1);
  program.set_version_flag("--version",
                           std::string("reactivation-service ") + REACTIVATION_VERSION);
  program.set_help_flag("-h,--help", "Show this help");
  program.get_formatter()->column_width(34);
  program
      .add_option("--config", arguments.config,
                  "A document reactivation.configuration/1: also plans each day and sends")
      ->type_name("FILE");
  program.add_option("--db", arguments.db, "A database alone: nothing is planned or sent")
      ->type_name("FILE");
  program
      .add_option("--listen", arguments.listen,
                  "Where; port 0 takes any that is free [127.0.0.1:8788]")
      ->type_name("HOST:PORT");
  program.add_option("--threads", arguments.threads, "Requests answered at one time [16]")
      ->type_name("N")
      ->check(CLI::Range(1, 64));
  program.add_flag("--plain-http-outside", arguments.is_outside,
                   "Listen where other machines reach it, without encryption");
  service::add_token(program, chosen);
  service::add_link(program, chosen);
}

/// A plan of ten thousand is megabytes for each request: memory of that size is kept and not given
/// back to the system and asked for again each time.
void keep_memory() {
#ifdef __GLIBC__
  constexpr int bytes = 64 << 20;
  mallopt(M_MMAP_THRESHOLD, bytes);
  mallopt(M_TRIM_THRESHOLD, bytes);
#endif
}

int fail(int code, std::string message) {
  while (message.ends_with('\n')) message.pop_back();
  std::cout.flush();
  std::cerr << "reactivation-service: " << cli::readable_line(cli::harmless(message)) << "\n";
  return code;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App program{
      "A salon's messages over HTTP: an API for programs, a page for the owner, webhooks, and the "
      "day's\nplan and sends. docs/service.md",
      "reactivation-service"};
  cli::Action chosen;
  ServeArguments arguments;
  keep_memory();
  try {
    build(program, chosen, arguments);
    try {
      program.parse(argc, argv);
    } catch (const CLI::Success& success) {
      return program.exit(success);
    } catch (const CLI::ParseError& error) {
      return fail(cli::exit_usage,
                  cli::without_numbers(error.what()) + "; see `reactivation-service --help`");
    }
    if (chosen) {
      chosen();
    } else {
      serve(arguments);
    }
    std::cout.flush();
    if (!std::cout) return fail(cli::exit_failed, "standard output cannot be written");
    return cli::exit_done;
  } catch (const cli::Failure& failure) {
    return fail(failure.exit_code, failure.what());
  } catch (const std::bad_alloc&) {
    return fail(cli::exit_failed, "out of memory");
  } catch (const std::exception& error) {
    return fail(cli::exit_failed, error.what());
  }
}
