// The oracle: reads the log of a world and says which invariant of docs/safety.md was broken, where
// and by what. It knows the requirements and nothing of the engine: its own arithmetic, its own
// calendar (the system's zone files, read by itself), its own idea of who a person is. From the
// library it takes types, never a decision.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "reactivation/simulation/log.hpp"

namespace reactivation::simulation {

struct Violation {
  std::string_view invariant;  ///< `I7`, `L2`; `4.2` for a section of the requirements
  Instant at;
  std::size_t entry = 0;  ///< place in the log
  std::string what;       ///< one sentence with the values that disagree
};

class Oracle {
public:
  Oracle();
  ~Oracle();
  Oracle(const Oracle&) = delete;
  Oracle& operator=(const Oracle&) = delete;

  /// Entries in the order of the log.
  void read(const LogEntry& entry);
  [[nodiscard]] std::span<const Violation> violations() const noexcept;

private:
  struct Memory;
  std::unique_ptr<Memory> memory_;
};

}  // namespace reactivation::simulation
