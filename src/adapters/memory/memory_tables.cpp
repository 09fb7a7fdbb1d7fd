#include "reactivation/adapters/memory_tables.hpp"

namespace reactivation {
namespace {

std::int64_t size_of(const MemoryRows::Row& row) {
  std::size_t size = 0;
  for (const std::string& cell : row) size += cell.size();
  return static_cast<std::int64_t>(size);
}

}  // namespace

MemoryRows::MemoryRows(std::string name, Row header, std::vector<Row> rows)
    : name_(std::move(name)), header_(std::move(header)), rows_(std::move(rows)) {
  for (const Row& row : rows_) bytes_total_ += size_of(row);
}

result<std::optional<TableRow>> MemoryRows::next() {
  if (at_ == rows_.size()) return std::optional<TableRow>{};
  const Row& row = rows_[at_++];
  bytes_done_ += size_of(row);
  TableRow out;
  out.line = static_cast<std::int64_t>(at_) + 1;  // the header's is 1
  if (row.size() < header_.size()) out.problem = RowProblem::too_few_cells;
  if (row.size() > header_.size()) out.problem = RowProblem::too_many_cells;
  cells_.assign(row.begin(), row.end());
  if (out.problem == RowProblem::none) out.cells = cells_;
  return std::optional{out};
}

result<void> MemoryRows::rewind() {
  at_ = 0;
  bytes_done_ = 0;
  return boost::outcome_v2::success();
}

void MemoryPhones::put(std::string text, std::string country, PhoneNumber phone) {
  known_[{std::move(text), std::move(country)}] = phone;
}

PhoneReading MemoryPhones::read(std::string_view text, std::string_view country) const {
  if (text.find_first_not_of(' ') == std::string_view::npos) return {};
  auto phone = parse_e164(text);
  if (!phone) {
    const auto found = known_.find(std::pair{std::string(text), std::string(country)});
    if (found != known_.end()) phone = found->second;
  }
  if (!phone) return {PhoneNumber{}, PhoneStatus::invalid, PhoneProblem::not_a_number};
  return {*phone, phone_status_by_shape(*phone), PhoneProblem::none};
}

void MemoryZones::put(const TimeZone& zone, const std::vector<std::string>& old_names) {
  zones_[zone.name()] = zone;
  for (const std::string& name : old_names) zones_[name] = zone;
}

result<TimeZone> MemoryZones::find(std::string_view iana_name) const {
  const auto found = zones_.find(iana_name);
  if (found == zones_.end()) return errc::time_zone_unknown;
  return found->second;
}

}  // namespace reactivation
