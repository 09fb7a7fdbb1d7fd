// Port: what a typed phone number means in a country.
#pragma once

#include <cstdint>
#include <string_view>

#include "reactivation/core/phone.hpp"

namespace reactivation {

/// Why a text is not one reachable number. `none` goes with a usable number.
enum class PhoneProblem : std::uint8_t {
  none,
  missing,
  not_a_number,  ///< letters, junk, a placeholder
  too_short,
  too_long,
  several_numbers,
  ambiguous_country,  ///< no plus sign, and the country's plan does not claim it
  not_mobile,         ///< landline, free-call, premium, short code
  not_a_person,       ///< a group, a broadcast, a linked id that only looks like a phone
};

struct PhoneReading {
  PhoneNumber phone;  ///< set only when `problem` is none
  PhoneStatus status = PhoneStatus::missing;
  PhoneProblem problem = PhoneProblem::missing;
};

class PhoneReader {
public:
  virtual ~PhoneReader() = default;
  /// `country`: ISO 3166-1 alpha-2 whose national form is accepted; empty accepts only `+…`.
  /// Total: every text has a reading. Threads: any.
  [[nodiscard]] virtual PhoneReading read(std::string_view text,
                                          std::string_view country) const = 0;
};

}  // namespace reactivation
