// What the oracle remembers of a world, and what its checks look at. Each subject has a file of its
// own; all of them read these plain facts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "oracle_zone.hpp"
#include "reactivation/simulation/oracle.hpp"

namespace reactivation::simulation::oracle {

struct AttemptIdHash {
  std::size_t operator()(const AttemptId& id) const noexcept {
    std::uint64_t words[2];
    std::memcpy(words, id.bytes.data(), sizeof words);
    return static_cast<std::size_t>(words[0] ^ (words[1] * 0x9E3779B97F4A7C15u));
  }
};

/// A row of a client in a company.
struct ClientRef {
  CompanyId company_id;
  ClientId client_id;

  friend auto operator<=>(const ClientRef&, const ClientRef&) = default;
};

// --- What is known -------------------------------------------------------------------------------

/// One message that may have reached its person.
struct WireNote {
  AttemptId attempt_id;
  Instant sent_at;
  ServiceId service_id;
  LocalDate cycle_key;
  int number = 1;
  bool is_unsent = false;  ///< proven by the messenger's answer
};

/// A cycle that somebody's word has ended.
struct EndedCycle {
  ServiceId service_id;
  LocalDate cycle_key;
  std::string_view why;
  /// Called off by hand: binds permits after it, and a later message by hand takes it back.
  std::optional<Instant> called_off_at;
};

struct ClientRow {
  Client client;
  std::size_t stated_entry = 0;   ///< of the last statement
  std::size_t phone_entry = 0;    ///< since when the number is this one
  std::vector<std::string> keys;  ///< every name the person is known by; see `key_of`
  std::vector<Identity> identities;
  std::vector<Visit> visits;
  std::vector<WireNote> wires;
  std::vector<EndedCycle> ended;
  std::optional<Instant> frozen_at;
  std::optional<Instant> paused_until;
  /// A message by hand was ordered past cadence, and the order may have failed or not.
  std::optional<Instant> perhaps_forced_at;
};

struct SlotsNote {
  Instant from;
  std::vector<Slot> slots;
};

struct CompanyRow {
  Snapshot facts;
  Instant stated_at;
  std::size_t stated_entry = 0;
  const OracleZone* zone = nullptr;  ///< null: unknown
  std::vector<const OracleZone*> client_zones;
  std::unordered_map<std::int64_t, ClientRow> clients;
  std::unordered_map<std::int64_t, std::int64_t> client_of_visit;
  std::deque<SlotsNote> slots;  ///< those that stood in the last 15 minutes and more

  [[nodiscard]] AccountId account_id() const {
    return facts.account ? facts.account->id : AccountId{};
  }
  [[nodiscard]] const Rule* rule_of(ServiceId service) const;
};

/// One hand-over as the account's windows count it.
struct SendNote {
  Instant sent_at;
  AttemptId attempt_id;
  bool is_unsent = false;
  bool is_uncertain = false;
};

struct AccountRow {
  bool is_armed = false;
  bool is_stopped = false;  ///< "stop everything"
  bool is_banned = false;
  std::size_t confirmed_entry = 0;  ///< ends the pauses that were stated before it
  int concurrent_ever_max = 0;      ///< the highest that was ever allowed
  std::set<CompanyId> companies;
  std::deque<SendNote> sends;  ///< ascending by `sent_at`, of the last 48 hours
};

struct AttemptNote {
  ClientRef who;
  ServiceId service_id;
  LocalDate cycle_key;
  int number = 1;
  std::size_t first_entry = 0;
  bool is_forced = false;
  bool is_held = false;
  bool is_approved = false;
  int wires = 0;
  std::optional<SendOutcome> answer;  ///< of the last wire
  bool may_have_reached = true;       ///< the last wire's person has it, or nobody knows
  std::string state;                  ///< as its events fold; empty: no event yet
};

/// A message that was stored and not understood yet.
struct UnreadMessage {
  std::string provider, event_id;
  std::vector<std::string> keys;
};
/// An opt-out that a worker was told and could not store.
struct UnstoredOptOut {
  int worker = 0;
  std::vector<CompanyId> companies;
  AccountId account_id;
  std::vector<std::string> keys;
};

struct Bar {
  std::size_t entry = 0;  ///< where it was committed
  bool is_wide = false;   ///< of a client's row: it was said under another row of the person
};

struct World {
  ZoneShelf zones;
  std::map<CompanyId, CompanyRow> companies;
  std::map<AccountId, AccountRow> accounts;
  std::unordered_map<AttemptId, AttemptNote, AttemptIdHash> attempts;
  /// (company, client, service, cycle, number) of every message that left.
  std::map<std::tuple<CompanyId, ClientId, ServiceId, LocalDate, int>, AttemptId> wired_keys;
  /// Whom a key names, by `scoped(company, key)`.
  std::unordered_map<std::string, std::vector<ClientRef>> named;
  /// Opt-outs in force, by `scoped(account or company, key)`.
  std::unordered_map<std::string, Bar> bars;
  std::set<ClientRef> opted_out;  ///< who must be opted out in the store
  std::vector<UnreadMessage> unread;
  std::vector<UnstoredOptOut> unstored;
  /// First names that only one client has, in lower case, and the words that texts may say anyway.
  std::unordered_map<std::string, int> first_names;
  std::unordered_set<std::string> common_words;
  Seconds ahead{0};
  bool is_clock_trusted = true;

  [[nodiscard]] CompanyRow* company(CompanyId id);
  [[nodiscard]] ClientRow* client(const ClientRef& ref);
  [[nodiscard]] AccountRow* account(AccountId id);
};

// --- Persons -------------------------------------------------------------------------------------

[[nodiscard]] std::string key_of(const Identity& identity, CompanyId company);
[[nodiscard]] std::string key_of(PhoneNumber phone);
[[nodiscard]] std::string scoped(AccountId account, std::string_view key);
[[nodiscard]] std::string scoped(CompanyId company, std::string_view key);
/// The companies that send through the company's account, with itself.
[[nodiscard]] std::vector<CompanyId> companies_beside(const World& world, CompanyId company);
/// Client rows of those companies whom one of the keys names.
[[nodiscard]] std::set<ClientRef> named_by(const World& world,
                                           const std::vector<CompanyId>& companies,
                                           const std::vector<std::string>& keys);
/// Rows of the same company with the same number, with the client's own.
[[nodiscard]] std::vector<ClientRow*> sharers_of(World& world, const ClientRef& who);

// --- Findings ------------------------------------------------------------------------------------

class Findings {
public:
  void set_place(Instant at, std::size_t entry) {
    at_ = at;
    entry_ = entry;
  }
  /// At most one for each invariant and attempt.
  void add(std::string_view invariant, const AttemptId& attempt, std::string what);
  /// About no attempt: at most one for each invariant and subject.
  void add(std::string_view invariant, const std::string& subject, std::string what);
  [[nodiscard]] const std::vector<Violation>& all() const noexcept { return all_; }

private:
  void add_once(std::string key, std::string_view invariant, std::string what);

  Instant at_;
  std::size_t entry_ = 0;
  std::unordered_set<std::string> known_;
  std::vector<Violation> all_;
};

[[nodiscard]] std::string text_of(Instant at);
[[nodiscard]] std::string text_of(LocalDate date);
[[nodiscard]] std::string text_of_day(std::int64_t day);

// --- Keeping the facts ---------------------------------------------------------------------------

struct Place {
  Instant at;
  std::size_t entry = 0;
};
void note(World& world, const Place& place, const CompanyStated& stated);
void note(World& world, const Place& place, const ClientStated& stated);
void note(World& world, const Place& place, const IdentityStated& stated);
void note(World& world, const Place& place, const VisitStated& stated);
void note(World& world, const Place& place, const SlotsStated& stated);
void note(World& world, const Place& place, const Ordered& order);
void note(World& world, const Place& place, const EventGiven& given);
void note(World& world, const Place& place, const Swept& swept);
void note(World& world, const Place& place, const DayPlanned& day);
void note(World& world, const Wired& wired);
void note(World& world, const Answered& answered);
void note(World& world, const Crashed& crashed);
void note(World& world, const ClockSet& clock);

/// The attempts of one account that may be between permit and outcome at once.
[[nodiscard]] int concurrent_max_of(const Account& account);
/// Orders about accounts and attempts; those about persons are noted above.
void note_office(World& world, const Place& place, const Ordered& order);
/// The last hand-over of the attempt is proven unsent, or its outcome is not known.
void settle(World& world, AttemptNote& attempt, const AttemptId& id, SendOutcome outcome);

/// A person or the next visit has cleared whoever waited for somebody to look.
void clear_of_waiting(ClientRow& row);
void opt_out_by_row(World& world, const Place& place, const ClientRef& who);
/// Whoever is barred is barred under every name they get later, too.
void spread_bars(World& world, const Place& place, const ClientRef& who);

// --- Checks --------------------------------------------------------------------------------------

/// A message that left, with everything known at that moment.
struct Sent {
  World& world;
  Findings& findings;
  const Wired& wired;
  Instant at;  ///< of the wire
  CompanyRow& company;
  ClientRow& client;
  ClientRef who;
  bool is_forced = false;
  /// Whether the company's settings and rules are those that the permit was decided from.
  bool are_rules_settled = true;

  void report(std::string_view invariant, std::string what) const {
    findings.add(invariant, wired.message.attempt_id, std::move(what));
  }
};

// With what was committed before the last look.
void check_opt_out(const Sent& sent);
void check_inbox(const Sent& sent);
void check_waits(const Sent& sent);
void check_gate(const Sent& sent);
void check_time(const Sent& sent);
void check_slots(const Sent& sent);
void check_eligibility(const Sent& sent);
void check_discount(const Sent& sent);
void check_content(const Sent& sent);
void check_identity(const Sent& sent);
// With every message that left before.
void check_uniqueness(const Sent& sent);
void check_cadence(const Sent& sent);
void check_limits(const Sent& sent);
void check_permit_age(const Sent& sent);

void check_plan(World& world, Findings& findings, const Place& place, const DayPlanned& day);
void check_audit(World& world, Findings& findings, const Place& place, const Audited& audited);

/// The words of a UTF-8 text in lower case; nothing when it is not UTF-8.
[[nodiscard]] std::optional<std::vector<std::string>> words_of(std::string_view text);
/// The name as a word that only a person would be called by, else nothing.
[[nodiscard]] std::optional<std::string> usable_first_name(std::string_view name);

}  // namespace reactivation::simulation::oracle
