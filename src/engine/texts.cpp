// Texts that people look at and change before they leave.
#include "call_guard.hpp"
#include "message_draft.hpp"
#include "reactivation/engine/engine.hpp"

namespace reactivation {
namespace {

/// Names a text that a person has written, where others have their template's.
constexpr const char* own_text = "person";

/// The one that would be written now.
result<PreviewedText> new_text(const EnginePorts& ports, const PlanFacts& facts,
                               const PlannedAttempt& attempt) {
  auto written = detail::write_draft(ports, facts, attempt);
  if (!written) return written.as_failure();
  PreviewedText out;
  if (written.value().draft) out.text = std::move(written.value().draft->text);
  out.problem = std::move(written.value().problem);
  if (written.value().skip_reason != SkipReason::none) {
    out.problem = to_string(written.value().skip_reason);
  }
  return out;
}

}  // namespace

result<DayPreview> Engine::preview_day(CompanyId company, PlanScope scope,
                                       const Progress& progress) {
  return guarded(Call::day, [&]() -> result<DayPreview> {
    auto plan = plan_now(company, progress, scope);
    if (!plan) return plan.as_failure();
    DayPreview out;
    out.plan = std::move(plan).value();
    if (out.plan.planned.empty()) return out;
    // A reading of one client has everything about the company that a text needs.
    const auto facts = ports_.snapshots.load_person_facts(
        company, out.plan.planned.front().client_id, ports_.clock.now());
    if (!facts) return facts.as_failure();
    for (const PlannedAttempt& attempt : out.plan.planned) {
      auto text = new_text(ports_, facts.value(), attempt);
      if (!text) return text.as_failure();
      out.texts.push_back(std::move(text).value());
    }
    return out;
  });
}

result<std::vector<WaitingPreview>> Engine::preview_waiting(CompanyId company,
                                                            std::span<const AttemptId> attempts) {
  return guarded(Call::day, [&]() -> result<std::vector<WaitingPreview>> {
    std::vector<WaitingPreview> out;
    for (const AttemptId& id : attempts) {
      const Instant now = ports_.clock.now();
      auto waiting = ports_.attempts.find_waiting(id, now);
      if (!waiting && waiting.error() == make_error_code(errc::not_found)) continue;
      if (!waiting) return waiting.as_failure();
      const auto state = ports_.attempts.load_permit_state(id, options_.here, now);
      if (!state) return state.as_failure();
      const bool is_theirs = state.value().facts.company.id == company;
      if (!is_theirs || !is_waiting_to_be_sent(state.value().attempt.state)) continue;
      WaitingPreview row{
          std::move(waiting.value().planned), {}, binding_reason(state.value(), now)};
      if (waiting.value().draft) {
        row.text.text = std::move(waiting.value().draft->text);
      } else {
        auto text = new_text(ports_, state.value().facts, row.planned);
        if (!text) return text.as_failure();
        row.text = std::move(text).value();
      }
      out.push_back(std::move(row));
    }
    return out;
  });
}

result<TextEdit> Engine::edit_text(const AttemptId& attempt, std::string_view text) {
  return guarded(Call::inner, [&]() -> result<TextEdit> {
    const Instant now = ports_.clock.now();
    const auto waiting = ports_.attempts.find_waiting(attempt, now);
    if (!waiting) return waiting.as_failure();
    const PlannedAttempt& planned = waiting.value().planned;
    const auto state = ports_.attempts.load_permit_state(attempt, options_.here, now);
    if (!state) return state.as_failure();
    const PlanFacts& facts = state.value().facts;
    std::vector<OfferedSlot> slots;
    if (!planned.slots.empty()) {
      slots = detail::offered_now(ports_, facts, planned.service_id, planned.slots);
    }
    const auto read = detail::read_message_facts(ports_, facts, planned, slots);
    if (!read) return read.as_failure();
    if (!read.value()) return make_error_code(errc::not_found);
    TextEdit out;
    out.defects = check_message(text, read.value()->said);
    if (!out.defects.empty()) return out;
    const DraftMark mark = facts.settings.require_approval ? DraftMark::held : DraftMark::ready;
    const auto kept = ports_.attempts.set_text(
        attempt, Draft{std::string(text), own_text, std::move(slots), now}, mark, now);
    if (!kept) return kept.as_failure();
    return out;
  });
}

}  // namespace reactivation
