// The document reactivation.configuration/1: everything that the program works with, from one file.
// docs/configuration.md
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "messenger_choice.hpp"
#include "model_choice.hpp"
#include "notices.hpp"
#include "reactivation/core/cron.hpp"
#include "reactivation/core/ids.hpp"
#include "reactivation/core/plan_policy.hpp"
#include "reactivation/json/read.hpp"
#include "yclients_choice.hpp"

namespace cli {

/// Where webhooks of a company come in.
struct ListenAddress {
  std::string host = "127.0.0.1";
  std::uint16_t port = 0;
  std::string path = "/";
};

/// What one company works with. The options are those that the commands take, with the place in the
/// file for their name; a spec that is empty was left out.
struct CompanyConfiguration {
  reactivation::CompanyId id;
  MessengerOptions messenger;
  SlotOptions slots;
  ModelOptions model;
  NotifyOptions notify;
  reactivation::PolicyKind policy = reactivation::PolicyKind::spec;
  std::optional<reactivation::CronSchedule> schedule;
  std::optional<ListenAddress> listen;
};

struct Configuration {
  std::string database;  ///< a path, or postgresql://…
  std::vector<CompanyConfiguration> companies;

  [[nodiscard]] const CompanyConfiguration* find(reactivation::CompanyId company) const noexcept;
};

struct ConfigurationOverride {
  std::string variable;  ///< `REACTIVATION_CONFIG__DATABASE`
  std::string value;
};

/// `folder`: of the file, which relative paths in it are counted from. `name`: of the file, for
/// messages of commands.
struct ConfigurationSource {
  std::string folder;
  std::string name;
  std::vector<ConfigurationOverride> overrides;
};
[[nodiscard]] reactivation::ReadDocument<Configuration> read_configuration(
    std::string_view bytes, const ConfigurationSource& source);

/// The file with what the environment says of it. The command ends when it cannot be read, or when
/// anything in it is wrong.
[[nodiscard]] Configuration load_configuration(const std::string& path);
/// The company asked for, or the only one in the file. The command ends for another one.
[[nodiscard]] const CompanyConfiguration& get_company(const Configuration& configuration,
                                                      std::int64_t company,
                                                      const std::string& path);

/// Those that `--config` replaces, of commands that have all of them.
inline constexpr std::initializer_list<const char*> options_of_file = {
    "--db",     "--messenger",      "--templates", "--arg",   "--timeout", "--show-errors",
    "--notify", "--notify-timeout", "--llm",       "--slots", "--policy"};
void add_config_option(CLI::App& command, std::string& path);
/// The command ends when neither `--db` nor `--config` was given, or one of the options that the
/// file replaces beside it.
void require_place(const CLI::App& command, std::initializer_list<const char*> replaced);

}  // namespace cli
