// Stands between a store and the server, on a port of loopback, and falls silent: nothing arrives
// any more and nothing is closed, as with a cable that was pulled.
#pragma once

#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace postgres_test {

class SilentWire {
public:
  /// To the server at that socket.
  explicit SilentWire(std::string server);
  ~SilentWire();
  SilentWire(const SilentWire&) = delete;
  SilentWire& operator=(const SilentWire&) = delete;

  [[nodiscard]] std::string url(const std::string& database) const;

  /// The connections of now say nothing to anybody from now on; later ones work.
  void fall_silent();
  /// Requests of the connections of now still arrive, answers do not.
  void lose_answers();

private:
  struct Line {
    int client = -1;
    int server = -1;
    bool hears_client = true;
    bool hears_server = true;
  };

  void run();
  void accept_one();

  std::string server_;
  int listener_ = -1;
  int port_ = 0;
  int end_[2] = {-1, -1};  ///< a pipe: closed on one side, it ends the thread
  std::mutex mutex_;
  std::vector<Line> lines_;
  std::thread thread_;
};

}  // namespace postgres_test
