// What people type: how a message repeats it, and what is kept of it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "reactivation/core/lifecycle.hpp"

namespace cli {

/// The beginning of it, harmless to a terminal; what may be a phone number is not repeated.
[[nodiscard]] std::string typed(std::string_view text);
/// The same text without anything that may be a phone number.
[[nodiscard]] std::string without_numbers(std::string_view text);
/// One line of any length, cut so that its beginning and its end can be read.
[[nodiscard]] std::string readable_line(std::string_view text);

/// An option's value that is stored as it stands.
struct KeptText {
  const char* option;
  const std::string& text;
  std::size_t bytes_max;
};
inline constexpr std::size_t company_name_bytes_max = 200;
using reactivation::note_bytes_max;
/// The command ends for what is too long, no UTF-8, or has control characters.
void check_kept(const std::vector<KeptText>& texts);

/// The word among the known ones that was probably meant; empty when none is near.
[[nodiscard]] std::string nearest(std::string_view word, const std::vector<std::string>& known);

}  // namespace cli
