// One import: one transaction, rows named by the codes of the outside system. Private.
#pragma once

#include <bitset>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "reactivation/ports/import_store.hpp"
#include "session.hpp"

namespace reactivation::sql {

/// A set of row numbers; runs of neighbours take a bit each.
class RowMarks {
public:
  /// True when the row was not in the set.
  bool insert(std::int64_t row) {
    auto& page = pages_[row >> page_bits];
    if (!page) page = std::make_unique<Page>();
    const auto bit = static_cast<std::size_t>(row & (page_rows - 1));
    if (page->test(bit)) return false;
    page->set(bit);
    return true;
  }

private:
  static constexpr int page_bits = 15;
  static constexpr std::int64_t page_rows = std::int64_t{1} << page_bits;
  using Page = std::bitset<static_cast<std::size_t>(page_rows)>;
  std::unordered_map<std::int64_t, std::unique_ptr<Page>> pages_;
};

/// A booking as it is stored.
struct StoredVisit {
  std::int64_t client_id = 0;
  std::int64_t staff_id = 0;
  std::vector<std::int64_t> services;  ///< ascending, distinct
  Instant starts_at;
  bool is_time_known = true;
  VisitStatus status = VisitStatus::completed;
  std::int64_t cost_minor = 0;
  std::optional<Instant> created_at;

  friend bool operator==(const StoredVisit&, const StoredVisit&) = default;
};

class Importer {
public:
  Importer(Session& session, CompanyId company);
  ~Importer();
  Importer(const Importer&) = delete;
  Importer& operator=(const Importer&) = delete;

  ImportChange put_service(const ImportedService& service);
  ImportChange put_staff(const ImportedStaff& staff);
  ImportChange put_client(const ImportedClient& client);
  ImportChange put_visit(const ImportedVisit& visit);
  void commit();

private:
  using Codes = std::unordered_map<std::string, std::int64_t>;
  struct FoundVisit {
    std::int64_t id = 0;  ///< 0: not stored yet
    StoredVisit visit;
  };
  struct StoredClient {
    std::string name;
    std::optional<std::string> phone;
    std::optional<std::string> phone_status;
    std::optional<std::string> loyalty_level;
    std::optional<std::string> consent;
    bool is_opted_out = false;
  };

  void load_codes(const char* sql, Codes& codes);
  /// The number that the database gave the new row.
  template <class... Values>
  std::int64_t insert(const char* statement, const Values&... values) {
    Rows row = database_.query(statement, values...);
    if (!row.next()) fail(errc::storage_conflict, "an imported row was not taken");
    const std::int64_t id = row.integer(0);
    while (row.next()) {
    }
    return id;
  }
  void touch(std::int64_t client);
  [[nodiscard]] std::int64_t id_of(const Codes& codes, const std::string& code,
                                   const char* what) const;
  ImportChange change_service(std::int64_t id, const ImportedService& service);
  [[nodiscard]] StoredClient stored_client(std::int64_t id);
  static void take(const ImportedClient& client, StoredClient& stored);
  static void take_phone(const ImportedClient& client, StoredClient& stored);
  std::int64_t insert_client(const std::string& code, const StoredClient& client);
  bool write_client(std::int64_t id, const StoredClient& before, const StoredClient& after);
  bool apply_opt_out(std::int64_t id, const ImportedClient& client, const StoredClient& after);
  [[nodiscard]] StoredVisit stored_visit_of(const ImportedVisit& visit);
  [[nodiscard]] FoundVisit find_visit(const ImportedVisit& visit, std::int64_t client);
  std::int64_t insert_visit(const ImportedVisit& visit, const StoredVisit& stored);
  void update_visit(std::int64_t id, const StoredVisit& visit);
  ImportChange change_visit(const FoundVisit& found, const StoredVisit& row);

  Session& session_;
  Database& database_;
  CompanyId company_;
  Transaction transaction_;
  BusinessType business_type_ = BusinessType::other;
  TimeZone zone_;
  Codes services_;
  Codes staff_;
  Codes clients_;
  bool has_triggers_off_ = false;
  bool may_be_suppressed_ = false;  ///< somebody of the company opted out at some time
  RowMarks touched_;                ///< clients whose history must be summed again
  RowMarks seen_;                   ///< bookings that a row of this import has named
  /// Stored bookings of which this import has named only a part so far.
  std::unordered_map<std::int64_t, StoredVisit> partial_;
};

}  // namespace reactivation::sql
