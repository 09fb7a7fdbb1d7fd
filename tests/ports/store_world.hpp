// Two salons that send through one account, a third with its own, and the steps of a day in them.
#pragma once

#include <catch2/catch.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "reactivation/core/plan_facts.hpp"
#include "store_fixture.hpp"

namespace reactivation::contract {

inline constexpr CompanyId lily{1};
inline constexpr CompanyId rose{2};   ///< sends through Lily's account
inline constexpr CompanyId tulip{3};  ///< has an account of its own
inline constexpr AccountId shared_account{1};
inline constexpr AccountId own_account{2};
inline constexpr std::string_view here = "machine-a";

inline Instant at(std::string_view rfc3339) {
  return parse_time(rfc3339).value().instant_in(TimeZone::utc());
}
/// A Tuesday, inside the sending hours.
inline const Instant noon = at("2026-03-10T12:00:00Z");

/// The n-th client of a company.
inline ClientId client_id(CompanyId company, int number) {
  return ClientId{company.value * 100 + number};
}
inline ServiceId haircut_of(CompanyId company) { return ServiceId{company.value * 10 + 1}; }
inline StaffId grace_of(CompanyId company) { return StaffId{company.value * 10 + 1}; }
inline PhoneNumber phone(int number) {
  return PhoneNumber{999'000'000'000ULL + static_cast<std::uint64_t>(number)};
}
inline Identity phone_identity(int number) { return {IdentityKind::phone, to_e164(phone(number))}; }

inline Client client(CompanyId company, int number, int phone_number) {
  Client out;
  out.id = client_id(company, number);
  out.name = "Anna Smith";
  out.phone = phone(phone_number);
  out.phone_status = PhoneStatus::test;
  return out;
}

inline Visit visit(CompanyId company, int number, Instant starts_at,
                   VisitStatus status = VisitStatus::completed) {
  Visit out;
  out.id = VisitId{client_id(company, number).value * 100 +
                   (starts_at.time_since_epoch().count() / 86400) % 100};
  out.client_id = client_id(company, number);
  out.service_ids = {haircut_of(company)};
  out.staff_id = grace_of(company);
  out.starts_at = starts_at;
  out.status = status;
  out.cost_minor = 5000;
  return out;
}

/// A client whose last visit was 40 days before noon: due.
inline void add_due_client(Snapshot& snapshot, int number, int phone_number) {
  const CompanyId company = snapshot.company.id;
  snapshot.clients.push_back(client(company, number, phone_number));
  snapshot.visits.push_back(visit(company, number, noon - Days{40}));
}

/// Every day from 10 to 19 in UTC; a hot account: 30 seconds between sends.
inline Snapshot salon(CompanyId company, AccountId account_id) {
  Snapshot out;
  out.company.id = company;
  out.company.name = "Salon";
  out.company.business_type = BusinessType::beauty;
  out.company.time_zone = TimeZone::utc();
  out.company.country = "GB";
  out.company.currency = "GBP";
  out.settings.sending_days = WeekdaySet::every_day();
  Account account;
  account.id = account_id;
  account.warmup_level = WarmupLevel::hot;
  account.daily_outbound_limit = 100;
  account.hourly_outbound_limit = 20;
  account.concurrent_limit = 10;
  account.min_interval_seconds = 30;
  out.account = account;
  out.services = {{haircut_of(company), "Haircut", 5000, true}};
  out.staff = {{grace_of(company), "Grace", true}};
  Rule rule;
  rule.service_id = haircut_of(company);
  rule.reactivation_interval_days = 28;
  rule.active_interval_source = IntervalSource::manual;
  rule.manual_interval = 28;
  out.rules = {rule};
  return out;
}

/// Lily has clients 1, 2 and 3 with phones 1, 2 and 3; Rose client 1 with phone 1 and client 2 with
/// phone 22; Tulip client 1 with phone 1.
inline std::vector<Snapshot> three_salons() {
  std::vector<Snapshot> out{salon(lily, shared_account), salon(rose, shared_account),
                            salon(tulip, own_account)};
  for (const int number : {1, 2, 3}) add_due_client(out[0], number, number);
  add_due_client(out[1], 1, 1);
  add_due_client(out[1], 2, 22);
  add_due_client(out[2], 1, 1);
  return out;
}

/// The value of a result that must be there.
template <class T>
T get(result<T> outcome) {
  INFO("error " << (outcome ? std::string{"none"} : outcome.error().message()));
  REQUIRE(outcome);
  return std::move(outcome.value());
}
inline void check(const result<void>& outcome) {
  INFO("error " << (outcome ? std::string{"none"} : outcome.error().message()));
  REQUIRE(outcome);
}
/// Whether it failed with that code.
template <class T>
bool failed_with(const result<T>& outcome, errc code) {
  return !outcome && outcome.error() == make_error_code(code);
}

/// A store with the three salons in it, and the steps of a day.
struct World {
  std::unique_ptr<StoreFixture> fixture = make_store_fixture();

  World() : World(three_salons()) {}
  explicit World(const std::vector<Snapshot>& companies) { fixture->start(companies); }

  [[nodiscard]] Plan plan(CompanyId company, Instant now = noon) {
    const PlanFacts facts = get(fixture->snapshots().load_plan_facts(company, now, PlanScope::all));
    const PlanInput input = input_of(facts, now);
    Selection selection = select_clients(input);
    std::vector<ClientId> planned;
    for (const Turn& turn : selection.turns) planned.push_back(turn.attempt.client_id);
    const VisitTable visits = get(fixture->snapshots().load_visits(company, planned, now));
    make_offers(input, visits.columns(), selection);
    return plan_of(input, std::move(selection));
  }
  std::int64_t store_day(CompanyId company, Instant now = noon) {
    return get(fixture->attempts().store_plan(plan(company, now)));
  }
  [[nodiscard]] Claim try_claim(CompanyId company, Instant now = noon,
                                std::string owner = "worker") {
    return get(
        fixture->attempts().claim_next({company, std::move(owner), now, now + Seconds{300}}));
  }
  [[nodiscard]] ClaimedAttempt claim(CompanyId company, Instant now = noon,
                                     std::string owner = "worker") {
    const Claim claimed = try_claim(company, now, std::move(owner));
    REQUIRE(claimed.attempt);
    return *claimed.attempt;
  }
  [[nodiscard]] PermitState look(const AttemptId& attempt, Instant now = noon) {
    return get(fixture->attempts().load_permit_state(attempt, here, now));
  }
  [[nodiscard]] Attempt attempt(const AttemptId& id) { return look(id).attempt; }
  [[nodiscard]] bool commit(const PermitState& seen, const PlannedAttempt& planned, Instant now,
                            std::string template_id = "en-1") {
    OutgoingMessage message;
    message.attempt_id = planned.attempt_id;
    message.company_id = seen.facts.company.id;
    message.client_id = planned.client_id;
    message.service_id = planned.service_id;
    message.phone = PhoneNumber{seen.facts.clients.phone.at(0)};
    message.text = "Anna, it has been 5 weeks since your haircut.";
    message.template_id = std::move(template_id);
    message.discount_percent = planned.discount_percent;
    message.sent_at = now;
    return get(fixture->attempts().commit_permit(seen, here, message));
  }
  /// From the claim to the permit.
  ClaimedAttempt hand_over(CompanyId company, Instant now = noon,
                           std::string template_id = "en-1") {
    const ClaimedAttempt claimed = claim(company, now);
    const AttemptId& id = claimed.planned.attempt_id;
    REQUIRE(commit(look(id, now), claimed.planned, now, std::move(template_id)));
    return claimed;
  }
  void record(const AttemptId& id, SendOutcome outcome, std::string provider_id = {},
              Instant now = noon) {
    SendReceipt receipt{outcome};
    receipt.provider_id = std::move(provider_id);
    get(fixture->attempts().record_outcome(id, receipt, now));
  }
  /// From the plan to an accepted message of the company's first turn.
  AttemptId send_one(CompanyId company, std::string provider_id, Instant now = noon) {
    store_day(company, now);
    const AttemptId id = hand_over(company, now).planned.attempt_id;
    record(id, SendOutcome::accepted, std::move(provider_id), now);
    return id;
  }
  [[nodiscard]] Person person(CompanyId company, int number) {
    return get(fixture->inbox().load_person({company, client_id(company, number)}));
  }
  [[nodiscard]] bool is_opted_out(CompanyId company, int number) {
    const PlanFacts facts =
        get(fixture->snapshots().load_person_facts(company, client_id(company, number), noon));
    for (std::size_t row = 0; row < facts.clients.id.size(); ++row) {
      if (facts.clients.id[row] == client_id(company, number).value) {
        return facts.clients.opt_out[row] != 0;
      }
    }
    FAIL("the client is not among the facts");
    return false;
  }
  [[nodiscard]] bool needs_person(CompanyId company, int number) {
    const PlanFacts facts =
        get(fixture->snapshots().load_person_facts(company, client_id(company, number), noon));
    for (std::size_t row = 0; row < facts.clients.id.size(); ++row) {
      if (facts.clients.id[row] == client_id(company, number).value) {
        return facts.clients.needs_person[row] != 0;
      }
    }
    FAIL("the client is not among the facts");
    return false;
  }
  Applied opt_out(CompanyId company, int number, Instant now = noon) {
    Changes changes;
    changes.at = now;
    changes.opt_out = OptOutChange{"by hand", false};
    return get(fixture->inbox().apply_order({company, client_id(company, number)}, changes));
  }
  void change_client(CompanyId company, int number, ClientChangeKind kind,
                     std::optional<Instant> until = {}) {
    Changes changes;
    changes.at = noon;
    changes.clients.push_back({company, client_id(company, number), kind, until, {}, "signed"});
    get(fixture->inbox().apply_order({company, client_id(company, number)}, changes));
  }
};

}  // namespace reactivation::contract
