// The messenger: takes messages, loses answers, bans accounts, and tells of deliveries later.
#include "world.hpp"

namespace reactivation::simulation {
namespace {

/// One of so many sends meets each of the faults.
constexpr std::uint64_t sends_for_a_fault = 60;

}  // namespace

result<SendReceipt> WorldMessenger::send(const OutgoingMessage& message, LastLook& look) {
  return world_.hand_over(worker_, message, look);
}

result<std::optional<SendReceipt>> WorldMessenger::find_outcome(const AttemptId& attempt) {
  if (!world_.before_call(worker_, "find_outcome")) return errc::messenger_failed;
  const auto sent = world_.sent_.find(attempt);
  if (!world_.finds_outcomes_ || sent == world_.sent_.end()) return std::optional<SendReceipt>{};
  SendReceipt receipt{sent->second.has_reached ? SendOutcome::accepted : SendOutcome::uncertain};
  receipt.provider_id = sent->second.provider_id;
  return std::optional{receipt};
}

result<SendReceipt> World::hand_over(int worker, const OutgoingMessage& message, LastLook& look) {
  if (!before_call(worker, "send")) return make_error_code(errc::messenger_failed);
  if (is_struck(FaultKind::send_error, "send", sends_for_a_fault)) return errc::messenger_failed;
  if (is_struck(FaultKind::send_not_started, "send", sends_for_a_fault)) {
    return SendReceipt{SendOutcome::not_started};
  }
  if (is_struck(FaultKind::send_slow, "send", sends_for_a_fault)) {
    scene_.pass(scene_.now() + Seconds{fault_dice_.between(1, 29)});
  }
  Worker& self = workers_[static_cast<std::size_t>(worker)];
  self.is_looking = true;
  const bool is_allowed = look.still_allowed();
  self.is_looking = false;
  scene_.record(Looked{worker, message.attempt_id, is_allowed});
  if (!is_allowed) return SendReceipt{SendOutcome::not_started};
  record_wire(worker, message);
  SendReceipt receipt = answer(worker, message);
  // The answer on its way back.
  if (!after_call(worker, "send")) return SendReceipt{SendOutcome::uncertain};
  return receipt;
}

void World::record_wire(int worker, const OutgoingMessage& message) {
  Wired wired{worker, message, {}};
  const auto state = outside_->attempts().load_permit_state(message.attempt_id, "", scene_.now());
  if (!state) {
    host_error_ = state.as_failure();
    return;
  }
  const Attempt& attempt = state.value().attempt;
  wired.planned.attempt_id = attempt.id;
  wired.planned.client_id = attempt.client_id;
  wired.planned.service_id = attempt.service_id;
  wired.planned.cycle_key = attempt.cycle_key;
  wired.planned.attempt_number = attempt.attempt_number;
  wired.planned.discount_percent = attempt.discount_percent;
  wired.planned.not_before = attempt.not_before.value_or(message.sent_at);
  wired.planned.not_after = attempt.not_after.value_or(no_instant);
  scene_.record(std::move(wired));
}

void World::record_answer(int worker, const OutgoingMessage& message, SendOutcome outcome,
                          bool has_reached) {
  scene_.record(Answered{worker, message.attempt_id, outcome, has_reached});
  if (has_reached) react(message);
}

SendReceipt World::answer(int worker, const OutgoingMessage& message) {
  const auto number = ++last_number_;
  const std::string provider_id = "message-" + std::to_string(number);
  if (is_struck(FaultKind::send_rejected, "send", sends_for_a_fault)) {
    record_answer(worker, message, SendOutcome::rejected, false);
    return SendReceipt{SendOutcome::rejected};
  }
  if (is_struck(FaultKind::send_banned, "send", sends_for_a_fault * 12)) {
    record_answer(worker, message, SendOutcome::rejected, false);
    SendReceipt receipt{SendOutcome::rejected};
    receipt.signal =
        AccountSignal{AccountSignalKind::temporary_ban, scene_.now(), scene_.now() + Days{1}};
    workers_[static_cast<std::size_t>(worker)].banned = place_of(message.company_id);
    return receipt;
  }
  const bool is_lost = is_struck(FaultKind::send_lost, "send", sends_for_a_fault);
  const bool is_unanswered = is_struck(FaultKind::send_unanswered, "send", sends_for_a_fault);
  const bool is_unknown = is_struck(FaultKind::number_unknown, "send", sends_for_a_fault);
  sent_[message.attempt_id] = {provider_id, !is_lost};
  if (is_lost) {
    record_answer(worker, message, SendOutcome::uncertain, false);
    return SendReceipt{SendOutcome::uncertain};
  }
  tell_deliveries(provider_id, message.company_id, !is_unknown);
  const SendOutcome outcome = is_unanswered ? SendOutcome::uncertain : SendOutcome::accepted;
  record_answer(worker, message, outcome, !is_unknown);
  SendReceipt receipt{outcome};
  if (!is_unanswered) receipt.provider_id = provider_id;
  return receipt;
}

void World::tell_deliveries(const std::string& provider_id, CompanyId company,
                            bool is_number_known) {
  const auto tell = [&](Delivery delivery, bool is_unknown, Seconds delay) {
    InboundEvent event = event_of(provider_id + "-" + std::to_string(++last_number_), company);
    InboundDelivery what;
    what.provider_id = provider_id;
    what.report = {delivery, scene_.now() + delay, is_unknown};
    event.what = what;
    scene_.after(delay, [this, event] { give_event(event, Intention::none, 0); });
  };
  if (!is_number_known) {
    tell(Delivery::failed, true, Seconds{life_dice_.between(1, 600)});
    return;
  }
  if (life_dice_.per_mille(300)) return;  // some messengers never tell
  tell(Delivery::delivered, false, Seconds{life_dice_.between(0, 3600)});
  if (life_dice_.per_mille(600)) tell(Delivery::read, false, Seconds{life_dice_.between(0, 86400)});
}

}  // namespace reactivation::simulation
