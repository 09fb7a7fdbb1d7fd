#include "small_readers.hpp"

#include <algorithm>
#include <string>

#include "reactivation/core/event_name.hpp"
#include "reactivation/json/parts_json.hpp"
#include "reactivation/json/signal_words.hpp"

namespace reactivation::json {
namespace {

constexpr KeySet signal_keys{Key::kind, Key::code, Key::at, Key::until};
constexpr KeySet slot_keys{Key::service_id, Key::staff_id, Key::datetime, Key::duration_minutes};
constexpr std::int64_t minutes_of_day = 1440;

void read_kind(const Fields& fields, AccountSignal& signal) {
  if (fields.has(Key::kind) == fields.has(Key::code)) {
    fields.error(Key::kind, "missing", "one of `kind` and `code` is needed, not both");
    return;
  }
  const Key key = fields.has(Key::kind) ? Key::kind : Key::code;
  const auto word = fields.text(key);
  if (!word) return;
  const SignalReading reading = read_signal(*word);
  if (!reading.is_readable) {
    fields.error(key, "unknown_word",
                 "must be a word of docs/governor.md, like temporary_ban, or a code, like 131048 "
                 "or connection:402");
  } else if (!reading.kind) {
    fields.error(key, "unknown_word",
                 "says nothing about the account; it is about one message or one person");
  } else {
    signal.kind = *reading.kind;
  }
}

}  // namespace

void check_schema(const Fields& document, std::string_view name) {
  document.require({Key::schema});
  const auto schema = document.text(Key::schema);
  if (schema && *schema != name) {
    document.error(Key::schema, "unsupported_schema", join({"must be \"", name, "\""}));
  }
}

void read_attempt_id(const Fields& fields, Key key, std::optional<AttemptId>& out) {
  const auto text = fields.text(key);
  if (!text) return;
  out = parse_attempt_id(*text);
  if (!out) fields.error(key, "invalid_id", "must be the 36 characters of an attempt's id");
}

std::vector<ServiceId> service_ids_of(const Fields& fields) {
  std::vector<ServiceId> out;
  each_of(fields, Key::service_ids, [&](NodeIndex node, const Place& place) {
    const Context& context = fields.context();
    if (out.size() == event_parts_max) {  // looked up one by one: no more than are kept anyway
      if (!context.issues.admits_error()) return;
      context.issues.error("out_of_range", place.pointer(),
                           "is more than " + std::to_string(event_parts_max) + " services");
      return;
    }
    const Node& element = context.tape[node];
    if (element.kind != NodeKind::integer || element.integer < 1) {
      if (!context.issues.admits_error()) return;
      context.issues.error("wrong_type", place.pointer(),
                           "must be the id of a service, a whole number");
      return;
    }
    const ServiceId service{element.integer};
    if (std::ranges::find(out, service) == out.end()) out.push_back(service);
  });
  return out;
}

std::vector<Slot> slots_of(const Fields& fields) {
  std::vector<Slot> out;
  each_of(fields, Key::slots, [&](NodeIndex node, const Place& place) {
    const Fields row{fields.context(), node, place, slot_keys};
    row.require({Key::service_id, Key::staff_id, Key::datetime});
    Slot slot;
    row.read_id(Key::service_id, slot.service_id);
    row.read_id(Key::staff_id, slot.staff_id);
    if (const auto at = row.instant(Key::datetime, TimeShape::with_time)) slot.starts_at = *at;
    row.read(Key::duration_minutes, slot.duration_minutes, {1, minutes_of_day});
    out.push_back(slot);
  });
  return out;
}

AccountSignal signal_at(const Context& context, NodeIndex node, const Place& place, Instant now) {
  const Fields fields{context, node, place, signal_keys};
  AccountSignal signal;
  read_kind(fields, signal);
  // A ban is not lost because somebody's clock is a second ahead.
  signal.at = std::min(fields.instant(Key::at, TimeShape::with_time).value_or(now), now);
  fields.read(Key::until, signal.until, TimeShape::date_or_time);
  return signal;
}

}  // namespace reactivation::json
