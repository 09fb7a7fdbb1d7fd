// The form: its schema, and what a model made of it.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "reactivation/adapters/models_service.hpp"

namespace reactivation {
namespace {

using Json = nlohmann::ordered_json;

constexpr int depth_max = 32;
constexpr std::size_t word_max = 48;

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

std::string_view without_bom(std::string_view text) {
  return text.starts_with("\xEF\xBB\xBF") ? text.substr(3) : text;
}

/// Thoughts that a model wrote into its answer. Some templates leave out the opening mark.
std::string_view without_thoughts(std::string_view text) {
  constexpr std::string_view open = "<think>";
  constexpr std::string_view close = "</think>";
  if (text.starts_with('{') || text.starts_with("```")) return text;
  const std::size_t end = text.starts_with(open) ? text.find(close) : text.rfind(close);
  if (end == std::string_view::npos) return text;
  return without_thoughts(trimmed(text.substr(end + close.size())));
}

/// What stands between ```json and ```.
std::string_view without_fences(std::string_view text) {
  constexpr std::string_view fence = "```";
  if (!text.starts_with(fence) || !text.ends_with(fence) || text.size() < 6) return text;
  const std::size_t line_end = text.find('\n');
  if (line_end == std::string_view::npos) return text;
  const std::string_view language = trimmed(text.substr(3, line_end - 3));
  if (language.size() > 8 || language.find_first_of("`{ ") != std::string_view::npos) return text;
  return trimmed(text.substr(line_end, text.size() - 3 - line_end));
}

std::string_view type_of(FieldType type, SchemaStyle style) {
  const bool is_integer = type == FieldType::integer;
  if (style == SchemaStyle::openapi) return is_integer ? "INTEGER" : "STRING";
  return is_integer ? "integer" : "string";
}

/// A value of the field's type as text; nothing for another.
std::optional<std::string> value_of(const Json& value, const AnswerField& field) {
  if (field.type == FieldType::integer) {
    if (!value.is_number_integer()) return std::nullopt;
    if (value.is_number_unsigned() && value.get<std::uint64_t>() > 2147483647U) return std::nullopt;
    const auto number = value.get<std::int64_t>();
    if (number < -2147483648LL || number > 2147483647LL) return std::nullopt;
    return std::to_string(number);
  }
  if (!value.is_string()) return std::nullopt;
  auto text = value.get<std::string>();
  if (field.type == FieldType::choice &&
      std::find(field.choices.begin(), field.choices.end(), text) == field.choices.end()) {
    return std::nullopt;
  }
  return text;
}

/// The object with each of its own keys once, or null.
Json parse_object(std::string_view text) {
  std::set<std::string> keys;
  bool has_twins = false;
  const auto watch = [&](int depth, Json::parse_event_t event, Json& parsed) {
    if (event == Json::parse_event_t::key && depth == 1) {
      has_twins = has_twins || !keys.insert(parsed.get<std::string>()).second;
    }
    return true;
  };
  Json out = Json::parse(text, watch, false);
  if (out.is_discarded() || !out.is_object() || has_twins) return nullptr;
  return out;
}

}  // namespace

std::string write_answer_schema(std::span<const AnswerField> fields, SchemaStyle style) {
  Json properties = Json::object();
  Json names = Json::array();
  for (const AnswerField& field : fields) {
    Json property = {{"type", type_of(field.type, style)}};
    if (!field.description.empty()) property["description"] = field.description;
    if (field.type == FieldType::choice) property["enum"] = field.choices;
    properties[field.name] = std::move(property);
    names.push_back(field.name);
  }
  Json schema;
  schema["type"] = style == SchemaStyle::openapi ? "OBJECT" : "object";
  schema["properties"] = std::move(properties);
  schema["required"] = names;
  if (style == SchemaStyle::openapi) {
    schema["propertyOrdering"] = names;
  } else {
    schema["additionalProperties"] = false;
  }
  return schema.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string word_of(std::string_view text) {
  const auto is_made_of = [&](char first, char last) {
    return std::all_of(text.begin(), text.end(),
                       [&](char c) { return (c >= first && c <= last) || c == '_'; });
  };
  const bool is_word =
      !text.empty() && text.size() <= word_max && (is_made_of('a', 'z') || is_made_of('A', 'Z'));
  return is_word ? std::string(text) : std::string("other");
}

bool is_shallow(std::string_view json) noexcept {
  int depth = 0;
  bool is_in_text = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (is_in_text) {
      if (c == '\\') ++i;
      if (c == '"') is_in_text = false;
    } else if (c == '"') {
      is_in_text = true;
    } else if (c == '[' || c == '{') {
      if (++depth > depth_max) return false;
    } else if (c == ']' || c == '}') {
      --depth;
    }
  }
  return true;
}

void read_form(std::string_view text, std::span<const AnswerField> fields, ModelAnswer& answer) {
  const std::string_view whole = trimmed(without_bom(text));
  answer.values.clear();
  if (whole.empty()) {
    answer.end = ModelEnd::empty;
    answer.why = "no_text";
    return;
  }
  answer.end = ModelEnd::malformed;
  const std::string_view form = without_fences(without_thoughts(whole));
  const Json object = is_shallow(form) ? parse_object(form) : Json(nullptr);
  if (!object.is_object()) {
    answer.why = "not_the_form";
    return;
  }
  for (const AnswerField& field : fields) {
    const auto found = object.find(field.name);
    auto value = found == object.end() ? std::nullopt : value_of(*found, field);
    if (!value) {
      answer.why = found == object.end() ? "field_missing" : "field_wrong";
      answer.values.clear();
      return;
    }
    answer.values.push_back(std::move(*value));
  }
  answer.end = ModelEnd::answered;
  answer.why.clear();
}

}  // namespace reactivation
