#include "visit_runs.hpp"

#include <algorithm>
#include <array>

namespace reactivation::detail {

VisitParts::VisitParts(const VisitColumns& visits, const FlatIndex& services,
                       std::size_t service_count, const FlatIndex& clients_by_id)
    : clients_by_id_(clients_by_id), layout_(service_count) {
  parts_.resize((clients_by_id.places() >> layout_.client_bits) + 1);
  words_.reserve(visits.size() + (parts_.size() + 1) * chunk_words);
  // A lookup waits for memory; a block of them waits once.
  constexpr std::size_t block = 32;
  std::array<std::size_t, block> places{};
  for (std::size_t first = 0; first < visits.size(); first += block) {
    const std::size_t count = std::min(block, visits.size() - first);
    clients_by_id.find_places(visits.client_id.subspan(first, count), places.data());
    const ColumnRun run(visits, services, first, first + count);
    for (std::size_t i = 0; i < count; ++i) {
      if (places[i] != FlatIndex::no_place) add(places[i], run[i]);
    }
  }
}

void VisitParts::add(std::size_t place, const SeenVisit& visit) {
  Part& part = parts_[place >> layout_.client_bits];
  if (part.fill == chunk_words) {
    previous_chunk_.push_back(part.last_chunk);
    part.last_chunk = static_cast<std::uint32_t>(previous_chunk_.size() - 1);
    part.fill = 0;
    words_.resize(words_.size() + chunk_words);
  }
  const std::size_t client = place & ((std::size_t{1} << layout_.client_bits) - 1);
  words_[part.last_chunk * chunk_words + part.fill++] = layout_.pack(client, visit);
  ++part.words;
}

template <class Use>
void VisitParts::for_each_word(const Part& part, Use use) const {
  std::size_t count = part.fill;
  for (std::uint32_t chunk = part.last_chunk; chunk != no_chunk; chunk = previous_chunk_[chunk]) {
    const std::uint64_t* words = words_.data() + chunk * chunk_words;
    for (std::size_t i = 0; i < count; ++i) use(words[i]);
    count = chunk_words;
  }
}

/// `ends[c]` becomes the end of client c's words in `sorted`.
void VisitParts::sort_part(std::size_t number, std::vector<std::uint64_t>& sorted,
                           std::vector<std::uint32_t>& ends) const {
  const Part& part = parts_[number];
  ends.assign((std::size_t{1} << layout_.client_bits) + 1, 0);
  sorted.resize(std::max<std::size_t>(sorted.size(), part.words));
  for_each_word(part, [&](std::uint64_t word) { ++ends[layout_.client_of(word) + 1]; });
  for (std::size_t i = 1; i < ends.size(); ++i) ends[i] += ends[i - 1];
  for_each_word(part, [&](std::uint64_t word) { sorted[ends[layout_.client_of(word)]++] = word; });
}

}  // namespace reactivation::detail
