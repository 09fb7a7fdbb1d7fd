#include <array>

#include "reactivation/core/message_check.hpp"

namespace reactivation {
namespace {

constexpr std::array<std::string_view, 33> fault_names{"not_utf8",
                                                       "empty",
                                                       "too_long",
                                                       "too_many_lines",
                                                       "too_many_emoji",
                                                       "odd_character",
                                                       "mixed_alphabets",
                                                       "wrong_language",
                                                       "wrong_address_form",
                                                       "no_call_to_action",
                                                       "address",
                                                       "unknown_percent",
                                                       "unknown_number",
                                                       "money",
                                                       "discount_not_offered",
                                                       "unknown_date",
                                                       "unknown_time",
                                                       "unknown_name",
                                                       "wrong_staff",
                                                       "wrong_since",
                                                       "false_usual",
                                                       "false_vip",
                                                       "false_seen_since",
                                                       "forbidden_word",
                                                       "missing_name",
                                                       "missing_since",
                                                       "missing_discount",
                                                       "missing_validity",
                                                       "missing_slot",
                                                       "missing_staff",
                                                       "missing_usual",
                                                       "missing_vip",
                                                       "missing_seen_since"};

}  // namespace

std::string_view to_string(MessageFault fault) noexcept {
  return fault_names[static_cast<std::size_t>(fault) % fault_names.size()];
}

}  // namespace reactivation
