#include "state.hpp"

#include <algorithm>
#include <array>

#include "reactivation/core/lifecycle.hpp"

namespace reactivation::memory {
namespace {

TurnKey turn_of(const AttemptRow& row) {
  return {row.attempt.not_before.value_or(no_instant), row.planned.rank, row.attempt.id};
}

bool has_turn(const AttemptRow& row) noexcept {
  return is_waiting_to_be_sent(row.attempt.state) && row.attempt.state != AttemptState::held;
}

/// Not later than the first instant at which `change_of_time` has something for the attempt.
std::optional<Instant> due_at(const Attempt& attempt) {
  if (is_waiting_to_be_sent(attempt.state)) return attempt.not_after;
  if (!counts_as_sent(attempt.state) || !attempt.sent_at) return std::nullopt;
  if (attempt.state == AttemptState::dispatching) return std::nullopt;
  if (attempt.state == AttemptState::uncertain) return *attempt.sent_at + uncertain_final_after;
  const bool is_closed = attempt.completion_reason != CompletionReason::none ||
                         attempt.reply_type == ReplyType::no_response;
  if (is_closed) return std::nullopt;
  return within_reach(*attempt.sent_at) + response_deadline;
}

/// A place in no index yet.
template <class Index>
typename Index::node_type spare_place() {
  Index spare;
  spare.insert(typename Index::value_type{});
  return spare.extract(spare.begin());
}

template <class Index, class Key>
void take_place(Index& index, const Key& key, typename Index::node_type& place) noexcept {
  if (auto taken = index.extract(key)) place = std::move(taken);
}

template <class Index, class Key>
void give_place(Index& index, Key key, typename Index::node_type& place) noexcept {
  place.value() = std::move(key);
  index.insert(std::move(place));
}

void enter_indexes(State& state, const AttemptRow& row) {
  CompanyRow& company = *state.company(row.company_id);
  if (has_turn(row)) company.turns.insert(turn_of(row));
  if (row.attempt.state == AttemptState::dispatching) {
    ++company.dispatching;
    state.dispatching.insert(row.attempt.id);
  }
  if (const auto due = due_at(row.attempt)) state.due.insert({*due, row.attempt.id});
}

}  // namespace

CompanyRow* State::company(CompanyId id) {
  const auto found = companies.find(id);
  return found == companies.end() ? nullptr : &found->second;
}

StoredClient* State::client(CompanyId company_id, ClientId client_id) {
  CompanyRow* row = company(company_id);
  if (row == nullptr) return nullptr;
  const auto found = row->clients.find(client_id);
  return found == row->clients.end() ? nullptr : &found->second;
}

AttemptRow* State::attempt(const AttemptId& id) {
  const auto found = attempts.find(id);
  return found == attempts.end() ? nullptr : &found->second;
}

AttemptEdit::AttemptEdit(State& state, AttemptRow& row)
    : state_(state),
      row_(row),
      turn_(spare_place<std::set<TurnKey>>()),
      dispatching_(spare_place<std::set<AttemptId>>()),
      due_(spare_place<std::set<std::pair<Instant, AttemptId>>>()) {
  CompanyRow& company = *state_.company(row_.company_id);
  if (has_turn(row_)) take_place(company.turns, turn_of(row_), turn_);
  if (row_.attempt.state == AttemptState::dispatching) {
    --company.dispatching;
    take_place(state_.dispatching, row_.attempt.id, dispatching_);
  }
  if (const auto due = due_at(row_.attempt)) {
    take_place(state_.due, std::pair{*due, row_.attempt.id}, due_);
  }
}
AttemptEdit::~AttemptEdit() {
  CompanyRow& company = *state_.company(row_.company_id);
  if (has_turn(row_)) give_place(company.turns, turn_of(row_), turn_);
  if (row_.attempt.state == AttemptState::dispatching) {
    ++company.dispatching;
    give_place(state_.dispatching, row_.attempt.id, dispatching_);
  }
  if (const auto due = due_at(row_.attempt)) {
    give_place(state_.due, std::pair{*due, row_.attempt.id}, due_);
  }
}

AttemptRow& add_attempt(State& state, AttemptRow row) {
  const AttemptId id = row.attempt.id;
  const auto place_of = [&state](const AttemptId& known) {
    const Attempt& attempt = state.attempts.at(known).attempt;
    return std::tuple{attempt.service_id, attempt.cycle_key, attempt.attempt_number, known};
  };
  AttemptRow& stored = state.attempts.insert_or_assign(id, std::move(row)).first->second;
  if (StoredClient* client = state.client(stored.company_id, stored.attempt.client_id)) {
    auto& ids = client->attempts;
    const auto place = std::lower_bound(
        ids.begin(), ids.end(), id,
        [&](const AttemptId& a, const AttemptId& b) { return place_of(a) < place_of(b); });
    ids.insert(place, id);
  }
  enter_indexes(state, stored);
  return stored;
}

void free_lease(AttemptRow& row) { row.lease = {{}, row.lease.epoch, no_instant}; }

void move_to(State& state, AttemptRow& row, const Step& step) {
  const AttemptState from = row.attempt.state;
  AttemptEdit edit{state, row};
  row.attempt.state = step.to;
  if (!is_waiting_to_be_sent(step.to) && step.to != AttemptState::dispatching) free_lease(row);
  state.events.push_back({row.company_id,
                          {},
                          row.attempt.client_id,
                          row.attempt.id,
                          "attempt",
                          word_of(from),
                          word_of(step.to),
                          step.at,
                          std::string{step.why}});
}

bool is_void(const Attempt& attempt, Instant now) noexcept {
  return attempt.not_after && now >= *attempt.not_after;
}

namespace {

template <class Enum, std::size_t count>
std::string_view word_in(const std::array<std::string_view, count>& words, Enum value) noexcept {
  const auto place = static_cast<std::size_t>(value);
  return place < count ? words[place] : std::string_view{};
}

}  // namespace

std::string_view word_of(AttemptState state) noexcept {
  static constexpr std::array<std::string_view, 13> words{
      "planned",   "drafted", "held",      "ready",           "deferred", "dispatching", "accepted",
      "delivered", "read",    "uncertain", "uncertain_final", "rejected", "cancelled"};
  return word_in(words, state);
}

std::string_view word_of(ReplyType type) noexcept {
  static constexpr std::array<std::string_view, 12> words{
      "none",          "opt_out",     "negative",   "positive", "neutral",     "pause_until",
      "other_service", "other_staff", "other_time", "unclear",  "no_response", "booking_created"};
  return word_in(words, type);
}

std::string_view word_of(CompletionReason reason) noexcept {
  static constexpr std::array<std::string_view, 8> words{"none",      "converted", "max_attempts",
                                                         "opted_out", "negative",  "replied",
                                                         "cancelled", "visited"};
  return word_in(words, reason);
}

std::string_view word_of(Delivery delivery) noexcept {
  static constexpr std::array<std::string_view, 4> words{"sent", "failed", "delivered", "read"};
  return word_in(words, delivery);
}

std::string_view word_of(IdentityKind kind) noexcept {
  static constexpr std::array<std::string_view, 5> words{"phone", "external_id", "lid", "user_id",
                                                         "chat_id"};
  return word_in(words, kind);
}

void append_about(State& state, const PersonKey& who, std::string_view kind, Instant at) {
  state.events.push_back({who.company_id, {}, who.client_id, std::nullopt, kind, {}, {}, at, {}});
}

std::string_view word_of(AlertKind kind) noexcept {
  static constexpr std::array<std::string_view, 13> words{
      "opted_out_in_flight", "reply_needs_person",    "event_id_reused",  "complaint",
      "account_stopped",     "booking_after_opt_out", "event_unreadable", "invariant_broken",
      "account_limited",     "list_quality",          "draft_incident",   "drafts_refused",
      "low_conversion"};
  return word_in(words, kind);
}

}  // namespace reactivation::memory
