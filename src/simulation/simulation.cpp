#include "reactivation/simulation/simulation.hpp"

#include <algorithm>
#include <utility>

#include "world.hpp"
#include "year.hpp"

namespace reactivation::simulation {
namespace {

constexpr int audit_every_days = 7;
/// Two windows, and what a Friday adds to them.
constexpr int calm_days = 6;

bool is_sound(const SimulationOptions& options) {
  return options.days >= 1 && options.days <= 3660 && options.companies >= 1 &&
         options.companies <= 8 && options.clients >= 1 && options.clients <= 100'000 &&
         options.workers >= 1 && options.workers <= 8;
}

/// Everybody who reads along.
class Readers {
public:
  Readers(SimulationReport& report, const LogObserver& observer)
      : report_(report), observer_(observer) {}

  void read(const LogEntry& entry) {
    ++report_.entries;
    if (std::holds_alternative<Faulted>(entry.what)) ++report_.faults;
    if (observer_) observer_(entry);
    oracle_.read(entry);
    report_.coverage.read(entry);
    book_.read(entry);
  }
  [[nodiscard]] bool objects() const { return !oracle_.violations().empty(); }
  void finish() {
    const auto found = oracle_.violations();
    report_.violations.assign(found.begin(), found.end());
    report_.year = book_.account();
  }

private:
  SimulationReport& report_;
  const LogObserver& observer_;
  Oracle oracle_;
  YearBook book_;
};

}  // namespace

result<SimulationReport> simulate(const SimulationOptions& options, WorldStore& store,
                                  const TimeZoneSource& zones, const LogObserver& observer,
                                  const Progress& progress) {
  if (!is_sound(options)) return errc::invalid_argument;
  auto population = populate(options, zones);
  if (!population) return population.as_failure();
  SimulationReport report;
  Readers readers(report, observer);
  World world(options, store, zones, std::move(population).value(),
              [&readers](const LogEntry& entry) { readers.read(entry); });
  if (auto begun = world.begin(); !begun) return begun.as_failure();
  int day = 0;
  for (; day < options.days + calm_days && !readers.objects(); ++day) {
    if (progress && !progress("days", day, options.days)) return errc::cancelled;
    if (day == options.days) world.calm_down();
    world.pass(world.now() + Days{1});
    if (auto sound = world.state(); !sound) return sound.as_failure();
    if (day % audit_every_days == 0) world.audit(false);
  }
  if (!readers.objects()) world.audit(true);
  readers.finish();
  report.company_years = static_cast<double>(std::min(day, options.days)) * options.companies / 365;
  return report;
}

void Coverage::read(const LogEntry& entry) {
  const auto count = [this](std::string_view reason) {
    if (!reason.empty()) ++reasons[std::string(reason)];
  };
  if (const auto* fault = std::get_if<Faulted>(&entry.what)) {
    if (const auto kind = find_fault(fault->kind)) ++faults[static_cast<std::size_t>(*kind)];
  } else if (const auto* audit = std::get_if<Audited>(&entry.what)) {
    for (const StoredEventStep& step : audit->steps) ++edges[step.from + ">" + step.to];
  } else if (const auto* day = std::get_if<DayPlanned>(&entry.what)) {
    for (const SkippedClient& client : day->plan.skipped) count(to_string(client.reason));
  } else if (const auto* report = std::get_if<Reported>(&entry.what)) {
    if (report->fate == MessageFate::waiting || report->fate == MessageFate::cancelled) {
      count(report->skip_reason == SkipReason::none ? to_string(report->permit_reason)
                                                    : to_string(report->skip_reason));
    }
  }
}

void Coverage::add(const Coverage& other) {
  for (const auto& [edge, times] : other.edges) edges[edge] += times;
  for (const auto& [reason, times] : other.reasons) reasons[reason] += times;
  for (std::size_t i = 0; i < fault_kinds; ++i) faults[i] += other.faults[i];
}

}  // namespace reactivation::simulation
