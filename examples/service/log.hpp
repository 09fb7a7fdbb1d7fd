// Log lines as JSON objects, one a line, on standard error. Nothing of a client is in them.
#pragma once

#include <mutex>
#include <nlohmann/json.hpp>
#include <string>

#include "api.hpp"

namespace service {

class Log {
public:
  /// `info` or `warning`.
  void line(const char* level, const char* event, const Json& more = Json::object());
  /// What the day loop and the webhooks say.
  void said(const char* who, const std::string& text);
  void request(const ApiReport& report);

private:
  std::mutex mutex_;
};

}  // namespace service
