// One connection to a Redis server, made when it is needed. Private to the adapters that speak to
// it.
#pragma once

#include <hiredis/hiredis.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reactivation/adapters/redis.hpp"

namespace reactivation::redis {

/// `redis://[user[:password]@]host[:port][/database]`.
struct Address {
  std::string host;
  int port = 6379;
  std::string user;
  std::string password;
  int database = 0;
};
/// None for what is no such address.
[[nodiscard]] std::optional<Address> address_of(std::string_view url);

struct ReplyDeleter {
  void operator()(redisReply* reply) const noexcept { freeReplyObject(reply); }
};
using Reply = std::unique_ptr<redisReply, ReplyDeleter>;

[[nodiscard]] inline std::string_view text_of(const redisReply& reply) {
  return {reply.str == nullptr ? "" : reply.str, reply.len};
}

/// What became of a command that was not answered.
enum class Failed : std::uint8_t {
  no,
  not_sent,  ///< no byte of it left
  unknown,   ///< it may have been carried out
  refused,   ///< the server said no
};

/// Threads: one call at a time.
class Connection {
public:
  using Words = std::vector<std::string>;

  Connection(Address address, const RedisTimes& times);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Null when there is no answer, or it is an error; `failed` and `detail` then say more. While
  /// the server is away it is tried again after a pause that grows.
  [[nodiscard]] Reply command(const Words& words);
  /// All of them sent at once and answered in order; empty when one has no answer. They are sent
  /// once more when a connection turns out to be dead: nothing may depend on being done only once.
  [[nodiscard]] std::vector<Reply> commands(const std::vector<Words>& all);

  [[nodiscard]] Failed failed() const noexcept { return failed_; }
  /// One sentence on the last call that failed; no password in it.
  [[nodiscard]] const std::string& detail() const noexcept { return detail_; }
  [[nodiscard]] std::string place() const;

private:
  struct Closer {
    void operator()(redisContext* context) const noexcept { redisFree(context); }
  };

  [[nodiscard]] std::vector<Reply> ask(const std::vector<Words>& all);
  [[nodiscard]] bool connect();
  [[nodiscard]] bool introduce();
  void append(const Words& words);
  void fail(Failed how, const std::string& why);
  void lose(Failed how, const std::string& why);

  Address address_;
  RedisTimes times_;
  std::unique_ptr<redisContext, Closer> context_;
  std::chrono::steady_clock::time_point next_try_{};
  std::chrono::milliseconds pause_{0};
  Failed failed_ = Failed::no;
  std::string detail_;
};

}  // namespace reactivation::redis
