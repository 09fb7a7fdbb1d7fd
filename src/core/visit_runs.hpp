// Private: the visits of one client after another. Columns grouped in the order of the clients are
// read where they lie; others are packed into 8 bytes a visit and sorted part by part, so that a
// part fits into the processor's cache.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <span>
#include <vector>

#include "flat_index.hpp"
#include "reactivation/core/columns.hpp"

namespace reactivation::detail {

struct SeenVisit {
  std::uint32_t service;  ///< row of a service that clients are reminded of, or `no_row`
  VisitStatus status;
  Instant at;
};

/// A stretch of the columns.
class ColumnRun {
public:
  ColumnRun(const VisitColumns& visits, const FlatIndex& services, std::size_t begin,
            std::size_t end)
      : visits_(visits), services_(services), begin_(begin), end_(end) {}

  [[nodiscard]] std::size_t size() const noexcept { return end_ - begin_; }
  [[nodiscard]] SeenVisit operator[](std::size_t i) const noexcept {
    const std::size_t at = begin_ + i;
    return {services_.find(visits_.service_id[at]),
            visits_.status.empty() ? VisitStatus::completed : visits_.status[at],
            std::clamp(visits_.starts_at[at], min_instant, max_instant)};
  }

private:
  const VisitColumns& visits_;
  const FlatIndex& services_;
  std::size_t begin_;
  std::size_t end_;
};

/// How a visit stands in 64 bits: client within the part, service, status, seconds since 1970.
struct PackedLayout {
  static constexpr int time_bits = 34;  // past the year 2200
  static constexpr int status_bits = 2;
  static constexpr int service_shift = time_bits + status_bits;
  int service_bits;
  int client_bits;

  explicit PackedLayout(std::size_t services)
      : service_bits(static_cast<int>(std::bit_width(services + 1))),
        client_bits(std::min(12, 64 - service_shift - service_bits)) {}

  [[nodiscard]] std::uint64_t pack(std::uint64_t client, const SeenVisit& visit) const noexcept {
    const std::uint64_t no_service = (std::uint64_t{1} << service_bits) - 1;
    const std::uint64_t service = visit.service == no_row ? no_service : visit.service;
    // Two bits: a number that is no status must not spill into the service.
    const auto status = static_cast<std::uint64_t>(std::min(visit.status, VisitStatus::no_show));
    const auto seconds = std::clamp(visit.at, min_instant, max_instant).time_since_epoch().count();
    return client << (service_shift + service_bits) | service << service_shift |
           status << time_bits | static_cast<std::uint64_t>(seconds);
  }
  [[nodiscard]] std::size_t client_of(std::uint64_t word) const noexcept {
    return static_cast<std::size_t>(word >> (service_shift + service_bits));
  }
  [[nodiscard]] SeenVisit visit_of(std::uint64_t word) const noexcept {
    const std::uint64_t no_service = (std::uint64_t{1} << service_bits) - 1;
    const std::uint64_t service = word >> service_shift & no_service;
    const auto seconds = static_cast<std::int64_t>(word & ((std::uint64_t{1} << time_bits) - 1));
    return {service == no_service ? no_row : static_cast<std::uint32_t>(service),
            static_cast<VisitStatus>(word >> time_bits & 3u), Instant{Seconds{seconds}}};
  }
};

class PackedRun {
public:
  PackedRun(std::span<const std::uint64_t> words, const PackedLayout& layout)
      : words_(words), layout_(layout) {}

  [[nodiscard]] std::size_t size() const noexcept { return words_.size(); }
  [[nodiscard]] SeenVisit operator[](std::size_t i) const noexcept {
    return layout_.visit_of(words_[i]);
  }

private:
  std::span<const std::uint64_t> words_;
  PackedLayout layout_;
};

/// Visits in any order, dealt out into parts of neighbouring clients.
class VisitParts {
public:
  VisitParts(const VisitColumns& visits, const FlatIndex& services, std::size_t service_count,
             const FlatIndex& clients_by_id);

  /// Calls `use(client row, PackedRun)` once for every client that the index knows.
  template <class Use>
  void for_each_client(Use use) {
    std::vector<std::uint64_t> sorted;
    std::vector<std::uint32_t> ends;
    for (std::size_t part = 0; part < parts_.size(); ++part) {
      sort_part(part, sorted, ends);
      const std::size_t first = part << layout_.client_bits;
      std::uint32_t begin = 0;
      for (std::size_t client = 0; client + 1 < ends.size(); ++client) {
        const std::uint32_t end = ends[client];
        const std::uint32_t row = clients_by_id_.row_at(first + client);
        if (row != no_row) {
          use(row, PackedRun({sorted.data() + begin, sorted.data() + end}, layout_));
        }
        begin = end;
      }
    }
  }

private:
  static constexpr std::size_t chunk_words = 512;
  static constexpr std::uint32_t no_chunk = 0xFFFFFFFF;

  /// The visits of neighbouring clients: a chain of chunks, the last one filled up to `fill`.
  struct Part {
    std::uint32_t last_chunk = no_chunk;
    std::uint32_t fill = chunk_words;
    std::uint32_t words = 0;
  };

  void add(std::size_t place, const SeenVisit& visit);
  void sort_part(std::size_t part, std::vector<std::uint64_t>& sorted,
                 std::vector<std::uint32_t>& ends) const;
  template <class Use>
  void for_each_word(const Part& part, Use use) const;

  const FlatIndex& clients_by_id_;
  PackedLayout layout_;
  std::vector<Part> parts_;
  std::vector<std::uint64_t> words_;
  std::vector<std::uint32_t> previous_chunk_;
};

}  // namespace reactivation::detail
