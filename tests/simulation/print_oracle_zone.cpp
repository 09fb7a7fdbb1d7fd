// Reads lines `zone seconds` from standard input and prints for each one the oracle's offset at
// that instant and the instant at which the zone's clocks show that many seconds since 1970-01-01,
// for compare_oracle_zone.py; `?` for a zone that it cannot read.
#include <cstdint>
#include <iostream>
#include <string>

#include "oracle_zone.hpp"

int main() {
  using namespace reactivation;
  simulation::oracle::ZoneShelf zones;
  std::string name;
  std::int64_t seconds = 0;
  while (std::cin >> name >> seconds) {
    const auto* zone = zones.find(name);
    if (zone == nullptr) {
      std::cout << "?\n";
      continue;
    }
    std::cout << zone->offset_at(Instant{Seconds{seconds}}) << ' '
              << zone->instant_of(seconds).time_since_epoch().count() << '\n';
  }
}
