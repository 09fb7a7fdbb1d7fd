#include "reactivation/adapters/evolution.hpp"

#include "messengers.hpp"

using namespace reactivation;

namespace {

const Instant received{Seconds{1'772'700'000}};

std::unique_ptr<ServiceMessenger> evolution() {
  EvolutionOptions options;
  options.service.token = [] { return std::string(test_token); };
  options.base_url = server().http() + "/";
  options.instance = "salon-1";
  auto made = make_evolution_messenger(std::move(options));
  REQUIRE(made);
  return std::move(made).value();
}
Json error(int status, const Json& said) {
  return {{"status", status},
          {"json", {{"status", status}, {"error", "Bad"}, {"response", {{"message", said}}}}}};
}

WebhookReading read(const Json& document, const std::string& bearer = "Bearer my-secret") {
  EvolutionWebhookOptions options;
  options.secrets = {http::make_secret("my-secret")};
  options.instance = "salon-1";
  options.account_id = AccountId{3};
  const std::vector<http::Header> headers{{"Authorization", bearer}};
  return read_evolution_webhook(options, headers, document.dump(), received);
}
Json document(const char* event, const Json& data) {
  return {{"event", event}, {"instance", "salon-1"}, {"data", data}};
}
Json upsert(const Json& key, const Json& message, const char* source = "android") {
  Json whole = {{"remoteJid", "79001234567@s.whatsapp.net"}, {"fromMe", false}, {"id", "3EB0"}};
  whole.update(key);
  return document("messages.upsert", {{"key", whole},
                                      {"message", message},
                                      {"messageTimestamp", 1'772'600'000},
                                      {"source", source}});
}

}  // namespace

TEST_CASE("The gateway gets digits, the text and its key, and names the message") {
  const auto messenger = evolution();
  const Json taken = {
      {"status", 201},
      {"json", {{"key", {{"id", "3EB0A"}, {"fromMe", true}}}, {"status", "PENDING"}}}};
  const SendReceipt receipt = receipt_for(*messenger, taken);
  CHECK(receipt.outcome == SendOutcome::accepted);
  CHECK(receipt.provider_id == "3EB0A");
  const Json request = server().tell()["requests"][0];
  CHECK(request["target"] == "/message/sendText/salon-1");
  CHECK(Json::parse(request["body"].get<std::string>()) ==
        Json{{"number", "79001234567"}, {"text", message_to_anna().text}, {"linkPreview", false}});
}

TEST_CASE("Only what proves that nothing left is called refused by the gateway") {
  const auto messenger = evolution();
  const Json nobody = {{{"jid", "79001234567@s.whatsapp.net"}, {"exists", false}}};
  CHECK(receipt_for(*messenger, error(400, nobody), 1).is_number_unknown);
  const SendReceipt key = receipt_for(*messenger, error(401, "Unauthorized"), 2);
  CHECK(key.outcome == SendOutcome::rejected);
  CHECK(key.signal->kind == AccountSignalKind::auth_revoked);
  CHECK(receipt_for(*messenger, error(404, {"no instance"}), 3).outcome == SendOutcome::rejected);
  const SendReceipt rate = receipt_for(*messenger, error(429, "slow"), 4);
  CHECK(rate.outcome == SendOutcome::not_started);
  CHECK(rate.signal->kind == AccountSignalKind::rate_limited);
  for (const Json& step : {error(400, {"Error: Connection Closed"}), error(500, "Error: Timed Out"),
                           Json{{"status", 403}, {"body", "proxy"}},
                           Json{{"status", 201}, {"json", Json::object()}}, Json{{"drop", true}}}) {
    CAPTURE(step.dump());
    static std::uint8_t number = 5;
    const SendReceipt receipt = receipt_for(*messenger, step, number++);
    CHECK(receipt.outcome == SendOutcome::uncertain);
    CHECK_FALSE(receipt.signal);
    CHECK(server().request_count() == 1);
  }
}

TEST_CASE("A gateway's webhook without our secret changes nothing") {
  const Json stop = upsert(Json::object(), {{"conversation", "стоп"}});
  CHECK(read(stop).events.size() == 1);
  for (const char* const bearer :
       {"", "my-secret", "Bearer ", "Bearer other", "bearer my-secret"}) {
    CHECK(read(stop, bearer).http_status() == 401);
    CHECK(read(stop, bearer).events.empty());
  }
  Json other = stop;
  other["instance"] = "salon-2";
  CHECK(read(other).foreign == 1);
  CHECK(read(Json::array()).http_status() == 400);
}

TEST_CASE("A gateway's message is the person's, a colleague's or an echo") {
  const WebhookReading text = read(upsert(
      Json::object(),
      {{"extendedTextMessage", {{"text", "Да"}, {"contextInfo", {{"stanzaId", "3EB0A"}}}}}}));
  REQUIRE(text.events.size() == 1);
  CHECK(text.events[0].event_id == "3EB0");
  CHECK(text.events[0].at == Instant{Seconds{1'772'600'000}});
  CHECK(text.events[0].from == std::vector{Identity{IdentityKind::phone, "+79001234567"}});
  CHECK(std::get<InboundMessage>(text.events[0].what) ==
        InboundMessage{MessageAuthor::client, true, "Да", "3EB0A"});
  const auto author_of = [](const char* source) {
    const auto reading = read(upsert({{"fromMe", true}}, {{"conversation", "a"}}, source));
    return std::get<InboundMessage>(reading.events.at(0).what).author;
  };
  CHECK(author_of("ios") == MessageAuthor::colleague);
  CHECK(author_of("unknown") == MessageAuthor::ourselves);
  const auto picture = read(upsert(Json::object(), {{"imageMessage", {{"caption", "a"}}}}));
  CHECK_FALSE(std::get<InboundMessage>(picture.events.at(0).what).is_text);
}

TEST_CASE("A linked id is no phone, a device is no part of one, and groups are nobody") {
  const auto from_of = [](const Json& key) {
    const auto reading = read(upsert(key, {{"conversation", "a"}}));
    return reading.events.empty() ? std::vector<Identity>{} : reading.events[0].from;
  };
  using Kind = IdentityKind;
  CHECK(from_of({{"remoteJid", "235085806727321@lid"}}) ==
        std::vector<Identity>{{Kind::lid, "235085806727321"}});
  CHECK(from_of({{"remoteJid", "2350@lid"}, {"remoteJidAlt", "79001234567@s.whatsapp.net"}}) ==
        std::vector<Identity>{{Kind::lid, "2350"}, {Kind::phone, "+79001234567"}});
  CHECK(from_of({{"remoteJid", "79001234567:12@s.whatsapp.net"}}) ==
        std::vector<Identity>{{Kind::phone, "+79001234567"}});
  for (const char* const jid : {"120363@g.us", "status@broadcast", "1@newsletter"}) {
    CHECK(read(upsert({{"remoteJid", jid}}, {{"conversation", "a"}})).foreign == 1);
  }
}

TEST_CASE("What became of a gateway's message, and of its connection") {
  const auto update = [](const char* status) {
    return read(
        document("messages.update", {{"keyId", "3EB0A"}, {"fromMe", true}, {"status", status}}));
  };
  const auto delivery = std::get<InboundDelivery>(update("READ").events.at(0).what);
  CHECK(delivery.provider_id == "3EB0A");
  CHECK(delivery.report.delivery == Delivery::read);
  CHECK(update("PENDING").events.empty());
  CHECK(update("READ").events[0].event_id == update("READ").events[0].event_id);
  CHECK(update("READ").events[0].event_id != update("DELIVERY_ACK").events[0].event_id);
  const auto closed = [](int reason) {
    return read(document("connection.update", {{"state", "close"}, {"statusReason", reason}}))
        .signals;
  };
  CHECK(closed(401).at(0).kind == AccountSignalKind::logged_out);
  CHECK(closed(402).at(0).kind == AccountSignalKind::temporary_ban);
  CHECK(closed(515).empty());
  CHECK(read(document("contacts.update", Json::object())).events.size() == 1);
}
