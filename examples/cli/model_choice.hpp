// Which language model `--llm` names. The one place where a kind of service is added.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "reactivation/adapters/gemini.hpp"
#include "reactivation/adapters/openai.hpp"
#include "reactivation/ports/text_model.hpp"

namespace CLI {
class App;
}

namespace cli {

struct ModelOptions {
  std::string option = "--llm";                     ///< under which it was given
  std::string spec;                                 ///< as typed; empty: no model
  std::optional<reactivation::ModelQuotas> quotas;  ///< of the service, for this process
  bool reads_replies = false;
};

void add_model_option(CLI::App& command, ModelOptions& options);
/// `--model-reads-replies`, after `add_model_option`.
void add_reading_option(CLI::App& command, ModelOptions& options);

/// `gemini`, `openai` or `file`; what comes behind the colon.
struct ModelSpec {
  std::string kind;
  std::string place;
};
[[nodiscard]] ModelSpec model_spec(const ModelOptions& options);
[[nodiscard]] reactivation::GeminiOptions gemini_options(const ModelOptions& options);
[[nodiscard]] reactivation::OpenAiOptions openai_options(const ModelOptions& options);

/// Null without `--llm`. The command ends for a kind that is not known, or a file that cannot be
/// read.
[[nodiscard]] std::unique_ptr<reactivation::TextModel> open_model(const ModelOptions& options);

}  // namespace cli
