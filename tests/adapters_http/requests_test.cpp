// What may be asked, and how it stands on the wire.
#include "client.hpp"

using namespace reactivation;
using namespace reactivation::http;

namespace {

Failure failure_of(const std::string& url) {
  Request request = post(url);
  request.limits.connect = Milliseconds{300};
  return answer_to(request).failure;
}

}  // namespace

TEST_CASE("A request stands on the wire as it was asked, and nothing else with it") {
  server().play_steps({{{"json", {{"ok", true}}}, {"headers", {{"X-Said", "  yes "}}}}});
  Request request = post(server().http() + "/v1/a?b=c");
  request.headers = {{"X-Own", "mine"}, {"X-Empty", ""}};
  request.secret_headers = {{"Authorization", "Bearer ", make_secret("sk-canary")}};
  const Response response = answer_to(request);
  CHECK(response.failure == Failure::none);
  CHECK(response.is_success());
  CHECK(response.is_json());
  CHECK(response.body == R"({"ok": true})");
  CHECK(response.header("x-said") == "yes");
  CHECK(response.header("x-none").empty());
  CHECK(response.may_have_left);
  CHECK(response.tries == 1);

  const Json seen = server().tell()["requests"].at(0);
  CHECK(seen["method"] == "POST");
  CHECK(seen["target"] == "/v1/a?b=c");
  CHECK(seen["body"] == R"({"a":1})");
  std::vector<std::string> names;
  for (const Json& header : seen["headers"]) names.push_back(header[0]);
  std::sort(names.begin(), names.end());
  CHECK(names == std::vector<std::string>{"accept", "accept-encoding", "authorization",
                                          "content-length", "content-type", "host", "user-agent",
                                          "x-empty", "x-own"});
  CHECK(seen["raw"].get<std::string>().find("User-Agent: reactivation/") != std::string::npos);
  CHECK(seen["raw"].get<std::string>().find("Authorization: Bearer sk-canary\r\n") !=
        std::string::npos);
}

TEST_CASE("Every method is sent under its name, with a body where there is one") {
  server().play_steps({{{"json", 1}}});
  const auto [method, name, body] =
      GENERATE(table<Method, std::string, std::string>({{Method::get, "GET", ""},
                                                        {Method::post, "POST", ""},
                                                        {Method::put, "PUT", "x"},
                                                        {Method::patch, "PATCH", "x"},
                                                        {Method::remove, "DELETE", ""},
                                                        {Method::remove, "DELETE", "x"}}));
  Request request = post(server().http() + "/");
  request.method = method;
  request.body = body;
  CHECK(answer_to(request).is_success());
  const Json seen = server().tell()["requests"].at(0);
  CHECK(seen["method"] == name);
  CHECK(seen["body"] == body);
}

TEST_CASE("Plain http goes to loopback alone, and other schemes nowhere") {
  for (const char* const url :
       {"http://example.com/", "http://10.0.0.1/", "http://127.0.0.1.example.com/",
        "http://localhost.example.com/", "http://[::2]/", "http://0.0.0.0/", "http://128.0.0.1/",
        "ftp://127.0.0.1/", "file:///etc/passwd", "gopher://127.0.0.1/", "127.0.0.1/", "", "/v1",
        "https://", "https:///v1"}) {
    CAPTURE(url);
    CHECK(failure_of(url) == Failure::bad_request);
  }
  for (const char* const url : {"http://127.0.0.1:1/", "http://localhost:1/", "http://127.8.9.1:1/",
                                "http://[::1]:1/", "https://127.0.0.1:1/"}) {
    CAPTURE(url);
    CHECK(failure_of(url) == Failure::not_connected);
  }
}

TEST_CASE("No URL and no header can smuggle a second line, a user or another host in") {
  const std::string base = server().http();
  for (const std::string& url : {base + "/a\r\nX: y", base + "/a\nb", base + "/a b", base + "/\t",
                                 base + "/\x7f", base + "/\xd0\x96", base + "\\@example.com/",
                                 base + "/#part", std::string("http://user:word@127.0.0.1/"),
                                 base + std::string("/\0", 2), base + "/{x}", base + "/{key}"}) {
    CAPTURE(url);
    CHECK(failure_of(url) == Failure::bad_request);
  }
  const auto with = [&](const Header& header) {
    Request request = post(base);
    request.headers = {header};
    return answer_to(request).failure;
  };
  server().play_steps({{{"json", 1}}});
  for (const Header& header :
       {Header{"X", "a\r\nY: b"}, Header{"X", "a\nb"}, Header{"X", std::string("a\0b", 3)},
        Header{"X\r\nY", "b"}, Header{"X Y", "b"}, Header{"X:", "b"}, Header{"", "b"},
        Header{"Host", "b"}, Header{"CONTENT-LENGTH", "0"}, Header{"Transfer-Encoding", "chunked"},
        Header{"Connection", "close"}, Header{"X", "я"}}) {
    CAPTURE(header.name, header.value);
    CHECK(with(header) == Failure::bad_request);
  }
  Request secret = post(base);
  secret.secret_headers = {{"Authorization", "Bearer ", make_secret("a\r\nb")}};
  CHECK(answer_to(secret).failure == Failure::bad_request);
  secret.secret_headers = {{"Authorization", "Bearer ", nullptr}};
  CHECK(answer_to(secret).failure == Failure::bad_request);
  Request type = post(base);
  type.content_type = "a\r\nb: c";
  CHECK(answer_to(type).failure == Failure::bad_request);
  CHECK(server().request_count() == 0);
}

TEST_CASE("A key in a URL stands in the path alone, encoded, and in no record") {
  server().play_steps({{{"json", 1}}});
  std::vector<std::string> paths;
  ClientOptions options;
  options.on_try = [&](const TryRecord& record) { paths.emplace_back(record.path); };
  const auto client = make_client(options);
  Request request = post(server().http() + "/bot{key}/sendMessage");
  request.url_secret = make_secret("12:canary/..?a=b#c");
  CHECK(send_one(*client, request).is_success());
  CHECK(server().tell()["requests"].at(0)["target"] ==
        "/bot12:canary%2F..%3Fa%3Db%23c/sendMessage");
  CHECK(paths == std::vector<std::string>{"/botkey/sendMessage"});

  request.url = "http://{key}/a";
  CHECK(answer_to(request).failure == Failure::bad_request);
  request.url = "http://{key}.localhost/a";
  CHECK(answer_to(request).failure == Failure::bad_request);
}

TEST_CASE("A client is not made of a proxy or a file that cannot be used") {
  for (const char* const url :
       {"", "proxy:80", "https://proxy:80", "http://proxy", "http://user:word@proxy:80",
        "http://proxy:80/path", "socks4://proxy:80", "http://proxy:80\r\n"}) {
    CAPTURE(url);
    ClientOptions options;
    options.proxy = Proxy{url, "", nullptr};
    CHECK_FALSE(Client::make(options));
  }
  ClientOptions options;
  options.ca_file = "/nowhere/ca.pem";
  CHECK_FALSE(Client::make(options));
  options.ca_file = "";
  options.user_agent = "a\nb";
  CHECK_FALSE(Client::make(options));
}
