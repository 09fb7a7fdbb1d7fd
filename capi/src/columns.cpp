#include "reactivation/c/columns.h"

#include <bit>
#include <type_traits>
#include <utility>

#include "guard.hpp"
#include "reactivation/adapters/tz.hpp"
#include "reactivation/c/documents.h"
#include "reactivation/core/plan.hpp"
#include "reactivation/json/plan_json.hpp"
#include "reactivation/json/snapshot_json.hpp"

namespace {

using namespace reactivation;
using capi::checked;
using capi::Failure;
using capi::init;

// What makes the columns readable where they lie.
static_assert(sizeof(Instant) == sizeof(std::int64_t) && alignof(Instant) == alignof(std::int64_t));
static_assert(std::is_standard_layout_v<Instant> && std::is_trivially_copyable_v<Instant>);
static_assert(no_instant.time_since_epoch().count() == REACTIVATION_NO_INSTANT);
static_assert(attempt_number_max == 1000);  // as the header and the message say
static_assert(absent_amount == REACTIVATION_NO_AMOUNT);
static_assert(ClientColumns::no_zone == REACTIVATION_NO_ZONE);
static_assert(static_cast<unsigned>(PhoneStatus::mobile) == REACTIVATION_PHONE_MOBILE);
static_assert(static_cast<unsigned>(PhoneStatus::invalid) == REACTIVATION_PHONE_INVALID);
static_assert(static_cast<unsigned>(PhoneStatus::missing) == REACTIVATION_PHONE_MISSING);
static_assert(static_cast<unsigned>(PhoneStatus::test) == REACTIVATION_PHONE_TEST);
static_assert(static_cast<unsigned>(LoyaltyLevel::fresh) == REACTIVATION_LOYALTY_NEW);
static_assert(static_cast<unsigned>(LoyaltyLevel::vip) == REACTIVATION_LOYALTY_VIP);
static_assert(static_cast<unsigned>(Consent::granted) == REACTIVATION_CONSENT_GRANTED);
static_assert(static_cast<unsigned>(Consent::denied) == REACTIVATION_CONSENT_DENIED);
static_assert(static_cast<unsigned>(VisitStatus::completed) == REACTIVATION_VISIT_COMPLETED);
static_assert(static_cast<unsigned>(VisitStatus::booked) == REACTIVATION_VISIT_BOOKED);
static_assert(static_cast<unsigned>(VisitStatus::cancelled) == REACTIVATION_VISIT_CANCELLED);
static_assert(static_cast<unsigned>(VisitStatus::no_show) == REACTIVATION_VISIT_NO_SHOW);

constexpr unsigned states_last = static_cast<unsigned>(AttemptState::cancelled);
constexpr unsigned replies_last = static_cast<unsigned>(ReplyType::booking_created);
constexpr unsigned completions_last = static_cast<unsigned>(CompletionReason::visited);

[[noreturn]] void refuse(const std::string& column, std::uint64_t row, const char* what) {
  throw Failure{REACTIVATION_INVALID_ARGUMENT, column + "[" + std::to_string(row) + "] " + what};
}

/// The columns of one struct, checked and handed on where they lie.
class Reader {
public:
  Reader(const char* name, std::uint64_t rows) : name_(name), rows_(rows) {
    if (rows > REACTIVATION_ROWS_MAX) {
      throw Failure{REACTIVATION_INVALID_ARGUMENT, std::string(name) + ".rows is too large"};
    }
  }

  template <class To, class From>
  [[nodiscard]] Column<To> column(const From* data, const char* column) const {
    static_assert(sizeof(To) == sizeof(From) && alignof(To) == alignof(From));
    if (data == nullptr || rows_ == 0) return {};
    if (reinterpret_cast<std::uintptr_t>(data) % alignof(From) != 0) {
      throw Failure{REACTIVATION_INVALID_ARGUMENT, place_of(column) + " is not aligned"};
    }
    return {reinterpret_cast<const To*>(data), static_cast<std::size_t>(rows_)};
  }
  template <class To, class From>
  [[nodiscard]] Column<To> required(const From* data, const char* name) const {
    if (data == nullptr && rows_ > 0) {
      throw Failure{REACTIVATION_INVALID_ARGUMENT, place_of(name) + " is null"};
    }
    return column<To>(data, name);
  }
  /// Bytes that stand for words, from 0 to `last`.
  template <class To>
  [[nodiscard]] Column<To> words(const std::uint8_t* data, const char* name, unsigned last) const {
    const Column<To> out = column<To>(data, name);
    for (std::size_t row = 0; row < out.size(); ++row) {
      if (data[row] > last) refuse(place_of(name), row, "is a number without a meaning");
    }
    return out;
  }
  [[nodiscard]] std::string place_of(const char* column) const {
    return std::string(name_) + "." + column;
  }

private:
  const char* name_;
  std::uint64_t rows_;
};

ClientColumns clients_of(const reactivation_client_columns& given, std::uint64_t zones) {
  const Reader read("clients", given.rows);
  capi::check_flags(given.flags, 0, "clients");
  ClientColumns out;
  out.id = read.required<std::int64_t>(given.id, "id");
  for (std::size_t row = 0; row < out.id.size(); ++row) {
    if (out.id[row] <= 0) refuse(read.place_of("id"), row, "is no id: ids are positive");
  }
  out.phone = read.column<std::uint64_t>(given.phone, "phone");
  out.phone_status =
      read.words<PhoneStatus>(given.phone_status, "phone_status", REACTIVATION_PHONE_TEST);
  out.loyalty_level =
      read.words<LoyaltyLevel>(given.loyalty_level, "loyalty_level", REACTIVATION_LOYALTY_VIP);
  out.visit_count = read.column<std::int64_t>(given.visit_count, "visit_count");
  out.total_spent_minor = read.column<std::int64_t>(given.total_spent_minor, "total_spent_minor");
  out.opt_out = read.words<std::uint8_t>(given.opt_out, "opt_out", 1);
  out.consent = read.words<Consent>(given.consent, "consent", REACTIVATION_CONSENT_DENIED);
  out.last_reactivation_sent =
      read.column<Instant>(given.last_reactivation_sent, "last_reactivation_sent");
  out.paused_until = read.column<Instant>(given.paused_until, "paused_until");
  out.needs_person = read.words<std::uint8_t>(given.needs_person, "needs_person", 1);
  out.has_chat_history = read.words<std::uint8_t>(given.has_chat_history, "has_chat_history", 1);
  out.preferred_staff_id =
      read.column<std::int64_t>(given.preferred_staff_id, "preferred_staff_id");
  out.zone = read.column<std::uint16_t>(given.zone, "zone");
  for (std::size_t row = 0; row < out.zone.size(); ++row) {
    if (out.zone[row] != ClientColumns::no_zone && out.zone[row] >= zones) {
      refuse(read.place_of("zone"), row, "counts a zone that client_zones does not have");
    }
  }
  return out;
}

VisitColumns visits_of(const reactivation_visit_columns& given) {
  const Reader read("visits", given.rows);
  capi::check_flags(given.flags, 0, "visits");
  VisitColumns out;
  out.client_id = read.required<std::int64_t>(given.client_id, "client_id");
  out.service_id = read.required<std::int64_t>(given.service_id, "service_id");
  out.starts_at = read.required<Instant>(given.starts_at, "starts_at");
  out.status = read.words<VisitStatus>(given.status, "status", REACTIVATION_VISIT_NO_SHOW);
  out.staff_id = read.column<std::int64_t>(given.staff_id, "staff_id");
  out.cost_minor = read.column<std::int64_t>(given.cost_minor, "cost_minor");
  out.is_time_known = read.words<std::uint8_t>(given.is_time_known, "is_time_known", 1);
  return out;
}

HistoryColumns history_of(const reactivation_history_columns& given) {
  const Reader read("history", given.rows);
  capi::check_flags(given.flags, 0, "history");
  HistoryColumns out;
  out.client_id = read.required<std::int64_t>(given.client_id, "client_id");
  out.service_id = read.required<std::int64_t>(given.service_id, "service_id");
  out.last_visit_at = read.required<Instant>(given.last_visit_at, "last_visit_at");
  out.times = read.required<std::int64_t>(given.times, "times");
  return out;
}

std::optional<Instant> instant_at(Column<Instant> column, std::size_t row) {
  if (column.empty() || column[row] == no_instant) return std::nullopt;
  return within_reach(column[row]);
}

/// Copied: attempts are few beside visits, and each is one value. Without their ids, at which no
/// plan looks: a hash for each would cost a quarter of the whole call.
std::vector<Attempt> attempts_of(const reactivation_attempt_columns& given) {
  const Reader read("attempts", given.rows);
  capi::check_flags(given.flags, 0, "attempts");
  const auto client = read.required<std::int64_t>(given.client_id, "client_id");
  const auto service = read.required<std::int64_t>(given.service_id, "service_id");
  const auto cycle = read.required<std::int32_t>(given.cycle_key_day, "cycle_key_day");
  const auto number = read.required<std::int32_t>(given.attempt_number, "attempt_number");
  (void)read.required<std::uint8_t>(given.state, "state");
  const auto state = read.words<AttemptState>(given.state, "state", states_last);
  const auto sent_at = read.column<Instant>(given.sent_at, "sent_at");
  const auto not_before = read.column<Instant>(given.not_before, "not_before");
  const auto not_after = read.column<Instant>(given.not_after, "not_after");
  const auto discount = read.words<std::uint8_t>(given.discount_percent, "discount_percent", 100);
  const auto reply = read.words<ReplyType>(given.reply_type, "reply_type", replies_last);
  const auto response = read.column<Instant>(given.response_received_at, "response_received_at");
  const auto completion =
      read.words<CompletionReason>(given.completion_reason, "completion_reason", completions_last);
  std::vector<Attempt> out;
  out.reserve(client.size());
  for (std::size_t row = 0; row < client.size(); ++row) {
    Attempt attempt;
    attempt.client_id = ClientId{client[row]};
    attempt.service_id = ServiceId{service[row]};
    attempt.cycle_key = LocalDate{Days{cycle[row]}};
    if (attempt.cycle_key < date_of(LocalTime{min_instant.time_since_epoch()}) ||
        attempt.cycle_key >= date_of(LocalTime{max_instant.time_since_epoch()})) {
      refuse(read.place_of("cycle_key_day"), row, "is no day of 1970 to 2199");
    }
    attempt.attempt_number = number[row];
    if (attempt.attempt_number < 1 || attempt.attempt_number > attempt_number_max) {
      refuse(read.place_of("attempt_number"), row, "is not from 1 to 1000");
    }
    attempt.state = state[row];
    attempt.sent_at = instant_at(sent_at, row);
    if (counts_as_sent(attempt.state) && !attempt.sent_at) {
      refuse(read.place_of("sent_at"), row, "is missing: the state says that it was sent");
    }
    attempt.not_before = instant_at(not_before, row);
    attempt.not_after = instant_at(not_after, row);
    if (!discount.empty()) attempt.discount_percent = discount[row];
    if (!reply.empty()) attempt.reply_type = reply[row];
    attempt.response_received_at = instant_at(response, row);
    if (!completion.empty()) attempt.completion_reason = completion[row];
    out.push_back(attempt);
  }
  return out;
}

std::vector<TimeZone> zones_of(const reactivation_plan_input& given, const TimeZoneSource& zones) {
  if (given.client_zone_count > REACTIVATION_NO_ZONE) {
    throw Failure{REACTIVATION_INVALID_ARGUMENT, "client_zone_count is more than 65535"};
  }
  std::vector<TimeZone> out;
  if (given.client_zone_count == 0) return out;
  capi::require(given.client_zones, "client_zones");
  for (std::uint64_t i = 0; i < given.client_zone_count; ++i) {
    auto zone = zones.find(capi::view_of(given.client_zones[i], "client_zones"));
    if (!zone) {
      throw Failure{REACTIVATION_TIME_ZONE_UNKNOWN,
                    "client_zones[" + std::to_string(i) + "] is no IANA zone of this system"};
    }
    out.push_back(std::move(zone).value());
  }
  return out;
}

Snapshot frame_of(reactivation_text document, const TimeZoneSource& zones) {
  ReadSnapshot read = read_snapshot(capi::view_of(document, "frame"), zones);
  if (!read.snapshot) throw capi::refusal_of(read.issues, "frame");
  const Snapshot& frame = *read.snapshot;
  if (!frame.clients.empty() || !frame.visits.empty() || !frame.attempts.empty()) {
    throw Failure{REACTIVATION_INVALID_ARGUMENT,
                  "frame has clients, visits or attempts: those come as columns"};
  }
  return std::move(*read.snapshot);
}

/// The caller's arrays, all with the right number of rows.
void check_rows(const reactivation_plan_rows& rows, std::uint64_t clients) {
  capi::check_flags(rows.flags, 0, "rows");
  if (rows.rows != clients) {
    throw Failure{REACTIVATION_INVALID_ARGUMENT,
                  "rows.rows is not the number of clients: every client has its row"};
  }
  const auto check_aligned = [](const auto* column, const char* name) {
    if (reinterpret_cast<std::uintptr_t>(column) % alignof(decltype(*column)) != 0) {
      throw Failure{REACTIVATION_INVALID_ARGUMENT, std::string("rows.") + name + " is not aligned"};
    }
  };
  check_aligned(rows.service_id, "service_id");
  check_aligned(rows.until, "until");
  check_aligned(rows.eligible_at, "eligible_at");
  check_aligned(rows.rank, "rank");
}

/// Found by the planner on its way: a pass of its own would cost what looking at every row costs.
[[noreturn]] void refuse(const ColumnFault& fault) {
  const bool is_client = fault.kind == ColumnFault::Kind::client_twice;
  const std::string first = std::to_string(fault.first_row);
  if (is_client)
    refuse("clients.id", fault.row, ("is the id of row " + first + " as well").c_str());
  refuse("history.client_id", fault.row,
         ("has rows of its client apart, from row " + first + " on: group them by client").c_str());
}

void fill(reactivation_plan_rows& out, const PlanInput& input, const Selection& selection) {
  const auto seconds = [](Instant at) { return at.time_since_epoch().count(); };
  for (std::size_t row = 0; row < selection.rows.size(); ++row) {
    const ClientRow& verdict = selection.rows[row];
    const bool has_service = verdict.service != ClientRow::no_service;
    if (out.reason) out.reason[row] = static_cast<std::uint8_t>(verdict.reason);
    if (out.service_id) {
      out.service_id[row] = has_service ? input.services[verdict.service].id.value : 0;
    }
    if (out.until) out.until[row] = seconds(verdict.until);
    if (out.eligible_at) out.eligible_at[row] = seconds(verdict.eligible_at);
    if (out.rank) out.rank[row] = verdict.rank;
  }
  out.due_count = selection.counts.due;
  out.planned_count = selection.counts.planned;
  out.skipped_count = selection.counts.skipped;
}

void plan_columns(const reactivation_plan_input& given, reactivation_plan_rows* rows,
                  reactivation_bytes* plan) {
  capi::check_flags(given.flags, REACTIVATION_PLAN_DUE_ONLY, "input");
  const SystemTimeZones zones;
  const Instant now = capi::instant_of(given.now_unix_seconds, "now_unix_seconds");
  const std::vector<TimeZone> client_zones = zones_of(given, zones);
  const Snapshot frame = frame_of(given.frame, zones);
  std::vector<Attempt> attempts;
  if (given.attempts) {
    attempts = attempts_of(checked(given.attempts, "attempts"));
  }
  const PlanInput input{
      .company = frame.company,
      .settings = frame.settings,
      .account = frame.account ? &*frame.account : nullptr,
      .services = frame.services,
      .staff = frame.staff,
      .rules = frame.rules,
      .clients = clients_of(checked(given.clients, "clients"), client_zones.size()),
      .visits = given.visits ? visits_of(checked(given.visits, "visits")) : VisitColumns{},
      .history = given.history ? history_of(checked(given.history, "history")) : HistoryColumns{},
      .attempts = attempts,
      .slots = frame.slots,
      .client_zones = client_zones,
      .weights = {},
      .now = now};
  if (rows) check_rows(*rows, input.clients.size());
  Selection selection = select_clients(input);
  if (selection.fault) refuse(*selection.fault);
  std::string document;
  if (plan) {
    Selection offered = selection;
    make_offers(input, input.visits, offered);
    const bool is_due_only = (given.flags & REACTIVATION_PLAN_DUE_ONLY) != 0;
    document = write_plan(plan_of(input, std::move(offered)),
                          is_due_only ? PlanRows::due_only : PlanRows::all);
    capi::give(*plan, document);
  }
  // The last step, which cannot fail: whatever went wrong before has left the counts at 0.
  if (rows) fill(*rows, input, selection);
}

}  // namespace

extern "C" {

void reactivation_client_columns_init(reactivation_client_columns* columns) { init(columns); }
void reactivation_visit_columns_init(reactivation_visit_columns* columns) { init(columns); }
void reactivation_history_columns_init(reactivation_history_columns* columns) { init(columns); }
void reactivation_attempt_columns_init(reactivation_attempt_columns* columns) { init(columns); }
void reactivation_plan_input_init(reactivation_plan_input* input) { init(input); }
void reactivation_plan_rows_init(reactivation_plan_rows* rows) { init(rows); }

const char* reactivation_reason_text(uint32_t reason) {
  if (reason == 0 || reason > reasons_max) return "";
  // The core's words are literals.
  return to_string(static_cast<SkipReason>(reason)).data();
}

reactivation_status reactivation_plan_columns(const reactivation_plan_input* input,
                                              reactivation_plan_rows* rows,
                                              reactivation_bytes* plan, reactivation_error* error) {
  capi::empty(plan);
  if (rows != nullptr && rows->struct_size == sizeof(reactivation_plan_rows)) {
    rows->due_count = rows->planned_count = rows->skipped_count = 0;
  }
  return capi::guarded(error, [&] {
    const auto& given = checked(input, "input");
    if (rows != nullptr) (void)checked(rows, "rows");
    if (rows == nullptr && plan == nullptr) {
      throw Failure{REACTIVATION_INVALID_ARGUMENT, "rows and plan are both null: name one"};
    }
    plan_columns(given, rows, plan);
  });
}

}  // extern "C"
