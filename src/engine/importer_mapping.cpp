#include "importer_mapping.hpp"

#include <algorithm>

#include "reactivation/engine/import_values.hpp"

namespace reactivation {

namespace {

constexpr std::size_t shown_bytes = 60;
constexpr std::size_t shown_columns = 40;

std::string shown(std::string_view text) { return printable(text, shown_bytes); }

std::string option_of(FileKind kind, std::string_view field) {
  std::string out(to_string(kind));
  out += '.';
  out += field;
  return out;
}

Issue error(std::string code, std::string place, std::string message) {
  return {Issue::Severity::error, std::move(code), std::move(place), std::move(message)};
}

std::string listed(std::span<const std::string> header) {
  std::string out;
  for (std::size_t at = 0; at < header.size() && at < shown_columns; ++at) {
    if (at > 0) out += ", ";
    out += shown(header[at]);
  }
  if (header.size() > shown_columns) out += ", …";
  return out;
}

}  // namespace

namespace importing {

bool Mapping::is_excluded(const TableRow& row) const noexcept {
  return std::any_of(excluded_.begin(), excluded_.end(), [&row](const Excluded& excluded) {
    return row.cells[excluded.column] == excluded.value;
  });
}

bool Mapping::is_id_part_of_group() const noexcept {
  const auto& id = columns_[static_cast<std::size_t>(ImportField::visit_id)];
  return id && std::find(groups_.begin(), groups_.end(), *id) != groups_.end();
}

/// Fits one file.
class MappingBuilder {
public:
  MappingBuilder(const ImportPlan& plan, FileKind kind, RowSource& source,
                 std::vector<Issue>& errors)
      : plan_(plan), kind_(kind), header_(source.header()), errors_(errors) {
    file_.source = &source;
    file_.summary.kind = kind;
    file_.summary.name = source.name();
    file_.summary.format = source.format();
    for (const std::string& name : header_) folded_.push_back(folded(name));
    is_used_.assign(header_.size(), false);
  }

  MappedFile build(std::vector<bool>& exclusions_used) {
    take_said_columns();
    take_said_values();
    take_known_headers();
    require_fields();
    take_exclusions(exclusions_used);
    if (kind_ == FileKind::visits) take_groups();
    describe();
    return std::move(file_);
  }

private:
  void fail(std::string code, std::string message) {
    errors_.push_back(error(std::move(code), file_.summary.name, std::move(message)));
  }

  [[nodiscard]] static const ImportFieldName& name_of(ImportField field) {
    return import_fields()[static_cast<std::size_t>(field)];
  }
  [[nodiscard]] std::string option(ImportField field) const {
    return option_of(kind_, name_of(field).name);
  }

  /// The one column of that name; an issue when there is none, or more than one.
  std::optional<std::size_t> find_column(std::string_view name, const std::string& wanted_by) {
    const std::string wanted = folded(name);
    const auto count = std::count(folded_.begin(), folded_.end(), wanted);
    if (count == 1) {
      return static_cast<std::size_t>(std::find(folded_.begin(), folded_.end(), wanted) -
                                      folded_.begin());
    }
    if (count == 0) {
      fail("no_such_column", wanted_by + " names the column \"" + shown(name) +
                                 "\", which the file does not have; it has: " + listed(header_));
    } else {
      fail("column_twice", wanted_by + " names the column \"" + shown(name) +
                               "\", which the file has " + std::to_string(count) +
                               " times; rename one of them");
    }
    return std::nullopt;
  }

  void take_said_columns() {
    for (const FieldColumn& said : plan_.columns) {
      if (name_of(said.field).kind != kind_) continue;
      const auto at = static_cast<std::size_t>(said.field);
      if (is_said_[at]) {
        fail("mapped_twice", "--map " + option(said.field) + " is given twice; keep one of them");
      }
      is_said_[at] = true;
      if (said.column.empty()) continue;
      const auto column = find_column(said.column, "--map " + option(said.field));
      file_.mapping.columns_[at] = column;
      if (column) is_used_[*column] = true;
    }
  }

  void take_said_values() {
    for (const FieldValue& said : plan_.values) {
      if (name_of(said.field).kind != kind_) continue;
      const auto at = static_cast<std::size_t>(said.field);
      if (is_said_[at]) {
        fail("mapped_twice", option(said.field) +
                                 " is given both by --map and --set, or twice; "
                                 "keep one of them");
      }
      is_said_[at] = true;
      if (said.field == ImportField::visit_status && !parse_visit_status(said.value)) {
        fail("status_unknown",
             "--set visits.status: no known word; one of: " + std::string(visit_status_words()));
      }
      file_.mapping.values_[at] = said.value;
    }
  }

  /// Fields that nobody mapped take the column that is called like them.
  void take_known_headers() {
    for (const ImportFieldName& field : import_fields()) {
      const auto at = static_cast<std::size_t>(field.field);
      if (field.kind != kind_ || is_said_[at]) continue;
      std::string_view names = field.synonyms;
      while (!names.empty() && !file_.mapping.columns_[at]) {
        const std::size_t end = std::min(names.find('|'), names.size());
        take_known_header(field.field, names.substr(0, end));
        names.remove_prefix(std::min(end + 1, names.size()));
      }
    }
  }

  void take_known_header(ImportField field, std::string_view name) {
    const auto found = std::find(folded_.begin(), folded_.end(), name);
    if (found == folded_.end()) return;
    const auto column = static_cast<std::size_t>(found - folded_.begin());
    if (is_used_[column]) return;
    if (std::find(found + 1, folded_.end(), name) != folded_.end()) {
      fail("column_twice", "the file has the column \"" + shown(header_[column]) +
                               "\" more than once; rename one of them, or say --map " +
                               option(field) + "= to leave the field out");
    }
    file_.mapping.columns_[static_cast<std::size_t>(field)] = column;
    is_used_[column] = true;
  }

  void require_fields() {
    for (const ImportFieldName& field : import_fields()) {
      if (field.kind != kind_ || !field.is_required || file_.mapping.has(field.field)) continue;
      const auto at = static_cast<std::size_t>(field.field);
      if (is_said_[at] && !errors_.empty()) continue;  // its column was not found: said already
      fail("field_without_column", "no column is known to hold " + option(field.field) +
                                       "; say --map " + option(field.field) +
                                       "=COLUMN, one of: " + listed(header_));
    }
  }

  void take_exclusions(std::vector<bool>& exclusions_used) {
    for (std::size_t at = 0; at < plan_.exclusions.size(); ++at) {
      const Exclusion& exclusion = plan_.exclusions[at];
      const std::string wanted = folded(exclusion.column);
      for (std::size_t column = 0; column < folded_.size(); ++column) {
        if (folded_[column] != wanted) continue;
        file_.mapping.excluded_.push_back({column, exclusion.value});
        exclusions_used[at] = true;
      }
    }
  }

  void take_groups() {
    for (const std::string& name : plan_.group_by) {
      const auto column = find_column(name, "--group-by");
      if (column) file_.mapping.groups_.push_back(*column);
    }
  }

  void describe() {
    for (const ImportFieldName& field : import_fields()) {
      const auto at = static_cast<std::size_t>(field.field);
      if (const auto& column = file_.mapping.columns_[at]) {
        file_.summary.mapping.emplace_back(field.name, shown(header_[*column]));
      } else if (const auto& value = file_.mapping.values_[at]) {
        file_.summary.values.emplace_back(field.name, shown(*value));
      }
    }
    for (const std::size_t column : file_.mapping.groups_) is_used_[column] = true;
    for (std::size_t column = 0; column < header_.size(); ++column) {
      if (!is_used_[column]) file_.summary.unused_columns.push_back(shown(header_[column]));
    }
  }

  const ImportPlan& plan_;
  FileKind kind_;
  std::span<const std::string> header_;
  std::vector<Issue>& errors_;
  MappedFile file_;
  std::vector<std::string> folded_;
  std::vector<bool> is_used_;
  std::array<bool, field_count> is_said_{};
};

namespace {

/// Every option must concern a file that is there.
void check_options(const ImportPlan& plan, const std::array<RowSource*, file_kinds>& sources,
                   std::vector<Issue>& errors) {
  const auto check = [&](ImportField field, std::string_view option) {
    const ImportFieldName& name = import_fields()[static_cast<std::size_t>(field)];
    if (sources[static_cast<std::size_t>(name.kind)] != nullptr) return;
    const std::string kind(to_string(name.kind));
    errors.push_back(error("no_such_file", kind + "." + std::string(name.name),
                           std::string(option) + " names a field of " + kind +
                               ", but there is no file of them; add --" + kind + " FILE"));
  };
  for (const FieldColumn& said : plan.columns) check(said.field, "--map");
  for (const FieldValue& said : plan.values) check(said.field, "--set");
  if (!plan.group_by.empty() && sources[static_cast<std::size_t>(FileKind::visits)] == nullptr) {
    errors.push_back(error("no_such_file", "--group-by",
                           "lines can only be grouped to visits; add --visits FILE"));
  }
}

}  // namespace

std::vector<MappedFile> map_files(const ImportPlan& plan,
                                  const std::array<RowSource*, file_kinds>& sources,
                                  std::vector<Issue>& errors) {
  check_options(plan, sources, errors);
  std::vector<MappedFile> files;
  std::vector<bool> exclusions_used(plan.exclusions.size(), false);
  for (std::size_t kind = 0; kind < file_kinds; ++kind) {
    if (sources[kind] == nullptr) continue;
    MappingBuilder builder(plan, static_cast<FileKind>(kind), *sources[kind], errors);
    files.push_back(builder.build(exclusions_used));
  }
  for (std::size_t at = 0; at < plan.exclusions.size(); ++at) {
    if (exclusions_used[at]) continue;
    errors.push_back(error("no_such_column", "--exclude",
                           "no file has the column \"" + shown(plan.exclusions[at].column) +
                               "\"; check its spelling in the header"));
  }
  return files;
}

}  // namespace importing

namespace {

/// `visits.client=Client` in three; an issue when it is not of that form.
struct FieldText {
  ImportField field = ImportField::visit_id;
  std::string text;
  std::optional<Issue> issue;
};

FieldText read_field_text(std::string_view text, std::string_view option) {
  FieldText out;
  const std::size_t equals = text.find('=');
  const std::string_view name = text.substr(0, equals);
  std::string fields;
  for (const ImportFieldName& field : import_fields()) {
    const std::string full = option_of(field.kind, field.name);
    if (full == name && equals != std::string_view::npos) {
      out.field = field.field;
      out.text = text.substr(equals + 1);
      return out;
    }
    fields += fields.empty() ? "" : ", ";
    fields += full;
  }
  const std::string what = equals == std::string_view::npos ? "there is no \"=\" in it; write "
                                                            : "there is no such field; write ";
  out.issue = error("bad_option", std::string(option) + " " + shown(text),
                    what + std::string(option) + " FIELD=… with one of: " + fields);
  return out;
}

}  // namespace

std::optional<Issue> add_map(ImportPlan& plan, std::string_view text) {
  FieldText read = read_field_text(text, "--map");
  if (!read.issue) plan.columns.push_back({read.field, std::move(read.text)});
  return read.issue;
}

std::optional<Issue> add_set(ImportPlan& plan, std::string_view text) {
  FieldText read = read_field_text(text, "--set");
  if (!read.issue) plan.values.push_back({read.field, std::move(read.text)});
  return read.issue;
}

std::optional<Issue> add_exclude(ImportPlan& plan, std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos || equals == 0) {
    return error("bad_option", "--exclude " + shown(text),
                 "write --exclude COLUMN=VALUE, for example --exclude Client=WALK_IN");
  }
  plan.exclusions.push_back(
      {std::string(text.substr(0, equals)), std::string(text.substr(equals + 1))});
  return std::nullopt;
}

std::string_view to_string(FileKind kind) noexcept {
  switch (kind) {
    case FileKind::services:
      return "services";
    case FileKind::clients:
      return "clients";
    case FileKind::visits:
      return "visits";
  }
  return "";
}

const std::vector<ImportFieldName>& import_fields() {
  using enum ImportField;
  using enum FileKind;
  static const std::vector<ImportFieldName> fields{
      {service_id, services, "id", true,
       "id|service id|code|service code|код|код услуги|id услуги|артикул"},
      {service_title, services, "title", false,
       "title|name|service|service name|desc|description|название|наименование|услуга|"
       "название услуги"},
      {service_price, services, "price", false, "price|cost|цена|стоимость|прайс"},
      {service_active, services, "active", false,
       "active|is active|isactive|enabled|активна|активен|активность"},
      {client_id, clients, "id", true,
       "id|client id|customer id|code|client code|external id|код|код клиента|id клиента|"
       "номер карты|client|customer|клиент"},
      {client_phone, clients, "phone", false,
       "phone|phone number|mobile|mobile phone|cell|cell phone|telephone|tel|contact number|"
       "whatsapp|телефон|номер телефона|мобильный|мобильный телефон|тел"},
      {client_name, clients, "name", false,
       "name|full name|client name|customer name|first name|имя|фио|имя клиента|клиент"},
      {client_loyalty, clients, "loyalty", false,
       "loyalty|loyalty level|loyalty tier|tier|лояльность|уровень лояльности|уровень"},
      {client_opt_out, clients, "opt_out", false,
       "opt out|opted out|optout|reactivation opt out|unsubscribed|do not contact|dnc|отписан|"
       "отписался|отписка|не писать|отказ от рассылки|отказ от рассылок"},
      {client_consent, clients, "consent", false,
       "consent|marketing consent|согласие|согласие на рассылку|согласие на рассылки"},
      {client_tags, clients, "tags", false, "tags|tag|labels|теги|метки|категории"},
      {client_birthday, clients, "birthday", false,
       "birthday|birth date|date of birth|dob|день рождения|дата рождения"},
      {visit_id, visits, "id", false,
       "id|visit id|booking id|appointment id|record id|номер записи|id записи|код записи|"
       "id визита|номер визита"},
      {visit_client, visits, "client", true,
       "client|client id|client code|customer|customer id|customer code|клиент|код клиента|"
       "id клиента"},
      {visit_date, visits, "date", true,
       "date|datetime|date time|visit date|booking date|appointment date|start|starts at|"
       "start time|дата|дата визита|дата и время|дата записи|дата посещения|data"},
      {visit_time, visits, "time", false,
       "time|start time|visit time|время|время визита|время записи|время начала"},
      {visit_service, visits, "service", false,
       "service|service id|service code|services|услуга|услуги|код услуги|id услуги"},
      {visit_staff, visits, "staff", false,
       "staff|staff id|employee|master|specialist|stylist|сотрудник|мастер|специалист"},
      {visit_amount, visits, "amount", false,
       "amount|total|price|cost|sum|paid|сумма|стоимость|цена|оплачено|итого"},
      {visit_status, visits, "status", false,
       "status|visit status|booking status|attendance|статус|статус визита|посещение"},
      {visit_created_at, visits, "created_at", false,
       "created at|created|booked at|дата создания|создан|создано|создана"},
  };
  return fields;
}

}  // namespace reactivation
