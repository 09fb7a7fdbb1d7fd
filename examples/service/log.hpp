// Log lines as JSON objects, one a line, on standard error. Nothing of a client is in them.
#pragma once

#include <nlohmann/json.hpp>
#include <streambuf>
#include <string>

#include "api.hpp"

namespace service {

/// While it lives, lines that other parts write to std::cerr become objects too. One at a time.
class Log : private std::streambuf {
public:
  Log();
  ~Log() override;
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  /// `info` or `warning`.
  void line(const char* level, const char* event, const Json& more = Json::object());
  void request(const ApiReport& report);

private:
  int_type overflow(int_type letter) override;
  std::streamsize xsputn(const char* text, std::streamsize size) override;
  void take(char letter);

  std::streambuf* before_;
};

}  // namespace service
