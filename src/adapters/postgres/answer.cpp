#include "answer.hpp"

#include <poll.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace reactivation::sql {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

// What lies decrypted in the TLS library makes no socket readable, so it is looked at this often.
constexpr milliseconds look_after{1000};

/// False when the time is over. True is no promise that there is something to read.
bool wait_for(PGconn* connection, short events, std::optional<Clock::time_point> until) noexcept {
  milliseconds left = look_after;
  if (until) {
    const auto rest = std::chrono::ceil<milliseconds>(*until - Clock::now());
    if (rest <= milliseconds::zero()) return false;
    left = std::min(left, rest);
  }
  pollfd socket{PQsocket(connection), events, 0};
  // Interrupted by a signal, or broken: reading finds out.
  (void)::poll(&socket, 1, static_cast<int>(left.count()));
  return true;
}

}  // namespace

Answer answer_of(PGconn* connection, int is_sent, milliseconds longest) noexcept {
  Answer answer;
  if (is_sent == 0) return answer;
  std::optional<Clock::time_point> until;
  if (longest > milliseconds::zero()) until = Clock::now() + longest;
  for (;;) {
    const int unsent = PQflush(connection);
    if (unsent < 0) return {};
    if (unsent == 0 && PQisBusy(connection) == 0) {
      Result next{PQgetResult(connection)};
      if (!next) {
        answer.is_whole = true;
        return answer;
      }
      answer.last = std::move(next);
      continue;
    }
    const short events = unsent > 0 ? short{POLLIN | POLLOUT} : short{POLLIN};
    if (!wait_for(connection, events, until)) return {.last = {}, .is_late = true};
    if (PQconsumeInput(connection) == 0) return {};
  }
}

}  // namespace reactivation::sql
