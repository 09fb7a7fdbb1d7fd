// The notation of the texts in a language pack, and its reader.
//
//   {key}           the value of that name; {Key} the same with a capital. Facts are said as they
//                   are; words of the pack are read in this notation themselves
//   [key?yes|no]    `yes` where the value is not empty, else `no`; `|no` may be left out
//   <one|two>       the formal form | the informal one
//   new line        a line of the message; a line that begins with a space goes on with the last
//
// Parts nest. Spaces that come together become one; spaces at the ends of a line and before a
// closing mark go, and so do empty lines.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>

#include "language.hpp"

namespace reactivation {

struct TextValue {
  std::string_view key;
  std::string value;  ///< said as it is, never read in the notation
};

struct TextContext {
  std::span<const TextValue> values;
  std::span<const TradeWord> words;
  BusinessType business_type = BusinessType::other;
  AddressForm address_form = AddressForm::formal;
};

[[nodiscard]] std::string filled_text(std::string_view text, const TextContext& context);

}  // namespace reactivation
