#include <catch2/catch.hpp>
#include <cmath>

#include "core/world.hpp"
#include "reactivation/core/rhythm_policy.hpp"

using namespace world;

namespace {

RhythmModel three_kinds() {
  return {1.9, 12, 0.37, 0.69, Leaving::after_any_visit, {{1, 0.3}, {3, 0.0}, {6, 0.7}}};
}

/// A client with a visit every `gap_days`, `gaps` times, the last one on 2026-01-29.
void add_regular(Snapshot& snapshot, int id, int gaps, int gap_days, int service = 1) {
  snapshot.clients.push_back(client(id));
  for (int i = 0; i <= gaps; ++i) {
    Visit each = visit(id, {service}, "2026-01-29T12:00:00Z");
    each.starts_at -= Days{gap_days * i};
    each.cost_minor = 4000;
    snapshot.visits.push_back(each);
  }
}

RhythmKnowledge knowledge(const Snapshot& snapshot) {
  RhythmKnowledge out;
  out.model = three_kinds();
  out.services.resize(snapshot.services.size());
  out.services[0] = {28, 30};
  return out;
}

/// The first day from the floor on, looked for with the closed forms of the mixture.
int first_day(const TriggerQuestion& question, bool of_alive, double below) {
  for (int day = question.floor_days; day < 3650; ++day) {
    VisitSummary client = question.client;
    client.observed_weeks = client.until_last_weeks + day / 7.0;
    const double chance = of_alive ? p_alive(three_kinds(), client)
                                   : p_visit(three_kinds(), client, question.horizon_days / 7.0);
    if (chance < below) return day;
  }
  return 3650;
}

}  // namespace

TEST_CASE("policies and states have words") {
  CHECK(to_string(PolicyKind::rhythm) == "rhythm");
  CHECK(policy_of_word("spec") == PolicyKind::spec);
  CHECK(policy_of_word("rhythm") == PolicyKind::rhythm);
  CHECK_FALSE(policy_of_word("other"));
  CHECK(to_string(RhythmState::at_risk) == "at_risk");
}

TEST_CASE("somebody is due on the first day on which a visit has become unlikely, not before") {
  const std::vector<TriggerQuestion> questions{
      {{0, 0, 0, 0}, 30, 30},
      {{1, 4, 4, std::log(4.0)}, 20, 30},
      {{5, 22, 22, 5 * std::log(4.4)}, 28, 30},
      {{12, 26, 26, 12 * std::log(26 / 12.0)}, 15, 30},
      {{12, 26, 26, 12 * std::log(26 / 12.0)}, 15, 76},
      {{5, 22, 22, 5 * std::log(4.4)}, 300, 30},
  };
  const auto found = trigger_days(three_kinds(), {}, questions);
  for (std::size_t i = 0; i < questions.size(); ++i) {
    CHECK(found[i].due == first_day(questions[i], false, 0.5));
    CHECK(found[i].lost == std::max(first_day(questions[i], true, 0.15), found[i].due + 30));
  }
}

TEST_CASE(
    "a floor past ten years is cut off, and nobody is lost to a business that nobody leaves") {
  RhythmModel faithful{2, 8, 0.0001, 9, Leaving::after_any_visit, {{1, 1.0}}};
  RhythmThresholds never;
  never.lost_below = 1e-300;
  never.overdue_below = 0;
  const auto found = trigger_days(faithful, never, std::vector<TriggerQuestion>{{{}, 9999, 30}});
  CHECK(found[0].due == 3650);
  CHECK(found[0].lost == DueDays{}.lost);
}

TEST_CASE("the states follow each other, and none comes before the own interval") {
  const RhythmThresholds thresholds;
  const auto state = [&](double silence, double alive, double visit) {
    return state_of({silence, 30, {alive, visit}}, thresholds);
  };
  CHECK(state(29.9, 0.1, 0.1) == RhythmState::on_rhythm);
  CHECK(state(30, 0.9, 0.50) == RhythmState::due);
  CHECK(state(30, 0.9, 0.49) == RhythmState::overdue);
  CHECK(state(30, 0.59, 0.1) == RhythmState::at_risk);
  CHECK(state(30, 0.14, 0.1) == RhythmState::lost);
}

TEST_CASE("a return is worth itself and what it adds: the science's oracle of a revival") {
  const RhythmModel model{1.9, 12.6, 0.37, 0.69, Leaving::after_any_visit, {{3, 1.0}}};
  const VisitSummary client{5, 22, 34, 5 * std::log(22 / 5.0)};
  CHECK(visits_by_a_return(model, client, 52) == Approx(5.47001463).epsilon(1e-8));
}

TEST_CASE("the days of each client, by service, with what they paid and the next booking") {
  Snapshot snapshot = salon();
  snapshot.services.push_back({ServiceId{2}, "Shampoo", 900, true});  // no rule
  snapshot.services.push_back({ServiceId{3}, "Beard", 900, false});
  snapshot.services.push_back({ServiceId{4}, "Shave", 900, true});  // a rule that is switched off
  Rule off;
  off.service_id = ServiceId{4};
  off.is_active = false;
  snapshot.rules.push_back(off);
  Rule rule;
  rule.service_id = ServiceId{3};
  snapshot.rules.push_back(rule);
  snapshot.clients = {client(1), client(2)};
  const auto paid = [](Visit one, std::int64_t cost) {
    one.cost_minor = cost;
    return one;
  };
  snapshot.visits = {paid(visit(1, {1}, "2026-01-29T12:00:00Z"), 3000),
                     paid(visit(1, {2}, "2026-01-29T15:00:00Z"), 500),
                     paid(visit(1, {3}, "2025-12-01T12:00:00Z"), 0),
                     visit(1, {1}, "2026-02-01T12:00:00Z", VisitStatus::cancelled),
                     visit(1, {1}, "2026-02-02T12:00:00Z", VisitStatus::booked),
                     visit(1, {1}, "2026-03-20T12:00:00Z", VisitStatus::booked),
                     visit(1, {1}, "2026-03-25T12:00:00Z", VisitStatus::booked),
                     visit(1, {2}, "2026-03-12T12:00:00Z", VisitStatus::booked),
                     visit(2, {1}, "2026-03-12T12:00:00Z", VisitStatus::booked),
                     visit(9, {1}, "2026-01-01T12:00:00Z")};
  const RhythmKnowledge known = learn_rhythm(snapshot, noon);
  CHECK_FALSE(known.is_fitted);
  VisitTable table;
  for (const Visit& each : snapshot.visits) table.add(each);
  ClientTable clients;
  for (const Client& each : snapshot.clients) clients.add(each);
  PlanInput input{.company = snapshot.company,
                  .settings = snapshot.settings,
                  .services = snapshot.services,
                  .staff = {},
                  .rules = snapshot.rules,
                  .clients = clients.columns(),
                  .visits = table.columns(),
                  .history = {},
                  .attempts = {},
                  .slots = {},
                  .client_zones = {},
                  .weights = {},
                  .now = noon};
  const VisitDays days = visit_days_of(input);
  CHECK(days.as_of == on("2026-03-10"));
  const ClientDays& first = days.clients[0];
  CHECK(first.days == std::vector<LocalDate>{on("2025-12-01"), on("2026-01-29")});
  REQUIRE(first.services.size() == 1);
  CHECK(first.services[0].service == 0);
  CHECK(first.services[0].booked_on == on("2026-03-20"));
  REQUIRE(first.paid.size() == 1);
  CHECK(first.paid[0].amount == 35);
  CHECK(spend_of(first, on("2026-03-10")).mean == 35);
  CHECK(spend_of(first, on("2026-01-01")).visits == 0);
  CHECK(days.clients[1].services.empty());
  // A booking ends the open gap; before it was known it did not.
  CHECK(service_gaps(days, 0, days.as_of)[0].has_returned);
  CHECK_FALSE(service_gaps(days, 0, on("2026-03-01"))[0].has_returned);
  CHECK(service_gaps(days, 1, days.as_of).empty());
  // Columns that say nothing: all visits completed, none paid, the company's zone not known.
  input.visits.status = {};
  input.visits.cost_minor = {};
  Company nowhere = snapshot.company;
  nowhere.time_zone = TimeZone{};
  const PlanInput bare{.company = nowhere,
                       .settings = input.settings,
                       .services = input.services,
                       .staff = {},
                       .rules = input.rules,
                       .clients = input.clients,
                       .visits = input.visits,
                       .history = {},
                       .attempts = {},
                       .slots = {},
                       .client_zones = {},
                       .weights = {},
                       .now = noon};
  CHECK(visit_days_of(bare).clients[0].days.size() == 4);
  CHECK(visit_days_of(bare).clients[0].paid.empty());
  CHECK(learn_rhythm(bare, days, days.as_of).habits.weekdays.size() > 1);
}

TEST_CASE("by rhythm a frequent client is due before the service's interval, a rare one after it") {
  Snapshot snapshot = salon();
  add_regular(snapshot, 1, 20, 7);
  add_regular(snapshot, 2, 8, 60);
  const RhythmKnowledge known = knowledge(snapshot);
  // 24 days after the last visit: nobody is due by the fixed interval of 28 days.
  const Instant early = at("2026-02-22T12:30:00Z");
  CHECK(plan_day(snapshot, early).planned.empty());
  const Plan plan = plan_day(snapshot, early, known);
  CHECK(plan.policy == "rhythm");
  REQUIRE(planned(plan, 1));
  const ClientRhythm& rhythm = planned(plan, 1)->rhythm.value();
  CHECK(rhythm.state == RhythmState::at_risk);
  CHECK(rhythm.p_alive < 0.15);  // and still nobody is given up before they could be written to
  CHECK(rhythm.p_visit < 0.5);
  CHECK(rhythm.p_visit <= rhythm.p_alive);
  CHECK(rhythm.own_interval_days == Approx(7.7).margin(0.5));
  CHECK(rhythm.visits == 21);
  CHECK(rhythm.horizon_days == 30);
  CHECK(rhythm.due_days <= 24);
  CHECK(rhythm.return_value > 1);
  CHECK(planned(plan, 1)->priority_score ==
        Approx((1 - rhythm.p_visit) * rhythm.return_value).epsilon(1e-12));
  REQUIRE(skipped(plan, 2));
  CHECK(skipped(plan, 2)->reason == SkipReason::not_due);
  CHECK(skipped(plan, 2)->rhythm->state == RhythmState::on_rhythm);
  // 35 days after it: by the fixed interval both are due, by rhythm the rare one still is not.
  const Instant later = at("2026-03-05T12:30:00Z");
  CHECK(planned(plan_day(snapshot, later), 2));
  CHECK(skipped(plan_day(snapshot, later, known), 2));
  // `until` is when they are: the plan of that instant has them.
  const auto until = skipped(plan_day(snapshot, later, known), 2)->until.value();
  CHECK(planned(plan_day(snapshot, until, known), 2));
  CHECK(skipped(plan_day(snapshot, until - Seconds{1}, known), 2));
}

TEST_CASE("nothing is spent on a client who is lost") {
  Snapshot snapshot = salon();
  add_regular(snapshot, 1, 20, 12);
  const RhythmKnowledge known = knowledge(snapshot);
  const Instant late = at("2026-09-01T12:00:00Z");
  CHECK(planned(plan_day(snapshot, late), 1));
  const Plan plan = plan_day(snapshot, late, known);
  REQUIRE(skipped(plan, 1));
  CHECK(skipped(plan, 1)->reason == SkipReason::lapsed);
  CHECK(skipped(plan, 1)->rhythm->state == RhythmState::lost);
  CHECK_FALSE(skipped(plan, 1)->eligible_at);
  const auto held = held_reasons(snapshot, ClientId{1}, late, known);
  REQUIRE(held.size() == 1);
  CHECK(held[0].reason == SkipReason::lapsed);
  CHECK(held_reasons(snapshot, ClientId{5}, late, known).empty());
}

TEST_CASE("a client's clock is all of their visits, the floor is the service's own interval") {
  Snapshot snapshot = salon();
  add_service(snapshot, 2, 56);
  add_regular(snapshot, 1, 20, 12);
  Visit other = visit(1, {2}, "2025-12-20T12:00:00Z");
  snapshot.visits.push_back(other);
  RhythmKnowledge known = knowledge(snapshot);
  known.services[1] = {56, 76};
  const Instant day = at("2026-02-22T12:30:00Z");
  const auto first = rhythm_of(snapshot, {ClientId{1}, ServiceId{1}}, day, known);
  const auto second = rhythm_of(snapshot, {ClientId{1}, ServiceId{2}}, day, known);
  REQUIRE(first);
  REQUIRE(second);
  CHECK(second->own_interval_days == Approx(56));
  CHECK(second->own_gaps == 0);
  CHECK(second->p_alive == first->p_alive);
  CHECK(second->p_visit >= first->p_visit);  // within 76 days instead of 30
  CHECK(second->due_days > 40);              // never before the last visit of all, 40 days later
  CHECK_FALSE(rhythm_of(snapshot, {ClientId{1}, ServiceId{3}}, day, known));
  CHECK_FALSE(rhythm_of(snapshot, {ClientId{2}, ServiceId{1}}, day, known));
}

TEST_CASE("a policy that moves on knows what one made anew knows") {
  Snapshot snapshot = salon();
  add_regular(snapshot, 1, 20, 12);
  add_regular(snapshot, 2, 8, 60);
  snapshot.clients.push_back(client(3));
  snapshot.visits.push_back(visit(3, {1}, "2026-02-20T12:00:00Z"));
  add_service(snapshot, 2, 40);
  snapshot.visits.push_back(visit(2, {2}, "2026-02-25T12:00:00Z"));  // not known yet
  snapshot.clients.push_back(client(4));
  snapshot.visits.push_back(visit(4, {2}, "2026-02-01T12:00:00Z"));
  VisitTable table;
  for (const Visit& each : snapshot.visits) table.add(each);
  ClientTable clients;
  for (const Client& each : snapshot.clients) clients.add(each);
  const PlanInput input{.company = snapshot.company,
                        .settings = snapshot.settings,
                        .services = snapshot.services,
                        .staff = {},
                        .rules = snapshot.rules,
                        .clients = clients.columns(),
                        .visits = table.columns(),
                        .history = {},
                        .attempts = {},
                        .slots = {},
                        .client_zones = {},
                        .weights = {},
                        .now = noon};
  const VisitDays days = visit_days_of(input);
  const RhythmKnowledge known = knowledge(snapshot);
  const auto as_of = [](std::string_view day) { return AsOf{on(day), on(day) - Days{1}}; };
  RhythmPolicy moving(days, known, as_of("2026-01-20"));
  CHECK(moving.name() == "rhythm");
  CHECK(moving.due_days(2, 0).due == max_interval_days);  // has not been here yet
  CHECK_FALSE(moving.evidence(2, 0));
  CHECK(moving.due_days(0, 7).due == max_interval_days);  // the days know no such service
  CHECK(moving.due_days(3, 0).due == max_interval_days);
  moving.move_to(as_of("2026-02-21"), std::vector<std::uint32_t>{0, 1, 2});
  const RhythmPolicy fresh(days, known, as_of("2026-02-21"));
  for (std::uint32_t row = 0; row < 3; ++row) {
    CHECK(moving.due_days(row, 0).due == fresh.due_days(row, 0).due);
    CHECK(moving.due_days(row, 0).lost == fresh.due_days(row, 0).lost);
    CHECK(moving.priority(row, 0) == fresh.priority(row, 0));
  }
  CHECK(fresh.due_days(1, 1).due == max_interval_days);
  // Where nobody is ever given up, nobody is.
  RhythmKnowledge patient = known;
  patient.thresholds.lost_below = 0;
  CHECK(RhythmPolicy(days, patient, as_of("2026-02-21")).due_days(0, 0).lost == DueDays{}.lost);
  // Somebody who is here today is worth no message.
  CHECK(RhythmPolicy(days, known, {on("2026-02-20"), on("2026-02-20")}).priority(2, 0) == 0);
}

TEST_CASE("what a history teaches: model, intervals, amounts; a person's interval stands") {
  Snapshot snapshot = salon();
  add_service(snapshot, 2, 40);
  add_service(snapshot, 4, 33);
  snapshot.rules.push_back(snapshot.rules.back());
  snapshot.rules.back().service_id = ServiceId{99};  // of a service that is gone
  snapshot.rules[0].active_interval_source = IntervalSource::table;
  snapshot.company.currency = "EUR";
  for (int id = 1; id <= 240; ++id) {
    add_regular(snapshot, id, 1 + id % 5, 15 + id % 30, 1 + id % 2);
    if (id % 3 == 0) snapshot.visits.back().cost_minor = 9000 + 100 * id;
  }
  const RhythmKnowledge known = learn_rhythm(snapshot, noon);
  CHECK(known.is_fitted);
  CHECK(known.end == FitEnd::converged);
  CHECK(known.size.clients == 240);
  CHECK(known.log_likelihood < 0);
  REQUIRE(known.services.size() == 3);
  CHECK(known.services[0].median_days != 28);  // from the table: the history knows better
  CHECK(known.services[1].median_days == 40);  // set by a person
  CHECK(known.services[1].horizon_days >= 30);
  CHECK(known.services[2].median_days == 33);  // nobody has taken it
  CHECK(known.services[2].horizon_days == 49);
  CHECK(known.spend_mean == Approx(46).margin(15));
  // Without amounts a visit counts as one.
  for (Visit& each : snapshot.visits) each.cost_minor = 0;
  const RhythmKnowledge unpaid = learn_rhythm(snapshot, noon);
  CHECK(unpaid.spend_mean == 1);
  CHECK_FALSE(unpaid.spend);
  // Amounts that vary between clients and within them are a fit of their own.
  for (std::size_t i = 0; i < snapshot.visits.size(); ++i) {
    const auto client = static_cast<std::size_t>(snapshot.visits[i].client_id.value);
    snapshot.visits[i].cost_minor =
        static_cast<std::int64_t>(2000 + client * 37 % 9 * 700 + i * 53 % 11 * 150);
  }
  const RhythmKnowledge paid = learn_rhythm(snapshot, noon);
  REQUIRE(paid.spend);
  CHECK(paid.spend->q > 1);
  const Plan plan = plan_day(snapshot, noon, paid);
  REQUIRE(!plan.planned.empty());
  CHECK(plan.planned[0].rhythm->return_value > 20);
  // From one to a thousand: such amounts have no mean to lean on.
  for (Visit& each : snapshot.visits) {
    each.cost_minor = 100;
    for (int i = 0; i < each.client_id.value % 4; ++i) each.cost_minor *= 10;
  }
  CHECK_FALSE(learn_rhythm(snapshot, noon).spend);
  // Nobody at all: what is usual.
  const RhythmKnowledge nothing = learn_rhythm(salon(), noon);
  CHECK_FALSE(nothing.is_fitted);
  CHECK(nothing.model.scale_weeks == Approx(1.5 * 30 / 7 * 1.5));
  CHECK(plan_day(salon(), noon, nothing).counts.clients == 0);
}

TEST_CASE("of a new service only those have come back who come soon: that shortens nothing") {
  const auto learnt = [](int gap_days, int first_days_ago) {
    Snapshot snapshot = salon();
    snapshot.rules[0].active_interval_source = IntervalSource::table;
    for (int id = 1; id <= 60; ++id) {
      snapshot.clients.push_back(client(id));
      for (const int ago : {first_days_ago - id % 3, first_days_ago - id % 3 - gap_days}) {
        Visit each = visit(id, {1}, "2026-03-10T12:00:00Z");
        each.starts_at = noon - Days{ago};
        snapshot.visits.push_back(each);
      }
    }
    return learn_rhythm(snapshot, noon).services[0];
  };
  CHECK(learnt(8, 12).median_days == 28);  // the rule's
  CHECK(learnt(50, 60).median_days > 28);  // a longer one is believed at once
}

TEST_CASE("a plan by rhythm is the same whatever the order of the visits") {
  Snapshot snapshot = salon();
  add_regular(snapshot, 1, 20, 7);
  add_regular(snapshot, 2, 20, 9);
  const RhythmKnowledge known = knowledge(snapshot);
  const Instant now = at("2026-02-26T12:30:00Z");
  ClientTable clients;
  for (const Client& each : snapshot.clients) clients.add(each);
  const auto turns_of = [&](const std::vector<Visit>& visits) {
    VisitTable table;
    for (const Visit& each : visits) table.add(each);
    PlanInput input{.company = snapshot.company,
                    .settings = snapshot.settings,
                    .account = &*snapshot.account,
                    .services = snapshot.services,
                    .staff = {},
                    .rules = snapshot.rules,
                    .clients = clients.columns(),
                    .visits = table.columns(),
                    .history = {},
                    .attempts = {},
                    .slots = {},
                    .client_zones = {},
                    .weights = {},
                    .now = now};
    const VisitDays days = visit_days_of(input);
    const RhythmPolicy policy(days, known, {days.as_of, days.as_of});
    input.policy = &policy;
    std::vector<std::pair<std::int64_t, double>> out;
    for (const Turn& turn : select_clients(input).turns) {
      out.emplace_back(turn.attempt.client_id.value, turn.attempt.priority_score);
    }
    return out;
  };
  std::vector<Visit> mixed;  // now one client's, now the other's
  for (std::size_t i = 0; i < 21; ++i) {
    mixed.push_back(snapshot.visits[i]);
    mixed.push_back(snapshot.visits[21 + i]);
  }
  CHECK(turns_of(snapshot.visits).size() == 2);
  CHECK(turns_of(mixed) == turns_of(snapshot.visits));
}
