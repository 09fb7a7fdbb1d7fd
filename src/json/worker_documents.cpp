#include "put_message.hpp"
#include "reactivation/json/worker_json.hpp"
#include "small_readers.hpp"

namespace reactivation {
namespace json {
namespace {

constexpr KeySet question_keys{Key::company_id, Key::attempt_id, Key::epoch};
constexpr KeySet report_keys{Key::attempt_id, Key::epoch, Key::receipt};

WorkerQuestion question_at(const Context& context, NodeIndex node, const Place& place) {
  const Fields fields{context, node, place, question_keys};
  WorkerQuestion question;
  fields.read_id(Key::company_id, question.company_id);
  read_attempt_id(fields, Key::attempt_id, question.attempt_id);
  if (const auto epoch = fields.integer(Key::epoch, {1, id_max})) question.epoch = *epoch;
  if (!fields.has(Key::attempt_id)) {
    fields.require({Key::company_id});
    if (fields.has(Key::epoch)) fields.require({Key::attempt_id});
  } else {
    fields.require({Key::epoch});
    if (fields.has(Key::company_id)) {
      fields.error(Key::company_id, "unexpected", "an attempt is asked about by attempt_id alone");
    }
  }
  return question;
}

OutcomeReport report_at(const Context& context, NodeIndex node, const Place& place, Instant now) {
  const Fields fields{context, node, place, report_keys};
  OutcomeReport report;
  fields.require({Key::attempt_id, Key::epoch, Key::receipt});
  std::optional<AttemptId> attempt;
  read_attempt_id(fields, Key::attempt_id, attempt);
  if (attempt) report.attempt_id = *attempt;
  if (const auto epoch = fields.integer(Key::epoch, {1, id_max})) report.epoch = *epoch;
  if (const auto receipt = fields.object(Key::receipt)) {
    report.receipt = receipt_at(context, *receipt, fields.place_of(Key::receipt), now);
  }
  return report;
}

}  // namespace
}  // namespace json

ReadDocument<WorkerQuestion> read_worker_question(std::string_view bytes,
                                                  const ReadLimits& limits) {
  return json::read_whole<WorkerQuestion>(bytes, limits, json::question_at);
}

ReadDocument<OutcomeReport> read_outcome_report(std::string_view bytes, Instant now,
                                                const ReadLimits& limits) {
  return json::read_whole<OutcomeReport>(
      bytes, limits,
      [now](const json::Context& context, json::NodeIndex node, const json::Place& place) {
        return json::report_at(context, node, place, now);
      });
}

std::string write_permit(const PermitDocument& permit) {
  json::Writer out;
  out.open('{');
  out.field("allowed", permit.is_allowed);
  out.field("epoch", permit.epoch > 0 ? std::optional{permit.epoch} : std::nullopt);
  out.field("outcome_until", permit.outcome_until);
  out.field("reason", permit.reason.empty() ? std::optional<std::string_view>{}
                                            : std::optional{permit.reason});
  out.field("not_before", permit.not_before);
  out.key("message");
  if (permit.message) {
    json::put_message(out, *permit.message, {});
  } else {
    out.put_null();
  }
  out.close('}');
  out.end_line();
  return out.take();
}

}  // namespace reactivation
