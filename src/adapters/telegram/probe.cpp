#include <nlohmann/json.hpp>
#include <utility>

#include "reactivation/adapters/telegram.hpp"
#include "telegram_text.hpp"

namespace reactivation {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t answer_bytes_max = 100'000;

struct Asked {
  Probe probe;
  Json result;
};

const Json& member(const Json& object, const char* name) {
  static const Json none;
  if (!object.is_object()) return none;
  const auto found = object.find(name);
  return found != object.end() ? *found : none;
}

/// `ok` and `error_code` of the body count, where there is one.
Asked ask(const TelegramOptions& options, const std::string& base, const http::SharedSecret& key,
          const std::string& method) {
  http::Request request;
  request.url = base + "/bot{key}/" + method;
  request.url_secret = key;
  const http::ProbeAnswer answer = http::probe(std::move(request), options.client);
  Asked out{answer.probe, {}};
  if (answer.response.failure != http::Failure::none) return out;
  Json body;
  if (answer.response.body.size() < answer_bytes_max) {
    body = Json::parse(answer.response.body, nullptr, false);
  }
  const Json& is_ok = member(body, "ok");
  if (!is_ok.is_boolean()) {
    if (out.probe.end != ProbeEnd::unavailable) out.probe.end = ProbeEnd::not_the_service;
  } else if (is_ok.get<bool>()) {
    out.result = member(body, "result");
    out.probe.end = out.result.is_object() ? ProbeEnd::usable : ProbeEnd::not_the_service;
  } else if (member(body, "error_code") == 400) {
    out.probe.end = ProbeEnd::not_found;
  }
  return out;
}

std::string text_of(const Json& object, const char* name) {
  const Json& value = member(object, name);
  return value.is_string() ? http::shown_name(value.get<std::string>()) : std::string{};
}

}  // namespace

TelegramProbe probe_telegram(const TelegramOptions& options) {
  TelegramProbe out;
  std::string base = options.base_url;
  while (base.ends_with('/')) base.pop_back();
  const bool is_url = http::may_be_asked(base) && base.find_first_of("?#{}") == std::string::npos;
  if (!is_url || !telegram::is_chat_id(options.chat_id)) {
    out.end = ProbeEnd::wrong_options;
    return out;
  }
  const http::SharedSecret key = http::probe_key(options.token);
  if (!key) {
    out.end = ProbeEnd::no_key;
    return out;
  }
  const Asked bot = ask(options, base, key, "getMe");
  static_cast<Probe&>(out) = bot.probe;
  // A token that can be none is "not found" there.
  if (out.end == ProbeEnd::not_found) out.end = ProbeEnd::key_refused;
  if (!out.is_usable()) return out;
  out.name = text_of(bot.result, "username");
  std::string chat = options.chat_id;
  if (chat.starts_with('@')) chat = "%40" + chat.substr(1);
  const Asked there = ask(options, base, key, "getChat?chat_id=" + chat);
  out.chat = there.probe;
  out.chat.name = text_of(there.result, "title");
  return out;
}

}  // namespace reactivation
