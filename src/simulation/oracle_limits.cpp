// What a messaging account may bear, and whether it may send at all (I12 to I16, I31).
#include <algorithm>

#include "oracle_memory.hpp"

namespace reactivation::simulation::oracle {
namespace {

constexpr Seconds hour_length{3600};
constexpr Seconds day_length{86'400};
constexpr double score_stop = 0.7;

/// Requirements §4.9, and the account's own numbers in its place; nonsense is nothing.
struct Ceilings {
  int daily = 0, hourly = 0, concurrent = 0;
  Seconds gap{0};
};
Ceilings ceilings_of(const Account& account) {
  Ceilings row{20, 5, 2, Seconds{300}};
  if (account.warmup_level == WarmupLevel::warm) row = {50, 10, 5, Seconds{120}};
  if (account.warmup_level == WarmupLevel::hot) row = {100, 20, 10, Seconds{30}};
  const auto stored = [](const std::optional<int>& number, int of_level) {
    return std::max(0, number.value_or(of_level));
  };
  row.daily = stored(account.daily_outbound_limit, row.daily);
  row.hourly = stored(account.hourly_outbound_limit, row.hourly);
  row.concurrent = stored(account.concurrent_limit, row.concurrent);
  if (account.min_interval_seconds) row.gap = Seconds{std::max(0, *account.min_interval_seconds)};
  return row;
}

int count_if_full(const std::vector<const SendNote*>& sends, Seconds length, Instant own) {
  // The fullest window that contains the new send: each window begins at a send before it.
  int most = 0;
  for (std::size_t first = 0; first < sends.size() && sends[first]->sent_at <= own; ++first) {
    int count = 0;
    for (std::size_t i = first; i < sends.size(); ++i) {
      if (sends[i]->sent_at - sends[first]->sent_at >= length) break;
      ++count;
    }
    if (own - sends[first]->sent_at < length) most = std::max(most, count);
  }
  return most;
}

struct Window {
  std::string_view name;
  int count = 0;
  int without_uncertain = 0;
  int ceiling = 0;
};

std::vector<Window> windows_of(const Sent& sent, const AccountRow& account, const Ceilings& most) {
  const Instant own = sent.wired.message.sent_at;
  const SendNote self{own, sent.wired.message.attempt_id, false, false};
  std::vector<const SendNote*> all, sure;
  for (const SendNote& send : account.sends) {
    if (send.is_unsent) continue;
    all.push_back(&send);
    if (!send.is_uncertain) sure.push_back(&send);
  }
  const auto enter = [&self](std::vector<const SendNote*>& sends) {
    const auto after = std::upper_bound(
        sends.begin(), sends.end(), &self,
        [](const SendNote* a, const SendNote* b) { return a->sent_at < b->sent_at; });
    sends.insert(after, &self);
  };
  enter(all);
  enter(sure);
  int daily_of_company = most.daily;
  const Settings& settings = sent.company.facts.settings;
  if (settings.daily_limit_mode == DailyLimitMode::manual && settings.manual_daily_limit) {
    daily_of_company = std::min(daily_of_company, std::max(0, *settings.manual_daily_limit));
  }
  const std::int64_t today = sent.company.zone ? sent.company.zone->read(own).day : 0;
  const auto of_today = [&](const std::vector<const SendNote*>& sends) {
    if (sent.company.zone == nullptr) return 0;
    return static_cast<int>(std::count_if(sends.begin(), sends.end(), [&](const SendNote* send) {
      return sent.company.zone->read(send->sent_at).day == today;
    }));
  };
  return {{"hour", count_if_full(all, hour_length, own), count_if_full(sure, hour_length, own),
           most.hourly},
          {"24 hours", count_if_full(all, day_length, own), count_if_full(sure, day_length, own),
           most.daily},
          {"local day", of_today(all), of_today(sure), daily_of_company}};
}

void check_gap(const Sent& sent, const AccountRow& account, Seconds gap) {
  const Instant own = sent.wired.message.sent_at;
  for (auto send = account.sends.rbegin(); send != account.sends.rend(); ++send) {
    if (own - send->sent_at >= gap) break;
    if (send->is_unsent || send->sent_at - own >= gap) continue;
    sent.report("I14", "the sends of " + text_of(send->sent_at) + " and " + text_of(own) +
                           " lie closer than " + std::to_string(gap.count()) + " s");
    return;
  }
}

}  // namespace

int concurrent_max_of(const Account& account) { return ceilings_of(account).concurrent; }

void check_limits(const Sent& sent) {
  const auto& stated = sent.company.facts.account;
  if (!stated) {
    sent.report("I13", "a message left for a company without an account");
    return;
  }
  const AccountRow& account = *sent.world.account(stated->id);
  if (!sent.are_rules_settled) return;
  const Ceilings most = ceilings_of(*stated);
  for (const Window& window : windows_of(sent, account, most)) {
    if (window.ceiling <= 0) {
      sent.report("I13", "a message left although the ceiling of the " + std::string(window.name) +
                             " is none");
      continue;
    }
    if (window.count <= window.ceiling) continue;
    const std::string what = std::to_string(window.count) + " sends of the account in one " +
                             std::string(window.name) + ", and " + std::to_string(window.ceiling) +
                             " are allowed";
    sent.report("I12", what);
    if (window.without_uncertain <= window.ceiling) {
      sent.report("I16", what + ": the uncertain ones do not seem to count");
    }
  }
  if (most.concurrent <= 0) sent.report("I13", "a message left with a concurrency of none");
  check_gap(sent, account, most.gap);
}

void check_gate(const Sent& sent) {
  if (!sent.company.facts.settings.enabled) {
    sent.report("I15", "a message left although the company is switched off");
  }
  const AccountRow* account = sent.world.account(sent.company.account_id());
  if (account == nullptr) return;
  if (!account->is_armed) sent.report("I31", "a message left and the account is not armed");
  if (account->is_banned) sent.report("I15", "a message left after a ban nobody has confirmed");
  if (account->is_stopped) sent.report("I15", "a message left after everything was stopped");
  for (const CompanyId id : account->companies) {
    const CompanyRow& company = *sent.world.company(id);
    const auto& until = company.facts.account->paused_until;
    if (!until || *until <= sent.at || company.stated_entry < account->confirmed_entry) continue;
    sent.report("I15", "a message left at " + text_of(sent.at) +
                           ", and the account is paused until " + text_of(*until));
  }
  const double score = sent.company.facts.account->spam_score;
  if (!(score <= score_stop)) {
    sent.report("4.9", "a message left with a spam score above 0.7");
  }
  const auto attempt = sent.world.attempts.find(sent.wired.message.attempt_id);
  const bool is_known = attempt != sent.world.attempts.end();
  if (is_known && attempt->second.is_held)
    sent.report("5", "a message left that a person holds back");
  const bool wants_approval =
      sent.company.facts.settings.require_approval && sent.company.zone != nullptr &&
      sent.company.zone->read(sent.company.stated_at).day < sent.company.zone->read(sent.at).day;
  if (wants_approval && !(is_known && attempt->second.is_approved)) {
    sent.report("5", "a message left without the approval that the company wants");
  }
}

}  // namespace reactivation::simulation::oracle
