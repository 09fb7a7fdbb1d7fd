// Permit and outcome for workers outside. Private.
#pragma once

#include "intake.hpp"
#include "reactivation/ports/web.hpp"

namespace reactivation::web {

/// Whoever fails to be told yes is told no. Threads: one call at a time.
class Workers {
public:
  Workers(Engine& engine, const Clock& clock, const WebOptions& options, Intake& intake)
      : engine_(engine), clock_(clock), options_(options), intake_(intake) {}

  [[nodiscard]] WebAnswer permit(const WebRequest& request, WebReport& report);
  [[nodiscard]] WebAnswer outcome(const WebRequest& request, WebReport& report);

private:
  [[nodiscard]] WebAnswer hand_out(CompanyId company, WebReport& report);
  [[nodiscard]] WebAnswer look(const AttemptId& attempt, std::int64_t epoch, WebReport& report);

  Engine& engine_;
  const Clock& clock_;
  const WebOptions& options_;
  Intake& intake_;
};

/// 401, 413, 405 or 415; nothing when the request may be read.
[[nodiscard]] std::optional<WebAnswer> refusal_of_worker(const WebRequest& request,
                                                         const WorkerRoute& route);

}  // namespace reactivation::web
