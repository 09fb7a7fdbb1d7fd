#include "reactivation/adapters/memory_import.hpp"

#include <utility>

namespace reactivation {
namespace {

template <class Row>
ImportChange put(std::map<std::string, Row>& rows, const std::string& code, const Row& row) {
  const auto [at, is_new] = rows.try_emplace(code, row);
  if (is_new) return ImportChange::created;
  if (at->second == row) return ImportChange::unchanged;
  at->second = row;
  return ImportChange::changed;
}

template <class Row>
Row row_of(const std::map<std::string, Row>& rows, const std::string& code, Row fresh = {}) {
  const auto found = rows.find(code);
  return found == rows.end() ? std::move(fresh) : found->second;
}

void take_phone(const ImportedClient& client, MemoryClient& row) {
  if (client.phone) {
    if (is_test_number(*client.phone) && row.phone_status == PhoneStatus::mobile) return;
    row.phone = *client.phone;
    row.phone_status = phone_status_by_shape(row.phone);
  }
  row.phone_status = client.phone_status.value_or(row.phone_status);
}

}  // namespace

result<void> MemoryImport::begin(CompanyId company) {
  company_ = company;
  working_ = committed_[company];
  return boost::outcome_v2::success();
}

result<ImportChange> MemoryImport::put_service(const ImportedService& service) {
  MemoryService fresh;
  fresh.title = service.external_id;
  MemoryService row = row_of(working_.services, service.external_id, std::move(fresh));
  row.title = service.title.value_or(row.title);
  row.price_minor = service.price_minor.value_or(row.price_minor);
  row.active = service.active.value_or(row.active);
  return put(working_.services, service.external_id, row);
}

result<ImportChange> MemoryImport::put_staff(const ImportedStaff& staff) {
  const std::string name = row_of(working_.staff, staff.external_id, staff.external_id);
  return put(working_.staff, staff.external_id, staff.name.value_or(name));
}

result<ImportChange> MemoryImport::put_client(const ImportedClient& client) {
  MemoryClient row = row_of(working_.clients, client.external_id);
  row.name = client.name.value_or(row.name);
  take_phone(client, row);
  row.loyalty_level = client.loyalty_level.value_or(row.loyalty_level);
  row.opt_out = row.opt_out || client.opt_out;
  const bool is_refused = row.consent == Consent::denied && client.consent == Consent::unknown;
  if (client.consent && !is_refused) row.consent = *client.consent;
  return put(working_.clients, client.external_id, row);
}

result<ImportChange> MemoryImport::put_visit(const ImportedVisit& visit) {
  bool is_known = working_.clients.contains(visit.client_external_id);
  for (const std::string& service : visit.service_external_ids) {
    is_known = is_known && working_.services.contains(service);
  }
  const std::string& staff = visit.staff_external_id;
  if (!is_known || (!staff.empty() && !working_.staff.contains(staff))) return errc::not_found;
  const std::string code = visit.external_id.empty()
                               ? visit.client_external_id + "@" + to_rfc3339(visit.starts_at)
                               : visit.external_id;
  return put(
      working_.visits, code,
      MemoryVisit{visit.client_external_id, visit.service_external_ids, staff, visit.starts_at,
                  visit.is_time_known, visit.status, visit.cost_minor, visit.created_at});
}

result<void> MemoryImport::commit() {
  committed_[company_] = working_;
  return boost::outcome_v2::success();
}

void MemoryImport::rollback() noexcept { working_ = {}; }

const MemoryImportRows& MemoryImport::rows(CompanyId company) { return committed_[company]; }

}  // namespace reactivation
