// What the stores over SQL have in common: everything of all companies in one database. Open one
// with adapters/sqlite.hpp or adapters/postgres.hpp. docs/storage.md shows the tables.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "reactivation/ports/attempt_store.hpp"
#include "reactivation/ports/dialogue_memory.hpp"
#include "reactivation/ports/draft_log.hpp"
#include "reactivation/ports/import_store.hpp"
#include "reactivation/ports/inbox.hpp"
#include "reactivation/ports/office.hpp"
#include "reactivation/ports/outside_codes.hpp"
#include "reactivation/ports/results_source.hpp"
#include "reactivation/ports/run_store.hpp"
#include "reactivation/ports/slot_source.hpp"
#include "reactivation/ports/snapshot_source.hpp"
#include "reactivation/ports/time_zone.hpp"

namespace reactivation {

/// What `create_company` writes besides the company.
struct NewCompany {
  Company company;  ///< its id set, its zone known
  Instant now;
  /// Since when the messaging account sends; more than 30 days before `now` starts it warm, more
  /// than 90 hot, absent cold.
  std::optional<Instant> account_since;
  /// The messaging account it sends through; unset: one of its own, with the company's number.
  AccountId account_id;
  Settings settings;
};

/// A rule whose interval has followed its history, for the log (core/interval_step.hpp).
struct RuleStep {
  Rule rule;  ///< as it is from now on
  int days_before = 0;
  int days_after = 0;
  std::string evidence;  ///< one line
  Instant at;
};
struct RuleStepTime {
  ServiceId service_id;
  Instant at;
};

struct CompanyName {
  CompanyId id;
  std::string name;
};

/// Many companies in one database. Every write is one transaction; several stores and processes may
/// share a database. Threads: one call at a time for each store. A failed call leaves the database
/// as it was; `detail` then says what is wrong and what would help.
class SqlStore : public ImportStore,
                 public SnapshotSource,
                 public AttemptStore,
                 public Inbox,
                 public Office,
                 public DialogueMemory,
                 public DraftLog,
                 public SlotSource,
                 public RunStore,
                 public ResultsSource {
public:
  ~SqlStore() override;
  SqlStore(const SqlStore&) = delete;
  SqlStore& operator=(const SqlStore&) = delete;

  /// One sentence on the last call that failed; it names the file and the remedy.
  [[nodiscard]] const std::string& detail() const noexcept;
  /// The number of the last migration applied to the file.
  [[nodiscard]] result<int> schema_version();

  // --- Companies, their settings and rules -----------------------------------------------------
  /// Writes the company, its settings, its messaging account and the account's health. A company
  /// that a migration found in the host's table, still without a zone, gets what is missing and
  /// keeps the rest. `errc::invalid_argument` when the id is taken or a value is out of its range.
  [[nodiscard]] result<void> create_company(const NewCompany& company);
  [[nodiscard]] result<std::vector<CompanyName>> list_companies();
  [[nodiscard]] result<Company> load_company(CompanyId company);
  [[nodiscard]] result<Settings> load_settings(CompanyId company);
  [[nodiscard]] result<void> set_settings(CompanyId company, const Settings& settings);
  [[nodiscard]] result<std::vector<Rule>> load_rules(CompanyId company);
  /// Writes the rule of `rule.service_id`. Intervals under 7 days need `manual_interval`.
  [[nodiscard]] result<void> put_rule(CompanyId company, const Rule& rule);
  /// Writes the rule, and the step into `reactivation_events` (kind `interval`), both or neither.
  [[nodiscard]] result<void> put_rule_step(CompanyId company, const RuleStep& step);
  /// The last step of each rule that has made one.
  [[nodiscard]] result<std::vector<RuleStepTime>> load_rule_steps(CompanyId company);
  /// Replaces all free times known for the company.
  [[nodiscard]] result<void> put_slots(CompanyId company, std::span<const Slot> slots);
  /// What an import has taken services and staff over as.
  [[nodiscard]] result<OutsideCodes> load_outside_codes(CompanyId company);

  // --- Persons ---------------------------------------------------------------------------------
  /// By our number, or by the code of the outside system, which wins when both fit.
  [[nodiscard]] result<ClientId> find_client(CompanyId company, std::string_view id_or_external);

  // --- ImportStore -----------------------------------------------------------------------------
  [[nodiscard]] result<void> begin(CompanyId company) override;
  [[nodiscard]] result<ImportChange> put_service(const ImportedService& service) override;
  [[nodiscard]] result<ImportChange> put_staff(const ImportedStaff& staff) override;
  [[nodiscard]] result<ImportChange> put_client(const ImportedClient& client) override;
  [[nodiscard]] result<ImportChange> put_visit(const ImportedVisit& visit) override;
  [[nodiscard]] result<void> commit() override;
  void rollback() noexcept override;

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

  // --- DialogueMemory --------------------------------------------------------------------------
  [[nodiscard]] result<std::optional<Dialogue>> load_dialogue(CompanyId company,
                                                              ClientId client) override;
  [[nodiscard]] result<void> save_dialogue(const Dialogue& dialogue) override;
  [[nodiscard]] result<std::vector<DialogueKey>> list_dialogues(Instant since,
                                                                int rows_max) override;

  // --- DraftLog --------------------------------------------------------------------------------
  [[nodiscard]] result<std::vector<PlannedAttempt>> load_undrafted(CompanyId company, Instant now,
                                                                   int rows_max) override;
  [[nodiscard]] result<void> save_drafts(std::span<const DraftRecord> records) override;
  [[nodiscard]] result<std::optional<DraftRecord>> find_draft(const AttemptId& attempt) override;
  [[nodiscard]] result<DraftCounts> count_drafts(CompanyId company, Instant since) override;
  [[nodiscard]] result<std::vector<std::string>> load_recent_answers(CompanyId company,
                                                                     int rows_max) override;
  [[nodiscard]] result<std::int64_t> forget_drafts(Instant before) override;

  // --- RunStore --------------------------------------------------------------------------------
  [[nodiscard]] result<RunAnswer> begin_run(const RunClaim& claim) override;
  [[nodiscard]] result<void> end_run(const RunTicket& ticket, const RunOutcome& outcome) override;
  [[nodiscard]] result<std::optional<RunRecord>> find_run(const RunKey& key) override;
  [[nodiscard]] result<std::vector<ScheduledCompany>> list_scheduled() override;

  // --- ResultsSource ---------------------------------------------------------------------------
  [[nodiscard]] result<void> for_each_result(CompanyId company, const Period& period,
                                             const ResultSink& sink) override;
  [[nodiscard]] result<void> log_eligible(CompanyId company,
                                          std::span<const EligibleClient> clients,
                                          Instant now) override;
  [[nodiscard]] result<void> for_each_eligible(CompanyId company, const EligibleQuestion& question,
                                               const EligibleSink& sink) override;
  [[nodiscard]] result<bool> take_low_conversion(CompanyId company, Instant now) override;

protected:
  friend class SqlService;  ///< sql_service.hpp
  friend class SqlWorkers;  ///< sql_workers.hpp
  struct Parts;
  explicit SqlStore(std::unique_ptr<Parts> parts) noexcept;
  std::unique_ptr<Parts> parts_;
};

}  // namespace reactivation
