// Texts by a language model: asked ahead of their turns, used when both checks pass them. Private
// to the engine. Without a model and a log every text is a template's.
#pragma once

#include <string>
#include <vector>

#include "reactivation/core/draft_check.hpp"
#include "reactivation/engine/engine.hpp"

namespace reactivation::detail {

/// From here on a day's share of refused answers says something.
inline constexpr std::int64_t drafts_judged_from = 20;
/// One in so many may be refused in a day; when it is more, the day goes on with templates.
inline constexpr std::int64_t answers_for_one_refused = 20;

/// Whether so many were refused that the rest of the day is written from templates.
[[nodiscard]] bool is_over_refused(const DraftCounts& counts) noexcept;

/// A model gets no more time at once; then the day goes on with templates.
inline constexpr Seconds longest_asking{300};

/// So many questions go to a model at once; before the next ones everything is looked at again, so
/// that nobody is spoken of who has opted out or was erased while it wrote.
inline constexpr std::size_t questions_at_once = 16;

struct DraftingCall {
  const EnginePorts& ports;
  const EngineOptions& options;
  const Unstored& unstored;  ///< while it has something, nobody is asked about
  CompanyId company;
  Instant next_turn;  ///< when the model has to be done
  const Progress& progress;
};
/// Asks for the texts of waiting attempts that have none and may leave in their time, one batch,
/// and no longer than until `next_turn`, the next undrafted attempt's turn, or `longest_asking`.
/// What the model or the log fails with costs the texts, never the messages. False: no use to ask
/// again in this dispatch.
[[nodiscard]] bool draft_ahead(const DraftingCall& call);

/// The text that the model wrote for the attempt, said with today's facts. Without: there is none,
/// or `record` says why it is not used, to be kept instead of the one there is.
struct DraftedText {
  std::optional<RenderedMessage> message;
  std::optional<DraftRecord> record;
};
[[nodiscard]] DraftedText drafted_text(const EnginePorts& ports, const PlanFacts& facts,
                                       const PlannedAttempt& attempt, const MessageFacts& said);

}  // namespace reactivation::detail
