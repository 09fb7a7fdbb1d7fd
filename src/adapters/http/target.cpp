#include "target.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <memory>

namespace reactivation::http {
namespace {

constexpr std::string_view key_mark = "{key}";

struct UrlCleanup {
  void operator()(CURLU* url) const noexcept { curl_url_cleanup(url); }
};
struct Freed {
  void operator()(char* text) const noexcept { curl_free(text); }
};

bool is_visible(char c) noexcept { return c > 0x20 && c < 0x7F; }
bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool is_url_text(std::string_view url) noexcept {
  return !url.empty() && url.size() <= 8192 && std::all_of(url.begin(), url.end(), [](char c) {
    return is_visible(c) && c != '\\' && c != '"' && c != '<' && c != '>';
  });
}

std::string part(CURLU* url, CURLUPart which) {
  char* text = nullptr;
  if (curl_url_get(url, which, &text, 0) != CURLUE_OK) return {};
  const std::unique_ptr<char, Freed> owned(text);
  return text;
}

/// 127.x.y.z, as libcurl writes it after reading every other notation.
bool is_loopback_v4(std::string_view host) noexcept {
  if (!host.starts_with("127.")) return false;
  return std::count(host.begin(), host.end(), '.') == 3 &&
         std::all_of(host.begin(), host.end(), [](char c) { return is_digit(c) || c == '.'; });
}

bool is_loopback(std::string_view host) noexcept {
  return host == "localhost" || host == "[::1]" || is_loopback_v4(host);
}

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view hex = "0123456789ABCDEF";
  constexpr std::string_view kept = "-_.~:";
  std::string out;
  out.reserve(text.size() * 3);
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z') || kept.find(c) != kept.npos) {
      out.push_back(c);
    } else {
      out.push_back('%');
      out.push_back(hex[byte >> 4U]);
      out.push_back(hex[byte & 15U]);
    }
  }
  return out;
}

/// Names that libcurl or this layer writes: a second one could split a request in two.
constexpr std::array<std::string_view, 9> own_headers = {
    "host", "content-length", "transfer-encoding", "connection", "expect", "accept-encoding",
    "te",   "upgrade",        "content-type"};

bool is_header_name(std::string_view name) {
  constexpr std::string_view others = "!#$%&'*+-.^_`|~";
  std::string small(name);
  std::transform(small.begin(), small.end(), small.begin(), lower);
  return !name.empty() && name.size() <= 128 &&
         std::find(own_headers.begin(), own_headers.end(), small) == own_headers.end() &&
         std::all_of(small.begin(), small.end(), [&](char c) {
           return is_digit(c) || (c >= 'a' && c <= 'z') || others.find(c) != others.npos;
         });
}

bool are_headers_fine(const Request& request) {
  const bool are_plain_fine = std::all_of(
      request.headers.begin(), request.headers.end(),
      [](const Header& each) { return is_header_name(each.name) && is_header_value(each.value); });
  return are_plain_fine && is_header_value(request.content_type) &&
         std::all_of(request.secret_headers.begin(), request.secret_headers.end(),
                     [](const SecretHeader& each) {
                       return is_header_name(each.name) && is_header_value(each.prefix) &&
                              each.secret && !each.secret->is_empty() &&
                              each.secret->is_printable();
                     });
}

/// Everything but the secret, judged and taken apart.
bool read_url(const std::string& text, Target& target) {
  // libcurl would take `https:///host` for a slip of the pen.
  if (!is_url_text(text) || text.find(":///") != std::string::npos) return false;
  const std::unique_ptr<CURLU, UrlCleanup> url(curl_url());
  if (!url ||
      curl_url_set(url.get(), CURLUPART_URL, text.c_str(), CURLU_DISALLOW_USER) != CURLUE_OK) {
    return false;
  }
  const std::string scheme = part(url.get(), CURLUPART_SCHEME);
  target.host = part(url.get(), CURLUPART_HOST);
  std::transform(target.host.begin(), target.host.end(), target.host.begin(), lower);
  target.path = part(url.get(), CURLUPART_PATH);
  target.is_tls = scheme == "https";
  target.is_loopback = is_loopback(target.host);
  if (target.host.empty() || !part(url.get(), CURLUPART_FRAGMENT).empty()) return false;
  return target.is_tls || (scheme == "http" && target.is_loopback);
}

}  // namespace

bool is_header_value(std::string_view value) noexcept {
  return value.size() <= 8192 &&
         std::all_of(value.begin(), value.end(), [](char c) { return is_visible(c) || c == ' '; });
}

std::optional<Target> target_of(const Request& request) {
  Target target;
  std::string shown = request.url;
  const std::size_t mark = shown.find(key_mark);
  // The mark may stand once, and in the path: never where it would choose the host.
  if (mark != std::string::npos) shown.replace(mark, key_mark.size(), "key");
  if (shown.find_first_of("{}") != std::string::npos) return std::nullopt;
  if (!read_url(shown, target) || !are_headers_fine(request)) return std::nullopt;
  if (mark == std::string::npos) {
    target.url = request.url;
    return target;
  }
  const std::size_t authority_end = request.url.find('/', request.url.find("//") + 2);
  if (authority_end == std::string::npos || mark < authority_end || !request.url_secret ||
      request.url_secret->is_empty()) {
    return std::nullopt;
  }
  std::string encoded = percent_encoded(request.url_secret->reveal());
  target.url.reserve(request.url.size() + encoded.size());
  target.url.append(request.url, 0, mark).append(encoded);
  target.url.append(request.url, mark + key_mark.size(), std::string::npos);
  wipe(encoded);
  return target;
}

bool is_proxy_url(const std::string& text) {
  if (!is_url_text(text)) return false;
  const std::unique_ptr<CURLU, UrlCleanup> url(curl_url());
  constexpr unsigned flags = CURLU_DISALLOW_USER | CURLU_NON_SUPPORT_SCHEME;
  if (!url || curl_url_set(url.get(), CURLUPART_URL, text.c_str(), flags) != CURLUE_OK)
    return false;
  const std::string scheme = part(url.get(), CURLUPART_SCHEME);
  const std::string path = part(url.get(), CURLUPART_PATH);
  return (scheme == "http" || scheme == "socks5") && !part(url.get(), CURLUPART_PORT).empty() &&
         (path.empty() || path == "/") && part(url.get(), CURLUPART_QUERY).empty() &&
         part(url.get(), CURLUPART_FRAGMENT).empty();
}

bool may_be_asked(std::string_view url) {
  Request request;
  request.url = url;
  return target_of(request).has_value();
}

}  // namespace reactivation::http
