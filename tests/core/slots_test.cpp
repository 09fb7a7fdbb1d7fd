#include <catch2/catch.hpp>

#include "core/world.hpp"

using namespace world;

namespace {
// Today is Tuesday 2026-03-10; slots lie on 11 to 17 March.
struct Bench {
  std::vector<Slot> slots;
  std::vector<Staff> staff{
      {StaffId{1}, "Anna", true}, {StaffId{2}, "Oleg", true}, {StaffId{3}, "Gone", false}};
  Preferences likes;
  Settings settings;
  TimeZone zone = TimeZone::utc();
  SlotBook book{1};

  void add(std::string_view when, int staff_id = 1, std::optional<int> minutes = {},
           int service = 1) {
    slots.push_back({ServiceId{service}, StaffId{staff_id}, at(when), minutes});
  }
  std::vector<OfferedSlot> offer() {
    return offered_slots(slots, staff,
                         {ServiceId{1}, on("2026-03-10"), noon, likes, settings, zone}, book);
  }
  std::vector<std::string> times() {
    std::vector<std::string> out;
    for (const OfferedSlot& offered : offer()) out.push_back(to_rfc3339(offered.slot.starts_at));
    return out;
  }
};
using Times = std::vector<std::string>;
}  // namespace

TEST_CASE("slots lie between tomorrow and seven days ahead") {
  Bench bench;
  bench.settings.max_slots_to_offer = 5;
  for (const char* when : {"2026-03-10T18:00:00Z", "2026-03-11T00:00:00Z", "2026-03-17T23:59:59Z",
                           "2026-03-18T00:00:00Z", "2026-03-09T10:00:00Z"}) {
    bench.add(when);
  }
  CHECK(bench.times() == Times{"2026-03-11T00:00:00Z", "2026-03-17T23:59:59Z"});
}

TEST_CASE("a slot lies at least two hours after the message") {
  Bench bench;
  bench.add("2026-03-11T00:30:00Z");
  bench.add("2026-03-11T01:00:00Z");
  const auto out = offered_slots(bench.slots, bench.staff,
                                 {ServiceId{1}, on("2026-03-10"), at("2026-03-10T23:00:00Z"),
                                  bench.likes, bench.settings, bench.zone},
                                 bench.book);
  REQUIRE(out.size() == 1);
  CHECK(out[0].slot.starts_at == at("2026-03-11T01:00:00Z"));
}

TEST_CASE("slots of another service, of inactive or unknown staff are never offered") {
  Bench bench;
  bench.add("2026-03-12T10:00:00Z", 3);
  bench.add("2026-03-12T10:00:00Z", 9);
  bench.add("2026-03-12T10:00:00Z", 1, {}, 2);
  CHECK(bench.offer().empty());
}

TEST_CASE("the score is that of requirements 4.8, with its reasons") {
  Bench bench;
  bench.likes.favourite_staff = StaffPreference{StaffId{1}, 8, 0.8};
  bench.likes.day_part = DayPart::morning;
  bench.likes.day_part_confidence = 0.5;
  bench.likes.days = {4, 3};
  bench.likes.days_confidence = 0.4;
  bench.add("2026-03-12T10:00:00Z", 1);  // Thursday morning, the favourite, 2 days ahead
  bench.add("2026-03-11T15:00:00Z", 2);  // Wednesday afternoon, 1 day ahead
  bench.add("2026-03-13T15:00:00Z", 2);  // Friday afternoon, 3 days ahead
  const auto out = bench.offer();
  REQUIRE(out.size() == 3);
  CHECK(out[0].score == Approx(60 * 0.8 + 40 * 0.5 + 20 * 0.4 + 10));
  CHECK(out[0].match == std::vector{SlotMatch::favourite_staff, SlotMatch::preferred_time,
                                    SlotMatch::preferred_day, SlotMatch::near});
  CHECK(out[1].score == Approx(10));
  CHECK(out[1].match == std::vector{SlotMatch::near});
  CHECK(out[2].score == Approx(15 * 0.4));
  CHECK(out[2].match == std::vector{SlotMatch::preferred_day});
}

TEST_CASE("the favourite counts only when the company wants it") {
  Bench bench;
  bench.likes.favourite_staff = StaffPreference{StaffId{2}, 8, 0.8};
  bench.settings.prefer_favorite_staff = false;
  bench.add("2026-03-16T10:00:00Z", 1);
  bench.add("2026-03-16T10:00:00Z", 2);
  const auto out = bench.offer();
  CHECK(out[0].slot.staff_id == StaffId{1});
  CHECK(out[0].score == 0);
  bench.settings.prefer_favorite_staff = true;
  bench.book = SlotBook{1};
  CHECK(bench.offer()[0].slot.staff_id == StaffId{2});
}

TEST_CASE("a strong preference drops other times, and the best of the rest fill up") {
  Bench bench;
  bench.likes.day_part = DayPart::morning;
  bench.likes.day_part_confidence = 0.61;
  bench.add("2026-03-12T18:00:00Z", 1);  // near, but not in the morning
  bench.add("2026-03-16T10:00:00Z", 1);
  bench.add("2026-03-17T10:00:00Z", 1);
  bench.settings.max_slots_to_offer = 2;
  CHECK(bench.times() == Times{"2026-03-16T10:00:00Z", "2026-03-17T10:00:00Z"});
  bench.book = SlotBook{1};
  bench.settings.max_slots_to_offer = 3;
  CHECK(bench.times() ==
        Times{"2026-03-16T10:00:00Z", "2026-03-17T10:00:00Z", "2026-03-12T18:00:00Z"});
}

TEST_CASE("a confidence of exactly 0.6 or 0.5 drops nothing") {
  Bench bench;
  bench.likes.day_part = DayPart::morning;
  bench.likes.day_part_confidence = 0.6;
  bench.likes.days = {1};
  bench.likes.days_confidence = 0.5;
  bench.add("2026-03-12T18:00:00Z", 1);  // 10 points for being near
  bench.add("2026-03-17T21:00:00Z", 1);  // none
  bench.add("2026-03-16T10:00:00Z", 1);  // 24 + 10 points
  CHECK(bench.times() ==
        Times{"2026-03-16T10:00:00Z", "2026-03-12T18:00:00Z", "2026-03-17T21:00:00Z"});
  bench.book = SlotBook{1};
  bench.likes.days_confidence = 0.51;
  bench.likes.day_part_confidence = 0.3;
  CHECK(bench.times().front() == "2026-03-16T10:00:00Z");
}

TEST_CASE("equal scores go by time, then by staff") {
  Bench bench;
  bench.add("2026-03-16T11:00:00Z", 1);
  bench.add("2026-03-16T10:00:00Z", 2);
  bench.add("2026-03-16T10:00:00Z", 1);
  const auto out = bench.offer();
  REQUIRE(out.size() == 3);
  CHECK(out[0].slot.staff_id == StaffId{1});
  CHECK(out[1].slot.staff_id == StaffId{2});
  CHECK(out[2].slot.starts_at == at("2026-03-16T11:00:00Z"));
}

TEST_CASE("slots of one chair that overlap are one, within a message and over the run") {
  Bench bench;
  bench.add("2026-03-16T10:00:00Z", 1, 60);
  bench.add("2026-03-16T10:30:00Z", 1, 60);
  bench.add("2026-03-16T11:00:00Z", 1, 60);
  bench.add("2026-03-16T10:30:00Z", 2, 60);
  CHECK(bench.times() ==
        Times{"2026-03-16T10:00:00Z", "2026-03-16T10:30:00Z", "2026-03-16T11:00:00Z"});
  CHECK(bench.times().empty());
  CHECK_FALSE(bench.book.has_room(bench.slots[1]));
}

TEST_CASE("a chair may be offered to as many clients as the company allows") {
  Bench bench;
  bench.book = SlotBook{2};
  bench.add("2026-03-16T10:00:00Z", 1, 60);
  CHECK(bench.offer().size() == 1);
  CHECK(bench.offer().size() == 1);
  CHECK(bench.offer().empty());
}

TEST_CASE("a slot without a duration is one moment, and a repeated slot is one slot") {
  Bench bench;
  bench.add("2026-03-16T10:00:00Z", 1);
  bench.add("2026-03-16T10:00:00Z", 1);
  bench.add("2026-03-16T10:00:00Z", 1, 0);
  bench.add("2026-03-16T10:00:01Z", 1);
  CHECK(bench.times() == Times{"2026-03-16T10:00:00Z", "2026-03-16T10:00:01Z"});
}

TEST_CASE("B71 a hundred thousand slots are cut to the earliest 500") {
  Bench bench;
  for (int i = 0; i < 100000; ++i) {
    bench.slots.push_back(
        {ServiceId{1}, StaffId{1}, at("2026-03-11T00:00:00Z") + Seconds{i * 6}, {}});
  }
  bench.likes.favourite_staff = StaffPreference{StaffId{2}, 1, 1};
  bench.add("2026-03-17T10:00:00Z", 2);
  CHECK(bench.offer()[0].slot.staff_id == StaffId{1});
  bench.settings.max_slots_to_offer = 99;
  bench.book = SlotBook{1};
  CHECK(bench.offer().size() == 5);
}
