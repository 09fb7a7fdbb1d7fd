#include "reactivation/adapters/whatsapp_webhook.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "messengers.hpp"

using namespace reactivation;

namespace {

const Instant received{Seconds{1'772'700'000}};

std::string signature_of(const std::string& body, const std::string& secret) {
  unsigned char digest[32];
  unsigned int size = 0;
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
       reinterpret_cast<const unsigned char*>(body.data()), body.size(), digest, &size);
  std::string out = "sha256=";
  for (const unsigned char byte : digest) {
    char two[3];
    std::snprintf(two, sizeof two, "%02x", byte);
    out += two;
  }
  return out;
}

WhatsAppWebhookOptions options() {
  WhatsAppWebhookOptions out;
  out.app_secrets = {http::make_secret("app-secret")};
  out.phone_number_id = "1060";
  out.display_phone_number = "79990000000";
  out.account_id = AccountId{3};
  return out;
}

WebhookReading read_bytes(const std::string& body, const std::vector<http::Header>& headers) {
  return read_whatsapp_webhook(options(), headers, body, received);
}
WebhookReading read_signed(const std::string& body) {
  return read_bytes(body, {{"X-Hub-Signature-256", signature_of(body, "app-secret")}});
}

Json change_of(const Json& value, const std::string& field = "messages") {
  return {{"object", "whatsapp_business_account"},
          {"entry",
           {{{"id", "77"},
             {"time", 1'772'600'100},
             {"changes", {{{"field", field}, {"value", value}}}}}}}};
}
/// One change of the field "messages" of our number, with those keys beside the metadata.
Json messages_of(Json value) {
  value["messaging_product"] = "whatsapp";
  value["metadata"] = {{"display_phone_number", "+7 999 000-00-00"}, {"phone_number_id", "1060"}};
  return change_of(value);
}
Json message(const Json& more) {
  Json out = {{"from", "79001234567"}, {"id", "wamid.IN1"}, {"timestamp", "1772600000"}};
  out.update(more);
  return messages_of({{"messages", {out}}});
}
Json status(const std::string& word, const Json& more = Json::object()) {
  Json out = {{"id", "wamid.A"},
              {"status", word},
              {"timestamp", "1772600000"},
              {"recipient_id", "79001234567"}};
  out.update(more);
  return messages_of({{"statuses", {out}}});
}

InboundEvent only_event(const Json& document) {
  const WebhookReading read = read_signed(document.dump());
  CHECK(read.verdict == WebhookVerdict::accepted);
  CHECK(read.http_status() == 200);
  REQUIRE(read.events.size() == 1);
  const InboundEvent& event = read.events.front();
  CHECK(event.provider == "whatsapp_cloud");
  CHECK(event.account_id == AccountId{3});
  CHECK(event.received_at == received);
  return event;
}
InboundMessage only_message(const Json& document) {
  return std::get<InboundMessage>(only_event(document).what);
}
InboundDelivery only_delivery(const Json& document) {
  return std::get<InboundDelivery>(only_event(document).what);
}
std::vector<AccountSignal> signals_of(const Json& document) {
  return read_signed(document.dump()).signals;
}

}  // namespace

// --- Signatures ----------------------------------------------------------------------------------

TEST_CASE("A signature is HMAC-SHA256 over the raw bytes, as RFC 4231 computes it") {
  const std::vector<http::SharedSecret> jefe{http::make_secret("Jefe")};
  const std::string body = "what do ya want for nothing?";
  const std::string right =
      "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
  CHECK(is_signed_by(body, right, jefe));
  CHECK_FALSE(is_signed_by(body + " ", right, jefe));
  CHECK_FALSE(is_signed_by("", right, jefe));
}

TEST_CASE("While the secret is changed both are taken, and no other") {
  const std::vector<http::SharedSecret> two{http::make_secret("new"), http::make_secret("old")};
  CHECK(is_signed_by("{}", signature_of("{}", "new"), two));
  CHECK(is_signed_by("{}", signature_of("{}", "old"), two));
  CHECK_FALSE(is_signed_by("{}", signature_of("{}", "older"), two));
  CHECK_FALSE(is_signed_by("{}", signature_of("{}", ""), {}));
  const std::vector<http::SharedSecret> none{nullptr, http::make_secret("")};
  CHECK_FALSE(is_signed_by("{}", signature_of("{}", ""), none));
}

TEST_CASE("A forged request changes nothing") {
  const std::string body = message({{"type", "text"}, {"text", {{"body", "stop"}}}}).dump();
  const std::string right = signature_of(body, "app-secret");
  std::string capitals = right;
  for (char& c : capitals) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  const std::vector<http::Header> forged[] = {
      {},
      {{"X-Hub-Signature-256", ""}},
      {{"X-Hub-Signature-256", right.substr(0, right.size() - 1)}},
      {{"X-Hub-Signature-256", right + "0"}},
      {{"X-Hub-Signature-256", right + "," + right}},
      {{"X-Hub-Signature-256", capitals}},
      {{"X-Hub-Signature-256", "sha1=" + right.substr(7)}},
      {{"X-Hub-Signature-256", right.substr(7)}},
      {{"X-Hub-Signature-256", signature_of(body, "other")}},
      {{"X-Hub-Signature", right}},
      {{"X-Hub-Signature-256", right}, {"x-hub-signature-256", right}},
  };
  for (const auto& headers : forged) {
    CAPTURE(headers.empty() ? "" : headers.front().value);
    const WebhookReading read = read_bytes(body, headers);
    CHECK(read.verdict == WebhookVerdict::forged);
    CHECK(read.http_status() == 401);
    CHECK(read.events.empty());
    CHECK(read.signals.empty());
  }
  CHECK(read_bytes(body, {{"x-hub-signature-256", right}}).events.size() == 1);
}

TEST_CASE("A body that is too large, too deep or no JSON is refused") {
  const std::string large(webhook_bytes_max + 1, ' ');
  CHECK(read_signed(large).http_status() == 413);
  const std::string deep = R"({"object":"whatsapp_business_account","entry":)" +
                           std::string(40, '[') + std::string(40, ']') + "}";
  for (const std::string& body :
       {deep, std::string(100'000, '['), std::string("nothing"), std::string(), std::string("{}"),
        std::string("[1]"), std::string(R"({"object":"page","entry":[]})")}) {
    const WebhookReading read = read_signed(body);
    CHECK(read.http_status() == 400);
    CHECK(read.events.empty());
  }
}

TEST_CASE("The handshake gives the challenge back to whoever knows the token") {
  const http::SharedSecret token = http::make_secret("my token+");
  const auto answer = [&](const char* query) { return answer_whatsapp_verification(query, token); };
  CHECK(answer("hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=my%20token%2B") ==
        "1158201444");
  CHECK(answer("hub.verify_token=my+token%2b&hub.mode=subscribe&hub.challenge=7") == "7");
  CHECK_FALSE(answer("hub.mode=subscribe&hub.challenge=7&hub.verify_token=my%20token"));
  CHECK_FALSE(answer("hub.mode=unsubscribe&hub.challenge=7&hub.verify_token=my%20token%2B"));
  CHECK_FALSE(answer("hub.mode=subscribe&hub.verify_token=my%20token%2B"));
  CHECK_FALSE(answer("hub.mode=subscribe&hub.challenge=7"));
  CHECK_FALSE(answer("hub.mode=subscribe&hub.challenge=%3Cb%3E&hub.verify_token=my%20token%2B"));
  CHECK_FALSE(
      answer("hub.mode=subscribe&hub.challenge=7&hub.challenge=8&"
             "hub.verify_token=my%20token%2B"));
  CHECK_FALSE(answer(""));
  CHECK_FALSE(answer_whatsapp_verification("hub.mode=subscribe&hub.challenge=7&hub.verify_token=",
                                           http::make_secret("")));
  CHECK_FALSE(answer_whatsapp_verification("hub.mode=subscribe&hub.challenge=7&hub.verify_token=",
                                           nullptr));
}

// --- Messages ------------------------------------------------------------------------------------

TEST_CASE("A text is the person's own words, and names what it answers") {
  const InboundEvent event = only_event(message({{"type", "text"},
                                                 {"text", {{"body", "Да, в четверг"}}},
                                                 {"context", {{"id", "wamid.OUT"}}}}));
  CHECK(event.event_id == "wamid.IN1");
  CHECK(event.at == Instant{Seconds{1'772'600'000}});
  CHECK(event.from == std::vector{Identity{IdentityKind::phone, "+79001234567"}});
  CHECK(std::get<InboundMessage>(event.what) ==
        InboundMessage{MessageAuthor::client, true, "Да, в четверг", "wamid.OUT"});
}

TEST_CASE("A tap on a button says its title") {
  CHECK(only_message(message({{"type", "button"},
                              {"button", {{"payload", "p1"}, {"text", "Stop promotions"}}}}))
            .text == "Stop promotions");
  const Json reply = {{"type", "button_reply"}, {"button_reply", {{"id", "1"}, {"title", "Да"}}}};
  CHECK(only_message(message({{"type", "interactive"}, {"interactive", reply}})).text == "Да");
  const Json list = {{"type", "list_reply"}, {"list_reply", {{"id", "1"}, {"title", "Нет"}}}};
  CHECK(only_message(message({{"type", "interactive"}, {"interactive", list}})).is_text);
}

TEST_CASE("Whatever is no text is for a person to look at") {
  const Json kinds[] = {
      {{"type", "image"}, {"image", {{"id", "1"}, {"caption", "вот так"}}}},
      {{"type", "audio"}, {"audio", {{"id", "1"}, {"voice", true}}}},
      {{"type", "reaction"}, {"reaction", {{"message_id", "wamid.OUT"}, {"emoji", "\u2764"}}}},
      {{"type", "sticker"}, {"sticker", {{"id", "1"}}}},
      {{"type", "location"}, {"location", {{"latitude", 1.5}}}},
      {{"type", "unsupported"}, {"errors", {{{"code", 131051}}}}},
      {{"type", "text"}, {"text", {{"body", ""}}}},
      {{"type", "text"}, {"text", {{"body", 17}}}},
      {{"type", "text"}, {"text", {{"body", std::string(70'000, 'a')}}}},
      {{"type", "of next year"}},
      Json::object(),
  };
  for (const Json& kind : kinds) {
    CAPTURE(kind.dump().substr(0, 80));
    CHECK_FALSE(only_message(message(kind)).is_text);
  }
}

TEST_CASE("A message from our own number is an echo, and one from the Business app a colleague's") {
  Json own = {{"type", "text"}, {"text", {{"body", "hello"}}}, {"to", "79001234567"}};
  own["from"] = "79990000000";
  CHECK(only_message(message(own)).author == MessageAuthor::ourselves);
  Json echoes = {
      {"metadata", {{"display_phone_number", "79990000000"}, {"phone_number_id", "1060"}}},
      {"message_echoes",
       {{{"from", "79990000000"},
         {"to", "79001234567"},
         {"id", "wamid.E"},
         {"timestamp", "1772600000"},
         {"type", "text"},
         {"text", {{"body", "Ждём вас"}}}}}}};
  const InboundEvent event = only_event(change_of(echoes, "smb_message_echoes"));
  CHECK(std::get<InboundMessage>(event.what).author == MessageAuthor::colleague);
  CHECK(event.from == std::vector{Identity{IdentityKind::phone, "+79001234567"}});
}

TEST_CASE("People are known by phone, by user id, or both, and a line under both its numbers") {
  const auto from_of = [](const Json& more) {
    Json whole = {{"type", "text"}, {"text", {{"body", "a"}}}};
    whole.update(more);
    return only_event(message(whole)).from;
  };
  using Kind = IdentityKind;
  CHECK(from_of({{"from_user_id", "RU.1502"}}) ==
        std::vector<Identity>{{Kind::phone, "+79001234567"}, {Kind::user_id, "RU.1502"}});
  CHECK(from_of({{"from", nullptr}, {"from_user_id", "RU.1502"}}) ==
        std::vector<Identity>{{Kind::user_id, "RU.1502"}});
  CHECK(from_of({{"from", "552187654321"}}) ==
        std::vector<Identity>{{Kind::phone, "+552187654321"}, {Kind::phone, "+5521987654321"}});
  CHECK(from_of({{"from", "5215512345678"}}) ==
        std::vector<Identity>{{Kind::phone, "+5215512345678"}, {Kind::phone, "+525512345678"}});
  CHECK(from_of({{"from", "120363@g.us"}}).empty());
  CHECK(from_of({{"from", "00"}}).empty());
}

TEST_CASE("One bad part of a request hides none of the others") {
  Json many = Json::array();
  for (int i = 0; i < 1000; ++i) {
    many.push_back({{"from", "79001234567"},
                    {"id", "wamid." + std::to_string(i)},
                    {"timestamp", "1772600000"},
                    {"type", "text"},
                    {"text", {{"body", "a"}}}});
  }
  many[500] = "no object";
  many[501] = {{"id", 17}, {"type", "text"}};  // names nobody and nothing
  many[502] = {{"from", "79001234567"}};       // names somebody: they are not written to meanwhile
  const WebhookReading read = read_signed(messages_of({{"messages", many}}).dump());
  CHECK(read.events.size() == 998);
  CHECK(read.unreadable == 2);
  const InboundEvent& without_id = read.events[500];
  CHECK_FALSE(std::get<InboundMessage>(without_id.what).is_text);
  CHECK(without_id.from.size() == 1);
  CHECK(without_id.event_id.starts_with("message "));
}

TEST_CASE("What is about another number is dropped and counted") {
  Json other = message({{"type", "text"}, {"text", {{"body", "stop"}}}});
  other["entry"][0]["changes"][0]["value"]["metadata"]["phone_number_id"] = "9";
  const WebhookReading read = read_signed(other.dump());
  CHECK(read.http_status() == 200);
  CHECK(read.events.empty());
  CHECK(read.foreign == 1);
  CHECK(read_signed(change_of({{"display_phone_number", "1"}, {"event", "FLAGGED"}},
                              "phone_number_quality_update")
                        .dump())
            .signals.empty());
}

TEST_CASE("The same request again gives the same ids and contents") {
  const std::string body = status("failed", {{"errors", {{{"code", 131049}}}}}).dump();
  const auto first = read_signed(body);
  const auto later = read_whatsapp_webhook(
      options(),
      std::vector<http::Header>{{"X-Hub-Signature-256", signature_of(body, "app-secret")}}, body,
      received + Seconds{604'800});
  REQUIRE(first.events.size() == 1);
  REQUIRE(later.events.size() == 1);
  CHECK(first.events[0].event_id == later.events[0].event_id);
  CHECK(first.events[0].what == later.events[0].what);
  CHECK(first.events[0].at == later.events[0].at);
}

// --- Statuses ------------------------------------------------------------------------------------

TEST_CASE("A status says what became of one message, by both of its names") {
  const std::string attempt = to_string(message_to_anna().attempt_id);
  const InboundDelivery read =
      only_delivery(status("read", {{"biz_opaque_callback_data", attempt}}));
  CHECK(read.provider_id == "wamid.A");
  CHECK(read.attempt_id == message_to_anna().attempt_id);
  CHECK(read.report.delivery == Delivery::read);
  CHECK(read.report.at == Instant{Seconds{1'772'600'000}});
  CHECK(only_delivery(status("sent")).report.delivery == Delivery::sent);
  CHECK(only_delivery(status("delivered")).report.delivery == Delivery::delivered);
  CHECK(only_delivery(status("played")).report.delivery == Delivery::read);
  CHECK(only_delivery(status("failed")).report.delivery == Delivery::failed);
  CHECK_FALSE(only_delivery(status("sent", {{"biz_opaque_callback_data", "not ours"}})).attempt_id);
  CHECK(only_event(status("sent")).event_id != only_event(status("read")).event_id);
}

TEST_CASE("A status of a kind that nobody knows yet is only stored") {
  CHECK(std::get<InboundOther>(only_event(status("warped")).what).type == "status");
}

TEST_CASE("The code of a failure is about the person, the number or the account") {
  const auto failed = [](int code) { return status("failed", {{"errors", {{{"code", code}}}}}); };
  CHECK(only_delivery(failed(131050)).report.person_fault == PersonFault::opted_out);
  CHECK(only_delivery(failed(131049)).report.person_fault == PersonFault::not_today);
  CHECK(only_delivery(failed(131026)).report.is_number_unknown);
  const auto signals = signals_of(failed(131048));
  REQUIRE(signals.size() == 1);
  CHECK(signals[0].kind == AccountSignalKind::spam_rate_limited);
  CHECK(signals[0].at == Instant{Seconds{1'772'600'000}});
  CHECK(signals_of(failed(131049)).empty());
}

// --- The account ---------------------------------------------------------------------------------

TEST_CASE("An error beside the messages is about the account") {
  const auto signals = signals_of(messages_of({{"errors", {{{"code", 131031}}}}}));
  REQUIRE(signals.size() == 1);
  CHECK(signals[0].kind == AccountSignalKind::account_locked);
}

TEST_CASE("Who stops marketing messages stops, and who resumes them does not opt in") {
  const auto preference = [](const char* value) {
    return messages_of({{"user_preferences",
                         {{{"wa_id", "79001234567"},
                           {"detail", "User requested to stop marketing messages"},
                           {"category", "marketing_messages"},
                           {"value", value},
                           {"timestamp", 1'772'600'000}}}}});
  };
  const InboundEvent event = only_event(preference("stop"));
  CHECK(std::get<InboundOther>(event.what) == InboundOther{"user_preferences", "stop"});
  CHECK(event.from == std::vector{Identity{IdentityKind::phone, "+79001234567"}});
  CHECK(event.at == Instant{Seconds{1'772'600'000}});
  CHECK(std::get<InboundOther>(only_event(preference("resume")).what).body == "resume");
}

TEST_CASE("Flags, restrictions and bans of the account become signals") {
  const auto kinds = [](const char* field, const Json& value) {
    std::vector<AccountSignalKind> out;
    for (const AccountSignal& signal : signals_of(change_of(value, field))) {
      CHECK(signal.at == Instant{Seconds{1'772'600'100}});
      out.push_back(signal.kind);
    }
    return out;
  };
  using Kind = AccountSignalKind;
  using Kinds = std::vector<Kind>;
  const char* const quality = "phone_number_quality_update";
  CHECK(kinds(quality, {{"event", "FLAGGED"}}) == Kinds{Kind::yellow_card});
  CHECK(kinds(quality, {{"event", "DOWNGRADE"}}) == Kinds{Kind::undelivered_high});
  CHECK(kinds(quality, {{"event", "UPGRADE"}, {"current_limit", "TIER_10K"}}).empty());
  const char* const update = "account_update";
  CHECK(kinds(update,
              {{"event", "DISABLED_UPDATE"}, {"ban_info", {{"waba_ban_state", "DISABLE"}}}}) ==
        Kinds{Kind::permanent_ban});
  CHECK(kinds(update, {{"event", "DISABLED_UPDATE"},
                       {"ban_info", {{"waba_ban_state", "SCHEDULE_FOR_DISABLE"}}}}) ==
        Kinds{Kind::account_locked});
  CHECK(kinds(update, {{"event", "ACCOUNT_VIOLATION"}}) == Kinds{Kind::yellow_card});
  CHECK(kinds(update, {{"event", "VERIFIED_ACCOUNT"}}).empty());
  const auto restricted =
      signals_of(change_of({{"event", "ACCOUNT_RESTRICTION"},
                            {"restriction_info",
                             {{{"restriction_type", "RESTRICTED_BIZ_INITIATED_MESSAGING"},
                               {"expiration", 1'772'900'000}},
                              {{"restriction_type", "RESTRICTED_ADD_PHONE_NUMBER_ACTION"},
                               {"expiration", 1'772'800'000}}}}},
                           update));
  REQUIRE(restricted.size() == 1);
  CHECK(restricted[0].kind == Kind::policy_block);
  CHECK(restricted[0].until == Instant{Seconds{1'772'900'000}});
}

TEST_CASE("Any other field is stored and nothing else") {
  const Json value = {{"event", "PAUSED"}, {"message_template_name", "come_back"}};
  const InboundEvent event = only_event(change_of(value, "message_template_status_update"));
  CHECK(std::get<InboundOther>(event.what).type == "message_template_status_update");
  CHECK(event.from.empty());
  CHECK(signals_of(change_of(value, "message_template_status_update")).empty());
}
