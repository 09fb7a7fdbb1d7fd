// Whether a language model is there and takes our key, asked without generating anything.
#include "models.hpp"

using namespace reactivation;

namespace {

Json html_with(int status) {
  return {{"status", status}, {"content_type", "text/html"}, {"body", "<html>Sign in</html>"}};
}

GeminiOptions flash() {
  GeminiOptions options;
  options.service = quick_service();
  options.base_url = server().http() + "/v1beta/";
  options.model = "models/gemini-3.8-flash";
  return options;
}
Probe gemini_after(const Json& step) {
  server().play_steps(step);
  return probe_gemini(flash());
}
Json google_error(int code, const char* status, const char* reason = nullptr) {
  Json error = {{"code", code}, {"message", test_key}, {"status", status}};
  if (reason != nullptr) {
    error["details"] = {
        {{"@type", "type.googleapis.com/google.rpc.ErrorInfo"}, {"reason", reason}}};
  }
  return {{"status", code}, {"json", {{"error", error}}}};
}

OpenAiOptions small() {
  OpenAiOptions options;
  options.service = quick_service();
  options.base_url = server().http();
  options.model = "small";
  return options;
}
OpenAiProbe openai_after(const Json& step) {
  server().play_steps(step);
  return probe_openai(small());
}
Json openai_error(int status) {
  return {{"status", status}, {"json", {{"error", {{"message", "no"}, {"code", status}}}}}};
}

}  // namespace

TEST_CASE("Gemini is asked for the model alone") {
  const Probe found = gemini_after(
      {{"json", {{"name", "models/gemini-3.8-flash"}, {"displayName", "Gemini 3.8 Flash"}}}});
  CHECK(found.end == ProbeEnd::usable);
  CHECK(found.name == "Gemini 3.8 Flash");
  const Json asked = server().tell()["requests"];
  REQUIRE(asked.size() == 1);
  CHECK(asked[0]["method"] == "GET");
  CHECK(asked[0]["target"] == "/v1beta/models/gemini-3.8-flash");
  CHECK(asked[0]["headers"].dump().find(test_key) != std::string::npos);
}

TEST_CASE("Gemini's refusals: a bad key is a 400 with a reason") {
  CHECK(gemini_after(google_error(400, "INVALID_ARGUMENT", "API_KEY_INVALID")).end ==
        ProbeEnd::key_refused);
  CHECK(gemini_after(google_error(401, "UNAUTHENTICATED")).end == ProbeEnd::key_refused);
  CHECK(gemini_after(google_error(403, "PERMISSION_DENIED")).end == ProbeEnd::key_refused);
  CHECK(gemini_after(google_error(400, "FAILED_PRECONDITION")).end == ProbeEnd::key_refused);
  CHECK(gemini_after(google_error(404, "NOT_FOUND")).end == ProbeEnd::not_found);
  CHECK(gemini_after(google_error(429, "RESOURCE_EXHAUSTED")).end == ProbeEnd::limited);
  CHECK(gemini_after(google_error(503, "UNAVAILABLE")).end == ProbeEnd::unavailable);
  CHECK(gemini_after({{"status", 500}}).end == ProbeEnd::unavailable);
  const Json inner = google_error(404, "NOT_FOUND")["json"];
  CHECK(gemini_after({{"status", 404}, {"json", Json::array({inner})}}).end == ProbeEnd::not_found);
}

TEST_CASE("What is not Gemini is no refusal") {
  for (const int status : {200, 401, 404}) {
    CHECK(gemini_after(html_with(status)).end == ProbeEnd::not_the_service);
  }
  CHECK(gemini_after({{"json", {{"name", "models/another"}}}}).end == ProbeEnd::not_the_service);
  CHECK(gemini_after({{"deep", 100'000}}).end == ProbeEnd::not_the_service);
}

TEST_CASE("Nobody there, no key, a name that is none: nobody is asked in vain") {
  GeminiOptions options = flash();
  options.base_url = "http://127.0.0.1:9/v1beta";
  CHECK(probe_gemini(options).end == ProbeEnd::unreachable);
  server().play_steps(Json::object());
  options = flash();
  options.service.key = nullptr;
  CHECK(probe_gemini(options).end == ProbeEnd::no_key);
  options = flash();
  options.model = "a b";
  CHECK(probe_gemini(options).end == ProbeEnd::wrong_options);
  OpenAiOptions own = small();
  own.model = "";
  CHECK(probe_openai(own).end == ProbeEnd::wrong_options);
  CHECK(server().request_count() == 0);
  own = small();
  own.base_url = "http://127.0.0.1:9";
  CHECK(probe_openai(own).end == ProbeEnd::unreachable);
}

TEST_CASE("A server of OpenAI's protocol is asked for its models") {
  const Json list = {
      {"json", {{"object", "list"}, {"data", {{{"id", "large"}}, {{"id", "small"}}}}}}};
  const OpenAiProbe found = openai_after(list);
  CHECK(found.end == ProbeEnd::usable);
  CHECK(found.lists_model);
  const Json asked = server().tell()["requests"];
  REQUIRE(asked.size() == 1);
  CHECK(asked[0]["method"] == "GET");
  CHECK(asked[0]["target"] == "/v1/models");
  const OpenAiProbe other = openai_after({{"json", {{"data", {{{"id", "/models/own.gguf"}}}}}}});
  CHECK(other.end == ProbeEnd::usable);
  CHECK_FALSE(other.lists_model);
  // A server of one's own wants no key.
  server().play_steps(list);
  OpenAiOptions own = small();
  own.service.key = [] { return std::string(); };
  CHECK(probe_openai(own).is_usable());
  CHECK(server().tell()["requests"][0]["headers"].dump().find("authorization") ==
        std::string::npos);
}

TEST_CASE("Refusals of OpenAI's protocol count in its own form alone") {
  CHECK(openai_after(openai_error(401)).end == ProbeEnd::key_refused);
  CHECK(openai_after(openai_error(404)).end == ProbeEnd::not_found);
  CHECK(openai_after(openai_error(429)).end == ProbeEnd::limited);
  CHECK(openai_after(openai_error(503)).end == ProbeEnd::unavailable);
  for (const int status : {200, 401, 404}) {
    CHECK(openai_after(html_with(status)).end == ProbeEnd::not_the_service);
  }
  CHECK(openai_after({{"json", {{"data", "none"}}}}).end == ProbeEnd::not_the_service);
}
