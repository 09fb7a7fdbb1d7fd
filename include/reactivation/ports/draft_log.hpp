// Port: what a language model was asked for attempts, and what came of it. Everything in it is gone
// after its retention, and when the person is erased.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "reactivation/core/error.hpp"
#include "reactivation/core/ids.hpp"
#include "reactivation/core/plan.hpp"
#include "reactivation/core/time.hpp"

namespace reactivation {

/// One question and its answer.
struct DraftRecord {
  CompanyId company_id;
  ClientId client_id;
  AttemptId attempt_id;
  Instant asked_at;
  std::string model;   ///< `TextModel::name`
  std::string prompt;  ///< the user's part; the instructions are the same for everybody
  std::string answer;  ///< the message as the model wrote it, with placeholders; may be empty
  /// Empty: both checks passed it. Else why not: `draft: offer`, `message: unknown_date`,
  /// `model: truncated`; `unused: …` when it was sound and too like another, or the facts changed.
  std::string problem;
  std::chrono::milliseconds took{0};
  std::int64_t prompt_tokens = 0;
  std::int64_t answer_tokens = 0;

  friend bool operator==(const DraftRecord&, const DraftRecord&) = default;
};

/// What the id of a model's text ends in, `ru-model`: so that a message can be told from one by
/// template.
inline constexpr std::string_view model_template_ending = "-model";
[[nodiscard]] constexpr bool is_by_model(std::string_view template_id) noexcept {
  return template_id.ends_with(model_template_ending);
}

/// What a model answered since some instant.
struct DraftCounts {
  std::int64_t answered = 0;  ///< with a text, whatever became of it: no `model: …`
  std::int64_t refused = 0;   ///< of those, by a check: `draft: …` and `message: …`
};

class DraftLog {
public:
  virtual ~DraftLog() = default;

  /// Up to `rows_max` waiting attempts of the company, of the day that `now` is in, that have no
  /// text and no record, the earliest turn first. Left out: what a person holds back, which may
  /// never be sent; approved it is there again.
  [[nodiscard]] virtual result<std::vector<PlannedAttempt>> load_undrafted(CompanyId company,
                                                                           Instant now,
                                                                           int rows_max) = 0;
  /// Stores the records; one attempt has one, the last. All of them or none, but a record whose
  /// attempt is gone, is another client's or no longer waits (its person was erased while the model
  /// wrote) is left out: that is no error. Of a message that is sent, model, prompt and time stay
  /// beside it when the text sent was the model's (`is_by_model`) and the record has no problem.
  [[nodiscard]] virtual result<void> save_drafts(std::span<const DraftRecord> records) = 0;
  [[nodiscard]] virtual result<std::optional<DraftRecord>> find_draft(const AttemptId& attempt) = 0;
  /// Of the company, asked at `since` or later.
  [[nodiscard]] virtual result<DraftCounts> count_drafts(CompanyId company, Instant since) = 0;
  /// The last `rows_max` sound answers of all companies of the company's account, oldest first.
  [[nodiscard]] virtual result<std::vector<std::string>> load_recent_answers(CompanyId company,
                                                                             int rows_max) = 0;
  /// Forgets prompts and answers from before that instant, wherever they stand. How many records.
  [[nodiscard]] virtual result<std::int64_t> forget_drafts(Instant before) = 0;
};

}  // namespace reactivation
