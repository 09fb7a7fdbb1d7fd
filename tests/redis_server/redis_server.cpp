#include "redis_server.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <stdexcept>
#include <thread>

namespace redis_test {
namespace {

int free_port() {
  const int socket_of_ours = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  const bool is_bound =
      bind(socket_of_ours, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 &&
      getsockname(socket_of_ours, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  close(socket_of_ours);
  if (!is_bound) throw std::runtime_error("no free port");
  return ntohs(address.sin_port);
}

}  // namespace

Server::Server() : port_(free_port()) { start(); }

void Server::start() {
  const std::string port = std::to_string(port_);
  process_ = fork();
  if (process_ == 0) {
    const int nowhere = open("/dev/null", O_RDWR);
    dup2(nowhere, STDOUT_FILENO);
    dup2(nowhere, STDERR_FILENO);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    execlp("redis-server", "redis-server", "--port", port.c_str(), "--bind", "127.0.0.1", "--save",
           "", "--appendonly", "no", "--dir", "/tmp", nullptr);
    _exit(127);
  }
  for (int i = 0; i < 200; ++i) {
    if (ask("PING") == "PONG") return;
    std::this_thread::sleep_for(std::chrono::milliseconds{25});
  }
  throw std::runtime_error("redis-server does not start; install redis-server");
}

void Server::kill() {
  if (process_ == 0) return;
  ::kill(process_, SIGKILL);
  waitpid(process_, nullptr, 0);
  process_ = 0;
}

std::string Server::ask(const std::string& words) const {
  const std::string command =
      "redis-cli -p " + std::to_string(port_) + " " + words + " 2>/dev/null";
  std::FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return {};
  std::string out;
  std::array<char, 4096> part{};
  while (const std::size_t size = std::fread(part.data(), 1, part.size(), pipe)) {
    out.append(part.data(), size);
  }
  pclose(pipe);
  while (!out.empty() && out.back() == '\n') out.pop_back();
  return out;
}

}  // namespace redis_test
