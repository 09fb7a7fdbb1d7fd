// One accepted connection as a stream with an end: bytes and time are bounded, whatever the client
// does. Private.
#pragma once

#include <httplib.h>

#include <atomic>
#include <chrono>
#include <string>
#include <vector>

namespace reactivation::listener {

using Time = std::chrono::steady_clock::time_point;

class Connection final : public httplib::Stream {
public:
  /// `stopping`: while true, a request that is still coming in is waited for two seconds more.
  Connection(int socket, Time read_until, const std::atomic<bool>& stopping)
      : socket_(socket), until_(read_until), stopping_(stopping) {}
  ~Connection() override;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  enum class Head { whole, too_large, none };
  /// Reads up to the empty line behind the headers. Headers that would only make the server work
  /// (ranges, compression) lose their names.
  [[nodiscard]] Head read_head(std::size_t bytes_max);
  /// Names of its headers that have no value, which the library leaves out.
  [[nodiscard]] const std::vector<std::string>& empty_headers() const noexcept {
    return empty_headers_;
  }
  /// From here on there is so much time for the answer.
  void write_until(Time until) noexcept { until_ = until; }
  /// The client is still sending what nobody reads.
  void leave_unread() noexcept { is_unread_ = true; }
  /// Ends the connection so that the client sees the answer, also when it is still sending.
  void finish() noexcept;

  [[nodiscard]] bool is_readable() const override { return socket_ >= 0; }
  [[nodiscard]] bool is_writable() const override { return socket_ >= 0; }
  ssize_t read(char* bytes, std::size_t size) override;
  ssize_t write(const char* bytes, std::size_t size) override;
  void get_remote_ip_and_port(std::string& ip, int& port) const override;
  void get_local_ip_and_port(std::string& ip, int& port) const override;
  [[nodiscard]] socket_t socket() const override { return socket_; }

private:
  [[nodiscard]] bool wait(short events);
  [[nodiscard]] bool fill();

  int socket_;
  Time until_;
  const std::atomic<bool>& stopping_;
  std::string buffer_;
  std::vector<std::string> empty_headers_;
  bool is_unread_ = false;
  std::size_t taken_ = 0;  ///< of `buffer_`
};

}  // namespace reactivation::listener
