#include "desk.hpp"

#include <CLI/CLI.hpp>

#include "failure.hpp"
#include "names.hpp"
#include "reactivation/adapters/phone.hpp"
#include "reactivation/json/parts_json.hpp"
#include "table.hpp"
#include "typed.hpp"

namespace cli {

using namespace reactivation;

Desk::Desk(const Place& place, const NotifyOptions& notify, const ModelOptions& model)
    : database_(place.db, OpenMode::existing),
      company_(database_.find_company(place.company)),
      now_(read_now(place.now, company_.time_zone)),
      clock_(now_),
      notices_(notify),
      model_(open_model(model)),
      engine_({.snapshots = database_.store(),
               .attempts = database_.store(),
               .inbox = database_.store(),
               .office = database_.store(),
               .slots = database_.store(),
               .messenger = messenger_,
               .clock = clock_,
               .dialogues = &database_.dialogues(),
               .notifier = &notices_,
               .model = model_.get(),
               .drafts = &database_.store(),
               .results = &database_.store()},
              {.owner = "desk",
               .here = {},
               .lease = Seconds{300},
               .sharing = Sharing::shared,
               .model_reads_replies = model.reads_replies}) {}

std::string Desk::name_of(ClientId client) {
  Names names;
  names.company = company_;
  add_clients(names, database_, {client});
  return harmless(names.of(client)) + " (" + std::to_string(client.value) + ")";
}

void add_who_options(CLI::App& command, Who& who, WhoForm form) {
  CLI::Option* client =
      command.add_option("--client", who.client, "Our id, or the code of your booking system")
          ->type_name("ID|CODE");
  if (form == WhoForm::client_only) {
    client->required();
    return;
  }
  command.add_option("--phone", who.phone, "Their number, as +7… or as written in the country")
      ->type_name("NUMBER")
      ->excludes(client);
}

PhoneNumber read_phone(const Company& company, const std::string& text) {
  if (const auto exact = parse_e164(text)) return *exact;
  const PhoneReading reading = make_phone_reader()->read(text, company.country);
  if (!reading.phone.is_set()) {
    fail_usage(
        "--phone: this is not one phone number; write it with its country, as +447700900123");
  }
  return reading.phone;
}

std::vector<ClientId> find_by_phone(Desk& desk, PhoneNumber phone) {
  InboundEvent event;
  event.company_id = desk.company().id;
  event.from = {{IdentityKind::phone, to_e164(phone)}};
  event.what = InboundMessage{};
  event.at = event.received_at = desk.now();
  std::vector<ClientId> found;
  for (const PersonClient& client : desk.get(desk.store().load_person_of(event)).clients) {
    if (client.company_id == desk.company().id) found.push_back(client.client_id);
  }
  return found;
}

PersonKey find_who(Desk& desk, const Who& who) {
  if (!who.client.empty()) {
    return {desk.company().id, desk.database().find_client(desk.company().id, who.client)};
  }
  if (who.phone.empty()) fail_usage("--client or --phone is needed: whom is this about?");
  const auto found = find_by_phone(desk, read_phone(desk.company(), who.phone));
  if (found.empty()) fail_usage("--phone: the company has no client with this number");
  if (found.size() > 1) {
    std::string ids;
    for (const ClientId id : found) ids += (ids.empty() ? "" : ", ") + std::to_string(id.value);
    fail_usage("--phone: several clients have this number; name one with --client: " + ids);
  }
  return {desk.company().id, found.front()};
}

Instant read_instant(const std::string& text, const TimeZone& zone, const std::string& place) {
  const auto parsed = parse_time(text);
  if (!parsed) {
    fail_usage(place + " \"" + typed(text) +
               "\" is no time; write it as 2026-03-02T10:00, or as a date, 2026-03-02");
  }
  if (!parsed->utc_offset && !zone.is_known()) {
    fail_usage(place +
               " has no offset and the company's time zone is not known; write it in UTC, "
               "as 2026-03-02T07:00:00Z");
  }
  return parsed->instant_in(zone);
}

AttemptId read_attempt(const std::string& text, const std::string& place) {
  const auto id = parse_attempt_id(text);
  if (!id) {
    fail_usage(place + " \"" + typed(text) +
               "\" is no attempt's id; `reactivation run --json` and `explain` show them");
  }
  return *id;
}

}  // namespace cli
