#include "reactivation/adapters/system_clock.hpp"

#include <fcntl.h>
#include <poll.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

namespace reactivation {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

constexpr std::chrono::seconds jump_min{5};
constexpr std::chrono::minutes distrust_for{10};
/// A wait looks at the clock this often: somebody may set it.
constexpr milliseconds longest_sleep{1000};

nanoseconds read(clockid_t clock) {
  timespec at{};
  ::clock_gettime(clock, &at);
  return std::chrono::seconds{at.tv_sec} + nanoseconds{at.tv_nsec};
}

nanoseconds distance(nanoseconds one, nanoseconds other) {
  return one > other ? one - other : other - one;
}

}  // namespace

ClockReading read_system_clocks() { return {read(CLOCK_REALTIME), read(CLOCK_BOOTTIME)}; }

SystemClock::SystemClock(ReadClocks read) : read_(std::move(read)) {
  int ends[2] = {-1, -1};
  if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) {
    throw std::system_error(errno, std::system_category(), "a clock needs a pipe");
  }
  wake_read_ = ends[0];
  wake_write_ = ends[1];
  const ClockReading first = read_();
  believed_ = first.wall - first.boot;
}

SystemClock::~SystemClock() {
  ::close(wake_read_);
  ::close(wake_write_);
}

Instant SystemClock::now() const { return Instant{std::chrono::floor<Seconds>(read_().wall)}; }

result<void> SystemClock::wait_until(Instant at) {
  while (!is_stopped_.load()) {
    const nanoseconds left = at.time_since_epoch() - read_().wall;
    if (left <= nanoseconds{0}) return boost::outcome_v2::success();
    // A millisecond more, so that it is not asked again a moment too early.
    const milliseconds sleep =
        std::min(std::chrono::duration_cast<milliseconds>(left) + milliseconds{1}, longest_sleep);
    pollfd wake{wake_read_, POLLIN, 0};
    (void)::poll(&wake, 1, static_cast<int>(sleep.count()));
  }
  return make_error_code(errc::cancelled);
}

ClockTrust SystemClock::trust() const {
  const ClockReading at = read_();
  const nanoseconds offset = at.wall - at.boot;
  const std::lock_guard lock(mutex_);
  const nanoseconds expected = has_jumped_ ? jumped_to_ : believed_;
  if (distance(offset, expected) > jump_min) {
    has_jumped_ = true;
    jumped_to_ = offset;
    trusted_from_ = at.boot + distrust_for;
  }
  if (has_jumped_ && at.boot >= trusted_from_) {
    has_jumped_ = false;
    believed_ = jumped_to_;
  }
  return has_jumped_ ? ClockTrust::jumped : ClockTrust::trusted;
}

void SystemClock::stop() noexcept {
  const int error_number = errno;
  is_stopped_.store(true);
  // The byte stays in the pipe: every wait to come ends as well.
  (void)!::write(wake_write_, "", 1);
  errno = error_number;
}

}  // namespace reactivation
