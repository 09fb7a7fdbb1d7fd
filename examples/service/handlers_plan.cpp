// The day: what would be planned, why one client is in it or not, and planning it now.
#include <algorithm>
#include <map>
#include <set>

#include "handlers.hpp"
#include "names.hpp"
#include "reactivation/core/rhythm_policy.hpp"
#include "reactivation/engine/explain.hpp"
#include "reactivation/engine/plan_from.hpp"
#include "reactivation/json/explanation_json.hpp"
#include "reactivation/json/plan_json.hpp"
#include "reactivation/json/words.hpp"

namespace service::handlers {

using namespace reactivation;

namespace {

/// In the order of their ids.
class ClientNames {
public:
  explicit ClientNames(std::vector<ClientNameRow> rows) : rows_(std::move(rows)) {}
  /// Of those alone.
  ClientNames(const Call& call, const std::vector<ClientId>& ids) {
    for (Client& each : call.get(call.store().load_clients(call.company_id(), ids))) {
      rows_.push_back({each.id, std::move(each.name)});
    }
    std::sort(rows_.begin(), rows_.end(),
              [](const auto& x, const auto& y) { return x.client_id < y.client_id; });
  }
  [[nodiscard]] const std::string* find(ClientId id) const {
    const auto found =
        std::lower_bound(rows_.begin(), rows_.end(), id,
                         [](const ClientNameRow& row, ClientId to) { return row.client_id < to; });
    return found == rows_.end() || found->client_id != id ? nullptr : &found->name;
  }
  [[nodiscard]] Json json(ClientId id) const {
    const std::string* const name = find(id);
    return name == nullptr ? Json() : Json(*name);
  }

private:
  std::vector<ClientNameRow> rows_;
};

Json name_in(const std::map<std::int64_t, std::string>& names, const Json& id) {
  return service::name_in(names, id.is_number() ? id.get<std::int64_t>() : 0);
}

ClientNames all_names(const Call& call) {
  return ClientNames(call.get(call.lists().load_client_names(call.company_id())));
}

CompanyNames names_in_snapshot(const Snapshot& snapshot) {
  CompanyNames out;
  for (const Service& each : snapshot.services) out.services.emplace(each.id.value, each.title);
  for (const Staff& each : snapshot.staff) out.staff.emplace(each.id.value, each.name);
  return out;
}

bool is_over(const Attempt& attempt, Instant now) {
  return attempt.not_after && *attempt.not_after <= now;
}

/// Attempts of the company that are stored and wait, in the order of their turns.
std::vector<Attempt> waiting_of(const Call& call) {
  AttemptListQuestion question;
  question.company_id = call.company_id();
  question.states = waiting_states();
  question.rows_max = 200;
  std::vector<Attempt> out;
  do {
    const auto page = call.get(call.lists().list_attempts(question));
    for (const AttemptListRow& row : page.rows) {
      if (!is_over(row.attempt, call.now)) out.push_back(row.attempt);
    }
    question.after = page.next;
  } while (question.after);
  std::reverse(out.begin(), out.end());
  return out;
}

/// What the stored message of a client would be dropped for at its turn.
using BindingReasons = std::map<ClientId, SkipReason>;

/// Whoever has a stored message that waits is planned, and not left out at the same time.
BindingReasons add_waiting(const Call& call, Engine& engine, const std::vector<Attempt>& waiting,
                           DayPreview& preview) {
  BindingReasons reasons;
  if (waiting.empty()) return reasons;
  std::vector<AttemptId> ids;
  for (const Attempt& each : waiting) ids.push_back(each.id);
  Plan& plan = preview.plan;
  std::set<ClientId> clients;
  DayPreview out;
  for (WaitingPreview& row : call.get(engine.preview_waiting(call.company_id(), ids))) {
    clients.insert(row.planned.client_id);
    if (row.binding_reason != SkipReason::none) {
      reasons.emplace(row.planned.client_id, row.binding_reason);
    }
    out.plan.planned.push_back(std::move(row.planned));
    out.texts.push_back(std::move(row.text));
  }
  for (std::size_t i = 0; i < plan.planned.size(); ++i) {
    if (clients.contains(plan.planned[i].client_id)) continue;
    out.plan.planned.push_back(std::move(plan.planned[i]));
    out.texts.push_back(std::move(preview.texts[i]));
  }
  plan.planned = std::move(out.plan.planned);
  for (std::size_t i = 0; i < plan.planned.size(); ++i) {
    plan.planned[i].rank = static_cast<int>(i) + 1;
  }
  preview.texts = std::move(out.texts);
  const auto gone = std::erase_if(
      plan.skipped, [&](const SkippedClient& each) { return clients.contains(each.client_id); });
  plan.counts.skipped -= static_cast<std::int64_t>(gone);
  plan.counts.planned = static_cast<std::int64_t>(plan.planned.size());
  return reasons;
}

/// How many are left out for each reason, the most frequent first.
Json left_out_counts(const Plan& plan) {
  std::map<SkipReason, std::int64_t> counts;
  for (const SkippedClient& each : plan.skipped) ++counts[each.reason];
  std::vector<std::pair<SkipReason, std::int64_t>> rows(counts.begin(), counts.end());
  std::stable_sort(rows.begin(), rows.end(),
                   [](const auto& x, const auto& y) { return x.second > y.second; });
  Json out = Json::array();
  for (const auto& [reason, clients] : rows) {
    out.push_back({{"reason", to_string(reason)}, {"clients", clients}});
  }
  return out;
}

void add_to_planned(Json& row, const CompanyNames& names, std::optional<AttemptState> state,
                    const PreviewedText& text) {
  row["service_title"] = name_in(names.services, row["service_id"]);
  for (Json& slot : row["slots"]) slot["staff_name"] = name_in(names.staff, slot["staff_id"]);
  row["staff_name"] = name_in(names.staff, row["preferences"]["staff_id"]);
  row["state"] = state ? Json(word_of(*state)) : Json();
  row["is_held"] = state == AttemptState::held;
  row["text"] = text.text.empty() ? Json() : Json(text.text);
  row["problem"] = text.problem.empty() ? Json() : Json(text.problem);
}

ClientNames names_of_planned(const Call& call, const Plan& plan) {
  std::vector<ClientId> ids;
  for (const PlannedAttempt& each : plan.planned) ids.push_back(each.client_id);
  return {call, ids};
}

/// A text as JSON; most need no escape.
void append_quoted(std::string& out, const std::string* text) {
  if (text == nullptr) {
    out += "null";
    return;
  }
  const bool is_plain = std::all_of(text->begin(), text->end(), [](char c) {
    return c >= 0x20 && c < 0x7F && c != '"' && c != '\\';
  });
  if (!is_plain) {
    out += text_of(Json(*text));
    return;
  }
  out += '"';
  out += *text;
  out += '"';
}

/// Titles as JSON, by the service's id; of no service null.
std::map<std::int64_t, std::string> title_texts(const CompanyNames& names) {
  std::map<std::int64_t, std::string> out{{0, "null"}};
  for (const auto& [id, title] : names.services) append_quoted(out[id], &title);
  return out;
}

/// One row of who is left out, with names: made as text, since there may be many.
void append_skipped(std::string& out, const SkippedClient& row, const ClientNames& clients,
                    const std::map<std::int64_t, std::string>& titles) {
  const auto title = titles.find(row.service_id ? row.service_id->value : 0);
  out += write_skipped(row);
  out.erase(out.find_last_of('}'));
  out += ",\"client_name\":";
  append_quoted(out, clients.find(row.client_id));
  out += ",\"service_title\":";
  out += title == titles.end() ? "null" : title->second;
  out += '}';
}

/// `plan` as text, whose `skipped` is empty, with these rows in it.
std::string with_skipped(const Json& plan, const std::vector<SkippedClient>& rows,
                         const ClientNames& clients, const CompanyNames& names) {
  const auto titles = title_texts(names);
  constexpr std::string_view place = "\"skipped\":[";
  constexpr std::size_t row_bytes = 256;  // about what a row takes
  std::string out = text_of(plan);
  // Inside of a text the quotes would be escaped: this is the member itself.
  const std::string rest = out.substr(out.find(place) + place.size());
  out.resize(out.size() - rest.size());
  out.reserve(out.size() + rest.size() + rows.size() * row_bytes);
  for (const SkippedClient& row : rows) {
    if (&row != rows.data()) out += ',';
    append_skipped(out, row, clients, titles);
  }
  out += rest;
  return out;
}

std::optional<SkipReason> reason_of_word(const std::string& word) {
  for (std::size_t i = 1; i <= reasons_max; ++i) {
    const auto reason = static_cast<SkipReason>(i);
    if (to_string(reason) == word) return reason;
  }
  return std::nullopt;
}

/// Whoever comes up first stands first; an open end last.
std::pair<Instant, ClientId> place_of(const SkippedClient& each) {
  return {each.eligible_at.value_or(Instant::max()), each.client_id};
}

ListPosition position_of(const SkippedClient& each) {
  const auto [at, client] = place_of(each);
  return {at.time_since_epoch().count(), std::to_string(client.value)};
}

bool is_behind(const SkippedClient& each, const ListPosition& position) {
  const auto [at, client] = place_of(each);
  const std::int64_t seconds = at.time_since_epoch().count();
  return seconds > position.at ||
         (seconds == position.at && client.value > number_of_cursor(position));
}

}  // namespace

std::string plan(Call& call) {
  const bool is_due_only = call.query_flag("due_only");
  const bool is_planned_only = call.query_flag("planned_only");
  Engine& engine = call.desk.engine(call.company_id());
  auto preview = call.get(
      engine.preview_day(call.company_id(), is_due_only ? PlanScope::due_only : PlanScope::all));
  const std::vector<Attempt> waiting = waiting_of(call);
  const BindingReasons reasons = add_waiting(call, engine, waiting, preview);
  Plan& plan = preview.plan;
  const Json left_out = left_out_counts(plan);
  std::vector<SkippedClient> skipped = std::move(plan.skipped);
  plan.skipped.clear();
  if (is_planned_only) skipped.clear();
  const ClientNames clients = is_planned_only ? names_of_planned(call, plan) : all_names(call);
  const CompanyNames names = names_of_company(call);
  std::map<std::string, AttemptState> states;
  for (const Attempt& each : waiting) states.emplace(to_string(each.id), each.state);
  Json out = parsed(write_plan(plan));
  std::size_t at = 0;
  for (Json& row : out["planned"]) {
    const auto known = states.find(row["attempt_id"].get<std::string>());
    const ClientId client = plan.planned.at(at).client_id;
    const auto binding = reasons.find(client);
    row["client_name"] = clients.json(client);
    row["binding_reason"] = binding == reasons.end() ? Json() : Json(to_string(binding->second));
    add_to_planned(row, names, known == states.end() ? std::nullopt : std::optional(known->second),
                   preview.texts.at(at++));
  }
  out["left_out"] = left_out;
  return with_skipped(out, skipped, clients, names);
}

Json left_out(Call& call) {
  std::optional<SkipReason> reason;
  if (const std::string word = call.query_text("reason"); !word.empty()) {
    reason = reason_of_word(word);
    if (!reason) fail(400, "malformed", "reason is one of the plan's words.", "reason");
  }
  const std::string query = call.search_text();
  const CompanyId company = call.company_id();
  const Plan plan = call.get(plan_from(call.store(), company, call.now, PlanScope::all, {}, nullptr,
                                       call.desk.policy_of(company)));
  std::set<ClientId> waiting;
  for (const Attempt& each : waiting_of(call)) waiting.insert(each.client_id);
  const ClientNames clients = all_names(call);
  std::vector<const SkippedClient*> rows;
  for (const SkippedClient& each : plan.skipped) {
    if (waiting.contains(each.client_id)) continue;
    const std::string* const name = clients.find(each.client_id);
    const bool fits = query.empty() || (name != nullptr && is_part_of_name(query, *name));
    if (fits && (!reason || each.reason == *reason)) rows.push_back(&each);
  }
  std::sort(rows.begin(), rows.end(),
            [](const auto* x, const auto* y) { return place_of(*x) < place_of(*y); });
  ListPage<const SkippedClient*> page;
  page.total = static_cast<std::int64_t>(rows.size());
  const auto after = call.after();
  for (const SkippedClient* each : rows) {
    if (after && !is_behind(*each, *after)) continue;
    if (page.rows.size() == static_cast<std::size_t>(call.rows_max())) {
      page.next = position_of(*page.rows.back());
      break;
    }
    page.rows.push_back(each);
  }
  const auto titles = title_texts(names_of_company(call));
  Json items = Json::array();
  for (const SkippedClient* each : page.rows) {
    std::string row;
    append_skipped(row, *each, clients, titles);
    items.push_back(parsed(row));
  }
  return page_json(page, std::move(items));
}

Json run_day(Call& call) {
  Engine& engine = call.desk.engine(call.company_id());
  const StoredDay day = call.get(engine.run_day(call.company_id()));
  call.get(
      call.lists().note(call.company_id(), "day_planned", call.now, "service: " + call.token.name));
  return {{"attempts_new", day.attempts_new},
          {"planned", day.plan.counts.planned},
          {"skipped", day.plan.counts.skipped}};
}

/// What stands against the client's stored message, when one waits.
Json binding_reason_of(Call& call, const Snapshot& snapshot, ClientId client) {
  const auto waiting =
      std::find_if(snapshot.attempts.begin(), snapshot.attempts.end(), [&](const Attempt& each) {
        return each.client_id == client && is_waiting_to_be_sent(each.state) &&
               !is_over(each, call.now);
      });
  if (waiting == snapshot.attempts.end()) return nullptr;
  const auto rows =
      call.get(call.engine().preview_waiting(call.company_id(), std::span(&waiting->id, 1)));
  const SkipReason reason = rows.empty() ? SkipReason::none : rows.front().binding_reason;
  return reason == SkipReason::none ? Json() : Json(to_string(reason));
}

Json explain(Call& call) {
  const ClientId client = call.path_person().client_id;
  const Snapshot snapshot = call.get(call.store().load_snapshot(call.company_id(), call.now));
  const bool is_rhythm = call.desk.policy_of(call.company_id()) == PolicyKind::rhythm;
  const auto explanation =
      is_rhythm ? explain_client(snapshot, client, call.now, learn_rhythm(snapshot, call.now))
                : explain_client(snapshot, client, call.now);
  if (!explanation) fail(404, "not_found", "The company has no such client.");
  Json out = parsed(write_explanation(*explanation, call.company_id(), call.now));
  const CompanyNames names = names_in_snapshot(snapshot);
  for (Json& row : out["services"]) {
    row["service_title"] = name_in(names.services, row["service_id"]);
  }
  for (Json& row : out["visits"]) {
    Json titles = Json::array();
    for (const Json& id : row["service_ids"]) titles.push_back(name_in(names.services, id));
    row["service_titles"] = std::move(titles);
    row["staff_name"] = name_in(names.staff, row["staff_id"]);
  }
  out["binding_reason"] = binding_reason_of(call, snapshot, client);
  return out;
}

}  // namespace service::handlers
