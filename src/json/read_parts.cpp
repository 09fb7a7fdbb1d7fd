// Parts of a snapshot on their own, as stores and commands need them.
#include <utility>

#include "parts.hpp"
#include "reactivation/json/parts_json.hpp"

namespace reactivation {
namespace {

using json::Context;
using json::NodeIndex;
using json::Place;

template <class Part, class Read>
ReadDocument<Part> read_part(std::string_view bytes, const TimeZone& zone, const ReadLimits& limits,
                             Read read) {
  json::IssueList issues{limits.issues_max};
  ReadDocument<Part> document;
  if (const auto tape = json::parse_tape(bytes, limits, issues)) {
    Part part = read(Context{*tape, issues, zone}, NodeIndex{0}, Place{});
    if (!issues.has_errors()) document.value = std::move(part);
  }
  document.issues = issues.take();
  return document;
}

/// A small value of a column: right as a whole, or nothing.
template <class Value, class Read>
std::optional<Value> parse_value(std::string_view bytes, json::NodeKind kind, Read read) {
  constexpr ReadLimits limits{.bytes_max = 1 << 20, .depth_max = 4, .issues_max = 1};
  json::IssueList issues{limits.issues_max};
  const auto tape = json::parse_tape(bytes, limits, issues);
  if (!tape || (*tape)[0].kind != kind) return std::nullopt;
  const TimeZone utc = TimeZone::utc();
  std::optional<Value> value = read(Context{*tape, issues, utc}, NodeIndex{0}, Place{});
  return issues.has_errors() ? std::nullopt : value;
}

int hex_digit(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

ReadDocument<Settings> read_settings(std::string_view bytes, const ReadLimits& limits) {
  return read_part<Settings>(bytes, TimeZone::utc(), limits, json::settings_at);
}

ReadDocument<Rule> read_rule(std::string_view bytes, const ReadLimits& limits) {
  return read_part<Rule>(bytes, TimeZone::utc(), limits, json::rule_at);
}

ReadDocument<Account> read_account(std::string_view bytes, const TimeZone& zone,
                                   const ReadLimits& limits) {
  return read_part<Account>(bytes, zone, limits, json::account_at);
}

std::optional<HourRange> parse_hour_range(std::string_view json) {
  return parse_value<HourRange>(json, json::NodeKind::object, json::hours_at);
}

std::optional<WeekdaySet> parse_weekdays(std::string_view json) {
  return parse_value<WeekdaySet>(json, json::NodeKind::array, json::weekdays_at);
}

std::optional<std::vector<int>> parse_integers(std::string_view json, IntegerBounds bounds) {
  return parse_value<std::vector<int>>(
      json, json::NodeKind::array,
      [bounds](const Context& context, NodeIndex node, const Place& place) {
        return json::integers_at(context, node, place, {bounds.low, bounds.high});
      });
}

std::optional<std::vector<LocalDate>> parse_dates(std::string_view json) {
  return parse_value<std::vector<LocalDate>>(json, json::NodeKind::array, json::dates_at);
}

std::optional<AttemptId> parse_attempt_id(std::string_view text) noexcept {
  constexpr std::size_t length = 36;
  if (text.size() != length) return std::nullopt;
  AttemptId id;
  std::size_t nibble = 0;
  for (std::size_t i = 0; i < length; ++i) {
    const bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
    const int digit = hex_digit(text[i]);
    if (is_dash != (text[i] == '-') || (!is_dash && digit < 0)) return std::nullopt;
    if (is_dash) continue;
    auto& byte = id.bytes[nibble++ / 2];
    byte = static_cast<std::uint8_t>(byte << 4 | digit);
  }
  return id;
}

}  // namespace reactivation
