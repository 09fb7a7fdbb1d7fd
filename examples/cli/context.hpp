// What most commands share: the database, the company, the instant.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "reactivation/adapters/postgres.hpp"
#include "reactivation/adapters/redis.hpp"
#include "reactivation/adapters/sql_store.hpp"
#include "reactivation/adapters/sqlite.hpp"
#include "reactivation/adapters/tz.hpp"
#include "reactivation/core/plan_policy.hpp"

namespace CLI {
class App;
}

namespace cli {

/// What runs when its command was named. It throws `Failure` when it does not end well.
using Action = std::function<void()>;

/// `--db`, `--company`, `--now`, as typed.
struct Place {
  std::string db;
  std::int64_t company = 0;  ///< 0: the only one in the file
  std::string now;           ///< empty: the clock of this machine
};

/// A command with what its help teaches.
struct CommandHelp {
  const char* name;
  const char* summary;  ///< one line, for the list of commands
  const char* details;
  const char* examples;  ///< indented by two blanks
};
[[nodiscard]] CLI::App* add_command(CLI::App& program, const CommandHelp& help);

void add_db_option(CLI::App& command, Place& place);
void add_company_option(CLI::App& command, Place& place);
void add_now_option(CLI::App& command, Place& place);
/// `--policy`: who decides when somebody is due.
void add_policy_option(CLI::App& command, std::string& policy);
[[nodiscard]] reactivation::PolicyKind read_policy(const std::string& text);
void add_json_option(CLI::App& command, bool& is_json);

/// `--db` as it is typed: a path, sqlite:PATH, or postgresql://…
[[nodiscard]] bool is_server(const std::string& url);
/// How messages name the database: its path, or its address without user and password. The command
/// ends for what names neither.
[[nodiscard]] std::string database_name(const std::string& url);
/// What the names of files beside the database begin with: its path; for a server `reactivation-`
/// and the database's name, in REACTIVATION_STATE_DIRECTORY or the present folder.
[[nodiscard]] std::string beside_database(const std::string& url);
[[nodiscard]] bool is_existing_database(const std::string& url);

/// REACTIVATION_REDIS: `redis://…`; empty when it is not set. The command ends for what is none.
[[nodiscard]] std::string redis_address();

/// An open store and the zones that it refers to.
class Database {
public:
  Database(const std::string& url, reactivation::OpenMode mode);

  [[nodiscard]] reactivation::SqlStore& store() noexcept { return *store_; }
  /// The same, when it is a file.
  [[nodiscard]] reactivation::SqliteStore* file() noexcept { return file_; }
  /// What the host's assistant must know: the store's, and with REACTIVATION_REDIS also in Redis.
  [[nodiscard]] reactivation::DialogueMemory& dialogues();
  void wait_for_others(std::chrono::milliseconds longest);
  [[nodiscard]] const reactivation::TimeZoneSource& zones() const noexcept { return zones_; }
  /// `database_name` of it.
  [[nodiscard]] const std::string& path() const noexcept { return path_; }
  [[nodiscard]] const std::string& beside() const noexcept { return beside_; }
  /// Names this installation, for `Office::arm`: this file on this machine, or this database on its
  /// server, whatever machine asks.
  [[nodiscard]] std::string here();

  /// The company asked for, or the only one there is.
  [[nodiscard]] reactivation::Company find_company(std::int64_t id);
  /// The client by our number or the outside system's code.
  [[nodiscard]] reactivation::ClientId find_client(reactivation::CompanyId company,
                                                   const std::string& code);
  /// The value, or the end of the command with the store's own sentence.
  template <class T>
  T get(reactivation::result<T>&& answer, const std::string& what) {
    if (!answer) fail(answer.error(), what);
    if constexpr (!std::is_void_v<T>) return std::move(answer).value();
  }

private:
  [[noreturn]] void fail(std::error_code error, const std::string& what);

  reactivation::SystemTimeZones zones_;
  std::string path_;
  std::string beside_;
  std::unique_ptr<reactivation::SqlStore> store_;
  reactivation::SqliteStore* file_ = nullptr;
  reactivation::PostgresStore* server_ = nullptr;
  std::unique_ptr<reactivation::RedisDialogues> redis_;
};

/// `2026-03-02T10:00`, of the zone's clock when it names no offset; empty: now.
[[nodiscard]] reactivation::Instant read_now(const std::string& text,
                                             const reactivation::TimeZone& zone);
[[nodiscard]] reactivation::TimeZone find_zone(const reactivation::TimeZoneSource& zones,
                                               const std::string& name);
/// The bytes of a file, or of standard input for `-`; reading ends soon after `bytes_max`, so that
/// what is too large is refused without being read whole.
[[nodiscard]] std::string read_file(const std::string& path, std::size_t bytes_max);
/// Prints the issues on standard error; with an error among them the command ends.
void report_issues(const std::vector<reactivation::Issue>& issues, const std::string& document);

}  // namespace cli
