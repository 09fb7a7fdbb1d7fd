// Orders of people: the same changes as events make, without an event.
#include <algorithm>

#include "call_guard.hpp"
#include "inbound.hpp"
#include "reactivation/core/plan_facts.hpp"
#include "reactivation/engine/engine.hpp"
#include "unstored.hpp"

namespace reactivation {
namespace {

/// Loads, decides, writes; again when something changed meanwhile.
template <class Load, class Decide>
result<Applied> order(const EnginePorts& ports, Load load, Decide decide) {
  for (int tries = 0; tries < detail::decisions_max; ++tries) {
    const auto person = load();
    if (!person) return person.as_failure();
    PersonKey who;
    Changes changes = decide(person.value(), who);
    changes.at = ports.clock.now();
    auto applied = ports.inbox.apply_order(who, changes);
    const bool is_conflict = !applied && applied.error() == make_error_code(errc::storage_conflict);
    if (is_conflict) continue;
    if (applied) detail::notify_all(ports, changes, applied.value(), who.company_id);
    return applied;
  }
  return make_error_code(errc::storage_conflict);
}

/// One change for every client row of the person in that company.
template <class Decide>
result<Applied> order_for_all(const EnginePorts& ports, const PersonKey& who, Decide decide) {
  return order(
      ports, [&] { return ports.inbox.load_person(who); },
      [&](const Person& person, PersonKey& key) {
        key = who;
        Changes changes;
        for (const PersonClient& client : person.clients) {
          // What one company's people say is said for that company.
          if (client.company_id == who.company_id) changes.clients.push_back(decide(client));
        }
        return changes;
      });
}

/// A reading like a plan's, of one client and one service; nothing of the company's day.
result<Engine::Manual> decide_manual(const EnginePorts& ports, const PersonKey& who,
                                     ServiceId service, Force force) {
  const Instant now = ports.clock.now();
  auto facts = ports.snapshots.load_person_facts(who.company_id, who.client_id, now);
  if (!facts) return facts.as_failure();
  PlanFacts& known = facts.value();
  std::erase_if(known.rules, [service](const Rule& rule) { return rule.service_id != service; });
  if (known.rules.empty()) return make_error_code(errc::not_found);
  const PlanInput input = input_of(known, now);
  const auto& ids = known.clients.id;
  const auto found = std::find(ids.begin(), ids.end(), who.client_id.value);
  if (found == ids.end()) return make_error_code(errc::not_found);
  const auto row = static_cast<std::size_t>(found - ids.begin());
  Engine::Manual out;
  for (const HeldReason& held : held_reasons(input, row)) {
    if (force == Force::past_cadence && is_passed_over_by_force(held.reason)) continue;
    out.skip_reason = held.reason;
    return out;
  }
  auto attempt = manual_attempt(input, row);
  if (!attempt) {
    out.permit_reason = PermitReason::outside_sending_hours;
    return out;
  }
  const auto stored = ports.attempts.store_manual(
      {who.company_id, *attempt, known.company.time_zone.local_date(now), force}, now);
  if (!stored) return stored.as_failure();
  out.attempt_id = attempt->attempt_id;
  return out;
}

}  // namespace

result<Applied> Engine::opt_out(const PersonKey& who, std::string_view why) {
  auto stored = guarded(Call::inner, [&] { return store_opt_out(who, why); });
  if (!stored) detail::remember_opt_out(unstored_, who, why, stored.error());
  return stored;
}

result<Applied> Engine::store_opt_out(const PersonKey& who, std::string_view why) {
  auto stored = order(
      ports_, [&] { return ports_.inbox.load_person(who); },
      [&](const Person&, PersonKey& key) {
        key = who;
        Changes changes;
        changes.opt_out = OptOutChange{why, false};
        return changes;
      });
  if (stored) detail::remember_opt_out(unstored_, who, why, {});
  return stored;
}

result<Applied> Engine::opt_in(const PersonKey& who, std::string_view evidence) {
  const bool is_blank = evidence.find_first_not_of(" \t\r\n") == std::string_view::npos;
  if (is_blank) return make_error_code(errc::invalid_argument);
  return guarded(Call::inner, [&] {
    return order_for_all(ports_, who, [&](const PersonClient& client) {
      return ClientChange{client.company_id, client.client_id, ClientChangeKind::consented,
                          std::nullopt,      StaffId{},        std::string(evidence)};
    });
  });
}

result<Applied> Engine::pause(const PersonKey& who, Instant until) {
  return guarded(Call::inner, [&] {
    return order_for_all(ports_, who, [&](const PersonClient& client) {
      return ClientChange{client.company_id, client.client_id, ClientChangeKind::paused, until,
                          StaffId{},         "by hand"};
    });
  });
}

result<Applied> Engine::clear(const PersonKey& who) {
  return guarded(Call::inner, [&] {
    return order_for_all(ports_, who, [&](const PersonClient& client) {
      return ClientChange{client.company_id, client.client_id, ClientChangeKind::cleared,
                          std::nullopt,      StaffId{},        "by hand"};
    });
  });
}

result<Applied> Engine::cancel(const AttemptId& attempt) {
  return guarded(Call::inner, [&] {
    return order(
        ports_, [&] { return ports_.inbox.load_person_of_attempt(attempt); },
        [&](const Person& person, PersonKey& key) {
          for (const PersonAttempt& known : person.attempts) {
            if (known.attempt.id == attempt) key = {known.company_id, known.attempt.client_id};
          }
          return changes_of_cancel(person, attempt, ports_.clock.now());
        });
  });
}

result<Engine::Manual> Engine::send_manual(const PersonKey& who, ServiceId service, Force force) {
  return guarded(Call::inner, [&] { return decide_manual(ports_, who, service, force); });
}

result<void> Engine::hold(const AttemptId& attempt) {
  return guarded(Call::inner, [&] { return ports_.attempts.hold(attempt, ports_.clock.now()); });
}

result<void> Engine::approve(const AttemptId& attempt) {
  return guarded(Call::inner, [&] { return ports_.attempts.approve(attempt, ports_.clock.now()); });
}

result<std::vector<Offer>> Engine::find_offers(CompanyId company, std::optional<ClientId> client,
                                               std::optional<PhoneNumber> phone) {
  return guarded(Call::inner, [&] {
    return ports_.office.find_offers(company, client, phone, ports_.clock.now());
  });
}

result<std::string> Engine::export_person(const PersonKey& who) {
  return guarded(Call::inner, [&] { return ports_.office.export_person(who, ports_.clock.now()); });
}

result<void> Engine::erase_person(const PersonKey& who) {
  return guarded(Call::inner, [&]() -> result<void> {
    if (ports_.dialogues) {
      auto forgotten = ports_.dialogues->forget_dialogue(who.company_id, who.client_id);
      if (!forgotten) return forgotten;
    }
    return ports_.office.erase_person(who, ports_.clock.now());
  });
}

}  // namespace reactivation
