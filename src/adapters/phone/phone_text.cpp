#include "phone_text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace reactivation::phones {
namespace {

constexpr std::size_t digits_of_a_number = 5;  ///< fewer are a note, not a second number

/// Code points of the digit 0 in scripts with decimal digits.
constexpr std::array<char32_t, 22> script_zeros{
    0x0030, 0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66,
    0x0CE6, 0x0D66, 0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x17E0, 0x1810, 0xA9D0, 0xFF10, 0x1D7CE};

int digit_of(char32_t c) noexcept {
  for (const char32_t zero : script_zeros) {
    if (c >= zero && c <= zero + 9) return static_cast<int>(c - zero);
  }
  return -1;
}

bool is_one_of(char32_t c, std::u32string_view set) noexcept {
  return set.find(c) != std::u32string_view::npos;
}

/// Decodes, and brings digits, pluses, dashes, blanks and letters to one form. Invisible marks that
/// address books leave around numbers are dropped. Bytes that are no UTF-8 become '?'.
std::string plain(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const unsigned lead = static_cast<unsigned char>(text[at]);
    const std::size_t length = lead < 0x80   ? 1
                               : lead < 0xC0 ? 0
                               : lead < 0xE0 ? 2
                               : lead < 0xF0 ? 3
                               : lead < 0xF8 ? 4
                                             : 0;
    bool is_valid = length != 0 && at + length <= text.size();
    char32_t c = length <= 1 ? lead : lead & (0xFFu >> (length + 1));
    for (std::size_t next = 1; is_valid && next < length; ++next) {
      const unsigned byte = static_cast<unsigned char>(text[at + next]);
      is_valid = (byte & 0xC0u) == 0x80u;
      c = c << 6 | (byte & 0x3Fu);
    }
    if (!is_valid) {
      out += '?';
      ++at;
      continue;
    }
    const std::string_view bytes = text.substr(at, length);
    at += length;
    if (const int digit = digit_of(c); digit >= 0) {
      out += static_cast<char>('0' + digit);
    } else if (is_one_of(c,
                         U"\u200B\u200C\u200D\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2060"
                         U"\u2066\u2067\u2068\u2069\uFEFF\u00AD")) {
      continue;
    } else if (is_one_of(c, U"\u00A0\u2007\u2009\u202F\u3000\t")) {
      out += ' ';
    } else if (is_one_of(c, U"\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u30FC\uFF0D\u2043~")) {
      out += '-';
    } else if (c == 0xFF0B) {
      out += '+';
    } else if (c >= 'A' && c <= 'Z') {
      out += static_cast<char>(c + 32);
    } else if (c >= 0x410 && c <= 0x42F) {  // Cyrillic: the words before extensions
      const char32_t lower = c + 32;
      out += static_cast<char>(0xC0 | lower >> 6);
      out += static_cast<char>(0x80 | (lower & 0x3F));
    } else {
      out += bytes;
    }
  }
  return out;
}

std::string_view trimmed(std::string_view text) noexcept {
  constexpr std::string_view blanks = " \n\r";
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

bool starts_with(std::string_view text, std::string_view prefix) noexcept {
  return text.substr(0, prefix.size()) == prefix;
}
bool ends_with(std::string_view text, std::string_view suffix) noexcept {
  return text.size() >= suffix.size() && text.substr(text.size() - suffix.size()) == suffix;
}

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

std::size_t count_digits(std::string_view text) noexcept {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), is_digit));
}

bool is_word_for_none(std::string_view text) noexcept {
  static constexpr std::array<std::string_view, 12> words{
      "null", "none", "n/a", "nan", "#n/a", "\\n", "no", "нет", "-", "--", "---", "нету"};
  return std::find(words.begin(), words.end(), text) != words.end();
}

/// `RU.1502…`: a business-scoped user id.
bool is_scoped_id(std::string_view text) noexcept {
  return text.size() > 6 && text[0] >= 'a' && text[0] <= 'z' && text[1] >= 'a' && text[1] <= 'z' &&
         text[2] == '.' && count_digits(text) == text.size() - 3;
}

/// Takes off `="…"`, an apostrophe, and the schemes of links.
std::string_view without_wrapping(std::string_view text) noexcept {
  if (text.size() >= 3 && starts_with(text, "=\"") && text.back() == '"') {
    text = text.substr(2, text.size() - 3);
  }
  if (!text.empty() && text.front() == '\'') text.remove_prefix(1);
  for (const std::string_view prefix :
       {"https://", "http://", "api.whatsapp.com/send?phone=", "wa.me/",
        "tel:", "tel.:", "callto:", "whatsapp:", "sms:"}) {
    if (starts_with(text, prefix)) text.remove_prefix(prefix.size());
  }
  return trimmed(text);
}

/// Cuts an extension off the end: a word for it and one to six digits (bad-input B6).
std::string_view without_extension(std::string_view text) noexcept {
  static constexpr std::array<std::string_view, 11> words{
      ";ext=", "ext.", "ext", "extension", "доб.", "доб", "добавочный", "вн.", "внутр.", "x", "#"};
  std::size_t digits = text.size();
  while (digits > 0 && is_digit(text[digits - 1])) --digits;
  const std::size_t count = text.size() - digits;
  if (count == 0 || count > 6) return text;
  std::string_view before = text.substr(0, digits);
  while (!before.empty() && (before.back() == ' ' || before.back() == ':')) {
    before.remove_suffix(1);
  }
  for (const std::string_view word : words) {
    if (!ends_with(before, word)) continue;
    before.remove_suffix(word.size());
    while (!before.empty() && (before.back() == ' ' || before.back() == ',' ||
                               before.back() == ';' || before.back() == '(')) {
      before.remove_suffix(1);
    }
    return before;
  }
  return text;
}

/// Digits with the usual marks between them; false when anything else is among them.
bool read_number(std::string_view text, TypedNumber& number) {
  text = trimmed(text);
  if (text.empty()) return false;
  if (text.front() == '(' && text.size() > 1 && text[1] == '+') text.remove_prefix(1);
  if (text.front() == '+') {
    number.is_international = true;
    text.remove_prefix(1);
  }
  for (const char c : text) {
    if (is_digit(c)) {
      number.digits += c;
    } else if (std::string_view(" -.()/[]\xC2\xB7").find(c) == std::string_view::npos) {
      return false;
    }
  }
  return !number.digits.empty();
}

void take_dialled_prefix(TypedNumber& number) {
  if (number.is_international) return;
  // 8~10 leads out of Russia and its neighbours. A number of theirs has 11 digits with the 8, so
  // that more digits leave no doubt.
  if (starts_with(number.digits, "810") && number.digits.size() >= 12) {
    number.digits.erase(0, 3);
    number.is_international = true;
  } else if (starts_with(number.digits, "00") && number.digits.size() >= 9) {
    number.digits.erase(0, 2);
    number.is_international = true;
  }
  number.has_dialled_prefix = number.is_international;
}

/// The parts between separators; a plus sign inside begins a new part.
std::vector<std::string_view> parts_of(std::string_view text) {
  std::vector<std::string_view> parts;
  std::size_t from = 0;
  for (std::size_t at = 0; at <= text.size(); ++at) {
    const bool is_separator =
        at == text.size() || std::string_view(",;|\n\r").find(text[at]) != std::string_view::npos;
    const bool is_new_plus = at < text.size() && text[at] == '+' &&
                             count_digits(text.substr(from, at - from)) >= digits_of_a_number;
    // A slash stands between two numbers, or inside one behind its area code.
    const bool is_slash = at < text.size() && text[at] == '/' &&
                          count_digits(text.substr(from, at - from)) > digits_of_a_number + 1;
    if (!is_separator && !is_new_plus && !is_slash) continue;
    const std::string_view part = trimmed(text.substr(from, at - from));
    if (!part.empty()) parts.push_back(part);
    from = is_new_plus ? at : at + 1;
  }
  return parts;
}

/// Ids of messengers: `79001234567@s.whatsapp.net`, `…@g.us`, `…@lid`.
bool read_messenger_id(std::string_view text, TypedText& out) {
  const std::size_t at = text.find('@');
  if (at == std::string_view::npos) return false;
  const std::string_view server = text.substr(at + 1);
  std::string_view user = text.substr(0, at);
  if (server == "g.us" || server == "lid" || server == "hosted.lid" || server == "broadcast" ||
      server == "newsletter" || server == "call") {
    out.kind = TextKind::not_a_person;
    return true;
  }
  out.kind = TextKind::junk;
  if (server != "c.us" && server != "s.whatsapp.net") return true;
  user = user.substr(0, user.find_first_of(":_"));  // the device of a linked account
  TypedNumber number;
  if (!read_number(user, number)) return true;
  number.is_international = true;
  out.kind = TextKind::number;
  out.numbers.push_back(std::move(number));
  return true;
}

}  // namespace

TypedText read_typed_text(std::string_view text) {
  TypedText out;
  if (text.size() > 400) {
    out.kind = TextKind::junk;
    return out;
  }
  const std::string lowered = plain(text);
  const std::string_view bare = without_wrapping(trimmed(lowered));
  if (bare.empty() || is_word_for_none(bare)) return out;
  if (read_messenger_id(bare, out)) return out;
  if (is_scoped_id(bare)) {
    out.kind = TextKind::not_a_person;
    return out;
  }
  out.kind = TextKind::number;
  for (const std::string_view part : parts_of(without_extension(bare))) {
    TypedNumber number;
    if (!read_number(without_extension(part), number)) {
      // "+7 900 …, мама": a note behind a number makes it uncertain whose it is.
      out.kind = out.numbers.empty() ? TextKind::junk : TextKind::several;
      return out;
    }
    take_dialled_prefix(number);
    out.numbers.push_back(std::move(number));
  }
  if (out.numbers.empty()) out.kind = TextKind::junk;
  if (out.numbers.size() > 1) out.kind = TextKind::several;
  return out;
}

}  // namespace reactivation::phones
