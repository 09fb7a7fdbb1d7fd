#include "child_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <ctime>
#include <utility>

namespace reactivation::program {
namespace {

constexpr std::size_t output_max = 4096;  ///< what is kept; the rest is read and forgotten
/// How often the end is looked for where nothing tells of it.
constexpr int tick_ms = 10;
constexpr int longest_poll_ms = 1000;

struct Pipe {
  Descriptor read;
  Descriptor write;
};

int make_pipe(Pipe& out) {
  int ends[2] = {-1, -1};
  if (::pipe2(ends, O_CLOEXEC) != 0) return errno;
  out = {Descriptor(ends[0]), Descriptor(ends[1])};
  return 0;
}

void do_not_block(const Descriptor& descriptor) {
  (void)::fcntl(descriptor.get(), F_SETFL, O_NONBLOCK);
}

/// Keeps a write into a closed pipe from ending this process, without touching what the host has
/// decided about the signal.
class NoBrokenPipe {
public:
  NoBrokenPipe() {
    ::sigemptyset(&signal_);
    ::sigaddset(&signal_, SIGPIPE);
    sigset_t pending;
    ::sigpending(&pending);
    was_pending_ = ::sigismember(&pending, SIGPIPE) == 1;
    ::pthread_sigmask(SIG_BLOCK, &signal_, &before_);
  }
  ~NoBrokenPipe() {
    const timespec at_once{};
    if (!was_pending_) {
      while (::sigtimedwait(&signal_, nullptr, &at_once) < 0 && errno == EINTR) {
      }
    }
    ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  NoBrokenPipe(const NoBrokenPipe&) = delete;
  NoBrokenPipe& operator=(const NoBrokenPipe&) = delete;

private:
  sigset_t signal_{};
  sigset_t before_{};
  bool was_pending_ = false;
};

/// What the child is to find: three streams, no blocked and no ignored signals, its own group.
class SpawnPlan {
public:
  SpawnPlan(int input, int output, bool shows_errors) {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawnattr_init(&attributes_);
    ::posix_spawn_file_actions_adddup2(&actions_, input, STDIN_FILENO);
    if (output >= 0) {
      ::posix_spawn_file_actions_adddup2(&actions_, output, STDOUT_FILENO);
    } else {
      ::posix_spawn_file_actions_addopen(&actions_, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    }
    if (!shows_errors) {
      ::posix_spawn_file_actions_addopen(&actions_, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    }
#if defined(__GLIBC__) && (__GLIBC__ > 2 || (__GLIBC__ == 2 && __GLIBC_MINOR__ >= 34))
    ::posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1);
#endif
    sigset_t none;
    ::sigemptyset(&none);
    sigset_t all;
    ::sigfillset(&all);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    ::posix_spawnattr_setsigdefault(&attributes_, &all);
    ::posix_spawnattr_setpgroup(&attributes_, 0);
    ::posix_spawnattr_setflags(
        &attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  }
  ~SpawnPlan() {
    ::posix_spawn_file_actions_destroy(&actions_);
    ::posix_spawnattr_destroy(&attributes_);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;

  int run(const char* program, char* const* arguments, pid_t& process) const {
    return ::posix_spawn(&process, program, &actions_, &attributes_, arguments, environ);
  }

private:
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

}  // namespace

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  if (this != &other) {
    close();
    number_ = other.release();
  }
  return *this;
}

void Descriptor::close() noexcept {
  if (number_ >= 0) ::close(number_);
  number_ = -1;
}

int Descriptor::release() noexcept { return std::exchange(number_, -1); }

int ChildProcess::start(const Command& command) {
  Pipe in;
  Pipe out;
  if (const int error_number = make_pipe(in); error_number != 0) return error_number;
  if (command.output == ChildOutput::kept) {
    if (const int error_number = make_pipe(out); error_number != 0) return error_number;
  }
  std::vector<std::string> words{command.program};
  words.insert(words.end(), command.arguments.begin(), command.arguments.end());
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const SpawnPlan plan(in.read.get(), out.write.get(), command.shows_errors);
  const int error_number = plan.run(command.program.c_str(), arguments.data(), process_);
  if (error_number != 0) return error_number;
  is_reaped_ = false;
  input_ = std::move(in.write);
  output_end_ = std::move(out.read);
  do_not_block(input_);
  if (output_end_.is_open()) do_not_block(output_end_);
#ifdef SYS_pidfd_open
  watch_ = Descriptor(static_cast<int>(::syscall(SYS_pidfd_open, process_, 0)));
#endif
  return 0;
}

void ChildProcess::write_some(std::string_view& input) {
  const NoBrokenPipe no_signal;
  while (!input.empty()) {
    const ssize_t written = ::write(input_.get(), input.data(), input.size());
    if (written > 0) {
      input.remove_prefix(static_cast<std::size_t>(written));
      continue;
    }
    if (written < 0 && errno == EINTR) continue;
    if (written < 0 && errno == EAGAIN) return;
    // It does not want to hear more; its exit code says what it made of that.
    input = {};
  }
  input_.close();
}

bool ChildProcess::feed(std::string_view input) {
  write_some(input);
  input_.close();
  return input.empty();
}

void ChildProcess::read_some() {
  std::array<char, 4096> part{};
  const ssize_t got = ::read(output_end_.get(), part.data(), part.size());
  if (got < 0 && (errno == EINTR || errno == EAGAIN)) return;
  if (got <= 0) {
    output_end_.close();
    return;
  }
  const std::size_t room = output_max - output_.size();
  output_.append(part.data(), std::min(static_cast<std::size_t>(got), room));
}

/// True when it has ended. What cannot be waited for (a host that ignores SIGCHLD) has ended
/// without a code.
bool ChildProcess::has_ended(int options) {
  if (is_reaped_) return true;
  int status = 0;
  pid_t answer = 0;
  do {
    answer = ::waitpid(process_, &status, options);
  } while (answer < 0 && errno == EINTR);
  if (answer == 0) return false;
  is_reaped_ = true;
  if (answer > 0 && WIFEXITED(status)) exit_code_ = WEXITSTATUS(status);
  return true;
}

std::optional<int> ChildProcess::talk(std::string_view input, Deadline deadline) {
  using std::chrono::milliseconds;
  if (input.empty()) input_.close();
  while (!has_ended(WNOHANG)) {
    const auto left = std::chrono::duration_cast<milliseconds>(
        deadline - std::chrono::steady_clock::now() + milliseconds{1});
    if (left <= milliseconds{0}) {
      kill();
      return std::nullopt;
    }
    const int longest = watch_.is_open() ? longest_poll_ms : tick_ms;
    std::array<pollfd, 3> wait{pollfd{input_.get(), POLLOUT, 0},
                               pollfd{output_end_.get(), POLLIN, 0},
                               pollfd{watch_.get(), POLLIN, 0}};  // those at -1 are passed over
    (void)::poll(wait.data(), wait.size(),
                 static_cast<int>(std::min<std::int64_t>(left.count(), longest)));
    if (wait[0].revents != 0) write_some(input);
    if (wait[1].revents != 0) read_some();
  }
  input_.close();
  // What it printed last may still be on its way; whoever it left behind is not waited for.
  for (int parts = 0; parts < 4 && output_end_.is_open(); ++parts) {
    pollfd ready{output_end_.get(), POLLIN, 0};
    if (::poll(&ready, 1, 0) <= 0) break;
    read_some();
  }
  return exit_code_;
}

void ChildProcess::kill() noexcept {
  input_.close();
  output_end_.close();
  if (is_reaped_) return;
  (void)::kill(-process_, SIGKILL);
  (void)::kill(process_, SIGKILL);
  (void)has_ended(0);
}

}  // namespace reactivation::program
