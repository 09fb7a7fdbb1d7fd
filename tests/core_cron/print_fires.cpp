// Reads lines `zone <tab> crontab line <tab> after, in seconds <tab> count` and prints for each the
// seconds of its next fires.
#include <iostream>
#include <sstream>
#include <string>

#include "reactivation/adapters/tz.hpp"
#include "reactivation/core/cron.hpp"

namespace {

using namespace reactivation;

int print_fires(const TimeZoneSource& zones, const std::string& task) {
  std::istringstream fields{task};
  std::string zone_name;
  std::string line;
  std::int64_t after = 0;
  int count = 0;
  std::getline(fields, zone_name, '\t');
  std::getline(fields, line, '\t');
  fields >> after >> count;
  const auto zone = zones.find(zone_name);
  std::string problem;
  const auto schedule = parse_cron(line, &problem);
  if (!zone || !schedule) {
    std::cerr << task << ": " << problem << '\n';
    return 1;
  }
  Instant from{Seconds{after}};
  for (int i = 0; i < count; ++i) {
    const auto fire = next_fire(*schedule, zone.value(), from);
    if (!fire) break;
    std::cout << fire->time_since_epoch().count() << ' ';
    from = *fire;
  }
  std::cout << '\n';
  return 0;
}

}  // namespace

int main() {
  const SystemTimeZones zones;
  std::string task;
  while (std::getline(std::cin, task)) {
    if (print_fires(zones, task) != 0) return 1;
  }
  return 0;
}
