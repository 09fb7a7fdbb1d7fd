#include "stop_signals.hpp"

#include <atomic>
#include <csignal>

namespace cli {

using namespace reactivation;

namespace {

std::atomic<SystemClock*> clock_to_stop{nullptr};

void ask_to_stop(int) {
  if (SystemClock* clock = clock_to_stop.load()) clock->stop();
}

}  // namespace

StopSignals::StopSignals(SystemClock& clock) {
  clock_to_stop.store(&clock);
  struct sigaction action {};
  action.sa_handler = ask_to_stop;
  ::sigemptyset(&action.sa_mask);
  ::sigaction(SIGTERM, &action, nullptr);
  ::sigaction(SIGINT, &action, nullptr);
}

StopSignals::~StopSignals() {
  std::signal(SIGTERM, SIG_DFL);
  std::signal(SIGINT, SIG_DFL);
  clock_to_stop.store(nullptr);
}

}  // namespace cli
