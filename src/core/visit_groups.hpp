// Private: the visits of each client, found without copying when they come grouped, else packed
// into 8 bytes each by one counting sort.
#pragma once

#include <cstdint>
#include <vector>

#include "flat_index.hpp"
#include "reactivation/core/columns.hpp"

namespace reactivation::detail {

class VisitGroups {
public:
  VisitGroups(const VisitColumns& visits, const FlatIndex& services, const ClientColumns& clients,
              const FlatIndex& clients_by_id);

  /// Calls `use(service row or no_row, starts_at, status)` for every visit row of the client.
  template <class Use>
  void for_each(std::size_t client_row, Use use) const {
    if (begin_.empty()) return;
    if (is_grouped_) {
      for (std::uint32_t i = begin_[client_row]; i < end_[client_row]; ++i) {
        use(services_.find(visits_.service_id[i]), visits_.starts_at[i],
            visits_.status.empty() ? VisitStatus::completed : visits_.status[i]);
      }
      return;
    }
    for (std::uint32_t i = begin_[client_row]; i < begin_[client_row + 1]; ++i) {
      const std::uint64_t word = packed_[i];
      const auto service = static_cast<std::uint32_t>(word >> service_shift);
      use(service == packed_no_service ? no_row : service,
          Instant{Seconds{static_cast<std::int64_t>(word & time_mask)}},
          static_cast<VisitStatus>((word >> time_bits) & 3u));
    }
  }

private:
  static constexpr int time_bits = 34;  // seconds from 1970 past 2200
  static constexpr int service_shift = time_bits + 2;
  static constexpr std::uint64_t time_mask = (std::uint64_t{1} << time_bits) - 1;
  static constexpr std::uint32_t packed_no_service = (1u << (64 - service_shift)) - 1;

  bool find_groups(const ClientColumns& clients, const FlatIndex& clients_by_id);
  void pack(const FlatIndex& clients_by_id, std::size_t clients);

  const VisitColumns& visits_;
  const FlatIndex& services_;
  bool is_grouped_ = false;
  std::vector<std::uint32_t> begin_;
  std::vector<std::uint32_t> end_;     ///< grouped only
  std::vector<std::uint64_t> packed_;  ///< not grouped only: service, status, seconds
};

}  // namespace reactivation::detail
