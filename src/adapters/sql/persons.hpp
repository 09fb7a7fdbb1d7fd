// Persons: who is meant by an identity, and their opt-outs. Private.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "reactivation/ports/inbox.hpp"
#include "session.hpp"

namespace reactivation::sql {

[[nodiscard]] std::string_view word_of(IdentityKind kind) noexcept;

/// The file's own hash of an identity, as an erased person's opt-out is remembered.
[[nodiscard]] std::string hash_of(Session& session, std::string_view kind, std::string_view value);

/// True when the number or the code is remembered as opted out for the company.
[[nodiscard]] bool is_suppressed(Session& session, CompanyId company, std::string_view kind,
                                 std::string_view value);

[[nodiscard]] OptOutScope read_opt_out_scope(Session& session, CompanyId company);
struct OptOutPlace {
  CompanyId company_id;
  OptOutScope scope;
};
[[nodiscard]] bool is_suppressed(Session& session, const OptOutPlace& place, std::string_view kind,
                                 std::string_view value);
/// The same for a number, and whether somebody has opted out with it at another company of the
/// account.
[[nodiscard]] bool is_phone_suppressed(Session& session, const OptOutPlace& place,
                                       std::string_view number);

/// The flag as this store writes it: 1 a person's question, 2 an unread message. Whatever else a
/// host has put there counts as a question.
#define REACTIVATION_OWN_FLAGS(table)                                  \
  "(typeof(" table "reactivation_needs_person) = 'integer' AND " table \
  "reactivation_needs_person BETWEEN 0 AND 3)"

/// A client row that belongs to the person.
struct PersonRow {
  CompanyId company_id;
  ClientId client_id;
};
/// Where a person is looked for, and by what.
struct PersonQuestion {
  AccountId account_id;  ///< unset: the company alone
  CompanyId company_id;  ///< external codes are looked for here alone
  std::vector<Identity> identities;
};
/// Everybody whom one of the identities names, and then whom their own identities name. The
/// question ends with all identities found.
[[nodiscard]] std::vector<PersonRow> find_person_rows(Session& session, PersonQuestion& question);
[[nodiscard]] std::vector<Identity> identities_of(Session& session, const PersonRow& row);
/// Those that do not stand in the client's own row.
void add_further_identities(Session& session, const PersonRow& row,
                            std::vector<Identity>& identities);
[[nodiscard]] AccountId account_of(Session& session, CompanyId company);

/// The person as decisions about them look at it.
[[nodiscard]] Person read_person(Session& session, const std::vector<PersonRow>& rows);

struct OptOutOf {
  CompanyId company_id;
  std::int64_t client_id;
  std::string_view reason;
  std::optional<Instant> at;
};
/// By the company's own people or files: everybody of the company with one of the client's
/// identities. True when the client was not opted out before.
bool opt_out_client(Session& session, const OptOutOf& opt_out);

struct PersonOptOut {
  std::vector<PersonRow> rows;
  std::vector<Identity> identities;
  AccountId account_id;  ///< unset: it holds in the rows' companies alone
  CompanyId company_id;  ///< of the event, when no client is known
  std::string_view reason;
  std::optional<Instant> at;
};
/// Remembers every identity, marks every row, ends every campaign and cancels what waits. Returns
/// the attempts that are leaving at this moment.
std::vector<AttemptId> opt_out_person(Session& session, const PersonOptOut& opt_out);

/// The one way back, audited by its event: the client's row and what is remembered of it.
void opt_in_client(Session& session, const PersonRow& row);

}  // namespace reactivation::sql
