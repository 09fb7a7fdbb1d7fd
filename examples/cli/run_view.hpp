// A run for people and for programs.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "names.hpp"
#include "reactivation/engine/engine.hpp"

namespace cli {

struct RunResult {
  reactivation::Company company;
  reactivation::Instant now;
  bool is_dry = false;
  std::string messenger;  ///< `outbox` or `program`
  std::string outbox;     ///< empty when the messages went elsewhere
  std::int64_t planned = 0;
  std::int64_t attempts_new = 0;
  reactivation::DispatchCounts counts;
  std::vector<reactivation::MessageReport> messages;
  std::vector<reactivation::Alert> notices;
};

/// sent, uncertain, rejected, not_started, cancelled, waiting, held, lost, settled.
[[nodiscard]] nlohmann::ordered_json counts_json(const reactivation::DispatchCounts& counts);
[[nodiscard]] std::string run_json(const RunResult& run);
/// The header, the table and the counts.
void print_run(const RunResult& run, const Names& names);
/// `3 sent, 1 held for approval`, for a line of a log.
[[nodiscard]] std::string counts_line(const reactivation::DispatchCounts& counts);

}  // namespace cli
