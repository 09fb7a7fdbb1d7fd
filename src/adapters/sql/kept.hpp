// What a connection keeps between two readings, as long as nothing can have changed it. Private.
//
// Why nothing here can be old when a message is decided upon. A value is used only inside a
// transaction, after `refresh` or an equal `Stamp` in that transaction, and whoever changed what it
// was read from is one of these:
// - Another connection, of whatever program. Its commit changes `PRAGMA data_version`, which SQLite
//   answers from the snapshot that the transaction reads: what the transaction can see, it counts.
//   What is committed later is not in the snapshot either; a permit's transaction holds the write
//   lock, so nothing is committed later.
// - This connection. `sqlite3_total_changes64` counts each row, also those of triggers and foreign
//   keys. `Stamp` forgives nothing. `wide_writes` forgives the rows that a `Kind::message`
//   transaction names itself, and those are tables from which nothing here is read; the one that
//   is, the ledger, calls `ledger_changed`. A roll-back counts as a write.
// - Nobody, but time or the caller: `at` and `here` are a part of what is compared.
// Persons, with their opt-outs, pauses, bookings and attempts, are not kept at all: but for the
// second reading under an equal `Stamp` they are read from the tables every time.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "database.hpp"
#include "reactivation/core/permit.hpp"

namespace reactivation::sql {

/// An account as it is stored, without its sends and before the governor.
struct StoredAccount {
  Account account;
  bool is_governed = false;
};

/// What people decided about an account, for all installations.
struct StoredGate {
  std::optional<std::string> armed_for;
  bool awaits_confirmation = false;
  bool is_stopped = true;  ///< an account that is not there sends nothing
  Acknowledgements acknowledged;

  [[nodiscard]] AccountGate at(std::string_view here) const {
    const bool is_armed = !here.empty() && armed_for && *armed_for == here;
    return {is_armed, awaits_confirmation, is_stopped,
            is_armed ? acknowledged : Acknowledgements{}};
  }
};

/// Where an opt-out has to be looked for, besides the company's own list and the account's.
struct OptOutScope {
  bool has_hashes = true;    ///< of persons who were erased
  bool has_siblings = true;  ///< other companies send through the account
};

/// What is stored about a company apart from its clients, and about its account apart from what
/// was sent.
struct CompanyPart {
  Company company;
  AccountId account_id;
  std::optional<StoredAccount> account;
  StoredGate gate;
  OptOutScope opt_outs;
  Settings settings;
  std::vector<Service> services;
  std::vector<Staff> staff;
  std::vector<Rule> rules;
};

/// The last reading of a permit, and for whom it was made.
struct KeptReading {
  PermitState state;
  std::string here;
  Stamp stamp;
};

class Kept {
public:
  /// Inside a transaction, before any other method: forgets what may be old.
  void refresh(Database& database);
  [[nodiscard]] const CompanyPart* find(CompanyId company) const;
  const CompanyPart& keep(CompanyPart part);

  /// One counted send for each day of use before `today`, the newest first; null when not known.
  [[nodiscard]] const std::vector<Instant>* find_days(AccountId account, Instant today) const;
  const std::vector<Instant>& keep_days(AccountId account, Instant today,
                                        std::vector<Instant> days);
  /// To be called with every change of a row of the ledger in a transaction of the kind `message`.
  void ledger_changed(Instant sent_at);

  std::optional<KeptReading> reading;

private:
  struct DaysOfUse {
    Instant today;
    std::vector<Instant> days;
  };

  std::map<CompanyId, CompanyPart> companies_;
  std::map<AccountId, DaysOfUse> days_of_use_;
  std::int64_t foreign_commits_ = 0;
  std::int64_t wide_writes_ = 0;
};

}  // namespace reactivation::sql
