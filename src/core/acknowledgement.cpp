#include "reactivation/core/acknowledgement.hpp"

namespace reactivation {
namespace {

constexpr std::string_view ru_whatsapp_word = "ru-whatsapp";

bool is_of_russia(const Company& company) noexcept {
  return company.country.empty() ? company.currency == "RUB" : company.country == "RU";
}

}  // namespace

std::string_view word_of(Acknowledgement) noexcept { return ru_whatsapp_word; }

std::optional<Acknowledgement> acknowledgement_of_word(std::string_view word) noexcept {
  if (word == ru_whatsapp_word) return Acknowledgement::ru_whatsapp;
  return std::nullopt;
}

std::optional<Acknowledgement> needed_acknowledgement(const Company& company,
                                                      Carrier carrier) noexcept {
  // safety.md §8: elsewhere, and on every other channel, nothing has to be said.
  if (carrier != Carrier::whatsapp) return std::nullopt;
  if (!is_of_russia(company)) return std::nullopt;
  return Acknowledgement::ru_whatsapp;
}

std::optional<Acknowledgement> missing_acknowledgement(const Company& company, Carrier carrier,
                                                       const Acknowledgements& made) noexcept {
  const auto needed = needed_acknowledgement(company, carrier);
  if (!needed) return std::nullopt;
  if (made.contains(*needed)) return std::nullopt;
  return needed;
}

}  // namespace reactivation
