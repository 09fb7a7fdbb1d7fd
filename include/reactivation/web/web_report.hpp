// What became of one request: for a log, without a phone, a text or a key.
#pragma once

#include <cstdint>
#include <string_view>
#include <system_error>

namespace reactivation {

struct WebReport {
  std::string_view service;  ///< `whatsapp`, `permit`, …; `other`: no such path
  int status = 503;
  std::int64_t stored = 0;
  std::int64_t known = 0;    ///< had been stored before
  std::int64_t signals = 0;  ///< about the account
  std::int64_t dropped = 0;  ///< not ours, or not readable
  std::error_code error;     ///< the first, of what could not be stored
};

}  // namespace reactivation
