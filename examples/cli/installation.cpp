#include "installation.hpp"

#include <unistd.h>

#include <cstdlib>
#include <random>
#include <utility>

#include "failure.hpp"
#include "reactivation/adapters/system_installation.hpp"
#include "typed.hpp"

namespace cli {

std::string installation_of(const std::string& database_path) {
  auto here = reactivation::installation_of(database_path);
  if (!here) fail_run(database_path + ": " + here.error().message());
  return std::move(here).value();
}

std::string worker_name() {
  std::random_device chance;
  return reactivation::machine_name().substr(0, 8) + "-" + std::to_string(::getpid()) + "-" +
         std::to_string(chance()) + std::to_string(chance());
}

bool is_sending_enabled() {
  const char* value = std::getenv("REACTIVATION_ENABLED");
  if (!value || *value == '\0') return true;
  const std::string word = value;
  for (const char* yes : {"true", "1", "yes", "on"}) {
    if (word == yes) return true;
  }
  for (const char* no : {"false", "0", "no", "off"}) {
    if (word == no) return false;
  }
  fail_usage("REACTIVATION_ENABLED is \"" + typed(word) + "\"; it may be true or false");
}

reactivation::CronSchedule schedule_of_environment() {
  const char* text = std::getenv("REACTIVATION_CRON");
  if (!text || *text == '\0') return {};
  std::string problem;
  const auto schedule = reactivation::parse_cron(text, &problem);
  if (!schedule) fail_usage("REACTIVATION_CRON: " + problem);
  return *schedule;
}

}  // namespace cli
