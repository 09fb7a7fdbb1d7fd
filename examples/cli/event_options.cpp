#include "event_options.hpp"

#include "failure.hpp"
#include "typed.hpp"

namespace cli {

using namespace reactivation;

void add_event_options(CLI::App& command, EventOptions& options) {
  add_db_option(command, options.place);
  add_company_option(command, options.place);
  add_now_option(command, options.place);
  command
      .add_option("--event-id", options.event_id,
                  "The event's own name; the same one again has no further effect")
      ->type_name("E");
  command.add_option("--provider", options.provider, "Who gives out these names (host)")
      ->type_name("NAME");
  command.add_flag("--json", options.is_json, "Print what changed as one JSON document");
  add_notify_options(command, options.notify);
}

InboundEvent event_of(const Desk& desk, const EventOptions& options,
                      const std::vector<std::string>& parts) {
  if (options.provider.empty()) fail_usage("--provider is empty; name who gives out the event ids");
  check_kept({{"--event-id", options.event_id, name_bytes_max},
              {"--provider", options.provider, name_bytes_max}});
  InboundEvent event;
  event.provider = options.provider;
  event.event_id = options.event_id.empty() ? "content-" + digest_of(parts) : options.event_id;
  event.company_id = desk.company().id;
  event.at = event.received_at = desk.now();
  return event;
}

}  // namespace cli
