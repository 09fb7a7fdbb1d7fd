// The contract of ResultsSource.
#pragma once

#include <algorithm>
#include <map>

#include "inbound.hpp"
#include "reactivation/ports/results_source.hpp"

namespace reactivation::contract {

namespace results {

/// A tenth of Lily's clients is held out, and few bookings are told from half on.
inline std::vector<Snapshot> with_holdout(int percent = 10) {
  std::vector<Snapshot> out = three_salons();
  out[0].settings.holdout = {percent, "first"};
  out[0].settings.conversion_threshold = 0.5;
  return out;
}

/// Rows with what they point to.
struct Kept {
  ResultRow row;
  std::string template_id;
};
inline std::vector<Kept> read(World& world, CompanyId company, const Period& period) {
  std::vector<Kept> out;
  check(world.fixture->results().for_each_result(company, period, [&out](const ResultRow& row) {
    out.push_back({row, std::string(row.template_id)});
  }));
  std::sort(out.begin(), out.end(),
            [](const Kept& x, const Kept& y) { return x.row.sent_at < y.row.sent_at; });
  return out;
}

inline std::vector<EligibleOutcome> eligible(World& world, const EligibleQuestion& question) {
  std::vector<EligibleOutcome> out;
  check(world.fixture->results().for_each_eligible(
      lily, question, [&out](const EligibleOutcome& one) { out.push_back(one); }));
  std::sort(out.begin(), out.end(), [](const EligibleOutcome& x, const EligibleOutcome& y) {
    return x.client_id < y.client_id;
  });
  return out;
}

inline EligibleClient who(int number, ExperimentGroup group) {
  return {client_id(lily, number), haircut_of(lily), group};
}

inline const Period week{noon - Days{1}, noon + Days{6}};

}  // namespace results

TEST_CASE("a message's row says what was sent, and what became of it") {
  World world;
  const AttemptId id = world.send_one(lily, "wamid-1");
  const Visit booking = [&] {
    Visit out = visit(lily, 1, noon + Days{2}, VisitStatus::booked);
    out.client_id = world.attempt(id).client_id;
    out.created_at = noon + Seconds{3600};
    return out;
  }();
  auto rows = results::read(world, lily, results::week);
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].row.client_id == booking.client_id);
  CHECK(rows[0].row.service_id == haircut_of(lily));
  CHECK(rows[0].row.sent_at == noon);
  CHECK(rows[0].row.attempt_number == 1);
  CHECK(rows[0].row.discount_percent == 10);
  CHECK(rows[0].row.state == AttemptState::accepted);
  CHECK(rows[0].row.reply_type == ReplyType::none);
  CHECK_FALSE(rows[0].row.visit_status);
  CHECK(rows[0].template_id == "en-1");

  world.fixture->put_visit(lily, booking);
  const Person person = get(world.fixture->inbox().load_person_of_attempt(id));
  const BookingFacts facts{lily,
                           booking.client_id,
                           booking.id,
                           BookingStatus::booked,
                           booking.starts_at,
                           *booking.created_at};
  get(world.fixture->inbox().apply_order({}, changes_of_booking(person, facts, noon + Days{1})));
  rows = results::read(world, lily, results::week);
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].row.completion_reason == CompletionReason::converted);
  CHECK(rows[0].row.reply_type == ReplyType::booking_created);
  CHECK(rows[0].row.booked_at == noon + Seconds{3600});
  CHECK(rows[0].row.visit_status == VisitStatus::booked);
  CHECK(rows[0].row.price_minor == 5000);
}

TEST_CASE("a message's row says what was drawn for it") {
  World world;
  Plan plan = world.plan(lily);
  const std::vector<DrawnArm> drawn{{ArmFactor::discount, 10, 0.25}};
  plan.planned.at(0).arms = drawn;
  get(world.fixture->attempts().store_plan(plan));
  const AttemptId first = plan.planned.at(0).attempt_id;
  for (int i = 0; i < 2; ++i) {
    const Instant now = noon + Seconds{60 * i};
    world.record(world.hand_over(lily, now).planned.attempt_id, SendOutcome::accepted, {}, now);
  }
  int rows = 0;
  check(world.fixture->results().for_each_result(lily, results::week, [&](const ResultRow& row) {
    const std::vector<DrawnArm> arms{row.arms.begin(), row.arms.end()};
    const bool is_first = row.client_id == plan.planned.at(0).client_id;
    CHECK(arms == (is_first ? drawn : std::vector<DrawnArm>{}));
    ++rows;
  }));
  CHECK(rows == 2);
  CHECK(first == plan.planned.at(0).attempt_id);
}

TEST_CASE("a plan knows what discounts have done, what was given and what is promised") {
  std::vector<Snapshot> salons = three_salons();
  salons[0].settings.arms.discounts = {0, 10};
  salons[0].settings.discount_budget_minor = 1'000'000;
  World world(salons);
  SnapshotSource& source = world.fixture->snapshots();
  const auto facts_at = [&](Instant at) {
    return get(source.load_plan_facts(lily, at, PlanScope::all)).discounts;
  };
  CHECK(facts_at(noon) == DiscountFacts{});
  CHECK(get(source.load_plan_facts(rose, noon, PlanScope::all)).discounts == DiscountFacts{});

  Plan plan = world.plan(lily);
  REQUIRE(plan.planned.size() >= 2);
  for (PlannedAttempt& each : plan.planned) {
    each.discount_percent = 10;
    each.arms = {{ArmFactor::discount, 10, 0.5}};
  }
  plan.planned.resize(2);
  get(world.fixture->attempts().store_plan(plan));
  const std::int64_t price = get(source.load_snapshot(lily, noon)).services.front().price_minor;
  CHECK(facts_at(noon).offered_minor == 2 * (price / 10));  // both wait
  world.record(world.hand_over(lily, noon).planned.attempt_id, SendOutcome::accepted, {}, noon);
  CHECK(facts_at(noon).offered_minor == 2 * (price / 10));
  const Instant evening = plan.planned[1].not_after;
  CHECK(facts_at(evening).offered_minor == price / 10);  // the other one is void
  CHECK(facts_at(evening).arms.empty());
  CHECK(get(source.load_person_facts(lily, plan.planned[0].client_id, evening)).discounts ==
        facts_at(evening));
  CHECK(get(source.load_snapshot(lily, evening)).discounts == facts_at(evening));
  const DiscountFacts later = facts_at(noon + Days{7});
  CHECK(later.arms == std::vector<DiscountArm>{{10, 1, 0}});
  CHECK(later.offered_minor == 0);
  CHECK(facts_at(noon + Days{366}).arms.empty());
}

TEST_CASE(
    "what the desk notes as given counts instead of the offer, until it notes something else") {
  std::vector<Snapshot> salons = results::with_holdout();
  salons[0].settings.discount_budget_minor = 1'000'000;
  World world(salons);
  const AttemptId id = world.send_one(lily, "m-1");
  const ClientId client = world.attempt(id).client_id;
  REQUIRE(world.attempt(id).discount_percent == 10);
  const std::vector eligible{EligibleClient{client, haircut_of(lily), ExperimentGroup::treated}};
  check(world.fixture->results().log_eligible(lily, eligible, noon));
  int told = 0;
  const auto tell = [&](BookingStatus status, std::optional<int> percent) {
    Inbox& inbox = world.fixture->inbox();  // another one once the store is opened again
    InboundEvent event = delivery("desk-" + std::to_string(++told), "");
    event.company_id = lily;
    InboundBooking booking;
    booking.keeper = BookingKeeper::library;
    booking.external_id = "visit-1";
    booking.facts = {lily, client, {}, status, noon + Days{2}, noon + Days{1}};
    booking.service_ids = {haircut_of(lily)};
    booking.cost_minor = 8000;
    booking.discount_applied = percent;
    event.what = booking;
    const Person person = get(inbox.load_person_of_attempt(id));
    get(inbox.apply({get(inbox.receive(event)).row, event},
                    changes_of_booking(person, booking.facts, noon + Days{3}), EventMark::done));
  };
  const auto noted = [&] { return results::read(world, lily, results::week).at(0).row; };
  const auto revenue = [&] {
    return results::eligible(world, {"first", results::week}).at(0).revenue_minor;
  };
  const auto given = [&] {
    return get(world.fixture->snapshots().load_plan_facts(lily, noon + Days{3}, PlanScope::all))
        .discounts.given_minor;
  };
  tell(BookingStatus::booked, {});
  CHECK_FALSE(noted().discount_applied);
  tell(BookingStatus::completed, {});
  CHECK_FALSE(noted().discount_applied);
  CHECK(noted().price_minor == 8000);
  CHECK(revenue() == 7200);
  CHECK(given() == 800);
  tell(BookingStatus::completed, 25);
  CHECK(noted().discount_applied == 25);
  CHECK(revenue() == 6000);
  CHECK(given() == 2000);
  tell(BookingStatus::completed, {});  // nothing new of it
  CHECK(noted().discount_applied == 25);
  world.fixture->reopen();
  CHECK(noted().discount_applied == 25);
  const PersonKey who{lily, client};
  const std::string document = get(world.fixture->office().export_person(who, noon + Days{3}));
  const auto says = [&document](const char* text) {
    return document.find(text) != std::string::npos;
  };
  CHECK((says("\"reactivation_discount_applied\":25") ||
         says("\"reactivation_discount_applied\": 25")));
  tell(BookingStatus::completed, 0);
  CHECK(noted().discount_applied == 0);
  CHECK(revenue() == 8000);
  CHECK(given() == 0);
}

TEST_CASE("rows are those handed over in the period, by company") {
  World world;
  world.store_day(lily);
  const std::vector outcomes{SendOutcome::accepted, SendOutcome::uncertain, SendOutcome::rejected};
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    const Instant now = noon + Seconds{60 * static_cast<int>(i)};
    world.record(world.hand_over(lily, now).planned.attempt_id, outcomes[i], {}, now);
  }
  CHECK(results::read(world, lily, results::week).size() == 2);
  CHECK(results::read(world, lily, {noon, noon + Seconds{60}}).size() == 1);
  CHECK(results::read(world, lily, {noon + Seconds{61}, noon + Days{9}}).empty());
  CHECK(results::read(world, lily, {noon - Days{2}, noon}).empty());
  CHECK(results::read(world, rose, results::week).empty());
  CHECK(failed_with(world.fixture->results().for_each_result(CompanyId{99}, results::week,
                                                             [](const ResultRow&) {}),
                    errc::not_found));
}

TEST_CASE("rows add up to the counts of the office") {
  World world;
  world.store_day(lily);
  for (int i = 0; i < 3; ++i) {
    const Instant now = noon + Seconds{60 * i};
    world.record(world.hand_over(lily, now).planned.attempt_id, SendOutcome::accepted, {}, now);
  }
  ResultCounts counts;
  for (const auto& kept : results::read(world, lily, results::week)) counts.add(kept.row);
  const CampaignCounts office = get(world.fixture->office().load_stats(lily, results::week)).all;
  CHECK(counts.sent == office.sent);
  CHECK(counts.waiting == office.waiting);
  CHECK(counts.responses == office.responses);
}

TEST_CASE("without a holdout nobody is logged") {
  World world;
  const std::vector clients{results::who(1, ExperimentGroup::treated)};
  check(world.fixture->results().log_eligible(lily, clients, noon));
  CHECK(results::eligible(world, {"default", results::week}).empty());
}

TEST_CASE("eligible clients are logged once for a visit, with their group and what they did") {
  World world(results::with_holdout());
  ResultsSource& source = world.fixture->results();
  const std::vector clients{results::who(1, ExperimentGroup::treated),
                            results::who(2, ExperimentGroup::held_out)};
  check(source.log_eligible(lily, clients, noon));
  check(source.log_eligible(lily, clients, noon + Days{1}));
  const EligibleQuestion question{"first", results::week};
  auto found = results::eligible(world, question);
  REQUIRE(found.size() == 2);
  CHECK(found[0].group == ExperimentGroup::treated);
  CHECK(found[1].group == ExperimentGroup::held_out);
  CHECK(found[1].eligible_at == noon);
  CHECK(found[1].visits == 0);
  CHECK(found[1].revenue_minor == 0);

  world.fixture->put_visit(lily, visit(lily, 2, noon + Days{3}));
  world.fixture->put_visit(lily, visit(lily, 2, noon + Days{30}));
  world.fixture->put_visit(lily, visit(lily, 2, noon + Days{31}));
  world.fixture->put_visit(lily, visit(lily, 1, noon - Days{1}));
  world.fixture->put_visit(lily, visit(lily, 1, noon + Days{4}, VisitStatus::cancelled));
  found = results::eligible(world, question);
  REQUIRE(found.size() == 2);
  CHECK(found[0].visits == 0);
  CHECK(found[1].visits == 2);
  CHECK(found[1].revenue_minor == 10'000);
  CHECK(results::eligible(world, {"first", results::week, Days{10}})[1].visits == 1);
  CHECK(results::eligible(world, {"second", results::week}).empty());
  CHECK(results::eligible(world, {"first", {noon + Seconds{1}, noon + Days{9}}}).empty());
}

TEST_CASE("a client stays in the first group, whatever is drawn later") {
  World world(results::with_holdout());
  ResultsSource& source = world.fixture->results();
  const std::vector first{results::who(1, ExperimentGroup::held_out)};
  check(source.log_eligible(lily, first, noon));
  world.fixture->put_visit(lily, visit(lily, 1, noon + Days{1}));
  const std::vector second{results::who(1, ExperimentGroup::treated)};
  check(source.log_eligible(lily, second, noon + Days{5}));
  const auto found = results::eligible(world, {"first", results::week});
  REQUIRE(found.size() == 1);
  CHECK(found[0].group == ExperimentGroup::held_out);
  CHECK(found[0].eligible_at == noon);
}

TEST_CASE("eligibility of a company that is not there") {
  World world;
  const std::vector clients{results::who(1, ExperimentGroup::treated)};
  ResultsSource& source = world.fixture->results();
  CHECK(failed_with(source.log_eligible(CompanyId{99}, clients, noon), errc::not_found));
  CHECK(failed_with(source.for_each_eligible(CompanyId{99}, {}, [](const EligibleOutcome&) {}),
                    errc::not_found));
  CHECK(failed_with(source.take_low_conversion(CompanyId{99}, noon), errc::not_found));
}

TEST_CASE("few bookings are told once a week, and only of messages whose deadline is over") {
  std::vector<Snapshot> salons = results::with_holdout(0);
  for (int number = 4; number < 64; ++number) add_due_client(salons[0], number, 100 + number);
  salons[0].account->hourly_outbound_limit = 1000;
  salons[0].account->min_interval_seconds = 1;
  World world(salons);
  world.store_day(lily);
  Instant now = noon;
  for (int sent = 0; sent < 50;) {
    const Claim claim = world.try_claim(lily, now);
    if (!claim.attempt) {
      REQUIRE(claim.next_turn_at);
      now = *claim.next_turn_at;
      continue;
    }
    const AttemptId& id = claim.attempt->planned.attempt_id;
    REQUIRE(world.commit(world.look(id, now), claim.attempt->planned, now));
    world.record(id, SendOutcome::accepted, {}, now);
    ++sent;
  }
  ResultsSource& source = world.fixture->results();
  const Instant later = noon + Days{8};
  CHECK_FALSE(get(source.take_low_conversion(lily, noon + Days{6})));
  CHECK(get(source.take_low_conversion(lily, later)));
  CHECK_FALSE(get(source.take_low_conversion(lily, later)));
  CHECK_FALSE(get(source.take_low_conversion(lily, later + Days{7} - Seconds{1})));
  world.fixture->reopen();
  CHECK(get(world.fixture->results().take_low_conversion(lily, later + Days{7})));
  CHECK_FALSE(get(world.fixture->results().take_low_conversion(rose, later)));
  CHECK_FALSE(get(world.fixture->results().take_low_conversion(lily, later + Days{60})));
}

}  // namespace reactivation::contract
