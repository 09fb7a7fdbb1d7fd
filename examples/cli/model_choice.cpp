#include "model_choice.hpp"

#include <CLI/CLI.hpp>
#include <utility>

#include "context.hpp"
#include "failure.hpp"
#include "reactivation/adapters/models_service.hpp"
#include "typed.hpp"

namespace cli {

using namespace reactivation;

namespace {

constexpr std::size_t answer_bytes_max = 64 * 1024;

/// Answers every question with one text, or with the form that it holds where more is asked: how a
/// prompt is tried out without any service.
class TextFromFile final : public TextModel {
public:
  explicit TextFromFile(std::string text) : text_(std::move(text)) {}

  [[nodiscard]] std::string_view name() const noexcept override { return "file"; }
  [[nodiscard]] std::vector<ModelAnswer> ask(std::span<const ModelRequest> requests,
                                             const Progress&) override {
    std::vector<ModelAnswer> answers(requests.size());
    for (std::size_t i = 0; i < requests.size(); ++i) answer(requests[i], answers[i]);
    return answers;
  }

private:
  void answer(const ModelRequest& request, ModelAnswer& answer) const {
    const bool is_text =
        request.fields.size() == 1 && request.fields.front().type == FieldType::text;
    if (!is_text) return read_form(text_, request.fields, answer);
    answer.end = text_.empty() ? ModelEnd::empty : ModelEnd::answered;
    if (!text_.empty()) answer.values = {text_};
  }

  std::string text_;
};

/// `MODEL@URL`, either part left out.
struct ModelPlace {
  std::string model;
  std::string url;
};
ModelPlace place_of(const ModelOptions& given) {
  const ModelSpec spec = model_spec(given);
  const std::size_t at = spec.place.find('@');
  if (at != std::string::npos) return {spec.place.substr(0, at), spec.place.substr(at + 1)};
  if (spec.place.find("://") != std::string::npos) {
    fail_usage(given.option + " " + spec.kind + ": an address without a model; write " + spec.kind +
               ":MODEL@URL");
  }
  return {spec.place, {}};
}

std::unique_ptr<TextModel> made(result<std::unique_ptr<TextModel>> model, const ModelOptions& given,
                                std::string_view kind) {
  if (model) return std::move(model).value();
  fail_usage(given.option + " " + std::string(kind) +
             ": the model's name or the address is none (https, or http to this machine)");
}

std::shared_ptr<ModelLedger> ledger_of(const ModelOptions& given) {
  return given.quotas ? std::make_shared<ModelLedger>(*given.quotas) : nullptr;
}

}  // namespace

ModelSpec model_spec(const ModelOptions& options) {
  const std::size_t colon = options.spec.find(':');
  return {options.spec.substr(0, colon),
          colon == std::string::npos ? "" : options.spec.substr(colon + 1)};
}

GeminiOptions gemini_options(const ModelOptions& given) {
  const ModelPlace place = place_of(given);
  GeminiOptions options;
  options.service.key = http::key_from_environment("GEMINI_API_KEY");
  options.service.ledger = ledger_of(given);
  if (!place.model.empty()) options.model = place.model;
  if (!place.url.empty()) options.base_url = place.url;
  return options;
}

OpenAiOptions openai_options(const ModelOptions& given) {
  const ModelPlace place = place_of(given);
  OpenAiOptions options;
  options.service.key = http::key_from_environment("OPENAI_API_KEY");
  options.service.ledger = ledger_of(given);
  options.model = place.model;
  if (!place.url.empty()) options.base_url = place.url;
  return options;
}

void add_model_option(CLI::App& command, ModelOptions& options) {
  command
      .add_option("--llm", options.spec,
                  "A language model; of its texts what the checks refuse becomes a template.\n"
                  "gemini or gemini:MODEL, with the key in GEMINI_API_KEY;\n"
                  "openai:MODEL or openai:MODEL@URL (vLLM, Ollama, llama.cpp), with the key in\n"
                  "OPENAI_API_KEY where the server wants one;\n"
                  "file:PATH answers with the text in that file")
      ->type_name("KIND:PLACE");
}

void add_reading_option(CLI::App& command, ModelOptions& options) {
  command
      .add_flag("--model-reads-replies", options.reads_replies,
                "Send what clients write to this model, too: it can make the reading of a reply\n"
                "more careful, never less. Long numbers in it are made unreadable before")
      ->needs("--llm");
}

std::unique_ptr<TextModel> open_model(const ModelOptions& options) {
  if (options.spec.empty()) return nullptr;
  const auto [kind, place] = model_spec(options);
  if (kind == "gemini") return made(make_gemini_model(gemini_options(options)), options, kind);
  if (kind == "openai") return made(make_openai_model(openai_options(options)), options, kind);
  if (kind == "file" && !place.empty()) {
    return std::make_unique<TextFromFile>(read_file(place, answer_bytes_max));
  }
  fail_usage(options.option + ": \"" + typed(kind) +
             "\" is no kind of model; use gemini, openai:MODEL or file:PATH");
}

}  // namespace cli
