// A language model's suggestion for an interval.
#include <algorithm>
#include <utility>
#include <vector>

#include "call_guard.hpp"
#include "reactivation/core/interval_suggestion.hpp"
#include "reactivation/engine/engine.hpp"

namespace reactivation {
namespace {

ModelRequest request_of(IntervalPrompt prompt) {
  ModelRequest request;
  request.instructions = std::move(prompt.instructions);
  request.prompt = std::move(prompt.prompt);
  request.fields = {{"days", "a whole number of days", FieldType::integer, {}},
                    {"reason", "one sentence for the owner", FieldType::text, {}}};
  return request;
}

result<IntervalAdvice> advice_on(const EnginePorts& ports, CompanyId company, ServiceId service,
                                 const Progress& progress) {
  if (ports.model == nullptr) return make_error_code(errc::unsupported);
  const Instant now = ports.clock.now();
  const auto snapshot = ports.snapshots.load_snapshot(company, now);
  if (!snapshot) return snapshot.as_failure();
  const auto& services = snapshot.value().services;
  const bool is_known = std::any_of(services.begin(), services.end(),
                                    [service](const Service& s) { return s.id == service; });
  if (!is_known) return make_error_code(errc::not_found);
  IntervalAdvice out;
  out.model = ports.model->name();
  out.rule.service_id = service;
  for (const Rule& rule : snapshot.value().rules) {
    if (rule.service_id == service) out.rule = rule;
  }
  out.evidence = interval_evidence(snapshot.value(), service, now);
  const ModelRequest request = request_of(interval_prompt(out.evidence));
  const auto answers = ports.model->ask(
      {&request, 1}, [&](std::string_view what, std::int64_t done, std::int64_t all) {
        return !progress || progress(what, done, all);
      });
  const bool is_form = answers.size() == 1 && (answers[0].end != ModelEnd::answered ||
                                               answers[0].values.size() == request.fields.size());
  out.end = is_form ? answers[0].end : ModelEnd::malformed;
  const bool is_answered = out.end == ModelEnd::answered;
  out.suggestion =
      is_answered ? interval_suggestion(answers[0].values[0], answers[0].values[1], out.evidence)
                  : interval_suggestion({}, {}, out.evidence);
  out.rule = rule_with_suggestion(std::move(out.rule), out.suggestion, out.evidence);
  return out;
}

}  // namespace

result<IntervalAdvice> Engine::suggest_interval(CompanyId company, ServiceId service,
                                                const Progress& progress) {
  return guarded(Call::day, [&] { return advice_on(ports_, company, service, progress); });
}

}  // namespace reactivation
