// A service that misbehaves.
#include "client.hpp"

using namespace reactivation;
using namespace reactivation::http;
using std::chrono::steady_clock;

namespace {

Request to_server() { return post(server().http() + "/x"); }

Response answer_to_step(const Json& step, const Request& request) {
  server().play_steps(Json::array({step}));
  return answer_to(request);
}

}  // namespace

TEST_CASE("A slow answer ends at the total limit, a hanging one too") {
  Request request = to_server();
  request.limits.total = Milliseconds{300};
  const auto begin = steady_clock::now();
  CHECK(answer_to_step({{"wait_s", 3}}, request).failure == Failure::timed_out);
  CHECK(answer_to_step({{"hang", true}}, request).failure == Failure::timed_out);
  CHECK(seconds_since(begin) < 2);
}

TEST_CASE("A service that thinks long is waited for, one that drips is not") {
  Request request = to_server();
  request.limits.slow_span = Milliseconds{300};
  CHECK(answer_to_step({{"wait_s", 0.8}, {"json", 1}}, request).is_success());
  const auto begin = steady_clock::now();
  const Response dripped =
      answer_to_step({{"fill", 1000}, {"drip", {{"bytes", 1}, {"every_s", 0.02}}}}, request);
  CHECK(dripped.failure == Failure::stalled);
  CHECK(dripped.may_have_left);
  CHECK(seconds_since(begin) < 2);
}

TEST_CASE("An answer cut anywhere is no answer") {
  CHECK(answer_to_step({{"fill", 1000}, {"cut_after", 500}}, to_server()).failure == Failure::cut);
  CHECK(answer_to_step({{"fill", 1000}, {"cut_after", 500}, {"chunked", true}}, to_server())
            .failure == Failure::cut);
  CHECK(answer_to_step({{"drop", true}}, to_server()).failure == Failure::cut);
  CHECK(answer_to_step({{"reset", true}}, to_server()).failure == Failure::cut);
  CHECK(answer_to_step({{"raw", "HTTP/1.1 200 OK\r\nContent-Le"}}, to_server()).failure ==
        Failure::cut);
}

TEST_CASE("What is no HTTP is no answer") {
  CHECK(answer_to_step({{"raw", "+PONG\r\n"}}, to_server()).failure == Failure::cut);
  CHECK(answer_to_step({{"raw", ""}}, to_server()).failure == Failure::cut);
  CHECK(answer_to_step({{"body", "abc"}, {"headers", {{"Content-Encoding", "gzip"}}}}, to_server())
            .failure == Failure::cut);
}

TEST_CASE("Of a huge answer no more is kept than the limit (B105)") {
  const auto begin = steady_clock::now();
  const Response huge = answer_to_step({{"fill", 200'000'000}}, to_server());
  CHECK(huge.failure == Failure::too_large);
  CHECK(huge.body.size() <= to_server().limits.body_max);
  CHECK(answer_to_step({{"fill", 200'000'000}, {"chunked", true}}, to_server()).failure ==
        Failure::too_large);
  CHECK(seconds_since(begin) < 2);
}

TEST_CASE("A body is measured when it is unpacked, so a bomb does not go off (B90)") {
  const Response bomb = answer_to_step({{"gzip_fill", 200'000'000}}, to_server());
  CHECK(bomb.failure == Failure::too_large);
  CHECK(bomb.body.size() <= to_server().limits.body_max);
  const Response small = answer_to_step({{"gzip_fill", 1'000'000}}, to_server());
  CHECK(small.is_success());
  CHECK(small.body == std::string(1'000'000, 'a'));
}

TEST_CASE("The limit is a limit: as much as it says is taken, and not a byte more") {
  Request request = to_server();
  request.limits.body_max = 1000;
  CHECK(answer_to_step({{"fill", 1000}}, request).is_success());
  CHECK(answer_to_step({{"fill", 1001}}, request).failure == Failure::too_large);
}

TEST_CASE("Endless headers are cut off") {
  Json headers = Json::object();
  for (int i = 0; i < 90; ++i) headers["X-" + std::to_string(i)] = std::string(1000, 'a');
  CHECK(answer_to_step({{"headers", headers}, {"json", 1}}, to_server()).failure ==
        Failure::too_large);
}

TEST_CASE("A redirect is an answer and is not followed") {
  const Json step = {{"status", 302}, {"headers", {{"Location", server().http() + "/other"}}}};
  const Response moved = answer_to_step(step, to_server());
  CHECK(moved.status == 302);
  CHECK_FALSE(moved.is_success());
  CHECK(server().request_count() == 1);
}

TEST_CASE("A page of HTML is known by its type") {
  const Response page = answer_to_step(
      {{"content_type", "text/html; charset=utf-8"}, {"body", "<html>"}}, to_server());
  CHECK(page.is_success());
  CHECK_FALSE(page.is_json());
  CHECK(
      answer_to_step({{"content_type", "Application/JSON; charset=utf-8"}}, to_server()).is_json());
  CHECK(answer_to_step({{"content_type", "application/problem+json"}}, to_server()).is_json());
}

TEST_CASE("Cancelling ends a slow answer within a second, and what waits behind it") {
  server().play_steps({{{"wait_s", 30}}});
  ClientOptions options;
  options.connections = 2;
  const auto client = make_client(options);
  std::vector<Request> requests(5, to_server());
  const auto begin = steady_clock::now();
  auto heard_at = begin;
  double longest_silence = 0;
  const auto responses =
      client->send(requests, [&](std::string_view what, std::int64_t done, std::int64_t total) {
        CHECK(what == "http");
        CHECK(done == 0);
        CHECK(total == 5);
        longest_silence = std::max(longest_silence, seconds_since(heard_at));
        heard_at = steady_clock::now();
        return seconds_since(begin) < 0.7;
      });
  CHECK(seconds_since(begin) < 1.7);
  CHECK(longest_silence < 1);
  for (const Response& each : responses) CHECK(each.failure == Failure::cancelled);
  CHECK(responses[0].may_have_left);
  CHECK_FALSE(responses[4].may_have_left);
  server().play_steps({{{"json", 1}}});
  CHECK(send_one(*client, to_server()).is_success());  // and it can be used afterwards
}

TEST_CASE("An exception of the host's progress passes through and leaves the client usable") {
  server().play_steps({{{"wait_s", 30}}, {{"json", 1}}});
  const auto client = make_client();
  int calls = 0;
  const Request request = to_server();
  CHECK_THROWS_AS(client->send({&request, 1},
                               [&](std::string_view, std::int64_t, std::int64_t) -> bool {
                                 if (++calls > 2) throw std::runtime_error("host");
                                 return true;
                               }),
                  std::runtime_error);
  CHECK(send_one(*client, to_server()).is_success());
}

TEST_CASE("What may be repeated is, and every try is counted") {
  server().play_steps({{{"status", 503}}, {{"drop", true}}, {{"json", 7}}});
  const auto client = make_client();
  const Response response = send_one(*client, to_server());
  CHECK(response.is_success());
  CHECK(response.tries == 3);
  CHECK(server().request_count() == 3);
}

TEST_CASE("Repetitions end after the tries, or before the total would be passed") {
  server().play_steps({{{"status", 500}}});
  const auto client = make_client();
  CHECK(send_one(*client, to_server()).status == 500);
  CHECK(server().request_count() == 3);

  server().play_steps({{{"status", 429}, {"headers", {{"Retry-After", "3600"}}}}});
  const Response later = send_one(*client, to_server());
  CHECK(later.status == 429);
  CHECK(later.retry_after == std::chrono::hours{1});
  CHECK(server().request_count() == 1);
}

TEST_CASE("A refusal is not repeated") {
  for (const int status : {400, 401, 403, 404, 422, 501}) {
    server().play_steps({{{"status", status}}});
    const auto client = make_client();
    CHECK(send_one(*client, to_server()).status == status);
    CHECK(server().request_count() == 1);
  }
}

TEST_CASE("The service's delay is kept, whatever form it has") {
  const auto gap_of = [](const Json& headers) {
    server().play_steps({{{"status", 429}, {"headers", headers}}, {{"json", 1}}});
    const auto client = make_client();
    CHECK(send_one(*client, to_server()).is_success());
    const Json seen = server().tell()["requests"];
    return seen.at(1)["at_s"].get<double>() - seen.at(0)["at_s"].get<double>();
  };
  CHECK(gap_of({{"Retry-After", "0.4"}}) >= 0.4);
  CHECK(gap_of({{"Retry-After", "-7"}}) < 0.4);
  // Against the service's own clock, which may stand anywhere.
  const double dated = gap_of({{"Date", "Sun, 06 Nov 1994 08:49:37 GMT"},
                               {"Retry-After", "Sun, 06 Nov 1994 08:49:38 GMT"}});
  CHECK(dated >= 1.0);
  CHECK(dated < 1.9);
}

TEST_CASE("As many requests as connections are under way, over kept connections, in order") {
  server().play_steps({{{"json", 1}, {"wait_s", 0.1}}});
  ClientOptions options;
  options.connections = 8;
  const auto client = make_client(options);
  std::vector<Request> requests;
  for (int i = 0; i < 40; ++i) requests.push_back(post(server().http() + "/" + std::to_string(i)));
  const auto begin = steady_clock::now();
  const auto responses = client->send(requests, {});
  CHECK(seconds_since(begin) < 1.5);  // one after the other: 4 s
  for (const Response& each : responses) CHECK(each.is_success());
  CHECK(server().tell()["connections"] == 8);
}

TEST_CASE("Clients that share a host's rate keep to it together") {
  server().play_steps({{{"json", 1}}});
  ClientOptions options;
  options.host_limits = std::make_shared<HostLimits>();
  options.host_limits->set("127.0.0.1", {20.0, 2});
  const auto first = make_client(options);
  const auto second = make_client(options);
  const std::vector<Request> requests(6, to_server());
  const auto begin = steady_clock::now();
  for (const auto& each : first->send(requests, {})) CHECK(each.is_success());
  for (const auto& each : second->send(requests, {})) CHECK(each.is_success());
  CHECK(seconds_since(begin) >= 0.49);  // 12 requests, 2 at once, then 20 a second
  CHECK(seconds_since(begin) < 1.5);
}
