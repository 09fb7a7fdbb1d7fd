// The names behind the ids of a plan.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "context.hpp"
#include "reactivation/core/snapshot.hpp"

namespace cli {

struct Names {
  reactivation::Company company;
  std::map<std::int64_t, std::string> clients;
  std::map<std::int64_t, std::string> services;
  std::map<std::int64_t, std::string> staff;

  void add(std::span<const reactivation::Service> all);
  void add(std::span<const reactivation::Staff> all);
  void add(std::span<const reactivation::Client> all);

  /// The name; the number when there is none.
  [[nodiscard]] std::string of(reactivation::ClientId id) const;
  [[nodiscard]] std::string of(reactivation::ServiceId id) const;
  [[nodiscard]] std::string of(reactivation::StaffId id) const;
};

[[nodiscard]] Names names_of(const reactivation::Snapshot& snapshot);
/// The company's services and staff; clients are added as they are needed.
[[nodiscard]] Names names_of(Database& database, const reactivation::Company& company,
                             reactivation::Instant now);
void add_clients(Names& names, Database& database,
                 const std::vector<reactivation::ClientId>& clients);

}  // namespace cli
