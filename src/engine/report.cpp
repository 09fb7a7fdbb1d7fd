#include "reactivation/engine/report.hpp"

namespace reactivation {

std::string_view word_of(MessageFate fate) noexcept {
  switch (fate) {
    case MessageFate::sent:
      return "sent";
    case MessageFate::uncertain:
      return "uncertain";
    case MessageFate::rejected:
      return "rejected";
    case MessageFate::not_started:
      return "not_started";
    case MessageFate::cancelled:
      return "cancelled";
    case MessageFate::waiting:
      return "waiting";
    case MessageFate::held:
      return "held";
    case MessageFate::lost:
      return "lost";
  }
  return {};
}

std::string why_not(const MessageReport& report) {
  if (!report.problem.empty()) return report.problem;
  if (report.skip_reason != SkipReason::none) return std::string(to_string(report.skip_reason));
  const bool has_reason =
      report.fate == MessageFate::waiting ||
      (report.fate == MessageFate::cancelled && report.permit_reason != PermitReason::approved);
  return has_reason ? std::string(to_string(report.permit_reason)) : std::string{};
}

RunMessageRow run_row_of(const MessageReport& report) {
  return {report.attempt.attempt_id, report.attempt.client_id, word_of(report.fate),
          why_not(report), report.message ? std::optional{report.message->sent_at} : std::nullopt};
}

}  // namespace reactivation
