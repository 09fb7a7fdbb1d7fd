// Many questions: in parallel, in order, within quotas, budget, tries and the breaker.
#include <chrono>

#include "models.hpp"

using namespace reactivation;
using namespace std::chrono_literals;
using std::chrono::steady_clock;

namespace {

double seconds_since(steady_clock::time_point begin) {
  return std::chrono::duration<double>(steady_clock::now() - begin).count();
}

/// A clock that goes on by itself only while somebody sleeps.
struct VirtualTime {
  http::SteadyTime now{1000s};
  http::Timekeeper keeper() {
    http::Timekeeper out;
    out.now = [this] { return now; };
    out.sleep = [this](http::Milliseconds span) { now += span; };
    out.wall = [this] {
      return Instant{date::sys_days{date::year{2026} / 11 / 26} + 12h} +
             std::chrono::floor<Seconds>(now - http::SteadyTime{1000s});
    };
    return out;
  }
};

ModelServiceOptions with_quotas(const ModelQuotas& quotas, VirtualTime& time) {
  ModelServiceOptions out = quick_service();
  out.ledger = std::make_shared<ModelLedger>(quotas);
  out.client.time = time.keeper();
  return out;
}

std::vector<ModelRequest> questions(std::size_t count) {
  return std::vector<ModelRequest>(count, question());
}

std::size_t count_of(const std::vector<ModelAnswer>& answers, ModelEnd end) {
  return static_cast<std::size_t>(std::count_if(
      answers.begin(), answers.end(), [&](const ModelAnswer& each) { return each.end == end; }));
}

}  // namespace

TEST_CASE("Answers come in the order of the questions, as many at a time as configured") {
  Json routes = Json::array();
  std::vector<ModelRequest> asked;
  for (int i = 0; i < 24; ++i) asked.push_back(question());
  const auto connections = GENERATE(1, 8, 99);
  CAPTURE(connections);
  ModelServiceOptions service = quick_service();
  service.client.connections = connections;
  const auto model = gemini(service);
  server().play_steps({{{"json", gemini_says(good_form())}, {"wait_s", 0.03}}});
  const auto answers = model->ask(asked, {});
  CHECK(count_of(answers, ModelEnd::answered) == 24);
  CHECK(server().tell()["connections"] == std::min(connections, 16));
}

TEST_CASE("Each answer stands where its question stood") {
  Json steps = Json::array();
  for (int i = 0; i < 6; ++i) {
    const std::string form = R"({"text":"a","days":)" + std::to_string(i) + R"(,"tone":"warm"})";
    steps.push_back({{"json", gemini_says(form)}});
  }
  server().play_steps(steps);
  ModelServiceOptions service = quick_service();
  service.client.connections = 1;
  const auto answers = gemini(service)->ask(questions(6), {});
  for (std::size_t i = 0; i < 6; ++i) CHECK(answers[i].values.at(1) == std::to_string(i));
}

TEST_CASE("Nothing asked is nothing answered") { CHECK(gemini()->ask({}, {}).empty()); }

TEST_CASE("A quota by the minute is kept to: what does not fit waits for the next one") {
  VirtualTime time;
  ModelQuotas quotas;
  quotas.requests_per_minute = 3;
  const auto model = gemini(with_quotas(quotas, time));
  server().play_steps({{{"json", gemini_says(good_form())}}});
  const auto answers = model->ask(questions(8), {});
  CHECK(count_of(answers, ModelEnd::answered) == 8);
  CHECK(time.now >= http::SteadyTime{1000s} + 122s);
  CHECK(time.now < http::SteadyTime{1000s} + 125s);
}

TEST_CASE("A day's quota and a budget end the rest, and the next day goes on") {
  VirtualTime time;
  ModelQuotas quotas;
  quotas.per_day.requests = 5;
  const auto model = gemini(with_quotas(quotas, time));
  server().play_steps({{{"json", gemini_says(good_form())}}});
  const auto answers = model->ask(questions(8), {});
  CHECK(count_of(answers, ModelEnd::answered) == 5);
  CHECK(count_of(answers, ModelEnd::out_of_quota) == 3);
  CHECK(answers.back().why == "requests_per_day");
  CHECK(server().request_count() == 5);
  time.now += 24h;
  CHECK(ask_one(*model).end == ModelEnd::answered);
}

TEST_CASE("Money never goes beyond the budget, and is counted by what was truly used") {
  VirtualTime time;
  ModelQuotas quotas;
  quotas.prices = {100'000, 1'000'000};  // a token of the answer is a minor unit
  quotas.per_day.spent_minor = 5'000;
  ModelServiceOptions service = with_quotas(quotas, time);
  service.client.connections = 8;
  const auto ledger = service.ledger;
  const auto model = gemini(service);
  server().play_steps({{{"json", gemini_says(good_form())}}});
  const auto answers = model->ask(questions(60), {});
  // An answer may have 2,348 tokens, so two fit at once; each then costs 5 + 120.
  const std::size_t answered = count_of(answers, ModelEnd::answered);
  CHECK(answered >= 1);
  CHECK(answered + count_of(answers, ModelEnd::out_of_quota) == 60);
  const auto spent = ledger->usage(time.keeper().wall()).of_day.spent_micro_minor / 1'000'000;
  CHECK(spent == static_cast<std::int64_t>(125 * answered));
  CHECK(spent <= 5'000);
}

TEST_CASE("Two models over one ledger share its quota") {
  VirtualTime time;
  ModelQuotas quotas;
  quotas.per_day.requests = 3;
  const ModelServiceOptions service = with_quotas(quotas, time);
  const auto first = gemini(service);
  const auto second = openai(service);
  server().play_steps({{{"json", gemini_says(good_form())}}});
  CHECK(count_of(first->ask(questions(2), {}), ModelEnd::answered) == 2);
  CHECK(count_of(second->ask(questions(2), {}), ModelEnd::out_of_quota) == 1);
}

TEST_CASE("A 429 holds everybody up for as long as it says, and then all are answered") {
  VirtualTime time;
  ModelServiceOptions service = with_quotas({}, time);
  service.client.connections = 1;
  service.client.repeat.tries_max = 3;
  const auto model = gemini(service);
  server().play_steps({{{"status", 429}, {"headers", {{"Retry-After", "40"}}}},
                       {{"json", gemini_says(good_form())}}});
  const auto answers = model->ask(questions(3), {});
  CHECK(count_of(answers, ModelEnd::answered) == 3);
  CHECK(time.now >= http::SteadyTime{1000s} + 40s);
  CHECK(server().request_count() == 4);
}

TEST_CASE("A 429 that says no time holds everybody up for a pause of our own") {
  VirtualTime time;
  ModelServiceOptions service = with_quotas({}, time);
  service.client.connections = 1;
  service.client.repeat.tries_max = 2;
  service.client.repeat.first = 30s;
  service.client.repeat.longest = 30s;
  const auto model = gemini(service);
  server().play_steps({{{"status", 429}}, {{"json", gemini_says(good_form())}}});
  const auto answers = model->ask(questions(3), {});
  CHECK(count_of(answers, ModelEnd::answered) == 3);
  CHECK(server().request_count() == 4);
  // Whoever came first after it, nobody came before the drawn pause.
  const auto pause = http::jittered_pause(service.client.repeat, 2, 0, service.client.seed);
  CHECK(pause > 100ms);  // else this proves nothing
  CHECK(time.now >= http::SteadyTime{1000s} + pause);
}

TEST_CASE("A wait beyond the configured one ends the questions, with the time to come again") {
  VirtualTime time;
  ModelServiceOptions service = with_quotas({}, time);
  service.client.connections = 1;
  service.client.repeat.tries_max = 3;
  const auto model = gemini(service);
  server().play_steps({{{"status", 429}, {"headers", {{"Retry-After", "3600"}}}}});
  const auto answers = model->ask(questions(3), {});
  CHECK(count_of(answers, ModelEnd::rate_limited) == 3);
  CHECK(answers[0].retry_after == Seconds{3600});
  CHECK(answers[2].why == "long_wait");
  CHECK(answers[2].retry_after == Seconds{3600});
  CHECK(server().request_count() == 1);
}

TEST_CASE("A service that is down is left alone after a few tries, and asked again later") {
  VirtualTime time;
  ModelServiceOptions service = with_quotas({}, time);
  service.client.connections = 2;
  service.breaker.failures_max = 4;
  const auto model = gemini(service);
  server().play_steps({{{"status", 503}}});
  const auto answers = model->ask(questions(50), {});
  CHECK(count_of(answers, ModelEnd::unavailable) == 50);
  CHECK(server().request_count() <= 5);
  CHECK(answers.back().why == "circuit_open");
  CHECK(answers.back().retry_after == Seconds{60});

  CHECK(ask_one(*model).why == "circuit_open");
  time.now += 60s;
  server().play_steps({{{"status", 503}}});
  CHECK(count_of(model->ask(questions(10), {}), ModelEnd::unavailable) == 10);
  CHECK(server().request_count() == 1);  // one tries for all

  time.now += 120s;
  server().play_steps({{{"json", gemini_says(good_form())}}});
  CHECK(count_of(model->ask(questions(10), {}), ModelEnd::answered) == 10);
}

TEST_CASE("What is worth another try gets it, within the tries and the time") {
  VirtualTime time;
  ModelServiceOptions service = with_quotas({}, time);
  service.client.repeat.tries_max = 3;
  const auto model = gemini(service);
  server().play_steps({{{"status", 503}}, {{"drop", true}}, {{"json", gemini_says(good_form())}}});
  CHECK(ask_one(*model).end == ModelEnd::answered);
  CHECK(server().request_count() == 3);
  server().play_steps({{{"status", 503}}});
  CHECK(ask_one(*model).end == ModelEnd::unavailable);
  CHECK(server().request_count() == 3);
}

TEST_CASE("An answer that is no form costs one call: to ask again is the caller's choice") {
  ModelServiceOptions service = quick_service();
  service.client.repeat.tries_max = 3;
  const auto model = gemini(service);
  CHECK(answer_of(*model, {{"json", gemini_says("no form")}}).end == ModelEnd::malformed);
  CHECK(server().request_count() == 1);
}

TEST_CASE("Cancelling ends a slow answer within a second, and nobody else is asked") {
  server().play_steps({{{"wait_s", 30}}});
  const auto model = gemini();
  const auto begin = steady_clock::now();
  const auto answers =
      model->ask(questions(20), [&](std::string_view what, std::int64_t, std::int64_t total) {
        CHECK(what == "ask_model");
        CHECK(total == 20);
        return seconds_since(begin) < 0.5;
      });
  CHECK(seconds_since(begin) < 1.5);
  CHECK(count_of(answers, ModelEnd::cancelled) == 20);
  CHECK(server().request_count() == 4);
  server().play_steps({{{"json", gemini_says(good_form())}}});
  CHECK(ask_one(*model).end == ModelEnd::answered);
}

TEST_CASE("Cancelling while a quota is waited for is heard at once") {
  ModelQuotas quotas;
  quotas.requests_per_minute = 1;
  ModelServiceOptions service = quick_service();
  service.ledger = std::make_shared<ModelLedger>(quotas);
  const auto model = gemini(service);
  server().play_steps({{{"json", gemini_says(good_form())}}});
  const auto begin = steady_clock::now();
  const auto answers = model->ask(questions(3), [&](std::string_view, std::int64_t, std::int64_t) {
    return seconds_since(begin) < 0.3;
  });
  CHECK(seconds_since(begin) < 1.3);
  CHECK(count_of(answers, ModelEnd::answered) == 1);
  CHECK(count_of(answers, ModelEnd::cancelled) == 2);
}

TEST_CASE("A host's exception passes through, and the breaker's try is not lost with it") {
  VirtualTime time;
  ModelServiceOptions service = with_quotas({}, time);
  service.breaker.failures_max = 1;
  const auto model = gemini(service);
  server().play_steps({{{"status", 503}}, {{"wait_s", 30}}, {{"json", gemini_says(good_form())}}});
  CHECK(ask_one(*model).end == ModelEnd::unavailable);
  time.now += 60s;
  int calls = 0;
  CHECK_THROWS_AS(ask_one(*model, question(),
                          [&](std::string_view, std::int64_t, std::int64_t) -> bool {
                            if (++calls > 2) throw std::runtime_error("host");
                            return true;
                          }),
                  std::runtime_error);
  CHECK(ask_one(*model).end == ModelEnd::answered);
}
