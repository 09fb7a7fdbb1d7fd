#include "results.hpp"

#include <algorithm>
#include <charconv>

#include "reactivation/core/holdout.hpp"
#include "store_parts.hpp"
#include "values.hpp"

namespace reactivation {
namespace sql {
namespace {

/// The favourite that the message may have named, out of the stored preferences.
StaffId named_staff(std::string_view preferences) noexcept {
  StaffId out;
  constexpr std::string_view favourite = "\"favourite_staff\":{";
  constexpr std::string_view key = "\"staff_id\":";
  const std::size_t begin = preferences.find(favourite);
  if (begin == std::string_view::npos) return out;
  const std::size_t end = preferences.find('}', begin);
  const std::size_t at = preferences.find(key, begin);
  if (at == std::string_view::npos || at > end) return out;
  const char* const digits = preferences.data() + at + key.size();
  std::from_chars(digits, preferences.data() + preferences.size(), out.value);
  return out;
}

std::optional<Instant> seconds_at(const Rows& rows, int column) {
  if (rows.type(column) != ValueType::integer) return std::nullopt;
  return Instant{Seconds{rows.integer(column)}};
}

/// `arms` keeps what the row points to.
ResultRow result_at(const Rows& rows, std::vector<DrawnArm>& arms) {
  ResultRow out;
  arms.clear();
  if (!rows.is_null(18)) arms = drawn_arms_of(rows.text(18));
  out.arms = arms;
  out.client_id = ClientId{rows.integer(0)};
  out.service_id = ServiceId{rows.integer(1)};
  out.attempt_number = static_cast<int>(rows.integer(2));
  out.discount_percent = static_cast<int>(rows.integer(3));
  out.state = enum_of<AttemptState>(rows.text(4)).value_or(AttemptState::uncertain);
  out.sent_at = Instant{Seconds{rows.integer(5)}};
  out.reply_type = enum_of<ReplyType>(rows.text(6)).value_or(ReplyType::none);
  out.completion_reason = enum_of<CompletionReason>(rows.text(7)).value_or(CompletionReason::none);
  out.response_received_at = seconds_at(rows, 8);
  out.staff_id = named_staff(rows.text(9));
  if (!rows.is_null(11)) {
    out.booked_at = seconds_at(rows, 12);
    out.visit_status = visit_status_of(rows.text(13));
    out.price_minor = amount_at(rows, 14);
    out.discount_applied = number_at(rows, 15);
  }
  if (!out.booked_at) out.booked_at = out.response_received_at;
  out.prompt_tokens = rows.integer(16);
  out.answer_tokens = rows.integer(17);
  out.template_id = rows.text(10);  // last: it is valid until the next reading of this row
  return out;
}

struct HoldoutInForce {
  Holdout holdout;
  double threshold = 0;
  bool wants_notices = true;
};

HoldoutInForce holdout_of(Session& session, CompanyId company) {
  HoldoutInForce out;
  Rows row = session.database.query(
      "SELECT reactivation_holdout_percent, reactivation_holdout_name, conversion_threshold,"
      " coalesce(notify_admin_on_low_conversion, 1) FROM reactivation_settings"
      " WHERE company_id = ?1",
      company.value);
  if (!row.next()) return out;
  out.holdout.percent = row.is_null(0) ? 0 : static_cast<int>(row.integer(0));
  if (!row.is_null(1)) out.holdout.name = std::string{row.text(1)};
  out.threshold = row.is_null(2) ? Settings{}.conversion_threshold : row.real(2);
  out.wants_notices = row.integer(3) != 0;
  return out;
}

}  // namespace

void read_results(Session& session, CompanyId company, const Period& period,
                  const ResultSink& sink) {
  check_company(session, company);
  Rows rows = session.database.query(
      "SELECT a.client_id, a.service_id, a.attempt_number, a.discount_percent, a.state, a.sent_at,"
      " a.reply_type, a.completion_reason, a.response_received_at, o.preferences, o.template_id,"
      " b.id, b.created_at, b.status, b.cost_minor, b.reactivation_discount_applied,"
      " coalesce(d.prompt_tokens, 0), coalesce(d.answer_tokens, 0), o.arms"
      " FROM reactivation_attempts a"
      " LEFT JOIN reactivation_attempt_offers o ON o.attempt_id = a.id"
      " LEFT JOIN bookings b ON b.id = a.booking_id AND b.company_id = a.company_id"
      " LEFT JOIN reactivation_drafts d ON d.attempt_id = a.id"
      " WHERE a.company_id = ?1 /*sqlite:*/AND (a.state = 'dispatching') IN (0, 1)/*:*/"
      " AND a.sent_at >= ?2 AND a.sent_at < ?3"
      " AND a.state IN ('dispatching', 'accepted', 'delivered', 'read', 'uncertain',"
      " 'uncertain_final')",
      company.value, period.from, period.until);
  std::vector<DrawnArm> arms;
  while (rows.next()) sink(result_at(rows, arms));
}

void write_eligible(Session& session, CompanyId company, std::span<const EligibleClient> clients,
                    Instant now) {
  check_company(session, company);
  const Holdout holdout = holdout_of(session, company).holdout;
  if (holdout.percent <= 0) return;
  const double held_share = std::min(holdout.percent, 100) / 100.0;
  for (const EligibleClient& client : clients) {
    const bool is_held = client.group == ExperimentGroup::held_out;
    session.database.change(
        "INSERT INTO reactivation_eligibility (company_id, client_id, service_id, last_visit_at,"
        " experiment, eligible_at, is_held, propensity)"
        " SELECT ?1, ?2, ?3, coalesce((SELECT max(last_visit_at) FROM reactivation_client_services"
        "  WHERE company_id = ?1 AND client_id = ?2 AND service_id = ?3), 0), ?4, ?5, ?6, ?7"
        " WHERE ?1 = ?1 ON CONFLICT DO NOTHING",
        company.value, client.client_id.value, client.service_id.value, holdout.name, now, is_held,
        is_held ? held_share : 1 - held_share);
  }
}

void read_eligible(Session& session, CompanyId company, const EligibleQuestion& question,
                   const EligibleSink& sink) {
  check_company(session, company);
  // A discount that nobody noted at the desk was given as it was offered.
  Rows rows = session.database.query(
      "SELECT e.client_id, e.is_held, e.eligible_at, count(b.id),"
      " coalesce(sum(b.cost_minor * (100 - coalesce(b.reactivation_discount_applied,"
      "  (SELECT max(a.discount_percent) FROM reactivation_attempts a"
      "    WHERE a.company_id = b.company_id AND a.client_id = b.client_id"
      "      AND a.booking_id = b.id), 0)) / 100.0), 0)"
      " FROM (SELECT client_id, is_held, eligible_at, row_number() OVER"
      "   (PARTITION BY client_id ORDER BY eligible_at, service_id) AS place"
      "   FROM reactivation_eligibility WHERE company_id = ?1 AND experiment = ?2"
      "    AND eligible_at >= ?3 AND eligible_at < ?4) e"
      " LEFT JOIN bookings b ON b.company_id = ?1 AND b.client_id = e.client_id"
      "  AND b.status = 'completed' AND b.datetime >= e.eligible_at"
      "  AND b.datetime <= e.eligible_at + ?5"
      " WHERE e.place = 1 GROUP BY e.client_id, e.is_held, e.eligible_at",
      company.value, question.experiment, question.period.from, question.period.until,
      Seconds{question.within}.count());
  while (rows.next()) {
    sink({ClientId{rows.integer(0)},
          rows.integer(1) != 0 ? ExperimentGroup::held_out : ExperimentGroup::treated,
          Instant{Seconds{rows.integer(2)}}, rows.integer(3), rows.real(4)});
  }
}

bool take_low_conversion(Session& session, CompanyId company, Instant now) {
  ResultCounts counts;
  read_results(session, company, conversion_window(now),
               [&counts](const ResultRow& row) { counts.add(row); });
  const HoldoutInForce settings = holdout_of(session, company);
  if (!settings.wants_notices || !is_conversion_low(counts, settings.threshold)) return false;
  {
    Rows told = session.database.query(
        "SELECT max(at) FROM reactivation_events WHERE attempt_id IS NULL AND client_id IS NULL"
        " AND kind = 'alert' AND company_id = ?1 AND why = 'low_conversion'",
        company.value);
    if (told.next() && !told.is_null(0) &&
        now < Instant{Seconds{told.integer(0)}} + low_conversion_again) {
      return false;
    }
  }
  append(session, {.company_id = company,
                   .client_id = 0,
                   .attempt_id = {},
                   .kind = "alert",
                   .from_state = {},
                   .to_state = {},
                   .at = now,
                   .why = word_of(AlertKind::low_conversion)});
  return true;
}

}  // namespace sql

result<void> SqlStore::for_each_result(CompanyId company, const Period& period,
                                       const ResultSink& sink) {
  return parts_->reading([&] { sql::read_results(parts_->session, company, period, sink); });
}

result<void> SqlStore::log_eligible(CompanyId company, std::span<const EligibleClient> clients,
                                    Instant now) {
  return parts_->writing(sql::Lock::nothing(),
                         [&] { sql::write_eligible(parts_->session, company, clients, now); });
}

result<void> SqlStore::for_each_eligible(CompanyId company, const EligibleQuestion& question,
                                         const EligibleSink& sink) {
  return parts_->reading([&] { sql::read_eligible(parts_->session, company, question, sink); });
}

result<bool> SqlStore::take_low_conversion(CompanyId company, Instant now) {
  return parts_->writing_message(sql::Lock::on(company), [&] {
    return sql::take_low_conversion(parts_->session, company, now);
  });
}

}  // namespace reactivation
