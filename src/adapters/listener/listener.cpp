#include "reactivation/adapters/listener.hpp"

#include <signal.h>
#include <sys/socket.h>

#include <algorithm>
#include <atomic>
#include <optional>
#include <string_view>
#include <thread>
#include <utility>

#include "connection.hpp"
#include "queue.hpp"

namespace reactivation {
namespace {

using listener::Connection;
using Clock = std::chrono::steady_clock;

constexpr int backlog = 128;
constexpr std::string_view hidden_name = "accept-encoding";

/// What the headers say of the body.
struct BodyForm {
  int refused = 0;  ///< a status; 0: it may be read
  bool is_there = false;
};

BodyForm body_form_of(const httplib::Request& request, std::size_t bytes_max) {
  const std::size_t lengths = request.get_header_value_count("Content-Length");
  const std::size_t codings = request.get_header_value_count("Transfer-Encoding");
  if (lengths + codings > 1) return {400, true};
  const std::string coding = request.get_header_value("Transfer-Encoding");
  if (codings == 1 && coding != "chunked" && coding != "Chunked") return {400, true};
  if (lengths == 1) {
    const std::string length = request.get_header_value("Content-Length");
    const bool is_number = !length.empty() && std::all_of(length.begin(), length.end(), [](char c) {
      return c >= '0' && c <= '9';
    });
    if (!is_number) return {400, true};
    if (length.size() > 12 || std::stoull(length) > bytes_max) return {413, true};
  }
  // The bytes are signed as they are; what is packed is nobody's.
  if (request.has_header("Content-Encoding") || request.is_multipart_form_data()) {
    return {415, true};
  }
  return {0, lengths + codings > 0};
}

/// Of `accept-encoding`, without its first letter.
bool is_hidden_name(const std::string& name) {
  if (name.size() != hidden_name.size() || name[0] != '-') return false;
  return std::equal(name.begin() + 1, name.end(), hidden_name.begin() + 1, [](char x, char y) {
    return (x >= 'A' && x <= 'Z' ? static_cast<char>(x + 32) : x) == y;
  });
}

WebRequest request_of(const httplib::Request& request, const Connection& connection) {
  WebRequest out;
  out.method = request.method;
  const std::size_t query = std::min(request.target.find('?'), request.target.size());
  out.path = request.target.substr(0, query);
  if (query < request.target.size()) out.query = request.target.substr(query + 1);
  out.headers.reserve(request.headers.size());
  for (const auto& [name, value] : request.headers) {
    out.headers.push_back({name, value});
    // It was hidden from the library alone (connection.cpp).
    if (is_hidden_name(name)) out.headers.back().name[0] = hidden_name[0];
  }
  for (const std::string& name : connection.empty_headers()) out.headers.push_back({name, ""});
  return out;
}

void write(WebAnswer answer, httplib::Response& response) {
  response.status = answer.status;
  std::string type = "text/plain; charset=utf-8";
  for (const WebHeader& header : answer.headers) {
    if (header.name == "Content-Type") {
      type = header.value;
    } else {
      response.set_header(header.name, header.value);
    }
  }
  response.set_header("Content-Type", type);
  response.body = std::move(answer.body);  // set_content copies
}

class Server final : public httplib::Server {
public:
  Server(const ListenerOptions& options, WebHandler handler)
      : options_(options), handler_(std::move(handler)) {
    using namespace httplib;
    const auto bare = [this](const Request& request, Response& response) {
      WebAnswer answer = handler_(request_of(request, *current()));
      current()->write_until(Clock::now() + options_.answer_max);
      write(std::move(answer), response);
    };
    const auto with_body = [this](const Request& request, Response& response,
                                  const ContentReader& read) { answer(request, response, read); };
    Get("/", bare);  // HEAD, too
    Options("/", bare);
    Post("/", with_body);
    Put("/", with_body);
    Patch("/", with_body);
    Delete("/", with_body);
    set_exception_handler([](const Request&, Response& response, std::exception_ptr) {
      response = Response();
      response.status = 503;
    });
    // Not the library's: that one lets two listeners share a port.
    set_socket_options([](socket_t socket) {
      const int yes = 1;
      ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    });
    new_task_queue = [this] {
      return new listener::Queue(options_.threads, static_cast<std::size_t>(options_.waiting_max));
    };
  }

  [[nodiscard]] bool bind(int port) {
    const int bound = port == 0 ? bind_to_any_port(options_.host)
                                : (bind_to_port(options_.host, port) ? port : -1);
    if (bound <= 0) return false;
    // The library's own queue holds five.
    if (::listen(svr_sock_, backlog) != 0) {
      ::close(svr_sock_.exchange(INVALID_SOCKET));
      return false;
    }
    port_ = bound;
    return true;
  }
  [[nodiscard]] int port() const noexcept { return port_; }

  /// Until it is told to end. What the system refuses for a moment (`accept`) ends the library's
  /// own loop, so it is begun anew on the same port.
  void serve() {
    while (!is_stopping_) {
      try {
        (void)listen_after_bind();
      } catch (const std::exception&) {  // no more threads, for a moment
        std::this_thread::sleep_for(std::chrono::milliseconds{100});
      }
      while (!is_stopping_ && !bind(port_.load())) {
        std::this_thread::sleep_for(std::chrono::milliseconds{100});
      }
    }
    is_done_ = true;
  }
  void end() {
    is_stopping_ = true;
    while (!is_done_) {
      // Only once: the library takes a second one for a mistake.
      if (is_running() && svr_sock_ != INVALID_SOCKET) stop();
      std::this_thread::sleep_for(std::chrono::milliseconds{2});
    }
  }

private:
  bool process_and_close_socket(socket_t socket) override {
    Connection connection(socket, Clock::now() + options_.request_max, is_stopping_);
    const auto head = connection.read_head(options_.header_bytes_max);
    if (head == Connection::Head::none) return false;
    if (head == Connection::Head::too_large) {
      connection.leave_unread();
      connection.write_until(Clock::now() + options_.answer_max);
      const std::string_view refusal =
          "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
      (void)connection.write(refusal.data(), refusal.size());
      connection.finish();
      return false;
    }
    bool is_closed = false;
    current() = &connection;
    // Routes are ours: the path is never matched against an expression.
    (void)process_request(connection, true, is_closed, [](httplib::Request& request) {
      // The one method that the library knows and no route takes: it would read any body whole.
      if (request.method == "PRI") request.method = "TRACE";
      request.path = "/";
      request.params.clear();
    });
    current() = nullptr;
    connection.finish();
    return false;
  }

  void answer(const httplib::Request& request, httplib::Response& response,
              const httplib::ContentReader& read) {
    const BodyForm form = body_form_of(request, options_.body_bytes_max);
    if (form.refused != 0) {
      refuse(form.refused, response);
      return;
    }
    WebRequest out = request_of(request, *current());
    bool is_too_large = false;
    if (form.is_there) {
      const bool is_whole = read([&](const char* bytes, std::size_t size) {
        is_too_large = out.body.size() + size > options_.body_bytes_max;
        if (!is_too_large) out.body.append(bytes, size);
        return !is_too_large;
      });
      if (!is_whole) {
        refuse(is_too_large ? 413 : 400, response);
        return;
      }
    }
    WebAnswer answer = handler_(out);
    current()->write_until(Clock::now() + options_.answer_max);
    write(std::move(answer), response);
  }

  void refuse(int status, httplib::Response& response) {
    current()->leave_unread();
    response.status = status;
    if (!options_.refusal) return;
    WebAnswer answer = options_.refusal(status);
    answer.status = status;
    write(std::move(answer), response);
  }

  /// The connection that this thread answers.
  static Connection*& current() {
    thread_local Connection* connection = nullptr;
    return connection;
  }

  const ListenerOptions& options_;
  WebHandler handler_;
  std::atomic<int> port_{0};
  std::atomic<bool> is_stopping_{false};
  std::atomic<bool> is_done_{false};
};

}  // namespace

struct Listener::Parts {
  ListenerOptions options;
  WebHandler handler;
  std::unique_ptr<Server> server;
  std::thread thread;
};

Listener::Listener(std::unique_ptr<Parts> parts) noexcept : parts_(std::move(parts)) {}
Listener::~Listener() { stop(); }

result<std::unique_ptr<Listener>> Listener::make(ListenerOptions options, WebHandler handler) {
  const bool is_sound = handler && !options.host.empty() && options.port >= 0 &&
                        options.port <= 65535 && options.threads >= 1 && options.threads <= 256 &&
                        options.waiting_max >= 1 && options.header_bytes_max >= 256 &&
                        options.request_max.count() > 0 && options.answer_max.count() > 0;
  if (!is_sound) return errc::invalid_argument;
  auto parts = std::make_unique<Parts>();
  parts->options = std::move(options);
  parts->handler = std::move(handler);
  return std::unique_ptr<Listener>(new Listener(std::move(parts)));
}

result<void> Listener::start() {
  if (parts_->server) return errc::busy;
  auto server = std::make_unique<Server>(parts_->options, parts_->handler);
  if (!server->bind(parts_->options.port)) return errc::io_failed;
  // Signals are the program's: none is taken on a thread of ours.
  sigset_t all;
  sigset_t before;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  parts_->server = std::move(server);
  std::error_code failed;
  try {
    parts_->thread = std::thread([this] { parts_->server->serve(); });
  } catch (const std::system_error&) {
    parts_->server.reset();
    failed = make_error_code(errc::io_failed);
  }
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  if (failed) return failed;
  return boost::outcome_v2::success();
}

void Listener::stop() noexcept {
  if (!parts_->server) return;
  parts_->server->end();
  parts_->thread.join();
  parts_->server.reset();
}

int Listener::port() const noexcept { return parts_->server ? parts_->server->port() : 0; }

}  // namespace reactivation
