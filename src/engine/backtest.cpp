#include "reactivation/engine/backtest.hpp"

#include <charconv>

#include "replay.hpp"

namespace reactivation {
namespace {

bool is_in_range(const BacktestOptions& options) noexcept {
  return options.from <= options.until && options.daily_limit >= 1 && options.refit_days >= 1 &&
         options.uplift_share >= 0 && options.uplift_share <= 1;
}

}  // namespace

std::optional<BacktestSetting> setting_of_word(const std::string& word) {
  if (const auto policy = policy_of_word(word)) return BacktestSetting{word, *policy, std::nullopt};
  constexpr std::string_view fixed = "fixed:";
  if (!word.starts_with(fixed)) return std::nullopt;
  int days = 0;
  const char* const begin = word.data() + fixed.size();
  const char* const end = word.data() + word.size();
  const auto read = std::from_chars(begin, end, days);
  if (read.ec != std::errc{} || read.ptr != end || days < 1 || days > max_interval_days) {
    return std::nullopt;
  }
  return BacktestSetting{word, PolicyKind::spec, days};
}

result<BacktestReport> backtest(const Snapshot& history, std::span<const BacktestSetting> settings,
                                const BacktestOptions& options, const Progress& progress) {
  if (!is_in_range(options)) return errc::invalid_argument;
  const detail::ReplayHistory known(history);
  if (known.events.empty() || options.from > known.last_day) return errc::invalid_argument;
  BacktestReport report;
  report.from = options.from;
  report.until = options.until;
  report.history_until = known.last_day;
  report.clients = static_cast<std::int64_t>(history.clients.size());
  report.visits = static_cast<std::int64_t>(known.events.size());
  report.visit_mean = known.visit_mean;
  const std::int64_t days = (options.until - options.from).count() + 1;
  for (const BacktestSetting& setting : settings) {
    detail::Replay replay(known, setting, options);
    for (std::int64_t day = 0; day < days; ++day) {
      if (progress && !progress(setting.name, day, days)) return errc::cancelled;
      replay.run_day(options.from + Days{day});
    }
    report.results.push_back(replay.take_result());
    report.send_days = report.results.back().quota / options.daily_limit;
  }
  return report;
}

}  // namespace reactivation
