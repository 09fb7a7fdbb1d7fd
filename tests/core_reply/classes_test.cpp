// The classes of requirements §4.11 that keep a campaign going or end it.
#include <catch2/catch.hpp>
#include <map>
#include <vector>

#include "replies.hpp"

using namespace reactivation;
using namespace replies;

namespace {

void expect(ReplyType type, const std::vector<const char*>& texts) {
  for (const char* text : texts) {
    CAPTURE(text);
    CHECK(of(text) == Reply{type, false, {}, false, false});
  }
}

}  // namespace

TEST_CASE("a yes is positive, in words and not in parts of words") {
  expect(ReplyType::positive,
         {"да", "Да!", "дааа", "запишите", "ок давайте", "хорошо", "yes please", "book me", "Sure",
          "Sounds good", "давайте в 15:00", "да, запишите", "so da, davaite", "так", "иә"});
}

TEST_CASE("thanks and questions about the price are neutral") {
  expect(ReplyType::neutral, {"спасибо", "сколько стоит?", "Thank you!", "how much is it?", "дякую",
                              "рахмет", "rahmat", "spasibo"});
}

TEST_CASE("another staff member, service or time is told apart") {
  expect(ReplyType::other_staff, {"к другой Ане можно?", "можно к другому мастеру",
                                  "can I go with another stylist?", "someone else please"});
  expect(ReplyType::other_service,
         {"а маникюр у вас есть?", "другая услуга интересует", "do you do manicures?"});
  expect(ReplyType::other_time,
         {"можно попозже", "можно вечером?", "можно в субботу?", "другое время есть?",
          "any other time?", "do you have anything in the evening?", "what about Saturday?"});
}

TEST_CASE("a yes and a no in one text wait for a person") {
  CHECK(is_frozen("да, но не интересно"));
  CHECK(is_frozen("yes, but I'm not interested"));
}

TEST_CASE("a negation before a yes takes it away") {
  CHECK(type_of("не буду") == ReplyType::negative);
  CHECK(is_frozen("it never ever sounds good"));
  CHECK(type_of("не знаю, да") != ReplyType::positive);
  CHECK(type_of("нет, приду") != ReplyType::neutral);
}

TEST_CASE("a yes among many words that nobody knows waits for a person") {
  CHECK(is_frozen("yes my neighbour painted seven wooden fences yesterday near Oxford"));
}

TEST_CASE("an absence without a date waits for a person") {
  CHECK(is_frozen("я в отпуске"));
  CHECK(is_frozen("I'm on holiday"));
}

TEST_CASE("a booking is never concluded from a text") {
  for (const char* text :
       {"запишите меня на завтра в 12", "book me for Saturday 10am", "я записался", "booked!"}) {
    CAPTURE(text);
    CHECK(type_of(text) != ReplyType::booking_created);
  }
}
