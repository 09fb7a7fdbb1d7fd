#include "reply_dates.hpp"

#include <algorithm>
#include <optional>

namespace reactivation {
namespace {

constexpr Days horizon{731};

/// The days that were named, [begin, end), and the words that named them.
struct Span {
  LocalDate begin;
  LocalDate end;
  std::size_t words = 1;
  bool is_bare_number = false;
};

std::optional<LocalDate> date_at(date::year year, unsigned month, unsigned day) {
  const date::year_month_day date{year, date::month{month}, date::day{day}};
  if (!date.ok()) return std::nullopt;
  return LocalDate{date};
}

std::vector<ReplyValues> compile_values(std::span<const ReplyNumber> numbers) {
  std::vector<ReplyValues> values;
  for (const ReplyNumber& number : numbers) {
    ReplyValues& value = values.emplace_back();
    value.words = compile_words(number.words, {});
    value.value = number.value;
  }
  return values;
}

class DateReader {
public:
  DateReader(const std::vector<ReplyToken>& tokens, const CompiledReplyDates& words,
             LocalDate today)
      : tokens_(tokens), words_(words), today_(today), civil_(today) {}

  std::vector<ReplyDate> dates() const {
    std::vector<ReplyDate> found;
    for (std::size_t at = 0; at < tokens_.size();) {
      const auto span = span_at(at);
      if (span) {
        if (const auto date = date_of_span(*span, at)) found.push_back(*date);
      }
      at += span ? span->words : 1;
    }
    return found;
  }

private:
  [[nodiscard]] bool is(std::size_t at, const ReplyWords& words) const {
    return at < tokens_.size() && is_one_of(tokens_[at].text, words);
  }
  /// The number that the word stands for.
  [[nodiscard]] std::optional<int> value(std::size_t at,
                                         const std::vector<ReplyValues>& values) const {
    for (const ReplyValues& candidate : values) {
      if (is(at, candidate.words)) return candidate.value;
    }
    return std::nullopt;
  }
  [[nodiscard]] std::optional<int> number(std::size_t at) const {
    if (at >= tokens_.size() || tokens_[at].kind != ReplyTokenKind::number) return std::nullopt;
    return tokens_[at].value;
  }
  [[nodiscard]] std::size_t past(std::size_t at, const ReplyWords& words) const {
    while (is(at, words)) ++at;
    return at;
  }

  [[nodiscard]] std::optional<Span> span_at(std::size_t at) const {
    if (tokens_[at].kind == ReplyTokenKind::number) {
      if (auto span = figures_at(at)) return span;
      if (auto span = day_and_month_at(at)) return span;
      return day_at(at);
    }
    if (auto span = month_at(at)) return span;
    if (auto span = weekday_at(at)) return span;
    if (auto span = next_unit_at(at)) return span;
    if (auto span = end_of_unit_at(at)) return span;
    if (auto span = distance_at(at)) return span;
    return named_at(at);
  }

  [[nodiscard]] static Span one_day(LocalDate date, std::size_t words) {
    return {date, date + Days{1}, words};
  }

  /// The next such day after today; without one (30 February) nothing.
  [[nodiscard]] std::optional<LocalDate> next_day_of(int month, int day) const {
    for (int year = 0; year <= 4; ++year) {
      const auto date = date_at(civil_.year() + date::years{year}, static_cast<unsigned>(month),
                                static_cast<unsigned>(day));
      if (date && *date > today_) return date;
    }
    return std::nullopt;
  }

  /// 2026-03-15, 15.03.2026, 15.03, 15/3. Between two readings with a slash the later one counts.
  [[nodiscard]] std::optional<Span> figures_at(std::size_t at) const {
    const auto first = number(at);
    const auto second = number(at + 1);
    const char32_t glue = second ? tokens_[at + 1].glue : U'\0';
    if (glue == 0 || glue == U':') return std::nullopt;
    const auto third = number(at + 2);
    const bool has_year = third && tokens_[at + 2].glue == glue;
    if (has_year) {
      const bool is_iso = *first > 31;
      const int year = is_iso ? *first : *third < 100 ? *third + 2000 : *third;
      const auto date =
          date_at(date::year{std::clamp(year, 1, 9999)}, static_cast<unsigned>(*second),
                  static_cast<unsigned>(is_iso ? *third : *first));
      if (!date) return std::nullopt;
      return one_day(*date, 3);
    }
    auto date = next_day_of(*second, *first);
    if (glue == U'/') date = std::max(date, next_day_of(*first, *second));
    if (!date) return std::nullopt;
    return one_day(*date, 2);
  }

  /// "15 July", "5th of May 2027", "15 числа июля".
  [[nodiscard]] std::optional<Span> day_and_month_at(std::size_t at) const {
    const std::size_t month_at = past(past(at + 1, words_.day_of_month), words_.between);
    const auto month = value(month_at, words_.months);
    if (!month) return std::nullopt;
    return day_in_month(*month, *number(at), month_at + 1, at);
  }

  /// With a year behind it, that year's day, else the next one.
  [[nodiscard]] std::optional<Span> day_in_month(int month, int day, std::size_t behind,
                                                 std::size_t at) const {
    const int year = number(behind).value_or(0);
    const bool has_year = year >= 2000 && year < 3000;
    const auto date = has_year ? date_at(date::year{year}, static_cast<unsigned>(month),
                                         static_cast<unsigned>(day))
                               : next_day_of(month, day);
    if (!date) return std::nullopt;
    return one_day(*date, behind - at + (has_year ? 1 : 0));
  }

  /// "the 15th", "15 числа", "15".
  [[nodiscard]] std::optional<Span> day_at(std::size_t at) const {
    const int day = *number(at);
    if (is(at + 1, words_.hours) || tokens_[at].glue != 0) return std::nullopt;
    if (at + 1 < tokens_.size() && tokens_[at + 1].glue != 0) return std::nullopt;
    if (value(at + 1, words_.units)) return std::nullopt;  // "15 days" is no date
    std::optional<LocalDate> nearest;
    for (int month = 1; month <= 12; ++month) {
      const auto date = next_day_of(month, day);
      if (date && (!nearest || *date < *nearest)) nearest = date;
    }
    if (!nearest) return std::nullopt;
    const std::size_t behind = past(at + 1, words_.day_of_month);
    Span span = one_day(*nearest, behind - at);
    span.is_bare_number = behind == at + 1;
    return span;
  }

  /// "March 3", "in March". A month alone needs a word before it: "may I?" is no date.
  [[nodiscard]] std::optional<Span> month_at(std::size_t at) const {
    const auto month = value(at, words_.months);
    if (!month) return std::nullopt;
    const std::size_t day_at = past(at + 1, words_.between);
    const auto day = number(day_at);
    if (day && *day <= 31) {
      const std::size_t behind = past(day_at + 1, words_.day_of_month);
      if (auto span = day_in_month(*month, *day, behind, at)) return span;
    }
    if (at == 0 || !leads_to_date(at - 1)) return std::nullopt;
    return whole_month(*month, at + 1, at);
  }

  [[nodiscard]] bool leads_to_date(std::size_t at) const {
    return is(at, words_.before) || is(at, words_.until) || is(at, words_.after) ||
           is(at, words_.between) || is(at, words_.next);
  }

  [[nodiscard]] std::optional<Span> whole_month(int month, std::size_t behind,
                                                std::size_t at) const {
    const date::month_day first{date::month{static_cast<unsigned>(month)} / 1};
    date::year_month this_one{civil_.year(), first.month()};
    if (month < static_cast<int>(static_cast<unsigned>(civil_.month()))) {
      this_one += date::years{1};
    }
    return Span{LocalDate{this_one / 1}, LocalDate{(this_one + date::months{1}) / 1}, behind - at};
  }

  [[nodiscard]] std::optional<Span> weekday_at(std::size_t at) const {
    const auto weekday = value(at, words_.weekdays);
    if (!weekday) return std::nullopt;
    const int ahead = (*weekday - iso_weekday(today_) + 6) % 7 + 1;
    return one_day(today_ + Days{ahead}, 1);
  }

  /// The first day of the unit that comes after the present one.
  [[nodiscard]] LocalDate next_unit(int unit_days) const {
    if (unit_days < 30) return today_ + Days{8 - iso_weekday(today_)};
    if (unit_days >= 360) return LocalDate{(civil_.year() + date::years{1}) / 1 / 1};
    return LocalDate{(civil_.year() / civil_.month() + date::months{1}) / 1};
  }

  /// "next week", "в следующем месяце".
  [[nodiscard]] std::optional<Span> next_unit_at(std::size_t at) const {
    const auto unit = value(at + 1, words_.units);
    if (!is(at, words_.next) || !unit) return std::nullopt;
    const LocalDate begin = next_unit(*unit);
    return Span{begin, begin + Days{*unit}, 2};
  }

  /// "the end of the month", "конца мая".
  [[nodiscard]] std::optional<Span> end_of_unit_at(std::size_t at) const {
    if (!is(at, words_.end_of)) return std::nullopt;
    const std::size_t unit_at = past(at + 1, words_.between);
    const std::size_t words = unit_at + 1 - at;
    if (const auto month = value(unit_at, words_.months)) {
      const auto span = whole_month(*month, unit_at + 1, at);
      return one_day(span->end, words);
    }
    const auto unit = value(unit_at, words_.units);
    if (!unit) return std::nullopt;
    return one_day(next_unit(*unit), words);
  }

  /// "in two weeks", "через месяц", "after 10 days".
  [[nodiscard]] std::optional<Span> distance_at(std::size_t at) const {
    if (!is(at, words_.in)) return std::nullopt;
    std::size_t unit_at = at + 1;
    int count = 1;
    if (const auto figures = number(unit_at)) {
      count = *figures;
      ++unit_at;
    } else {
      for (; !value(unit_at, words_.units); ++unit_at) {
        const auto word = value(unit_at, words_.counts);
        if (!word && !is(unit_at, words_.between)) return std::nullopt;
        if (word) count = *word;
      }
    }
    const auto unit = value(unit_at, words_.units);
    if (!unit || count < 1 || count > horizon.count()) return std::nullopt;
    return one_day(ahead(count, *unit), unit_at + 1 - at);
  }

  [[nodiscard]] LocalDate ahead(int count, int unit_days) const {
    if (unit_days < 30) return today_ + Days{count * unit_days};
    auto month = civil_.year() / civil_.month() + date::months{count * (unit_days / 30)};
    const date::year_month_day_last last{month.year(), date::month_day_last{month.month()}};
    return LocalDate{month / std::min(civil_.day(), last.day())};
  }

  /// "tomorrow", "the new year".
  [[nodiscard]] std::optional<Span> named_at(std::size_t at) const {
    if (is(at, words_.tomorrow)) return one_day(today_ + Days{1}, 1);
    const auto unit = value(at + 1, words_.units);
    if (!is(at, words_.new_year) || unit != 360) return std::nullopt;
    return one_day(next_unit(360), 2);
  }

  [[nodiscard]] DateRelation relation_before(std::size_t at) const {
    while (at > 0) {
      --at;
      if (is(at, words_.until)) return DateRelation::until;
      if (is(at, words_.after)) return DateRelation::after;
      if (!is(at, words_.between) && !is(at, words_.before)) break;
    }
    return DateRelation::none;
  }

  [[nodiscard]] std::optional<ReplyDate> date_of_span(const Span& span, std::size_t at) const {
    const DateRelation relation = relation_before(at);
    const bool waits_for_end = relation == DateRelation::after || span.begin <= today_;
    const LocalDate free_on = waits_for_end ? span.end : span.begin;
    if (free_on <= today_ || free_on > today_ + horizon) return std::nullopt;
    return ReplyDate{free_on, relation, span.is_bare_number};
  }

  const std::vector<ReplyToken>& tokens_;
  const CompiledReplyDates& words_;
  LocalDate today_;
  date::year_month_day civil_;
};

}  // namespace

CompiledReplyDates compile_dates(const ReplyDateWords& words) {
  CompiledReplyDates compiled;
  compiled.months = compile_values(words.months);
  compiled.weekdays = compile_values(words.weekdays);
  compiled.counts = compile_values(words.counts);
  compiled.units = compile_values(words.units);
  compiled.until = compile_words(words.until, {});
  compiled.after = compile_words(words.after, {});
  compiled.in = compile_words(words.in, {});
  compiled.next = compile_words(words.next, {});
  compiled.end_of = compile_words(words.end_of, {});
  compiled.tomorrow = compile_words(words.tomorrow, {});
  compiled.new_year = compile_words(words.new_year, {});
  compiled.between = compile_words(words.between, {});
  compiled.before = compile_words(words.before, {});
  compiled.day_of_month = compile_words(words.day_of_month, {});
  compiled.hours = compile_words(words.hours, {});
  return compiled;
}

std::vector<ReplyDate> find_reply_dates(const std::vector<ReplyToken>& tokens,
                                        const CompiledReplyDates& words, LocalDate today) {
  return DateReader(tokens, words, today).dates();
}

}  // namespace reactivation
