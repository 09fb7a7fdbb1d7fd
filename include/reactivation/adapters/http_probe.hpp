// Adapter: whether a service is there and takes our key, asked without changing anything there.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "reactivation/adapters/http.hpp"

namespace reactivation {

enum class ProbeEnd : std::uint8_t {
  usable,
  no_key,           ///< there is none, or what is there can be none; nobody was asked
  key_refused,      ///< or its rights
  not_found,        ///< the service does not know what it was asked for
  limited,          ///< it was asked too often
  unavailable,      ///< it says itself that it is out of order
  unreachable,      ///< no connection, no certificate that holds, no answer in time: `failure`
  not_the_service,  ///< what answers is another thing: a proxy, a wrong address
  wrong_options,    ///< an address or a name that can be none; nobody was asked
};
/// `key_refused`, for documents.
[[nodiscard]] std::string_view to_string(ProbeEnd end) noexcept;

/// What was found. No key is in it, and no phone.
struct Probe {
  ProbeEnd end = ProbeEnd::unreachable;
  http::Failure failure = http::Failure::none;
  int status = 0;
  std::string name;  ///< what the service calls it, to be shown; may be empty

  [[nodiscard]] bool is_usable() const noexcept { return end == ProbeEnd::usable; }
};

namespace http {

struct ProbeAnswer {
  Probe probe;        ///< by failure and status alone; usable: 2xx of whatever content
  Response response;  ///< when somebody was asked
};
/// One request, once, within 15 seconds.
[[nodiscard]] ProbeAnswer probe(Request request, const ClientOptions& client);
/// The key, or nothing when it is none that a header can carry.
[[nodiscard]] SharedSecret probe_key(const KeySource& source);
/// A name that a service gives, to be shown: printable, without what looks like a key or a phone,
/// up to 80 bytes.
[[nodiscard]] std::string shown_name(std::string_view text);

}  // namespace http
}  // namespace reactivation
