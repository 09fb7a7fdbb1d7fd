// People: the list, what they have said, and what they ask for.
#include "handlers.hpp"
#include "reactivation/adapters/phone.hpp"
#include "reactivation/core/event_name.hpp"
#include "reactivation/json/words.hpp"
#include "routes.hpp"

namespace service::handlers {

using namespace reactivation;

namespace {

constexpr std::size_t note_max = 500;

Json json_of(const ClientListRow& row, const TimeZone& zone) {
  return {{"client_id", row.client_id.value},
          {"name", row.name},
          {"phone_masked", masked(row.phone)},
          {"last_visit_on",
           row.last_visit_at ? Json(to_iso_date(zone.local_date(*row.last_visit_at))) : Json()},
          {"opted_out", row.is_opted_out},
          {"paused_until", service::json_of(row.paused_until)},
          {"needs_person", row.needs_person}};
}

Json json_of(const SaidMessage& said) {
  return {
      {"from", said.from == SaidBy::client ? "client" : "salon"},
      {"at", to_rfc3339(said.at)},
      {"text", said.text},
      {"reply_type", said.reply_type == ReplyType::none ? Json() : Json(word_of(said.reply_type))},
      {"attempt_id", said.attempt_id ? Json(to_string(*said.attempt_id)) : Json()},
      {"delivery", said.state ? Json(word_of(*said.state)) : Json()}};
}

Json json_of(const Offer& offer, const CompanyNames& names) {
  return {{"attempt_id", to_string(offer.attempt_id)},
          {"client_id", offer.client_id.value},
          {"service_id", offer.service_id.value},
          {"service_title", name_in(names.services, offer.service_id.value)},
          {"sent_at", to_rfc3339(offer.sent_at)},
          {"valid_until", to_iso_date(offer.valid_until)},
          {"discount_percent", offer.discount_percent},
          {"slots", json_of_slots(offer.slots, names)},
          {"text", offer.text}};
}

Json json_of(const ConversationListRow& row) {
  const Json last = row.last ? json_of(*row.last) : Json();
  const auto of_last = [&last](const char* name) { return last.is_null() ? Json() : last[name]; };
  return {{"client_id", row.client.client_id.value},
          {"client_name", row.client.name},
          {"last_from", of_last("from")},
          {"at", of_last("at")},
          {"text", of_last("text")},
          {"reply_type", of_last("reply_type")},
          {"needs_person", row.client.needs_person},
          {"opted_out", row.client.is_opted_out},
          {"paused_until", service::json_of(row.client.paused_until)}};
}

/// The token's name is no client's.
std::string by(const Call& call) { return "service: " + call.token.name; }

/// As they stand before an order.
struct Subject {
  PersonKey who;
  Client client;
};

Subject subject_of(const Call& call) {
  const PersonKey who = call.path_person();
  const std::vector<ClientId> one{who.client_id};
  auto clients = call.get(call.store().load_clients(who.company_id, one));
  if (clients.empty()) fail(404, "not_found", "The company has no such client.");
  return {who, std::move(clients.front())};
}

}  // namespace

Json clients(Call& call) {
  ClientListQuestion question;
  question.company_id = call.company_id();
  question.query = call.search_text();
  question.rows_max = call.rows_max();
  question.after = call.after();
  const auto page = call.get(call.lists().list_clients(question));
  Json items = Json::array();
  for (const ClientListRow& row : page.rows) items.push_back(json_of(row, call.company.time_zone));
  return page_json(page, std::move(items));
}

Json opt_out(Call& call) {
  const Subject subject = subject_of(call);
  Engine& engine = call.engine();
  auto stored = engine.opt_out(subject.who, by(call));
  if (!stored) call.desk.owe(engine);
  (void)call.get(std::move(stored));
  return changed(!subject.client.reactivation_opt_out);
}

Json opt_in(Call& call) {
  call.allow_only({"evidence"});
  const std::string evidence = call.text("evidence", note_max);
  if (evidence.find_first_not_of(" \t\r\n") == std::string::npos) {
    fail(422, "out_of_range", "Say what the client said, and where; it is kept.", "/evidence");
  }
  const Subject subject = subject_of(call);
  (void)call.get(call.engine().opt_in(subject.who, evidence));
  return changed(subject.client.reactivation_opt_out);
}

Json pause(Call& call) {
  call.allow_only({"until"});
  const auto time = parse_time(call.text("until", 64));
  if (!time) {
    fail(422, "out_of_range", "until is a date or an instant, as 2026-03-02T07:00:00Z.", "/until");
  }
  const Instant until = time->instant_in(call.company.time_zone);
  if (until <= call.now) fail(422, "out_of_range", "until lies in the past.", "/until");
  const Subject subject = subject_of(call);
  (void)call.get(call.engine().pause(subject.who, until));
  return changed(subject.client.paused_until != until);
}

Json clear(Call& call) {
  const Subject subject = subject_of(call);
  (void)call.get(call.engine().clear(subject.who));
  return changed(subject.client.needs_person);
}

Json export_person(Call& call) {
  const PersonKey who = call.path_person();
  Json document = parsed(call.get(call.engine().export_person(who)));
  call.get(call.lists().note(who.company_id, call.route.operation, call.now,
                             by(call) + ", client " + std::to_string(who.client_id.value)));
  return document;
}

Json erase_person(Call& call) {
  call.get(call.engine().erase_person(call.path_person()));
  return {{"erased", true}};
}

Json offers(Call& call) {
  std::optional<ClientId> client;
  std::optional<PhoneNumber> phone;
  if (const auto id = call.query_id("client")) client = ClientId{*id};
  if (const std::string text = call.query_text("phone"); !text.empty()) {
    const auto exact = parse_e164(text);
    phone = exact ? *exact : make_phone_reader()->read(text, call.company.country).phone;
    if (!phone->is_set()) {
      fail(422, "out_of_range", "This is no phone number; write it with its country.", "phone");
    }
  }
  if (client.has_value() == phone.has_value()) {
    fail(400, "missing", "Name a client or a phone, and not both.", "client");
  }
  const auto found = call.get(call.lists().load_offers(call.company_id(), client, phone, call.now));
  const CompanyNames names = found.empty() ? CompanyNames{} : names_of_company(call);
  Json items = Json::array();
  for (const Offer& offer : found) items.push_back(json_of(offer, names));
  return {{"items", items}, {"total", items.size()}, {"next", nullptr}};
}

Json conversations(Call& call) {
  ConversationListQuestion question;
  question.company_id = call.company_id();
  question.needs_person_only = call.query_flag("needs_person");
  question.rows_max = call.rows_max();
  question.after = call.after();
  const auto page = call.get(call.lists().list_conversations(question));
  Json items = Json::array();
  for (const ConversationListRow& row : page.rows) {
    items.push_back(json_of(row));
  }
  return page_json(page, std::move(items));
}

Json conversation(Call& call) {
  const PersonKey who = call.path_person();
  const Conversation known = call.get(call.lists().load_conversation(who));
  const auto offers =
      call.get(call.lists().load_offers(call.company_id(), who.client_id, std::nullopt, call.now));
  Json messages = Json::array();
  for (const SaidMessage& said : known.messages) messages.push_back(json_of(said));
  Json out = json_of(known.client, call.company.time_zone);
  out["messages"] = std::move(messages);
  out["offer"] = offers.empty() ? Json() : json_of(offers.front(), names_of_company(call));
  return out;
}

}  // namespace service::handlers
