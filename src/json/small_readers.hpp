// What the readers of small documents share.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "fields.hpp"
#include "reactivation/core/account_signal.hpp"
#include "reactivation/core/ids.hpp"
#include "reactivation/core/slot.hpp"
#include "reactivation/json/read.hpp"
#include "reactivation/ports/messenger.hpp"

namespace reactivation::json {

/// A document as a whole: present when nothing in it is an error. Civil times are UTC.
template <class Value, class Read>
[[nodiscard]] ReadDocument<Value> read_whole(std::string_view bytes, const ReadLimits& limits,
                                             Read read) {
  IssueList issues{limits.issues_max};
  ReadDocument<Value> document;
  const TimeZone utc = TimeZone::utc();
  if (const auto tape = parse_tape(bytes, limits, issues)) {
    Value value = read(Context{*tape, issues, utc}, NodeIndex{0}, Place{});
    if (!issues.has_errors()) document.value = std::move(value);
  }
  document.issues = issues.take();
  return document;
}

/// Calls `read(node, place)` for each element of a member that is an array.
template <class Read>
void each_of(const Fields& fields, Key list, Read read) {
  const auto array = fields.array(list);
  if (!array) return;
  const Place place = fields.place_of(list);
  for_each_element(fields.context().tape, *array, [&](NodeIndex node, std::size_t index) {
    read(node, Place{&place, {}, index});
  });
}

/// Lists an issue when `schema` is another one, or absent.
void check_schema(const Fields& document, std::string_view name);
void read_attempt_id(const Fields& fields, Key key, std::optional<AttemptId>& out);
/// An array of ids of services; each once.
[[nodiscard]] std::vector<ServiceId> service_ids_of(const Fields& fields);
[[nodiscard]] std::vector<Slot> slots_of(const Fields& fields);
[[nodiscard]] SendReceipt receipt_at(const Context& context, NodeIndex node, const Place& place,
                                     Instant now);
[[nodiscard]] AccountSignal signal_at(const Context& context, NodeIndex node, const Place& place,
                                      Instant now);

}  // namespace reactivation::json
