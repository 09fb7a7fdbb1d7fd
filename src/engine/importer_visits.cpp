// Rows of visits: lines of one receipt, records of one booking, or one row a visit.
#include <algorithm>
#include <limits>
#include <map>

#include "importer_run.hpp"

namespace reactivation::importing {
namespace {

/// What is written to a receipt may be anything: a sum ends at the largest amount there is.
std::int64_t sum_of(std::int64_t a, std::int64_t b) noexcept {
  constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();
  return b > 0 && a > largest - b ? largest : a + b;
}

constexpr char key_separator = '\x1F';

/// A line of the file as a visit of its own.
struct VisitRow {
  ImportedVisit visit;
  std::string service;
  LocalDate local_date;
  std::int64_t line = 0;
};

/// Whether the amounts of lines are parts of a sum or the same sum told again.
enum class Joining : std::uint8_t { same_record, lines_of_receipt };

/// Completed counts first, then booked, no_show, cancelled (as in core's `merged_visits`).
int weight_of(VisitStatus status) noexcept {
  switch (status) {
    case VisitStatus::completed:
      return 3;
    case VisitStatus::booked:
      return 2;
    case VisitStatus::no_show:
      return 1;
    case VisitStatus::cancelled:
      return 0;
  }
  return 0;
}

struct VisitGroup {
  ImportedVisit visit;
  LocalDate local_date;
  std::int64_t line = 0;
  std::int64_t rows = 0;
  bool contradicts = false;
  bool spans_days = false;
  bool statuses_differ = false;
  /// Of each service: its lines' sum, and the largest of them.
  struct Cost {
    std::int64_t sum = 0;
    std::int64_t largest = 0;
  };
  std::map<std::string, Cost> costs;
  struct StaffShare {
    std::int64_t lines = 0;
    std::int64_t cost_minor = 0;
  };
  std::map<std::string, StaffShare> staff;

  void add(VisitRow row) {
    const std::int64_t cost = row.visit.cost_minor;
    const auto [at, is_new] = costs.try_emplace(row.service, Cost{cost, cost});
    if (!is_new) {
      at->second.sum = sum_of(at->second.sum, cost);
      at->second.largest = std::max(at->second.largest, cost);
    }
    if (!row.visit.staff_external_id.empty()) {
      StaffShare& share = staff[row.visit.staff_external_id];
      ++share.lines;
      share.cost_minor = sum_of(share.cost_minor, cost);
    }
    if (rows++ == 0) {
      visit = std::move(row.visit);
      local_date = row.local_date;
      line = row.line;
    } else {
      join(row);
    }
  }

  /// The one visit that the lines are.
  [[nodiscard]] ImportedVisit joined(Joining joining) const {
    ImportedVisit out = visit;
    out.cost_minor = 0;
    for (const auto& [service, cost] : costs) {
      if (!service.empty()) out.service_external_ids.push_back(service);
      out.cost_minor =
          sum_of(out.cost_minor, joining == Joining::lines_of_receipt ? cost.sum : cost.largest);
    }
    // Who did most of the work: most lines, then the larger sum, then the smaller code.
    const auto best = std::max_element(staff.begin(), staff.end(), [](auto& a, auto& b) {
      return a.second.lines != b.second.lines ? a.second.lines < b.second.lines
                                              : a.second.cost_minor < b.second.cost_minor;
    });
    if (best != staff.end()) out.staff_external_id = best->first;
    return out;
  }

private:
  void join(const VisitRow& row) {
    const ImportedVisit& other = row.visit;
    if (other.client_external_id != visit.client_external_id) contradicts = true;
    if (row.local_date != local_date) spans_days = true;
    if (other.is_time_known && (!visit.is_time_known || other.starts_at < visit.starts_at)) {
      contradicts_in_time = contradicts_in_time || visit.is_time_known;
      visit.starts_at = other.starts_at;
      visit.is_time_known = true;
    } else if (other.is_time_known && other.starts_at != visit.starts_at) {
      contradicts_in_time = true;
    }
    if (other.status != visit.status) statuses_differ = true;
    if (weight_of(other.status) > weight_of(visit.status)) visit.status = other.status;
    if (other.created_at && (!visit.created_at || *other.created_at < *visit.created_at)) {
      visit.created_at = other.created_at;
    }
    visit.external_id = std::min(visit.external_id, other.external_id);
  }

public:
  bool contradicts_in_time = false;
};

class VisitReader {
public:
  VisitReader(const Run& run, const Mapping& mapping)
      : run_(run),
        mapping_(mapping),
        dates_(run.plan.zone, DateFormat::parse(run.plan.date_format)),
        exponent_(currency_exponent(run.plan.currency)) {}

  /// The key under which rows are one visit, and the row. Without `findings` the row is only
  /// looked at: its amount is not read.
  struct Read {
    Reason reason = Reason::none;  ///< why the row is not taken
    std::string key;
    VisitRow row;
  };
  [[nodiscard]] Read read(const TableRow& row, Findings* findings);
  [[nodiscard]] Joining joining() const noexcept {
    return mapping_.group_columns().empty() ? Joining::same_record : Joining::lines_of_receipt;
  }

private:
  static void note(Findings* findings, Reason reason, std::int64_t line) {
    if (findings != nullptr) findings->add(reason, line);
  }
  [[nodiscard]] Reason read_codes(const TableRow& row, VisitRow& out) const;
  [[nodiscard]] Reason read_time(const TableRow& row, VisitRow& out, Findings* findings) const;
  [[nodiscard]] Reason read_status(const TableRow& row, VisitRow& out, Findings* findings);
  void read_amount(const TableRow& row, VisitRow& out, Findings* findings) const;
  void set_key(const TableRow& row, Read& read) const;

  const Run& run_;
  const Mapping& mapping_;
  DateReader dates_;
  int exponent_;
  std::string status_cell_;
  std::optional<VisitStatus> status_;
};

Reason VisitReader::read_codes(const TableRow& row, VisitRow& out) const {
  ImportedVisit& visit = out.visit;
  visit.client_external_id = code_of(mapping_.cell(ImportField::visit_client, row));
  if (visit.client_external_id.empty()) return Reason::client_missing;
  visit.external_id = code_of(mapping_.cell(ImportField::visit_id, row));
  visit.staff_external_id = code_of(mapping_.cell(ImportField::visit_staff, row));
  out.service = code_of(mapping_.cell(ImportField::visit_service, row));
  for (const std::string* code :
       {&visit.client_external_id, &visit.external_id, &visit.staff_external_id, &out.service}) {
    if (code->size() > code_bytes_max) return Reason::code_too_long;
  }
  return Reason::none;
}

Reason VisitReader::read_time(const TableRow& row, VisitRow& out, Findings* findings) const {
  const DateReading reading = dates_.read(mapping_.cell(ImportField::visit_date, row),
                                          mapping_.cell(ImportField::visit_time, row));
  if (reading.problem != DateProblem::none) return reason_of(reading.problem);
  if (reading.was_in_gap) note(findings, Reason::time_in_gap, row.line);
  out.visit.starts_at = reading.at;
  out.visit.is_time_known = reading.is_time_known;
  out.local_date = run_.plan.zone.local_date(reading.at);
  const std::string_view created = mapping_.cell(ImportField::visit_created_at, row);
  if (!created.empty() && !is_null_word(created)) {
    const DateReading created_at = dates_.read(created, {});
    if (created_at.problem == DateProblem::none && created_at.at <= run_.plan.now) {
      out.visit.created_at = created_at.at;
    } else {
      note(findings, Reason::created_at_unreadable, row.line);
    }
  }
  return Reason::none;
}

Reason VisitReader::read_status(const TableRow& row, VisitRow& out, Findings* findings) {
  const bool is_future = out.visit.starts_at > run_.plan.now;
  if (!mapping_.has(ImportField::visit_status)) {
    out.visit.status = is_future ? VisitStatus::booked : VisitStatus::completed;
    note(findings, Reason::status_assumed, row.line);
    return Reason::none;
  }
  const std::string_view cell = mapping_.cell(ImportField::visit_status, row);
  if (cell != status_cell_) {  // mostly the same word row after row
    status_cell_ = cell;
    status_ = parse_visit_status(cell);
  }
  const auto status = status_;
  if (!status) return Reason::status_unknown;
  out.visit.status = *status;
  if (is_future && *status == VisitStatus::completed) {
    out.visit.status = VisitStatus::booked;
    note(findings, Reason::completed_in_future, row.line);
  }
  return Reason::none;
}

void VisitReader::read_amount(const TableRow& row, VisitRow& out, Findings* findings) const {
  using Problem = AmountReading::Problem;
  const AmountReading amount =
      parse_amount(mapping_.cell(ImportField::visit_amount, row), exponent_);
  out.visit.cost_minor = amount.minor;
  switch (amount.problem) {
    case Problem::none:
    case Problem::missing:
      break;
    case Problem::not_an_amount:
      note(findings, Reason::amount_unreadable, row.line);
      break;
    case Problem::ambiguous:
      note(findings, Reason::amount_ambiguous, row.line);
      break;
    case Problem::too_large:
      note(findings, Reason::amount_too_large, row.line);
      break;
  }
}

/// By the group's columns and the client; else by the id; else by client and instant.
void VisitReader::set_key(const TableRow& row, Read& read) const {
  ImportedVisit& visit = read.row.visit;
  std::string group;
  bool has_group = false;
  for (const std::size_t column : mapping_.group_columns()) {
    if (!group.empty()) group += '/';
    group += code_of(row.cells[column]);
    has_group = has_group || !row.cells[column].empty();
  }
  if (has_group) {
    group += '/';
    group += visit.client_external_id;
    // Two clients on one receipt are two visits: the receipt's number alone is no id of either.
    if (visit.external_id.empty() || mapping_.is_id_part_of_group()) visit.external_id = group;
    if (visit.external_id.size() > code_bytes_max) read.reason = Reason::code_too_long;
    read.key = 'g';
    read.key += group;
  } else if (!visit.external_id.empty()) {
    read.key = 'i';
    read.key += visit.external_id;
  } else {
    read.key = 'c';
    read.key += visit.client_external_id;
    read.key += key_separator;
    read.key += std::to_string(visit.starts_at.time_since_epoch().count());
  }
}

VisitReader::Read VisitReader::read(const TableRow& row, Findings* findings) {
  Read out;
  out.row.line = row.line;
  out.reason = read_codes(row, out.row);
  if (out.reason == Reason::none) out.reason = read_time(row, out.row, findings);
  if (out.reason == Reason::none) out.reason = read_status(row, out.row, findings);
  if (out.reason != Reason::none) return out;
  if (findings != nullptr) read_amount(row, out.row, findings);
  set_key(row, out);
  return out;
}

class VisitImport {
public:
  VisitImport(Run& run, MappedFile& file)
      : run_(run), file_(file), reader_(run, file.mapping), findings_(file.summary.name) {}

  result<void> import() {
    RepeatedKeys keys;
    auto looked = for_each_row(file_, run_.progress, nullptr, [&](const TableRow& row) {
      const VisitReader::Read read = reader_.read(row, nullptr);
      if (read.reason == Reason::none) keys.add(read.key);
      return result<void>(boost::outcome_v2::success());
    });
    if (!looked) return looked;
    keys.seal();
    OpenGroups<VisitGroup> groups(std::move(keys));
    auto stored = for_each_row(file_, run_.progress, &findings_,
                               [&](const TableRow& row) { return take(row, groups); });
    if (!stored) return stored;
    for (const VisitGroup& group : groups.rest()) {
      if (auto put = store(group); !put) return put;
    }
    file_.summary.findings = findings_.list();
    return boost::outcome_v2::success();
  }

private:
  result<void> take(const TableRow& row, OpenGroups<VisitGroup>& groups) {
    VisitReader::Read read = reader_.read(row, &findings_);
    if (read.reason != Reason::none) {
      findings_.add(read.reason, row.line);
      return boost::outcome_v2::success();
    }
    const auto whole = groups.add(read.key, std::move(read.row));
    return whole ? store(*whole) : result<void>(boost::outcome_v2::success());
  }

  result<void> store(const VisitGroup& group) {
    const bool is_receipt = reader_.joining() == Joining::lines_of_receipt;
    if (group.contradicts || (group.contradicts_in_time && !is_receipt) ||
        (group.spans_days && !is_receipt)) {
      findings_.add(Reason::same_id_twice, group.line, group.rows);
      return boost::outcome_v2::success();
    }
    if (group.spans_days) {
      findings_.add(Reason::visit_over_several_days, group.line, group.rows);
      return boost::outcome_v2::success();
    }
    if (group.statuses_differ) findings_.add(Reason::statuses_differ, group.line);
    if (group.rows > 1 && !is_receipt) {
      findings_.add(Reason::same_row_twice, group.line, group.rows - 1);
    }
    ImportedVisit visit = group.joined(reader_.joining());
    if (visit.cost_minor < 0) {
      findings_.add(Reason::amount_negative, group.line);
      visit.cost_minor = 0;
    }
    file_.summary.rows_taken += group.rows;
    return put(visit, group.line);
  }

  result<void> put(const ImportedVisit& visit, std::int64_t line) {
    if (auto done = run_.need_client(visit.client_external_id, findings_, line); !done) return done;
    for (const std::string& service : visit.service_external_ids) {
      if (auto done = run_.need_service(service); !done) return done;
    }
    if (auto done = run_.need_staff(visit.staff_external_id); !done) return done;
    const auto change = run_.store.put_visit(visit);
    if (!change) return change.as_failure();
    count(change.value(), file_.summary.records);
    return boost::outcome_v2::success();
  }

  Run& run_;
  MappedFile& file_;
  VisitReader reader_;
  Findings findings_;
};

}  // namespace

result<void> import_visits(Run& run, MappedFile& file) { return VisitImport(run, file).import(); }

}  // namespace reactivation::importing
