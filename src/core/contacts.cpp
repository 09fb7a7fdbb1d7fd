#include "contacts.hpp"

#include <algorithm>
#include <bit>
#include <numeric>

namespace reactivation::detail {
namespace {

constexpr Instant deadline_of(Instant sent_at) noexcept { return sent_at + response_deadline; }

bool is_human_reply(ReplyType type) noexcept {
  return type > ReplyType::none && type < ReplyType::no_response;
}

/// Replies that end the cycle at once; the others do so when the deadline has passed.
bool is_refusal(ReplyType type) noexcept {
  return type == ReplyType::opt_out || type == ReplyType::negative;
}

bool ends_cycle(const Attempt& attempt, Instant now) noexcept {
  switch (attempt.completion_reason) {
    case CompletionReason::opted_out:
    case CompletionReason::negative:
    case CompletionReason::replied:
      return true;
    case CompletionReason::none:
      break;
    default:
      return false;
  }
  if (is_refusal(attempt.reply_type)) return true;
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
  mark_clients_with_facts();
  if (!clients.phone.empty()) collect_phones();
}

void Contacts::mark_clients_with_facts() {
  known_.assign(clients_.size(), Known::nothing);
  const auto mark = [this](std::size_t row, bool is_known) {
    if (is_known) known_[row] = Known::by_client;
  };
  for (std::size_t i = 0; i < clients_.opt_out.size(); ++i) mark(i, clients_.opt_out[i] != 0);
  for (std::size_t i = 0; i < clients_.needs_person.size(); ++i) {
    mark(i, clients_.needs_person[i] != 0);
  }
  for (std::size_t i = 0; i < clients_.last_reactivation_sent.size(); ++i) {
    mark(i, clients_.last_reactivation_sent[i] != no_instant);
  }
  if (order_.empty()) return;
  for (std::size_t i = 0; i < clients_.size(); ++i) mark(i, first_[i] != first_[i + 1]);
}

void Contacts::count_today(const Attempt& attempt, std::uint32_t row) {
  const LocalDate today = zone_.local_date(now_);
  if (is_waiting_to_be_sent(attempt.state)) {
    const bool is_void = attempt.not_after && now_ >= *attempt.not_after;
    const bool is_today = !attempt.not_before || zone_.local_date(*attempt.not_before) == today;
    if (!is_void && is_today) ++waiting_today_;
  } else if (counts_as_sent(attempt.state) && attempt.sent_at &&
             zone_.local_date(*attempt.sent_at) == today && row != no_row) {
    const bool knows_us = !clients_.has_chat_history.empty() && clients_.has_chat_history[row] != 0;
    if (!knows_us) ++first_contacts_today_;
  }
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

void Contacts::collect_phones() {
  std::vector<std::uint32_t> rows;
  for (std::size_t row = 0; row < clients_.size(); ++row) {
    if (known_[row] != Known::nothing && clients_.phone[row] != 0) {
      rows.push_back(static_cast<std::uint32_t>(row));
    }
  }
  if (rows.empty()) return;
  std::sort(rows.begin(), rows.end(), [this](std::uint32_t a, std::uint32_t b) {
    return clients_.phone[a] < clients_.phone[b];
  });
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto phone = static_cast<std::int64_t>(clients_.phone[rows[i]]);
    if (phones_.empty() || phones_.back() != phone) {
      phones_.push_back(phone);
      phone_facts_.emplace_back();
    } else {
      known_[rows[i]] = known_[rows[i - 1]] = Known::by_phone;
    }
    phone_facts_.back().merge(own_facts(rows[i]));
  }
  phone_index_ = FlatIndex(phones_);
  mark_clients_with_known_phones();
}

/// Finds the clients of whom nothing is known but under whose phone somebody else is. One bit a
/// hashed phone says "no" for almost everybody.
void Contacts::mark_clients_with_known_phones() {
  std::vector<std::uint64_t> filter(std::bit_ceil(phones_.size() / 2 + 64), 0);
  const std::uint64_t mask = filter.size() - 1;
  const auto hash = [](std::uint64_t phone) { return phone * 0x9e3779b97f4a7c15ULL >> 32; };
  for (const std::int64_t phone : phones_) {
    const std::uint64_t bit = hash(static_cast<std::uint64_t>(phone));
    filter[bit >> 6 & mask] |= std::uint64_t{1} << (bit & 63);
  }
  for (std::size_t row = 0; row < clients_.size(); ++row) {
    const std::uint64_t bit = hash(clients_.phone[row]);
    if ((filter[bit >> 6 & mask] >> (bit & 63) & 1u) == 0 || known_[row] != Known::nothing) {
      continue;
    }
    const auto phone = static_cast<std::int64_t>(clients_.phone[row]);
    if (phone_index_.find(phone) != no_row) known_[row] = Known::by_phone;
  }
}

ContactFacts Contacts::known_person_of(std::size_t client_row) const noexcept {
  if (known_[client_row] == Known::by_client) return own_facts(client_row);
  return phone_facts_[phone_index_.find(static_cast<std::int64_t>(clients_.phone[client_row]))];
}

CycleFacts Contacts::cycle_of(std::size_t client_row, ServiceId service,
                              Instant last_visit_at) const {
  const LocalDate last_visit_on = zone_.local_date(last_visit_at);
  CycleFacts cycle{last_visit_on};
  for (const std::uint32_t i : attempts_of(client_row)) {
    const Attempt& attempt = attempts_[i];
    if (attempt.service_id != service || !counts_as_sent(attempt.state)) continue;
    // An attempt of an older cycle counts too when it went out after the day of the last visit:
    // that visit became known only later.
    const bool is_of_cycle =
        attempt.cycle_key >= last_visit_on ||
        (attempt.sent_at && zone_.local_date(*attempt.sent_at) > last_visit_on);
    if (!is_of_cycle) continue;
    cycle.key = cycle.sent == 0 ? attempt.cycle_key : std::min(cycle.key, attempt.cycle_key);
    ++cycle.sent;
    cycle.number_max = std::max(cycle.number_max, attempt.attempt_number);
    cycle.is_ended |= ends_cycle(attempt, now_);
  }
  return cycle;
}

}  // namespace reactivation::detail
