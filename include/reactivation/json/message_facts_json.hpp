// The document reactivation.message_facts/1: everything that one text may say; and the text.
#pragma once

#include <string>
#include <string_view>

#include "reactivation/core/message.hpp"
#include "reactivation/json/read.hpp"

namespace reactivation {

[[nodiscard]] ReadDocument<MessageFacts> read_message_facts(std::string_view bytes,
                                                            const ReadLimits& limits = {});

/// The document reactivation.message/1: text, template_id. Ends with a line feed.
[[nodiscard]] std::string write_rendered(const RenderedMessage& message);

}  // namespace reactivation
