// The service as one process: the API, the page, webhooks, and the day loop when it has a
// configuration.
#pragma once

#include <string>

#include "crew.hpp"
#include "reactivation/adapters/listener.hpp"

namespace service {

struct ProgramOptions {
  reactivation::ListenerOptions listener;
  bool may_be_reached_from_outside = false;
};

/// Until SIGTERM or Ctrl-C. What can be wrong with the setup is thrown as cli::Failure.
void run_service(const cli::Setup& setup, const ProgramOptions& options);

}  // namespace service
