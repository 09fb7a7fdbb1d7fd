// Port: what people decide about accounts and persons, and what they ask. Every decision writes one
// event. Threads: one call at a time for each store.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reactivation/core/account_signal.hpp"
#include "reactivation/core/error.hpp"
#include "reactivation/core/identity.hpp"
#include "reactivation/core/permit.hpp"
#include "reactivation/core/slot_ranking.hpp"
#include "reactivation/ports/inbox.hpp"

namespace reactivation {

/// What a client was promised, for the desk.
struct Offer {
  AttemptId attempt_id;
  ClientId client_id;
  ServiceId service_id;
  Instant sent_at;
  LocalDate valid_until;  ///< inclusive, in the company's zone
  int discount_percent = 0;
  std::vector<OfferedSlot> slots;
  std::string text;
};

/// Counts of a period, by the instant of the send, [from, until).
struct CampaignCounts {
  std::int64_t sent = 0;
  std::int64_t uncertain = 0;
  std::int64_t delivered = 0;  ///< or read, as far as the messenger tells
  std::int64_t responses = 0;  ///< of people; silence is none
  std::int64_t positive = 0;
  std::int64_t bookings = 0;
  std::int64_t opt_outs = 0;
  std::int64_t silent = 0;   ///< the deadline has passed without a word
  std::int64_t waiting = 0;  ///< for their deadline
};
struct AttemptCounts {
  int attempt_number = 1;
  CampaignCounts counts;
};
struct CampaignStats {
  CampaignCounts all;
  std::vector<AttemptCounts> by_attempt;  ///< ascending
};

struct Period {
  Instant from;
  Instant until;  ///< exclusive
};

class Office {
public:
  virtual ~Office() = default;

  // --- Accounts ---------------------------------------------------------------------------------
  [[nodiscard]] virtual result<AccountId> find_account(CompanyId company) = 0;
  /// Sends to people become possible on the installation named `here`, and only there.
  [[nodiscard]] virtual result<void> arm(AccountId account, std::string_view here, Instant at) = 0;
  /// Somebody has said that they know; remembered with the arming, until it ends or moves to
  /// another installation. `errc::invalid_argument` for an account that is not armed.
  [[nodiscard]] virtual result<void> acknowledge(AccountId account, Acknowledgement what,
                                                 Instant at) = 0;
  [[nodiscard]] virtual result<void> disarm(AccountId account, std::string_view why,
                                            Instant at) = 0;
  /// A person has looked after a ban or a stop, which end; after a ban the account starts again
  /// from the bottom. A pause with an end of its own (`Account::paused_until`) goes on.
  [[nodiscard]] virtual result<void> confirm(AccountId account, Instant at) = 0;
  /// Every account of the store stops at once; each starts again by `confirm`.
  [[nodiscard]] virtual result<void> stop_everything(std::string_view why, Instant at) = 0;
  /// What the messenger says about the account. A ban stops it at once, until a person confirms;
  /// the rest is for the governor. The same signal again changes nothing.
  [[nodiscard]] virtual result<void> record_signal(AccountId account,
                                                   const AccountSignal& signal) = 0;
  /// What the governor finds by itself (`alerts_of`), one alert for each account and kind, of the
  /// account's first company. Remembered as told with the same write: until a day is over
  /// (`account_alert_again`) the answer names it no more, to nobody. Of accounts without a governor
  /// nothing.
  [[nodiscard]] virtual result<std::vector<Alert>> take_account_alerts(Instant now) = 0;
  [[nodiscard]] virtual result<AccountGate> load_gate(AccountId account, std::string_view here) = 0;

  // --- Persons ----------------------------------------------------------------------------------
  /// Remembers that the client is also known by this identity.
  [[nodiscard]] virtual result<void> add_identity(const PersonKey& who,
                                                  const Identity& identity) = 0;
  /// Offers of the company that hold at `at`, latest first, by client or by phone.
  [[nodiscard]] virtual result<std::vector<Offer>> find_offers(CompanyId company,
                                                               std::optional<ClientId> client,
                                                               std::optional<PhoneNumber> phone,
                                                               Instant at) = 0;
  /// Everything that is stored about the client, as one JSON document.
  [[nodiscard]] virtual result<std::string> export_person(const PersonKey& who, Instant at) = 0;
  /// Removes name, identities, texts and messages of the client; what remains is counted without a
  /// name, and an opt-out as a hash of each identity, so that it holds if they come back.
  [[nodiscard]] virtual result<void> erase_person(const PersonKey& who, Instant at) = 0;

  [[nodiscard]] virtual result<CampaignStats> load_stats(CompanyId company,
                                                         const Period& period) = 0;
};

}  // namespace reactivation
