// One JSON document, written from left to right. Private to the adapter.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace reactivation::memory {

/// The caller opens and closes in the right order. Bytes that are no UTF-8 become U+FFFD.
class JsonText {
public:
  void open_object(std::string_view key = {}) { open(key, '{'); }
  void close_object() { close('}'); }
  void open_list(std::string_view key = {}) { open(key, '['); }
  void close_list() { close(']'); }
  void text(std::string_view key, std::string_view value);
  void number(std::string_view key, std::int64_t value);
  void yes_or_no(std::string_view key, std::uint8_t value);
  /// Finite, in the shortest form that reads back as the same.
  void real(std::string_view key, double value);
  void null(std::string_view key);

  [[nodiscard]] std::string take() { return std::move(out_); }

private:
  void begin(std::string_view key);
  void open(std::string_view key, char bracket);
  void close(char bracket);
  void quoted(std::string_view text);

  std::string out_;
};

}  // namespace reactivation::memory
