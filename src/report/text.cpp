#include "text.hpp"

#include <algorithm>
#include <cmath>

namespace reactivation::report {
namespace {

/// The bytes of the code point that begins at `at`; 0 for what is none.
std::size_t length_at(std::string_view text, std::size_t at) noexcept {
  const auto byte = [&text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(at);
  std::size_t length = 0;
  if (first < 0x80) {
    length = 1;
  } else if (first >= 0xC2 && first < 0xE0) {
    length = 2;
  } else if (first >= 0xE0 && first < 0xF0) {
    length = 3;
  } else if (first >= 0xF0 && first < 0xF5) {
    length = 4;
  }
  if (length == 0 || at + length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xC0) != 0x80) return 0;
  }
  const bool is_overlong =
      (first == 0xE0 && byte(at + 1) < 0xA0) || (first == 0xF0 && byte(at + 1) < 0x90);
  const bool is_surrogate = first == 0xED && byte(at + 1) >= 0xA0;
  const bool is_beyond = first == 0xF4 && byte(at + 1) >= 0x90;
  return is_overlong || is_surrogate || is_beyond ? 0 : length;
}

/// Controls, and what changes the direction of the text around it.
bool is_harmful(std::string_view point) noexcept {
  const auto first = static_cast<unsigned char>(point[0]);
  if (point.size() == 1) return first < 0x20 || first == 0x7F;
  if (point.size() == 2) {
    return point == "\u061C" || (first == 0xC2 && static_cast<unsigned char>(point[1]) < 0xA0);
  }
  return point == "\u200E" || point == "\u200F" || (point >= "\u202A" && point <= "\u202E") ||
         (point >= "\u2066" && point <= "\u2069") || point == "\uFEFF" ||
         (point >= "\uFFFE" && point <= "\uFFFF");
}

template <class Take>
void each_point(std::string_view text, Take take) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = length_at(text, at);
    if (length == 0) {
      ++at;
      continue;
    }
    const std::string_view point = text.substr(at, length);
    at += length;
    if (!is_harmful(point) && !take(point)) return;
  }
}

std::int64_t power_of_ten(int exponent) noexcept {
  std::int64_t out = 1;
  for (int i = 0; i < exponent; ++i) out *= 10;
  return out;
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  each_point(text, [&out](std::string_view point) {
    if (point == "&") {
      out += "&amp;";
    } else if (point == "<") {
      out += "&lt;";
    } else if (point == ">") {
      out += "&gt;";
    } else if (point == "\"") {
      out += "&quot;";
    } else if (point == "'") {
      out += "&#39;";
    } else {
      out += point;
    }
    return true;
  });
  return out;
}

std::string shortened(std::string_view text, std::size_t length_max) {
  std::string out;
  std::string without_last;
  std::size_t length = 0;
  each_point(text, [&](std::string_view point) {
    if (length == length_max) {
      out = without_last + "…";
      return false;
    }
    if (++length == length_max) without_last = out;
    out += point;
    return true;
  });
  return out;
}

std::string Numbers::count(std::int64_t value) const {
  const std::string digits = std::to_string(value < 0 ? -value : value);
  std::string out = value < 0 ? std::string(words_.minus) : std::string();
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) out += words_.thousands;
    out += digits[i];
  }
  return out;
}

std::string Numbers::decimal(double value, int decimals) const {
  constexpr double most = 1e15;  // beyond, digits mean nothing
  const std::int64_t unit = power_of_ten(decimals);
  const std::int64_t scaled =
      std::llround(std::clamp(value, -most, most) * static_cast<double>(unit));
  const std::int64_t size = scaled < 0 ? -scaled : scaled;
  std::string out = scaled < 0 ? std::string(words_.minus) : std::string();
  out += count(size / unit);
  if (decimals == 0) return out;
  const std::string rest = std::to_string(size % unit);
  out += words_.decimal_point;
  out.append(static_cast<std::size_t>(decimals) - rest.size(), '0');
  return out + rest;
}

std::string Numbers::percent(double share, int decimals) const {
  return decimal(share * 100, decimals) + std::string(words_.percent_sign);
}

std::string Numbers::percent_span(const ConfidenceInterval& interval) const {
  return decimal(interval.low * 100, 1) + " … " + percent(interval.high);
}

std::string Numbers::points(double difference) const {
  return (difference > 0 ? "+" : "") + decimal(difference * 100, 1);
}

std::string Numbers::money(double minor) const {
  const auto unit = static_cast<double>(power_of_ten(decimals_));
  // Cents only where there is little else.
  const bool is_small = std::abs(minor) < 100 * unit;
  const std::string out = decimal(minor / unit, is_small ? decimals_ : 0);
  return currency_.empty() ? out : out + "\u00A0" + escaped(currency_);
}

std::string Numbers::date(LocalDate date) const {
  const date::year_month_day day{date};
  const std::string number = std::to_string(static_cast<unsigned>(day.day()));
  const std::string_view month = words_.months[static_cast<unsigned>(day.month()) - 1];
  return number + "\u00A0" + std::string(month) + "\u00A0" +
         std::to_string(static_cast<int>(day.year()));
}

std::string Numbers::hours(const std::optional<double>& hours) const {
  if (!hours) return none();
  return decimal(*hours, 1) + "\u00A0" + std::string(words_.hours_short);
}

}  // namespace reactivation::report
