// What people decide about accounts, and what they ask.
#include <algorithm>
#include <set>

#include "reactivation/core/lifecycle.hpp"
#include "state.hpp"

namespace reactivation {

using memory::AccountRow;
using memory::AttemptRow;
using memory::CompanyRow;
using memory::State;
using memory::StoredClient;

namespace memory {
namespace {

AccountRow* account_row(State& state, AccountId id) {
  const auto found = state.accounts.find(id);
  return found == state.accounts.end() ? nullptr : &found->second;
}

void append_decision(State& state, AccountId account, std::string_view kind, Instant at,
                     std::string_view why) {
  state.events.push_back({{}, account, {}, std::nullopt, kind, {}, {}, at, std::string{why}});
}

bool is_ban(AccountSignalKind kind) noexcept {
  return kind == AccountSignalKind::temporary_ban || kind == AccountSignalKind::permanent_ban;
}

/// Whether what the messenger has said since the last confirmation stops the account, and no ban is
/// in it. Without such a word the host has banned it.
bool is_stopped_without_ban(const AccountRow& row) {
  bool is_stopped = false;
  for (auto signal = row.signals.rbegin(); signal != row.signals.rend(); ++signal) {
    if (signal->kind == AccountSignalKind::person_confirmed) break;
    if (is_ban(signal->kind)) return false;
    is_stopped = is_stopped || waits_for_confirmation(signal->kind);
  }
  return is_stopped;
}

/// The last day of what was promised; nothing when it was never handed over.
std::optional<LocalDate> valid_until(const CompanyRow& company, const AttemptRow& row) {
  if (!counts_as_sent(row.attempt.state) || !row.attempt.sent_at) return std::nullopt;
  return company.company.time_zone.local_date(*row.attempt.sent_at) + response_deadline;
}

Offer offer_of(const AttemptRow& row, LocalDate until) {
  Offer offer;
  offer.attempt_id = row.attempt.id;
  offer.client_id = row.attempt.client_id;
  offer.service_id = row.attempt.service_id;
  offer.sent_at = *row.attempt.sent_at;
  offer.valid_until = until;
  offer.discount_percent = row.attempt.discount_percent;
  offer.slots = row.sent_slots;
  if (row.draft) offer.text = row.draft->text;
  return offer;
}

void count(const AttemptRow& row, CampaignCounts& counts) {
  const Attempt& attempt = row.attempt;
  ++counts.sent;
  const bool is_uncertain =
      attempt.state == AttemptState::uncertain || attempt.state == AttemptState::uncertain_final;
  if (is_uncertain) ++counts.uncertain;
  const bool is_delivered =
      attempt.state == AttemptState::delivered || attempt.state == AttemptState::read;
  if (is_delivered) ++counts.delivered;
  const std::string_view response = original_response_type(attempt.reply_type);
  if (!response.empty() && response != "no_response") ++counts.responses;
  if (response == "positive") ++counts.positive;
  if (attempt.completion_reason == CompletionReason::converted) ++counts.bookings;
  const bool is_opt_out = attempt.reply_type == ReplyType::opt_out ||
                          attempt.completion_reason == CompletionReason::opted_out;
  if (is_opt_out) ++counts.opt_outs;
  if (attempt.reply_type == ReplyType::no_response) ++counts.silent;
  const bool waits =
      attempt.reply_type == ReplyType::none && attempt.completion_reason == CompletionReason::none;
  if (waits) ++counts.waiting;
}

}  // namespace
}  // namespace memory

result<AccountId> MemoryStore::find_account(CompanyId company) {
  const CompanyRow* row = state_->company(company);
  if (row == nullptr || !row->account) return errc::not_found;
  return row->account->id;
}

result<void> MemoryStore::arm(AccountId account, std::string_view here, Instant at) {
  AccountRow* row = memory::account_row(*state_, account);
  if (row == nullptr) return errc::not_found;
  if (here.empty()) return errc::invalid_argument;
  if (row->armed_on != here) row->acknowledged = {};
  row->armed_on = std::string{here};
  memory::append_decision(*state_, account, "armed", at, here);
  return boost::outcome_v2::success();
}

result<void> MemoryStore::acknowledge(AccountId account, Acknowledgement what, Instant at) {
  AccountRow* row = memory::account_row(*state_, account);
  if (row == nullptr) return errc::not_found;
  if (row->armed_on.empty()) return errc::invalid_argument;
  row->acknowledged.insert(what);
  memory::append_decision(*state_, account, "acknowledged", at, word_of(what));
  return boost::outcome_v2::success();
}

result<void> MemoryStore::disarm(AccountId account, std::string_view why, Instant at) {
  AccountRow* row = memory::account_row(*state_, account);
  if (row == nullptr) return errc::not_found;
  row->armed_on.clear();
  row->acknowledged = {};
  memory::append_decision(*state_, account, "disarmed", at, why);
  return boost::outcome_v2::success();
}

result<void> MemoryStore::ban(AccountId account, Instant at) {
  AccountRow* row = memory::account_row(*state_, account);
  if (row == nullptr) return errc::not_found;
  row->awaits_confirmation = true;
  memory::append_decision(*state_, account, "banned", at, {});
  return boost::outcome_v2::success();
}

result<void> MemoryStore::confirm(AccountId account, Instant at) {
  AccountRow* row = memory::account_row(*state_, account);
  if (row == nullptr) return errc::not_found;
  row->starts_again =
      row->starts_again || (row->awaits_confirmation && !memory::is_stopped_without_ban(*row));
  row->awaits_confirmation = false;
  row->is_stopped = false;
  row->signals.push_back({AccountSignalKind::person_confirmed, at, std::nullopt});
  memory::append_decision(*state_, account, "confirmed", at, {});
  return boost::outcome_v2::success();
}

result<void> MemoryStore::stop_everything(std::string_view why, Instant at) {
  for (auto& [id, row] : state_->accounts) {
    row.is_stopped = true;
    memory::append_decision(*state_, id, "stopped", at, why);
  }
  return boost::outcome_v2::success();
}

result<void> MemoryStore::record_signal(AccountId account, const AccountSignal& signal) {
  AccountRow* row = memory::account_row(*state_, account);
  if (row == nullptr) return errc::not_found;
  if (std::find(row->signals.begin(), row->signals.end(), signal) != row->signals.end()) {
    return boost::outcome_v2::success();
  }
  row->signals.push_back(signal);
  if (memory::is_ban(signal.kind)) return ban(account, signal.at);
  if (waits_for_confirmation(signal.kind)) {
    memory::account_row(*state_, account)->awaits_confirmation = true;
  }
  memory::append_decision(*state_, account, "signal", signal.at, {});
  return boost::outcome_v2::success();
}

result<AccountGate> MemoryStore::load_gate(AccountId account, std::string_view here) {
  const AccountRow* row = memory::account_row(*state_, account);
  if (row == nullptr) return errc::not_found;
  return memory::gate_of(*row, here);
}

result<void> MemoryStore::add_identity(const PersonKey& who, const Identity& identity) {
  StoredClient* client = state_->client(who.company_id, who.client_id);
  if (client == nullptr) return errc::not_found;
  if (identity.value.empty()) return errc::invalid_argument;
  auto& known = client->identities;
  if (std::find(known.begin(), known.end(), identity) != known.end()) {
    return boost::outcome_v2::success();
  }
  known.push_back(identity);
  memory::enter_identity(*state_->company(who.company_id), who.client_id, identity);
  state_->events.push_back({who.company_id,
                            {},
                            who.client_id,
                            std::nullopt,
                            "identity",
                            {},
                            memory::word_of(identity.kind),
                            no_instant,
                            {}});
  return boost::outcome_v2::success();
}

result<std::vector<Offer>> MemoryStore::find_offers(CompanyId company,
                                                    std::optional<ClientId> client,
                                                    std::optional<PhoneNumber> phone, Instant at) {
  const CompanyRow* row = state_->company(company);
  if (row == nullptr) return errc::not_found;
  const LocalDate today = row->company.time_zone.local_date(at);
  std::vector<Offer> offers;
  for (const auto& [id, known] : row->clients) {
    for (const AttemptId& attempt : known.attempts) {
      const AttemptRow& sent = state_->attempts.at(attempt);
      const bool is_asked =
          id == client ||
          (phone && phone->is_set() && (known.client.phone == *phone || sent.phone == *phone));
      const auto until = memory::valid_until(*row, sent);
      if (!is_asked || !until || today > *until || *sent.attempt.sent_at > at) continue;
      offers.push_back(memory::offer_of(sent, *until));
    }
  }
  std::sort(offers.begin(), offers.end(), [](const Offer& a, const Offer& b) {
    return std::tie(b.sent_at, a.attempt_id) < std::tie(a.sent_at, b.attempt_id);
  });
  std::set<ClientId> told;
  for (const Offer& offer : offers) {
    if (!told.insert(offer.client_id).second) continue;
    memory::append_about(*state_, {company, offer.client_id}, "offers_told", at);
  }
  return offers;
}

result<CampaignStats> MemoryStore::load_stats(CompanyId company, const Period& period) {
  const CompanyRow* row = state_->company(company);
  if (row == nullptr) return errc::not_found;
  CampaignStats stats;
  std::map<int, CampaignCounts> by_number;
  for (const auto& entry : row->clients) {
    for (const AttemptId& id : entry.second.attempts) {
      const AttemptRow& sent = state_->attempts.at(id);
      const auto& sent_at = sent.attempt.sent_at;
      const bool is_in = counts_as_sent(sent.attempt.state) && sent_at && *sent_at >= period.from &&
                         *sent_at < period.until;
      if (!is_in) continue;
      memory::count(sent, stats.all);
      memory::count(sent, by_number[sent.attempt.attempt_number]);
    }
  }
  for (const auto& [number, counts] : by_number) stats.by_attempt.push_back({number, counts});
  return stats;
}

}  // namespace reactivation
