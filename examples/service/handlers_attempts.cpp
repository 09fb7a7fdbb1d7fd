// Attempts: the list of campaigns, and what people say about single ones.
#include <algorithm>
#include <map>

#include "handlers.hpp"
#include "reactivation/json/parts_json.hpp"
#include "reactivation/json/words.hpp"

namespace service::handlers {

using namespace reactivation;

namespace {

Json text_or_null(const std::string& text) { return text.empty() ? Json() : Json(text); }

Json json_of(const AttemptListRow& row, const CompanyNames& names) {
  const Attempt& attempt = row.attempt;
  const bool is_waiting = is_waiting_to_be_sent(attempt.state);
  return {{"attempt_id", to_string(attempt.id)},
          {"client_id", attempt.client_id.value},
          {"client_name", row.client_name},
          {"service_id", attempt.service_id.value},
          {"service_title", row.service_title},
          {"attempt_number", attempt.attempt_number},
          {"state", word_of(attempt.state)},
          {"not_before", is_waiting ? service::json_of(attempt.not_before) : Json()},
          {"sent_at", service::json_of(attempt.sent_at)},
          {"discount_percent", attempt.discount_percent},
          {"text", text_or_null(row.text)},
          {"reply_type", word_of(attempt.reply_type)},
          {"response_received_at", service::json_of(attempt.response_received_at)},
          {"reply_text", text_or_null(row.reply_text)},
          {"is_held", attempt.state == AttemptState::held},
          {"slots", json_of_slots(row.slots, names)},
          {"completion_reason", word_of(attempt.completion_reason)}};
}

AttemptListRow attempt_of(const Call& call) {
  const auto rows = call.get(call.lists().load_attempts(call.company_id(), {call.path_attempt()}));
  if (rows.empty()) fail(404, "not_found", "There is no such attempt.");
  return rows.front();
}

/// For what only a waiting attempt bears.
void check_waiting(const AttemptListRow& row, Instant now) {
  const Attempt& attempt = row.attempt;
  if (!is_waiting_to_be_sent(attempt.state)) {
    fail(409, "not_waiting",
         "This message does not wait any more: it is " + std::string(word_of(attempt.state)) + ".");
  }
  if (attempt.not_after && *attempt.not_after <= now) {
    fail(409, "expired", "The day of this message is over; the next plan takes it up again.");
  }
}

/// Words of states, or of parts of an attempt's life, between commas.
std::vector<AttemptState> states_of(std::string_view words) {
  using enum AttemptState;
  static const std::map<std::string_view, std::vector<AttemptState>> parts{
      {"waiting", waiting_states()},
      {"sent", {dispatching, accepted, delivered, read, uncertain, uncertain_final}},
      {"ended", {rejected, cancelled}}};
  std::vector<AttemptState> out;
  while (!words.empty()) {
    const std::string_view word = words.substr(0, words.find(','));
    words.remove_prefix(std::min(word.size() + 1, words.size()));
    if (const auto part = parts.find(word); part != parts.end()) {
      out.insert(out.end(), part->second.begin(), part->second.end());
    } else if (const auto state = enum_of<AttemptState>(word)) {
      out.push_back(*state);
    } else {
      fail(400, "malformed",
           "status is waiting, sent, ended, or words of states, with commas between.", "status");
    }
  }
  return out;
}

}  // namespace

Json campaigns(Call& call) {
  AttemptListQuestion question;
  question.company_id = call.company_id();
  question.states = states_of(call.query_text("status"));
  if (const std::string day = call.query_text("sent_on"); !day.empty()) {
    const LocalDate date = date_of(day, "sent_on");
    question.sent_from = call.company.time_zone.start_of(date);
    question.sent_until = call.company.time_zone.start_of(date + Days{1});
  }
  if (const std::string type = call.query_text("reply_type"); !type.empty()) {
    question.reply_type = enum_of<ReplyType>(type);
    if (!question.reply_type) {
      fail(400, "malformed", "reply_type is the word of a reply, as positive.", "reply_type");
    }
  }
  if (const auto client = call.query_id("client")) question.client_id = ClientId{*client};
  question.rows_max = call.rows_max();
  question.after = call.after();
  const auto page = call.get(call.lists().list_attempts(question));
  const bool has_slots = std::any_of(page.rows.begin(), page.rows.end(),
                                     [](const AttemptListRow& row) { return !row.slots.empty(); });
  const CompanyNames names = has_slots ? names_of_company(call) : CompanyNames{};
  Json items = Json::array();
  for (const AttemptListRow& row : page.rows) items.push_back(json_of(row, names));
  return page_json(page, std::move(items));
}

Json send_manual(Call& call) {
  call.allow_only({"company_id", "client_id", "service_id", "force"});
  const PersonKey who{call.company_id(), ClientId{call.id("client_id")}};
  const ServiceId service{call.id("service_id")};
  const Force force = call.flag("force", false) ? Force::past_cadence : Force::no;
  auto manual = call.engine().send_manual(who, service, force);
  if (!manual && manual.error() == make_error_code(errc::storage_conflict)) {
    fail(409, "attempt_open",
         "A message to this client waits or is under way already; GET /campaigns/{company} shows "
         "it.");
  }
  const auto sent = call.get(std::move(manual));
  if (sent.attempt_id) return {{"attempt_id", to_string(*sent.attempt_id)}};
  const std::string reason{sent.skip_reason != SkipReason::none ? to_string(sent.skip_reason)
                                                                : to_string(sent.permit_reason)};
  fail(409, reason.c_str(),
       "This client cannot be written to now: " + reason +
           "; GET /explain/{company}/{client} says until when.");
}

Json cancel(Call& call) {
  const Attempt before = attempt_of(call).attempt;
  (void)call.get(call.engine().cancel(before.id));
  return changed(before.state != AttemptState::cancelled &&
                 before.completion_reason == CompletionReason::none);
}

Json skip(Call& call) {
  const AttemptListRow row = attempt_of(call);
  if (row.attempt.state == AttemptState::cancelled) return changed(false);
  check_waiting(row, call.now);
  return cancel(call);
}

Json hold(Call& call) {
  const AttemptListRow row = attempt_of(call);
  check_waiting(row, call.now);
  call.get(call.engine().hold(row.attempt.id));
  return changed(row.attempt.state != AttemptState::held);
}

Json approve(Call& call) {
  const AttemptListRow row = attempt_of(call);
  check_waiting(row, call.now);
  call.get(call.engine().approve(row.attempt.id));
  return changed(row.attempt.state == AttemptState::held);
}

Json put_text(Call& call) {
  call.allow_only({"text"});
  constexpr std::size_t text_bytes_max = 4000;
  const std::string text = call.text("text", text_bytes_max);
  check_waiting(attempt_of(call), call.now);
  const TextEdit edit = call.get(call.engine().edit_text(call.path_attempt(), text));
  if (edit.defects.empty()) return changed(true);
  std::string faults;
  for (const MessageDefect& defect : edit.defects) {
    const std::string word{to_string(defect.fault)};
    if (faults.find(word) == std::string::npos) faults += (faults.empty() ? "" : ", ") + word;
  }
  fail(422, "text_not_sound",
       "The text may not leave like this: " + faults + "; docs/service.md says what each means.",
       "/text");
}

}  // namespace service::handlers
