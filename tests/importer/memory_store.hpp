// Helpers: a store in memory to look into, and short ways to run an import from texts.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "reactivation/adapters/csv.hpp"
#include "reactivation/adapters/memory_import.hpp"
#include "reactivation/engine/importer.hpp"

namespace import_test {

using namespace reactivation;

/// The library's import into memory, which counts and fails on demand.
class MemoryStore final : public ImportStore {
public:
  MemoryImportRows committed;
  int begun = 0;
  int rolled_back = 0;
  std::int64_t puts_before_failure = -1;  ///< when >= 0, the put after so many fails

  result<void> begin(CompanyId company) override {
    ++begun;
    company_ = company;
    return store_.begin(company);
  }
  result<ImportChange> put_service(const ImportedService& service) override {
    if (fails()) return errc::storage_full;
    return store_.put_service(service);
  }
  result<ImportChange> put_staff(const ImportedStaff& staff) override {
    if (fails()) return errc::storage_full;
    return store_.put_staff(staff);
  }
  result<ImportChange> put_client(const ImportedClient& client) override {
    if (fails()) return errc::storage_full;
    return store_.put_client(client);
  }
  result<ImportChange> put_visit(const ImportedVisit& visit) override {
    if (fails()) return errc::storage_full;
    return store_.put_visit(visit);
  }
  result<void> commit() override {
    auto done = store_.commit();
    committed = store_.rows(company_);
    return done;
  }
  void rollback() noexcept override {
    store_.rollback();
    ++rolled_back;
  }

private:
  bool fails() {
    if (puts_before_failure == 0) return true;
    if (puts_before_failure > 0) --puts_before_failure;
    return false;
  }

  MemoryImport store_;
  CompanyId company_;
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
