// Adapter: every port in memory, for tests of hosts, dry runs and simulations.
//
// The same calls in the same order give the same answers on every machine.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "reactivation/ports/attempt_store.hpp"
#include "reactivation/ports/dialogue_memory.hpp"
#include "reactivation/ports/draft_log.hpp"
#include "reactivation/ports/inbox.hpp"
#include "reactivation/ports/messenger.hpp"
#include "reactivation/ports/notifier.hpp"
#include "reactivation/ports/office.hpp"
#include "reactivation/ports/results_source.hpp"
#include "reactivation/ports/slot_source.hpp"
#include "reactivation/ports/snapshot_source.hpp"

namespace reactivation {

namespace memory {
struct State;
}

/// One change of state, as it was written. Ids that do not apply are unset, words empty.
struct MemoryEvent {
  CompanyId company_id;
  AccountId account_id;
  ClientId client_id;
  std::optional<AttemptId> attempt_id;
  std::string_view kind;  ///< `attempt` `reply` `opted_out` `armed` …
  std::string_view from;  ///< words of states
  std::string_view to;
  Instant at = no_instant;
  std::string why;
};

enum class GovernorSwitch : std::uint8_t { off, on };

/// Several companies, some of which may share an account; of what they say about it the strictest
/// word counts. A copy is a store of its own: whatever
/// happens to one does not show in the other. Threads: one call at a time for each store.
class MemoryStore final : public SnapshotSource,
                          public AttemptStore,
                          public Inbox,
                          public SlotSource,
                          public Office,
                          public DialogueMemory,
                          public DraftLog,
                          public ResultsSource {
public:
  MemoryStore();
  ~MemoryStore() override;
  MemoryStore(const MemoryStore& other);
  MemoryStore& operator=(const MemoryStore& other);
  MemoryStore(MemoryStore&&) noexcept;
  MemoryStore& operator=(MemoryStore&&) noexcept;

  // --- The host's own rows ---------------------------------------------------------------------
  /// Takes the company with its account, attempts and sends over. Sends of an account that another
  /// company has brought along already are not counted twice. `errc::invalid_argument` when the id
  /// is unset or taken.
  [[nodiscard]] result<void> add_company(Snapshot snapshot);
  [[nodiscard]] result<void> put_settings(CompanyId company, const Settings& settings);
  /// Adds or replaces the rule of its service.
  [[nodiscard]] result<void> put_rule(CompanyId company, const Rule& rule);
  /// Adds or replaces the member of staff.
  [[nodiscard]] result<void> put_staff(CompanyId company, const Staff& member);
  /// Replaces what is known of the company's account; sends and decisions about it stay.
  [[nodiscard]] result<void> put_account(CompanyId company, const Account& account);
  /// Adds or replaces the client. An opt-out is never taken back by it.
  [[nodiscard]] result<void> put_client(CompanyId company, const Client& client);
  /// Adds the visit, or replaces the one with that id (without an id: of that client and instant).
  /// `errc::not_found` when the company has no such client.
  [[nodiscard]] result<void> put_visit(CompanyId company, const Visit& visit);
  /// Replaces all free times of the company.
  [[nodiscard]] result<void> put_slots(CompanyId company, std::span<const Slot> slots);
  /// An account that is armed is governed (core/governor.hpp), unless the host switches that off:
  /// then the ceilings as they were put hold alone.
  [[nodiscard]] result<void> switch_governor(AccountId account, GovernorSwitch governor);
  /// A ban: nothing is sent until `Office::confirm`.
  [[nodiscard]] result<void> ban(AccountId account, Instant at);

  /// Everything that has changed since the store was made, oldest first; only ever grows.
  [[nodiscard]] std::span<const MemoryEvent> events() const noexcept;

  // --- SnapshotSource --------------------------------------------------------------------------
  [[nodiscard]] result<PlanFacts> load_plan_facts(CompanyId company, Instant now,
                                                  PlanScope scope) override;
  [[nodiscard]] result<PlanFacts> load_person_facts(CompanyId company, ClientId client,
                                                    Instant now) override;
  [[nodiscard]] result<VisitTable> load_visits(CompanyId company, std::span<const ClientId> clients,
                                               Instant now) override;
  [[nodiscard]] result<std::vector<Client>> load_clients(
      CompanyId company, std::span<const ClientId> clients) override;
  [[nodiscard]] result<Snapshot> load_snapshot(CompanyId company, Instant now) override;

  // --- SlotSource ------------------------------------------------------------------------------
  [[nodiscard]] result<std::vector<Slot>> find_slots(CompanyId company,
                                                     std::span<const ServiceId> services,
                                                     Instant from, Instant until) override;

  // --- AttemptStore ----------------------------------------------------------------------------
  [[nodiscard]] result<std::int64_t> store_plan(const Plan& plan) override;
  [[nodiscard]] result<Claim> claim_next(const ClaimQuestion& question) override;
  [[nodiscard]] result<PermitState> load_permit_state(const AttemptId& attempt,
                                                      std::string_view here, Instant at) override;
  [[nodiscard]] result<bool> save_draft(const HeldAttempt& held, const Draft& draft, DraftMark mark,
                                        Instant now) override;
  [[nodiscard]] result<bool> commit_permit(const PermitState& seen, std::string_view here,
                                           const OutgoingMessage& message) override;
  [[nodiscard]] result<Applied> record_outcome(const AttemptId& attempt, const SendReceipt& receipt,
                                               Instant now) override;
  [[nodiscard]] result<void> release(const HeldAttempt& held,
                                     std::optional<Instant> not_before) override;
  [[nodiscard]] result<void> cancel_waiting(const AttemptId& attempt, Instant now,
                                            std::string_view why) override;
  [[nodiscard]] result<void> hold(const AttemptId& attempt, Instant now) override;
  [[nodiscard]] result<void> approve(const AttemptId& attempt, Instant now) override;
  [[nodiscard]] result<ClaimedAttempt> find_waiting(const AttemptId& attempt, Instant now) override;
  [[nodiscard]] result<void> set_text(const AttemptId& attempt, const Draft& draft, DraftMark mark,
                                      Instant now) override;
  [[nodiscard]] result<void> store_manual(const ManualAttempt& manual, Instant now) override;
  [[nodiscard]] result<std::vector<LostHandOver>> load_lost_hand_overs(Instant now) override;
  [[nodiscard]] result<std::vector<PersonAttempt>> load_overdue(Instant now, int rows_max) override;

  // --- Inbox -----------------------------------------------------------------------------------
  [[nodiscard]] result<InboundReceipt> receive(const InboundEvent& event) override;
  [[nodiscard]] result<std::vector<StoredEvent>> load_unprocessed(Instant now,
                                                                  int rows_max) override;
  [[nodiscard]] result<Person> load_person_of(const InboundEvent& event) override;
  [[nodiscard]] result<Person> load_person(const PersonKey& key) override;
  [[nodiscard]] result<Person> load_person_of_attempt(const AttemptId& attempt) override;
  [[nodiscard]] result<std::optional<AttemptId>> find_attempt(const InboundEvent& event) override;
  [[nodiscard]] result<std::vector<BookingFacts>> load_booking_news(CompanyId company, Instant now,
                                                                    int rows_max) override;
  [[nodiscard]] result<std::optional<VisitId>> find_booking(CompanyId company,
                                                            std::string_view external_id) override;
  [[nodiscard]] result<Applied> apply(const StoredEvent& event, const Changes& changes,
                                      EventMark mark) override;
  [[nodiscard]] result<Applied> apply_order(const PersonKey& who, const Changes& changes) override;

  // --- Office ----------------------------------------------------------------------------------
  [[nodiscard]] result<AccountId> find_account(CompanyId company) override;
  [[nodiscard]] result<void> arm(AccountId account, std::string_view here, Instant at) override;
  [[nodiscard]] result<void> acknowledge(AccountId account, Acknowledgement what,
                                         Instant at) override;
  [[nodiscard]] result<void> disarm(AccountId account, std::string_view why, Instant at) override;
  [[nodiscard]] result<void> confirm(AccountId account, Instant at) override;
  [[nodiscard]] result<void> stop_everything(std::string_view why, Instant at) override;
  [[nodiscard]] result<void> record_signal(AccountId account, const AccountSignal& signal) override;
  [[nodiscard]] result<std::vector<Alert>> take_account_alerts(Instant now) override;
  [[nodiscard]] result<AccountGate> load_gate(AccountId account, std::string_view here) override;
  [[nodiscard]] result<void> add_identity(const PersonKey& who, const Identity& identity) override;
  [[nodiscard]] result<std::vector<Offer>> find_offers(CompanyId company,
                                                       std::optional<ClientId> client,
                                                       std::optional<PhoneNumber> phone,
                                                       Instant at) override;
  [[nodiscard]] result<std::string> export_person(const PersonKey& who, Instant at) override;
  [[nodiscard]] result<void> erase_person(const PersonKey& who, Instant at) override;
  [[nodiscard]] result<CampaignStats> load_stats(CompanyId company, const Period& period) override;

  // --- DraftLog --------------------------------------------------------------------------------
  [[nodiscard]] result<std::vector<PlannedAttempt>> load_undrafted(CompanyId company, Instant now,
                                                                   int rows_max) override;
  [[nodiscard]] result<void> save_drafts(std::span<const DraftRecord> records) override;
  [[nodiscard]] result<std::optional<DraftRecord>> find_draft(const AttemptId& attempt) override;
  [[nodiscard]] result<DraftCounts> count_drafts(CompanyId company, Instant since) override;
  [[nodiscard]] result<std::vector<std::string>> load_recent_answers(CompanyId company,
                                                                     int rows_max) override;
  [[nodiscard]] result<std::int64_t> forget_drafts(Instant before) override;

  // --- DialogueMemory --------------------------------------------------------------------------
  [[nodiscard]] result<std::optional<Dialogue>> load_dialogue(CompanyId company,
                                                              ClientId client) override;
  [[nodiscard]] result<void> save_dialogue(const Dialogue& dialogue) override;
  [[nodiscard]] result<std::vector<DialogueKey>> list_dialogues(Instant since,
                                                                int rows_max) override;

  // --- ResultsSource: what the desk gave instead of the offer is not kept here
  [[nodiscard]] result<void> for_each_result(CompanyId company, const Period& period,
                                             const ResultSink& sink) override;
  [[nodiscard]] result<void> log_eligible(CompanyId company,
                                          std::span<const EligibleClient> clients,
                                          Instant now) override;
  [[nodiscard]] result<void> for_each_eligible(CompanyId company, const EligibleQuestion& question,
                                               const EligibleSink& sink) override;
  [[nodiscard]] result<bool> take_low_conversion(CompanyId company, Instant now) override;

private:
  std::unique_ptr<memory::State> state_;
};

/// A messenger that keeps what it was given and does as it is told. It takes test numbers whatever
/// its reach, because nothing leaves it.
class MemoryMessenger final : public Messenger {
public:
  /// What becomes of a hand-over. An empty function accepts, with the name `memory-<n>`.
  using Script = std::function<result<SendReceipt>(const OutgoingMessage&)>;

  explicit MemoryMessenger(Reach reach = Reach::nobody) noexcept : reach_(reach) {}

  void on_send(Script script) { script_ = std::move(script); }
  void set_send_max(Seconds longest) noexcept { send_max_ = longest; }
  /// What `find_outcome` will say of that attempt, whatever `send` answered.
  void set_outcome(const AttemptId& attempt, SendReceipt receipt);
  /// What may have reached the person: accepted or uncertain, in the order of the hand-overs.
  [[nodiscard]] std::span<const OutgoingMessage> messages() const noexcept { return messages_; }

  [[nodiscard]] Reach reach() const noexcept override { return reach_; }
  [[nodiscard]] Seconds send_max() const noexcept override { return send_max_; }
  /// An attempt that was handed over before gets the first answer again, and no second message.
  [[nodiscard]] result<SendReceipt> send(const OutgoingMessage& message, LastLook& look) override;
  [[nodiscard]] result<std::optional<SendReceipt>> find_outcome(const AttemptId& attempt) override;

private:
  Reach reach_;
  Seconds send_max_{30};
  Script script_;
  std::vector<OutgoingMessage> messages_;
  std::map<AttemptId, SendReceipt> receipts_;  ///< of what may have reached the person
  std::map<AttemptId, SendReceipt> told_;
};

/// A notifier that keeps the notices.
class MemoryNotifier final : public Notifier {
public:
  void notify(const Alert& alert) noexcept override;
  [[nodiscard]] std::span<const Alert> alerts() const noexcept { return alerts_; }

private:
  std::vector<Alert> alerts_;
};

}  // namespace reactivation
