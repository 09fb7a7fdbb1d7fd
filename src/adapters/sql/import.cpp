#include "import.hpp"

#include <algorithm>

#include "attempts.hpp"
#include "company_rows.hpp"
#include "history.hpp"
#include "persons.hpp"
#include "reactivation/core/interval.hpp"
#include "values.hpp"

namespace reactivation::sql {
namespace {

void check_code(const std::string& code, const char* what) {
  if (!code.empty()) return;
  fail(errc::invalid_argument, std::string{"a "} + what + " without a code cannot be imported");
}

std::optional<std::string> text_at(const Rows& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  return std::string{row.text(column)};
}

int weight_of(VisitStatus status) {
  switch (status) {
    case VisitStatus::completed:
      return 3;
    case VisitStatus::booked:
      return 2;
    case VisitStatus::no_show:
      return 1;
    default:
      return 0;
  }
}

/// Two rows of one import that name the same visit: as core/tables.hpp joins them.
StoredVisit joined(const StoredVisit& a, const StoredVisit& b) {
  const auto tells_more = [](const StoredVisit& x, const StoredVisit& y) {
    const int weight_x = weight_of(x.status);
    const int weight_y = weight_of(y.status);
    if (weight_x != weight_y) return weight_x > weight_y;
    if (x.starts_at != y.starts_at) return x.starts_at > y.starts_at;
    return x.client_id <= y.client_id;
  };
  const bool is_a_first = tells_more(a, b);
  StoredVisit kept = is_a_first ? a : b;
  const StoredVisit& other = is_a_first ? b : a;
  if (kept.staff_id == 0 || (other.staff_id != 0 && other.staff_id < kept.staff_id)) {
    kept.staff_id = other.staff_id;
  }
  kept.cost_minor = std::max(kept.cost_minor, other.cost_minor);
  kept.is_time_known =
      kept.is_time_known || (other.is_time_known && other.starts_at == kept.starts_at);
  if (other.created_at && (!kept.created_at || *other.created_at < *kept.created_at)) {
    kept.created_at = other.created_at;
  }
  kept.services.insert(kept.services.end(), other.services.begin(), other.services.end());
  std::sort(kept.services.begin(), kept.services.end());
  kept.services.erase(std::unique(kept.services.begin(), kept.services.end()), kept.services.end());
  return kept;
}

/// `row` says nothing that the stored visit does not say too, but may say less.
bool is_part_of(const StoredVisit& row, const StoredVisit& stored) {
  return row.client_id == stored.client_id && row.starts_at == stored.starts_at &&
         row.status == stored.status && joined(row, stored) == stored;
}

std::string json_list(const std::vector<std::int64_t>& ids) {
  std::string text = "[";
  for (const std::int64_t id : ids) {
    if (text.size() > 1) text += ',';
    text += std::to_string(id);
  }
  return text += ']';
}

std::optional<std::int64_t> or_null(std::int64_t id) {
  return id > 0 ? std::optional{id} : std::nullopt;
}

}  // namespace

Importer::Importer(Session& session, CompanyId company)
    : session_(session),
      database_(session.database),
      company_(company),
      transaction_(session.database, Transaction::Kind::write) {
  database_.take(Lock::on(company));
  const Company read = read_company(session, company);
  business_type_ = read.business_type;
  zone_ = read.time_zone;
  load_codes(
      "SELECT reactivation_external_id, id FROM services WHERE company_id = ?1"
      " AND reactivation_external_id IS NOT NULL",
      services_);
  load_codes(
      "SELECT reactivation_external_id, id FROM staff WHERE company_id = ?1"
      " AND reactivation_external_id IS NOT NULL",
      staff_);
  load_codes(
      "SELECT reactivation_external_id, id FROM clients WHERE company_id = ?1"
      " AND reactivation_external_id IS NOT NULL",
      clients_);
  {
    Rows row = database_.query("SELECT 1 FROM reactivation_opt_outs WHERE company_id = ?1 LIMIT 1",
                               company_.value);
    may_be_suppressed_ = row.next();
  }
  // The import notes by itself whose visits it touched, once for each client.
  has_triggers_off_ = database_.switch_own_triggers_off();
}

Importer::~Importer() {
  if (has_triggers_off_) database_.switch_own_triggers_on();
}

void Importer::touch(std::int64_t client) {
  if (client <= 0 || !touched_.insert(client)) return;
  database_.change(
      "INSERT OR IGNORE INTO reactivation_dirty_clients (company_id, client_id) VALUES (?1, ?2)",
      company_.value, client);
}

void Importer::load_codes(const char* sql, Codes& codes) {
  Rows rows = database_.query(sql, company_.value);
  while (rows.next()) codes.emplace(std::string{rows.text(0)}, rows.integer(1));
}

std::int64_t Importer::id_of(const Codes& codes, const std::string& code, const char* what) const {
  const auto found = codes.find(code);
  if (found != codes.end()) return found->second;
  fail(errc::not_found, std::string{"a visit names a "} + what + " that was not put before it");
}

ImportChange Importer::put_service(const ImportedService& service) {
  check_code(service.external_id, "service");
  const auto known = services_.find(service.external_id);
  if (known != services_.end()) return change_service(known->second, service);
  const std::string title = service.title.value_or(service.external_id);
  const std::int64_t id = insert(
      "INSERT INTO services (company_id, title, price_minor, active, reactivation_external_id)"
      " VALUES (?1, ?2, ?3, ?4, ?5) RETURNING id",
      company_.value, title, std::max<std::int64_t>(0, service.price_minor.value_or(0)),
      service.active.value_or(true), service.external_id);
  services_.emplace(service.external_id, id);
  Company company;
  company.id = company_;
  company.business_type = business_type_;
  add_default_rule(session_, company, {ServiceId{id}, title});
  return ImportChange::created;
}

ImportChange Importer::change_service(std::int64_t id, const ImportedService& service) {
  std::string old_title;
  std::int64_t old_price = 0;
  bool was_active = true;
  {
    Rows row = database_.query("SELECT title, price_minor, active FROM services WHERE id = ?1", id);
    if (!row.next()) fail(errc::not_found, "the service was removed during the import");
    old_title = std::string{row.text(0)};
    old_price = row.integer(1);
    was_active = flag_at(row, 2, true, false);
  }
  const std::string title = service.title.value_or(old_title);
  const std::int64_t price =
      service.price_minor ? std::max<std::int64_t>(0, *service.price_minor) : old_price;
  const bool is_active = service.active.value_or(was_active);
  if (title == old_title && price == old_price && is_active == was_active) {
    return ImportChange::unchanged;
  }
  database_.change("UPDATE services SET title = ?2, price_minor = ?3, active = ?4 WHERE id = ?1",
                   id, title, price, is_active);
  // A rule that still is what the table said for the old title follows the new one.
  database_.change(
      "UPDATE service_reactivation_rules SET reactivation_interval_days = ?4"
      " WHERE company_id = ?1 AND service_id = ?2 AND active_interval_source = 'default'"
      " AND reactivation_interval_days = ?3",
      company_.value, id, table_interval_days(business_type_, old_title),
      table_interval_days(business_type_, title));
  return ImportChange::changed;
}

ImportChange Importer::put_staff(const ImportedStaff& staff) {
  check_code(staff.external_id, "staff member");
  const auto known = staff_.find(staff.external_id);
  if (known == staff_.end()) {
    const std::int64_t id = insert(
        "INSERT INTO staff (company_id, name, active, reactivation_external_id)"
        " VALUES (?1, ?2, 1, ?3) RETURNING id",
        company_.value, staff.name.value_or(staff.external_id), staff.external_id);
    staff_.emplace(staff.external_id, id);
    return ImportChange::created;
  }
  if (!staff.name) return ImportChange::unchanged;
  const std::int64_t changed =
      database_.change("UPDATE staff SET name = ?2 WHERE id = ?1 AND (name IS NULL OR name <> ?2)",
                       known->second, *staff.name);
  return changed > 0 ? ImportChange::changed : ImportChange::unchanged;
}

Importer::StoredClient Importer::stored_client(std::int64_t id) {
  Rows row = database_.query(
      "SELECT name, phone, reactivation_phone_status, loyalty_level, reactivation_consent,"
      " reactivation_opt_out FROM clients WHERE id = ?1",
      id);
  if (!row.next()) fail(errc::not_found, "the client was removed during the import");
  return {std::string{row.text(0)}, text_at(row, 1), text_at(row, 2),
          text_at(row, 3),          text_at(row, 4), flag_at(row, 5, false, true)};
}

bool Importer::write_client(std::int64_t id, const StoredClient& before,
                            const StoredClient& after) {
  const bool is_same = after.name == before.name && after.phone == before.phone &&
                       after.phone_status == before.phone_status &&
                       after.loyalty_level == before.loyalty_level &&
                       after.consent == before.consent;
  if (is_same) return false;
  database_.change(
      "UPDATE clients SET name = ?2, phone = ?3, reactivation_phone_status = ?4,"
      " loyalty_level = ?5, reactivation_consent = ?6 WHERE id = ?1",
      id, after.name, after.phone, after.phone_status, after.loyalty_level, after.consent);
  return true;
}

/// Once out, always out: by the row, by what is stored, or by a number or code known from before.
bool Importer::apply_opt_out(std::int64_t id, const ImportedClient& client,
                             const StoredClient& after) {
  const bool is_out = client.opt_out || after.is_opted_out ||
                      (may_be_suppressed_ &&
                       (is_suppressed(session_, company_, "external_id", client.external_id) ||
                        is_suppressed(session_, company_, "phone", after.phone.value_or(""))));
  if (!is_out) return false;
  may_be_suppressed_ = true;
  return opt_out_client(session_, {company_, id, "import", std::nullopt});
}

void Importer::take_phone(const ImportedClient& client, StoredClient& stored) {
  const auto shape_of_stored = [&stored] {
    const auto phone = stored.phone ? parse_e164(*stored.phone) : std::nullopt;
    return phone_status_by_shape(phone.value_or(PhoneNumber{}));
  };
  // A test number never takes the place of one that reaches somebody.
  const bool is_reachable = shape_of_stored() == PhoneStatus::mobile &&
                            stored.phone_status.value_or("mobile") == "mobile";
  if (client.phone && is_test_number(*client.phone) && is_reachable) return;
  if (client.phone) {
    stored.phone = client.phone->is_set() ? std::optional{to_e164(*client.phone)} : std::nullopt;
    stored.phone_status.reset();
  }
  if (!client.phone_status) return;
  const bool is_plain = *client.phone_status == shape_of_stored();
  stored.phone_status =
      is_plain ? std::nullopt : std::optional{std::string{word_of(*client.phone_status)}};
}

void Importer::take(const ImportedClient& client, StoredClient& stored) {
  if (client.name) stored.name = *client.name;
  take_phone(client, stored);
  if (client.loyalty_level) {
    const std::string word{word_of(*client.loyalty_level)};
    stored.loyalty_level = word.empty() ? std::nullopt : std::optional{word};
  }
  if (!client.consent) return;
  // "Not known" says nothing against a refusal, and nothing at all where nothing is stored.
  const bool is_kept = !stored.consent || *stored.consent == "denied";
  if (*client.consent != Consent::unknown || !is_kept) {
    stored.consent = std::string{word_of(*client.consent)};
  }
}

std::int64_t Importer::insert_client(const std::string& code, const StoredClient& client) {
  return insert(
      "INSERT INTO clients (company_id, name, phone, reactivation_phone_status, loyalty_level,"
      " reactivation_consent, reactivation_external_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
      " RETURNING id",
      company_.value, client.name, client.phone, client.phone_status, client.loyalty_level,
      client.consent, code);
}

ImportChange Importer::put_client(const ImportedClient& client) {
  check_code(client.external_id, "client");
  const auto known = clients_.find(client.external_id);
  if (known == clients_.end()) {
    StoredClient made;
    take(client, made);
    const std::int64_t id = insert_client(client.external_id, made);
    clients_.emplace(client.external_id, id);
    apply_opt_out(id, client, made);
    return ImportChange::created;
  }
  const StoredClient before = stored_client(known->second);
  StoredClient after = before;
  take(client, after);
  bool is_changed = write_client(known->second, before, after);
  is_changed |= apply_opt_out(known->second, client, after);
  return is_changed ? ImportChange::changed : ImportChange::unchanged;
}

StoredVisit Importer::stored_visit_of(const ImportedVisit& visit) {
  StoredVisit stored;
  stored.client_id = id_of(clients_, visit.client_external_id, "client");
  if (!visit.staff_external_id.empty()) {
    stored.staff_id = id_of(staff_, visit.staff_external_id, "staff member");
  }
  for (const std::string& code : visit.service_external_ids) {
    stored.services.push_back(id_of(services_, code, "service"));
  }
  std::sort(stored.services.begin(), stored.services.end());
  stored.services.erase(std::unique(stored.services.begin(), stored.services.end()),
                        stored.services.end());
  stored.starts_at = visit.starts_at;
  stored.is_time_known = visit.is_time_known;
  stored.status = visit.status;
  stored.cost_minor = std::clamp<std::int64_t>(visit.cost_minor, 0, largest_amount);
  stored.created_at = visit.created_at;
  return stored;
}

Importer::FoundVisit Importer::find_visit(const ImportedVisit& visit, std::int64_t client) {
#define REACTIVATION_VISIT                                                                  \
  "SELECT id, client_id, staff_id, service_ids, datetime, reactivation_time_known, status," \
  " cost_minor, created_at FROM bookings"
  Rows row =
      visit.external_id.empty()
          ? database_.query(REACTIVATION_VISIT
                            " INDEXED BY reactivation_bookings_by_client WHERE company_id = ?1"
                            " AND client_id = ?2 AND datetime = ?3"
                            " AND reactivation_external_id IS NULL ORDER BY id LIMIT 1",
                            company_.value, client, visit.starts_at)
          : database_.query(REACTIVATION_VISIT
                            " INDEXED BY reactivation_bookings_external"
                            " WHERE company_id = ?1 AND reactivation_external_id = ?2",
                            company_.value, visit.external_id);
#undef REACTIVATION_VISIT
  FoundVisit found;
  if (!row.next()) return found;
  found.id = row.integer(0);
  StoredVisit& stored = found.visit;
  stored.client_id = row.integer(1);
  stored.staff_id = row.integer(2);
  ids_in_list(row.text(3), stored.services);
  std::sort(stored.services.begin(), stored.services.end());
  stored.starts_at = instant_at(row, 4, zone_).value_or(no_instant);
  stored.is_time_known = flag_at(row, 5, true, true);
  stored.status = visit_status_of(row.text(6));
  stored.cost_minor = amount_at(row, 7);
  stored.created_at = instant_at(row, 8, zone_);
  return found;
}

std::int64_t Importer::insert_visit(const ImportedVisit& visit, const StoredVisit& stored) {
  return insert(
      "INSERT INTO bookings (company_id, client_id, staff_id, service_ids, datetime,"
      " reactivation_time_known, status, cost_minor, created_at, reactivation_external_id)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) RETURNING id",
      company_.value, stored.client_id, or_null(stored.staff_id), json_list(stored.services),
      stored.starts_at, stored.is_time_known, word_of(stored.status), stored.cost_minor,
      stored.created_at,
      visit.external_id.empty() ? std::nullopt
                                : std::optional<std::string_view>{visit.external_id});
}

void Importer::update_visit(std::int64_t id, const StoredVisit& visit) {
  database_.change(
      "UPDATE bookings SET client_id = ?2, staff_id = ?3, service_ids = ?4, datetime = ?5,"
      " reactivation_time_known = ?6, status = ?7, cost_minor = ?8, created_at = ?9"
      " WHERE id = ?1",
      id, visit.client_id, or_null(visit.staff_id), json_list(visit.services), visit.starts_at,
      visit.is_time_known, word_of(visit.status), visit.cost_minor, visit.created_at);
}

ImportChange Importer::put_visit(const ImportedVisit& visit) {
  if (visit.starts_at < min_instant || visit.starts_at >= max_instant) {
    fail(errc::invalid_argument, "a visit lies outside the years 1970 to 2199");
  }
  const StoredVisit row = stored_visit_of(visit);
  const FoundVisit found = find_visit(visit, row.client_id);
  if (found.id != 0) return change_visit(found, row);
  touch(row.client_id);
  seen_.insert(insert_visit(visit, row));
  return ImportChange::created;
}

/// The first row that names a stored visit replaces it, later ones join it. A first row that only
/// says less is kept aside until the import has named the rest: repeating an import whose visits
/// take several rows each then changes nothing.
ImportChange Importer::change_visit(const FoundVisit& found, const StoredVisit& row) {
  const StoredVisit& stored = found.visit;
  StoredVisit wanted = row;
  if (!seen_.insert(found.id)) {
    const auto partial = partial_.find(found.id);
    wanted = joined(partial != partial_.end() ? partial->second : stored, row);
    if (partial != partial_.end()) partial_.erase(partial);
  }
  if (wanted == stored) return ImportChange::unchanged;
  if (is_part_of(wanted, stored)) {
    partial_.emplace(found.id, std::move(wanted));
    return ImportChange::unchanged;
  }
  touch(stored.client_id);
  touch(wanted.client_id);
  update_visit(found.id, wanted);
  return ImportChange::changed;
}

void Importer::commit() {
  for (const auto& [id, visit] : partial_) {
    touch(visit.client_id);
    update_visit(id, visit);
  }
  refresh_history(session_, company_);
  transaction_.commit();
}

}  // namespace reactivation::sql
