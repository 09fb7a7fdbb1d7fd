#include "typed.hpp"

#include <algorithm>
#include <cstdlib>

#include "failure.hpp"
#include "table.hpp"

namespace cli {
namespace {

constexpr int shown_max = 40;
constexpr std::size_t word_bytes_max = 300;
constexpr std::size_t line_bytes_max = 1500;
// A subscriber's number without its country has 7 digits at least, one with it 15 at most.
constexpr std::size_t phone_digits_min = 7;
constexpr std::size_t phone_digits_max = 15;
constexpr std::size_t spaced_digits_min = 9;  ///< with blanks and marks between them

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// `2026-03-02…`
bool begins_like_a_date(std::string_view text) {
  constexpr std::string_view shape = "dddd-dd-dd";
  if (text.size() < shape.size()) return false;
  return std::equal(shape.begin(), shape.end(), text.begin(),
                    [](char mark, char c) { return mark == 'd' ? is_digit(c) : mark == c; });
}

/// How much of the text is written like a phone number: digits and what stands between them, more
/// of them than a date has. 0: it does not begin with one.
std::size_t written_like_a_phone(std::string_view text) {
  if (begins_like_a_date(text)) return 0;
  std::size_t end = std::min(text.find_first_not_of("0123456789 +-()."), text.size());
  while (end > 0 && !is_digit(text[end - 1])) --end;
  const auto digits =
      std::count_if(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(end), is_digit);
  const bool is_phone = digits >= static_cast<std::ptrdiff_t>(spaced_digits_min) &&
                        digits <= static_cast<std::ptrdiff_t>(phone_digits_max);
  return is_phone ? end : 0;
}

/// The text up to that many bytes, no character cut in two.
std::string_view beginning(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0u) == 0x80u) --bytes;
  return text.substr(0, bytes);
}
std::string_view ending(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  std::size_t at = text.size() - bytes;
  while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0u) == 0x80u) ++at;
  return text.substr(at);
}

int distance(std::string_view a, std::string_view b) {
  std::vector<int> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = static_cast<int>(j);
  for (std::size_t i = 0; i < a.size(); ++i) {
    int diagonal = row[0];
    row[0] = static_cast<int>(i) + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const int above = row[j + 1];
      row[j + 1] = std::min({above + 1, row[j] + 1, diagonal + (a[i] == b[j] ? 0 : 1)});
      diagonal = above;
    }
  }
  return row.back();
}

}  // namespace

std::string without_numbers(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const bool has_plus = text[at] == '+';
    std::size_t end = at + (has_plus ? 1 : 0);
    while (end < text.size() && is_digit(text[end])) ++end;
    const std::size_t digits = end - at - (has_plus ? 1 : 0);
    const bool is_start = at == 0 || !is_digit(text[at - 1]);
    const bool is_number = digits >= phone_digits_min && digits <= phone_digits_max;
    const bool may_be_spaced = is_start && (digits > 0 || has_plus || text[at] == '(');
    const std::size_t spaced = may_be_spaced ? written_like_a_phone(text.substr(at)) : 0;
    if (is_number || spaced > 0) {
      out += "…";
      at = std::max(spaced, is_number ? end - at : 0) + at;
      continue;
    }
    end = std::max(end, at + 1);
    out.append(text.substr(at, end - at));
    at = end;
  }
  return out;
}

std::string typed(std::string_view text) {
  return harmless(shortened(without_numbers(beginning(text, 4 * word_bytes_max)), shown_max));
}

std::string readable_line(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const std::string_view word = text.substr(at, end - at);
    if (word.size() > word_bytes_max) {
      out.append(beginning(word, word_bytes_max / 2)).append("…");
      out.append(ending(word, word_bytes_max / 4));
    } else {
      out.append(word);
    }
    if (end < text.size()) out += ' ';
    at = end + 1;
  }
  if (out.size() <= line_bytes_max) return out;
  return std::string(beginning(out, line_bytes_max / 3)) + " … " +
         std::string(ending(out, line_bytes_max / 2));
}

void check_kept(const std::vector<KeptText>& texts) {
  for (const KeptText& kept : texts) {
    const std::string option = kept.option;
    if (kept.text.size() > kept.bytes_max) {
      fail_usage(option + ": more than " + std::to_string(kept.bytes_max) +
                 " bytes are not kept; shorten it");
    }
    if (!is_readable(kept.text)) {
      fail_usage(option + ": this is no text; write it in UTF-8, on one line");
    }
  }
}

std::string nearest(std::string_view word, const std::vector<std::string>& known) {
  std::string found;
  int least = word.size() > 3 ? 3 : 2;  // two letters changed places is two steps
  for (const std::string& other : known) {
    const int steps = word.size() > 40 ? least : distance(word, other);
    if (steps >= least) continue;
    least = steps;
    found = other;
  }
  return found;
}

}  // namespace cli
