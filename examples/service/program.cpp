#include "program.hpp"

#include <atomic>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <thread>

#include "api.hpp"
#include "daemon.hpp"
#include "failure.hpp"
#include "hooks.hpp"
#include "installation.hpp"
#include "log.hpp"
#include "metrics.hpp"
#include "opt_out_page.hpp"
#include "packing.hpp"
#include "page.hpp"
#include "signed_link.hpp"
#include "stop_signals.hpp"

namespace service {

using namespace reactivation;

namespace {

constexpr Seconds answers_kept_for{7 * 86400};
constexpr Seconds forget_every{3600};

bool is_this_machine(const std::string& host) {
  return host.starts_with("127.") || host == "::1" || host == "localhost";
}

/// What stands behind the prefix and its slash; nothing for other paths.
std::optional<std::string_view> below(std::string_view prefix, std::string_view path) {
  if (!path.starts_with(prefix)) return std::nullopt;
  path.remove_prefix(prefix.size());
  if (!path.starts_with('/')) return std::nullopt;
  return path.substr(1);
}

std::string link_key() {
  const char* const value = std::getenv("REACTIVATION_LINK_KEY");
  std::string key = value == nullptr ? "" : value;
  if (!key.empty() && key.size() < link_key_bytes_min) {
    cli::fail_usage(
        "REACTIVATION_LINK_KEY is short; use 16 characters or more, as `openssl rand "
        "-hex 24` makes them");
  }
  return key;
}

WebAnswer refusal_of(int status) {
  if (status == 413) {
    return failure({413, "too_large", "The body is larger than a mebibyte; send less."});
  }
  if (status == 415) {
    return failure({415, "not_json", "The body is JSON as it is: neither packed nor in parts."});
  }
  return failure({status, "malformed", "The request's headers or its body are malformed."});
}

class Program {
public:
  Program(const cli::Setup& setup, const ProgramOptions& options)
      : setup_(setup),
        options_(options),
        link_key_(link_key()),
        notices_(setup.file ? cli::NotifyOptions{} : setup.common.notify),
        desks_({setup, clock_, notices_, owner_ + "-api"}, options.listener.threads),
        api_(desks_, clock_, [this](const ApiReport& report) { tell(report); }),
        hooks_(setup, owner_, clock_) {}

  void run() {
    auto listener = Listener::make(listener_options(), [this](const WebRequest& request) {
      WebAnswer out = answer(request);
      pack(request, out);
      return out;
    });
    if (!listener) cli::fail_usage("--listen: there is no such address");
    std::optional<cli::Daemon> daemon;
    if (setup_.file) daemon.emplace(setup_, daemon_options(), clock_);
    const cli::StopSignals signals(clock_);
    if (!listener.value()->start()) {
      cli::fail_run("--listen: the port is taken, or the address is not this machine's");
    }
    std::cout << "listening on " << options_.listener.host << ":" << listener.value()->port()
              << std::endl;
    log_.line("info", "started", {{"sends", setup_.file.has_value()}});
    if (daemon) daemon->run();
    while (!clock_.is_stopped()) {
      (void)clock_.wait_until(clock_.now() + Seconds{1});
      tend();
    }
    is_ready_ = false;
    listener.value()->stop();
    (void)settle();
    log_.line("info", "stopped");
  }

private:
  ListenerOptions listener_options() {
    ListenerOptions out = options_.listener;
    out.refusal = [this](int status) { return refused(status); };
    return out;
  }
  /// What the listener does not take: of the request nothing is known, not even its own id.
  WebAnswer refused(int status) {
    WebAnswer out = refusal_of(status);
    ApiReport report;
    report.operation = "refused";
    report.status = status;
    report.request_id = request_id_of({});
    out.headers.push_back({"X-Request-Id", report.request_id});
    tell(report);
    return out;
  }
  cli::DaemonOptions daemon_options() {
    cli::DaemonOptions out;
    out.has_web = false;
    out.log = [this](const std::string& line) { log_.line("info", "day", {{"text", line}}); };
    out.is_settled = [this] { return settle(); };
    out.tend = [this] { tend(); };
    return out;
  }
  bool settle() {
    const bool is_settled = hooks_.settle();
    return desks_.settle() && is_settled;
  }
  void tend() {
    (void)settle();
    notices_.tend();
    hooks_.tend();
    const Instant now = clock_.now();
    if (now < forget_at_) return;
    forget_at_ = now + forget_every;
    (void)desks_.take()->lists().forget_answers(now - answers_kept_for);
  }
  void tell(const ApiReport& report) {
    metrics_.count(report);
    log_.request(report);
  }

  /// An operation of nobody's: no token, no company.
  WebAnswer open(const WebRequest& request, std::string_view operation) {
    const auto begun = std::chrono::steady_clock::now();
    ApiReport report;
    report.operation = operation;
    report.method = request.method;
    report.request_id = request_id_of(request);
    WebAnswer out;
    try {
      out = opened(request, operation);
    } catch (const ApiError& error) {
      out = failure(error);
    } catch (const std::exception&) {
      out = failure({503, "failed", "This could not be answered; try again in a moment."});
    }
    out.headers.push_back({"X-Request-Id", report.request_id});
    report.status = out.status;
    report.microseconds = std::chrono::duration_cast<std::chrono::microseconds>(
                              std::chrono::steady_clock::now() - begun)
                              .count();
    tell(report);
    return out;
  }
  WebAnswer opened(const WebRequest& request, std::string_view operation) {
    if (operation == "optOutPage") {
      const auto desk = desks_.take();
      return answer_opt_out(request, *desk, link_key_);
    }
    if (request.method != "GET" && request.method != "HEAD") {
      WebAnswer out = failure({405, "method_not_allowed", "This can only be read: GET."});
      out.headers.push_back({"Allow", "GET, HEAD"});
      return out;
    }
    if (operation == "getHealth") return success({{"status", "ok"}});
    if (operation == "getReady") {
      const auto desk = desks_.take();
      if (!is_ready_ || !desk->store().schema_version()) {
        fail(503, "not_ready", "The store cannot be read, or the service is ending.");
      }
      return success({{"status", "ready"}});
    }
    if (!is_local(request) && !api_.is_admin(request)) {
      fail(401, "unauthorized", "A token of an admin is needed: Authorization: Bearer TOKEN.");
    }
    const auto desk = desks_.take();
    return {200,
            {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"}},
            metrics_.text(*desk, clock_.now())};
  }
  /// Nobody stands in between, as far as can be seen.
  bool is_local(const WebRequest& request) const {
    return is_this_machine(options_.listener.host) &&
           header_of(request, "x-forwarded-for").empty() &&
           header_of(request, "x-real-ip").empty() && header_of(request, "forwarded").empty();
  }

  WebAnswer answer(const WebRequest& request) noexcept {
    try {
      const std::string_view path = request.path;
      if (const auto in_api = below(api_prefix, path)) {
        if (*in_api == "health") return open(request, "getHealth");
        if (*in_api == "ready") return open(request, "getReady");
        if (*in_api == "metrics") return open(request, "getMetrics");
        return api_.answer(request);
      }
      if (below(hooks_prefix, path)) return hooks_.answer(request);
      if (path.starts_with(opt_out_prefix)) return open(request, "optOutPage");
      return answer_page(request);
    } catch (const std::exception&) {
      return {};  // 503
    }
  }

  const cli::Setup& setup_;
  const ProgramOptions& options_;
  std::string owner_ = cli::worker_name();
  std::string link_key_;
  SystemClock clock_;
  Log log_;
  Metrics metrics_;
  cli::SharedNotices notices_;
  Desks desks_;
  Api api_;
  Hooks hooks_;
  std::atomic<bool> is_ready_{true};
  Instant forget_at_ = no_instant;
};

}  // namespace

void run_service(const cli::Setup& setup, const ProgramOptions& options) {
  if (!is_this_machine(options.listener.host) && !options.may_be_reached_from_outside) {
    cli::fail_usage(
        "--listen: this address can be reached from other machines, and nothing is encrypted here; "
        "let a reverse proxy stand before 127.0.0.1 (docs/service.md), or add "
        "--plain-http-outside");
  }
  Program(setup, options).run();
}

}  // namespace service
