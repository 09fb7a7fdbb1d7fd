#include "reply_reader.hpp"

#include <string>
#include <utility>
#include <vector>

#include "call_guard.hpp"
#include "reactivation/core/reply_prompt.hpp"

namespace reactivation::detail {
namespace {

constexpr int answer_tokens_max = 32;

ModelRequest request_of(ReplyPrompt prompt) {
  const auto words = reply_answers();
  ModelRequest request;
  request.instructions = std::move(prompt.instructions);
  request.prompt = std::move(prompt.prompt);
  request.fields = {
      {"meaning", "what the reply means", FieldType::choice, {words.begin(), words.end()}}};
  request.answer_tokens_max = answer_tokens_max;
  return request;
}

/// Whether the next question would fare no better.
bool is_away(ModelEnd end) noexcept {
  switch (end) {
    case ModelEnd::refused:
    case ModelEnd::rate_limited:
    case ModelEnd::out_of_quota:
    case ModelEnd::unavailable:
    case ModelEnd::cancelled:
      return true;
    default:
      return false;
  }
}

}  // namespace

ReplyReader::ReplyReader(const EnginePorts& ports, const EngineOptions& options,
                         const Progress* progress)
    : model_(options.model_reads_replies ? ports.model : nullptr),
      clock_(&ports.clock),
      progress_(progress) {}

std::optional<ReplyType> ReplyReader::type_of(std::string_view text) {
  if (model_ == nullptr) return std::nullopt;
  auto prompt = reply_prompt(text);
  if (!prompt) return std::nullopt;
  const ModelRequest request = request_of(std::move(*prompt));
  const Instant end = clock_->now() + longest_reading;
  const auto answers = caught([&]() -> result<std::vector<ModelAnswer>> {
    return model_->ask(
        {&request, 1}, [&](std::string_view what, std::int64_t done, std::int64_t all) {
          const bool goes_on = progress_ == nullptr || !*progress_ || (*progress_)(what, done, all);
          return goes_on && clock_->now() < end;
        });
  });
  if (!answers || answers.value().size() != 1 || is_away(answers.value().front().end)) {
    model_ = nullptr;
    return std::nullopt;
  }
  const ModelAnswer& answer = answers.value().front();
  if (answer.end != ModelEnd::answered || answer.values.size() != 1) return std::nullopt;
  return reply_type_of_answer(answer.values.front());
}

}  // namespace reactivation::detail
