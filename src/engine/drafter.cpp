#include "drafter.hpp"

#include <algorithm>
#include <utility>

#include "call_guard.hpp"
#include "message_draft.hpp"
#include "reactivation/core/draft_prompt.hpp"

namespace reactivation::detail {
namespace {

constexpr std::size_t longest_kept_answer = 4000;  // bytes

struct Question {
  PlannedAttempt attempt;
  MessageFacts facts;
  ModelRequest request;
};

Instant start_of_day(const PlanFacts& facts, Instant now) {
  const TimeZone& zone = facts.company.time_zone;
  return zone.start_of(zone.local_date(now));
}

/// Nothing for somebody who is gone, and for a language that models do not write here.
result<std::optional<Question>> question_for(const EnginePorts& ports, const PlanFacts& facts,
                                             const PlannedAttempt& attempt) {
  const auto read = read_message_facts(ports, facts, attempt, attempt.slots);
  if (!read) return read.as_failure();
  if (!read.value() || !has_drafts(read.value()->said.language)) return std::optional<Question>{};
  Question out;
  out.attempt = attempt;
  out.facts = read.value()->said;
  DraftPrompt prompt = draft_prompt(out.facts, visit_bucket(read.value()->visits));
  out.request.instructions = std::move(prompt.instructions);
  out.request.prompt = std::move(prompt.prompt);
  out.request.fields = {{"text", std::move(prompt.answer_hint), FieldType::text, {}}};
  return std::optional<Question>{std::move(out)};
}

/// What is asked in one call.
struct Group {
  std::vector<Question> questions;
  std::size_t next = 0;  ///< of the waiting attempts, the first that was not looked at
  Instant today;         ///< when the company's day began
};

/// Reads the next attempts as they are now. Those that will not leave are passed over; when nothing
/// of the account does, that is the end.
result<Group> next_group(const DraftingCall& call, std::span<const PlannedAttempt> waiting,
                         std::size_t from) {
  const EnginePorts& ports = call.ports;
  Group group;
  group.next = from;
  while (group.next < waiting.size() && group.questions.size() < questions_at_once) {
    const PlannedAttempt& attempt = waiting[group.next++];
    const Instant now = ports.clock.now();
    const auto state = ports.attempts.load_permit_state(attempt.attempt_id, call.options.here, now);
    if (!state && state.error() == make_error_code(errc::not_found)) continue;  // erased
    if (!state) return state.as_failure();
    const TextNeed need = text_need(state.value(),
                                    {.owner = {},
                                     .epoch = 0,
                                     .reach = ports.messenger.reach(),
                                     .clock = ports.clock.trust(),
                                     .send_max = ports.messenger.send_max()},
                                    now);
    if (need == TextNeed::nobody) return Group{{}, waiting.size(), {}};
    if (need == TextNeed::not_this_one) continue;
    group.today = start_of_day(state.value().facts, now);
    auto question = question_for(ports, state.value().facts, attempt);
    if (!question) return question.as_failure();
    if (question.value()) group.questions.push_back(std::move(*question.value()));
  }
  return group;
}

DraftRecord record_of(const EnginePorts& ports, CompanyId company, const Question& question,
                      const ModelAnswer& answer) {
  DraftRecord record;
  record.company_id = company;
  record.client_id = question.attempt.client_id;
  record.attempt_id = question.attempt.attempt_id;
  record.asked_at = ports.clock.now();
  record.model = ports.model->name();
  record.prompt = question.request.prompt;
  record.took = answer.took;
  record.prompt_tokens = answer.prompt_tokens;
  record.answer_tokens = answer.answer_tokens;
  if (answer.end != ModelEnd::answered || answer.values.size() != 1) {
    const ModelEnd end = answer.end == ModelEnd::answered ? ModelEnd::malformed : answer.end;
    record.problem = "model: " + std::string(to_string(end));
  }
  return record;
}

/// Worth asking again at the next dispatch: nothing is kept of it.
bool may_come_later(const ModelAnswer& answer) {
  return answer.end == ModelEnd::cancelled || answer.end == ModelEnd::unavailable ||
         answer.end == ModelEnd::rate_limited;
}

void tell(const EnginePorts& ports, AlertKind kind, CompanyId company, ClientId client = {}) {
  if (ports.notifier != nullptr) ports.notifier->notify({kind, company, client});
}

/// Checks the answers in their order, each against those before it. False: no use to ask on.
result<bool> keep_answers(const EnginePorts& ports, CompanyId company,
                          std::span<const Question> questions,
                          std::span<const ModelAnswer> answers) {
  auto recent = ports.drafts->load_recent_answers(company, static_cast<int>(texts_compared));
  if (!recent) return recent.as_failure();
  std::vector<DraftRecord> records;
  std::vector<ClientId> incidents;
  bool goes_on = answers.size() == questions.size();
  for (std::size_t i = 0; i < std::min(questions.size(), answers.size()); ++i) {
    if (may_come_later(answers[i])) {
      goes_on = false;
      continue;
    }
    DraftRecord record = record_of(ports, company, questions[i], answers[i]);
    if (record.problem.empty()) {
      const std::string& said = answers[i].values[0];
      const VerifiedDraft draft = verify_draft(said, questions[i].facts, recent.value());
      record.answer = said.substr(0, longest_kept_answer);
      record.problem = draft.problem();
      const bool is_repeated = !draft.draft_defects.empty() &&
                               draft.draft_defects.front().fault == DraftFault::too_similar;
      // Nothing wrong with it but that others have it: no refusal to count (B104).
      if (is_repeated) record.problem.insert(0, "unused: ");
      if (draft.is_sound()) recent.value().push_back(draft.raw);
      if (draft.is_incident()) incidents.push_back(record.client_id);
    }
    records.push_back(std::move(record));
  }
  if (records.empty()) return false;
  const auto saved = ports.drafts->save_drafts(records);
  if (!saved) return saved.as_failure();
  for (const ClientId client : incidents) tell(ports, AlertKind::draft_incident, company, client);
  return goes_on;
}

/// When the model has to be done: at the turn of the next message at the latest.
Instant end_of_asking(std::span<const PlannedAttempt> waiting, Instant next_turn, Instant now) {
  Instant end = std::min(next_turn, now + longest_asking);
  for (const PlannedAttempt& attempt : waiting) {
    if (attempt.not_before > now) end = std::min(end, attempt.not_before);
  }
  return end;
}

/// What became of one group.
enum class Asked : std::uint8_t {
  goes_on,
  turn_has_come,  ///< the others are asked for afterwards
  ends,
};

result<Asked> ask_group(const DraftingCall& call, const Group& group, Instant begun, Instant end) {
  const EnginePorts& ports = call.ports;
  const auto before = ports.drafts->count_drafts(call.company, group.today);
  if (!before) return before.as_failure();
  if (is_over_refused(before.value())) return Asked::ends;
  std::vector<ModelRequest> requests;
  for (const Question& question : group.questions) requests.push_back(question.request);
  const auto answers =
      ports.model->ask(requests, [&](std::string_view what, std::int64_t done, std::int64_t all) {
        return (!call.progress || call.progress(what, done, all)) && call.unstored.is_empty() &&
               ports.clock.now() < end;
      });
  const Instant ended = ports.clock.now();
  const auto goes_on = keep_answers(ports, call.company, group.questions, answers);
  if (!goes_on) return goes_on.as_failure();
  const auto after = ports.drafts->count_drafts(call.company, group.today);
  if (!after) return after.as_failure();
  if (is_over_refused(after.value())) {
    tell(ports, AlertKind::drafts_refused, call.company);
    return Asked::ends;
  }
  // Cut short by a turn it is asked for the others afterwards; by the longest time, no more.
  if (ended >= end) return ended < begun + longest_asking ? Asked::turn_has_come : Asked::ends;
  return goes_on.value() ? Asked::goes_on : Asked::ends;
}

/// One round: a batch of attempts without a text. False: there are no more, or no use to go on.
result<bool> ask_once(const DraftingCall& call) {
  const Instant now = call.ports.clock.now();
  const auto waiting = call.ports.drafts->load_undrafted(call.company, now,
                                                         std::max(call.options.drafts_at_once, 1));
  if (!waiting) return waiting.as_failure();
  const Instant end = end_of_asking(waiting.value(), call.next_turn, now);
  bool has_asked = false;
  for (std::size_t next = 0; next < waiting.value().size();) {
    if (!call.unstored.is_empty()) return false;
    const auto group = next_group(call, waiting.value(), next);
    if (!group) return group.as_failure();
    next = group.value().next;
    if (group.value().questions.empty()) continue;
    const auto asked = ask_group(call, group.value(), now, end);
    if (!asked) return asked.as_failure();
    if (asked.value() != Asked::goes_on) return asked.value() == Asked::turn_has_come;
    has_asked = true;
  }
  return has_asked;
}

}  // namespace

bool is_over_refused(const DraftCounts& counts) noexcept {
  return counts.answered >= drafts_judged_from &&
         counts.refused * answers_for_one_refused > counts.answered;
}

bool draft_ahead(const DraftingCall& call) {
  if (call.ports.model == nullptr || call.ports.drafts == nullptr) return false;
  const auto goes_on = caught([&] { return ask_once(call); });
  return goes_on && goes_on.value();
}

DraftedText drafted_text(const EnginePorts& ports, const PlanFacts& facts,
                         const PlannedAttempt& attempt, const MessageFacts& said) {
  DraftedText out;
  if (ports.model == nullptr || ports.drafts == nullptr) return out;
  auto kept = caught([&] { return ports.drafts->find_draft(attempt.attempt_id); });
  if (!kept || !kept.value() || !kept.value()->problem.empty()) return out;
  const Instant today = start_of_day(facts, ports.clock.now());
  const auto counts = caught([&] { return ports.drafts->count_drafts(facts.company.id, today); });
  if (!counts) return out;
  out.record = std::move(kept).value();
  if (is_over_refused(counts.value())) {
    out.record->problem = "unused: drafts_refused";
    return out;
  }
  VerifiedDraft draft = verify_draft(out.record->answer, said);
  if (!draft.is_sound()) {
    out.record->problem =
        "unused: " + draft.problem();  // the facts are others than when it was asked
    return out;
  }
  out.record.reset();
  // A report by template counts all of a language's drafts as one.
  std::string code = render_message(said).template_id.substr(0, 2);
  out.message = RenderedMessage{std::move(draft.text), code.append(model_template_ending)};
  return out;
}

}  // namespace reactivation::detail
