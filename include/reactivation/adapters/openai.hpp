// Adapter: language models that speak OpenAI's chat completions: OpenAI, vLLM, Ollama, llama.cpp.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "reactivation/adapters/http_probe.hpp"
#include "reactivation/adapters/models.hpp"

namespace reactivation {

/// How the form is asked for.
enum class OpenAiForm : std::uint8_t {
  json_schema,       ///< `json_schema` with name and strict: OpenAI, vLLM, Ollama
  json_schema_flat,  ///< `{"type": "json_schema", "schema": …}`: llama.cpp
  json_object,       ///< any object; the schema is told in the instructions
  text,              ///< nothing but the instructions
};

struct OpenAiOptions {
  /// Without a key no Authorization is sent: servers of one's own often have none.
  ModelServiceOptions service;
  /// With or without `/v1` and slash at the end: without any path `/v1` is added.
  std::string base_url = "https://api.openai.com/v1";
  std::string model;  ///< has no default
  OpenAiForm form = OpenAiForm::json_schema;
  /// `max_tokens` for most servers; OpenAI's newer models want `max_completion_tokens`.
  std::string tokens_field = "max_tokens";
  int thinking_tokens = 0;  ///< added to a request's cap, for models that think
  std::optional<double> temperature;
  std::string reasoning_effort;  ///< `minimal`, `low` …; empty: not sent
};

/// `errc::invalid_argument` for a base URL, a name or a field that cannot be one, or a client that
/// cannot be made.
[[nodiscard]] result<std::unique_ptr<TextModel>> make_openai_model(OpenAiOptions options);

struct OpenAiProbe : Probe {
  bool lists_model = false;  ///< some servers answer under any name, and list another one
};
/// Asks for the list of models (`GET /models`): nothing is generated, nothing is counted. Without a
/// key it is asked without one.
[[nodiscard]] OpenAiProbe probe_openai(const OpenAiOptions& options);

}  // namespace reactivation
