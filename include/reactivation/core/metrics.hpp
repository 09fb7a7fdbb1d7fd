// What came of the messages of a period, added up message by message: nothing of a message is kept
// (requirements §4.13). Pure; docs/results.md says what each figure means.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "reactivation/core/arms.hpp"
#include "reactivation/core/attempt.hpp"
#include "reactivation/core/proportion.hpp"
#include "reactivation/core/send_time.hpp"
#include "reactivation/core/time.hpp"
#include "reactivation/core/visit.hpp"

namespace reactivation {

/// One message that was handed over, and what followed.
struct ResultRow {
  ClientId client_id;
  ServiceId service_id;
  StaffId staff_id;              ///< whom the message named; unset: nobody
  std::string_view template_id;  ///< `ru-friendly-03`; empty: not known any more
  int attempt_number = 1;
  int discount_percent = 0;  ///< offered
  AttemptState state = AttemptState::accepted;
  Instant sent_at;
  ReplyType reply_type = ReplyType::none;
  CompletionReason completion_reason = CompletionReason::none;
  std::optional<Instant> response_received_at;
  std::optional<Instant> booked_at;  ///< when the booking was made, as far as known
  std::optional<VisitStatus> visit_status;
  std::int64_t price_minor = 0;         ///< of the visit, before the discount
  std::optional<int> discount_applied;  ///< percent given at the desk; absent: what was offered
  std::int64_t prompt_tokens = 0;       ///< of a language model, for this message
  std::int64_t answer_tokens = 0;
  std::span<const DrawnArm> arms;  ///< what was drawn for it
};

/// What messages cost, in minor units of the company's currency.
struct MessageCosts {
  double message_minor = 0;
  double prompt_minor_per_million = 0;
  double answer_minor_per_million = 0;
};

struct ResultCounts {
  std::int64_t sent = 0;
  std::int64_t uncertain = 0;
  std::int64_t delivered = 0;  ///< or read
  std::int64_t responses = 0;  ///< of people; silence is none
  std::int64_t positive = 0;
  std::int64_t bookings = 0;
  std::int64_t visits = 0;  ///< of the bookings: completed
  std::int64_t opt_outs = 0;
  std::int64_t silent = 0;
  std::int64_t waiting = 0;
  std::int64_t price_minor = 0;     ///< of those visits, before the discount
  std::int64_t discount_minor = 0;  ///< given on them

  void add(const ResultRow& row) noexcept;
  [[nodiscard]] std::int64_t revenue_minor() const noexcept { return price_minor - discount_minor; }
  friend bool operator==(const ResultCounts&, const ResultCounts&) = default;
};

struct ArmKey {
  ArmFactor factor = ArmFactor::discount;
  int value = 0;              ///< as in `DrawnArm`
  std::string template_id{};  ///< of a template: in which language and tone, too

  friend auto operator<=>(const ArmKey&, const ArmKey&) = default;
};

/// The messages that one arm was drawn for.
struct ArmResult {
  ResultCounts counts;
  double weight = 0;         ///< Σ 1/probability
  double weight_booked = 0;  ///< the same of those that were booked after
  double weight_squares = 0;
  double weight_max = 0;

  void add(const ResultRow& row, double probability) noexcept;
  /// The share that would have booked had every message got this arm, whatever the probabilities
  /// were from day to day (self-normalized, core/off_policy.hpp). Nothing where what was drawn is
  /// worth fewer than 100 messages, or one counts for more than 50.
  [[nodiscard]] std::optional<double> booked_if_all() const noexcept;
};

/// Hours between two instants: mean, and the median to the minute up to `minutes_kept`.
class HourSummary {
public:
  static constexpr std::int64_t minutes_kept = std::int64_t{60} * 24 * 60;

  void add(Seconds seconds);
  [[nodiscard]] std::int64_t count() const noexcept { return count_; }
  [[nodiscard]] std::optional<double> mean() const noexcept;
  /// Of an even count the mean of the two in the middle.
  [[nodiscard]] std::optional<double> median() const noexcept;

private:
  [[nodiscard]] std::int64_t minute_at(std::int64_t place) const noexcept;

  std::int64_t count_ = 0;
  double seconds_ = 0;
  std::vector<std::uint32_t> minutes_;
};

/// Everything of a period.
struct ResultOverview {
  ResultCounts all;
  std::map<int, ResultCounts> by_attempt;
  std::map<int, ResultCounts> by_discount;  ///< percent offered
  std::map<ServiceId, ResultCounts> by_service;
  std::map<StaffId, ResultCounts> by_staff;                  ///< the unset one: nobody was named
  std::map<std::string, ResultCounts, std::less<>> by_tone;  ///< `friendly`; empty: not known
  std::map<std::string, ResultCounts, std::less<>> by_template;
  std::map<ArmKey, ArmResult> by_arm;  ///< of all that was drawn, texts too: `tried_arms`
  HourSummary response_hours;
  HourSummary conversion_hours;
  /// Answered or booked within a day, of those sent in that hour or on that weekday (Monday first).
  std::array<Proportion, 24> hours{};
  std::array<Proportion, 7> weekdays{};
  double message_cost_minor = 0;  ///< of all messages, answered or not
  double model_cost_minor = 0;
  std::int64_t prompt_tokens = 0;
  std::int64_t answer_tokens = 0;

  [[nodiscard]] double cost_minor() const noexcept { return message_cost_minor + model_cost_minor; }
  /// (revenue - cost) / cost over all messages; nothing without a cost.
  [[nodiscard]] std::optional<double> roi() const noexcept;
};

/// Of `by_arm` what the company has chosen to try. Texts are always drawn, among those of one
/// language and tone, and compare with each other alone.
[[nodiscard]] std::map<ArmKey, ArmResult> tried_arms(const ResultOverview& overview);

/// The tone in a template's id; empty when it names none.
[[nodiscard]] std::string_view tone_of_template(std::string_view template_id) noexcept;

class ResultMetrics {
public:
  /// `zone` must outlive the metrics.
  ResultMetrics(const TimeZone& zone, const MessageCosts& costs) : zone_(&zone), costs_(costs) {}
  void add(const ResultRow& row);
  [[nodiscard]] const ResultOverview& overview() const noexcept { return overview_; }

private:
  const TimeZone* zone_;
  MessageCosts costs_;
  ResultOverview overview_;
};

/// Beside the figures (requirements §4.13).
struct ResultTargets {
  double conversion = 0.15;
  double response = 0.30;
  double roi = 3;
  double opt_out_below = 0.05;
  double response_hours_below = 24;
};

/// Few book of those written to: at least 50 messages, and a share below the company's threshold.
inline constexpr std::int64_t low_conversion_sends_min = 50;
inline constexpr Days low_conversion_again{7};
[[nodiscard]] bool is_conversion_low(const ResultCounts& counts, double threshold) noexcept;

}  // namespace reactivation
