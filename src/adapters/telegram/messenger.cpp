#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <utility>

#include "reactivation/adapters/telegram.hpp"

namespace reactivation {
namespace {

using Json = nlohmann::ordered_json;

/// Of one message, in UTF-16 code units as Telegram counts.
constexpr std::size_t text_units_max = 4096;

std::size_t utf16_units(std::string_view text) {
  std::size_t units = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0U) != 0x80U) units += byte >= 0xF0 ? 2 : 1;
  }
  return units;
}

const Json& member(const Json& object, const char* name) {
  static const Json none;
  if (!object.is_object()) return none;
  const auto found = object.find(name);
  return found != object.end() ? *found : none;
}

std::string number_text(const Json& value) {
  return value.is_number_integer() ? value.dump() : std::string{};
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

/// Of an error that Telegram itself has written. It says no before anything is sent. One code
/// stands for several things there, so here alone its words are read; what they do not name is
/// milder.
SendReceipt receipt_of_error(int code, const std::string& words, Instant at) {
  SendReceipt out;
  switch (code) {
    case 400:
      out = refused("telegram_refused");
      out.is_number_unknown = has(words, "chat not found") || has(words, "PEER_ID_INVALID");
      return out;
    case 403:
      out = refused("telegram_forbidden");
      if (has(words, "blocked by the user")) {
        out.person_fault = PersonFault::blocked;
      } else {
        out.is_number_unknown = true;
      }
      return out;
    case 401:
    case 404:
      out = refused("telegram_token_refused");
      out.signal = AccountSignal{AccountSignalKind::auth_revoked, at, {}};
      return out;
    case 429:
      out = SendReceipt{SendOutcome::not_started};
      out.signal = AccountSignal{AccountSignalKind::rate_limited, at, {}};
      return out;
    default:
      return out;
  }
}

class Telegram final : public MessengerDialect {
public:
  explicit Telegram(TelegramMessengerOptions options) : options_(std::move(options)) {}

  [[nodiscard]] std::variant<http::Request, SendReceipt> request_of(
      const OutgoingMessage& message, const http::SharedSecret& token) const override {
    const auto chat = options_.chat_of(message);
    if (!chat || !is_chat_number(*chat)) {
      SendReceipt out = refused("telegram_no_chat");
      out.is_number_unknown = true;
      return out;
    }
    if (utf16_units(message.text) > text_units_max) return refused("telegram_text_too_long");
    const Json body = {{"chat_id", *chat},
                       {"text", message.text},
                       {"link_preview_options", {{"is_disabled", true}}}};
    http::Request out;
    out.method = http::Method::post;
    out.url = options_.base_url + "/bot{key}/sendMessage";
    out.url_secret = token;
    out.body = body.dump(-1, ' ', false, Json::error_handler_t::replace);
    return out;
  }

  [[nodiscard]] SendReceipt read(const http::Response& response, Instant at) const override {
    Json body;
    if (nests_little(response.body)) body = Json::parse(response.body, nullptr, false);
    const Json& is_ok = member(body, "ok");
    if (!is_ok.is_boolean()) return {};
    if (!is_ok.get<bool>()) {
      const Json& told = member(body, "error_code");
      const bool is_own = told.is_number_integer() && told.get<std::int64_t>() == response.status;
      const Json& words = member(body, "description");
      return is_own ? receipt_of_error(response.status,
                                       words.is_string() ? words.get<std::string>() : "", at)
                    : SendReceipt{};
    }
    // A message's number is its chat's own.
    const Json& result = member(body, "result");
    const std::string chat = number_text(member(member(result, "chat"), "id"));
    const std::string number = number_text(member(result, "message_id"));
    if (!response.is_success() || chat.empty() || number.empty()) return {};
    SendReceipt out{SendOutcome::accepted};
    out.provider_id = chat + "/" + number;
    return out;
  }

private:
  /// A person's chat is a number; names with @ are channels, which everybody reads.
  static bool is_chat_number(std::string_view chat) {
    return !chat.empty() && chat.size() <= 18 && chat != "0" &&
           std::all_of(chat.begin(), chat.end(), [](char c) { return c >= '0' && c <= '9'; });
  }

  TelegramMessengerOptions options_;
};

}  // namespace

result<std::unique_ptr<ServiceMessenger>> make_telegram_messenger(
    TelegramMessengerOptions options) {
  while (options.base_url.ends_with('/')) options.base_url.pop_back();
  if (!is_service_url(options.base_url) || !options.chat_of) {
    return make_error_code(errc::invalid_argument);
  }
  MessengerServiceOptions service = std::move(options.service);
  return make_service_messenger(std::make_unique<Telegram>(std::move(options)), std::move(service));
}

}  // namespace reactivation
