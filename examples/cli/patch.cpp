#include "patch.hpp"

#include <nlohmann/json.hpp>

#include "failure.hpp"
#include "table.hpp"
#include "typed.hpp"

namespace cli {

using Json = nlohmann::ordered_json;

std::string patched(const std::string& document, const std::vector<std::string>& changes) {
  Json fields = Json::parse(document);
  for (const std::string& change : changes) {
    const std::size_t equals = change.find('=');
    const std::string key = change.substr(0, equals);
    if (equals == std::string::npos || key.empty()) {
      fail_usage("--set \"" + typed(change) + "\": write it as field=value");
    }
    if (!fields.contains(key)) {
      std::string known;
      for (const auto& [name, value] : fields.items()) known += (known.empty() ? "" : ", ") + name;
      fail_usage("--set " + typed(key) + ": there is no such field; there are " + known);
    }
    const std::string value = change.substr(equals + 1);
    Json parsed = Json::parse(value, nullptr, false);
    fields[key] = parsed.is_discarded() ? Json(value) : std::move(parsed);
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
