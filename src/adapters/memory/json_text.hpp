// One JSON document, written from left to right. Private to the adapter.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "reactivation/core/time.hpp"

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
  /// RFC 3339, or nothing at all for no instant.
  void instant(std::string_view key, std::optional<Instant> value);

  [[nodiscard]] std::string take() { return std::move(out_); }

private:
  void begin(std::string_view key);
  void open(std::string_view key, char bracket);
  void close(char bracket);
  void quoted(std::string_view text);

  std::string out_;
};

}  // namespace reactivation::memory
