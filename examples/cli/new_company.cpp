#include "new_company.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "failure.hpp"
#include "reactivation/json/words.hpp"
#include "typed.hpp"

namespace cli {

using namespace reactivation;

namespace {

/// That many ASCII letters, as capitals; empty when it is something else.
std::string capitals(const std::string& text, std::size_t length) {
  std::string out = text;
  for (char& c : out) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (c < 'A' || c > 'Z') return {};
  }
  return out.size() == length ? out : std::string{};
}

template <class Enum>
Enum word(const std::string& text, const char* option, const char* choices) {
  const auto value = enum_of<Enum>(text);
  if (!value) {
    fail_usage(std::string(option) + " " + typed(text) + ": use one of " + choices);
  }
  return *value;
}

/// The language that most people of the country read, of those there are.
Language usual_language(const std::string& country) {
  for (const char* russian : {"RU", "BY", "KZ", "KG"}) {
    if (country == russian) return Language::ru;
  }
  return Language::en;
}

}  // namespace

void add_new_company_options(CLI::App& command, NewCompanyOptions& options) {
  command.add_option("--name", options.name, "Its name, as messages say it");
  command.add_option("--timezone", options.timezone, "IANA time zone, as Europe/Moscow")
      ->type_name("ZONE");
  command
      .add_option("--country", options.country,
                  "Two letters, as RU; whose phone numbers are understood")
      ->type_name("CC");
  command.add_option("--locale", options.locale, "Language of the messages: ru or en [by country]");
  command.add_option("--business-type", options.business_type,
                     "beauty, barbershop, dental, fitness or other [other]");
  command.add_option("--currency", options.currency, "Three letters, as RUB")->type_name("CCC");
  command
      .add_option("--account-since", options.account_since,
                  "Since when the messaging account has been in use (YYYY-MM-DD); an older\n"
                  "account may send more [new]")
      ->type_name("DATE");
}

std::string checked_country(const std::string& text) {
  const std::string country = capitals(text, 2);
  if (country.empty()) {
    fail_usage("--country " + typed(text) + ": use the two letters of ISO 3166, as RU or GB");
  }
  return country;
}

Company make_company(Database& database, std::int64_t id, const NewCompanyOptions& options) {
  check_kept({{"--name", options.name, company_name_bytes_max}});
  NewCompany fresh;
  Company& company = fresh.company;
  company.id = CompanyId{id};
  company.name = options.name;
  company.time_zone = find_zone(database.zones(), options.timezone);
  company.country = checked_country(options.country);
  company.locale = options.locale.empty() ? usual_language(company.country)
                                          : word<Language>(options.locale, "--locale", "ru, en");
  if (!options.business_type.empty()) {
    company.business_type = word<BusinessType>(options.business_type, "--business-type",
                                               "beauty, barbershop, dental, fitness, other");
  }
  if (!options.currency.empty()) {
    company.currency = capitals(options.currency, 3);
    if (company.currency.empty()) {
      fail_usage("--currency " + typed(options.currency) +
                 ": use the three letters of ISO 4217, as RUB or EUR");
    }
  }
  fresh.now = read_now({}, company.time_zone);
  fresh.settings.holdout.percent = options.holdout_percent;
  if (!options.account_since.empty()) {
    const auto since = parse_iso_date(options.account_since);
    if (!since) {
      fail_usage("--account-since " + typed(options.account_since) +
                 ": write the date as 2025-01-31");
    }
    fresh.account_since = company.time_zone.start_of(*since);
  }
  database.get(database.store().create_company(fresh), database.path());
  return company;
}

}  // namespace cli
