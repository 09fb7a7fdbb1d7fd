// Nothing secret and nothing personal in whys, names and records, whoever sends it back.
#include "models.hpp"

using namespace reactivation;

namespace {

const std::vector<std::string>& canaries() {
  static const std::vector<std::string> all = {test_key, "Canaria", "79990001122",
                                               "Секретный вопрос", "canary instructions"};
  return all;
}

ModelRequest canary_question() {
  ModelRequest out = question();
  out.instructions = "canary instructions";
  out.prompt = "Секретный вопрос: Canaria, +79990001122";
  return out;
}

void check_clean(const std::string& text) {
  CAPTURE(text);
  for (const std::string& canary : canaries()) CHECK(text.find(canary) == std::string::npos);
  CHECK(text.find("canary-Key") == std::string::npos);
}

/// Bodies that send back all they were sent, wherever a text may stand.
std::vector<Json> echoes() {
  std::vector<Json> out;
  for (const std::string& canary : canaries()) {
    for (const int status : {200, 400, 401, 403, 404, 429, 500, 503}) {
      const Json detail = {{"@type", "type.googleapis.com/google.rpc.ErrorInfo"},
                           {"reason", canary},
                           {"retryDelay", canary}};
      out.push_back({{"status", status},
                     {"headers", {{"Retry-After", test_key}, {"X-Echo", test_key}}},
                     {"json",
                      {{"error",
                        {{"code", canary},
                         {"type", canary},
                         {"status", canary},
                         {"message", "retry in " + canary},
                         {"details", {detail}}}}}}});
      out.push_back({{"status", status}, {"body", canary}, {"content_type", "text/plain"}});
    }
    out.push_back({{"json", gemini_says("", canary)}});
    out.push_back({{"json", {{"promptFeedback", {{"blockReason", canary}}}}}});
    out.push_back({{"json", openai_says(canary, canary)}});
  }
  return out;
}

}  // namespace

TEST_CASE("Canaries sent back by a service appear in no why, no name and no record") {
  std::string records;
  ModelServiceOptions service = quick_service();
  service.client.on_try = [&](const http::TryRecord& record) {
    records.append(record.method).append(" ").append(record.host).append(record.path).append("\n");
  };
  const auto first = gemini(service);
  const auto second = openai(service);
  int asked = 0;
  for (const Json& echo : echoes()) {
    server().play_steps(Json::array({echo}));
    for (TextModel* const model : {first.get(), second.get()}) {
      const ModelAnswer answer = ask_one(*model, canary_question());
      check_clean(answer.why);
      check_clean(std::string(model->name()));
      CHECK(answer.why.size() <= 48);
      CHECK(answer.values.empty());
      ++asked;
    }
  }
  CHECK(asked >= 80);
  check_clean(records);
  CHECK(records.find("POST 127.0.0.1/v1beta/models/gemini-3.8-flash:generateContent\n") !=
        std::string::npos);
}

TEST_CASE("A key of capital letters alone is no word either") {
  ModelServiceOptions service = quick_service();
  service.key = [] { return std::string("CANARYKEY"); };
  server().play_steps(
      {{{"status", 400}, {"json", {{"error", {{"status", "BAD_CANARYKEY"}, {"code", 400}}}}}}});
  CHECK(ask_one(*gemini(service)).why == "other");
}
