// Port: what carries a message to a person.
#pragma once

#include <optional>

#include "reactivation/core/error.hpp"
#include "reactivation/ports/attempt_store.hpp"

namespace reactivation {

class Messenger {
public:
  virtual ~Messenger() = default;

  /// True for messengers that reach nobody (outbox, memory): only they take +999 numbers.
  [[nodiscard]] virtual bool takes_test_numbers() const noexcept = 0;
  /// Hands the message over, at most once for an attempt id. An error means that no byte left;
  /// everything unclear is `SendOutcome::uncertain`. Blocks; never repeats by itself.
  [[nodiscard]] virtual result<SendOutcome> send(const OutgoingMessage& message) = 0;
  /// What became of a hand-over whose answer was lost, where the messenger can tell; else nothing.
  /// Effect: none.
  [[nodiscard]] virtual result<std::optional<SendOutcome>> find_outcome(
      const AttemptId& /*attempt*/) {
    return std::optional<SendOutcome>{};
  }
};

}  // namespace reactivation
