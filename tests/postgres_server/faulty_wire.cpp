#include "faulty_wire.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <optional>
#include <stdexcept>
#include <utility>

#include "postgres_server.hpp"

namespace postgres_test {
namespace {

constexpr std::array<std::string_view, wire_faults> words{
    "none", "cut_before", "cut_after", "cut_inside", "ended", "no_room", "killed", "power_cut"};

sockaddr_un at(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  return address;
}

std::uint32_t number_at(std::string_view bytes, std::size_t at) {
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < 4; ++i)
    number = number << 8U | static_cast<unsigned char>(bytes[at + i]);
  return number;
}
std::string bytes_of(std::uint32_t number) {
  std::string bytes;
  for (const unsigned shift : {24U, 16U, 8U, 0U}) {
    bytes += static_cast<char>(number >> shift & 0xFFU);
  }
  return bytes;
}
std::string message(char kind, const std::string& body) {
  return kind + bytes_of(static_cast<std::uint32_t>(body.size() + 4)) + body;
}

/// One end of a connection.
class End {
public:
  explicit End(int socket) : socket_(socket) {}
  ~End() { close(); }
  End(const End&) = delete;
  End& operator=(const End&) = delete;

  void close() {
    if (socket_ >= 0) ::close(std::exchange(socket_, -1));
  }
  void send(std::string_view bytes) const {
    while (!bytes.empty()) {
      const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
  }
  /// Adds the next message to `out`; its kind, or nothing at the end of the connection.
  std::optional<char> read_message(std::string& out) {
    if (!has(5)) return {};
    const std::size_t size = 1 + number_at(buffer_, begin_ + 1);
    if (!has(size)) return {};
    const char kind = buffer_[begin_];
    take(size, out);
    return kind;
  }
  /// The first message of a client has no kind.
  bool read_first(std::string& out) {
    if (!has(4) || !has(number_at(buffer_, begin_))) return false;
    take(number_at(buffer_, begin_), out);
    return true;
  }
  /// Says good-bye, and waits until the other side has done the same: what it had open is undone.
  void leave() {
    shutdown(socket_, SHUT_WR);
    std::string ignored;
    while (read_message(ignored)) ignored.clear();
    close();
  }

private:
  bool has(std::size_t size) {
    while (buffer_.size() - begin_ < size) {
      buffer_.erase(0, std::exchange(begin_, 0));
      char some[1 << 14];
      const auto got = recv(socket_, some, sizeof some, 0);
      if (got <= 0) return false;
      buffer_.append(some, static_cast<std::size_t>(got));
    }
    return true;
  }
  void take(std::size_t size, std::string& out) {
    out.append(buffer_, begin_, size);
    begin_ += size;
  }

  int socket_;
  std::string buffer_;
  std::size_t begin_ = 0;  ///< of what is not taken yet
};

struct Request {
  std::string bytes;
  std::string sql;
  bool is_over = false;  ///< the client goes
};

/// Up to where the client waits for an answer.
Request next_request(End& client) {
  Request request;
  for (;;) {
    const std::size_t begin = request.bytes.size();
    const auto kind = client.read_message(request.bytes);
    if (!kind || *kind == 'X') {
      request.is_over = true;
      return request;
    }
    const char* body = request.bytes.c_str() + begin + 5;
    if (*kind == 'Q') request.sql = body;
    if (*kind == 'P') request.sql = body + std::string_view{body}.size() + 1;
    if (*kind == 'Q' || *kind == 'S') return request;
  }
}

struct Answer {
  std::string bytes;
  std::string done;  ///< what the server has done last
  std::uint32_t backend = 0;
  bool has_changed = false;
  bool is_last = true;
};

bool tells_of_changes(std::string_view done) {
  const bool is_change =
      done.starts_with("INSERT") || done.starts_with("UPDATE") || done.starts_with("DELETE");
  return is_change && !done.ends_with(" 0");
}

/// Up to where the server waits for a request, or to its end.
Answer next_answer(End& server) {
  Answer answer;
  for (;;) {
    const std::size_t begin = answer.bytes.size();
    const auto kind = server.read_message(answer.bytes);
    if (!kind) return answer;
    if (*kind == 'C') {
      answer.done = answer.bytes.c_str() + begin + 5;
      answer.has_changed |= tells_of_changes(answer.done);
    }
    if (*kind == 'K') answer.backend = number_at(answer.bytes, begin + 5);
    if (*kind == 'Z') {
      answer.is_last = false;
      return answer;
    }
  }
}

bool would_change(std::string_view sql) {
  return sql.starts_with("INSERT") || sql.starts_with("UPDATE") || sql.starts_with("DELETE") ||
         sql.starts_with("WITH");
}

/// To a client that is dead and does not know it.
const std::string& nothing_is_done() {
  const std::string zero(1, '\0');
  static const std::string answer =
      message('E', "SERROR" + zero + "C58000" + zero + "Mdead" + zero + zero) + message('Z', "I");
  return answer;
}

/// The server itself refuses, so that the transaction is undone in it as well.
const std::string& refusal() {
  static const std::string request = message(
      'Q',
      std::string{"DO $$ BEGIN RAISE EXCEPTION 'no room' USING ERRCODE = '53100'; END $$"} + '\0');
  return request;
}

}  // namespace

std::string_view to_string(WireFault fault) noexcept {
  return words[static_cast<std::size_t>(fault)];
}

/// One client's connection.
class FaultyWire::Line {
public:
  Line(FaultyWire& wire, int client, int server) : wire_(wire), client_(client), server_(server) {}

  void run() {
    std::string hello;
    if (!client_.read_first(hello)) return;
    server_.send(hello);
    const Answer welcome = next_answer(server_);
    backend_ = welcome.backend;
    client_.send(welcome.bytes);
    if (welcome.is_last) return;
    for (;;) {
      const Request request = next_request(client_);
      if (request.is_over) return server_.leave();
      if (!hand_on(request)) return;
    }
  }

private:
  /// False: the connection is over.
  bool hand_on(const Request& request) {
    switch (wire_.fault_of_request(request.sql, has_changed_)) {
      case WireFault::cut_before:
        server_.leave();
        return false;
      case WireFault::cut_after:
        (void)answer_to(request.bytes);
        server_.leave();
        return false;
      case WireFault::cut_inside: {
        const Answer answer = answer_to(request.bytes);
        server_.leave();
        client_.send(std::string_view{answer.bytes}.substr(0, answer.bytes.size() / 2));
        return false;
      }
      case WireFault::ended: {
        Sql{wire_.admin_}.run("SELECT pg_terminate_backend(" + std::to_string(backend_) +
                              ", 10000)");
        client_.send(next_answer(server_).bytes);
        return false;
      }
      case WireFault::no_room:
        client_.send(answer_to(refusal()).bytes);
        return true;
      case WireFault::power_cut:
        wire_.when_power_goes_();
        return be_dead();
      case WireFault::killed:
        server_.leave();
        return be_dead();
      default: {
        const Answer answer = answer_to(request.bytes);
        client_.send(answer.bytes);
        return !answer.is_last;
      }
    }
  }

  Answer answer_to(const std::string& request) {
    server_.send(request);
    Answer answer = next_answer(server_);
    has_changed_ |= answer.has_changed;
    if (answer.done == "COMMIT" && has_changed_) {
      const std::lock_guard lock{wire_.mutex_};
      ++wire_.changes_;
    }
    if (answer.done == "COMMIT" || answer.done == "ROLLBACK") has_changed_ = false;
    return answer;
  }

  /// The process is to be gone, but its code runs on: it must come to its end without an effect.
  bool be_dead() {
    do {
      client_.send(nothing_is_done());
    } while (!next_request(client_).is_over);
    return false;
  }

  FaultyWire& wire_;
  End client_;
  End server_;
  std::uint32_t backend_ = 0;
  bool has_changed_ = false;
};

FaultyWire::FaultyWire(std::string server, std::string admin, std::function<void()> when_power_goes)
    : server_(std::move(server)),
      admin_(std::move(admin)),
      when_power_goes_(std::move(when_power_goes)) {
  std::string name = (std::filesystem::temp_directory_path() / "reactivation-wire-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
  folder_ = name;
  socket_ = socket(AF_UNIX, SOCK_STREAM, 0);
  const sockaddr_un address = at(folder_ / ".s.PGSQL.5432");
  const bool listens =
      bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
      listen(socket_, 16) == 0;
  if (!listens) throw std::runtime_error("no socket in " + name);
  thread_ = std::thread{[this] { accept_all(); }};
}

FaultyWire::~FaultyWire() {
  shutdown(socket_, SHUT_RDWR);
  thread_.join();
  close(socket_);
  std::unique_lock lock{mutex_};
  all_gone_.wait(lock, [this] { return lines_ == 0; });
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void FaultyWire::accept_all() {
  for (;;) {
    const int client = accept(socket_, nullptr, nullptr);
    if (client < 0) return;
    const int server = socket(AF_UNIX, SOCK_STREAM, 0);
    const sockaddr_un address = at(server_);
    if (connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        is_dead()) {
      close(server);
      close(client);
      continue;
    }
    const std::lock_guard lock{mutex_};
    ++lines_;
    std::thread{[this, client, server] {
      Line{*this, client, server}.run();
      const std::lock_guard last{mutex_};
      if (--lines_ == 0) all_gone_.notify_all();
    }}.detach();
  }
}

std::string FaultyWire::url(const std::string& database) const {
  return "postgresql://tests@/" + database + "?host=" + folder_.string() + "&port=5432";
}

void FaultyWire::arm(WireFault fault, long request, Strikes strikes) {
  const std::lock_guard lock{mutex_};
  fault_ = fault;
  request_ = request;
  strikes_ = strikes;
  requests_ = 0;
  refused_ = 0;
  is_paused_ = true;
  is_dead_ = false;
}

WireFault FaultyWire::fault_of_request(std::string_view sql, bool has_changed) {
  const std::lock_guard lock{mutex_};
  if (is_paused_) return WireFault::none;
  const bool is_due = requests_++ >= request_;
  if (fault_ == WireFault::none || !is_due) return WireFault::none;
  if (strikes_ == Strikes::commit && !(sql == "COMMIT" && has_changed)) return WireFault::none;
  if (fault_ == WireFault::no_room) {
    if (!would_change(sql)) return WireFault::none;
    if (refused_++ == 0) ++struck_[static_cast<std::size_t>(fault_)];
    return WireFault::no_room;
  }
  is_dead_ = fault_ == WireFault::killed || fault_ == WireFault::power_cut;
  ++struck_[static_cast<std::size_t>(fault_)];
  return std::exchange(fault_, WireFault::none);
}

void FaultyWire::pause() {
  const std::lock_guard lock{mutex_};
  is_paused_ = true;
}
void FaultyWire::resume() {
  const std::lock_guard lock{mutex_};
  is_paused_ = false;
}
long FaultyWire::requests() const {
  const std::lock_guard lock{mutex_};
  return requests_;
}
long FaultyWire::refused() const {
  const std::lock_guard lock{mutex_};
  return refused_;
}
bool FaultyWire::is_dead() const {
  const std::lock_guard lock{mutex_};
  return is_dead_;
}
long FaultyWire::changes() const {
  const std::lock_guard lock{mutex_};
  return changes_;
}
std::array<long, wire_faults> FaultyWire::struck() const {
  const std::lock_guard lock{mutex_};
  return struck_;
}

}  // namespace postgres_test
