// `reactivation.person/1`, with the fields that the document has over SQLite. Private to the
// adapter.
#pragma once

#include <string>
#include <vector>

#include "state.hpp"

namespace reactivation::memory {

/// `inbox`: the rows of the client's own events. What this store does not keep is null.
[[nodiscard]] std::string person_document(State& state, const CompanyRow& company,
                                          const StoredClient& client,
                                          const std::vector<std::int64_t>& inbox);

}  // namespace reactivation::memory
