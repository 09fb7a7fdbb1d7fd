// A salon at YClients, as `--from` and `--slots` name it: `yclients:SALON` or `yclients:SALON@URL`.
#pragma once

#include <memory>
#include <string>

#include "context.hpp"
#include "reactivation/adapters/yclients.hpp"

namespace CLI {
class App;
}

namespace cli {

/// The salon with its tokens out of the environment. The command ends for anything else.
[[nodiscard]] reactivation::YclientsOptions yclients_options(const std::string& option,
                                                             const std::string& spec,
                                                             const reactivation::TimeZone& zone);

struct SlotOptions {
  std::string spec;                ///< as typed; empty: the free times that the database knows
  std::string option = "--slots";  ///< under which it was typed
  /// Shared by all salons of a process; nothing: one for each.
  std::shared_ptr<reactivation::http::HostLimits> host_limits;
};
void add_slots_option(CLI::App& command, SlotOptions& options);
/// Null without `--slots`.
[[nodiscard]] std::unique_ptr<reactivation::SlotSource> open_slots(
    const SlotOptions& options, Database& database, const reactivation::Company& company);

}  // namespace cli
