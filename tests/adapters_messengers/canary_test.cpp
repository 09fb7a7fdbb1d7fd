// Nothing secret and nothing personal in receipts, sentences and records, whoever sends it back.
#include "messengers.hpp"

using namespace reactivation;

namespace {

void check_clean(const std::string& text) {
  CAPTURE(text);
  for (const char* const canary : {test_token, "canary", "79001234567", "Анна"}) {
    CHECK(text.find(canary) == std::string::npos);
  }
}

}  // namespace

TEST_CASE("A service that sends everything back gets none of it into a receipt or a record") {
  std::string records;
  WhatsAppOptions options = open_window();
  options.service.client.on_try = [&](const http::TryRecord& record) {
    records.append(record.method).append(" ").append(record.path).append("\n");
  };
  const auto messenger = whatsapp(options);
  std::uint8_t number = 1;
  for (const std::string canary : {test_token, "79001234567", "Анна"}) {
    for (const int status : {200, 400, 401, 500}) {
      const Json echo = {{"status", status},
                         {"headers", {{"X-Echo", test_token}}},
                         {"json",
                          {{"error",
                            {{"message", canary},
                             {"type", canary},
                             {"code", 190},
                             {"error_data", {{"details", canary}}}}}}}};
      const SendReceipt receipt = receipt_for(*messenger, echo, number++);
      check_clean(std::string(receipt.why));
      check_clean(receipt.provider_id);
      check_clean(messenger->detail());
    }
  }
  FixedLook look;
  options.base_url = "http://127.0.0.1:1/v25.0";
  const auto nowhere = whatsapp(options);
  CHECK_FALSE(nowhere->send(message_to_anna(), look));
  check_clean(nowhere->detail());
  CHECK(nowhere->detail().find("127.0.0.1:1") != std::string::npos);
  check_clean(records);
  CHECK(records.find("POST /v25.0/1060/messages\n") != std::string::npos);
}

TEST_CASE("A bot's token is in no record and no sentence, and a phone in no notice") {
  std::string records;
  server().play_steps({{{"status", 401}, {"json", {{"ok", false}, {"error_code", 401}}}}});
  TelegramOptions options;
  options.token = [] { return std::string("123456789:canary-Token-0123456789-abcdefghij"); };
  options.base_url = server().http();
  options.chat_id = "42";
  options.text = [](const Alert&) {
    return std::string("call +7 900 123-45-67, key=") + test_token;
  };
  options.client.on_try = [&](const http::TryRecord& record) { records += record.path; };
  auto made = TelegramNotifier::make(std::move(options));
  REQUIRE(made);
  made.value()->notify({AlertKind::complaint, CompanyId{1}, ClientId{17}});
  made.value()->finish();
  CHECK(made.value()->lost() == 1);
  CHECK(made.value()->detail() == "Telegram does not know the bot's token");
  check_clean(records);
  const Json told = server().tell();
  REQUIRE(told["requests"].size() == 1);
  const std::string body = told["requests"][0]["body"];
  check_clean(body);
  CHECK(body.find("123-45-67") == std::string::npos);
  CHECK(body.find("call ") != std::string::npos);
}
