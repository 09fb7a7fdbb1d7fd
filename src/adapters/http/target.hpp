// Which addresses and headers a request may have.
#pragma once

#include <optional>
#include <string>

#include "reactivation/adapters/http.hpp"

namespace reactivation::http {

/// Where a request goes. Holds the secret of its URL, and wipes it.
struct Target {
  std::string url;
  std::string host;  ///< lower case
  std::string path;  ///< without query and without the secret
  bool is_tls = true;
  bool is_loopback = false;

  Target() = default;
  Target(Target&&) noexcept = default;
  Target& operator=(Target&&) noexcept = default;
  Target(const Target&) = delete;
  Target& operator=(const Target&) = delete;
  ~Target() { wipe(url); }
};

/// Nothing for a URL, a header or a secret that may not be used.
[[nodiscard]] std::optional<Target> target_of(const Request& request);
/// `http://host:port` or `socks5://host:port`, nothing else in it.
[[nodiscard]] bool is_proxy_url(const std::string& url);
/// Printable ASCII; what may follow a header's name.
[[nodiscard]] bool is_header_value(std::string_view value) noexcept;

}  // namespace reactivation::http
