#include "route.hpp"

#include <algorithm>
#include <utility>

#include "reactivation/adapters/messengers_webhook.hpp"
#include "reactivation/core/event_name.hpp"

namespace reactivation::web {
namespace {

char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_same_word(std::string_view text, std::string_view lower_case) noexcept {
  return std::equal(text.begin(), text.end(), lower_case.begin(), lower_case.end(),
                    [](char a, char b) { return lower(a) == b; });
}

int digit_of(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  const char small = lower(c);
  return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

std::optional<std::string> decoded(std::string_view segment) {
  std::string out;
  for (std::size_t i = 0; i < segment.size(); ++i) {
    if (segment[i] != '%') {
      out += segment[i];
      continue;
    }
    const int high = i + 2 < segment.size() ? digit_of(segment[i + 1]) : -1;
    const int low = i + 2 < segment.size() ? digit_of(segment[i + 2]) : -1;
    if (high < 0 || low < 0) return std::nullopt;
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  if (!is_event_name(out)) return std::nullopt;
  return out;
}

std::string_view word_of_status(int status) noexcept {
  switch (status) {
    case 200:
      return "ok\n";
    case 400:
      return "bad request\n";
    case 401:
      return "unauthorized\n";
    case 403:
      return "forbidden\n";
    case 404:
      return "not found\n";
    case 405:
      return "method not allowed\n";
    case 413:
      return "too large\n";
    case 415:
      return "unsupported media type\n";
    default:
      return "try again\n";
  }
}

WebAnswer made(int status, const char* type, std::string body) {
  return {status,
          {{"Content-Type", type},
           {"Cache-Control", "no-store"},
           {"X-Content-Type-Options", "nosniff"}},
          std::move(body)};
}

}  // namespace

std::optional<std::vector<std::string>> segments_of(std::string_view path,
                                                    std::string_view prefix) {
  if (!path.starts_with(prefix)) return std::nullopt;
  path.remove_prefix(prefix.size());
  if (!path.starts_with('/')) return std::nullopt;
  std::vector<std::string> out;
  while (!path.empty()) {
    path.remove_prefix(1);
    const std::size_t end = std::min(path.find('/'), path.size());
    auto segment = decoded(path.substr(0, end));
    if (!segment || out.size() >= 3) return std::nullopt;
    out.push_back(std::move(*segment));
    path.remove_prefix(end);
  }
  return out;
}

std::optional<std::string_view> header_of(const WebRequest& request, std::string_view name) {
  std::optional<std::string_view> out;
  for (const WebHeader& header : request.headers) {
    if (!is_same_word(header.name, name)) continue;
    if (out) return std::nullopt;
    out = header.value;
  }
  return out;
}

bool is_json(const WebRequest& request) {
  const auto type = header_of(request, "content-type");
  if (!type) return false;
  std::string_view word = type->substr(0, type->find(';'));
  while (word.ends_with(' ')) word.remove_suffix(1);
  return is_same_word(word, "application/json");
}

bool is_bearer_of(const WebRequest& request, std::span<const http::SharedSecret> secrets) {
  constexpr std::string_view prefix = "Bearer ";
  const auto told = header_of(request, "authorization");
  if (!told || !told->starts_with(prefix)) return false;
  bool is_one = false;
  for (const http::SharedSecret& secret : secrets) {
    is_one |= is_secret(told->substr(prefix.size()), secret);
  }
  return is_one;
}

std::vector<http::Header> headers_of(const WebRequest& request) {
  std::vector<http::Header> out;
  out.reserve(request.headers.size());
  for (const WebHeader& header : request.headers) out.push_back({header.name, header.value});
  return out;
}

WebAnswer plain(int status) {
  return made(status, "text/plain; charset=utf-8", std::string(word_of_status(status)));
}

WebAnswer text(std::string body) { return made(200, "text/plain; charset=utf-8", std::move(body)); }

WebAnswer json(int status, std::string document) {
  return made(status, "application/json", std::move(document));
}

WebAnswer only(std::string_view methods) {
  WebAnswer out = plain(405);
  out.headers.push_back({"Allow", std::string(methods)});
  return out;
}

}  // namespace reactivation::web
