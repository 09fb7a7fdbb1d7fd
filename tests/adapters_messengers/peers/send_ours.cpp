// send_ours URL CASES NUMBER [BODY SIGNATURE]: makes the request of a case by this library, and
// prints the message's id; of a webhook what it reads in it.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "reactivation/adapters/telegram.hpp"
#include "reactivation/adapters/whatsapp.hpp"
#include "reactivation/adapters/whatsapp_webhook.hpp"
#include "reactivation/json/words.hpp"

using namespace reactivation;
using Json = nlohmann::json;

namespace {

class Yes final : public LastLook {
public:
  bool still_allowed() override { return true; }
};

int whatsapp(const Json& asked, const std::string& url) {
  WhatsAppOptions options;
  options.service.token = [] { return std::string("peer-token"); };
  options.base_url = url + "/v25.0";
  options.phone_number_id = "1060";
  if (asked.contains("template")) {
    const Json& form = asked["template"];
    options.templates = {{form["name"], form["language"], form["body"]}};
  } else {
    options.last_wrote_at = [](const OutgoingMessage& message) { return message.sent_at; };
  }
  auto messenger = make_whatsapp_messenger(std::move(options));
  if (!messenger) return 3;
  OutgoingMessage message;
  message.attempt_id.bytes[0] = 7;
  message.phone = PhoneNumber{79'001'234'567ULL};
  message.text = asked["text"];
  Yes yes;
  const auto sent = messenger.value()->send(message, yes);
  if (!sent || sent.value().outcome != SendOutcome::accepted) return 4;
  std::printf("%s\n", sent.value().provider_id.c_str());
  return 0;
}

int telegram(const Json& asked, const std::string& url) {
  TelegramOptions options;
  options.token = [] { return std::string("123:peer"); };
  options.base_url = url;
  options.chat_id = "-1001234567890";
  options.text = [&](const Alert&) { return asked["text"].get<std::string>(); };
  auto notifier = TelegramNotifier::make(std::move(options));
  if (!notifier) return 3;
  notifier.value()->notify({});
  notifier.value()->finish();
  if (notifier.value()->lost() != 0) return 4;
  std::printf("1\n");
  return 0;
}

int webhook(const Json& asked, const char* path, const char* signature) {
  std::ifstream file(path, std::ios::binary);
  const std::string body{std::istreambuf_iterator<char>(file), {}};
  WhatsAppWebhookOptions options;
  options.app_secrets = {http::make_secret(asked["secret"].get<std::string>())};
  options.phone_number_id = "1060";
  options.account_id = AccountId{1};
  const std::vector<http::Header> headers{{"X-Hub-Signature-256", signature}};
  const WebhookReading read = read_whatsapp_webhook(options, headers, body, Instant{});
  Json out = {{"is_ours", read.verdict == WebhookVerdict::accepted}};
  if (out["is_ours"]) out.update({{"messages", Json::array()}, {"statuses", Json::array()}});
  for (const InboundEvent& event : read.events) {
    if (const auto* const message = std::get_if<InboundMessage>(&event.what)) {
      const Json text = message->is_text ? Json(message->text) : Json();
      out["messages"].push_back({event.event_id, text});
    } else if (const auto* const delivery = std::get_if<InboundDelivery>(&event.what)) {
      out["statuses"].push_back({delivery->provider_id, word_of(delivery->report.delivery)});
    }
  }
  std::printf("%s\n", out.dump().c_str());
  return 0;
}

}  // namespace

int main(int count, char** words) {
  if (count != 4 && count != 6) return 2;
  std::ifstream file(words[2]);
  const Json asked = Json::parse(file).at(static_cast<std::size_t>(std::atoi(words[3])));
  if (asked["service"] == "whatsapp") return whatsapp(asked, words[1]);
  if (asked["service"] == "telegram") return telegram(asked, words[1]);
  return count == 6 ? webhook(asked, words[4], words[5]) : 2;
}
