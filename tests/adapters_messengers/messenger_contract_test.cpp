// Both contracts, over services that the fault server plays.
#include "ports/messenger_contract.hpp"

#include <utility>

#include "messengers.hpp"
#include "ports/notifier_contract.hpp"
#include "reactivation/json/words.hpp"

namespace reactivation::contract {
namespace {

class WhatsAppFixture final : public MessengerFixture {
public:
  WhatsAppFixture() {
    server().play_steps({accepted_as("wamid.A")});
    messenger_ = whatsapp(options());
  }
  Messenger& messenger() override { return *messenger_; }
  void set_next(SendOutcome outcome) override {
    if (outcome == SendOutcome::uncertain) {
      server().play_steps({{{"drop", true}}, accepted_as("wamid.A")});
    }
  }
  void fail_next() override { has_token_ = false; }
  std::size_t sent() override { return server().request_count(); }

private:
  WhatsAppOptions options() {
    WhatsAppOptions out = open_window();
    out.service.token = [this] {
      return std::string(std::exchange(has_token_, true) ? test_token : "");
    };
    return out;
  }

  bool has_token_ = true;
  std::unique_ptr<ServiceMessenger> messenger_;
};

class TelegramFixture final : public NotifierFixture {
public:
  TelegramFixture() {
    server().play_steps({{{"json", {{"ok", true}, {"result", {{"message_id", 1}}}}}}});
    TelegramOptions options;
    options.token = [] { return std::string("123:canary"); };
    options.base_url = server().http();
    options.chat_id = "-100123";
    options.pace = http::Milliseconds{0};
    options.longest = Seconds{2};
    options.text = [](const Alert& alert) { return std::string(word_of(alert.kind)); };
    auto made = TelegramNotifier::make(std::move(options));
    REQUIRE(made);
    notifier_ = std::move(made).value();
  }
  Notifier& notifier() override { return *notifier_; }
  void jam() override { server().play_steps({{{"wait_s", 2}}}); }
  std::vector<AlertKind> arrived() override {
    notifier_->finish();
    std::vector<AlertKind> out;
    const Json told = server().tell();
    for (const Json& request : told["requests"]) {
      const Json body = Json::parse(request["body"].get<std::string>());
      std::string text = body["text"].get<std::string>() + "\n";
      for (std::size_t end = 0; (end = text.find('\n')) != std::string::npos;) {
        const auto kind = enum_of<AlertKind>(text.substr(0, end));
        REQUIRE(kind);
        out.push_back(*kind);
        text.erase(0, end + 1);
      }
    }
    return out;
  }

private:
  std::unique_ptr<TelegramNotifier> notifier_;
};

}  // namespace

std::unique_ptr<MessengerFixture> make_messenger_fixture() {
  return std::make_unique<WhatsAppFixture>();
}
std::unique_ptr<NotifierFixture> make_notifier_fixture() {
  return std::make_unique<TelegramFixture>();
}

}  // namespace reactivation::contract
