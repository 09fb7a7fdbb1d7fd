#include "patch.hpp"

#include <nlohmann/json.hpp>

#include "failure.hpp"
#include "table.hpp"
#include "typed.hpp"

namespace cli {

using Json = nlohmann::ordered_json;

namespace {

/// The field that `path` names: `tone`, or `holdout.percent` of an object. Null: there is none.
Json* field_at(Json& fields, std::string_view path) {
  const std::size_t dot = path.find('.');
  const std::string name(path.substr(0, dot));
  if (!fields.is_object() || !fields.contains(name)) return nullptr;
  Json& field = fields[name];
  return dot == std::string_view::npos ? &field : field_at(field, path.substr(dot + 1));
}

}  // namespace

std::string patched(const std::string& document, const std::vector<std::string>& changes) {
  Json fields = Json::parse(document);
  for (const std::string& change : changes) {
    const std::size_t equals = change.find('=');
    const std::string key = change.substr(0, equals);
    if (equals == std::string::npos || key.empty()) {
      fail_usage("--set \"" + typed(change) + "\": write it as field=value");
    }
    Json* const field = field_at(fields, key);
    if (field == nullptr) {
      std::string known;
      for (const auto& [name, value] : fields.items()) known += (known.empty() ? "" : ", ") + name;
      fail_usage("--set " + typed(key) + ": there is no such field; there are " + known);
    }
    const std::string value = change.substr(equals + 1);
    Json parsed = Json::parse(value, nullptr, false);
    *field = parsed.is_discarded() ? Json(value) : std::move(parsed);
  }
  return fields.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string fields_text(const std::string& document) {
  Table table({{"field"}, {"value"}});
  const Json fields = Json::parse(document);
  for (const auto& [name, value] : fields.items()) {
    table.add({name, value.is_string() ? value.get<std::string>() : value.dump()});
  }
  return table.text();
}

}  // namespace cli
