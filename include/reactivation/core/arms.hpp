// What a message tries: its discount, its tone, how many free times it names. Every choice is
// drawn, with a probability that is kept, so that what is learnt from it can be checked. Pure;
// science.md §4.7 and §4.8, docs/results.md.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "reactivation/core/attempt.hpp"
#include "reactivation/core/discount_arms.hpp"
#include "reactivation/core/rule.hpp"
#include "reactivation/core/settings.hpp"
#include "reactivation/core/visit.hpp"

namespace reactivation {

/// The first three are drawn with the plan, when the settings try them; the template with the text.
enum class ArmFactor : std::uint8_t { discount, tone, slots, message_template };

/// What was drawn for one attempt.
struct DrawnArm {
  ArmFactor factor = ArmFactor::discount;
  int value = 0;  ///< percent; `Tone` as a number; how many times; which of the tone's texts
  double probability = 1;  ///< that it was this one, (0, 1]

  friend bool operator==(const DrawnArm&, const DrawnArm&) = default;
};
/// The value drawn of that factor.
[[nodiscard]] std::optional<int> drawn_value(std::span<const DrawnArm> arms,
                                             ArmFactor factor) noexcept;
/// The tone drawn, else the settings'.
[[nodiscard]] Tone tone_of(std::span<const DrawnArm> arms, const Settings& settings) noexcept;

/// True when plans need `DiscountFacts`.
[[nodiscard]] bool needs_discount_facts(const Settings& settings) noexcept;

/// What is wrong with them, as one sentence with its key in front (`arms.discounts must …`); empty:
/// nothing.
[[nodiscard]] std::string_view fault_of(const Arms& arms) noexcept;

/// What the discounts of a plan are decided from.
struct DiscountFacts {
  /// First messages with a discount drawn under the name in force, of the last year, whose answer's
  /// time is over; ascending.
  std::vector<DiscountArm> arms;
  std::int64_t given_minor = 0;  ///< in this month of the company's, on completed visits
  /// By messages that wait, that can still be answered, or whose booking is ahead: as if all came.
  std::int64_t offered_minor = 0;

  friend bool operator==(const DiscountFacts&, const DiscountFacts&) = default;
};

/// An attempt as far as `DiscountFacts` are made of it.
struct DiscountRow {
  Attempt attempt;
  bool is_drawn = false;         ///< its discount, under the name in force
  std::int64_t price_minor = 0;  ///< of its service
  /// Of the booking that it was converted by, if any.
  std::optional<VisitStatus> visit_status;
  Instant visit_at{};
  std::int64_t visit_cost_minor = 0;    ///< before the discount; 0: as the service
  std::optional<int> discount_applied;  ///< percent given at the desk; absent: what was offered
};

/// Adds up a company's attempts at one moment. Older ones than `sent_from` change nothing.
class DiscountCount {
public:
  DiscountCount(const TimeZone& zone, Instant now) noexcept;

  void add(const DiscountRow& row);
  [[nodiscard]] Instant sent_from() const noexcept { return now_ - Days{365}; }
  [[nodiscard]] DiscountFacts take();

private:
  Instant now_;
  Instant month_begins_;
  DiscountFacts facts_;
};

/// One attempt for which something is drawn.
struct ArmQuestion {
  AttemptKey key;
  const Rule& rule;
  std::int64_t price_minor = 0;  ///< of the service
  int offered_before = 0;        ///< the discount of the cycle's last message, percent
};
struct ArmAnswer {
  int discount_percent = 0;
  std::vector<DrawnArm> arms;  ///< by factor; of those that the settings try
};

/// Chooses for one plan, attempt by attempt: what one offers the next cannot offer any more.
///
/// - The discount of a first message is drawn from `Arms::discounts` with the probabilities of
///   `arm_probabilities` on that day. What is more than allowed becomes the largest arm that is
///   not, and the probability is that of all arms which become it.
/// - Later messages follow the rule's progression, never below what the cycle offered before.
/// - Tone and number of times are drawn evenly, and stay for a cycle.
/// - No discount is more than `max_discount_percent` or what the month's budget has left.
class ArmChooser {
public:
  ArmChooser(const Settings& settings, CompanyId company, LocalDate today,
             const DiscountFacts& facts);

  [[nodiscard]] ArmAnswer choose(const ArmQuestion& question);

private:
  [[nodiscard]] int percent_max(std::int64_t price_minor) const noexcept;
  void draw_discount(const ArmQuestion& question, int most, ArmAnswer& answer) const;
  void draw_evenly(ArmFactor factor, std::span<const int> values, const AttemptKey& key,
                   ArmAnswer& answer) const;

  const Settings& settings_;
  DiscountBudget budget_;
  std::vector<double> probabilities_;  ///< of `Arms::discounts`
  std::vector<int> tones_;
};

}  // namespace reactivation
