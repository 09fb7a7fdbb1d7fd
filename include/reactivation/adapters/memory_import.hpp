// Adapter: imports into memory, for tests, for trying a file out, and for hosts that copy the rows
// into books of their own.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "reactivation/ports/import_store.hpp"

namespace reactivation {

struct MemoryService {
  std::string title;
  std::int64_t price_minor = 0;
  bool active = true;
  friend bool operator==(const MemoryService&, const MemoryService&) = default;
};
struct MemoryClient {
  std::string name;
  PhoneNumber phone;
  PhoneStatus phone_status = PhoneStatus::missing;
  LoyaltyLevel loyalty_level = LoyaltyLevel::unknown;
  bool opt_out = false;
  Consent consent = Consent::unknown;
  friend bool operator==(const MemoryClient&, const MemoryClient&) = default;
};
struct MemoryVisit {
  std::string client;
  std::vector<std::string> services;
  std::string staff;  ///< empty: not known
  Instant starts_at;
  bool is_time_known = true;
  VisitStatus status = VisitStatus::completed;
  std::int64_t cost_minor = 0;
  std::optional<Instant> created_at;
  friend bool operator==(const MemoryVisit&, const MemoryVisit&) = default;
};
/// One company's rows, by the codes of the outside system.
struct MemoryImportRows {
  std::map<std::string, MemoryClient> clients;
  std::map<std::string, MemoryService> services;
  std::map<std::string, std::string> staff;   ///< names
  std::map<std::string, MemoryVisit> visits;  ///< without a code by client and instant
};

/// Knows every company. Forgets everything when it goes. Threads: one at a time.
class MemoryImport final : public ImportStore {
public:
  [[nodiscard]] result<void> begin(CompanyId company) override;
  [[nodiscard]] result<ImportChange> put_service(const ImportedService& service) override;
  [[nodiscard]] result<ImportChange> put_staff(const ImportedStaff& staff) override;
  [[nodiscard]] result<ImportChange> put_client(const ImportedClient& client) override;
  [[nodiscard]] result<ImportChange> put_visit(const ImportedVisit& visit) override;
  [[nodiscard]] result<void> commit() override;
  void rollback() noexcept override;

  /// What has been committed.
  [[nodiscard]] const MemoryImportRows& rows(CompanyId company);

private:
  CompanyId company_;
  MemoryImportRows working_;
  std::map<CompanyId, MemoryImportRows> committed_;
};

}  // namespace reactivation
