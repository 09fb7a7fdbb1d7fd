// Writes JSON by hand, so that equal values are equal bytes with every compiler.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "reactivation/core/ids.hpp"
#include "reactivation/core/settings.hpp"
#include "reactivation/core/time.hpp"
#include "reactivation/json/words.hpp"

namespace reactivation::json {

/// Appends values to one text. The caller gives members and elements in their order; commas and
/// escapes are the writer's part.
class Writer {
public:
  enum class Layout : std::uint8_t {
    compact,   ///< line breaks where they are asked for
    indented,  ///< a member a line, by two blanks, for people
  };

  explicit Writer(Layout layout = Layout::compact) noexcept : layout_(layout) {}
  [[nodiscard]] std::string take() { return std::move(out_); }

  void open(char bracket) {
    separate();
    out_ += bracket;
    is_first_ = true;
    ++depth_;
  }
  void close(char bracket) {
    --depth_;
    if (layout_ == Layout::indented && !is_first_) indent();
    out_ += bracket;
    is_first_ = false;
  }
  /// The next member or element starts a line of its own.
  void line_break() { breaks_line_ = true; }
  void end_line() { out_ += '\n'; }

  void key(std::string_view name) {
    separate();
    append_text(name);
    out_ += layout_ == Layout::indented ? ": " : ":";
    follows_key_ = true;
  }
  template <class Value>
  void field(std::string_view name, const Value& value) {
    key(name);
    put(value);
  }

  void put_null() { append("null"); }
  void put(std::string_view text) {
    separate();
    append_text(text);
  }
  void put(const std::string& text) { put(std::string_view{text}); }
  void put(const char* text) { put(std::string_view{text}); }
  void put(bool value) { append(value ? "true" : "false"); }
  template <std::integral Number>
  void put(Number number) {
    append(std::to_string(number));
  }
  void put(double number);
  void put(Instant at) { at == no_instant ? put_null() : put(to_rfc3339(at)); }
  void put(LocalDate date) { put(to_iso_date(date)); }
  template <class Noun>
  void put(Id<Noun> id) {
    id.is_set() ? put(id.value) : put_null();
  }
  void put(HourRange hours);
  void put(WeekdaySet days);
  template <class Enum>
  requires std::is_enum_v<Enum>
  void put(Enum value) { put(word_of(value)); }
  template <class Value>
  void put(const std::optional<Value>& value) {
    value ? put(*value) : put_null();
  }
  template <class Value>
  void put(const std::vector<Value>& values) {
    open('[');
    for (const Value& value : values) put(value);
    close(']');
  }

private:
  void separate();
  void append(std::string_view token) {
    separate();
    out_ += token;
  }
  void append_text(std::string_view text);
  void indent();

  std::string out_;
  Layout layout_;
  std::size_t depth_ = 0;
  bool follows_key_ = false;  ///< the value stands behind its key, without a comma
  bool is_first_ = true;
  bool breaks_line_ = false;
};

}  // namespace reactivation::json
