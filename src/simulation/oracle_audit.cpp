// What the store holds: its events fold to its states, nobody has two live attempts, and once the
// faults have ended everything comes to an end (I5, I10, I12, I29, L1 to L3).
#include <algorithm>
#include <array>

#include "oracle_memory.hpp"

namespace reactivation::simulation::oracle {
namespace {

constexpr Seconds lease_overtime{2 * 300};

constexpr std::array<std::string_view, 13> state_words{
    "planned",   "drafted", "held",      "ready",           "deferred", "dispatching", "accepted",
    "delivered", "read",    "uncertain", "uncertain_final", "rejected", "cancelled"};

std::string_view word_of(AttemptState state) {
  const auto index = static_cast<std::size_t>(state);
  return index < state_words.size() ? state_words[index] : "unknown";
}

/// Handed over to nobody yet.
bool waits(AttemptState state) {
  switch (state) {
    case AttemptState::planned:
    case AttemptState::drafted:
    case AttemptState::held:
    case AttemptState::ready:
    case AttemptState::deferred:
      return true;
    default:
      return false;
  }
}

struct Edges {
  std::string_view from;
  std::string_view to;  ///< with a blank after each
};
/// docs/safety.md, "The protocol". A void, cancelled or rejected attempt may be planned again.
constexpr std::array<Edges, 14> edges{{
    {"", "planned "},
    {"planned", "planned drafted held ready cancelled "},
    {"drafted", "planned held ready cancelled "},
    {"held", "planned ready cancelled "},
    {"ready", "planned held dispatching cancelled "},
    {"deferred", "planned held ready dispatching cancelled "},
    {"dispatching", "accepted uncertain rejected deferred "},
    {"accepted", "delivered read "},
    {"delivered", "read "},
    {"read", ""},
    {"uncertain", "uncertain_final accepted delivered read "},
    {"uncertain_final", "accepted delivered read "},
    {"rejected", "planned "},
    {"cancelled", "planned "},
}};

bool is_legal(std::string_view from, std::string_view to) {
  if (from == to && !from.empty()) return true;
  const auto found = std::find_if(edges.begin(), edges.end(),
                                  [from](const Edges& edge) { return edge.from == from; });
  if (found == edges.end()) return false;
  const std::string wanted = std::string(to) + " ";
  const std::size_t at = found->to.find(wanted);
  return at != std::string_view::npos && (at == 0 || found->to[at - 1] == ' ');
}

void fold_steps(World& world, Findings& findings, const Place& place, const Audited& audited) {
  for (const StoredEventStep& step : audited.steps) {
    AttemptNote& attempt = world.attempts[step.attempt_id];
    if (attempt.first_entry == 0) attempt.first_entry = place.entry;
    if (step.from != attempt.state) {
      findings.add("I29", step.attempt_id,
                   "an event leads from \"" + step.from + "\", and those before it to \"" +
                       attempt.state + "\"");
    } else if (!is_legal(step.from, step.to)) {
      findings.add("I29", step.attempt_id,
                   "no way leads from \"" + step.from + "\" to \"" + step.to + "\"");
    }
    attempt.state = step.to;
    // The messenger's own word, asked for later, that nothing had left.
    if (step.to == "rejected" && attempt.wires > 0 && !attempt.may_have_reached) {
      settle(world, attempt, step.attempt_id, SendOutcome::rejected);
    }
  }
}

void check_states(World& world, Findings& findings, const Audited& audited) {
  for (const StoredAttempt& stored : audited.attempts) {
    const auto known = world.attempts.find(stored.attempt.id);
    const std::string_view folded =
        known == world.attempts.end() ? std::string_view{} : std::string_view{known->second.state};
    if (folded == word_of(stored.attempt.state)) continue;
    findings.add("I29", stored.attempt.id,
                 "the store says \"" + std::string(word_of(stored.attempt.state)) +
                     "\", and its events \"" + std::string(folded) + "\"");
  }
}

bool is_live(const Attempt& attempt) {
  return waits(attempt.state) || attempt.state == AttemptState::dispatching;
}

void check_live(World& world, Findings& findings, const Place& place, const Audited& audited) {
  struct Live {
    const StoredAttempt* stored;
    std::size_t since;
  };
  std::map<std::string, Live> live;
  for (const StoredAttempt& stored : audited.attempts) {
    if (!is_live(stored.attempt)) continue;
    // One that is void takes nobody's place.
    if (waits(stored.attempt.state) && stored.attempt.not_after &&
        *stored.attempt.not_after <= place.at) {
      continue;
    }
    const ClientRef who{stored.company_id, stored.attempt.client_id};
    const ClientRow* row = world.client(who);
    if (row == nullptr) continue;
    const std::string person = scoped(
        who.company_id, row->client.phone.is_set() ? key_of(row->client.phone)
                                                   : "row:" + std::to_string(who.client_id.value));
    const std::size_t first_entry = world.attempts[stored.attempt.id].first_entry;
    const auto [other, is_first] = live.try_emplace(person, Live{&stored, first_entry});
    if (is_first) continue;
    // Two rows that came to share a number only later may each have one.
    const ClientRow* other_row =
        world.client({who.company_id, other->second.stored->attempt.client_id});
    const std::size_t shared_since = std::max(row->phone_entry, other_row->phone_entry);
    if (row != other_row && shared_since > std::min(first_entry, other->second.since)) continue;
    findings.add("I10", stored.attempt.id,
                 "client " + std::to_string(who.client_id.value) + " of company " +
                     std::to_string(who.company_id.value) + " has two live attempts");
  }
}

void check_concurrency(World& world, Findings& findings, const Audited& audited) {
  std::map<AccountId, int> open;
  for (const StoredAttempt& stored : audited.attempts) {
    if (stored.attempt.state != AttemptState::dispatching) continue;
    if (const CompanyRow* company = world.company(stored.company_id)) {
      ++open[company->account_id()];
    }
  }
  for (const auto& [id, count] : open) {
    const AccountRow* account = world.account(id);
    if (account == nullptr || count <= account->concurrent_ever_max) continue;
    findings.add("I12", "open" + std::to_string(id.value),
                 std::to_string(count) + " attempts of account " + std::to_string(id.value) +
                     " are between permit and outcome, and " +
                     std::to_string(account->concurrent_ever_max) + " are allowed");
  }
}

void check_lease(Findings& findings, const Place& place, const StoredAttempt& stored) {
  const Lease& lease = stored.lease;
  if (lease.owner.empty() || lease.until == no_instant || !is_live(stored.attempt)) return;
  if (lease.until + lease_overtime >= place.at) return;
  findings.add(
      "L3", stored.attempt.id,
      "a lease that was over at " + text_of(lease.until) + " is held at " + text_of(place.at));
}

void check_end(World& world, Findings& findings, const Place& place, const Audited& audited) {
  for (const StoredAttempt& stored : audited.attempts) {
    const Attempt& attempt = stored.attempt;
    check_lease(findings, place, stored);
    if (attempt.state == AttemptState::dispatching) {
      findings.add("L1", attempt.id, "an attempt is still being handed over at the end");
    } else if (waits(attempt.state) && attempt.not_after && *attempt.not_after <= place.at) {
      findings.add(
          "L1", attempt.id,
          "an attempt still waits at the end, and was void at " + text_of(*attempt.not_after));
    }
  }
  if (audited.unprocessed != 0) {
    findings.add("L2", std::string("end"),
                 std::to_string(audited.unprocessed) + " events still wait for their effect");
  }
  if (audited.lost_hand_overs != 0) {
    findings.add("L3", std::string("end"),
                 std::to_string(audited.lost_hand_overs) + " lost hand-overs are still open");
  }
  std::set<ClientRef> stored;
  for (const Audited::Opted& opted : audited.opted_out) {
    stored.insert({opted.company_id, opted.client_id});
  }
  for (const ClientRef& ref : world.opted_out) {
    if (stored.contains(ref)) continue;
    const std::string name = "client " + std::to_string(ref.client_id.value) + " of company " +
                             std::to_string(ref.company_id.value);
    findings.add("I5", name, name + " has opted out, and the store does not know it");
  }
}

}  // namespace

void check_audit(World& world, Findings& findings, const Place& place, const Audited& audited) {
  fold_steps(world, findings, place, audited);
  check_states(world, findings, audited);
  check_live(world, findings, place, audited);
  check_concurrency(world, findings, audited);
  if (audited.is_end) check_end(world, findings, place, audited);
}

}  // namespace reactivation::simulation::oracle
