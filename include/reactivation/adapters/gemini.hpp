// Adapter: Google's Gemini by `generateContent`.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "reactivation/adapters/http_probe.hpp"
#include "reactivation/adapters/models.hpp"

namespace reactivation {

/// How much it may think before it answers. Models of the 2.5 line take a budget, those of 3 a
/// level; each refuses the other with 400.
enum class GeminiLevel : std::uint8_t { minimal, low, medium, high };
struct GeminiBudget {
  int tokens = 0;  ///< 0: none (2.5 flash alone), -1: as the model likes
};
/// `monostate`: nothing is sent, the model's own default holds.
using GeminiThinking = std::variant<std::monostate, GeminiLevel, GeminiBudget>;

enum class GeminiSchema : std::uint8_t {
  response_schema,       ///< OpenAPI's subset with `propertyOrdering`
  response_json_schema,  ///< plain JSON Schema
};

/// As the API writes them: `HARM_CATEGORY_HARASSMENT`, `BLOCK_ONLY_HIGH`.
struct GeminiSafety {
  std::string category;
  std::string threshold;
};

struct GeminiOptions {
  ModelServiceOptions service;  ///< its key is needed
  std::string base_url = "https://generativelanguage.googleapis.com/v1beta";
  std::string model = "gemini-3.8-flash";  ///< with or without `models/` before it
  GeminiThinking thinking = GeminiLevel::low;
  /// Thoughts are charged against the answer's cap, so this is added to what a request asks for;
  /// together never under 2048.
  int thinking_tokens = 2048;
  int answer_tokens_most = 65'536;  ///< what the model can give at all
  GeminiSchema schema = GeminiSchema::response_schema;
  std::vector<GeminiSafety> safety;
  std::optional<double> temperature;  ///< without effect on the 3 line
};

/// `errc::invalid_argument` for a base URL, a model's name or a safety word that cannot be one, a
/// budget below -1, or a client that cannot be made.
[[nodiscard]] result<std::unique_ptr<TextModel>> make_gemini_model(GeminiOptions options);

/// Asks for the model (`GET /models/{model}`): nothing is generated, nothing is counted.
[[nodiscard]] Probe probe_gemini(const GeminiOptions& options);

}  // namespace reactivation
