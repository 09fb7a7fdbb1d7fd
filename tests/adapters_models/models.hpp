// Models over the fault server, and questions for them.
#pragma once

#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <vector>

#include "fault_server/fault_server.hpp"
#include "reactivation/adapters/gemini.hpp"
#include "reactivation/adapters/openai.hpp"

namespace reactivation {

using fault_server::Json;
using fault_server::server;

inline constexpr const char* test_key = "canary-Key-0123456789-abcdefghijklmnop";

inline ModelServiceOptions quick_service() {
  ModelServiceOptions out;
  out.client.repeat.first = http::Milliseconds{2};
  out.client.repeat.tries_max = 1;
  out.try_max = http::Milliseconds{5'000};
  out.key = [] { return std::string(test_key); };
  return out;
}

inline std::unique_ptr<TextModel> gemini(ModelServiceOptions service = quick_service(),
                                         GeminiOptions options = {}) {
  options.service = std::move(service);
  options.base_url = server().http() + "/v1beta";
  auto made = make_gemini_model(std::move(options));
  REQUIRE(made);
  return std::move(made).value();
}

inline std::unique_ptr<TextModel> openai(ModelServiceOptions service = quick_service(),
                                         OpenAiOptions options = {}) {
  options.service = std::move(service);
  options.base_url = server().http() + "/v1";
  options.model = "some-model";
  auto made = make_openai_model(std::move(options));
  REQUIRE(made);
  return std::move(made).value();
}

/// A form with one field of each type.
inline ModelRequest question() {
  ModelRequest out;
  out.instructions = "You write for a salon.";
  out.prompt = "Напиши Анне.";
  out.fields = {{"text", "what is sent", FieldType::text, {}},
                {"days", "", FieldType::integer, {}},
                {"tone", "", FieldType::choice, {"warm", "plain"}}};
  out.answer_tokens_max = 300;
  return out;
}

inline const char* good_form() { return R"({"text":"Анна, привет!","days":30,"tone":"warm"})"; }
inline std::vector<std::string> good_values() { return {"Анна, привет!", "30", "warm"}; }

/// What the two services say around a text.
inline Json gemini_says(const std::string& text, const std::string& reason = "STOP") {
  return {{"candidates",
           {{{"content", {{"role", "model"}, {"parts", {{{"text", text}}}}}},
             {"finishReason", reason},
             {"index", 0}}}},
          {"usageMetadata",
           {{"promptTokenCount", 50},
            {"candidatesTokenCount", 20},
            {"thoughtsTokenCount", 100},
            {"totalTokenCount", 170}}},
          {"modelVersion", "gemini-3.8-flash"}};
}
inline Json openai_says(const Json& content, const Json& reason = "stop") {
  return {{"id", "1"},
          {"object", "chat.completion"},
          {"model", "some-model"},
          {"choices",
           {{{"index", 0},
             {"message", {{"role", "assistant"}, {"content", content}}},
             {"finish_reason", reason}}}},
          {"usage", {{"prompt_tokens", 50}, {"completion_tokens", 20}, {"total_tokens", 70}}}};
}

inline ModelAnswer ask_one(TextModel& model, const ModelRequest& request = question(),
                           const Progress& progress = {}) {
  auto answers = model.ask({&request, 1}, progress);
  REQUIRE(answers.size() == 1);
  return answers.front();
}

/// The answer to one question when the service says that.
inline ModelAnswer answer_of(TextModel& model, const Json& step) {
  server().play_steps(Json::array({step}));
  return ask_one(model);
}

}  // namespace reactivation
