#include "model_choice.hpp"

#include <utility>

#include "context.hpp"
#include "failure.hpp"
#include "typed.hpp"

namespace cli {

using namespace reactivation;

namespace {

constexpr std::size_t answer_bytes_max = 64 * 1024;

/// Answers every question with one text: how a prompt is tried out without any service.
class TextFromFile final : public TextModel {
public:
  explicit TextFromFile(std::string text) : text_(std::move(text)) {}

  [[nodiscard]] std::string_view name() const noexcept override { return "file"; }
  [[nodiscard]] std::vector<ModelAnswer> ask(std::span<const ModelRequest> requests,
                                             const Progress&) override {
    ModelAnswer answer;
    answer.end = text_.empty() ? ModelEnd::empty : ModelEnd::answered;
    if (!text_.empty()) answer.values = {text_};
    return std::vector<ModelAnswer>(requests.size(), answer);
  }

private:
  std::string text_;
};

}  // namespace

void add_model_option(CLI::App& command, ModelOptions& options) {
  command
      .add_option("--llm", options.spec,
                  "Texts by a language model; what its checks refuse becomes a template.\n"
                  "file:PATH answers with the text in that file")
      ->type_name("KIND:PLACE");
}

std::unique_ptr<TextModel> open_model(const ModelOptions& options) {
  if (options.spec.empty()) return nullptr;
  const std::size_t colon = options.spec.find(':');
  const std::string kind = options.spec.substr(0, colon);
  if (kind == "file" && colon != std::string::npos) {
    return std::make_unique<TextFromFile>(
        read_file(options.spec.substr(colon + 1), answer_bytes_max));
  }
  fail_usage("--llm: \"" + typed(kind) + "\" is no kind of model; use file:PATH");
}

}  // namespace cli
