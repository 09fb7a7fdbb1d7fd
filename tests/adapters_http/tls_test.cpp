// Who is trusted, and the ways around a wall.
#include <cstdlib>

#include "client.hpp"

using namespace reactivation;
using namespace reactivation::http;

namespace {

/// Sends to https://service.test, which only a proxy can find.
Response through(std::optional<Proxy> proxy, const std::string& ca_file) {
  ClientOptions options;
  options.ca_file = ca_file;
  options.proxy = std::move(proxy);
  options.repeat.tries_max = 1;
  return send_one(*make_client(options), post("https://service.test/x"));
}

Response trusting(const std::string& ca_file, const std::string& url) {
  ClientOptions options;
  options.ca_file = ca_file;
  options.repeat.tries_max = 1;
  return send_one(*make_client(options), post(url));
}

}  // namespace

TEST_CASE("A certificate that nobody vouches for ends the try before a byte has left") {
  server().play_steps({{{"json", 1}}});
  const Response response = answer_to(post(server().https() + "/x"));
  CHECK(response.failure == Failure::untrusted);
  CHECK_FALSE(response.may_have_left);
  CHECK(server().request_count() == 0);
}

TEST_CASE("With the authority given it is trusted, for the names it was signed for alone") {
  server().play_steps({{{"json", 1}}});
  const std::string ca = fault_server::FaultServer::ca_file();
  CHECK(trusting(ca, server().https() + "/x").is_success());
  std::string by_name = server().https() + "/x";
  by_name.replace(by_name.find("127.0.0.1"), 9, "localhost");
  CHECK(trusting(ca, by_name).failure == Failure::untrusted);
}

TEST_CASE("A service without TLS is no service") {
  server().play_steps({{{"json", 1}}});
  std::string url = server().http() + "/x";
  url.insert(4, "s");
  const Response response = answer_to(post(url));
  CHECK(response.failure == Failure::untrusted);
  CHECK_FALSE(response.may_have_left);
}

TEST_CASE("Both kinds of proxy carry TLS through, and resolve the name") {
  server().play_steps({{{"json", 1}}});
  const std::string url = GENERATE(server().http_proxy(), server().socks5());
  CAPTURE(url);
  const Response response = through(Proxy{url, "", nullptr}, fault_server::FaultServer::ca_file());
  CHECK(response.is_success());
  const Json told = server().tell();
  CHECK(told["proxied"] == Json{"service.test:443"});
  CHECK(told["requests"].at(0)["target"] == "/x");
  // A proxy is trusted with nothing: without the authority its tunnel leads nowhere.
  CHECK(through(Proxy{url, "", nullptr}, "").failure == Failure::untrusted);
}

TEST_CASE("A proxy that refuses, or wants to know who asks") {
  server().play({{"proxy_refuses", true}});
  const std::string ca = fault_server::FaultServer::ca_file();
  const Response refused = through(Proxy{server().http_proxy(), "", nullptr}, ca);
  CHECK(refused.failure == Failure::not_connected);
  CHECK_FALSE(refused.may_have_left);

  // base64 of me:word
  server().play({{"proxy_authorization", "Basic bWU6d29yZA=="}, {"steps", {{{"json", 1}}}}});
  CHECK(through(Proxy{server().http_proxy(), "", nullptr}, ca).failure == Failure::not_connected);
  CHECK(through(Proxy{server().http_proxy(), "me", make_secret("word")}, ca).is_success());
}

TEST_CASE("The environment's proxies are not asked, and loopback goes through none") {
  server().play_steps({{{"json", 1}}});
  ::setenv("https_proxy", server().http_proxy().c_str(), 1);
  ::setenv("all_proxy", server().http_proxy().c_str(), 1);
  ::setenv("http_proxy", server().http_proxy().c_str(), 1);
  CHECK(through(std::nullopt, fault_server::FaultServer::ca_file()).failure ==
        Failure::not_connected);
  CHECK(answer_to(post(server().http() + "/x")).is_success());
  for (const char* const name : {"https_proxy", "all_proxy", "http_proxy"}) ::unsetenv(name);

  ClientOptions options;
  options.proxy = Proxy{server().http_proxy(), "", nullptr};
  CHECK(send_one(*make_client(options), post(server().http() + "/x")).is_success());
  CHECK(server().tell()["proxied"].empty());
}
