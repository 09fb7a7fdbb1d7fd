#include <algorithm>

#include "reactivation/engine/import_summary.hpp"

namespace reactivation {
namespace {

std::string grouped(std::int64_t number) {
  const std::string digits = std::to_string(number);
  std::string out;
  for (std::size_t at = 0; at < digits.size(); ++at) {
    if (at > 0 && (digits.size() - at) % 3 == 0) out += ',';
    out += digits[at];
  }
  return out;
}

std::string_view heading_of(FindingKind kind) noexcept {
  switch (kind) {
    case FindingKind::excluded:
      return "left out";
    case FindingKind::dropped:
      return "dropped";
    case FindingKind::held:
      return "held for a person";
    case FindingKind::warning:
      return "noted";
  }
  return "";
}

void append_pairs(std::string& out, std::string_view label, std::string_view between,
                  const std::vector<std::pair<std::string, std::string>>& pairs) {
  if (pairs.empty()) return;
  out += label;
  bool is_first = true;
  for (const auto& [field, text] : pairs) {
    if (!is_first) out += ", ";
    is_first = false;
    out += field;
    out += between;
    out += text;
  }
  out += '\n';
}

void append_counts(std::string& out, const RecordCounts& counts) {
  out += grouped(counts.created) + " new, " + grouped(counts.changed) + " changed, " +
         grouped(counts.unchanged) + " as they were";
}

void append_findings(std::string& out, const std::vector<ImportFinding>& findings) {
  for (const ImportFinding& finding : findings) {
    out += "  ";
    out += heading_of(finding.kind);
    out += ' ' + grouped(finding.count) + ": " + finding.message + " [" + finding.code + "]";
    if (!finding.places.empty()) {
      out += "\n    at ";
      for (std::size_t at = 0; at < finding.places.size(); ++at) {
        if (at > 0) out += ", ";
        out += finding.places[at];
      }
      if (static_cast<std::int64_t>(finding.places.size()) < finding.count) out += " …";
    }
    out += '\n';
  }
}

void append_file(std::string& out, const FileSummary& file) {
  out += std::string(to_string(file.kind)) + " from " + file.name + " (" + file.format.encoding;
  if (!file.format.delimiter.empty()) out += ", delimiter " + file.format.delimiter;
  out += ")\n";
  append_pairs(out, "  columns: ", " = ", file.mapping);
  append_pairs(out, "  set: ", " = ", file.values);
  out += "  " + grouped(file.rows_read) + " rows read, " + grouped(file.rows_taken) + " taken";
  for (const auto kind : {FindingKind::excluded, FindingKind::dropped, FindingKind::held}) {
    if (const auto count = file.count_of(kind); count > 0) {
      out += ", " + grouped(count) + ' ' + std::string(heading_of(kind));
    }
  }
  out += "\n  " + grouped(file.records.total()) + ' ' + std::string(to_string(file.kind)) + ": ";
  append_counts(out, file.records);
  out += '\n';
  append_findings(out, file.findings);
}

void append_made(std::string& out, std::string_view what, const RecordCounts& counts) {
  if (counts.total() == 0) return;
  out += std::string(what) + " named only by visits: ";
  append_counts(out, counts);
  out += '\n';
}

}  // namespace

std::int64_t FileSummary::count_of(FindingKind kind_wanted) const noexcept {
  std::int64_t sum = 0;
  for (const ImportFinding& finding : findings) {
    if (finding.kind == kind_wanted) sum += finding.count;
  }
  return sum;
}

std::int64_t FileSummary::count_of(std::string_view code) const noexcept {
  for (const ImportFinding& finding : findings) {
    if (finding.code == code) return finding.count;
  }
  return 0;
}

const FileSummary* ImportSummary::find_file(FileKind kind) const noexcept {
  const auto found = std::find_if(files.begin(), files.end(),
                                  [kind](const FileSummary& file) { return file.kind == kind; });
  return found == files.end() ? nullptr : &*found;
}

std::string to_text(const ImportSummary& summary) {
  std::string out;
  for (const Issue& issue : summary.errors) {
    out += issue.place;
    out += ": ";
    out += issue.message;
    out += '\n';
  }
  if (summary.is_refused()) return out;
  if (summary.is_dry_run) out += "dry run: nothing was stored\n";
  for (const FileSummary& file : summary.files) append_file(out, file);
  append_made(out, "clients", summary.clients_from_visits);
  append_made(out, "services", summary.services_from_visits);
  append_made(out, "staff", summary.staff_from_visits);
  if (summary.clients_opted_out > 0) {
    out += "clients who asked for silence: " + grouped(summary.clients_opted_out) + '\n';
  }
  if (summary.phones_usable > 0) {
    out += "phones that can be written to: " + grouped(summary.phones_usable) + ", " +
           grouped(summary.phones_shared) + " of the numbers shared by clients\n";
  }
  if (summary.phones_synthetic > 0) {
    out += "test numbers under +999 given: " + grouped(summary.phones_synthetic) + '\n';
  }
  return out;
}

std::vector<Issue> issues_of(const ImportSummary& summary) {
  std::vector<Issue> out = summary.errors;
  for (const FileSummary& file : summary.files) {
    for (const ImportFinding& finding : file.findings) {
      std::string message = std::to_string(finding.count);
      message += " × ";
      message += finding.message;
      out.push_back({Issue::Severity::warning, finding.code,
                     finding.places.empty() ? file.name : finding.places.front(),
                     std::move(message)});
    }
  }
  return out;
}

}  // namespace reactivation
