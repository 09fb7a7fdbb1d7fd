// The routes that commands of the web serve, with their secrets out of the environment.
#pragma once

#include <string>
#include <vector>

#include "reactivation/web/web_handlers.hpp"

namespace cli {

/// The one in use, and the one before it. The command ends when there is none in use.
[[nodiscard]] std::vector<reactivation::http::SharedSecret> secrets_in(const char* variable,
                                                                       const char* old_variable);
[[nodiscard]] reactivation::http::SharedSecret secret_in(const char* variable);

/// WHATSAPP_VERIFY_TOKEN may be missing: then no handshake is answered.
[[nodiscard]] reactivation::WhatsAppRoute whatsapp_route(const std::string& number,
                                                         const std::string& own_phone,
                                                         reactivation::AccountId account);
[[nodiscard]] reactivation::EvolutionRoute evolution_route(const std::string& instance,
                                                           reactivation::AccountId account);
/// Hints wait in a folder beside the database.
[[nodiscard]] reactivation::YclientsRoute yclients_route(std::int64_t salon,
                                                         const std::string& database_path);
/// A guess must be worth nobody's while: the command ends for a short secret.
void check_length(const std::vector<reactivation::http::SharedSecret>& secrets,
                  const char* variable);

}  // namespace cli
