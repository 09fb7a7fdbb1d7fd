// Builds a Snapshot from a parsed document.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "parts.hpp"
#include "reactivation/core/snapshot.hpp"
#include "reactivation/ports/time_zone.hpp"

namespace reactivation::json {

/// The ids of one list, to find doubles and dangling references in time n log n, whatever the ids.
class IdIndex {
public:
  void add(std::int64_t id, std::size_t row) { rows_.emplace_back(id, row); }
  /// To be called once all are added; calls `on_double(row)` for every row that repeats an id.
  template <class OnDouble>
  void seal(OnDouble on_double);
  [[nodiscard]] std::optional<std::size_t> row_of(std::int64_t id) const noexcept;
  [[nodiscard]] bool contains(std::int64_t id) const noexcept { return row_of(id).has_value(); }

private:
  std::vector<std::pair<std::int64_t, std::size_t>> rows_;
};

/// Findings that a document may have by the thousand: counted, and reported once.
struct Tally {
  std::size_t count = 0;
  std::string first_place;

  void add(const Place& place) {
    if (count++ == 0) first_place = place.pointer();
  }
};

class SnapshotReader {
public:
  SnapshotReader(const Tape& tape, const TimeZoneSource& zones, IssueList& issues)
      : tape_(tape), zones_(zones), issues_(issues), context_{tape_, issues_, zone_} {}

  /// The snapshot; worth something only when no error was listed.
  [[nodiscard]] Snapshot read();

private:
  template <class Read>
  void each(const Fields& document, Key list, Read read);

  void read_company(const Fields& document);
  void read_company_zone(const Fields& company);
  void read_settings_and_account(const Fields& document);
  void read_services(const Fields& document);
  void read_staff(const Fields& document);
  void read_rules(const Fields& document);

  void read_clients(const Fields& document);
  void read_client(const Fields& fields, Client& client);
  void read_phone(const Fields& fields, Client& client);
  void read_client_zone(const Fields& fields, Client& client);
  std::optional<std::uint16_t> zone_index_of(std::string_view name);

  void read_visits(const Fields& document);
  void read_visit_services(const Fields& fields, Visit& visit);
  void read_visit_time(const Fields& fields, Visit& visit);
  void read_attempts(const Fields& document);
  void read_attempt(const Fields& fields, Attempt& attempt);
  void keep_attempt(const Fields& fields, Attempt attempt);
  void read_attempt_id(const Fields& fields, Attempt& attempt);
  void list_double_attempts();
  void read_slots(const Fields& document);
  void read_slot_time(const Fields& fields, Slot& slot);
  void read_discounts(const Fields& document);

  void note_offset(const ReadTime& time, const Place& place);
  void report(const Tally& tally, std::string_view code, std::string_view what);
  void report_tallies();

  const Tape& tape_;
  const TimeZoneSource& zones_;
  IssueList& issues_;
  TimeZone zone_ = TimeZone::utc();  ///< the company's; UTC stands in for an unknown one
  Context context_;
  Snapshot snapshot_;
  IdIndex services_;
  IdIndex staff_;
  IdIndex clients_;
  std::map<std::string, std::optional<std::uint16_t>, std::less<>> zone_indices_;
  std::size_t unknown_zone_names_ = 0;

  Tally bad_phones_;
  Tally unknown_client_zones_;
  Tally unknown_locales_;
  Tally unknown_loyalty_levels_;
  Tally rules_without_service_;
  Tally visits_without_client_;
  Tally visits_with_lost_service_;
  Tally visits_with_lost_staff_;
  Tally attempts_without_client_;
  Tally attempts_without_service_;
  Tally slots_without_service_;
  Tally slots_without_staff_;
  Tally slots_with_bad_duration_;
  Tally odd_offsets_;
};

template <class OnDouble>
void IdIndex::seal(OnDouble on_double) {
  std::sort(rows_.begin(), rows_.end());
  for (std::size_t i = 1; i < rows_.size(); ++i) {
    if (rows_[i].first == rows_[i - 1].first) on_double(rows_[i].second);
  }
}

template <class Read>
void SnapshotReader::each(const Fields& document, Key list, Read read) {
  const auto array = document.array(list);
  if (!array) return;
  const Place place = document.place_of(list);
  for_each_element(tape_, *array, [&](NodeIndex node, std::size_t index) {
    read(node, Place{&place, {}, index});
  });
}

}  // namespace reactivation::json
