// The messaging account: how it stands, and what people decide about it.
#include <algorithm>

#include "handlers.hpp"
#include "messenger_choice.hpp"
#include "open_account.hpp"
#include "reactivation/core/account_stop.hpp"
#include "reactivation/core/acknowledgement.hpp"
#include "reactivation/core/limits.hpp"
#include "reactivation/json/words.hpp"
#include "routes.hpp"

namespace service::handlers {

using namespace reactivation;

namespace {

constexpr std::size_t why_max = 500;

AccountId account_of(const Call& call) {
  const AccountId account = call.get(call.store().find_account(call.company_id()));
  if (!account.is_set()) fail(404, "no_account", "The company has no messaging account.");
  return account;
}

std::int64_t sends_since(const Account& account, Instant from, Instant now) {
  return std::count_if(account.sends.begin(), account.sends.end(),
                       [=](Instant at) { return at > from && at <= now; });
}

/// When the next message may leave, as far as the account alone says.
Json next_permit(const Call& call, const AccountStanding& standing, const Settings& settings) {
  const SendCalendar calendar{settings, &standing.account, call.company.time_zone};
  const Permit permit = permit_to_send(
      {.calendar = calendar, .now = call.now, .not_after = std::nullopt, .open = standing.open});
  return permit.is_approved() ? Json(to_rfc3339(call.now)) : json_of(permit.not_before);
}

}  // namespace

Json health_of_account(Call& call) {
  const AccountId id = account_of(call);
  const auto known = call.get(call.lists().load_standing(call.company_id(), call.now));
  if (!known) fail(404, "no_account", "The company has no messaging account.");
  const AccountStanding& standing = *known;
  const Account& account = standing.account;
  const AccountGate gate = call.get(call.store().load_gate(id, call.desk.here()));
  const Settings settings = call.get(call.store().load_settings(call.company_id()));
  const TimeZone& zone = call.company.time_zone;
  const Quota quota = quota_of_day(settings, &account, zone, call.now, 0);
  const std::string_view stop = stop_word_of(gate, account, standing.governed);
  const Json stopped = stop.empty() ? Json() : Json(stop);
  const bool may_send = gate.is_armed && stopped.is_null() && settings.enabled;
  const AccountLimits limits = limits_of(account);
  Json incidents = Json::array();
  for (const AccountSignal& signal : standing.incidents) {
    const std::string_view word = word_of(signal.kind);
    incidents.push_back({{"at", to_rfc3339(signal.at)},
                         {"kind", word.empty() ? "unknown" : word},
                         {"until", json_of(signal.until)}});
  }
  const auto paused = std::max(account.paused_until.value_or(no_instant),
                               standing.governed && standing.governed->paused_until
                                   ? *standing.governed->paused_until
                                   : no_instant);
  const bool is_paused = paused != no_instant && paused > call.now;
  return {{"account_id", id.value},
          {"level", word_of(account.warmup_level)},
          {"armed", gate.is_armed},
          {"stopped", stopped},
          {"paused_until", is_paused ? Json(to_rfc3339(paused)) : Json()},
          {"spam_score", standing.governed ? standing.governed->spam_score : account.spam_score},
          {"sent_today", quota.sent},
          {"day_max", quota.limit},
          {"sent_hour", sends_since(account, call.now - Seconds{3600}, call.now)},
          {"hour_max", limits.sent_hourly_max},
          {"first_contacts_today", standing.first_contacts_today},
          {"first_contacts_max",
           account.first_contact_daily_limit ? Json(*account.first_contact_daily_limit) : Json()},
          {"safe_sends_left_today", may_send && !is_paused ? quota.left : 0},
          {"next_permit_at", may_send ? next_permit(call, standing, settings) : Json()},
          {"incidents", incidents}};
}

Json reset_limits(Call& call) {
  (void)call.get(call.lists().end_pause(account_of(call), call.now));
  return health_of_account(call);
}

Json arm(Call& call) {
  call.allow_only({"acknowledge"});
  const AccountId account = account_of(call);
  Acknowledgements made = call.get(call.store().load_gate(account, call.desk.here())).acknowledged;
  if (call.body.contains("acknowledge")) {
    const auto word = acknowledgement_of_word(call.text("acknowledge", 64));
    if (!word) fail(422, "out_of_range", "There is nothing of this name.", "/acknowledge");
    made.insert(*word);
  }
  for (const cli::AccountCompanies& known : cli::list_accounts(call.desk.database())) {
    if (known.id != account) continue;
    for (const CompanyId id : known.companies) {
      const cli::CompanyConfiguration* own = call.desk.setup().find(id);
      if (own == nullptr || own->messenger.spec.empty()) continue;
      const Company company = call.get(call.store().load_company(id));
      const auto missing =
          missing_acknowledgement(company, cli::carrier_of(cli::kind_of(own->messenger)), made);
      if (!missing) continue;
      fail(409, "acknowledgement_needed",
           cli::reason_of(*missing) + "; if you know that and mean it, send {\"acknowledge\":\"" +
               std::string(word_of(*missing)) + "\"}.",
           "/acknowledge");
    }
  }
  call.get(call.engine().arm(account));
  if (made.ru_whatsapp) {
    call.get(call.store().acknowledge(account, Acknowledgement::ru_whatsapp, call.now));
  }
  return health_of_account(call);
}

Json disarm(Call& call) {
  call.allow_only({"why"});
  const AccountId account = account_of(call);
  Engine& engine = call.engine();
  auto stored = engine.disarm(account, call.text("why", why_max));
  if (!stored) call.desk.owe(engine);
  call.get(std::move(stored));
  return health_of_account(call);
}

Json confirm(Call& call) {
  // A stop that comes meanwhile is seen, or comes after.
  call.get(call.lists().keep_others_off(call.company_id()));
  const AccountId account = account_of(call);
  const AccountGate gate = call.get(call.store().load_gate(account, call.desk.here()));
  if (gate.is_stopped && role_of(call.token.role) != Role::admin) {
    fail(409, "stopped_by_admin",
         "An admin has stopped everything; ask the admin to confirm this account.");
  }
  call.get(call.engine().confirm(account));
  return health_of_account(call);
}

Json stop_everything(Call& call) {
  call.allow_only({"why"});
  Engine& engine = call.engine();
  auto stored = engine.stop_everything(call.text("why", why_max));
  if (!stored) call.desk.owe(engine);
  call.get(std::move(stored));
  return {{"stopped", true}};
}

}  // namespace service::handlers
