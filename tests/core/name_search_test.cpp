// Names as people look for them: in any case, with the letters that their keyboard has.
#include "reactivation/core/name_search.hpp"

#include <catch2/catch.hpp>
#include <initializer_list>
#include <utility>

using namespace reactivation;

TEST_CASE("a part of a name is found in any case") {
  for (const auto& [part, name] : std::initializer_list<std::pair<const char*, const char*>>{
           {"", ""},
           {"", "Anna"},
           {"NN", "Anna"},
           {"anna", "ANNA"},
           {"алён", "АЛЁНА Петрова"},
           {"Алена", "алёна"},
           {"АЛЁНА", "Алена"},
           {"ЄВА", "Єва"},
           {"ґ", "Ґанна"},
           {"ӘСЕЛ", "Әсел"},
           {"ўктам", "Ўктам"},
           {"ZOË", "zoë"},
           {"šárka", "ŠÁRKA"},
           {"o'n", "O’Neil"},
           {"ʼ", "Наталя Знам'янська"},
           {"%", "100%"},
           {"\xF0\x9F\x8C\xB8", "Mia \xF0\x9F\x8C\xB8"}}) {
    CAPTURE(part);
    CHECK(is_part_of_name(part, name));
  }
}

TEST_CASE("what is no part is not found") {
  CHECK_FALSE(is_part_of_name("Anna", ""));
  CHECK_FALSE(is_part_of_name("Anna", "Ann"));
  CHECK_FALSE(is_part_of_name("и", "й"));
  CHECK_FALSE(is_part_of_name("_", "Anna"));
  // "о" in Latin and in Cyrillic are two letters.
  CHECK_FALSE(is_part_of_name("o", "\xD0\xBE"));
}

TEST_CASE("names and parts that are no UTF-8 are compared as they are") {
  CHECK(is_part_of_name("Ann", "Anna \xFF"));
  CHECK_FALSE(is_part_of_name("ann", "Anna \xFF"));
  CHECK(is_part_of_name("\xD0", "\xD0\x90"));  // half a letter
  CHECK_FALSE(is_part_of_name("\xFF", "Anna"));
}
