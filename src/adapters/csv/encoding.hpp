// Bytes of an export to UTF-8, without ever making letters up.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "bytes.hpp"
#include "reactivation/adapters/csv.hpp"

namespace reactivation::csv {

struct Detected {
  std::optional<CsvEncoding> encoding;  ///< absent: not recognised
  std::size_t mark_bytes = 0;           ///< length of the byte order mark
  std::string_view file_type;           ///< set when the bytes are no text table at all
  bool is_readable = true;              ///< false: reading failed
};

/// Looks at all bytes, then rewinds. With `said` other than automatic only the mark is looked for.
[[nodiscard]] Detected detect_encoding(Bytes& bytes, CsvEncoding said);

[[nodiscard]] std::string_view encoding_name(CsvEncoding encoding) noexcept;

/// Appends decoded text to a string, chunk by chunk. What is no character becomes the byte 0xFF,
/// which no valid UTF-8 has, so that the row it stands in is found and rejected.
class Decoder {
public:
  explicit Decoder(CsvEncoding encoding) : encoding_(encoding) {}
  void append(std::string_view bytes, std::string& text);
  /// At the end of the bytes: half a character that is left over is none.
  void finish(std::string& text);

private:
  void append_utf16(std::string_view bytes, std::string& text);
  void append_unit(unsigned unit, std::string& text);

  CsvEncoding encoding_;
  int half_unit_ = -1;           ///< the first byte of a UTF-16 unit cut in two
  unsigned high_surrogate_ = 0;  ///< waits for its other half
};

/// Index of the first byte that is not part of valid UTF-8, or npos.
[[nodiscard]] std::size_t find_invalid_utf8(std::string_view text) noexcept;

}  // namespace reactivation::csv
