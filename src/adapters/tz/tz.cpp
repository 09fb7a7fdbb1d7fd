#include "reactivation/adapters/tz.hpp"

#include <date/tz.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <mutex>
#include <new>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "posix_rule.hpp"

namespace reactivation {
namespace {

/// Where date-tz looks, in its order.
constexpr const char* tzdata_folders[] = {"/usr/share/zoneinfo", "/var/db/zoneinfo",
                                          "/usr/share/zoneinfo/uclibc"};

std::filesystem::path tzdata_folder() {
  std::error_code ignored;
  for (const char* folder : tzdata_folders) {
    if (std::filesystem::exists(std::filesystem::path{folder} / "Etc" / "UTC", ignored)) {
      return folder;
    }
  }
  return tzdata_folders[0];
}

/// Which name each old alias stands for today. A name that tzdata's own table of zones lists is a
/// zone of its own and stays, although its rules may be stored under another city.
class Aliases {
public:
  explicit Aliases(const std::filesystem::path& folder) : folder_(folder) {
    read_table("zone1970.tab");
    read_table("zone.tab");
    read_links();
  }

  [[nodiscard]] std::string resolve(std::string name) const {
    for (int step = 0; step < 8; ++step) {
      if (listed_.contains(name)) return name;
      const auto link = links_.find(name);
      std::string next = link != links_.end() ? link->second : symlink_target(name);
      if (next.empty() || next == name) return name;
      name = std::move(next);
    }
    return name;
  }

private:
  /// Lines of country, coordinates and name, separated by tabs.
  void read_table(const char* file) {
    std::ifstream in{folder_ / file};
    in.exceptions(std::ios::badbit);  // a list cut off for want of memory is none
    for (std::string line; std::getline(in, line);) {
      if (line.empty() || line.front() == '#') continue;
      std::istringstream columns{line};
      columns.exceptions(std::ios::badbit);
      std::string country, coordinates, name;
      if (columns >> country >> coordinates >> name) listed_.insert(name);
    }
  }

  /// `L target alias` lines of the compact source that ships beside the compiled zones.
  void read_links() {
    std::ifstream in{folder_ / "tzdata.zi"};
    in.exceptions(std::ios::badbit);
    for (std::string line; std::getline(in, line);) {
      if (!line.starts_with("L ")) continue;
      std::istringstream columns{line.substr(2)};
      columns.exceptions(std::ios::badbit);
      std::string target, alias;
      if (columns >> target >> alias) links_.emplace(alias, target);
    }
  }

  /// Without that source, an alias is a symbolic link inside the folder.
  [[nodiscard]] std::string symlink_target(const std::string& name) const {
    std::error_code error;
    const auto file = folder_ / name;
    if (!std::filesystem::is_symlink(file, error)) return {};
    const auto root = std::filesystem::canonical(folder_, error);
    if (error) return {};
    const auto target = std::filesystem::canonical(file, error);
    if (error) return {};
    auto relative = target.lexically_relative(root).generic_string();
    return relative.starts_with("..") ? std::string{} : relative;
  }

  std::filesystem::path folder_;
  std::set<std::string, std::less<>> listed_;
  std::map<std::string, std::string, std::less<>> links_;
};

/// The last line of a TZif file of version 2 or later.
std::optional<tz::PosixRule> footer_of(const std::filesystem::path& file) {
  std::ifstream in{file, std::ios::binary};
  const std::string bytes{std::istreambuf_iterator<char>{in}, {}};
  if (!bytes.starts_with("TZif") || bytes.size() < 46 || bytes[4] < '2' || bytes.back() != '\n') {
    return std::nullopt;
  }
  const auto line = bytes.rfind('\n', bytes.size() - 2);
  if (line == std::string::npos) return std::nullopt;
  return tz::parse_posix_rule(std::string_view{bytes}.substr(line + 1, bytes.size() - line - 2));
}

void append(std::vector<ZonePeriod>& periods, ZonePeriod next) {
  const bool is_same = !periods.empty() && periods.back().utc_offset == next.utc_offset;
  if (!is_same) periods.push_back(next);
}

std::vector<ZonePeriod> periods_of(const date::time_zone& zone, const std::filesystem::path& file) {
  std::vector<ZonePeriod> periods;
  Instant last_stored = min_instant;
  for (Instant at = min_instant; at < max_instant;) {
    const auto info = zone.get_info(at);
    append(periods, {at, info.offset});
    last_stored = at;
    if (info.end <= at) break;
    at = info.end;
  }
  // The files store changes up to 2037; what follows is said by the rule at their end.
  if (const auto rule = footer_of(file)) {
    const auto year = date::year_month_day{date::floor<Days>(last_stored)}.year();
    for (const auto& period : rule->periods(year, date::year{2199})) {
      if (period.begin > last_stored && period.begin < max_instant) append(periods, period);
    }
  }
  return periods;
}

/// Links to other folders of the same data (with leap seconds), and files that are no zone.
bool is_no_zone(std::string_view name) {
  return name.starts_with("right/") || name.starts_with("posix/") || name == "posixrules" ||
         name == "localtime" || name == "Factory";
}

}  // namespace

struct SystemTimeZones::Cache {
  std::mutex mutex;
  std::optional<std::filesystem::path> folder;
  std::optional<Aliases> aliases;
  std::map<std::string, TimeZone, std::less<>> by_name;

  TimeZone& load(std::string_view asked) {
    if (const auto known = by_name.find(asked); known != by_name.end()) return known->second;
    const date::time_zone* zone = date::locate_zone(asked);
    if (!folder) folder = tzdata_folder();
    if (!aliases) aliases.emplace(*folder);
    std::string name = aliases->resolve(std::string{asked});
    TimeZone value{name, periods_of(*zone, *folder / zone->name())};
    return by_name.emplace(std::string{asked}, std::move(value)).first->second;
  }
};

SystemTimeZones::SystemTimeZones() : cache_(std::make_unique<Cache>()) {}
SystemTimeZones::~SystemTimeZones() = default;

result<TimeZone> SystemTimeZones::find(std::string_view iana_name) const {
  if (iana_name.empty() || is_no_zone(iana_name)) return errc::time_zone_unknown;
  try {
    const std::scoped_lock lock{cache_->mutex};
    return cache_->load(iana_name);
  } catch (const std::bad_alloc&) {
    throw;  // says nothing about the name
  } catch (...) {
    // date-tz throws for a name that is in no table, and when there is no tzdata at all.
    return errc::time_zone_unknown;
  }
}

}  // namespace reactivation
