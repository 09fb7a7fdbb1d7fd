// Adapter: what a service's dialect tells the common part, and what that offers to dialects.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "reactivation/adapters/models.hpp"

namespace reactivation {

/// What an answer of the service means.
struct ModelReading {
  ModelAnswer answer;
  enum class Next : std::uint8_t { done, again } next = Next::done;
  /// Whom it concerns beside this question.
  enum class Scope : std::uint8_t {
    question,
    service,  ///< a key, a model's name, an account: every other question would end alike
    day,      ///< the day's quota
  } scope = Scope::question;
  std::optional<http::Milliseconds> after;  ///< what the service asks to wait
};

/// One service's way of asking and answering. Threads: one at a time.
class ModelDialect {
public:
  virtual ~ModelDialect() = default;
  [[nodiscard]] virtual std::string_view model_name() const noexcept = 0;
  /// Whether a question without a key is refused at once.
  [[nodiscard]] virtual bool needs_key() const noexcept = 0;
  /// `key` may be nothing where none is needed. Limits and safety are set by the caller.
  [[nodiscard]] virtual http::Request request_of(const ModelRequest& request,
                                                 const http::SharedSecret& key) const = 0;
  /// The tokens that the answer may have, thinking included.
  [[nodiscard]] virtual std::int64_t answer_tokens_of(const ModelRequest& request) const = 0;
  /// Only for responses without a failure of the transport.
  [[nodiscard]] virtual ModelReading read(const ModelRequest& request,
                                          const http::Response& response) const = 0;
};

/// A model that speaks a dialect, within quotas and budget. `errc::invalid_argument` when the
/// client cannot be made.
[[nodiscard]] result<std::unique_ptr<TextModel>> make_service_model(
    std::unique_ptr<ModelDialect> dialect, ModelServiceOptions options);

// --- For dialects --------------------------------------------------------------------------------

enum class SchemaStyle : std::uint8_t {
  json_schema,  ///< `object`, `additionalProperties: false`
  openapi,      ///< Gemini's subset: `OBJECT`, `propertyOrdering`
};
/// The form as a JSON text, properties in the order of the fields.
[[nodiscard]] std::string write_answer_schema(std::span<const AnswerField> fields,
                                              SchemaStyle style);
/// A service's word for why, if it is one: letters of one case and underscores, up to 48. Anything
/// else might be a text, or a key that is sent back, and becomes `other`.
[[nodiscard]] std::string word_of(std::string_view text);
/// Whether a JSON text nests no deeper than a service's answers do (32).
[[nodiscard]] bool is_shallow(std::string_view json) noexcept;
[[nodiscard]] ModelReading reading_of(ModelEnd end, std::string_view why);
/// What a status of HTTP means where the body says no more.
[[nodiscard]] ModelReading reading_of_status(const http::Response& response);
/// Puts the values of the form that `text` holds into the answer: thoughts in `<think>` and fences
/// around it are taken off; anything else around it, a missing or doubled field, a wrong type or a
/// strange choice make it `malformed`.
void read_form(std::string_view text, std::span<const AnswerField> fields, ModelAnswer& answer);
/// Whether that is one line of `https://…` or loopback `http://…` without user, query and end
/// slash.
[[nodiscard]] bool is_base_url(std::string_view url);
/// Letters, digits, `.` `-` `_` `:` `/`, up to 128: a model's name.
[[nodiscard]] bool is_model_name(std::string_view name) noexcept;

}  // namespace reactivation
