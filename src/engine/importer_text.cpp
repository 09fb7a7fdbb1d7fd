// Comparing and cleaning the texts of an export.
#include <algorithm>
#include <cstddef>

#include "reactivation/engine/import_values.hpp"

namespace reactivation {
namespace {

struct CodePoint {
  char32_t value = 0;
  std::size_t length = 1;
};

/// The code point at `at` of valid UTF-8; a stray byte is its own replacement.
CodePoint code_point_at(std::string_view text, std::size_t at) noexcept {
  const auto byte = [&](std::size_t index) -> char32_t {
    return index < text.size() ? static_cast<unsigned char>(text[index]) : 0u;
  };
  const char32_t lead = byte(at);
  const auto tail = [&](std::size_t index) { return byte(at + index) & 0x3Fu; };
  if (lead < 0x80) return {lead, 1};
  if (lead >= 0xC0 && lead < 0xE0 && at + 1 < text.size()) {
    return {(lead & 0x1Fu) << 6 | tail(1), 2};
  }
  if (lead >= 0xE0 && lead < 0xF0 && at + 2 < text.size()) {
    return {(lead & 0x0Fu) << 12 | tail(1) << 6 | tail(2), 3};
  }
  if (lead >= 0xF0 && at + 3 < text.size()) {
    return {(lead & 0x07u) << 18 | tail(1) << 12 | tail(2) << 6 | tail(3), 4};
  }
  return {0xFFFD, 1};
}

void append(std::string& text, char32_t code) {
  const auto put = [&text](char32_t byte) { text.push_back(static_cast<char>(byte)); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0 | code >> 6);
    put(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    put(0xE0 | code >> 12);
    put(0x80 | (code >> 6 & 0x3F));
    put(0x80 | (code & 0x3F));
  } else {
    put(0xF0 | code >> 18);
    put(0x80 | (code >> 12 & 0x3F));
    put(0x80 | (code >> 6 & 0x3F));
    put(0x80 | (code & 0x3F));
  }
}

/// Simple lower case of Latin and Cyrillic letters; Ё and Е are compared as one.
char32_t lower(char32_t c) noexcept {
  if (c >= U'A' && c <= U'Z') return c + 32;
  if (c < 0xC0) return c;
  if (c <= 0xDE) return c == 0xD7 ? c : c + 32;
  if (c >= 0x100 && c <= 0x137) return c | 1;
  if (c >= 0x139 && c <= 0x148) return (c & 1) != 0 ? c + 1 : c;
  if (c >= 0x14A && c <= 0x177) return c | 1;
  if (c >= 0x179 && c <= 0x17E) return (c & 1) != 0 ? c + 1 : c;
  if (c == 0x401 || c == 0x451) return 0x435;
  if (c >= 0x400 && c <= 0x40F) return c + 80;
  if (c >= 0x410 && c <= 0x42F) return c + 32;
  if ((c >= 0x460 && c <= 0x481) || (c >= 0x48A && c <= 0x4BF)) return c | 1;
  if (c >= 0x4D0 && c <= 0x4FF) return c | 1;
  return c;
}

bool is_blank(char32_t c) noexcept {
  return c == U' ' || c == U'\t' || c == U'\n' || c == U'\r' || c == 0xA0 || c == 0x202F ||
         c == 0x2009 || c == 0x3000 || c == 0xFEFF;
}

bool is_letter(char32_t c) noexcept { return (c >= U'a' && c <= U'z') || c >= 0xC0; }

}  // namespace

std::string folded(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  bool is_gap = false;
  char32_t last = 0;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = code_point_at(text, at);
    at += point.length;
    const char32_t c = lower(point.value);
    // A minus before a number is no word break: -1 is another state than 1.
    if (is_blank(c) || c == U'_' || (c == U'-' && is_letter(last))) {
      is_gap = !out.empty();
      continue;
    }
    if (is_gap) out.push_back(' ');
    is_gap = false;
    append(out, c);
    last = c;
  }
  return out;
}

std::string printable(std::string_view text, std::size_t code_points_max) {
  const auto is_plain = [](char c) { return c >= 0x20 && c < 0x7F; };
  if (text.size() <= code_points_max && std::all_of(text.begin(), text.end(), is_plain)) {
    return std::string(text);
  }
  std::string out;
  std::size_t count = 0;
  bool is_gap = false;
  for (std::size_t at = 0; at < text.size() && count < code_points_max;) {
    const CodePoint point = code_point_at(text, at);
    const std::string_view bytes = text.substr(at, point.length);
    at += point.length;
    if (point.value == U'\n' || point.value == U'\r' || point.value == U'\t') {
      is_gap = !out.empty();
      continue;
    }
    if (point.value < 0x20 || (point.value >= 0x7F && point.value < 0xA0)) continue;
    if (is_gap) {
      out.push_back(' ');
      if (++count == code_points_max) break;
    }
    is_gap = false;
    out.append(bytes);
    ++count;
  }
  return out;
}

}  // namespace reactivation
