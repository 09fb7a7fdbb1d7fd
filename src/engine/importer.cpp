#include "reactivation/engine/importer.hpp"

#include "importer_run.hpp"
#include "reactivation/core/message.hpp"

namespace reactivation {
namespace importing {

std::string code_of(std::string_view cell) {
  if (cell.size() >= 3 && cell.substr(0, 2) == "=\"" && cell.back() == '"') {
    cell = cell.substr(2, cell.size() - 3);
  } else if (!cell.empty() && cell.front() == '\'') {
    cell.remove_prefix(1);
  }
  if (is_null_word(cell)) return {};
  return printable(cell, code_bytes_max + 1);
}

result<void> Run::need_client(const std::string& code, Findings& findings, std::int64_t line) {
  if (!clients.insert(code).second) return boost::outcome_v2::success();
  ImportedClient client;
  client.external_id = code;
  // Where the visits name clients by their names, a name may ask not to be written to.
  if (is_do_not_contact_name(code)) {
    client.opt_out = true;
    findings.add(Reason::do_not_contact_name, line);
    ++summary.clients_opted_out;
  }
  if (plan.synthetic_phones == SyntheticPhones::fill) {
    client.phone = synthetic_phone(code);
    client.phone_status = PhoneStatus::test;
    ++summary.phones_synthetic;
  }
  const auto change = store.put_client(client);
  if (!change) return change.as_failure();
  count(change.value(), summary.clients_from_visits);
  return boost::outcome_v2::success();
}

result<void> Run::need_service(const std::string& code) {
  if (code.empty() || !services.insert(code).second) return boost::outcome_v2::success();
  ImportedService service;
  service.external_id = code;
  const auto change = store.put_service(service);
  if (!change) return change.as_failure();
  count(change.value(), summary.services_from_visits);
  return boost::outcome_v2::success();
}

result<void> Run::need_staff(const std::string& code) {
  if (code.empty() || !staff.insert(code).second) return boost::outcome_v2::success();
  ImportedStaff member;
  member.external_id = code;
  const auto change = store.put_staff(member);
  if (!change) return change.as_failure();
  count(change.value(), summary.staff_from_visits);
  return boost::outcome_v2::success();
}

result<void> for_each_row(MappedFile& file, const Progress& progress, Findings* findings,
                          const RowHandler& handle) {
  constexpr std::int64_t rows_between_reports = 4096;
  if (auto rewound = file.source->rewind(); !rewound) return rewound.as_failure();
  for (std::int64_t rows = 0;; ++rows) {
    if (progress && rows % rows_between_reports == 0 &&
        !progress(file.summary.name, file.source->bytes_done(), file.source->bytes_total())) {
      return make_error_code(errc::cancelled);
    }
    auto next = file.source->next();
    if (!next) return next.as_failure();
    if (!next.value()) return boost::outcome_v2::success();
    const TableRow& row = *next.value();
    if (findings != nullptr) ++file.summary.rows_read;
    if (row.problem != RowProblem::none) {
      if (findings != nullptr) findings->add(reason_of(row.problem), row.line);
      continue;
    }
    if (file.mapping.is_excluded(row)) {
      if (findings != nullptr) findings->add(Reason::excluded, row.line);
      continue;
    }
    if (auto handled = handle(row); !handled) return handled;
  }
}

namespace {

Issue plan_error(std::string code, std::string place, std::string message) {
  return {Issue::Severity::error, std::move(code), std::move(place), std::move(message)};
}

void check_plan(const ImportPlan& plan, const std::array<RowSource*, file_kinds>& sources,
                std::vector<Issue>& errors) {
  if (!plan.company_id.is_set()) {
    errors.push_back(plan_error("company_missing", "--company", "say which company: --company ID"));
  }
  if (!plan.zone.is_known()) {
    errors.push_back(plan_error("time_zone_unknown", "--timezone",
                                "the company's time zone is not known; say --timezone with a name "
                                "of the IANA list, for example Europe/Berlin"));
  }
  if (!plan.date_format.empty() && !DateFormat::parse(plan.date_format)) {
    errors.push_back(plan_error(
        "bad_date_format", "--date-format",
        "no form of a date; it needs day, month and year, for example %d.%m.%Y or %m/%d/%Y "
        "%I:%M %p, out of %Y %y %m %d %H %I %M %S %p %b %a; or epoch, or epoch_ms"));
  }
  if (sources == std::array<RowSource*, file_kinds>{}) {
    errors.push_back(plan_error("no_files", "--visits",
                                "there is nothing to import; add --visits FILE, --clients FILE or "
                                "--services FILE"));
  }
}

result<void> import_files(Run& run, std::vector<MappedFile>& files) {
  for (MappedFile& file : files) {
    result<void> done = boost::outcome_v2::success();
    switch (file.summary.kind) {
      case FileKind::services:
        done = import_services(run, file);
        break;
      case FileKind::clients:
        done = import_clients(run, file);
        break;
      case FileKind::visits:
        done = import_visits(run, file);
        break;
    }
    if (!done) return done;
    run.summary.files.push_back(std::move(file.summary));
  }
  return boost::outcome_v2::success();
}

/// Rolls back unless told otherwise, also when something is thrown.
class Transaction {
public:
  explicit Transaction(ImportStore& store) : store_(&store) {}
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction() {
    if (store_ != nullptr) store_->rollback();
  }
  [[nodiscard]] result<void> commit() {
    auto done = store_->commit();
    if (done) store_ = nullptr;
    return done;
  }

private:
  ImportStore* store_;
};

}  // namespace
}  // namespace importing

result<ImportSummary> import_tables(const ImportPlan& plan, const ImportSources& sources,
                                    const PhoneReader& phones, ImportStore& store,
                                    const Progress& progress) {
  using namespace importing;
  ImportSummary summary;
  summary.is_dry_run = plan.mode == ImportMode::dry_run;
  const std::array<RowSource*, file_kinds> given{sources.services, sources.clients, sources.visits};
  check_plan(plan, given, summary.errors);
  std::vector<MappedFile> files = map_files(plan, given, summary.errors);
  if (summary.is_refused()) return summary;

  if (auto begun = store.begin(plan.company_id); !begun) return begun.as_failure();
  Transaction transaction(store);
  Run run{plan, phones, store, progress, summary, {}, {}, {}, {}};
  if (auto done = import_files(run, files); !done) return done.as_failure();
  if (!summary.is_dry_run) {
    if (auto committed = transaction.commit(); !committed) return committed.as_failure();
  }
  return summary;
}

PhoneNumber synthetic_phone(std::string_view client_code) noexcept {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : client_code) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  }
  hash ^= hash >> 33;
  hash *= 0xff51afd7ed558ccdULL;
  hash ^= hash >> 33;
  // +999 and twelve digits: the longest numbers there are, so that codes hardly ever share one.
  return PhoneNumber{999'000'000'000'000ULL + hash % 1'000'000'000'000ULL};
}

}  // namespace reactivation
