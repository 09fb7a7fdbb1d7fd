// Port: where imported rows go. Rows are named by the codes of the outside system.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "reactivation/core/client.hpp"
#include "reactivation/core/company.hpp"
#include "reactivation/core/error.hpp"
#include "reactivation/core/phone.hpp"
#include "reactivation/core/visit.hpp"

namespace reactivation {

/// Absent fields leave what is stored as it is.
struct ImportedService {
  std::string external_id;
  std::optional<std::string> title;  ///< a new service without one takes its code
  std::optional<std::int64_t> price_minor;
  std::optional<bool> active;
};

struct ImportedStaff {
  std::string external_id;
  std::optional<std::string> name;
};

struct ImportedClient {
  std::string external_id;
  std::optional<std::string> name;
  /// Unset number: the file says there is none. A test number (+999) never takes the place of a
  /// stored number that is `mobile`: then phone and status stay as they are.
  std::optional<PhoneNumber> phone;
  std::optional<PhoneStatus> phone_status;
  std::optional<LoyaltyLevel> loyalty_level;
  bool opt_out = false;            ///< true sets the opt-out; false never takes one back
  std::optional<Consent> consent;  ///< `denied` is never overwritten by `unknown`
};

struct ImportedVisit {
  std::string external_id;  ///< empty: the visit is known by client and instant
  std::string client_external_id;
  std::vector<std::string> service_external_ids;
  std::string staff_external_id;  ///< empty: not known
  Instant starts_at;
  bool is_time_known = true;
  VisitStatus status = VisitStatus::completed;
  std::int64_t cost_minor = 0;
  std::optional<Instant> created_at;
};

enum class ImportChange : std::uint8_t { created, changed, unchanged };

/// One import is one transaction: `begin`, any number of `put_…`, then `commit`; destroying the
/// store or calling `rollback` instead leaves nothing behind. Putting the same rows again changes
/// nothing. Threads: one at a time.
class ImportStore {
public:
  virtual ~ImportStore() = default;

  [[nodiscard]] virtual result<void> begin(CompanyId company) = 0;
  [[nodiscard]] virtual result<ImportChange> put_service(const ImportedService& service) = 0;
  [[nodiscard]] virtual result<ImportChange> put_staff(const ImportedStaff& staff) = 0;
  [[nodiscard]] virtual result<ImportChange> put_client(const ImportedClient& client) = 0;
  /// Clients, services and staff it names must have been put before.
  [[nodiscard]] virtual result<ImportChange> put_visit(const ImportedVisit& visit) = 0;
  /// Brings the summed history of every touched client up to date, then commits.
  [[nodiscard]] virtual result<void> commit() = 0;
  virtual void rollback() noexcept = 0;
};

}  // namespace reactivation
