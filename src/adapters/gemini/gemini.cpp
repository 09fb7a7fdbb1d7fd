#include "reactivation/adapters/gemini.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "reactivation/adapters/models_service.hpp"

namespace reactivation {
namespace {

using Json = nlohmann::ordered_json;
using Next = ModelReading::Next;
using Scope = ModelReading::Scope;

constexpr int answer_tokens_least = 2048;

std::string_view level_name(GeminiLevel level) {
  constexpr std::array<std::string_view, 4> names = {"MINIMAL", "LOW", "MEDIUM", "HIGH"};
  return names[static_cast<std::size_t>(level)];
}

/// A member that is an object or an array, or null.
const Json& member(const Json& object, const char* name) {
  static const Json none;
  const auto found = object.is_object() ? object.find(name) : object.end();
  return object.is_object() && found != object.end() ? *found : none;
}
std::string text_of(const Json& object, const char* name) {
  const Json& value = member(object, name);
  return value.is_string() ? value.get<std::string>() : std::string{};
}
std::int64_t number_of(const Json& object, const char* name) {
  const Json& value = member(object, name);
  if (!value.is_number_integer()) return 0;
  return std::clamp<std::int64_t>(value.get<std::int64_t>(), 0, 1'000'000'000);
}

// --- Errors --------------------------------------------------------------------------------------

/// What the details of an error say, gathered.
struct Details {
  std::string reason;
  std::optional<http::Milliseconds> delay;
  bool is_daily = false;
  bool is_without_quota = false;  ///< a limit of 0: the model is not in this tier
};

void add_violation(const Json& violation, Details& out) {
  const std::string id = text_of(violation, "quotaId");
  if (id.find("PerDay") != std::string::npos) out.is_daily = true;
  const Json& value = member(violation, "quotaValue");
  if (value == "0" || value == 0) out.is_without_quota = true;
}

Details details_of(const Json& error) {
  Details out;
  for (const Json& detail : member(error, "details")) {
    const std::string type = text_of(detail, "@type");
    if (type.ends_with("ErrorInfo")) out.reason = text_of(detail, "reason");
    if (type.ends_with("RetryInfo")) out.delay = http::read_duration(text_of(detail, "retryDelay"));
    if (!type.ends_with("QuotaFailure")) continue;
    for (const Json& violation : member(detail, "violations")) add_violation(violation, out);
  }
  return out;
}

/// `… Please retry in 36.4s.`: all there is when the details are missing.
std::optional<http::Milliseconds> delay_in(std::string_view message) {
  constexpr std::string_view words = "retry in ";
  const std::size_t at = message.find(words);
  if (at == std::string_view::npos) return std::nullopt;
  std::string_view rest = message.substr(at + words.size());
  rest = rest.substr(0, rest.find_first_not_of("0123456789.hms"));
  while (rest.ends_with('.')) rest.remove_suffix(1);
  return http::read_duration(rest);
}

ModelReading reading_of_429(const Json& error, const Details& details,
                            const http::Response& response) {
  // The day's quota may carry a delay of seconds all the same: its name counts first.
  if (details.is_without_quota) {
    ModelReading out = reading_of(ModelEnd::refused, "quota_of_zero");
    out.scope = Scope::service;
    return out;
  }
  if (details.is_daily) {
    ModelReading out = reading_of(ModelEnd::out_of_quota, "service_day");
    out.scope = Scope::day;
    return out;
  }
  ModelReading out = reading_of(ModelEnd::rate_limited, "RESOURCE_EXHAUSTED");
  out.next = Next::again;
  out.after = details.delay;
  if (!out.after) out.after = response.retry_after;
  if (!out.after) out.after = delay_in(text_of(error, "message"));
  return out;
}

ModelReading reading_of_error(const Json& error, const http::Response& response) {
  const Details details = details_of(error);
  const std::string status = text_of(error, "status");
  http::Response as = response;
  if (response.is_success()) {  // an error in an answer that looks well
    const std::int64_t code = number_of(error, "code");
    as.status = code >= 400 && code < 600 ? static_cast<int>(code) : 500;
  }
  if (as.status == 429 || status == "RESOURCE_EXHAUSTED") {
    return reading_of_429(error, details, response);
  }
  ModelReading out = reading_of_status(as);
  if (!details.reason.empty()) {
    out.answer.why = word_of(details.reason);
  } else if (!status.empty()) {
    out.answer.why = word_of(status);
  }
  const bool is_key = details.reason.starts_with("API_KEY_");
  if (is_key || status == "FAILED_PRECONDITION") out.scope = Scope::service;
  if (!out.after) out.after = details.delay;
  return out;
}

// --- Answers -------------------------------------------------------------------------------------

/// What an end other than STOP means; nothing for STOP.
std::optional<ModelEnd> end_of(std::string_view reason) {
  if (reason == "STOP") return std::nullopt;
  if (reason == "MAX_TOKENS") return ModelEnd::truncated;
  constexpr std::array<std::string_view, 6> blocked = {
      "SAFETY", "RECITATION", "LANGUAGE", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII"};
  if (reason.starts_with("IMAGE_") ||
      std::find(blocked.begin(), blocked.end(), reason) != blocked.end()) {
    return ModelEnd::blocked;
  }
  return ModelEnd::malformed;  // OTHER, tool calls, and what comes later
}

std::string text_of_parts(const Json& content) {
  std::string out;
  for (const Json& part : member(content, "parts")) {
    const Json& thought = member(part, "thought");
    if (thought.is_boolean() && thought.get<bool>()) continue;
    out += text_of(part, "text");
  }
  return out;
}

void read_usage(const Json& body, ModelAnswer& answer) {
  const Json& usage = member(body, "usageMetadata");
  answer.prompt_tokens = number_of(usage, "promptTokenCount");
  answer.answer_tokens =
      number_of(usage, "candidatesTokenCount") + number_of(usage, "thoughtsTokenCount");
}

void read_candidate(const Json& body, std::span<const AnswerField> fields, ModelAnswer& answer) {
  const Json& candidates = member(body, "candidates");
  if (!candidates.is_array() || candidates.empty()) {
    const std::string reason = text_of(member(body, "promptFeedback"), "blockReason");
    answer.end = reason.empty() ? ModelEnd::empty : ModelEnd::blocked;
    answer.why = reason.empty() ? "no_candidates" : word_of(reason);
    return;
  }
  const Json& candidate = candidates.front();
  const std::string reason = text_of(candidate, "finishReason");
  if (reason.empty()) {
    answer.end = ModelEnd::malformed;
    answer.why = "no_finish_reason";
  } else if (const auto end = end_of(reason)) {
    answer.end = *end;
    answer.why = word_of(reason);
  } else {
    read_form(text_of_parts(member(candidate, "content")), fields, answer);
  }
}

// --- The dialect ---------------------------------------------------------------------------------

class Gemini final : public ModelDialect {
public:
  explicit Gemini(GeminiOptions options) : options_(std::move(options)) {}

  [[nodiscard]] std::string_view model_name() const noexcept override { return options_.model; }
  [[nodiscard]] bool needs_key() const noexcept override { return true; }
  [[nodiscard]] std::int64_t answer_tokens_of(const ModelRequest& request) const override {
    const std::int64_t wanted = std::int64_t{std::max(request.answer_tokens_max, 1)} +
                                std::max(options_.thinking_tokens, 0);
    const int most = std::max(options_.answer_tokens_most, 1);
    return std::clamp<std::int64_t>(wanted, std::min(answer_tokens_least, most), most);
  }
  [[nodiscard]] http::Request request_of(const ModelRequest& request,
                                         const http::SharedSecret& key) const override;
  [[nodiscard]] ModelReading read(const ModelRequest& request,
                                  const http::Response& response) const override;

private:
  [[nodiscard]] Json generation_config(const ModelRequest& request) const;

  GeminiOptions options_;
};

Json Gemini::generation_config(const ModelRequest& request) const {
  const bool is_openapi = options_.schema == GeminiSchema::response_schema;
  Json config;
  if (options_.temperature) config["temperature"] = *options_.temperature;
  config["maxOutputTokens"] = answer_tokens_of(request);
  config["responseMimeType"] = "application/json";
  config[is_openapi ? "responseSchema" : "responseJsonSchema"] = Json::parse(write_answer_schema(
      request.fields, is_openapi ? SchemaStyle::openapi : SchemaStyle::json_schema));
  if (const auto* const level = std::get_if<GeminiLevel>(&options_.thinking)) {
    config["thinkingConfig"] = {{"thinkingLevel", level_name(*level)}};
  } else if (const auto* const budget = std::get_if<GeminiBudget>(&options_.thinking)) {
    config["thinkingConfig"] = {{"thinkingBudget", budget->tokens}};
  }
  return config;
}

http::Request Gemini::request_of(const ModelRequest& request, const http::SharedSecret& key) const {
  const auto parts = [](const std::string& text) { return Json::array({Json{{"text", text}}}); };
  Json body;
  body["contents"] = Json::array({Json{{"parts", parts(request.prompt)}, {"role", "user"}}});
  if (!request.instructions.empty()) {
    body["systemInstruction"] = {{"parts", parts(request.instructions)}, {"role", "user"}};
  }
  for (const GeminiSafety& each : options_.safety) {
    body["safetySettings"].push_back({{"category", each.category}, {"threshold", each.threshold}});
  }
  body["generationConfig"] = generation_config(request);
  http::Request out;
  out.method = http::Method::post;
  out.url = options_.base_url + "/models/" + options_.model + ":generateContent";
  out.secret_headers = {{"x-goog-api-key", "", key}};
  out.body = body.dump(-1, ' ', false, Json::error_handler_t::replace);
  return out;
}

ModelReading Gemini::read(const ModelRequest& request, const http::Response& response) const {
  Json body;
  if (is_shallow(response.body)) body = Json::parse(response.body, nullptr, false);
  if (body.is_array() && !body.empty()) body = Json(body.front());  // as its streams write errors
  if (const Json& error = member(body, "error"); error.is_object()) {
    return reading_of_error(error, response);
  }
  if (!response.is_success()) return reading_of_status(response);
  if (!body.is_object()) {
    return reading_of(ModelEnd::malformed, response.is_json() ? "bad_json" : "not_json");
  }
  ModelReading out;
  read_usage(body, out.answer);
  read_candidate(body, request.fields, out.answer);
  return out;
}

bool is_word(const std::string& text) { return !text.empty() && word_of(text) == text; }

/// A bad key is a 400 here; its name tells it from other ones.
ProbeEnd end_of_error(const Json& error, ProbeEnd end) {
  const std::string status = text_of(error, "status");
  if (details_of(error).reason.starts_with("API_KEY_")) return ProbeEnd::key_refused;
  if (status == "PERMISSION_DENIED" || status == "UNAUTHENTICATED") return ProbeEnd::key_refused;
  if (status == "FAILED_PRECONDITION") return ProbeEnd::key_refused;  // a region, or no billing
  if (status == "NOT_FOUND" || status == "INVALID_ARGUMENT") return ProbeEnd::not_found;
  if (status == "RESOURCE_EXHAUSTED") return ProbeEnd::limited;
  return end == ProbeEnd::usable ? ProbeEnd::not_the_service : end;
}

}  // namespace

Probe probe_gemini(const GeminiOptions& options) {
  Probe out;
  std::string base = options.base_url;
  while (base.ends_with('/')) base.pop_back();
  const std::string model =
      options.model.starts_with("models/") ? options.model.substr(7) : options.model;
  if (!is_base_url(base) || !is_model_name(model)) {
    out.end = ProbeEnd::wrong_options;
    return out;
  }
  const http::SharedSecret key = http::probe_key(options.service.key);
  if (!key) {
    out.end = ProbeEnd::no_key;
    return out;
  }
  http::Request request;
  request.url = base + "/models/" + model;
  request.secret_headers = {{"x-goog-api-key", "", key}};
  const http::ProbeAnswer answer = http::probe(std::move(request), options.service.client);
  out = answer.probe;
  if (out.failure != http::Failure::none) return out;
  Json body;
  if (is_shallow(answer.response.body)) body = Json::parse(answer.response.body, nullptr, false);
  if (body.is_array() && !body.empty()) body = Json(body.front());
  if (const Json& error = member(body, "error"); error.is_object()) {
    out.end = end_of_error(error, out.end);
  } else if (out.end != ProbeEnd::unavailable && text_of(body, "name") != "models/" + model) {
    out.end = ProbeEnd::not_the_service;
  }
  if (out.is_usable()) out.name = http::shown_name(text_of(body, "displayName"));
  return out;
}

result<std::unique_ptr<TextModel>> make_gemini_model(GeminiOptions options) {
  while (options.base_url.ends_with('/')) options.base_url.pop_back();
  if (options.model.starts_with("models/")) options.model.erase(0, 7);
  const auto* const budget = std::get_if<GeminiBudget>(&options.thinking);
  const bool is_fine =
      is_base_url(options.base_url) && is_model_name(options.model) &&
      (budget == nullptr || budget->tokens >= -1) &&
      std::all_of(options.safety.begin(), options.safety.end(), [](const GeminiSafety& each) {
        return is_word(each.category) && is_word(each.threshold);
      });
  if (!is_fine) return make_error_code(errc::invalid_argument);
  ModelServiceOptions service = std::move(options.service);
  return make_service_model(std::make_unique<Gemini>(std::move(options)), std::move(service));
}

}  // namespace reactivation
