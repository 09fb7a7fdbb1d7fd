// A Redis of the tests' own: on a free port of loopback, without a file, gone with the process.
#pragma once

#include <sys/types.h>

#include <string>

namespace redis_test {

class Server {
public:
  Server();
  ~Server() { kill(); }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  [[nodiscard]] std::string url() const {
    return "redis://127.0.0.1:" + std::to_string(port_) + "/0";
  }
  /// Everything in it is lost.
  void kill();
  void start();
  /// The answer of redis-cli, without the line's end.
  std::string ask(const std::string& words) const;

private:
  int port_;
  pid_t process_ = 0;
};

}  // namespace redis_test
