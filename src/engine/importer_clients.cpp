// Rows of services and of clients.
#include <algorithm>

#include "importer_run.hpp"
#include "reactivation/core/message.hpp"

namespace reactivation::importing {
namespace {

/// The id of a row, or why it has none.
struct RowId {
  std::string code;
  Reason reason = Reason::none;
};

RowId read_id(std::string_view cell) {
  RowId id{code_of(cell), Reason::none};
  if (id.code.empty()) id.reason = Reason::id_missing;
  if (id.code.size() > code_bytes_max) id.reason = Reason::code_too_long;
  return id;
}

/// First pass over a file of rows with ids: which ids it has more than once.
result<RepeatedKeys> find_repeated(Run& run, MappedFile& file, ImportField id_field) {
  RepeatedKeys keys;
  const auto looked = for_each_row(file, run.progress, nullptr, [&](const TableRow& row) {
    const RowId id = read_id(file.mapping.cell(id_field, row));
    if (id.reason == Reason::none) keys.add(id.code);
    return result<void>(boost::outcome_v2::success());
  });
  if (!looked) return looked.as_failure();
  keys.seal();
  return keys;
}

/// Two texts of which at most one is said agree; the one that is said stays.
bool unite(std::optional<std::string>& into, const std::optional<std::string>& from) {
  if (!from || from->empty()) return true;
  if (into && !into->empty()) return *into == *from;
  into = from;
  return true;
}

template <class Value>
bool unite(std::optional<Value>& into, const std::optional<Value>& from) {
  if (!from) return true;
  if (into) return *into == *from;
  into = from;
  return true;
}

struct ServiceRow {
  ImportedService service;
  std::int64_t line = 0;
};

struct ServiceGroup {
  ImportedService service;
  std::int64_t line = 0;
  std::int64_t rows = 0;
  bool contradicts = false;

  void add(ServiceRow row) {
    if (rows++ == 0) {
      service = std::move(row.service);
      line = row.line;
      return;
    }
    const bool agree = unite(service.title, row.service.title) &&
                       unite(service.price_minor, row.service.price_minor) &&
                       unite(service.active, row.service.active);
    contradicts = contradicts || !agree;
  }
};

struct ClientRow {
  ImportedClient client;
  std::int64_t line = 0;
};

bool is_usable(const ImportedClient& client) noexcept {
  return client.phone && client.phone->is_set();
}

struct ClientGroup {
  ImportedClient client;
  std::int64_t line = 0;
  std::int64_t rows = 0;
  bool contradicts = false;

  void add(ClientRow row) {
    if (rows++ == 0) {
      client = std::move(row.client);
      line = row.line;
      return;
    }
    if (is_usable(client) && is_usable(row.client)) {
      contradicts = contradicts || *client.phone != *row.client.phone;
    } else if (is_usable(row.client)) {
      client.phone = row.client.phone;
      client.phone_status = row.client.phone_status;
    }
    contradicts = !unite(client.name, row.client.name) || contradicts;
    // One "do not write" among the rows is enough (bad-input B14).
    client.opt_out = client.opt_out || row.client.opt_out;
    client.consent = stricter(client.consent, row.client.consent);
    client.loyalty_level = std::max(client.loyalty_level, row.client.loyalty_level);
  }

  static std::optional<Consent> stricter(std::optional<Consent> a, std::optional<Consent> b) {
    if (a == Consent::denied || b == Consent::denied) return Consent::denied;
    if (a == Consent::granted || b == Consent::granted) return Consent::granted;
    return a ? a : b;
  }
};

std::string cut_text(std::string_view cell, Findings& findings, std::int64_t line) {
  const std::string longer = printable(cell, text_code_points_max + 1);
  std::string text = printable(longer, text_code_points_max);
  if (text.size() < longer.size()) findings.add(Reason::text_cut, line);
  return text;
}

class ServiceReader {
public:
  ServiceReader(Run& run, const Mapping& mapping, Findings& findings)
      : mapping_(mapping), findings_(findings), exponent_(currency_exponent(run.plan.currency)) {}

  [[nodiscard]] ServiceRow read(const TableRow& row, std::string code) const {
    ServiceRow out;
    out.line = row.line;
    out.service.external_id = std::move(code);
    const std::string_view title = mapping_.cell(ImportField::service_title, row);
    if (!title.empty()) out.service.title = cut_text(title, findings_, row.line);
    read_price(row, out.service);
    const std::string_view active = mapping_.cell(ImportField::service_active, row);
    if (!active.empty()) {
      out.service.active = parse_active(active);
      if (!out.service.active) findings_.add(Reason::active_unknown, row.line);
    }
    return out;
  }

private:
  void read_price(const TableRow& row, ImportedService& service) const {
    using Problem = AmountReading::Problem;
    const auto price = parse_amount(mapping_.cell(ImportField::service_price, row), exponent_);
    if (price.problem == Problem::missing) return;
    if (price.problem == Problem::not_an_amount || price.problem == Problem::too_large) {
      findings_.add(Reason::amount_unreadable, row.line);
      return;
    }
    if (price.minor < 0) {
      findings_.add(Reason::amount_negative, row.line);
      return;  // a price below nothing is no price: what is stored stays
    }
    if (price.problem == Problem::ambiguous) findings_.add(Reason::amount_ambiguous, row.line);
    service.price_minor = price.minor;
  }

  const Mapping& mapping_;
  Findings& findings_;
  int exponent_;
};

class ClientReader {
public:
  ClientReader(Run& run, const Mapping& mapping, Findings& findings)
      : run_(run), mapping_(mapping), findings_(findings) {}

  [[nodiscard]] ClientRow read(const TableRow& row, std::string code) const {
    ClientRow out;
    out.line = row.line;
    ImportedClient& client = out.client;
    client.external_id = std::move(code);
    read_name(row, client);
    if (mapping_.has(ImportField::client_phone)) read_phone(row, client);
    read_states(row, client);
    return out;
  }

private:
  void read_name(const TableRow& row, ImportedClient& client) const {
    const std::string_view cell = mapping_.cell(ImportField::client_name, row);
    if (cell.empty()) return;
    client.name = cut_text(cell, findings_, row.line);
    // The marker may stand behind the place where a long name is cut.
    if (is_do_not_contact_name(cell)) {
      client.opt_out = true;
      findings_.add(Reason::do_not_contact_name, row.line);
    }
  }

  void read_phone(const TableRow& row, ImportedClient& client) const {
    const std::string_view cell = mapping_.cell(ImportField::client_phone, row);
    // Whoever may not see numbers does not say that there are none: what is stored stays.
    if (cell.find('*') != std::string_view::npos) {
      findings_.add(Reason::phone_hidden, row.line);
      return;
    }
    const PhoneReading reading = run_.phones.read(cell, run_.plan.country);
    Reason reason = reason_of(reading.problem);
    client.phone = reading.phone;
    client.phone_status = reading.status;
    const auto& own = run_.plan.own_phones;
    if (reading.phone.is_set() && std::find(own.begin(), own.end(), reading.phone) != own.end()) {
      reason = Reason::phone_of_the_salon;
    }
    if (reason == Reason::none) return;
    findings_.add(reason, row.line);
    client.phone = PhoneNumber{};
    client.phone_status =
        reason == Reason::phone_missing ? PhoneStatus::missing : PhoneStatus::invalid;
  }

  void read_states(const TableRow& row, ImportedClient& client) const {
    const std::string_view loyalty = mapping_.cell(ImportField::client_loyalty, row);
    if (!loyalty.empty()) {
      client.loyalty_level = parse_loyalty(loyalty);
      if (!client.loyalty_level) findings_.add(Reason::loyalty_unknown, row.line);
    }
    const auto opt_out = parse_opt_out(mapping_.cell(ImportField::client_opt_out, row));
    if (!opt_out) findings_.add(Reason::opt_out_unknown, row.line);
    client.opt_out = client.opt_out || opt_out.value_or(true);
    if (has_forbidding_tag(mapping_.cell(ImportField::client_tags, row))) {
      client.opt_out = true;
      findings_.add(Reason::do_not_contact_tag, row.line);
    }
    const std::string_view consent = mapping_.cell(ImportField::client_consent, row);
    if (!consent.empty()) {
      const auto read = parse_consent(consent);
      if (!read) findings_.add(Reason::consent_unknown, row.line);
      client.consent = read.value_or(Consent::denied);
    }
  }

  [[nodiscard]] static bool has_forbidding_tag(std::string_view tags) {
    return !tags.empty() && (has_do_not_contact_tag(tags) || is_do_not_contact_name(tags));
  }

  Run& run_;
  const Mapping& mapping_;
  Findings& findings_;
};

/// Second pass: every row read, rows of one id joined, every group stored.
template <class Group, class Reader, class Store>
result<void> store_rows(Run& run, MappedFile& file, ImportField id_field, Findings& findings,
                        const Reader& reader, const Store& store_group) {
  auto keys = find_repeated(run, file, id_field);
  if (!keys) return keys.as_failure();
  OpenGroups<Group> groups(std::move(keys.value()));
  auto read = for_each_row(file, run.progress, &findings, [&](const TableRow& row) -> result<void> {
    RowId id = read_id(file.mapping.cell(id_field, row));
    if (id.reason != Reason::none) {
      findings.add(id.reason, row.line);
      return boost::outcome_v2::success();
    }
    const std::string key = id.code;
    const auto whole = groups.add(key, reader.read(row, std::move(id.code)));
    return whole ? store_group(*whole) : result<void>(boost::outcome_v2::success());
  });
  if (!read) return read;
  for (const Group& group : groups.rest()) {
    if (auto stored = store_group(group); !stored) return stored;
  }
  file.summary.findings = findings.list();
  return boost::outcome_v2::success();
}

result<void> store_service(Run& run, MappedFile& file, Findings& findings,
                           const ServiceGroup& group) {
  if (group.contradicts) {
    findings.add(Reason::same_id_twice, group.line, group.rows);
    return boost::outcome_v2::success();
  }
  if (group.rows > 1) findings.add(Reason::same_row_twice, group.line, group.rows - 1);
  file.summary.rows_taken += group.rows;
  run.services.insert(group.service.external_id);
  const auto change = run.store.put_service(group.service);
  if (!change) return change.as_failure();
  count(change.value(), file.summary.records);
  return boost::outcome_v2::success();
}

void count_phone(Run& run, const ImportedClient& client, Findings& findings, std::int64_t line) {
  ++run.summary.phones_usable;
  const auto [at, is_new] = run.use_of_phone.try_emplace(client.phone->digits, Run::PhoneUse::once);
  if (is_new) return;
  if (at->second == Run::PhoneUse::once) ++run.summary.phones_shared;
  at->second = Run::PhoneUse::shared;
  findings.add(Reason::phone_shared, line);
}

result<void> store_client(Run& run, MappedFile& file, Findings& findings,
                          const ClientGroup& group) {
  ImportedClient client = group.client;
  if (group.contradicts) {
    // Two people under one id: nothing of either is taken, but whoever asked for silence gets it.
    findings.add(Reason::same_id_twice, group.line, group.rows);
    client = {};
    client.external_id = group.client.external_id;
    client.opt_out = group.client.opt_out;
    if (group.client.consent == Consent::denied) client.consent = Consent::denied;
  } else {
    if (group.rows > 1) findings.add(Reason::same_row_twice, group.line, group.rows - 1);
    file.summary.rows_taken += group.rows;
    if (is_usable(client)) {
      count_phone(run, client, findings, group.line);
    } else if (run.plan.synthetic_phones == SyntheticPhones::fill) {
      client.phone = synthetic_phone(client.external_id);
      client.phone_status = PhoneStatus::test;
      ++run.summary.phones_synthetic;
    }
  }
  if (client.opt_out) ++run.summary.clients_opted_out;
  run.clients.insert(client.external_id);
  const auto change = run.store.put_client(client);
  if (!change) return change.as_failure();
  count(change.value(), file.summary.records);
  return boost::outcome_v2::success();
}

}  // namespace

result<void> import_services(Run& run, MappedFile& file) {
  Findings findings(file.summary.name);
  const ServiceReader reader(run, file.mapping, findings);
  return store_rows<ServiceGroup>(
      run, file, ImportField::service_id, findings, reader,
      [&](const ServiceGroup& group) { return store_service(run, file, findings, group); });
}

result<void> import_clients(Run& run, MappedFile& file) {
  Findings findings(file.summary.name);
  const ClientReader reader(run, file.mapping, findings);
  return store_rows<ClientGroup>(
      run, file, ImportField::client_id, findings, reader,
      [&](const ClientGroup& group) { return store_client(run, file, findings, group); });
}

}  // namespace reactivation::importing
