// Clients, visits and attempts of one company as the planner wants them. Private.
#pragma once

#include <map>
#include <string>
#include <unordered_set>
#include <vector>

#include "reactivation/core/snapshot.hpp"
#include "session.hpp"

namespace reactivation::sql {

/// Reads rows of `clients` whose columns are those of `columns`.
class ClientReader {
public:
  /// In the order in which this class reads them; the table is called k.
#define REACTIVATION_CLIENT_COLUMNS                                                           \
  " k.id, k.phone, k.reactivation_phone_status, k.loyalty_level, k.visit_count,"              \
  " k.total_spent, k.reactivation_opt_out, k.reactivation_consent, k.last_reactivation_sent," \
  " k.reactivation_paused_until, k.reactivation_needs_person,"                                \
  " k.reactivation_has_chat_history, k.reactivation_timezone, k.reactivation_visit_count,"    \
  " k.reactivation_spent_minor, k.reactivation_preferred_staff_id"
  static constexpr int columns = 16;

  /// For everybody: all numbers that opted out are loaded at once.
  ClientReader(Session& session, const Company& company);
  /// For few: they are looked up one by one.
  ClientReader(Session& session, const Company& company, OptOutScope opt_outs);

  /// Everything but texts; allocates nothing.
  void read(const Rows& row, Client& client);
  [[nodiscard]] std::vector<TimeZone> take_zones() { return std::move(zones_); }

private:
  [[nodiscard]] std::optional<std::uint16_t> zone_index(std::string_view name);
  [[nodiscard]] bool is_suppressed(PhoneNumber phone);
  void load_opted_out();
  void add_phones_of_other_companies();

  Session& session_;
  CompanyId company_;
  std::optional<OptOutScope> one_by_one_;
  double minor_units_;
  std::unordered_set<std::uint64_t> suppressed_;
  std::unordered_set<std::string> hashes_;  ///< of persons who were erased
  std::vector<TimeZone> zones_;
  std::map<std::string, std::uint16_t, std::less<>> zone_indexes_;
};

/// A row of `bookings` with the columns client_id, datetime, status, service_ids, staff_id,
/// cost_minor, reactivation_time_known, id, created_at. False when it is no visit at all.
[[nodiscard]] bool read_visit(const Rows& row, const TimeZone& zone, Visit& visit,
                              std::vector<std::int64_t>& ids);

/// A row with the columns of `REACTIVATION_ATTEMPT_COLUMNS`; the table is called a. None when the
/// row makes no sense.
#define REACTIVATION_ATTEMPT_COLUMNS                                                        \
  " a.id, a.client_id, a.service_id, a.cycle_key, a.attempt_number, a.state, a.not_before," \
  " a.not_after, a.sent_at, a.discount_percent, a.reply_type, a.response_received_at,"      \
  " a.completion_reason"
[[nodiscard]] std::optional<Attempt> read_attempt(const Rows& row);

}  // namespace reactivation::sql
