#include "routes.hpp"

#include "handlers.hpp"

namespace service {

namespace {

constexpr QueryParameter limit{"limit", R"({"type":"integer","minimum":1,"maximum":200})",
                               "Rows of a page [50]"};
constexpr QueryParameter cursor{"cursor", R"({"type":"string","maxLength":80})",
                                "`next` of the page before"};
constexpr QueryParameter period{"period",
                                R"({"type":"string","enum":["week","month","quarter","year"]})",
                                "The last 7, 30, 91 or 365 days [month]"};
constexpr QueryParameter from{"from", R"({"type":"string","format":"date"})", "The first day"};
constexpr QueryParameter to{"to", R"({"type":"string","format":"date"})", "The last day [today]"};
constexpr QueryParameter client{"client", R"({"type":"integer","minimum":1})", "Of one client"};

Route read(std::string_view path, std::string_view operation, std::string_view summary,
           std::string_view data, Json (*answer)(Call&), std::vector<QueryParameter> query = {}) {
  return {.method = "GET",
          .path = path,
          .operation = operation,
          .summary = summary,
          .data = data,
          .query = std::move(query),
          .answer = answer};
}

std::vector<Route> company_routes() {
  using namespace handlers;
  return {
      {.method = "GET",
       .path = "/session",
       .operation = "getSession",
       .summary = "Who asks, and about which companies they may",
       .about = About::none,
       .data = "Session",
       .answer = session},
      read("/settings/{company}", "getSettings",
           "What the owner decides: hours, days, tone, limits", "Settings", settings),
      {.method = "PUT",
       .path = "/settings/{company}",
       .operation = "putSettings",
       .summary = "Changes the members that are named, and no others",
       .role = Role::owner,
       .effect = Effect::once,
       .body = "SettingsPatch",
       .data = "Settings",
       .answer = put_settings},
      read("/service-rules/{id}", "getServiceRules",
           "When each service is due again, and its discounts", "ServiceRules", rules),
      {.method = "PUT",
       .path = "/service-rules/{id}",
       .operation = "putServiceRule",
       .summary = "Changes the members of a rule that are named, and no others",
       .role = Role::owner,
       .about = About::body_company,
       .effect = Effect::once,
       .body = "RulePatch",
       .data = "ServiceRule",
       .answer = put_rule},
      {.method = "POST",
       .path = "/service-rules/{id}/calculate-optimal",
       .operation = "calculateOptimalInterval",
       .summary = "The interval that the history of a service suggests; stores nothing",
       .about = About::body_company,
       .body = "CompanyBody",
       .data = "SuggestedInterval",
       .answer = calculate_interval},
      read("/curves/{company}", "getCurves", "After how long the clients of each service come back",
           "Curves", curves),
      read("/stats/{company}", "getStats",
           "What came of the messages of a period: reactivation.stats/1", "Stats", stats,
           {period, from, to}),
      {.method = "GET",
       .path = "/report/{company}",
       .operation = "getReport",
       .summary = "The same for an owner to read or print",
       .query = {period,
                 from,
                 to,
                 {"locale", R"({"type":"string","enum":["ru","en"]})",
                  "Its language [the company's]"}},
       .media_type = "text/html",
       .answer_text = report},
  };
}

Route about_attempt(std::string_view path, std::string_view operation, std::string_view summary,
                    Json (*answer)(Call&)) {
  return {.method = "POST",
          .path = path,
          .operation = operation,
          .summary = summary,
          .about = About::attempt,
          .effect = Effect::once,
          .data = "Changed",
          .answer = answer};
}

std::vector<Route> attempt_routes() {
  using namespace handlers;
  return {
      read("/campaigns/{company}", "getCampaigns",
           "Messages, the latest first: planned, sent, answered", "CampaignPage", campaigns,
           {{"status", R"({"type":"string","pattern":"^[a-z_]+(,[a-z_]+)*$","maxLength":200})",
             "Words of states, or waiting, sent, ended, with commas between"},
            {"sent_on", R"({"type":"string","format":"date"})", "Sent on that local day"},
            {"reply_type",
             R"({"type":"string","enum":["none","opt_out","negative","positive","neutral",)"
             R"("pause_until","other_service","other_staff","other_time","unclear",)"
             R"("no_response","booking_created"]})",
             "Answered like this"},
            client,
            limit,
            cursor}),
      {.method = "POST",
       .path = "/campaigns/manual",
       .operation = "sendManual",
       .summary = "One message by hand, at the next turn that the limits allow",
       .about = About::body_company,
       .effect = Effect::once,
       .body = "ManualMessage",
       .data = "AttemptId",
       .answer = send_manual},
      about_attempt("/campaigns/{id}/cancel", "cancelCampaign", "Ends the campaign of that message",
                    cancel),
      about_attempt("/campaigns/{id}/skip", "skipCampaign", "The same, of one that still waits",
                    skip),
      about_attempt("/campaigns/{id}/hold", "holdCampaign", "It waits until it is approved", hold),
      about_attempt("/campaigns/{id}/approve", "approveCampaign", "It may leave at its turn",
                    approve),
      {.method = "PUT",
       .path = "/campaigns/{id}/text",
       .operation = "putCampaignText",
       .summary = "A person's own text for a message that waits; checked like any other",
       .about = About::attempt,
       .effect = Effect::by_itself,
       .body = "MessageText",
       .data = "Changed",
       .answer = put_text},
      {.method = "GET",
       .path = "/plan/{company}",
       .operation = "getPlan",
       .summary = "Who would be written to today and who not: reactivation.plan/1; stores nothing",
       .data = "Plan",
       .remark =
           "A stored message that has a binding_reason is dropped at its turn, unless the reason "
           "is gone by then.",
       .query = {{"due_only", R"({"type":"boolean"})", "Without those who are not due"},
                 {"planned_only", R"({"type":"boolean"})", "skipped stays empty"}},
       .answer_json = plan},
      read("/left-out/{company}", "getLeftOut",
           "Who is not written to today, and why; whoever comes up first stands first",
           "LeftOutPage", left_out,
           {{"reason", R"({"type":"string","maxLength":40})", "One of the plan's reasons"},
            {"query", R"({"type":"string","maxLength":200})", "A part of the name"},
            limit,
            cursor}),
      {.method = "POST",
       .path = "/companies/{company}/run-day",
       .operation = "runDay",
       .summary = "Plans today and stores its messages; again changes nothing",
       .role = Role::owner,
       .effect = Effect::by_itself,
       .data = "DayRun",
       .answer = run_day},
      read("/explain/{company}/{client}", "explainClient",
           "Why one client is written to or not, and when next", "Explanation", explain),
  };
}

std::vector<Route> people_routes() {
  using namespace handlers;
  const auto order = [](std::string_view path, std::string_view operation, std::string_view summary,
                        std::string_view body, Json (*answer)(Call&)) {
    return Route{.method = "POST",
                 .path = path,
                 .operation = operation,
                 .summary = summary,
                 .effect = Effect::once,
                 .body = body,
                 .data = "Changed",
                 .answer = answer};
  };
  Route stop = order("/clients/{company}/{client}/opt-out", "optOut",
                     "Nobody writes to this person any more", {}, opt_out);
  stop.effect = Effect::by_itself;
  return {
      read("/clients/{company}", "getClients", "Clients, to look one up", "ClientPage", clients,
           {{"query", R"({"type":"string","maxLength":200})",
             "A part of the name, or digits of the number"},
            limit,
            cursor}),
      stop,
      order("/clients/{company}/{client}/opt-in", "optIn",
            "The one way back: with what the client has said", "Evidence", opt_in),
      order("/clients/{company}/{client}/pause", "pauseClient", "Not before that day", "PauseUntil",
            pause),
      order("/clients/{company}/{client}/clear", "clearClient",
            "Somebody has looked at the reply: they may be written to again", {}, clear),
      // Changes nothing of theirs, but each time one event says that it was asked for.
      {.method = "GET",
       .path = "/clients/{company}/{client}/export",
       .operation = "exportClient",
       .summary = "Everything that is stored about a client",
       .role = Role::owner,
       .data = "Person",
       .answer = export_person},
      {.method = "DELETE",
       .path = "/clients/{company}/{client}",
       .operation = "eraseClient",
       .summary = "Forgets a client for good; an opt-out stays as a hash",
       .role = Role::owner,
       .effect = Effect::once,
       .data = "Erased",
       .answer = erase_person},
      read("/offers/{company}", "getOffers", "What a client was promised and holds today",
           "OfferPage", offers,
           {client, {"phone", R"({"type":"string","maxLength":40})", "By the number instead"}}),
      read("/conversations/{company}", "getConversations",
           "Who was written to and who has answered, the latest first", "ConversationPage",
           conversations,
           {{"needs_person", R"({"type":"boolean"})", "Only whom somebody must look after"},
            limit,
            cursor}),
      read("/conversations/{company}/{client}", "getConversation", "All messages with one client",
           "Conversation", conversation),
  };
}

std::vector<Route> account_routes() {
  using namespace handlers;
  const auto decide = [](std::string_view path, std::string_view operation,
                         std::string_view summary, Role role, std::string_view body,
                         Json (*answer)(Call&)) {
    return Route{.method = "POST",
                 .path = path,
                 .operation = operation,
                 .summary = summary,
                 .role = role,
                 .effect = Effect::once,
                 .body = body,
                 .data = "AccountHealth",
                 .answer = answer};
  };
  Route off = decide("/whatsapp-health/{company}/disarm", "disarmAccount",
                     "No message leaves any more", Role::owner, "Why", disarm);
  off.effect = Effect::by_itself;
  Route on = decide("/whatsapp-health/{company}/arm", "armAccount",
                    "Messages to people may leave from this installation", Role::owner,
                    "Acknowledge", arm);
  on.is_body_optional = true;
  return {
      read("/whatsapp-health/{company}", "getAccountHealth", "How the messaging account stands",
           "AccountHealth", health_of_account),
      decide("/whatsapp-health/{company}/reset-limits", "resetLimits",
             "Ends a pause; what was sent stays counted", Role::admin, {}, reset_limits),
      on,
      off,
      decide("/whatsapp-health/{company}/confirm", "confirmAccount",
             "A person has looked after a ban or a stop", Role::owner, {}, confirm),
      {.method = "POST",
       .path = "/stop",
       .operation = "stopEverything",
       .summary = "No message leaves any account any more",
       .role = Role::admin,
       .about = About::none,
       .effect = Effect::by_itself,
       .body = "Why",
       .data = "Stopped",
       .answer = stop_everything},
  };
}

}  // namespace

Role role_of(std::string_view word) noexcept {
  if (word == "operator") return Role::operator_of_company;
  if (word == "owner") return Role::owner;
  return word == "admin" ? Role::admin : Role::nobody;
}

std::string_view word_of(Role role) noexcept {
  constexpr std::string_view words[] = {"", "operator", "owner", "admin"};
  return words[static_cast<std::size_t>(role)];
}

std::span<const Route> routes() {
  static const std::vector<Route> all = [] {
    std::vector<Route> out;
    for (auto part : {company_routes(), attempt_routes(), people_routes(), account_routes()}) {
      for (Route& route : part) out.push_back(std::move(route));
    }
    return out;
  }();
  return all;
}

}  // namespace service
