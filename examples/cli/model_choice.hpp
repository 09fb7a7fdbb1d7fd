// Which language model `--llm` names. The one place where a kind of service is added.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "reactivation/ports/text_model.hpp"

namespace cli {

struct ModelOptions {
  std::string spec;  ///< as typed; empty: no model
  bool reads_replies = false;
};

void add_model_option(CLI::App& command, ModelOptions& options);
/// `--model-reads-replies`, after `add_model_option`.
void add_reading_option(CLI::App& command, ModelOptions& options);

/// Null without `--llm`. The command ends for a kind that is not known, or a file that cannot be
/// read.
[[nodiscard]] std::unique_ptr<reactivation::TextModel> open_model(const ModelOptions& options);

}  // namespace cli
