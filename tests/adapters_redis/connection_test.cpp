// A server that hangs up in the middle of what it is sent.
#include "connection.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <thread>

using namespace reactivation;
using redis::Connection;
using redis::Failed;

namespace {

/// Takes a connection, reads a little, and ends it without a word; twice.
class RudeServer {
public:
  RudeServer() : listening_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    REQUIRE(bind(listening_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    REQUIRE(getsockname(listening_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
    REQUIRE(listen(listening_, 4) == 0);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] {
      for (int i = 0; i < 2; ++i) {
        const int taken = accept(listening_, nullptr, nullptr);
        if (taken < 0) return;
        char some[1000];
        (void)!read(taken, some, sizeof some);
        const linger at_once{1, 0};
        setsockopt(taken, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
        close(taken);
      }
    });
  }
  ~RudeServer() {
    shutdown(listening_, SHUT_RDWR);
    close(listening_);
    thread_.join();
  }
  RudeServer(const RudeServer&) = delete;
  RudeServer& operator=(const RudeServer&) = delete;
  [[nodiscard]] int port() const { return port_; }

private:
  int listening_;
  int port_ = 0;
  std::thread thread_;
};

}  // namespace

TEST_CASE("a peer that hangs up while it is written to ends no process") {
  const RudeServer server;
  redis::Address address;
  address.host = "127.0.0.1";
  address.port = server.port();
  Connection connection(address, {});
  const std::vector<Connection::Words> much(200, {"SET", "key", std::string(100'000, 'x')});
  CHECK(connection.commands(much).empty());
  CHECK(connection.failed() == Failed::unknown);
  CHECK_FALSE(connection.detail().empty());
}
