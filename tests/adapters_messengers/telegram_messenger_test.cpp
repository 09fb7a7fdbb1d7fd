// Telegram as a messenger: who can be written to, and what its answers mean.
#include "messengers.hpp"

using namespace reactivation;

namespace {

TelegramMessengerOptions usual() {
  TelegramMessengerOptions out;
  out.service.token = [] { return std::string("123:canary_Token"); };
  out.service.try_max = http::Milliseconds{5'000};
  out.base_url = server().http() + "/";
  out.chat_of = [](const OutgoingMessage&) { return std::optional<std::string>("777000111"); };
  return out;
}

std::unique_ptr<ServiceMessenger> telegram(TelegramMessengerOptions options = usual()) {
  auto made = make_telegram_messenger(std::move(options));
  REQUIRE(made);
  return std::move(made).value();
}

Json taken() {
  return {{"json",
           {{"ok", true},
            {"result",
             {{"message_id", 42},
              {"chat", {{"id", 777000111}, {"type", "private"}}},
              {"text", "…"}}}}}};
}
Json refusal(int code, const char* words = "Forbidden: 403") {
  return {{"status", code},
          {"json", {{"ok", false}, {"error_code", code}, {"description", words}}}};
}

}  // namespace

TEST_CASE("Telegram gets the chat, the text as it is and no preview, and names the message") {
  const auto messenger = telegram();
  const SendReceipt receipt = receipt_for(*messenger, taken());
  CHECK(receipt.outcome == SendOutcome::accepted);
  CHECK(receipt.provider_id == "777000111/42");
  const Json request = server().tell()["requests"][0];
  CHECK(request["target"] == "/bot123:canary_Token/sendMessage");
  CHECK(Json::parse(request["body"].get<std::string>()) ==
        Json{{"chat_id", "777000111"},
             {"text", message_to_anna().text},
             {"link_preview_options", {{"is_disabled", true}}}});
}

TEST_CASE("Who has no chat of their own with the bot is not written to") {
  for (const std::optional<std::string>& chat :
       {std::optional<std::string>{}, std::optional<std::string>{""},
        std::optional<std::string>{"0"}, std::optional<std::string>{"-1001234567890"},
        std::optional<std::string>{"@channel"}, std::optional<std::string>{"12 3"},
        std::optional<std::string>{"1234567890123456789"}}) {
    TelegramMessengerOptions options = usual();
    options.chat_of = [chat](const OutgoingMessage&) { return chat; };
    const SendReceipt receipt = receipt_for(*telegram(std::move(options)), taken());
    CHECK(receipt.outcome == SendOutcome::rejected);
    CHECK(receipt.is_number_unknown);
    CHECK(server().request_count() == 0);
  }
}

TEST_CASE("A text is measured as Telegram does") {
  const auto sends = [](const std::string& text) {
    server().play_steps(Json::array({taken()}));
    OutgoingMessage message = message_to_anna();
    message.text = text;
    FixedLook look;
    const auto sent = telegram()->send(message, look);
    REQUIRE(sent);
    return sent.value().outcome;
  };
  std::string wide;
  for (int i = 0; i < 2048; ++i) wide += "\xF0\x9F\x98\x80";  // two units each
  CHECK(sends(wide) == SendOutcome::accepted);
  CHECK(sends(wide + "a") == SendOutcome::rejected);
  std::string cyrillic;
  for (int i = 0; i < 4096; ++i) cyrillic += "я";
  CHECK(sends(cyrillic) == SendOutcome::accepted);
  CHECK(sends(cyrillic + "я") == SendOutcome::rejected);
}

TEST_CASE("Only Telegram's own errors prove that nothing left; a blocked bot is a no") {
  const auto messenger = telegram();
  const SendReceipt blocked =
      receipt_for(*messenger, refusal(403, "Forbidden: bot was blocked by the user"), 1);
  CHECK(blocked.outcome == SendOutcome::rejected);
  CHECK(blocked.person_fault == PersonFault::blocked);
  CHECK_FALSE(blocked.signal);
  // Who never began, or is gone, has said nothing: they are left alone, and nobody is opted out.
  std::uint8_t away_number = 100;
  for (const Json& step :
       {refusal(403, "Forbidden: bot can't initiate conversation with a user"),
        refusal(403, "Forbidden: user is deactivated"), refusal(400, "Bad Request: chat not found"),
        refusal(400, "Bad Request: PEER_ID_INVALID")}) {
    const SendReceipt away = receipt_for(*messenger, step, away_number++);
    CHECK(away.outcome == SendOutcome::rejected);
    CHECK(away.is_number_unknown);
    CHECK(away.person_fault == PersonFault::none);
  }
  const SendReceipt ours = receipt_for(*messenger, refusal(400, "Bad Request: text is empty"), 2);
  CHECK(ours.outcome == SendOutcome::rejected);
  CHECK_FALSE(ours.is_number_unknown);
  for (const int code : {401, 404}) {
    const SendReceipt token =
        receipt_for(*messenger, refusal(code), static_cast<std::uint8_t>(code - 380));
    CHECK(token.outcome == SendOutcome::rejected);
    CHECK(token.signal->kind == AccountSignalKind::auth_revoked);
  }
  const SendReceipt rate = receipt_for(*messenger, refusal(429), 5);
  CHECK(rate.outcome == SendOutcome::not_started);
  CHECK(rate.signal->kind == AccountSignalKind::rate_limited);
  std::uint8_t number = 60;
  for (const Json& step :
       {refusal(500), Json{{"status", 403}, {"body", "proxy"}},
        Json{{"status", 403}, {"json", {{"ok", false}, {"error_code", 400}}}},
        Json{{"status", 502}, {"json", {{"ok", true}, {"result", {{"message_id", 1}}}}}},
        Json{{"json", {{"ok", true}, {"result", Json::object()}}}},
        Json{{"json", {{"ok", "true"}}}}, Json{{"deep", 100'000}}, Json{{"drop", true}}}) {
    CAPTURE(step.dump().substr(0, 200));
    const SendReceipt receipt = receipt_for(*messenger, step, number++);
    CHECK(receipt.outcome == SendOutcome::uncertain);
    CHECK_FALSE(receipt.signal);
    CHECK(server().request_count() == 1);
  }
}

TEST_CASE("After a no of the last look Telegram gets nothing") {
  server().play_steps(Json::array({taken()}));
  FixedLook no(false);
  const auto sent = telegram()->send(message_to_anna(), no);
  REQUIRE(sent);
  CHECK(sent.value().outcome == SendOutcome::not_started);
  CHECK(no.asked == 1);
  CHECK(server().request_count() == 0);
}

TEST_CASE("A messenger of Telegram that cannot be one is refused") {
  TelegramMessengerOptions options = usual();
  options.chat_of = nullptr;
  CHECK_FALSE(make_telegram_messenger(options));
  options = usual();
  options.base_url = "http://api.telegram.org";
  CHECK_FALSE(make_telegram_messenger(options));
}
