// Names and titles of the host's data as a message may show them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace reactivation {

/// Letters a name may have; a longer one is not shown.
inline constexpr std::size_t longest_name = 40;
/// Titles are cut at this length, at a word where there is one.
inline constexpr std::size_t longest_title = 60;

/// The staff member's name as stored, without initials, in title case where it was all capitals or
/// all small; empty when it is no name or longer than `longest_name`; cut with … where it is longer
/// than `room`.
[[nodiscard]] std::string shown_staff(std::string_view stored, std::size_t room);
/// The service's title without quotes, cut with … at `room`; empty when a message must not show it:
/// prices, percentages, gifts, addresses and letters or marks that a title does not need.
[[nodiscard]] std::string shown_title(std::string_view stored, std::size_t room);
/// The company's name by the same rules; empty when longer than `longest_name`.
[[nodiscard]] std::string shown_company(std::string_view stored);

}  // namespace reactivation
