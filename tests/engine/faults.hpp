// The ports of an engine with a hand between any two steps: before and after each call something
// may happen, the call may fail, or the process may die.
#pragma once

#include <functional>
#include <memory>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "ports/store_fixture.hpp"
#include "reactivation/ports/messenger.hpp"

namespace reactivation::engine_test {

/// The end of the process, thrown out of a port.
struct Crash {};

/// What happens around calls. Calls are counted from 1 and named like the ports' methods.
class Faults {
public:
  using Hook = std::function<void(std::string_view call, int number)>;
  Hook before;  ///< may throw Crash: the call has not happened
  Hook after;   ///< may throw Crash: it has, and nobody was told
  std::function<bool(std::string_view call, int number)> fails;  ///< nothing happens, an error
  std::function<bool(std::string_view call, int number)>
      loses;  ///< it happens, and says it did not

  [[nodiscard]] int calls() const noexcept { return calls_; }
  /// Runs `what` once, before the first call of that name from now on.
  void once_before(std::string_view call, std::function<void()> what) {
    before = once(call, std::move(what));
  }
  void once_after(std::string_view call, std::function<void()> what) {
    after = once(call, std::move(what));
  }

  template <class Call>
  auto run(std::string_view name, Call call) -> decltype(call()) {
    const int number = ++calls_;
    // A hook may replace itself.
    if (const Hook hook = before) hook(name, number);
    if (fails && fails(name, number)) return make_error_code(errc::storage_failed);
    auto answer = call();
    if (loses && loses(name, number)) return make_error_code(errc::storage_failed);
    if (const Hook hook = after) hook(name, number);
    return answer;
  }

private:
  static Hook once(std::string_view wanted, std::function<void()> what) {
    const auto is_over = std::make_shared<bool>(false);
    return [wanted, what = std::move(what), is_over](std::string_view call, int) {
      if (*is_over || call != wanted) return;
      *is_over = true;
      what();
    };
  }

  int calls_ = 0;
};

/// Forwards every call to the fixture's store.
class FaultyStore final : public SnapshotSource,
                          public AttemptStore,
                          public Inbox,
                          public SlotSource {
public:
  FaultyStore(contract::StoreFixture& fixture, Faults& faults)
      : fixture_(fixture), faults_(faults) {}

  /// What the source of slots says instead; empty: what it has.
  std::function<result<std::vector<Slot>>(std::vector<Slot>)> free_slots;
  std::set<std::int64_t> unreadable;  ///< rows of the inbox whose bodies are damaged

  // --- SnapshotSource --------------------------------------------------------------------------
  result<PlanFacts> load_plan_facts(CompanyId company, Instant now, PlanScope scope) override {
    return faults_.run("load_plan_facts",
                       [&] { return fixture_.snapshots().load_plan_facts(company, now, scope); });
  }
  result<PlanFacts> load_person_facts(CompanyId company, ClientId client, Instant now) override {
    return faults_.run("load_person_facts", [&] {
      return fixture_.snapshots().load_person_facts(company, client, now);
    });
  }
  result<VisitTable> load_visits(CompanyId company, std::span<const ClientId> clients,
                                 Instant now) override {
    return faults_.run("load_visits",
                       [&] { return fixture_.snapshots().load_visits(company, clients, now); });
  }
  result<std::vector<Client>> load_clients(CompanyId company,
                                           std::span<const ClientId> clients) override {
    return faults_.run("load_clients",
                       [&] { return fixture_.snapshots().load_clients(company, clients); });
  }
  result<Snapshot> load_snapshot(CompanyId company, Instant now) override {
    return faults_.run("load_snapshot",
                       [&] { return fixture_.snapshots().load_snapshot(company, now); });
  }
  result<std::vector<Slot>> find_slots(CompanyId company, std::span<const ServiceId> services,
                                       Instant from, Instant until) override {
    return faults_.run("find_slots", [&]() -> result<std::vector<Slot>> {
      auto slots = fixture_.slots().find_slots(company, services, from, until);
      if (!slots || !free_slots) return slots;
      return free_slots(std::move(slots).value());
    });
  }

  // --- AttemptStore ----------------------------------------------------------------------------
  result<std::int64_t> store_plan(const Plan& plan) override {
    return faults_.run("store_plan", [&] { return fixture_.attempts().store_plan(plan); });
  }
  result<Claim> claim_next(const ClaimQuestion& question) override {
    return faults_.run("claim_next", [&] { return fixture_.attempts().claim_next(question); });
  }
  result<PermitState> load_permit_state(const AttemptId& attempt, std::string_view here,
                                        Instant at) override {
    return faults_.run("load_permit_state",
                       [&] { return fixture_.attempts().load_permit_state(attempt, here, at); });
  }
  result<bool> save_draft(const HeldAttempt& held, const Draft& draft, DraftMark mark,
                          Instant now) override {
    return faults_.run("save_draft",
                       [&] { return fixture_.attempts().save_draft(held, draft, mark, now); });
  }
  result<bool> commit_permit(const PermitState& seen, std::string_view here,
                             const OutgoingMessage& message) override {
    return faults_.run("commit_permit",
                       [&] { return fixture_.attempts().commit_permit(seen, here, message); });
  }
  result<void> record_outcome(const AttemptId& attempt, const SendReceipt& receipt,
                              Instant now) override {
    return faults_.run("record_outcome",
                       [&] { return fixture_.attempts().record_outcome(attempt, receipt, now); });
  }
  result<void> release(const HeldAttempt& held, std::optional<Instant> not_before) override {
    return faults_.run("release", [&] { return fixture_.attempts().release(held, not_before); });
  }
  result<void> cancel_waiting(const AttemptId& attempt, Instant now,
                              std::string_view why) override {
    return faults_.run("cancel_waiting",
                       [&] { return fixture_.attempts().cancel_waiting(attempt, now, why); });
  }
  result<void> hold(const AttemptId& attempt, Instant now) override {
    return faults_.run("hold", [&] { return fixture_.attempts().hold(attempt, now); });
  }
  result<void> approve(const AttemptId& attempt, Instant now) override {
    return faults_.run("approve", [&] { return fixture_.attempts().approve(attempt, now); });
  }
  result<void> store_manual(const ManualAttempt& manual, Instant now) override {
    return faults_.run("store_manual",
                       [&] { return fixture_.attempts().store_manual(manual, now); });
  }
  result<std::vector<LostHandOver>> load_lost_hand_overs(Instant now) override {
    return faults_.run("load_lost_hand_overs",
                       [&] { return fixture_.attempts().load_lost_hand_overs(now); });
  }
  result<std::vector<PersonAttempt>> load_overdue(Instant now, int rows_max) override {
    return faults_.run("load_overdue",
                       [&] { return fixture_.attempts().load_overdue(now, rows_max); });
  }

  // --- Inbox -----------------------------------------------------------------------------------
  result<InboundReceipt> receive(const InboundEvent& event) override {
    return faults_.run("receive", [&] { return fixture_.inbox().receive(event); });
  }
  result<std::vector<StoredEvent>> load_unprocessed(Instant now, int rows_max) override {
    return faults_.run("load_unprocessed", [&] {
      auto events = fixture_.inbox().load_unprocessed(now, rows_max);
      if (events) {
        for (StoredEvent& stored : events.value()) {
          stored.is_unreadable |= unreadable.contains(stored.row);
        }
      }
      return events;
    });
  }
  result<Person> load_person_of(const InboundEvent& event) override {
    return faults_.run("load_person_of", [&] { return fixture_.inbox().load_person_of(event); });
  }
  result<Person> load_person(const PersonKey& key) override {
    return faults_.run("load_person", [&] { return fixture_.inbox().load_person(key); });
  }
  result<Person> load_person_of_attempt(const AttemptId& attempt) override {
    return faults_.run("load_person_of_attempt",
                       [&] { return fixture_.inbox().load_person_of_attempt(attempt); });
  }
  result<std::optional<AttemptId>> find_attempt(const InboundEvent& event) override {
    return faults_.run("find_attempt", [&] { return fixture_.inbox().find_attempt(event); });
  }
  result<std::optional<VisitId>> find_booking(CompanyId company,
                                              std::string_view external_id) override {
    return faults_.run("find_booking",
                       [&] { return fixture_.inbox().find_booking(company, external_id); });
  }
  result<Applied> apply(const StoredEvent& event, const Changes& changes, EventMark mark) override {
    return faults_.run("apply", [&] { return fixture_.inbox().apply(event, changes, mark); });
  }
  result<Applied> apply_order(const PersonKey& who, const Changes& changes) override {
    return faults_.run("apply_order", [&] { return fixture_.inbox().apply_order(who, changes); });
  }

private:
  contract::StoreFixture& fixture_;
  Faults& faults_;
};

}  // namespace reactivation::engine_test
