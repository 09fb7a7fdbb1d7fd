#include "attempt_state.hpp"

#include <vector>

#include "reactivation/core/message.hpp"
#include "values.hpp"

namespace reactivation::sql {

std::optional<StoredState> state_of(Session& session, const std::string& id) {
  Rows row = session.database.query(
      "SELECT state, company_id, client_id, requeues, planned_on, not_after, completion_reason"
      " FROM reactivation_attempts WHERE id = ?1",
      id);
  if (!row.next()) return std::nullopt;
  const auto state = enum_of<AttemptState>(row.text(0));
  if (!state) return std::nullopt;
  return StoredState{*state,
                     CompanyId{row.integer(1)},
                     row.integer(2),
                     static_cast<int>(row.integer(3)),
                     std::string{row.text(4)},
                     instant_at(row, 5, TimeZone{}),
                     row.text(6) == "cancelled" || row.text(6) == "opted_out"};
}

void move_to(Session& session, const StoredState& stored, const Step& step) {
  session.database.change("UPDATE reactivation_attempts SET state = ?2 WHERE id = ?1", step.id,
                          word_of(step.to));
  append(session, {.company_id = stored.company_id,
                   .client_id = stored.client_id,
                   .attempt_id = step.id,
                   .kind = "attempt",
                   .from_state = word_of(stored.state),
                   .to_state = word_of(step.to),
                   .at = step.at == no_instant ? std::nullopt : std::optional{step.at},
                   .why = step.why});
}

void write_template_arm(Session& session, const std::string& id, std::string_view template_id) {
  std::vector<DrawnArm> before;
  {
    Rows row = session.database.query(
        "SELECT arms FROM reactivation_attempt_offers WHERE attempt_id = ?1", id);
    if (row.next() && !row.is_null(0)) before = drawn_arms_of(row.text(0));
  }
  const std::vector<DrawnArm> after = arms_with_text(before, template_id);
  if (after == before) return;
  session.database.change("UPDATE reactivation_attempt_offers SET arms = ?2 WHERE attempt_id = ?1",
                          id, after.empty() ? std::nullopt : std::optional{json_of(after)});
}

}  // namespace reactivation::sql
