// Private: the dates that an answer names.
#pragma once

#include <vector>

#include "reactivation/core/time.hpp"
#include "reply_match.hpp"

namespace reactivation {

struct ReplyValues {
  ReplyWords words;
  int value = 0;
};

/// The date words of one language, ready to be compared.
struct CompiledReplyDates {
  std::vector<ReplyValues> months, weekdays, counts, units;
  ReplyWords until, after, in, next, end_of, tomorrow, new_year, between, before, day_of_month,
      hours;
};
[[nodiscard]] CompiledReplyDates compile_dates(const ReplyDateWords& words);

enum class DateRelation : std::uint8_t { none, until, after };

struct ReplyDate {
  /// The first day on which what was named has come, or is over where the text says "after"; later
  /// than `today`, at most two years.
  LocalDate free_on;
  DateRelation relation = DateRelation::none;
  /// A number alone, which may be an hour or a price as well.
  bool is_bare_number = false;
};
[[nodiscard]] std::vector<ReplyDate> find_reply_dates(const std::vector<ReplyToken>& tokens,
                                                      const CompiledReplyDates& words,
                                                      LocalDate today);

}  // namespace reactivation
