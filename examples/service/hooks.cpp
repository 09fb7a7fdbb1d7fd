#include "hooks.hpp"

#include <cstdlib>

#include "installation.hpp"
#include "web_choice.hpp"

namespace service {

using namespace reactivation;

namespace {

bool has_secret(const char* variable) {
  const char* const value = std::getenv(variable);
  return value != nullptr && *value != '\0';
}

/// Of `whatsapp:NUMBER@URL` the number.
std::string name_in(const std::string& spec) {
  const std::size_t colon = spec.find(':');
  const std::size_t end = std::min(spec.find('@', colon), spec.size());
  return spec.substr(colon + 1, end - colon - 1);
}

}  // namespace

Hooks::Hooks(const cli::Setup& setup, const std::string& owner, Clock& clock)
    : service_(setup.db, owner + "-hooks", clock,
               setup.file ? cli::NotifyOptions{} : setup.common.notify) {
  service_.open(routes(setup));
}

WebOptions Hooks::routes(const cli::Setup& setup) {
  WebOptions out;
  out.path = hooks_prefix;
  cli::Database& database = service_.database();
  for (const CompanyName& known :
       database.get(database.store().list_companies(), database.path())) {
    const cli::CompanyConfiguration* own = setup.find(known.id);
    if (own == nullptr) continue;
    out.workers.companies.push_back(known.id);
    const AccountId account =
        database.get(database.store().find_account(known.id), database.path());
    const std::string kind =
        own->messenger.spec.empty() ? std::string{} : cli::kind_of(own->messenger);
    if (account.is_set() && kind == "whatsapp" && has_secret("WHATSAPP_APP_SECRET")) {
      out.whatsapp.push_back(cli::whatsapp_route(name_in(own->messenger.spec), {}, account));
    }
    if (account.is_set() && kind == "evolution" && has_secret("EVOLUTION_WEBHOOK_SECRET")) {
      out.evolution.push_back(cli::evolution_route(name_in(own->messenger.spec), account));
    }
    if (own->slots.spec.starts_with("yclients:") && has_secret("YCLIENTS_HOOK_SECRET")) {
      out.yclients.push_back(
          cli::yclients_route(std::stoll(name_in(own->slots.spec)), database.beside()));
    }
  }
  if (has_secret("REACTIVATION_WORKER_KEY")) {
    out.workers.keys = cli::secrets_in("REACTIVATION_WORKER_KEY", "REACTIVATION_WORKER_KEY_OLD");
    cli::check_length(out.workers.keys, "REACTIVATION_WORKER_KEY");
    out.workers.is_sending_enabled = cli::is_sending_enabled();
  }
  return out;
}

}  // namespace service
