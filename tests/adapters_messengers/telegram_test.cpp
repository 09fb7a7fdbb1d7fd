#include "reactivation/adapters/telegram.hpp"

#include "messengers.hpp"

using namespace reactivation;

namespace {

const Alert complaint{AlertKind::complaint, CompanyId{1}, ClientId{17}};

TelegramOptions to_chat() {
  TelegramOptions out;
  out.token = [] { return std::string("123:canary"); };
  out.base_url = server().http();
  out.chat_id = "-1001234567890";
  out.pace = http::Milliseconds{0};
  out.longest = Seconds{8};
  return out;
}
std::unique_ptr<TelegramNotifier> telegram(TelegramOptions options = to_chat()) {
  auto made = TelegramNotifier::make(std::move(options));
  REQUIRE(made);
  return std::move(made).value();
}
Json taken() { return {{"json", {{"ok", true}, {"result", {{"message_id", 1}}}}}}; }
Json told_off(int code, const Json& parameters = Json::object()) {
  return {{"status", code},
          {"json",
           {{"ok", false},
            {"error_code", code},
            {"description", "words that mean nothing"},
            {"parameters", parameters}}}};
}
std::vector<Json> bodies() {
  std::vector<Json> out;
  const Json told = server().tell();
  for (const Json& each : told["requests"]) {
    out.push_back(Json::parse(each["body"].get<std::string>()));
  }
  return out;
}
/// How many were lost when the service answers so.
std::int64_t lost_with(const Json& steps, std::size_t requests) {
  server().play_steps(steps);
  const auto notifier = telegram();
  notifier->notify(complaint);
  notifier->finish();
  CHECK(server().request_count() == requests);
  return notifier->lost();
}

}  // namespace

TEST_CASE("A notice is one plain message to the chat, by the bot of the token") {
  server().play_steps({taken()});
  const auto notifier = telegram();
  notifier->notify(complaint);
  notifier->finish();
  CHECK(notifier->lost() == 0);
  const Json told = server().tell();
  REQUIRE(told["requests"].size() == 1);
  CHECK(told["requests"][0]["method"] == "POST");
  CHECK(told["requests"][0]["target"] == "/bot123:canary/sendMessage");
  CHECK(bodies().front() == Json{{"chat_id", "-1001234567890"},
                                 {"text", "company 1, client 17, complaint"},
                                 {"link_preview_options", {{"is_disabled", true}}}});
}

TEST_CASE("Marks of any markup are sent as they are, because none is asked for") {
  server().play_steps({taken()});
  TelegramOptions options = to_chat();
  const std::string text = "<b>*_[a](b) & `c` \xF0\x9F\x9B\x91 \"d\" \\";
  options.text = [&](const Alert&) { return text + "\nnext"; };
  const auto notifier = telegram(std::move(options));
  notifier->notify(complaint);
  notifier->finish();
  REQUIRE(bodies().size() == 1);
  CHECK(bodies().front()["text"] == text + " next");
  CHECK_FALSE(bodies().front().contains("parse_mode"));
}

TEST_CASE("What comes while a message is under way goes together, equal lines once") {
  server().play_steps({{{"wait_s", 0.5}, {"json", {{"ok", true}}}}, taken()});
  const auto notifier = telegram();
  notifier->notify(complaint);
  while (server().request_count() == 0) {
  }
  for (int i = 0; i < 900; ++i) notifier->notify(complaint);
  notifier->notify({AlertKind::account_stopped, CompanyId{1}, {}});
  notifier->finish();
  REQUIRE(bodies().size() == 2);
  CHECK(bodies()[1]["text"] ==
        "company 1, client 17, complaint (x900)\ncompany 1, account stopped");
  CHECK(notifier->lost() == 0);
}

TEST_CASE("No message is longer than 4096 units of UTF-16, and no letter is cut") {
  server().play_steps({{{"wait_s", 0.3}, {"json", {{"ok", true}}}}, taken()});
  TelegramOptions options = to_chat();
  int count = 0;
  options.text = [&](const Alert&) {
    std::string out = std::to_string(++count) + " ";
    for (int i = 0; i < 400; ++i) out += "\xF0\x9F\x9B\x91";
    return out;
  };
  const auto notifier = telegram(std::move(options));
  for (int i = 0; i < 20; ++i) notifier->notify(complaint);
  notifier->finish();
  CHECK(notifier->lost() == 0);
  std::size_t lines = 0;
  for (const Json& body : bodies()) {
    const std::string text = body["text"];
    std::size_t units = 0;
    for (const char c : text) {
      const auto byte = static_cast<unsigned char>(c);
      units += byte >= 0xF0U ? 2U : (byte & 0xC0U) == 0x80U ? 0U : 1U;
    }
    CHECK(units <= 4096);
    CHECK(text.ends_with("\x91"));
    lines += static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 1;
  }
  CHECK(lines == 20);
}

TEST_CASE("A bot that must wait does so, and says it then") {
  const auto began = std::chrono::steady_clock::now();
  CHECK(lost_with({told_off(429, {{"retry_after", 1}}), taken()}, 2) == 0);
  CHECK(std::chrono::steady_clock::now() - began >= std::chrono::seconds{1});
  CHECK(lost_with({told_off(429, {{"retry_after", 7200}}), taken()}, 1) == 1);
}

TEST_CASE("A group that became a supergroup is followed") {
  CHECK(lost_with({told_off(400, {{"migrate_to_chat_id", -1009876543210}}), taken()}, 2) == 0);
  CHECK(bodies()[1]["chat_id"] == "-1009876543210");
}

TEST_CASE("What is refused is lost at once, what is unclear is tried once more") {
  CHECK(lost_with({told_off(400)}, 1) == 1);
  CHECK(lost_with({told_off(401)}, 1) == 1);
  CHECK(lost_with({told_off(403)}, 1) == 1);
  CHECK(lost_with({told_off(404)}, 1) == 1);
  CHECK(lost_with({told_off(502), taken()}, 2) == 0);
  CHECK(lost_with({{{"drop", true}}, taken()}, 2) == 0);
  CHECK(lost_with({{{"body", "<html>"}, {"content_type", "text/html"}}}, 2) == 1);
}

TEST_CASE("The end waits no longer than it was told, and counts what is left") {
  server().play_steps({{{"hang", true}}});
  TelegramOptions options = to_chat();
  options.longest = Seconds{1};
  const auto notifier = telegram(std::move(options));
  const auto began = std::chrono::steady_clock::now();
  for (int i = 0; i < 3; ++i) notifier->notify(complaint);
  notifier->finish();
  CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds{3});
  CHECK(notifier->lost() == 3);
  notifier->notify(complaint);
  CHECK(notifier->lost() == 4);
}

TEST_CASE("A chat that is none is refused") {
  for (const char* const id : {"", "-", "@", "Anna", "12 3", "1/2", "@a-b"}) {
    CAPTURE(id);
    TelegramOptions options = to_chat();
    options.chat_id = id;
    CHECK_FALSE(TelegramNotifier::make(std::move(options)));
  }
  TelegramOptions options = to_chat();
  options.base_url = "http://telegram.example";
  CHECK_FALSE(TelegramNotifier::make(std::move(options)));
}
