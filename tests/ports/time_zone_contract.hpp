// The contract of TimeZoneSource: define `make_time_zones`. What clocks showed is from the zones'
// public rules (the European Union's Directive 2000/84/EC, the United States' Energy Policy Act of
// 2005), for a source that brings its own.
#pragma once

#include <catch2/catch.hpp>
#include <memory>
#include <string>

#include "reactivation/ports/time_zone.hpp"

namespace reactivation::contract {

/// Defined by the adapter's own tests.
std::unique_ptr<TimeZoneSource> make_time_zones();

inline std::string local_text(const TimeZone& zone, const char* instant) {
  return to_iso_local(zone.to_local(parse_time(instant).value().instant_in(TimeZone::utc())));
}

TEST_CASE("a zone shows what its clocks show, on both sides of a change") {
  const auto zones = make_time_zones();
  const TimeZone berlin = zones->find("Europe/Berlin").value();
  CHECK(berlin.name() == "Europe/Berlin");
  CHECK(local_text(berlin, "2026-03-29T00:59:59Z") == "2026-03-29T01:59:59");
  CHECK(local_text(berlin, "2026-03-29T01:00:00Z") == "2026-03-29T03:00:00");
  CHECK(local_text(berlin, "2026-10-25T00:59:59Z") == "2026-10-25T02:59:59");
  CHECK(local_text(berlin, "2026-10-25T01:00:00Z") == "2026-10-25T02:00:00");
  const TimeZone new_york = zones->find("America/New_York").value();
  CHECK(local_text(new_york, "2026-03-08T06:59:59Z") == "2026-03-08T01:59:59");
  CHECK(local_text(new_york, "2026-03-08T07:00:00Z") == "2026-03-08T03:00:00");
  CHECK(local_text(zones->find("Asia/Kolkata").value(), "2026-03-08T00:00:00Z") ==
        "2026-03-08T05:30:00");
  CHECK(local_text(zones->find("UTC").value(), "2026-03-08T00:00:00Z") == "2026-03-08T00:00:00");
}

TEST_CASE("a zone covers every time from 1970 to 2200, its periods in their order") {
  const auto zones = make_time_zones();
  for (const char* name : {"Europe/Berlin", "America/New_York", "Asia/Kolkata", "UTC"}) {
    CAPTURE(name);
    const TimeZone zone = zones->find(name).value();
    REQUIRE(zone.is_known());
    CHECK(zone.periods().front().begin <= min_instant);
    for (std::size_t i = 1; i < zone.periods().size(); ++i) {
      CHECK(zone.periods()[i - 1].begin < zone.periods()[i].begin);
    }
  }
  // The rule of today still holds in the last summer.
  CHECK(local_text(zones->find("Europe/Berlin").value(), "2199-07-01T10:00:00Z") ==
        "2199-07-01T12:00:00");
}

TEST_CASE("an old name is the zone under its name of today") {
  const auto zones = make_time_zones();
  CHECK(zones->find("US/Pacific").value().name() == "America/Los_Angeles");
  CHECK(zones->find("Asia/Calcutta").value().name() == "Asia/Kolkata");
}

TEST_CASE("a name that is no zone has none, and asking twice gives the same") {
  const auto zones = make_time_zones();
  for (const std::string& name :
       {std::string{}, std::string{"Mars/Olympus"}, std::string{"europe/berlin"},
        std::string{"Europe"}, std::string{"../../etc/passwd"}, std::string{"+03:00"},
        std::string{"Europe/Berlin "}, std::string(100'000, 'x')}) {
    CAPTURE(name.substr(0, 40));
    for (int i = 0; i < 2; ++i) {
      const auto zone = zones->find(name);
      REQUIRE_FALSE(zone);
      CHECK(zone.error() == make_error_code(errc::time_zone_unknown));
    }
  }
  CHECK(zones->find("Asia/Tokyo").value() == zones->find("Asia/Tokyo").value());
}

}  // namespace reactivation::contract
