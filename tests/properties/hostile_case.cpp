#include "hostile_case.hpp"

#include <algorithm>
#include <limits>
#include <ostream>

#include "zones.hpp"

namespace properties {
namespace {

using namespace reactivation;

constexpr std::int64_t day = 86400;

std::int64_t between(std::int64_t low, std::int64_t high) {
  return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<std::int64_t>(low, high + 1));
}
int small(std::int64_t low, std::int64_t high) { return static_cast<int>(between(low, high)); }
// Shrinks towards false.
bool one_in(std::int64_t n) { return between(0, n - 1) == n - 1; }

template <class T>
const T& one_of(const std::vector<T>& values) {
  return values[static_cast<std::size_t>(between(0, static_cast<std::int64_t>(values.size()) - 1))];
}
template <class T>
T enumerator(T last) {
  return static_cast<T>(between(0, static_cast<std::int64_t>(last)));
}

class CaseMaker {
public:
  explicit CaseMaker(CaseSize size) : size_(size) {}

  Case make() {
    auto& s = case_.snapshot;
    s.company.id = {between(1, 3)};
    s.company.time_zone = one_in(25) ? TimeZone{} : one_of(hand_made_zones());
    s.company.currency = one_in(3) ? "JPY" : "EUR";
    case_.now = some_now();
    for (auto left = between(0, 2); left > 0; --left) {
      s.client_zones.push_back(one_in(10) ? TimeZone{} : one_of(hand_made_zones()));
    }
    set_settings();
    if (!one_in(12)) s.account = some_account();
    add_services();
    for (auto left = between(0, size_.clients_max); left > 0; --left) add_client();
    for (auto left = between(0, size_.visits_max); left > 0; --left) add_visit();
    for (auto left = between(0, size_.clients_max); left > 0; --left) add_attempt();
    for (auto left = between(0, 20); left > 0; --left) add_slot();
    return std::move(case_);
  }

private:
  // Any second of a year and a half, more often near a clock change.
  Instant some_now() {
    const Instant begin{date::sys_days{date::year{2025} / 9 / 1}};
    const TimeZone& zone = case_.snapshot.company.time_zone;
    if (zone.is_known() && zone.periods().size() > 1 && one_in(3)) {
      const auto changes = zone.periods().subspan(1);
      const auto pick = between(0, static_cast<std::int64_t>(changes.size()) - 1);
      return changes[static_cast<std::size_t>(pick)].begin + Seconds{between(-day, day)};
    }
    if (one_in(4)) return begin + Days{between(0, 500)};
    return begin + Seconds{between(0, 500 * day)};
  }

  HourRange some_hours() {
    const int start = small(0, 23);
    return {start, small(start + 1, 24)};
  }
  WeekdaySet some_days() {
    if (one_in(2)) return WeekdaySet::every_day();
    WeekdaySet days;
    for (auto left = between(0, 5); left > 0; --left) days.insert(small(1, 7));
    return days;
  }

  void set_settings() {
    Settings& settings = case_.snapshot.settings;
    settings.enabled = !one_in(25);
    settings.daily_limit_mode = enumerator(DailyLimitMode::manual);
    if (one_in(2)) settings.manual_daily_limit = small(-2, 12);
    settings.sending_hours = one_in(3) ? HourRange{0, 24} : some_hours();
    settings.sending_days = some_days();
    const auto today = date::floor<Days>(case_.now);
    for (auto left = between(0, 3); left > 0; --left) {
      settings.holidays.push_back(LocalDate{(today + Days{between(-1, 5)}).time_since_epoch()});
    }
    settings.include_slots_in_message = !one_in(5);
    settings.max_slots_to_offer = small(1, 5);
    settings.max_offers_per_slot = small(1, 3);
    settings.prefer_favorite_staff = one_in(2);
    settings.discount_from_attempt = small(1, 4);
    settings.max_discount_percent = one_in(2) ? 100 : small(0, 100);
    settings.require_consent = one_in(5);
    settings.recent_visit_days = small(0, 4);
    settings.lapsed_cutoff_days = one_in(2) ? 730 : small(1, 60);
    settings.holdout.percent = one_in(3) ? small(0, 100) : 0;
    settings.holdout.name = one_in(2) ? "spring" : "default";
  }

  Account some_account() {
    Account account;
    account.id = {1};
    account.warmup_level = enumerator(WarmupLevel::hot);
    if (one_in(2)) account.daily_outbound_limit = small(-1, 15);
    if (one_in(2)) account.hourly_outbound_limit = small(-1, 6);
    if (one_in(2)) account.min_interval_seconds = small(0, 4000);
    if (one_in(3)) account.first_contact_daily_limit = small(0, 4);
    const double nan = std::numeric_limits<double>::quiet_NaN();
    if (one_in(5)) account.spam_score = one_of<double>({0, 0.7, 0.71, 1.0, nan});
    if (one_in(4)) account.paused_until = case_.now + Seconds{between(-day, 3 * day)};
    account.safe_sending_hours = one_in(3) ? some_hours() : HourRange{0, 24};
    account.safe_sending_days = some_days();
    for (auto left = one_in(2) ? between(0, 12) : 0; left > 0; --left) {
      const auto spread = one_in(2) ? 4000 : 30 * 3600;
      account.sends.push_back(case_.now + Seconds{between(-spread, one_in(4) ? 7200 : 0)});
    }
    return account;
  }

  void add_services() {
    auto& s = case_.snapshot;
    const auto count = between(1, 4);
    for (std::int64_t id = 1; id <= count; ++id) {
      s.services.push_back({ServiceId{id}, "Service", between(0, 2) * 1000, !one_in(10)});
      if (!one_in(8)) s.rules.push_back(some_rule(ServiceId{id}));
    }
    if (one_in(6)) s.rules.push_back(some_rule(ServiceId{99}));
    for (std::int64_t id = 1; id <= 3; ++id) {
      s.staff.push_back({StaffId{id}, "Staff", !one_in(4)});
    }
  }

  Rule some_rule(ServiceId service) {
    Rule rule;
    rule.service_id = service;
    rule.is_active = !one_in(8);
    if (!one_in(6)) rule.reactivation_interval_days = small(1, 40);
    if (one_in(3)) rule.manual_interval = small(1, 40);
    if (one_in(4)) rule.calculated_avg_interval = small(1, 40);
    if (one_in(4)) rule.ai_suggested_interval = small(1, 40);
    rule.retry_interval_days = small(1, 30);
    rule.max_attempts = small(0, 4);
    rule.discount_progression.clear();
    for (auto left = between(0, 4); left > 0; --left) {
      rule.discount_progression.push_back(small(0, 100));
    }
    return rule;
  }

  void add_client() {
    auto& s = case_.snapshot;
    Client client;
    client.id = {static_cast<std::int64_t>(s.clients.size()) * 7 + 5};
    if (!one_in(8)) {
      client.phone = {79990000000u + static_cast<std::uint64_t>(between(0, 9))};
      client.phone_status = PhoneStatus::mobile;
    }
    if (one_in(8)) client.phone_status = enumerator(PhoneStatus::test);
    if (!s.client_zones.empty() && one_in(3)) {
      client.zone = static_cast<std::uint16_t>(
          between(0, static_cast<std::int64_t>(s.client_zones.size()) - 1));
    }
    if (one_in(3)) client.visit_count = between(0, 30);
    client.loyalty_level = enumerator(LoyaltyLevel::vip);
    if (one_in(3)) client.total_spent_minor = between(0, 3) * 100000;
    client.reactivation_opt_out = one_in(10);
    client.consent = one_in(2) ? Consent::granted : enumerator(Consent::denied);
    if (one_in(5)) client.last_reactivation_sent = case_.now - Seconds{between(0, 40 * day)};
    if (one_in(6)) client.paused_until = case_.now + Seconds{between(-day, 9 * day)};
    client.needs_person = one_in(12);
    client.has_chat_history = one_in(2);
    s.clients.push_back(client);
  }

  ClientId some_client() {
    const auto& clients = case_.snapshot.clients;
    return clients.empty() || one_in(20) ? ClientId{4444} : one_of(clients).id;
  }

  // Days ago, hours ahead, or so that a rule's interval ends within two hours of now.
  Instant some_visit_time() {
    const auto& rules = case_.snapshot.rules;
    if (!rules.empty() && one_in(3)) {
      const int interval = one_of(rules).reactivation_interval_days.value_or(30);
      const auto off = one_in(2) ? between(-1, 1) : between(-7200, 7200);
      return case_.now - Seconds{interval * day + off};
    }
    if (one_in(6)) return case_.now + Seconds{between(-1, 10 * day)};
    return case_.now - Seconds{between(0, one_in(3) ? 6 * day : 90 * day)};
  }

  void add_visit() {
    auto& visits = case_.snapshot.visits;
    if (!visits.empty() && one_in(10)) {  // the same booking again, with another story
      Visit again = one_of(visits);
      again.status = enumerator(VisitStatus::no_show);
      again.cost_minor = between(0, 5) * 1000;
      if (one_in(2)) again.starts_at += Seconds{between(-day, day)};
      visits.push_back(again);
      return;
    }
    Visit visit;
    if (one_in(2)) visit.id = {between(1, 1000)};
    visit.client_id = some_client();
    for (auto left = one_in(4) ? between(0, 3) : 1; left > 0; --left) {
      visit.service_ids.push_back({one_in(15) ? 77 : between(1, 4)});
    }
    visit.staff_id = {between(0, 4)};
    visit.starts_at = some_visit_time();
    visit.is_time_known = !one_in(6);
    visit.status = one_in(3) ? enumerator(VisitStatus::no_show) : VisitStatus::completed;
    visit.cost_minor = between(0, 5) * 1000;
    visits.push_back(visit);
  }

  void add_attempt() {
    auto& s = case_.snapshot;
    Attempt attempt;
    const auto number = s.attempts.size() + 1;
    attempt.id.bytes[15] = static_cast<std::uint8_t>(number);
    attempt.client_id = some_client();
    attempt.service_id = {between(1, 4)};
    attempt.attempt_number = small(1, 4);
    attempt.state = enumerator(AttemptState::cancelled);
    const Instant sent = case_.now - Seconds{between(0, one_in(2) ? 8 * day : 60 * day)};
    attempt.cycle_key =
        LocalDate{date::floor<Days>(sent).time_since_epoch()} - Days{between(0, 60)};
    if (counts_as_sent(attempt.state)) {
      attempt.sent_at = sent;
      attempt.reply_type = one_in(2) ? ReplyType::none : enumerator(ReplyType::booking_created);
      if (one_in(3)) attempt.completion_reason = enumerator(CompletionReason::visited);
    } else if (is_waiting_to_be_sent(attempt.state)) {
      if (!one_in(3)) attempt.not_before = case_.now + Seconds{between(-day, day)};
      if (!one_in(3)) attempt.not_after = case_.now + Seconds{between(-day / 2, day)};
    }
    s.attempts.push_back(attempt);
  }

  void add_slot() {
    Slot slot;
    slot.service_id = {between(1, 4)};
    slot.staff_id = {between(1, 4)};
    slot.starts_at =
        date::floor<std::chrono::hours>(case_.now) + Seconds{between(-6, 9 * 48) * 1800};
    if (one_in(2)) slot.duration_minutes = small(1, 8) * 30;
    case_.snapshot.slots.push_back(slot);
  }

  CaseSize size_;
  Case case_;
};

}  // namespace

rc::Gen<Case> hostile_case(CaseSize size) {
  return rc::gen::exec([size] { return CaseMaker{size}.make(); });
}

void showValue(const Case& value, std::ostream& out) {
  const Snapshot& s = value.snapshot;
  out << "now " << to_rfc3339(value.now) << ", zone " << s.company.time_zone.name() << ", hours "
      << s.settings.sending_hours.start << "-" << s.settings.sending_hours.end << ", recent "
      << s.settings.recent_visit_days << ", lapsed " << s.settings.lapsed_cutoff_days << '\n';
  for (const Client& c : s.clients) {
    out << "  client " << c.id.value << " phone " << c.phone.digits << " status "
        << static_cast<int>(c.phone_status) << " opt_out " << c.reactivation_opt_out << " consent "
        << static_cast<int>(c.consent);
    if (c.paused_until) out << " paused_until " << to_rfc3339(*c.paused_until);
    if (c.last_reactivation_sent) out << " sent " << to_rfc3339(*c.last_reactivation_sent);
    out << '\n';
  }
  for (const Rule& r : s.rules) {
    out << "  rule " << r.service_id.value << " active " << r.is_active << " days "
        << r.reactivation_interval_days.value_or(0) << " retry " << r.retry_interval_days << " max "
        << r.max_attempts << '\n';
  }
  for (const Visit& v : s.visits) {
    out << "  visit " << v.id.value << " client " << v.client_id.value << " at "
        << to_rfc3339(v.starts_at) << " status " << static_cast<int>(v.status) << " services";
    for (const ServiceId id : v.service_ids) out << ' ' << id.value;
    out << '\n';
  }
  for (const Attempt& a : s.attempts) {
    out << "  attempt client " << a.client_id.value << " service " << a.service_id.value
        << " state " << static_cast<int>(a.state) << " key " << to_iso_date(a.cycle_key)
        << " reply " << static_cast<int>(a.reply_type) << " done "
        << static_cast<int>(a.completion_reason);
    if (a.sent_at) out << " sent " << to_rfc3339(*a.sent_at);
    if (a.not_before) out << " not_before " << to_rfc3339(*a.not_before);
    if (a.not_after) out << " not_after " << to_rfc3339(*a.not_after);
    out << '\n';
  }
}

}  // namespace properties
