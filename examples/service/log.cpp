#include "log.hpp"

#include <iostream>

namespace service {

using namespace reactivation;

void Log::line(const char* level, const char* event, const Json& more) {
  Json out;
  const auto now = std::chrono::time_point_cast<Seconds>(std::chrono::system_clock::now());
  out["at"] = to_rfc3339(date::floor<Seconds>(now));
  out["level"] = level;
  out["event"] = event;
  for (const auto& [name, value] : more.items()) out[name] = value;
  const std::string text = out.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
  const std::lock_guard lock(mutex_);
  std::cerr << text << std::flush;
}

void Log::said(const char* who, const std::string& text) { line("info", who, {{"text", text}}); }

void Log::request(const ApiReport& report) {
  line(report.status >= 500 ? "warning" : "info", "request",
       {{"request_id", report.request_id},
        {"method", report.method},
        {"operation", report.operation},
        {"status", report.status},
        {"milliseconds", static_cast<double>(report.microseconds) / 1000},
        {"company_id", json_of_id(report.company_id)}});
}

}  // namespace service
