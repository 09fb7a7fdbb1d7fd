// Adapter: a notifier that is the host's own program, started once for each notice.
//
//   one JSON object ─► its standard input   (json/notice_json.hpp)
//   its exit code   ─► 0: taken; anything else counts as lost, and changes nothing else
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "reactivation/ports/notifier.hpp"

namespace reactivation {

struct ProgramNotifierOptions {
  std::string program;                 ///< a path; no shell and no PATH is asked
  std::vector<std::string> arguments;  ///< after the program's name, as they are
  /// From its start to its end, 1 to 600 s; then it is killed.
  Seconds longest{10};
  /// What it reads, up to 4096 bytes; `write_notice` when left out. It must not throw anything but
  /// std::bad_alloc.
  std::function<std::string(const Alert&)> document;
};

/// Waits for nobody: `notify` starts the program and returns. Up to 4 run at once, the others wait
/// for their turn, at most 1000 of them; `tend` gives it to them. At its end the notifier waits
/// once more, no longer than `longest`. The program runs in a process group of its own and
/// inherits nothing but its standard input; what it prints is discarded.
/// Threads: one call at a time.
class ProgramNotifier final : public Notifier {
public:
  explicit ProgramNotifier(ProgramNotifierOptions options);
  ~ProgramNotifier() override;
  ProgramNotifier(const ProgramNotifier&) = delete;
  ProgramNotifier& operator=(const ProgramNotifier&) = delete;

  /// Proves that the program can be started, without starting it. `errc::invalid_argument`;
  /// `detail` then says why.
  [[nodiscard]] result<void> prepare();
  [[nodiscard]] const std::string& detail() const noexcept;

  void notify(const Alert& alert) noexcept override;
  /// Ends those whose time is over and starts those that wait. Call it now and then in a program
  /// that lives long.
  void tend() noexcept;
  /// Waits until all notices are taken or lost, no longer than `longest`.
  void finish() noexcept;
  /// Notices whose program could not be started, was ended by a signal or its time, or did not
  /// answer 0.
  [[nodiscard]] std::int64_t lost() const noexcept;

private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace reactivation
