// What became of a run, a sweep, an order or a question, as the documents of docs/documents.md.
// Indented, with a line feed at the end.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reactivation/core/lifecycle.hpp"
#include "reactivation/core/plan.hpp"
#include "reactivation/core/run_report.hpp"
#include "reactivation/ports/office.hpp"

namespace reactivation {

enum class RunKind : std::uint8_t { real, dry };

struct RunDocument {
  CompanyId company_id;
  Instant now;
  RunKind kind = RunKind::real;
  std::string messenger;
  std::string outbox;  ///< a folder; empty: none
  std::int64_t planned = 0;
  std::int64_t stored = 0;  ///< of those planned, what was not stored before
  DispatchCounts counts;
  std::vector<RunMessageRow> messages;
  std::vector<AlertKind> notices;
};
[[nodiscard]] std::string write_run(const RunDocument& run);

struct SweepDocument {
  std::int64_t settled = 0;
  std::int64_t changed = 0;
  std::int64_t processed = 0;
  std::vector<AlertKind> notices;
};
[[nodiscard]] std::string write_sweep(const SweepDocument& sweep);

/// `attempt_id` without a reason, or the reason against it.
struct SendDocument {
  CompanyId company_id;
  ClientId client_id;
  ServiceId service_id;
  std::optional<AttemptId> attempt_id;
  std::string_view reason;
};
[[nodiscard]] std::string write_send(const SendDocument& send);

/// What the plan says of one client: a row of `planned` or of `skipped`, or neither, with the text.
struct PreviewDocument {
  CompanyId company_id;
  ClientId client_id;
  std::optional<PlannedAttempt> planned;
  std::optional<SkippedClient> skipped;
  std::string text;     ///< empty: none
  std::string problem;  ///< why there is none; empty otherwise
};
[[nodiscard]] std::string write_preview(const PreviewDocument& preview);

[[nodiscard]] std::string write_offers(CompanyId company, const std::vector<Offer>& offers);

/// `from` and `to`: the days asked for, both included.
struct StatsDocument {
  CompanyId company_id;
  LocalDate from;
  LocalDate to;
  CampaignStats stats;
};
[[nodiscard]] std::string write_stats(const StatsDocument& document);

/// reactivation.receipt/1, reactivation.applied/1 and reactivation.gate/1, on one line.
[[nodiscard]] std::string write_event_receipt(std::string_view event_id,
                                              const InboundReceipt& receipt);
[[nodiscard]] std::string write_applied(const Applied& applied);
[[nodiscard]] std::string write_gate(AccountId account, const AccountGate& gate);

}  // namespace reactivation
