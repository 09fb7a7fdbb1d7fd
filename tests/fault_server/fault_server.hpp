// The scripted server of tests/fault_server, as a child of a test program: it ends with it.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace fault_server {

/// What a scenario says of one answer; see fault_server.py.
using Json = nlohmann::json;

class FaultServer {
public:
  /// Starts the server; a program needs one. Throws when it does not start.
  FaultServer();
  ~FaultServer();
  FaultServer(const FaultServer&) = delete;
  FaultServer& operator=(const FaultServer&) = delete;

  /// Forgets what was recorded, and plays this.
  void play(const Json& scenario);
  /// The same with steps alone, or with one.
  void play_steps(const Json& steps) {
    play({{"steps", steps.is_array() ? steps : Json::array({steps})}});
  }
  /// {"requests": [{"method", "target", "headers", "body", "raw", "connection", "at_s"}], …}
  [[nodiscard]] Json tell();
  [[nodiscard]] std::size_t request_count() { return tell()["requests"].size(); }

  [[nodiscard]] std::string http() const;        ///< `http://127.0.0.1:port`
  [[nodiscard]] std::string https() const;       ///< `https://127.0.0.1:port`
  [[nodiscard]] std::string http_proxy() const;  ///< leads every name to the https port
  [[nodiscard]] std::string socks5() const;
  /// PEM of the authority that signed for `service.test` and 127.0.0.1.
  [[nodiscard]] static std::string ca_file();

private:
  [[nodiscard]] std::string read_line();
  [[nodiscard]] std::string at(const char* scheme, const char* port) const;

  int to_ = -1;
  int from_ = -1;
  int child_ = -1;
  std::string buffer_;
  Json ports_;
};

/// The one of this program.
FaultServer& server();

}  // namespace fault_server
