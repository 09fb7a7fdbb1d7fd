// What the headers say of threads: pure functions in any number of them, an engine in each, one
// engine in several is busy, and cancel from anywhere. Built with -fsanitize=thread it proves it.
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

TEST_CASE("another thread cancels a dispatch that waits for hours") {
  World world;
  auto options = memory_options();
  options.clock = text("system:");
  REQUIRE(world.open(options) == REACTIVATION_OK);
  // The salon is open for a minute at a time that has just passed or is far ahead: it waits.
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
