// Lily's salon behind the handlers of the web, with SQLite beneath and hands between the steps.
#pragma once

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/desk.hpp"
#include "reactivation/adapters/sqlite.hpp"
#include "reactivation/web/web_handlers.hpp"

namespace reactivation::web_test {

using namespace engine_test;

inline const std::string worker_key = "worker-key-0123456789";
inline const std::string hook_secret = "hook-secret-0123456789";

/// By OpenSSL itself.
inline std::string signature_of(const std::string& body, const std::string& secret = "app-secret") {
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

inline std::string webhook_of(const std::string& value) {
  return R"({"object":"whatsapp_business_account","entry":[{"id":"7","changes":[{"field":)"
         R"("messages","value":{"metadata":{"phone_number_id":"1060"},)" +
         value + "}}]}]}";
}
inline std::string words_of(int phone_number, const std::string& text, const std::string& id,
                            const std::string& at = "1773140400") {
  return R"({"from":")" + to_e164(phone(phone_number)).substr(1) + R"(","id":")" + id +
         R"(","timestamp":")" + at + R"(","type":"text","text":{"body":")" + text + "\"}}";
}
inline std::string message_body(int phone_number, const std::string& text, const std::string& id,
                                const std::string& at = "1773140400") {
  return webhook_of("\"messages\":[" + words_of(phone_number, text, id, at) + "]");
}

inline WebRequest post(std::string path, std::string body, std::vector<WebHeader> headers = {}) {
  return {"POST", std::move(path), {}, std::move(headers), std::move(body)};
}
inline WebRequest signed_post(const std::string& body, const std::string& secret = "app-secret") {
  return post("/in/whatsapp/1060", body, {{"x-hub-signature-256", signature_of(body, secret)}});
}
inline WebRequest asked(const std::string& path, const std::string& body,
                        const std::string& key = worker_key) {
  return post(path, body,
              {{"Authorization", "Bearer " + key}, {"Content-Type", "application/json"}});
}

class WebDesk : public Desk {
public:
  explicit WebDesk(const std::vector<Snapshot>& companies = three_salons()) : Desk(companies) {
    options.path = "/in";
    WhatsAppRoute whatsapp;
    whatsapp.name = "1060";
    whatsapp.webhook.app_secrets = {http::make_secret("app-secret")};
    whatsapp.webhook.phone_number_id = "1060";
    whatsapp.webhook.account_id = shared_account;
    whatsapp.verify_token = http::make_secret("mine");
    options.whatsapp = {whatsapp};
    EvolutionRoute evolution;
    evolution.name = "my salon";
    evolution.webhook.secrets = {http::make_secret("gate-secret")};
    evolution.webhook.instance = "my salon";
    evolution.webhook.account_id = shared_account;
    options.evolution = {evolution};
    YclientsRoute yclients;
    yclients.salon_id = 4564;
    yclients.secrets = {http::make_secret(std::string(hook_secret))};
    yclients.keep = [this](const YclientsHint& hint) -> result<void> {
      if (is_folder_broken) return errc::io_failed;
      hints.push_back(hint);
      return boost::outcome_v2::success();
    };
    options.yclients = {yclients};
    options.workers.keys = {http::make_secret(std::string(worker_key)),
                            http::make_secret("worker-key-before-this")};
    options.workers.companies = {lily};
    options.together = [this](const std::function<void()>& work) -> result<void> {
      if (is_disk_full) return errc::storage_full;
      return dynamic_cast<SqliteStore&>(fixture->inbox()).together(work);
    };
    options.is_healthy = [this] { return !is_disk_full; };
    options.report = [this](const WebReport& report) { reports_made.push_back(report); };
  }

  WebAnswer answer(const WebRequest& request) {
    if (!handlers) handlers = std::make_unique<WebHandlers>(web_engine, clock, options);
    return handlers->answer(request);
  }
  int status(const WebRequest& request) { return answer(request).status; }

  OutsideWorkers outside;
  Engine web_engine{
      {store, store, store, store, store, outside, clock, &fixture->dialogues(), &notifier},
      {"web", std::string(here), Seconds{300}, Sharing::shared}};
  WebOptions options;
  std::unique_ptr<WebHandlers> handlers;
  std::vector<WebReport> reports_made;
  std::vector<YclientsHint> hints;
  bool is_disk_full = false;
  bool is_folder_broken = false;
};

}  // namespace reactivation::web_test
