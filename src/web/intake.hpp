// What a webhook brought, into the store. Private.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <set>
#include <span>
#include <string>
#include <system_error>
#include <utility>
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

/// One request's part.
struct Delivered {
  AccountId account;
  const WebhookReading* reading = nullptr;
  Taken taken;
  bool is_done = false;
};

/// Threads: one call at a time.
class Intake {
public:
  Intake(Engine& engine, const WebOptions& options) : engine_(engine), options_(options) {}

  /// All of those without an error is durable.
  void take(std::span<Delivered* const> delivered);
  /// Stores what is owed. An error: something still is, and nobody may be written to.
  [[nodiscard]] std::error_code settle();

private:
  struct Owed {
    AccountId account;
    WebhookReading reading;
  };
  void store(std::span<Delivered* const> delivered);
  [[nodiscard]] Taken store_each(AccountId account, const WebhookReading& reading);
  void owe(const Delivered& delivered);
  void note_stored(const WebhookReading& reading);

  Engine& engine_;
  const WebOptions& options_;
  std::vector<Owed> owed_;
  /// Provider and id of events that are owed and not remembered: they must come again.
  std::set<std::pair<std::string, std::string>> missing_;
  bool is_lost_ = false;  ///< something is owed whose return nobody can tell
  std::error_code why_;   ///< of what was last refused
};

/// Requests that come while others are being stored are stored together, by one commit. Whoever
/// comes first does it for all. Threads: any number.
class TogetherIntake {
public:
  /// `engine`: held while the intake works.
  TogetherIntake(Intake& intake, std::mutex& engine) : intake_(intake), engine_(engine) {}
  [[nodiscard]] Taken take(AccountId account, const WebhookReading& reading);

private:
  Intake& intake_;
  std::mutex& engine_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Delivered*> waiting_;
  bool is_one_working_ = false;
};

}  // namespace reactivation::web
