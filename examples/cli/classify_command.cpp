// reactivation classify: how each answer on standard input is understood.
#include <CLI/CLI.hpp>
#include <iostream>
#include <string>

#include "commands.hpp"
#include "failure.hpp"
#include "reactivation/core/reply.hpp"
#include "reactivation/json/reply_json.hpp"
#include "reactivation/json/words.hpp"
#include "table.hpp"
#include "terminal.hpp"

namespace cli {

using namespace reactivation;

namespace {

struct ClassifyArguments {
  std::string now;
  std::string timezone = "UTC";
  bool is_json = false;
};

std::string date_or(const std::optional<LocalDate>& date, const char* nothing) {
  return date ? to_iso_date(*date) : nothing;
}

std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(width, text.size()), ' ');
  return text;
}

std::string readable_line(const std::string& text, const Reply& reply) {
  constexpr int columns_before = 37;
  constexpr int shown_max = 200;
  // What a person reads needs no more than the first part of a huge line.
  const std::string shown = harmless(std::string_view(text).substr(0, 4 * shown_max));
  const int room = terminal_width().value_or(shown_max + columns_before) - columns_before;
  return styled(padded(std::string(word_of(reply.type)), 14),
                reply.opt_out ? Style::bad : Style::plain) +
         padded(date_or(reply.pause_until, ""), 12) +
         padded(reply.is_incident    ? "incident"
                : reply.needs_person ? "person"
                                     : "",
                10) +
         shortened(shown, std::max(room, 20));
}

void run(const ClassifyArguments& arguments) {
  const SystemTimeZones zones;
  const TimeZone zone = find_zone(zones, arguments.timezone);
  const ReplyContext context = reply_context(read_now(arguments.now, zone), zone);
  std::ios::sync_with_stdio(false);
  std::string text;
  while (std::cout && std::getline(std::cin, text)) {
    if (text.ends_with('\r')) text.pop_back();
    const Reply reply = classify_reply(text, context);
    std::cout << (arguments.is_json ? write_reply(text, reply) : readable_line(text, reply))
              << '\n';
  }
  if (std::cin.bad()) fail_run("standard input cannot be read");
}

}  // namespace

void add_classify(CLI::App& program, Action& chosen) {
  auto arguments = std::make_shared<ClassifyArguments>();
  CLI::App* command = add_command(
      program,
      {"classify", "Say how clients' answers are understood",
       "Reads one answer a line from standard input. Without --json a line says the class, the\n"
       "date from which the client may be written to again, who has to look, and the answer.",
       "  echo \"I'm on holiday until the 15th\" | reactivation classify\n"
       "  reactivation classify --now 2026-03-02T10:00 --timezone Europe/Moscow --json < "
       "answers.txt"});
  command
      ->add_option("--now", arguments->now,
                   "The instant that \"in two weeks\" counts from, as 2026-03-02T10:00 of the\n"
                   "zone's clock or 2026-03-02T07:00:00Z; the present moment when left out")
      ->type_name("INSTANT");
  command->add_option("--timezone", arguments->timezone, "The company's IANA zone; UTC by default")
      ->type_name("ZONE");
  command->add_flag("--json", arguments->is_json,
                    "One object a line: text, type, opt_out, pause_until, needs_person");
  command->callback([arguments, &chosen] { chosen = [arguments] { run(*arguments); }; });
}

}  // namespace cli
