// Reads zone names from standard input and prints for each one `name canonical` and then its
// periods, `begin offset` in seconds, for compare_with_zoneinfo.py.
#include <iostream>
#include <string>

#include "reactivation/adapters/tz.hpp"

int main() {
  const reactivation::SystemTimeZones zones;
  for (std::string name; std::getline(std::cin, name);) {
    const auto zone = zones.find(name);
    if (!zone) {
      std::cout << "? " << name << '\n';
      continue;
    }
    std::cout << "= " << name << ' ' << zone.value().name() << '\n';
    for (const auto& period : zone.value().periods()) {
      std::cout << period.begin.time_since_epoch().count() << ' ' << period.utc_offset.count()
                << '\n';
    }
  }
}
