// What the texts say: for each invariant a text that breaks it, and its sound twin.
#include "oracle_story.hpp"

using namespace story;

namespace {

Names broken_by(std::string text, bool has_slot = false) {
  Story told;
  told.begin();
  Wired wired = has_slot ? told.wire_with_slot(1) : told.wire_of(1);
  wired.message.text = std::move(text);
  told.send(wired);
  return broken(told);
}

/// The same for an offer without a discount.
Names broken_without_discount(std::string text) {
  Story told;
  told.facts.rules[0].discount_progression = {};
  told.begin();
  Wired wired = told.wire_of(1);
  wired.planned.discount_percent = wired.message.discount_percent = 0;
  wired.message.text = std::move(text);
  told.send(wired);
  return broken(told);
}

}  // namespace

TEST_CASE("I21: percentages are the offer's, both ways") {
  CHECK(broken_by("Anneke, 10% off!") == Names{});
  CHECK(broken_by("Anneke, скидка 10 % для вас") == Names{});
  CHECK(broken_by("Anneke, 15% off!") == Names{"I21"});
  CHECK(broken_by("Anneke, 10% off, or 20 percent with a friend") == Names{"I21"});
  CHECK(broken_by("Anneke, come again!") == Names{"I21"});
}

TEST_CASE("I21: times are the offer's, both ways") {
  CHECK(broken_by("Anneke, 10% off, tomorrow at 15:00", true) == Names{});
  CHECK(broken_by("Anneke, 10% off, tomorrow at 3:00\u202FPM", true) == Names{});
  CHECK(broken_by("Anneke, 10% off, tomorrow at 3:00 p.m.", true) == Names{});
  CHECK(broken_by("Anneke, 10% off, tomorrow at 14:00", true) == Names{"I21"});  // that is UTC
  CHECK(broken_by("Anneke, 10% off, tomorrow at 3:00 AM", true) == Names{"I21"});
  CHECK(broken_by("Anneke, 10% off, tomorrow at 15:00 or 16:00", true) == Names{"I21"});
  CHECK(broken_by("Anneke, 10% off, tomorrow", true) == Names{"I21"});
  CHECK(broken_by("Anneke, 10% off at 15:00") == Names{"I21"});
}

TEST_CASE("I22: with no discount no word of one") {
  CHECK(broken_without_discount("Anneke, come again!") == Names{});
  CHECK(broken_without_discount("Anneke, 10% off!") == Names{"I22"});
  CHECK(broken_without_discount("Anneke, для вас СКИДКА!") == Names{"I22"});
  CHECK(broken_without_discount("Anneke, a discount for you!") == Names{"I22"});
}

TEST_CASE("I22 and 4.6: the discount is the rule's and the plan's") {
  Story told;
  told.facts.settings.max_discount_percent = 12;
  told.begin();
  Wired wired = told.wire_of(1);
  SECTION("sound") {
    told.send(wired);
    CHECK(broken(told) == Names{});
  }
  SECTION("broken: above the company's most") {
    wired.planned.discount_percent = wired.message.discount_percent = 15;
    wired.message.text = "Anneke, 15% off!";
    told.send(wired);
    CHECK(broken(told) == Names{"I22", "4.6"});
  }
  SECTION("broken: more than planned") {
    wired.planned.discount_percent = 5;
    told.send(wired);
    CHECK(broken(told) == Names{"I22"});
  }
  SECTION("broken: planned against the rule") {
    DayPlanned day;
    day.company_id = salon;
    day.plan.now = told.now;
    day.plan.planned = {wired.planned};
    day.plan.planned[0].discount_percent = 15;
    told.say(day);
    CHECK(broken(told) == Names{"4.6"});
  }
}

TEST_CASE("I23: no link, number, hidden character or broken text") {
  CHECK(broken_by("Anneke, 10% off: HTTP://evil") == Names{"I23"});
  CHECK(broken_by("Anneke, 10% off: www.evil.example") == Names{"I23"});
  CHECK(broken_by("Anneke, 10% off, call 4915100") == Names{"I23"});
  CHECK(broken_by("Anneke, 10% off, room 491510") == Names{});
  CHECK(broken_by("Anneke, 10% off\u202E") == Names{"I23"});
  CHECK(broken_by("Anneke, 10% off\u200B") == Names{"I23"});
  CHECK(broken_by("Anneke,\t10% off") == Names{"I23"});
  CHECK(broken_by("Anneke,\n10% off") == Names{});
  CHECK(broken_by("Anneke, 10% off \xC0\xAF") == Names{"I23"});      // overlong
  CHECK(broken_by("Anneke, 10% off \xED\xA0\x80") == Names{"I23"});  // a surrogate
  CHECK(broken_by("Anneke, 10% off \xF0\x9F\x98") == Names{"I23"});  // cut off
  CHECK(broken_by("Anneke, 10% off \xF0\x9F\x98\x80") == Names{});
  std::string cyrillic;
  for (int i = 0; i < 484; ++i) cyrillic += "ж";
  CHECK(broken_by("Anneke, 10% off " + cyrillic) == Names{});
  CHECK(broken_by("Anneke, 10% off " + cyrillic + "ж") == Names{"I23"});
  CHECK(broken_by("Anneke, 10% off\n\n\n\n\n\nsoon") == Names{"4.10"});
}

TEST_CASE("I23: nobody else's name") {
  CHECK(broken_by("Birgit, 10% off!") == Names{"I23"});
  CHECK(broken_by("Anneke, bring BIRGIT for 10%") == Names{"I23"});
  CHECK(broken_by("Anneke, DÖRTE came for 10%") == Names{"I23"});
  CHECK(broken_by("Anneke, Birgitta's style for 10%") == Names{});  // another word
  CHECK(broken_by("Anneke, Olga waits with 10%") == Names{});       // works here
}

TEST_CASE("I24: one attempt, one company, one client and their number") {
  Story told;
  told.begin();
  Wired wired = told.wire_of(1);
  SECTION("sound") {
    told.send(wired);
    CHECK(broken(told) == Names{});
  }
  SECTION("broken: another number") {
    wired.message.phone = client_of(2).phone;
    told.send(wired);
    CHECK(broken(told) == Names{"I24"});
  }
  SECTION("broken: another client than the attempt's") {
    wired.planned.client_id = ClientId{2};
    told.send(wired);
    CHECK(broken(told) == Names{"I24"});
  }
  SECTION("broken: planned for another company") {
    DayPlanned day;
    day.company_id = branch;
    day.plan.planned = {wired.planned};
    told.say(day);
    told.send(wired);
    CHECK(broken(told) == Names{"I24"});
  }
  SECTION("broken: nobody's") {
    wired.message.client_id = ClientId{77};
    told.send(wired);
    CHECK(broken(told) == Names{"I24"});
  }
}

TEST_CASE("4.8: no chair is offered to two clients of one run") {
  Story told;
  told.begin();
  DayPlanned day;
  day.company_id = salon;
  day.plan.now = told.now;
  day.plan.planned = {told.wire_of(1).planned, told.wire_of(2).planned};
  day.plan.planned[0].slots = {{Story::slot(), 1, {}}};
  Slot other = Story::slot();
  const bool overlaps = GENERATE(true, false);
  other.starts_at += Seconds{overlaps ? 3599 : 3600};
  day.plan.planned[1].slots = {{other, 1, {}}};
  told.say(day);
  CHECK(broken(told) == (overlaps ? Names{"4.8"} : Names{}));
}
