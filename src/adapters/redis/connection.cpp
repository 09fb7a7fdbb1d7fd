#include "connection.hpp"

#include <pthread.h>
#include <signal.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <utility>

namespace reactivation::redis {
namespace {

timeval timeval_of(std::chrono::milliseconds time) {
  timeval out{};
  out.tv_sec = static_cast<time_t>(time.count() / 1000);
  out.tv_usec = static_cast<suseconds_t>(time.count() % 1000 * 1000);
  return out;
}

/// hiredis writes as if nobody could hang up: where a peer has, the process must not get a signal
/// that ends it. Blocked for this thread alone; one that came meanwhile is taken back.
class NoBrokenPipe {
public:
  NoBrokenPipe() {
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    sigset_t pending;
    sigpending(&pending);
    was_pending_ = sigismember(&pending, SIGPIPE) == 1;
    pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  ~NoBrokenPipe() {
    const timespec at_once{};
    if (!was_pending_) {
      while (sigtimedwait(&pipe_, nullptr, &at_once) == -1 && errno == EINTR) {
      }
    }
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  NoBrokenPipe(const NoBrokenPipe&) = delete;
  NoBrokenPipe& operator=(const NoBrokenPipe&) = delete;

private:
  sigset_t pipe_{};
  sigset_t before_{};
  bool was_pending_ = false;
};

template <class Number>
bool read_number(std::string_view text, Number& number) {
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  return read.ec == std::errc{} && read.ptr == text.data() + text.size();
}

/// `%40` is `@`, as in every URL. None for a broken one.
std::optional<std::string> unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    unsigned value = 0;
    const auto digits = text.substr(i + 1, 2);
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    if (digits.size() != 2 || read.ptr != digits.data() + 2) return std::nullopt;
    out += static_cast<char>(value);
    i += 2;
  }
  return out;
}

}  // namespace

std::optional<Address> address_of(std::string_view url) {
  constexpr std::string_view scheme = "redis://";
  if (!url.starts_with(scheme)) return std::nullopt;
  url.remove_prefix(scheme.size());
  Address out;
  if (const std::size_t user_end = url.rfind('@'); user_end != std::string_view::npos) {
    const std::string_view user = url.substr(0, user_end);
    const std::size_t colon = user.find(':');
    const auto name = unescaped(user.substr(0, colon));
    const auto password =
        colon == std::string_view::npos ? std::string{} : unescaped(user.substr(colon + 1));
    if (!name || !password) return std::nullopt;
    out.user = *name;
    out.password = *password;
    url.remove_prefix(user_end + 1);
  }
  if (const std::size_t slash = url.find('/'); slash != std::string_view::npos) {
    const std::string_view number = url.substr(slash + 1);
    if (!number.empty() && (!read_number(number, out.database) || out.database < 0)) {
      return std::nullopt;
    }
    url = url.substr(0, slash);
  }
  const std::size_t colon = url.rfind(':');
  const bool has_port = colon != std::string_view::npos && url.find(']', colon) == url.npos;
  if (has_port) {
    if (!read_number(url.substr(colon + 1), out.port)) return std::nullopt;
    url = url.substr(0, colon);
  }
  if (url.starts_with('[') && url.ends_with(']')) url = url.substr(1, url.size() - 2);
  out.host = std::string{url};
  if (out.host.empty() || out.port < 1 || out.port > 65535) return std::nullopt;
  return out;
}

Connection::Connection(Address address, const RedisTimes& times)
    : address_(std::move(address)), times_(times) {}
Connection::~Connection() = default;

std::string Connection::place() const {
  return "redis://" + address_.host + ":" + std::to_string(address_.port) + "/" +
         std::to_string(address_.database);
}

void Connection::fail(Failed how, const std::string& why) {
  failed_ = how;
  detail_ = place() + ": " + why;
}

void Connection::lose(Failed how, const std::string& why) {
  fail(how, why);
  context_.reset();
  pause_ = std::clamp(pause_ * 2, times_.pause_min, times_.pause_max);
  next_try_ = std::chrono::steady_clock::now() + pause_;
}

bool Connection::introduce() {
  if (!address_.password.empty()) {
    Words words{"AUTH"};
    if (!address_.user.empty()) words.push_back(address_.user);
    words.push_back(address_.password);
    append(words);
  }
  if (address_.database != 0) append({"SELECT", std::to_string(address_.database)});
  const int answers = (address_.password.empty() ? 0 : 1) + (address_.database == 0 ? 0 : 1);
  for (int i = 0; i < answers; ++i) {
    void* raw = nullptr;
    if (redisGetReply(context_.get(), &raw) != REDIS_OK) {
      lose(Failed::not_sent, std::string{"no answer ("} + context_->errstr + ")");
      return false;
    }
    const Reply reply{static_cast<redisReply*>(raw)};
    if (reply->type == REDIS_REPLY_ERROR) {
      lose(Failed::not_sent, "the server refuses the user, the password or the database");
      return false;
    }
  }
  return true;
}

bool Connection::connect() {
  if (context_) return true;
  if (std::chrono::steady_clock::now() < next_try_) {
    failed_ = Failed::not_sent;  // what it failed for is said already
    return false;
  }
  context_.reset(redisConnectWithTimeout(address_.host.c_str(), address_.port,
                                         timeval_of(times_.connect_max)));
  if (!context_ || context_->err != 0) {
    const std::string why = context_ ? context_->errstr : "no memory";
    lose(Failed::not_sent, why + "; check that the server runs, and the address");
    return false;
  }
  redisSetTimeout(context_.get(), timeval_of(times_.answer_max));
  if (!introduce()) return false;
  pause_ = std::chrono::milliseconds{0};
  return true;
}

void Connection::append(const Words& words) {
  std::vector<const char*> texts;
  std::vector<std::size_t> sizes;
  for (const std::string& word : words) {
    texts.push_back(word.data());
    sizes.push_back(word.size());
  }
  redisAppendCommandArgv(context_.get(), static_cast<int>(words.size()), texts.data(),
                         sizes.data());
}

std::vector<Reply> Connection::commands(const std::vector<Words>& all) {
  // A server that went away while nobody asked shows at the next question. What is asked here may
  // be asked twice, so the question is put once more on a fresh connection.
  const NoBrokenPipe quiet;
  const bool was_connected = context_ != nullptr;
  std::vector<Reply> replies = ask(all);
  if (replies.empty() && was_connected && failed_ == Failed::unknown) {
    next_try_ = {};
    replies = ask(all);
  }
  return replies;
}

std::vector<Reply> Connection::ask(const std::vector<Words>& all) {
  failed_ = Failed::no;
  if (!connect()) return {};
  for (const Words& words : all) append(words);
  std::vector<Reply> replies;
  for (std::size_t i = 0; i < all.size(); ++i) {
    void* raw = nullptr;
    if (redisGetReply(context_.get(), &raw) != REDIS_OK) {
      lose(Failed::unknown, std::string{"no answer ("} + context_->errstr + ")");
      return {};
    }
    replies.emplace_back(static_cast<redisReply*>(raw));
    if (replies.back()->type == REDIS_REPLY_ERROR) {
      // The first word is the kind; what follows may hold values.
      const std::string_view said = text_of(*replies.back());
      fail(Failed::refused,
           "the server refuses a command (" + std::string{said.substr(0, said.find(' '))} + ")");
    }
  }
  if (failed_ == Failed::no) detail_.clear();
  return replies;
}

Reply Connection::command(const Words& words) {
  auto replies = commands({words});
  if (replies.empty()) return nullptr;
  return std::move(replies.front());
}

}  // namespace reactivation::redis
