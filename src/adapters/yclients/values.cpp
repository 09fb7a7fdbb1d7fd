#include "values.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace reactivation::yclients {
namespace {

constexpr double amount_max = 1e13;

template <class Number>
std::optional<Number> number_in(std::string_view text) noexcept {
  Number out{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return out;
}

/// `…+0900` with the colon that everybody else writes.
std::string with_colon(std::string text) {
  const std::size_t at = text.find_last_of("+-");
  const bool is_short = at != std::string::npos && at > 10 && text.size() - at == 5 &&
                        text.find_first_not_of("0123456789", at + 1) == std::string::npos;
  if (is_short) text.insert(at + 3, ":");
  return text;
}

}  // namespace

bool is_shallow(std::string_view json) noexcept {
  int depth = 0;
  bool is_text = false;
  for (std::size_t at = 0; at < json.size(); ++at) {
    const char c = json[at];
    if (is_text) {
      if (c == '\\') ++at;
      if (c == '"') is_text = false;
    } else if (c == '"') {
      is_text = true;
    } else if (c == '[' || c == '{') {
      if (++depth > depth_max) return false;
    } else if (c == ']' || c == '}') {
      --depth;
    }
  }
  return true;
}

Json parsed(std::string_view text) {
  if (!is_shallow(text)) return Json(Json::value_t::discarded);
  return Json::parse(text, nullptr, false);
}

const Json& member(const Json& object, const char* name) {
  static const Json none;
  if (!object.is_object()) return none;
  const auto found = object.find(name);
  return found == object.end() ? none : *found;
}

std::optional<std::int64_t> integer_of(const Json& value) noexcept {
  if (value.is_string()) return number_in<std::int64_t>(value.get_ref<const std::string&>());
  if (value.is_number_unsigned()) {
    const auto number = value.get<std::uint64_t>();
    if (number > static_cast<std::uint64_t>(INT64_MAX)) return std::nullopt;
    return static_cast<std::int64_t>(number);
  }
  if (value.is_number_integer()) return value.get<std::int64_t>();
  return std::nullopt;
}

std::int64_t id_of(const Json& value) noexcept {
  return std::max<std::int64_t>(0, integer_of(value).value_or(0));
}

std::string text_of(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  const auto number = integer_of(value);
  return number ? std::to_string(*number) : std::string{};
}

bool flag_of(const Json& value) noexcept {
  if (value.is_boolean()) return value.get<bool>();
  if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    return text == "true" || integer_of(value).value_or(0) != 0;
  }
  return integer_of(value).value_or(0) != 0;
}

std::optional<double> amount_of(const Json& value) noexcept {
  std::optional<double> out;
  if (value.is_number()) out = value.get<double>();
  if (value.is_string()) out = number_in<double>(value.get_ref<const std::string&>());
  if (!out || !std::isfinite(*out)) return std::nullopt;
  return std::clamp(*out, -amount_max, amount_max);
}

std::string amount_text(double amount) {
  std::array<char, 64> buffer{};
  const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), amount,
                                          std::chars_format::fixed, 2);
  return error == std::errc{} ? std::string(buffer.data(), end) : std::string{};
}

std::optional<int> minutes_of(const Json& value) noexcept {
  if (!value.is_string()) return std::nullopt;
  const std::string_view text = value.get_ref<const std::string&>();
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const std::string_view rest = text.substr(colon + 1);
  const auto hour = number_in<int>(text.substr(0, colon));
  const auto minute = number_in<int>(rest.substr(0, rest.find(':')));
  if (!hour || !minute || *hour < 0 || *minute < 0 || *minute > 59) return std::nullopt;
  const int minutes = *hour * 60 + *minute;
  return *hour <= 24 && minutes <= 24 * 60 ? std::optional{minutes} : std::nullopt;
}

std::optional<Instant> instant_of(const Json& value) {
  if (value.is_number_integer()) {
    const auto seconds = integer_of(value);
    if (!seconds) return std::nullopt;
    const Instant at{Seconds{std::clamp<std::int64_t>(*seconds, 0, 1LL << 40)}};
    return at > min_instant && at < max_instant ? std::optional{at} : std::nullopt;
  }
  if (!value.is_string()) return std::nullopt;
  const auto time = parse_time(with_colon(value.get<std::string>()));
  if (!time || !time->has_time || !time->utc_offset) return std::nullopt;
  return time->instant_in(TimeZone::utc());
}

std::string wall_clock_of(const Json& record, const TimeZone& zone) {
  for (const char* const name : {"date", "datetime"}) {
    const Json& value = member(record, name);
    if (value.is_string()) {
      const auto time = parse_time(with_colon(value.get<std::string>()));
      if (time && time->has_time) return to_iso_local(time->local);
    }
    if (const auto at = instant_of(value)) return to_iso_local(zone.to_local(*at));
  }
  return {};
}

}  // namespace reactivation::yclients
