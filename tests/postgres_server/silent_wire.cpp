#include "silent_wire.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace postgres_test {
namespace {

/// False when that end is gone.
bool hand_on(int from, int to) {
  std::array<char, 65536> bytes;
  const ssize_t size = recv(from, bytes.data(), bytes.size(), 0);
  if (size <= 0) return false;
  return send(to, bytes.data(), static_cast<std::size_t>(size), MSG_NOSIGNAL) == size;
}

}  // namespace

SilentWire::SilentWire(std::string server) : server_(std::move(server)) {
  listener_ = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  const bool listens =
      bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 &&
      listen(listener_, 16) == 0 &&
      getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) == 0 && pipe(end_) == 0;
  if (!listens) throw std::runtime_error("no free port");
  port_ = ntohs(address.sin_port);
  thread_ = std::thread{[this] { run(); }};
}

SilentWire::~SilentWire() {
  close(end_[1]);
  thread_.join();
  close(end_[0]);
  close(listener_);
  for (const Line& line : lines_) {
    close(line.client);
    close(line.server);
  }
}

std::string SilentWire::url(const std::string& database) const {
  return "postgresql://tests@127.0.0.1:" + std::to_string(port_) + "/" + database;
}

void SilentWire::fall_silent() {
  const std::lock_guard lock(mutex_);
  for (Line& line : lines_) line.hears_client = line.hears_server = false;
}

void SilentWire::lose_answers() {
  const std::lock_guard lock(mutex_);
  for (Line& line : lines_) line.hears_server = false;
}

void SilentWire::accept_one() {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, server_.c_str(), sizeof address.sun_path - 1);
  Line line;
  line.client = accept(listener_, nullptr, nullptr);
  line.server = socket(AF_UNIX, SOCK_STREAM, 0);
  if (connect(line.server, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    close(line.client);
    close(line.server);
    return;
  }
  lines_.push_back(line);
}

void SilentWire::run() {
  for (;;) {
    std::vector<pollfd> sockets{{end_[0], POLLIN, 0}, {listener_, POLLIN, 0}};
    {
      const std::lock_guard lock(mutex_);
      for (const Line& line : lines_) {
        // A negative number is passed over: its bytes stay where they are.
        sockets.push_back({line.hears_client ? line.client : -1, POLLIN, 0});
        sockets.push_back({line.hears_server ? line.server : -1, POLLIN, 0});
      }
    }
    // Woken often enough to notice that a line has fallen silent meanwhile.
    (void)poll(sockets.data(), sockets.size(), 20);
    if (sockets[0].revents != 0) return;
    const std::lock_guard lock(mutex_);
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      Line& line = lines_[i];
      const bool client_speaks = sockets[2 + 2 * i].revents != 0 && line.hears_client;
      const bool server_speaks = sockets[3 + 2 * i].revents != 0 && line.hears_server;
      bool is_there = !client_speaks || hand_on(line.client, line.server);
      is_there = is_there && (!server_speaks || hand_on(line.server, line.client));
      if (is_there) continue;
      line.hears_client = line.hears_server = false;
      shutdown(line.client, SHUT_RDWR);
      shutdown(line.server, SHUT_RDWR);
    }
    if (sockets[1].revents != 0) accept_one();
  }
}

}  // namespace postgres_test
