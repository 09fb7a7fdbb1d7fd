// Looking somebody up by a part of the name.
#pragma once

#include <string_view>

namespace reactivation {

/// In any case, ё as е, and all marks that people type for an apostrophe alike; of an empty part
/// always. What is no UTF-8 is compared as it is.
[[nodiscard]] bool is_part_of_name(std::string_view part, std::string_view name);

}  // namespace reactivation
