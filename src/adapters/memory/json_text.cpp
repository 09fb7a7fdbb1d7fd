#include "json_text.hpp"

#include <charconv>
#include <iterator>

namespace reactivation::memory {
namespace {

/// The length of the well-formed UTF-8 sequence at the beginning (Unicode table 3-7); 0 for none.
std::size_t sequence_length(std::string_view text) {
  const auto byte = [text](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
  };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  std::size_t length = 0;
  unsigned low = 0x80;
  unsigned high = 0xBF;
  if (first >= 0xC2 && first <= 0xDF) {
    length = 2;
  } else if (first >= 0xE0 && first <= 0xEF) {
    length = 3;
    if (first == 0xE0) low = 0xA0;
    if (first == 0xED) high = 0x9F;
  } else if (first >= 0xF0 && first <= 0xF4) {
    length = 4;
    if (first == 0xF0) low = 0x90;
    if (first == 0xF4) high = 0x8F;
  } else {
    return 0;
  }
  if (byte(1) < low || byte(1) > high) return 0;
  for (std::size_t i = 2; i < length; ++i) {
    if (byte(i) < 0x80 || byte(i) > 0xBF) return 0;
  }
  return length;
}

}  // namespace

void JsonText::begin(std::string_view key) {
  const char last = out_.empty() ? '{' : out_.back();
  if (last != '{' && last != '[') out_ += ',';
  if (key.empty()) return;
  quoted(key);
  out_ += ':';
}

void JsonText::open(std::string_view key, char bracket) {
  begin(key);
  out_ += bracket;
}

void JsonText::close(char bracket) { out_ += bracket; }

void JsonText::quoted(std::string_view text) {
  constexpr std::string_view hex = "0123456789abcdef";
  out_ += '"';
  while (!text.empty()) {
    const std::size_t length = sequence_length(text);
    const char c = text.front();
    if (length == 0) {
      out_ += "\xEF\xBF\xBD";
    } else if (c == '"' || c == '\\') {
      out_ += '\\';
      out_ += c;
    } else if (length == 1 && static_cast<unsigned char>(c) < 0x20) {
      out_ += "\\u00";
      out_ += hex[static_cast<unsigned char>(c) >> 4];
      out_ += hex[static_cast<unsigned char>(c) & 0x0F];
    } else {
      out_ += text.substr(0, length);
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  out_ += '"';
}

void JsonText::text(std::string_view key, std::string_view value) {
  begin(key);
  quoted(value);
}

void JsonText::number(std::string_view key, std::int64_t value) {
  begin(key);
  out_ += std::to_string(value);
}

void JsonText::yes_or_no(std::string_view key, std::uint8_t value) {
  begin(key);
  out_ += value != 0 ? "true" : "false";
}

void JsonText::real(std::string_view key, double value) {
  begin(key);
  char digits[32];  // the longest has 24
  const auto end = std::to_chars(std::begin(digits), std::end(digits), value).ptr;
  out_.append(digits, end);
}

void JsonText::null(std::string_view key) {
  begin(key);
  out_ += "null";
}

}  // namespace reactivation::memory
