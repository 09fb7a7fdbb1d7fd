// What the headers say of threads: pure functions in any number of them, an engine in each, one
// engine in several takes in what must not be lost, and cancel from anywhere. Built with
// -fsanitize=thread it proves it.
#include <atomic>
#include <catch2/catch.hpp>
#include <thread>

#include "world.hpp"

using namespace capi_test;

TEST_CASE("pure functions run in any number of threads at once") {
  std::atomic<int> good{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&good] {
      for (int round = 0; round < 20; ++round) {
        reactivation_plan_options options;
        reactivation_plan_options_init(&options);
        options.now_unix_seconds = noon;
        reactivation_bytes plan;
        if (reactivation_plan(text(salon()), &options, &plan, nullptr) == REACTIVATION_OK) ++good;
        reactivation_bytes_free(&plan);
        reactivation_bytes issues;
        if (reactivation_validate(text(reply_event), &issues, nullptr) == REACTIVATION_OK) ++good;
        reactivation_bytes_free(&issues);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(good == 4 * 20 * 2);
}

TEST_CASE("each thread may have an engine of its own") {
  std::atomic<int> sent{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&sent] {
      World world;
      std::string run;
      if (world.open() == REACTIVATION_OK && world.run_day() == REACTIVATION_OK &&
          world.dispatch(run) == REACTIVATION_OK) {
        sent += static_cast<int>(world.host.messages.size());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(sent == 8);
}

TEST_CASE("one engine in several threads: each call works or is busy") {
  World world;
  REQUIRE(world.open() == REACTIVATION_OK);
  std::atomic<int> wrong{0};
  std::atomic<int> good{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < 50; ++round) {
        reactivation_bytes out;
        const auto status = reactivation_engine_snapshot(world.engine, 1, &out, nullptr);
        reactivation_bytes_free(&out);
        if (status == REACTIVATION_OK) ++good;
        if (status != REACTIVATION_OK && status != REACTIVATION_BUSY) ++wrong;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(wrong == 0);
  CHECK(good > 0);
}

TEST_CASE("another thread cancels a dispatch that waits for hours, and its progress is told") {
  World world;
  auto options = memory_options();
  options.clock = text("system:");
  REQUIRE(world.open(options) == REACTIVATION_OK);
  REQUIRE(world.run_day() == REACTIVATION_OK);
  std::atomic<bool> has_begun{false};
  std::thread canceller([&] {
    while (!has_begun) std::this_thread::yield();
    CHECK(reactivation_engine_cancel(world.engine) == REACTIVATION_OK);
  });
  auto call = company_call(REACTIVATION_DISPATCH_WINDOW);
  call.progress_user_data = &has_begun;
  call.progress = [](void* data, reactivation_text, std::int64_t, std::int64_t) -> std::int32_t {
    static_cast<std::atomic<bool>*>(data)->store(true);
    return 0;
  };
  has_begun = true;
  reactivation_bytes run;
  const auto status = reactivation_engine_dispatch(world.engine, &call, &run, &world.error);
  reactivation_bytes_free(&run);
  canceller.join();
  const bool is_told = status == REACTIVATION_CANCELLED || status == REACTIVATION_OK;
  CHECK(is_told);
}

namespace {

/// What another thread's call answers, while this one waits for it.
template <class Call>
reactivation_status elsewhere(Call call) {
  reactivation_status status = -1;
  std::thread([&] { status = call(); }).join();
  return status;
}

reactivation_status opt_out(World& world, std::int64_t client) {
  return reactivation_engine_opt_out(world.engine, {1, client}, text("by phone"), nullptr, nullptr);
}

}  // namespace

TEST_CASE("an opt-out of another thread is obeyed by the message that is being handed over") {
  World world;
  REQUIRE(world.open() == REACTIVATION_OK);
  REQUIRE(world.run_day() == REACTIVATION_OK);
  world.host.send = [&](reactivation_text message, reactivation_last_look* look,
                        reactivation_sink* receipt) {
    for (const std::int64_t client : {1, 2}) {
      CHECK(elsewhere([&] { return opt_out(world, client); }) == REACTIVATION_OK);
    }
    return world.host.accept(message, look, receipt);
  };
  std::string run;
  CHECK(world.dispatch(run) == REACTIVATION_OK);
  CHECK(world.host.sends == 1);
  CHECK(world.host.messages.empty());
}

TEST_CASE("a dispatch that waits for a later turn lets orders in, and goes on") {
  World world;
  world.tables.ports.clock = &world.tables.clock;
  REQUIRE(world.open() == REACTIVATION_OK);
  REQUIRE(world.run_day() == REACTIVATION_OK);
  int waits = 0;
  std::size_t sent_before = 0;
  world.host.wait_until = [&](std::int64_t seconds) -> reactivation_status {
    if (++waits == 1) {
      sent_before = world.host.messages.size();
      for (const std::int64_t client : {1, 2}) {
        CHECK(elsewhere([&] { return opt_out(world, client); }) == REACTIVATION_OK);
      }
    }
    CHECK(seconds <= world.host.time + 1);
    world.host.time = std::max(world.host.time, seconds);
    return REACTIVATION_OK;
  };
  std::string run;
  CHECK(world.dispatch(run) == REACTIVATION_OK);
  CHECK(waits > 1);
  CHECK(sent_before < 2);
  CHECK(world.host.messages.size() == sent_before);
}

TEST_CASE("an order that comes in the middle of a step waits for its end") {
  World world;
  world.tables.ports.dialogue_memory = &world.tables.dialogues;
  REQUIRE(world.open() == REACTIVATION_OK);
  REQUIRE(world.run_day() == REACTIVATION_OK);
  std::thread other;
  reactivation_status status = -1;
  world.host.save_dialogue = [&](reactivation_text) -> reactivation_status {
    if (other.joinable()) return REACTIVATION_OK;
    other = std::thread(
        [&] { status = reactivation_engine_stop_everything(world.engine, text("now"), nullptr); });
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    return REACTIVATION_OK;
  };
  std::string run;
  CHECK(world.dispatch(run) == REACTIVATION_OK);
  other.join();
  CHECK(status == REACTIVATION_OK);
  CHECK(world.host.messages.size() == 1);  // it was let in before the second
}

TEST_CASE("a callback that waits for another thread's order gets its end, and nothing is lost") {
  World world;
  world.tables.ports.dialogue_memory = &world.tables.dialogues;
  auto options = memory_options();
  options.turn_seconds_max = 1;
  REQUIRE(world.open(options) == REACTIVATION_OK);
  REQUIRE(world.run_day() == REACTIVATION_OK);
  world.host.save_dialogue = [&](reactivation_text) {
    for (const std::int64_t client : {1, 2}) {
      CHECK(elsewhere([&] { return opt_out(world, client); }) == REACTIVATION_BUSY);
    }
    return REACTIVATION_OK;
  };
  std::string run;
  CHECK(world.dispatch(run) == REACTIVATION_MUST_REPEAT);
  CHECK(world.host.messages.size() == 1);
  CHECK(world.dispatch(run) == REACTIVATION_MUST_REPEAT);
  CHECK(std::string(world.error.message).find("opt_out about client 1 of company 1") !=
        std::string::npos);
  CHECK(opt_out(world, 1) == REACTIVATION_OK);
  CHECK(world.dispatch(run) == REACTIVATION_MUST_REPEAT);
  CHECK(world.host.messages.size() == 1);
  CHECK(opt_out(world, 2) == REACTIVATION_OK);
  CHECK(world.dispatch(run) == REACTIVATION_OK);
  CHECK(world.host.messages.size() == 1);
}

TEST_CASE("what is refused inside an order of the same thread must come again") {
  World world;
  world.tables.ports.notifier = &world.tables.notifier;
  REQUIRE(world.open() == REACTIVATION_OK);
  REQUIRE(world.run_day() == REACTIVATION_OK);
  reactivation_status inside = -1;
  world.host.notify = [&](reactivation_text) -> reactivation_status {
    inside = reactivation_engine_stop_everything(world.engine, text("now"), nullptr);
    return REACTIVATION_OK;
  };
  CHECK(reactivation_engine_on_signal(world.engine, 1, text(R"({"kind":"rate_limited"})"),
                                      nullptr) == REACTIVATION_OK);
  CHECK(inside == REACTIVATION_BUSY);
  std::string run;
  CHECK(world.dispatch(run) == REACTIVATION_MUST_REPEAT);
  // A call that could never be taken in says nothing about the one that must come again.
  const std::string long_why(1001, 'w');
  CHECK(reactivation_engine_stop_everything(world.engine, text(long_why), nullptr) ==
        REACTIVATION_INVALID_ARGUMENT);
  CHECK(world.dispatch(run) == REACTIVATION_MUST_REPEAT);
  CHECK(reactivation_engine_stop_everything(world.engine, text("now"), nullptr) == REACTIVATION_OK);
  CHECK(world.dispatch(run) == REACTIVATION_OK);
  CHECK(world.host.messages.empty());
}

TEST_CASE("another argument is another call: a pause until later, an identity of another kind") {
  World world;
  world.tables.ports.dialogue_memory = &world.tables.dialogues;
  auto options = memory_options();
  options.turn_seconds_max = 0;
  REQUIRE(world.open(options) == REACTIVATION_OK);
  REQUIRE(world.run_day() == REACTIVATION_OK);
  const auto pause = [&world](std::int64_t until) {
    return reactivation_engine_pause(world.engine, {1, 1}, until, nullptr, nullptr);
  };
  const auto identity = [&world](const char* kind) {
    return reactivation_engine_add_identity(world.engine, {1, 1}, text(kind), text("77"), nullptr);
  };
  constexpr std::int64_t day = 86400;
  world.host.save_dialogue = [&](reactivation_text) -> reactivation_status {
    CHECK(elsewhere([&] { return pause(noon + 90 * day); }) == REACTIVATION_BUSY);
    CHECK(elsewhere([&] { return identity("lid"); }) == REACTIVATION_BUSY);
    return REACTIVATION_OK;
  };
  std::string run;
  CHECK(world.dispatch(run) == REACTIVATION_MUST_REPEAT);
  CHECK(pause(noon + day) == REACTIVATION_OK);
  CHECK(identity("chat_id") == REACTIVATION_OK);
  CHECK(world.dispatch(run) == REACTIVATION_MUST_REPEAT);
  CHECK(pause(noon + 90 * day) == REACTIVATION_OK);
  CHECK(world.dispatch(run) == REACTIVATION_MUST_REPEAT);
  CHECK(identity("lid") == REACTIVATION_OK);
  CHECK(world.dispatch(run) != REACTIVATION_MUST_REPEAT);
}

TEST_CASE("an engine that others wait for is not destroyed under them") {
  World world;
  world.tables.ports.dialogue_memory = &world.tables.dialogues;
  REQUIRE(world.open() == REACTIVATION_OK);
  REQUIRE(world.run_day() == REACTIVATION_OK);
  std::atomic<bool> has_begun{false};
  std::thread waiting;
  std::atomic<reactivation_status> waited{-1};
  world.host.save_dialogue = [&](reactivation_text) -> reactivation_status {
    if (!waiting.joinable()) {
      waiting = std::thread([&] {
        has_begun = true;
        waited = opt_out(world, 2);
      });
      while (!has_begun) std::this_thread::yield();
    }
    reactivation_engine_destroy(world.engine);  // has no effect
    return REACTIVATION_OK;
  };
  std::string run;
  CHECK(world.dispatch(run) == REACTIVATION_OK);
  REQUIRE(waiting.joinable());
  waiting.join();
  CHECK(waited == REACTIVATION_OK);
}

TEST_CASE("who was let in and does not come out keeps the message back, not the messenger") {
  World world;
  world.tables.ports.notifier = &world.tables.notifier;
  auto options = memory_options();
  options.turn_seconds_max = 1;
  REQUIRE(world.open(options) == REACTIVATION_OK);
  REQUIRE(world.run_day() == REACTIVATION_OK);
  std::atomic<bool> is_inside{false};
  std::atomic<bool> is_over{false};
  std::thread other;
  reactivation_status looked = REACTIVATION_OK;
  world.host.notify = [&](reactivation_text) -> reactivation_status {
    is_inside = true;
    while (!is_over) std::this_thread::yield();
    return REACTIVATION_OK;
  };
  world.host.send = [&](reactivation_text, reactivation_last_look* look, reactivation_sink*) {
    if (other.joinable()) return REACTIVATION_MESSENGER_FAILED;
    other = std::thread([&] {
      (void)reactivation_engine_on_signal(world.engine, 1, text(R"({"kind":"rate_limited"})"),
                                          nullptr);
    });
    while (!is_inside) std::this_thread::yield();
    looked = reactivation_last_look_ask(look);
    is_over = true;
    return looked;
  };
  std::string run;
  (void)world.dispatch(run, 0);
  REQUIRE(other.joinable());
  other.join();
  CHECK(looked == REACTIVATION_CANCELLED);
}

TEST_CASE("a storm of orders and questions starves nobody, and none is busy") {
  World world;
  REQUIRE(world.open() == REACTIVATION_OK);
  REQUIRE(world.run_day() == REACTIVATION_OK);
  std::atomic<int> wrong{0};
  std::atomic<int> rounds{0};
  std::atomic<bool> is_over{false};
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([&] {
      while (!is_over) {
        if (reactivation_engine_pause(world.engine, {1, 3}, noon + 86'400, nullptr, nullptr) !=
            REACTIVATION_OK) {
          ++wrong;
        }
        reactivation_bytes gate;
        if (reactivation_engine_gate(world.engine, 1, &gate, nullptr) != REACTIVATION_OK) ++wrong;
        reactivation_bytes_free(&gate);
        ++rounds;
      }
    });
  }
  while (rounds < 10) std::this_thread::yield();
  std::string run;
  CHECK(world.dispatch(run) == REACTIVATION_OK);
  for (int i = 0; i < 20; ++i) {
    const auto call = company_call();
    reactivation_bytes plan;
    if (reactivation_engine_plan(world.engine, &call, &plan, nullptr) != REACTIVATION_OK) ++wrong;
    reactivation_bytes_free(&plan);
  }
  is_over = true;
  for (std::thread& thread : threads) thread.join();
  CHECK(wrong == 0);
  CHECK(world.host.messages.size() == 2);
}
