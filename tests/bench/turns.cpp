#include "turns.hpp"

#include <algorithm>

#include "reactivation/engine/plan_from.hpp"

namespace bench {
namespace {

/// The governor looks at a year of sends.
void make_old_and_armed(Place& place, CompanyId company) {
  add_ended_attempts(place, company, 36'500);
  SqliteStore& store = place.store();
  const AccountId account = must(store.find_account(company), store);
  must(store.arm(account, here, now), store);
}

}  // namespace

PermitClaim claim_of(const SendTurn& turn) {
  PermitClaim claim;
  claim.owner = "bench";
  claim.epoch = 1;
  claim.reach = turn.reach;
  return claim;
}

void save_draft(SqlStore& store, const SendTurn& turn) {
  const Draft draft{text, "salon", {}, turn.at};
  const HeldAttempt held{turn.attempt, "bench", 1};
  if (!must(store.save_draft(held, draft, DraftMark::ready, turn.at), store)) give_up("no draft");
}

void give_permit(SqlStore& store, const SendTurn& turn) {
  const PermitClaim claim = claim_of(turn);
  const PermitState state = must(store.load_permit_state(turn.attempt, here, turn.at), store);
  const PermitDecision decision = permit_for(state, claim, turn.at);
  if (decision.verdict != PermitVerdict::send) give_up(to_string(decision.reason).data());
  OutgoingMessage message;
  message.attempt_id = turn.attempt;
  message.company_id = turn.company;
  message.client_id = turn.client;
  message.text = text;
  message.template_id = "salon";
  message.sent_at = turn.at;
  if (!must(store.commit_permit(state, here, message), store)) give_up("a conflict, alone");
}

void record(SqlStore& store, const SendTurn& turn) {
  SendReceipt receipt{SendOutcome::accepted};
  receipt.provider_id = "id-" + to_string(turn.attempt);
  must(store.record_outcome(turn.attempt, receipt, turn.at), store);
}

std::vector<SendTurn> planned_turns(Place& place, Salon salon, std::size_t count) {
  constexpr int clients = 500;
  SqliteStore& store = place.store();
  std::vector<SendTurn> turns;
  for (int number = 1; turns.size() < count; ++number) {
    const CompanyId company{number};
    add_company(place, company, clients);
    if (salon == Salon::old_and_armed) make_old_and_armed(place, company);
    const Plan plan = must(plan_from(store, company, now, PlanScope::due_only), store);
    must(store.store_plan(plan), store);
    if (plan.planned.empty()) give_up("nothing planned");
    Instant at = plan.planned.front().not_before;
    for (const PlannedAttempt& attempt : plan.planned) {
      at = std::max(at, attempt.not_before);
      turns.push_back({company, attempt.attempt_id, attempt.client_id, at,
                       salon == Salon::young ? Reach::nobody : Reach::people});
      // The plan keeps the gap, the permit a jitter and the hour's limit, too.
      if (salon == Salon::old_and_armed) at += Seconds{200};
    }
  }
  run(place.second(),
      "UPDATE reactivation_attempts SET lease_owner = 'bench', lease_epoch = 1,"
      " lease_until = not_after");
  return turns;
}

}  // namespace bench
