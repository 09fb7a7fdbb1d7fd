// Errors: one numbered list for all layers, and the issues that say where a document is wrong.
#pragma once

#include <boost/outcome/std_result.hpp>
#include <cstdint>
#include <string>
#include <system_error>
#include <vector>

namespace reactivation {

/// What can go wrong outside the pure core. Numbers never change; 0 is never an error.
enum class errc : int {
  invalid_argument = 1,
  not_found = 2,
  cancelled = 3,
  unsupported = 4,
  io_failed = 5,
  busy = 6,
  out_of_memory = 7,
  port_failed = 8,
  invariant_broken = 9,
  invalid_document = 100,
  document_too_large = 101,
  storage_failed = 200,
  storage_busy = 201,
  storage_newer_schema = 202,
  storage_corrupt = 203,
  storage_full = 204,
  storage_conflict = 205,
  messenger_failed = 500,
  time_zone_unknown = 600,
};

[[nodiscard]] const std::error_category& error_category() noexcept;
[[nodiscard]] inline std::error_code make_error_code(errc code) noexcept {
  return {static_cast<int>(code), error_category()};
}

/// A value, or why there is none.
template <class T>
using result = boost::outcome_v2::std_result<T>;

/// One finding in a document or a row of a file. It never carries a phone or a text of a client.
struct Issue {
  enum class Severity : std::uint8_t { error, warning };
  Severity severity = Severity::error;
  std::string code;     ///< stable, for programs: `out_of_range`
  std::string place;    ///< a JSON pointer, or `file.csv:12:column`
  std::string message;  ///< for people: what is wrong and what would be right
};

}  // namespace reactivation

/// @cond
template <>
struct std::is_error_code_enum<reactivation::errc> : std::true_type {};
/// @endcond
