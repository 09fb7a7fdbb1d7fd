// Private: what people type around a number, told apart before any numbering plan is asked.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace reactivation::phones {

/// What a text turned out to be.
enum class TextKind : std::uint8_t {
  nothing,       ///< empty, or a word for "none"
  number,        ///< digits, perhaps with a plus sign; see `TypedNumber`
  several,       ///< more than one number, or a number and something that could be one
  junk,          ///< letters, signs, no digits
  not_a_person,  ///< the id of a group, a broadcast, a hidden account
};

struct TypedNumber {
  std::string digits;             ///< ASCII digits alone, prefix for abroad and extension left out
  bool is_international = false;  ///< it began with `+`, or with a prefix that stands for it
  /// It began with digits that stand for the plus sign in some countries: `00`, `810`.
  bool has_dialled_prefix = false;
};

struct TypedText {
  TextKind kind = TextKind::nothing;
  std::vector<TypedNumber> numbers;  ///< one, or more when they are told apart by a separator
};

/// Total: every text has a reading. Never asks what the digits mean.
[[nodiscard]] TypedText read_typed_text(std::string_view text);

}  // namespace reactivation::phones
