// Port: words to the company's admin, without names, phones or texts of clients.
#pragma once

#include "reactivation/core/error.hpp"
#include "reactivation/core/lifecycle.hpp"

namespace reactivation {

class Notifier {
public:
  virtual ~Notifier() = default;
  /// Best effort: a failure loses the notice, never the change it tells of. Must not block for
  /// long.
  virtual void notify(const Alert& alert) noexcept = 0;
};

}  // namespace reactivation
