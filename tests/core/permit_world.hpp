// A reading of one attempt that may leave, for tests of the permit and what follows it.
#pragma once

#include "core/world.hpp"
#include "reactivation/core/permit.hpp"

namespace world {

inline constexpr const char* worker = "worker-1";

/// Client 1, due, planned for noon; held by the worker; an armed account in the ledger of which
/// nothing stands.
inline PermitState state() {
  const Snapshot snapshot = salon_with_due_client();
  PermitState out;
  out.at = noon;
  out.facts.company = snapshot.company;
  out.facts.settings = snapshot.settings;
  out.facts.account = snapshot.account;
  out.facts.services = snapshot.services;
  out.facts.rules = snapshot.rules;
  out.facts.clients.add(snapshot.clients[0]);
  out.facts.history.add(ClientId{1}, ServiceId{1}, snapshot.visits[0].starts_at, 1);
  out.attempt.id = attempt_id({CompanyId{7}, ClientId{1}, ServiceId{1}, on("2026-01-29"), 1});
  out.attempt.client_id = ClientId{1};
  out.attempt.service_id = ServiceId{1};
  out.attempt.cycle_key = on("2026-01-29");
  out.attempt.not_before = noon;
  out.attempt.not_after = at("2026-03-10T19:00:00Z");
  out.facts.attempts = {out.attempt};
  out.lease = {worker, 3, noon + Seconds{300}};
  out.gate.is_armed = true;
  return out;
}

inline PermitClaim claim() {
  PermitClaim out;
  out.owner = worker;
  out.epoch = 3;
  return out;
}

/// Another attempt of the client, sent then.
inline Attempt sent_before(Instant when) {
  Attempt out = attempt(1, "2026-01-29", "2026-01-01T00:00:00Z", 7);
  out.id = attempt_id({CompanyId{7}, ClientId{1}, ServiceId{1}, on("2026-01-29"), 7});
  out.sent_at = when;
  return out;
}

}  // namespace world
