// What a person may ask for: all that is known of them, and to be forgotten.
#include <algorithm>

#include "json_text.hpp"
#include "state.hpp"

namespace reactivation {

using memory::AttemptRow;
using memory::CompanyRow;
using memory::EventRow;
using memory::EventState;
using memory::JsonText;
using memory::KnownIdentity;
using memory::State;
using memory::StoredClient;

namespace memory {
namespace {

void write_client(JsonText& json, State& state, const CompanyRow& company,
                  const StoredClient& row) {
  const Client& client = row.client;
  json.number("company_id", company.company.id.value);
  json.number("client_id", client.id.value);
  json.text("name", client.name);
  json.open_list("identities");
  for (const KnownIdentity& known : identities_of(company.company.id, row)) {
    json.open_object();
    json.text("kind", word_of(known.identity.kind));
    json.text("value", known.identity.value);
    json.close_object();
  }
  json.close_list();
  json.yes_or_no("opted_out", standing_of(state, company, row).is_opted_out ? 1 : 0);
  json.text("consent", client.consent == Consent::granted  ? "granted"
                       : client.consent == Consent::denied ? "denied"
                                                           : "unknown");
  json.yes_or_no("needs_person", client.needs_person ? 1 : 0);
  json.yes_or_no("has_chat_history", client.has_chat_history ? 1 : 0);
  json.instant("paused_until", client.paused_until);
  json.instant("last_reactivation_sent", client.last_reactivation_sent);
  json.open_list("opt_ins");
  for (const std::string& evidence : row.opt_ins) json.text({}, evidence);
  json.close_list();
  json.open_list("wishes");
  for (const KeptWish& wish : row.wishes) {
    json.open_object();
    json.text("kind", word_of(wish.kind));
    const Wished& wished = wish.wished;
    if (wished.service_id) json.number("service_id", wished.service_id->value);
    if (wished.staff_id) json.number("staff_id", wished.staff_id->value);
    if (wished.day_part) json.text("day_part", to_string(*wished.day_part));
    json.instant("at", wish.at);
    json.close_object();
  }
  json.close_list();
}

void write_visits(JsonText& json, const StoredClient& row) {
  json.open_list("visits");
  for (const Visit& visit : row.visits) {
    json.open_object();
    json.instant("starts_at", visit.starts_at);
    json.open_list("service_ids");
    for (const ServiceId service : visit.service_ids) json.number({}, service.value);
    json.close_list();
    json.number("staff_id", visit.staff_id.value);
    json.number("cost_minor", visit.cost_minor);
    json.close_object();
  }
  json.close_list();
}

void write_attempts(JsonText& json, State& state, const StoredClient& row) {
  json.open_list("attempts");
  for (const AttemptId& id : row.attempts) {
    const AttemptRow& known = *state.attempt(id);
    json.open_object();
    json.text("attempt_id", to_string(id));
    json.number("service_id", known.attempt.service_id.value);
    json.text("cycle_key", to_iso_date(known.attempt.cycle_key));
    json.number("attempt_number", known.attempt.attempt_number);
    json.text("state", word_of(known.attempt.state));
    json.instant("sent_at", known.attempt.sent_at);
    json.number("discount_percent", known.attempt.discount_percent);
    json.text("reply_type", word_of(known.attempt.reply_type));
    json.text("completion_reason", word_of(known.attempt.completion_reason));
    if (known.draft) json.text("text", known.draft->text);
    json.text("provider_id", known.provider_id);
    if (const auto draft = state.drafts.find(id); draft != state.drafts.end()) {
      json.text("prompt", draft->second.prompt);
      json.text("answer", draft->second.answer);
    }
    json.close_object();
  }
  json.close_list();
}

/// Events that one of the client's identities names, in the order they came in.
std::vector<std::int64_t> events_of(const State& state, const CompanyRow& company,
                                    const StoredClient& client) {
  const auto identities = identities_of(company.company.id, client);
  std::vector<std::int64_t> rows;
  for (std::size_t i = 0; i < state.inbox.size(); ++i) {
    const EventRow& row = state.inbox[i];
    const bool is_here = row.event.company_id == company.company.id ||
                         (company.account && row.account_id == company.account->id);
    const bool is_theirs =
        is_here && std::any_of(identities.begin(), identities.end(), [&](const auto& known) {
          const auto& from = row.event.from;
          return std::find(from.begin(), from.end(), known.identity) != from.end();
        });
    if (is_theirs) rows.push_back(static_cast<std::int64_t>(i) + 1);
  }
  return rows;
}

void write_messages(JsonText& json, const State& state, const std::vector<std::int64_t>& rows) {
  json.open_list("messages");
  for (const std::int64_t number : rows) {
    const InboundEvent& event = state.inbox[static_cast<std::size_t>(number - 1)].event;
    json.open_object();
    json.text("provider", event.provider);
    json.instant("received_at", event.received_at);
    if (const auto* message = std::get_if<InboundMessage>(&event.what)) {
      json.text("text", message->text);
    }
    json.close_object();
  }
  json.close_list();
}

void write_dialogue(JsonText& json, const Dialogue& dialogue) {
  json.open_object("dialogue");
  json.number("service_id", dialogue.service_id.value);
  json.number("discount_percent", dialogue.discount_percent);
  json.text("last_reply", word_of(dialogue.last_reply));
  json.instant("updated_at", dialogue.updated_at);
  json.close_object();
}

void write_events(JsonText& json, const State& state, const PersonKey& who) {
  json.open_list("events");
  for (const MemoryEvent& event : state.events) {
    if (event.company_id != who.company_id || event.client_id != who.client_id) continue;
    json.open_object();
    json.text("kind", event.kind);
    json.text("from", event.from);
    json.text("to", event.to);
    json.instant("at", event.at);
    json.text("why", event.why);
    json.close_object();
  }
  json.close_list();
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
  JsonText json;
  json.open_object();
  memory::write_client(json, *state_, company, *client);
  memory::write_visits(json, *client);
  memory::write_attempts(json, *state_, *client);
  memory::write_messages(json, *state_, memory::events_of(*state_, company, *client));
  const auto dialogue = state_->dialogues.find({who.company_id, who.client_id});
  if (dialogue != state_->dialogues.end()) memory::write_dialogue(json, dialogue->second);
  memory::write_events(json, *state_, who);
  json.close_object();
  memory::append_about(*state_, who, "exported", at);
  return json.take();
}

result<void> MemoryStore::erase_person(const PersonKey& who, Instant at) {
  StoredClient* client = state_->client(who.company_id, who.client_id);
  if (client == nullptr) return errc::not_found;
  CompanyRow& company = *state_->company(who.company_id);
  memory::keep_opt_out(*state_, company, *client);
  memory::forget_events(*state_, memory::events_of(*state_, company, *client));
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
