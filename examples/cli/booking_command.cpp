// reactivation booking and visit: what the desk has written into its book.
#include <CLI/CLI.hpp>
#include <iostream>

#include "commands.hpp"
#include "event_options.hpp"
#include "failure.hpp"
#include "find_by_name.hpp"
#include "reactivation/json/words.hpp"
#include "typed.hpp"

namespace cli {

using namespace reactivation;

namespace {

struct BookingArguments {
  EventOptions event;
  Who who;
  std::vector<std::string> services;
  std::string staff;
  std::string at;
  std::string id;
  std::string created;
  std::string status = "booked";
  std::int64_t cost_minor = 0;
  std::optional<int> discount_percent;
};

BookingStatus status_of(const std::string& word) {
  if (word == "booked") return BookingStatus::booked;
  if (word == "completed") return BookingStatus::completed;
  if (word == "cancelled") return BookingStatus::cancelled;
  if (word == "no_show") return BookingStatus::no_show;
  fail_usage("--status \"" + typed(word) + "\": it may be booked, cancelled, no_show or completed");
}

InboundBooking booking_of(Desk& desk, const BookingArguments& arguments, const PersonKey& who) {
  const TimeZone& zone = desk.company().time_zone;
  const PlanFacts facts =
      desk.get(desk.store().load_person_facts(who.company_id, who.client_id, desk.now()));
  InboundBooking booking;
  booking.keeper = BookingKeeper::library;
  booking.facts.company_id = who.company_id;
  booking.facts.client_id = who.client_id;
  booking.facts.status = status_of(arguments.status);
  booking.facts.starts_at =
      arguments.at.empty() ? desk.now() : read_instant(arguments.at, zone, "--at");
  if (!arguments.created.empty()) {
    booking.facts.created_at = read_instant(arguments.created, zone, "--created");
  }
  for (const std::string& service : arguments.services) {
    booking.service_ids.push_back(find_service(facts.services, service, "--service"));
  }
  if (!arguments.staff.empty())
    booking.staff_id = find_staff(facts.staff, arguments.staff, "--staff");
  booking.cost_minor = arguments.cost_minor;
  booking.discount_applied = arguments.discount_percent;
  booking.external_id = arguments.id.empty() ? "at-" + std::to_string(who.client_id.value) + "-" +
                                                   to_rfc3339(booking.facts.starts_at)
                                             : arguments.id;
  return booking;
}

void run(const BookingArguments& arguments) {
  check_name(arguments.id, "--id");
  Desk desk(arguments.event.place, arguments.event.notify);
  const PersonKey who = find_who(desk, arguments.who);
  const InboundBooking booking = booking_of(desk, arguments, who);
  std::vector<std::string> parts{"booking",
                                 std::to_string(who.client_id.value),
                                 booking.external_id,
                                 to_rfc3339(booking.facts.starts_at),
                                 arguments.status,
                                 arguments.created,
                                 std::to_string(booking.staff_id.value),
                                 std::to_string(booking.cost_minor),
                                 std::to_string(booking.discount_applied.value_or(-1))};
  for (const ServiceId service : booking.service_ids) {
    parts.push_back(std::to_string(service.value));
  }
  InboundEvent event = event_of(desk, arguments.event, parts);
  event.what = booking;
  Effect effect = take_in(desk, event, {who.client_id});
  if (effect.receipt->is_done && effect.receipt->state == ReceiptState::stored) {
    effect.also = "Noted for " + desk.name_of(who.client_id) + ": " + arguments.status + ", " +
                  to_iso_local(desk.company().time_zone.to_local(booking.facts.starts_at)) + ".";
  }
  print_effect(desk, effect, arguments.event.is_json ? Form::json : Form::sentences);
}

void add_booking_options(CLI::App& command, BookingArguments& arguments) {
  add_event_options(command, arguments.event);
  add_who_options(command, arguments.who, WhoForm::client_or_phone);
  command.add_option("--service", arguments.services, "By title or id; may be repeated")
      ->required()
      ->type_name("SERVICE");
  command.add_option("--staff", arguments.staff, "By name or id")->type_name("STAFF");
  command
      .add_option("--id", arguments.id,
                  "Your code of the booking; without one it is known by client and time")
      ->type_name("CODE");
  command.add_option("--cost", arguments.cost_minor, "In minor units, as 120000 for 1200.00")
      ->type_name("MINOR")
      ->check(CLI::Range(std::int64_t{0}, std::int64_t{1'000'000'000'000}));
  command.add_option("--discount", arguments.discount_percent, "Percent that the desk really gave")
      ->type_name("PERCENT")
      ->check(CLI::Range(0, 100));
}

}  // namespace

void add_booking(CLI::App& program, Action& chosen) {
  auto arguments = std::make_shared<BookingArguments>();
  CLI::App* command = add_command(
      program,
      {"booking", "Take in that a client has booked, moved, cancelled or missed a time",
       "A booking within seven days of a message counts as brought by it, whoever took it. "
       "Without\n"
       "--event-id the id is made of the booking's content: the same again changes nothing.",
       "  reactivation booking --db salon.db --client 17 --service Haircut --at 2026-03-05T12:00\n"
       "  reactivation booking --db salon.db --client 17 --service Haircut --at 2026-03-05T12:00 "
       "\\\n"
       "      --id B-1001 --status cancelled"});
  add_booking_options(*command, *arguments);
  command->add_option("--at", arguments->at, "When it begins, on the company's clock")
      ->required()
      ->type_name("TIME");
  command->add_option("--created", arguments->created, "When it was booked; now when left out")
      ->type_name("TIME");
  command->add_option("--status", arguments->status, "booked, cancelled, no_show or completed")
      ->type_name("STATUS");
  command->callback([arguments, &chosen] { chosen = [arguments] { run(*arguments); }; });
}

void add_visit(CLI::App& program, Action& chosen) {
  auto arguments = std::make_shared<BookingArguments>();
  arguments->status = "completed";
  CLI::App* command = add_command(
      program,
      {"visit", "Take in that a client has been here",
       "A booking whose status is completed: it ends what is open about the client, and counts "
       "from\n"
       "then on. Name the --id that the booking had.",
       "  reactivation visit --db salon.db --client 17 --service Haircut --at 2026-03-05T12:00 \\\n"
       "      --staff Anna --cost 120000"});
  add_booking_options(*command, *arguments);
  command->add_option("--at", arguments->at, "When it began; now when left out")->type_name("TIME");
  command->callback([arguments, &chosen] { chosen = [arguments] { run(*arguments); }; });
}

}  // namespace cli
