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
result<std::optional<Question>> question_for(const EnginePorts& ports, CompanyId company,
                                             const PlannedAttempt& attempt) {
  const Instant now = ports.clock.now();
  const auto facts = ports.snapshots.load_person_facts(company, attempt.client_id, now);
  if (!facts) return facts.as_failure();
  const auto read = read_message_facts(ports, facts.value(), attempt, attempt.slots);
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

/// One round: a batch of attempts without a text. False: there are no more, or no use to go on.
result<bool> ask_once(const EnginePorts& ports, const EngineOptions& options, CompanyId company,
                      Instant next_turn, const Progress& progress) {
  const Instant now = ports.clock.now();
  const auto waiting =
      ports.drafts->load_undrafted(company, now, std::max(options.drafts_at_once, 1));
  if (!waiting) return waiting.as_failure();
  if (waiting.value().empty()) return false;
  const auto facts =
      ports.snapshots.load_person_facts(company, waiting.value().front().client_id, now);
  if (!facts) return facts.as_failure();
  const Instant today = start_of_day(facts.value(), now);
  const auto before = ports.drafts->count_drafts(company, today);
  if (!before) return before.as_failure();
  if (is_over_refused(before.value())) return false;
  std::vector<Question> questions;
  std::vector<ModelRequest> requests;
  for (const PlannedAttempt& attempt : waiting.value()) {
    auto question = question_for(ports, company, attempt);
    if (!question) return question.as_failure();
    if (!question.value()) continue;
    requests.push_back(question.value()->request);
    questions.push_back(std::move(*question.value()));
  }
  if (questions.empty()) return false;
  const Instant end = end_of_asking(waiting.value(), next_turn, now);
  const auto answers =
      ports.model->ask(requests, [&](std::string_view what, std::int64_t done, std::int64_t all) {
        return (!progress || progress(what, done, all)) && ports.clock.now() < end;
      });
  const Instant ended = ports.clock.now();
  const auto goes_on = keep_answers(ports, company, questions, answers);
  if (!goes_on) return goes_on.as_failure();
  const auto after = ports.drafts->count_drafts(company, today);
  if (!after) return after.as_failure();
  // Cut short by a turn it is asked for the others afterwards; by the longest time, no more.
  const bool is_for_turn = ended >= end && ended < now + longest_asking;
  if (!is_over_refused(after.value())) return goes_on.value() || is_for_turn;
  tell(ports, AlertKind::drafts_refused, company);
  return false;
}

}  // namespace

bool is_over_refused(const DraftCounts& counts) noexcept {
  return counts.answered >= drafts_judged_from &&
         counts.refused * answers_for_one_refused > counts.answered;
}

bool draft_ahead(const EnginePorts& ports, const EngineOptions& options, CompanyId company,
                 Instant next_turn, const Progress& progress) {
  if (ports.model == nullptr || ports.drafts == nullptr) return false;
  const auto goes_on =
      caught([&] { return ask_once(ports, options, company, next_turn, progress); });
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
  const std::string code = render_message(said).template_id.substr(0, 2);
  out.message = RenderedMessage{std::move(draft.text), code + "-model"};
  return out;
}

}  // namespace reactivation::detail
