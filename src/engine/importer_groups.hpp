// Private: rows of one record that stand anywhere in a file, joined in little memory.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace reactivation::importing {

/// Which keys a file has more than once, from 8 bytes a row. Two keys of one hash (once in 10^12
/// pairs of a large file) only make a record wait for the end of the file.
class RepeatedKeys {
public:
  void add(std::string_view key) { hashes_.push_back(hash_of(key)); }
  /// Behind the last key.
  void seal() {
    std::sort(hashes_.begin(), hashes_.end());
    for (std::size_t from = 0; from < hashes_.size();) {
      std::size_t to = from + 1;
      while (to < hashes_.size() && hashes_[to] == hashes_[from]) ++to;
      if (to - from > 1) counts_.emplace(hashes_[from], to - from);
      from = to;
    }
    hashes_ = {};
  }
  [[nodiscard]] std::size_t count_of(std::string_view key) const {
    const auto found = counts_.find(hash_of(key));
    return found == counts_.end() ? 1 : found->second;
  }

private:
  /// FNV-1a with a final mix.
  [[nodiscard]] static std::uint64_t hash_of(std::string_view key) noexcept {
    std::uint64_t hash = 0xcbf29ce484222325ULL;
    for (const char c : key) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    hash ^= hash >> 32;
    hash *= 0xd6e8feb86659fd93ULL;
    return hash ^ hash >> 32;
  }

  std::vector<std::uint64_t> hashes_;
  std::unordered_map<std::uint64_t, std::size_t> counts_;
};

/// Joins rows to groups; a group is handed out with its last row. `Group` has `add(Row)` and
/// `rows`.
template <class Group>
class OpenGroups {
public:
  explicit OpenGroups(RepeatedKeys keys) : keys_(std::move(keys)) {}

  template <class Row>
  [[nodiscard]] std::optional<Group> add(const std::string& key, Row row) {
    const std::size_t expected = keys_.count_of(key);
    if (expected == 1) {
      Group group;
      group.add(std::move(row));
      return group;
    }
    const auto [at, is_new] = open_.try_emplace(key);
    Group& group = at->second;
    group.add(std::move(row));
    if (static_cast<std::size_t>(group.rows) < expected) return std::nullopt;
    std::optional<Group> whole(std::move(group));
    open_.erase(at);
    return whole;
  }
  /// Groups that still wait at the end of the file, in the order of their first rows.
  [[nodiscard]] std::vector<Group> rest() {
    std::vector<Group> out;
    for (auto& [key, group] : open_) out.push_back(std::move(group));
    open_.clear();
    std::sort(out.begin(), out.end(),
              [](const Group& a, const Group& b) { return a.line < b.line; });
    return out;
  }

private:
  RepeatedKeys keys_;
  std::unordered_map<std::string, Group> open_;
};

}  // namespace reactivation::importing
