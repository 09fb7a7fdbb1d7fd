// Adapter: a small web server for webhooks and workers outside, over cpp-httplib. It speaks plain
// HTTP on this machine; what the world reaches is a reverse proxy, which has the certificate
// (docs/listener.md).
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "reactivation/core/error.hpp"
#include "reactivation/ports/web.hpp"

namespace reactivation {

struct ListenerOptions {
  std::string host = "127.0.0.1";
  int port = 0;          ///< 0: any that is free
  int threads = 4;       ///< requests that are answered at one time
  int waiting_max = 64;  ///< connections that wait for a thread; more wait in the system's queue
  /// Of one request, with its first line; more is answered with 400 and not read on.
  std::size_t header_bytes_max = 16384;
  /// Of one body; more is answered with 413 and not read on.
  std::size_t body_bytes_max = std::size_t{1} << 20;
  /// For one request to come in whole, and for its answer to go out; whoever is slower is cut.
  std::chrono::milliseconds request_max{10'000};
  std::chrono::milliseconds answer_max{10'000};
  /// What is said to a request that the handler does not see: its body is too large, has a form
  /// that is not taken, or did not come whole. Called like the handler, with the status; empty: the
  /// status alone.
  std::function<WebAnswer(int status)> refusal;
};

/// One request a connection: what follows on it is not read, so no body is ever taken for a
/// request. A request whose client has gone is answered all the same; its effect stands. Threads:
/// one call at a time, not from a signal handler; the handler is called on the listener's threads.
class Listener {
public:
  /// `errc::invalid_argument` for options that cannot be.
  [[nodiscard]] static result<std::unique_ptr<Listener>> make(ListenerOptions options,
                                                              WebHandler handler);
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  /// From its return on connections are taken. `errc::io_failed` when the address cannot be had.
  [[nodiscard]] result<void> start();
  /// Takes no more connections, answers those it has, and returns when that is done. Again:
  /// nothing.
  void stop() noexcept;
  /// The port it listens on; 0 before `start`.
  [[nodiscard]] int port() const noexcept;

private:
  struct Parts;
  explicit Listener(std::unique_ptr<Parts> parts) noexcept;
  std::unique_ptr<Parts> parts_;
};

}  // namespace reactivation
