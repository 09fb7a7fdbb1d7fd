// A message as a value in another document.
#pragma once

#include "reactivation/json/message_json.hpp"
#include "writer.hpp"

namespace reactivation::json {

void put_message(Writer& out, const OutgoingMessage& message, const MessageForm& form);

}  // namespace reactivation::json
