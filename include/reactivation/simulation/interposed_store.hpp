// A store with a hand between any two calls: for faults, interleavings and recordings.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "reactivation/ports/attempt_store.hpp"
#include "reactivation/ports/inbox.hpp"
#include "reactivation/ports/office.hpp"
#include "reactivation/ports/slot_source.hpp"
#include "reactivation/ports/snapshot_source.hpp"

namespace reactivation::simulation {

/// Forwards every call as `hand.run("name_of_the_method", call)`, which may do things before and
/// after it, answer in its place, or throw. `Source` has `snapshots()`, `attempts()`, `inbox()`,
/// `office()` and `slots()`, asked at every call. Source and hand must outlive it.
template <class Source, class Hand>
class InterposedStore : public SnapshotSource,
                        public AttemptStore,
                        public Inbox,
                        public Office,
                        public SlotSource {
public:
  InterposedStore(Source& source, Hand& hand) : source_(source), hand_(hand) {}

  // --- SnapshotSource --------------------------------------------------------------------------
  result<PlanFacts> load_plan_facts(CompanyId company, Instant now, PlanScope scope) override {
    return hand_.run("load_plan_facts",
                     [&] { return source_.snapshots().load_plan_facts(company, now, scope); });
  }
  result<PlanFacts> load_person_facts(CompanyId company, ClientId client, Instant now) override {
    return hand_.run("load_person_facts",
                     [&] { return source_.snapshots().load_person_facts(company, client, now); });
  }
  result<VisitTable> load_visits(CompanyId company, std::span<const ClientId> clients,
                                 Instant now) override {
    return hand_.run("load_visits",
                     [&] { return source_.snapshots().load_visits(company, clients, now); });
  }
  result<std::vector<Client>> load_clients(CompanyId company,
                                           std::span<const ClientId> clients) override {
    return hand_.run("load_clients",
                     [&] { return source_.snapshots().load_clients(company, clients); });
  }
  result<Snapshot> load_snapshot(CompanyId company, Instant now) override {
    return hand_.run("load_snapshot",
                     [&] { return source_.snapshots().load_snapshot(company, now); });
  }
  result<std::vector<Slot>> find_slots(CompanyId company, std::span<const ServiceId> services,
                                       Instant from, Instant until) override {
    return hand_.run("find_slots",
                     [&] { return source_.slots().find_slots(company, services, from, until); });
  }
  /// Without the hand: where the store is the source, it does nothing.
  result<std::vector<Slot>> bookable(CompanyId company, std::vector<Slot> slots) override {
    return source_.slots().bookable(company, std::move(slots));
  }

  // --- AttemptStore ----------------------------------------------------------------------------
  result<std::int64_t> store_plan(const Plan& plan) override {
    return hand_.run("store_plan", [&] { return source_.attempts().store_plan(plan); });
  }
  result<Claim> claim_next(const ClaimQuestion& question) override {
    return hand_.run("claim_next", [&] { return source_.attempts().claim_next(question); });
  }
  result<PermitState> load_permit_state(const AttemptId& attempt, std::string_view here,
                                        Instant at) override {
    return hand_.run("load_permit_state",
                     [&] { return source_.attempts().load_permit_state(attempt, here, at); });
  }
  result<bool> save_draft(const HeldAttempt& held, const Draft& draft, DraftMark mark,
                          Instant now) override {
    return hand_.run("save_draft",
                     [&] { return source_.attempts().save_draft(held, draft, mark, now); });
  }
  result<bool> commit_permit(const PermitState& seen, std::string_view here,
                             const OutgoingMessage& message) override {
    return hand_.run("commit_permit",
                     [&] { return source_.attempts().commit_permit(seen, here, message); });
  }
  result<Applied> record_outcome(const AttemptId& attempt, const SendReceipt& receipt,
                                 Instant now) override {
    return hand_.run("record_outcome",
                     [&] { return source_.attempts().record_outcome(attempt, receipt, now); });
  }
  result<void> release(const HeldAttempt& held, std::optional<Instant> not_before) override {
    return hand_.run("release", [&] { return source_.attempts().release(held, not_before); });
  }
  result<ClaimedAttempt> find_waiting(const AttemptId& attempt, Instant now) override {
    return hand_.run("find_waiting", [&] { return source_.attempts().find_waiting(attempt, now); });
  }
  result<void> set_text(const AttemptId& attempt, const Draft& draft, DraftMark mark,
                        Instant now) override {
    return hand_.run("set_text",
                     [&] { return source_.attempts().set_text(attempt, draft, mark, now); });
  }
  result<void> cancel_waiting(const AttemptId& attempt, Instant now,
                              std::string_view why) override {
    return hand_.run("cancel_waiting",
                     [&] { return source_.attempts().cancel_waiting(attempt, now, why); });
  }
  result<void> hold(const AttemptId& attempt, Instant now) override {
    return hand_.run("hold", [&] { return source_.attempts().hold(attempt, now); });
  }
  result<void> approve(const AttemptId& attempt, Instant now) override {
    return hand_.run("approve", [&] { return source_.attempts().approve(attempt, now); });
  }
  result<void> store_manual(const ManualAttempt& manual, Instant now) override {
    return hand_.run("store_manual", [&] { return source_.attempts().store_manual(manual, now); });
  }
  result<std::vector<LostHandOver>> load_lost_hand_overs(Instant now) override {
    return hand_.run("load_lost_hand_overs",
                     [&] { return source_.attempts().load_lost_hand_overs(now); });
  }
  result<std::vector<PersonAttempt>> load_overdue(Instant now, int rows_max) override {
    return hand_.run("load_overdue",
                     [&] { return source_.attempts().load_overdue(now, rows_max); });
  }

  // --- Inbox -----------------------------------------------------------------------------------
  result<InboundReceipt> receive(const InboundEvent& event) override {
    return hand_.run("receive", [&] { return source_.inbox().receive(event); });
  }
  result<std::vector<StoredEvent>> load_unprocessed(Instant now, int rows_max) override {
    return hand_.run("load_unprocessed",
                     [&] { return source_.inbox().load_unprocessed(now, rows_max); });
  }
  result<Person> load_person_of(const InboundEvent& event) override {
    return hand_.run("load_person_of", [&] { return source_.inbox().load_person_of(event); });
  }
  result<Person> load_person(const PersonKey& key) override {
    return hand_.run("load_person", [&] { return source_.inbox().load_person(key); });
  }
  result<Person> load_person_of_attempt(const AttemptId& attempt) override {
    return hand_.run("load_person_of_attempt",
                     [&] { return source_.inbox().load_person_of_attempt(attempt); });
  }
  result<std::optional<AttemptId>> find_attempt(const InboundEvent& event) override {
    return hand_.run("find_attempt", [&] { return source_.inbox().find_attempt(event); });
  }
  result<std::vector<BookingFacts>> load_booking_news(CompanyId company, Instant now,
                                                      int rows_max) override {
    return hand_.run("load_booking_news",
                     [&] { return source_.inbox().load_booking_news(company, now, rows_max); });
  }
  result<std::optional<VisitId>> find_booking(CompanyId company,
                                              std::string_view external_id) override {
    return hand_.run("find_booking",
                     [&] { return source_.inbox().find_booking(company, external_id); });
  }
  result<Applied> apply(const StoredEvent& event, const Changes& changes, EventMark mark) override {
    return hand_.run("apply", [&] { return source_.inbox().apply(event, changes, mark); });
  }
  result<Applied> apply_order(const PersonKey& who, const Changes& changes) override {
    return hand_.run("apply_order", [&] { return source_.inbox().apply_order(who, changes); });
  }

  // --- Office ----------------------------------------------------------------------------------
  result<AccountId> find_account(CompanyId company) override {
    return hand_.run("find_account", [&] { return source_.office().find_account(company); });
  }
  result<void> arm(AccountId account, std::string_view here, Instant at) override {
    return hand_.run("arm", [&] { return source_.office().arm(account, here, at); });
  }
  result<void> acknowledge(AccountId account, Acknowledgement what, Instant at) override {
    return hand_.run("acknowledge",
                     [&] { return source_.office().acknowledge(account, what, at); });
  }
  result<void> disarm(AccountId account, std::string_view why, Instant at) override {
    return hand_.run("disarm", [&] { return source_.office().disarm(account, why, at); });
  }
  result<void> confirm(AccountId account, Instant at) override {
    return hand_.run("confirm", [&] { return source_.office().confirm(account, at); });
  }
  result<void> stop_everything(std::string_view why, Instant at) override {
    return hand_.run("stop_everything", [&] { return source_.office().stop_everything(why, at); });
  }
  result<void> record_signal(AccountId account, const AccountSignal& signal) override {
    return hand_.run("record_signal",
                     [&] { return source_.office().record_signal(account, signal); });
  }
  result<std::vector<Alert>> take_account_alerts(Instant now) override {
    return hand_.run("take_account_alerts",
                     [&] { return source_.office().take_account_alerts(now); });
  }
  result<AccountGate> load_gate(AccountId account, std::string_view here) override {
    return hand_.run("load_gate", [&] { return source_.office().load_gate(account, here); });
  }
  result<void> add_identity(const PersonKey& who, const Identity& identity) override {
    return hand_.run("add_identity", [&] { return source_.office().add_identity(who, identity); });
  }
  result<std::vector<Offer>> find_offers(CompanyId company, std::optional<ClientId> client,
                                         std::optional<PhoneNumber> phone, Instant at) override {
    return hand_.run("find_offers",
                     [&] { return source_.office().find_offers(company, client, phone, at); });
  }
  result<std::string> export_person(const PersonKey& who, Instant at) override {
    return hand_.run("export_person", [&] { return source_.office().export_person(who, at); });
  }
  result<void> erase_person(const PersonKey& who, Instant at) override {
    return hand_.run("erase_person", [&] { return source_.office().erase_person(who, at); });
  }
  result<CampaignStats> load_stats(CompanyId company, const Period& period) override {
    return hand_.run("load_stats", [&] { return source_.office().load_stats(company, period); });
  }

private:
  Source& source_;
  Hand& hand_;
};

}  // namespace reactivation::simulation
