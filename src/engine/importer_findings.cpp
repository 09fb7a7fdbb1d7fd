#include "importer_findings.hpp"

#include <algorithm>

namespace reactivation::importing {
namespace {

constexpr std::size_t places_max = 5;

struct Words {
  Reason reason;
  FindingKind kind;
  std::string_view code;
  std::string_view message;
};

using enum Reason;
constexpr auto left_out = FindingKind::excluded;
constexpr auto dropped = FindingKind::dropped;
constexpr auto held = FindingKind::held;
constexpr auto warning = FindingKind::warning;

constexpr Words words[] = {
    {none, warning, "none", ""},
    {excluded, left_out, "excluded", "as --exclude asks"},
    {unclosed_quote, dropped, "unclosed_quote",
     "a quotation mark is opened and never closed; close it, or double it inside a cell"},
    {text_after_quote, dropped, "text_after_quote",
     "text follows a closing quotation mark; double the marks inside a cell"},
    {too_few_cells, dropped, "too_few_cells", "the row has fewer cells than the header"},
    {too_many_cells, dropped, "too_many_cells",
     "the row has more cells than the header; put cells with a delimiter inside in quotes"},
    {too_large, dropped, "too_large", "the row is too long to be a row"},
    {undecodable, dropped, "undecodable",
     "bytes are no text in the file's encoding; export it again as UTF-8"},
    {control_character, dropped, "control_character", "the row has a NUL: the file is damaged"},
    {id_missing, dropped, "id_missing", "the row has no id"},
    {client_missing, dropped, "client_missing", "the row names no client"},
    {code_too_long, dropped, "code_too_long", "a code of more than 200 bytes is no code"},
    {date_missing, dropped, "date_missing", "the row has no date"},
    {not_a_date, dropped, "not_a_date",
     "no date or time that exists, or none in the form of --date-format"},
    {date_format_needed, dropped, "date_format_needed",
     "the order of day and month is not certain; say --date-format, for example %d.%m.%Y, "
     "%d/%m/%Y, %m/%d/%Y, epoch or epoch_ms"},
    {year_out_of_range, dropped, "year_out_of_range", "the year is not from 1971 to 2199"},
    {wrong_epoch_unit, dropped, "wrong_epoch_unit",
     "seconds and milliseconds are mixed up; say --date-format epoch for seconds, epoch_ms for "
     "milliseconds"},
    {contradictory_time, dropped, "contradictory_time",
     "the date has another time than the column of times; say --map visits.time= to use the "
     "date's"},
    {status_unknown, dropped, "status_unknown",
     "the status is no known word; known are completed (came, done, 1, завершён, пришёл), booked "
     "(confirmed, 0, 2, подтверждён, ожидание), cancelled (отменён), no_show (missed, -1, не "
     "пришёл); or say --set visits.status=completed"},
    {wrong_offset, held, "wrong_offset",
     "a local time with an offset that the company's zone does not have then: check --timezone"},
    {same_id_twice, held, "same_id_twice",
     "rows with one id contradict each other, and none of them was taken; lines of one receipt are "
     "joined by --group-by"},
    {visit_over_several_days, held, "visit_over_several_days",
     "grouped lines have different dates, and none of them was taken; add the date to --group-by"},
    {same_row_twice, warning, "same_row_twice",
     "rows of one record (the same id, or the same client and time) were joined"},
    {statuses_differ, warning, "statuses_differ",
     "rows of one visit have different statuses: completed counts first, then booked, no_show"},
    {time_in_gap, warning, "time_in_gap",
     "no clock showed that time (a clock change): moved to the end of the gap"},
    {completed_in_future, warning, "completed_in_future",
     "a completed visit in the future was kept as a booking"},
    {status_assumed, warning, "status_assumed",
     "there is no status: visits up to now are taken as completed, later ones as booked; map "
     "visits.status, or say --set visits.status=completed"},
    {amount_unreadable, warning, "amount_unreadable", "no amount: left out of the sums"},
    {amount_ambiguous, warning, "amount_ambiguous",
     "one mark before three digits (1,234) was read as thousands"},
    {amount_too_large, warning, "amount_too_large", "an amount beyond reason was cut"},
    {amount_negative, warning, "amount_negative", "a negative amount counts as 0"},
    {created_at_unreadable, warning, "created_at_unreadable", "the time of creation was left out"},
    {active_unknown, warning, "active_unknown", "no yes or no: what is stored was left"},
    {loyalty_unknown, warning, "loyalty_unknown",
     "the level is none of vip, gold, silver, bronze, new: left out"},
    {consent_unknown, warning, "consent_unknown",
     "neither a yes nor a no to messages: taken as a no"},
    {opt_out_unknown, warning, "opt_out_unknown",
     "neither a yes nor a no to the opt-out: taken as opted out"},
    {do_not_contact_name, warning, "do_not_contact_name",
     "the name asks not to be written to: opted out"},
    {do_not_contact_tag, warning, "do_not_contact_tag",
     "a tag forbids to write (deceased, a minor, blocked …): opted out"},
    {text_cut, warning, "text_cut", "a text of more than 200 characters was cut"},
    {phone_missing, warning, "phone_missing", "the client has no phone"},
    {phone_not_a_number, warning, "phone_not_a_number",
     "letters, a placeholder, or no number that exists: not used"},
    {phone_too_short, warning, "phone_too_short", "the phone has too few digits: not used"},
    {phone_too_long, warning, "phone_too_long", "the phone has too many digits: not used"},
    {phone_several_numbers, warning, "phone_several_numbers",
     "several numbers in one cell: none used until a person chooses"},
    {phone_ambiguous_country, warning, "phone_ambiguous_country",
     "no plus sign, and not a number of the company's country: not used until a person adds the "
     "country code"},
    {phone_not_mobile, warning, "phone_not_mobile",
     "a landline, free-call, premium or short number: not used"},
    {phone_not_a_person, warning, "phone_not_a_person",
     "the id of a group or of a hidden account, not a phone: not used"},
    {phone_of_the_salon, warning, "phone_of_the_salon", "the salon's own number: not used"},
    {phone_hidden, warning, "phone_hidden",
     "the number is hidden (*): one that is stored stays; give the export the right to see "
     "numbers"},
    {phone_shared, warning, "phone_shared",
     "another client has the same number: both count as one person, and an opt-out covers both"},
};

consteval bool are_in_order() {
  std::size_t at = 0;
  for (const Words& word : words) {
    if (static_cast<std::size_t>(word.reason) != at++) return false;
  }
  return at == static_cast<std::size_t>(count_);
}
static_assert(are_in_order(), "one line for each reason, in the order of the enumerators");

}  // namespace

FindingKind kind_of(Reason reason) noexcept { return words[static_cast<std::size_t>(reason)].kind; }

Reason reason_of(RowProblem problem) noexcept {
  switch (problem) {
    case RowProblem::none:
      return none;
    case RowProblem::unclosed_quote:
      return unclosed_quote;
    case RowProblem::text_after_quote:
      return text_after_quote;
    case RowProblem::too_few_cells:
      return too_few_cells;
    case RowProblem::too_many_cells:
      return too_many_cells;
    case RowProblem::too_large:
      return too_large;
    case RowProblem::undecodable:
      return undecodable;
    case RowProblem::control_character:
      return control_character;
  }
  return none;
}

Reason reason_of(DateProblem problem) noexcept {
  switch (problem) {
    case DateProblem::none:
      return none;
    case DateProblem::missing:
      return date_missing;
    case DateProblem::not_a_date:
      return not_a_date;
    case DateProblem::format_needed:
      return date_format_needed;
    case DateProblem::year_out_of_range:
      return year_out_of_range;
    case DateProblem::wrong_unit:
      return wrong_epoch_unit;
    case DateProblem::contradictory:
      return contradictory_time;
    case DateProblem::wrong_offset:
      return wrong_offset;
  }
  return none;
}

Reason reason_of(PhoneProblem problem) noexcept {
  switch (problem) {
    case PhoneProblem::none:
      return none;
    case PhoneProblem::missing:
      return phone_missing;
    case PhoneProblem::not_a_number:
      return phone_not_a_number;
    case PhoneProblem::too_short:
      return phone_too_short;
    case PhoneProblem::too_long:
      return phone_too_long;
    case PhoneProblem::several_numbers:
      return phone_several_numbers;
    case PhoneProblem::ambiguous_country:
      return phone_ambiguous_country;
    case PhoneProblem::not_mobile:
      return phone_not_mobile;
    case PhoneProblem::not_a_person:
      return phone_not_a_person;
  }
  return none;
}

void Findings::add(Reason reason, std::int64_t line) { add(reason, line, 1); }

void Findings::add(Reason reason, std::int64_t line, std::int64_t rows) {
  Count& count = counts_[static_cast<std::size_t>(reason)];
  count.count += rows;
  if (count.lines.size() < places_max) count.lines.push_back(line);
}

std::int64_t Findings::count_of(FindingKind kind) const noexcept {
  std::int64_t sum = 0;
  for (std::size_t at = 0; at < counts_.size(); ++at) {
    if (words[at].kind == kind) sum += counts_[at].count;
  }
  return sum;
}

std::vector<ImportFinding> Findings::list() const {
  std::vector<ImportFinding> out;
  for (std::size_t at = 0; at < counts_.size(); ++at) {
    const Count& count = counts_[at];
    if (count.count == 0) continue;
    ImportFinding finding{words[at].kind,
                          std::string(words[at].code),
                          std::string(words[at].message),
                          count.count,
                          {}};
    for (const std::int64_t line : count.lines) {
      std::string place = file_;
      place += ':';
      place += std::to_string(line);
      finding.places.push_back(std::move(place));
    }
    out.push_back(std::move(finding));
  }
  std::stable_sort(out.begin(), out.end(), [](const ImportFinding& a, const ImportFinding& b) {
    return a.kind != b.kind ? a.kind < b.kind : a.count > b.count;
  });
  return out;
}

}  // namespace reactivation::importing
