#include "api.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <random>
#include <set>

#include "failure.hpp"
#include "openapi.hpp"

namespace service {

using namespace reactivation;

namespace {

constexpr std::size_t key_bytes_max = 200;
constexpr std::size_t token_bytes_max = 200;
constexpr std::size_t query_bytes_max = 4000;
constexpr int depth_max = 32;

WebAnswer json_answer(int status, std::string body) {
  return {status, {{"Content-Type", "application/json"}}, std::move(body)};
}

std::vector<std::string_view> segments_of(std::string_view path) {
  std::vector<std::string_view> out;
  while (!path.empty()) {
    path.remove_prefix(1);  // the slash
    const std::size_t end = std::min(path.find('/'), path.size());
    out.push_back(path.substr(0, end));
    path.remove_prefix(end);
  }
  return out;
}

bool is_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/// Of a query: `+` is a blank. Nothing for what is no encoding, a control character or no UTF-8.
std::optional<std::string> decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      out += ' ';
    } else if (text[i] != '%') {
      out += text[i];
    } else {
      if (i + 2 >= text.size() || !is_hex(text[i + 1]) || !is_hex(text[i + 2])) return std::nullopt;
      out += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
      i += 2;
    }
  }
  const bool has_control = std::any_of(out.begin(), out.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
  });
  if (has_control) return std::nullopt;
  try {
    (void)Json(out).dump();  // which is strict about UTF-8
  } catch (const Json::exception&) {
    return std::nullopt;
  }
  return out;
}

void read_query(std::string_view text, Call& call) {
  if (text.size() > query_bytes_max) fail(400, "malformed", "The query is too long.");
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('&'), text.size());
    const std::string_view pair = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (pair.empty()) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    const auto name = decoded(pair.substr(0, equals));
    const auto value = decoded(pair.substr(std::min(equals + 1, pair.size())));
    if (!name || !value) fail(400, "malformed", "The query is no percent-encoded UTF-8.");
    const auto& known = call.route.query;
    const bool is_known = std::any_of(
        known.begin(), known.end(), [&](const QueryParameter& each) { return each.name == *name; });
    if (!is_known) {
      fail(400, "unknown_parameter",
           "The query has a parameter that this operation does not know.");
    }
    if (!call.query.emplace(*name, *value).second) {
      fail(400, "malformed", "A parameter stands twice in the query.", *name);
    }
  }
}

bool is_json_type(std::string_view type) {
  const std::string_view name = type.substr(0, std::min(type.find(';'), type.size()));
  std::string lower;
  for (const char c : name) {
    if (c != ' ' && c != '\t') lower += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  }
  return lower == "application/json";
}

/// 400 for what is no JSON, is deeper than anything here, or names a member twice.
Json parsed_strictly(const std::string& text) {
  bool is_deep = false;
  bool is_twice = false;
  std::vector<std::set<std::string>> names;  // of the objects that are open
  const auto look = [&](int depth, Json::parse_event_t event, Json& value) {
    using Event = Json::parse_event_t;
    is_deep = is_deep || depth > depth_max;
    if (event == Event::object_start) names.emplace_back();
    if (event == Event::object_end && !names.empty()) names.pop_back();
    if (event == Event::key && !names.empty()) {
      is_twice = is_twice || !names.back().insert(value.get<std::string>()).second;
    }
    return !is_deep;
  };
  Json out = Json::parse(text, look, false);
  if (is_deep || out.is_discarded()) fail(400, "malformed", "The body is no JSON object.");
  if (is_twice) fail(400, "malformed", "The body names a member twice.");
  return out;
}

/// An object; an operation without one takes an empty body, and an empty object.
Json read_body(const WebRequest& request, const Route& route) {
  if (request.body.size() > body_bytes_max) {
    fail(413, "too_large", "The body is larger than a mebibyte; send less.");
  }
  const bool is_optional = route.body.empty() || route.is_body_optional;
  if (request.body.empty() && is_optional) return Json::object();
  if (!is_json_type(header_of(request, "content-type"))) {
    fail(415, "not_json", "The body is JSON; say so with Content-Type: application/json.");
  }
  if (request.body.starts_with("\xEF\xBB\xBF")) {
    fail(400, "malformed", "The body begins with a byte order mark; leave it out.");
  }
  Json body = parsed_strictly(request.body);
  if (!body.is_object()) fail(400, "malformed", "The body is no JSON object.");
  if (route.body.empty() && !body.empty()) {
    fail(400, "unknown_member", "This operation takes no members; leave the body out.");
  }
  try {
    (void)body.dump();
  } catch (const Json::exception&) {
    fail(400, "malformed", "The body is no UTF-8.");
  }
  return body;
}

/// Empty: there is none.
std::string idempotency_key(const WebRequest& request) {
  const auto key = find_header(request, "idempotency-key");
  if (!key) return {};
  const bool is_visible =
      std::all_of(key->begin(), key->end(), [](char c) { return c > 0x20 && c < 0x7F; });
  if (key->empty() || !is_visible || key->size() > key_bytes_max) {
    fail(400, "malformed", "An Idempotency-Key is 1 to 200 visible ASCII characters.",
         "Idempotency-Key");
  }
  return std::string(*key);
}

std::optional<std::string_view> bearer_of(const WebRequest& request) {
  constexpr std::string_view scheme = "bearer ";
  std::string_view value = header_of(request, "authorization");
  if (value.size() <= scheme.size() || value.size() > token_bytes_max) return std::nullopt;
  for (std::size_t i = 0; i < scheme.size(); ++i) {
    const char c = value[i];
    if ((c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c) != scheme[i]) return std::nullopt;
  }
  return value.substr(scheme.size());
}

ApiToken token_of(const WebRequest& request, SqlService& lists) {
  const auto bearer = bearer_of(request);
  if (bearer) {
    const auto found = lists.find_token(*bearer);
    if (!found) Call::fail_with(found.error());
    if (found.value()) return *found.value();
  }
  fail(401, "unauthorized", "A token is needed: Authorization: Bearer TOKEN.");
}

/// Another company's and one that is not there are the same.
[[noreturn]] void fail_unknown_company() {
  fail(404, "not_found", "There is no such company; GET /session lists yours.");
}

void check_company(Call& call, CompanyId id) {
  if (call.token.company_id.is_set() && call.token.company_id != id) fail_unknown_company();
  auto company = call.store().load_company(id);
  if (!company && company.error() == make_error_code(errc::not_found)) fail_unknown_company();
  call.company = call.get(std::move(company));
}

void find_company(Call& call) {
  switch (call.route.about) {
    case About::none:
      return;
    case About::path_company:
      return check_company(
          call, CompanyId{call.path_id(call.path.contains("company") ? "company" : "id")});
    case About::body_company:
      return check_company(call, CompanyId{call.id("company_id")});
    case About::attempt: {
      const auto owner = call.get(call.lists().find_company_of(call.path_attempt()));
      const bool is_theirs =
          owner && (!call.token.company_id.is_set() || call.token.company_id == *owner);
      if (!is_theirs) {
        fail(404, "not_found", "There is no such attempt; GET /campaigns/{company} lists them.");
      }
      return check_company(call, *owner);
    }
  }
}

void check_role(const Call& call) {
  if (role_of(call.token.role) >= call.route.role) return;
  fail(403, "forbidden",
       "This needs the role " + std::string(word_of(call.route.role)) + "; ask for such a token.");
}

/// The answer of a handler, also when it throws; then `cause` is the error's.
ApiAnswer answered(Call& call, std::string& cause) {
  try {
    const Json data = call.route.answer(call);
    return {200, text_of({{"success", true}, {"data", data}})};
  } catch (const ApiError& error) {
    cause = error.cause;
    const WebAnswer out = failure(error);
    return {out.status, out.body};
  }
}

ApiAnswer other_content() {
  const WebAnswer out = failure(
      {422, "key_reused", "This Idempotency-Key was used for another request; take a new one."});
  return {out.status, out.body};
}

/// Who has done it, and about whom: the ids of the path, or of a message by hand.
void note_actor(Call& call) {
  std::string why = "service: " + call.token.name;
  for (const auto& [name, value] : call.path) {
    if (name == "company" || call.route.about == About::none) continue;
    const char* const id = call.route.about == About::attempt ? "attempt" : "service";
    const bool is_company = call.route.about == About::path_company && name == "id";
    if (!is_company) why += ", " + (name == "id" ? std::string(id) : name) + " " + value;
  }
  if (call.body.contains("client_id")) why += ", client " + text_of(call.body["client_id"]);
  std::vector<CompanyId> companies{call.company.id};
  if (call.route.about == About::none) {
    companies.clear();
    for (const CompanyName& each : call.get(call.store().list_companies())) {
      companies.push_back(each.id);
    }
  }
  for (const CompanyId company : companies) {
    call.get(call.lists().note(company, call.route.operation, call.now, why));
  }
}

ApiAnswer write(Call& call, const WebRequest& request, const std::string& key, std::string& cause) {
  const ApiRequest once{.caller = call.token.name,
                        .key = key,
                        .content = request.method + " " + request.path + "\n" + request.body,
                        .at = call.now};
  if (call.route.effect == Effect::once) {
    const auto done = call.lists().answer_once(once, [&] {
      ApiAnswer answer = answered(call, cause);
      if (answer.status == 200) note_actor(call);
      return answer;
    });
    if (!done) Call::fail_with(done.error());
    return done.value().fate == RequestFate::other_content ? other_content() : done.value().answer;
  }
  if (const auto known = call.get(call.lists().find_answer(once))) {
    return known->fate == RequestFate::other_content ? other_content() : known->answer;
  }
  const ApiAnswer answer = answered(call, cause);
  const bool is_done = answer.status == 200;
  if (answer.status >= 500 || (key.empty() && !is_done)) return answer;
  const auto kept = call.lists().answer_once(once, [&] {
    if (is_done) note_actor(call);
    return answer;
  });
  if (!kept) Call::fail_with(kept.error());
  return kept.value().fate == RequestFate::repeated ? kept.value().answer : answer;
}

bool is_plain_word(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '_' || c == '.';
  });
}

}  // namespace

std::optional<std::string_view> find_header(const WebRequest& request,
                                            std::string_view lower_case_name) noexcept {
  for (const WebHeader& header : request.headers) {
    const bool is_it =
        header.name.size() == lower_case_name.size() &&
        std::equal(header.name.begin(), header.name.end(), lower_case_name.begin(),
                   [](char x, char y) {
                     return (x >= 'A' && x <= 'Z' ? static_cast<char>(x + 32) : x) == y;
                   });
    if (is_it) return header.value;
  }
  return std::nullopt;
}

std::string_view header_of(const WebRequest& request, std::string_view lower_case_name) noexcept {
  return find_header(request, lower_case_name).value_or(std::string_view{});
}

std::string request_id_of(const WebRequest& request) {
  const std::string_view given = header_of(request, "x-request-id");
  if (is_plain_word(given)) return std::string(given);
  thread_local std::mt19937_64 chance{std::random_device{}()};
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  std::uint64_t bits = chance();
  for (int i = 0; i < 16; ++i, bits >>= 4) out += digits[bits & 15];
  return out;
}

WebAnswer failure(const ApiError& error) {
  const Json body{{"success", false},
                  {"error",
                   {{"code", error.code},
                    {"message", error.what()},
                    {"place", error.place ? Json(*error.place) : Json()}}}};
  WebAnswer out = json_answer(error.status, text_of(body));
  if (error.status == 401) out.headers.push_back({"WWW-Authenticate", "Bearer"});
  if (error.status == 503) out.headers.push_back({"Retry-After", "1"});
  return out;
}

WebAnswer success(const Json& data) {
  return json_answer(200, text_of({{"success", true}, {"data", data}}));
}

struct Api::Found {
  const Route& route;
  std::map<std::string, std::string, std::less<>> path;
};

Api::Api(Desks& desks, const Clock& clock, std::function<void(const ApiReport&)> report)
    : desks_(desks), clock_(clock), report_(std::move(report)), openapi_(openapi_document()) {}

WebAnswer Api::answer(const WebRequest& request) noexcept {
  const auto begun = std::chrono::steady_clock::now();
  ApiReport report;
  report.operation = "other";
  report.method = request.method;
  WebAnswer out;
  try {
    report.request_id = request_id_of(request);
    out = routed(request, report);
  } catch (const ApiError& error) {
    report.error = error.cause;
    out = failure(error);
  } catch (const cli::Failure&) {
    report.error = "failure";
    out = failure({503, "failed", "This could not be answered; try again, or tell your operator."});
  } catch (const std::exception&) {
    report.error = "exception";
    out = failure({500, "internal", "This could not be answered; tell your operator its id."});
  }
  out.headers.push_back({"Cache-Control", "no-store"});
  out.headers.push_back({"X-Content-Type-Options", "nosniff"});
  out.headers.push_back({"X-Request-Id", report.request_id});
  report.status = out.status;
  report.microseconds = std::chrono::duration_cast<std::chrono::microseconds>(
                            std::chrono::steady_clock::now() - begun)
                            .count();
  try {
    if (report_) report_(report);
  } catch (const std::exception&) {
    // A log that fails changes no answer.
  }
  return out;
}

bool Api::is_admin(const WebRequest& request) noexcept {
  try {
    const auto desk = desks_.take();
    return token_of(request, desk->lists()).role == "admin";
  } catch (const std::exception&) {
    return false;
  }
}

WebAnswer Api::routed(const WebRequest& request, ApiReport& report) {
  const auto path = segments_of(std::string_view(request.path).substr(api_prefix.size()));
  if (path.size() == 1 && path[0] == "openapi.json") {
    report.operation = "openapi";
    if (request.method != "GET" && request.method != "HEAD") {
      WebAnswer out = failure({405, "method_not_allowed", "This can only be read: GET."});
      out.headers.push_back({"Allow", "GET, HEAD"});
      return out;
    }
    return json_answer(200, openapi_);
  }
  std::string allowed;
  const std::string_view method =
      request.method == "HEAD" ? "GET" : std::string_view(request.method);
  for (const Route& route : routes()) {
    const auto pattern = segments_of(route.path);
    Found found{route, {}};
    bool fits = pattern.size() == path.size();
    for (std::size_t i = 0; fits && i < path.size(); ++i) {
      const bool is_brace = pattern[i].starts_with('{');
      if (is_brace) {
        found.path[std::string(pattern[i].substr(1, pattern[i].size() - 2))] = std::string(path[i]);
      }
      fits = is_brace ? !path[i].empty() : pattern[i] == path[i];
    }
    if (!fits) continue;
    if (route.method == method) return called(request, found, report);
    const std::string word{route.method};
    if (allowed.find(word) == std::string::npos) allowed += (allowed.empty() ? "" : ", ") + word;
  }
  if (allowed.empty()) fail(404, "not_found", "There is no such path; GET /openapi.json has all.");
  WebAnswer out =
      failure({405, "method_not_allowed", "This path takes other methods: " + allowed + "."});
  out.headers.push_back({"Allow", allowed});
  return out;
}

WebAnswer Api::called(const WebRequest& request, const Found& found, ApiReport& report) {
  const Route& route = found.route;
  report.operation = route.operation;
  const auto desk = desks_.take();
  Call call{.route = route,
            .desk = *desk,
            .token = token_of(request, desk->lists()),
            .company = {},
            .now = clock_.now(),
            .path = found.path,
            .query = {},
            .body = {}};
  report.token_name = call.token.name;
  const bool has_body = route.method != "GET";
  const bool is_body_first = route.about == About::body_company;
  if (is_body_first) call.body = read_body(request, route);
  find_company(call);
  report.company_id = call.company.id.value;
  check_role(call);
  if (has_body && !is_body_first) call.body = read_body(request, route);
  read_query(request.query, call);
  if (route.answer_text != nullptr) {
    return {
        200,
        {{"Content-Type", std::string(route.media_type) + "; charset=utf-8"},
         {"Content-Security-Policy",
          "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'"}},
        route.answer_text(call)};
  }
  if (route.answer_json != nullptr) {
    return json_answer(200, "{\"success\":true,\"data\":" + route.answer_json(call) + "}");
  }
  if (route.effect == Effect::reads) return success(route.answer(call));
  ApiAnswer answer = write(call, request, idempotency_key(request), report.error);
  WebAnswer out = json_answer(answer.status, std::move(answer.body));
  if (answer.status == 503) out.headers.push_back({"Retry-After", "1"});
  return out;
}

}  // namespace service
