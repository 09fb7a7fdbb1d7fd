// What surrounds a call: forks, locales, small stacks, threads.
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <clocale>
#include <cstdlib>
#include <thread>

#include "matrix.hpp"

using namespace capi_test;

namespace {

std::string plan_of_salon() {
  reactivation_plan_options options;
  reactivation_plan_options_init(&options);
  options.now_unix_seconds = noon;
  reactivation_bytes plan;
  if (reactivation_plan(text(salon()), &options, &plan, nullptr) != REACTIVATION_OK) return "";
  return taken(plan);
}

/// Everything that an engine does in a day, without Catch's macros: it runs on small stacks, in
/// threads and in forked children.
bool lives_a_day() {
  World world;
  if (world.open() != REACTIVATION_OK || world.run_day() != REACTIVATION_OK) return false;
  std::string run;
  if (world.dispatch(run) != REACTIVATION_OK || world.host.messages.size() != 2) return false;
  reactivation_bytes out;
  if (reactivation_engine_on_event(world.engine, text(stop_event), &out, nullptr) !=
      REACTIVATION_OK) {
    return false;
  }
  reactivation_bytes_free(&out);
  if (reactivation_engine_explain(world.engine, {1, 2}, &out, nullptr) != REACTIVATION_OK) {
    return false;
  }
  reactivation_bytes_free(&out);
  return true;
}

/// The exit code of a forked child that runs `body`.
template <class Body>
int in_child(Body body) {
  const pid_t child = fork();
  if (child == 0) _exit(body());
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

struct OnStack {
  bool (*body)();
  bool is_good = false;
};
void* run_on_stack(void* data) {
  auto& work = *static_cast<OnStack*>(data);
  work.is_good = work.body();
  return nullptr;
}
bool on_stack(std::size_t bytes, bool (*body)()) {
  OnStack work{body};
  pthread_attr_t attributes;
  REQUIRE(pthread_attr_init(&attributes) == 0);
  REQUIRE(pthread_attr_setstacksize(&attributes, bytes) == 0);
  pthread_t thread;
  REQUIRE(pthread_create(&thread, &attributes, run_on_stack, &work) == 0);
  REQUIRE(pthread_join(thread, nullptr) == 0);
  pthread_attr_destroy(&attributes);
  return work.is_good;
}

/// Whether the process has taken over `locale`, one of those that CMakeLists.txt makes. glibc's
/// newlocale() leaks the path that LOCPATH names, and libraries call it at their start: the
/// variable is there only for this call.
bool take_locale(const char* locale) {
  const char* made = std::getenv("REACTIVATION_TEST_LOCALES");
  if (made != nullptr) setenv("LOCPATH", made, 1);
  const bool is_taken = std::setlocale(LC_ALL, locale) != nullptr;
  if (made != nullptr) unsetenv("LOCPATH");
  return is_taken;
}

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifdef SANITIZED
constexpr std::size_t small_stack = 1024 * 1024;  // their frames are many times as large
#else
constexpr std::size_t small_stack = 64 * 1024;
#endif

}  // namespace

TEST_CASE("a forked child plans, refuses its parent's engine, and makes one of its own") {
  World world;
  REQUIRE(world.open() == REACTIVATION_OK);
  REQUIRE(world.run_day() == REACTIVATION_OK);
  const std::string plan = plan_of_salon();
  for (const auto& [name, row] : matrix()) {
    if (!row.takes_engine) continue;
    INFO(name);
    CHECK(in_child([&, call = &row] {
            Slots slots;
            slots.world.engine = world.engine;
            const auto status = call->good(slots);
            slots.world.engine = nullptr;
            return status == REACTIVATION_UNSUPPORTED ? 0 : 1;
          }) == 0);
  }
  CHECK(in_child([&] {
          return reactivation_engine_cancel(world.engine) == REACTIVATION_UNSUPPORTED ? 0 : 1;
        }) == 0);
  CHECK(in_child([&] { return plan_of_salon() == plan ? 0 : 1; }) == 0);
  CHECK(in_child([&] { return lives_a_day() ? 0 : 1; }) == 0);
  CHECK(in_child([&] {
          reactivation_engine_destroy(world.engine);
          return world.host.releases == 1 ? 0 : 1;
        }) == 0);
  // The parent has lost nothing by it.
  std::string run;
  CHECK(world.dispatch(run) == REACTIVATION_OK);
  CHECK(world.host.messages.size() == 2);
}

TEST_CASE("a child that forks inside a callback has no engine either") {
  World world;
  REQUIRE(world.open() == REACTIVATION_OK);
  REQUIRE(world.run_day() == REACTIVATION_OK);
  world.host.send = [&](reactivation_text message, reactivation_last_look* look,
                        reactivation_sink* receipt) {
    CHECK(in_child([&] {
            const auto status =
                reactivation_engine_stop_everything(world.engine, text("x"), nullptr);
            return status == REACTIVATION_UNSUPPORTED ? 0 : 1;
          }) == 0);
    return world.host.accept(message, look, receipt);
  };
  std::string run;
  CHECK(world.dispatch(run) == REACTIVATION_OK);
}

TEST_CASE("the process's locale changes no byte") {
  const std::string plan = plan_of_salon();
  REQUIRE_FALSE(plan.empty());
  int found = 0;
  for (const char* locale : {"tr_TR.UTF-8", "de_DE.UTF-8"}) {
    if (!take_locale(locale)) continue;
    ++found;
    INFO(locale);
    CHECK(plan_of_salon() == plan);
    CHECK(lives_a_day());
    reactivation_classify_options options;
    reactivation_classify_options_init(&options);
    options.now_unix_seconds = noon;
    reactivation_bytes out;
    // In Turkish letters, I is no capital i.
    REQUIRE(reactivation_classify(text("UNSUBSCRIBE, IT IS TOO MUCH"), &options, &out, nullptr) ==
            REACTIVATION_OK);
    CHECK(taken(out).find("\"opt_out\":true") != std::string::npos);
  }
  std::setlocale(LC_ALL, "C");
  if (std::getenv("REACTIVATION_TEST_LOCALES") != nullptr) CHECK(found == 2);
}

TEST_CASE("a stack of 64 KiB is enough for every function") {
  CHECK(on_stack(small_stack, [] { return !plan_of_salon().empty(); }));
  CHECK(on_stack(small_stack, lives_a_day));
  CHECK(on_stack(small_stack, [] {
    for (const auto& [name, row] : matrix()) {
      Slots slots;
      if (slots.world.open() != REACTIVATION_OK) return false;
      if (slots.world.run_day() != REACTIVATION_OK) return false;
      (void)row.good(slots);
    }
    return true;
  }));
  // Documents as deep as they may be, and deeper.
  CHECK(on_stack(small_stack, [] {
    const std::string deep = std::string(200'000, '[');
    reactivation_bytes out;
    const auto status = reactivation_validate(text(deep), &out, nullptr);
    reactivation_bytes_free(&out);
    return status == REACTIVATION_OK;
  }));
}
