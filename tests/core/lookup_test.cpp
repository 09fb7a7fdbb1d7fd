// The planner's own look-ups give what the plain way gives.
#include <catch2/catch.hpp>
#include <map>
#include <random>

#include "../../src/core/flat_index.hpp"
#include "../../src/core/zone_reader.hpp"
#include "core/world.hpp"

using namespace world;
using detail::FlatIndex;
using detail::no_row;

TEST_CASE("an index finds the first row of each positive key, close together or far apart") {
  std::mt19937 random(2);
  for (const std::int64_t step : {std::int64_t{1}, std::int64_t{3}, std::int64_t{1} << 40}) {
    std::vector<std::int64_t> keys{0, -1, -step};
    for (int i = 0; i < 400; ++i) keys.push_back(static_cast<std::int64_t>(random() % 300) * step);
    std::map<std::int64_t, std::uint32_t> first;
    for (std::size_t row = 0; row < keys.size(); ++row) {
      if (keys[row] > 0) first.try_emplace(keys[row], static_cast<std::uint32_t>(row));
    }
    const FlatIndex index(keys);
    std::vector<std::int64_t> asked{-step, -1, 0, std::numeric_limits<std::int64_t>::max(),
                                    std::numeric_limits<std::int64_t>::min()};
    for (int i = 0; i < 600; ++i) asked.push_back(i * step);
    std::vector<std::size_t> places(asked.size());
    index.find_places(asked, places.data());
    for (std::size_t i = 0; i < asked.size(); ++i) {
      const auto found = first.find(asked[i]);
      const std::uint32_t expected = found == first.end() ? no_row : found->second;
      CHECK(index.find(asked[i]) == expected);
      CHECK(index.row_at(places[i]) == expected);
    }
  }
  CHECK(FlatIndex().find(1) == no_row);
}

TEST_CASE("a zone read again and again gives what the zone gives, in any order of instants") {
  std::mt19937 random(9);
  const TimeZone zone = berlin();
  detail::ZoneReader reader(zone);
  for (int i = 0; i < 5000; ++i) {
    // Around the three clock changes, and far from them.
    const Instant change = zone.periods()[random() % 3].begin;
    const int reach = i % 2 == 0 ? 3 * 86400 : 400 * 86400;
    const Instant when =
        change + Seconds{static_cast<int>(random() % (2U * static_cast<unsigned>(reach))) - reach};
    const LocalTime local{when.time_since_epoch()};
    if (reader.to_instant(local) != zone.to_instant(local)) FAIL(to_iso_local(local));
    if (reader.to_local(when) != zone.to_local(when)) FAIL(to_rfc3339(when));
    if (reader.local_date(when) != zone.local_date(when)) FAIL(to_rfc3339(when));
  }
  CHECK(reader.to_instant(LocalTime{noon.time_since_epoch()}) == noon - std::chrono::hours{1});
}
