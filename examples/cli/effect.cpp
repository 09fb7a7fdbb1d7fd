#include "effect.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <iostream>
#include <nlohmann/json.hpp>

#include "failure.hpp"
#include "notices_json.hpp"
#include "reactivation/json/words.hpp"
#include "table.hpp"
#include "words.hpp"

namespace cli {

using namespace reactivation;

namespace {

const PersonClient* client_in(const Person& person, ClientId client, CompanyId company) {
  for (const PersonClient& known : person.clients) {
    if (known.client_id == client && known.company_id == company) return &known;
  }
  return nullptr;
}

const PersonAttempt* attempt_in(const Person& person, const AttemptId& id) {
  for (const PersonAttempt& known : person.attempts) {
    if (known.attempt.id == id) return &known;
  }
  return nullptr;
}

void compare_clients(const PersonClient& before, const PersonClient& after,
                     std::vector<Difference>& out) {
  const auto add = [&](const char* what, std::string value = {}) {
    out.push_back({after.client_id, std::nullopt, what, std::move(value)});
  };
  if (before.is_opted_out != after.is_opted_out) add(after.is_opted_out ? "opted_out" : "opted_in");
  if (before.needs_person != after.needs_person) {
    add(after.needs_person ? "needs_person" : "cleared");
  }
  if (before.paused_until != after.paused_until) {
    add(after.paused_until ? "paused" : "pause_ended",
        after.paused_until ? to_rfc3339(*after.paused_until) : "");
  }
  if (before.wished_staff.size() < after.wished_staff.size()) {
    add("wished_staff", std::to_string(after.wished_staff.back().value));
  }
}

void compare_attempts(const PersonAttempt& before, const PersonAttempt* after,
                      std::vector<Difference>& out) {
  const auto add = [&](const char* what, std::string_view value) {
    out.push_back({before.attempt.client_id, before.attempt.id, what, std::string(value)});
  };
  if (!after) {  // only what has ended is not among them any more
    if (is_waiting_to_be_sent(before.attempt.state)) {
      add("state", word_of(AttemptState::cancelled));
    }
    return;
  }
  const Attempt& was = before.attempt;
  const Attempt& is = after->attempt;
  if (was.state != is.state) add("state", word_of(is.state));
  if (was.reply_type != is.reply_type) add("reply", word_of(is.reply_type));
  if (was.completion_reason != is.completion_reason) {
    add(is.completion_reason == CompletionReason::none ? "reopened" : "completed",
        word_of(is.completion_reason));
  }
}

std::string sentence_of(Desk& desk, const Difference& difference) {
  const std::string name = desk.name_of(difference.client_id);
  if (difference.attempt_id) {
    const std::string attempt =
        "The message to " + name + " [" + to_string(*difference.attempt_id).substr(0, 8) + "]";
    if (difference.what == "state") return attempt + " is " + difference.value + " now.";
    if (difference.what == "reply") return attempt + " was answered: " + difference.value + ".";
    if (difference.what == "reopened") return attempt + ": its campaign is open again.";
    return attempt + ": its campaign is over, " + difference.value + ".";
  }
  if (difference.what == "opted_out") {
    return name + " gets no more messages; neither does anybody else with the same number.";
  }
  if (difference.what == "opted_in") return name + " may be written to again.";
  if (difference.what == "needs_person") {
    return name + " waits for a person; `reactivation clear` ends that.";
  }
  if (difference.what == "cleared") return name + " does not wait for a person any more.";
  if (difference.what == "pause_ended") return name + " is not paused any more.";
  if (difference.what == "paused") {
    const auto until = parse_time(difference.value);
    const TimeZone& zone = desk.company().time_zone;
    return name + " is paused until " + until_text(until->instant_in(zone), desk.now(), zone) + ".";
  }
  return name + " asks for staff member " + difference.value + ".";
}

nlohmann::ordered_json json_of(const Desk& desk, const Effect& effect) {
  using Json = nlohmann::ordered_json;
  Json out;
  out["schema"] = "reactivation.effect/1";
  out["company_id"] = desk.company().id.value;
  out["event_id"] = effect.event_id.empty() ? Json() : Json(effect.event_id);
  out["receipt"] = effect.receipt ? Json(word_of(effect.receipt->state)) : Json();
  out["is_done"] = !effect.receipt || effect.receipt->is_done;
  out["changes"] = Json::array();
  for (const Difference& difference : effect.differences) {
    Json change;
    change["client_id"] = difference.client_id.value;
    change["attempt_id"] = difference.attempt_id ? Json(to_string(*difference.attempt_id)) : Json();
    change["what"] = difference.what;
    change["value"] = difference.value.empty() ? Json() : Json(difference.value);
    out["changes"].push_back(std::move(change));
  }
  out["notices"] = notices_json(desk.notices());
  return out;
}

}  // namespace

Before::Before(Desk& desk, std::vector<ClientId> clients)
    : desk_(desk), clients_(std::move(clients)) {
  for (const ClientId client : clients_) {
    persons_.push_back(desk_.get(desk_.store().load_person({desk_.company().id, client})));
  }
}

std::vector<Difference> Before::differences() {
  std::vector<Difference> out;
  for (std::size_t i = 0; i < clients_.size(); ++i) {
    const CompanyId company = desk_.company().id;
    const Person now = desk_.get(desk_.store().load_person({company, clients_[i]}));
    const PersonClient* before = client_in(persons_[i], clients_[i], company);
    const PersonClient* after = client_in(now, clients_[i], company);
    if (before && after) compare_clients(*before, *after, out);
    for (const PersonAttempt& known : persons_[i].attempts) {
      if (known.attempt.client_id != clients_[i] || known.company_id != company) continue;
      compare_attempts(known, attempt_in(now, known.attempt.id), out);
    }
  }
  return out;
}

void print_effect(Desk& desk, const Effect& effect, Form form) {
  if (form == Form::json) {
    std::cout << json_of(desk, effect)
                     .dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace)
              << "\n";
    return;
  }
  for (const Difference& difference : effect.differences) {
    std::cout << sentence_of(desk, difference) << "\n";
  }
  if (effect.receipt && effect.receipt->state == ReceiptState::known_already) {
    std::cout << "This event is known already; it has no further effect.\n";
  } else if (effect.receipt && !effect.receipt->is_done) {
    std::cout << "The event is stored, and will be looked at again by `reactivation sweep`.\n";
  } else if (effect.differences.empty() && effect.also.empty()) {
    std::cout << (effect.receipt ? "The event is stored; nothing else changes.\n"
                                 : "Nothing changes.\n");
  }
  if (!effect.also.empty()) std::cout << effect.also << "\n";
}

Effect take_in(Desk& desk, const InboundEvent& event, const std::vector<ClientId>& about) {
  Before before(desk, about);
  Effect effect;
  effect.event_id = event.event_id;
  effect.receipt = desk.get(desk.engine().on_event(event));
  effect.differences = before.differences();
  return effect;
}

}  // namespace cli
