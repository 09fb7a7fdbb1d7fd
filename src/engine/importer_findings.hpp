// Private: counts why rows and cells were not taken as they stand.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "reactivation/engine/import_summary.hpp"
#include "reactivation/engine/import_values.hpp"
#include "reactivation/ports/phone.hpp"
#include "reactivation/ports/row_source.hpp"

namespace reactivation::importing {

enum class Reason : std::uint8_t {
  none,
  excluded,
  // the row is dropped
  unclosed_quote,
  text_after_quote,
  too_few_cells,
  too_many_cells,
  too_large,
  undecodable,
  control_character,
  id_missing,
  client_missing,
  code_too_long,
  date_missing,
  not_a_date,
  date_format_needed,
  year_out_of_range,
  wrong_epoch_unit,
  contradictory_time,
  status_unknown,
  // the row is held
  wrong_offset,
  same_id_twice,
  visit_over_several_days,
  // the row is taken, but not as it stands
  same_row_twice,
  statuses_differ,
  time_in_gap,
  completed_in_future,
  status_assumed,
  amount_unreadable,
  amount_ambiguous,
  amount_too_large,
  amount_negative,
  created_at_unreadable,
  active_unknown,
  loyalty_unknown,
  consent_unknown,
  opt_out_unknown,
  do_not_contact_name,
  do_not_contact_tag,
  text_cut,
  phone_missing,
  phone_not_a_number,
  phone_too_short,
  phone_too_long,
  phone_several_numbers,
  phone_ambiguous_country,
  phone_not_mobile,
  phone_not_a_person,
  phone_of_the_salon,
  phone_hidden,
  phone_shared,
  count_,
};

[[nodiscard]] FindingKind kind_of(Reason reason) noexcept;
[[nodiscard]] Reason reason_of(RowProblem problem) noexcept;
[[nodiscard]] Reason reason_of(DateProblem problem) noexcept;
[[nodiscard]] Reason reason_of(PhoneProblem problem) noexcept;

class Findings {
public:
  explicit Findings(std::string file) : file_(std::move(file)) {}

  void add(Reason reason, std::int64_t line);
  /// A finding on several rows, of which one place is known.
  void add(Reason reason, std::int64_t line, std::int64_t rows);
  [[nodiscard]] std::int64_t count_of(FindingKind kind) const noexcept;
  /// By kind, then most frequent first.
  [[nodiscard]] std::vector<ImportFinding> list() const;

private:
  struct Count {
    std::int64_t count = 0;
    std::vector<std::int64_t> lines;
  };

  std::string file_;
  std::array<Count, static_cast<std::size_t>(Reason::count_)> counts_;
};

}  // namespace reactivation::importing
