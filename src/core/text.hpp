// Private: the little that the core needs of Unicode.
#pragma once

#include <string>
#include <string_view>

namespace reactivation::text {

/// Lower case of ASCII and of the Russian alphabet; every other byte stays.
[[nodiscard]] inline std::string lowered(std::string_view utf8) {
  std::string out(utf8);
  for (std::size_t i = 0; i < out.size(); ++i) {
    auto& c = out[i];
    if (c >= 'A' && c <= 'Z') {
      c = static_cast<char>(c + ('a' - 'A'));
    } else if (c == '\xD0' && i + 1 < out.size()) {
      const auto tail = static_cast<unsigned char>(out[i + 1]);
      if (tail == 0x81) {  // Ё
        c = '\xD1';
        out[i + 1] = '\x91';
      } else if (tail >= 0x90 && tail <= 0x9F) {  // А…П
        out[i + 1] = static_cast<char>(tail + 0x20);
      } else if (tail >= 0xA0 && tail <= 0xAF) {  // Р…Я
        c = '\xD1';
        out[i + 1] = static_cast<char>(tail - 0x20);
      }
      ++i;
    }
  }
  return out;
}

}  // namespace reactivation::text
