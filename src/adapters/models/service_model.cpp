#include <algorithm>
#include <deque>
#include <utility>

#include "reactivation/adapters/models_service.hpp"

namespace reactivation {
namespace {

using http::Failure;
using http::Milliseconds;
using http::SteadyTime;

constexpr int connections_max = 16;

Seconds in_seconds(Milliseconds span) { return std::chrono::ceil<Seconds>(span); }

/// Not too few: in Cyrillic a token has two letters and more, in English about four.
std::int64_t tokens_of(std::string_view text) {
  const auto points = std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  });
  return points / 2 + 1;
}

ModelNeed need_of(const ModelDialect& dialect, const ModelRequest& request) {
  ModelNeed out;
  out.prompt_tokens = tokens_of(request.instructions) + tokens_of(request.prompt) + 32;
  for (const AnswerField& field : request.fields) {
    out.prompt_tokens += tokens_of(field.name) + tokens_of(field.description) + 16;
    for (const std::string& choice : field.choices) out.prompt_tokens += tokens_of(choice) + 2;
  }
  out.answer_tokens_max = dialect.answer_tokens_of(request);
  return out;
}

ModelReading reading_of_transport(const http::Response& response) {
  const bool is_malformed = response.failure == Failure::too_large;
  ModelReading out = reading_of(is_malformed ? ModelEnd::malformed : ModelEnd::unavailable,
                                to_string(response.failure));
  switch (response.failure) {
    case Failure::not_connected:
    case Failure::timed_out:
    case Failure::stalled:
    case Failure::cut:
      out.next = ModelReading::Next::again;
      break;
    case Failure::bad_request:
      out.answer.end = ModelEnd::refused;
      out.scope = ModelReading::Scope::service;
      break;
    case Failure::cancelled:
      out.answer.end = ModelEnd::cancelled;
      break;
    default:
      break;
  }
  return out;
}

/// Many questions on their way through quota, breaker and tries.
class Run final : public http::Work {
public:
  Run(const ModelDialect& dialect, const ModelServiceOptions& options, Breaker& breaker,
      std::span<const ModelRequest> requests, http::SharedSecret key)
      : dialect_(dialect),
        options_(options),
        breaker_(breaker),
        requests_(requests),
        key_(std::move(key)),
        states_(requests.size()) {}

  [[nodiscard]] Turn next(SteadyTime now) override;
  void ended(std::size_t number, http::Response response, SteadyTime now) override;
  [[nodiscard]] std::int64_t done() const override { return done_; }
  [[nodiscard]] std::int64_t total() const override {
    return static_cast<std::int64_t>(requests_.size());
  }
  [[nodiscard]] std::vector<ModelAnswer> take_answers();

private:
  struct State {
    http::Request request;
    ModelAnswer answer;
    ModelNeed need;
    SteadyTime first_at;
    std::uint64_t ticket = 0;
    int tries = 0;
    bool is_done = false;
  };
  struct Waiting {
    std::size_t number;
    SteadyTime not_before;
  };

  [[nodiscard]] Instant wall() const {
    if (options_.client.time.wall) return options_.client.time.wall();
    return std::chrono::floor<Seconds>(std::chrono::system_clock::now());
  }
  [[nodiscard]] std::optional<std::size_t> candidate(SteadyTime now) const;
  [[nodiscard]] std::optional<SteadyTime> soonest() const;
  void take_off(std::size_t number);
  /// True when the question has ended here, without being asked.
  bool is_ended_by(const ModelTurn& turn, std::size_t number, SteadyTime now);
  void begin(std::size_t number, std::uint64_t ticket, SteadyTime now);
  void settle(State& state, const http::Response& response, const ModelReading& reading);
  [[nodiscard]] bool is_repeated(std::size_t number, const ModelReading& reading, SteadyTime now);
  void finish(std::size_t number, ModelAnswer answer, SteadyTime now);
  void finish_rest(const ModelAnswer& like, SteadyTime now);

  const ModelDialect& dialect_;
  const ModelServiceOptions& options_;
  Breaker& breaker_;
  std::span<const ModelRequest> requests_;
  http::SharedSecret key_;
  std::vector<State> states_;
  std::vector<Waiting> waiting_;
  std::size_t next_new_ = 0;
  std::int64_t done_ = 0;
};

std::optional<std::size_t> Run::candidate(SteadyTime now) const {
  for (const Waiting& each : waiting_) {
    if (each.not_before <= now) return each.number;
  }
  if (next_new_ < requests_.size()) return next_new_;
  return std::nullopt;
}

std::optional<SteadyTime> Run::soonest() const {
  std::optional<SteadyTime> out;
  for (const Waiting& each : waiting_) {
    out = std::min(out.value_or(each.not_before), each.not_before);
  }
  return out;
}

void Run::take_off(std::size_t number) {
  if (number == next_new_) {
    ++next_new_;
    return;
  }
  std::erase_if(waiting_, [&](const Waiting& each) { return each.number == number; });
}

void Run::finish(std::size_t number, ModelAnswer answer, SteadyTime now) {
  State& state = states_[number];
  if (state.tries > 0) answer.took = std::chrono::ceil<Milliseconds>(now - state.first_at);
  state.answer = std::move(answer);
  state.is_done = true;
  state.request = {};
  ++done_;
}

void Run::finish_rest(const ModelAnswer& like, SteadyTime now) {
  ModelAnswer answer = like;
  answer.values.clear();
  answer.prompt_tokens = 0;
  answer.answer_tokens = 0;
  answer.took = Milliseconds{0};
  for (const Waiting& each : std::exchange(waiting_, {})) finish(each.number, answer, now);
  while (next_new_ < requests_.size()) finish(next_new_++, answer, now);
}

bool Run::is_ended_by(const ModelTurn& turn, std::size_t number, SteadyTime now) {
  ModelAnswer answer;
  if (turn.kind == ModelTurn::Kind::spent) {
    answer.end = ModelEnd::out_of_quota;
    answer.why = turn.why;
  } else if (turn.kind == ModelTurn::Kind::wait && turn.until - now > options_.wait_max) {
    answer.end = ModelEnd::rate_limited;
    answer.why = "long_wait";
    answer.retry_after = std::chrono::ceil<Seconds>(turn.until - now);
  } else {
    return false;
  }
  take_off(number);
  finish(number, std::move(answer), now);
  return true;
}

void Run::begin(std::size_t number, std::uint64_t ticket, SteadyTime now) {
  State& state = states_[number];
  take_off(number);
  state.ticket = ticket;
  if (state.tries++ > 0) return;
  state.first_at = now;
  state.request = dialect_.request_of(requests_[number], key_);
  state.request.safety = http::Safety::repeatable;
  state.request.limits.connect = options_.connect_max;
  state.request.limits.total = options_.try_max;
  state.request.limits.body_max = options_.answer_bytes_max;
}

http::Work::Turn Run::next(SteadyTime now) {
  for (;;) {
    const auto number = candidate(now);
    if (!number) return {nullptr, 0, soonest()};
    if (breaker_.state(now) == Breaker::State::open) {
      ModelAnswer answer = reading_of(ModelEnd::unavailable, "circuit_open").answer;
      answer.retry_after = std::chrono::ceil<Seconds>(breaker_.opens_until() - now);
      finish_rest(answer, now);
      return {};
    }
    State& state = states_[*number];
    if (state.tries == 0) state.need = need_of(dialect_, requests_[*number]);
    if (!breaker_.is_ready(now)) return {};  // a probe is under way; `ended` hears what comes of it
    const ModelTurn turn = options_.ledger->reserve(state.need, now, wall());
    if (is_ended_by(turn, *number, now)) continue;
    if (turn.kind == ModelTurn::Kind::wait) {
      return {nullptr, 0, std::min(turn.until, soonest().value_or(turn.until))};
    }
    breaker_.take(now);
    begin(*number, turn.ticket, now);
    return {&state.request, *number, std::nullopt};
  }
}

void Run::settle(State& state, const http::Response& response, const ModelReading& reading) {
  const ModelNeed used{reading.answer.prompt_tokens, reading.answer.answer_tokens};
  ModelCharge charge = ModelCharge::unknown;
  if (!response.may_have_left || (response.failure == Failure::none && !response.is_success())) {
    charge = ModelCharge::none;
  } else if (used.prompt_tokens > 0 || used.answer_tokens_max > 0) {
    charge = ModelCharge::known;
  }
  options_.ledger->settle(state.ticket, charge, used);
}

bool Run::is_repeated(std::size_t number, const ModelReading& reading, SteadyTime now) {
  State& state = states_[number];
  const http::RepeatPolicy& policy = options_.client.repeat;
  if (reading.next != ModelReading::Next::again || state.tries >= policy.tries_max) return false;
  Milliseconds pause = http::jittered_pause(policy, state.tries + 1, number, options_.client.seed);
  if (reading.after) {
    if (*reading.after > options_.wait_max) return false;
    pause += *reading.after;
  }
  if (now + pause - state.first_at > policy.total_max) return false;
  waiting_.push_back({number, now + pause});
  return true;
}

void Run::ended(std::size_t number, http::Response response, SteadyTime now) {
  State& state = states_[number];
  const bool is_whole = response.failure == Failure::none;
  ModelReading reading =
      is_whole ? dialect_.read(requests_[number], response) : reading_of_transport(response);
  if (key_ && !reading.answer.why.empty() &&
      reading.answer.why.find(key_->reveal()) != std::string::npos) {
    reading.answer.why = "other";
  }
  settle(state, response, reading);
  switch (reading.answer.end) {
    case ModelEnd::unavailable:
      breaker_.failed(now);
      break;
    case ModelEnd::cancelled:
      breaker_.gave_up();
      break;
    default:
      breaker_.succeeded();
      break;
  }
  if (reading.after) reading.answer.retry_after = in_seconds(*reading.after);
  if (reading.answer.end == ModelEnd::rate_limited) {  // all of them wait, for a guess if need be
    options_.ledger->hold(
        now + reading.after.value_or(http::jittered_pause(options_.client.repeat, state.tries + 1,
                                                          number, options_.client.seed)));
  }
  if (reading.scope == ModelReading::Scope::day) {
    options_.ledger->close_day(wall());
  }
  if (is_repeated(number, reading, now)) return;
  const bool concerns_all = reading.scope != ModelReading::Scope::question;
  const ModelAnswer answer = reading.answer;
  finish(number, std::move(reading.answer), now);
  if (concerns_all) finish_rest(answer, now);
}

std::vector<ModelAnswer> Run::take_answers() {
  std::vector<ModelAnswer> out;
  out.reserve(states_.size());
  for (State& state : states_) {
    if (!state.is_done) state.answer.end = ModelEnd::cancelled;
    out.push_back(std::move(state.answer));
  }
  return out;
}

class ServiceModel final : public TextModel {
public:
  ServiceModel(std::unique_ptr<ModelDialect> dialect, ModelServiceOptions options,
               std::unique_ptr<http::Client> client)
      : dialect_(std::move(dialect)),
        options_(std::move(options)),
        client_(std::move(client)),
        breaker_(options_.breaker) {}

  [[nodiscard]] std::string_view name() const noexcept override { return dialect_->model_name(); }
  [[nodiscard]] std::vector<ModelAnswer> ask(std::span<const ModelRequest> requests,
                                             const Progress& progress) override;

private:
  std::unique_ptr<ModelDialect> dialect_;
  ModelServiceOptions options_;
  std::unique_ptr<http::Client> client_;
  Breaker breaker_;
};

std::vector<ModelAnswer> ServiceModel::ask(std::span<const ModelRequest> requests,
                                           const Progress& progress) {
  http::SharedSecret key;
  if (options_.key) key = http::make_secret(options_.key());
  if (key && key->is_empty()) key = nullptr;
  const bool is_missing = !key && dialect_->needs_key();
  if (is_missing || (key && !key->is_printable())) {
    const auto refusal = reading_of(ModelEnd::refused, is_missing ? "no_key" : "bad_key").answer;
    return std::vector<ModelAnswer>(requests.size(), refusal);
  }
  Run run(*dialect_, options_, breaker_, requests, std::move(key));
  breaker_.gave_up();  // a call that ended by an exception left its probe behind
  const result<void> driven = client_->drive(run, "ask_model", progress);
  (void)driven;  // cancelled: seen in each answer
  return run.take_answers();
}

}  // namespace

http::ClientOptions ModelServiceOptions::default_client() {
  http::ClientOptions out;
  out.repeat.first = Milliseconds{1'000};
  out.repeat.total_max = Milliseconds{180'000};
  return out;
}

ModelReading reading_of(ModelEnd end, std::string_view why) {
  ModelReading out;
  out.answer.end = end;
  out.answer.why = why;
  return out;
}

ModelReading reading_of_status(const http::Response& response) {
  const int status = response.status;
  const std::string why = "http_" + std::to_string(status);
  ModelReading out = reading_of(ModelEnd::refused, why);
  if (status == 429) {
    out.answer.end = ModelEnd::rate_limited;
    out.next = ModelReading::Next::again;
    out.after = response.retry_after;
  } else if (status == 402) {
    out.answer.end = ModelEnd::out_of_quota;
    out.scope = ModelReading::Scope::service;
  } else if (status == 408 || status == 425 || (status >= 500 && status != 501)) {
    out.answer.end = ModelEnd::unavailable;
    out.next = ModelReading::Next::again;
    out.after = response.retry_after;
  } else if (status == 401 || status == 403 || status == 404 || status == 405 || status == 501 ||
             (status >= 300 && status < 400)) {
    out.scope = ModelReading::Scope::service;
  }
  return out;
}

bool is_base_url(std::string_view url) {
  return url.size() <= 1024 && !url.ends_with('/') &&
         url.find_first_of("@?#{}\\\"<>") == std::string_view::npos && http::may_be_asked(url);
}

bool is_model_name(std::string_view name) noexcept {
  return !name.empty() && name.size() <= 128 && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view(".-_:/").find(c) != std::string_view::npos;
  }) && name.find("..") == std::string_view::npos;
}

result<std::unique_ptr<TextModel>> make_service_model(std::unique_ptr<ModelDialect> dialect,
                                                      ModelServiceOptions options) {
  options.client.connections = std::clamp(options.client.connections, 1, connections_max);
  if (!options.ledger) options.ledger = std::make_shared<ModelLedger>(ModelQuotas{});
  auto client = http::Client::make(options.client);
  if (!client) return client.error();
  return std::unique_ptr<TextModel>(std::make_unique<ServiceModel>(
      std::move(dialect), std::move(options), std::move(client).value()));
}

}  // namespace reactivation
