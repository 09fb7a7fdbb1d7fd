// Adapter: what the webhooks of all messengers need: whether the bytes are theirs, and what comes
// of them. Pure functions over bytes; a web server of the host's hands them in.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "reactivation/adapters/http_secret.hpp"
#include "reactivation/core/account_signal.hpp"
#include "reactivation/ports/inbox.hpp"

namespace reactivation {

/// A body beyond it is refused unread (B90).
inline constexpr std::size_t webhook_bytes_max = std::size_t{1} << 20;

enum class WebhookVerdict : std::uint8_t {
  accepted,
  forged,     ///< no signature, not one of ours, or several (B74)
  too_large,  ///< beyond `webhook_bytes_max`
  malformed,  ///< signed, and no JSON of the expected kind, or nested too deeply
};

/// What one request brought.
struct WebhookReading {
  WebhookVerdict verdict = WebhookVerdict::accepted;
  /// To be stored, each by `Engine::on_event`, before the request is answered with 200; after an
  /// error answer 503, and the messenger repeats all of it (I5). Their ids are the same in every
  /// repetition.
  std::vector<InboundEvent> events;
  std::vector<AccountSignal> signals;  ///< for `Engine::on_signal`, before the events
  std::int64_t foreign = 0;            ///< about another number or account: dropped (B75)
  std::int64_t unreadable = 0;         ///< parts that name nobody and nothing: dropped (B79)

  /// What to answer once all is stored: 200, 401, 413 or 400.
  [[nodiscard]] int http_status() const noexcept;
};

/// Whether the header is `sha256=` and the lower-case hex HMAC-SHA256 of the raw bytes under one of
/// the secrets (two while they are changed; empty ones fit nothing). In constant time.
[[nodiscard]] bool is_signed_by(std::string_view body, std::string_view header,
                                std::span<const http::SharedSecret> secrets);
/// Compared in constant time; an empty secret equals nothing.
[[nodiscard]] bool is_secret(std::string_view text, const http::SharedSecret& secret);
/// Lower-case hex SHA-256, for the id of an event that has no name of its own.
[[nodiscard]] std::string fingerprint_of(std::string_view bytes);

}  // namespace reactivation
