// Gemini's answers, as its documentation and field reports have them.
#include "models.hpp"

using namespace reactivation;

namespace {

/// `details`: a list, or the only one.
Json error(int code, const std::string& status, const std::string& message, const Json& details) {
  const Json list = details.is_array() ? details : Json::array({details});
  const Json inner = {{"code", code}, {"message", message}, {"status", status}, {"details", list}};
  return {{"status", code}, {"json", {{"error", inner}}}};
}

Json error_info(const std::string& reason) {
  return {{"@type", "type.googleapis.com/google.rpc.ErrorInfo"},
          {"reason", reason},
          {"domain", "googleapis.com"}};
}
Json quota_failure(const std::string& id, const std::string& value) {
  return {{"@type", "type.googleapis.com/google.rpc.QuotaFailure"},
          {"violations",
           {{{"quotaMetric", "generativelanguage.googleapis.com/generate_content_requests"},
             {"quotaId", id},
             {"quotaDimensions", {{"model", "gemini-3.8-flash"}, {"location", "global"}}},
             {"quotaValue", value}}}}};
}
Json retry_info(const std::string& delay) {
  return {{"@type", "type.googleapis.com/google.rpc.RetryInfo"}, {"retryDelay", delay}};
}

ModelAnswer said(const Json& body) { return answer_of(*gemini(), {{"json", body}}); }

void check_end(const ModelAnswer& answer, ModelEnd end, const std::string& why) {
  CAPTURE(to_string(answer.end));
  CHECK(answer.end == end);
  CHECK(answer.why == why);
  CHECK(answer.values.empty());
}

}  // namespace

TEST_CASE("Gemini: a clean answer is read, without its thoughts, with its tokens") {
  Json body = gemini_says("ignored");
  body["candidates"][0]["content"]["parts"] = {
      {{"text", "I think of Anna"}, {"thought", true}},
      {{"text", R"({"text":"Анна, )"}},
      {{"text", R"(привет!","days":30,"tone":"warm"})"}, {"thoughtSignature", "abc"}}};
  const ModelAnswer answer = said(body);
  CHECK(answer.end == ModelEnd::answered);
  CHECK(answer.values == good_values());
  CHECK(answer.why.empty());
  CHECK(answer.prompt_tokens == 50);
  CHECK(answer.answer_tokens == 120);
  CHECK(answer.took.count() > 0);
}

TEST_CASE("Gemini: the request is the official one, and the answer's cap holds thoughts, too") {
  server().play_steps({{{"json", gemini_says(good_form())}}});
  GeminiOptions options;
  options.model = "models/gemini-3.8-flash";
  const auto model = gemini(quick_service(), options);
  CHECK(model->name() == "gemini-3.8-flash");
  CHECK(ask_one(*model).end == ModelEnd::answered);
  const Json seen = server().tell()["requests"].at(0);
  CHECK(seen["method"] == "POST");
  CHECK(seen["target"] == "/v1beta/models/gemini-3.8-flash:generateContent");
  const Json body = Json::parse(seen["body"].get<std::string>());
  CHECK(body["generationConfig"]["maxOutputTokens"] == 300 + 2048);
  CHECK(body["generationConfig"]["thinkingConfig"] == Json{{"thinkingLevel", "LOW"}});
  CHECK_FALSE(body["generationConfig"].contains("temperature"));
  // In the order in which the model is to write, whatever sorts keys on the way.
  CHECK(body["generationConfig"]["responseSchema"]["propertyOrdering"] ==
        Json{"text", "days", "tone"});
}

TEST_CASE("Gemini: an end that is not clean has no values, whatever was written (B92)") {
  check_end(said(gemini_says(good_form(), "MAX_TOKENS")), ModelEnd::truncated, "MAX_TOKENS");
  for (const char* const reason : {"SAFETY", "RECITATION", "LANGUAGE", "BLOCKLIST",
                                   "PROHIBITED_CONTENT", "SPII", "IMAGE_SAFETY"}) {
    check_end(said(gemini_says(good_form(), reason)), ModelEnd::blocked, reason);
  }
  for (const char* const reason :
       {"OTHER", "MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "SOME_NEW_REASON"}) {
    check_end(said(gemini_says(good_form(), reason)), ModelEnd::malformed, reason);
  }
  check_end(said(gemini_says(good_form(), "")), ModelEnd::malformed, "no_finish_reason");
}

TEST_CASE("Gemini: thoughts that ate the whole cap are a truncated answer, with HTTP 200") {
  Json body = gemini_says("", "MAX_TOKENS");
  body["candidates"][0].erase("content");
  check_end(said(body), ModelEnd::truncated, "MAX_TOKENS");
  body["candidates"][0]["content"] = {{"role", "model"}};
  check_end(said(body), ModelEnd::truncated, "MAX_TOKENS");
}

TEST_CASE("Gemini: a blocked question has no candidates, with HTTP 200 (B92)") {
  check_end(said({{"promptFeedback", {{"blockReason", "PROHIBITED_CONTENT"}}}}), ModelEnd::blocked,
            "PROHIBITED_CONTENT");
  check_end(said(Json::object()), ModelEnd::empty, "no_candidates");
  check_end(said({{"candidates", Json::array()}}), ModelEnd::empty, "no_candidates");
}

TEST_CASE("Gemini: a clean end without a word is empty (B91)") {
  check_end(said(gemini_says("")), ModelEnd::empty, "no_text");
  Json thoughts = gemini_says("only thoughts");
  thoughts["candidates"][0]["content"]["parts"][0]["thought"] = true;
  check_end(said(thoughts), ModelEnd::empty, "no_text");
}

TEST_CASE("Gemini: members of strange types are no crash") {
  for (
      const char* const text :
      {"[]", "null", "7", "\"a\"", R"({"candidates":{}})", R"({"candidates":[null]})",
       R"({"candidates":[{"finishReason":7}]})",
       R"({"candidates":[{"finishReason":"STOP","content":[]}]})",
       R"({"candidates":[{"finishReason":"STOP","content":{"parts":{"text":7}}}],"usageMetadata":[]})",
       R"({"error":"word"})", R"({"error":[]})"}) {
    CAPTURE(text);
    const ModelAnswer answer = answer_of(*gemini(), {{"body", text}});
    CHECK(answer.end != ModelEnd::answered);
    CHECK(answer.values.empty());
  }
}

TEST_CASE("Gemini: a bad key is a 400 and is not tried again, nor are the other questions") {
  ModelServiceOptions service = quick_service();
  service.client.repeat.tries_max = 3;
  service.client.connections = 1;
  const auto model = gemini(service);
  server().play_steps(
      {error(400, "INVALID_ARGUMENT", "API key not valid.", {error_info("API_KEY_INVALID")})});
  const std::vector<ModelRequest> questions(5, question());
  for (const ModelAnswer& each : model->ask(questions, {})) {
    check_end(each, ModelEnd::refused, "API_KEY_INVALID");
  }
  CHECK(server().request_count() == 1);
}

TEST_CASE("Gemini: a field that is not taken concerns its question alone") {
  ModelServiceOptions service = quick_service();
  service.client.connections = 1;
  const auto model = gemini(service);
  server().play_steps({error(400, "INVALID_ARGUMENT", "bad schema", Json::array()),
                       {{"json", gemini_says(good_form())}}});
  const std::vector<ModelRequest> questions(2, question());
  const auto answers = model->ask(questions, {});
  check_end(answers[0], ModelEnd::refused, "INVALID_ARGUMENT");
  CHECK(answers[1].end == ModelEnd::answered);
}

TEST_CASE("Gemini: errors by their status") {
  const auto of = [](int code, const std::string& status) {
    return answer_of(*gemini(), error(code, status, "m", Json::array()));
  };
  check_end(of(400, "FAILED_PRECONDITION"), ModelEnd::refused, "FAILED_PRECONDITION");
  check_end(of(403, "PERMISSION_DENIED"), ModelEnd::refused, "PERMISSION_DENIED");
  check_end(of(404, "NOT_FOUND"), ModelEnd::refused, "NOT_FOUND");
  check_end(of(500, "INTERNAL"), ModelEnd::unavailable, "INTERNAL");
  check_end(of(503, "UNAVAILABLE"), ModelEnd::unavailable, "UNAVAILABLE");
  check_end(of(504, "DEADLINE_EXCEEDED"), ModelEnd::unavailable, "DEADLINE_EXCEEDED");
}

TEST_CASE("Gemini: an error wrapped in an array is an error") {
  Json step = error(503, "UNAVAILABLE", "busy", Json::array());
  step["json"] = Json::array({step["json"]});
  check_end(answer_of(*gemini(), step), ModelEnd::unavailable, "UNAVAILABLE");
}

TEST_CASE("Gemini: a 429 says when again, in its details, a header or its message alone") {
  const auto wait_of = [](const Json& step) {
    const ModelAnswer answer = answer_of(*gemini(), step);
    CHECK(answer.end == ModelEnd::rate_limited);
    return answer.retry_after;
  };
  const std::string per_minute = "GenerateRequestsPerMinutePerProjectPerModel";
  CHECK(wait_of(error(429, "RESOURCE_EXHAUSTED", "quota",
                      {quota_failure(per_minute, "10"), retry_info("39s")})) == Seconds{39});
  CHECK(wait_of(error(429, "RESOURCE_EXHAUSTED", "quota", {retry_info("36.4s")})) == Seconds{37});
  CHECK(wait_of(error(429, "RESOURCE_EXHAUSTED", "Please retry in 36.4s.", Json::array())) ==
        Seconds{37});
  CHECK(wait_of(error(429, "RESOURCE_EXHAUSTED", "Please retry in 1m2s.", Json::array())) ==
        Seconds{62});
  CHECK(wait_of(error(429, "RESOURCE_EXHAUSTED", "retry in -7s", Json::array())) == Seconds{0});
  CHECK(wait_of(error(429, "RESOURCE_EXHAUSTED", "quota", {retry_info("soon")})) == Seconds{0});
  CHECK(wait_of(error(429, "RESOURCE_EXHAUSTED", "quota", {retry_info("99999999999s")})) ==
        Seconds{86'400});
  Json header = error(429, "RESOURCE_EXHAUSTED", "quota", Json::array());
  header["headers"] = {{"Retry-After", "12"}};
  CHECK(wait_of(header) == Seconds{12});
}

TEST_CASE("Gemini: the day's quota counts before a delay of seconds that comes with it") {
  ModelServiceOptions service = quick_service();
  service.client.connections = 1;
  service.client.repeat.tries_max = 3;
  service.ledger = std::make_shared<ModelLedger>(ModelQuotas{});
  const auto model = gemini(service);
  server().play_steps(
      {error(429, "RESOURCE_EXHAUSTED", "Please retry in 2s.",
             {quota_failure("GenerateRequestsPerDayPerProjectPerModel-FreeTier", "250"),
              retry_info("2s")})});
  const std::vector<ModelRequest> questions(3, question());
  for (const ModelAnswer& each : model->ask(questions, {})) {
    check_end(each, ModelEnd::out_of_quota, "service_day");
  }
  check_end(ask_one(*model), ModelEnd::out_of_quota, "service_day");  // until midnight
  CHECK(server().request_count() == 1);
}

TEST_CASE("Gemini: a quota of zero means that the model is not in this tier") {
  check_end(
      answer_of(*gemini(), error(429, "RESOURCE_EXHAUSTED", "quota",
                                 {quota_failure("GenerateRequestsPerDay", "0"), retry_info("2s")})),
      ModelEnd::refused, "quota_of_zero");
}

TEST_CASE("Gemini: without a key nobody is asked") {
  server().play_steps({{{"json", 1}}});
  ModelServiceOptions service = quick_service();
  service.key = nullptr;
  check_end(ask_one(*gemini(service)), ModelEnd::refused, "no_key");
  service.key = [] { return std::string(" \n"); };
  check_end(ask_one(*gemini(service)), ModelEnd::refused, "no_key");
  service.key = [] { return std::string("a\r\nX-Other: b"); };
  check_end(ask_one(*gemini(service)), ModelEnd::refused, "bad_key");
  CHECK(server().request_count() == 0);
}

TEST_CASE("Gemini: thinking is a level, a budget or nothing; a schema is either of two") {
  const auto config_of = [](GeminiOptions options) {
    server().play_steps({{{"json", gemini_says(good_form())}}});
    CHECK(ask_one(*gemini(quick_service(), std::move(options))).end == ModelEnd::answered);
    return Json::parse(
        server().tell()["requests"].at(0)["body"].get<std::string>())["generationConfig"];
  };
  GeminiOptions options;
  options.thinking = GeminiBudget{0};
  options.schema = GeminiSchema::response_json_schema;
  options.temperature = 0.5;
  options.thinking_tokens = 0;
  const Json budget = config_of(options);
  CHECK(budget["thinkingConfig"] == Json{{"thinkingBudget", 0}});
  CHECK(budget["responseJsonSchema"]["type"] == "object");
  CHECK_FALSE(budget.contains("responseSchema"));
  CHECK(budget["temperature"] == 0.5);
  CHECK(budget["maxOutputTokens"] == 2048);  // never less: thoughts would eat it
  options.thinking = std::monostate{};
  options.thinking_tokens = 1'000'000;
  const Json plain = config_of(options);
  CHECK_FALSE(plain.contains("thinkingConfig"));
  CHECK(plain["maxOutputTokens"] == 65'536);
  options.thinking = GeminiLevel::high;
  CHECK(config_of(options)["thinkingConfig"] == Json{{"thinkingLevel", "HIGH"}});
}

TEST_CASE("Gemini: what cannot be configured is refused when the model is made") {
  const auto is_made = [](auto&& change) {
    GeminiOptions options;
    options.service = quick_service();
    change(options);
    return make_gemini_model(std::move(options)).has_value();
  };
  CHECK(is_made([](GeminiOptions&) {}));
  CHECK(is_made([](GeminiOptions& o) { o.base_url += "/"; }));
  CHECK_FALSE(is_made([](GeminiOptions& o) { o.model = ""; }));
  CHECK_FALSE(is_made([](GeminiOptions& o) { o.model = "a?key=b"; }));
  CHECK_FALSE(is_made([](GeminiOptions& o) { o.model = "../a"; }));
  CHECK_FALSE(is_made([](GeminiOptions& o) { o.base_url = "ftp://a"; }));
  CHECK_FALSE(is_made([](GeminiOptions& o) { o.base_url = "https://a?key=b"; }));
  CHECK_FALSE(is_made([](GeminiOptions& o) { o.thinking = GeminiBudget{-2}; }));
  CHECK_FALSE(is_made([](GeminiOptions& o) { o.safety = {{"a b", "OFF"}}; }));
}
