// Port: a language model that fills in a small form.
//
// A model is asked for values of named fields and never decides anything: what comes back is text
// from outside, checked like any other input. What is not there when it is needed is left out, and
// the caller goes on without a model.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "reactivation/core/error.hpp"
#include "reactivation/core/time.hpp"
#include "reactivation/ports/progress.hpp"

namespace reactivation {

/// What a field of the answer may hold.
enum class FieldType : std::uint8_t {
  text,
  integer,  ///< between -2^31 and 2^31 - 1; handed back in decimal digits
  choice,   ///< one of `choices`
};

/// One field of the answer, in the order in which the model is to write them.
struct AnswerField {
  std::string name;         ///< a-z and underscores
  std::string description;  ///< what the model is told of it; may be empty
  FieldType type = FieldType::text;
  std::vector<std::string> choices;
};

/// One question. UTF-8 throughout; holds no phone, no key and no note of the host (safety.md §5).
struct ModelRequest {
  std::string instructions;         ///< the system's part: the same for many requests
  std::string prompt;               ///< the user's part
  std::vector<AnswerField> fields;  ///< at least one
  int answer_tokens_max = 512;      ///< of the answer alone; thinking is added by the adapter
};

/// How a question ended. Only `answered` has values.
enum class ModelEnd : std::uint8_t {
  answered,
  truncated,     ///< cut by the token limit, at any place
  blocked,       ///< question or answer refused by the model's own rules
  empty,         ///< a clean end without a word
  malformed,     ///< not the form that was asked for, too large, or not understood
  refused,       ///< the service does not take the request: a key, a model's name, a field
  rate_limited,  ///< for now: see `retry_after`
  out_of_quota,  ///< for the day, or the budget of tokens or money is spent
  unavailable,   ///< no answer in time, a connection that broke, a service that is down
  cancelled,     ///< not asked: somebody asked to stop
};

/// `rate_limited`, for logs and counters.
[[nodiscard]] constexpr std::string_view to_string(ModelEnd end) noexcept {
  constexpr std::string_view words[] = {"answered",    "truncated", "blocked",      "empty",
                                        "malformed",   "refused",   "rate_limited", "out_of_quota",
                                        "unavailable", "cancelled"};
  return words[static_cast<std::size_t>(end)];
}

struct ModelAnswer {
  ModelEnd end = ModelEnd::unavailable;
  std::vector<std::string> values;  ///< one for each field, in the request's order
  /// One word for why it did not end well, as the service or the adapter names it
  /// (`SAFETY`, `API_KEY_INVALID`, `http_503`); holds no text of the question or the answer.
  std::string why;
  Seconds retry_after{0};  ///< with `rate_limited`; 0: not said
  std::int64_t prompt_tokens = 0;
  std::int64_t answer_tokens = 0;  ///< with thinking
  std::chrono::milliseconds took{0};
};

class TextModel {
public:
  virtual ~TextModel() = default;

  /// The model's name for records, such as `gemini-3.8-flash`. Never a key, never an address.
  [[nodiscard]] virtual std::string_view name() const noexcept = 0;
  /// Answers to all of the questions, in their order; as many at a time as the service's limits
  /// allow. Repeats what may be repeated, within its own time limits, and never fails as a whole.
  /// Blocks. Threads: one call at a time.
  [[nodiscard]] virtual std::vector<ModelAnswer> ask(std::span<const ModelRequest> requests,
                                                     const Progress& progress) = 0;
};

}  // namespace reactivation
