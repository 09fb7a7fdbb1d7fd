#include "web_choice.hpp"

#include "failure.hpp"
#include "reactivation/adapters/yclients_hints.hpp"

namespace cli {

using namespace reactivation;

http::SharedSecret secret_in(const char* variable) {
  return http::make_secret(http::key_from_environment(variable)());
}

std::vector<http::SharedSecret> secrets_in(const char* variable, const char* old_variable) {
  std::vector<http::SharedSecret> out{secret_in(variable), secret_in(old_variable)};
  if (out.front()->is_empty()) {
    fail_usage("there is no secret to check with; put it into " + std::string(variable));
  }
  return out;
}

WhatsAppRoute whatsapp_route(const std::string& number, const std::string& own_phone,
                             AccountId account) {
  WhatsAppRoute out;
  out.name = number;
  out.webhook.app_secrets = secrets_in("WHATSAPP_APP_SECRET", "WHATSAPP_APP_SECRET_OLD");
  out.webhook.phone_number_id = number;
  out.webhook.display_phone_number = own_phone;
  out.webhook.account_id = account;
  out.verify_token = secret_in("WHATSAPP_VERIFY_TOKEN");
  return out;
}

EvolutionRoute evolution_route(const std::string& instance, AccountId account) {
  EvolutionRoute out;
  out.name = instance;
  out.webhook.secrets = secrets_in("EVOLUTION_WEBHOOK_SECRET", "EVOLUTION_WEBHOOK_SECRET_OLD");
  out.webhook.instance = instance;
  out.webhook.account_id = account;
  return out;
}

YclientsRoute yclients_route(std::int64_t salon, const std::string& beside_database) {
  YclientsRoute out;
  out.salon_id = salon;
  out.secrets = secrets_in("YCLIENTS_HOOK_SECRET", "YCLIENTS_HOOK_SECRET_OLD");
  check_length(out.secrets, "YCLIENTS_HOOK_SECRET");
  out.keep = [folder = YclientsHintFolder(beside_database + ".yclients-" + std::to_string(salon) +
                                          ".hooks")](const YclientsHint& hint) mutable {
    return folder.keep(hint);
  };
  return out;
}

void check_length(const std::vector<http::SharedSecret>& secrets, const char* variable) {
  constexpr std::size_t key_bytes_min = 16;
  for (const http::SharedSecret& secret : secrets) {
    if (!secret->is_empty() && secret->reveal().size() < key_bytes_min) {
      fail_usage(std::string(variable) + " is short; use " + std::to_string(key_bytes_min) +
                 " characters or more, as `openssl rand -hex 24` makes them");
    }
  }
}

}  // namespace cli
