#include "page.hpp"

#include <algorithm>

#include "api.hpp"
#include "embedded.hpp"
#include "signed_link.hpp"

namespace service {

using namespace reactivation;

namespace {

constexpr const char* policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src "
    "'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

std::string type_of(std::string_view name) {
  constexpr std::pair<std::string_view, std::string_view> types[] = {
      {".html", "text/html; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".json", "application/json"},
      {".svg", "image/svg+xml"},
      {".png", "image/png"},
      {".woff2", "font/woff2"}};
  for (const auto& [end, type] : types) {
    if (name.ends_with(end)) return std::string(type);
  }
  return "application/octet-stream";
}

std::string_view name_of(std::string_view path) {
  constexpr std::string_view assets = "/assets/";
  if (path == "/") return "index.html";
  return path.starts_with(assets) ? path.substr(assets.size()) : std::string_view{};
}

WebAnswer plain(int status, std::string text) {
  return {status, {{"X-Content-Type-Options", "nosniff"}}, std::move(text)};
}

}  // namespace

WebAnswer answer_page(const WebRequest& request) {
  const std::string_view name = name_of(request.path);
  const auto files = page_files();
  const auto found = std::find_if(files.begin(), files.end(),
                                  [name](const EmbeddedFile& each) { return each.name == name; });
  if (name.empty() || found == files.end()) return plain(404, "There is nothing here.\n");
  if (request.method != "GET" && request.method != "HEAD") {
    WebAnswer out = plain(405, "This can only be read.\n");
    out.headers.push_back({"Allow", "GET, HEAD"});
    return out;
  }
  const std::string tag = "\"" + digest_of(found->bytes).substr(0, 32) + "\"";
  WebAnswer out{200,
                {{"Content-Type", type_of(name)},
                 {"Content-Security-Policy", policy},
                 {"Referrer-Policy", "no-referrer"},
                 {"X-Content-Type-Options", "nosniff"},
                 {"Cache-Control", "no-cache"},
                 {"ETag", tag}},
                std::string(found->bytes)};
  if (header_of(request, "if-none-match") == tag) {
    out.status = 304;
    out.body.clear();
  }
  return out;
}

}  // namespace service
