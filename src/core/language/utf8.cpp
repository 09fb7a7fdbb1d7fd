#include "utf8.hpp"

#include <array>

namespace reactivation {
namespace {

/// Runs of letters that stand in case pairs: `step` 1 means upper and lower alternate, starting
/// with an upper one; a larger step is the distance from the upper run to the lower one.
struct CaseRun {
  char32_t first_upper;
  char32_t last_upper;
  char32_t step;
};

constexpr std::array<CaseRun, 18> case_runs{{
    {U'A', U'Z', 32},
    {0xC0, 0xD6, 32},
    {0xD8, 0xDE, 32},
    {0x100, 0x12E, 1},
    {0x132, 0x136, 1},
    {0x139, 0x147, 1},
    {0x14A, 0x176, 1},
    {0x179, 0x17D, 1},
    {0x1A0, 0x1A0, 1},
    {0x1AF, 0x1AF, 1},
    {0x218, 0x21A, 1},
    {0x400, 0x40F, 80},
    {0x410, 0x42F, 32},
    {0x48A, 0x4BE, 1},
    {0x4C1, 0x4CD, 1},
    {0x4D0, 0x52E, 1},
    {0x1E00, 0x1E94, 1},
    {0x1EA0, 0x1EFE, 1},
}};

bool is_upper_of(const CaseRun& run, char32_t c) noexcept {
  if (c < run.first_upper || c > run.last_upper) return false;
  return run.step != 1 || (c - run.first_upper) % 2 == 0;
}

}  // namespace

std::optional<std::u32string> decode_utf8(std::string_view text) {
  std::u32string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i++]);
    if (lead < 0x80) {
      out.push_back(lead);
      continue;
    }
    const int more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
    if (lead < 0xC2 || lead > 0xF4) return std::nullopt;
    char32_t c = lead & (0x3Fu >> more);
    for (int k = 0; k < more; ++k, ++i) {
      if (i == text.size()) return std::nullopt;
      const auto next = static_cast<unsigned char>(text[i]);
      if ((next & 0xC0u) != 0x80u) return std::nullopt;
      c = (c << 6u) | (next & 0x3Fu);
    }
    const char32_t least = more == 3 ? 0x10000 : more == 2 ? 0x800 : 0x80;
    if (c < least || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) return std::nullopt;
    out.push_back(c);
  }
  return out;
}

std::string encode_utf8(std::u32string_view text) {
  std::string out;
  out.reserve(text.size() * 2);
  const auto put = [&out](char32_t byte) { out.push_back(static_cast<char>(byte)); };
  for (const char32_t c : text) {
    if (c < 0x80) {
      put(c);
    } else if (c < 0x800) {
      put(0xC0 | (c >> 6u));
      put(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
      put(0xE0 | (c >> 12u));
      put(0x80 | ((c >> 6u) & 0x3F));
      put(0x80 | (c & 0x3F));
    } else {
      put(0xF0 | (c >> 18u));
      put(0x80 | ((c >> 12u) & 0x3F));
      put(0x80 | ((c >> 6u) & 0x3F));
      put(0x80 | (c & 0x3F));
    }
  }
  return out;
}

std::u32string own_text(std::string_view text) { return decode_utf8(text).value_or(U""); }

bool is_latin(char32_t c) noexcept {
  if ((c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z')) return true;
  if (c >= 0xC0 && c <= 0x24F) return c != 0xD7 && c != 0xF7;
  return c == 0x259 || (c >= 0x1E00 && c <= 0x1EFF);
}

bool is_cyrillic(char32_t c) noexcept {
  return (c >= 0x400 && c <= 0x481) || (c >= 0x48A && c <= 0x52F);
}

bool is_letter(char32_t c) noexcept { return is_latin(c) || is_cyrillic(c); }

bool is_digit(char32_t c) noexcept { return c >= U'0' && c <= U'9'; }

bool is_blank(char32_t c) noexcept { return c == U' ' || c == 0xA0 || c == 0x202F; }

bool is_apostrophe(char32_t c) noexcept {
  return c == U'\'' || c == 0x2019 || c == 0x2BC || c == 0x2018 || c == U'`';
}

char32_t to_lower(char32_t c) noexcept {
  if (c == 0x130) return U'i';
  if (c == 0x178) return 0xFF;
  if (c == 0x18F) return 0x259;
  if (c == 0x4C0) return 0x4CF;
  for (const CaseRun& run : case_runs) {
    if (is_upper_of(run, c)) return c + run.step;
  }
  return c;
}

char32_t to_upper(char32_t c) noexcept {
  if (c == 0xFF) return 0x178;
  if (c == 0x259) return 0x18F;
  if (c == 0x4CF) return 0x4C0;
  for (const CaseRun& run : case_runs) {
    if (c > run.first_upper && is_upper_of(run, c - run.step)) return c - run.step;
  }
  return c;
}

std::u32string folded(std::u32string_view text) {
  std::u32string out;
  out.reserve(text.size());
  for (const char32_t c : text) {
    const char32_t lower = to_lower(c);
    out.push_back(lower == U'ё' ? U'е' : is_apostrophe(lower) ? U'\'' : lower);
  }
  return out;
}

}  // namespace reactivation
