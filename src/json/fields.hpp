// Reads the members of one JSON object, each at most once, and lists what is wrong with them.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "issues.hpp"
#include "keys.hpp"
#include "reactivation/core/time.hpp"
#include "reactivation/json/words.hpp"
#include "tape.hpp"

namespace reactivation::json {

inline constexpr std::int64_t int_max = std::numeric_limits<int>::max();
inline constexpr std::int64_t id_max = std::numeric_limits<std::int64_t>::max();

/// Inclusive.
struct Bounds {
  std::int64_t low;
  std::int64_t high;
};

/// What a text for an instant must say at least.
enum class TimeShape { date_or_time, with_time };

/// The tape, where findings go, and the zone of civil times.
struct Context {
  const Tape& tape;
  IssueList& issues;
  const TimeZone& zone;
};

/// What was found for an instant, for those who need more than the instant itself.
struct ReadTime {
  ParsedTime parsed;
  Instant at;
};

/// The members of one object. Absent and `null` are the same. Every getter lists an issue and
/// returns nothing when the value has the wrong type or range.
class Fields {
public:
  /// Lists every member that is not in `known`; when the value is no object, that is listed and all
  /// members are absent.
  Fields(const Context& context, NodeIndex object, const Place& place, KeySet known);
  Fields(const Fields&) = delete;
  Fields& operator=(const Fields&) = delete;

  [[nodiscard]] bool has(Key key) const noexcept { return find(key) != nullptr; }
  /// Lists an issue when one of them is absent.
  void require(std::initializer_list<Key> keys) const;

  [[nodiscard]] std::optional<std::int64_t> integer(Key key, Bounds bounds) const;
  [[nodiscard]] std::optional<double> number(Key key, double low, double high) const;
  [[nodiscard]] std::optional<bool> boolean(Key key) const;
  [[nodiscard]] std::optional<std::string_view> text(Key key) const;
  [[nodiscard]] std::optional<LocalDate> date(Key key) const;
  [[nodiscard]] std::optional<ReadTime> time(Key key, TimeShape shape) const;
  [[nodiscard]] std::optional<Instant> instant(Key key, TimeShape shape) const;
  /// The place of an array or an object, whatever is in it.
  [[nodiscard]] std::optional<NodeIndex> array(Key key) const;
  [[nodiscard]] std::optional<NodeIndex> object(Key key) const;
  /// A money amount or a count: what lies outside the bounds is clamped with a warning.
  [[nodiscard]] std::optional<std::int64_t> clamped(Key key, Bounds bounds) const;

  template <class Enum>
  [[nodiscard]] std::optional<Enum> word(Key key) const {
    const auto found = text(key);
    if (!found) return std::nullopt;
    const auto value = enum_of<Enum>(*found);
    if (!value) unknown_word(key, words_of<Enum>());
    return value;
  }
  template <class NounId>
  void read_id(Key key, NounId& out) const {
    if (const auto value = integer(key, {1, id_max})) out = NounId{*value};
  }
  /// Stores what is present and right; leaves `out` (its default) otherwise.
  void read(Key key, int& out, Bounds bounds) const;
  void read(Key key, std::optional<int>& out, Bounds bounds) const;
  void read(Key key, bool& out) const;
  void read(Key key, std::string& out) const;
  void read(Key key, std::optional<Instant>& out, TimeShape shape) const;
  template <class Enum>
  void read_word(Key key, Enum& out) const {
    if (const auto value = word<Enum>(key)) out = *value;
  }

  void error(Key key, std::string_view code, std::string message) const;
  void warning(Key key, std::string_view code, std::string message) const;
  [[nodiscard]] Place place_of(Key key) const noexcept { return {&place_, name_of(key)}; }
  [[nodiscard]] const Place& place() const noexcept { return place_; }
  [[nodiscard]] const Context& context() const noexcept { return context_; }

private:
  [[nodiscard]] const Node* find(Key key) const noexcept {
    const NodeIndex at = at_[static_cast<std::size_t>(key)];
    return at == 0 ? nullptr : &context_.tape[at];
  }
  [[nodiscard]] NodeIndex index_of(Key key) const noexcept {
    return at_[static_cast<std::size_t>(key)];
  }
  void list_unknown(std::string_view name, KeySet known) const;
  void wrong_type(Key key, std::string_view expected) const;
  void unknown_word(Key key, const std::string& allowed) const;

  template <class Enum>
  [[nodiscard]] static std::string words_of() {
    std::string all;
    for (int i = 0; i < 32; ++i) {
      const auto word = word_of(static_cast<Enum>(i));
      if (word.empty() && i > 0) break;
      if (word.empty()) continue;
      all += (all.empty() ? "" : ", ") + std::string{word};
    }
    return all;
  }

  Context context_;
  Place place_;
  bool is_object_ = false;
  /// Node of each member, 0 = absent (node 0 is the document itself).
  std::array<NodeIndex, key_count> at_{};
};

/// `a text`, `a whole number`: for messages.
[[nodiscard]] std::string_view type_name(const Node& node) noexcept;
/// The number, when it is too small to be somebody's phone; else its kind.
[[nodiscard]] std::string shown(std::int64_t number);

/// Calls `take(element, index)` for each element of an array.
template <class Take>
void for_each_element(const Tape& tape, NodeIndex array, Take take) {
  std::size_t index = 0;
  const NodeIndex end = tape[array].size;
  for (NodeIndex at = array + 1; at < end; at = tape.after(at)) take(at, index++);
}

}  // namespace reactivation::json
