// Who is planned and who is not, why, and until when.
#include <rapidcheck.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <set>

#include "hostile_case.hpp"
#include "reference.hpp"

namespace {

using namespace reactivation;
using namespace properties;

const Client& client_of(const Snapshot& snapshot, ClientId id) {
  for (const Client& client : snapshot.clients) {
    if (client.id == id) return client;
  }
  RC_FAIL("a client that is not in the snapshot");
}

const SkippedClient* find_skipped(const Plan& plan, ClientId id) {
  for (const SkippedClient& row : plan.skipped) {
    if (row.client_id == id) return &row;
  }
  return nullptr;
}

bool has(const std::vector<Reason>& reasons, SkipReason reason) {
  return std::any_of(reasons.begin(), reasons.end(),
                     [reason](const Reason& r) { return r.reason == reason; });
}

/// The latest of all known clearing times; none when one is open-ended.
std::optional<Instant> clear_of_all(const std::vector<Reason>& reasons) {
  std::optional<Instant> latest;
  for (const Reason& reason : reasons) {
    if (!reason.until) return std::nullopt;
    latest = std::max(latest.value_or(*reason.until), *reason.until);
  }
  return latest;
}

}  // namespace

TEST_CASE("every client appears exactly once, and the counts add up") {
  CHECK(rc::check([] {
    const Case c = *hostile_case();
    const Plan plan = plan_day(c.snapshot, c.now);
    std::multiset<std::int64_t> seen;
    for (const PlannedAttempt& attempt : plan.planned) seen.insert(attempt.client_id.value);
    for (const SkippedClient& row : plan.skipped) {
      seen.insert(row.client_id.value);
      RC_ASSERT(row.reason != SkipReason::none);
    }
    std::multiset<std::int64_t> wanted;
    for (const Client& client : c.snapshot.clients) wanted.insert(client.id.value);
    RC_ASSERT(seen == wanted);
    RC_ASSERT(plan.counts.clients == static_cast<std::int64_t>(wanted.size()));
    RC_ASSERT(plan.counts.planned == static_cast<std::int64_t>(plan.planned.size()));
    RC_ASSERT(plan.counts.skipped == static_cast<std::int64_t>(plan.skipped.size()));
    RC_ASSERT(
        std::is_sorted(plan.skipped.begin(), plan.skipped.end(),
                       [](const auto& a, const auto& b) { return a.client_id < b.client_id; }));
  }));
}

TEST_CASE("reasons, their ends and the service named equal a naive reading of the requirements") {
  CHECK(rc::check([] {
    const Case c = *hostile_case();
    const Plan plan = plan_day(c.snapshot, c.now);
    const Reference reference(c.snapshot, c.now);
    std::int64_t due = 0;
    for (const Client& client : c.snapshot.clients) {
      const Expected expected = reference.judge(client);
      const bool is_due =
          expected.reasons.empty() || expected.reasons.front().reason > SkipReason::lapsed;
      due += is_due ? 1 : 0;
      const SkippedClient* row = find_skipped(plan, client.id);
      RC_LOG() << "client " << client.id.value << '\n';
      if (expected.reasons.empty()) {
        if (row != nullptr) {
          RC_ASSERT(row->reason >= SkipReason::outside_sending_hours);
          RC_ASSERT(row->service_id == expected.service_id);
        }
        continue;
      }
      RC_ASSERT(row != nullptr);
      RC_ASSERT(static_cast<int>(row->reason) == static_cast<int>(expected.reasons.front().reason));
      RC_ASSERT((row->until == expected.reasons.front().until));
      RC_ASSERT((row->eligible_at == clear_of_all(expected.reasons)));
      RC_ASSERT((row->service_id == expected.service_id));
      RC_ASSERT(!row->rank);
    }
    RC_ASSERT(plan.counts.due == due);
  }));
}

TEST_CASE("what is planned is what the requirements choose, in their order") {
  CHECK(rc::check([] {
    const Case c = *hostile_case();
    const Plan plan = plan_day(c.snapshot, c.now);
    const Reference reference(c.snapshot, c.now);
    for (const PlannedAttempt& attempt : plan.planned) {
      const Client& client = client_of(c.snapshot, attempt.client_id);
      const Expected expected = reference.judge(client);
      RC_ASSERT(expected.reasons.empty());
      RC_ASSERT(attempt.service_id == expected.chosen->service_id);
      RC_ASSERT((attempt.last_visit_at == expected.chosen->last_visit_at));
      RC_ASSERT(attempt.days_since_visit == expected.chosen->days);
      RC_ASSERT(std::abs(attempt.priority_score -
                         reference.score(client, attempt.days_since_visit)) < 1e-9);
      RC_ASSERT(attempt.attempt_number >= 1);
    }
    for (std::size_t i = 1; i < plan.planned.size(); ++i) {
      const PlannedAttempt& a = plan.planned[i - 1];
      const PlannedAttempt& b = plan.planned[i];
      RC_ASSERT(a.rank < b.rank);
      const bool in_order =
          a.priority_score != b.priority_score       ? a.priority_score > b.priority_score
          : a.days_since_visit != b.days_since_visit ? a.days_since_visit > b.days_since_visit
                                                     : a.client_id < b.client_id;
      RC_ASSERT(in_order);
    }
  }));
}

TEST_CASE("ranks count up without gaps over the planned and those beyond the quota") {
  CHECK(rc::check([] {
    const Case c = *hostile_case();
    const Plan plan = plan_day(c.snapshot, c.now);
    std::set<std::int64_t> ranks;
    for (const PlannedAttempt& attempt : plan.planned) ranks.insert(attempt.rank);
    std::size_t rows = plan.planned.size();
    for (const SkippedClient& row : plan.skipped) {
      RC_ASSERT(row.rank.has_value() == (row.reason == SkipReason::no_quota));
      if (!row.rank) continue;
      ranks.insert(*row.rank);
      ++rows;
    }
    RC_ASSERT(ranks.size() == rows);
    RC_ASSERT((ranks.empty() || (*ranks.begin() == 1 && *ranks.rbegin() == std::int64_t(rows))));
  }));
}

TEST_CASE("planning again at `until` the reason is gone, and a second earlier it still holds") {
  CHECK(rc::check([] {
    const Case c = *hostile_case();
    const Plan plan = plan_day(c.snapshot, c.now);
    for (const SkippedClient& row : plan.skipped) {
      if (!row.until) continue;
      RC_LOG() << "client " << row.client_id.value << " reason " << static_cast<int>(row.reason)
               << " until " << to_rfc3339(*row.until) << '\n';
      RC_ASSERT((*row.until > c.now));
      if (row.reason == SkipReason::no_quota) continue;
      const Plan later = plan_day(c.snapshot, *row.until);
      const SkippedClient* then = find_skipped(later, row.client_id);
      if (then != nullptr && then->service_id == row.service_id) {
        RC_ASSERT(static_cast<int>(then->reason) != static_cast<int>(row.reason));
      }
      if (row.reason == SkipReason::outside_sending_hours) continue;
      const Client& client = client_of(c.snapshot, row.client_id);
      const ServiceId service = row.service_id.value_or(ServiceId{});
      const auto at_until = Reference(c.snapshot, *row.until).reasons_for(client, service);
      RC_ASSERT(!has(at_until, row.reason));
      const auto before =
          Reference(c.snapshot, *row.until - Seconds{1}).reasons_for(client, service);
      RC_ASSERT(has(before, row.reason));
    }
  }));
}

TEST_CASE("planning again at `eligible_at` the reason is gone") {
  CHECK(rc::check([] {
    const Case c = *hostile_case();
    const Plan plan = plan_day(c.snapshot, c.now);
    for (const SkippedClient& row : plan.skipped) {
      if (!row.eligible_at) continue;
      RC_ASSERT((*row.eligible_at >= c.now));
      RC_ASSERT((row.until && *row.until <= *row.eligible_at));
      if (row.reason == SkipReason::no_quota) continue;
      RC_LOG() << "client " << row.client_id.value << " reason " << static_cast<int>(row.reason)
               << " eligible_at " << to_rfc3339(*row.eligible_at) << '\n';
      const Plan later = plan_day(c.snapshot, *row.eligible_at);
      const SkippedClient* then = find_skipped(later, row.client_id);
      if (then == nullptr || then->service_id != row.service_id) continue;
      RC_ASSERT(static_cast<int>(then->reason) != static_cast<int>(row.reason));
    }
  }));
}
