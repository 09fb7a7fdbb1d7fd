#include "fault_server/fault_server.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>

namespace fault_server {
namespace {

struct Pipe {
  int read = -1;
  int write = -1;
  Pipe() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    read = ends[0];
    write = ends[1];
  }
};

}  // namespace

FaultServer::FaultServer() {
  Pipe to;
  Pipe from;
  const std::string cert = std::string(FAULT_SERVER_TLS) + "/service.pem";
  const std::string key = std::string(FAULT_SERVER_TLS) + "/service.key";
  child_ = ::fork();
  if (child_ < 0) throw std::runtime_error("no child");
  if (child_ == 0) {
    ::dup2(to.read, STDIN_FILENO);
    ::dup2(from.write, STDOUT_FILENO);
    ::execl(FAULT_SERVER_PYTHON, FAULT_SERVER_PYTHON, FAULT_SERVER_PROGRAM, "--tls", cert.c_str(),
            key.c_str(), static_cast<char*>(nullptr));
    ::_exit(127);
  }
  ::close(to.read);
  ::close(from.write);
  to_ = to.write;
  from_ = from.read;
  ports_ = Json::parse(read_line());
}

FaultServer::~FaultServer() {
  ::close(to_);  // its standard input ends, and so does it
  ::close(from_);
  ::waitpid(child_, nullptr, 0);
}

std::string FaultServer::read_line() {
  for (;;) {
    if (const std::size_t end = buffer_.find('\n'); end != std::string::npos) {
      std::string line = buffer_.substr(0, end);
      buffer_.erase(0, end + 1);
      return line;
    }
    char block[65536];
    const ssize_t got = ::read(from_, block, sizeof block);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) throw std::runtime_error("the fault server has ended");
    buffer_.append(block, static_cast<std::size_t>(got));
  }
}

void FaultServer::play(const Json& scenario) {
  const std::string line = Json{{"play", scenario}}.dump() + "\n";
  for (std::size_t done = 0; done < line.size();) {
    const ssize_t wrote = ::write(to_, line.data() + done, line.size() - done);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) throw std::runtime_error("the fault server has ended");
    done += static_cast<std::size_t>(wrote);
  }
  (void)read_line();
}

Json FaultServer::tell() {
  const std::string line = "{\"tell\":true}\n";
  if (::write(to_, line.data(), line.size()) != static_cast<ssize_t>(line.size())) {
    throw std::runtime_error("the fault server has ended");
  }
  return Json::parse(read_line());
}

std::string FaultServer::at(const char* scheme, const char* port) const {
  return std::string(scheme) + "://127.0.0.1:" + std::to_string(ports_.at(port).get<int>());
}

std::string FaultServer::http() const { return at("http", "http"); }
std::string FaultServer::https() const { return at("https", "https"); }
std::string FaultServer::http_proxy() const { return at("http", "http_proxy"); }
std::string FaultServer::socks5() const { return at("socks5", "socks5"); }
std::string FaultServer::ca_file() { return std::string(FAULT_SERVER_TLS) + "/ca.pem"; }

FaultServer& server() {
  static FaultServer one;
  return one;
}

}  // namespace fault_server
