#include <curl/curl.h>
#include <pthread.h>
#include <signal.h>

#include <algorithm>
#include <deque>
#include <thread>
#include <utility>

#include "reactivation/adapters/http.hpp"
#include "reactivation/core/error.hpp"
#include "repeating.hpp"
#include "target.hpp"
#include "transfer.hpp"

namespace reactivation::http {
namespace {

/// How long nothing is looked at: progress, slow answers, cancellation.
constexpr Milliseconds look_every{200};

struct MultiCleanup {
  void operator()(CURLM* multi) const noexcept { curl_multi_cleanup(multi); }
};

/// A peer that goes away must not end the host by SIGPIPE: it is blocked while we write, and one
/// that we caused is taken away.
class NoBrokenPipe {
public:
  NoBrokenPipe() noexcept {
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    sigset_t waiting;
    sigpending(&waiting);
    was_waiting_ = sigismember(&waiting, SIGPIPE) == 1;
    pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  ~NoBrokenPipe() {
    const timespec at_once{0, 0};
    if (!was_waiting_) {
      while (sigtimedwait(&pipe_, nullptr, &at_once) > 0) {
      }
    }
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  NoBrokenPipe(const NoBrokenPipe&) = delete;
  NoBrokenPipe& operator=(const NoBrokenPipe&) = delete;

private:
  sigset_t pipe_{};
  sigset_t before_{};
  bool was_waiting_ = false;
};

Response failed_at_once(Failure failure) {
  Response out;
  out.failure = failure;
  return out;
}

}  // namespace

// --- Values --------------------------------------------------------------------------------------

std::string_view to_string(Failure failure) noexcept {
  constexpr std::string_view words[] = {"none",    "bad_request", "not_connected", "untrusted",
                                        "stopped", "timed_out",   "stalled",       "too_large",
                                        "cut",     "cancelled"};
  return words[static_cast<std::size_t>(failure)];
}

std::string_view Response::header(std::string_view name) const noexcept {
  const auto found = std::find_if(headers.begin(), headers.end(),
                                  [&](const Header& each) { return each.name == name; });
  return found == headers.end() ? std::string_view{} : std::string_view{found->value};
}

bool Response::is_json() const noexcept {
  std::string_view type = header("content-type");
  type = type.substr(0, type.find_first_of("; "));
  constexpr std::string_view plain = "application/json";
  const auto is_same = [](char a, char b) { return (a | 0x20) == (b | 0x20); };
  if (std::equal(type.begin(), type.end(), plain.begin(), plain.end(), is_same)) return true;
  return type.ends_with("+json");
}

Judgement judge_by_default(const Request& request, const Response& response) {
  const bool is_safe = request.safety == Safety::repeatable || !response.may_have_left;
  Judgement out;
  if (!is_safe) return out;
  switch (response.failure) {
    case Failure::none: {
      constexpr int again[] = {408, 425, 429, 500, 502, 503, 504};
      if (std::find(std::begin(again), std::end(again), response.status) != std::end(again)) {
        out = {Judgement::Next::again, response.retry_after};
      }
      break;
    }
    case Failure::not_connected:
    case Failure::timed_out:
    case Failure::stalled:
    case Failure::cut:
      out.next = Judgement::Next::again;
      break;
    default:
      break;
  }
  return out;
}

// --- The engine ----------------------------------------------------------------------------------

class Client::Engine {
public:
  explicit Engine(ClientOptions options) : options_(std::move(options)) {
    static const CURLcode begun = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (begun == CURLE_OK) multi_.reset(curl_multi_init());
    if (!multi_) throw std::bad_alloc();
    options_.connections = std::clamp(options_.connections, 1, 64);
    curl_multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS, static_cast<long>(options_.connections));
    curl_multi_setopt(multi_.get(), CURLMOPT_PIPELINING, static_cast<long>(CURLPIPE_NOTHING));
  }
  ~Engine() { drop_running(); }
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  [[nodiscard]] result<void> drive(Work& work, std::string_view what, const Progress& progress);
  [[nodiscard]] const ClientOptions& options() const noexcept { return options_; }

private:
  /// A request that its host's rate holds back.
  struct Held {
    const Request* request = nullptr;
    std::size_t number = 0;
    Target target;
    SteadyTime until;
  };

  [[nodiscard]] SteadyTime now() const {
    return options_.time.now ? options_.time.now() : std::chrono::steady_clock::now();
  }
  void sleep(Milliseconds span) const {
    options_.time.sleep ? options_.time.sleep(span) : std::this_thread::sleep_for(span);
  }
  [[nodiscard]] bool has_room() const {
    return running_.size() < static_cast<std::size_t>(options_.connections);
  }
  /// Begins what may begin; gives the time before which nothing more will, when there is one.
  std::optional<SteadyTime> fill(Work& work);
  void take_up(Work& work, const Work::Turn& turn);
  void begin_held(Work& work);
  void begin(Work& work, const Request& request, std::size_t number, Target target);
  [[nodiscard]] bool end_finished(Work& work);
  void end_stalled(Work& work);
  void cancel_all(Work& work);
  std::unique_ptr<Transfer> take_running(const Transfer* which);
  void end(Work& work, std::unique_ptr<Transfer> transfer, Response response);
  void drop_running() noexcept;
  void wait(std::optional<SteadyTime> wake);

  ClientOptions options_;
  std::unique_ptr<CURLM, MultiCleanup> multi_;
  std::vector<std::unique_ptr<Transfer>> running_;
  std::vector<std::unique_ptr<Transfer>> idle_;
  std::deque<Held> held_;
};

void Client::Engine::drop_running() noexcept {
  for (const auto& each : running_) curl_multi_remove_handle(multi_.get(), each->easy());
  running_.clear();
  held_.clear();
}

std::unique_ptr<Transfer> Client::Engine::take_running(const Transfer* which) {
  const auto found = std::find_if(running_.begin(), running_.end(),
                                  [&](const auto& each) { return each.get() == which; });
  if (found == running_.end()) return nullptr;
  std::unique_ptr<Transfer> out = std::move(*found);
  running_.erase(found);
  curl_multi_remove_handle(multi_.get(), out->easy());
  return out;
}

void Client::Engine::end(Work& work, std::unique_ptr<Transfer> transfer, Response response) {
  const std::exception_ptr thrown = transfer->thrown();
  const std::size_t number = transfer->number();
  transfer->forget();
  idle_.push_back(std::move(transfer));
  if (thrown) std::rethrow_exception(thrown);
  work.ended(number, std::move(response), now());
}

void Client::Engine::begin(Work& work, const Request& request, std::size_t number, Target target) {
  std::unique_ptr<Transfer> transfer;
  if (idle_.empty()) {
    transfer = std::make_unique<Transfer>();
  } else {
    transfer = std::move(idle_.back());
    idle_.pop_back();
  }
  if (!transfer->begin(request, std::move(target), number, options_) ||
      curl_multi_add_handle(multi_.get(), transfer->easy()) != CURLM_OK) {
    transfer->forget();
    idle_.push_back(std::move(transfer));
    work.ended(number, failed_at_once(Failure::bad_request), now());
    return;
  }
  running_.push_back(std::move(transfer));
}

void Client::Engine::take_up(Work& work, const Work::Turn& turn) {
  std::optional<Target> target = target_of(*turn.request);
  if (!target) {
    work.ended(turn.number, failed_at_once(Failure::bad_request), now());
    return;
  }
  const SteadyTime at = now();
  const SteadyTime turn_at =
      options_.host_limits ? options_.host_limits->take(target->host, at) : at;
  if (turn_at > at) {
    held_.push_back({turn.request, turn.number, std::move(*target), turn_at});
    return;
  }
  begin(work, *turn.request, turn.number, std::move(*target));
}

void Client::Engine::begin_held(Work& work) {
  for (std::size_t i = 0; i < held_.size() && has_room();) {
    const SteadyTime at = now();
    if (held_[i].until <= at) held_[i].until = options_.host_limits->take(held_[i].target.host, at);
    if (held_[i].until > at) {
      ++i;
      continue;
    }
    Held ready = std::move(held_[i]);
    held_.erase(held_.begin() + static_cast<std::ptrdiff_t>(i));
    begin(work, *ready.request, ready.number, std::move(ready.target));
  }
}

std::optional<SteadyTime> Client::Engine::fill(Work& work) {
  begin_held(work);
  std::optional<SteadyTime> wake;
  // What is held takes room, too: else a slow host would pull in all of the work.
  while (running_.size() + held_.size() < static_cast<std::size_t>(options_.connections)) {
    const Work::Turn turn = work.next(now());
    if (turn.request == nullptr) {
      wake = turn.ask_again_at;
      break;
    }
    take_up(work, turn);
  }
  for (const Held& each : held_) wake = std::min(wake.value_or(each.until), each.until);
  return wake;
}

bool Client::Engine::end_finished(Work& work) {
  bool has_ended = false;
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    const CURLcode code = message->data.result;
    Transfer* which = nullptr;
    curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &which);
    auto transfer = take_running(which);
    if (!transfer) continue;
    Response response = transfer->finish(code, options_);
    end(work, std::move(transfer), std::move(response));
    has_ended = true;
  }
  return has_ended;
}

void Client::Engine::end_stalled(Work& work) {
  for (std::size_t i = 0; i < running_.size();) {
    if (!running_[i]->is_stalled()) {
      ++i;
      continue;
    }
    auto transfer = take_running(running_[i].get());
    Response response = transfer->give_up(Failure::stalled, options_);
    end(work, std::move(transfer), std::move(response));
  }
}

void Client::Engine::cancel_all(Work& work) {
  while (!running_.empty()) {
    auto transfer = take_running(running_.back().get());
    Response response = transfer->give_up(Failure::cancelled, options_);
    end(work, std::move(transfer), std::move(response));
  }
  while (!held_.empty()) {
    const std::size_t number = held_.front().number;
    held_.pop_front();
    work.ended(number, failed_at_once(Failure::cancelled), now());
  }
}

void Client::Engine::wait(std::optional<SteadyTime> wake) {
  Milliseconds span = look_every;
  if (wake) {
    const auto left = std::chrono::ceil<Milliseconds>(*wake - now());
    span = std::clamp(left, Milliseconds{1}, look_every);
  }
  if (running_.empty()) {
    sleep(span);
  } else {
    curl_multi_poll(multi_.get(), nullptr, 0, static_cast<int>(span.count()), nullptr);
  }
}

result<void> Client::Engine::drive(Work& work, std::string_view what, const Progress& progress) {
  const NoBrokenPipe quiet;
  struct AtEnd {
    Engine& engine;
    ~AtEnd() { engine.drop_running(); }  // also when a callback of the host throws
  } const at_end{*this};
  auto told_at = std::chrono::steady_clock::time_point::min();
  for (;;) {
    const auto at = std::chrono::steady_clock::now();
    if (at - look_every >= told_at || running_.empty()) {
      told_at = at;
      if (progress && !progress(what, work.done(), work.total())) {
        cancel_all(work);
        return make_error_code(errc::cancelled);
      }
      end_stalled(work);
    }
    const std::optional<SteadyTime> wake = fill(work);
    if (running_.empty() && !wake) return boost::outcome_v2::success();
    int still_running = 0;
    curl_multi_perform(multi_.get(), &still_running);
    if (!end_finished(work)) wait(wake);
  }
}

// --- The client ----------------------------------------------------------------------------------

Client::Client(std::unique_ptr<Engine> engine) : engine_(std::move(engine)) {}
Client::~Client() = default;

result<std::unique_ptr<Client>> Client::make(ClientOptions options) {
  const bool is_proxy_fine =
      !options.proxy || (is_proxy_url(options.proxy->url) && is_header_value(options.proxy->user) &&
                         (!options.proxy->password || options.proxy->password->is_printable()));
  if (!is_proxy_fine || !is_header_value(options.user_agent)) {
    return make_error_code(errc::invalid_argument);
  }
  if (!options.ca_file.empty() && !is_readable(options.ca_file)) {
    return make_error_code(errc::invalid_argument);
  }
  return std::unique_ptr<Client>(new Client(std::make_unique<Engine>(std::move(options))));
}

result<void> Client::drive(Work& work, std::string_view what, const Progress& progress) {
  return engine_->drive(work, what, progress);
}

std::vector<Response> Client::send(std::span<const Request> requests, const Progress& progress,
                                   const Judge& judge) {
  RepeatingWork work(requests, engine_->options().repeat, engine_->options().seed, judge);
  const result<void> done = engine_->drive(work, "http", progress);
  return work.take_responses(done ? Failure::none : Failure::cancelled);
}

}  // namespace reactivation::http
