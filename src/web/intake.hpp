// What a webhook brought, into the store. Private.
#pragma once

#include <cstdint>
#include <system_error>
#include <vector>

#include "reactivation/engine/engine.hpp"
#include "reactivation/web/web_handlers.hpp"

namespace reactivation::web {

struct Taken {
  std::int64_t stored = 0;
  std::int64_t known = 0;
  std::int64_t refused = 0;  ///< for ever: something in it cannot be kept
  std::error_code error;     ///< the first: something is not stored
};

/// Threads: one call at a time.
class Intake {
public:
  Intake(Engine& engine, const WebOptions& options) : engine_(engine), options_(options) {}

  /// All of it is durable when there is no error.
  [[nodiscard]] Taken take(AccountId account, const WebhookReading& reading);
  /// Stores what is owed. An error: something still is, and nobody may be written to.
  [[nodiscard]] std::error_code settle();

private:
  struct Owed {
    AccountId account;
    WebhookReading reading;
  };
  [[nodiscard]] Taken store(AccountId account, const WebhookReading& reading);
  [[nodiscard]] Taken store_each(AccountId account, const WebhookReading& reading);

  Engine& engine_;
  const WebOptions& options_;
  std::vector<Owed> owed_;
  std::error_code why_;  ///< something is owed that is not even remembered
};

}  // namespace reactivation::web
