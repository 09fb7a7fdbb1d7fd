#include "reactivation/core/metrics.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "reactivation/core/off_policy.hpp"

namespace reactivation {
namespace {

bool is_answer(ReplyType reply) noexcept {
  return reply != ReplyType::none && reply != ReplyType::no_response;
}

bool is_yes(ReplyType reply) noexcept {
  return reply == ReplyType::positive || reply == ReplyType::other_service ||
         reply == ReplyType::other_staff || reply == ReplyType::other_time;
}

bool is_booked(const ResultRow& row) noexcept {
  return row.completion_reason == CompletionReason::converted;
}

std::int64_t share_of(std::int64_t price, int percent) noexcept {
  // Rounded to the nearest, without overflowing on a price that no visit has.
  return static_cast<std::int64_t>(std::llround(static_cast<double>(price) * percent / 100.0));
}

bool is_soon(const std::optional<Instant>& at, Instant sent_at) noexcept {
  return at && *at >= sent_at && *at - sent_at <= Days{1};
}

}  // namespace

void ResultCounts::add(const ResultRow& row) noexcept {
  ++sent;
  uncertain += row.state == AttemptState::uncertain || row.state == AttemptState::uncertain_final;
  delivered += row.state == AttemptState::delivered || row.state == AttemptState::read;
  responses += is_answer(row.reply_type);
  positive += is_yes(row.reply_type);
  opt_outs +=
      row.reply_type == ReplyType::opt_out || row.completion_reason == CompletionReason::opted_out;
  silent += row.reply_type == ReplyType::no_response;
  waiting += row.reply_type == ReplyType::none && row.completion_reason == CompletionReason::none;
  if (!is_booked(row)) return;
  ++bookings;
  if (row.visit_status != VisitStatus::completed) return;
  ++visits;
  const std::int64_t price = std::clamp<std::int64_t>(row.price_minor, 0, 1'000'000'000'000);
  price_minor += price;
  discount_minor +=
      share_of(price, std::clamp(row.discount_applied.value_or(row.discount_percent), 0, 100));
}

void HourSummary::add(Seconds seconds) {
  const auto passed = std::max<std::int64_t>(seconds.count(), 0);
  const auto minute = static_cast<std::size_t>(std::min(passed / 60, minutes_kept - 1));
  if (minute >= minutes_.size()) minutes_.resize(minute + 1);
  ++minutes_[minute];
  ++count_;
  seconds_ += static_cast<double>(passed);
}

void ArmResult::add(const ResultRow& row, double probability) noexcept {
  const double each = 1 / probability;
  counts.add(row);
  weight += each;
  weight_squares += each * each;
  weight_max = std::max(weight_max, each);
  if (is_booked(row)) weight_booked += each;
}

std::optional<double> ArmResult::booked_if_all() const noexcept {
  constexpr OffPolicyOptions guard;
  const bool is_worth = weight * weight >= guard.effective_size_min * weight_squares;
  if (!is_worth || weight <= 0 || weight_max > guard.weight_refused) return std::nullopt;
  return weight_booked / weight;
}

std::optional<double> HourSummary::mean() const noexcept {
  if (count_ == 0) return std::nullopt;
  return seconds_ / static_cast<double>(count_) / 3600;
}

std::int64_t HourSummary::minute_at(std::int64_t place) const noexcept {
  std::size_t minute = 0;
  for (std::int64_t passed = minutes_[0]; passed <= place; passed += minutes_[minute]) ++minute;
  return static_cast<std::int64_t>(minute);
}

std::optional<double> HourSummary::median() const noexcept {
  if (count_ == 0) return std::nullopt;
  return static_cast<double>(minute_at((count_ - 1) / 2) + minute_at(count_ / 2)) / 120;
}

std::optional<double> ResultOverview::roi() const noexcept {
  const double cost = cost_minor();
  if (!(cost > 0)) return std::nullopt;
  return (static_cast<double>(all.revenue_minor()) - cost) / cost;
}

std::map<ArmKey, ArmResult> tried_arms(const ResultOverview& overview) {
  std::map<ArmKey, ArmResult> out = overview.by_arm;
  std::erase_if(out,
                [](const auto& each) { return each.first.factor == ArmFactor::message_template; });
  return out;
}

std::string_view tone_of_template(std::string_view template_id) noexcept {
  for (const std::string_view tone : {"friendly", "professional", "casual"}) {
    if (template_id.find(tone) != std::string_view::npos) return tone;
  }
  return {};
}

void ResultMetrics::add(const ResultRow& row) {
  ResultOverview& out = overview_;
  out.all.add(row);
  out.by_attempt[row.attempt_number].add(row);
  out.by_discount[row.discount_percent].add(row);
  out.by_service[row.service_id].add(row);
  out.by_staff[row.staff_id].add(row);
  const auto under = [&row](auto& groups, std::string_view key) {
    auto found = groups.find(key);
    if (found == groups.end()) found = groups.emplace(std::string(key), ResultCounts{}).first;
    found->second.add(row);
  };
  under(out.by_tone, tone_of_template(row.template_id));
  under(out.by_template, row.template_id);
  for (const DrawnArm& arm : row.arms) {
    if (!(arm.probability > 0)) continue;
    ArmKey key{arm.factor, arm.value};
    if (arm.factor == ArmFactor::message_template) key.template_id = row.template_id;
    out.by_arm[std::move(key)].add(row, arm.probability);
  }
  if (is_answer(row.reply_type) && row.response_received_at) {
    out.response_hours.add(*row.response_received_at - row.sent_at);
  }
  if (is_booked(row) && row.booked_at) out.conversion_hours.add(*row.booked_at - row.sent_at);
  const bool is_taken =
      (is_answer(row.reply_type) && is_soon(row.response_received_at, row.sent_at)) ||
      (is_booked(row) && is_soon(row.booked_at, row.sent_at));
  const LocalTime local = zone_->to_local(row.sent_at);
  for (Proportion* cell :
       {&out.hours[static_cast<std::size_t>(hour_of_day(local))],
        &out.weekdays[static_cast<std::size_t>(iso_weekday(date_of(local)) - 1)]}) {
    ++cell->of;
    cell->successes += is_taken;
  }
  out.message_cost_minor += costs_.message_minor;
  out.prompt_tokens += row.prompt_tokens;
  out.answer_tokens += row.answer_tokens;
  out.model_cost_minor +=
      (costs_.prompt_minor_per_million * static_cast<double>(row.prompt_tokens) +
       costs_.answer_minor_per_million * static_cast<double>(row.answer_tokens)) /
      1e6;
}

bool is_conversion_low(const ResultCounts& counts, double threshold) noexcept {
  return counts.sent >= low_conversion_sends_min &&
         static_cast<double>(counts.bookings) < threshold * static_cast<double>(counts.sent);
}

}  // namespace reactivation
