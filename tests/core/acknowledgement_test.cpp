// What somebody must have said they know before an account writes to people (safety.md §8).
#include "reactivation/core/acknowledgement.hpp"

#include <catch2/catch.hpp>

using namespace reactivation;

namespace {

Company company_of(const char* country, const char* currency) {
  Company company;
  company.country = country;
  company.currency = currency;
  return company;
}

}  // namespace

TEST_CASE("WhatsApp in Russia must be acknowledged, and nothing else") {
  const auto needed = [](const char* country, const char* currency, Carrier carrier) {
    return needed_acknowledgement(company_of(country, currency), carrier);
  };
  CHECK(needed("RU", "RUB", Carrier::whatsapp) == Acknowledgement::ru_whatsapp);
  CHECK(needed("RU", "EUR", Carrier::whatsapp) == Acknowledgement::ru_whatsapp);
  CHECK(needed("RU", "", Carrier::whatsapp) == Acknowledgement::ru_whatsapp);
  CHECK_FALSE(needed("RU", "RUB", Carrier::other));
  CHECK_FALSE(needed("KZ", "RUB", Carrier::whatsapp));  // the country is known, and another one
  CHECK_FALSE(needed("GB", "GBP", Carrier::whatsapp));
  CHECK_FALSE(needed("", "RUB", Carrier::other));
}

TEST_CASE("a company without a country is Russia's by its currency") {
  CHECK(needed_acknowledgement(company_of("", "RUB"), Carrier::whatsapp) ==
        Acknowledgement::ru_whatsapp);
  CHECK_FALSE(needed_acknowledgement(company_of("", "GBP"), Carrier::whatsapp));
  CHECK_FALSE(needed_acknowledgement(company_of("", ""), Carrier::whatsapp));
}

TEST_CASE("what was acknowledged is missing no more") {
  const Company lily = company_of("RU", "RUB");
  Acknowledgements made;
  CHECK_FALSE(made.contains(Acknowledgement::ru_whatsapp));
  CHECK(missing_acknowledgement(lily, Carrier::whatsapp, made) == Acknowledgement::ru_whatsapp);
  CHECK_FALSE(missing_acknowledgement(lily, Carrier::other, made));
  made.insert(Acknowledgement::ru_whatsapp);
  CHECK(made.contains(Acknowledgement::ru_whatsapp));
  CHECK_FALSE(missing_acknowledgement(lily, Carrier::whatsapp, made));
  CHECK(made.ru_whatsapp);
  CHECK(made != Acknowledgements{});
  CHECK(Acknowledgements{true} == made);
}

TEST_CASE("an acknowledgement has a word that somebody types") {
  CHECK(word_of(Acknowledgement::ru_whatsapp) == "ru-whatsapp");
  CHECK(acknowledgement_of_word("ru-whatsapp") == Acknowledgement::ru_whatsapp);
  for (const char* other : {"", "ru_whatsapp", "RU-WHATSAPP", "yes"}) {
    CHECK_FALSE(acknowledgement_of_word(other));
  }
}
