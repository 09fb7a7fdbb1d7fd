#include "configuration_shape.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <set>
#include <utility>

#include "reactivation/adapters/messengers.hpp"
#include "typed.hpp"

namespace cli::configuration {

using reactivation::Issue;

namespace {

constexpr std::size_t bytes_max = std::size_t{1} << 20;
constexpr std::size_t text_bytes_max = 4096;
constexpr std::size_t texts_max = 64;
constexpr std::size_t issues_max = 200;
constexpr std::int64_t amount_max = 1'000'000'000'000;
constexpr std::int64_t id_max = std::numeric_limits<std::int64_t>::max();

constexpr Member text(std::string_view name) { return {name, Type::text, 0, 0, {}}; }
constexpr Member whole(std::string_view name, std::int64_t low, std::int64_t high) {
  return {name, Type::whole, low, high, {}};
}
constexpr Member flag(std::string_view name) { return {name, Type::flag, 0, 0, {}}; }

constexpr Member messenger_members[] = {text("kind"),
                                        text("number"),
                                        text("instance"),
                                        text("url"),
                                        text("templates"),
                                        text("program"),
                                        {"arguments", Type::texts, 0, 0, {}},
                                        text("folder"),
                                        text("queue"),
                                        whole("timeout_seconds", 1, 3600),
                                        flag("show_errors")};
constexpr Member slots_members[] = {text("kind"), whole("salon", 1, id_max), text("url")};
constexpr Member budget_members[] = {whole("requests_per_minute", 0, amount_max),
                                     whole("tokens_per_minute", 0, amount_max),
                                     whole("requests_per_day", 0, amount_max),
                                     whole("tokens_per_day", 0, amount_max),
                                     whole("spent_minor_per_day", 0, amount_max),
                                     whole("requests_per_month", 0, amount_max),
                                     whole("tokens_per_month", 0, amount_max),
                                     whole("spent_minor_per_month", 0, amount_max),
                                     whole("prompt_minor_per_million", 0, amount_max),
                                     whole("answer_minor_per_million", 0, amount_max)};
constexpr Member model_members[] = {
    text("kind"), text("name"),          text("url"),
    text("file"), flag("reads_replies"), {"budget", Type::object, 0, 0, budget_members}};
constexpr Member notices_members[] = {text("kind"), text("chat"), text("url"), text("program"),
                                      whole("timeout_seconds", 1, 600)};
constexpr Member listen_members[] = {text("host"), whole("port", 1, 65535), text("path")};
constexpr Member company_members[] = {whole("company_id", 1, id_max),
                                      {"messenger", Type::object, 0, 0, messenger_members},
                                      {"slots", Type::object, 0, 0, slots_members},
                                      {"model", Type::object, 0, 0, model_members},
                                      {"notices", Type::object, 0, 0, notices_members},
                                      text("policy"),
                                      text("schedule"),
                                      {"listen", Type::object, 0, 0, listen_members}};
constexpr Member document_members[] = {
    text("schema"), text("database"), {"companies", Type::list, 0, 0, company_members}};

constexpr const char* keys_belong =
    "a key never stands in this file: put it into the environment, as WHATSAPP_TOKEN, "
    "EVOLUTION_API_KEY, TELEGRAM_BOT_TOKEN, YCLIENTS_PARTNER_TOKEN, YCLIENTS_USER_TOKEN, "
    "GEMINI_API_KEY or OPENAI_API_KEY (docs/configuration.md), and take it out here";

const Member* find(std::span<const Member> members, std::string_view name) {
  const auto found = std::find_if(members.begin(), members.end(),
                                  [&](const Member& member) { return member.name == name; });
  return found == members.end() ? nullptr : &*found;
}

// --- Names and values that give something away ---------------------------------------------------

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

bool is_name_of_key(std::string_view name) {
  const std::string word = lower(name);
  for (const char* part :
       {"token", "secret", "passw", "apikey", "credential", "authorization", "bearer", "private"}) {
    if (word.find(part) != std::string::npos) return true;
  }
  return word == "key" || word.ends_with("_key") || word.ends_with("-key");
}

bool is_letter_or_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// Shapes of keys that are in use: Google's, OpenAI's, Meta's, a Telegram bot's.
bool is_shape_of_key(std::string_view text) {
  for (const std::string_view beginning : {"AIza", "sk-", "EAA", "Bearer "}) {
    for (std::size_t at = text.find(beginning); at != std::string_view::npos;
         at = text.find(beginning, at + 1)) {
      const bool is_word = at == 0 || !is_letter_or_digit(text[at - 1]);
      if (is_word && text.size() - at >= 20) return true;
    }
  }
  for (std::size_t at = text.find(':'); at != std::string_view::npos; at = text.find(':', at + 1)) {
    std::size_t digits = 0;
    while (digits < at && text[at - digits - 1] >= '0' && text[at - digits - 1] <= '9') ++digits;
    if (digits >= 6 && text.size() - at >= 30) return true;
  }
  return false;
}

/// Looks like a field's name, and not like somebody's data.
bool is_showable(std::string_view name) {
  const auto is_part = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
  };
  const auto digits =
      std::count_if(name.begin(), name.end(), [](char c) { return c >= '0' && c <= '9'; });
  const auto others = static_cast<std::size_t>(std::count_if(name.begin(), name.end(), is_part));
  return !name.empty() && name.size() <= 40 && digits <= 2 &&
         others + static_cast<std::size_t>(digits) == name.size();
}

std::string_view words_of(Type type) {
  switch (type) {
    case Type::text:
      return "a text";
    case Type::whole:
      return "a whole number";
    case Type::flag:
      return "true or false";
    case Type::texts:
      return "a list of texts";
    case Type::object:
      return "an object";
    case Type::list:
      return "a list of objects";
  }
  return {};
}

bool is_of(const Json& value, Type type) {
  switch (type) {
    case Type::text:
      return value.is_string();
    case Type::whole:
      return value.is_number_integer();
    case Type::flag:
      return value.is_boolean();
    case Type::object:
      return value.is_object();
    case Type::texts:
    case Type::list:
      return value.is_array();
  }
  return false;
}

// --- The check -----------------------------------------------------------------------------------

void check_object(const Json& object, std::span<const Member> members, const std::string& pointer,
                  Findings& findings);

void check_text(const std::string& value, const std::string& pointer, Findings& findings) {
  const bool has_control = std::any_of(value.begin(), value.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
  });
  // `--token=…` among a program's arguments
  const std::size_t mark = value.find_first_of("=: ");
  const bool is_named =
      mark != std::string::npos && is_name_of_key(std::string_view(value).substr(0, mark));
  if (is_named || is_shape_of_key(value)) {
    findings.error("key_in_file", pointer, keys_belong);
  } else if (value.empty()) {
    findings.error("out_of_range", pointer, "is empty; leave the member out instead");
  } else if (value.size() > text_bytes_max) {
    findings.error("out_of_range", pointer, "is longer than 4096 bytes");
  } else if (has_control) {
    findings.error("out_of_range", pointer, "has a control character in it");
  }
}

void check_whole(const Json& value, const Member& member, const std::string& pointer,
                 Findings& findings) {
  const bool is_huge =
      value.is_number_unsigned() && value.get<std::uint64_t>() > static_cast<std::uint64_t>(id_max);
  const std::int64_t number = is_huge ? id_max : value.get<std::int64_t>();
  if (!is_huge && number >= member.low && number <= member.high) return;
  findings.error(
      "out_of_range", pointer,
      "must be from " + std::to_string(member.low) + " to " + std::to_string(member.high));
}

void check_value(const Json& value, const Member& member, const std::string& pointer,
                 Findings& findings) {
  if (!is_of(value, member.type)) {
    findings.error("wrong_type", pointer, "must be " + std::string(words_of(member.type)));
    return;
  }
  if (member.type == Type::text) check_text(value.get<std::string>(), pointer, findings);
  if (member.type == Type::whole) check_whole(value, member, pointer, findings);
  if (member.type == Type::object) check_object(value, member.members, pointer, findings);
  if (member.type != Type::texts && member.type != Type::list) return;
  if (member.type == Type::texts && value.size() > texts_max) {
    findings.error("out_of_range", pointer, "has more than 64 texts");
    return;
  }
  for (std::size_t i = 0; i < value.size(); ++i) {
    const std::string place = below(pointer, std::to_string(i));
    if (member.type == Type::list) {
      check_value(value[i], {{}, Type::object, 0, 0, member.members}, place, findings);
    } else {
      check_value(value[i], {{}, Type::text, 0, 0, {}}, place, findings);
    }
  }
}

void check_unknown(const std::string& name, std::span<const Member> members,
                   const std::string& pointer, Findings& findings) {
  if (!is_showable(name)) {
    findings.error(
        is_name_of_key(name) ? "key_in_file" : "unknown_key", pointer,
        is_name_of_key(name) ? keys_belong : "has a member that is no field here; take it out");
    return;
  }
  if (is_name_of_key(name)) {
    findings.error("key_in_file", below(pointer, name), keys_belong);
    return;
  }
  std::vector<std::string> known;
  for (const Member& member : members) known.emplace_back(member.name);
  const std::string meant = nearest(name, known);
  findings.error("unknown_key", below(pointer, name),
                 "`" + name + "` is no field here" +
                     (meant.empty() ? "; take it out" : "; did you mean `" + meant + "`?"));
}

void check_object(const Json& object, std::span<const Member> members, const std::string& pointer,
                  Findings& findings) {
  for (const auto& [name, value] : object.items()) {
    const Member* member = find(members, name);
    if (member == nullptr) {
      check_unknown(name, members, pointer, findings);
    } else if (!value.is_null()) {
      check_value(value, *member, below(pointer, name), findings);
    }
  }
}

// --- The environment -----------------------------------------------------------------------------

std::vector<std::string> steps_of(std::string_view path) {
  std::vector<std::string> out;
  for (;;) {
    const std::size_t end = path.find("__");
    out.push_back(lower(path.substr(0, end)));
    if (end == std::string_view::npos) return out;
    path.remove_prefix(end + 2);
  }
}

/// The place of the company with that id in the list; its size when there is none.
std::size_t place_of_company(const Json& companies, const std::string& id) {
  std::size_t at = 0;
  while (at < companies.size()) {
    const Json& company = companies[at];
    const bool has_id = company.is_object() && company.contains("company_id") &&
                        company["company_id"].is_number_integer();
    if (has_id && company["company_id"].dump() == id) break;
    ++at;
  }
  return at;
}

/// Where a variable's value goes.
struct Target {
  Json* holder = nullptr;
  const Member* member = nullptr;
  std::string pointer;  ///< of the holder
};

/// Nothing in `holder` when no such place exists; `problem` then says why.
Target target_of(const std::vector<std::string>& steps, Json& document, std::string& problem) {
  Target out{&document, nullptr, {}};
  std::span<const Member> members = document_members;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const Member* member = find(members, steps[i]);
    if (member == nullptr) {
      problem = is_name_of_key(steps[i]) ? "keys have variables of their own; look at "
                                           "docs/configuration.md for its name"
                                         : "names no member of a configuration";
      return {};
    }
    const bool is_last = i + 1 == steps.size();
    if (is_last &&
        (member->name == "schema" || member->name == "company_id" || member->type == Type::list)) {
      problem = "this member says what the file is, and stands in it alone";
      return {};
    }
    out.member = member;
    if (is_last) return out;
    if (member->type != Type::object && member->type != Type::list) {
      problem = "names no member of a configuration";
      return {};
    }
    Json& inner = (*out.holder)[steps[i]];
    out.pointer = below(out.pointer, steps[i]);
    if (inner.is_null() && member->type == Type::object) inner = Json::object();
    if (!is_of(inner, member->type)) {
      problem = "its place in the file holds something else";
      return {};
    }
    out.holder = &inner;
    members = member->members;
    if (member->type != Type::list) continue;
    const std::size_t at =
        i + 2 < steps.size() ? place_of_company(inner, steps[i + 1]) : inner.size();
    if (at == inner.size()) {
      problem = "the file has no company of this id; write it as " + std::string(override_prefix) +
                "COMPANIES__1__SCHEDULE";
      return {};
    }
    ++i;
    out.holder = &inner[at];
    out.pointer = below(out.pointer, std::to_string(at));
  }
  return out;
}

/// A text as it stands, anything else as JSON.
Json value_of(const Override& given, const Member& member) {
  if (member.type == Type::text && given.value != "null") return given.value;
  if (!reactivation::nests_little(given.value)) return Json(Json::value_t::discarded);
  Json value = Json::parse(given.value, nullptr, false);
  const bool fits = value.is_null() || is_of(value, member.type);
  return fits ? value : Json(Json::value_t::discarded);
}

}  // namespace

std::span<const Member> members_of_document() noexcept { return document_members; }

std::string below(const std::string& pointer, std::string_view name) {
  std::string out = pointer + "/";
  for (const char c : name) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out += c;
    }
  }
  return out;
}

void Findings::error(std::string_view code, const std::string& pointer,
                     const std::string& message) {
  if (issues_.size() > issues_max) return;
  if (issues_.size() == issues_max) {
    issues_.push_back({Issue::Severity::error, "more_issues", "", "there is more that is wrong"});
    return;
  }
  std::string variable;
  for (const auto& [place, name] : variables_) {
    if (pointer == place || pointer.starts_with(place + "/")) variable = name + ": ";
  }
  issues_.push_back({Issue::Severity::error, std::string(code), pointer, variable + message});
}

Json parse(std::string_view bytes, Findings& findings) {
  const Json none(Json::value_t::discarded);
  const bool is_blank = bytes.find_first_not_of(" \t\r\n") == std::string_view::npos;
  if (bytes.size() > bytes_max) {
    findings.error("document_too_large", "", "is larger than 1 MiB; no configuration is");
    return none;
  }
  if (is_blank) {
    findings.error("invalid_json", "", "is empty; docs/configuration.md shows a small one");
    return none;
  }
  if (bytes.starts_with("\xEF\xBB\xBF")) {
    findings.error("wrong_encoding", "", "begins with a byte order mark; save it as plain UTF-8");
    return none;
  }
  if (!reactivation::nests_little(bytes)) {
    findings.error("too_deep", "", "nests more than 32 levels");
    return none;
  }
  std::vector<std::set<std::string>> open;
  bool is_twice = false;
  const Json::parser_callback_t watch = [&](int, Json::parse_event_t event, Json& parsed) {
    if (event == Json::parse_event_t::object_start) open.emplace_back();
    if (event == Json::parse_event_t::object_end) open.pop_back();
    if (event == Json::parse_event_t::key) {
      is_twice |= !open.back().insert(parsed.get<std::string>()).second;
    }
    return true;
  };
  Json document;
  try {
    document = Json::parse(bytes, watch);
  } catch (const Json::parse_error& error) {
    const std::string_view before = bytes.substr(0, error.byte > 0 ? error.byte - 1 : 0);
    const auto line = std::count(before.begin(), before.end(), '\n') + 1;
    const std::size_t column = before.size() - (before.rfind('\n') + 1) + 1;
    findings.error(
        "invalid_json", "",
        "is no JSON: look at line " + std::to_string(line) + ", column " + std::to_string(column));
    return none;
  } catch (const Json::exception&) {
    findings.error("out_of_range", "", "has a number that is too large");
    return none;
  }
  if (is_twice) {
    findings.error("duplicate_key", "", "has a member that stands twice in one object");
    return none;
  }
  if (!document.is_object()) {
    findings.error("wrong_type", "", "must be an object");
    return none;
  }
  return document;
}

void apply(const std::vector<Override>& overrides, Json& document, Findings& findings) {
  for (const Override& given : overrides) {
    if (given.value.empty()) continue;
    const auto steps = steps_of(std::string_view(given.variable).substr(override_prefix.size()));
    std::string problem;
    const Target target = target_of(steps, document, problem);
    if (target.holder == nullptr) {
      findings.error("invalid_override", "", given.variable + ": " + problem);
      continue;
    }
    const std::string pointer = below(target.pointer, target.member->name);
    const Json value = value_of(given, *target.member);
    if (value.is_discarded()) {
      findings.error("invalid_override", pointer,
                     given.variable + ": must be " + std::string(words_of(target.member->type)) +
                         ", written as JSON");
      continue;
    }
    (*target.holder)[std::string(target.member->name)] = value;
    findings.say_of(pointer, given.variable);
  }
}

void check_shape(const Json& document, Findings& findings) {
  check_object(document, document_members, {}, findings);
}

}  // namespace cli::configuration
