// What a model was asked and answered. Private to the adapter.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "reactivation/ports/draft_log.hpp"
#include "session.hpp"

namespace reactivation::sql {

void write_drafts(Session& session, std::span<const DraftRecord> records);
[[nodiscard]] std::optional<DraftRecord> read_draft(Session& session, const AttemptId& attempt);
[[nodiscard]] DraftCounts count_drafts(Session& session, CompanyId company, Instant since);
[[nodiscard]] std::vector<std::string> read_recent_answers(Session& session, CompanyId company,
                                                           int rows_max);
[[nodiscard]] std::int64_t forget_drafts(Session& session, Instant before);

}  // namespace reactivation::sql
