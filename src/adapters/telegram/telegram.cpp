#include "reactivation/adapters/telegram.hpp"

#include <signal.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>
#include <utility>

#include "telegram_text.hpp"

namespace reactivation {
namespace {

using Json = nlohmann::ordered_json;
using http::Failure;
using http::Milliseconds;
using Clock = std::chrono::steady_clock;

constexpr std::size_t waiting_max = 1000;
constexpr Milliseconds longest_hold = std::chrono::hours{1};
constexpr int tries_max = 3;          ///< while it is known that nothing has left
constexpr int tries_unclear_max = 2;  ///< a notice that comes twice does little harm

const Json& member(const Json& object, const char* name) {
  static const Json none;
  if (!object.is_object()) return none;
  const auto found = object.find(name);
  return found != object.end() ? *found : none;
}

/// What came of one message.
struct Ended {
  enum class Next : std::uint8_t { done, again, lost } next = Next::done;
  Milliseconds after{0};
  std::string moved_to;       ///< the chat's new id
  std::string_view why;       ///< of a refusal; a sentence of ours
  bool is_asked_for = false;  ///< the pause is the service's own wish, and no failure
};

Ended lost(std::string_view why) {
  Ended out{Ended::Next::lost, {}, {}, why};
  return out;
}

Ended refused(int code, const Json& body) {
  const Json& parameters = member(body, "parameters");
  if (const Json& moved = member(parameters, "migrate_to_chat_id"); moved.is_number_integer()) {
    return {Ended::Next::again, {}, std::to_string(moved.get<std::int64_t>()), {}};
  }
  switch (code) {
    case 400:
      return lost("Telegram does not know the chat: write to the bot first, or look at its id");
    case 401:
    case 404:
      return lost("Telegram does not know the bot's token");
    case 403:
      return lost("the bot was blocked, or taken out of the chat");
    default:
      return lost("Telegram refused the message");
  }
}

/// `tries`: this one included.
Ended end_of(const http::Response& response, int tries) {
  const bool is_answered = response.failure == Failure::none;
  Json body;
  if (is_answered && response.body.size() < 100'000) {
    body = Json::parse(response.body, nullptr, false);
  }
  const Json& is_ok = member(body, "ok");
  if (is_ok.is_boolean() && is_ok.get<bool>()) return {};
  const Json& told = member(body, "error_code");
  const int code = told.is_number_integer() && told.get<std::int64_t>() < 1000
                       ? static_cast<int>(told.get<std::int64_t>())
                       : response.status;
  if (is_answered && code == 429) {
    const Json& asked = member(member(body, "parameters"), "retry_after");
    Milliseconds after = response.retry_after.value_or(std::chrono::seconds{5});
    if (asked.is_number_unsigned()) {
      after = std::chrono::seconds{std::min<std::uint64_t>(asked.get<std::uint64_t>(), 86'400)};
    }
    if (after > longest_hold) return lost("Telegram asks to wait for more than an hour");
    Ended out{Ended::Next::again, after, {}, {}};
    out.is_asked_for = true;
    return out;
  }
  if (is_answered && code >= 400 && code < 500 && body.is_object()) return refused(code, body);
  const bool is_clear = response.failure == Failure::not_connected;
  if (response.failure == Failure::untrusted || response.failure == Failure::bad_request ||
      response.failure == Failure::cancelled ||
      tries >= (is_clear ? tries_max : tries_unclear_max)) {
    return lost("Telegram could not be reached");
  }
  return {Ended::Next::again, std::chrono::seconds{tries}, {}, {}};
}

/// No handler of the host's runs on a thread that it does not know.
class AllSignalsBlocked {
public:
  AllSignalsBlocked() noexcept {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before_);
  }
  ~AllSignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  AllSignalsBlocked(const AllSignalsBlocked&) = delete;
  AllSignalsBlocked& operator=(const AllSignalsBlocked&) = delete;

private:
  sigset_t before_{};
};

}  // namespace

struct TelegramNotifier::Parts {
  TelegramOptions options;
  std::unique_ptr<http::Client> client;  // the thread's alone
  std::string chat_id;                   // the thread's alone
  std::atomic<bool> has_given_up{false};

  mutable std::mutex mutex;  // guards what follows
  std::condition_variable changed;
  std::deque<std::string> waiting;
  Clock::time_point not_before = Clock::time_point::min();
  bool is_ending = false;
  bool is_over = false;
  std::int64_t lost = 0;
  std::string detail;
  std::thread thread;

  void work() noexcept;
  void run(std::unique_lock<std::mutex>& lock);
  [[nodiscard]] Ended send(const std::string& text, int tries);
  void settle(const Ended& ended, std::size_t taken, int& tries);
};

Ended TelegramNotifier::Parts::send(const std::string& text, int tries) {
  const http::SharedSecret token =
      http::make_secret(options.token ? options.token() : std::string{});
  if (!token || token->is_empty()) return ::reactivation::lost("there is no token for the bot");
  const Json body = {
      {"chat_id", chat_id}, {"text", text}, {"link_preview_options", {{"is_disabled", true}}}};
  http::Request request;
  request.method = http::Method::post;
  request.url = options.base_url + "/bot{key}/sendMessage";
  request.url_secret = token;
  request.body = body.dump(-1, ' ', false, Json::error_handler_t::replace);
  request.limits.total = options.try_max;
  request.limits.body_max = std::size_t{1} << 20;
  const auto goes_on = [this](std::string_view, std::int64_t, std::int64_t) {
    return !has_given_up.load();
  };
  return end_of(client->send({&request, 1}, goes_on, nullptr).front(), tries);
}

/// With the lock held.
void TelegramNotifier::Parts::settle(const Ended& ended, std::size_t taken, int& tries) {
  if (!ended.moved_to.empty()) chat_id = ended.moved_to;
  if (ended.next == Ended::Next::again) {
    not_before = Clock::now() + ended.after;
    if (!ended.is_asked_for) return;
    tries = 0;
    return;
  }
  tries = 0;
  not_before = Clock::now() + options.pace;
  if (ended.next == Ended::Next::lost) {
    lost += static_cast<std::int64_t>(taken);
    detail = ended.why;
  }
  waiting.erase(waiting.begin(), waiting.begin() + static_cast<std::ptrdiff_t>(taken));
}

void TelegramNotifier::Parts::run(std::unique_lock<std::mutex>& lock) {
  int tries = 0;
  while (!has_given_up) {
    if (waiting.empty()) {
      if (is_ending) return;
      changed.wait(lock);
      continue;
    }
    if (Clock::now() < not_before) {
      changed.wait_until(lock, not_before);
      continue;
    }
    const telegram::Batch batch = telegram::batch_of(waiting);
    lock.unlock();
    const Ended ended = send(batch.text, ++tries);
    lock.lock();
    settle(ended, batch.taken, tries);
  }
}

void TelegramNotifier::Parts::work() noexcept {
  std::unique_lock lock(mutex);
  try {
    run(lock);
  } catch (const std::exception&) {  // want of memory, or a host's callback: no more notices
    if (!lock.owns_lock()) lock.lock();
  }
  is_over = true;
  changed.notify_all();
}

TelegramNotifier::TelegramNotifier(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
TelegramNotifier::~TelegramNotifier() { finish(); }

result<std::unique_ptr<TelegramNotifier>> TelegramNotifier::make(TelegramOptions options) {
  while (options.base_url.ends_with('/')) options.base_url.pop_back();
  const bool is_url = http::may_be_asked(options.base_url) &&
                      options.base_url.find_first_of("?#{}") == std::string::npos;
  if (!telegram::is_chat_id(options.chat_id) || !is_url)
    return make_error_code(errc::invalid_argument);
  options.pace = std::clamp(options.pace, Milliseconds{0}, Milliseconds{60'000});
  options.longest = std::clamp(options.longest, Seconds{0}, Seconds{600});
  options.client.connections = 1;
  options.client.repeat.tries_max = 1;
  auto client = http::Client::make(options.client);
  if (!client) return client.as_failure();
  auto parts = std::make_unique<Parts>();
  parts->chat_id = options.chat_id;
  parts->options = std::move(options);
  parts->client = std::move(client).value();
  const AllSignalsBlocked quiet;
  parts->thread = std::thread(&Parts::work, parts.get());
  return std::unique_ptr<TelegramNotifier>(new TelegramNotifier(std::move(parts)));
}

void TelegramNotifier::notify(const Alert& alert) noexcept {
  try {
    std::string line;
    if (parts_->options.text) {
      line = telegram::line_of(http::redacted(parts_->options.text(alert)));
    }
    if (line.empty()) line = telegram::plain_line(alert);
    const std::lock_guard lock(parts_->mutex);
    if (parts_->is_ending || parts_->is_over || parts_->waiting.size() >= waiting_max) {
      ++parts_->lost;
      return;
    }
    parts_->waiting.push_back(std::move(line));
    parts_->changed.notify_all();
  } catch (const std::bad_alloc&) {
    const std::lock_guard lock(parts_->mutex);
    ++parts_->lost;
  }
}

void TelegramNotifier::finish() noexcept {
  std::unique_lock lock(parts_->mutex);
  parts_->is_ending = true;
  parts_->changed.notify_all();
  parts_->changed.wait_for(lock, parts_->options.longest, [this] { return parts_->is_over; });
  parts_->has_given_up = true;
  parts_->changed.notify_all();
  lock.unlock();
  if (parts_->thread.joinable()) parts_->thread.join();
  lock.lock();
  parts_->lost += static_cast<std::int64_t>(parts_->waiting.size());
  parts_->waiting.clear();
}

std::int64_t TelegramNotifier::lost() const noexcept {
  const std::lock_guard lock(parts_->mutex);
  return parts_->lost;
}

std::string TelegramNotifier::detail() const {
  const std::lock_guard lock(parts_->mutex);
  return parts_->detail;
}

}  // namespace reactivation
