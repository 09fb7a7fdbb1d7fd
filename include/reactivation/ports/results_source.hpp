// Port: what came of the messages, read row by row, and who was eligible for them. docs/results.md.
// Threads: one call at a time for each store.
#pragma once

#include <functional>
#include <span>
#include <string>

#include "reactivation/core/error.hpp"
#include "reactivation/core/experiment.hpp"
#include "reactivation/core/metrics.hpp"
#include "reactivation/ports/office.hpp"

namespace reactivation {

/// What it points to is valid during the call.
using ResultSink = std::function<void(const ResultRow&)>;

/// By the draw, not by what became of it.
enum class ExperimentGroup : std::uint8_t { treated, held_out };

/// Somebody who would have got a message, were it not for the draw or for want of room.
struct EligibleClient {
  ClientId client_id;
  ServiceId service_id;
  ExperimentGroup group = ExperimentGroup::treated;
};

/// A client of the experiment, from the first time they were eligible in the period.
struct EligibleOutcome {
  ClientId client_id;
  ExperimentGroup group = ExperimentGroup::treated;
  Instant eligible_at;
  std::int64_t visits = 0;   ///< completed, within the days asked for
  double revenue_minor = 0;  ///< of those visits, less the discounts
};
using EligibleSink = std::function<void(const EligibleOutcome&)>;

struct EligibleQuestion {
  std::string experiment;  ///< the holdout's name
  Period period;           ///< of becoming eligible
  Days within{30};         ///< a visit so long after counts
};

class ResultsSource {
public:
  virtual ~ResultsSource() = default;

  /// Every message handed over in [from, until), by the instant of the send; in no order. Memory
  /// does not grow with them. `errc::not_found` for an unknown company.
  [[nodiscard]] virtual result<void> for_each_result(CompanyId company, const Period& period,
                                                     const ResultSink& sink) = 0;

  /// Remembers who was eligible at `now`, under the company's holdout in force; without one nothing
  /// happens. A client counts once for each last visit with the service: again is no effect.
  [[nodiscard]] virtual result<void> log_eligible(CompanyId company,
                                                  std::span<const EligibleClient> clients,
                                                  Instant now) = 0;
  /// Each client of the experiment once, in no order; who changed the group since then stays in the
  /// first one.
  [[nodiscard]] virtual result<void> for_each_eligible(CompanyId company,
                                                       const EligibleQuestion& question,
                                                       const EligibleSink& sink) = 0;

  /// True when the admin is to be told that few book (`is_conversion_low` over
  /// `conversion_window`): not within `low_conversion_again` of the last time, which is remembered
  /// with the answer.
  [[nodiscard]] virtual result<bool> take_low_conversion(CompanyId company, Instant now) = 0;
};

/// The messages that the alert looks at: of 30 days, each with its answer's deadline over.
[[nodiscard]] inline Period conversion_window(Instant now) noexcept {
  const Instant until = now - response_deadline;
  return {until - Days{30}, until};
}

}  // namespace reactivation
