// One message as a JSON object: what the outbox writes and what a host's program reads.
#pragma once

#include <cstdint>
#include <string>

#include "reactivation/ports/messenger.hpp"

namespace reactivation {

enum class MessageMark : std::uint8_t {
  none,
  dry_run,  ///< says `"dry_run": true`
};

enum class MessageLayout : std::uint8_t {
  indented,  ///< a member a line, for people
  one_line,  ///< for programs that read lines
};

struct MessageForm {
  TimeZone time_zone;  ///< of the company, when known: slots also carry their civil time
  MessageMark mark = MessageMark::none;
  MessageLayout layout = MessageLayout::indented;
};

/// attempt_id, company_id, client_id, service_id, phone, text, template_id, discount_percent,
/// slots, sent_at. Ends with a line feed; bytes that are no UTF-8 are replaced.
[[nodiscard]] std::string write_message(const OutgoingMessage& message, const MessageForm& form);

}  // namespace reactivation
