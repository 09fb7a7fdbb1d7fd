// What a person may ask for: all that is known of them, and to be forgotten.
#include <algorithm>

#include "person_document.hpp"
#include "state.hpp"

namespace reactivation {

using memory::AttemptRow;
using memory::CompanyRow;
using memory::EventRow;
using memory::EventState;
using memory::KnownIdentity;
using memory::State;
using memory::StoredClient;

namespace memory {
namespace {

/// `shown`: what names no company, or this one; `erased`: everything of the account, whatever other
/// salon it was written to.
enum class Reach : std::uint8_t { shown, erased };

/// Events that one of the client's identities names, in the order they came in.
std::vector<std::int64_t> events_of(const State& state, const CompanyRow& company,
                                    const StoredClient& client, Reach reach) {
  const auto identities = identities_of(company.company.id, client);
  std::vector<std::int64_t> rows;
  for (std::size_t i = 0; i < state.inbox.size(); ++i) {
    const EventRow& row = state.inbox[i];
    const bool is_of_account = company.account && row.account_id == company.account->id;
    const bool is_here =
        row.event.company_id == company.company.id ||
        (is_of_account && (reach == Reach::erased || !row.event.company_id.is_set()));
    const bool is_theirs =
        is_here && std::any_of(identities.begin(), identities.end(), [&](const auto& known) {
          const auto& from = row.event.from;
          return std::find(from.begin(), from.end(), known.identity) != from.end();
        });
    if (is_theirs) rows.push_back(static_cast<std::int64_t>(i) + 1);
  }
  return rows;
}

/// An opt-out outlives the row. A message nobody has read may be one, so it counts as one.
void keep_opt_out(State& state, const CompanyRow& company, const StoredClient& client) {
  const Standing standing = standing_of(state, company, client);
  if (!standing.is_opted_out && !standing.has_unread) return;
  for (const KnownIdentity& known : identities_of(company.company.id, client)) {
    const IdentityKey key = key_of(known.identity);
    state.scopes[company.company.id].opted_out.insert(key);
    if (!company.account || known.identity.kind == IdentityKind::external_id) continue;
    state.accounts[company.account->id].scope.opted_out.insert(key);
  }
}

void erase_attempts(State& state, const StoredClient& client, Instant at) {
  for (const AttemptId& id : client.attempts) {
    AttemptRow& row = *state.attempt(id);
    if (is_waiting_to_be_sent(row.attempt.state)) {
      move_to(state, row, {AttemptState::cancelled, at, "erased"});
    }
    row.draft.reset();
    state.drafts.erase(id);
    row.sent_slots.clear();
    row.phone = {};
    row.planned.preferences = {};
  }
}

}  // namespace
}  // namespace memory

result<std::string> MemoryStore::export_person(const PersonKey& who, Instant at) {
  const StoredClient* client = state_->client(who.company_id, who.client_id);
  if (client == nullptr) return errc::not_found;
  const CompanyRow& company = *state_->company(who.company_id);
  std::string document =
      memory::person_document(*state_, company, *client,
                              memory::events_of(*state_, company, *client, memory::Reach::shown));
  memory::append_about(*state_, who, "exported", at);
  return document;
}

result<void> MemoryStore::erase_person(const PersonKey& who, Instant at) {
  StoredClient* client = state_->client(who.company_id, who.client_id);
  if (client == nullptr) return errc::not_found;
  CompanyRow& company = *state_->company(who.company_id);
  memory::keep_opt_out(*state_, company, *client);
  memory::forget_events(*state_,
                        memory::events_of(*state_, company, *client, memory::Reach::erased));
  memory::erase_attempts(*state_, *client, at);
  for (const KnownIdentity& known : memory::identities_of(who.company_id, *client)) {
    memory::leave_identity(company, who.client_id, known.identity);
  }
  client->identities.clear();
  client->wishes.clear();
  client->opt_ins.clear();
  client->client.name.clear();
  client->client.phone = {};
  client->client.phone_status = PhoneStatus::missing;
  state_->dialogues.erase({who.company_id, who.client_id});
  memory::append_about(*state_, who, "erased", at);
  return boost::outcome_v2::success();
}

}  // namespace reactivation
