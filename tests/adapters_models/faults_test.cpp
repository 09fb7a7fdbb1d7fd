// Each service when it misbehaves: the ends are the same.
#include "models.hpp"

using namespace reactivation;

namespace {

ModelAnswer end_of(const Json& step, bool is_gemini) {
  ModelServiceOptions service = quick_service();
  service.try_max = http::Milliseconds{400};
  return answer_of(is_gemini ? *gemini(service) : *openai(service), step);
}

}  // namespace

TEST_CASE("Every way to misbehave is an end, and none of them an answer (B92, B105)") {
  struct Case {
    Json step;
    ModelEnd end;
    std::string why;
  };
  const std::vector<Case> cases = {
      {{{"wait_s", 2}}, ModelEnd::unavailable, "timed_out"},
      {{{"hang", true}}, ModelEnd::unavailable, "timed_out"},
      {{{"drop", true}}, ModelEnd::unavailable, "cut"},
      {{{"reset", true}}, ModelEnd::unavailable, "cut"},
      {{{"fill", 1000}, {"cut_after", 10}}, ModelEnd::unavailable, "cut"},
      {{{"raw", "nonsense"}}, ModelEnd::unavailable, "cut"},
      {{{"fill", 200'000'000}}, ModelEnd::malformed, "too_large"},
      {{{"gzip_fill", 200'000'000}}, ModelEnd::malformed, "too_large"},
      {{{"body", "<html>Sign in</html>"}, {"content_type", "text/html"}},
       ModelEnd::malformed,
       "not_json"},
      {{{"body", R"({"candidates":[{)"}}, ModelEnd::malformed, "bad_json"},
      {{{"body", ""}}, ModelEnd::malformed, "bad_json"},
      {{{"deep", 200'000}}, ModelEnd::malformed, "bad_json"},
      {{{"body", "{\"a\":\"\xff\xff\"}"}, {"base64", "eyJhIjoi//8ifQ=="}},
       ModelEnd::malformed,
       "bad_json"},
      {{{"status", 502}, {"body", "<html>"}, {"content_type", "text/html"}},
       ModelEnd::unavailable,
       "http_502"},
      {{{"status", 429}, {"body", "slow down"}}, ModelEnd::rate_limited, "http_429"},
      {{{"status", 302}, {"headers", {{"Location", "https://example.com/"}}}},
       ModelEnd::refused,
       "http_302"},
      {{{"status", 401}}, ModelEnd::refused, "http_401"},
      {{{"status", 402}}, ModelEnd::out_of_quota, "http_402"},
      {{{"status", 413}}, ModelEnd::refused, "http_413"},
      {{{"status", 418}}, ModelEnd::refused, "http_418"},
  };
  for (const Case& each : cases) {
    for (const bool is_gemini : {true, false}) {
      Json step = each.step;
      if (step.contains("base64")) step.erase("body");
      CAPTURE(step.dump(), is_gemini);
      const ModelAnswer answer = end_of(step, is_gemini);
      CHECK(to_string(answer.end) == to_string(each.end));
      CHECK(answer.why == each.why);
      CHECK(answer.values.empty());
    }
  }
}

TEST_CASE("A service that is not there, or not trusted, is unavailable") {
  GeminiOptions options;
  options.service = quick_service();
  options.base_url = "http://127.0.0.1:1";
  auto model = make_gemini_model(options);
  REQUIRE(model);
  CHECK(ask_one(*model.value()).why == "not_connected");
  options.base_url = server().https();
  model = make_gemini_model(options);
  REQUIRE(model);
  const ModelAnswer answer = ask_one(*model.value());
  CHECK(answer.end == ModelEnd::unavailable);
  CHECK(answer.why == "untrusted");
}

TEST_CASE("A key never goes over plain http to another machine") {
  GeminiOptions options;
  options.service = quick_service();
  options.base_url = "http://192.0.2.1/v1beta";
  const auto model = make_gemini_model(options);
  REQUIRE_FALSE(model);
  CHECK(model.error() == make_error_code(errc::invalid_argument));
}
