// A salon in memory behind the ports of a run, with hands to make anything fail.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "reactivation/engine/day_run.hpp"

namespace world {

using namespace reactivation;

inline constexpr CompanyId salon{1};
inline constexpr ServiceId haircut{1};
inline constexpr ServiceId massage{2};

/// `2026-03-03T07:00:00Z` and the like.
[[nodiscard]] Instant at(const char* text);

/// A salon in UTC, open to messages from 10 to 19 every day, warm account, nobody in it yet.
[[nodiscard]] Snapshot empty_salon();
/// A client with a test number whose last haircut was so many days before `now`.
void add_client(Snapshot& snapshot, std::int64_t id, int days_ago, Instant now);

/// The store of a run. Before every call `before_call` may say "fail".
class Store final : public SnapshotSource, public AttemptStore, public SlotSource {
public:
  explicit Store(Snapshot start) : snapshot(std::move(start)) {}

  Snapshot snapshot;
  std::map<AttemptId, PlannedAttempt> plans;
  std::map<AttemptId, std::string> cancelled;  ///< with the reason given
  std::function<bool()> before_call;           ///< false: the call fails and changes nothing

  [[nodiscard]] Attempt* find(const AttemptId& id);
  [[nodiscard]] int count(AttemptState state) const;

  result<PlanFacts> load_plan_facts(CompanyId company, Instant now, PlanScope scope) override;
  result<VisitTable> load_visits(CompanyId company, std::span<const ClientId> clients,
                                 Instant now) override;
  result<std::vector<Client>> load_clients(CompanyId company,
                                           std::span<const ClientId> clients) override;
  result<Snapshot> load_snapshot(CompanyId company, Instant now) override;
  result<std::vector<Slot>> find_slots(CompanyId company, std::span<const ServiceId> services,
                                       Instant from, Instant until) override;
  result<std::int64_t> store_plan(const Plan& plan) override;
  result<std::vector<PlannedAttempt>> load_waiting(CompanyId company, Instant now) override;
  result<void> begin_dispatch(const OutgoingMessage& message) override;
  result<void> record_outcome(const OutgoingMessage& message, SendOutcome outcome) override;
  result<void> cancel_waiting(const AttemptId& attempt, Instant now, std::string_view why) override;

private:
  [[nodiscard]] bool fails() { return before_call && !before_call(); }
};

/// A messenger that keeps what it was given.
class Mailbag final : public Messenger {
public:
  std::vector<OutgoingMessage> messages;
  std::function<result<SendOutcome>(const OutgoingMessage&)> on_send;  ///< empty: accepts
  std::map<AttemptId, SendOutcome> known;                              ///< for find_outcome
  bool has_test_numbers = true;

  bool takes_test_numbers() const noexcept override { return has_test_numbers; }
  result<SendOutcome> send(const OutgoingMessage& message) override;
  result<std::optional<SendOutcome>> find_outcome(const AttemptId& attempt) override;
};

/// A run of the store's company from `now` on.
struct Run {
  Store& store;
  Mailbag& mailbag;
  VirtualClock clock;
  std::vector<MessageReport> reports;
  std::function<void(const MessageReport&)> after_message;

  Run(Store& used_store, Mailbag& used_mailbag, Instant now)
      : store(used_store), mailbag(used_mailbag), clock(now) {}

  [[nodiscard]] DayRunPorts ports() { return {store, store, store, mailbag, clock}; }
  [[nodiscard]] result<StoredDay> plan() { return run_day(ports(), salon); }
  [[nodiscard]] result<DispatchCounts> dispatch(const Progress& progress = {});
  /// Both; fails the test when one fails.
  DispatchCounts day();
};

}  // namespace world
