// What the store holds, and the few hands that keep its indexes right. Private to the adapter.
//
// Unordered containers are only ever looked up by key; whatever is walked through is ordered, so
// that no answer depends on a hash.
#pragma once

#include <cstring>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "reactivation/adapters/memory.hpp"
#include "reactivation/core/governor.hpp"

namespace reactivation::memory {

struct AttemptHash {
  std::size_t operator()(const AttemptId& id) const noexcept {
    std::uint64_t word = 0;  // the last bytes of a SHA-1 are as good as any hash
    std::memcpy(&word, id.bytes.data() + 8, sizeof word);
    return static_cast<std::size_t>(word);
  }
};

/// FNV-1a of kind and value: what remains of an identity when its person is erased.
using IdentityKey = std::uint64_t;
[[nodiscard]] IdentityKey key_of(const Identity& identity);

/// An identity with the company it is valid in, which matters to codes of a host only.
struct KnownIdentity {
  Identity identity;
  CompanyId home;

  friend auto operator<=>(const KnownIdentity&, const KnownIdentity&) = default;
};

/// What holds for a company or for an account, by identity.
struct Scope {
  std::unordered_set<IdentityKey> opted_out;
  std::unordered_map<IdentityKey, int> unread;  ///< unprocessed messages

  [[nodiscard]] bool is_empty() const noexcept { return opted_out.empty() && unread.empty(); }
};

struct KeptWish {
  ReplyType kind = ReplyType::other_staff;
  Wished wished;
  Instant at;
};

struct StoredClient {
  Client client;                     ///< flags as they stand on the client's own row
  std::vector<Identity> identities;  ///< besides the phone
  std::vector<Visit> visits;         ///< by time
  std::vector<AttemptId> attempts;   ///< by service, cycle and number
  std::vector<KeptWish> wishes;      ///< oldest first
  std::vector<std::string> opt_ins;  ///< evidence
};

/// The order of turns: time, rank, id.
using TurnKey = std::tuple<Instant, int, AttemptId>;

struct CompanyRow {
  Company company;
  Settings settings;
  std::optional<Account> account;  ///< without sends and pause: those are the account's
  std::vector<Service> services;
  std::vector<Staff> staff;
  std::vector<Rule> rules;
  std::vector<TimeZone> client_zones;
  std::vector<Slot> slots;  ///< by time, service and staff
  std::map<ClientId, StoredClient> clients;
  std::unordered_map<IdentityKey, std::vector<ClientId>> by_identity;  ///< ascending
  std::unordered_map<std::int64_t, ClientId> client_of_visit;
  std::unordered_map<std::string, VisitId> visit_of_code;
  std::unordered_map<std::int64_t, int> discounts_applied;  ///< by visit: percent given at the desk
  std::set<TurnKey> turns;  ///< of attempts that wait and are not held
  int dispatching = 0;
  int opted_out = 0;  ///< clients whose own row says so

  /// Percent, as the desk has noted it.
  [[nodiscard]] std::optional<int> discount_of(VisitId visit) const {
    const auto found = discounts_applied.find(visit.value);
    return found == discounts_applied.end() ? std::nullopt : std::optional{found->second};
  }
};

struct LedgerRow {
  std::optional<AttemptId> attempt_id;
  bool counts = true;
  bool is_first_contact = false;
  bool is_number_unknown = false;
  bool is_blocked = false;
  bool is_reported = false;

  /// Refused because of its person or their number: in no limit, and evidence all the same.
  [[nodiscard]] bool is_evidence() const noexcept {
    return counts || is_number_unknown || is_blocked || is_reported;
  }
};

struct AccountRow {
  std::string armed_on;
  Acknowledgements acknowledged;  ///< with the arming
  bool awaits_confirmation = false;
  bool is_stopped = false;
  bool starts_again = false;           ///< from the bottom, after a ban
  bool is_governed = true;             ///< when it is armed
  std::vector<AccountSignal> signals;  ///< each once
  std::map<AlertKind, Instant> told;   ///< alerts of the governor, when last
  std::optional<Instant> paused_until;
  std::multimap<Instant, LedgerRow> ledger;
  std::vector<CompanyId> companies;  ///< ascending
  Scope scope;
};

struct AttemptRow {
  CompanyId company_id;
  Attempt attempt;
  PlannedAttempt planned;
  std::string arms_name;  ///< under which its arms were drawn
  LocalDate planned_on;
  int requeues = 0;
  bool is_forced = false;
  Lease lease;
  std::optional<Draft> draft;
  std::optional<VisitId> booking_id;
  std::optional<Instant> next_attempt_at;
  std::optional<Delivery> delivery;
  std::string provider_id;
  PhoneNumber phone;                    ///< it was sent to
  std::vector<OfferedSlot> sent_slots;  ///< as the message named them
};

enum class EventState : std::uint8_t { stored, unmatched, done, dead };

struct EventRow {
  InboundEvent event;
  IdentityKey body = 0;  ///< of what it said, kept when the words are erased
  EventState state = EventState::stored;
  AccountId account_id;  ///< whose sends it blocks while it is unread
  bool is_id_reused = false;
};

/// Company, client, service, last visit with it, experiment.
using EligibleKey = std::tuple<CompanyId, ClientId, ServiceId, Instant, std::string>;
struct EligibleRow {
  Instant at;
  ExperimentGroup group = ExperimentGroup::treated;
  double propensity = 1;  ///< of that group
};

struct State {
  std::map<CompanyId, CompanyRow> companies;
  std::map<AccountId, AccountRow> accounts;
  std::map<CompanyId, Scope> scopes;  ///< also of companies that are not known yet
  std::unordered_map<AttemptId, AttemptRow, AttemptHash> attempts;
  std::unordered_map<std::string, std::vector<AttemptId>> by_provider_id;
  std::set<AttemptId> dispatching;
  std::set<std::pair<Instant, AttemptId>> due;  ///< when time alone may change an attempt
  std::vector<EventRow> inbox;                  ///< row number = place + 1
  std::map<std::pair<std::string, std::string>, std::vector<std::int64_t>> by_event_id;
  std::set<std::int64_t> unprocessed;  ///< rows
  std::set<std::int64_t> unmatched;    ///< rows
  std::map<std::pair<CompanyId, ClientId>, Dialogue> dialogues;
  std::unordered_map<AttemptId, DraftRecord, AttemptHash> drafts;
  std::map<std::pair<CompanyId, ClientId>, Instant> complaints;  ///< the last one of each
  std::vector<MemoryEvent> events;
  std::map<EligibleKey, EligibleRow> eligible;
  std::map<CompanyId, Instant> low_conversion_told;
  std::int64_t last_visit_id = 0;

  [[nodiscard]] CompanyRow* company(CompanyId id);
  [[nodiscard]] StoredClient* client(CompanyId company_id, ClientId client_id);
  [[nodiscard]] AttemptRow* attempt(const AttemptId& id);
};

/// Takes an attempt out of the indexes, and puts it back as it is when the change is over.
class AttemptEdit {
public:
  AttemptEdit(State& state, AttemptRow& row);
  ~AttemptEdit();
  AttemptEdit(const AttemptEdit&) = delete;
  AttemptEdit& operator=(const AttemptEdit&) = delete;

private:
  State& state_;
  AttemptRow& row_;
  // Its places in the indexes: made before anything changes, so that going back needs no memory.
  std::set<TurnKey>::node_type turn_;
  std::set<AttemptId>::node_type dispatching_;
  std::set<std::pair<Instant, AttemptId>>::node_type due_;
};

/// Enters a new attempt with its client.
AttemptRow& add_attempt(State& state, AttemptRow row);
/// Gives the lease back; the epoch stays, so that the next one is higher.
void free_lease(AttemptRow& row);

struct Step {
  AttemptState to;
  Instant at;
  std::string_view why;
};
/// Changes the state and writes the event. An attempt that does not wait any more has no lease,
/// save while it is being handed over.
void move_to(State& state, AttemptRow& row, const Step& step);
/// A waiting attempt whose time to be sent is over.
[[nodiscard]] bool is_void(const Attempt& attempt, Instant now) noexcept;

// --- Persons ------------------------------------------------------------------------------------
[[nodiscard]] std::vector<KnownIdentity> identities_of(CompanyId company,
                                                       const StoredClient& client);
void enter_identity(CompanyRow& company, ClientId client, const Identity& identity);
void leave_identity(CompanyRow& company, ClientId client, const Identity& identity);
/// The companies that send through the account of this one.
[[nodiscard]] std::vector<CompanyId> companies_beside(State& state, const CompanyRow& company);
/// Clients of those companies whom one of the identities names, in order.
[[nodiscard]] std::vector<std::pair<CompanyId, ClientId>> named_by(
    State& state, const std::vector<CompanyId>& companies,
    const std::vector<KnownIdentity>& identities);
/// Those of the company who have the same phone, with the client, ascending.
[[nodiscard]] std::vector<ClientId> sharers_of(const CompanyRow& company,
                                               const StoredClient& client);

/// How a client stands when everything known of the person counts.
struct Standing {
  bool is_opted_out = false;
  bool has_unread = false;
};
[[nodiscard]] Standing standing_of(State& state, const CompanyRow& company,
                                   const StoredClient& client);

/// An event about a client: what somebody asked about them, or did.
void append_about(State& state, const PersonKey& who, std::string_view kind, Instant at);

/// Everybody and every identity that an order or an event is about.
struct PersonReach {
  std::vector<std::pair<CompanyId, ClientId>> clients;
  std::vector<KnownIdentity> identities;
};
[[nodiscard]] PersonReach reach_of(State& state, const PersonKey& who);
[[nodiscard]] PersonReach reach_of(State& state, const InboundEvent& event);
/// With the account of the company too, when the event says only the company.
[[nodiscard]] PersonReach opt_out_reach_of(State& state, const InboundEvent& event);
[[nodiscard]] Person person_of(State& state, const PersonReach& reach);
[[nodiscard]] PersonAttempt person_attempt(State& state, const AttemptRow& row);

void set_opted_out(CompanyRow& company, StoredClient& client, bool is_out) noexcept;

/// Whether the event comes from where the attempt was sent through.
[[nodiscard]] bool is_from_its_place(State& state, const InboundEvent& event,
                                     const AttemptRow& row);
/// Writes the change with its event; nothing when all is so already.
void change_client(State& state, const ClientChange& change, Instant at);

// --- Facts --------------------------------------------------------------------------------------
[[nodiscard]] PlanFacts person_facts(State& state, CompanyRow& company, StoredClient& client,
                                     Instant now);
[[nodiscard]] PermitState permit_state(State& state, AttemptRow& row, std::string_view here,
                                       Instant at);
/// As the companies that send through it have put it, the strictest word of each; without sends.
[[nodiscard]] std::optional<Account> stored_account(State& state, const CompanyRow& company);
/// What the governor says of it; nothing when it is not governed.
[[nodiscard]] std::optional<Governed> governed_now(State& state, const CompanyRow& company,
                                                   const Account& stored, Instant now);
[[nodiscard]] AccountGate gate_of(const AccountRow& account, std::string_view here);
/// A block or a report stays with the send, for the governor; other faults leave it as it is.
void write_reaction(State& state, const AttemptRow& row, PersonFault fault);
void note_unknown_number(State& state, const AttemptRow& row);
/// The attempt's send in the ledger of whatever account it left through.
[[nodiscard]] LedgerRow* find_send(State& state, const AttemptRow& row);
void put_visit_row(State& state, CompanyRow& company, const Visit& visit);

// --- The inbox -----------------------------------------------------------------------------------
/// Takes words and names out of those rows; one that nobody has read is not read any more.
void forget_events(State& state, const std::vector<std::int64_t>& rows);

// --- Words --------------------------------------------------------------------------------------
[[nodiscard]] std::string_view word_of(AttemptState state) noexcept;
[[nodiscard]] std::string_view word_of(ReplyType type) noexcept;
[[nodiscard]] std::string_view word_of(CompletionReason reason) noexcept;
[[nodiscard]] std::string_view word_of(Delivery delivery) noexcept;
[[nodiscard]] std::string_view word_of(IdentityKind kind) noexcept;
[[nodiscard]] std::string_view word_of(AlertKind kind) noexcept;

}  // namespace reactivation::memory
