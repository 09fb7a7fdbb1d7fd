#include "reactivation/web/web_handlers.hpp"

#include <algorithm>
#include <mutex>
#include <string_view>
#include <utility>

#include "intake.hpp"
#include "route.hpp"
#include "workers.hpp"

namespace reactivation {

using web::only;
using web::plain;
using web::Taken;

using Segments = std::vector<std::string>;

struct WebHandlers::Parts {
  Parts(Engine& engine, const Clock& its_clock, WebOptions its_options)
      : clock(its_clock),
        options(std::move(its_options)),
        intake(engine, options),
        together(intake, mutex),
        workers(engine, clock, options, intake) {
    while (options.path.ends_with('/')) options.path.pop_back();
  }

  WebAnswer route(const WebRequest& request, WebReport& report);
  WebAnswer health(const WebRequest& request);
  WebAnswer whatsapp(const WebRequest& request, const std::string& name, WebReport& report);
  WebAnswer evolution(const WebRequest& request, const std::string& name, WebReport& report);
  WebAnswer yclients(const WebRequest& request, const Segments& path, WebReport& report);
  WebAnswer worker(const WebRequest& request, bool is_permit, WebReport& report);
  WebAnswer take_in(AccountId account, const WebhookReading& reading, WebReport& report);

  const Clock& clock;
  WebOptions options;
  std::mutex mutex;  ///< the engine, its store, and what stands on them
  web::Intake intake;
  web::TogetherIntake together;
  web::Workers workers;
  std::mutex hints;
};

WebAnswer WebHandlers::Parts::take_in(AccountId account, const WebhookReading& reading,
                                      WebReport& report) {
  const int status = reading.http_status();
  if (status != 200) return plain(status);
  const Taken taken = together.take(account, reading);
  report.stored = taken.stored;
  report.known = taken.known;
  report.signals = static_cast<std::int64_t>(reading.signals.size());
  report.dropped = reading.foreign + reading.unreadable + taken.refused;
  report.error = taken.error;
  return plain(taken.error ? 503 : 200);
}

WebAnswer WebHandlers::Parts::whatsapp(const WebRequest& request, const std::string& name,
                                       WebReport& report) {
  const auto route = std::find_if(options.whatsapp.begin(), options.whatsapp.end(),
                                  [&](const WhatsAppRoute& each) { return each.name == name; });
  if (route == options.whatsapp.end()) return plain(404);
  report.service = "whatsapp";
  if (request.method == "GET") {
    const auto challenge = answer_whatsapp_verification(request.query, route->verify_token);
    return challenge ? web::text(*challenge) : plain(403);
  }
  if (request.method != "POST") return only("GET, POST");
  const auto headers = web::headers_of(request);
  return take_in(route->webhook.account_id,
                 read_whatsapp_webhook(route->webhook, headers, request.body, clock.now()), report);
}

WebAnswer WebHandlers::Parts::evolution(const WebRequest& request, const std::string& name,
                                        WebReport& report) {
  const auto route = std::find_if(options.evolution.begin(), options.evolution.end(),
                                  [&](const EvolutionRoute& each) { return each.name == name; });
  if (route == options.evolution.end()) return plain(404);
  report.service = "evolution";
  if (request.method != "POST") return only("POST");
  const auto headers = web::headers_of(request);
  return take_in(route->webhook.account_id,
                 read_evolution_webhook(route->webhook, headers, request.body, clock.now()),
                 report);
}

WebAnswer WebHandlers::Parts::yclients(const WebRequest& request, const Segments& path,
                                       WebReport& report) {
  const auto route = std::find_if(
      options.yclients.begin(), options.yclients.end(),
      [&](const YclientsRoute& each) { return std::to_string(each.salon_id) == path[1]; });
  bool is_known = false;
  if (route != options.yclients.end()) {
    for (const http::SharedSecret& secret : route->secrets) {
      is_known |= is_secret(path[2], secret);
    }
  }
  // Whoever guesses is told nothing, not even that there is such a salon.
  if (!is_known) return plain(404);
  report.service = "yclients";
  if (request.method != "POST") return only("POST");
  if (request.body.size() > webhook_bytes_max) return plain(413);
  const YclientsHook hook = read_yclients_hook(request.body, route->salon_id);
  if (hook.meaning == YclientsHookMeaning::unreadable) return plain(400);
  if (hook.meaning != YclientsHookMeaning::hint) {
    report.dropped = 1;
    return plain(200);
  }
  const std::lock_guard lock(hints);
  const auto kept = route->keep(hook.hint);
  if (!kept) report.error = kept.error();
  report.stored = kept ? 1 : 0;
  return plain(kept ? 200 : 503);
}

WebAnswer WebHandlers::Parts::worker(const WebRequest& request, bool is_permit, WebReport& report) {
  if (options.workers.keys.empty()) return plain(404);
  report.service = is_permit ? "permit" : "outcome";
  if (auto refused = web::refusal_of_worker(request, options.workers)) return std::move(*refused);
  const std::lock_guard lock(mutex);
  return is_permit ? workers.permit(request, report) : workers.outcome(request, report);
}

WebAnswer WebHandlers::Parts::health(const WebRequest& request) {
  if (request.method != "GET" && request.method != "HEAD") return only("GET, HEAD");
  if (!options.is_healthy) return plain(200);
  const std::lock_guard lock(mutex);
  return plain(options.is_healthy() ? 200 : 503);
}

WebAnswer WebHandlers::Parts::route(const WebRequest& request, WebReport& report) {
  const auto path = web::segments_of(request.path, options.path);
  if (!path || path->empty()) return plain(404);
  const std::string& first = path->front();
  if (path->size() == 1) {
    if (first == "permit" || first == "outcome") return worker(request, first == "permit", report);
    if (first != "health") return plain(404);
    report.service = "health";
    return health(request);
  }
  if (path->size() == 2) {
    if (first == "whatsapp") return whatsapp(request, (*path)[1], report);
    if (first == "evolution") return evolution(request, (*path)[1], report);
    return plain(404);
  }
  return first == "yclients" ? yclients(request, *path, report) : plain(404);
}

WebHandlers::WebHandlers(Engine& engine, const Clock& clock, WebOptions options)
    : parts_(std::make_unique<Parts>(engine, clock, std::move(options))) {}
WebHandlers::~WebHandlers() = default;

WebAnswer WebHandlers::answer(const WebRequest& request) noexcept {
  WebAnswer out;
  WebReport report;
  report.service = "other";
  try {
    out = parts_->route(request, report);
  } catch (const std::exception&) {
    out = {};  // 503: whatever it was, it is not stored, and nobody may send
    report.error = make_error_code(errc::port_failed);
  }
  report.status = out.status;
  try {
    if (parts_->options.report) parts_->options.report(report);
  } catch (const std::exception&) {
    // A log that fails changes no answer.
  }
  return out;
}

std::error_code WebHandlers::settle() noexcept {
  try {
    const std::lock_guard lock(parts_->mutex);
    return parts_->intake.settle();
  } catch (const std::exception&) {
    return make_error_code(errc::port_failed);
  }
}

WebHandler WebHandlers::handler() {
  return [this](const WebRequest& request) { return answer(request); };
}

}  // namespace reactivation
