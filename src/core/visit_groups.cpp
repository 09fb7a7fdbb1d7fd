#include "visit_groups.hpp"

#include <algorithm>

namespace reactivation::detail {

VisitGroups::VisitGroups(const VisitColumns& visits, const FlatIndex& services,
                         const ClientColumns& clients, const FlatIndex& clients_by_id)
    : visits_(visits), services_(services) {
  if (visits.size() == 0) return;
  is_grouped_ = find_groups(clients, clients_by_id);
  if (!is_grouped_) pack(clients_by_id, clients.size());
}

/// Notes where each client's run begins and ends; false when some client has two runs.
bool VisitGroups::find_groups(const ClientColumns& clients, const FlatIndex& clients_by_id) {
  begin_.assign(clients.size(), 0);
  end_.assign(clients.size(), 0);
  const Column<std::int64_t> ids = visits_.client_id;
  std::uint32_t row = no_row;
  for (std::size_t first = 0; first < ids.size();) {
    std::size_t last = first + 1;
    while (last < ids.size() && ids[last] == ids[first]) ++last;
    // Most often the visits follow the order of the clients.
    const std::size_t next = row == no_row ? 0 : std::size_t{row} + 1;
    const bool is_next = next < clients.size() && clients.id[next] == ids[first];
    const std::uint32_t found =
        is_next ? static_cast<std::uint32_t>(next) : clients_by_id.find(ids[first]);
    if (found != no_row) {
      if (end_[found] != 0) return false;
      begin_[found] = static_cast<std::uint32_t>(first);
      end_[found] = static_cast<std::uint32_t>(last);
      row = found;
    }
    first = last;
  }
  return true;
}

void VisitGroups::pack(const FlatIndex& clients_by_id, std::size_t clients) {
  end_ = {};
  begin_.assign(clients + 2, 0);
  for (const std::int64_t id : visits_.client_id) {
    const std::uint32_t row = clients_by_id.find(id);
    if (row != no_row) ++begin_[row + 2];
  }
  for (std::size_t i = 2; i < begin_.size(); ++i) begin_[i] += begin_[i - 1];
  packed_.resize(begin_.back());
  for (std::size_t i = 0; i < visits_.size(); ++i) {
    const std::uint32_t row = clients_by_id.find(visits_.client_id[i]);
    if (row == no_row) continue;
    const std::uint32_t service = services_.find(visits_.service_id[i]);
    const auto status = static_cast<std::uint64_t>(
        visits_.status.empty() ? VisitStatus::completed : visits_.status[i]);
    const Instant at = std::clamp(visits_.starts_at[i], min_instant, max_instant);
    packed_[begin_[row + 1]++] =
        std::uint64_t{std::min(service, packed_no_service)} << service_shift |
        status << time_bits | static_cast<std::uint64_t>(at.time_since_epoch().count());
  }
}

}  // namespace reactivation::detail
