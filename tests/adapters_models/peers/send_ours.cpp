// send_ours URL CASES NUMBER: makes the request of a case by this library, and prints the values of
// its answer as a JSON array of texts.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>

#include "reactivation/adapters/gemini.hpp"
#include "reactivation/adapters/openai.hpp"

using namespace reactivation;
using Json = nlohmann::json;

namespace {

ModelRequest request_of(const Json& asked) {
  ModelRequest out;
  out.instructions = asked["instructions"];
  out.prompt = asked["prompt"];
  out.answer_tokens_max = asked["answer_tokens_max"];
  for (const Json& field : asked["fields"]) {
    AnswerField own{field["name"], field["description"], FieldType::text, {}};
    if (field["type"] == "integer") own.type = FieldType::integer;
    if (field["type"] == "choice") own.type = FieldType::choice;
    if (field.contains("choices")) own.choices = field["choices"].get<std::vector<std::string>>();
    out.fields.push_back(own);
  }
  return out;
}

result<std::unique_ptr<TextModel>> gemini_of(const Json& asked, ModelServiceOptions service,
                                             const std::string& url) {
  GeminiOptions options;
  options.service = std::move(service);
  options.base_url = url + "/v1beta";
  options.model = asked["model"];
  if (asked["schema"] == "response_json_schema")
    options.schema = GeminiSchema::response_json_schema;
  if (asked.contains("thinking_budget")) options.thinking = GeminiBudget{asked["thinking_budget"]};
  if (asked.contains("temperature")) options.temperature = asked["temperature"].get<double>();
  for (const Json& each : asked.value("safety", Json::array())) {
    options.safety.push_back({each["category"], each["threshold"]});
  }
  return make_gemini_model(std::move(options));
}

result<std::unique_ptr<TextModel>> openai_of(const Json& asked, ModelServiceOptions service,
                                             const std::string& url) {
  OpenAiOptions options;
  options.service = std::move(service);
  options.base_url = url + "/v1";
  options.model = asked["model"];
  options.tokens_field = asked["tokens_field"];
  options.reasoning_effort = asked.value("reasoning_effort", "");
  if (asked.contains("temperature")) options.temperature = asked["temperature"].get<double>();
  return make_openai_model(std::move(options));
}

}  // namespace

int main(int count, char** words) {
  if (count != 4) return 2;
  std::ifstream file(words[2]);
  const Json asked = Json::parse(file).at(static_cast<std::size_t>(std::atoi(words[3])));
  ModelServiceOptions service;
  service.key = [] { return std::string("peer-key"); };
  auto model = asked["service"] == "gemini" ? gemini_of(asked, service, words[1])
                                            : openai_of(asked, service, words[1]);
  if (!model) return 3;
  const ModelRequest request = request_of(asked);
  const ModelAnswer answer = model.value()->ask({&request, 1}, {}).at(0);
  if (answer.end != ModelEnd::answered) {
    std::printf("%s %s\n", to_string(answer.end).data(), answer.why.c_str());
    return 1;
  }
  std::printf("%s\n", Json(answer.values).dump().c_str());
  return 0;
}
