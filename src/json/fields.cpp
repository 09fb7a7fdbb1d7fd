#include "fields.hpp"

#include <cmath>
#include <utility>

namespace reactivation::json {

std::string_view type_name(const Node& node) noexcept {
  switch (node.kind) {
    case NodeKind::null:
      return "null";
    case NodeKind::boolean:
      return "true or false";
    case NodeKind::integer:
      return "a whole number";
    case NodeKind::number:
      return "a number with a fraction or an exponent";
    case NodeKind::text:
      return "a text";
    case NodeKind::array:
      return "a list";
    case NodeKind::object:
      return "an object";
    case NodeKind::unknown_name:
      break;
  }
  return "a name";
}

std::string shown(std::int64_t number) {
  constexpr std::int64_t never_a_phone = 100'000;
  if (number > -never_a_phone && number < never_a_phone) return std::to_string(number);
  return "a number of this size";
}

Fields::Fields(const Context& context, NodeIndex object, const Place& place, KeySet known)
    : context_(context), place_(place) {
  const Tape& tape = context_.tape;
  if (tape[object].kind != NodeKind::object) {
    if (context_.issues.admits_error()) {
      context_.issues.error("wrong_type", place_.pointer(),
                            join({"must be an object, not ", type_name(tape[object])}));
    }
    return;
  }
  is_object_ = true;
  const NodeIndex end = tape[object].size;
  for (NodeIndex at = object + 1; at < end; at = tape.after(at)) {
    const Node& node = tape[at];
    if (node.kind == NodeKind::unknown_name) {
      list_unknown(tape.text(node), known);
      ++at;  // on to the member's value
      continue;
    }
    if (!known.contains(node.key)) {
      list_unknown(name_of(node.key), known);
    } else if (node.kind != NodeKind::null) {
      at_[static_cast<std::size_t>(node.key)] = at;
    }
  }
}

void Fields::list_unknown(std::string_view name, KeySet known) const {
  if (!context_.issues.admits_error()) return;
  const bool is_shown = is_showable_name(name);
  const Place at{&place_, name};
  std::string message = is_shown ? join({"`", name, "` is no field here"})
                                 : std::string{"a name in this object is no field here"};
  if (const auto nearest = nearest_key(name, known)) {
    message += join({"; did you mean `", name_of(*nearest), "`?"});
  }
  context_.issues.error("unknown_key", is_shown ? at.pointer() : place_.pointer(),
                        std::move(message));
}

void Fields::error(Key key, std::string_view code, std::string message) const {
  if (!context_.issues.admits_error()) return;
  context_.issues.error(code, place_of(key).pointer(), std::move(message));
}

void Fields::warning(Key key, std::string_view code, std::string message) const {
  if (!context_.issues.admits_warning()) return;
  context_.issues.warning(code, place_of(key).pointer(), std::move(message));
}

void Fields::wrong_type(Key key, std::string_view expected) const {
  const Node& node = context_.tape[index_of(key)];
  error(key, "wrong_type", join({"must be ", expected, ", not ", type_name(node)}));
}

void Fields::unknown_word(Key key, const std::string& allowed) const {
  error(key, "unknown_word", "must be one of: " + allowed);
}

void Fields::require(std::initializer_list<Key> keys) const {
  if (!is_object_) return;  // that has been listed already
  for (const Key key : keys) {
    if (!has(key)) error(key, "missing", join({"`", name_of(key), "` is required"}));
  }
}

std::optional<std::int64_t> Fields::integer(Key key, Bounds bounds) const {
  const Node* node = find(key);
  if (node == nullptr) return std::nullopt;
  if (node->kind != NodeKind::integer) {
    wrong_type(key, "a whole number");
    return std::nullopt;
  }
  if (node->integer < bounds.low || node->integer > bounds.high) {
    const std::string allowed =
        bounds.high == id_max
            ? join({"at least ", std::to_string(bounds.low)})
            : join({"from ", std::to_string(bounds.low), " to ", std::to_string(bounds.high)});
    error(key, "out_of_range", join({"must be ", allowed, ", not ", shown(node->integer)}));
    return std::nullopt;
  }
  return node->integer;
}

std::optional<std::int64_t> Fields::clamped(Key key, Bounds bounds) const {
  const Node* node = find(key);
  if (node == nullptr) return std::nullopt;
  std::int64_t value = 0;
  if (node->kind == NodeKind::integer) {
    value = node->integer;
  } else if (node->kind == NodeKind::number && std::trunc(node->number) == node->number &&
             std::abs(node->number) > 1e15) {
    value = node->number < 0 ? bounds.low - 1 : bounds.high + 1;  // 1e18: whole, and too large
  } else {
    wrong_type(key, "a whole number (of minor units, for money)");
    return std::nullopt;
  }
  if (value >= bounds.low && value <= bounds.high) return value;
  const std::int64_t nearest = value < bounds.low ? bounds.low : bounds.high;
  warning(key, "clamped",
          join({"outside of ", std::to_string(bounds.low), " to ", std::to_string(bounds.high),
                ", taken as ", std::to_string(nearest)}));
  return nearest;
}

std::optional<double> Fields::number(Key key, double low, double high) const {
  const Node* node = find(key);
  if (node == nullptr) return std::nullopt;
  if (node->kind != NodeKind::integer && node->kind != NodeKind::number) {
    wrong_type(key, "a number");
    return std::nullopt;
  }
  const double value =
      node->kind == NodeKind::integer ? static_cast<double>(node->integer) : node->number;
  if (!(value >= low && value <= high)) {
    error(key, "out_of_range",
          join({"must be from ", std::to_string(static_cast<int>(low)), " to ",
                std::to_string(static_cast<int>(high))}));
    return std::nullopt;
  }
  return value;
}

std::optional<bool> Fields::boolean(Key key) const {
  const Node* node = find(key);
  if (node == nullptr) return std::nullopt;
  if (node->kind != NodeKind::boolean) {
    wrong_type(key, "true or false");
    return std::nullopt;
  }
  return node->integer != 0;
}

std::optional<std::string_view> Fields::text(Key key) const {
  const Node* node = find(key);
  if (node == nullptr) return std::nullopt;
  if (node->kind != NodeKind::text) {
    wrong_type(key, "a text");
    return std::nullopt;
  }
  return context_.tape.text(*node);
}

std::optional<LocalDate> Fields::date(Key key) const {
  const auto found = text(key);
  if (!found) return std::nullopt;
  const auto value = parse_iso_date(*found);
  if (!value) {
    error(key, "invalid_date", "must be a civil date `YYYY-MM-DD` of 1970 to 2199 that exists");
  }
  return value;
}

std::optional<ReadTime> Fields::time(Key key, TimeShape shape) const {
  const Node* node = find(key);
  if (node == nullptr) return std::nullopt;
  if (node->kind != NodeKind::text) {
    wrong_type(key, "a text like 2026-03-01T09:30:00Z (seconds since 1970 are not read)");
    return std::nullopt;
  }
  const auto parsed = parse_time(context_.tape.text(*node));
  if (!parsed) {
    error(key, "invalid_instant",
          "must be like 2026-03-01T09:30:00Z, of 1970 to 2199, with a date and time that exist");
    return std::nullopt;
  }
  if (shape == TimeShape::with_time && !parsed->has_time) {
    error(key, "invalid_instant", "needs a time of day: 2026-03-01T09:30:00Z");
    return std::nullopt;
  }
  const Instant at = parsed->instant_in(context_.zone);
  if (at < min_instant || at >= max_instant) {
    error(key, "out_of_range", "must be an instant from 1970 to 2199");
    return std::nullopt;
  }
  return ReadTime{*parsed, at};
}

std::optional<Instant> Fields::instant(Key key, TimeShape shape) const {
  const auto found = time(key, shape);
  return found ? std::optional{found->at} : std::nullopt;
}

std::optional<NodeIndex> Fields::array(Key key) const {
  const Node* node = find(key);
  if (node == nullptr) return std::nullopt;
  if (node->kind != NodeKind::array) {
    wrong_type(key, "a list");
    return std::nullopt;
  }
  return index_of(key);
}

std::optional<NodeIndex> Fields::object(Key key) const {
  const Node* node = find(key);
  if (node == nullptr) return std::nullopt;
  if (node->kind != NodeKind::object) {
    wrong_type(key, "an object");
    return std::nullopt;
  }
  return index_of(key);
}

void Fields::read(Key key, int& out, Bounds bounds) const {
  if (const auto value = integer(key, bounds)) out = static_cast<int>(*value);
}
void Fields::read(Key key, std::optional<int>& out, Bounds bounds) const {
  if (const auto value = integer(key, bounds)) out = static_cast<int>(*value);
}
void Fields::read(Key key, bool& out) const {
  if (const auto value = boolean(key)) out = *value;
}
void Fields::read(Key key, std::string& out) const {
  if (const auto value = text(key)) out = std::string{*value};
}
void Fields::read(Key key, std::optional<Instant>& out, TimeShape shape) const {
  if (const auto value = instant(key, shape)) out = *value;
}

}  // namespace reactivation::json
