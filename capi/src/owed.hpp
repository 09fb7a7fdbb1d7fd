// Calls that were refused before the engine had taken them in, and must not be lost: an opt-out
// that came while another thread used the engine for too long, say. Until the same call has come
// again and was taken in, the engine hands nothing over.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>

#include "reactivation/c/base.h"

namespace reactivation::capi {

/// What a call is about: all that it says but the reason. The same subject again is the same call.
struct Subject {
  const char* call = "";  ///< the function's name, which lives for ever
  std::int64_t one = 0;
  std::int64_t other = 0;
  std::uint64_t hash = 0;  ///< of what has no number
};
[[nodiscard]] Subject subject_of(const char* call, reactivation_person person) noexcept;
/// By its bytes; one that cannot be read is any.
[[nodiscard]] Subject subject_of(const char* call, reactivation_text text,
                                 reactivation_text other = {nullptr, 0}) noexcept;

/// Takes no memory: want of it is one of the reasons for a call to be here. Threads: any.
class Owed {
public:
  void add(const Subject& subject) noexcept;
  void remove(const Subject& subject) noexcept;
  [[nodiscard]] bool is_empty() const noexcept { return count_.load() == 0; }
  /// What must be repeated, for people.
  [[nodiscard]] std::string sentence() const;

private:
  [[nodiscard]] std::size_t find(const Subject& subject) const noexcept;

  mutable std::mutex mutex_;
  std::array<Subject, 256> subjects_;
  std::atomic<std::size_t> count_{0};
  bool is_full_ = false;  ///< what could not even be remembered: for good
};

}  // namespace reactivation::capi
