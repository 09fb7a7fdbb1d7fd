#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "values.hpp"

namespace reactivation::sqlite {
namespace {

using nlohmann::json;

// Nothing in a column may throw: what cannot be read is `discarded`, and every getter has a
// default.
json read(std::string_view text) { return json::parse(text.begin(), text.end(), nullptr, false); }

std::int64_t whole(const json& object, const char* key, std::int64_t otherwise) {
  const auto found = object.find(key);
  return found != object.end() && found->is_number_integer() ? found->get<std::int64_t>()
                                                             : otherwise;
}
double real(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_number() ? found->get<double>() : 0.0;
}
bool flag(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_boolean() && found->get<bool>();
}
json list(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_array() ? *found : json::array();
}
std::string word(const json& value) {
  return value.is_string() ? value.get<std::string>() : std::string{};
}

/// A list, also as PostgreSQL writes it, {1,2,3}; empty for anything else.
json array_of(std::string_view text) {
  std::string brackets{text};
  if (brackets.size() >= 2 && brackets.front() == '{' && brackets.back() == '}') {
    brackets.front() = '[';
    brackets.back() = ']';
  }
  json value = read(brackets);
  return value.is_array() ? value : json::array();
}

constexpr std::array<std::string_view, 4> match_words{"favourite_staff", "preferred_time",
                                                      "preferred_day", "near"};

json json_of_staff(const StaffPreference& staff) {
  return {{"staff_id", staff.staff_id.value}, {"visits", staff.visits}, {"share", staff.share}};
}
StaffPreference staff_of(const json& value) {
  return {StaffId{whole(value, "staff_id", 0)}, static_cast<int>(whole(value, "visits", 0)),
          real(value, "share")};
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
  json value = json::array();
  for (const LocalDate date : dates) value.push_back(to_iso_date(date));
  return value.dump();
}

std::string json_of(const std::vector<OfferedSlot>& slots) {
  json value = json::array();
  for (const OfferedSlot& offered : slots) {
    json slot{{"service_id", offered.slot.service_id.value},
              {"staff_id", offered.slot.staff_id.value},
              {"datetime", to_rfc3339(offered.slot.starts_at)},
              {"score", offered.score},
              {"match", json::array()}};
    if (offered.slot.duration_minutes) slot["duration_minutes"] = *offered.slot.duration_minutes;
    for (const SlotMatch match : offered.match) {
      slot["match"].push_back(match_words[static_cast<std::size_t>(match)]);
    }
    value.push_back(std::move(slot));
  }
  return value.dump();
}

std::string json_of(const std::vector<NamedSlot>& slots) {
  json value = json::array();
  for (const NamedSlot& slot : slots) {
    value.push_back({{"datetime", to_rfc3339(slot.starts_at)},
                     {"staff_id", slot.staff_id},
                     {"staff_name", slot.staff_name},
                     {"service", slot.service}});
  }
  // Names come from the host's tables and may hold any bytes.
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string json_of(const Preferences& preferences) {
  json value{{"days", preferences.days},
             {"days_confidence", preferences.days_confidence},
             {"day_part_confidence", preferences.day_part_confidence},
             {"other_staff", json::array()},
             {"services", json::array()},
             {"confidence", preferences.confidence}};
  if (preferences.day_part) {
    value["day_part"] = to_string(*preferences.day_part);
  }
  if (preferences.favourite_staff) {
    value["favourite_staff"] = json_of_staff(*preferences.favourite_staff);
  }
  for (const StaffPreference& staff : preferences.other_staff) {
    value["other_staff"].push_back(json_of_staff(staff));
  }
  for (const ServiceId service : preferences.services) value["services"].push_back(service.value);
  if (preferences.pattern) {
    value["pattern"] = {{"mean_gap_days", preferences.pattern->mean_gap_days},
                        {"regularity", preferences.pattern->regularity},
                        {"is_regular", preferences.pattern->is_regular}};
  }
  return value.dump();
}

HourRange hours_of(std::string_view text) {
  constexpr HourRange none{0, 0};
  const json value = read(text);
  if (!value.is_object()) return none;
  const std::int64_t start = whole(value, "start", -1);
  const std::int64_t end = whole(value, "end", -1);
  if (start < 0 || start >= end || end > 24) return none;
  return {static_cast<int>(start), static_cast<int>(end)};
}

WeekdaySet weekdays_of(std::string_view text) {
  WeekdaySet days;
  for (const json& day : array_of(text)) {
    if (!day.is_number_integer()) return {};
    const auto number = day.get<std::int64_t>();
    if (number >= 1 && number <= 7) days.insert(static_cast<int>(number));
  }
  return days;
}

std::vector<int> numbers_of(std::string_view text) {
  std::vector<int> numbers;
  for (const json& item : array_of(text)) {
    const std::int64_t number = item.is_number_integer() ? item.get<std::int64_t>() : 0;
    numbers.push_back(static_cast<int>(std::clamp<std::int64_t>(number, -1, 1000)));
  }
  return numbers;
}

std::optional<std::vector<LocalDate>> dates_of(std::string_view text) {
  const json value = read(text);
  if (!value.is_array()) return std::nullopt;
  std::vector<LocalDate> dates;
  for (const json& item : value) {
    const auto date = parse_iso_date(word(item));
    if (!date) return std::nullopt;
    dates.push_back(*date);
  }
  return dates;
}

std::vector<OfferedSlot> slots_of(std::string_view text) {
  std::vector<OfferedSlot> slots;
  const json value = read(text);
  if (!value.is_array()) return slots;
  for (const json& item : value) {
    const auto at =
        item.is_object() ? parse_time(word(item.value("datetime", json{}))) : std::nullopt;
    if (!at || !at->utc_offset) continue;
    OfferedSlot offered;
    offered.slot.service_id.value = whole(item, "service_id", 0);
    offered.slot.staff_id.value = whole(item, "staff_id", 0);
    offered.slot.starts_at = at->instant_in(TimeZone::utc());
    const std::int64_t minutes = whole(item, "duration_minutes", 0);
    if (minutes > 0) offered.slot.duration_minutes = static_cast<int>(minutes);
    offered.score = real(item, "score");
    for (const json& match : list(item, "match")) {
      const auto found = std::find(match_words.begin(), match_words.end(), word(match));
      if (found == match_words.end()) continue;
      offered.match.push_back(static_cast<SlotMatch>(found - match_words.begin()));
    }
    slots.push_back(std::move(offered));
  }
  return slots;
}

Preferences preferences_of_json(std::string_view text) {
  Preferences preferences;
  const json value = read(text);
  if (!value.is_object()) return preferences;
  preferences.day_part = day_part_of_word(word(value.value("day_part", json{})));
  preferences.day_part_confidence = real(value, "day_part_confidence");
  for (const json& day : list(value, "days")) {
    if (day.is_number_integer()) preferences.days.push_back(day.get<int>());
  }
  preferences.days_confidence = real(value, "days_confidence");
  const auto favourite = value.find("favourite_staff");
  if (favourite != value.end() && favourite->is_object()) {
    preferences.favourite_staff = staff_of(*favourite);
  }
  for (const json& staff : list(value, "other_staff")) {
    if (staff.is_object()) preferences.other_staff.push_back(staff_of(staff));
  }
  for (const json& service : list(value, "services")) {
    if (service.is_number_integer()) {
      preferences.services.push_back(ServiceId{service.get<std::int64_t>()});
    }
  }
  const auto pattern = value.find("pattern");
  if (pattern != value.end() && pattern->is_object()) {
    preferences.pattern = VisitPattern{real(*pattern, "mean_gap_days"),
                                       real(*pattern, "regularity"), flag(*pattern, "is_regular")};
  }
  preferences.confidence = real(value, "confidence");
  return preferences;
}

}  // namespace reactivation::sqlite
