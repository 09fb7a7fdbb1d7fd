// Adapter: a messenger that is a service behind HTTP, whatever its dialect. One message is one
// request, which leaves at most once.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "reactivation/adapters/http.hpp"
#include "reactivation/ports/messenger.hpp"

namespace reactivation {

struct MessengerServiceOptions {
  http::KeySource token;  ///< asked for each message
  http::Milliseconds connect_max{5'000};
  /// From the first packet to the last byte of the answer, connecting included; 1 to 120 s.
  http::Milliseconds try_max{20'000};
  /// Its `connections`, `repeat` and `host_limits` are not used: one request, once, now.
  http::ClientOptions client;
};

/// One service's way of taking messages. Threads: one at a time.
class MessengerDialect {
public:
  virtual ~MessengerDialect() = default;
  /// The request that hands the message over, or what became of it without one: `rejected`, because
  /// the service takes no such message. Limits and safety are set by the caller.
  [[nodiscard]] virtual std::variant<http::Request, SendReceipt> request_of(
      const OutgoingMessage& message, const http::SharedSecret& token) const = 0;
  /// What an answer means; only for responses without a failure of the transport. `at`: now, for a
  /// signal. What is not understood is `uncertain`.
  [[nodiscard]] virtual SendReceipt read(const http::Response& response, Instant at) const = 0;
};

/// Reaches people. Every request has a connection of its own, is written after the last look, and
/// is never repeated: once a byte may have left, everything but an answer that is understood is
/// `uncertain`. Threads: one call at a time.
class ServiceMessenger final : public Messenger {
public:
  ServiceMessenger(std::unique_ptr<MessengerDialect> dialect, MessengerServiceOptions options,
                   std::unique_ptr<http::Client> client);

  [[nodiscard]] Reach reach() const noexcept override { return Reach::people; }
  [[nodiscard]] Seconds send_max() const noexcept override;
  /// `errc::messenger_failed` when there is no connection or no token, or when the request cannot
  /// be made: no byte has left, and `detail` says why. An attempt that may have left before gets
  /// its first answer again.
  [[nodiscard]] result<SendReceipt> send(const OutgoingMessage& message, LastLook& look) override;
  /// What this object has heard itself; the services have no question for it.
  [[nodiscard]] result<std::optional<SendReceipt>> find_outcome(const AttemptId& attempt) override;

  /// One sentence on the last call that failed, without token, phone or text.
  [[nodiscard]] const std::string& detail() const noexcept { return detail_; }

private:
  [[nodiscard]] std::error_code failed(std::string detail);
  [[nodiscard]] result<SendReceipt> hand_over(http::Request& request,
                                              const OutgoingMessage& message, LastLook& look);

  std::unique_ptr<MessengerDialect> dialect_;
  MessengerServiceOptions options_;
  std::unique_ptr<http::Client> client_;
  std::string detail_;
  std::map<AttemptId, SendReceipt> handed_over_;
};

/// `errc::invalid_argument` when the client cannot be made.
[[nodiscard]] result<std::unique_ptr<ServiceMessenger>> make_service_messenger(
    std::unique_ptr<MessengerDialect> dialect, MessengerServiceOptions options);

// --- For dialects --------------------------------------------------------------------------------

/// `rejected`, with a static word of the adapter.
[[nodiscard]] SendReceipt refused(std::string_view why);
/// One line of `https://…` or loopback `http://…` without user, query and end slash.
[[nodiscard]] bool is_service_url(std::string_view url);
/// Whether a JSON text nests no deeper than 32.
[[nodiscard]] bool nests_little(std::string_view json) noexcept;

}  // namespace reactivation
