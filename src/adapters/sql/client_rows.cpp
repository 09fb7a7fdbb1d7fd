#include "client_rows.hpp"

#include <algorithm>
#include <cmath>

#include "persons.hpp"
#include "values.hpp"

namespace reactivation::sql {

ClientReader::ClientReader(Session& session, const Company& company)
    : session_(session),
      company_(company.id),
      minor_units_(std::pow(10.0, currency_exponent(company.currency))) {
  load_opted_out();
}

ClientReader::ClientReader(Session& session, const Company& company, OptOutScope opt_outs)
    : session_(session),
      company_(company.id),
      one_by_one_(opt_outs),
      minor_units_(std::pow(10.0, currency_exponent(company.currency))) {}

void ClientReader::load_opted_out() {
  Rows rows = session_.database.query(
      "SELECT value, kind FROM reactivation_opt_outs"
      " WHERE company_id = ?1 AND kind IN ('phone', 'hash')",
      company_.value);
  while (rows.next()) {
    if (rows.text(1) == "hash") {
      hashes_.emplace(rows.text(0));
      continue;
    }
    const std::uint64_t digits = phone_digits_at(rows, 0);
    if (digits != 0) suppressed_.insert(digits);
  }
  add_phones_of_other_companies();
}

/// A number that opted out at another company of the account is not written to through it.
void ClientReader::add_phones_of_other_companies() {
  Rows rows = session_.database.query(
      "SELECT k.phone FROM reactivation_companies own JOIN reactivation_companies other"
      " ON other.account_id = own.account_id AND other.company_id <> own.company_id"
      " JOIN clients k ON k.company_id = other.company_id"
      " WHERE own.company_id = ?1 AND coalesce(k.reactivation_opt_out, 0) <> 0 AND k.phone <> ''",
      company_.value);
  while (rows.next()) {
    const std::uint64_t digits = phone_digits_at(rows, 0);
    if (digits != 0) suppressed_.insert(digits);
  }
}

bool ClientReader::is_suppressed(PhoneNumber phone) {
  if (!phone.is_set()) return false;
  if (one_by_one_) {
    return is_phone_suppressed(session_, {company_, *one_by_one_}, to_e164(phone));
  }
  if (suppressed_.count(phone.digits) > 0) return true;
  return !hashes_.empty() && hashes_.count(hash_of(session_, "phone", to_e164(phone))) > 0;
}

std::optional<std::uint16_t> ClientReader::zone_index(std::string_view name) {
  if (name.empty()) return std::nullopt;
  const auto found = zone_indexes_.find(name);
  if (found != zone_indexes_.end()) return found->second;
  const auto index =
      static_cast<std::uint16_t>(std::min<std::size_t>(zones_.size(), ClientColumns::no_zone - 1));
  if (index == zones_.size()) zones_.push_back(session_.zones.named(name));
  zone_indexes_.emplace(std::string{name}, index);
  return index;
}

void ClientReader::read(const Rows& row, Client& client) {
  client.id = ClientId{row.integer(0)};
  client.phone = PhoneNumber{phone_digits_at(row, 1)};
  client.phone_status = phone_status_at(row, 1, 2);
  client.loyalty_level = loyalty_of(row.text(3));
  client.visit_count.reset();
  if (!row.is_null(4)) client.visit_count = std::max(0, number_at(row, 4).value_or(0));
  client.total_spent_minor.reset();
  if (!row.is_null(5)) {
    // The original's column is in major units. A text in it counts as nothing spent.
    const bool is_number = row.type(5) == ValueType::integer || row.type(5) == ValueType::real;
    const double minor = is_number ? row.real(5) * minor_units_ : 0.0;
    client.total_spent_minor =
        std::llround(std::clamp(minor, 0.0, static_cast<double>(largest_amount)));
  }
  client.reactivation_opt_out = flag_at(row, 6, false, true) || is_suppressed(client.phone);
  client.consent =
      row.is_null(7) ? Consent::unknown : enum_of<Consent>(row.text(7)).value_or(Consent::denied);
  const auto instant_or_none = [&row](int column) -> std::optional<Instant> {
    const Instant at = barring_instant_at(row, column);
    return at == no_instant ? std::nullopt : std::optional{at};
  };
  client.last_reactivation_sent = instant_or_none(8);
  client.paused_until = instant_or_none(9);
  client.needs_person = flag_at(row, 10, false, true);
  client.has_chat_history = flag_at(row, 11, false, false);
  client.preferred_staff_id = StaffId{std::max<std::int64_t>(0, row.integer(15))};
  client.zone = row.is_null(12) ? std::nullopt : zone_index(row.text(12));
}

bool read_visit(const Rows& row, const TimeZone& zone, Visit& visit,
                std::vector<std::int64_t>& ids) {
  const auto at = instant_at(row, 1, zone);
  if (!at || row.is_null(0) || row.is_null(2)) return false;
  visit.client_id = ClientId{row.integer(0)};
  visit.starts_at = *at;
  visit.status = visit_status_of(row.text(2));
  ids_in_list(row.text(3), ids);
  std::sort(ids.begin(), ids.end());
  visit.service_ids.clear();
  for (const std::int64_t id : ids) visit.service_ids.push_back(ServiceId{id});
  visit.staff_id = StaffId{std::max<std::int64_t>(0, row.integer(4))};
  visit.cost_minor = amount_at(row, 5);
  visit.is_time_known = flag_at(row, 6, true, true);
  visit.id = VisitId{row.integer(7)};
  visit.created_at = instant_at(row, 8, zone);
  return true;
}

std::optional<Attempt> read_attempt(const Rows& row) {
  const auto id = attempt_id_of(row.text(0));
  const auto cycle = parse_iso_date(row.text(3));
  const auto state = enum_of<AttemptState>(row.text(5));
  if (!id || !cycle || !state) return std::nullopt;
  Attempt attempt;
  attempt.id = *id;
  attempt.client_id = ClientId{row.integer(1)};
  attempt.service_id = ServiceId{row.integer(2)};
  attempt.cycle_key = *cycle;
  attempt.attempt_number = number_at(row, 4).value_or(1);
  attempt.state = *state;
  const TimeZone utc = TimeZone{};
  attempt.not_before = instant_at(row, 6, utc);
  attempt.not_after = instant_at(row, 7, utc);
  attempt.sent_at = instant_at(row, 8, utc);
  attempt.discount_percent = number_at(row, 9).value_or(0);
  attempt.reply_type = enum_of<ReplyType>(row.text(10)).value_or(ReplyType::unclear);
  attempt.response_received_at = instant_at(row, 11, utc);
  attempt.completion_reason =
      enum_of<CompletionReason>(row.text(12)).value_or(CompletionReason::none);
  return attempt;
}

}  // namespace reactivation::sql
