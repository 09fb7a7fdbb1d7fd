#include "openapi.hpp"

#include <algorithm>
#include <stdexcept>

#include "embedded.hpp"
#include "routes.hpp"

namespace service {

namespace {

const std::string components = "#/components/schemas/";

Json reference(std::string_view name) { return {{"$ref", components + std::string(name)}}; }

/// `plan-1` becomes `PlanPart`, before the names of the parts of its schema.
std::string prefix_of(const std::string& document) {
  std::string out = document.substr(0, document.find('-'));
  out[0] = static_cast<char>(out[0] - 32);
  return out + "Part";
}

/// `#/$defs/x` of a document becomes a component of its own.
void hoist_references(Json& schema, const std::string& prefix) {
  constexpr std::string_view local = "#/$defs/";
  if (schema.is_object() && schema.contains("$ref") && schema["$ref"].is_string()) {
    const std::string target = schema["$ref"];
    if (target.starts_with(local)) {
      schema["$ref"] = components + prefix + "_" + target.substr(local.size());
    }
  }
  for (Json& each : schema) {
    if (each.is_structured()) hoist_references(each, prefix);
  }
}

Json document_of(const std::string& name) {
  const std::string file = "reactivation." + name + ".schema.json";
  for (const EmbeddedFile& each : schema_files()) {
    if (each.name == file) return Json::parse(each.bytes);
  }
  throw std::runtime_error("a schema of the library is missing: " + name);
}

/// What an answer has beside the members of a document of the library.
void add_members(Json& schema, const Json& more) {
  for (const auto& [place, members] : more.items()) {
    Json& object = schema.at(Json::json_pointer(place));
    for (const auto& [name, value] : members.items()) {
      object["properties"][name] = value;
      object["required"].push_back(name);
    }
  }
}

/// In a patch what is absent stays: nothing of it has a default.
void drop_defaults(Json& schema) {
  if (schema.is_object()) schema.erase("default");
  for (Json& each : schema) {
    if (each.is_structured()) drop_defaults(each);
  }
}

/// An answer has every member.
void require_all(Json& schema) {
  schema["required"] = Json::array();
  for (const auto& [name, value] : schema["properties"].items()) schema["required"].push_back(name);
}

/// A schema that stands on one of the library's: that document or a part of it, and more members.
Json derived(const Json& rule, Json& all) {
  const std::string document = rule.at("x-document");
  const std::string prefix = prefix_of(document);
  Json whole = document_of(document);
  if (whole.contains("$defs")) {
    for (const auto& [name, part] : whole["$defs"].items()) {
      Json hoisted = part;
      hoist_references(hoisted, prefix);
      all[prefix + "_" + name] = std::move(hoisted);
    }
  }
  const std::string part = rule.value("x-part", "");
  Json out = part.empty() ? whole : whole.at(Json::json_pointer(part));
  for (const char* name : {"$schema", "$id", "$defs"}) out.erase(name);
  hoist_references(out, prefix);
  if (rule.contains("x-whole")) require_all(out);
  if (rule.contains("x-more")) add_members(out, rule["x-more"]);
  if (rule.contains("x-patch")) drop_defaults(out);
  if (rule.contains("x-optional")) {
    Json required = Json::array();
    for (const Json& name : out["required"]) {
      const Json& optional = rule["x-optional"];
      if (std::find(optional.begin(), optional.end(), name) == optional.end()) {
        required.push_back(name);
      }
    }
    out["required"] = std::move(required);
  }
  if (rule.contains("description")) out["description"] = rule["description"];
  return out;
}

/// Parts of the library's documents that no schema here refers to.
std::vector<std::string> unused_parts(const Json& schemas) {
  const std::string text = schemas.dump();
  std::vector<std::string> out;
  for (const auto& [name, schema] : schemas.items()) {
    const bool is_part = name.find("Part_") != std::string::npos;
    const std::string named = "\"" + components + name + "\"";
    if (is_part && text.find(named) == std::string::npos) out.push_back(name);
  }
  return out;
}

Json all_schemas() {
  Json out = Json::object();
  const Json own = Json::parse(schemas_text());
  for (const auto& [name, schema] : own.items()) {
    out[name] = schema.contains("x-document") ? derived(schema, out) : schema;
  }
  // One that is left out may have been the last to name another.
  for (auto unused = unused_parts(out); !unused.empty(); unused = unused_parts(out)) {
    for (const std::string& name : unused) out.erase(name);
  }
  return out;
}

Json path_parameter(const std::string& name, const Route& route) {
  const bool is_attempt = route.about == About::attempt && name == "id";
  return {{"name", name},
          {"in", "path"},
          {"required", true},
          {"schema", reference(is_attempt ? "AttemptUuid" : "Id")}};
}

Json parameters_of(const Route& route) {
  Json out = Json::array();
  for (std::size_t at = route.path.find('{'); at != std::string_view::npos;
       at = route.path.find('{', at + 1)) {
    const std::size_t end = route.path.find('}', at);
    out.push_back(path_parameter(std::string(route.path.substr(at + 1, end - at - 1)), route));
  }
  for (const QueryParameter& each : route.query) {
    out.push_back({{"name", each.name},
                   {"in", "query"},
                   {"required", false},
                   {"description", each.meaning},
                   {"schema", Json::parse(each.schema)}});
  }
  if (route.effect != Effect::reads) {
    out.push_back({{"$ref", "#/components/parameters/IdempotencyKey"}});
  }
  return out;
}

Json answer_of(std::string_view data) {
  return {{"type", "object"},
          {"additionalProperties", false},
          {"required", {"success", "data"}},
          {"properties", {{"success", {{"const", true}}}, {"data", reference(data)}}}};
}

Json said(std::string_view description, std::string_view media_type, const Json& schema) {
  Json content;
  content[std::string(media_type)] = {{"schema", schema}};
  return {{"description", description}, {"content", content}};
}

Json failures_of(const Route& route) {
  std::vector<std::string> out{"400", "401"};
  if (route.role != Role::operator_of_company) out.emplace_back("403");
  if (route.about != About::none) out.emplace_back("404");
  const bool has_body = route.method != "GET";
  if (has_body) {
    for (const char* status : {"409", "413", "415"}) out.emplace_back(status);
  }
  for (const char* status : {"422", "500", "503"}) out.emplace_back(status);
  Json answers = Json::object();
  for (const std::string& status : out) {
    answers[status] = {{"$ref", "#/components/responses/" + status}};
  }
  return answers;
}

Json operation_of(const Route& route) {
  Json out{{"operationId", route.operation}, {"summary", route.summary}};
  std::string description = "For tokens of " + std::string(word_of(route.role)) +
                            (route.role == Role::admin ? "." : " and above.");
  if (!route.remark.empty()) description += " " + std::string(route.remark);
  out["description"] = std::move(description);
  out["parameters"] = parameters_of(route);
  if (!route.body.empty()) {
    out["requestBody"] = {{"required", !route.is_body_optional},
                          {"content", {{"application/json", {{"schema", reference(route.body)}}}}}};
  }
  Json answers = failures_of(route);
  answers["200"] = route.answer_text != nullptr
                       ? said("The page", route.media_type, {{"type", "string"}})
                       : said("Done", "application/json", answer_of(route.data));
  out["responses"] = std::move(answers);
  return out;
}

/// What anybody may ask.
Json open_operation(const char* operation, const char* summary, const Json& answer) {
  return {{"operationId", operation},
          {"summary", summary},
          {"security", Json::array()},
          {"responses", {{"200", answer}}}};
}

Json paths() {
  Json out = Json::object();
  for (const Route& route : routes()) {
    std::string method(route.method);
    std::transform(method.begin(), method.end(), method.begin(),
                   [](char c) { return static_cast<char>(c + 32); });
    out[std::string(route.path)][method] = operation_of(route);
  }
  out["/health"]["get"] = open_operation("getHealth", "The process answers",
                                         said("It does", "application/json", answer_of("Status")));
  Json ready = open_operation("getReady", "The store answers too",
                              said("It does", "application/json", answer_of("Status")));
  ready["responses"]["503"] = {{"$ref", "#/components/responses/503"}};
  out["/ready"]["get"] = std::move(ready);
  Json metrics = open_operation("getMetrics", "Counters in Prometheus' text form",
                                said("Counters", "text/plain", {{"type", "string"}}));
  metrics["description"] = "From this machine, or with an admin's token.";
  metrics["responses"]["401"] = {{"$ref", "#/components/responses/401"}};
  out["/metrics"]["get"] = std::move(metrics);
  out["/openapi.json"]["get"] = open_operation(
      "getOpenapi", "This document", said("OpenAPI 3.1", "application/json", {{"type", "object"}}));
  return out;
}

Json responses() {
  constexpr std::pair<const char*, const char*> all[] = {
      {"400", "The request is malformed"},
      {"401", "No token, or one that is not known"},
      {"403", "The token's role may not"},
      {"404", "There is no such thing, or it is another company's"},
      {"409", "The state of things says no"},
      {"413", "The body is larger than a mebibyte"},
      {"415", "The body is no JSON"},
      {"422", "A value is out of its range, or the key was used for another request"},
      {"500", "Something is broken that does not pass by itself; the operator's log has the cause"},
      {"503", "The store is busy; come again"}};
  Json out = Json::object();
  for (const auto& [status, description] : all) {
    out[status] = said(description, "application/json", reference("Error"));
  }
  return out;
}

}  // namespace

std::string openapi_document() {
  Json out;
  out["openapi"] = "3.1.0";
  out["info"] = {{"title", "reactivation-service"},
                 {"version", REACTIVATION_VERSION},
                 {"description", "A salon's messages to clients who are due. docs/service.md"},
                 {"license", {{"name", "MIT"}, {"identifier", "MIT"}}}};
  out["servers"] = Json::array({Json{{"url", api_prefix}}});
  out["security"] = Json::array({Json{{"token", Json::array()}}});
  out["paths"] = paths();
  out["components"]["securitySchemes"]["token"] = {{"type", "http"}, {"scheme", "bearer"}};
  out["components"]["parameters"]["IdempotencyKey"] = {
      {"name", "Idempotency-Key"},
      {"in", "header"},
      {"required", false},
      {"description", "The same request again gets the first answer; kept for seven days"},
      {"schema",
       {{"type", "string"}, {"pattern", "^[!-~]+$"}, {"minLength", 1}, {"maxLength", 200}}}};
  out["components"]["responses"] = responses();
  out["components"]["schemas"] = all_schemas();
  return out.dump();
}

}  // namespace service
