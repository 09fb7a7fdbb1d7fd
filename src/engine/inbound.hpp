// What comes in: understood, decided, written once. Private to the engine.
#pragma once

#include "reactivation/engine/engine.hpp"
#include "reply_reader.hpp"

namespace reactivation::detail {

/// Decides upon a stored event and writes its effect. Repeated when something changed meanwhile.
/// `reader`: asked about a reply before anything is written, once, and never in a transaction.
[[nodiscard]] result<void> process_event(const EnginePorts& ports, const StoredEvent& stored,
                                         ReplyReader& reader);

/// Whether the event is of a size and a form that can be stored and read back unchanged, and comes
/// from somewhere (B74, B90). A text may be any bytes.
[[nodiscard]] bool is_sound(const InboundEvent& event);

/// A client who switches messages off without a word says "stop": from here on it is a message,
/// which blocks their sends until it is done (B85).
void read_preference(InboundEvent& event);

/// Tells the admin, and of messages that met an opt-out on their way.
void notify_all(const EnginePorts& ports, const Changes& changes, const Applied& applied,
                CompanyId company);

inline constexpr int decisions_max = 20;

}  // namespace reactivation::detail
