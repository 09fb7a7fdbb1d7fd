#include "bench_data.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <numeric>
#include <stdexcept>

namespace bench {
namespace {

using namespace reactivation;

constexpr std::int64_t day = 86400;

// splitmix64: small, and the same on every machine.
class Dice {
public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ull);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    return z ^ (z >> 31);
  }
  std::int64_t between(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(high - low + 1));
  }
  bool chance(double share) { return static_cast<double>(next() >> 11) * 0x1p-53 < share; }

private:
  std::uint64_t state_;
};

void set_company(Data& data, Clock clock) {
  data.now = Instant{date::sys_days{date::year{2026} / 3 / 10}} + Seconds{6 * 3600};
  data.company.id = {1};
  std::vector<ZonePeriod> periods{{min_instant, Seconds{3 * 3600}}};
  for (int year = 1990; clock == Clock::changing && year < 2040; ++year) {
    const date::sys_days march{date::year{year} / 3 / date::Sunday[date::last]};
    const date::sys_days october{date::year{year} / 10 / date::Sunday[date::last]};
    periods.push_back({march + Seconds{3600}, Seconds{3 * 3600}});
    periods.push_back({october + Seconds{3600}, Seconds{2 * 3600}});
  }
  data.company.time_zone = TimeZone{"Bench/Zone", std::move(periods)};
  data.company.currency = "RUB";
  data.settings.sending_days = WeekdaySet::every_day();
  data.account.id = {1};
  data.account.warmup_level = WarmupLevel::hot;
  constexpr int intervals[] = {28, 45, 21, 28, 14, 21, 180, 30};
  for (std::int64_t i = 0; i < 8; ++i) {
    data.services.push_back({ServiceId{11 + i}, "Service", 100000 + 25000 * i, true});
    Rule rule;
    rule.service_id = {11 + i};
    rule.reactivation_interval_days = intervals[i];
    data.rules.push_back(rule);
  }
}

void add_client(Data& data, Dice& dice, IdShape ids) {
  const auto index = static_cast<std::int64_t>(data.clients.id.size());
  Client client;
  const auto last = data.clients.id.empty() ? 1000 : data.clients.id.back();
  client.id.value = ids == IdShape::counted ? last + dice.between(1, 3)
                                            : static_cast<std::int64_t>(dice.next() >> 2) | 1;
  if (!dice.chance(0.01)) {
    client.phone = {79000000000ull + static_cast<std::uint64_t>(index)};
    client.phone_status = dice.chance(0.01) ? PhoneStatus::invalid : PhoneStatus::mobile;
  }
  const auto level = dice.between(0, 99);
  client.loyalty_level = level < 3    ? LoyaltyLevel::vip
                         : level < 10 ? LoyaltyLevel::gold
                         : level < 25 ? LoyaltyLevel::silver
                         : level < 50 ? LoyaltyLevel::bronze
                         : level < 90 ? LoyaltyLevel::fresh
                                      : LoyaltyLevel::unknown;
  client.reactivation_opt_out = dice.chance(0.02);
  client.consent = dice.chance(0.01)  ? Consent::denied
                   : dice.chance(0.5) ? Consent::granted
                                      : Consent::unknown;
  if (dice.chance(0.05)) {
    client.last_reactivation_sent = data.now - Seconds{dice.between(1, 60 * day)};
  }
  if (dice.chance(0.005)) client.paused_until = data.now + Seconds{dice.between(-10, 30) * day};
  client.needs_person = dice.chance(0.002);
  data.clients.add(client);
}

struct Row {
  std::int64_t client;
  std::int64_t service;
  std::int64_t at;
  std::int64_t cost;
  VisitStatus status;
};

// A client takes one to three services, comes every two to nine weeks, and half of them are gone.
void add_visits(std::vector<Row>& rows, Dice& dice, std::int64_t client, std::int64_t count,
                std::int64_t now) {
  const std::int64_t services[] = {11 + dice.between(0, 7), 11 + dice.between(0, 7),
                                   11 + dice.between(0, 7)};
  const auto gap = dice.between(14, 63) * day;
  std::int64_t at =
      now - (dice.chance(0.5) ? dice.between(0, 45 * day) : dice.between(30 * day, 800 * day));
  const auto first = rows.size();
  if (dice.chance(0.05)) {
    rows.push_back({client, services[0], now + dice.between(1, 14 * day), 0, VisitStatus::booked});
  }
  while (static_cast<std::int64_t>(rows.size() - first) < count) {
    const auto fate = dice.between(0, 99);
    const auto status = fate < 6    ? VisitStatus::cancelled
                        : fate < 10 ? VisitStatus::no_show
                                    : VisitStatus::completed;
    const auto pick = dice.between(0, 9);
    rows.push_back({client,
                    services[pick < 7   ? 0
                             : pick < 9 ? 1
                                        : 2],
                    at, dice.between(80000, 500000), status});
    at -= gap + dice.between(-5 * day, 5 * day);
  }
  std::reverse(rows.begin() + static_cast<std::ptrdiff_t>(first), rows.end());
}

std::vector<std::int64_t> visit_counts(Dice& dice, std::int64_t clients) {
  std::vector<std::int64_t> counts(static_cast<std::size_t>(clients), 1);
  auto left = clients * (visits_per_client - 1);
  for (auto& count : counts) {  // a long tail: most come a few times, some for years
    const auto more = std::min(left, dice.chance(0.7) ? dice.between(0, 6) : dice.between(4, 22));
    count += more;
    left -= more;
  }
  while (left-- > 0) ++counts[static_cast<std::size_t>(dice.between(0, clients - 1))];
  return counts;
}

void add_attempts(Data& data, Dice& dice, const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    const auto age = (data.now.time_since_epoch().count() - row.at) / day;
    if (row.status != VisitStatus::completed || age < 30 || age > 200 || !dice.chance(0.03)) {
      continue;
    }
    const auto count = dice.between(1, 3);
    const Instant visit{Seconds{row.at}};
    Instant sent = visit + Seconds{dice.between(1, 20) * day};
    for (std::int64_t i = 1; i <= count && sent < data.now; ++i) {
      Attempt attempt;
      attempt.client_id = {row.client};
      attempt.service_id = {row.service};
      attempt.cycle_key = data.company.time_zone.local_date(visit);
      attempt.attempt_number = static_cast<int>(i);
      attempt.state = AttemptState::delivered;
      attempt.sent_at = sent;
      for (int byte = 0; byte < 8; ++byte) {
        attempt.id.bytes[static_cast<std::size_t>(byte)] =
            static_cast<std::uint8_t>(data.attempts.size() >> (8 * byte));
      }
      data.attempts.push_back(attempt);
      sent += Seconds{15 * day};
    }
  }
}

template <class T>
void write_column(const std::string& path, const std::vector<T>& column) {
  std::ofstream out(path, std::ios::binary);
  out.write(reinterpret_cast<const char*>(column.data()),
            static_cast<std::streamsize>(column.size() * sizeof(T)));
  if (!out) throw std::runtime_error("cannot write " + path + ": is there room on the disk?");
}

}  // namespace

PlanInput Data::input() const {
  return {.company = company,
          .settings = settings,
          .account = &account,
          .services = services,
          .staff = {},
          .rules = rules,
          .clients = clients.columns(),
          .visits = visits.columns(),
          .history = {},
          .attempts = attempts,
          .slots = {},
          .client_zones = {},
          .weights = {},
          .now = now};
}

Data make_data(const Shape& shape) {
  Data data;
  Dice dice(20260310);
  set_company(data, shape.clock);
  const auto total = static_cast<std::size_t>(shape.clients * visits_per_client);
  data.clients.reserve(static_cast<std::size_t>(shape.clients));
  for (std::int64_t i = 0; i < shape.clients; ++i) add_client(data, dice, shape.ids);
  std::vector<Row> rows;
  rows.reserve(total + 16);
  const auto counts = visit_counts(dice, shape.clients);
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const auto first = rows.size();
    add_visits(rows, dice, data.clients.id[i], counts[i], data.now.time_since_epoch().count());
    if (shape.totals == Totals::from_visits) continue;
    data.clients.visit_count[i] = 0;
    data.clients.total_spent_minor[i] = 0;
    for (auto at = first; at < rows.size(); ++at) {
      if (rows[at].status != VisitStatus::completed) continue;
      data.clients.visit_count[i] += 1;
      data.clients.total_spent_minor[i] += rows[at].cost;
    }
  }
  add_attempts(data, dice, rows);
  if (shape.order == VisitOrder::any) {
    for (std::size_t i = rows.size(); i > 1; --i) std::swap(rows[i - 1], rows[dice.next() % i]);
  }
  data.visits.reserve(total);
  for (const Row& row : rows) {
    data.visits.client_id.push_back(row.client);
    data.visits.service_id.push_back(row.service);
    data.visits.starts_at.push_back(Instant{Seconds{row.at}});
    data.visits.status.push_back(row.status);
    if (shape.totals == Totals::from_visits) data.visits.cost_minor.push_back(row.cost);
  }
  return data;
}

void write_columns(const Data& data, const std::string& folder) {
  std::filesystem::create_directories(folder);
  const auto clients = folder + "/clients.";
  write_column(clients + "id.i64", data.clients.id);
  write_column(clients + "phone.u64", data.clients.phone);
  write_column(clients + "phone_status.u8", data.clients.phone_status);
  write_column(clients + "loyalty_level.u8", data.clients.loyalty_level);
  write_column(clients + "visit_count.i64", data.clients.visit_count);
  write_column(clients + "total_spent_minor.i64", data.clients.total_spent_minor);
  write_column(clients + "opt_out.u8", data.clients.opt_out);
  write_column(clients + "consent.u8", data.clients.consent);
  write_column(clients + "last_sent.i64", data.clients.last_reactivation_sent);
  write_column(clients + "paused_until.i64", data.clients.paused_until);
  write_column(clients + "needs_person.u8", data.clients.needs_person);
  const auto visits = folder + "/visits.";
  write_column(visits + "client_id.i64", data.visits.client_id);
  write_column(visits + "service_id.i64", data.visits.service_id);
  write_column(visits + "starts_at.i64", data.visits.starts_at);
  write_column(visits + "status.u8", data.visits.status);
  std::vector<std::int64_t> attempts[4];
  for (const Attempt& attempt : data.attempts) {
    attempts[0].push_back(attempt.client_id.value);
    attempts[1].push_back(attempt.service_id.value);
    attempts[2].push_back(attempt.cycle_key.time_since_epoch().count());
    attempts[3].push_back(attempt.sent_at->time_since_epoch().count());
  }
  write_column(folder + "/attempts.client_id.i64", attempts[0]);
  write_column(folder + "/attempts.service_id.i64", attempts[1]);
  write_column(folder + "/attempts.cycle_key.i64", attempts[2]);
  write_column(folder + "/attempts.sent_at.i64", attempts[3]);
  std::vector<std::int64_t> rules[3];
  for (std::size_t i = 0; i < data.rules.size(); ++i) {
    rules[0].push_back(data.rules[i].service_id.value);
    rules[1].push_back(*data.rules[i].reactivation_interval_days);
    rules[2].push_back(data.services[i].price_minor);
  }
  write_column(folder + "/rules.service_id.i64", rules[0]);
  write_column(folder + "/rules.interval_days.i64", rules[1]);
  write_column(folder + "/rules.price_minor.i64", rules[2]);
}

}  // namespace bench
