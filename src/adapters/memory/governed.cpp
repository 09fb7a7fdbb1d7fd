// What the governor makes of an account's history.
#include <algorithm>

#include "reactivation/core/account_alert.hpp"
#include "reactivation/core/governor.hpp"
#include "state.hpp"

namespace reactivation {

using memory::CompanyRow;

namespace memory {
namespace {

/// The last 100 sends, and all of 48 hours; more than these are never looked at.
constexpr std::size_t records_min = 100;
constexpr std::size_t records_max = 400;
constexpr std::size_t level_days_max = 400;
constexpr Seconds records_length{2 * 86400};
constexpr int sent_daily_max_after_ban = 5;

/// While a ban lasts nothing is sent; afterwards the account starts again from the bottom
/// (requirements §4.9).
void apply_ban(const AccountRow& row, Account& account) {
  if (row.awaits_confirmation) account.spam_score = 1;
  if (!row.starts_again) return;
  const AccountLimits stored = limits_of(account);
  account.warmup_level = WarmupLevel::cold;
  account.daily_outbound_limit = std::min(stored.sent_daily_max, sent_daily_max_after_ban);
  account.hourly_outbound_limit = stored.sent_hourly_max;
  account.concurrent_limit = stored.concurrent_max;
}

/// Several companies may say something about one account: the strictest word of each counts.
void add_other_company(const Account& other, Account& account) {
  const AccountLimits own = limits_of(account);
  const AccountLimits theirs = limits_of(other);
  account.daily_outbound_limit = std::min(own.sent_daily_max, theirs.sent_daily_max);
  account.hourly_outbound_limit = std::min(own.sent_hourly_max, theirs.sent_hourly_max);
  account.concurrent_limit = std::min(own.concurrent_max, theirs.concurrent_max);
  // What nobody has put stays the level's, also when a ban changes that.
  if (account.min_interval_seconds || other.min_interval_seconds) {
    account.min_interval_seconds = static_cast<int>(std::max(own.gap_min, theirs.gap_min).count());
  }
  account.warmup_level = std::min(account.warmup_level, other.warmup_level);
  account.spam_score = std::max(account.spam_score, other.spam_score);
  if (const auto first_contacts = other.first_contact_daily_limit) {
    account.first_contact_daily_limit =
        std::min(account.first_contact_daily_limit.value_or(*first_contacts), *first_contacts);
  }
}

DeliveryOutcome outcome_of(const LedgerRow& send, const AttemptRow* row) {
  if (send.is_number_unknown) return DeliveryOutcome::not_on_messenger;
  if (row == nullptr || !row->delivery || *row->delivery == Delivery::sent) {
    return DeliveryOutcome::pending;
  }
  return *row->delivery == Delivery::failed ? DeliveryOutcome::undelivered
                                            : DeliveryOutcome::delivered;
}

SendRecord record_of(State& state, Instant sent_at, const LedgerRow& send) {
  AttemptRow* const row = send.attempt_id ? state.attempt(*send.attempt_id) : nullptr;
  SendRecord record;
  record.sent_at = sent_at;
  record.outcome = outcome_of(send, row);
  record.is_first_contact = send.is_first_contact && send.counts;
  record.blocked = send.is_blocked;
  record.reported = send.is_reported;
  if (row == nullptr) return record;
  const ReplyType reply = row->attempt.reply_type;
  record.replied = reply != ReplyType::none && reply != ReplyType::no_response;
  record.opted_out =
      reply == ReplyType::opt_out || row->attempt.completion_reason == CompletionReason::opted_out;
  record.company_id = row->company_id;
  record.client_id = row->attempt.client_id;
  const auto complaint = state.complaints.find({row->company_id, row->attempt.client_id});
  record.complained = complaint != state.complaints.end() && complaint->second >= sent_at;
  return record;
}

std::vector<SendRecord> records_of(State& state, const AccountRow& account, Instant now) {
  std::vector<SendRecord> records;
  std::size_t counted = 0;
  auto send = account.ledger.upper_bound(now);
  while (send != account.ledger.begin() && records.size() < records_max) {
    --send;
    if (counted >= records_min && send->first < now - records_length) break;
    if (!send->second.is_evidence()) continue;
    records.push_back(record_of(state, send->first, send->second));
    if (send->second.counts) ++counted;
  }
  return records;
}

/// One instant for each local date with a counted send, the newest first.
std::vector<Instant> days_of_use(const AccountRow& account, const TimeZone& zone, Instant now) {
  const Seconds offset = zone.to_local(now).time_since_epoch() - now.time_since_epoch();
  std::vector<Instant> days;
  auto send = account.ledger.upper_bound(now);
  while (send != account.ledger.begin() && days.size() < level_days_max) {
    --send;
    if (!send->second.counts) continue;
    days.push_back(send->first);
    send = account.ledger.lower_bound(Instant{date::floor<Days>(send->first + offset) - offset});
  }
  return days;
}

}  // namespace

std::optional<Account> stored_account(State& state, const CompanyRow& company) {
  if (!company.account) return std::nullopt;
  std::optional<Account> account = company.account;
  const AccountRow& row = state.accounts[account->id];
  for (const CompanyId id : row.companies) {
    const auto& other = state.company(id)->account;
    if (id != company.company.id && other) add_other_company(*other, *account);
  }
  account->paused_until = row.paused_until;
  apply_ban(row, *account);
  return account;
}

std::optional<Governed> governed_now(State& state, const CompanyRow& company, const Account& stored,
                                     Instant now) {
  const AccountRow& row = state.accounts[stored.id];
  // What reaches nobody, because nobody has armed the account for people, needs no governor.
  if (!row.is_governed || row.armed_on.empty()) return std::nullopt;
  const TimeZone& zone = company.company.time_zone;
  const std::vector<SendRecord> records = records_of(state, row, now);
  const std::vector<Instant> days = days_of_use(row, zone, now);
  return govern({stored, zone, records, days, row.signals, std::nullopt, now});
}

}  // namespace memory

result<void> MemoryStore::switch_governor(AccountId account, GovernorSwitch governor) {
  const auto found = state_->accounts.find(account);
  if (found == state_->accounts.end()) return errc::not_found;
  found->second.is_governed = governor == GovernorSwitch::on;
  return boost::outcome_v2::success();
}

result<std::vector<Alert>> MemoryStore::take_account_alerts(Instant now) {
  std::vector<Alert> alerts;
  for (auto& [id, row] : state_->accounts) {
    if (row.companies.empty()) continue;
    const CompanyRow& company = *state_->company(row.companies.front());
    const auto stored = memory::stored_account(*state_, company);
    const auto governed = memory::governed_now(*state_, company, *stored, now);
    if (!governed) continue;
    for (const AlertKind kind : alerts_of(*governed)) {
      // Also one that was told by a clock ahead of this one.
      const auto told = row.told.find(kind);
      if (told != row.told.end() && told->second > now - account_alert_again) continue;
      row.told[kind] = now;
      alerts.push_back({kind, company.company.id, {}});
      state_->events.push_back({company.company.id,
                                id,
                                {},
                                std::nullopt,
                                "alert",
                                {},
                                {},
                                now,
                                std::string{memory::word_of(kind)}});
    }
  }
  return alerts;
}

}  // namespace reactivation
