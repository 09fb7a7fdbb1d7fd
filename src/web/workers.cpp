#include "workers.hpp"

#include <algorithm>
#include <utility>

#include "reactivation/core/limits.hpp"
#include "reactivation/json/result_json.hpp"
#include "reactivation/json/worker_json.hpp"
#include "route.hpp"

namespace reactivation::web {
namespace {

WebAnswer no(int status, std::string_view reason, std::optional<Instant> not_before = {}) {
  PermitDocument document;
  document.reason = reason;
  document.not_before = not_before;
  return json(status, write_permit(document));
}

WebAnswer no_for(std::error_code error, WebReport& report) {
  if (error == make_error_code(errc::not_found)) return no(404, "not_found");
  report.error = error;
  return no(503, "unavailable");
}

std::string_view reason_of(const Engine::HandedOut& handed_out) noexcept {
  if (handed_out.skip_reason != SkipReason::none) return to_string(handed_out.skip_reason);
  if (handed_out.permit_reason == PermitReason::approved) return {};
  return to_string(handed_out.permit_reason);
}

}  // namespace

std::optional<WebAnswer> refusal_of_worker(const WebRequest& request, const WorkerRoute& route) {
  if (request.method != "POST") return only("POST");
  if (!is_bearer_of(request, route.keys)) {
    WebAnswer out = plain(401);
    out.headers.push_back({"WWW-Authenticate", "Bearer"});
    return out;
  }
  if (request.body.size() > webhook_bytes_max) return plain(413);
  if (!is_json(request)) return plain(415);
  return std::nullopt;
}

WebAnswer Workers::hand_out(CompanyId company, WebReport& report) {
  const auto& served = options_.workers.companies;
  if (std::find(served.begin(), served.end(), company) == served.end()) {
    return no(403, "forbidden");
  }
  const auto handed_out = engine_.hand_out(company);
  if (!handed_out) return no_for(handed_out.error(), report);
  const Engine::HandedOut& given = handed_out.value();
  if (!given.message) return no(200, reason_of(given), given.not_before);
  PermitDocument document;
  document.is_allowed = true;
  document.message = given.message;
  document.epoch = given.epoch;
  document.outcome_until = given.outcome_until;
  return json(200, write_permit(document));
}

WebAnswer Workers::look(const AttemptId& attempt, std::int64_t epoch, WebReport& report) {
  const auto allowed = engine_.still_allowed(attempt, epoch);
  if (!allowed) return no_for(allowed.error(), report);
  if (!allowed.value()) return no(200, "facts_changed");
  PermitDocument document;
  document.is_allowed = true;
  document.epoch = epoch;
  return json(200, write_permit(document));
}

WebAnswer Workers::permit(const WebRequest& request, WebReport& report) {
  const auto question = read_worker_question(request.body);
  if (!question.value) return no(400, "invalid_document");
  if (!options_.workers.is_sending_enabled) return no(200, "switched_off");
  if (const std::error_code owed = intake_.settle()) return no_for(owed, report);
  const WorkerQuestion& asked = *question.value;
  return asked.attempt_id ? look(*asked.attempt_id, asked.epoch, report)
                          : hand_out(asked.company_id, report);
}

WebAnswer Workers::outcome(const WebRequest& request, WebReport& report) {
  const auto told = read_outcome_report(request.body, clock_.now());
  if (!told.value) return plain(400);
  const auto applied =
      engine_.report_outcome(told.value->attempt_id, told.value->epoch, told.value->receipt);
  if (applied) {
    ++(applied.value().has_changed ? report.stored : report.known);
    return json(200, write_applied(applied.value()));
  }
  if (applied.error() == make_error_code(errc::not_found)) return plain(404);
  report.error = applied.error();
  return plain(503);
}

}  // namespace reactivation::web
