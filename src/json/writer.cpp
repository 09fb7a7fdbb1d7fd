#include "writer.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace reactivation::json {
namespace {

bool is_continuation(std::string_view text, std::size_t at) noexcept {
  return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0u) == 0x80u;
}

/// Bytes of the well-formed UTF-8 sequence at `at`; 0 when there is none (Unicode table 3-7).
std::size_t sequence_length(std::string_view text, std::size_t at) noexcept {
  const auto first = static_cast<unsigned char>(text[at]);
  if (first < 0x80) return 1;
  if (first < 0xC2 || first > 0xF4 || !is_continuation(text, at + 1)) return 0;
  if (first < 0xE0) return 2;
  const auto second = static_cast<unsigned char>(text[at + 1]);
  if (!is_continuation(text, at + 2)) return 0;
  if (first < 0xF0) {
    const bool is_overlong = first == 0xE0 && second < 0xA0;
    const bool is_surrogate = first == 0xED && second > 0x9F;
    return is_overlong || is_surrogate ? 0 : 3;
  }
  const bool is_outside = (first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F);
  return is_outside || !is_continuation(text, at + 3) ? 0 : 4;
}

void append_escaped(std::string& out, unsigned char c) {
  constexpr std::string_view digits = "0123456789abcdef";
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      break;
  }
  if (c >= 0x20 && c != 0x7F) {
    out += static_cast<char>(c);
    return;
  }
  out += "\\u00";
  out += digits[c >> 4];
  out += digits[c & 0xF];
}

}  // namespace

void Writer::indent() {
  out_ += '\n';
  out_.append(2 * depth_, ' ');
}

void Writer::separate() {
  const bool is_element = !follows_key_;
  if (is_element && !is_first_) out_ += ',';
  if (is_element && layout_ == Layout::indented && depth_ > 0) {
    indent();
  } else if (breaks_line_) {
    out_ += '\n';
  }
  follows_key_ = is_first_ = breaks_line_ = false;
}

void Writer::append_text(std::string_view text) {
  out_ += '"';
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = sequence_length(text, at);
    if (length == 0) {
      out_ += "\xEF\xBF\xBD";  // U+FFFD: what is not UTF-8 must not break the document
      ++at;
    } else if (length == 1) {
      append_escaped(out_, static_cast<unsigned char>(text[at++]));
    } else {
      out_ += text.substr(at, length);
      at += length;
    }
  }
  out_ += '"';
}

// The shortest digits that read back as the same double.
void Writer::put(double number) {
  if (!std::isfinite(number)) {
    put_null();
    return;
  }
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  append({digits.data(), static_cast<std::size_t>(end - digits.data())});
}

void Writer::put(HourRange hours) {
  open('{');
  field("start", hours.start);
  field("end", hours.end);
  close('}');
}

void Writer::put(WeekdaySet days) {
  open('[');
  for (int day = 1; day <= 7; ++day) {
    if (days.contains(day)) put(day);
  }
  close(']');
}

}  // namespace reactivation::json
