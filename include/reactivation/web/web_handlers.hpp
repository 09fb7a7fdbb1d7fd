// What answers webhooks and workers outside: bytes and headers in, a status out. No socket is in
// it, so that a host mounts it in a server of its own, and `Listener` is one that is ready made.
//
//   GET  {path}/health                      200 while the store can be read, else 503
//   GET  {path}/whatsapp/{name}             the handshake: 200 with the challenge, else 403
//   POST {path}/whatsapp/{name}             a webhook, signed
//   POST {path}/evolution/{name}            a webhook with a bearer secret
//   POST {path}/yclients/{salon}/{secret}   a webhook that is only a hint
//   POST {path}/permit                      a worker asks for a message, or whether it may still go
//   POST {path}/outcome                     what became of it
//
// docs/listener.md has every answer.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "reactivation/adapters/evolution.hpp"
#include "reactivation/adapters/whatsapp_webhook.hpp"
#include "reactivation/adapters/yclients.hpp"
#include "reactivation/engine/engine.hpp"
#include "reactivation/ports/web.hpp"
#include "reactivation/web/web_report.hpp"

namespace reactivation {

struct WhatsAppRoute {
  std::string name;  ///< in the path: the number's id, say
  WhatsAppWebhookOptions webhook;
  http::SharedSecret verify_token;  ///< null or empty: nothing is set up here
};

struct EvolutionRoute {
  std::string name;  ///< in the path: the instance, say
  EvolutionWebhookOptions webhook;
};

struct YclientsRoute {
  std::int64_t salon_id = 0;                ///< in the path
  std::vector<http::SharedSecret> secrets;  ///< in the path: one; two while it is changed
  /// Keeps the hint durably, to be read again later. Called on any thread, one call at a time.
  std::function<result<void>(const YclientsHint&)> keep;
};

struct WorkerRoute {
  std::vector<http::SharedSecret> keys;  ///< one; two while it is changed. None: no such path
  std::vector<CompanyId> companies;      ///< whose messages are handed out
  /// False: every answer is no. What was handed out is still reported.
  bool is_sending_enabled = true;
};

struct WebOptions {
  std::string path;  ///< before all others: `/hooks`; or empty
  std::vector<WhatsAppRoute> whatsapp;
  std::vector<EvolutionRoute> evolution;
  std::vector<YclientsRoute> yclients;
  WorkerRoute workers;
  /// Makes all that requests write durable by one commit: `SqliteStore::together`. Empty: each
  /// event by itself.
  std::function<result<void>(const std::function<void()>&)> together;
  std::function<bool()> is_healthy;  ///< whether the store can be read
  /// What the messenger says of an account, before the engine is told.
  std::function<void(const AccountSignal&)> hear;
  std::function<void(const WebReport&)> report;  ///< called for every request
};

/// Stands in an engine for workers who send by themselves (`Engine::hand_out`).
class OutsideWorkers final : public Messenger {
public:
  explicit OutsideWorkers(Seconds send_max = Seconds{30}) : send_max_(send_max) {}
  [[nodiscard]] Reach reach() const noexcept override { return Reach::people; }
  [[nodiscard]] Seconds send_max() const noexcept override { return send_max_; }
  [[nodiscard]] result<SendReceipt> send(const OutgoingMessage& /*message*/,
                                         LastLook& /*look*/) override {
    return make_error_code(errc::unsupported);
  }

private:
  Seconds send_max_;
};

/// Signatures and documents are read on the caller's thread; the engine is asked by one at a time,
/// and webhooks that come meanwhile are stored by one commit.
/// A webhook is answered with 200 only after all of it is durable. What the store does not take is
/// answered with 503 and kept in memory as well: while it is owed, no worker is given a message.
/// Threads: any number. `engine` and `clock` must outlive it, and nobody else may use the engine
/// or its store meanwhile.
class WebHandlers {
public:
  WebHandlers(Engine& engine, const Clock& clock, WebOptions options);
  ~WebHandlers();
  WebHandlers(const WebHandlers&) = delete;
  WebHandlers& operator=(const WebHandlers&) = delete;

  [[nodiscard]] WebAnswer answer(const WebRequest& request) noexcept;
  /// `answer`, for a server.
  [[nodiscard]] WebHandler handler();
  /// Stores what was answered with 503. An error: something is still owed, and nobody should be
  /// written to through another engine either. Call it every few seconds, and before the end.
  [[nodiscard]] std::error_code settle() noexcept;

private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace reactivation
