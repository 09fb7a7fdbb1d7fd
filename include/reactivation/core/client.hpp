// Client: a person as one company knows them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "reactivation/core/company.hpp"
#include "reactivation/core/ids.hpp"
#include "reactivation/core/phone.hpp"
#include "reactivation/core/time.hpp"

namespace reactivation {

enum class LoyaltyLevel : std::uint8_t { unknown, fresh, bronze, silver, gold, vip };
enum class Consent : std::uint8_t { unknown, granted, denied };

struct Client {
  ClientId id;
  PhoneNumber phone;
  PhoneStatus phone_status = PhoneStatus::missing;
  std::string name;
  std::optional<Language> locale;  ///< absent: the company's
  /// Index into `Snapshot::client_zones`; absent: the company's zone.
  std::optional<std::uint16_t> zone;
  std::optional<std::int64_t> visit_count;  ///< absent: counted from the visits
  LoyaltyLevel loyalty_level = LoyaltyLevel::unknown;
  std::optional<std::int64_t> total_spent_minor;  ///< absent: summed over the visits
  bool reactivation_opt_out = false;
  Consent consent = Consent::unknown;
  std::optional<Instant> last_reactivation_sent;
  std::optional<Instant> paused_until;
  bool needs_person = false;  ///< an unprocessed or unclear reply waits for somebody
  bool has_chat_history = false;
  StaffId preferred_staff_id;  ///< asked for twice, so it is the favourite; unset: by the visits
};

}  // namespace reactivation
