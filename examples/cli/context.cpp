#include "context.hpp"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <span>

#include "failure.hpp"
#include "installation.hpp"
#include "reactivation/adapters/bullmq.hpp"
#include "table.hpp"
#include "typed.hpp"

namespace cli {

using namespace reactivation;

CLI::App* add_command(CLI::App& program, const CommandHelp& help) {
  CLI::App* command = program.add_subcommand(help.name, help.summary);
  command->footer(std::string(help.details) + "\n\nExamples:\n" + help.examples);
  return command;
}

void add_db_option(CLI::App& command, Place& place) {
  command
      .add_option("--db", place.db,
                  "The database: a path, sqlite:PATH, or postgresql://HOST/DATABASE")
      ->required()
      ->type_name("DB");
}

void add_company_option(CLI::App& command, Place& place) {
  command
      .add_option("--company", place.company,
                  "The company's id; may be left out when the database has one")
      ->type_name("ID")
      ->check(CLI::Range(std::int64_t{1}, std::numeric_limits<std::int64_t>::max()));
}

void add_now_option(CLI::App& command, Place& place) {
  command
      .add_option("--now", place.now,
                  "The instant to decide for, as 2026-03-02T10:00 of the company's clock\n"
                  "or 2026-03-02T07:00:00Z; the present moment when left out")
      ->type_name("INSTANT")
      // An empty variable of a script must not turn a decision for that day into one for today.
      ->check([](const std::string& text) {
        return text.empty() ? "it is empty; write it as 2026-03-02T10:00, or leave it out"
                            : std::string{};
      });
}

void add_policy_option(CLI::App& command, std::string& policy) {
  command
      .add_option("--policy", policy,
                  "Who is due, and who comes first: spec (a fixed interval a service) or\n"
                  "rhythm (each client's own, docs/rhythm.md) [spec]")
      ->type_name("POLICY");
}

PolicyKind read_policy(const std::string& text) {
  const auto kind = policy_of_word(text);
  if (!kind) fail_usage("--policy \"" + typed(text) + "\": it may be spec or rhythm");
  return *kind;
}

void add_json_option(CLI::App& command, bool& is_json) {
  command.add_flag("--json", is_json, "Print the result as one JSON document");
}

bool is_server(const std::string& url) {
  return url.starts_with("postgresql:") || url.starts_with("postgres:");
}

namespace {

/// `postgresql://[user[:password]@]host[:port]/database[?…]` without what is secret.
struct ServerAddress {
  std::string host;
  std::string database;
};

ServerAddress address_of(const std::string& url) {
  const std::size_t begin = url.find("://");
  if (begin == std::string::npos) {
    fail_usage("--db: an address of a server is written postgresql://HOST/DATABASE");
  }
  std::string rest = url.substr(begin + 3);
  rest = rest.substr(0, rest.find('?'));
  const std::size_t user_end = rest.rfind('@');
  if (user_end != std::string::npos) rest.erase(0, user_end + 1);
  const std::size_t host_end = rest.find('/');
  ServerAddress out{rest.substr(0, host_end),
                    host_end == std::string::npos ? std::string{} : rest.substr(host_end + 1)};
  if (out.database.empty()) {
    fail_usage("--db: the address names no database; write postgresql://HOST/DATABASE");
  }
  return out;
}

std::string file_path(const std::string& url) {
  if (url.starts_with("sqlite:")) {
    std::string path = url.substr(7);
    if (path.starts_with("///")) path.erase(0, 2);
    if (path.empty()) fail_usage("--db sqlite: names no file; use sqlite:salon.db");
    return path;
  }
  const std::size_t scheme_end = url.find("://");
  if (scheme_end != std::string::npos) {
    fail_usage("--db: no storage is called \"" + typed(url.substr(0, scheme_end)) +
               "\"; use a path, sqlite:PATH, or postgresql://HOST/DATABASE");
  }
  if (url.empty()) fail_usage("--db is empty; name a file, as --db salon.db");
  return url;
}

void check_file(const std::string& path, OpenMode mode) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) {
    fail_usage(path + ": this is a folder; give the path of a file in it");
  }
  const bool is_there = std::filesystem::exists(path, error);
  if (error && error != std::errc::no_such_file_or_directory) {
    fail_usage(path + ": " + error.message() + "; give the path of a file");
  }
  if (mode == OpenMode::existing && !is_there) {
    fail_usage(path +
               ": there is no such file; make one with `reactivation init` or "
               "`reactivation import`");
  }
}

}  // namespace

std::string database_name(const std::string& url) {
  if (!is_server(url)) return file_path(url);
  const ServerAddress address = address_of(url);
  return "postgresql://" + address.host + "/" + address.database;
}

std::string beside_database(const std::string& url) {
  if (!is_server(url)) return file_path(url);
  const char* folder = std::getenv("REACTIVATION_STATE_DIRECTORY");
  const std::string name = "reactivation-" + address_of(url).database;
  return folder == nullptr || *folder == '\0' ? name : std::string(folder) + "/" + name;
}

bool is_existing_database(const std::string& url) {
  std::error_code ignored;
  if (!is_server(url)) return std::filesystem::exists(file_path(url), ignored);
  const SystemTimeZones zones;
  std::string detail;
  const auto opened = PostgresStore::open(url, MissingTables::refuse, zones, &detail);
  if (!opened && opened.error() != make_error_code(errc::not_found)) {
    fail_with(opened.error(), database_name(url), detail);
  }
  return opened.has_value();
}

Database::Database(const std::string& url, OpenMode mode)
    : path_(database_name(url)), beside_(beside_database(url)) {
  std::string detail;
  if (is_server(url)) {
    const auto missing = mode == OpenMode::existing ? MissingTables::refuse : MissingTables::make;
    auto opened = PostgresStore::open(url, missing, zones_, &detail);
    if (!opened) fail_with(opened.error(), path_, detail);
    server_ = opened.value().get();
    store_ = std::move(opened).value();
    return;
  }
  check_file(path_, mode);
  auto opened = SqliteStore::open(path_, mode, zones_, &detail);
  if (!opened) fail_with(opened.error(), path_, detail);
  file_ = opened.value().get();
  store_ = std::move(opened).value();
}

std::string Database::here() {
  if (file_ != nullptr) return installation_of(path_);
  return get(server_->installation(), path_);
}

std::string redis_address() {
  const char* value = std::getenv("REACTIVATION_REDIS");
  if (value == nullptr || *value == '\0') return {};
  const std::string url = value;
  if (!BullMqQueue::make({.url = url, .times = {}})) {
    fail_usage(
        "REACTIVATION_REDIS is no address; write it as redis://[:PASSWORD@]HOST[:PORT][/DB]");
  }
  return url;
}

DialogueMemory& Database::dialogues() {
  const std::string url = redis_address();
  if (url.empty()) return *store_;
  if (!redis_) {
    RedisDialogueOptions options;
    options.url = url;
    auto made = RedisDialogues::make(
        options, *store_, [this](CompanyId company, ClientId client) -> std::optional<PhoneNumber> {
          const auto found = store_->load_clients(company, std::span{&client, 1});
          if (!found || found.value().empty() || !found.value()[0].phone.is_set()) {
            return std::nullopt;
          }
          return found.value()[0].phone;
        });
    redis_ = std::move(made).value();
  }
  return *redis_;
}

void Database::wait_for_others(std::chrono::milliseconds longest) {
  if (file_ != nullptr) file_->wait_for_others(longest);
  if (server_ != nullptr) server_->wait_for_others(longest);
}

void Database::fail(std::error_code error, const std::string& what) {
  fail_with(error, what, store_->detail());
}

Company Database::find_company(std::int64_t id) {
  const auto companies = get(store_->list_companies(), path_);
  if (id == 0) {
    if (companies.size() == 1) return get(store_->load_company(companies[0].id), path_);
    if (companies.empty()) {
      fail_usage(path_ +
                 " has no company yet; make one with `reactivation init` or "
                 "`reactivation import`");
    }
  }
  std::string known;
  for (const CompanyName& company : companies) {
    if (company.id.value == id) return get(store_->load_company(company.id), path_);
    known += (known.empty() ? "" : ", ") + std::to_string(company.id.value);
  }
  if (id == 0) fail_usage("--company is needed: " + path_ + " has companies " + known);
  fail_usage("--company " + std::to_string(id) + ": " + path_ + " has " +
             (known.empty() ? "no company" : "only " + known));
}

ClientId Database::find_client(CompanyId company, const std::string& code) {
  auto client = store_->find_client(company, code);
  if (!client && client.error() == make_error_code(errc::not_found)) {
    fail_usage("--client " + typed(code) + ": the company has no client with this id or code");
  }
  return get(std::move(client), path_);
}

Instant read_now(const std::string& text, const TimeZone& zone) {
  if (text.empty()) {
    return date::floor<Seconds>(
        std::chrono::time_point_cast<Seconds>(std::chrono::system_clock::now()));
  }
  const auto parsed = parse_time(text);
  if (!parsed) {
    fail_usage("--now \"" + typed(text) +
               "\" is no instant; write it as 2026-03-02T10:00 or 2026-03-02T07:00:00Z");
  }
  if (!parsed->utc_offset && !zone.is_known()) {
    fail_usage(
        "--now has no offset and the company's time zone is not known; write it in UTC, as "
        "2026-03-02T07:00:00Z");
  }
  return parsed->instant_in(zone);
}

TimeZone find_zone(const TimeZoneSource& zones, const std::string& name) {
  auto zone = zones.find(name);
  if (!zone) {
    fail_usage("--timezone " + typed(name) +
               ": no such zone on this machine; use an IANA name, as Europe/Moscow");
  }
  return std::move(zone).value();
}

namespace {

/// The whole stream, or a little more than `bytes_max` of it.
std::string read_some(std::istream& in, std::size_t bytes_max) {
  std::string bytes;
  std::array<char, 65536> part{};
  while (bytes.size() <= bytes_max) {
    in.read(part.data(), part.size());
    if (in.gcount() == 0) break;
    bytes.append(part.data(), static_cast<std::size_t>(in.gcount()));
  }
  return bytes;
}

}  // namespace

std::string read_file(const std::string& path, std::size_t bytes_max) {
  if (path == "-") return read_some(std::cin, bytes_max);
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) fail_usage(path + " is a folder; name a file");
  std::ifstream file(path, std::ios::binary);
  if (!file) fail_usage(path + ": " + std::strerror(errno) + "; check the path");
  std::string bytes = read_some(file, bytes_max);
  if (file.bad()) fail_run(path + ": cannot be read to its end: " + std::strerror(errno));
  return bytes;
}

void report_issues(const std::vector<Issue>& issues, const std::string& document) {
  const auto is_error = [](const Issue& issue) { return issue.severity == Issue::Severity::error; };
  const auto errors = std::count_if(issues.begin(), issues.end(), is_error);
  for (const Issue& issue : issues) {
    const std::string line = document + issue.place + ": " + issue.message;
    if (errors == 1 && is_error(issue)) continue;  // it is the command's last line
    std::cerr << (is_error(issue) ? "error: " : "warning: ") << harmless(line) << "\n";
  }
  if (errors == 0) return;
  if (errors > 1) {
    fail_usage((document.empty() ? "the input" : document) +
               " is refused: " + std::to_string(errors) +
               " errors, listed above with their places; mend them and try again");
  }
  const Issue& only = *std::find_if(issues.begin(), issues.end(), is_error);
  fail_usage(harmless(document + only.place + ": " + only.message));
}

}  // namespace cli
