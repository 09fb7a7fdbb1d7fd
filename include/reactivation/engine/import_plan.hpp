// ImportPlan: how the columns of exports become clients, services and visits.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "reactivation/core/error.hpp"
#include "reactivation/core/ids.hpp"
#include "reactivation/core/phone.hpp"
#include "reactivation/core/time.hpp"

namespace reactivation {

enum class FileKind : std::uint8_t { services, clients, visits };
inline constexpr std::size_t file_kinds = 3;

/// `services`, `clients`, `visits`.
[[nodiscard]] std::string_view to_string(FileKind kind) noexcept;

/// Every field of an import, with the words that a header may use for it.
enum class ImportField : std::uint8_t {
  service_id,
  service_title,
  service_price,
  service_active,
  client_id,
  client_phone,
  client_name,
  client_loyalty,
  client_opt_out,
  client_consent,
  client_tags,
  client_birthday,  ///< known, so that it may be mapped, and not taken
  visit_id,
  visit_client,
  visit_date,
  visit_time,
  visit_service,
  visit_staff,
  visit_amount,
  visit_status,
  visit_created_at,
};

struct ImportFieldName {
  ImportField field;
  FileKind kind;
  std::string_view name;  ///< as in `--map visits.client=…`
  bool is_required;
  /// Headers that are taken for the field without being mapped, folded, separated by `|`.
  std::string_view synonyms;
};
/// All fields, in the order of the enumerators.
[[nodiscard]] const std::vector<ImportFieldName>& import_fields();

/// `--map visits.client=Client`. An empty column: the field is not taken from the file.
struct FieldColumn {
  ImportField field;
  std::string column;
};
/// `--set visits.status=completed`: the same for every row.
struct FieldValue {
  ImportField field;
  std::string value;
};
/// `--exclude Client=WALK_IN`: rows with exactly that cell are left out and counted. It concerns
/// every file that has the column.
struct Exclusion {
  std::string column;
  std::string value;
};

enum class SyntheticPhones : std::uint8_t {
  none,
  fill,  ///< clients without a usable number get one under +999, made from their code
};
enum class ImportMode : std::uint8_t {
  commit,
  dry_run,  ///< everything but the commit: the same summary, nothing stored
};

struct ImportPlan {
  CompanyId company_id;
  std::string country;   ///< ISO 3166-1 alpha-2: whose national phone numbers are understood
  std::string currency;  ///< ISO 4217: how many decimals an amount has
  TimeZone zone;         ///< the company's: civil times without offset are read in it
  Instant now;           ///< completed visits after it are kept as bookings
  std::vector<FieldColumn> columns;
  std::vector<FieldValue> values;
  std::vector<Exclusion> exclusions;
  /// Columns of the visits' file whose equal values, with the client, make lines one visit.
  std::vector<std::string> group_by;
  std::string date_format;              ///< empty: ISO 8601 alone; see DateFormat
  std::vector<PhoneNumber> own_phones;  ///< the salon's: never a client's
  SyntheticPhones synthetic_phones = SyntheticPhones::none;
  ImportMode mode = ImportMode::commit;
};

/// `visits.client=Client` into `plan.columns`; an issue (wrong field, no `=`) when it is none.
[[nodiscard]] std::optional<Issue> add_map(ImportPlan& plan, std::string_view text);
/// `visits.status=completed` into `plan.values`.
[[nodiscard]] std::optional<Issue> add_set(ImportPlan& plan, std::string_view text);
/// `Client=WALK_IN` into `plan.exclusions`; the column ends at the first `=`.
[[nodiscard]] std::optional<Issue> add_exclude(ImportPlan& plan, std::string_view text);

}  // namespace reactivation
