// How large the parts of an event from outside may be, and what a name in one looks like (B74,
// B90).
#pragma once

#include <cstddef>
#include <string_view>

namespace reactivation {

/// Of one provider, event id, identity or the like.
inline constexpr std::size_t event_name_bytes_max = 512;
/// Of one text. Messengers end at 4,096 characters, an e-mail may be longer.
inline constexpr std::size_t event_text_bytes_max = 65536;
/// Addresses by which one event names its person, and services of one booking.
inline constexpr std::size_t event_parts_max = 100;

/// 1 to `event_name_bytes_max` bytes of well-formed UTF-8 without control characters. Names are
/// compared byte by byte, so what cannot be stored and read back unchanged is none.
[[nodiscard]] bool is_event_name(std::string_view name);

}  // namespace reactivation
