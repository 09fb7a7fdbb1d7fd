#include "tables.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <utility>

namespace reactivation {
namespace yclients {
namespace {

/// A row's kind and id; kind 0 for other lines.
std::pair<char, std::int64_t> head_of(const Json& line) {
  if (!line.is_array() || line.size() < 2 || !line[0].is_string()) return {'\0', 0};
  const auto& word = line[0].get_ref<const std::string&>();
  if (word.size() != 1 || index_of(word[0]) == row_kinds.size()) return {'\0', 0};
  return {word[0], id_of(line[1])};
}

std::string cell(const Json& line, std::size_t place) {
  return line.size() > place ? text_of(line[place]) : std::string{};
}

std::vector<std::string> columns_of(char kind) {
  if (kind == 's') return {"id", "title", "price"};
  if (kind == 'c') return {"id", "name", "phone", "opt out", "tags"};
  return {"id", "record", "client", "date", "status", "created at", "staff", "service", "amount"};
}

const char* name_of(char kind) {
  if (kind == 's') return "service";
  return kind == 'c' ? "client" : "record";
}

/// The rows of one kind, one version of each.
class CopyTable final : public RowSource {
public:
  CopyTable(std::string file, char kind, const CopyIndex::Lines& lines)
      : file_(std::move(file)),
        kind_(kind),
        lines_(lines),
        header_(columns_of(kind)),
        cells_(header_.size()),
        views_(header_.size()) {
    std::error_code ignored;
    const auto size = std::filesystem::file_size(file_, ignored);
    bytes_total_ = ignored ? 0 : static_cast<std::int64_t>(size);
    open();
  }

  [[nodiscard]] std::string_view name() const noexcept override { return name_of(kind_); }
  [[nodiscard]] TableFormat format() const override { return {"YClients", ""}; }
  [[nodiscard]] std::span<const std::string> header() const noexcept override { return header_; }
  [[nodiscard]] std::int64_t bytes_done() const noexcept override { return bytes_done_; }
  [[nodiscard]] std::int64_t bytes_total() const noexcept override { return bytes_total_; }

  [[nodiscard]] result<std::optional<TableRow>> next() override {
    while (services_.empty()) {
      if (!std::getline(in_, text_)) {
        if (in_.bad()) return make_error_code(errc::io_failed);
        return std::optional<TableRow>{};
      }
      bytes_done_ += static_cast<std::int64_t>(text_.size()) + 1;
      ++line_;
      if (take(parsed(text_))) break;
    }
    if (!services_.empty()) {
      cells_[7] = std::move(services_.back().first);
      cells_[8] = std::move(services_.back().second);
      services_.pop_back();
    }
    std::copy(cells_.begin(), cells_.end(), views_.begin());
    return std::optional<TableRow>{TableRow{id_, RowProblem::none, views_}};
  }
  [[nodiscard]] result<void> rewind() override {
    open();
    if (!in_) return make_error_code(errc::io_failed);
    return boost::outcome_v2::success();
  }

private:
  void open() {
    in_ = std::ifstream(file_, std::ios::binary);
    services_.clear();
    bytes_done_ = 0;
    line_ = 0;
  }

  /// False for what is no row of ours, or an older version.
  bool take(const Json& line) {
    const auto [kind, id] = head_of(line);
    if (kind != kind_) return false;
    const auto last = lines_.find(id);
    if (last == lines_.end() || last->second != line_) return false;
    id_ = id;
    cells_[0] = std::to_string(id);
    if (kind != 'r') {
      for (std::size_t i = 1; i < cells_.size(); ++i) cells_[i] = cell(line, i + 1);
      return true;
    }
    if (cell(line, 2).empty()) return false;  // a walk-in
    cells_[1] = cells_[0];
    for (std::size_t i = 2; i < 7; ++i) cells_[i] = cell(line, i);
    const Json services = line.size() > 7 ? line[7] : Json::array();
    for (const Json& service : services) {
      if (service.is_array()) services_.emplace_back(cell(service, 0), cell(service, 1));
    }
    if (services_.empty()) services_.emplace_back();  // goods alone, or nothing said
    return true;
  }

  std::string file_;
  char kind_;
  const CopyIndex::Lines& lines_;
  std::vector<std::string> header_;
  std::ifstream in_;
  std::string text_;
  std::int64_t line_ = 0;
  std::int64_t id_ = 0;
  std::int64_t bytes_done_ = 0;
  std::int64_t bytes_total_ = 0;
  std::vector<std::string> cells_;
  std::vector<std::string_view> views_;
  std::vector<std::pair<std::string, std::string>> services_;
};

}  // namespace

const CopyIndex::Lines& CopyIndex::lines_of(char kind) const { return last.at(index_of(kind)); }

result<CopyIndex> index_copy(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  CopyIndex index;
  std::unordered_map<std::int64_t, char> marks;  // d deleted, w walk-in
  std::string text;
  std::int64_t line_number = 0;
  bool is_whole = false;
  while (std::getline(in, text)) {
    ++line_number;
    const Json line = parsed(text);
    is_whole = line.is_array() && line.size() == 1 && line[0] == "e";
    const auto [kind, id] = head_of(line);
    if (kind == '\0') continue;
    index.last.at(index_of(kind))[id] = line_number;
    if (kind == 'm') index.staff_names[id] = cell(line, 2);
    if (kind != 'r') continue;
    marks.erase(id);
    if (cell(line, 4) == "cancelled") marks[id] = 'd';
    if (cell(line, 2).empty()) marks[id] = 'w';
  }
  if (!is_whole) return make_error_code(errc::io_failed);
  for (const auto& [id, mark] : marks) ++(mark == 'd' ? index.deleted : index.walk_ins);
  return index;
}

void count_rows(const CopyIndex& index, YclientsCounts& counts) {
  const auto size_of = [&index](char kind) {
    return static_cast<std::int64_t>(index.lines_of(kind).size());
  };
  counts.records = size_of('r');
  counts.clients = size_of('c');
  counts.services = size_of('s');
  counts.staff = size_of('m');
  counts.deleted = index.deleted;
  counts.walk_ins = index.walk_ins;
}

}  // namespace yclients

struct YclientsTables::Parts {
  explicit Parts(const std::string& file, yclients::CopyIndex found)
      : index(std::move(found)),
        services(file, 's', index.lines_of('s')),
        clients(file, 'c', index.lines_of('c')),
        visits(file, 'r', index.lines_of('r')) {
    for (const auto& [id, name] : index.staff_names) {
      ImportedStaff member;
      member.external_id = std::to_string(id);
      if (!name.empty()) member.name = name;
      staff.push_back(std::move(member));
    }
    std::sort(staff.begin(), staff.end(), [](const ImportedStaff& a, const ImportedStaff& b) {
      return a.external_id < b.external_id;
    });
  }

  yclients::CopyIndex index;
  yclients::CopyTable services;
  yclients::CopyTable clients;
  yclients::CopyTable visits;
  std::vector<ImportedStaff> staff;
};

YclientsTables::YclientsTables(std::unique_ptr<Parts> parts) noexcept : parts_(std::move(parts)) {}
YclientsTables::~YclientsTables() = default;
RowSource& YclientsTables::services() { return parts_->services; }
RowSource& YclientsTables::clients() { return parts_->clients; }
RowSource& YclientsTables::visits() { return parts_->visits; }
const std::vector<ImportedStaff>& YclientsTables::staff() const noexcept { return parts_->staff; }

result<std::unique_ptr<YclientsTables>> YclientsTables::open(const std::string& file) {
  auto index = yclients::index_copy(file);
  if (!index) return index.as_failure();
  return std::unique_ptr<YclientsTables>(
      new YclientsTables(std::make_unique<Parts>(file, std::move(index).value())));
}

}  // namespace reactivation
