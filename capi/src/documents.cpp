#include "reactivation/c/documents.h"

#include <algorithm>
#include <utility>

#include "guard.hpp"
#include "reactivation/adapters/tz.hpp"
#include "reactivation/core/message.hpp"
#include "reactivation/core/plan.hpp"
#include "reactivation/core/reply.hpp"
#include "reactivation/engine/explain.hpp"
#include "reactivation/json/event_json.hpp"
#include "reactivation/json/explanation_json.hpp"
#include "reactivation/json/issues_json.hpp"
#include "reactivation/json/message_facts_json.hpp"
#include "reactivation/json/plan_json.hpp"
#include "reactivation/json/reply_json.hpp"
#include "reactivation/json/snapshot_json.hpp"

namespace {

using namespace reactivation;
using capi::check_flags;
using capi::checked;
using capi::empty;
using capi::Failure;
using capi::give;
using capi::guarded;
using capi::instant_of;
using capi::require;
using capi::view_of;

Snapshot snapshot_of(reactivation_text document) {
  const SystemTimeZones zones;
  ReadSnapshot read = read_snapshot(view_of(document, "snapshot"), zones);
  if (!read.snapshot) throw capi::refusal_of(read.issues, "snapshot");
  return std::move(*read.snapshot);
}

TimeZone zone_of(reactivation_text name) {
  const std::string_view text = view_of(name, "time_zone");
  if (text.empty()) return TimeZone::utc();
  const SystemTimeZones zones;
  auto zone = zones.find(text);
  if (!zone) {
    throw Failure{REACTIVATION_TIME_ZONE_UNKNOWN,
                  "time_zone is no IANA zone of this system: write it as Europe/Moscow"};
  }
  return std::move(zone).value();
}

bool is_of_another_schema(const std::vector<Issue>& issues) {
  return std::any_of(issues.begin(), issues.end(),
                     [](const Issue& issue) { return issue.code == "unsupported_schema"; });
}

/// The findings of the reader whose document it says it is; a snapshot's when it says nothing
/// known.
std::vector<Issue> issues_of(std::string_view document) {
  const SystemTimeZones zones;
  std::vector<Issue> issues = read_snapshot(document, zones).issues;
  if (!is_of_another_schema(issues)) return issues;
  std::vector<Issue> of_event = read_event(document, min_instant).issues;
  if (!is_of_another_schema(of_event)) return of_event;
  std::vector<Issue> of_facts = read_message_facts(document).issues;
  return is_of_another_schema(of_facts) ? issues : of_facts;
}

}  // namespace

extern "C" {

void reactivation_plan_options_init(reactivation_plan_options* options) {
  if (options == nullptr) return;
  *options = reactivation_plan_options{sizeof(reactivation_plan_options), 0, 0};
}

void reactivation_explain_options_init(reactivation_explain_options* options) {
  if (options == nullptr) return;
  *options = reactivation_explain_options{sizeof(reactivation_explain_options), 0, 0, 0};
}

void reactivation_classify_options_init(reactivation_classify_options* options) {
  if (options == nullptr) return;
  *options = reactivation_classify_options{sizeof(reactivation_classify_options), 0, 0, {}};
}

reactivation_status reactivation_validate(reactivation_text document, reactivation_bytes* issues,
                                          reactivation_error* error) {
  empty(issues);
  return guarded(error, [&] {
    require(issues, "issues");
    give(*issues, write_issues(issues_of(view_of(document, "document"))));
  });
}

reactivation_status reactivation_plan(reactivation_text snapshot,
                                      const reactivation_plan_options* options,
                                      reactivation_bytes* plan, reactivation_error* error) {
  empty(plan);
  return guarded(error, [&] {
    require(plan, "plan");
    const auto& given = checked(options, "options");
    check_flags(given.flags, REACTIVATION_PLAN_DUE_ONLY, "options");
    const Instant now = instant_of(given.now_unix_seconds, "now_unix_seconds");
    const PlanRows rows =
        (given.flags & REACTIVATION_PLAN_DUE_ONLY) != 0 ? PlanRows::due_only : PlanRows::all;
    give(*plan, write_plan(plan_day(snapshot_of(snapshot), now), rows));
  });
}

reactivation_status reactivation_explain(reactivation_text snapshot,
                                         const reactivation_explain_options* options,
                                         reactivation_bytes* explanation,
                                         reactivation_error* error) {
  empty(explanation);
  return guarded(error, [&] {
    require(explanation, "explanation");
    const auto& given = checked(options, "options");
    check_flags(given.flags, 0, "options");
    const Instant now = instant_of(given.now_unix_seconds, "now_unix_seconds");
    const Snapshot known = snapshot_of(snapshot);
    const auto explained = explain_client(known, ClientId{given.client_id}, now);
    if (!explained) {
      throw Failure{REACTIVATION_NOT_FOUND, "client_id names no client of the snapshot"};
    }
    give(*explanation, write_explanation(*explained, known.company.id, now));
  });
}

reactivation_status reactivation_render(reactivation_text facts, reactivation_bytes* message,
                                        reactivation_error* error) {
  empty(message);
  return guarded(error, [&] {
    require(message, "message");
    const MessageFacts known = capi::value_of(read_message_facts(view_of(facts, "facts")), "facts");
    give(*message, write_rendered(render_message(known)));
  });
}

reactivation_status reactivation_classify(reactivation_text reply,
                                          const reactivation_classify_options* options,
                                          reactivation_bytes* classified,
                                          reactivation_error* error) {
  empty(classified);
  return guarded(error, [&] {
    require(classified, "classified");
    const auto& given = checked(options, "options");
    check_flags(given.flags, 0, "options");
    const Instant now = instant_of(given.now_unix_seconds, "now_unix_seconds");
    const ReplyContext context = reply_context(now, zone_of(given.time_zone));
    const std::string_view text = view_of(reply, "reply");
    give(*classified, write_reply(text, classify_reply(text, context)));
  });
}

}  // extern "C"
