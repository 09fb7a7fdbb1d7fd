// A seeded company as columns: about seven visits a client, eight services, more than two years.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "reactivation/core/plan.hpp"
#include "reactivation/core/tables.hpp"

namespace bench {

inline constexpr std::int64_t visits_per_client = 7;

struct Data {
  reactivation::Company company;
  reactivation::Settings settings;
  reactivation::Account account;
  std::vector<reactivation::Service> services;
  std::vector<reactivation::Rule> rules;
  reactivation::ClientTable clients;
  reactivation::VisitTable visits;
  std::vector<reactivation::Attempt> attempts;
  reactivation::Instant now;

  [[nodiscard]] reactivation::PlanInput input() const;
};

enum class VisitOrder : std::uint8_t { grouped, any };
/// What a client's id looks like: counted up with gaps, or any 62-bit number, and then in any
/// order.
enum class IdShape : std::uint8_t { counted, scattered };
/// Whether the clients' counts and totals are given, or must be summed over the visits.
enum class Totals : std::uint8_t { given, from_visits };
/// Time zone of the company: one offset, or two clock changes a year.
enum class Clock : std::uint8_t { fixed, changing };

struct Shape {
  std::int64_t clients = 1'000'000;
  VisitOrder order = VisitOrder::any;
  IdShape ids = IdShape::counted;
  Totals totals = Totals::given;
  Clock clock = Clock::fixed;
};

[[nodiscard]] Data make_data(const Shape& shape);

/// Raw columns, one file each, for the peers: `clients.id.i64`, `visits.starts_at.i64`, …
void write_columns(const Data& data, const std::string& folder);

}  // namespace bench
