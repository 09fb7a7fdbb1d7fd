#include "memory_world.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

namespace world {
namespace {

std::error_code storage_failure() { return make_error_code(errc::storage_failed); }

}  // namespace

Instant at(const char* text) { return parse_time(text).value().instant_in(TimeZone::utc()); }

Snapshot empty_salon() {
  Snapshot out;
  out.company.id = salon;
  out.company.name = "Lily";
  out.company.time_zone = TimeZone::utc();
  out.company.business_type = BusinessType::beauty;
  out.settings.sending_days = WeekdaySet::every_day();
  Account account;
  account.id = AccountId{1};
  account.warmup_level = WarmupLevel::warm;
  out.account = account;
  out.services = {{haircut, "Haircut", 5000, true}, {massage, "Massage", 6000, true}};
  out.staff = {{StaffId{1}, "Grace", true}, {StaffId{2}, "Ruby", true}};
  Rule rule;
  rule.service_id = haircut;
  rule.reactivation_interval_days = 28;
  out.rules = {rule};
  return out;
}

void add_client(Snapshot& snapshot, std::int64_t id, int days_ago, Instant now) {
  Client client;
  client.id = ClientId{id};
  client.name = "Anna Smith";
  client.phone = PhoneNumber{999'000'000'000ULL + static_cast<std::uint64_t>(id)};
  client.phone_status = PhoneStatus::test;
  snapshot.clients.push_back(client);
  Visit visit;
  visit.client_id = client.id;
  visit.service_ids = {haircut};
  visit.staff_id = StaffId{1};
  visit.starts_at = now - Days{days_ago};
  snapshot.visits.push_back(visit);
}

Attempt* Store::find(const AttemptId& id) {
  for (Attempt& attempt : snapshot.attempts) {
    if (attempt.id == id) return &attempt;
  }
  return nullptr;
}

int Store::count(AttemptState state) const {
  return static_cast<int>(
      std::count_if(snapshot.attempts.begin(), snapshot.attempts.end(),
                    [state](const Attempt& attempt) { return attempt.state == state; }));
}

result<PlanFacts> Store::load_plan_facts(CompanyId, Instant, PlanScope) {
  if (fails()) return storage_failure();
  PlanFacts facts;
  facts.company = snapshot.company;
  facts.settings = snapshot.settings;
  facts.account = snapshot.account;
  facts.services = snapshot.services;
  facts.staff = snapshot.staff;
  facts.rules = snapshot.rules;
  for (const Client& client : snapshot.clients) facts.clients.add(client);
  facts.client_zones = snapshot.client_zones;
  for (const Visit& visit : snapshot.visits) facts.open_visits.add(visit);
  facts.attempts = snapshot.attempts;
  facts.slots = snapshot.slots;
  facts.clients_total = static_cast<std::int64_t>(snapshot.clients.size());
  return facts;
}

result<VisitTable> Store::load_visits(CompanyId, std::span<const ClientId> clients, Instant now) {
  if (fails()) return storage_failure();
  VisitTable out;
  for (const Visit& visit : snapshot.visits) {
    const bool is_asked =
        std::find(clients.begin(), clients.end(), visit.client_id) != clients.end();
    if (is_asked && visit.status == VisitStatus::completed && visit.starts_at <= now) {
      out.add(visit);
    }
  }
  return out;
}

result<std::vector<Client>> Store::load_clients(CompanyId, std::span<const ClientId> clients) {
  if (fails()) return storage_failure();
  std::vector<Client> out;
  for (const ClientId id : clients) {
    for (const Client& client : snapshot.clients) {
      if (client.id == id) out.push_back(client);
    }
  }
  return out;
}

result<Snapshot> Store::load_snapshot(CompanyId, Instant) {
  if (fails()) return storage_failure();
  return snapshot;
}

result<std::vector<Slot>> Store::find_slots(CompanyId, std::span<const ServiceId> services,
                                            Instant from, Instant until) {
  if (fails()) return storage_failure();
  std::vector<Slot> out;
  for (const Slot& slot : snapshot.slots) {
    const bool is_asked =
        std::find(services.begin(), services.end(), slot.service_id) != services.end();
    if (is_asked && from <= slot.starts_at && slot.starts_at < until) out.push_back(slot);
  }
  return out;
}

result<std::int64_t> Store::store_plan(const Plan& plan) {
  if (fails()) return storage_failure();
  std::int64_t fresh = 0;
  for (const PlannedAttempt& planned : plan.planned) {
    if (find(planned.attempt_id)) continue;
    Attempt attempt;
    attempt.id = planned.attempt_id;
    attempt.client_id = planned.client_id;
    attempt.service_id = planned.service_id;
    attempt.cycle_key = planned.cycle_key;
    attempt.attempt_number = planned.attempt_number;
    attempt.not_before = planned.not_before;
    attempt.not_after = planned.not_after;
    attempt.discount_percent = planned.discount_percent;
    snapshot.attempts.push_back(attempt);
    plans[planned.attempt_id] = planned;
    ++fresh;
  }
  return fresh;
}

result<std::vector<PlannedAttempt>> Store::load_waiting(CompanyId, Instant now) {
  if (fails()) return storage_failure();
  std::vector<PlannedAttempt> out;
  for (const Attempt& attempt : snapshot.attempts) {
    const PlannedAttempt& planned = plans.at(attempt.id);
    if (is_waiting_to_be_sent(attempt.state) && planned.not_after > now) out.push_back(planned);
  }
  std::sort(out.begin(), out.end(), [](const PlannedAttempt& a, const PlannedAttempt& b) {
    return a.not_before < b.not_before;
  });
  return out;
}

result<void> Store::begin_dispatch(const OutgoingMessage& message) {
  if (fails()) return storage_failure();
  Attempt* attempt = find(message.attempt_id);
  if (!attempt || !is_waiting_to_be_sent(attempt->state)) return make_error_code(errc::not_found);
  attempt->state = AttemptState::dispatching;
  attempt->sent_at = message.sent_at;
  snapshot.account->sends.push_back(message.sent_at);
  return boost::outcome_v2::success();
}

result<void> Store::record_outcome(const OutgoingMessage& message, SendOutcome outcome) {
  if (fails()) return storage_failure();
  Attempt* attempt = find(message.attempt_id);
  if (!attempt || attempt->state != AttemptState::dispatching) {
    return make_error_code(errc::not_found);
  }
  switch (outcome) {
    case SendOutcome::not_started:
      attempt->state = AttemptState::deferred;
      break;
    case SendOutcome::rejected:
      attempt->state = AttemptState::rejected;
      break;
    case SendOutcome::accepted:
      attempt->state = AttemptState::accepted;
      break;
    case SendOutcome::uncertain:
      attempt->state = AttemptState::uncertain;
      break;
  }
  if (!counts_as_sent(attempt->state)) {
    auto& sends = snapshot.account->sends;
    sends.erase(std::find(sends.begin(), sends.end(), *attempt->sent_at));
    attempt->sent_at.reset();
  }
  return boost::outcome_v2::success();
}

result<void> Store::cancel_waiting(const AttemptId& id, Instant, std::string_view why) {
  if (fails()) return storage_failure();
  Attempt* attempt = find(id);
  if (!attempt || !is_waiting_to_be_sent(attempt->state)) return make_error_code(errc::not_found);
  attempt->state = AttemptState::cancelled;
  cancelled[id] = std::string(why);
  return boost::outcome_v2::success();
}

result<SendOutcome> Mailbag::send(const OutgoingMessage& message) {
  if (on_send) {
    auto answer = on_send(message);
    // What is accepted or unclear may have reached the person.
    if (answer &&
        (answer.value() == SendOutcome::accepted || answer.value() == SendOutcome::uncertain)) {
      messages.push_back(message);
    }
    return answer;
  }
  messages.push_back(message);
  return SendOutcome::accepted;
}

result<std::optional<SendOutcome>> Mailbag::find_outcome(const AttemptId& attempt) {
  const auto found = known.find(attempt);
  if (found == known.end()) return std::optional<SendOutcome>{};
  return std::optional<SendOutcome>{found->second};
}

result<DispatchCounts> Run::dispatch(const Progress& progress) {
  return dispatch_day(
      ports(), salon,
      [this](const MessageReport& report) {
        reports.push_back(report);
        if (after_message) after_message(report);
      },
      progress);
}

DispatchCounts Run::day() {
  REQUIRE(plan());
  const auto counts = dispatch();
  REQUIRE(counts);
  return counts.value();
}

}  // namespace world
