// The same facts give the same plan, however their rows are ordered and whichever way they come.
#include <rapidcheck.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <numeric>
#include <random>
#include <set>

#include "hostile_case.hpp"
#include "plan_text.hpp"
#include "reactivation/core/tables.hpp"

namespace {

using namespace reactivation;
using namespace properties;

using Engine = std::mt19937_64;

template <class T>
void shuffle(std::vector<T>& rows, Engine& engine) {
  for (std::size_t i = rows.size(); i > 1; --i) std::swap(rows[i - 1], rows[engine() % i]);
}

Snapshot shuffled(Snapshot s, Engine& engine) {
  shuffle(s.services, engine);
  shuffle(s.staff, engine);
  shuffle(s.rules, engine);
  shuffle(s.clients, engine);
  shuffle(s.visits, engine);
  shuffle(s.attempts, engine);
  shuffle(s.slots, engine);
  shuffle(s.settings.holidays, engine);
  for (Visit& visit : s.visits) shuffle(visit.service_ids, engine);
  if (s.account) shuffle(s.account->sends, engine);
  return s;
}

/// The snapshot's facts as columns; totals are given, as a store that merges bookings gives them.
struct Tables {
  ClientTable clients;
  VisitTable visits;
  HistoryTable history;
};

ClientTable client_table(const Snapshot& s, Instant now) {
  std::map<ClientId, std::pair<std::int64_t, std::int64_t>> totals;
  for (const Visit& visit : merged_visits(s.visits)) {
    if (visit.status != VisitStatus::completed || visit.starts_at > now) continue;
    totals[visit.client_id].first += 1;
    totals[visit.client_id].second += visit.cost_minor;
  }
  ClientTable table;
  for (Client client : s.clients) {
    if (!client.visit_count) client.visit_count = totals[client.id].first;
    if (!client.total_spent_minor) client.total_spent_minor = totals[client.id].second;
    table.add(client);
  }
  return table;
}

enum class VisitRows { grouped, any_order };

Tables as_columns(const Snapshot& s, Instant now, VisitRows rows, Engine& engine) {
  Tables tables{client_table(s, now), {}, {}};
  std::vector<Visit> single;  // one service a row, so that rows of one visit may stand apart
  for (const Visit& visit : merged_visits(s.visits)) {
    if (visit.service_ids.empty()) single.push_back(visit);
    for (const ServiceId id : visit.service_ids) {
      single.push_back(visit);
      single.back().service_ids = {id};
    }
  }
  shuffle(single, engine);
  if (rows == VisitRows::grouped) {
    std::map<ClientId, std::uint64_t> place;
    for (const Visit& visit : single) place.try_emplace(visit.client_id, engine());
    std::stable_sort(single.begin(), single.end(), [&place](const Visit& a, const Visit& b) {
      return place[a.client_id] < place[b.client_id];
    });
  }
  for (const Visit& visit : single) tables.visits.add(visit);
  return tables;
}

// Completed visits summed up as a store keeps them; everything else stays a row.
Tables as_history(const Snapshot& s, Instant now, Engine& engine) {
  Tables tables{client_table(s, now), {}, {}};
  std::map<std::pair<ClientId, ServiceId>, std::set<Instant>> taken;
  std::vector<Visit> rest;
  for (const Visit& visit : merged_visits(s.visits)) {
    if (visit.status != VisitStatus::completed || visit.starts_at > now ||
        visit.service_ids.empty()) {
      rest.push_back(visit);
      continue;
    }
    for (const ServiceId id : visit.service_ids) {
      taken[{visit.client_id, id}].insert(visit.starts_at);
    }
  }
  for (const auto& [key, instants] : taken) {
    tables.history.add(key.first, key.second, *instants.rbegin(),
                       static_cast<std::int64_t>(instants.size()));
  }
  shuffle(rest, engine);
  for (const Visit& visit : rest) tables.visits.add(visit);
  return tables;
}

Plan plan_of_tables(const Snapshot& s, Instant now, const Tables& tables,
                    const VisitColumns& offer_visits) {
  const PlanInput input{.company = s.company,
                        .settings = s.settings,
                        .account = s.account ? &*s.account : nullptr,
                        .services = s.services,
                        .staff = s.staff,
                        .rules = s.rules,
                        .clients = tables.clients.columns(),
                        .visits = tables.visits.columns(),
                        .history = tables.history.columns(),
                        .attempts = s.attempts,
                        .slots = s.slots,
                        .client_zones = s.client_zones,
                        .weights = {},
                        .now = now};
  Selection selection = select_clients(input);
  RC_ASSERT(selection.rows.size() == s.clients.size());
  make_offers(input, offer_visits, selection);
  return plan_of(input, std::move(selection));
}

}  // namespace

TEST_CASE("shuffling the rows of every list changes nothing") {
  CHECK(rc::check([] {
    const Case c = *hostile_case();
    Engine engine(*rc::gen::arbitrary<std::uint32_t>());
    const std::string plan = text_of(plan_day(c.snapshot, c.now));
    RC_ASSERT(text_of(plan_day(shuffled(c.snapshot, engine), c.now)) == plan);
  }));
}

TEST_CASE("columns in any order and grouped by client give the plan of the snapshot") {
  CHECK(rc::check([] {
    const Case c = *hostile_case();
    Engine engine(*rc::gen::arbitrary<std::uint32_t>());
    const std::string plan = text_of(plan_day(c.snapshot, c.now));
    Snapshot s = c.snapshot;
    shuffle(s.clients, engine);
    for (const VisitRows rows : {VisitRows::any_order, VisitRows::grouped}) {
      const Tables tables = as_columns(s, c.now, rows, engine);
      RC_ASSERT(text_of(plan_of_tables(s, c.now, tables, tables.visits.columns())) == plan);
    }
  }));
}

TEST_CASE("visits summed up beforehand give the plan of the snapshot") {
  CHECK(rc::check([] {
    const Case c = *hostile_case();
    Engine engine(*rc::gen::arbitrary<std::uint32_t>());
    const std::string plan = text_of(plan_day(c.snapshot, c.now));
    const Tables all = as_columns(c.snapshot, c.now, VisitRows::any_order, engine);
    const Tables tables = as_history(c.snapshot, c.now, engine);
    RC_ASSERT(text_of(plan_of_tables(c.snapshot, c.now, tables, all.visits.columns())) == plan);
  }));
}

TEST_CASE("planning twice gives the same bytes") {
  CHECK(rc::check([] {
    const Case c = *hostile_case();
    RC_ASSERT(text_of(plan_day(c.snapshot, c.now)) == text_of(plan_day(c.snapshot, c.now)));
  }));
}

TEST_CASE("clients nobody asks about change nothing for the others but their place in the queue") {
  CHECK(rc::check([] {
    Case c = *hostile_case();
    const Plan plan = plan_day(c.snapshot, c.now);
    Client stranger;
    stranger.id = {900000};
    stranger.phone = {79995550000};
    stranger.phone_status = PhoneStatus::mobile;
    c.snapshot.clients.push_back(stranger);
    Plan with = plan_day(c.snapshot, c.now);
    RC_ASSERT(with.skipped.back().client_id == stranger.id);
    with.skipped.pop_back();
    with.counts = plan.counts;
    RC_ASSERT(text_of(with) == text_of(plan));
  }));
}
