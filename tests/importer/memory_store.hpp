// Helpers: a store in memory that keeps the promises of ports/import_store.hpp, and short ways to
// run an import from texts.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "reactivation/adapters/csv.hpp"
#include "reactivation/engine/importer.hpp"

namespace import_test {

using namespace reactivation;

struct StoredClient {
  std::string name;
  PhoneNumber phone;
  PhoneStatus phone_status = PhoneStatus::missing;
  LoyaltyLevel loyalty_level = LoyaltyLevel::unknown;
  bool opt_out = false;
  Consent consent = Consent::unknown;
  friend bool operator==(const StoredClient&, const StoredClient&) = default;
};
struct StoredService {
  std::string title;
  std::int64_t price_minor = 0;
  bool active = true;
  friend bool operator==(const StoredService&, const StoredService&) = default;
};
struct StoredVisit {
  std::string client;
  std::vector<std::string> services;
  std::string staff;
  Instant starts_at;
  bool is_time_known = true;
  VisitStatus status = VisitStatus::completed;
  std::int64_t cost_minor = 0;
  std::optional<Instant> created_at;
  friend bool operator==(const StoredVisit&, const StoredVisit&) = default;
};
struct Stored {
  std::map<std::string, StoredClient> clients;
  std::map<std::string, StoredService> services;
  std::map<std::string, std::string> staff;
  std::map<std::string, StoredVisit> visits;  ///< by id, or by client and instant
};

class MemoryStore final : public ImportStore {
public:
  Stored committed;
  Stored working;
  int begun = 0;
  int rolled_back = 0;
  std::int64_t puts_before_failure = -1;  ///< when >= 0, the put after so many fails

  result<void> begin(CompanyId) override {
    ++begun;
    working = committed;
    return boost::outcome_v2::success();
  }
  result<ImportChange> put_service(const ImportedService& service) override {
    StoredService row;
    const auto found = working.services.find(service.external_id);
    if (found != working.services.end()) row = found->second;
    if (found == working.services.end()) row.title = service.external_id;
    row.title = service.title.value_or(row.title);
    row.price_minor = service.price_minor.value_or(row.price_minor);
    row.active = service.active.value_or(row.active);
    return put(working.services, service.external_id, row);
  }
  result<ImportChange> put_staff(const ImportedStaff& staff) override {
    return put(working.staff, staff.external_id, staff.name.value_or(staff.external_id));
  }
  result<ImportChange> put_client(const ImportedClient& client) override {
    StoredClient row;
    const auto found = working.clients.find(client.external_id);
    if (found != working.clients.end()) row = found->second;
    row.name = client.name.value_or(row.name);
    const bool is_test_over_real =
        client.phone_status == PhoneStatus::test && row.phone_status == PhoneStatus::mobile;
    if (client.phone && !is_test_over_real) {
      row.phone = *client.phone;
      row.phone_status = client.phone_status.value_or(phone_status_by_shape(*client.phone));
    }
    row.loyalty_level = client.loyalty_level.value_or(row.loyalty_level);
    row.opt_out = row.opt_out || client.opt_out;
    if (client.consent &&
        !(row.consent == Consent::denied && *client.consent == Consent::unknown)) {
      row.consent = *client.consent;
    }
    return put(working.clients, client.external_id, row);
  }
  result<ImportChange> put_visit(const ImportedVisit& visit) override {
    if (working.clients.count(visit.client_external_id) == 0) {
      return make_error_code(errc::not_found);
    }
    for (const auto& service : visit.service_external_ids) {
      if (working.services.count(service) == 0) return make_error_code(errc::not_found);
    }
    if (!visit.staff_external_id.empty() && working.staff.count(visit.staff_external_id) == 0) {
      return make_error_code(errc::not_found);
    }
    std::string key = visit.external_id;
    if (key.empty()) key = visit.client_external_id + "@" + to_rfc3339(visit.starts_at);
    return put(working.visits, key,
               StoredVisit{visit.client_external_id, visit.service_external_ids,
                           visit.staff_external_id, visit.starts_at, visit.is_time_known,
                           visit.status, visit.cost_minor, visit.created_at});
  }
  result<void> commit() override {
    committed = working;
    return boost::outcome_v2::success();
  }
  void rollback() noexcept override {
    working = committed;
    ++rolled_back;
  }

private:
  template <class Row>
  result<ImportChange> put(std::map<std::string, Row>& rows, const std::string& key,
                           const Row& row) {
    if (puts_before_failure == 0) return make_error_code(errc::storage_full);
    if (puts_before_failure > 0) --puts_before_failure;
    const auto [at, is_new] = rows.try_emplace(key, row);
    if (is_new) return ImportChange::created;
    if (at->second == row) return ImportChange::unchanged;
    at->second = row;
    return ImportChange::changed;
  }
};

/// Takes E.164 alone; the real reader has tests of its own.
class PlainPhones final : public PhoneReader {
public:
  PhoneReading read(std::string_view text, std::string_view) const override {
    if (text.empty()) return {};
    if (const auto number = parse_e164(text)) {
      return {*number, phone_status_by_shape(*number), PhoneProblem::none};
    }
    const auto problem = text.find(',') == std::string_view::npos ? PhoneProblem::not_a_number
                                                                  : PhoneProblem::several_numbers;
    return {PhoneNumber{}, PhoneStatus::invalid, problem};
  }
};

inline Instant at(std::string_view text) { return parse_time(text)->instant_in(TimeZone::utc()); }

/// Berlin's clock changes of 2026, by hand.
inline TimeZone berlin() {
  using std::chrono::hours;
  return {"Europe/Berlin",
          {{min_instant, hours{1}},
           {at("2026-03-29T01:00:00Z"), hours{2}},
           {at("2026-10-25T01:00:00Z"), hours{1}}}};
}

inline ImportPlan plan_of(std::string_view now = "2026-06-01T12:00:00Z") {
  ImportPlan plan;
  plan.company_id = CompanyId{1};
  plan.country = "DE";
  plan.currency = "EUR";
  plan.zone = TimeZone::utc();
  plan.now = at(now);
  return plan;
}

struct Texts {
  std::optional<std::string> services;
  std::optional<std::string> clients;
  std::optional<std::string> visits;
};

inline result<ImportSummary> run(MemoryStore& store, const ImportPlan& plan, const Texts& texts,
                                 const Progress& progress = {}) {
  std::vector<Issue> issues;
  std::vector<std::unique_ptr<RowSource>> open;
  const auto source = [&](const std::optional<std::string>& text, const char* name) -> RowSource* {
    if (!text) return nullptr;
    CsvOptions options;
    options.name = name;
    auto opened = open_csv_text(*text, options, issues);
    if (!opened) return nullptr;
    open.push_back(std::move(opened.value()));
    return open.back().get();
  };
  ImportSources sources;
  sources.services = source(texts.services, "services.csv");
  sources.clients = source(texts.clients, "clients.csv");
  sources.visits = source(texts.visits, "visits.csv");
  return import_tables(plan, sources, PlainPhones{}, store, progress);
}

inline ImportSummary visits(MemoryStore& store, const ImportPlan& plan, const std::string& text) {
  Texts texts;
  texts.visits = text;
  return run(store, plan, texts).value();
}
inline ImportSummary clients(MemoryStore& store, const ImportPlan& plan, const std::string& text) {
  Texts texts;
  texts.clients = text;
  return run(store, plan, texts).value();
}

/// Every row is taken, excluded, dropped or held.
inline bool is_accounted_for(const FileSummary& file) {
  return file.rows_read == file.rows_taken + file.count_of(FindingKind::excluded) +
                               file.count_of(FindingKind::dropped) +
                               file.count_of(FindingKind::held);
}

}  // namespace import_test
