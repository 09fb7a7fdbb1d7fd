// What the commands that take in an event share.
#pragma once

#include <string>
#include <vector>

#include "effect.hpp"

namespace cli {

struct EventOptions {
  Place place;
  std::string event_id;
  std::string provider = "host";
  NotifyOptions notify;
  bool is_json = false;
};
void add_event_options(CLI::App& command, EventOptions& options);
/// Ends the program when it is neither empty nor a name (core/event_name.hpp).
void check_name(const std::string& name, const char* option);
/// The event's frame; without `--event-id` its id is made of the parts.
[[nodiscard]] reactivation::InboundEvent event_of(const Desk& desk, const EventOptions& options,
                                                  const std::vector<std::string>& parts);

}  // namespace cli
