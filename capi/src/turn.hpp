// Whose turn it is to use an engine. One thread at a time runs code of the library on it; a thread
// whose call runs for long opens its turn where nothing is half done: inside the callbacks that may
// last, and between two steps. Events, orders and questions of other threads get in there, as if
// that callback had called them.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>

namespace reactivation::capi {

/// What a call of a function that takes an engine may do while another one is under way.
enum class Reentry : std::uint8_t {
  refused,  ///< it needs the engine for itself
  let_in,
};

class Turn {
public:
  enum class Entry : std::uint8_t {
    outermost,
    inner,   ///< let in by a call that is under way
    nested,  ///< from a callback that is not open: the engine says what may be done there
    refused_here,
    refused_elsewhere,
    late,  ///< nobody has let it in
  };
  /// Waits at most `longest`, in the order of asking.
  [[nodiscard]] Entry enter(Reentry reentry, std::chrono::seconds longest) noexcept;
  void leave(Entry entry) noexcept;

  /// Lets others in until `close`, which waits for those who are. False, with no effect: this
  /// thread's call is not the one that was let in first.
  [[nodiscard]] bool open() noexcept;
  /// False: it is not open, or was opened by another thread; with `longest` also when those who
  /// were let in have not come out by then.
  [[nodiscard]] bool close(std::optional<std::chrono::seconds> longest = {}) noexcept;
  /// Those who wait now, then this thread again.
  void let_in() noexcept;

private:
  /// Stands on the stack of the thread that waits.
  struct Waiter {
    std::uintptr_t thread = 0;
    Reentry reentry = Reentry::let_in;
    bool is_coming_back = false;  ///< the outermost call, which goes on
    bool is_answered = false;
    Entry entry = Entry::late;
    Waiter* next = nullptr;
  };

  [[nodiscard]] bool may_open(std::uintptr_t self) const noexcept;
  void append(Waiter& waiter) noexcept;
  void remove(Waiter& waiter) noexcept;
  void pass_on() noexcept;
  [[nodiscard]] bool come_back(std::unique_lock<std::mutex>& lock, std::uintptr_t self,
                               std::optional<std::chrono::seconds> longest) noexcept;

  std::mutex mutex_;
  std::condition_variable answered_;
  std::uintptr_t outer_ = 0;   ///< the thread whose outermost call is under way
  bool is_whole_ = false;      ///< that call needs the engine for itself
  std::uintptr_t holder_ = 0;  ///< the thread that runs code of the library now
  bool is_inner_ = false;      ///< in a call that was let in
  int nested_ = 0;
  Waiter* first_ = nullptr;
};

/// Open for as long as it lives: around a callback of the host.
class Opening {
public:
  explicit Opening(Turn& turn) noexcept : turn_(turn), is_open_(turn.open()) {}
  ~Opening() {
    if (is_open_) (void)turn_.close();
  }
  Opening(const Opening&) = delete;
  Opening& operator=(const Opening&) = delete;

private:
  Turn& turn_;
  bool is_open_;
};

/// Closed for as long as it lives, from inside a callback that is open.
class Closing {
public:
  Closing(Turn& turn, std::chrono::seconds longest) noexcept
      : turn_(turn), is_closed_(turn.close(longest)) {}
  ~Closing() {
    if (is_closed_) (void)turn_.open();
  }
  Closing(const Closing&) = delete;
  Closing& operator=(const Closing&) = delete;
  [[nodiscard]] bool is_closed() const noexcept { return is_closed_; }

private:
  Turn& turn_;
  bool is_closed_;
};

}  // namespace reactivation::capi
