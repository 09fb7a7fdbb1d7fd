// The state of a stored attempt, and the one way to change it. Private.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "reactivation/core/attempt.hpp"
#include "session.hpp"

namespace reactivation::sql {

struct StoredState {
  AttemptState state = AttemptState::planned;
  CompanyId company_id;
  std::int64_t client_id = 0;
  int requeues = 0;
  std::string planned_on;
  std::optional<Instant> not_after;
  bool is_called_off = false;  ///< by hand: no plan brings it back
};

[[nodiscard]] std::optional<StoredState> state_of(Session& session, const std::string& id);

struct Step {
  const std::string& id;
  AttemptState to;
  Instant at;
  std::string_view why;
};

/// The row and exactly one event.
void move_to(Session& session, const StoredState& stored, const Step& step);

/// Keeps with what was drawn for an attempt which template its text is, or that it is none.
void write_template_arm(Session& session, const std::string& id, std::string_view template_id);

}  // namespace reactivation::sql
