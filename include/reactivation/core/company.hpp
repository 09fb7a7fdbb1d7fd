// Company: one salon, and the words for what it is.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "reactivation/core/ids.hpp"
#include "reactivation/core/time.hpp"

namespace reactivation {

enum class BusinessType : std::uint8_t { beauty, barbershop, dental, fitness, other };

/// A language that has a complete set of templates and calendar words.
enum class Language : std::uint8_t { en, ru };

struct Company {
  CompanyId id;
  std::string name;
  BusinessType business_type = BusinessType::other;
  TimeZone time_zone;  ///< every civil date of this company is read in it
  Language locale = Language::en;
  std::string country;   ///< ISO 3166-1 alpha-2, or empty
  std::string currency;  ///< ISO 4217, or empty

  friend bool operator==(const Company&, const Company&) = default;
};

/// Digits after the decimal point of a currency (ISO 4217): 2 for most and for an unknown one,
/// 0 for JPY, KRW …, 3 for KWD, BHD …
[[nodiscard]] int currency_exponent(std::string_view currency) noexcept;

}  // namespace reactivation
