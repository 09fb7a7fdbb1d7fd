// The hand-over: the permit, the ledger, and what became of the message.
#include <algorithm>
#include <utility>

#include "reactivation/core/message.hpp"
#include "state.hpp"

namespace reactivation {

using memory::AccountRow;
using memory::AttemptRow;
using memory::CompanyRow;
using memory::LedgerRow;
using memory::State;
using memory::StoredClient;

namespace memory {
namespace {

/// The name may come with a later word than the outcome; the first one stays.
void name_attempt(State& state, AttemptRow& row, const std::string& provider_id) {
  if (provider_id.empty() || !row.provider_id.empty()) return;
  row.provider_id = provider_id;
  state.by_provider_id[provider_id].push_back(row.attempt.id);
}

LedgerRow* ledger_row(AccountRow& account, const AttemptRow& row) {
  if (!row.attempt.sent_at) return nullptr;
  const auto range = account.ledger.equal_range(*row.attempt.sent_at);
  for (auto send = range.first; send != range.second; ++send) {
    if (send->second.attempt_id == row.attempt.id) return &send->second;
  }
  return nullptr;
}

/// Whether the client of the attempt had never written when it was permitted.
bool is_first_contact(const PermitState& seen) {
  const auto& ids = seen.facts.clients.id;
  const auto found = std::find(ids.begin(), ids.end(), seen.attempt.client_id.value);
  return found != ids.end() &&
         seen.facts.clients.has_chat_history[static_cast<std::size_t>(found - ids.begin())] == 0;
}

/// Proven unsent: out of the limits' counts; the ledger keeps the row.
void take_back(State& state, const AttemptRow& row) {
  for (auto& entry : state.accounts) {  // the company may have changed its account since
    LedgerRow* send = ledger_row(entry.second, row);
    if (send != nullptr) send->counts = false;
  }
}

}  // namespace

LedgerRow* find_send(State& state, const AttemptRow& row) {
  for (auto& entry : state.accounts) {  // the company may have changed its account since
    if (LedgerRow* send = ledger_row(entry.second, row)) return send;
  }
  return nullptr;
}

void note_unknown_number(State& state, const AttemptRow& row) {
  if (LedgerRow* send = find_send(state, row)) send->is_number_unknown = true;
}

void write_reaction(State& state, const AttemptRow& row, PersonFault fault) {
  LedgerRow* const send = find_send(state, row);
  if (send == nullptr) return;
  send->is_blocked = send->is_blocked || fault == PersonFault::blocked;
  send->is_reported = send->is_reported || fault == PersonFault::reported;
}

bool is_from_its_place(State& state, const InboundEvent& event, const AttemptRow& row) {
  if (event.company_id.is_set() && event.company_id != row.company_id) return false;
  if (!event.account_id.is_set()) return event.company_id.is_set();
  const auto& account = state.company(row.company_id)->account;
  if (account && account->id == event.account_id) return true;
  const auto found = state.accounts.find(event.account_id);
  return found != state.accounts.end() && ledger_row(found->second, row) != nullptr;
}

}  // namespace memory

result<PermitState> MemoryStore::load_permit_state(const AttemptId& attempt, std::string_view here,
                                                   Instant at) {
  AttemptRow* row = state_->attempt(attempt);
  if (row == nullptr) return errc::not_found;
  return memory::permit_state(*state_, *row, here, at);
}

result<bool> MemoryStore::commit_permit(const PermitState& seen, std::string_view here,
                                        const OutgoingMessage& message) {
  AttemptRow* row = state_->attempt(seen.attempt.id);
  if (row == nullptr) return errc::not_found;
  if (message.attempt_id != seen.attempt.id) return errc::invalid_argument;
  const CompanyRow& company = *state_->company(row->company_id);
  const bool may_leave = is_waiting_to_be_sent(row->attempt.state) &&
                         row->attempt.state != AttemptState::held && company.account;
  if (!may_leave || !(memory::permit_state(*state_, *row, here, seen.at) == seen)) return false;
  state_->accounts[company.account->id].ledger.emplace(
      message.sent_at, LedgerRow{row->attempt.id, true, memory::is_first_contact(seen)});
  row->attempt.sent_at = message.sent_at;
  row->attempt.discount_percent = message.discount_percent;
  row->phone = message.phone;
  row->sent_slots = message.slots;
  const Instant drafted_at = row->draft ? row->draft->drafted_at : message.sent_at;
  row->draft = Draft{message.text, message.template_id, message.slots, drafted_at};
  row->planned.arms = arms_with_text(std::move(row->planned.arms), message.template_id);
  memory::move_to(*state_, *row, {AttemptState::dispatching, message.sent_at, {}});
  return true;
}

namespace memory {
namespace {

/// The attempt after its outcome, and its send in the ledger.
void close_hand_over(State& state, AttemptRow& row, const SendReceipt& receipt, Instant now) {
  const AttemptState next = state_after(receipt.outcome, row.requeues);
  write_reaction(state, row, receipt.person_fault);
  const PersonKey who{row.company_id, row.attempt.client_id};
  const bool is_unreachable = receipt.is_number_unknown && next == AttemptState::rejected;
  if (counts_as_sent(next)) {
    Client& client = state.client(who.company_id, who.client_id)->client;
    client.last_reactivation_sent =
        std::max(client.last_reactivation_sent.value_or(no_instant), *row.attempt.sent_at);
    // The opt-out came while the message was leaving: its campaign is over all the same.
    CompletionReason& completion = row.attempt.completion_reason;
    if (client.reactivation_opt_out && completion == CompletionReason::none) {
      completion = CompletionReason::opted_out;
    }
  } else {
    if (is_unreachable) note_unknown_number(state, row);
    take_back(state, row);
    row.attempt.sent_at.reset();
    if (next == AttemptState::deferred) ++row.requeues;
  }
  move_to(state, row, {next, now, receipt.why});
  free_lease(row);
  if (is_unreachable) change_client(state, unreachable(who.company_id, who.client_id, now), now);
}

}  // namespace
}  // namespace memory

result<Applied> MemoryStore::record_outcome(const AttemptId& attempt, const SendReceipt& receipt,
                                            Instant now) {
  AttemptRow* row = state_->attempt(attempt);
  if (row == nullptr) return errc::not_found;
  const bool is_open = row->attempt.state == AttemptState::dispatching;
  if (!is_open && !is_recorded(receipt.outcome, row->attempt.state)) return errc::not_found;
  memory::name_attempt(*state_, *row, receipt.provider_id);
  Applied applied{is_open, {}};
  if (is_open) memory::close_hand_over(*state_, *row, receipt, now);
  if (is_open && receipt.person_fault != PersonFault::none) {
    const PersonKey who{row->company_id, row->attempt.client_id};
    if (const auto person = load_person(who)) {  // whoever is gone is written to no more
      auto done =
          apply_order(who, changes_of_person_fault(person.value(), receipt.person_fault, now));
      if (!done) return done;
      applied = std::move(done).value();
    }
  }
  const auto& account = state_->company(row->company_id)->account;
  if (receipt.signal && account) {
    const auto written = record_signal(account->id, *receipt.signal);
    if (!written) return written.as_failure();
  }
  return applied;
}

result<std::vector<LostHandOver>> MemoryStore::load_lost_hand_overs(Instant now) {
  std::vector<std::pair<Instant, LostHandOver>> lost;
  for (const AttemptId& id : state_->dispatching) {
    const AttemptRow& row = *state_->attempt(id);
    if (row.lease.until > now) continue;
    lost.push_back({row.attempt.sent_at.value_or(no_instant), {row.company_id, id}});
  }
  std::sort(lost.begin(), lost.end(), [](const auto& a, const auto& b) {
    return std::tie(a.first, a.second.attempt_id) < std::tie(b.first, b.second.attempt_id);
  });
  std::vector<LostHandOver> answer;
  for (const auto& entry : lost) answer.push_back(entry.second);
  return answer;
}

}  // namespace reactivation
