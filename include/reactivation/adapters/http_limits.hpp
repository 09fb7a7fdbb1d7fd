// Adapter: when a request may be made, and when again. Values and arithmetic: the time is passed
// in.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "reactivation/core/time.hpp"

namespace reactivation::http {

using Milliseconds = std::chrono::milliseconds;
/// Monotonic time. Its zero means nothing; only differences count.
using SteadyTime = std::chrono::time_point<std::chrono::steady_clock, std::chrono::nanoseconds>;

/// No delay that a service asks for is taken to be longer.
inline constexpr Milliseconds retry_after_max = std::chrono::hours{24};

/// A date as HTTP writes it, in any of the three forms of RFC 9110 §5.6.7; nothing for other texts.
/// The two-digit year of RFC 850 is the one within 50 years after `now`, else an earlier one.
[[nodiscard]] std::optional<Instant> read_http_date(std::string_view text, Instant now);
/// `Retry-After`: whole or fractional seconds, or a date, seen from `now` (the answer's own `Date`
/// where it has one, so that a wrong clock does no harm). Never negative, at most
/// `retry_after_max`; nothing when it cannot be read.
[[nodiscard]] std::optional<Milliseconds> read_retry_after(std::string_view text, Instant now);
/// A span such as `39s`, `36.4s`, `1m30s`, `200ms`, `2h`; bounds as above.
[[nodiscard]] std::optional<Milliseconds> read_duration(std::string_view text);

/// How often and how soon something is tried again.
struct RepeatPolicy {
  int tries_max = 3;                ///< the first one included; 1: never again
  Milliseconds first{500};          ///< the longest pause before the second try
  Milliseconds longest{30'000};     ///< pauses double up to this
  Milliseconds total_max{120'000};  ///< from the first try's begin to the last one's; then it ends
};

/// The pause before try number `next_try` (2 is the first repetition) of the request `number`: full
/// jitter, evenly between 0 and the doubled bound. Equal seeds give equal pauses.
[[nodiscard]] Milliseconds jittered_pause(const RepeatPolicy& policy, int next_try,
                                          std::uint64_t number, std::uint64_t seed);

struct HostRate {
  double per_second = 0;  ///< 0: no limit
  int burst = 1;          ///< so many at once after a quiet time
};

/// How fast requests to each host may begin. One object is meant for a whole process: every client
/// that gets it shares the same counts. Threads: any.
class HostLimits {
public:
  explicit HostLimits(HostRate others = {}) : others_(others) {}

  /// `host` in lower case, as in the URL, without a port.
  void set(std::string_view host, HostRate rate);
  /// Nobody begins anything there until then; a later end stays.
  void hold(std::string_view host, SteadyTime until);
  /// Takes a turn when there is one and answers `now`; else takes none and answers when there will
  /// be.
  [[nodiscard]] SteadyTime take(std::string_view host, SteadyTime now);

private:
  struct Bucket {
    HostRate rate;
    double turns = 0;
    SteadyTime counted_at;
    SteadyTime held_until;
    bool is_new = true;
  };
  Bucket& bucket(std::string_view host);

  std::mutex mutex_;
  HostRate others_;
  std::map<std::string, Bucket, std::less<>> buckets_;
};

}  // namespace reactivation::http
