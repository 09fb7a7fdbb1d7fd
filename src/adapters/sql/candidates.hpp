// Who can appear in a plan of those due. Private.
#pragma once

#include <vector>

#include "reactivation/core/rule.hpp"
#include "reactivation/core/snapshot.hpp"
#include "session.hpp"

namespace reactivation::sql {

/// Clients whose summed history does not say how things stood at `now`: it changed since it was
/// summed, or it holds visits after `now`. They fill temp.reactivation_unsummed; the ids ascend.
[[nodiscard]] std::vector<std::int64_t> find_unsummed(Session& session, CompanyId company,
                                                      Instant now);

struct CandidateQuestion {
  const Company& company;
  const Settings& settings;
  const std::vector<Service>& services;
  const std::vector<Rule>& rules;
  Instant now;
};

/// Fills temp.reactivation_candidates with every client whose reason may be another than no_visit
/// or not_due, with those who share something with them, and with the unsummed.
/// Returns how many they are.
std::int64_t find_candidates(Session& session, const CandidateQuestion& question);

}  // namespace reactivation::sql
