#include "keys.hpp"

#include <algorithm>
#include <array>

namespace reactivation::json {
namespace {

constexpr std::array<std::string_view, key_count> names{
#define REACTIVATION_JSON_KEY(name) #name,
    REACTIVATION_JSON_KEYS(REACTIVATION_JSON_KEY)
#undef REACTIVATION_JSON_KEY
};

constexpr bool is_shorter(std::string_view a, std::string_view b) noexcept {
  return a.size() != b.size() ? a.size() < b.size() : a < b;
}

constexpr std::array<Key, key_count> keys_by_length() {
  std::array<Key, key_count> keys{};
  for (std::size_t i = 0; i < key_count; ++i) keys[i] = static_cast<Key>(i);
  std::sort(keys.begin(), keys.end(), [](Key a, Key b) {
    return is_shorter(names[static_cast<std::size_t>(a)], names[static_cast<std::size_t>(b)]);
  });
  return keys;
}
constexpr auto sorted_keys = keys_by_length();

/// Lower case without separators: `maxAttempts` and `max-attempts` are near to `max_attempts`.
std::string folded(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (c == '_' || c == '-' || c == ' ') continue;
    out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return out;
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0u : 1u)});
      diagonal = above;
    }
  }
  return row[b.size()];
}

}  // namespace

std::string_view name_of(Key key) noexcept { return names[static_cast<std::size_t>(key)]; }

std::optional<Key> find_key(std::string_view name) noexcept {
  const auto found = std::lower_bound(
      sorted_keys.begin(), sorted_keys.end(), name,
      [](Key key, std::string_view text) { return is_shorter(name_of(key), text); });
  if (found == sorted_keys.end() || name_of(*found) != name) return std::nullopt;
  return *found;
}

std::optional<Key> nearest_key(std::string_view name, KeySet among) {
  constexpr std::size_t longest_name = 64;
  if (name.size() > longest_name) return std::nullopt;
  const std::string wanted = folded(name);
  std::optional<Key> nearest;
  std::size_t best = std::max<std::size_t>(1, wanted.size() / 3) + 1;
  for (std::size_t i = 0; i < key_count; ++i) {
    const Key key = static_cast<Key>(i);
    if (!among.contains(key)) continue;
    const std::size_t distance = edit_distance(wanted, folded(name_of(key)));
    if (distance < best) {
      best = distance;
      nearest = key;
    }
  }
  return nearest;
}

bool is_showable_name(std::string_view name) noexcept {
  constexpr std::size_t longest = 40;
  constexpr std::ptrdiff_t most_digits = 3;
  if (name.empty() || name.size() > longest) return false;
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto is_name_char = [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_' || c == '-';
  };
  return std::all_of(name.begin(), name.end(), is_name_char) &&
         std::count_if(name.begin(), name.end(), is_digit) <= most_digits;
}

}  // namespace reactivation::json
