#include "encoding.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <vector>

namespace reactivation::csv {
namespace {

constexpr char no_character = '\xFF';
constexpr std::size_t chunk_bytes = std::size_t{1} << 18;

constexpr std::array<std::uint16_t, 128> make_windows1251() {
  std::array<std::uint16_t, 128> table{
      0x0402, 0x0403, 0x201A, 0x0453, 0x201E, 0x2026, 0x2020, 0x2021, 0x20AC, 0x2030, 0x0409,
      0x2039, 0x040A, 0x040C, 0x040B, 0x040F, 0x0452, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
      0x2013, 0x2014, 0,      0x2122, 0x0459, 0x203A, 0x045A, 0x045C, 0x045B, 0x045F, 0x00A0,
      0x040E, 0x045E, 0x0408, 0x00A4, 0x0490, 0x00A6, 0x00A7, 0x0401, 0x00A9, 0x0404, 0x00AB,
      0x00AC, 0x00AD, 0x00AE, 0x0407, 0x00B0, 0x00B1, 0x0406, 0x0456, 0x0491, 0x00B5, 0x00B6,
      0x00B7, 0x0451, 0x2116, 0x0454, 0x00BB, 0x0458, 0x0405, 0x0455, 0x0457};
  for (std::size_t at = 64; at < 128; ++at) {
    table[at] = static_cast<std::uint16_t>(0x0410 + (at - 64));
  }
  return table;
}

constexpr std::array<std::uint16_t, 128> make_windows1252() {
  std::array<std::uint16_t, 128> table{
      0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
      0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
      0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};
  for (std::size_t at = 32; at < 128; ++at) table[at] = static_cast<std::uint16_t>(0x80 + at);
  return table;
}

constexpr auto windows1251 = make_windows1251();
constexpr auto windows1252 = make_windows1252();

void append_code_point(unsigned code, std::string& text) {
  const auto put = [&text](unsigned byte) { text.push_back(static_cast<char>(byte)); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0u | (code >> 6));
    put(0x80u | (code & 0x3Fu));
  } else if (code < 0x10000) {
    put(0xE0u | (code >> 12));
    put(0x80u | ((code >> 6) & 0x3Fu));
    put(0x80u | (code & 0x3Fu));
  } else {
    put(0xF0u | (code >> 18));
    put(0x80u | ((code >> 12) & 0x3Fu));
    put(0x80u | ((code >> 6) & 0x3Fu));
    put(0x80u | (code & 0x3Fu));
  }
}

unsigned byte_at(std::string_view text, std::size_t at) noexcept {
  return static_cast<unsigned char>(text[at]);
}

/// Length of the valid sequence at `at`, 0 when there is none. `rest` bytes are at hand.
std::size_t utf8_length(std::string_view text, std::size_t at) noexcept {
  const unsigned lead = byte_at(text, at);
  if (lead < 0x80) return 1;
  std::size_t length = 0;
  unsigned low = 0x80;
  unsigned high = 0xBF;
  if (lead >= 0xC2 && lead <= 0xDF) {
    length = 2;
  } else if (lead >= 0xE0 && lead <= 0xEF) {
    length = 3;
    if (lead == 0xE0) low = 0xA0;
    if (lead == 0xED) high = 0x9F;
  } else if (lead >= 0xF0 && lead <= 0xF4) {
    length = 4;
    if (lead == 0xF0) low = 0x90;
    if (lead == 0xF4) high = 0x8F;
  } else {
    return 0;
  }
  if (at + length > text.size()) return 0;
  for (std::size_t next = 1; next < length; ++next) {
    const unsigned byte = byte_at(text, at + next);
    if (byte < low || byte > high) return 0;
    low = 0x80;
    high = 0xBF;
  }
  return length;
}

/// Skips bytes below 0x80, eight at a time.
std::size_t skip_ascii(std::string_view text, std::size_t at) noexcept {
  while (at + 8 <= text.size()) {
    std::uint64_t block = 0;
    std::memcpy(&block, text.data() + at, 8);
    if ((block & 0x8080808080808080ULL) != 0) break;
    at += 8;
  }
  while (at < text.size() && byte_at(text, at) < 0x80) ++at;
  return at;
}

/// What speaks for and against an encoding, gathered over the whole file.
class Evidence {
public:
  void add(std::string_view chunk) {
    for (std::size_t at = 0; at < std::min<std::size_t>(chunk.size(), 8192) && is_first_; ++at) {
      if (chunk[at] == '\0') ++zeros_[at % 2];
    }
    is_first_ = false;
    add_utf8(chunk);
    add_windows1251(chunk);
  }

  [[nodiscard]] std::optional<CsvEncoding> verdict() const noexcept {
    // Delimiters and line ends alone put a zero into many pairs of bytes.
    if (zeros_[1] > 8 && zeros_[0] * 4 < zeros_[1]) return CsvEncoding::utf16le;
    if (zeros_[0] > 8 && zeros_[1] * 4 < zeros_[0]) return CsvEncoding::utf16be;
    const std::int64_t invalid = invalid_ + static_cast<std::int64_t>(rest_.size());
    if (invalid == 0) return CsvEncoding::utf8;
    // Some damage in a file that is UTF-8 everywhere else: its rows are rejected one by one.
    if (sequences_ > 10 * invalid) return CsvEncoding::utf8;
    if (looks_like_windows1251()) return CsvEncoding::windows1251;
    return std::nullopt;
  }

private:
  void add_utf8(std::string_view chunk) {
    rest_.append(chunk);
    std::size_t at = 0;
    while ((at = skip_ascii(rest_, at)) < rest_.size()) {
      const std::size_t length = utf8_length(rest_, at);
      if (length == 0 && at + 4 > rest_.size()) break;  // perhaps cut in two
      length == 0 ? ++invalid_ : ++sequences_;
      at += std::max<std::size_t>(length, 1);
    }
    rest_.erase(0, at);
  }

  /// Cyrillic words are Cyrillic throughout and lower-case behind their first letter; in a Latin
  /// encoding single high letters stand among ASCII ones, in KOI8-R the two cases are swapped.
  void add_windows1251(std::string_view chunk) {
    for (const char raw : chunk) {
      const unsigned byte = static_cast<unsigned char>(raw);
      const bool is_upper = (byte >= 0xC0 && byte <= 0xDF) || byte == 0xA8;
      const bool is_lower = byte >= 0xE0 || byte == 0xB8;
      const bool is_ascii_letter = (byte | 0x20u) >= 'a' && (byte | 0x20u) <= 'z' && byte < 0x80;
      if (is_upper || is_lower) {
        ++letters_;
        if (last_ == Last::ascii_letter) ++mixed_;
        if (last_ == Last::lower && is_upper) ++swapped_;
        last_ = is_upper ? Last::upper : Last::lower;
      } else if (is_ascii_letter) {
        if (last_ == Last::upper || last_ == Last::lower) ++mixed_;
        last_ = Last::ascii_letter;
      } else {
        static constexpr std::string_view marks =
            "\x84\x85\x91\x92\x93\x94\x95\x96\x97\x99\xA0\xA7\xA9\xAB\xAE\xB0\xB9\xBB"
            "\xA1\xA2\xA3\xA5\xAA\xAF\xB2\xB3\xB4\xBA\xBC\xBF";
        if (byte >= 0x80 && marks.find(raw) == std::string_view::npos) ++strange_;
        last_ = Last::other;
      }
    }
  }

  [[nodiscard]] bool looks_like_windows1251() const noexcept {
    return letters_ >= 2 && mixed_ * 20 <= letters_ && strange_ * 50 <= letters_ &&
           swapped_ * 10 <= letters_;
  }

  enum class Last : std::uint8_t { other, ascii_letter, upper, lower };

  bool is_first_ = true;
  std::array<std::int64_t, 2> zeros_{};
  std::string rest_;
  std::int64_t sequences_ = 0;
  std::int64_t invalid_ = 0;
  std::int64_t letters_ = 0;
  std::int64_t mixed_ = 0;
  std::int64_t swapped_ = 0;
  std::int64_t strange_ = 0;
  Last last_ = Last::other;
};

bool starts_with(std::string_view text, std::string_view prefix) noexcept {
  return text.substr(0, prefix.size()) == prefix;
}

std::string_view foreign_file_type(std::string_view start) noexcept {
  using namespace std::string_view_literals;
  if (starts_with(start, "PK\x03\x04")) return "a workbook (.xlsx) or a zip archive";
  if (starts_with(start, "\xD0\xCF\x11\xE0")) return "an old workbook (.xls)";
  if (starts_with(start, "%PDF-")) return "a PDF";
  if (starts_with(start, "\x1F\x8B")) return "compressed (gzip)";
  if (starts_with(start, "\xFF\xFE\0\0"sv) || starts_with(start, "\0\0\xFE\xFF"sv)) {
    return "in UTF-32";
  }
  if (starts_with(start, "SQLite format 3")) return "a database";
  return {};
}

}  // namespace

Detected detect_encoding(Bytes& bytes, CsvEncoding said) {
  Detected found;
  std::vector<char> buffer(chunk_bytes);
  auto count = bytes.read(buffer.data(), buffer.size());
  const std::string_view start(buffer.data(), count.value_or(0));
  found.file_type = foreign_file_type(start);
  if (starts_with(start, "\xEF\xBB\xBF")) {
    found.encoding = CsvEncoding::utf8;
    found.mark_bytes = 3;
  } else if (starts_with(start, "\xFF\xFE")) {
    found.encoding = CsvEncoding::utf16le;
    found.mark_bytes = 2;
  } else if (starts_with(start, "\xFE\xFF")) {
    found.encoding = CsvEncoding::utf16be;
    found.mark_bytes = 2;
  }
  if (said != CsvEncoding::automatic) {
    if (found.encoding != said) found.mark_bytes = 0;
    found.encoding = said;
  } else if (!found.encoding && found.file_type.empty()) {
    Evidence evidence;
    for (; count && *count > 0; count = bytes.read(buffer.data(), buffer.size())) {
      evidence.add({buffer.data(), *count});
    }
    found.encoding = evidence.verdict();
  }
  found.is_readable = count.has_value() && bytes.rewind();
  return found;
}

std::string_view encoding_name(CsvEncoding encoding) noexcept {
  switch (encoding) {
    case CsvEncoding::automatic:
      return "";
    case CsvEncoding::utf8:
      return "UTF-8";
    case CsvEncoding::utf16le:
      return "UTF-16LE";
    case CsvEncoding::utf16be:
      return "UTF-16BE";
    case CsvEncoding::windows1251:
      return "windows-1251";
    case CsvEncoding::windows1252:
      return "windows-1252";
  }
  return "";
}

void Decoder::append(std::string_view bytes, std::string& text) {
  switch (encoding_) {
    case CsvEncoding::utf16le:
    case CsvEncoding::utf16be:
      append_utf16(bytes, text);
      return;
    case CsvEncoding::windows1251:
    case CsvEncoding::windows1252: {
      const auto& table = encoding_ == CsvEncoding::windows1251 ? windows1251 : windows1252;
      for (const char raw : bytes) {
        const unsigned byte = static_cast<unsigned char>(raw);
        if (byte < 0x80) {
          text.push_back(raw);
        } else if (table[byte - 0x80] == 0) {
          text.push_back(no_character);
        } else {
          append_code_point(table[byte - 0x80], text);
        }
      }
      return;
    }
    case CsvEncoding::automatic:
    case CsvEncoding::utf8:
      text.append(bytes);
      return;
  }
}

void Decoder::append_utf16(std::string_view bytes, std::string& text) {
  for (const char raw : bytes) {
    const int byte = static_cast<unsigned char>(raw);
    if (half_unit_ < 0) {
      half_unit_ = byte;
      continue;
    }
    const int unit =
        encoding_ == CsvEncoding::utf16le ? (byte << 8 | half_unit_) : (half_unit_ << 8 | byte);
    half_unit_ = -1;
    append_unit(static_cast<unsigned>(unit), text);
  }
}

void Decoder::append_unit(unsigned unit, std::string& text) {
  const bool is_low = unit >= 0xDC00 && unit <= 0xDFFF;
  if (high_surrogate_ != 0) {
    const unsigned high = high_surrogate_;
    high_surrogate_ = 0;
    if (is_low) {
      append_code_point(0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00), text);
      return;
    }
    text.push_back(no_character);
  }
  if (unit >= 0xD800 && unit <= 0xDBFF) {
    high_surrogate_ = unit;
  } else if (is_low) {
    text.push_back(no_character);
  } else {
    append_code_point(unit, text);
  }
}

void Decoder::finish(std::string& text) {
  if (half_unit_ >= 0 || high_surrogate_ != 0) text.push_back(no_character);
  half_unit_ = -1;
  high_surrogate_ = 0;
}

std::size_t find_invalid_utf8(std::string_view text) noexcept {
  std::size_t at = 0;
  while ((at = skip_ascii(text, at)) < text.size()) {
    const std::size_t length = utf8_length(text, at);
    if (length == 0) return at;
    at += length;
  }
  return std::string_view::npos;
}

}  // namespace reactivation::csv
