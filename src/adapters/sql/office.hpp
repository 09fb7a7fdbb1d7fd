// What people decide and ask. Private.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "reactivation/ports/dialogue_memory.hpp"
#include "reactivation/ports/office.hpp"
#include "session.hpp"

namespace reactivation::sql {

void check_account(Session& session, AccountId account);
/// An event of an account stands with each of its companies.
void append_for_companies(Session& session, AccountId account, std::string_view kind, Instant at,
                          std::string_view why);
void write_armed(Session& session, AccountId account, std::string_view here, Instant at);
void write_acknowledged(Session& session, AccountId account, Acknowledgement what, Instant at);
void write_disarmed(Session& session, AccountId account, std::string_view why, Instant at);
void write_confirmed(Session& session, AccountId account, Instant at);
void write_signal(Session& session, AccountId account, const AccountSignal& signal);
/// An alert that stands for an account.
struct StandingAlert {
  AccountId account_id;
  Alert alert;
};
/// Those that the governor finds now and that were not told lately.
[[nodiscard]] std::vector<StandingAlert> read_account_alerts(Session& session, Instant now);
/// Those among them that nobody else has told meanwhile; each with its event.
[[nodiscard]] std::vector<Alert> write_account_alerts(Session& session,
                                                      const std::vector<StandingAlert>& standing,
                                                      Instant now);
void write_stopped(Session& session, std::string_view why, Instant at);

/// `errc::not_found` when the company has no such client.
void check_client(Session& session, const PersonKey& who);
/// An event about a client: what somebody asked about them, or did.
void append_about(Session& session, const PersonKey& who, std::string_view kind, Instant at);
void write_identity(Session& session, const PersonKey& who, const Identity& identity);
[[nodiscard]] std::vector<Offer> read_offers(Session& session, CompanyId company,
                                             std::optional<ClientId> client,
                                             std::optional<PhoneNumber> phone, Instant at);
[[nodiscard]] std::string read_person_document(Session& session, const PersonKey& who);
void erase_client(Session& session, const PersonKey& who, Instant at);
[[nodiscard]] CampaignStats read_stats(Session& session, CompanyId company, const Period& period);

[[nodiscard]] std::optional<Dialogue> read_dialogue(Session& session, CompanyId company,
                                                    ClientId client);
void write_dialogue(Session& session, const Dialogue& dialogue);

}  // namespace reactivation::sql
