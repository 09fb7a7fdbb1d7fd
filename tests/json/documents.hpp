// Documents for the tests: the smallest one, the fullest one, and ways to look at issues.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "reactivation/adapters/tz.hpp"
#include "reactivation/json/snapshot_json.hpp"

namespace reactivation::test {

inline const SystemTimeZones& zones() {
  static const SystemTimeZones all;
  return all;
}

/// The smallest document with more members behind the required ones.
inline std::string document_with(std::string_view members) {
  std::string text =
      R"({"schema":"reactivation.snapshot/1","company":{"id":1,"timezone":"Europe/Berlin"})";
  if (!members.empty()) text += ',';
  text += members;
  return text + '}';
}

/// One service, staff member and client to refer to, and more members.
inline std::string salon_with(std::string_view members) {
  std::string text = R"("services":[{"id":10,"title":"Haircut"}],)"
                     R"("staff":[{"id":20,"name":"Ada"}],"clients":[{"id":30}],)";
  text += members;
  return document_with(text);
}

inline ReadSnapshot read(std::string_view text, const ReadLimits& limits = {}) {
  return read_snapshot(text, zones(), limits);
}

inline std::string listed(const std::vector<Issue>& issues) {
  std::string text;
  for (const Issue& issue : issues) {
    const bool is_error = issue.severity == Issue::Severity::error;
    text += std::string{is_error ? "error " : "warning "} + issue.code + " at \"" + issue.place +
            "\": " + issue.message + '\n';
  }
  return text;
}

inline bool has_issue(const std::vector<Issue>& issues, Issue::Severity severity,
                      std::string_view code, std::string_view place) {
  return std::any_of(issues.begin(), issues.end(), [&](const Issue& issue) {
    return issue.severity == severity && issue.code == code && issue.place == place;
  });
}

/// Refused, with exactly this one issue.
inline bool is_refused(const ReadSnapshot& read, std::string_view code, std::string_view place) {
  return !read.snapshot && read.issues.size() == 1 &&
         has_issue(read.issues, Issue::Severity::error, code, place);
}
/// Taken, with exactly this one warning.
inline bool is_taken_with_warning(const ReadSnapshot& read, std::string_view code,
                                  std::string_view place) {
  return read.snapshot && read.issues.size() == 1 &&
         has_issue(read.issues, Issue::Severity::warning, code, place);
}
inline bool is_taken(const ReadSnapshot& read) { return read.snapshot && read.issues.empty(); }

/// Every field of the document with a value that is not its default.
inline const std::string& full_document() {
  static const std::string text = R"({
"schema":"reactivation.snapshot/1",
"company":{"id":7,"name":"Salon \"Лето\"","business_type":"beauty","timezone":"Europe/Moscow",
  "locale":"ru","country":"RU","currency":"RUB"},
"settings":{"enabled":false,"tone":"casual","address_form":"informal","daily_limit_mode":"manual",
  "manual_daily_limit":12,"sending_hours":{"start":0,"end":24},"sending_days":[6,7],
  "holidays":["2026-01-01","2026-05-09"],"include_slots_in_message":false,"max_slots_to_offer":5,
  "max_offers_per_slot":2,"prefer_favorite_staff":false,"discount_from_attempt":2,
  "max_discount_percent":30,"require_consent":true,"opt_out_on_negative":true,
  "require_approval":true,"recent_visit_days":0,"lapsed_cutoff_days":365,
  "conversion_threshold":0.2,"holdout":{"percent":10,"name":"spring"},
  "arms":{"name":"autumn","discounts":[0,10],"tones":["casual","friendly"],"slots":[0,3]},
  "discount_budget_minor":5000000,"margin_percent":45},
"account":{"id":3,"account_created_at":"2025-01-02T03:04:05Z","warmup_level":"hot",
  "daily_outbound_limit":80,"hourly_outbound_limit":15,"concurrent_limit":4,
  "min_interval_seconds":45,"first_contact_daily_limit":6,"spam_score":0.25,
  "paused_until":"2026-03-01T00:00:00Z","safe_sending_hours":{"start":9,"end":21},
  "safe_sending_days":[1,2],"sends":["2026-02-28T09:00:00Z","2026-02-28T12:30:00+03:00"]},
"services":[{"id":10,"title":"Стрижка","price_minor":150000,"active":false},
  {"id":11,"title":"Colouring"}],
"staff":[{"id":20,"name":"Ада","active":false}],
"rules":[{"service_id":10,"is_active":false,"reactivation_interval_days":28,"manual_interval":30,
  "calculated_avg_interval":27,"ai_suggested_interval":26,"active_interval_source":"historical",
  "retry_interval_days":21,"max_attempts":5,"discount_progression":[5,10,30],
  "allow_short_interval":true}],
"clients":[{"id":30,"phone":"+79001234567","phone_status":"mobile","name":"Ольга","locale":"en",
  "timezone":"Asia/Yekaterinburg","visit_count":12,"loyalty_level":"vip",
  "total_spent_minor":2500000,"reactivation_opt_out":true,"consent":"granted",
  "last_reactivation_sent":"2026-01-15T10:00:00Z","paused_until":"2026-04-01T00:00:00Z",
  "needs_person":true,"has_chat_history":true},
  {"id":31,"phone":"+99900000001","phone_status":"test","consent":"denied"}],
"visits":[{"id":40,"client_id":30,"service_ids":[10,11],"staff_id":20,
  "datetime":"2026-01-10T12:00:00","status":"completed","cost_minor":300000,
  "created_at":"2026-01-05T08:00:00Z"},
  {"client_id":31,"service_ids":[],"datetime":"2026-02-01","status":"no_show"}],
"attempts":[{"id":"6BA7B810-9DAD-51D1-80B4-00C04FD430C8","client_id":30,"service_id":10,
  "cycle_key":"2026-01-10","attempt_number":2,"state":"delivered",
  "not_before":"2026-02-27T07:00:00Z","not_after":"2026-02-27T16:00:00Z",
  "sent_at":"2026-02-27T08:00:00Z","discount_percent":10,"reply_type":"pause_until",
  "response_received_at":"2026-02-27T09:00:00Z","completion_reason":"replied"}],
"slots":[{"service_id":10,"staff_id":20,"datetime":"2026-03-02T10:00:00+03:00",
  "duration_minutes":60}],
"discounts":{"arms":[{"percent":0,"sent":40,"booked":3},{"percent":10,"sent":41,"booked":5}],
  "given_minor":120000,"offered_minor":30000}
})";
  return text;
}

/// A salon with somebody to write to on Monday 2026-03-02, somebody who is not due, and others.
inline const std::string& salon_document() {
  static const std::string text = R"({
"schema":"reactivation.snapshot/1",
"company":{"id":7,"business_type":"beauty","timezone":"Europe/Moscow","currency":"RUB"},
"account":{"id":3,"warmup_level":"warm","sends":[]},
"services":[{"id":10,"title":"Стрижка","price_minor":150000}],
"staff":[{"id":20,"name":"Ада"}],
"rules":[{"service_id":10,"reactivation_interval_days":28}],
"clients":[{"id":30,"phone":"+79001234567","loyalty_level":"Gold"},
  {"id":31,"phone":"+79001234568"},{"id":32,"phone":"+79001234569"},{"id":33},
  {"id":34,"phone":"+79001234570","reactivation_opt_out":true},
  {"id":35,"phone":"+79001234571","timezone":"Asia/Vladivostok"}],
"visits":[
  {"client_id":30,"service_ids":[10],"staff_id":20,"datetime":"2025-10-10T10:00:00",
   "status":"completed","cost_minor":150000},
  {"client_id":30,"service_ids":[10],"staff_id":20,"datetime":"2025-11-10T10:00:00",
   "status":"completed","cost_minor":150000},
  {"client_id":30,"service_ids":[10],"staff_id":20,"datetime":"2025-12-08T10:00:00",
   "status":"completed","cost_minor":150000},
  {"client_id":31,"service_ids":[10],"datetime":"2026-02-20T10:00:00","status":"completed"},
  {"client_id":34,"service_ids":[10],"datetime":"2026-01-01","status":"completed"},
  {"client_id":35,"service_ids":[10],"datetime":"2026-01-02","status":"completed"}],
"slots":[{"service_id":10,"staff_id":20,"datetime":"2026-03-04T10:00:00","duration_minutes":60},
  {"service_id":10,"staff_id":20,"datetime":"2026-03-05T18:00:00"}]
})";
  return text;
}

}  // namespace reactivation::test
