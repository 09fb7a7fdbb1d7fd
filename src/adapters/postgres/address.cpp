#include "address.hpp"

#include <algorithm>
#include <memory>
#include <string_view>

namespace reactivation::sql {
namespace {

struct OptionsFree {
  void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
};
using Options = std::unique_ptr<PQconninfoOption, OptionsFree>;

Options options_of(const std::string& url) {
  return Options{PQconninfoParse(url.c_str(), nullptr)};
}

std::string option(const Options& options, std::string_view name) {
  for (const PQconninfoOption* each = options.get(); each->keyword != nullptr; ++each) {
    if (name == each->keyword && each->val != nullptr) return each->val;
  }
  return {};
}

/// A `/`, `@` or `:` that stands unencoded in a password ends it early, and libpq takes the rest
/// for a host, a port or a database.
bool is_readable(const Options& options) {
  if (!options) return false;
  const std::string port = option(options, "port");
  const std::string host = option(options, "host");
  const bool is_port = std::all_of(port.begin(), port.end(),
                                   [](char c) { return c == ',' || (c >= '0' && c <= '9'); });
  // An abstract socket's name begins with it.
  const bool is_host = host.find('@', 1) == std::string::npos;
  return is_port && is_host && option(options, "dbname").find('@') == std::string::npos;
}

bool is_of_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/// `said` without the word `secret`.
std::string without(std::string said, std::string_view secret) {
  if (secret.empty()) return said;
  std::size_t at = 0;
  while ((at = said.find(secret, at)) != std::string::npos) {
    const std::size_t end = at + secret.size();
    const bool is_whole =
        (at == 0 || !is_of_word(said[at - 1])) && (end == said.size() || !is_of_word(said[end]));
    if (is_whole) said.replace(at, secret.size(), "...");
    at += is_whole ? 3 : 1;
  }
  return said;
}

std::string one_line(const char* said) {
  std::string line = said == nullptr ? "" : said;
  while (!line.empty() && (line.back() == '\n' || line.back() == ' ')) line.pop_back();
  for (char& c : line) {
    if (c == '\n' || c == '\t') c = ' ';
  }
  return line;
}

}  // namespace

std::string place_of(const std::string& url) {
  const Options options = options_of(url);
  if (!is_readable(options)) return "the database";
  std::string place = "postgresql://" + option(options, "host");
  const std::string port = option(options, "port");
  if (!port.empty()) place += ":" + port;
  return place + "/" + option(options, "dbname");
}

std::string why_not_connected(const std::string& url, const PGconn* connection) {
  if (!is_readable(options_of(url))) {
    return "the address cannot be read; write it as postgresql://HOST:PORT/DATABASE, and in a "
           "user or password %40 for @, %3A for :, %2F for / and %25 for %";
  }
  std::string said = one_line(PQerrorMessage(connection));
  const auto drop = [&](const char* secret) {
    if (secret != nullptr) said = without(std::move(said), secret);
  };
  drop(PQpass(connection));
  drop(PQuser(connection));
  return said + "; check that the server runs, the address, the user and the password";
}

}  // namespace reactivation::sql
