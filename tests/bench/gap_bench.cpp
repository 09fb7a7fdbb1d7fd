// How long the last look's answer is old when the first byte of a message arrives (I1).
//
//   gap_bench [messages] [salon]      2000 young | governed
//
// Messages of salons in a SQLite file go to WhatsApp's adapter and from there, over a new
// connection each, to a server on this machine. The server's clock stops when the first byte has
// come, so the way through the network's code and the waking up of the server's thread are in the
// figures.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <thread>

#include "reactivation/adapters/whatsapp.hpp"
#include "turns.hpp"

using namespace bench;

namespace {

using Clock = std::chrono::steady_clock;

/// Takes one request a connection, says yes, and keeps when its first byte came.
class Server {
public:
  Server() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const any = reinterpret_cast<sockaddr*>(&address);
    if (::bind(socket_, any, size) != 0 || ::listen(socket_, 16) != 0 ||
        ::getsockname(socket_, any, &size) != 0) {
      give_up("no port");
    }
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~Server() {
    ::shutdown(socket_, SHUT_RDWR);
    thread_.join();
    ::close(socket_);
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  /// Only between requests.
  [[nodiscard]] Clock::time_point first_byte_at() const { return first_byte_at_; }

private:
  void serve() {
    while (true) {
      const int peer = ::accept(socket_, nullptr, nullptr);
      if (peer < 0) return;
      answer(peer);
      ::close(peer);
    }
  }

  void answer(int peer) {
    std::string request;
    char bytes[4096];
    std::size_t wanted = 0;
    while (wanted == 0 || request.size() < wanted) {
      const ssize_t came = ::recv(peer, bytes, sizeof bytes, 0);
      if (came <= 0) return;
      if (request.empty()) first_byte_at_ = Clock::now();
      request.append(bytes, static_cast<std::size_t>(came));
      if (wanted == 0) wanted = size_of(request);
    }
    constexpr std::string_view body = R"({"messages":[{"id":"wamid.1"}]})";
    const std::string text =
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " +
        std::to_string(body.size()) + "\r\nConnection: close\r\n\r\n" + std::string(body);
    (void)::send(peer, text.data(), text.size(), MSG_NOSIGNAL);
  }

  /// Of the whole request; 0 while its head is not there.
  static std::size_t size_of(const std::string& request) {
    const std::size_t head = request.find("\r\n\r\n");
    const std::size_t length = request.find("Content-Length: ");
    if (head == std::string::npos || length == std::string::npos) return 0;
    return head + 4 + static_cast<std::size_t>(std::atoi(request.c_str() + length + 16));
  }

  int socket_;
  int port_ = 0;
  Clock::time_point first_byte_at_;
  std::thread thread_;
};

/// The engine's last look, with the time it took.
class TimedLook final : public LastLook {
public:
  TimedLook(SqliteStore& store, const SendTurn& turn) : store_(store), turn_(turn) {}

  bool still_allowed() override {
    began_at = Clock::now();
    const PermitState state = must(store_.load_permit_state(turn_.attempt, here, turn_.at), store_);
    const bool is_allowed = last_look(state, claim_of(turn_), turn_.at) == PermitReason::approved;
    ended_at = Clock::now();
    return is_allowed;
  }

  Clock::time_point began_at;
  Clock::time_point ended_at;

private:
  SqliteStore& store_;
  const SendTurn& turn_;
};

double microseconds(Clock::duration time) {
  return std::chrono::duration<double, std::micro>(time).count();
}

void print(const char* what, std::vector<double> all) {
  std::sort(all.begin(), all.end());
  const auto at = [&all](double share) {
    return all[std::min(all.size() - 1,
                        static_cast<std::size_t>(share * static_cast<double>(all.size())))];
  };
  std::printf("%-36s p50 %7.0f us   p99.9 %7.0f us   most %7.0f us\n", what, at(0.5), at(0.999),
              all.back());
}

}  // namespace

int main(int argc, char** argv) {
  const std::size_t count =
      argc > 1 ? static_cast<std::size_t>(std::max(1, std::atoi(argv[1]))) : 2000;
  const bool is_governed = argc > 2 && std::string_view(argv[2]) == "governed";
  Place place("gap");
  SqliteStore& store = place.store();
  const Salon salon = is_governed ? Salon::old_and_armed : Salon::young;
  const std::vector<SendTurn> turns = planned_turns(place, salon, count);
  Server server;
  WhatsAppOptions options;
  options.service.token = [] { return std::string("bench"); };
  options.base_url = server.url() + "/v25.0";
  options.phone_number_id = "106540352242922";
  options.last_wrote_at = [](const OutgoingMessage& message) { return message.sent_at; };
  const auto messenger = make_whatsapp_messenger(std::move(options));
  if (!messenger) give_up("no messenger");
  std::vector<double> reading, after, whole;
  for (std::size_t i = 0; i < count; ++i) {
    const SendTurn& turn = turns[i];
    save_draft(store, turn);
    give_permit(store, turn);
    OutgoingMessage message;
    message.attempt_id = turn.attempt;
    message.company_id = turn.company;
    message.client_id = turn.client;
    message.phone = PhoneNumber{79'160'000'000 + i};
    message.text = text;
    message.sent_at = turn.at;
    TimedLook look(store, turn);
    const auto receipt = messenger.value()->send(message, look);
    if (!receipt || receipt.value().outcome != SendOutcome::accepted) give_up("not accepted");
    must(store.record_outcome(turn.attempt, receipt.value(), turn.at), store);
    reading.push_back(microseconds(look.ended_at - look.began_at));
    after.push_back(microseconds(server.first_byte_at() - look.ended_at));
    whole.push_back(microseconds(server.first_byte_at() - look.began_at));
  }
  std::printf("%zu messages, each over a connection of its own\n", count);
  print("the look: reading and deciding", std::move(reading));
  print("from its yes to the first byte", std::move(after));
  print("from its beginning to the first byte", std::move(whole));
  return 0;
}
