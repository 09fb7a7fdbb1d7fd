// What takes in the requests of the web: handlers with a store and an engine of their own, which
// threads of a listener use while the program does something else.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "context.hpp"
#include "reactivation/web/web_handlers.hpp"
#include "shared_notices.hpp"

namespace cli {

class WebService {
public:
  /// `db`: a file that is there. `clock` outlives it.
  WebService(const std::string& db, const std::string& owner, reactivation::Clock& clock,
             const NotifyOptions& notify,
             reactivation::Seconds send_max = reactivation::Seconds{30});
  WebService(const WebService&) = delete;
  WebService& operator=(const WebService&) = delete;

  [[nodiscard]] Database& database() noexcept { return database_; }
  [[nodiscard]] SharedNotices& notices() noexcept { return notices_; }
  /// Once, before the first answer: with these routes. Every request is logged.
  void open(reactivation::WebOptions routes);
  [[nodiscard]] reactivation::WebAnswer answer(const reactivation::WebRequest& request) noexcept {
    return handlers_->answer(request);
  }

  /// What was answered with 503 is stored now; an error: something still is not.
  [[nodiscard]] std::error_code settle() noexcept { return handlers_->settle(); }

private:
  void tell(const reactivation::WebReport& report);

  Database database_;
  SharedNotices notices_;
  reactivation::OutsideWorkers workers_;
  reactivation::Engine engine_;
  reactivation::Clock& clock_;
  std::optional<reactivation::WebHandlers> handlers_;
};

}  // namespace cli
