// The past replayed: what a morning knew, and what it could not know.
#include "reactivation/engine/backtest.hpp"

#include <array>
#include <catch2/catch.hpp>

#include "reactivation/core/snapshot.hpp"

using namespace reactivation;

namespace {

constexpr std::int64_t haircut = 1;
constexpr std::int64_t colouring = 2;

LocalDate day(int after_first) { return parse_iso_date("2024-01-01").value() + Days{after_first}; }
Instant noon(int after_first) {
  return TimeZone::utc().start_of(day(after_first)) + Seconds{12 * 3600};
}

/// One client; two services of 30 days; something may be sent on every day from 10 to 19.
Snapshot salon() {
  Snapshot out;
  out.company.id = CompanyId{1};
  out.company.time_zone = TimeZone::utc();
  out.settings.sending_days = WeekdaySet::of(1, 2, 3, 4, 5, 6, 7);
  for (const std::int64_t service : {haircut, colouring}) {
    out.services.push_back({.id = ServiceId{service}, .title = "Service"});
    Rule rule;
    rule.service_id = ServiceId{service};
    rule.reactivation_interval_days = 30;
    rule.active_interval_source = IntervalSource::manual;
    out.rules.push_back(rule);
  }
  Client client;
  client.id = ClientId{1};
  client.name = "Anna";
  out.clients.push_back(client);
  return out;
}

Visit& add_visit(Snapshot& salon, int on, std::int64_t service = haircut) {
  Visit visit;
  visit.client_id = ClientId{1};
  visit.service_ids = {ServiceId{service}};
  visit.starts_at = noon(on);
  visit.cost_minor = 10'000;
  salon.visits.push_back(visit);
  return salon.visits.back();
}

BacktestResult replayed(const Snapshot& salon, int from, int until, double uplift_share = 0.02) {
  const std::array settings{setting_of_word("spec").value()};
  const auto report = backtest(
      salon, settings, {.from = day(from), .until = day(until), .uplift_share = uplift_share});
  REQUIRE(report);
  return report.value().results.front();
}

}  // namespace

TEST_CASE("a client who comes for something else hears of a service as often as its rule says") {
  Snapshot two = salon();
  add_visit(two, 0);
  for (int on = 5; on < 300; on += 20) add_visit(two, on, colouring);
  const BacktestResult all = replayed(two, 1, 250);
  CHECK(all.all.messages == 3);  // the rule's largest number of attempts
  CHECK(all.first.messages == 1);
}

TEST_CASE("a booking holds a message back until its day, whatever became of it") {
  const auto silence = [](std::optional<VisitStatus> status) {
    Snapshot booked = salon();
    add_visit(booked, 0);
    if (status) {
      Visit& visit = add_visit(booked, 40);
      visit.status = *status;
      visit.created_at = noon(10);
    }
    add_visit(booked, 90, colouring);  // the history goes on
    return replayed(booked, 0, 60).silence_days_median;
  };
  CHECK(silence(std::nullopt) == 31);  // the window of day 30 opens before noon
  // That nobody came is known on the next morning.
  CHECK(silence(VisitStatus::no_show) == 41);
  // Nobody ever said what became of it: it counts as a recent visit for three days.
  CHECK(silence(VisitStatus::booked) == 44);
  CHECK(silence(VisitStatus::cancelled) == 31);  // since when, nobody knows
}

TEST_CASE("a visit that was booked and took place is no news before it") {
  Snapshot kept = salon();
  add_visit(kept, 0);
  add_visit(kept, 40).created_at = noon(10);
  add_visit(kept, 120, colouring);
  const BacktestResult all = replayed(kept, 0, 60);
  CHECK(all.all.messages == 0);
}

TEST_CASE(
    "a visit without a time is known on the next morning, and one on the day counts as back") {
  Snapshot untimed = salon();
  add_visit(untimed, 0);
  add_visit(untimed, 90, colouring);  // the history goes on
  Visit& visit = add_visit(untimed, 31);
  visit.starts_at = TimeZone::utc().start_of(day(31));
  visit.is_time_known = false;
  const BacktestResult all = replayed(untimed, 0, 40);
  CHECK(all.all.messages == 1);
  CHECK(all.all.within_14_days == 1);

  // The same with a time after the window's opening.
  visit.starts_at = noon(31);
  visit.is_time_known = true;
  CHECK(replayed(untimed, 0, 40).all == all.all);
  // And before it: there is nothing to write.
  visit.starts_at = TimeZone::utc().start_of(day(31)) + Seconds{9 * 3600};
  CHECK(replayed(untimed, 0, 40).all.messages == 0);
}

TEST_CASE("the stated effect counts each client who never came again once") {
  Snapshot lost = salon();
  add_visit(lost, 0);
  Client other;
  other.id = ClientId{2};
  lost.clients.push_back(other);
  add_visit(lost, 200).client_id = ClientId{2};  // the history goes on
  const BacktestResult all = replayed(lost, 1, 150, 0.5);
  CHECK(all.all.messages == 3);
  CHECK(all.all.never == 3);
  CHECK(all.clients_never == 1);
  CHECK(all.uplift_visits == 0.5);
  CHECK(all.uplift_value == 50);

  // Who comes after three months would have come anyway: nothing is claimed of them.
  add_visit(lost, 120);
  const BacktestResult later = replayed(lost, 1, 119, 0.5);
  CHECK(later.all.messages == 3);
  CHECK(later.clients_never == 0);
  CHECK(later.uplift_visits == 0);
}

TEST_CASE("what no replay can be made of is refused") {
  Snapshot one = salon();
  const std::array settings{setting_of_word("spec").value()};
  const auto refused = [&](const BacktestOptions& options) {
    const auto report = backtest(one, settings, options);
    return !report && report.error() == make_error_code(errc::invalid_argument);
  };
  CHECK(refused({.from = day(0), .until = day(10)}));  // no visits
  add_visit(one, 20);
  CHECK_FALSE(refused({.from = day(0), .until = day(10)}));
  CHECK_FALSE(refused({.from = day(20), .until = day(20)}));
  CHECK(refused({.from = day(11), .until = day(10)}));
  CHECK(refused({.from = day(21), .until = day(30)}));
  CHECK(refused({.from = day(0), .until = day(10), .daily_limit = 0}));
  CHECK(refused({.from = day(0), .until = day(10), .refit_days = 0}));
  CHECK(refused({.from = day(0), .until = day(10), .uplift_share = 1.1}));

  const auto stopped =
      backtest(one, settings, {.from = day(0), .until = day(10)},
               [](std::string_view, std::int64_t done, std::int64_t) { return done < 3; });
  REQUIRE_FALSE(stopped);
  CHECK(stopped.error() == make_error_code(errc::cancelled));
}

TEST_CASE("a setting's word is a policy, or a number of days for everybody") {
  CHECK(setting_of_word("spec")->policy == PolicyKind::spec);
  CHECK(setting_of_word("rhythm")->policy == PolicyKind::rhythm);
  CHECK(setting_of_word("fixed:45")->fixed_interval_days == 45);
  CHECK(setting_of_word("fixed:3650"));
  for (const char* wrong : {"", "fixed", "fixed:", "fixed:0", "fixed:-1", "fixed:3651", "fixed:4x",
                            "fixed: 4", "Spec", "fixed:99999999999999999999"}) {
    CAPTURE(wrong);
    CHECK_FALSE(setting_of_word(wrong));
  }
}
