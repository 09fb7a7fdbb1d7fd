// Whether YClients is there and takes our tokens, by one call that changes nothing.
#include "salon.hpp"

using namespace reactivation;
using namespace reactivation::yclients_test;

namespace {

const LocalDate day = LocalDate{std::chrono::days{20'515}};  // 2026-03-03

Probe after(const Json& step) {
  server().play_steps(step);
  return probe_yclients(quick_options(), day);
}

}  // namespace

TEST_CASE("YClients is asked for one day's schedule with both tokens") {
  CHECK(after(step(Json::array())).end == ProbeEnd::usable);
  const Json asked = server().tell()["requests"];
  REQUIRE(asked.size() == 1);
  CHECK(asked[0]["method"] == "GET");
  CHECK(asked[0]["target"] ==
        "/api/v1/company/4564/staff/schedule?start_date=2026-03-03&end_date=2026-03-03");
  const std::string headers = asked[0]["headers"].dump();
  CHECK(headers.find(std::string("Bearer ") + partner_key + ", User " + user_key) !=
        std::string::npos);
}

TEST_CASE("YClients' refusals are told apart") {
  for (const int status : {401, 402, 403}) {
    CHECK(after(refusal(status, {{"message", user_key}})).end == ProbeEnd::key_refused);
  }
  CHECK(after(refusal(404, Json::object())).end == ProbeEnd::not_found);
  CHECK(after(refusal(429, Json::object())).end == ProbeEnd::limited);
  CHECK(server().request_count() == 1);  // asked once
  CHECK(after({{"status", 502}}).end == ProbeEnd::unavailable);
}

TEST_CASE("What is not YClients, or not there, is no refusal") {
  CHECK(after({{"content_type", "text/html"}, {"body", "<html>"}}).end ==
        ProbeEnd::not_the_service);
  CHECK(after({{"json", {{"data", 1}}}}).end == ProbeEnd::not_the_service);
  YclientsOptions options = quick_options();
  options.base_url = "http://127.0.0.1:9/api/v1";
  CHECK(probe_yclients(options, day).end == ProbeEnd::unreachable);
  options = quick_options();
  options.try_max = http::Milliseconds{300};
  server().play_steps({{"hang", true}});
  CHECK(probe_yclients(options, day).end == ProbeEnd::unreachable);
}

TEST_CASE("Without tokens or with a salon that is none nobody is asked") {
  server().play_steps(Json::object());
  YclientsOptions options = quick_options();
  options.user_token = nullptr;
  CHECK(probe_yclients(options, day).end == ProbeEnd::no_key);
  options = quick_options();
  options.salon_id = 0;
  CHECK(probe_yclients(options, day).end == ProbeEnd::wrong_options);
  CHECK(server().request_count() == 0);
}
