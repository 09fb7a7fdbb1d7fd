// What a language model may change about how a reply is understood: only towards more care.
//
// Off unless the host asks for it; then the model reads the reply's text (safety.md §5). The
// lexicon's answer stands; a model that finds more reason for care than the lexicon did hands the
// reply to a person, or opts the client out. It never takes anything back.
#pragma once

#include "reactivation/core/reply.hpp"

namespace reactivation {

/// How carefully a client is treated after a reply of this type, higher is more careful.
[[nodiscard]] int carefulness(ReplyType type) noexcept;

/// `lexicon` where the model sees no more reason for care. An opt-out of either is one. Any other
/// type of the model's that is more careful makes the reply `unclear`: a person reads it.
[[nodiscard]] Reply more_careful_reply(const Reply& lexicon, ReplyType model) noexcept;

}  // namespace reactivation
