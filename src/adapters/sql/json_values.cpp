#include <algorithm>
#include <array>

#include "column_json.hpp"
#include "values.hpp"

namespace reactivation::sql {
namespace {

using Kind = JsonValue::Kind;

/// The values of a list, also as PostgreSQL writes it, {1,2,3}; none of anything else.
std::vector<JsonValue> values_in(std::string_view text) {
  std::string brackets{text};
  if (brackets.size() >= 2 && brackets.front() == '{' && brackets.back() == '}') {
    brackets.front() = '[';
    brackets.back() = ']';
  }
  const auto list = read_json(brackets);
  if (!list || !list->is(Kind::list)) return {};
  return {list->items().begin(), list->items().end()};
}

constexpr std::array<std::string_view, 4> match_words{"favourite_staff", "preferred_time",
                                                      "preferred_day", "near"};

void put(JsonText& json, const StaffPreference& staff) {
  json.open('{')
      .field("share", staff.share)
      .field("staff_id", staff.staff_id.value)
      .field("visits", staff.visits)
      .close('}');
}
StaffPreference staff_of(const JsonValue& value) {
  return {StaffId{value.at("staff_id").whole(0)}, static_cast<int>(value.at("visits").whole(0)),
          value.at("share").real()};
}

}  // namespace

std::string json_of(HourRange hours) {
  return "{\"start\": " + std::to_string(hours.start) + ", \"end\": " + std::to_string(hours.end) +
         "}";
}

std::string json_of(WeekdaySet days) {
  std::vector<int> numbers;
  for (int day = 1; day <= 7; ++day) {
    if (days.contains(day)) numbers.push_back(day);
  }
  return list_of_numbers(numbers);
}

std::string json_of(const std::vector<LocalDate>& dates) {
  JsonText json;
  json.open('[');
  for (const LocalDate date : dates) json.put(to_iso_date(date));
  return json.close(']').take();
}

std::string json_of(const std::vector<OfferedSlot>& slots) {
  JsonText json;
  json.open('[');
  for (const OfferedSlot& offered : slots) {
    json.open('{').field("datetime", to_rfc3339(offered.slot.starts_at));
    if (offered.slot.duration_minutes) {
      json.field("duration_minutes", *offered.slot.duration_minutes);
    }
    json.key("match").open('[');
    for (const SlotMatch match : offered.match) {
      json.put(match_words[static_cast<std::size_t>(match)]);
    }
    json.close(']')
        .field("score", offered.score)
        .field("service_id", offered.slot.service_id.value)
        .field("staff_id", offered.slot.staff_id.value)
        .close('}');
  }
  return json.close(']').take();
}

std::string json_of(const std::vector<NamedSlot>& slots) {
  JsonText json;
  json.open('[');
  for (const NamedSlot& slot : slots) {
    json.open('{')
        .field("datetime", to_rfc3339(slot.starts_at))
        .field("service", slot.service)
        .field("staff_id", slot.staff_id)
        .field("staff_name", slot.staff_name)
        .close('}');
  }
  return json.close(']').take();
}

std::string json_of(const Arms& arms) {
  JsonText json;
  json.open('{').field("name", arms.name).key("discounts").open('[');
  for (const int percent : arms.discounts) json.put(percent);
  json.close(']').key("tones").open('[');
  for (const Tone tone : arms.tones) json.put(word_of(tone));
  json.close(']').key("slots").open('[');
  for (const int count : arms.slots) json.put(count);
  return json.close(']').close('}').take();
}

std::string json_of(const std::vector<DrawnArm>& arms) {
  JsonText json;
  json.open('{');
  for (const DrawnArm& arm : arms) {
    json.key(word_of(arm.factor)).open('[').put(arm.value).put(arm.probability).close(']');
  }
  return json.close('}').take();
}

std::string json_of(const Preferences& preferences) {
  JsonText json;
  json.open('{').field("confidence", preferences.confidence);
  if (preferences.day_part) json.field("day_part", to_string(*preferences.day_part));
  json.field("day_part_confidence", preferences.day_part_confidence).key("days").open('[');
  for (const int day : preferences.days) json.put(day);
  json.close(']').field("days_confidence", preferences.days_confidence);
  if (preferences.favourite_staff) {
    put(json.key("favourite_staff"), *preferences.favourite_staff);
  }
  json.key("other_staff").open('[');
  for (const StaffPreference& staff : preferences.other_staff) put(json, staff);
  json.close(']');
  if (preferences.pattern) {
    json.key("pattern")
        .open('{')
        .field("is_regular", preferences.pattern->is_regular)
        .field("mean_gap_days", preferences.pattern->mean_gap_days)
        .field("regularity", preferences.pattern->regularity)
        .close('}');
  }
  json.key("services").open('[');
  for (const ServiceId service : preferences.services) json.put(service.value);
  return json.close(']').close('}').take();
}

HourRange hours_of(std::string_view text) {
  constexpr HourRange none{0, 0};
  const JsonValue value = read_json(text).value_or(JsonValue{});
  const std::int64_t start = value.at("start").whole(-1);
  const std::int64_t end = value.at("end").whole(-1);
  if (start < 0 || start >= end || end > 24) return none;
  return {static_cast<int>(start), static_cast<int>(end)};
}

WeekdaySet weekdays_of(std::string_view text) {
  WeekdaySet days;
  for (const JsonValue& day : values_in(text)) {
    if (!day.is(Kind::integer)) return {};
    const std::int64_t number = day.whole(0);
    if (number >= 1 && number <= 7) days.insert(static_cast<int>(number));
  }
  return days;
}

std::vector<int> numbers_of(std::string_view text) {
  std::vector<int> numbers;
  for (const JsonValue& item : values_in(text)) {
    numbers.push_back(static_cast<int>(std::clamp<std::int64_t>(item.whole(0), -1, 1000)));
  }
  return numbers;
}

std::optional<std::vector<LocalDate>> dates_of(std::string_view text) {
  const auto value = read_json(text);
  if (!value || !value->is(Kind::list)) return std::nullopt;
  std::vector<LocalDate> dates;
  for (const JsonValue& item : value->items()) {
    const auto date = parse_iso_date(item.text());
    if (!date) return std::nullopt;
    dates.push_back(*date);
  }
  return dates;
}

std::vector<OfferedSlot> slots_of(std::string_view text) {
  std::vector<OfferedSlot> slots;
  const JsonValue value = read_json(text).value_or(JsonValue{});
  for (const JsonValue& item : value.items()) {
    const auto at = parse_time(item.at("datetime").text());
    if (!at || !at->utc_offset) continue;
    OfferedSlot& offered = slots.emplace_back();
    offered.slot.service_id.value = item.at("service_id").whole(0);
    offered.slot.staff_id.value = item.at("staff_id").whole(0);
    offered.slot.starts_at = at->instant_in(TimeZone::utc());
    const std::int64_t minutes = item.at("duration_minutes").whole(0);
    if (minutes > 0) offered.slot.duration_minutes = static_cast<int>(minutes);
    offered.score = item.at("score").real();
    for (const JsonValue& match : item.at("match").items()) {
      const auto found = std::find(match_words.begin(), match_words.end(), match.text());
      if (found == match_words.end()) continue;
      offered.match.push_back(static_cast<SlotMatch>(found - match_words.begin()));
    }
  }
  return slots;
}

Arms arms_of(std::string_view text) {
  Arms arms;
  const JsonValue value = read_json(text).value_or(JsonValue{});
  arms.name = std::string{value.at("name").text()};
  const auto add = [](const JsonValue& list, std::vector<int>& out) {
    for (const JsonValue& item : list.items()) {
      out.push_back(static_cast<int>(std::clamp<std::int64_t>(item.whole(-1), -1, 1000)));
    }
  };
  add(value.at("discounts"), arms.discounts);
  add(value.at("slots"), arms.slots);
  for (const JsonValue& word : value.at("tones").items()) {
    if (const auto tone = enum_of<Tone>(word.text())) arms.tones.push_back(*tone);
  }
  return arms;
}

std::vector<DrawnArm> drawn_arms_of(std::string_view text) {
  std::vector<DrawnArm> arms;
  const JsonValue value = read_json(text).value_or(JsonValue{});
  for (const JsonValue& member : value.items()) {
    const auto factor = enum_of<ArmFactor>(member.name());
    if (!factor || member.items().size() != 2) continue;
    const std::int64_t drawn = member.items()[0].whole(0);
    arms.push_back({*factor, static_cast<int>(std::clamp<std::int64_t>(drawn, 0, 100)),
                    member.items()[1].real()});
  }
  return arms;
}

Preferences preferences_of_json(std::string_view text) {
  Preferences preferences;
  const JsonValue value = read_json(text).value_or(JsonValue{});
  preferences.day_part = day_part_of_word(value.at("day_part").text());
  preferences.day_part_confidence = value.at("day_part_confidence").real();
  for (const JsonValue& day : value.at("days").items()) {
    if (day.is(Kind::integer)) preferences.days.push_back(static_cast<int>(day.whole(0)));
  }
  preferences.days_confidence = value.at("days_confidence").real();
  const JsonValue& favourite = value.at("favourite_staff");
  if (favourite.is(Kind::object)) preferences.favourite_staff = staff_of(favourite);
  for (const JsonValue& staff : value.at("other_staff").items()) {
    if (staff.is(Kind::object)) preferences.other_staff.push_back(staff_of(staff));
  }
  for (const JsonValue& service : value.at("services").items()) {
    if (service.is(Kind::integer)) preferences.services.push_back(ServiceId{service.whole(0)});
  }
  const JsonValue& pattern = value.at("pattern");
  if (pattern.is(Kind::object)) {
    preferences.pattern =
        VisitPattern{pattern.at("mean_gap_days").real(), pattern.at("regularity").real(),
                     pattern.at("is_regular").flag()};
  }
  preferences.confidence = value.at("confidence").real();
  return preferences;
}

}  // namespace reactivation::sql
