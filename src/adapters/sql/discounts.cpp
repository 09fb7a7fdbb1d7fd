#include "discounts.hpp"

#include "client_rows.hpp"
#include "values.hpp"

namespace reactivation::sql {
namespace {

#define REACTIVATION_DISCOUNT_COLUMNS                                                     \
  "SELECT" REACTIVATION_ATTEMPT_COLUMNS                                                   \
  ", s.price_minor, b.status, b.datetime, b.cost_minor, b.reactivation_discount_applied," \
  " o.arms_name, o.arms FROM reactivation_attempts a"                                     \
  " LEFT JOIN reactivation_attempt_offers o ON o.attempt_id = a.id"                       \
  " LEFT JOIN services s ON s.id = a.service_id AND s.company_id = a.company_id"          \
  " LEFT JOIN bookings b ON b.id = a.booking_id AND b.company_id = a.company_id"          \
  " WHERE a.company_id = ?1 "

void add_rows(Rows rows, const Company& company, const Settings& settings, DiscountCount& count) {
  constexpr int own = 13;
  while (rows.next()) {
    const auto attempt = read_attempt(rows);
    if (!attempt) continue;
    DiscountRow row;
    row.attempt = *attempt;
    row.price_minor = amount_at(rows, own);
    if (!rows.is_null(own + 1)) {
      row.visit_status = visit_status_of(rows.text(own + 1));
      row.visit_at = instant_at(rows, own + 2, company.time_zone).value_or(Instant{});
      row.visit_cost_minor = amount_at(rows, own + 3);
      row.discount_applied = number_at(rows, own + 4);
    }
    if (rows.text(own + 5) == settings.arms.name) {
      row.is_drawn =
          drawn_value(drawn_arms_of(rows.text(own + 6)), ArmFactor::discount).has_value();
    }
    count.add(row);
  }
}

}  // namespace

DiscountFacts read_discounts(Session& session, const Company& company, const Settings& settings,
                             Instant now) {
  if (!needs_discount_facts(settings)) return {};
  DiscountCount count(company.time_zone, now);
  add_rows(session.database.query(REACTIVATION_DISCOUNT_COLUMNS "AND a.sent_at >= ?2",
                                  company.id.value, count.sent_from()),
           company, settings, count);
  add_rows(
      session.database.query(REACTIVATION_DISCOUNT_COLUMNS
                             "AND a.state IN ('planned', 'drafted', 'held', 'ready', 'deferred')",
                             company.id.value),
      company, settings, count);
  return count.take();
}

}  // namespace reactivation::sql
