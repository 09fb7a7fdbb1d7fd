#include <algorithm>
#include <utility>

#include "reactivation/adapters/messengers.hpp"

namespace reactivation {
namespace {

using http::Failure;
using std::chrono::steady_clock;

constexpr std::size_t remembered_max = 10'000;
constexpr std::size_t answer_bytes_max = std::size_t{1} << 20;
/// What a time limit may be passed by: libcurl is looked at so often.
constexpr Seconds margin{1};

/// Somebody else's word for why there was no connection.
std::string sentence_of(const http::Request& request, Failure failure) {
  const std::size_t begin = request.url.find("//") + 2;
  const std::string host = request.url.substr(begin, request.url.find('/', begin) - begin);
  switch (failure) {
    case Failure::not_connected:
      return "no connection to " + host + "; look at the network, or at the proxy";
    case Failure::untrusted:
      return "the certificate of " + host + " does not hold; nothing is sent to it";
    case Failure::bad_request:
      return "the request to " + host + " cannot be made: the token has characters that none has";
    default:
      return "no byte reached " + host + ": " + std::string(to_string(failure));
  }
}

bool may_be_unknown(SendOutcome outcome) noexcept {
  return outcome == SendOutcome::accepted || outcome == SendOutcome::uncertain;
}

}  // namespace

SendReceipt refused(std::string_view why) {
  SendReceipt out{SendOutcome::rejected};
  out.why = why;
  return out;
}

bool is_service_url(std::string_view url) {
  return http::may_be_asked(url) && url.find_first_of("?#") == std::string_view::npos &&
         !url.ends_with('/');
}

ServiceMessenger::ServiceMessenger(std::unique_ptr<MessengerDialect> dialect,
                                   MessengerServiceOptions options,
                                   std::unique_ptr<http::Client> client)
    : dialect_(std::move(dialect)), options_(std::move(options)), client_(std::move(client)) {}

Seconds ServiceMessenger::send_max() const noexcept {
  return std::chrono::ceil<Seconds>(options_.try_max) + margin;
}

std::error_code ServiceMessenger::failed(std::string detail) {
  detail_ = std::move(detail);
  return make_error_code(errc::messenger_failed);
}

result<SendReceipt> ServiceMessenger::hand_over(http::Request& request,
                                                const OutgoingMessage& message, LastLook& look) {
  const auto began = steady_clock::now();
  request.safety = http::Safety::once;
  request.limits.connect = options_.connect_max;
  request.limits.total = options_.try_max;
  request.limits.body_max = answer_bytes_max;
  request.last_look = [&] {
    // After a look that took all the time, nothing is begun either.
    if (!look.still_allowed() || steady_clock::now() >= began + options_.try_max) return false;
    // From here on nobody knows, whatever is thrown before the answer was read.
    if (handed_over_.size() >= remembered_max) handed_over_.clear();
    handed_over_.insert_or_assign(message.attempt_id, SendReceipt{SendOutcome::uncertain});
    return true;
  };
  const auto responses = client_->send({&request, 1}, {}, nullptr);
  const http::Response& response = responses.front();
  if (response.failure == Failure::stopped) return SendReceipt{SendOutcome::not_started};
  if (response.failure != Failure::none) {
    if (response.may_have_left) return SendReceipt{SendOutcome::uncertain};
    return failed(sentence_of(request, response.failure));
  }
  // Dated late rather than early: a person who confirms meanwhile has not seen it.
  const auto took = std::chrono::ceil<Seconds>(steady_clock::now() - began);
  return dialect_->read(response, message.sent_at + took);
}

result<SendReceipt> ServiceMessenger::send(const OutgoingMessage& message, LastLook& look) {
  if (const auto known = handed_over_.find(message.attempt_id); known != handed_over_.end()) {
    return known->second;
  }
  const http::SharedSecret token =
      http::make_secret(options_.token ? options_.token() : std::string{});
  if (!token || token->is_empty()) return failed("there is no token for the messenger's service");
  auto made = dialect_->request_of(message, token);
  if (const auto* const receipt = std::get_if<SendReceipt>(&made)) return *receipt;
  auto receipt = hand_over(std::get<http::Request>(made), message, look);
  if (receipt && may_be_unknown(receipt.value().outcome)) {
    handed_over_.insert_or_assign(message.attempt_id, receipt.value());
  } else {
    handed_over_.erase(message.attempt_id);
  }
  return receipt;
}

result<std::optional<SendReceipt>> ServiceMessenger::find_outcome(const AttemptId& attempt) {
  const auto known = handed_over_.find(attempt);
  if (known == handed_over_.end()) return std::optional<SendReceipt>{};
  return std::optional<SendReceipt>{known->second};
}

result<std::unique_ptr<ServiceMessenger>> make_service_messenger(
    std::unique_ptr<MessengerDialect> dialect, MessengerServiceOptions options) {
  options.try_max =
      std::clamp(options.try_max, http::Milliseconds{1'000}, http::Milliseconds{120'000});
  options.connect_max = std::min(options.connect_max, options.try_max);
  options.client.connections = 1;
  options.client.repeat.tries_max = 1;
  options.client.host_limits.reset();
  auto client = http::Client::make(options.client);
  if (!client) return client.as_failure();
  return std::make_unique<ServiceMessenger>(std::move(dialect), std::move(options),
                                            std::move(client).value());
}

}  // namespace reactivation
