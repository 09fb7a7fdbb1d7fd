#include "api.hpp"

#include <utility>

namespace reactivation::yclients {
namespace {

/// Five at once at most, and 182 a minute.
constexpr http::HostRate usual_rate{3, 2};

End end_of_status(int status) noexcept {
  switch (status) {
    case 401:
    case 402:
    case 403:
      return End::refused;
    case 404:
      return End::not_found;
    case 422:
      return End::unprocessable;
    case 429:
      return End::rate_limited;
    case 408:
    case 425:
      return End::unavailable;
    default:
      return status >= 500 ? End::unavailable : End::malformed;
  }
}

End end_of_failure(http::Failure failure) noexcept {
  switch (failure) {
    case http::Failure::too_large:
      return End::too_large;
    case http::Failure::cancelled:
      return End::cancelled;
    case http::Failure::bad_request:
      return End::malformed;
    default:
      return End::unavailable;
  }
}

Answer read(const http::Response& response) {
  Answer out;
  out.status = response.status;
  out.failure = response.failure;
  if (response.failure != http::Failure::none) {
    out.end = end_of_failure(response.failure);
    return out;
  }
  Json body = parsed(response.body);
  const bool is_envelope = body.is_object() && body.contains("success");
  if (is_envelope) {
    if (const auto data = body.find("data"); data != body.end()) out.data = std::move(*data);
    if (const auto meta = body.find("meta"); meta != body.end()) out.meta = std::move(*meta);
  }
  if (!response.is_success()) {
    out.end = end_of_status(response.status);
  } else if (is_envelope) {
    // A refusal with a good status is one all the same.
    out.end = flag_of(body["success"]) ? End::answered : End::unprocessable;
  }
  return out;
}

}  // namespace

std::error_code error_of(End end) noexcept {
  switch (end) {
    case End::no_token:
    case End::refused:
    case End::not_found:
    case End::unprocessable:
      return make_error_code(errc::invalid_argument);
    case End::cancelled:
      return make_error_code(errc::cancelled);
    default:
      return make_error_code(errc::io_failed);
  }
}

std::string sentence_of(const Answer& answer) {
  const std::string status = " (" + std::to_string(answer.status) + ")";
  switch (answer.end) {
    case End::answered:
      return {};
    case End::no_token:
      return "YClients: a token is missing, or is no token";
    case End::refused:
      return "YClients refuses the tokens or their rights for this salon" + status;
    case End::not_found:
      return "YClients knows no such salon" + status;
    case End::unprocessable:
      return "YClients refuses the request" + status;
    case End::rate_limited:
      return "YClients asks to come less often" + status;
    case End::unavailable:
      if (answer.failure == http::Failure::none) return "YClients is out of order" + status;
      return "YClients gives no answer (" + std::string(to_string(answer.failure)) + ")";
    case End::malformed:
      return "what answers is not YClients, or not its version 2" + status;
    case End::too_large:
      return "an answer of YClients is too large";
    case End::cancelled:
      return "stopped";
  }
  return {};
}

result<std::unique_ptr<Api>> Api::make(YclientsOptions options) {
  while (options.base_url.ends_with('/')) options.base_url.pop_back();
  const bool is_fine = options.salon_id > 0 && options.zone.is_known() &&
                       options.base_url.find_first_of("?#{} ") == std::string::npos &&
                       http::may_be_asked(options.base_url);
  if (!is_fine) return make_error_code(errc::invalid_argument);
  if (!options.client.host_limits) {
    options.client.host_limits = std::make_shared<http::HostLimits>(usual_rate);
  }
  auto client = http::Client::make(options.client);
  if (!client) return client.as_failure();
  return std::unique_ptr<Api>(new Api(std::move(options), std::move(client).value()));
}

Api::Api(YclientsOptions options, std::unique_ptr<http::Client> client)
    : options_(std::move(options)),
      accept_(options_.base_url.find("alteg") != std::string::npos
                  ? "application/vnd.api.v2+json"
                  : "application/vnd.yclients.v2+json"),
      client_(std::move(client)) {}

namespace {

bool is_token(const http::Secret& secret) {
  return !secret.is_empty() && secret.is_printable() &&
         secret.reveal().find_first_of(" ,") == std::string_view::npos;
}

}  // namespace

/// `PARTNER`, or `PARTNER, User USER`: one header for both. Nothing when one is missing.
http::SharedSecret Api::token(Rights rights) const {
  const auto text_of_key = [](const http::KeySource& source) {
    return source ? http::Secret(source()) : http::Secret();
  };
  const http::Secret partner = text_of_key(options_.partner_token);
  if (!is_token(partner)) return nullptr;
  std::string text(partner.reveal());
  if (rights == Rights::user) {
    const http::Secret user = text_of_key(options_.user_token);
    if (!is_token(user)) {
      http::wipe(text);
      return nullptr;
    }
    std::string both = text;
    both.append(", User ").append(user.reveal());
    http::wipe(text);
    text = std::move(both);
  }
  return http::make_secret(std::move(text));
}

Answer Api::ask(http::Request request, Rights rights, std::string_view what,
                const Progress& progress) {
  Answer none;
  const http::SharedSecret secret = token(rights);
  if (!secret) {
    none.end = End::no_token;
    return none;
  }
  request.headers = {{"Accept", accept_}};
  request.type_line = http::Request::TypeLine::always;
  request.secret_headers = {{"Authorization", "Bearer ", secret}};
  request.safety = http::Safety::repeatable;
  request.limits.total = options_.try_max;
  request.limits.body_max = options_.answer_bytes_max;
  const Progress heard = progress ? Progress([&](std::string_view, std::int64_t, std::int64_t) {
    return progress(what, 0, 0);
  })
                                  : Progress{};
  ++calls_;
  return read(client_->send({&request, 1}, heard).at(0));
}

Answer Api::get(Rights rights, std::string_view path, std::string_view what,
                const Progress& progress) {
  http::Request request;
  request.url = options_.base_url + std::string(path);
  return ask(std::move(request), rights, what, progress);
}

Answer Api::post(Rights rights, std::string_view path, const Json& body, std::string_view what,
                 const Progress& progress) {
  http::Request request;
  request.method = http::Method::post;
  request.url = options_.base_url + std::string(path);
  request.body = body.dump(-1, ' ', false, Json::error_handler_t::replace);
  return ask(std::move(request), rights, what, progress);
}

}  // namespace reactivation::yclients
