#include "summary_json.hpp"

#include <nlohmann/json.hpp>

namespace cli {

using namespace reactivation;
using Json = nlohmann::ordered_json;

namespace {

const char* word_of_finding(FindingKind kind) {
  switch (kind) {
    case FindingKind::excluded:
      return "excluded";
    case FindingKind::dropped:
      return "dropped";
    case FindingKind::held:
      return "held";
    case FindingKind::warning:
      return "warning";
  }
  return "";
}

Json records_json(const RecordCounts& counts) {
  return {
      {"created", counts.created}, {"changed", counts.changed}, {"unchanged", counts.unchanged}};
}

Json pairs_json(const std::vector<std::pair<std::string, std::string>>& pairs) {
  Json out = Json::object();
  for (const auto& [key, value] : pairs) out[key] = value;
  return out;
}

Json file_json(const FileSummary& file) {
  Json out;
  out["kind"] = to_string(file.kind);
  out["name"] = file.name;
  out["encoding"] = file.format.encoding;
  out["delimiter"] = file.format.delimiter;
  out["mapping"] = pairs_json(file.mapping);
  out["values"] = pairs_json(file.values);
  out["unused_columns"] = file.unused_columns;
  out["rows_read"] = file.rows_read;
  out["rows_taken"] = file.rows_taken;
  out["records"] = records_json(file.records);
  out["findings"] = Json::array();
  for (const ImportFinding& finding : file.findings) {
    out["findings"].push_back({{"kind", word_of_finding(finding.kind)},
                               {"code", finding.code},
                               {"message", finding.message},
                               {"count", finding.count},
                               {"places", finding.places}});
  }
  return out;
}

}  // namespace

std::string summary_json(const ImportSummary& summary) {
  Json out;
  out["schema"] = "reactivation.import/1";
  out["dry_run"] = summary.is_dry_run;
  out["files"] = Json::array();
  for (const FileSummary& file : summary.files) out["files"].push_back(file_json(file));
  out["clients_from_visits"] = records_json(summary.clients_from_visits);
  out["services_from_visits"] = records_json(summary.services_from_visits);
  out["staff_from_visits"] = records_json(summary.staff_from_visits);
  out["clients_opted_out"] = summary.clients_opted_out;
  out["phones_usable"] = summary.phones_usable;
  out["phones_synthetic"] = summary.phones_synthetic;
  out["phones_shared"] = summary.phones_shared;
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace cli
