// A plan as a salon owner reads it.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "names.hpp"
#include "reactivation/core/plan.hpp"

namespace cli {

struct PlanViewOptions {
  std::size_t rows_per_reason = 3;  ///< of those who get no message
};

/// The clients whose names `plan_text` will print.
[[nodiscard]] std::vector<reactivation::ClientId> clients_shown(const reactivation::Plan& plan,
                                                                const PlanViewOptions& options);
[[nodiscard]] std::string plan_text(const reactivation::Plan& plan, const Names& names,
                                    const PlanViewOptions& options);
/// `Wed 4 Mar 18:00 Ольга`
[[nodiscard]] std::string slot_text(const reactivation::Slot& slot, const Names& names);

}  // namespace cli
