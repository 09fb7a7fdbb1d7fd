// Adapter: a messenger that is the host's own program, run once for each message.
//
//   one JSON object ─► its standard input        (json/message_json.hpp)
//   its exit code   ─► what became of the message; the first line it prints names the message
//   a line `signal …` ─► what the messenger did to the account
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "reactivation/ports/messenger.hpp"

namespace reactivation {

enum class ChildErrors : std::uint8_t {
  discarded,
  shown,  ///< the program's standard error is that of this process
};

struct ProgramMessengerOptions {
  std::string program;                 ///< a path; no shell and no PATH is asked
  std::vector<std::string> arguments;  ///< after the program's name, as they are
  /// From its start to its end, 1 to 3600 s; then it is killed.
  Seconds longest{30};
  ChildErrors errors = ChildErrors::discarded;
  TimeZone time_zone;  ///< of the company, when known: slots also carry their civil time
};

/// Reaches people. Exit codes:
///
///   0         accepted; the first line of standard output (printable, up to 200 bytes) is the
///             message's provider id. Without one it counts as uncertain: `proven_outcome`
///   69, 75    not started: the program promises that nothing left (EX_UNAVAILABLE, EX_TEMPFAIL)
///   65, 77    rejected, proven unsent (EX_DATAERR, EX_NOPERM)
///   67        rejected: the messenger does not know the number (EX_NOUSER)
///   else      uncertain; so are a signal and a program that takes too long, which is killed
///
/// With any of them, also when it is killed, a line `signal NAME [UNTIL]` among the first 4096
/// bytes of its output tells what the messenger did to the account: NAME as `read_signal` takes it
/// (json/signal_words.hpp), UNTIL in RFC 3339. A name that cannot be read stops the account.
///
/// The program starts first and then waits for its standard input, because the last look is made in
/// between: an empty input means that nothing may be sent. It runs in a process group of its own
/// and inherits nothing but its three streams. Threads: one call at a time.
class ProgramMessenger final : public Messenger {
public:
  explicit ProgramMessenger(ProgramMessengerOptions options);

  [[nodiscard]] Reach reach() const noexcept override { return Reach::people; }
  [[nodiscard]] Seconds send_max() const noexcept override { return options_.longest; }
  /// `errc::messenger_failed` when the program cannot be started; `detail` then says why. An
  /// attempt that may have left before gets its first answer again.
  [[nodiscard]] result<SendReceipt> send(const OutgoingMessage& message, LastLook& look) override;

  /// Proves that the program can be started, without starting it.
  [[nodiscard]] result<void> prepare();
  /// One sentence on the last call that failed; it names the program and the remedy.
  [[nodiscard]] const std::string& detail() const noexcept { return detail_; }

private:
  [[nodiscard]] std::error_code failed(int error_number);
  [[nodiscard]] result<SendReceipt> run_once(const OutgoingMessage& message, LastLook& look);

  ProgramMessengerOptions options_;
  std::string detail_;
  std::map<AttemptId, SendReceipt> handed_over_;
};

}  // namespace reactivation
