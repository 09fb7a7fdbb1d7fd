// What a callback broke, remembered until the call that it belongs to ends; and the sink and the
// last look that callbacks write to and ask.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>

#include "reactivation/c/ports.h"
#include "reactivation/ports/messenger.hpp"

namespace reactivation::capi {

/// Tells objects of the library from other memory.
enum class Kind : std::uint64_t {
  engine = 0x5265616374456e67,
  sink = 0x526561637453696e,
  look = 0x52656163744c6f6f,
};

/// The first broken promise of a call.
class Promises {
public:
  /// `what`: "returned 7"; never throws, a long sentence is cut.
  void broke(std::string_view callback, std::string_view what) noexcept;
  [[nodiscard]] bool is_broken() const noexcept { return size_ > 0; }
  [[nodiscard]] std::string_view sentence() const noexcept { return {text_, size_}; }
  void forget() noexcept { size_ = 0; }

private:
  char text_[400] = {};
  std::size_t size_ = 0;
};

/// The error of a port whose callback broke its promise.
[[nodiscard]] inline std::error_code callback_failed() noexcept {
  return make_error_code(errc::port_failed);
}

}  // namespace reactivation::capi

struct reactivation_sink {
  reactivation::capi::Kind kind = reactivation::capi::Kind::sink;
  bool is_open = false;
  bool is_written = false;
  bool is_lost = false;  ///< something of it could not be kept
  std::string bytes;
};

struct reactivation_last_look {
  reactivation::capi::Kind kind = reactivation::capi::Kind::look;
  reactivation::LastLook* look = nullptr;  ///< null outside of `send`
  bool is_asked = false;
  bool is_allowed = false;  ///< by the last answer
};
