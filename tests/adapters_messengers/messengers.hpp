// Messengers over the fault server, and messages for them.
#pragma once

#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <vector>

#include "fault_server/fault_server.hpp"
#include "reactivation/adapters/telegram.hpp"
#include "reactivation/adapters/whatsapp.hpp"

namespace reactivation {

using fault_server::Json;
using fault_server::server;

inline constexpr const char* test_token = "canary-Token-0123456789-abcdefghijklm";

class FixedLook final : public LastLook {
public:
  explicit FixedLook(bool answer = true) : answer_(answer) {}
  bool still_allowed() override {
    ++asked;
    return answer_;
  }
  int asked = 0;

private:
  bool answer_;
};

inline const Instant test_now{Seconds{1'772'600'000}};

inline OutgoingMessage message_to_anna(std::uint8_t number = 1) {
  OutgoingMessage out;
  out.attempt_id.bytes[0] = number;
  out.company_id = CompanyId{1};
  out.client_id = ClientId{17};
  out.phone = PhoneNumber{79'001'234'567ULL};
  out.text = "Анна, здравствуйте!\nПрошло 5 недель. Записать вас?";
  out.sent_at = test_now;
  return out;
}

/// Inside the window, so that any text leaves.
inline WhatsAppOptions open_window() {
  WhatsAppOptions out;
  out.service.token = [] { return std::string(test_token); };
  out.service.try_max = http::Milliseconds{5'000};
  out.base_url = server().http() + "/v25.0";
  out.phone_number_id = "1060";
  out.last_wrote_at = [](const OutgoingMessage& message) { return message.sent_at - Seconds{60}; };
  return out;
}

inline std::unique_ptr<ServiceMessenger> whatsapp(WhatsAppOptions options = open_window()) {
  auto made = make_whatsapp_messenger(std::move(options));
  REQUIRE(made);
  return std::move(made).value();
}

/// What the service says to a message that it has taken.
inline Json accepted_as(const std::string& id) {
  return {{"json",
           {{"messaging_product", "whatsapp"},
            {"contacts", {{{"input", "+79001234567"}, {"wa_id", "79001234567"}}}},
            {"messages", {{{"id", id}}}}}}};
}
inline Json error_of(int code, int status = 400) {
  return {{"status", status},
          {"json",
           {{"error",
             {{"message", "(#403) words that mean nothing"},
              {"type", "OAuthException"},
              {"code", code},
              {"fbtrace_id", "A1"}}}}}};
}

inline SendReceipt receipt_for(Messenger& messenger, const Json& step, std::uint8_t number = 1) {
  server().play_steps(Json::array({step}));
  FixedLook look;
  const auto sent = messenger.send(message_to_anna(number), look);
  REQUIRE(sent);
  return sent.value();
}

}  // namespace reactivation
