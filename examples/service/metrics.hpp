// Counters of what was asked, in Prometheus' text form.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include "api.hpp"

namespace service {

class Metrics {
public:
  void count(const ApiReport& report);
  /// With what the store says of each company's account.
  [[nodiscard]] std::string text(WorkerDesk& desk, reactivation::Instant now);

private:
  static constexpr std::array<double, 9> bounds{0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10};

  std::mutex mutex_;
  std::map<std::pair<std::string, int>, std::int64_t> requests_;  ///< by operation and status
  std::array<std::int64_t, bounds.size()> within_{};
  std::int64_t all_ = 0;
  double seconds_ = 0;
};

}  // namespace service
