// Columns that own their memory: what a store or a document fills, row by row.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "reactivation/core/columns.hpp"
#include "reactivation/core/snapshot.hpp"

namespace reactivation {

struct ClientTable {
  std::vector<std::int64_t> id;
  std::vector<std::uint64_t> phone;
  std::vector<PhoneStatus> phone_status;
  std::vector<LoyaltyLevel> loyalty_level;
  std::vector<std::int64_t> visit_count;
  std::vector<std::int64_t> total_spent_minor;
  std::vector<std::uint8_t> opt_out;
  std::vector<Consent> consent;
  std::vector<Instant> last_reactivation_sent;
  std::vector<Instant> paused_until;
  std::vector<std::uint8_t> needs_person;
  std::vector<std::uint8_t> has_chat_history;
  std::vector<std::int64_t> preferred_staff_id;
  std::vector<std::uint16_t> zone;

  void reserve(std::size_t rows);
  void add(const Client& client);
  [[nodiscard]] ClientColumns columns() const noexcept;

  friend bool operator==(const ClientTable&, const ClientTable&) = default;
};

struct VisitTable {
  std::vector<std::int64_t> client_id;
  std::vector<std::int64_t> service_id;
  std::vector<Instant> starts_at;
  std::vector<VisitStatus> status;
  std::vector<std::int64_t> staff_id;
  std::vector<std::int64_t> cost_minor;
  std::vector<std::uint8_t> is_time_known;

  void reserve(std::size_t rows);
  /// One row for each service of the visit (one row without a service when it has none); the first
  /// carries the cost.
  void add(const Visit& visit);
  /// A copy of one row.
  void add(const VisitColumns& visits, std::size_t row);
  [[nodiscard]] VisitColumns columns() const noexcept;

  friend bool operator==(const VisitTable&, const VisitTable&) = default;
};

struct HistoryTable {
  std::vector<std::int64_t> client_id;
  std::vector<std::int64_t> service_id;
  std::vector<Instant> last_visit_at;
  std::vector<std::int64_t> times;

  void add(ClientId client, ServiceId service, Instant last_visit_at, std::int64_t times);
  [[nodiscard]] HistoryColumns columns() const noexcept;

  friend bool operator==(const HistoryTable&, const HistoryTable&) = default;
};

/// Joins records of one visit: those with the same id, and those without an id at the same client
/// and instant. Of contradicting statuses completed wins, then booked, no_show, cancelled; then the
/// later instant, the larger cost, the smaller staff id. In order of client, instant, id.
[[nodiscard]] std::vector<Visit> merged_visits(std::span<const Visit> visits);

}  // namespace reactivation
