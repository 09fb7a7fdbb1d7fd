#include "event_options.hpp"

#include <CLI/CLI.hpp>

#include "failure.hpp"
#include "reactivation/adapters/system_installation.hpp"
#include "reactivation/core/event_name.hpp"

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

void check_name(const std::string& name, const char* option) {
  if (name.empty() || is_event_name(name)) return;
  fail_usage(std::string{option} + ": a name has up to " + std::to_string(event_name_bytes_max) +
             " bytes of UTF-8 without control characters");
}

InboundEvent event_of(const Desk& desk, const EventOptions& options,
                      const std::vector<std::string>& parts) {
  if (options.provider.empty()) fail_usage("--provider is empty; name who gives out the event ids");
  check_name(options.provider, "--provider");
  check_name(options.event_id, "--event-id");
  InboundEvent event;
  event.provider = options.provider;
  event.event_id = options.event_id.empty() ? "content-" + digest_of(parts) : options.event_id;
  event.company_id = desk.company().id;
  event.at = event.received_at = desk.now();
  return event;
}

}  // namespace cli
