// What the last sends say: the spam score's numbers and whether the list of numbers is bad.
#include <algorithm>
#include <functional>
#include <tuple>
#include <utility>

#include "governor_parts.hpp"

namespace reactivation {
namespace {

/// What one person did.
struct Reactions {
  CompanyId company_id;
  ClientId client_id;
  bool opted_out = false;
  bool complained = false;
  bool blocked = false;
  bool reported = false;

  [[nodiscard]] bool is_same_person(const Reactions& other) const noexcept {
    return client_id.is_set() && company_id == other.company_id && client_id == other.client_id;
  }
  void add(const Reactions& other) noexcept {
    opted_out = opted_out || other.opted_out;
    complained = complained || other.complained;
    blocked = blocked || other.blocked;
    reported = reported || other.reported;
  }
  [[nodiscard]] bool is_empty() const noexcept {
    return !opted_out && !complained && !blocked && !reported;
  }
  [[nodiscard]] int weight() const noexcept {
    const int blocks = int{blocked} + int{reported};
    return 2 * blocks + int{opted_out && blocks == 0} + int{complained};
  }
};

Reactions reactions_of(const SendRecord& record) noexcept {
  return {record.company_id, record.client_id, record.opted_out,
          record.complained, record.blocked,   record.reported};
}

/// A reaction stands on all sends of its person, and counts once.
int weight_of(std::vector<Reactions> reactions) {
  std::sort(reactions.begin(), reactions.end(), [](const Reactions& a, const Reactions& b) {
    return std::tie(a.company_id, a.client_id) < std::tie(b.company_id, b.client_id);
  });
  int weight = 0;
  for (std::size_t i = 0; i < reactions.size();) {
    Reactions person = reactions[i];
    for (++i; i < reactions.size() && person.is_same_person(reactions[i]); ++i) {
      person.add(reactions[i]);
    }
    weight += person.weight();
  }
  return weight;
}

bool is_undelivered(const SendRecord& record) noexcept {
  return record.outcome != DeliveryOutcome::pending && record.outcome != DeliveryOutcome::delivered;
}

}  // namespace

double spam_score_of(const SpamEvidence& evidence) noexcept {
  constexpr int most = 10'000;  // so that the sums below stay exact in 53 bits
  const std::int64_t n = std::clamp(evidence.sends, 0, most);
  const std::int64_t weight = std::clamp(evidence.negative_weight, 0, 6 * most);
  const std::int64_t replies = std::clamp(evidence.replies, 0, most);
  const std::int64_t undelivered = std::clamp(evidence.undelivered_24h, 0, most);
  const std::int64_t recent = std::clamp(evidence.sends_24h, 20, most);
  const std::int64_t judged = std::max<std::int64_t>(n, 50);
  const std::int64_t replied_of = std::max<std::int64_t>(n, 1);

  // 25w/4d + (3n − min(3n, 20r))/15n + 2u/s + 1/10, over the common denominator 60·d·n·s.
  std::int64_t sum = weight * 25 * 15 * replied_of * recent;
  if (n >= 20) sum += (3 * n - std::min(3 * n, 20 * replies)) * 4 * judged * recent;
  sum += 2 * undelivered * 60 * judged * replied_of;
  if (evidence.has_incident) sum += 6 * judged * replied_of * recent;
  const std::int64_t whole = 60 * judged * replied_of * recent;
  return sum >= whole ? 1.0 : static_cast<double>(sum) / static_cast<double>(whole);
}

namespace governing {
namespace {

constexpr std::size_t judged_sends = 100;
constexpr std::size_t list_sends = 20;
constexpr Seconds day_length{86400};

/// The time of the `count`-th newest send. Sends of that very second count too, so that the result
/// does not hang on the order of rows.
Instant oldest_of_last(const std::vector<Instant>& newest_first, std::size_t count) {
  return newest_first[std::min(count, newest_first.size()) - 1];
}

}  // namespace

SendReading read_sends(const GovernorInput& input, std::optional<Instant> confirmed_at,
                       Instant now) {
  SendReading reading;
  const auto counts = [&confirmed_at](const SendRecord& record) {
    return !confirmed_at || record.sent_at > *confirmed_at;
  };
  std::vector<Instant> newest_first;
  for (const SendRecord& record : input.records) {
    if (counts(record)) newest_first.push_back(record.sent_at);
  }
  if (newest_first.empty()) return reading;
  std::sort(newest_first.begin(), newest_first.end(), std::greater<>{});
  const Instant judged_since = oldest_of_last(newest_first, judged_sends);
  const Instant list_since = oldest_of_last(newest_first, list_sends);
  SpamEvidence& evidence = reading.evidence;
  std::vector<Reactions> reactions;
  int undelivered_of_list = 0;
  int not_on_messenger = 0;
  for (const SendRecord& record : input.records) {
    if (!counts(record)) continue;
    if (record.sent_at > now - day_length) {
      ++evidence.sends_24h;
      if (is_undelivered(record)) ++evidence.undelivered_24h;
    }
    if (record.sent_at >= list_since && is_undelivered(record)) ++undelivered_of_list;
    if (record.sent_at < judged_since) continue;
    ++evidence.sends;
    const Reactions taken = reactions_of(record);
    if (!taken.is_empty()) reactions.push_back(taken);
    if (record.replied) ++evidence.replies;
    if (record.outcome == DeliveryOutcome::not_on_messenger) ++not_on_messenger;
  }
  evidence.negative_weight = weight_of(std::move(reactions));
  // More than 10 % of 20, and more than 2 % of at least 50, in whole numbers.
  reading.is_undelivered_high = undelivered_of_list > 2;
  reading.is_not_on_messenger_high =
      std::int64_t{not_on_messenger} * 50 > std::max(evidence.sends, 50);
  return reading;
}

}  // namespace governing
}  // namespace reactivation
