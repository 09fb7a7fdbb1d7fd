#include "worlds.hpp"

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <vector>

namespace oracle {
namespace {

using namespace reactivation;

constexpr std::int64_t day = 86400;
constexpr std::int64_t company_id = 7;

// std::uniform_int_distribution differs between standard libraries; this does not.
class Dice {
public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}
  [[nodiscard]] std::int64_t between(std::int64_t low, std::int64_t high) {
    const auto width = static_cast<std::uint64_t>(high - low) + 1;
    return low + static_cast<std::int64_t>(engine_() % width);
  }
  [[nodiscard]] bool one_in(std::int64_t n) { return between(1, n) == 1; }

private:
  std::mt19937_64 engine_;
};

std::string quoted(const std::string& text) { return '"' + text + '"'; }
std::string number(std::int64_t value) { return std::to_string(value); }

std::string instant_text(Instant at) { return quoted(date::format("%FT%T", at) + ".000Z"); }

const char* loyalty_text(LoyaltyLevel level) {
  switch (level) {
    case LoyaltyLevel::vip:
      return "\"VIP\"";
    case LoyaltyLevel::gold:
      return "\"Gold\"";
    case LoyaltyLevel::silver:
      return "\"Silver\"";
    case LoyaltyLevel::bronze:
      return "\"Bronze\"";
    case LoyaltyLevel::fresh:
      return "\"New\"";
    case LoyaltyLevel::unknown:
      break;
  }
  return "null";
}

const char* status_text(VisitStatus status) {
  switch (status) {
    case VisitStatus::completed:
      return "\"completed\"";
    case VisitStatus::booked:
      return "\"confirmed\"";
    case VisitStatus::cancelled:
      return "\"cancelled\"";
    case VisitStatus::no_show:
      break;
  }
  return "\"no_show\"";
}

class WorldMaker {
public:
  explicit WorldMaker(std::uint64_t seed) : dice_(seed) { world_.seed = seed; }

  World make() {
    set_frame();
    add_services();
    const auto clients = sizes_of_worlds();
    for (std::int64_t i = 0; i < clients; ++i) add_client(i);
    world_.original_json = "{\"now\":" + instant_text(world_.now) + ",\"rules\":[" + rules_ +
                           "],\"clients\":[" + clients_ + "],\"bookings\":[" + bookings_ +
                           "],\"health\":[" + health_ + "]}";
    return std::move(world_);
  }

private:
  std::int64_t sizes_of_worlds() {
    switch (dice_.between(0, 3)) {
      case 0:
        return dice_.between(1, 5);
      case 1:
        return dice_.between(5, 40);
      case 2:
        return dice_.between(40, 120);
      default:
        return dice_.between(100, 300);
    }
  }

  static void append(std::string& list, const std::string& item) {
    if (!list.empty()) list += ',';
    list += item;
  }

  // The window is wide open and the limits are loose enough for the whole quota to fit into it, or
  // they are a level's own row, whose quota fits between nine and nineteen o'clock.
  void set_frame() {
    auto& s = world_.snapshot;
    const Instant midnight{date::sys_days{date::year{2026} / 6 / 1} +
                           Days{dice_.between(-700, 700)}};
    world_.now = midnight + Seconds{dice_.between(1, 9 * 3600 - 1)};
    s.company.id = {company_id};
    s.company.time_zone = TimeZone::utc();
    s.company.currency = "RUB";
    s.settings.sending_days = WeekdaySet::every_day();
    s.settings.recent_visit_days = dice_.one_in(2) ? 0 : 3;
    Account account;
    account.id = {1};
    if (dice_.one_in(3)) {
      account.warmup_level = static_cast<WarmupLevel>(dice_.between(0, 2));
      s.settings.sending_hours = {9, 19};
    } else {
      account.daily_outbound_limit = static_cast<int>(dice_.between(0, 80));
      account.hourly_outbound_limit = 1000;
      account.min_interval_seconds = static_cast<int>(dice_.between(0, 30));
      s.settings.sending_hours = {0, 24};
    }
    const auto limit =
        account.daily_outbound_limit.value_or(account.warmup_level == WarmupLevel::cold   ? 20
                                              : account.warmup_level == WarmupLevel::warm ? 50
                                                                                          : 100);
    const auto sent = dice_.one_in(2) ? 0 : dice_.between(0, std::min<std::int64_t>(limit, 10));
    for (std::int64_t i = 0; i < sent; ++i) account.sends.push_back(midnight);
    health_ = "{\"company_id\":" + number(company_id) +
              ",\"daily_outbound_limit\":" + number(limit) +
              ",\"current_daily_sent\":" + number(sent) + "}";
    s.account = account;
  }

  // Rules stand in falling order of price and rising order of id, which is how requirements §4.3
  // breaks ties; so the original, which keeps the first of equals, agrees where times are equal.
  void add_services() {
    auto& s = world_.snapshot;
    paired_ = dice_.one_in(4);
    const auto count = paired_ ? 2 : dice_.between(1, 8);
    for (std::int64_t i = 0; i < count; ++i) {
      const ServiceId id{100 + i};
      s.services.push_back({id, "Service", 100000 - 100 * (i / 2), true});
      if (!paired_ && dice_.one_in(9)) continue;  // a service without a rule
      Rule rule;
      rule.service_id = id;
      rule.is_active = paired_ || !dice_.one_in(7);
      // A shorter interval than `recent_visit_days` would be a documented deviation.
      const bool is_short = s.settings.recent_visit_days == 0 && dice_.one_in(8);
      rule.reactivation_interval_days =
          static_cast<int>(is_short ? dice_.between(1, 7) : dice_.between(14, 200));
      rule.retry_interval_days = static_cast<int>(dice_.between(7, 21));
      // With several services the original chooses one before it filters: a documented deviation.
      rule.max_attempts = static_cast<int>(dice_.between(count == 1 && dice_.one_in(4) ? 0 : 1, 4));
      s.rules.push_back(rule);
      append(rules_,
             "{\"id\":" + number(i + 1) + ",\"service_id\":" + number(id.value) +
                 ",\"company_id\":" + number(company_id) +
                 ",\"is_active\":" + (rule.is_active ? "true" : "false") +
                 ",\"reactivation_interval_days\":" + number(*rule.reactivation_interval_days) +
                 ",\"max_attempts\":" + number(rule.max_attempts) + "}");
    }
  }

  [[nodiscard]] const Rule* rule_of(ServiceId service) const {
    for (const Rule& rule : world_.snapshot.rules) {
      if (rule.service_id == service && rule.is_active) return &rule;
    }
    return nullptr;
  }

  void add_visit(const Client& client, const std::string& phone, Instant at,
                 std::vector<ServiceId> services, VisitStatus status) {
    Visit visit;
    visit.id = dice_.one_in(2) ? VisitId{++visits_} : VisitId{};
    visit.client_id = client.id;
    visit.service_ids = services;
    visit.starts_at = at;
    visit.status = status;
    visit.cost_minor = dice_.between(0, 900000);
    world_.snapshot.visits.push_back(visit);
    if (status == VisitStatus::completed && instants_.insert(at).second) {
      spent_minor_ += visit.cost_minor;
    }
    std::string ids;
    for (const ServiceId id : services) append(ids, number(id.value));
    append(bookings_, "{\"client_id\":" + number(client.id.value) + ",\"client_phone\":" + phone +
                          ",\"company_id\":" + number(company_id) +
                          ",\"datetime\":" + instant_text(at) + ",\"service_ids\":[" + ids +
                          "],\"status\":" + status_text(status) + "}");
  }

  // Due at exactly the interval is not yet due; one second more is.
  Instant last_visit_for(ServiceId service) {
    const Rule* rule = rule_of(service);
    if (rule != nullptr && dice_.one_in(4)) {
      const Seconds interval{*rule->reactivation_interval_days * day};
      return world_.now - interval + Seconds{dice_.between(-1, 1)};
    }
    return world_.now - Seconds{dice_.between(5 * day, 700 * day)};
  }

  // The last visits of a client's services lie in different 24-hour blocks: no ties in days.
  std::map<ServiceId, Instant> last_visits() {
    std::map<ServiceId, Instant> last;
    std::set<std::int64_t> blocks;
    const auto& services = world_.snapshot.services;
    const auto wanted =
        dice_.between(0, std::min<std::int64_t>(4, static_cast<std::int64_t>(services.size())));
    for (std::int64_t tries = 0; static_cast<std::int64_t>(last.size()) < wanted && tries < 40;
         ++tries) {
      const auto index = dice_.between(0, static_cast<std::int64_t>(services.size()) - 1);
      const ServiceId service = services[static_cast<std::size_t>(index)].id;
      const Instant at = last_visit_for(service);
      const auto block = (world_.now - at).count() / day;
      if (last.contains(service) || !blocks.insert(block).second) continue;
      last.emplace(service, at);
    }
    return last;
  }

  void add_history(const Client& client, const std::string& phone) {
    if (paired_) {
      const std::vector<ServiceId> both{{100}, {101}};
      Instant at = last_visit_for(dice_.one_in(2) ? both[0] : both[1]);
      for (auto left = dice_.between(0, 4); left > 0; --left) {
        add_visit(client, phone, at, both, VisitStatus::completed);
        at -= Seconds{dice_.one_in(4) ? dice_.between(60, 7200) : dice_.between(day, 90 * day)};
      }
      return;
    }
    const auto last = last_visits();
    for (const auto& [service, at] : last) {
      add_visit(client, phone, at, {service}, VisitStatus::completed);
      Instant earlier = at;
      for (auto left = dice_.between(0, 5); left > 0; --left) {
        earlier -=
            Seconds{dice_.one_in(4) ? dice_.between(60, 7200) : dice_.between(day, 60 * day)};
        std::vector<ServiceId> services{service};
        for (const auto& [other, other_at] : last) {  // some visits have several services
          if (other != service && earlier < other_at && dice_.one_in(4)) services.push_back(other);
        }
        add_visit(client, phone, earlier, services, VisitStatus::completed);
      }
      if (dice_.one_in(5)) {  // neither a cancelled booking nor a missed one is a visit
        add_visit(client, phone, at + Seconds{dice_.between(60, day)}, {service},
                  dice_.one_in(2) ? VisitStatus::cancelled : VisitStatus::no_show);
      }
    }
    if (last.size() == 1) only_visit_ = *last.begin();
  }

  // Attempts of the current cycle, all unanswered and over; the last one well outside of every
  // pause or, with `is_recent`, well inside.
  std::int64_t add_attempts(Client& client) {
    if (!only_visit_) return 0;
    const Rule* rule = rule_of(only_visit_->first);
    const auto age = (world_.now - only_visit_->second).count();
    if (rule == nullptr || age < 100 * day || !dice_.one_in(2)) return 0;
    const auto count = dice_.between(1, 3);
    for (std::int64_t i = 0; i < count; ++i) {
      Attempt attempt;
      attempt.id.bytes[0] = static_cast<std::uint8_t>(i + 1);
      attempt.client_id = client.id;
      attempt.service_id = only_visit_->first;
      attempt.cycle_key = TimeZone::utc().local_date(only_visit_->second);
      attempt.attempt_number = static_cast<int>(i + 1);
      attempt.state = AttemptState::delivered;
      attempt.sent_at = world_.now - Seconds{(24 + 22 * (count - 1 - i)) * day};
      world_.snapshot.attempts.push_back(attempt);
      client.last_reactivation_sent = attempt.sent_at;
    }
    return count;
  }

  void add_client(std::int64_t index) {
    Client client;
    client.id = {1000 + index * 3};
    const std::string digits = "79" + std::to_string(100000000 + index);
    std::string phone = quoted("+" + digits);
    if (index == 3 && dice_.one_in(2)) {
      phone = "null";  // one client without a phone; two would be one person for the original
    } else {
      client.phone = *parse_e164("+" + digits);
      client.phone_status = PhoneStatus::mobile;
    }
    client.loyalty_level = static_cast<LoyaltyLevel>(dice_.between(0, 5));
    client.reactivation_opt_out = dice_.one_in(12);
    client.consent = dice_.one_in(2) ? Consent::granted : Consent::unknown;
    only_visit_.reset();
    instants_.clear();
    spent_minor_ = 0;
    add_history(client, phone);
    auto visit_count = static_cast<std::int64_t>(instants_.size());
    if (dice_.one_in(2)) {
      visit_count = dice_.between(0, 120);
      client.visit_count = visit_count;
    }
    if (dice_.one_in(2)) {
      spent_minor_ = dice_.between(0, 90000000);
      client.total_spent_minor = spent_minor_;
    }
    const auto attempts = add_attempts(client);
    if (attempts == 0 && dice_.one_in(6)) {
      const auto ago =
          dice_.one_in(2) ? dice_.between(60, 5 * day) : dice_.between(23 * day, 400 * day);
      client.last_reactivation_sent = world_.now - Seconds{ago};
    }
    append(clients_,
           "{\"id\":" + number(client.id.value) + ",\"phone\":" + phone + ",\"visit_count\":" +
               number(visit_count) + ",\"loyalty_level\":" + loyalty_text(client.loyalty_level) +
               ",\"total_spent\":" + number(spent_minor_ / 100) + "." +
               (spent_minor_ % 100 < 10 ? "0" : "") + number(spent_minor_ % 100) +
               ",\"reactivation_opt_out\":" + (client.reactivation_opt_out ? "true" : "false") +
               ",\"last_reactivation_sent\":" +
               (client.last_reactivation_sent ? instant_text(*client.last_reactivation_sent)
                                              : "null") +
               ",\"reactivation_attempts_count\":" + number(attempts) + "}");
    world_.snapshot.clients.push_back(client);
  }

  Dice dice_;
  World world_;
  bool paired_ = false;
  std::int64_t visits_ = 0;
  std::int64_t spent_minor_ = 0;
  std::set<Instant> instants_;
  std::optional<std::pair<ServiceId, Instant>> only_visit_;
  std::string rules_, clients_, bookings_, health_;
};

}  // namespace

World make_world(std::uint64_t seed) { return WorldMaker{seed}.make(); }

}  // namespace oracle
