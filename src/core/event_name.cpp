#include "reactivation/core/event_name.hpp"

#include <algorithm>

#include "language/utf8.hpp"

namespace reactivation {

bool is_event_name(std::string_view name) {
  if (name.empty() || name.size() > event_name_bytes_max) return false;
  const auto letters = decode_utf8(name);
  return letters && std::none_of(letters->begin(), letters->end(),
                                 [](char32_t c) { return c < 0x20 || (c >= 0x7F && c < 0xA0); });
}

}  // namespace reactivation
