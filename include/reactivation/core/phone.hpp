// A phone number as one integer: its shape is checked here, its meaning only by the phone adapter.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace reactivation {

/// An E.164 number without its plus sign: country code and subscriber number, 7 to 15 digits, first
/// digit not 0. A default-made number is 0 and means "no number".
struct PhoneNumber {
  std::uint64_t digits = 0;

  [[nodiscard]] constexpr bool is_set() const noexcept { return digits != 0; }
  friend constexpr auto operator<=>(const PhoneNumber&, const PhoneNumber&) noexcept = default;
};

/// What is known about a client's number.
enum class PhoneStatus : std::uint8_t {
  mobile,   ///< can take messages
  invalid,  ///< present, but no number a message can reach
  missing,  ///< no number
  test,     ///< under the unassigned prefix +999: only the outbox and the memory messenger take it
};

/// Exactly `+` and 7 to 15 ASCII digits, the first not 0.
[[nodiscard]] std::optional<PhoneNumber> parse_e164(std::string_view text) noexcept;
/// `+` and the digits; empty for no number.
[[nodiscard]] std::string to_e164(PhoneNumber phone);
[[nodiscard]] bool is_test_number(PhoneNumber phone) noexcept;
/// By shape alone: missing, invalid (not 7 to 15 digits), test or mobile.
[[nodiscard]] PhoneStatus phone_status_by_shape(PhoneNumber phone) noexcept;

}  // namespace reactivation
