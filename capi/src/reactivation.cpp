#include "reactivation/reactivation.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

#include "guard.hpp"
#include "reactivation/adapters/tz.hpp"
#include "reactivation/core/plan.hpp"
#include "reactivation/core/reply.hpp"
#include "reactivation/json/capabilities_json.hpp"
#include "reactivation/json/issues_json.hpp"
#include "reactivation/json/plan_json.hpp"
#include "reactivation/json/reply_json.hpp"
#include "reactivation/json/snapshot_json.hpp"

namespace {

using namespace reactivation;
using capi::Failure;
using capi::give;
using capi::guarded;
using capi::options_of;
using capi::view_of;

constexpr std::array<std::pair<reactivation_status, const char*>, 8> status_texts{{
    {REACTIVATION_OK, "ok"},
    {REACTIVATION_INVALID_ARGUMENT, "invalid argument"},
    {REACTIVATION_NOT_FOUND, "not found"},
    {REACTIVATION_OUT_OF_MEMORY, "out of memory"},
    {REACTIVATION_INTERNAL, "a defect of the library"},
    {REACTIVATION_INVALID_DOCUMENT, "invalid document"},
    {REACTIVATION_DOCUMENT_TOO_LARGE, "document too large"},
    {REACTIVATION_TIME_ZONE_UNKNOWN, "time zone unknown"},
}};

/// 2000-01-01 to 2200-01-01: what a host can mean.
constexpr std::int64_t now_min = 946'684'800;
constexpr std::int64_t now_max = 7'258'118'400;

Instant instant_of(std::int64_t unix_seconds) {
  if (unix_seconds < now_min || unix_seconds > now_max) {
    throw Failure{REACTIVATION_INVALID_ARGUMENT,
                  "now_unix_seconds is not between the years 2000 and 2200: it counts seconds from "
                  "1970 in UTC"};
  }
  return Instant{Seconds{unix_seconds}};
}

void check_flags(std::uint32_t flags, std::uint32_t known) {
  if ((flags & ~known) == 0) return;
  throw Failure{REACTIVATION_INVALID_ARGUMENT, "flags has a bit that this version does not know"};
}

/// Names the first finding; reactivation_validate lists them all.
Failure refusal_of(const std::vector<Issue>& issues) {
  const auto is_error = [](const Issue& issue) { return issue.severity == Issue::Severity::error; };
  const auto first = std::find_if(issues.begin(), issues.end(), is_error);
  const auto errors = std::count_if(issues.begin(), issues.end(), is_error);
  std::string message = "the document has " + std::to_string(errors) +
                        (errors == 1 ? " error: " : " errors, the first: ");
  if (first != issues.end()) message += first->place + ": " + first->message;
  const bool is_too_large = first != issues.end() && first->code == "document_too_large";
  return {is_too_large ? REACTIVATION_DOCUMENT_TOO_LARGE : REACTIVATION_INVALID_DOCUMENT, message};
}

Snapshot snapshot_of(reactivation_text document) {
  const SystemTimeZones zones;
  ReadSnapshot read = read_snapshot(view_of(document, "snapshot"), zones);
  if (!read.snapshot) throw refusal_of(read.issues);
  return std::move(*read.snapshot);
}

TimeZone zone_of(reactivation_text name) {
  const std::string_view text = view_of(name, "time_zone");
  if (text.empty()) return TimeZone::utc();
  const SystemTimeZones zones;
  const auto zone = zones.find(text);
  if (!zone) {
    throw Failure{REACTIVATION_TIME_ZONE_UNKNOWN,
                  "time_zone is no IANA zone of this system: write it as Europe/Moscow"};
  }
  return zone.value();
}

}  // namespace

extern "C" {

const char* reactivation_status_text(reactivation_status status) {
  for (const auto& [known, text] : status_texts) {
    if (known == status) return text;
  }
  return "unknown status";
}

void reactivation_bytes_free(reactivation_bytes* bytes) {
  if (bytes == nullptr) return;
  std::free(bytes->data);
  *bytes = reactivation_bytes{nullptr, 0};
}

void reactivation_error_init(reactivation_error* error) {
  if (error == nullptr) return;
  error->struct_size = sizeof(reactivation_error);
  capi::write_error(error, REACTIVATION_OK, {});
}

void reactivation_plan_options_init(reactivation_plan_options* options) {
  if (options == nullptr) return;
  *options = reactivation_plan_options{sizeof(reactivation_plan_options), 0, 0};
}

void reactivation_classify_options_init(reactivation_classify_options* options) {
  if (options == nullptr) return;
  *options = reactivation_classify_options{sizeof(reactivation_classify_options), 0, 0, {}};
}

uint32_t reactivation_abi_version(void) { return REACTIVATION_ABI_VERSION; }

reactivation_status reactivation_capabilities(reactivation_bytes* capabilities,
                                              reactivation_error* error) {
  return guarded(capabilities, error,
                 [&] { give(*capabilities, write_capabilities(REACTIVATION_ABI_VERSION)); });
}

reactivation_status reactivation_validate(reactivation_text snapshot, reactivation_bytes* issues,
                                          reactivation_error* error) {
  return guarded(issues, error, [&] {
    const SystemTimeZones zones;
    const ReadSnapshot read = read_snapshot(view_of(snapshot, "snapshot"), zones);
    give(*issues, write_issues(read.issues));
  });
}

reactivation_status reactivation_plan(reactivation_text snapshot,
                                      const reactivation_plan_options* options,
                                      reactivation_bytes* plan, reactivation_error* error) {
  return guarded(plan, error, [&] {
    const auto given = options_of(options, "options");
    check_flags(given.flags, REACTIVATION_PLAN_DUE_ONLY);
    const Instant now = instant_of(given.now_unix_seconds);
    const bool is_due_only = (given.flags & REACTIVATION_PLAN_DUE_ONLY) != 0;
    give(*plan, write_plan(plan_day(snapshot_of(snapshot), now),
                           is_due_only ? PlanRows::due_only : PlanRows::all));
  });
}

reactivation_status reactivation_classify(reactivation_text reply,
                                          const reactivation_classify_options* options,
                                          reactivation_bytes* classified,
                                          reactivation_error* error) {
  return guarded(classified, error, [&] {
    const auto given = options_of(options, "options");
    check_flags(given.flags, 0);
    const ReplyContext context =
        reply_context(instant_of(given.now_unix_seconds), zone_of(given.time_zone));
    const std::string_view text = view_of(reply, "reply");
    give(*classified, write_reply(text, classify_reply(text, context)));
  });
}

}  // extern "C"
