// Decisions are total: whatever the numbers are, there is an answer, and it errs on the quiet side.
#include <catch2/catch.hpp>
#include <cmath>
#include <random>

#include "core/world.hpp"

using namespace world;

namespace {
constexpr int int_max = std::numeric_limits<int>::max();
constexpr int int_min = std::numeric_limits<int>::min();
constexpr std::int64_t long_max = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t long_min = std::numeric_limits<std::int64_t>::min();
constexpr Instant first_instant{Seconds{long_min}};
constexpr Instant last_instant{Seconds{long_max}};
const std::vector<Instant> extreme_instants{first_instant, first_instant + Seconds{1},
                                            min_instant,   max_instant - Seconds{1},
                                            max_instant,   last_instant};

/// Every client is answered once, at every instant that a clock may show.
void check_total(const Snapshot& s) {
  for (const Instant now : {first_instant, min_instant, noon, max_instant, last_instant}) {
    const Plan plan = plan_day(s, now);
    CHECK(plan.planned.size() + plan.skipped.size() == s.clients.size());
    CHECK(to_rfc3339(plan.now).size() == 20);
    for (const PlannedAttempt& row : plan.planned) CHECK(row.attempt_number > 0);
  }
}
}  // namespace

TEST_CASE("settings of any size give a plan") {
  Snapshot s = salon_with_due_client();
  s.settings.recent_visit_days = int_max;
  check_total(s);
  CHECK(reason(s) == SkipReason::visited_recently);
  s.settings.recent_visit_days = int_min;
  check_total(s);
  CHECK(reason(s) == SkipReason::none);
  s.settings.lapsed_cutoff_days = int_max;
  check_total(s);
  CHECK(reason(s) == SkipReason::none);
  for (const int cutoff : {int_min, -1, 0}) {
    s.settings.lapsed_cutoff_days = cutoff;
    check_total(s);
    CHECK(reason(s) == SkipReason::lapsed);
  }
  s = salon_with_due_client();
  s.settings.holdout.percent = int_min;
  CHECK(reason(s) == SkipReason::none);
  s.settings.holdout.percent = int_max;
  CHECK(reason(s) == SkipReason::holdout);
  s = salon_with_due_client();
  s.settings.max_slots_to_offer = int_max;
  s.settings.max_offers_per_slot = int_min;
  s.settings.discount_from_attempt = int_min;
  s.settings.max_discount_percent = int_min;
  check_total(s);
  CHECK(planned(plan_day(s, noon), 1)->discount_percent == 0);
  s.settings.sending_hours = {int_min, int_max};
  check_total(s);
  CHECK(reason(s) == SkipReason::outside_sending_hours);
  s.settings.sending_hours = {0, 24};
  s.settings.holidays = {LocalDate::min(), LocalDate::max(), on("2026-03-10")};
  CHECK(reason(s) == SkipReason::outside_sending_hours);
}

TEST_CASE("a rule of any numbers gives a plan, with at most ten attempts in a cycle") {
  Snapshot s = salon_with_due_client();
  s.visits[0].starts_at = at("2025-06-01T12:00:00Z");
  s.attempts = {attempt(1, "2025-06-01", "2025-07-01T12:00:00Z")};
  s.rules[0].retry_interval_days = int_max;
  check_total(s);
  CHECK(reason(s) == SkipReason::contacted_recently);
  s.rules[0].retry_interval_days = int_min;
  check_total(s);
  CHECK(reason(s) == SkipReason::none);
  s.rules[0].max_attempts = int_min;
  check_total(s);
  CHECK(reason(s) == SkipReason::max_attempts);
  s.rules[0].max_attempts = int_max;
  for (int number = 2; number <= 9; ++number) {
    s.attempts.push_back(attempt(1, "2025-06-01", "2025-08-01T12:00:00Z", number));
  }
  CHECK(planned(plan_day(s, noon), 1)->attempt_number == 10);
  s.attempts.push_back(attempt(1, "2025-06-01", "2025-08-01T12:00:00Z", 10));
  CHECK(reason(s) == SkipReason::max_attempts);
  s.attempts.clear();
  for (const int days : {int_min, 0, 3651, int_max}) {
    s.rules[0].reactivation_interval_days = days;
    check_total(s);
    CHECK(planned(plan_day(s, noon), 1)->interval.days == 28);  // the table's, for a haircut
  }
  s.rules[0].reactivation_interval_days = 3650;
  CHECK(reason(s) == SkipReason::not_due);
}

TEST_CASE("an account of any numbers gives a plan") {
  Snapshot s = salon_with_due_client();
  s.clients.push_back(client(2));
  s.visits.push_back(visit(2, {1}, "2026-01-29T12:00:00Z"));
  s.account->min_interval_seconds = int_max;
  check_total(s);
  CHECK(plan_day(s, noon).planned.size() == 1);
  s.account->sends = {at("1999-01-01T00:00:00Z")};  // less than 68 years ago
  CHECK(plan_day(s, noon).planned.empty());
  s.account->min_interval_seconds = int_min;
  s.account->sends = extreme_instants;
  s.account->daily_outbound_limit = int_max;
  s.account->hourly_outbound_limit = int_max;
  check_total(s);
  const Plan plan = plan_day(s, noon);
  REQUIRE(plan.planned.size() == 2);
  CHECK(plan.planned[1].not_before == noon);
  for (const auto limit : {&Account::daily_outbound_limit, &Account::hourly_outbound_limit,
                           &Account::first_contact_daily_limit}) {
    Snapshot limited = s;
    for (Client& c : limited.clients) c.has_chat_history = false;
    *limited.account.*limit = int_min;
    check_total(limited);
    CHECK(reason(limited) == SkipReason::no_quota);
  }
  s.settings.daily_limit_mode = DailyLimitMode::manual;
  s.settings.manual_daily_limit = int_min;
  CHECK(reason(s) == SkipReason::no_quota);
  s.settings.manual_daily_limit = int_max;
  CHECK(reason(s) == SkipReason::none);
  for (const Instant pause : extreme_instants) {
    s.account->paused_until = pause;
    check_total(s);
    CHECK((reason(s) == SkipReason::none) == (pause <= noon));
  }
}

TEST_CASE("more waiting messages than there are numbers leave no quota") {
  Snapshot s = salon();
  s.account->daily_outbound_limit = 0;
  s.account->sends = {noon, noon, noon};
  const TimeZone utc = TimeZone::utc();
  CHECK(quota_of_day(s.settings, &*s.account, utc, noon, int_max).left == 0);
  s.account->daily_outbound_limit = int_max;
  CHECK(quota_of_day(s.settings, &*s.account, utc, noon, int_min).left == int_max - 3);
}

TEST_CASE("a pacer of any limits finds an instant or says that there is none") {
  const Seconds longest{long_max};
  for (const Seconds gap : {-longest, Seconds{0}, longest}) {
    const Pacer pacer({int_max, int_max, int_max, gap}, extreme_instants);
    for (const Instant from : extreme_instants) {
      for (const Instant closes : extreme_instants) {
        const auto turn = pacer.earliest(from, closes);
        if (turn) CHECK(*turn < closes);
      }
    }
  }
  const Pacer one({1, 1, 1, Seconds{0}}, std::vector{last_instant, first_instant});
  CHECK(one.earliest(noon, noon + Seconds{1}) == noon);
}

TEST_CASE("attempts of any numbers and dates give a plan") {
  Snapshot s = salon_with_due_client();
  Attempt base = attempt(1, "2026-01-29", "2026-02-10T12:00:00Z");
  for (const int number : {int_min, -1, 0, int_max - 1, int_max}) {
    base.attempt_number = number;
    s.attempts = {base};
    check_total(s);
  }
  base.attempt_number = 1;
  for (const LocalDate key :
       {LocalDate::min(), LocalDate{Days{int_min}}, LocalDate{Days{int_max}}, LocalDate::max()}) {
    base.cycle_key = key;
    s.attempts = {base};
    check_total(s);
  }
  for (const Instant when : extreme_instants) {
    for (const AttemptState state : {AttemptState::ready, AttemptState::read}) {
      for (const ReplyType reply : {ReplyType::none, ReplyType::positive}) {
        Attempt odd = base;
        odd.state = state;
        odd.reply_type = reply;
        odd.sent_at = odd.not_before = odd.not_after = when;
        s.attempts = {odd};
        check_total(s);
      }
    }
  }
}

TEST_CASE("clients of any numbers and instants give a plan") {
  Snapshot s = salon_with_due_client();
  for (const Instant when : extreme_instants) {
    s.clients[0].paused_until = when;
    s.clients[0].last_reactivation_sent = {};
    check_total(s);
    s.clients[0].paused_until = {};
    s.clients[0].last_reactivation_sent = when;
    check_total(s);
  }
  s.clients[0].last_reactivation_sent = {};
  for (const std::int64_t number : {long_min, std::int64_t{-1}, long_max}) {
    s.clients[0].visit_count = number;
    s.clients[0].total_spent_minor = number;
    s.services[0].price_minor = number;
    check_total(s);
    CHECK(std::isfinite(plan_day(s, noon).planned.at(0).priority_score));
  }
  s.clients[0].zone = 77;  // there is no such zone: the company's
  CHECK(reason(s) == SkipReason::none);
  s.clients[0].id = ClientId{-3};
  CHECK(plan_day(s, noon).skipped.at(0).reason == SkipReason::no_visit);
}

TEST_CASE("sums of costs stay in range, whatever the costs are") {
  Snapshot s = salon_with_due_client();
  s.clients[0].total_spent_minor.reset();
  for (const std::int64_t cost : {long_min, long_max}) {
    s.visits.resize(1);
    s.visits[0].cost_minor = cost;
    for (const char* day : {"2026-01-03T12:00:00Z", "2026-01-04T12:00:00Z"}) {
      s.visits.push_back(visit(1, {1}, day));
      s.visits.back().cost_minor = cost;
    }
    check_total(s);
    ClientTable clients;
    clients.add(s.clients[0]);
    VisitTable visits;
    for (const Visit& v : s.visits) visits.add(v);
    const PlanInput input{.company = s.company,
                          .settings = s.settings,
                          .account = &*s.account,
                          .services = s.services,
                          .staff = {},
                          .rules = s.rules,
                          .clients = clients.columns(),
                          .visits = visits.columns(),
                          .history = {},
                          .attempts = {},
                          .slots = {},
                          .client_zones = {},
                          .weights = {},
                          .now = noon};
    const double score = select_clients(input).turns.at(0).attempt.priority_score;
    // 1e12 major units at the most: 0.3 * 1e12 / 1000; less than nothing counts as nothing.
    CHECK(score == Approx(cost > 0 ? 0.8 + 3e8 : 0.8));
  }
}

TEST_CASE("slots of any length and time are offered or not, and never crash") {
  Snapshot s = salon_with_due_client();
  s.staff = {{StaffId{1}, "Anna", true}};
  for (const Instant when : extreme_instants) {
    s.slots.push_back({ServiceId{1}, StaffId{1}, when, int_max});
    s.slots.push_back({ServiceId{1}, StaffId{1}, when, int_min});
  }
  s.slots.push_back({ServiceId{1}, StaffId{1}, at("2026-03-12T10:00:00Z"), int_max});
  s.slots.push_back({ServiceId{1}, StaffId{1}, at("2026-03-13T10:00:00Z"), int_min});
  check_total(s);
  CHECK(plan_day(s, noon).planned.at(0).slots.size() == 1);  // the endless one covers the other
  SlotBook book(1);
  for (const Slot& slot : s.slots) book.offer(slot);
  CHECK_FALSE(book.has_room({ServiceId{1}, StaffId{1}, last_instant, {}}));
  CHECK(book.has_room({ServiceId{1}, StaffId{2}, last_instant, {}}));
}

TEST_CASE("columns of any instants, statuses and costs are read alike in any order") {
  const Snapshot base = salon();
  std::mt19937 random(3);
  std::vector<std::int64_t> ids;
  std::vector<std::uint64_t> phones;
  struct Row {
    std::int64_t client, service, cost;
    Instant at;
    std::uint8_t status;
  };
  std::vector<Row> rows;
  for (int id = 1; id <= 300; ++id) {
    ids.push_back(id);
    phones.push_back(79000000000ULL + static_cast<unsigned>(id));
    for (int k = 0; k < 3; ++k) {
      const bool is_extreme = random() % 3 == 0;
      rows.push_back({id, static_cast<std::int64_t>(random() % 3), k % 2 == 0 ? long_max : long_min,
                      is_extreme ? extreme_instants[random() % extreme_instants.size()]
                                 : noon - Days{static_cast<int>(random() % 60)},
                      static_cast<std::uint8_t>(random() % 2 == 0 ? 0 : random() % 256)});
    }
  }
  const auto select = [&] {
    ClientColumns clients;
    clients.id = ids;
    clients.phone = phones;
    std::vector<std::int64_t> owner, service, cost;
    std::vector<Instant> when;
    std::vector<VisitStatus> status;
    for (const Row& row : rows) {
      owner.push_back(row.client);
      service.push_back(row.service);
      cost.push_back(row.cost);
      when.push_back(row.at);
      status.push_back(static_cast<VisitStatus>(row.status));
    }
    VisitColumns visits;
    visits.client_id = owner;
    visits.service_id = service;
    visits.starts_at = when;
    visits.status = status;
    visits.cost_minor = cost;
    return select_clients({.company = base.company,
                           .settings = base.settings,
                           .account = &*base.account,
                           .services = base.services,
                           .staff = {},
                           .rules = base.rules,
                           .clients = clients,
                           .visits = visits,
                           .history = {},
                           .attempts = {},
                           .slots = {},
                           .client_zones = {},
                           .weights = {},
                           .now = noon});
  };
  const Selection grouped = select();
  std::shuffle(rows.begin(), rows.end(), random);
  const Selection shuffled = select();
  CHECK(grouped.counts == shuffled.counts);
  for (std::size_t i = 0; i < ids.size(); ++i) {
    CHECK(grouped.rows[i].reason == shuffled.rows[i].reason);
    CHECK(grouped.rows[i].service == shuffled.rows[i].service);
  }
}

TEST_CASE("a history of any numbers is read") {
  Snapshot s = salon();
  add_service(s, 2, 14);
  ClientTable clients;
  clients.add(client(1));
  for (const Instant when : extreme_instants) {
    HistoryTable history;
    history.add(ClientId{1}, ServiceId{2}, when, long_max);
    history.add(ClientId{1}, ServiceId{2}, when, long_max);
    history.add(ClientId{1}, ServiceId{1}, when, long_min);
    const Selection selection = select_clients({.company = s.company,
                                                .settings = s.settings,
                                                .account = &*s.account,
                                                .services = s.services,
                                                .staff = {},
                                                .rules = s.rules,
                                                .clients = clients.columns(),
                                                .visits = {},
                                                .history = history.columns(),
                                                .attempts = {},
                                                .slots = {},
                                                .client_zones = {},
                                                .weights = {},
                                                .now = noon});
    CHECK(selection.rows[0].reason != SkipReason::none);
    CHECK(selection.rows[0].service == 1);  // taken more often
  }
}

TEST_CASE(
    "weights below zero rank as they say, and weights that are no numbers rank nobody first") {
  const Snapshot s = salon();
  ClientTable clients;
  VisitTable visits;
  for (const int id : {1, 2, 3}) {
    Client c = client(id);
    c.total_spent_minor = 100'000 * id;
    clients.add(c);
    visits.add(visit(id, {1}, "2026-01-29T12:00:00Z"));
  }
  PlanInput input{.company = s.company,
                  .settings = s.settings,
                  .account = &*s.account,
                  .services = s.services,
                  .staff = {},
                  .rules = s.rules,
                  .clients = clients.columns(),
                  .visits = visits.columns(),
                  .history = {},
                  .attempts = {},
                  .slots = {},
                  .client_zones = {},
                  .weights = {},
                  .now = noon};
  CHECK(select_clients(input).turns.at(0).attempt.client_id == ClientId{3});
  input.weights.spent = -4;
  const Selection poor_first = select_clients(input);
  CHECK(poor_first.turns.at(0).attempt.client_id == ClientId{1});
  CHECK(poor_first.turns.at(2).attempt.client_id == ClientId{3});
  // Scores that only differ past their leading bits are still told apart.
  input.weights.spent = 1e-9;
  input.weights.days_since = 100;
  CHECK(select_clients(input).turns.at(0).attempt.client_id == ClientId{3});
  for (const double odd : {std::nan(""), HUGE_VAL, -HUGE_VAL}) {
    input.weights.spent = odd;
    const Selection selection = select_clients(input);
    CHECK(selection.turns.at(0).attempt.client_id == ClientId{1});
    CHECK(selection.turns.at(0).attempt.priority_score == 0);
  }
}

TEST_CASE("dates and times of any size are written in their fixed width") {
  CHECK(to_iso_date(LocalDate{Days{int_max}}) == "9999-12-31");
  CHECK(to_iso_date(LocalDate{Days{int_min}}) == "0000-01-01");
  CHECK(to_rfc3339(last_instant).size() == 20);
  CHECK(to_rfc3339(first_instant).size() == 20);
  CHECK(days_since(first_instant, last_instant) > 0);
  CHECK(days_since(last_instant, first_instant) == 0);
}
