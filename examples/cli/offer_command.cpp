// reactivation offer: what a client was promised, for the desk.
#include <CLI/CLI.hpp>
#include <iostream>

#include "commands.hpp"
#include "desk.hpp"
#include "failure.hpp"
#include "names.hpp"
#include "reactivation/json/result_json.hpp"
#include "table.hpp"
#include "words.hpp"

namespace cli {

using namespace reactivation;

namespace {

struct OfferArguments {
  Place place;
  Who who;
  bool is_json = false;
};

void print_offer(Desk& desk, const Names& names, const Offer& offer) {
  const TimeZone& zone = desk.company().time_zone;
  std::cout << desk.name_of(offer.client_id) << ": "
            << (offer.discount_percent > 0 ? std::to_string(offer.discount_percent) + " % on "
                                           : std::string("no discount on "))
            << harmless(names.of(offer.service_id)) << ", until " << day_text(offer.valid_until)
            << "; written " << moment_text(offer.sent_at, desk.now(), zone) << ".\n";
  for (const OfferedSlot& offered : offer.slots) {
    std::cout << "  " << moment_text(offered.slot.starts_at, desk.now(), zone) << " with "
              << harmless(names.of(offered.slot.staff_id)) << "\n";
  }
}

void run(const OfferArguments& arguments) {
  Desk desk(arguments.place);
  std::optional<ClientId> client;
  std::optional<PhoneNumber> phone;
  if (!arguments.who.phone.empty()) {
    phone = read_phone(desk.company(), arguments.who.phone);
  } else {
    client = find_who(desk, arguments.who).client_id;
  }
  const auto offers = desk.get(desk.engine().find_offers(desk.company().id, client, phone));
  if (arguments.is_json) {
    std::cout << write_offers(desk.company().id, offers);
    return;
  }
  if (offers.empty()) {
    std::cout << "Nothing was promised that still holds.\n";
    return;
  }
  const Names names = names_of(desk.database(), desk.company(), desk.now());
  for (const Offer& offer : offers) print_offer(desk, names, offer);
}

}  // namespace

void add_offer(CLI::App& program, Action& chosen) {
  auto arguments = std::make_shared<OfferArguments>();
  CLI::App* command = add_command(
      program, {"offer", "Show what a client was promised and what still holds",
                "For the desk: the discount, its last day, and the free times that were named.",
                "  reactivation offer --db salon.db --client 17\n"
                "  reactivation offer --db salon.db --phone +447700900123"});
  add_db_option(*command, arguments->place);
  add_company_option(*command, arguments->place);
  add_who_options(*command, arguments->who, WhoForm::client_or_phone);
  add_now_option(*command, arguments->place);
  command->add_flag("--json", arguments->is_json, "Print the offers as one JSON document");
  command->callback([arguments, &chosen] { chosen = [arguments] { run(*arguments); }; });
}

}  // namespace cli
