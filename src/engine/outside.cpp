// Messages that a worker outside hands over.
#include <algorithm>

#include "call_guard.hpp"
#include "dispatch.hpp"

namespace reactivation {
namespace {

/// The oldest are forgotten: that costs the assistant a hint.
constexpr std::size_t handed_out_max = 1000;

/// What the holder's name begins with: nobody outside speaks of what an engine hands over itself.
constexpr std::string_view outside_mark = "outside ";

/// The reading in which that permit is still the attempt's last one.
result<PermitState> state_of(const EnginePorts& ports, const EngineOptions& options,
                             const AttemptId& attempt, std::int64_t epoch) {
  auto state = ports.attempts.load_permit_state(attempt, options.here, ports.clock.now());
  if (!state) return state;
  const Lease& lease = state.value().lease;
  const bool is_outside = lease.owner.empty() || lease.owner.starts_with(outside_mark);
  if (epoch <= 0 || lease.epoch != epoch || !is_outside) return make_error_code(errc::not_found);
  return state;
}

}  // namespace

result<Engine::HandedOut> Engine::hand_out(CompanyId company) {
  return guarded(Call::day, [&]() -> result<HandedOut> {
    if (const auto stored = store_unstored(); !stored) return stored.as_failure();
    const MessageObserver nobody;
    EngineOptions outside = options_;
    outside.owner.insert(0, outside_mark);
    detail::Dispatch dispatch(ports_, outside, unstored_, company, DispatchUntil::now, nobody);
    auto handed_out = dispatch.hand_out();
    if (!handed_out || !handed_out.value().message) return handed_out;
    if (handed_out_.size() >= handed_out_max) handed_out_.erase(handed_out_.begin());
    handed_out_.push_back(*handed_out.value().message);
    return handed_out;
  });
}

result<bool> Engine::still_allowed(const AttemptId& attempt, std::int64_t epoch) {
  return guarded(Call::day, [&]() -> result<bool> {
    if (const auto stored = store_unstored(); !stored) return stored.as_failure();
    const auto state = state_of(ports_, options_, attempt, epoch);
    if (!state) return state.as_failure();
    const PermitClaim claim{state.value().lease.owner, epoch, ports_.messenger.reach(),
                            ports_.clock.trust(), ports_.messenger.send_max()};
    return last_look(state.value(), claim, state.value().at) == PermitReason::approved;
  });
}

result<Applied> Engine::report_outcome(const AttemptId& attempt, std::int64_t epoch,
                                       const SendReceipt& receipt) {
  return guarded(Call::day, [&]() -> result<Applied> {
    const auto state = state_of(ports_, options_, attempt, epoch);
    if (!state) return state.as_failure();
    const PlanFacts& facts = state.value().facts;
    const auto known =
        std::find_if(handed_out_.begin(), handed_out_.end(),
                     [&](const OutgoingMessage& message) { return message.attempt_id == attempt; });
    OutgoingMessage message;
    if (known != handed_out_.end()) message = *known;
    message.attempt_id = attempt;
    message.company_id = facts.company.id;
    message.client_id = state.value().attempt.client_id;
    const SendReceipt proof = detail::proven(receipt, ports_.messenger.reach());
    const MessageObserver nobody;
    detail::Dispatch dispatch(ports_, options_, unstored_, facts.company.id, DispatchUntil::now,
                              nobody);
    Applied applied;
    const auto is_ours = dispatch.record(state.value(), message, proof, applied);
    if (!is_ours) return is_ours.as_failure();
    if (known != handed_out_.end()) {
      if (is_ours.value() && proof.outcome == SendOutcome::accepted) {
        dispatch.remember_offer(message, facts.company.time_zone);
      }
      handed_out_.erase(known);
    }
    return applied;
  });
}

}  // namespace reactivation
