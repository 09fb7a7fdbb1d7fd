// What came of the messages of a period.
#include <algorithm>

#include "handlers.hpp"
#include "reactivation/json/words.hpp"
#include "reactivation/report/html.hpp"
#include "report_reading.hpp"
#include "results_json.hpp"

namespace service::handlers {

using namespace reactivation;

namespace {

cli::DaySpan span_of(const Call& call) {
  const LocalDate today = call.company.time_zone.local_date(call.now);
  const std::string period = call.query_text("period");
  const std::string from = call.query_text("from");
  const std::string to = call.query_text("to");
  if (from.empty() && to.empty()) {
    const auto days = cli::days_of_period(period.empty() ? "month" : period);
    if (!days) fail(400, "malformed", "period is week, month, quarter or year.", "period");
    return {today - Days{*days - 1}, today};
  }
  if (!period.empty()) fail(400, "malformed", "Name a period, or from and to.", "period");
  if (from.empty()) fail(400, "missing", "to needs from.", "from");
  const cli::DaySpan days{date_of(from, "from"), to.empty() ? today : date_of(to, "to")};
  if (days.to < days.from) fail(422, "out_of_range", "to lies before from.", "to");
  return days;
}

template <class Row>
void add_names(Json& rows, const char* id, const char* name, const std::vector<Row>& known,
               std::string Row::*text) {
  for (Json& row : rows) {
    const auto found = std::find_if(known.begin(), known.end(), [&](const Row& each) {
      return row[id] == Json(each.id.value);
    });
    row[name] = found == known.end() ? Json() : Json((*found).*text);
  }
}

}  // namespace

Json stats(Call& call) {
  const cli::DaySpan days = span_of(call);
  const auto results =
      call.get(cli::read_results(call.store(), {call.company, call.now, days, {}}));
  Json out = cli::stats_json(results, call.company, days);
  add_names(out["results"]["by_service"], "service_id", "service_title",
            call.get(call.lists().load_services(call.company_id())), &Service::title);
  add_names(out["results"]["by_staff"], "staff_id", "staff_name",
            call.get(call.lists().load_staff(call.company_id())), &Staff::name);
  return out;
}

std::string report(Call& call) {
  Language language = call.company.locale;
  if (const std::string word = call.query_text("locale"); !word.empty()) {
    const auto known = enum_of<Language>(word);
    if (!known) fail(400, "malformed", "locale is ru or en.", "locale");
    language = *known;
  }
  const cli::ReportQuestion question{.company = call.company,
                                     .now = call.now,
                                     .days = span_of(call),
                                     .costs = {},
                                     .language = language,
                                     .has_replay = false};
  return report_html(call.get(cli::read_report(call.store(), question)));
}

}  // namespace service::handlers
