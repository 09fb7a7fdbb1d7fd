// Adapter: the booking system YClients, which Altegio speaks, too (REST v1, docs/yclients.md).
//
//   Yclients.read   ─► a copy in a file ─► YclientsTables ─► import_tables
//   read_yclients_hook (a webhook's bytes) ─► Yclients.reread ─► the same
//   make_yclients_slots ─► SlotSource
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "reactivation/adapters/http.hpp"
#include "reactivation/adapters/http_probe.hpp"
#include "reactivation/core/error.hpp"
#include "reactivation/core/time.hpp"
#include "reactivation/ports/import_store.hpp"
#include "reactivation/ports/outside_codes.hpp"
#include "reactivation/ports/progress.hpp"
#include "reactivation/ports/row_source.hpp"
#include "reactivation/ports/slot_source.hpp"

namespace reactivation {

struct YclientsOptions {
  std::int64_t salon_id = 0;      ///< the salon's number there, > 0
  http::KeySource partner_token;  ///< needed
  http::KeySource user_token;     ///< needed for all but the check of a booking
  TimeZone zone;                  ///< the salon's: YClients writes its wall clock
  std::string base_url = "https://api.yclients.com/api/v1";  ///< or `https://api.alteg.io/api/v1`
  /// Without `host_limits` five requests a second and 182 a minute, as YClients allows 200. That
  /// is counted for each address of ours: give one object to all salons of a process.
  http::ClientOptions client;
  http::Milliseconds try_max{20'000};
  std::size_t answer_bytes_max = std::size_t{4}
                                 << 20;  ///< unpacked; a larger page is asked in parts
};

/// Asks for one day's schedule of the staff, with both tokens: one call, and nothing changes.
[[nodiscard]] Probe probe_yclients(const YclientsOptions& options, LocalDate day);

/// What is read into the copy.
struct YclientsReading {
  /// Beside the database: it holds names and phones, is made with mode 0600, and must be removed
  /// when it has been imported. A copy that was cut is gone on with when it began within a day.
  std::string file;
  Instant now;
  /// Records changed since then alone; services, staff and clients are always read whole. YClients
  /// does not say on which clock it compares: a day more is asked for.
  std::optional<Instant> changed_since;
};

/// What a copy holds.
struct YclientsCounts {
  std::int64_t records = 0;
  std::int64_t deleted = 0;     ///< of these: cancelled visits
  std::int64_t walk_ins = 0;    ///< left out: nobody is named
  std::int64_t unreadable = 0;  ///< left out: no id, another salon's, no object
  std::int64_t clients = 0;
  std::int64_t services = 0;
  std::int64_t staff = 0;
  std::int64_t missing = 0;      ///< YClients counted so many records or clients more
  std::int64_t gone = 0;         ///< hints whose record or client was not there any more
  std::int64_t calls = 0;        ///< made by this call
  bool knows_exclusions = true;  ///< false: it does not tell who is excluded from mailings
  bool was_resumed = false;
  Instant began_at;  ///< what the next reading may take as `changed_since`
};

/// A webhook has no signature: it is a hint that something must be read again, never a fact.
struct YclientsHint {
  enum class Kind : std::uint8_t { record, client } kind = Kind::record;
  std::int64_t id = 0;
  std::int64_t client_id = 0;  ///< of a record, where to look when it is gone; 0: not said
  friend bool operator==(const YclientsHint&, const YclientsHint&) = default;
};
enum class YclientsHookMeaning : std::uint8_t {
  hint,
  other_salon,
  not_needed,  ///< of a resource that is not read again one by one
  unreadable,  ///< no JSON, too large (1 MiB), too deep (32), no such shape
};
struct YclientsHook {
  YclientsHookMeaning meaning = YclientsHookMeaning::unreadable;
  YclientsHint hint;  ///< with `hint`
};
/// Pure and total. Nothing of the body but the ids is looked at.
[[nodiscard]] YclientsHook read_yclients_hook(std::string_view body, std::int64_t salon_id);

/// One salon there. Threads: one call at a time.
///
/// Errors: `errc::invalid_argument` (tokens missing or refused, no rights, no such salon),
/// `errc::io_failed` (not there now, limits, an answer that cannot be read; the copy stays and the
/// next call goes on), `errc::cancelled` (the same). `detail` then says more: never a token, a
/// phone, a name or a word of the answer.
class Yclients {
public:
  /// `errc::invalid_argument` for options that cannot be.
  [[nodiscard]] static result<std::unique_ptr<Yclients>> make(YclientsOptions options);
  ~Yclients();
  Yclients(const Yclients&) = delete;
  Yclients& operator=(const Yclients&) = delete;

  /// Reads records, clients, services and staff. What changes meanwhile is read again at the end;
  /// of a record that came twice the later version counts.
  [[nodiscard]] result<YclientsCounts> read(const YclientsReading& reading,
                                            const Progress& progress = {});
  /// Reads what the hints point to, each once, into a new copy.
  [[nodiscard]] result<YclientsCounts> reread(std::span<const YclientsHint> hints,
                                              const YclientsReading& reading,
                                              const Progress& progress = {});
  /// One sentence on the last call that failed.
  [[nodiscard]] const std::string& detail() const noexcept;

private:
  struct Parts;
  explicit Yclients(std::unique_ptr<Parts> parts) noexcept;
  std::unique_ptr<Parts> parts_;
};

/// A whole copy as tables for `import_tables`, with headers that it knows by itself and
/// `group_by = {"record"}`. A row's line is the number of the record, client or service there.
/// Memory: some 50 bytes a record. Threads: one at a time.
class YclientsTables {
public:
  /// `errc::io_failed` when there is no whole copy.
  [[nodiscard]] static result<std::unique_ptr<YclientsTables>> open(const std::string& file);
  ~YclientsTables();
  YclientsTables(const YclientsTables&) = delete;
  YclientsTables& operator=(const YclientsTables&) = delete;

  [[nodiscard]] RowSource& services();
  [[nodiscard]] RowSource& clients();
  [[nodiscard]] RowSource& visits();
  /// With their names, for which `import_tables` has no table: to be put before it.
  [[nodiscard]] const std::vector<ImportedStaff>& staff() const noexcept;

private:
  struct Parts;
  explicit YclientsTables(std::unique_ptr<Parts> parts) noexcept;
  std::unique_ptr<Parts> parts_;
};

struct YclientsSlotOptions {
  CompanyId company_id;  ///< ours; others have no free times here
  /// What our services and staff are called there; asked whenever the schedule is read.
  std::function<result<OutsideCodes>()> codes;
  /// The schedule is read again after that. What is promised is checked each time.
  Seconds schedule_max{std::chrono::hours{4}};
  Seconds services_max{std::chrono::hours{24}};
  int step_minutes = 30;  ///< free times begin at such steps of the hour: 5 to 60
  /// After a failure nobody is asked for so long.
  Seconds pause{std::chrono::minutes{5}};
  int calls_per_day_max = 120;  ///< of the salon's date; then there are no free times
};

/// Free times out of one reading of schedule and busy times of all staff. `bookable` asks
/// `book_check`, once for all slots of a message and again for the rest after a refusal. A failure
/// is `errc::io_failed`: not now. Threads: one call at a time.
/// `errc::invalid_argument` for options that cannot be.
[[nodiscard]] result<std::unique_ptr<SlotSource>> make_yclients_slots(YclientsOptions options,
                                                                      YclientsSlotOptions slots);

}  // namespace reactivation
