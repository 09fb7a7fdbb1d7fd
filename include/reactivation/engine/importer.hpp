// The import: exported tables in, one transaction in the store, a summary out.
#pragma once

#include "reactivation/core/error.hpp"
#include "reactivation/engine/import_plan.hpp"
#include "reactivation/engine/import_summary.hpp"
#include "reactivation/ports/import_store.hpp"
#include "reactivation/ports/phone.hpp"
#include "reactivation/ports/progress.hpp"
#include "reactivation/ports/row_source.hpp"

namespace reactivation {

/// The tables to read; null where there is none. They are read from their first row, twice.
struct ImportSources {
  RowSource* services = nullptr;
  RowSource* clients = nullptr;
  RowSource* visits = nullptr;
};

/// Takes services, then clients, then visits, all in one transaction of `store`.
///
/// - A row that cannot be used is dropped or held, counted with its reason and place, and never
///   stops the rest. A phone that cannot be used never drops its client.
/// - Rows with one id are one record. When they contradict each other (another name or phone; a
///   visit of another client or time) all of them are held, but an opt-out among them is kept.
///   Visits without an id are one when client and instant are the same. Lines joined by `group_by`
///   are one visit: services united, amounts summed, the id made of the group's values.
/// - Clients, services and staff that only visits name are created from their codes.
/// - An opt-out is only ever added: by the column (an unknown word counts as one), by a name or a
///   tag that asks not to be written to. Without the column nothing changes.
/// - The same files again change nothing.
///
/// When the plan does not fit the files (no such column, a column named twice, a required field
/// without a column), nothing is stored and `summary.errors` says why. An error is returned for
/// failures of the store or of reading and for `errc::cancelled`; the store is rolled back then.
/// Memory: 8 bytes a row of the visits, the codes seen, and the groups that are still open.
[[nodiscard]] result<ImportSummary> import_tables(const ImportPlan& plan,
                                                  const ImportSources& sources,
                                                  const PhoneReader& phones, ImportStore& store,
                                                  const Progress& progress = {});

/// The number under +999 that a client without a usable one gets: the same for the same code.
[[nodiscard]] PhoneNumber synthetic_phone(std::string_view client_code) noexcept;

}  // namespace reactivation
