#include <algorithm>

#include "reactivation/simulation/simulation.hpp"

namespace reactivation::simulation {
namespace {

/// The invariant broken under those options, or nothing.
std::string broken_under(const SimulationOptions& options, const StoreMaker& maker,
                         const TimeZoneSource& zones, int* days) {
  const auto store = maker();
  const auto report = simulate(options, *store, zones);
  if (!report || report.value().violations.empty()) return {};
  const Violation& first = report.value().violations.front();
  if (days != nullptr) {
    const Instant start = options.start.value();
    *days = static_cast<int>((first.at - start) / Days{1}) + 1;
  }
  return std::string(first.invariant);
}

class Shrinker {
public:
  Shrinker(const SimulationOptions& failing, const StoreMaker& maker, const TimeZoneSource& zones)
      : best_(failing), maker_(maker), zones_(zones) {}

  SimulationOptions run() {
    int days = best_.days;
    invariant_ = broken_under(best_, maker_, zones_, &days);
    if (invariant_.empty()) return best_;
    SimulationOptions shorter = best_;
    shorter.days = std::clamp(days, 1, best_.days);
    keep_if_broken(shorter);
    for (bool is_smaller = true; is_smaller;) {
      is_smaller = shrink_numbers();
    }
    leave_out_faults();
    return best_;
  }

private:
  bool keep_if_broken(const SimulationOptions& candidate) {
    if (broken_under(candidate, maker_, zones_, nullptr) != invariant_) return false;
    best_ = candidate;
    return true;
  }
  bool shrink_numbers() {
    bool is_smaller = false;
    const auto halve = [&](int SimulationOptions::*number) {
      if (best_.*number <= 1) return;
      SimulationOptions candidate = best_;
      candidate.*number /= 2;
      is_smaller = keep_if_broken(candidate) || is_smaller;
    };
    halve(&SimulationOptions::companies);
    halve(&SimulationOptions::workers);
    halve(&SimulationOptions::clients);
    halve(&SimulationOptions::days);
    return is_smaller;
  }
  void leave_out_faults() {
    for (std::size_t i = 0; i < fault_kinds; ++i) {
      SimulationOptions candidate = best_;
      candidate.faults.erase(static_cast<FaultKind>(i));
      keep_if_broken(candidate);
    }
  }

  SimulationOptions best_;
  const StoreMaker& maker_;
  const TimeZoneSource& zones_;
  std::string invariant_;
};

}  // namespace

SimulationOptions shrink(const SimulationOptions& failing, const StoreMaker& maker,
                         const TimeZoneSource& zones) {
  SimulationOptions fixed = failing;
  fixed.start = start_of_world(failing);
  return Shrinker(fixed, maker, zones).run();
}

std::string to_arguments(const SimulationOptions& options) {
  std::string out =
      "--seed " + std::to_string(options.seed) + " --days " + std::to_string(options.days) +
      " --companies " + std::to_string(options.companies) + " --clients " +
      std::to_string(options.clients) + " --workers " + std::to_string(options.workers);
  if (options.start) out += " --start " + to_rfc3339(*options.start).substr(0, 10);
  if (!options.time_zone.empty()) out += " --timezone " + options.time_zone;
  std::string faults;
  std::size_t count = 0;
  for (std::size_t i = 0; i < fault_kinds; ++i) {
    const auto kind = static_cast<FaultKind>(i);
    if (!options.faults.contains(kind)) continue;
    ++count;
    faults += (faults.empty() ? "" : ",") + std::string(to_string(kind));
  }
  if (count == fault_kinds) return out;
  return out + " --faults " + (faults.empty() ? "none" : faults);
}

}  // namespace reactivation::simulation
