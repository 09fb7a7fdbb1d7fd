#include "log.hpp"

#include <unistd.h>

#include <cerrno>
#include <iostream>

namespace service {

using namespace reactivation;

namespace {

/// `2026-03-03T09:00:00Z ` before a line that has its time already.
constexpr std::size_t time_size = 21;

bool begins_with_time(const std::string& line) {
  return line.size() > time_size && line[10] == 'T' && line[19] == 'Z' && line[20] == ' ';
}

/// In one piece, so that lines of threads do not mix.
void put(const std::string& text) {
  std::size_t written = 0;
  while (written < text.size()) {
    const ssize_t count = ::write(STDERR_FILENO, text.data() + written, text.size() - written);
    if (count < 0 && errno != EINTR) return;
    if (count > 0) written += static_cast<std::size_t>(count);
  }
}

}  // namespace

Log::Log() : before_(std::cerr.rdbuf(this)) {}
Log::~Log() { std::cerr.rdbuf(before_); }

void Log::take(char letter) {
  thread_local std::string line_so_far;
  if (letter != '\n') {
    line_so_far += letter;
    return;
  }
  const std::string whole = std::exchange(line_so_far, {});
  line("info", "notice", {{"text", begins_with_time(whole) ? whole.substr(time_size) : whole}});
}

Log::int_type Log::overflow(int_type letter) {
  if (letter != traits_type::eof()) take(traits_type::to_char_type(letter));
  return traits_type::not_eof(letter);
}

std::streamsize Log::xsputn(const char* text, std::streamsize size) {
  for (std::streamsize i = 0; i < size; ++i) take(text[i]);
  return size;
}

void Log::line(const char* level, const char* event, const Json& more) {
  Json out;
  const auto now = date::floor<Seconds>(std::chrono::system_clock::now());
  out["at"] = to_rfc3339(now);
  out["level"] = level;
  out["event"] = event;
  for (const auto& [name, value] : more.items()) out[name] = value;
  put(out.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n");
}

void Log::request(const ApiReport& report) {
  line(report.status >= 500 ? "warning" : "info", "request",
       {{"request_id", report.request_id},
        {"method", report.method},
        {"operation", report.operation},
        {"status", report.status},
        {"error", report.error.empty() ? Json() : Json(report.error)},
        {"milliseconds", static_cast<double>(report.microseconds) / 1000},
        {"token_name", report.token_name.empty() ? Json() : Json(report.token_name)},
        {"company_id", json_of_id(report.company_id)}});
}

}  // namespace service
