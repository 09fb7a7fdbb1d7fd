#include "reactivation/core/phone.hpp"

namespace reactivation {

std::optional<PhoneNumber> parse_e164(std::string_view text) noexcept {
  if (text.size() < 8 || text.size() > 16 || text[0] != '+' || text[1] == '0') return std::nullopt;
  std::uint64_t digits = 0;
  for (const char c : text.substr(1)) {
    if (c < '0' || c > '9') return std::nullopt;
    digits = digits * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return PhoneNumber{digits};
}

std::string to_e164(PhoneNumber phone) {
  if (!phone.is_set()) return {};
  return '+' + std::to_string(phone.digits);
}

bool is_test_number(PhoneNumber phone) noexcept {
  std::uint64_t head = phone.digits;
  while (head > 999) head /= 10;
  return head == 999;
}

PhoneStatus phone_status_by_shape(PhoneNumber phone) noexcept {
  if (!phone.is_set()) return PhoneStatus::missing;
  if (phone.digits < 1'000'000 || phone.digits > 999'999'999'999'999) return PhoneStatus::invalid;
  return is_test_number(phone) ? PhoneStatus::test : PhoneStatus::mobile;
}

}  // namespace reactivation
