// Webhooks, permit and outcome at /hooks of the service: what the configuration names and the
// environment has a secret for.
#pragma once

#include <memory>
#include <string>

#include "crew.hpp"
#include "reactivation/ports/web.hpp"
#include "web_service.hpp"

namespace service {

inline constexpr std::string_view hooks_prefix = "/hooks";

class Hooks {
public:
  /// `clock` outlives it.
  Hooks(const cli::Setup& setup, const std::string& owner, reactivation::Clock& clock);

  [[nodiscard]] reactivation::WebAnswer answer(const reactivation::WebRequest& request) noexcept {
    return service_.answer(request);
  }
  /// False while something that came in is not stored: nobody should be written to.
  [[nodiscard]] bool settle() noexcept { return !service_.settle(); }
  void tend() { service_.notices().tend(); }

private:
  [[nodiscard]] reactivation::WebOptions routes(const cli::Setup& setup);

  cli::WebService service_;
};

}  // namespace service
