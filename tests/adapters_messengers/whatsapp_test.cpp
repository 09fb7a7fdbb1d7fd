#include "messengers.hpp"

using namespace reactivation;

namespace {

Json only_body() {
  const Json told = server().tell();
  REQUIRE(told["requests"].size() == 1);
  return Json::parse(told["requests"][0]["body"].get<std::string>());
}

WhatsAppOptions closed_window() {
  WhatsAppOptions out = open_window();
  out.last_wrote_at = nullptr;
  out.templates = {{"come_back", "ru", "{{1}}, здравствуйте!\nПрошло {{2}}. Записать вас?"}};
  return out;
}

}  // namespace

TEST_CASE("Inside the window the text leaves as it is, with the attempt's id") {
  const auto messenger = whatsapp();
  const SendReceipt receipt = receipt_for(*messenger, accepted_as("wamid.A"));
  CHECK(receipt.outcome == SendOutcome::accepted);
  CHECK(receipt.provider_id == "wamid.A");
  CHECK(receipt.person_fault == PersonFault::none);
  const Json body = only_body();
  CHECK(body == Json{{"messaging_product", "whatsapp"},
                     {"recipient_type", "individual"},
                     {"to", "+79001234567"},
                     {"type", "text"},
                     {"text", {{"body", message_to_anna().text}, {"preview_url", false}}},
                     {"biz_opaque_callback_data", to_string(message_to_anna().attempt_id)}});
  const Json request = server().tell()["requests"][0];
  CHECK(request["method"] == "POST");
  CHECK(request["target"] == "/v25.0/1060/messages");
}

TEST_CASE("Outside the window the approved template says exactly the checked text") {
  const auto messenger = whatsapp(closed_window());
  CHECK(receipt_for(*messenger, accepted_as("wamid.A")).outcome == SendOutcome::accepted);
  const Json body = only_body();
  CHECK(body["type"] == "template");
  CHECK_FALSE(body.contains("text"));
  CHECK(body["template"] == Json{{"name", "come_back"},
                                 {"language", {{"code", "ru"}}},
                                 {"components",
                                  {{{"type", "body"},
                                    {"parameters",
                                     {{{"type", "text"}, {"text", "Анна"}},
                                      {{"type", "text"}, {"text", "5 недель"}}}}}}}});
}

TEST_CASE("The window ends 24 hours after the person's last message, and not a second later") {
  WhatsAppOptions options = closed_window();
  Seconds ago{0};
  options.last_wrote_at = [&](const OutgoingMessage& message) { return message.sent_at - ago; };
  const auto messenger = whatsapp(options);
  const auto kind_after = [&](Seconds span, std::uint8_t number) {
    ago = span;
    receipt_for(*messenger, accepted_as("wamid.A"), number);
    return only_body()["type"].get<std::string>();
  };
  CHECK(kind_after(Seconds{0}, 1) == "text");
  CHECK(kind_after(Seconds{86'399}, 2) == "text");
  CHECK(kind_after(Seconds{86'400}, 3) == "template");
  CHECK(kind_after(Seconds{-1}, 4) == "template");  // a clock that runs ahead opens nothing
}

TEST_CASE("A text that no approved template says is refused, and nothing leaves") {
  WhatsAppOptions options = closed_window();
  options.templates.front().body = "{{1}}, здравствуйте!";
  const auto messenger = whatsapp(options);
  const SendReceipt receipt = receipt_for(*messenger, accepted_as("wamid.A"));
  CHECK(receipt.outcome == SendOutcome::rejected);
  CHECK(receipt.why == "whatsapp_no_template");
  CHECK(server().request_count() == 0);
}

TEST_CASE("A request that was read and dropped arrives once, and nobody knows") {
  const auto messenger = whatsapp();
  SECTION("on a fresh connection") { server().play_steps({{{"drop", true}}}); }
  SECTION("by RST") { server().play_steps({{{"reset", true}}}); }
  SECTION("after a head that stops in the middle") {
    server().play_steps({{{"raw", "HTTP/1.1 200 OK\r\nContent-Le"}}});
  }
  SECTION("after half of the answer") {
    server().play_steps({{{"body", R"({"messages":[{"id":"wamid.A"}]})"}, {"cut_after", 20}}});
  }
  SECTION("on a connection that the server would have kept") {
    CHECK(receipt_for(*messenger, accepted_as("wamid.B"), 2).outcome == SendOutcome::accepted);
    server().play_steps({{{"drop", true}}});
  }
  FixedLook look;
  for (int times = 0; times < 2; ++times) {  // asked for again, too
    const auto sent = messenger->send(message_to_anna(), look);
    REQUIRE(sent);
    CHECK(sent.value().outcome == SendOutcome::uncertain);
  }
  CHECK(server().request_count() == 1);
  CHECK(look.asked == 1);
}

TEST_CASE("An answer that takes too long is uncertain, and comes within the promised time") {
  WhatsAppOptions options = open_window();
  options.service.try_max = http::Milliseconds{1'000};
  const auto messenger = whatsapp(options);
  CHECK(messenger->send_max() == Seconds{2});
  const auto began = std::chrono::steady_clock::now();
  CHECK(receipt_for(*messenger, {{"wait_s", 3}}).outcome == SendOutcome::uncertain);
  CHECK(std::chrono::steady_clock::now() - began < messenger->send_max());
  CHECK(server().request_count() == 1);
}

TEST_CASE("Only a name given by the service proves that a message was taken") {
  const auto messenger = whatsapp();
  const Json steps[] = {
      {{"body", "<html>Log in</html>"}, {"content_type", "text/html"}},
      {{"json", Json::object()}},
      {{"json", {{"messages", Json::array()}}}},
      {{"json", {{"messages", {{{"id", ""}}}}}}},
      {{"json", {{"messages", {{{"id", 17}}}}}}},
      {{"json", {{"messages", {{{"id", "a\nb"}}}}}}},
      {{"json", {{"error", "of another kind"}}}},
      {{"json", {{"error", {{"code", "190"}}}}}},
      {{"status", 302}, {"headers", {{"Location", "http://127.0.0.1:1/"}}}},
      {{"status", 403}, {"body", "Forbidden by the proxy"}},
      {{"status", 500}, {"body", ""}},
      {{"status", 503}, {"json", {{"messages", {{{"id", "wamid.A"}}}}}}},
      {{"deep", 100'000}},
      {{"fill", 5'000'000}},
      {{"gzip_fill", 50'000'000}},
  };
  std::uint8_t number = 1;
  for (const Json& step : steps) {
    CAPTURE(step.dump());
    const SendReceipt receipt = receipt_for(*messenger, step, number++);
    CHECK(receipt.outcome == SendOutcome::uncertain);
    CHECK(receipt.provider_id.empty());
    CHECK_FALSE(receipt.signal);
    CHECK(server().request_count() == 1);
  }
}

TEST_CASE("What a code of the service becomes") {
  struct Row {
    int code;
    SendOutcome outcome;
    PersonFault person;
    bool is_number_unknown;
    std::optional<AccountSignalKind> signal;
  };
  using enum SendOutcome;
  using Kind = AccountSignalKind;
  // From the fact sheet of the API's error codes.
  const Row rows[] = {
      {0, rejected, PersonFault::none, false, Kind::auth_revoked},
      {190, rejected, PersonFault::none, false, Kind::auth_revoked},
      {10, rejected, PersonFault::none, false, Kind::auth_revoked},
      {200, rejected, PersonFault::none, false, Kind::auth_revoked},
      {4, not_started, PersonFault::none, false, Kind::rate_limited},
      {80007, not_started, PersonFault::none, false, Kind::rate_limited},
      {130429, not_started, PersonFault::none, false, Kind::rate_limited},
      {131056, not_started, PersonFault::wait, false, std::nullopt},
      {131048, rejected, PersonFault::none, false, Kind::spam_rate_limited},
      {131049, rejected, PersonFault::not_today, false, std::nullopt},
      {131050, rejected, PersonFault::opted_out, false, std::nullopt},
      {130403, rejected, PersonFault::none, false, std::nullopt},
      {131026, rejected, PersonFault::none, true, std::nullopt},
      {131047, rejected, PersonFault::none, false, std::nullopt},
      {130472, rejected, PersonFault::none, false, std::nullopt},
      {131031, rejected, PersonFault::none, false, Kind::account_locked},
      {368, rejected, PersonFault::none, false, Kind::policy_block},
      {131042, rejected, PersonFault::none, false, Kind::payment_problem},
      {133010, rejected, PersonFault::none, false, Kind::registration_lost},
      {2, not_started, PersonFault::none, false, std::nullopt},
      {131016, not_started, PersonFault::none, false, std::nullopt},
      {133004, not_started, PersonFault::none, false, std::nullopt},
      {1, uncertain, PersonFault::none, false, std::nullopt},
      {131000, uncertain, PersonFault::none, false, std::nullopt},
      {100, rejected, PersonFault::none, false, std::nullopt},
      {131009, rejected, PersonFault::none, false, std::nullopt},
      {132001, rejected, PersonFault::none, false, std::nullopt},
      {132015, rejected, PersonFault::none, false, std::nullopt},
      {135000, rejected, PersonFault::none, false, std::nullopt},
  };
  const auto messenger = whatsapp();
  std::uint8_t number = 1;
  for (const Row& row : rows) {
    CAPTURE(row.code);
    const int status = number % 2 == 0 ? 400 : 500;  // which one it is means nothing
    const SendReceipt receipt = receipt_for(*messenger, error_of(row.code, status), number++);
    CHECK(receipt.outcome == row.outcome);
    CHECK(receipt.person_fault == row.person);
    CHECK(receipt.is_number_unknown == row.is_number_unknown);
    CHECK(receipt.signal.has_value() == row.signal.has_value());
    if (receipt.signal && row.signal) {
      CHECK(receipt.signal->kind == *row.signal);
      CHECK(receipt.signal->at >= test_now);
    }
    CHECK(server().request_count() == 1);
  }
}

TEST_CASE("An error in an answer with status 200 is an error all the same") {
  const auto messenger = whatsapp();
  CHECK(receipt_for(*messenger, error_of(131050, 200)).person_fault == PersonFault::opted_out);
}

TEST_CASE("Without a token, or with one that is none, nothing leaves and the sentence says why") {
  WhatsAppOptions options = open_window();
  SECTION("none") { options.service.token = nullptr; }
  SECTION("empty") {
    options.service.token = [] { return std::string(); };
  }
  SECTION("with a line end inside") {
    options.service.token = [] { return std::string("canary\r\nX-Other: 1"); };
  }
  const auto messenger = whatsapp(options);
  server().play_steps({accepted_as("wamid.A")});
  FixedLook look;
  const auto sent = messenger->send(message_to_anna(), look);
  REQUIRE_FALSE(sent);
  CHECK(sent.error() == make_error_code(errc::messenger_failed));
  CHECK(messenger->detail().find("token") != std::string::npos);
  CHECK(messenger->detail().find("canary") == std::string::npos);
  CHECK(look.asked == 0);
  CHECK(server().request_count() == 0);
}

TEST_CASE("A certificate that does not hold gets nothing") {
  WhatsAppOptions options = open_window();
  options.base_url = server().https() + "/v25.0";
  server().play_steps({accepted_as("wamid.A")});
  FixedLook look;
  CHECK_FALSE(whatsapp(options)->send(message_to_anna(), look));
  CHECK(look.asked == 0);
  options.service.client.ca_file = fault_server::FaultServer::ca_file();
  const auto sent = whatsapp(options)->send(message_to_anna(), look);
  REQUIRE(sent);
  CHECK(sent.value().outcome == SendOutcome::accepted);
  CHECK(server().request_count() == 1);
}

TEST_CASE("Options that cannot be right are refused") {
  const auto is_made = [](const auto& change) {
    WhatsAppOptions options = open_window();
    change(options);
    return make_whatsapp_messenger(std::move(options)).has_value();
  };
  CHECK(is_made([](WhatsAppOptions&) {}));
  CHECK(is_made([](WhatsAppOptions& o) { o.base_url += "///"; }));
  CHECK_FALSE(is_made([](WhatsAppOptions& o) { o.phone_number_id = ""; }));
  CHECK_FALSE(is_made([](WhatsAppOptions& o) { o.phone_number_id = "1/../2"; }));
  CHECK_FALSE(is_made([](WhatsAppOptions& o) { o.base_url = "http://graph.example"; }));
  CHECK_FALSE(is_made([](WhatsAppOptions& o) { o.base_url = "https://a.example/v1?x=1"; }));
  CHECK_FALSE(is_made([](WhatsAppOptions& o) { o.templates = {{"Come back", "ru", "a"}}; }));
  CHECK_FALSE(is_made([](WhatsAppOptions& o) { o.templates = {{"a", "", "a"}}; }));
  CHECK_FALSE(is_made([](WhatsAppOptions& o) { o.templates = {{"a", "ru", ""}}; }));
  CHECK_FALSE(is_made([](WhatsAppOptions& o) { o.templates = {{"a", "ru", "{{2}} b"}}; }));
}
