// The listener over sockets of loopback, with clients who do not behave.
#include "reactivation/adapters/listener.hpp"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

using namespace reactivation;
using namespace std::chrono_literals;

namespace {

class Client {
public:
  explicit Client(int port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    is_connected_ =
        ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  ~Client() { ::close(socket_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  [[nodiscard]] bool is_connected() const { return is_connected_; }
  bool say(const std::string& bytes) {
    std::size_t sent = 0;
    while (sent < bytes.size()) {
      const auto count = ::send(socket_, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
      if (count <= 0) return false;
      sent += static_cast<std::size_t>(count);
    }
    return true;
  }
  /// Everything up to the end, or to the time's.
  std::string hear(std::chrono::milliseconds longest = 20s) {
    std::string out;
    const auto end = std::chrono::steady_clock::now() + longest;
    char bytes[4096];
    while (std::chrono::steady_clock::now() < end) {
      pollfd state{socket_, POLLIN, 0};
      if (::poll(&state, 1, 50) <= 0) continue;
      const auto count = ::recv(socket_, bytes, sizeof bytes, 0);
      if (count <= 0) break;
      out.append(bytes, static_cast<std::size_t>(count));
    }
    return out;
  }

private:
  int socket_;
  bool is_connected_ = false;
};

int status_of(const std::string& answer) {
  return answer.size() < 12 ? 0 : std::stoi(answer.substr(9, 3));
}

struct Heard {
  std::mutex mutex;
  std::vector<WebRequest> requests;
  std::function<void()> meanwhile;

  WebAnswer answer(const WebRequest& request) {
    {
      const std::lock_guard lock(mutex);
      requests.push_back(request);
    }
    if (meanwhile) meanwhile();
    return {200, {{"Content-Type", "text/plain"}, {"X-Mark", "ours"}}, "done\n"};
  }
  std::size_t count() {
    const std::lock_guard lock(mutex);
    return requests.size();
  }
};

std::unique_ptr<Listener> started(Heard& heard, ListenerOptions options = {}) {
  auto made =
      Listener::make(options, [&](const WebRequest& request) { return heard.answer(request); });
  REQUIRE(made);
  REQUIRE(made.value()->start());
  REQUIRE(made.value()->port() > 0);
  return std::move(made).value();
}

std::string ask(const Listener& listener, const std::string& bytes) {
  Client client(listener.port());
  client.say(bytes);
  return client.hear();
}

}  // namespace

TEST_CASE("A request's bytes come as they were sent, and the answer goes out as it was given") {
  Heard heard;
  const auto listener = started(heard);
  const std::string body("a\0\xff\r\n\r\nb", 9);
  const std::string answer =
      ask(*listener,
          "POST /a%2Fb?x=%31&y HTTP/1.1\r\nHost: h\r\nX-One: 1\r\nx-one: 2\r\n"
          "Content-Length: 9\r\n\r\n" +
              body);
  CHECK(status_of(answer) == 200);
  CHECK(answer.find("X-Mark: ours\r\n") != std::string::npos);
  CHECK(answer.find("Connection: close\r\n") != std::string::npos);
  CHECK(answer.ends_with("\r\n\r\ndone\n"));
  REQUIRE(heard.requests.size() == 1);
  const WebRequest& request = heard.requests[0];
  CHECK(request.method == "POST");
  CHECK(request.path == "/a%2Fb");
  CHECK(request.query == "x=%31&y");
  CHECK(request.body == body);
  int ones = 0;
  for (const WebHeader& header : request.headers) {
    ones += header.name == "X-One" || header.name == "x-one" ? 1 : 0;
  }
  CHECK(ones == 2);
}

TEST_CASE("A header without a value is there, and empty") {
  Heard heard;
  const auto listener = started(heard);
  CHECK(status_of(ask(
            *listener,
            "GET / HTTP/1.1\r\nX-One:\r\nX-Two: \t \r\nX-Three: a:\r\nX-Four:\r\n\r\n")) == 200);
  REQUIRE(heard.count() == 1);
  std::string found;
  for (const WebHeader& header : heard.requests[0].headers) {
    if (header.name.starts_with("X-")) found += header.name + "=" + header.value + ";";
  }
  CHECK(found == "X-Three=a:;X-One=;X-Two=;X-Four=;");
}

TEST_CASE("A chunked body is put together, and one in pieces too") {
  Heard heard;
  const auto listener = started(heard);
  CHECK(status_of(ask(*listener,
                      "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
                      "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")) == 200);
  Client slow(listener->port());
  for (const char c : std::string("POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nabcde")) {
    REQUIRE(slow.say(std::string(1, c)));
    std::this_thread::sleep_for(1ms);
  }
  CHECK(status_of(slow.hear()) == 200);
  REQUIRE(heard.count() == 2);
  CHECK(heard.requests[0].body == "abcde");
  CHECK(heard.requests[1].body == "abcde");
}

TEST_CASE("Bodies beyond the limit are refused while they come, and never reach the handler") {
  Heard heard;
  ListenerOptions options;
  options.body_bytes_max = 1000;
  const auto listener = started(heard, options);
  const std::string large(4000, 'x');
  CHECK(status_of(ask(*listener, "POST / HTTP/1.1\r\nContent-Length: 4000\r\n\r\n" + large)) ==
        413);
  // It is refused by its length alone, without a byte of it.
  CHECK(status_of(ask(*listener, "POST / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n")) == 413);
  CHECK(status_of(ask(*listener, "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nfa0\r\n" +
                                     large + "\r\n0\r\n\r\n")) == 413);
  CHECK(heard.count() == 0);
  CHECK(status_of(ask(*listener, "POST / HTTP/1.1\r\nContent-Length: 1000\r\n\r\n" +
                                     std::string(1000, 'x'))) == 200);
}

TEST_CASE("What is ambiguous, packed or no request is refused") {
  Heard heard;
  const auto listener = started(heard);
  const std::vector<std::pair<std::string, int>> wrong{
      {"Content-Length: 2\r\nContent-Length: 2\r\n", 400},
      {"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n", 400},
      {"Transfer-Encoding: gzip, chunked\r\n", 400},
      {"Content-Length: -2\r\n", 400},
      {"Content-Length: 0x2\r\n", 400},
      {"Content-Length: 2\r\nContent-Encoding: gzip\r\n", 415},
      {"Content-Length: 2\r\nContent-Type: multipart/form-data; boundary=b\r\n", 415}};
  for (const auto& [headers, status] : wrong) {
    INFO(headers);
    CHECK(status_of(ask(*listener, "POST / HTTP/1.1\r\n" + headers + "\r\n{}")) == status);
  }
  for (const std::string line : {"BREW / HTTP/1.1", "POST /", "x", "GET / HTTP/3.0"}) {
    INFO(line);
    CHECK(status_of(ask(*listener, line + "\r\n\r\n")) != 200);
  }
  CHECK(status_of(ask(*listener, "GET / HTTP/1.1\r\n" + std::string(20000, 'x') + "\r\n\r\n")) ==
        400);
  CHECK(status_of(ask(*listener, "GET /" + std::string(10000, 'x') + " HTTP/1.1\r\n\r\n")) == 414);
  CHECK(heard.count() == 0);
}

TEST_CASE("Ranges, compression and what follows on the connection change nothing") {
  Heard heard;
  const auto listener = started(heard);
  std::string ranges = "bytes=0-1";
  for (int i = 0; i < 1500; ++i) ranges += ",0-1";
  const std::string answer =
      ask(*listener, "GET / HTTP/1.1\r\nRange: " + ranges + "\r\nAccept-Encoding: gzip\r\n\r\n");
  CHECK(status_of(answer) == 200);
  CHECK(answer.ends_with("\r\n\r\ndone\n"));
  const std::string piped = ask(*listener, "GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\n");
  CHECK(status_of(piped) == 200);
  CHECK(piped.find("HTTP/1.1", 10) == std::string::npos);
  REQUIRE(heard.count() == 2);
  CHECK(heard.requests[1].path == "/1");
}

TEST_CASE("Clients who send nothing, or too slowly, are cut in time, and hold up nobody else") {
  Heard heard;
  ListenerOptions options;
  options.threads = 2;
  options.request_max = 600ms;
  const auto listener = started(heard, options);
  std::vector<std::unique_ptr<Client>> idle;
  for (int i = 0; i < 6; ++i) {
    idle.push_back(std::make_unique<Client>(listener->port()));
    idle.back()->say("POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\nabc");
  }
  const auto begun = std::chrono::steady_clock::now();
  CHECK(status_of(ask(*listener, "GET / HTTP/1.1\r\n\r\n")) == 200);
  CHECK(std::chrono::steady_clock::now() - begun < 10s);
  for (const auto& client : idle) CHECK(status_of(client->hear()) != 200);
  CHECK(heard.count() == 1);
}

TEST_CASE("A client who goes before the answer has been heard all the same") {
  Heard heard;
  const auto listener = started(heard);
  {
    Client client(listener->port());
    client.say("POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}");
  }
  for (int i = 0; i < 400 && heard.count() == 0; ++i) std::this_thread::sleep_for(10ms);
  CHECK(heard.count() == 1);
  CHECK(status_of(ask(*listener, "GET / HTTP/1.1\r\n\r\n")) == 200);
}

TEST_CASE("Stopping answers what is under way, and then nobody") {
  Heard heard;
  heard.meanwhile = [] { std::this_thread::sleep_for(300ms); };
  auto listener = started(heard);
  const int port = listener->port();
  Client client(port);
  REQUIRE(client.say("GET / HTTP/1.1\r\n\r\n"));
  while (heard.count() == 0) std::this_thread::sleep_for(5ms);
  listener->stop();
  CHECK(status_of(client.hear()) == 200);
  CHECK_FALSE(Client(port).is_connected());
  listener->stop();
  CHECK(listener->port() == 0);
  REQUIRE(listener->start());
  CHECK(status_of(ask(*listener, "GET / HTTP/1.1\r\n\r\n")) == 200);
}

TEST_CASE("Many at once are all answered") {
  Heard heard;
  ListenerOptions options;
  options.threads = 3;
  options.waiting_max = 4;
  const auto listener = started(heard, options);
  std::atomic<int> right{0};
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 8; ++thread) {
    threads.emplace_back([&] {
      for (int i = 0; i < 10; ++i) {
        if (status_of(ask(*listener, "POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}")) == 200)
          ++right;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(right == 80);
  CHECK(heard.count() == 80);
}

TEST_CASE("A port that is taken is an error, and is not shared") {
  Heard heard;
  const auto first = started(heard);
  ListenerOptions options;
  options.port = first->port();
  auto second =
      Listener::make(options, [&](const WebRequest& request) { return heard.answer(request); });
  REQUIRE(second);
  CHECK(second.value()->start().error() == make_error_code(errc::io_failed));
  options.threads = 0;
  CHECK_FALSE(Listener::make(options, [](const WebRequest&) { return WebAnswer{}; }));
  CHECK_FALSE(Listener::make({}, {}));
}
