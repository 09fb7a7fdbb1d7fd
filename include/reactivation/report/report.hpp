// Everything that a salon's report shows, as one value. Whoever makes it has counted already;
// whoever draws it (report/html.hpp) decides nothing. docs/results.md says what each figure means.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "reactivation/core/account.hpp"
#include "reactivation/core/company.hpp"
#include "reactivation/core/governor.hpp"
#include "reactivation/core/insight.hpp"
#include "reactivation/core/interval.hpp"
#include "reactivation/core/metrics.hpp"
#include "reactivation/core/plan_policy.hpp"
#include "reactivation/core/return_curve.hpp"

namespace reactivation {

/// After how long the clients of one service come back.
struct ReportCurve {
  std::string title;
  ReturnCurve curve;
  std::optional<ServiceInterval> found;  ///< what the history says
  Interval chosen;                       ///< what the rule goes by
};

/// Clients by how long they have been silent and how probable a visit by themselves is.
struct ReportRhythm {
  /// Silence in own intervals: below ½, 1, 1½, 2, 3, 5, and beyond.
  static constexpr std::array<double, 6> silence_bounds{0.5, 1, 1.5, 2, 3, 5};
  static constexpr std::size_t silences = silence_bounds.size() + 1;
  /// P(visit) in fifths, the lowest first.
  static constexpr std::size_t chances = 5;
  static constexpr std::size_t states = 5;

  std::array<std::array<std::int64_t, silences>, chances> clients{};
  std::array<std::int64_t, states> by_state{};  ///< by `RhythmState`
  std::int32_t horizon_days_min = 0;            ///< of P(visit); services have their own
  std::int32_t horizon_days_max = 0;

  void add(const ClientRhythm& rhythm, double silence_days) noexcept;
  [[nodiscard]] std::int64_t all() const noexcept;
};

/// How the messaging account stands.
struct ReportAccount {
  WarmupLevel level = WarmupLevel::cold;
  AccountLimits limits;  ///< in force today
  int sent_day = 0;      ///< in the last 24 hours
  int sent_hour = 0;     ///< in the last 60 minutes
  double spam_score = 0;
  StopReason stop = StopReason::none;
  std::optional<LocalDate> used_since;
};

/// One way to decide, replayed over the past.
struct ReportBacktest {
  std::string setting;  ///< `fixed:45`
  std::int64_t messages = 0;
  std::int64_t within_14_days = 0;  ///< to clients who came within so many days anyway
  std::int64_t within_30_days = 0;
  std::int64_t clients_never = 0;  ///< written to and never seen again
  std::int64_t lost = 0;
  std::int64_t lost_reached = 0;
};
struct ReportReplay {
  LocalDate from;
  LocalDate until;
  std::vector<ReportBacktest> settings;
};

struct Report {
  std::string company;
  Language language = Language::en;
  std::string currency;  ///< three letters, or empty
  LocalDate from;        ///< of the messages counted, both days inclusive
  LocalDate to;
  LocalDate made_on;
  ResultOverview overview;
  ResultTargets targets;
  std::map<ServiceId, std::string> services;
  std::map<StaffId, std::string> staff;
  std::optional<ExperimentFacts> experiment;
  int outcome_days = 30;  ///< a visit within so many days of becoming due counts as one
  std::vector<Insight> insights;
  std::vector<std::string> second_message_clients;  ///< by name
  std::vector<ReportCurve> curves;                  ///< the most used first
  std::optional<ReportRhythm> rhythm;
  std::optional<ReportAccount> account;
  std::optional<ReportReplay> replay;
};

}  // namespace reactivation
