#include "connection.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>

namespace reactivation::listener {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

/// How soon a stop is noticed, and how long a request may still come in then.
constexpr milliseconds slice{200};
constexpr milliseconds after_stop{2000};
/// Of a client that is still sending when it has its answer.
constexpr milliseconds drain_max{1000};
constexpr std::size_t drain_bytes_max = std::size_t{8} << 20;

bool is_name_at(const std::string& head, std::size_t at, std::string_view lower_case) {
  if (head.size() - at < lower_case.size()) return false;
  for (std::size_t i = 0; i < lower_case.size(); ++i) {
    const char c = head[at + i];
    if ((c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c) != lower_case[i]) return false;
  }
  return true;
}

}  // namespace

Connection::~Connection() {
  if (socket_ >= 0) ::close(socket_);
}

bool Connection::wait(short events) {
  while (true) {
    const auto now = Clock::now();
    if (stopping_.load() && events == POLLIN) until_ = std::min(until_, now + after_stop);
    if (now >= until_) return false;
    const auto left = std::chrono::duration_cast<milliseconds>(until_ - now) + milliseconds{1};
    pollfd state{socket_, events, 0};
    const int ready = ::poll(&state, 1, static_cast<int>(std::min(left, slice).count()));
    if (ready > 0) return true;
    if (ready < 0 && errno != EINTR) return false;
  }
}

bool Connection::fill() {
  if (taken_ > 0) {
    buffer_.erase(0, taken_);
    taken_ = 0;
  }
  std::array<char, 16384> bytes;
  while (wait(POLLIN)) {
    const ssize_t got = ::recv(socket_, bytes.data(), bytes.size(), MSG_DONTWAIT);
    if (got > 0) {
      buffer_.append(bytes.data(), static_cast<std::size_t>(got));
      return true;
    }
    if (got == 0 || (errno != EAGAIN && errno != EINTR)) return false;
  }
  return false;
}

Connection::Head Connection::read_head(std::size_t bytes_max) {
  std::size_t end = std::string::npos;
  std::size_t from = 0;
  while ((end = buffer_.find("\r\n\r\n", from)) == std::string::npos) {
    if (buffer_.size() > bytes_max) return Head::too_large;
    from = buffer_.size() < 3 ? 0 : buffer_.size() - 3;
    if (!fill()) return Head::none;
  }
  if (end > bytes_max) return Head::too_large;
  for (std::size_t line = buffer_.find("\r\n"); line < end; line = buffer_.find("\r\n", line + 2)) {
    const std::size_t begin = line + 2;
    const std::size_t line_end = std::min(buffer_.find("\r\n", begin), end);
    const std::size_t colon = buffer_.find(':', begin);
    const bool is_empty =
        colon < line_end && buffer_.find_first_not_of(" \t", colon + 1) >= line_end;
    if (is_empty) empty_headers_.push_back(buffer_.substr(begin, colon - begin));
    // The library would match the one by a recursive expression, and compress by the other.
    for (const std::string_view name : {"range:", "accept-encoding:", "if-range:"}) {
      if (is_name_at(buffer_, line + 2, name)) buffer_[line + 2] = '-';
    }
  }
  return Head::whole;
}

ssize_t Connection::read(char* bytes, std::size_t size) {
  if (taken_ == buffer_.size() && !fill()) return -1;
  const std::size_t count = std::min(size, buffer_.size() - taken_);
  std::memcpy(bytes, buffer_.data() + taken_, count);
  taken_ += count;
  return static_cast<ssize_t>(count);
}

ssize_t Connection::write(const char* bytes, std::size_t size) {
  std::size_t sent = 0;
  while (sent < size) {
    if (!wait(POLLOUT)) return -1;
    const ssize_t count = ::send(socket_, bytes + sent, size - sent, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count < 0 && errno != EAGAIN && errno != EINTR) return -1;
    if (count > 0) sent += static_cast<std::size_t>(count);
  }
  return static_cast<ssize_t>(size);
}

void Connection::finish() noexcept {
  ::shutdown(socket_, SHUT_WR);
  // Bytes that are left unread would reset the connection, and the answer with it.
  until_ = Clock::now() + drain_max;
  std::array<char, 16384> bytes;
  std::size_t drained = 0;
  while (drained < drain_bytes_max) {
    const ssize_t got = ::recv(socket_, bytes.data(), bytes.size(), MSG_DONTWAIT);
    if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) break;
    if (got > 0) drained += static_cast<std::size_t>(got);
    if (got < 0 && !is_unread_) break;
    if (got < 0 && !wait(POLLIN)) break;
  }
  ::close(socket_);
  socket_ = -1;
}

void Connection::get_remote_ip_and_port(std::string& ip, int& port) const {
  ip.clear();
  port = 0;
}
void Connection::get_local_ip_and_port(std::string& ip, int& port) const {
  ip.clear();
  port = 0;
}

}  // namespace reactivation::listener
