// OpenAI's protocol, and what its imitators make of it (recorded shapes of vLLM, Ollama, llama.cpp
// and Gemini's own imitation).
#include "models.hpp"

using namespace reactivation;

namespace {

ModelAnswer said(const Json& body) { return answer_of(*openai(), {{"json", body}}); }
ModelAnswer failed(int status, const Json& body, const Json& headers = Json::object()) {
  return answer_of(*openai(), {{"status", status}, {"json", body}, {"headers", headers}});
}

void check_end(const ModelAnswer& answer, ModelEnd end, const std::string& why) {
  CAPTURE(to_string(answer.end));
  CHECK(answer.end == end);
  CHECK(answer.why == why);
  CHECK(answer.values.empty());
}

Json error(const Json& code, const std::string& type) {
  return {{"error", {{"message", "m"}, {"type", type}, {"param", nullptr}, {"code", code}}}};
}

}  // namespace

TEST_CASE("OpenAI: a clean answer is read with its tokens") {
  const ModelAnswer answer = said(openai_says(good_form()));
  CHECK(answer.end == ModelEnd::answered);
  CHECK(answer.values == good_values());
  CHECK(answer.prompt_tokens == 50);
  CHECK(answer.answer_tokens == 20);
}

TEST_CASE("OpenAI: recorded answers of its imitators are read") {
  // vLLM: extras and nulls.
  Json vllm = openai_says(good_form());
  vllm["choices"][0].update({{"logprobs", nullptr}, {"stop_reason", nullptr}});
  vllm["choices"][0]["message"].update(
      {{"reasoning_content", nullptr}, {"tool_calls", Json::array()}, {"refusal", nullptr}});
  vllm["prompt_logprobs"] = nullptr;
  CHECK(said(vllm).values == good_values());
  // Ollama: its thoughts stand beside.
  Json ollama = openai_says(good_form());
  ollama["system_fingerprint"] = "fp_ollama";
  ollama["choices"][0]["message"]["reasoning"] = "let me see";
  CHECK(said(ollama).values == good_values());
  // llama.cpp: thoughts in the content, timings.
  Json llama = openai_says("<think>hm</think>\n" + std::string(good_form()));
  llama["choices"][0]["message"]["reasoning_content"] = "hm";
  llama["timings"] = {{"prompt_n", 1}, {"predicted_per_second", 31.2}};
  CHECK(said(llama).values == good_values());
  // Gemini's imitation: no count of the answer's tokens.
  Json compat = openai_says(good_form());
  compat["usage"].erase("completion_tokens");
  CHECK(said(compat).values == good_values());
  // Content in parts.
  CHECK(said(openai_says(Json::array({{{"type", "text"}, {"text", good_form()}}}))).values ==
        good_values());
}

TEST_CASE("OpenAI: an end that is not clean has no values, whatever was written (B92)") {
  check_end(said(openai_says(good_form(), "length")), ModelEnd::truncated, "length");
  check_end(said(openai_says(good_form(), "content_filter")), ModelEnd::blocked, "content_filter");
  check_end(said(openai_says(good_form(), "tool_calls")), ModelEnd::malformed, "tool_calls");
  check_end(said(openai_says(good_form(), "new_reason")), ModelEnd::malformed, "new_reason");
  check_end(said(openai_says(good_form(), nullptr)), ModelEnd::malformed, "no_finish_reason");
  Json refusal = openai_says(nullptr);
  refusal["choices"][0]["message"]["refusal"] = "I cannot";
  check_end(said(refusal), ModelEnd::blocked, "refusal");
}

TEST_CASE("OpenAI: nothing said is empty, cut before a word is truncated (B91)") {
  check_end(said(openai_says(nullptr)), ModelEnd::empty, "no_text");
  check_end(said(openai_says("")), ModelEnd::empty, "no_text");
  check_end(said(openai_says(nullptr, "length")), ModelEnd::truncated, "length");
  Json without = openai_says(nullptr);
  without["choices"][0].erase("message");
  check_end(said(without), ModelEnd::empty, "no_text");
  check_end(said({{"choices", Json::array()}}), ModelEnd::empty, "no_choices");
}

TEST_CASE("OpenAI: an error's code may be a text, a number or null, its body flat or wrapped") {
  check_end(failed(401, error("invalid_api_key", "invalid_request_error")), ModelEnd::refused,
            "invalid_api_key");
  check_end(failed(400, error(400, "BadRequestError")), ModelEnd::refused, "other");  // vLLM
  check_end(failed(404, error(nullptr, "not_found_error")), ModelEnd::refused,
            "not_found_error");  // Ollama
  check_end(failed(503, error(503, "unavailable_error")), ModelEnd::unavailable,
            "unavailable_error");  // llama.cpp while it loads
  check_end(failed(501, error(501, "not_supported_error")), ModelEnd::refused,
            "not_supported_error");
  check_end(failed(400, {{"object", "error"},
                         {"message", "m"},
                         {"type", "invalid_request_error"},
                         {"code", 400}}),
            ModelEnd::refused, "invalid_request_error");  // older vLLM
  check_end(failed(503, Json::array({error(503, "unavailable_error")})), ModelEnd::unavailable,
            "unavailable_error");
  check_end(failed(500, {{"error", "model runner has stopped"}}), ModelEnd::unavailable,
            "http_500");
  check_end(said(error(429, "rate_limit_error")), ModelEnd::rate_limited, "rate_limit_error");
  check_end(said(error(nullptr, "api_error")), ModelEnd::unavailable, "api_error");
}

TEST_CASE("OpenAI: a 429 says when again in any of its headers") {
  const auto wait_of = [](const Json& headers) {
    const ModelAnswer answer = failed(429, error("rate_limit_exceeded", "requests"), headers);
    CHECK(answer.end == ModelEnd::rate_limited);
    return answer.retry_after;
  };
  CHECK(wait_of({{"Retry-After", "7"}}) == Seconds{7});
  CHECK(wait_of({{"Retry-After-Ms", "1500"}}) == Seconds{2});
  CHECK(wait_of({{"x-ratelimit-remaining-requests", "0"},
                 {"x-ratelimit-reset-requests", "1m2s"},
                 {"x-ratelimit-remaining-tokens", "900"},
                 {"x-ratelimit-reset-tokens", "6m0s"}}) == Seconds{62});
  CHECK(wait_of(Json::object()) == Seconds{0});
}

TEST_CASE("OpenAI: a 429 without money is not tried again, nor are the other questions") {
  ModelServiceOptions service = quick_service();
  service.client.repeat.tries_max = 3;
  service.client.connections = 1;
  const auto model = openai(service);
  server().play_steps({{{"status", 429},
                        {"json", error("insufficient_quota", "insufficient_quota")},
                        {"headers", {{"Retry-After", "1"}}}}});
  const std::vector<ModelRequest> questions(3, question());
  for (const ModelAnswer& each : model->ask(questions, {})) {
    check_end(each, ModelEnd::out_of_quota, "insufficient_quota");
  }
  CHECK(server().request_count() == 1);
}

TEST_CASE("OpenAI: a model that is loading is asked again") {
  ModelServiceOptions service = quick_service();
  service.client.repeat.tries_max = 3;
  const auto model = openai(service);
  server().play_steps({{{"status", 503}, {"json", error(503, "unavailable_error")}},
                       {{"json", openai_says(good_form())}}});
  CHECK(ask_one(*model).end == ModelEnd::answered);
  CHECK(server().request_count() == 2);
}

TEST_CASE("OpenAI: the base is understood with and without version and slash") {
  for (const std::string end : {"", "/", "/v1", "/v1/", "/v1//", "/proxy/v1"}) {
    server().play_steps({{{"json", openai_says(good_form())}}});
    OpenAiOptions options;
    options.service = quick_service();
    options.model = "some-model";
    options.base_url = server().http() + end;
    auto model = make_openai_model(std::move(options));
    REQUIRE(model);
    CHECK(ask_one(*model.value()).end == ModelEnd::answered);
    CHECK(server().tell()["requests"].at(0)["target"] ==
          std::string(end == "/proxy/v1" ? "/proxy" : "") + "/v1/chat/completions");
  }
}

TEST_CASE("OpenAI: a server of one's own needs no key, and is sent none") {
  ModelServiceOptions service = quick_service();
  service.key = nullptr;
  server().play_steps({{{"json", openai_says(good_form())}}});
  CHECK(ask_one(*openai(service)).end == ModelEnd::answered);
  const Json seen = server().tell()["requests"].at(0);
  for (const Json& header : seen["headers"]) {
    CHECK(header[0] != "authorization");
  }
}

TEST_CASE("OpenAI: the form is asked for as the server understands it") {
  const auto body_of = [](OpenAiOptions options) {
    server().play_steps({{{"json", openai_says(good_form())}}});
    CHECK(ask_one(*openai(quick_service(), std::move(options))).end == ModelEnd::answered);
    return Json::parse(server().tell()["requests"].at(0)["body"].get<std::string>());
  };
  OpenAiOptions options;
  Json body = body_of(options);
  CHECK(body["max_tokens"] == 300);
  CHECK(body["response_format"]["type"] == "json_schema");
  CHECK(body["response_format"]["json_schema"]["name"] == "answer");
  CHECK(body["response_format"]["json_schema"]["strict"] == true);
  CHECK_FALSE(body.contains("temperature"));
  options.form = OpenAiForm::json_schema_flat;
  options.tokens_field = "max_completion_tokens";
  options.thinking_tokens = 1000;
  options.reasoning_effort = "low";
  options.temperature = 0.3;
  body = body_of(options);
  CHECK(body["max_completion_tokens"] == 1300);
  CHECK_FALSE(body.contains("max_tokens"));
  CHECK(body["response_format"]["schema"]["required"] == Json{"text", "days", "tone"});
  CHECK(body["reasoning_effort"] == "low");
  CHECK(body["temperature"] == 0.3);
  options.form = OpenAiForm::json_object;
  body = body_of(options);
  CHECK(body["response_format"] == Json{{"type", "json_object"}});
  CHECK(body["messages"][0]["content"].get<std::string>().find(
            R"("required":["text","days","tone"])") != std::string::npos);
  options.form = OpenAiForm::text;
  CHECK_FALSE(body_of(options).contains("response_format"));
}

TEST_CASE("OpenAI: what cannot be configured is refused when the model is made") {
  const auto is_made = [](auto&& change) {
    OpenAiOptions options;
    options.model = "m";
    change(options);
    return make_openai_model(std::move(options)).has_value();
  };
  CHECK(is_made([](OpenAiOptions&) {}));
  CHECK(is_made([](OpenAiOptions& o) { o.model = "meta-llama/Llama-3:8b"; }));
  CHECK_FALSE(is_made([](OpenAiOptions& o) { o.model = ""; }));
  CHECK_FALSE(is_made([](OpenAiOptions& o) { o.base_url = ""; }));
  CHECK_FALSE(is_made([](OpenAiOptions& o) { o.base_url = "https://user:word@a/v1"; }));
  CHECK_FALSE(is_made([](OpenAiOptions& o) { o.tokens_field = "max tokens"; }));
  CHECK_FALSE(is_made([](OpenAiOptions& o) { o.reasoning_effort = "\"low"; }));
}
