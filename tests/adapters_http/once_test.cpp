// Requests that must not be made twice: what a messenger sends.
#include <csignal>

#include "client.hpp"

using namespace reactivation;
using namespace reactivation::http;

namespace {

Request to_server(Safety safety) { return post(server().http() + "/send", safety); }

}  // namespace

TEST_CASE("A request of once that was read and dropped is sent once, and nobody knows") {
  server().play_steps({{{"drop", true}}});
  const auto client = make_client();
  const Response response = send_one(*client, to_server(Safety::once));
  CHECK(response.failure == Failure::cut);
  CHECK(response.may_have_left);
  CHECK(response.tries == 1);
  CHECK(server().request_count() == 1);
}

TEST_CASE("A kept connection that dies is no reason to send again behind our back") {
  const auto safety = GENERATE(Safety::once, Safety::repeatable);
  CAPTURE(safety == Safety::once);
  // The first answer keeps the connection open; the second request is read on it and dropped.
  server().play_steps({{{"json", 1}}, {{"drop", true}}});
  const auto client = client_of_one_try();
  CHECK(send_one(*client, to_server(Safety::repeatable)).is_success());
  const Response second = send_one(*client, to_server(safety));
  CHECK(second.failure == Failure::cut);
  CHECK(second.may_have_left);
  CHECK(second.tries == 1);
  CHECK(server().request_count() == 2);
}

TEST_CASE("A request of once has a connection of its own, which nobody gets after it") {
  server().play_steps({{{"json", 1}}});
  const auto client = make_client();
  for (int i = 0; i < 3; ++i) CHECK(send_one(*client, to_server(Safety::once)).is_success());
  CHECK(send_one(*client, to_server(Safety::repeatable)).is_success());
  CHECK(send_one(*client, to_server(Safety::repeatable)).is_success());
  CHECK(server().tell()["connections"] == 4);
}

TEST_CASE("No answer makes a request of once be sent again") {
  for (const Json& step : {Json{{"status", 503}}, Json{{"status", 429}}, Json{{"wait_s", 2}}}) {
    server().play_steps(Json::array({step}));
    const auto client = make_client();
    Request request = to_server(Safety::once);
    request.limits.total = Milliseconds{300};
    (void)send_one(*client, request);
    CHECK(server().request_count() == 1);
  }
}

TEST_CASE("Nor does a judge that says again") {
  server().play_steps({{{"status", 503}}});
  const auto client = make_client();
  const Request request = to_server(Safety::once);
  const auto again = [](const Request&, const Response&) {
    return Judgement{Judgement::Next::again, std::nullopt};
  };
  CHECK(client->send({&request, 1}, {}, again).at(0).status == 503);
  CHECK(server().request_count() == 1);
}

TEST_CASE("While no byte has left, a request of once may be tried again") {
  const auto client = make_client();
  Request request = to_server(Safety::once);
  request.url = "http://127.0.0.1:1/";
  const Response response = send_one(*client, request);
  CHECK(response.failure == Failure::not_connected);
  CHECK_FALSE(response.may_have_left);
  CHECK(response.tries == 3);
}

TEST_CASE("The last look is made when the connection stands and nothing has been written") {
  server().play_steps({{{"json", 1}}});
  const auto client = make_client();
  Request request = to_server(Safety::once);
  int looks = 0;
  Json at_look;
  request.last_look = [&] {
    ++looks;
    for (int i = 0; i < 100 && at_look["connections"] != 1; ++i) at_look = server().tell();
    return true;
  };
  CHECK(send_one(*client, request).is_success());
  CHECK(looks == 1);
  CHECK(at_look["connections"] == 1);
  CHECK(at_look["requests"].empty());
}

TEST_CASE("After a last look that says no nothing is written, and that is known") {
  server().play_steps({{{"json", 1}}});
  const auto client = make_client();
  Request request = to_server(Safety::once);
  request.last_look = [] { return false; };
  const Response response = send_one(*client, request);
  CHECK(response.failure == Failure::stopped);
  CHECK_FALSE(response.may_have_left);
  CHECK(response.tries == 1);
  CHECK(server().request_count() == 0);
}

TEST_CASE("A look that throws stops the request, and the host hears of it") {
  server().play_steps({{{"json", 1}}});
  const auto client = make_client();
  Request request = to_server(Safety::once);
  request.last_look = []() -> bool { throw std::runtime_error("store"); };
  CHECK_THROWS_AS(send_one(*client, request), std::runtime_error);
  CHECK(server().request_count() == 0);
  request.last_look = nullptr;
  CHECK(send_one(*client, request).is_success());
}

TEST_CASE("A peer that goes away raises no SIGPIPE in the host") {
  struct sigaction before {};
  sigaction(SIGPIPE, nullptr, &before);
  CHECK(before.sa_handler == SIG_DFL);  // else this test proves nothing
  server().play_steps({{{"reset", true}}});
  Request request = to_server(Safety::repeatable);
  request.body = std::string(8'000'000, 'a');
  CHECK(answer_to(request).failure == Failure::cut);
}
