#include "reactivation/adapters/openai.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "reactivation/adapters/models_service.hpp"

namespace reactivation {
namespace {

using Json = nlohmann::ordered_json;
using Scope = ModelReading::Scope;

/// A member, or null.
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

/// The error of a body, in any of the shapes in use, or null.
const Json& error_in(const Json& body) {
  static const Json none;
  const Json& first = body.is_array() && !body.empty() ? body.front() : body;
  const Json& error = member(first, "error");
  if (error.is_object() || error.is_string()) return error;
  const bool is_flat = text_of(first, "object") == "error" ||
                       (member(first, "choices").is_null() && member(first, "message").is_string());
  return is_flat ? first : none;
}

/// When the limit that is used up begins anew, as OpenAI's headers say.
std::optional<http::Milliseconds> delay_of(const http::Response& response) {
  if (response.retry_after) return response.retry_after;
  std::string milliseconds(response.header("retry-after-ms"));
  if (!milliseconds.empty()) {
    if (auto exact = http::read_duration(milliseconds + "ms")) return exact;
  }
  std::optional<http::Milliseconds> out;
  for (const std::string what : {"requests", "tokens"}) {
    if (response.header("x-ratelimit-remaining-" + what) != "0") continue;
    const auto reset = http::read_duration(response.header("x-ratelimit-reset-" + what));
    if (reset) out = std::max(out.value_or(*reset), *reset);
  }
  return out;
}

ModelReading reading_of_error(const Json& error, const http::Response& response) {
  const std::string code = text_of(error, "code");
  const std::string type = text_of(error, "type");
  http::Response as = response;
  if (response.is_success()) {  // an error in an answer that looks well
    const std::int64_t number = number_of(error, "code");
    as.status = number >= 400 && number < 600 ? static_cast<int>(number) : 500;
  }
  ModelReading out = reading_of_status(as);
  if (out.next == ModelReading::Next::again) out.after = delay_of(response);
  if (!code.empty()) {
    out.answer.why = word_of(code);
  } else if (!type.empty()) {
    out.answer.why = word_of(type);
  }
  constexpr std::array<std::string_view, 3> money = {
      "insufficient_quota", "billing_hard_limit_reached", "billing_not_active"};
  constexpr std::array<std::string_view, 4> account = {"invalid_api_key", "authentication_error",
                                                       "model_not_found", "not_supported_error"};
  const auto is_one_of = [&](const auto& words) {
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view word) { return word == code || word == type; });
  };
  if (is_one_of(money)) {
    out.answer.end = ModelEnd::out_of_quota;
    out.next = ModelReading::Next::done;
    out.scope = Scope::service;
    out.after.reset();
  } else if (is_one_of(account)) {
    out.scope = Scope::service;
  }
  return out;
}

// --- Answers -------------------------------------------------------------------------------------

/// A text, or the texts of its parts.
std::string content_of(const Json& message) {
  const Json& content = member(message, "content");
  if (content.is_string()) return content.get<std::string>();
  std::string out;
  if (!content.is_array()) return out;
  for (const Json& part : content) out += text_of(part, "text");
  return out;
}

void read_choice(const Json& choice, std::span<const AnswerField> fields, ModelAnswer& answer) {
  const Json& message = member(choice, "message");
  const std::string reason = text_of(choice, "finish_reason");
  answer.end = ModelEnd::malformed;
  if (!text_of(message, "refusal").empty()) {
    answer.end = ModelEnd::blocked;
    answer.why = "refusal";
  } else if (reason.empty()) {
    answer.why = "no_finish_reason";
  } else if (reason == "length") {
    answer.end = ModelEnd::truncated;
    answer.why = reason;
  } else if (reason == "content_filter") {
    answer.end = ModelEnd::blocked;
    answer.why = reason;
  } else if (reason != "stop") {
    answer.why = word_of(reason);
  } else {
    read_form(content_of(message), fields, answer);
  }
}

// --- The dialect ---------------------------------------------------------------------------------

class OpenAi final : public ModelDialect {
public:
  explicit OpenAi(OpenAiOptions options) : options_(std::move(options)) {}

  [[nodiscard]] std::string_view model_name() const noexcept override { return options_.model; }
  [[nodiscard]] bool needs_key() const noexcept override { return false; }
  [[nodiscard]] std::int64_t answer_tokens_of(const ModelRequest& request) const override {
    return std::int64_t{std::max(request.answer_tokens_max, 1)} +
           std::max(options_.thinking_tokens, 0);
  }
  [[nodiscard]] http::Request request_of(const ModelRequest& request,
                                         const http::SharedSecret& key) const override;
  [[nodiscard]] ModelReading read(const ModelRequest& request,
                                  const http::Response& response) const override;

private:
  [[nodiscard]] Json messages_of(const ModelRequest& request, const std::string& schema) const;

  OpenAiOptions options_;
};

Json OpenAi::messages_of(const ModelRequest& request, const std::string& schema) const {
  std::string instructions = request.instructions;
  if (options_.form == OpenAiForm::json_object || options_.form == OpenAiForm::text) {
    if (!instructions.empty()) instructions += "\n\n";
    instructions += "Answer with one JSON object and nothing else. Its JSON Schema: " + schema;
  }
  Json out = Json::array();
  if (!instructions.empty()) out.push_back({{"role", "system"}, {"content", instructions}});
  out.push_back({{"role", "user"}, {"content", request.prompt}});
  return out;
}

http::Request OpenAi::request_of(const ModelRequest& request, const http::SharedSecret& key) const {
  const std::string schema = write_answer_schema(request.fields, SchemaStyle::json_schema);
  Json body;
  body["model"] = options_.model;
  body["messages"] = messages_of(request, schema);
  if (options_.temperature) body["temperature"] = *options_.temperature;
  if (!options_.reasoning_effort.empty()) body["reasoning_effort"] = options_.reasoning_effort;
  body[options_.tokens_field] = answer_tokens_of(request);
  switch (options_.form) {
    case OpenAiForm::json_schema:
      body["response_format"] = {
          {"type", "json_schema"},
          {"json_schema", {{"name", "answer"}, {"strict", true}, {"schema", Json::parse(schema)}}}};
      break;
    case OpenAiForm::json_schema_flat:
      body["response_format"] = {{"type", "json_schema"}, {"schema", Json::parse(schema)}};
      break;
    case OpenAiForm::json_object:
      body["response_format"] = {{"type", "json_object"}};
      break;
    case OpenAiForm::text:
      break;
  }
  http::Request out;
  out.method = http::Method::post;
  out.url = options_.base_url + "/chat/completions";
  out.headers = {{"Accept", "application/json"}};
  if (key) out.secret_headers = {{"Authorization", "Bearer ", key}};
  out.body = body.dump(-1, ' ', false, Json::error_handler_t::replace);
  return out;
}

ModelReading OpenAi::read(const ModelRequest& request, const http::Response& response) const {
  Json body;
  if (is_shallow(response.body)) body = Json::parse(response.body, nullptr, false);
  if (const Json& error = error_in(body); !error.is_null()) {
    return reading_of_error(error, response);
  }
  if (!response.is_success()) {
    ModelReading out = reading_of_status(response);
    if (out.next == ModelReading::Next::again) out.after = delay_of(response);
    return out;
  }
  if (!body.is_object()) {
    return reading_of(ModelEnd::malformed, response.is_json() ? "bad_json" : "not_json");
  }
  ModelReading out;
  const Json& usage = member(body, "usage");
  out.answer.prompt_tokens = number_of(usage, "prompt_tokens");
  out.answer.answer_tokens = number_of(usage, "completion_tokens");
  const Json& choices = member(body, "choices");
  if (!choices.is_array() || choices.empty()) {
    out.answer.end = ModelEnd::empty;
    out.answer.why = "no_choices";
    return out;
  }
  read_choice(choices.front(), request.fields, out.answer);
  return out;
}

/// `https://host` alone means `https://host/v1`.
std::string with_version(std::string url) {
  while (url.ends_with('/')) url.pop_back();
  const std::size_t authority = url.find("://");
  if (authority == std::string::npos) return url;
  return url.find('/', authority + 3) == std::string::npos ? url + "/v1" : url;
}

bool is_field_name(const std::string& name) { return !name.empty() && word_of(name) == name; }

}  // namespace

OpenAiProbe probe_openai(const OpenAiOptions& options) {
  OpenAiProbe out;
  const std::string base = with_version(options.base_url);
  if (!is_base_url(base) || !is_model_name(options.model)) {
    out.end = ProbeEnd::wrong_options;
    return out;
  }
  http::Request request;
  request.url = base + "/models";
  request.headers = {{"Accept", "application/json"}};
  if (const http::SharedSecret key = http::probe_key(options.service.key)) {
    request.secret_headers = {{"Authorization", "Bearer ", key}};
  }
  const http::ProbeAnswer answer = http::probe(std::move(request), options.service.client);
  static_cast<Probe&>(out) = answer.probe;
  if (out.failure != http::Failure::none) return out;
  Json body;
  if (is_shallow(answer.response.body)) body = Json::parse(answer.response.body, nullptr, false);
  if (!out.is_usable()) {
    // A refusal without an error of this protocol is somebody else's.
    const bool is_refusal = out.end == ProbeEnd::key_refused || out.end == ProbeEnd::not_found;
    if (is_refusal && error_in(body).is_null()) out.end = ProbeEnd::not_the_service;
    return out;
  }
  const Json& models = member(body, "data");
  if (!models.is_array()) out.end = ProbeEnd::not_the_service;
  for (const Json& model : models) {
    if (text_of(model, "id") == options.model) out.lists_model = true;
  }
  return out;
}

result<std::unique_ptr<TextModel>> make_openai_model(OpenAiOptions options) {
  options.base_url = with_version(std::move(options.base_url));
  const bool is_fine =
      is_base_url(options.base_url) && is_model_name(options.model) &&
      is_field_name(options.tokens_field) &&
      (options.reasoning_effort.empty() || is_field_name(options.reasoning_effort));
  if (!is_fine) return make_error_code(errc::invalid_argument);
  ModelServiceOptions service = std::move(options.service);
  return make_service_model(std::make_unique<OpenAi>(std::move(options)), std::move(service));
}

}  // namespace reactivation
