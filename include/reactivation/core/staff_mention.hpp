// Which member of staff a client's words name.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "reactivation/core/service.hpp"

namespace reactivation {

/// The one active member whose first name stands in the text, also inflected ("к Ане", "Anna's").
/// Nothing when none does, or more than one.
[[nodiscard]] std::optional<StaffId> staff_named_in(std::string_view text,
                                                    std::span<const Staff> staff);

}  // namespace reactivation
