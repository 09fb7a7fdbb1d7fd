#include "configuration.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <utility>

#include "configuration_shape.hpp"
#include "failure.hpp"
#include "reactivation/adapters/models_service.hpp"

extern char** environ;  // NOLINT(readability-redundant-declaration): POSIX has it nowhere else

namespace cli {

using namespace reactivation;
using configuration::below;
using configuration::Findings;
using configuration::Json;

namespace {

constexpr std::string_view schema_name = "reactivation.configuration/1";
constexpr std::size_t read_max = std::size_t{2} << 20;

/// One object of the document, with its place.
struct Part {
  const Json& json;
  std::string pointer;
  Findings& findings;
  const ConfigurationSource& source;

  [[nodiscard]] const Json& at(const char* name) const {
    static const Json none;
    const auto found = json.is_object() ? json.find(name) : json.end();
    return json.is_object() && found != json.end() ? *found : none;
  }
  [[nodiscard]] bool has(const char* name) const { return !at(name).is_null(); }
  [[nodiscard]] bool holds(const char* name) const { return at(name).is_object(); }
  [[nodiscard]] Part part(const char* name) const {
    return {at(name), below(pointer, name), findings, source};
  }
  /// Empty when it is absent or no text.
  [[nodiscard]] std::string text(const char* name) const {
    const Json& value = at(name);
    return value.is_string() ? value.get<std::string>() : std::string{};
  }
  [[nodiscard]] std::optional<std::int64_t> whole(const char* name) const {
    const Json& value = at(name);
    if (!value.is_number_integer()) return std::nullopt;
    return value.get<std::int64_t>();
  }
  [[nodiscard]] bool flag(const char* name) const {
    const Json& value = at(name);
    return value.is_boolean() && value.get<bool>();
  }
  void error(std::string_view code, const char* name, const std::string& message) const {
    findings.error(code, below(pointer, name), message);
  }
  void require(const char* name, const char* example) const {
    if (!has(name)) error("missing", name, std::string("is needed, as ") + example);
  }
  /// A path of a file, counted from the configuration's folder.
  [[nodiscard]] std::string path(const char* name) const {
    const std::string given = text(name);
    if (given.empty()) return {};
    const std::filesystem::path place(given);
    if (place.is_absolute() || source.folder.empty()) return given;
    return (std::filesystem::path(source.folder) / place).string();
  }
  /// An address without its end slash; empty when it is absent or none.
  [[nodiscard]] std::string url(const char* name) const {
    std::string given = text(name);
    while (given.ends_with('/')) given.pop_back();
    if (text(name).empty()) return {};
    if (is_service_url(given) && given.find_first_of("{}") == std::string::npos) return given;
    error("invalid_address", name,
          "must be https://… (or http:// to this machine), without a user, a query or a key");
    return {};
  }
  [[nodiscard]] std::string option() const { return source.name + pointer; }
};

/// A kind of a thing, and which members it has besides `kind`.
struct Kind {
  std::string_view name;
  std::vector<std::string_view> members;
};

/// The kind's name when it is one; members of other kinds are listed as wrong.
std::string kind_of(const Part& part, const std::vector<Kind>& kinds) {
  std::string words;
  for (const Kind& kind : kinds) words += (words.empty() ? "" : ", ") + std::string(kind.name);
  if (!part.has("kind")) {
    part.error("missing", "kind", "is needed: one of " + words);
    return {};
  }
  const std::string word = part.text("kind");
  const auto found =
      std::find_if(kinds.begin(), kinds.end(), [&](const Kind& kind) { return kind.name == word; });
  if (found == kinds.end()) {
    if (!word.empty()) part.error("unknown_word", "kind", "must be one of: " + words);
    return {};
  }
  std::set<std::string> others;
  for (const Kind& kind : kinds) others.insert(kind.members.begin(), kind.members.end());
  for (const std::string_view own : found->members) others.erase(std::string(own));
  for (const std::string& other : others) {
    if (!part.has(other.c_str())) continue;
    part.error("not_of_this_kind", other.c_str(),
               "does not belong to the kind " + word + "; take it out");
  }
  return word;
}

bool is_made_of(std::string_view text, std::string_view more) {
  return std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           more.find(c) != std::string_view::npos;
  });
}
bool is_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::string with_url(std::string spec, const std::string& url) {
  return url.empty() ? spec : spec + "@" + url;
}

MessengerOptions messenger_of(const Part& part) {
  const std::string kind =
      kind_of(part, {{"whatsapp", {"number", "url", "templates", "timeout_seconds"}},
                     {"evolution", {"instance", "url", "timeout_seconds"}},
                     {"program", {"program", "arguments", "timeout_seconds", "show_errors"}},
                     {"bullmq", {"queue"}},
                     {"outbox", {"folder"}}});
  MessengerOptions out;
  out.option = part.option();
  out.longest_seconds = static_cast<int>(part.whole("timeout_seconds").value_or(30));
  out.shows_errors = part.flag("show_errors");
  if (kind == "whatsapp") {
    part.require("number", "\"106540352242922\": the id of the phone number at WhatsApp");
    const std::string number = part.text("number");
    if (!number.empty() && (!is_digits(number) || number.size() > 32)) {
      part.error("invalid_id", "number", "must be the id of the number at WhatsApp, digits alone");
    }
    out.templates = part.path("templates");
    out.spec = with_url("whatsapp:" + number, part.url("url"));
  } else if (kind == "evolution") {
    part.require("instance", "\"salon\": its name at the gateway");
    part.require("url", "\"https://gate.example\"");
    const std::string instance = part.text("instance");
    if (!is_made_of(instance, "-_.") || instance.size() > 128) {
      part.error("invalid_id", "instance", "must be letters, digits, -, _ and .");
    }
    out.spec = with_url("evolution:" + instance, part.url("url"));
  } else if (kind == "program") {
    part.require("program", "\"./send.sh\"");
    out.spec = "program:" + part.path("program");
    for (const Json& argument : part.at("arguments")) {
      if (argument.is_string()) out.arguments.push_back(argument.get<std::string>());
    }
  } else if (kind == "bullmq") {
    const std::string queue = part.text("queue");
    if (queue.find(':') != std::string::npos) {
      part.error("invalid_name", "queue", "must be the name of a queue, without a colon");
    }
    out.spec = "bullmq:" + (queue.empty() ? std::string("company-{company}-messages") : queue);
  } else if (kind == "outbox") {
    part.require("folder", "\"out\"");
    out.spec = "outbox:" + part.path("folder");
  }
  return out;
}

SlotOptions slots_of(const Part& part) {
  const std::string kind = kind_of(part, {{"database", {}}, {"yclients", {"salon", "url"}}});
  SlotOptions out;
  out.option = part.option();
  if (kind != "yclients") return out;
  part.require("salon", "4564: the salon's number at YClients");
  out.spec =
      with_url("yclients:" + std::to_string(part.whole("salon").value_or(0)), part.url("url"));
  return out;
}

std::optional<ModelQuotas> budget_of(const Part& part, const std::string& kind) {
  if (!part.json.is_object()) return std::nullopt;
  ModelQuotas out;
  out.requests_per_minute = part.whole("requests_per_minute");
  out.tokens_per_minute = part.whole("tokens_per_minute");
  if (kind == "openai") out.counted = CountedTokens::prompt_and_answer;
  out.per_day = {part.whole("requests_per_day"), part.whole("tokens_per_day"),
                 part.whole("spent_minor_per_day")};
  out.per_month = {part.whole("requests_per_month"), part.whole("tokens_per_month"),
                   part.whole("spent_minor_per_month")};
  out.prices = {part.whole("prompt_minor_per_million").value_or(0),
                part.whole("answer_minor_per_million").value_or(0)};
  const bool is_money = out.per_day.spent_minor || out.per_month.spent_minor;
  const bool has_prices =
      out.prices.prompt_minor_per_million > 0 || out.prices.answer_minor_per_million > 0;
  if (is_money && !has_prices) {
    part.error("missing", "prompt_minor_per_million",
               "is needed, or answer_minor_per_million: an amount of money needs the prices");
  }
  return out;
}

ModelOptions model_of(const Part& part) {
  const std::string kind = kind_of(part, {{"gemini", {"name", "url", "budget"}},
                                          {"openai", {"name", "url", "budget"}},
                                          {"file", {"file"}}});
  ModelOptions out;
  out.option = part.option();
  out.reads_replies = part.flag("reads_replies");
  const std::string name = part.text("name");
  if (!name.empty() && !is_model_name(name)) {
    part.error("invalid_id", "name", "must be letters, digits, and . - _ : / between them");
  }
  if (kind == "file") {
    part.require("file", "\"answer.txt\"");
    out.spec = "file:" + part.path("file");
  } else if (!kind.empty()) {
    if (kind == "openai") part.require("name", "\"small\": the model's name at the server");
    out.spec = with_url(kind + ":" + name, part.url("url"));
    out.quotas = budget_of(part.part("budget"), kind);
  }
  return out;
}

NotifyOptions notices_of(const Part& part) {
  const std::string kind = kind_of(part, {{"telegram", {"chat", "url", "timeout_seconds"}},
                                          {"program", {"program", "timeout_seconds"}}});
  NotifyOptions out;
  out.option = part.option();
  out.longest_seconds = static_cast<int>(part.whole("timeout_seconds").value_or(10));
  if (kind == "telegram") {
    part.require("chat", "\"-1001234567890\" or \"@channel\"");
    const std::string chat = part.text("chat");
    const bool is_name = chat.starts_with('@') && chat.size() > 1 &&
                         is_made_of(std::string_view(chat).substr(1), "_");
    const bool is_id = is_digits(std::string_view(chat).substr(chat.starts_with('-') ? 1 : 0));
    if (!chat.empty() && ((!is_name && !is_id) || chat.size() > 50)) {
      part.error("invalid_id", "chat", "must be a number, as -1001234567890, or @channel");
    }
    out.spec = with_url("telegram:" + chat, part.url("url"));
  } else if (kind == "program") {
    part.require("program", "\"./notify.sh\"");
    out.spec = "program:" + part.path("program");
  }
  return out;
}

ListenAddress listen_of(const Part& part) {
  ListenAddress out;
  part.require("port", "8080");
  const auto port = part.whole("port").value_or(0);
  if (port > 0 && port <= 65535) out.port = static_cast<std::uint16_t>(port);
  if (part.has("host")) out.host = part.text("host");
  if (out.host.empty() || out.host.size() > 253 || !is_made_of(out.host, ".:-")) {
    part.error("invalid_address", "host",
               "must be an address of this machine, as 127.0.0.1; one without a port");
  }
  if (part.has("path")) out.path = part.text("path");
  while (out.path.size() > 1 && out.path.ends_with('/')) out.path.pop_back();
  const bool is_path = out.path.starts_with('/') && is_made_of(out.path, "/-_.~");
  if (!is_path) part.error("invalid_address", "path", "must begin with / and be made of letters");
  return out;
}

CompanyConfiguration company_of(const Part& part) {
  CompanyConfiguration out;
  part.require("company_id", "1");
  out.id = CompanyId{part.whole("company_id").value_or(0)};
  if (part.holds("messenger")) {
    out.messenger = messenger_of(part.part("messenger"));
  } else if (!part.has("messenger")) {
    part.error("missing", "messenger", "is needed: what carries this company's messages");
  }
  if (part.holds("slots")) out.slots = slots_of(part.part("slots"));
  if (part.holds("model")) out.model = model_of(part.part("model"));
  if (part.holds("notices")) out.notify = notices_of(part.part("notices"));
  if (part.holds("listen")) out.listen = listen_of(part.part("listen"));
  if (const std::string word = part.text("policy"); !word.empty()) {
    const auto policy = reactivation::policy_of_word(word);
    if (!policy) part.error("unknown_word", "policy", "must be \"spec\" or \"rhythm\"");
    out.policy = policy.value_or(out.policy);
  }
  if (const std::string line = part.text("schedule"); !line.empty()) {
    std::string problem;
    out.schedule = parse_cron(line, &problem);
    if (!out.schedule) part.error("invalid_schedule", "schedule", problem);
  }
  return out;
}

/// Companies once each, and no address of two.
void check_together(const Configuration& read, Findings& findings) {
  std::map<std::int64_t, std::size_t> ids;
  std::map<std::string, std::size_t> addresses;
  for (std::size_t i = 0; i < read.companies.size(); ++i) {
    const CompanyConfiguration& company = read.companies[i];
    const std::string pointer = "/companies/" + std::to_string(i);
    const auto [same, is_new] = ids.emplace(company.id.value, i);
    if (company.id.is_set() && !is_new) {
      findings.error("duplicate_id", below(pointer, "company_id"),
                     "is the same as in /companies/" + std::to_string(same->second) +
                         "; a company has one entry");
    }
    if (!company.listen) continue;
    const std::string address =
        company.listen->host + ":" + std::to_string(company.listen->port) + company.listen->path;
    // A path below another's service would be answered by the wrong company.
    const std::string& path = company.listen->path;
    for (const char* service : {"/whatsapp", "/evolution", "/yclients"}) {
      if ((path + "/").find(std::string(service) + "/") == std::string::npos) continue;
      findings.error("invalid_address", below(pointer, "listen"),
                     std::string("has ") + service + " in its path, which is a service's own");
    }
    const auto [other, is_free] = addresses.emplace(address, i);
    if (is_free) continue;
    findings.error("duplicate", below(pointer, "listen"),
                   "is the same as in /companies/" + std::to_string(other->second) +
                       "; give each company a path of its own");
  }
}

Configuration configuration_of(const Part& part) {
  Configuration out;
  part.require("schema", "\"reactivation.configuration/1\"");
  if (part.at("schema").is_string() && part.text("schema") != schema_name) {
    part.error("unsupported_schema", "schema", "must be \"" + std::string(schema_name) + "\"");
  }
  part.require("database", "\"salon.db\"");
  const std::string database = part.text("database");
  const auto begins = [&](const char* scheme) { return database.starts_with(scheme); };
  if (begins("postgresql://") || begins("postgres://")) {
    const std::size_t user_end = database.rfind('@');
    const std::size_t user = database.find("://") + 3;
    if (user_end != std::string::npos && database.find(':', user) < user_end) {
      part.error("secret", "database",
                 "holds a password; leave it out, and set PGPASSWORD or write ~/.pgpass (0600)");
    }
    const std::size_t host_end = database.find('/', user);
    if (host_end == std::string::npos || host_end + 1 == database.size()) {
      part.error("invalid_address", "database",
                 "names no database; write it as postgresql://HOST/DATABASE");
    }
    out.database = database;
  } else {
    if (begins("sqlite:") || begins("postgres") || database.find("://") != std::string::npos) {
      part.error("invalid_address", "database",
                 "must be the path of a file, or postgresql://HOST/DATABASE");
    }
    out.database = part.path("database");
  }
  const Json& companies = part.at("companies");
  if (companies.is_null() || (companies.is_array() && companies.empty())) {
    part.error("missing", "companies", "is needed: a list with one entry for each company");
  }
  if (!companies.is_array()) return out;
  for (std::size_t i = 0; i < companies.size(); ++i) {
    if (!companies[i].is_object()) continue;
    out.companies.push_back(company_of(
        {companies[i], below("/companies", std::to_string(i)), part.findings, part.source}));
  }
  return out;
}

}  // namespace

const CompanyConfiguration* Configuration::find(CompanyId company) const noexcept {
  for (const CompanyConfiguration& known : companies) {
    if (known.id == company) return &known;
  }
  return nullptr;
}

ReadDocument<Configuration> read_configuration(std::string_view bytes,
                                               const ConfigurationSource& source) {
  ReadDocument<Configuration> out;
  Findings findings;
  Json document = configuration::parse(bytes, findings);
  if (!document.is_discarded()) {
    std::vector<configuration::Override> overrides;
    for (const ConfigurationOverride& given : source.overrides) {
      overrides.push_back({given.variable, given.value});
    }
    configuration::apply(overrides, document, findings);
    configuration::check_shape(document, findings);
    Configuration read = configuration_of({document, {}, findings, source});
    check_together(read, findings);
    if (!findings.has_errors()) out.value = std::move(read);
  }
  out.issues = findings.take();
  return out;
}

namespace {

std::vector<ConfigurationOverride> overrides_of_environment() {
  std::vector<ConfigurationOverride> out;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view line(*entry);
    const std::size_t end = line.find('=');
    if (!line.starts_with(configuration::override_prefix) || end == std::string_view::npos) {
      continue;
    }
    out.push_back({std::string(line.substr(0, end)), std::string(line.substr(end + 1))});
  }
  std::sort(out.begin(), out.end(),
            [](const auto& a, const auto& b) { return a.variable < b.variable; });
  return out;
}

}  // namespace

Configuration load_configuration(const std::string& path) {
  if (path.empty()) fail_usage("--config is empty; name a file, as --config reactivation.json");
  const std::string bytes = read_file(path, read_max);
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  auto read = read_configuration(
      bytes, {path == "-" ? "" : folder.string(), path, overrides_of_environment()});
  report_issues(read.issues, path);
  return std::move(*read.value);
}

const CompanyConfiguration& get_company(const Configuration& configuration, std::int64_t company,
                                        const std::string& path) {
  if (company == 0 && configuration.companies.size() == 1) return configuration.companies.front();
  std::string known;
  for (const CompanyConfiguration& each : configuration.companies) {
    if (each.id.value == company) return each;
    known += (known.empty() ? "" : ", ") + std::to_string(each.id.value);
  }
  if (company == 0) fail_usage("--company is needed: " + path + " has companies " + known);
  fail_usage("--company " + std::to_string(company) + ": " + path + " has only " + known);
}

void add_config_option(CLI::App& command, std::string& path) {
  command
      .add_option("--config", path,
                  "Everything from one file instead of options (docs/configuration.md)")
      ->type_name("FILE");
}

void require_place(const CLI::App& command, std::initializer_list<const char*> replaced) {
  const bool has_file = command.get_option("--config")->count() > 0;
  if (!has_file && command.get_option("--db")->count() == 0) {
    fail_usage("--db is required, or --config FILE");
  }
  for (const char* option : replaced) {
    if (!has_file || command.get_option(option)->count() == 0) continue;
    fail_usage(std::string(option) + " is what the file of --config says; leave one of them out");
  }
}

}  // namespace cli
