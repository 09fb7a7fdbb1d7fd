#include "reactivation/adapters/evolution.hpp"

#include <algorithm>
#include <utility>

#include "members.hpp"
#include "reactivation/core/event_name.hpp"
#include "reactivation/core/messenger_codes.hpp"

namespace reactivation {
namespace {

using evolution::Json;
using evolution::member;
using evolution::text_of;

/// `[{"jid": …, "exists": false, "number": …}]`
bool is_number_unknown(const Json& body) {
  const Json& said = member(member(body, "response"), "message");
  if (!said.is_array() || said.empty()) return false;
  const Json& exists = member(said.front(), "exists");
  return exists.is_boolean() && !exists.get<bool>();
}

/// Of an error that the gateway itself has written: its `status` is that of the answer.
SendReceipt receipt_of_error(const Json& body, int status, Instant at) {
  SendReceipt out;
  if (status == 400 && is_number_unknown(body)) {
    out = refused("evolution_number_unknown");
    out.is_number_unknown = true;
  } else if (status == 404) {
    out = refused("evolution_no_instance");
  } else if (status == 401 || status == 403) {
    out = refused("evolution_key_refused");
  } else if (status == 429) {
    out = SendReceipt{SendOutcome::not_started};
  }
  if (const auto kind = signal_of_gateway_http_status(status)) {
    out.signal = AccountSignal{*kind, at, {}};
  }
  return out;
}

class Evolution final : public MessengerDialect {
public:
  explicit Evolution(EvolutionOptions options) : options_(std::move(options)) {}

  [[nodiscard]] std::variant<http::Request, SendReceipt> request_of(
      const OutgoingMessage& message, const http::SharedSecret& token) const override {
    if (!message.phone.is_set()) return refused("evolution_no_phone");
    const Json body = {{"number", to_e164(message.phone).substr(1)},
                       {"text", message.text},
                       {"linkPreview", false}};
    http::Request out;
    out.method = http::Method::post;
    out.url = options_.base_url + "/message/sendText/" + options_.instance;
    out.secret_headers = {{"apikey", "", token}};
    out.body = body.dump(-1, ' ', false, Json::error_handler_t::replace);
    return out;
  }

  [[nodiscard]] SendReceipt read(const http::Response& response, Instant at) const override {
    Json body;
    if (nests_little(response.body)) body = Json::parse(response.body, nullptr, false);
    if (!response.is_success()) {
      const bool is_own = evolution::code_of(body, "status") == response.status;
      return is_own ? receipt_of_error(body, response.status, at) : SendReceipt{};
    }
    SendReceipt out{SendOutcome::accepted};
    out.provider_id = text_of(member(body, "key"), "id");
    if (!is_event_name(out.provider_id)) return SendReceipt{};
    return out;
  }

private:
  EvolutionOptions options_;
};

bool is_instance(std::string_view name) {
  constexpr std::string_view others = "-_.";
  const bool is_dots = name.find_first_not_of('.') == std::string_view::npos;
  return !is_dots && name.size() <= 128 && std::all_of(name.begin(), name.end(), [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           others.find(c) != others.npos;
  });
}

/// The end of what the gateway itself has answered: its errors carry their status.
ProbeEnd end_of_answer(const Json& body, const http::Response& response, ProbeEnd end) {
  if (response.is_success()) {
    return member(body, "instance").is_object() ? end : ProbeEnd::not_the_service;
  }
  const bool is_own = evolution::code_of(body, "status") == response.status;
  const bool is_refusal = end == ProbeEnd::key_refused || end == ProbeEnd::not_found;
  return is_refusal && !is_own ? ProbeEnd::not_the_service : end;
}

}  // namespace

EvolutionProbe probe_evolution(const EvolutionOptions& options) {
  EvolutionProbe out;
  std::string base = options.base_url;
  while (base.ends_with('/')) base.pop_back();
  if (!is_service_url(base) || !is_instance(options.instance)) {
    out.end = ProbeEnd::wrong_options;
    return out;
  }
  const http::SharedSecret key = http::probe_key(options.service.token);
  if (!key) {
    out.end = ProbeEnd::no_key;
    return out;
  }
  http::Request request;
  request.url = base + "/instance/connectionState/" + options.instance;
  request.secret_headers = {{"apikey", "", key}};
  const http::ProbeAnswer answer = http::probe(std::move(request), options.service.client);
  static_cast<Probe&>(out) = answer.probe;
  if (answer.response.failure != http::Failure::none) return out;
  Json body;
  if (nests_little(answer.response.body)) {
    body = Json::parse(answer.response.body, nullptr, false);
  }
  out.end = end_of_answer(body, answer.response, out.end);
  if (!out.is_usable()) return out;
  const std::string state = text_of(member(body, "instance"), "state");
  for (const char* known : {"open", "connecting", "close"}) {
    if (state == known) out.state = state;
  }
  return out;
}

result<std::unique_ptr<ServiceMessenger>> make_evolution_messenger(EvolutionOptions options) {
  while (options.base_url.ends_with('/')) options.base_url.pop_back();
  if (!is_service_url(options.base_url) || !is_instance(options.instance)) {
    return make_error_code(errc::invalid_argument);
  }
  MessengerServiceOptions service = std::move(options.service);
  return make_service_messenger(std::make_unique<Evolution>(std::move(options)),
                                std::move(service));
}

}  // namespace reactivation
