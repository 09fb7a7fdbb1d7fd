// Which member of staff a client's words name.
#include "reactivation/core/staff_mention.hpp"

#include <catch2/catch.hpp>

#include "core/world.hpp"

using namespace world;

namespace {

std::optional<StaffId> named(std::string_view text, std::vector<Staff> staff) {
  return staff_named_in(text, staff);
}

const std::vector<Staff> russian{
    {StaffId{1}, "Анна Петрова", true}, {StaffId{2}, "Игорь", true}, {StaffId{3}, "Марина", true}};
const std::vector<Staff> english{{StaffId{1}, "Anna", true}, {StaffId{2}, "Tom", true}};

}  // namespace

TEST_CASE("a first name is found in every case of Russian") {
  CHECK(named("можно к Анне?", russian) == StaffId{1});
  CHECK(named("хочу к игорю", russian) == StaffId{2});
  CHECK(named("а Марина работает в субботу?", russian) == StaffId{3});
  CHECK(named("с Мариной", russian) == StaffId{3});
}

TEST_CASE("a first name is found with an English possessive") {
  CHECK(named("is ANNA free?", english) == StaffId{1});
  CHECK(named("Anna's chair please", english) == StaffId{1});
  CHECK(named("toms chair", english) == StaffId{2});
}

TEST_CASE("no name, two names, longer words and people who left name nobody") {
  CHECK_FALSE(named("к другому мастеру", russian));
  CHECK_FALSE(named("к Анне или к Игорю", russian));
  CHECK_FALSE(named("tomorrow please", english));
  CHECK_FALSE(named("Anna", {{StaffId{1}, "Anna", false}}));
  CHECK_FALSE(named("я", {{StaffId{1}, "Я", true}}));
  CHECK_FALSE(named("Anna", {{StaffId{1}, "", true}}));
  CHECK_FALSE(named("Anna", {{StaffId{1}, "\xff\xfe", true}}));
}

TEST_CASE("a short name is not found in every word that begins like it") {
  const std::vector<Staff> short_names{{StaffId{1}, "Ян", true}, {StaffId{2}, "Аня", true}};
  CHECK(named("к Яну", short_names) == StaffId{1});
  CHECK_FALSE(named("в январе", short_names));
  CHECK(named("к Ане", short_names) == StaffId{2});
  CHECK_FALSE(named("анализы", short_names));
}

TEST_CASE("what is no text, or far too much of it, names nobody") {
  CHECK_FALSE(named("\xff", english));
  CHECK_FALSE(named(std::string(5000, 'a') + " Anna", english));
}
