// What a client's words name: a member of staff, a service, a part of the day. A help for the desk;
// a wrong guess must not happen, so whatever is not clear names nothing.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "reactivation/core/preferences.hpp"
#include "reactivation/core/service.hpp"

namespace reactivation {

/// The only active member whose first name stands in the text, in any case of Russian ("к Анне" for
/// Анна) or with an English ending ("Anna's"). None when no name or several stand there, or the
/// text is no UTF-8 or very long.
[[nodiscard]] std::optional<StaffId> staff_named_in(std::string_view text,
                                                    std::span<const Staff> staff);

/// The active service of whose title most words stand in the text, in any case ("на стрижку").
/// None when none or several have as many.
[[nodiscard]] std::optional<ServiceId> service_named_in(std::string_view text,
                                                        std::span<const Service> services);

/// The only part of the day that a Russian or English text asks for; what a part of the sentence
/// denies ("не хочу утром") is not asked for.
[[nodiscard]] std::optional<DayPart> day_part_named_in(std::string_view text);

}  // namespace reactivation
