#include "contacts.hpp"

#include <algorithm>
#include <bit>
#include <numeric>

namespace reactivation::detail {
namespace {

constexpr Instant deadline_of(Instant sent_at) noexcept {
  return within_reach(sent_at) + response_deadline;
}

bool is_human_reply(ReplyType type) noexcept {
  return type > ReplyType::none && type < ReplyType::no_response;
}

/// Replies that end the cycle at once; the others do so when the deadline has passed.
bool is_refusal(ReplyType type) noexcept {
  return type == ReplyType::opt_out || type == ReplyType::negative;
}

bool ends_cycle(const Attempt& attempt, Instant now) noexcept {
  if (ends_cycle_for_good(attempt.completion_reason)) return true;
  if (attempt.completion_reason != CompletionReason::none) return false;
  if (is_refusal(attempt.reply_type)) return true;
  // Somebody who is away asked to be written to later.
  if (attempt.reply_type == ReplyType::pause_until) return false;
  return is_human_reply(attempt.reply_type) && attempt.sent_at &&
         now >= deadline_of(*attempt.sent_at);
}

}  // namespace

void ContactFacts::merge(const ContactFacts& other) noexcept {
  opted_out |= other.opted_out;
  needs_person |= other.needs_person;
  has_open |= other.has_open;
  is_open_ended |= other.is_open_ended;
  open_until = std::max(open_until, other.open_until);
  last_sent_at = std::max(last_sent_at, other.last_sent_at);
}

Contacts::Contacts(const ClientColumns& clients, std::span<const Attempt> attempts,
                   const FlatIndex& clients_by_id, const TimeZone& zone, Instant now)
    : clients_(clients), attempts_(attempts), zone_(zone), now_(now) {
  if (!attempts.empty()) {
    first_.assign(clients.size() + 2, 0);
    for (const Attempt& attempt : attempts) {
      const std::uint32_t row = clients_by_id.find(attempt.client_id.value);
      count_today(attempt, row);
      if (row != no_row) ++first_[row + 2];
    }
    std::partial_sum(first_.begin(), first_.end(), first_.begin());
    order_.resize(first_.back());
    for (std::size_t i = 0; i < attempts.size(); ++i) {
      const std::uint32_t row = clients_by_id.find(attempts[i].client_id.value);
      if (row != no_row) order_[first_[row + 1]++] = static_cast<std::uint32_t>(i);
    }
  }
  const std::vector<std::uint32_t> rows = rows_with_facts();
  person_.assign(clients.size(), 0);
  facts_.reserve(rows.size() + 1);
  facts_.emplace_back();  // of whom nothing is known
  collect_persons(rows);
}

/// Clients of whom something is known by themselves.
std::vector<std::uint32_t> Contacts::rows_with_facts() const {
  std::vector<std::uint32_t> rows;
  for (std::size_t row = 0; row < clients_.size(); ++row) {
    const bool is_known = (!clients_.opt_out.empty() && clients_.opt_out[row] != 0) ||
                          (!clients_.needs_person.empty() && clients_.needs_person[row] != 0) ||
                          (!clients_.last_reactivation_sent.empty() &&
                           clients_.last_reactivation_sent[row] != no_instant) ||
                          !attempts_of(row).empty();
    if (is_known) rows.push_back(static_cast<std::uint32_t>(row));
  }
  return rows;
}

std::span<const std::uint32_t> Contacts::attempts_of(std::size_t client_row) const noexcept {
  if (order_.empty()) return {};
  return {order_.data() + first_[client_row], order_.data() + first_[client_row + 1]};
}

void Contacts::count_today(const Attempt& attempt, std::uint32_t row) {
  const LocalDate today = zone_.local_date(now_);
  bool is_of_today = false;
  if (is_waiting_to_be_sent(attempt.state)) {
    const bool is_void = attempt.not_after && now_ >= *attempt.not_after;
    is_of_today =
        !is_void && (!attempt.not_before || zone_.local_date(*attempt.not_before) == today);
    waiting_today_ += is_of_today ? 1 : 0;
  } else if (counts_as_sent(attempt.state) && attempt.sent_at) {
    is_of_today = zone_.local_date(*attempt.sent_at) == today;
  }
  const bool knows_us =
      row != no_row && !clients_.has_chat_history.empty() && clients_.has_chat_history[row] != 0;
  if (is_of_today && row != no_row && !knows_us) ++first_contacts_today_;
}

void Contacts::add_attempt_facts(const Attempt& attempt, ContactFacts& facts) const noexcept {
  if (is_waiting_to_be_sent(attempt.state)) {
    if (attempt.not_after && now_ >= *attempt.not_after) return;
    facts.has_open = true;
    if (attempt.not_after) {
      facts.open_until = std::max(facts.open_until, *attempt.not_after);
    } else {
      facts.is_open_ended = true;
    }
    return;
  }
  if (!counts_as_sent(attempt.state) || !attempt.sent_at) return;
  facts.last_sent_at = std::max(facts.last_sent_at, *attempt.sent_at);
  const bool waits = attempt.completion_reason == CompletionReason::none &&
                     !is_refusal(attempt.reply_type) && now_ < deadline_of(*attempt.sent_at);
  if (waits) {
    facts.has_open = true;
    facts.open_until = std::max(facts.open_until, deadline_of(*attempt.sent_at));
  }
}

ContactFacts Contacts::own_facts(std::size_t client_row) const noexcept {
  ContactFacts facts;
  facts.opted_out = !clients_.opt_out.empty() && clients_.opt_out[client_row] != 0;
  facts.needs_person = !clients_.needs_person.empty() && clients_.needs_person[client_row] != 0;
  if (!clients_.last_reactivation_sent.empty()) {
    facts.last_sent_at = clients_.last_reactivation_sent[client_row];
  }
  for (const std::uint32_t i : attempts_of(client_row)) add_attempt_facts(attempts_[i], facts);
  return facts;
}

/// Rows with the same phone become one person; a row without a phone is one by itself.
void Contacts::collect_persons(std::vector<std::uint32_t> rows) {
  const auto phone_of = [this](std::uint32_t row) {
    return clients_.phone.empty() ? 0 : clients_.phone[row];
  };
  std::sort(rows.begin(), rows.end(),
            [&phone_of](std::uint32_t a, std::uint32_t b) { return phone_of(a) < phone_of(b); });
  std::vector<std::int64_t> phones{0};  // by person; 0 for those without one
  for (const std::uint32_t row : rows) {
    const auto phone = static_cast<std::int64_t>(phone_of(row));
    if (phone == 0 || phones.back() != phone) {
      phones.push_back(phone);
      facts_.emplace_back();
    }
    facts_.back().merge(own_facts(row));
    person_[row] = static_cast<std::uint32_t>(facts_.size() - 1);
  }
  if (!clients_.phone.empty() && phones.size() > 1) find_same_phones(phones);
}

/// Clients of whom nothing is known but by their phone. One bit a hashed phone answers "nothing"
/// for almost everybody.
void Contacts::find_same_phones(std::span<const std::int64_t> phones) {
  std::vector<std::uint64_t> filter(std::bit_ceil(phones.size() / 8 + 64), 0);
  const std::uint64_t mask = filter.size() - 1;
  const auto hash = [](std::uint64_t phone) { return phone * 0x9e3779b97f4a7c15ULL >> 32; };
  for (const std::int64_t phone : phones) {
    const std::uint64_t bit = hash(static_cast<std::uint64_t>(phone));
    if (phone != 0) filter[bit >> 6 & mask] |= std::uint64_t{1} << (bit & 63);
  }
  const FlatIndex by_phone(phones);
  for (std::size_t row = 0; row < clients_.size(); ++row) {
    const std::uint64_t bit = hash(clients_.phone[row]);
    if ((filter[bit >> 6 & mask] >> (bit & 63) & 1u) == 0 || person_[row] != 0) continue;
    const std::uint32_t person = by_phone.find(static_cast<std::int64_t>(clients_.phone[row]));
    if (person != no_row) person_[row] = person;
  }
}

CycleFacts Contacts::cycle_of(std::size_t client_row, ServiceId service,
                              Instant last_visit_at) const {
  const LocalDate last_visit_on = zone_.local_date(last_visit_at);
  CycleFacts cycle{last_visit_on};
  for (const std::uint32_t i : attempts_of(client_row)) {
    const Attempt& attempt = attempts_[i];
    const bool is_called_off = attempt.completion_reason == CompletionReason::cancelled;
    if (attempt.service_id != service) continue;
    if (!counts_as_sent(attempt.state) && !is_called_off) continue;
    // An attempt of an older cycle counts too when it went out after the day of the last visit:
    // that visit became known only later.
    const bool is_of_cycle =
        attempt.cycle_key >= last_visit_on ||
        (attempt.sent_at && zone_.local_date(*attempt.sent_at) > last_visit_on);
    if (!is_of_cycle) continue;
    cycle.is_ended |= ends_cycle(attempt, now_);
    if (!counts_as_sent(attempt.state)) continue;
    cycle.key = cycle.sent == 0 ? attempt.cycle_key : std::min(cycle.key, attempt.cycle_key);
    ++cycle.sent;
    if (attempt.attempt_number > cycle.number_max) {
      cycle.number_max = attempt.attempt_number;
      cycle.discount_last = attempt.discount_percent;
    }
  }
  return cycle;
}

}  // namespace reactivation::detail
