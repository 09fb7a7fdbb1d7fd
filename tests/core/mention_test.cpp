// What a client's words name: a member of staff, a service, a part of the day.
#include "reactivation/core/mention.hpp"

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

TEST_CASE("everyday words are no case of a name") {
  const std::vector<Staff> names{{StaffId{1}, "Надя", true},
                                 {StaffId{2}, "Люба", true},
                                 {StaffId{3}, "Лада", true},
                                 {StaffId{4}, "Вера", true},
                                 {StaffId{5}, "Майя", true}};
  for (const std::string_view text : {"Мне надо к другому мастеру", "к любому мастеру",
                                      "ладно, давайте", "верно", "в мае", "любой подойдет"}) {
    INFO(text);
    CHECK_FALSE(named(text, names));
  }
  CHECK(named("к Сергею", {{StaffId{6}, "Сергей", true}}) == StaffId{6});
  CHECK_FALSE(named("сергеича", {{StaffId{6}, "Сергей", true}}));
  CHECK(named("к Наде", names) == StaffId{1});
  CHECK(named("с Верой", names) == StaffId{4});
  CHECK(named("запишите к Любе", names) == StaffId{2});
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

TEST_CASE("a service is found by the words of its title, in every case of Russian") {
  std::vector<Service> services(4);
  services[0] = {ServiceId{1}, "Маникюр"};
  services[1] = {ServiceId{2}, "Стрижка женская"};
  services[2] = {ServiceId{3}, "Окрашивание и стрижка"};
  services[3] = {ServiceId{4}, "Стрижка мужская"};
  const auto named_service = [&](std::string_view text) {
    return service_named_in(text, services);
  };
  CHECK(named_service("а можно лучше маникюр?") == ServiceId{1});
  CHECK(named_service("хочу записаться на женскую стрижку") == ServiceId{2});
  CHECK(named_service("на окрашивание можно?") == ServiceId{3});
  // Three services have one word of it.
  CHECK_FALSE(named_service("на стрижку"));
  CHECK_FALSE(named_service("на массаж"));
  CHECK_FALSE(named_service("женскообразную"));
  CHECK_FALSE(named_service("и"));
  CHECK_FALSE(named_service(""));
  CHECK_FALSE(named_service("\xff"));
  services[0].title = "Массаж";
  CHECK(named_service("на массаж") == ServiceId{1});
  CHECK(named_service("без массажа никак") == ServiceId{1});
  CHECK_FALSE(named_service("массажистами"));
  services[0].title = "Маникюр";
  services[0].active = false;
  CHECK_FALSE(named_service("а можно лучше маникюр?"));
  services[1].title = "\xff";
  CHECK_FALSE(named_service("женская"));
}

TEST_CASE("a part of the day is found, but for one that is denied and for two") {
  CHECK(day_part_named_in("а вечером можно?") == DayPart::evening);
  CHECK(day_part_named_in("не хочу утром, запишите на вечер") == DayPart::evening);
  CHECK(day_part_named_in("утром не могу а днем да") == DayPart::afternoon);
  CHECK(day_part_named_in("Can I come in the morning instead? Mornings are best") ==
        DayPart::morning);
  CHECK(day_part_named_in("not in the afternoon but in the evening") == DayPart::evening);
  CHECK_FALSE(day_part_named_in("утром или вечером"));
  CHECK_FALSE(day_part_named_in("I can't do evenings"));
  CHECK_FALSE(day_part_named_in("Доброе утро, можно к другому мастеру?"));
  CHECK_FALSE(day_part_named_in("Добрый вечер! Good morning"));
  CHECK(day_part_named_in("Добрый вечер, можно утром?") == DayPart::morning);
  CHECK_FALSE(day_part_named_in("в другой день"));
  CHECK_FALSE(day_part_named_in("\xff"));
}
