// Whether a messenger is there and takes our key, asked without sending anything.
#include "messengers.hpp"
#include "reactivation/adapters/evolution.hpp"

using namespace reactivation;

namespace {

const Json html = {{"content_type", "text/html"}, {"body", "<html>Sign in to the hotel</html>"}};
Json html_with(int status) {
  Json out = html;
  out["status"] = status;
  return out;
}

WhatsAppProbe whatsapp_after(const Json& step) {
  server().play_steps(step);
  return probe_whatsapp(open_window());
}

EvolutionOptions salon_gateway() {
  EvolutionOptions options;
  options.service.token = [] { return std::string(test_token); };
  options.base_url = server().http() + "/";
  options.instance = "salon-1";
  return options;
}
EvolutionProbe evolution_after(const Json& step) {
  server().play_steps(step);
  return probe_evolution(salon_gateway());
}
Json gateway_error(int status) {
  return {{"status", status}, {"json", {{"status", status}, {"error", "Bad"}}}};
}

TelegramOptions admins() {
  TelegramOptions options;
  options.token = [] { return std::string("123456:") + test_token; };
  options.base_url = server().http();
  options.chat_id = "-100123";
  return options;
}
const Json bot = {{"json", {{"ok", true}, {"result", {{"id", 1}, {"username", "lily_bot"}}}}}};
Json telegram_error(int code) {
  return {{"status", code}, {"json", {{"ok", false}, {"error_code", code}, {"description", "x"}}}};
}
TelegramProbe telegram_after(const Json& get_me, const Json& get_chat) {
  const auto route = [](const char* path, const Json& step) {
    Json out;
    out["path"] = path;
    out["steps"] = Json::array();
    out["steps"].push_back(step);
    return out;
  };
  Json scenario;
  scenario["routes"] = Json::array();
  scenario["routes"].push_back(route("/getMe", get_me));
  scenario["routes"].push_back(route("/getChat", get_chat));
  server().play(scenario);
  return probe_telegram(admins());
}

/// A port where nobody listens.
constexpr const char* nobody = "http://127.0.0.1:9";

}  // namespace

TEST_CASE("WhatsApp is asked for the number, and says its name, quality and state") {
  const WhatsAppProbe found = whatsapp_after({{"json",
                                               {{"id", "1060"},
                                                {"verified_name", "Салон Лилия\n"},
                                                {"quality_rating", "YELLOW"},
                                                {"status", "CONNECTED"}}}});
  CHECK(found.end == ProbeEnd::usable);
  CHECK(found.name == "Салон Лилия ");
  CHECK(found.quality == "YELLOW");
  CHECK(found.state == "CONNECTED");
  const Json asked = server().tell()["requests"];
  REQUIRE(asked.size() == 1);
  CHECK(asked[0]["method"] == "GET");
  CHECK(asked[0]["target"] == "/v25.0/1060?fields=verified_name,quality_rating,status");
  CHECK(asked[0]["body"] == "");
  CHECK(asked[0]["headers"].dump().find(std::string("Bearer ") + test_token) != std::string::npos);
}

TEST_CASE("WhatsApp's refusals are told apart by their code") {
  for (const int code : {0, 3, 10, 190, 200, 299}) {
    CHECK(whatsapp_after(error_of(code, 401)).end == ProbeEnd::key_refused);
  }
  CHECK(whatsapp_after(error_of(100, 400)).end == ProbeEnd::not_found);
  CHECK(whatsapp_after(error_of(4, 400)).end == ProbeEnd::limited);
  CHECK(whatsapp_after(error_of(2, 500)).end == ProbeEnd::unavailable);
  CHECK(whatsapp_after({{"status", 503}}).end == ProbeEnd::unavailable);
}

TEST_CASE("What is not WhatsApp is no refusal") {
  CHECK(whatsapp_after(html).end == ProbeEnd::not_the_service);
  CHECK(whatsapp_after(html_with(401)).end == ProbeEnd::not_the_service);
  CHECK(whatsapp_after(html_with(404)).end == ProbeEnd::not_the_service);
  CHECK(whatsapp_after({{"json", {{"id", "1061"}}}}).end == ProbeEnd::not_the_service);
  CHECK(whatsapp_after({{"deep", 100'000}}).end == ProbeEnd::not_the_service);
  CHECK(whatsapp_after({{"fill", 5'000'000}}).end == ProbeEnd::not_the_service);
  CHECK(whatsapp_after({{"status", 302}, {"headers", {{"Location", "/login"}}}}).end ==
        ProbeEnd::not_the_service);
  // A word that is none is not handed on.
  const WhatsAppProbe odd =
      whatsapp_after({{"json", {{"id", "1060"}, {"quality_rating", "<b>red</b>"}}}});
  CHECK(odd.is_usable());
  CHECK(odd.quality.empty());
}

TEST_CASE("Nobody there, no key, no number: each has its own end, and nobody is asked in vain") {
  WhatsAppOptions options = open_window();
  options.base_url = nobody;
  CHECK(probe_whatsapp(options).end == ProbeEnd::unreachable);
  server().play_steps(Json::object());
  options = open_window();
  options.service.token = [] { return std::string(); };
  CHECK(probe_whatsapp(options).end == ProbeEnd::no_key);
  options.service.token = [] { return std::string("a\nb"); };
  CHECK(probe_whatsapp(options).end == ProbeEnd::no_key);
  options = open_window();
  options.phone_number_id = "10/../60";
  CHECK(probe_whatsapp(options).end == ProbeEnd::wrong_options);
  options = open_window();
  options.base_url = "http://example.com";
  CHECK(probe_whatsapp(options).end == ProbeEnd::wrong_options);
  EvolutionOptions gateway = salon_gateway();
  gateway.instance = "..";
  CHECK(probe_evolution(gateway).end == ProbeEnd::wrong_options);
  gateway = salon_gateway();
  gateway.service.token = nullptr;
  CHECK(probe_evolution(gateway).end == ProbeEnd::no_key);
  TelegramOptions telegram = admins();
  telegram.chat_id = "anna";
  CHECK(probe_telegram(telegram).end == ProbeEnd::wrong_options);
  telegram = admins();
  telegram.token = nullptr;
  CHECK(probe_telegram(telegram).end == ProbeEnd::no_key);
  CHECK(server().request_count() == 0);
}

TEST_CASE("A connection that is dropped is a service that cannot be reached") {
  const WhatsAppProbe found = whatsapp_after({{"drop", true}});
  CHECK((found.end == ProbeEnd::unreachable || found.end == ProbeEnd::not_the_service));
  CHECK(found.failure != http::Failure::none);
  CHECK(server().request_count() == 1);  // asked once
}

TEST_CASE("The gateway is asked how its instance is connected") {
  const EvolutionProbe found =
      evolution_after({{"json", {{"instance", {{"instanceName", "salon-1"}, {"state", "open"}}}}}});
  CHECK(found.end == ProbeEnd::usable);
  CHECK(found.state == "open");
  const Json asked = server().tell()["requests"];
  REQUIRE(asked.size() == 1);
  CHECK(asked[0]["method"] == "GET");
  CHECK(asked[0]["target"] == "/instance/connectionState/salon-1");
  CHECK(evolution_after({{"json", {{"instance", {{"state", "close"}}}}}}).state == "close");
  CHECK(evolution_after({{"json", {{"instance", {{"state", "what"}}}}}}).state.empty());
}

TEST_CASE("The gateway's refusals count in its own form alone") {
  CHECK(evolution_after(gateway_error(401)).end == ProbeEnd::key_refused);
  CHECK(evolution_after(gateway_error(404)).end == ProbeEnd::not_found);
  CHECK(evolution_after(html_with(401)).end == ProbeEnd::not_the_service);
  CHECK(evolution_after(html_with(404)).end == ProbeEnd::not_the_service);
  CHECK(evolution_after(html).end == ProbeEnd::not_the_service);
  CHECK(evolution_after(html_with(502)).end == ProbeEnd::unavailable);
  CHECK(evolution_after(gateway_error(429)).end == ProbeEnd::limited);
  EvolutionOptions options = salon_gateway();
  options.base_url = nobody;
  CHECK(probe_evolution(options).end == ProbeEnd::unreachable);
}

TEST_CASE("Telegram is asked for the bot and for its chat, and nothing is sent") {
  const TelegramProbe found = telegram_after(
      bot, {{"json", {{"ok", true}, {"result", {{"id", -100123}, {"title", "Admins"}}}}}});
  CHECK(found.end == ProbeEnd::usable);
  CHECK(found.name == "lily_bot");
  CHECK(found.chat.end == ProbeEnd::usable);
  CHECK(found.chat.name == "Admins");
  const Json asked = server().tell()["requests"];
  REQUIRE(asked.size() == 2);
  CHECK(asked[0]["method"] == "GET");
  CHECK(asked[0]["target"].get<std::string>().ends_with("/getMe"));
  CHECK(asked[1]["target"].get<std::string>().ends_with("/getChat?chat_id=-100123"));
}

TEST_CASE("A wrong token and a wrong chat are told apart") {
  CHECK(telegram_after(telegram_error(401), bot).end == ProbeEnd::key_refused);
  CHECK(server().request_count() == 1);
  CHECK(telegram_after(telegram_error(404), bot).end == ProbeEnd::key_refused);
  CHECK(telegram_after(bot, telegram_error(400)).chat.end == ProbeEnd::not_found);
  CHECK(telegram_after(bot, telegram_error(403)).chat.end == ProbeEnd::key_refused);
  CHECK(telegram_after(bot, telegram_error(429)).chat.end == ProbeEnd::limited);
  CHECK(telegram_after(html, bot).end == ProbeEnd::not_the_service);
  CHECK(telegram_after(html_with(401), bot).end == ProbeEnd::not_the_service);
  CHECK(telegram_after(html_with(503), bot).end == ProbeEnd::unavailable);
  TelegramOptions options = admins();
  options.base_url = nobody;
  CHECK(probe_telegram(options).end == ProbeEnd::unreachable);
  // A channel's name is part of an address now.
  telegram_after(bot, telegram_error(400));
  options = admins();
  options.chat_id = "@lily_admins";
  (void)probe_telegram(options);
  CHECK(server().tell()["requests"].back()["target"].get<std::string>().ends_with(
      "chat_id=%40lily_admins"));
}

TEST_CASE("A name that is shown holds no key, no phone and no control character") {
  CHECK(http::shown_name("Lily\x1b[31m +79001234567").find("9001234567") == std::string::npos);
  CHECK(http::shown_name("Lily\x1b[31m").find('\x1b') == std::string::npos);
  const std::string longer = http::shown_name(std::string(79, 'a') + " ЖЖЖ");
  CHECK(longer.size() <= 83);
  CHECK(http::shown_name("Лилия") == "Лилия");
  for (const auto end : {ProbeEnd::usable, ProbeEnd::wrong_options, ProbeEnd::not_the_service}) {
    CHECK_FALSE(to_string(end).empty());
  }
}
