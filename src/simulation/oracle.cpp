#include "reactivation/simulation/oracle.hpp"

#include <vector>

namespace reactivation::simulation {

struct Oracle::Memory {
  std::vector<Violation> violations;
};

Oracle::Oracle() : memory_(std::make_unique<Memory>()) {}
Oracle::~Oracle() = default;

void Oracle::read(const LogEntry&) {}

std::span<const Violation> Oracle::violations() const noexcept { return memory_->violations; }

}  // namespace reactivation::simulation
