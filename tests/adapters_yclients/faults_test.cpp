// A YClients that is down, slow, lying or somebody else: nothing is stored, and nothing is told.
#include "salon.hpp"

using namespace reactivation;
using namespace reactivation::yclients_test;

namespace {

struct End {
  std::error_code error;
  std::string detail;
};

/// What a reading ends with when the first answer is that.
End end_of(const Json& first, int tries = 1) {
  Folder folder;
  YclientsOptions options = quick_options();
  options.client.repeat.tries_max = tries;
  options.client.repeat.total_max = http::Milliseconds{5'000};
  options.try_max = http::Milliseconds{400};
  options.answer_bytes_max = 100'000;
  server().play_steps(first);
  const auto yclients = client(options);
  const auto read = yclients->read(reading(folder));
  if (read) return {};
  CHECK_FALSE(YclientsTables::open(folder.copy()));
  return {read.error(), yclients->detail()};
}

}  // namespace

TEST_CASE("each way of failing has its error and its sentence") {
  const auto later = make_error_code(errc::io_failed);
  const auto never = make_error_code(errc::invalid_argument);
  struct Case {
    Json step;
    std::error_code error;
    const char* words;
  };
  const std::vector<Case> cases = {
      {{{"drop", true}}, later, "no answer (cut)"},
      {{{"reset", true}}, later, "no answer (cut)"},
      {{{"hang", true}}, later, "no answer (timed_out)"},
      {{{"json", 1}, {"wait_s", 2}}, later, "no answer (timed_out)"},
      {{{"body", std::string(5000, 'a')}, {"cut_after", 100}}, later, "no answer (cut)"},
      {{{"raw", "hello\r\n"}}, later, "no answer (cut)"},
      {{{"fill", 200'000}}, later, "too large"},
      {{{"gzip_fill", 50'000'000}}, later, "too large"},
      {{{"deep", 20'000}}, later, "not its version 2"},
      {{{"body", "<html>login</html>"}, {"content_type", "text/html"}}, later, "not its version 2"},
      {{{"body", "{\"success\":true,\"data\":["}}, later, "not its version 2"},
      {{{"json", Json::array({1, 2})}}, later, "not its version 2"},  // the old bare form
      {{{"status", 302}, {"headers", {{"Location", "https://example.com/"}}}},
       later,
       "not its version 2"},
      {refusal(401, {{"message", "no"}}), never, "refuses the tokens or their rights"},
      {refusal(402, {{"message", "no"}}), never, "refuses the tokens or their rights"},
      {refusal(403, {{"message", "no"}}), never, "refuses the tokens or their rights"},
      {refusal(404, {{"message", "no"}}), never, "knows no such salon"},
      {refusal(422, {{"message", "no"}}), never, "refuses the request"},
      {refusal(200, {{"message", "no"}}), never, "refuses the request"},
      {{{"status", 429}}, later, "come less often (429)"},
      {{{"status", 500}}, later, "out of order (500)"},
      {{{"status", 503}, {"body", "<html>"}}, later, "out of order (503)"},
  };
  for (const Case& each : cases) {
    CAPTURE(each.step.dump().substr(0, 200));
    const End end = end_of(each.step);
    CHECK(end.error == each.error);
    CHECK(end.detail.find(each.words) != std::string::npos);
  }
}

TEST_CASE("members of strange types are no crash and no rows") {
  for (const char* const data :
       {"null", "7", "{}", "[null,7,\"a\",[],{}]", "[{\"id\":{}}]", "[{\"id\":1e300}]",
        "[{\"id\":5,\"date\":7,\"services\":7,\"client\":[],\"staff\":\"a\"}]",
        "[{\"id\":5,\"date\":\"2026-02-30 12:00:00\"}]",
        "[{\"id\":5,\"date\":\"2026-02-01 12:00:00\",\"services\":{\"id\":1},\"client\":7}]"}) {
    CAPTURE(data);
    Folder folder;
    const Json body = {{"body", std::string(R"({"success":true,"meta":[],"data":)") + data + "}"}};
    server().play_steps(body);
    const auto counts = client()->read(reading(folder));
    REQUIRE(counts);
    CHECK(import_copy(folder.copy()).rows.visits.empty());
  }
}

TEST_CASE("a 429 is waited out for as long as it says, and a failure is tried again") {
  Folder folder;
  const Json busy = {{"status", 429}, {"headers", {{"Retry-After", "1"}}}};
  server().play(salon({busy, {{"drop", true}}, page({}, 0)}, {page({}, 0)}));
  const auto counts = client()->read(reading(folder));
  REQUIRE(counts);
  const Json told = server().tell();
  CHECK(told["requests"][1]["at_s"].get<double>() - told["requests"][0]["at_s"].get<double>() >
        0.9);
}

TEST_CASE("requests keep to five a second") {
  Folder folder;
  YclientsOptions options = quick_options();
  options.client.host_limits = nullptr;
  server().play(salon({page({}, 0)}, {page({}, 0)}));
  REQUIRE(client(options)->read(reading(folder)));
  const Json told = server().tell();
  REQUIRE(told["requests"].size() == 5);
  const double all =
      told["requests"][4]["at_s"].get<double>() - told["requests"][0]["at_s"].get<double>();
  CHECK(all > 0.9);  // two at once, then three a second
}

TEST_CASE("without a token nobody is asked, and what cannot be configured is refused") {
  Folder folder;
  server().play_steps({{{"json", 1}}});
  for (const char* const text : {"", " \n", "a\r\nX: b", "key with ключ"}) {
    YclientsOptions options = quick_options();
    options.user_token = [text] { return std::string(text); };
    const auto yclients = client(options);
    const auto read = yclients->read(reading(folder));
    REQUIRE_FALSE(read);
    CHECK(read.error() == make_error_code(errc::invalid_argument));
    CHECK(yclients->detail() == "YClients: a token is missing, or is no token");
  }
  CHECK(server().request_count() == 0);
  const auto is_made = [](auto&& change) {
    YclientsOptions options = quick_options();
    change(options);
    return Yclients::make(std::move(options)).has_value();
  };
  CHECK(is_made([](YclientsOptions& o) { o.base_url += "/"; }));
  CHECK_FALSE(is_made([](YclientsOptions& o) { o.base_url = "http://192.0.2.1/api/v1"; }));
  CHECK_FALSE(is_made([](YclientsOptions& o) { o.base_url = "https://a/?b"; }));
  CHECK_FALSE(is_made([](YclientsOptions& o) { o.salon_id = 0; }));
  CHECK_FALSE(is_made([](YclientsOptions& o) { o.zone = TimeZone(); }));
}

TEST_CASE("tokens, phones and names that YClients sends back are in no error and no record") {
  std::string heard;
  const std::vector<std::string> canaries = {partner_key, user_key, "Canaria", "79990001122"};
  for (const std::string& canary : canaries) {
    for (const int status : {200, 401, 403, 404, 422, 429, 500}) {
      Folder folder;
      YclientsOptions options = quick_options();
      options.client.repeat.tries_max = 1;
      options.client.on_try = [&](const http::TryRecord& record) {
        heard.append(record.method).append(record.host).append(record.path).append("\n");
      };
      server().play_steps({{{"status", status},
                            {"headers", {{"Retry-After", canary}, {"X-Echo", canary}}},
                            {"json",
                             {{"success", false},
                              {"data", canary},
                              {"meta", {{"message", canary}, {"errors", {canary}}}}}}}});
      const auto yclients = client(options);
      REQUIRE_FALSE(yclients->read(reading(folder)));
      heard += yclients->detail() + "\n";
      const std::vector<YclientsHint> hints = {{YclientsHint::Kind::client, 7, 0}};
      // A hint that is refused, as one about another salon's record, is only gone.
      const bool is_gone = status == 403 || status == 422;
      CHECK((yclients->reread(hints, reading(folder)).has_value() || !is_gone));
      heard += yclients->detail() + "\n";
    }
  }
  // Rows that cannot be taken are named by their numbers alone.
  Folder folder;
  server().play(
      salon({page({record(7, person(1, "Canaria", "79990001122"), "2026-02-01 12:00:00", 9)}, 1)},
            {page({person(1, "Canaria", "12")}, 1)}));
  REQUIRE(client()->read(reading(folder)));
  heard += to_text(import_copy(folder.copy()).summary);
  for (const std::string& canary : canaries) CHECK(heard.find(canary) == std::string::npos);
  CHECK(heard.find("record:7") != std::string::npos);
}
