#include "reactivation/core/arm_comparison.hpp"

#include <algorithm>
#include <span>

namespace reactivation {
namespace {

struct JudgedArm {
  ArmKey key;
  double booked = 0;
  ConfidenceInterval interval;
  double booked_if_all = 0;
};

bool is_worse(const JudgedArm& arm, const JudgedArm& best) {
  return arm.interval.high < best.interval.low && arm.booked_if_all < best.booked_if_all;
}

/// Of the arms that have enough messages.
void judge(std::span<const JudgedArm> arms, ArmComparison& comparison) {
  if (arms.size() < 2) {
    for (const JudgedArm& arm : arms) comparison.undecided.push_back(arm.key);
    return;
  }
  const auto best = std::max_element(
      arms.begin(), arms.end(), [](const auto& a, const auto& b) { return a.booked < b.booked; });
  std::vector<ArmKey> alike;
  for (const JudgedArm& arm : arms) {
    if (arm.key == best->key) continue;
    (is_worse(arm, *best) ? comparison.worse : alike).push_back(arm.key);
  }
  if (comparison.worse.empty()) {
    comparison.finding = ArmFinding::same;
    return;
  }
  comparison.finding = ArmFinding::better;
  comparison.best = best->key;
  comparison.undecided.insert(comparison.undecided.end(), alike.begin(), alike.end());
}

}  // namespace

std::vector<ArmComparison> compare_arms(const ResultOverview& overview) {
  const std::map<ArmKey, ArmResult> tried = tried_arms(overview);
  std::vector<ArmComparison> comparisons;
  for (auto arm = tried.begin(); arm != tried.end();) {
    ArmComparison& comparison = comparisons.emplace_back();
    comparison.factor = arm->first.factor;
    comparison.messages_min = sends_of_an_arm_min;
    std::vector<JudgedArm> judged;
    for (; arm != tried.end() && arm->first.factor == comparison.factor; ++arm) {
      const auto& [key, result] = *arm;
      const auto if_all = result.booked_if_all();
      if (result.counts.sent < sends_of_an_arm_min || !if_all) {
        comparison.undecided.push_back(key);
        continue;
      }
      const Proportion booked{result.counts.bookings, result.counts.sent};
      judged.push_back({key, booked.share(), wilson_interval(booked), *if_all});
    }
    judge(judged, comparison);
    std::sort(comparison.undecided.begin(), comparison.undecided.end());
  }
  return comparisons;
}

}  // namespace reactivation
