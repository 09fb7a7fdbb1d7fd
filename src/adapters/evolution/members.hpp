// Members of the gateway's JSON: whatever is missing or of another kind is empty.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace reactivation::evolution {

using Json = nlohmann::ordered_json;

[[nodiscard]] inline const Json& member(const Json& object, const char* name) {
  static const Json none;
  if (!object.is_object()) return none;
  const auto found = object.find(name);
  return found != object.end() ? *found : none;
}
[[nodiscard]] inline std::string text_of(const Json& object, const char* name) {
  const Json& value = member(object, name);
  return value.is_string() ? value.get<std::string>() : std::string{};
}
[[nodiscard]] inline bool is_true(const Json& object, const char* name) {
  const Json& value = member(object, name);
  return value.is_boolean() && value.get<bool>();
}
/// -1 for what is no small number.
[[nodiscard]] inline int code_of(const Json& object, const char* name) {
  const Json& value = member(object, name);
  if (!value.is_number_unsigned() || value.get<std::uint64_t>() > 1'000'000) return -1;
  return value.get<int>();
}

}  // namespace reactivation::evolution
