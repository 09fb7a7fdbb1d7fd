// What came of the messages, and who was eligible for them. Private to the adapter.
#pragma once

#include "reactivation/ports/results_source.hpp"
#include "session.hpp"

namespace reactivation::sql {

void read_results(Session& session, CompanyId company, const Period& period,
                  const ResultSink& sink);
void write_eligible(Session& session, CompanyId company, std::span<const EligibleClient> clients,
                    Instant now);
void read_eligible(Session& session, CompanyId company, const EligibleQuestion& question,
                   const EligibleSink& sink);
/// False also where the company wants no such notices.
[[nodiscard]] bool take_low_conversion(Session& session, CompanyId company, Instant now);

}  // namespace reactivation::sql
