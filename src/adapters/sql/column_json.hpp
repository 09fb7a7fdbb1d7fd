// JSON as it stands in columns. Private to the adapter.
//
// Not nlohmann's values: their destructors allocate, and where memory is short that ends the
// process. Its parser is used by its events alone.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace reactivation::sql {

/// A value that was read. Every getter has a default: nothing in a column may throw.
class JsonValue {
public:
  enum class Kind : std::uint8_t { null, boolean, integer, number, text, list, object };

  JsonValue() = default;
  explicit JsonValue(bool value) : kind_(Kind::boolean), integer_(value ? 1 : 0) {}
  explicit JsonValue(std::int64_t value) : kind_(Kind::integer), integer_(value) {}
  explicit JsonValue(double value) : kind_(Kind::number), number_(value) {}
  explicit JsonValue(std::string value) : kind_(Kind::text), text_(std::move(value)) {}

  [[nodiscard]] Kind kind() const noexcept { return kind_; }
  [[nodiscard]] bool is(Kind kind) const noexcept { return kind_ == kind; }

  /// Of a number without a fraction.
  [[nodiscard]] std::int64_t whole(std::int64_t otherwise) const noexcept {
    return is(Kind::integer) ? integer_ : otherwise;
  }
  [[nodiscard]] double real() const noexcept {
    return is(Kind::number) ? number_ : static_cast<double>(whole(0));
  }
  [[nodiscard]] bool flag() const noexcept { return is(Kind::boolean) && integer_ != 0; }
  /// Empty unless it is a text.
  [[nodiscard]] std::string_view text() const noexcept { return text_; }
  /// The values of a list or of an object's members.
  [[nodiscard]] std::span<const JsonValue> items() const noexcept { return items_; }
  /// Of a member of an object.
  [[nodiscard]] std::string_view name() const noexcept { return name_; }

  /// The member, or a null; the last one when the name stands twice.
  [[nodiscard]] const JsonValue& at(std::string_view name) const noexcept;

private:
  friend class JsonBuilder;

  Kind kind_ = Kind::null;
  std::int64_t integer_ = 0;
  double number_ = 0;
  std::string text_;
  std::string name_;
  std::vector<JsonValue> items_;
};

/// None for what is no JSON, or nested deeper than anything that was ever written here.
[[nodiscard]] std::optional<JsonValue> read_json(std::string_view text);

/// Appends values to one text; equal values are equal bytes, also those of older versions (a
/// digest is made of them). What is no UTF-8 becomes U+FFFD.
class JsonText {
public:
  enum class Layout : std::uint8_t { compact, indented };

  explicit JsonText(Layout layout = Layout::compact) noexcept : layout_(layout) {}

  JsonText& open(char bracket);
  JsonText& close(char bracket);
  JsonText& key(std::string_view name);
  JsonText& put_null() { return append("null"); }
  JsonText& put(std::string_view text);
  JsonText& put(const char* text) { return put(std::string_view{text}); }
  JsonText& put(const std::string& text) { return put(std::string_view{text}); }
  JsonText& put(bool value) { return append(value ? "true" : "false"); }
  template <std::integral Number>
  JsonText& put(Number number) {
    return append(std::to_string(number));
  }
  JsonText& put(double number);
  JsonText& put(const JsonValue& value);
  template <class Value>
  JsonText& field(std::string_view name, const Value& value) {
    return key(name).put(value);
  }
  [[nodiscard]] std::string take() { return std::move(out_); }

private:
  JsonText& append(std::string_view token);
  void separate();
  void break_line();

  std::string out_;
  Layout layout_;
  std::size_t depth_ = 0;
  bool follows_key_ = false;
  bool is_first_ = true;
};

}  // namespace reactivation::sql
