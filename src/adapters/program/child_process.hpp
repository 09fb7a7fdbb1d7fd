// One child process with its standard input and output. Private to the adapter.
#pragma once

#include <sys/types.h>
#include <sys/wait.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reactivation::program {

/// A descriptor that is closed on every way out.
class Descriptor {
public:
  Descriptor() = default;
  explicit Descriptor(int number) noexcept : number_(number) {}
  ~Descriptor() { close(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  Descriptor(Descriptor&& other) noexcept : number_(other.release()) {}
  Descriptor& operator=(Descriptor&& other) noexcept;

  [[nodiscard]] int get() const noexcept { return number_; }
  [[nodiscard]] bool is_open() const noexcept { return number_ >= 0; }
  void close() noexcept;

private:
  int release() noexcept;
  int number_ = -1;
};

using Deadline = std::chrono::steady_clock::time_point;

enum class ChildOutput : std::uint8_t {
  kept,       ///< its beginning; the rest is read and forgotten
  discarded,  ///< into /dev/null
};

/// Killed with its whole process group, and waited for, on every way out.
class ChildProcess {
public:
  struct Command {
    const std::string& program;
    const std::vector<std::string>& arguments;
    bool shows_errors = false;
    ChildOutput output = ChildOutput::kept;
  };
  /// 0 or an errno.
  [[nodiscard]] int start(const Command& command);
  ~ChildProcess() { kill(); }
  ChildProcess() = default;
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  /// Writes the input, reads the output and waits for the end. The exit code; nothing for a signal,
  /// or when the deadline came first.
  [[nodiscard]] std::optional<int> talk(std::string_view input, Deadline deadline);
  /// Writes what fits into the pipe and closes it, without waiting. False when not all of it fits;
  /// a child that does not want to hear it is judged by its exit code.
  [[nodiscard]] bool feed(std::string_view input);
  /// Looks, without waiting.
  [[nodiscard]] bool is_over() { return has_ended(WNOHANG); }
  /// Of one that is over; nothing for a signal.
  [[nodiscard]] std::optional<int> exit_code() const noexcept { return exit_code_; }
  /// The beginning of what it printed.
  [[nodiscard]] const std::string& output() const noexcept { return output_; }
  void kill() noexcept;

private:
  void write_some(std::string_view& input);
  void read_some();
  [[nodiscard]] bool has_ended(int options);

  pid_t process_ = -1;
  bool is_reaped_ = true;
  std::optional<int> exit_code_;
  Descriptor input_;
  Descriptor output_end_;
  Descriptor watch_;  ///< readable once the process has ended, where the system has such a thing
  std::string output_;
};

}  // namespace reactivation::program
