// The hand-over: the permit, the ledger, and what became of the message.
#include <algorithm>

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
void take_back(State& state, AttemptRow& row) {
  for (auto& entry : state.accounts) {  // the company may have changed its account since
    LedgerRow* send = ledger_row(entry.second, row);
    if (send != nullptr) send->counts = false;
  }
}

}  // namespace

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
  memory::move_to(*state_, *row, {AttemptState::dispatching, message.sent_at, {}});
  return true;
}

result<void> MemoryStore::record_outcome(const AttemptId& attempt, const SendReceipt& receipt,
                                         Instant now) {
  AttemptRow* row = state_->attempt(attempt);
  if (row == nullptr) return errc::not_found;
  if (row->attempt.state != AttemptState::dispatching) {
    if (!is_recorded(receipt.outcome, row->attempt.state)) return errc::not_found;
    memory::name_attempt(*state_, *row, receipt.provider_id);
    return boost::outcome_v2::success();
  }
  memory::name_attempt(*state_, *row, receipt.provider_id);
  const AttemptState next = state_after(receipt.outcome, row->requeues);
  if (counts_as_sent(next)) {
    Client& client = state_->client(row->company_id, row->attempt.client_id)->client;
    client.last_reactivation_sent =
        std::max(client.last_reactivation_sent.value_or(no_instant), *row->attempt.sent_at);
  } else {
    memory::take_back(*state_, *row);
    row->attempt.sent_at.reset();
    if (next == AttemptState::deferred) ++row->requeues;
  }
  memory::move_to(*state_, *row, {next, now, receipt.why});
  memory::free_lease(*row);
  if (receipt.is_number_unknown && next == AttemptState::rejected) {
    memory::change_client(*state_, unreachable(row->company_id, row->attempt.client_id, now), now);
  }
  if (receipt.person_fault != PersonFault::none) {
    const PersonKey who{row->company_id, row->attempt.client_id};
    if (const auto person = load_person(who)) {  // whoever is gone is written to no more
      const auto changes = changes_of_person_fault(person.value(), receipt.person_fault, now);
      if (const auto applied = apply_order(who, changes); !applied) return applied.as_failure();
    }
  }
  const auto& account = state_->company(row->company_id)->account;
  if (receipt.signal && account) return record_signal(account->id, *receipt.signal);
  return boost::outcome_v2::success();
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
