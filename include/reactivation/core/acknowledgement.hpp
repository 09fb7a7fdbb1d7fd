// Acknowledgements: what somebody must have said they know before an account writes to people.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "reactivation/core/company.hpp"

namespace reactivation {

/// What carries the messages, as far as it matters here. A gateway to WhatsApp is WhatsApp.
enum class Carrier : std::uint8_t { other, whatsapp };

enum class Acknowledgement : std::uint8_t {
  /// Advertising on WhatsApp is restricted in Russia since 2025-09-01, and the service was blocked
  /// there in effect in February 2026.
  ru_whatsapp,
};

/// `ru-whatsapp`
[[nodiscard]] std::string_view word_of(Acknowledgement acknowledgement) noexcept;
[[nodiscard]] std::optional<Acknowledgement> acknowledgement_of_word(
    std::string_view word) noexcept;

/// A set of them.
struct Acknowledgements {
  bool ru_whatsapp = false;

  [[nodiscard]] constexpr bool contains(Acknowledgement) const noexcept { return ru_whatsapp; }
  constexpr void insert(Acknowledgement) noexcept { ru_whatsapp = true; }
  friend constexpr bool operator==(const Acknowledgements& a, const Acknowledgements& b) noexcept {
    return a.ru_whatsapp == b.ru_whatsapp;
  }
};

/// What the company's account must have been armed with to write through that carrier. A company is
/// Russia's when its country is RU or, when its country is not known, when its currency is RUB.
[[nodiscard]] std::optional<Acknowledgement> needed_acknowledgement(const Company& company,
                                                                    Carrier carrier) noexcept;
/// The one that is needed and was not made; nothing when messages may leave.
[[nodiscard]] std::optional<Acknowledgement> missing_acknowledgement(
    const Company& company, Carrier carrier, const Acknowledgements& made) noexcept;

}  // namespace reactivation
