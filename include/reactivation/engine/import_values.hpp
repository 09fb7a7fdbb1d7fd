// What a cell of an export means: dates, times, amounts, and the words for states.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reactivation/core/client.hpp"
#include "reactivation/core/time.hpp"
#include "reactivation/core/visit.hpp"

namespace reactivation {

/// Lower case of Latin and Cyrillic letters, outer blanks cut off, inner blanks, `_` and `-` one
/// blank each: how names of columns and words of states are compared.
[[nodiscard]] std::string folded(std::string_view text);
/// The text without control characters (line breaks become blanks), at most that many code points.
[[nodiscard]] std::string printable(std::string_view text, std::size_t code_points_max);

/// A form of dates: a subset of strptime, or `epoch`, or `epoch_ms`.
///
/// `%Y` four digits, `%y` two (69–99 are 19xx), `%m`, `%d` one or two digits, `%H` `%I` `%M` `%S`,
/// `%p` AM or PM, `%b` `%B` a month's name and `%a` `%A` a weekday's in English or Russian, `%F`,
/// `%T`, `%R`, `%D`, `%%`; a blank stands for any blanks, everything else for itself.
class DateFormat {
public:
  /// Nothing when a directive is unknown, or day, month or year is not named.
  [[nodiscard]] static std::optional<DateFormat> parse(std::string_view text);

  [[nodiscard]] const std::string& text() const noexcept { return text_; }

private:
  friend class DateReader;
  enum class Kind : std::uint8_t { fields, epoch, epoch_ms };

  Kind kind_ = Kind::fields;
  std::string text_;      ///< as given
  std::string expanded_;  ///< with `%F` and the like written out
};

enum class DateProblem : std::uint8_t {
  none,
  missing,
  not_a_date,         ///< no date, or no date that exists (30 February, 24:00, 9:60)
  format_needed,      ///< 03/04/2018: day and month cannot be told apart without a format
  year_out_of_range,  ///< before 1971 or after 2199: 1970, 0001 and 9999 mean "not known"
  wrong_unit,         ///< seconds where milliseconds are expected, or the other way round
  contradictory,      ///< the date's own time and the time's column differ
  wrong_offset,       ///< a local time with an offset that the zone does not have then
};

struct DateReading {
  DateProblem problem = DateProblem::missing;
  Instant at;  ///< set when `problem` is none
  bool is_time_known = false;
  bool was_in_gap = false;  ///< no clock showed that time: moved to the end of the gap
};

/// Reads the cells of one export. Civil times are the zone's: of two the earlier one, in a gap the
/// first instant after it. ISO dates are understood under every format but epoch.
class DateReader {
public:
  DateReader(const TimeZone& zone, std::optional<DateFormat> format)
      : zone_(zone), format_(std::move(format)) {}

  /// `date` may carry its time; `time` may be empty: `14:30`, `9:05:30`, `3:50 PM`.
  [[nodiscard]] DateReading read(std::string_view date, std::string_view time) const;

private:
  const TimeZone& zone_;
  std::optional<DateFormat> format_;
};

/// Seconds of a civil day; nothing for `24:00`, `12:60`, `13:00 PM` and all that is no time.
[[nodiscard]] std::optional<Seconds> parse_time_of_day(std::string_view text) noexcept;

struct AmountReading {
  enum class Problem : std::uint8_t {
    none,
    missing,
    not_an_amount,
    too_large,  ///< 10^15 minor units or more: clamped to the last one below
    ambiguous,  ///< `1,234`: taken as thousands
  };
  Problem problem = Problem::missing;
  std::int64_t minor = 0;  ///< may be negative
};

/// `1 000,50 ₽`, `1,234.56`, `$82`, `(12.00)`, `R$ 1.234,5` in minor units of a currency with
/// `exponent` decimals. Of two kinds of marks the last is the decimal one; one mark before exactly
/// three digits separates thousands unless a 0 or more than three digits stand before it.
[[nodiscard]] AmountReading parse_amount(std::string_view text, int exponent);

/// Words in English and Russian and the numbers that booking systems use (1 came, 0 and 2 booked,
/// -1 did not come); nothing for an unknown word.
[[nodiscard]] std::optional<VisitStatus> parse_visit_status(std::string_view text);
/// One word for each state, for messages.
[[nodiscard]] std::string_view visit_status_words() noexcept;
/// VIP, gold, silver, bronze, new, and their Russian words.
[[nodiscard]] std::optional<LoyaltyLevel> parse_loyalty(std::string_view text);

/// A yes or a no by an explicit table (bad-input B60): yes, да, 1, true, stop … and no, нет, 0,
/// false, nothing at all. Everything else is nothing: the caller takes the careful side.
[[nodiscard]] std::optional<bool> parse_opt_out(std::string_view text);
[[nodiscard]] std::optional<Consent> parse_consent(std::string_view text);
/// Active or not, of a service; nothing for an unknown word.
[[nodiscard]] std::optional<bool> parse_active(std::string_view text);
/// True for a list of tags with one that forbids to write: deceased, a minor, blocked, blacklist.
[[nodiscard]] bool has_do_not_contact_tag(std::string_view tags);
/// True for what systems write where there is nothing: NULL, None, N/A, `\N`.
[[nodiscard]] bool is_null_word(std::string_view text);

}  // namespace reactivation
