// The planner's input as columns: pointer and length, nothing copied, nothing owned.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

#include "reactivation/core/client.hpp"
#include "reactivation/core/phone.hpp"
#include "reactivation/core/time.hpp"
#include "reactivation/core/visit.hpp"

namespace reactivation {

template <class T>
using Column = std::span<const T>;

/// In a column of amounts or counts: not known.
inline constexpr std::int64_t absent_amount = std::numeric_limits<std::int64_t>::min();

/// One row a client. Every column has as many rows as `id`, or none at all: then every client has
/// the default named behind it. Instants use `no_instant` for "none".
struct ClientColumns {
  Column<std::int64_t> id;                  ///< required, positive, distinct, in any order
  Column<std::uint64_t> phone;              ///< E.164 digits, 0 = none [0]
  Column<PhoneStatus> phone_status;         ///< [by the phone's shape]
  Column<LoyaltyLevel> loyalty_level;       ///< [unknown]
  Column<std::int64_t> visit_count;         ///< or absent_amount [counted from the visits]
  Column<std::int64_t> total_spent_minor;   ///< or absent_amount [summed over the visits]
  Column<std::uint8_t> opt_out;             ///< 0 or 1 [0]
  Column<Consent> consent;                  ///< [unknown]
  Column<Instant> last_reactivation_sent;   ///< [none]
  Column<Instant> paused_until;             ///< [none]
  Column<std::uint8_t> needs_person;        ///< 0 or 1 [0]
  Column<std::uint8_t> has_chat_history;    ///< 0 or 1 [0]
  Column<std::int64_t> preferred_staff_id;  ///< [0 = by the visits]
  Column<std::uint16_t> zone;               ///< index into the input's client_zones, or no_zone

  static constexpr std::uint16_t no_zone = 0xFFFF;
  [[nodiscard]] std::size_t size() const noexcept { return id.size(); }
};

/// One row for each service of a visit, in any order; rows of one client at one instant are one
/// visit, and a row's cost is its own share of it. Grouped in the order of the clients they are
/// planned without sorting. Rows of clients or services that are not in the input are left out.
struct VisitColumns {
  Column<std::int64_t> client_id;      ///< required
  Column<std::int64_t> service_id;     ///< required; 0 = a visit without a service
  Column<Instant> starts_at;           ///< required
  Column<VisitStatus> status;          ///< [completed]
  Column<std::int64_t> staff_id;       ///< [0 = not known]
  Column<std::int64_t> cost_minor;     ///< [0]
  Column<std::uint8_t> is_time_known;  ///< [1]

  [[nodiscard]] std::size_t size() const noexcept { return client_id.size(); }
};

/// Completed visits already summed up by a store (`reactivation_client_services`): one row for each
/// client and service, grouped by client. Visits given beside them must not be among those summed.
struct HistoryColumns {
  Column<std::int64_t> client_id;
  Column<std::int64_t> service_id;
  Column<Instant> last_visit_at;  ///< the last completed visit with that service
  Column<std::int64_t> times;     ///< completed visits with that service

  [[nodiscard]] std::size_t size() const noexcept { return client_id.size(); }
};

/// Two rows that may not stand beside each other: what they say together would be half unread.
struct ColumnFault {
  enum class Kind : std::uint8_t {
    client_twice,   ///< two rows of `ClientColumns` have one id
    history_apart,  ///< rows of one client in `HistoryColumns`, and between them another's
  };
  std::size_t first_row = 0;
  Kind kind = Kind::client_twice;
  std::size_t row = 0;  ///< the later one

  friend bool operator==(const ColumnFault&, const ColumnFault&) noexcept = default;
};

}  // namespace reactivation
