#include "column_json.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

namespace reactivation::sql {

const JsonValue& JsonValue::at(std::string_view name) const noexcept {
  static const JsonValue none;
  for (auto item = items_.rbegin(); item != items_.rend(); ++item) {
    if (is(Kind::object) && item->name_ == name) return *item;
  }
  return none;
}

/// Takes the parser's events; an event that returns false ends parsing.
class JsonBuilder {
public:
  bool null() { return add({}); }
  bool boolean(bool value) { return add(JsonValue{value}); }
  bool number_integer(std::int64_t value) { return add(JsonValue{value}); }
  bool number_unsigned(std::uint64_t value) {
    constexpr auto largest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    return value > largest ? add(JsonValue{static_cast<double>(value)})
                           : add(JsonValue{static_cast<std::int64_t>(value)});
  }
  bool number_float(double value, const std::string& /*spelling*/) { return add(JsonValue{value}); }
  bool string(std::string& value) { return add(JsonValue{std::move(value)}); }
  bool binary(const std::vector<std::uint8_t>& /*value*/) { return false; }
  bool start_object(std::size_t /*unknown*/) { return open(JsonValue::Kind::object); }
  bool end_object() { return close(); }
  bool start_array(std::size_t /*unknown*/) { return open(JsonValue::Kind::list); }
  bool end_array() { return close(); }
  bool key(std::string& name) {
    name_ = std::move(name);
    return true;
  }
  bool parse_error(std::size_t /*position*/, const std::string& /*token*/,
                   const nlohmann::detail::exception& /*error*/) {
    return false;
  }

  [[nodiscard]] JsonValue take() { return std::move(root_); }

private:
  bool add(JsonValue value) {
    last_ = &root_;
    if (open_.empty()) {
      root_ = std::move(value);
      return true;
    }
    value.name_ = std::move(name_);
    name_.clear();
    auto& items = open_.back()->items_;
    items.push_back(std::move(value));
    last_ = &items.back();
    return true;
  }
  bool open(JsonValue::Kind kind) {
    // Values are destroyed by recursion.
    constexpr std::size_t depth_max = 32;
    if (open_.size() >= depth_max) return false;
    JsonValue value;
    value.kind_ = kind;
    add(std::move(value));
    // It stays where it is: its list grows again only when this one is closed.
    open_.push_back(last_);
    return true;
  }
  bool close() {
    open_.pop_back();
    return true;
  }

  JsonValue root_;
  std::vector<JsonValue*> open_;
  JsonValue* last_ = nullptr;
  std::string name_;
};

std::optional<JsonValue> read_json(std::string_view text) {
  JsonBuilder builder;
  if (!nlohmann::json::sax_parse(text.begin(), text.end(), &builder)) return std::nullopt;
  return builder.take();
}

namespace {

/// How many bytes of `text` from `at` on belong together, and whether they are a character
/// (Unicode table 3-7); otherwise they are the longest start of one, at least one byte.
struct Sequence {
  std::size_t bytes;
  bool is_character;
};

Sequence sequence_at(std::string_view text, std::size_t at) noexcept {
  const auto first = static_cast<unsigned char>(text[at]);
  if (first < 0x80) return {1, true};
  if (first < 0xC2 || first > 0xF4) return {1, false};
  const std::size_t bytes = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  unsigned low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
  unsigned high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
  for (std::size_t i = 1; i < bytes; ++i) {
    if (at + i == text.size()) return {i, false};
    const auto next = static_cast<unsigned char>(text[at + i]);
    if (next < low || next > high) return {i, false};
    low = 0x80;
    high = 0xBF;
  }
  return {bytes, true};
}

void append_escaped(std::string& out, char c) {
  constexpr std::string_view plain = "\"\\\b\f\n\r\t";
  constexpr std::string_view letters = "\"\\bfnrt";
  constexpr std::string_view digits = "0123456789abcdef";
  if (const auto found = plain.find(c); found != std::string_view::npos) {
    out += '\\';
    out += letters[found];
  } else if (static_cast<unsigned char>(c) < 0x20) {
    out += "\\u00";
    out += digits[static_cast<unsigned char>(c) >> 4];
    out += digits[static_cast<unsigned char>(c) & 0xF];
  } else {
    out += c;
  }
}

}  // namespace

void JsonText::break_line() {
  if (layout_ == Layout::compact) return;
  out_ += '\n';
  out_.append(2 * depth_, ' ');
}

void JsonText::separate() {
  if (!follows_key_ && !is_first_) out_ += ',';
  if (!follows_key_ && depth_ > 0) break_line();
  follows_key_ = is_first_ = false;
}

JsonText& JsonText::append(std::string_view token) {
  separate();
  out_ += token;
  return *this;
}

JsonText& JsonText::open(char bracket) {
  append({&bracket, 1});
  is_first_ = true;
  ++depth_;
  return *this;
}

JsonText& JsonText::close(char bracket) {
  --depth_;
  if (!is_first_) break_line();
  out_ += bracket;
  is_first_ = false;
  return *this;
}

JsonText& JsonText::key(std::string_view name) {
  put(name);
  out_ += layout_ == Layout::indented ? ": " : ":";
  follows_key_ = true;
  return *this;
}

JsonText& JsonText::put(std::string_view text) {
  append("\"");
  for (std::size_t at = 0; at < text.size();) {
    const Sequence sequence = sequence_at(text, at);
    if (!sequence.is_character) {
      out_ += "\xEF\xBF\xBD";
    } else if (sequence.bytes == 1) {
      append_escaped(out_, text[at]);
    } else {
      out_ += text.substr(at, sequence.bytes);
    }
    at += sequence.bytes;
  }
  out_ += '"';
  return *this;
}

JsonText& JsonText::put(double number) {
  if (!std::isfinite(number)) return put_null();
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  const std::string_view shortest{digits.data(), static_cast<std::size_t>(end - digits.data())};
  append(shortest);
  if (shortest.find_first_of(".e") == std::string_view::npos) out_ += ".0";
  return *this;
}

JsonText& JsonText::put(const JsonValue& value) {
  switch (value.kind()) {
    case JsonValue::Kind::boolean:
      return put(value.flag());
    case JsonValue::Kind::integer:
      return put(value.whole(0));
    case JsonValue::Kind::number:
      return put(value.real());
    case JsonValue::Kind::text:
      return put(value.text());
    case JsonValue::Kind::list:
      open('[');
      for (const JsonValue& item : value.items()) put(item);
      return close(']');
    case JsonValue::Kind::object:
      open('{');
      for (const JsonValue& item : value.items()) field(item.name(), item);
      return close('}');
    default:
      return put_null();
  }
}

}  // namespace reactivation::sql
