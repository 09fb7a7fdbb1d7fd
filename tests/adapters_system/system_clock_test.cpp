#include "reactivation/adapters/system_clock.hpp"

#include <dirent.h>
#include <signal.h>
#include <sys/time.h>

#include <catch2/catch.hpp>
#include <thread>

using namespace reactivation;
using namespace std::chrono_literals;

namespace {

/// Two clocks that a test turns by hand.
struct HandClocks {
  std::chrono::nanoseconds wall{1'772'000'000s};
  std::chrono::nanoseconds boot{1000s};

  ReadClocks reader() {
    return [this] { return ClockReading{wall, boot}; };
  }
  void pass(std::chrono::nanoseconds time) {
    wall += time;
    boot += time;
  }
};

int open_files() {
  int count = 0;
  DIR* folder = ::opendir("/proc/self/fd");
  while (::readdir(folder)) ++count;
  ::closedir(folder);
  return count;
}

SystemClock* interrupted = nullptr;
void stop_it(int) { interrupted->stop(); }

}  // namespace

TEST_CASE("now is the wall clock, in whole seconds, fractions cut off") {
  HandClocks clocks;
  clocks.wall = 1'772'000'000s + 999ms;
  const SystemClock clock(clocks.reader());
  CHECK(clock.now() == Instant{Seconds{1'772'000'000}});
}

TEST_CASE("clocks that run together are trusted, however long") {
  HandClocks clocks;
  const SystemClock clock(clocks.reader());
  for (int days = 0; days < 400; ++days) {
    clocks.pass(24h);
    CHECK(clock.trust() == ClockTrust::trusted);
  }
}

TEST_CASE("a wall clock that moves by up to five seconds is trusted, one by more is not") {
  HandClocks clocks;
  const SystemClock clock(clocks.reader());
  const auto moved = GENERATE(5s, -5s);
  clocks.wall += moved;
  CHECK(clock.trust() == ClockTrust::trusted);
  clocks.wall += moved > 0s ? 1ns : -1ns;
  CHECK(clock.trust() == ClockTrust::jumped);
}

TEST_CASE(
    "after a jump nothing is trusted for ten minutes of the other clock; then it is believed") {
  HandClocks clocks;
  const SystemClock clock(clocks.reader());
  clocks.wall += 1h;
  REQUIRE(clock.trust() == ClockTrust::jumped);
  clocks.pass(10min - 1ns);
  CHECK(clock.trust() == ClockTrust::jumped);
  clocks.pass(1ns);
  CHECK(clock.trust() == ClockTrust::trusted);
  clocks.pass(24h);
  CHECK(clock.trust() == ClockTrust::trusted);
  clocks.wall -= 1h;  // the old time is a jump now
  CHECK(clock.trust() == ClockTrust::jumped);
}

TEST_CASE("a second jump, also one back, begins the ten minutes again") {
  HandClocks clocks;
  const SystemClock clock(clocks.reader());
  clocks.wall += 1h;
  REQUIRE(clock.trust() == ClockTrust::jumped);
  clocks.pass(9min);
  clocks.wall -= 1h;
  REQUIRE(clock.trust() == ClockTrust::jumped);
  clocks.pass(9min);
  CHECK(clock.trust() == ClockTrust::jumped);
  clocks.pass(1min);
  CHECK(clock.trust() == ClockTrust::trusted);
}

TEST_CASE("stop from another thread ends a wait at once, and every wait to come") {
  SystemClock clock;
  const auto began = std::chrono::steady_clock::now();
  std::thread stopper([&clock] {
    std::this_thread::sleep_for(50ms);
    clock.stop();
  });
  const auto waited = clock.wait_until(clock.now() + Days{1});
  stopper.join();
  REQUIRE_FALSE(waited);
  CHECK(waited.error() == make_error_code(errc::cancelled));
  CHECK(clock.is_stopped());
  CHECK_FALSE(clock.wait_until(clock.now() + Seconds{60}));
  CHECK(std::chrono::steady_clock::now() - began < 10s);
}

TEST_CASE("stop may be called in a signal handler") {
  SystemClock clock;
  interrupted = &clock;
  struct sigaction action {};
  action.sa_handler = stop_it;
  REQUIRE(::sigaction(SIGALRM, &action, nullptr) == 0);
  const itimerval soon{{0, 0}, {0, 50'000}};
  REQUIRE(::setitimer(ITIMER_REAL, &soon, nullptr) == 0);
  CHECK_FALSE(clock.wait_until(clock.now() + Days{1}));
  ::signal(SIGALRM, SIG_DFL);
}

TEST_CASE("a wait ends when somebody sets the wall clock past its end") {
  std::atomic<std::int64_t> wall{1'772'000'000};
  SystemClock clock([&wall] { return ClockReading{Seconds{wall.load()}, Seconds{10}}; });
  std::thread setter([&wall] {
    std::this_thread::sleep_for(50ms);
    wall += 86400;
  });
  CHECK(clock.wait_until(Instant{Seconds{1'772'000'000 + 3600}}));
  setter.join();
}

TEST_CASE("clocks come and go without leaving a file open") {
  { const SystemClock clock; }
  const int before = open_files();
  for (int i = 0; i < 100; ++i) const SystemClock clock;
  CHECK(open_files() == before);
}
