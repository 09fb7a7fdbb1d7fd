#include <array>
#include <utility>

#include "reactivation/adapters/http_probe.hpp"

namespace reactivation {

std::string_view to_string(ProbeEnd end) noexcept {
  constexpr std::array<std::string_view, 9> words = {
      "usable",      "no_key",      "key_refused",     "not_found",    "limited",
      "unavailable", "unreachable", "not_the_service", "wrong_options"};
  return words[static_cast<std::size_t>(end)];
}

namespace http {
namespace {

constexpr Milliseconds longest{15'000};
constexpr std::size_t name_bytes_max = 80;

ProbeEnd end_of(const Response& response) noexcept {
  switch (response.failure) {
    case Failure::none:
      break;
    case Failure::bad_request:
      return ProbeEnd::wrong_options;
    case Failure::too_large:
    case Failure::cut:
      return ProbeEnd::not_the_service;
    default:
      return ProbeEnd::unreachable;
  }
  if (response.is_success()) return ProbeEnd::usable;
  if (response.status == 401 || response.status == 403) return ProbeEnd::key_refused;
  if (response.status == 404) return ProbeEnd::not_found;
  if (response.status == 429) return ProbeEnd::limited;
  return response.status >= 500 ? ProbeEnd::unavailable : ProbeEnd::not_the_service;
}

}  // namespace

ProbeAnswer probe(Request request, const ClientOptions& client) {
  ProbeAnswer out;
  ClientOptions options = client;
  options.connections = 1;
  options.repeat.tries_max = 1;
  auto made = Client::make(std::move(options));
  if (!made) {
    out.probe.end = ProbeEnd::wrong_options;
    return out;
  }
  request.safety = Safety::once;
  request.limits.total = longest;
  out.response = made.value()->send({&request, 1}, {}).at(0);
  out.probe = {end_of(out.response), out.response.failure, out.response.status, {}};
  return out;
}

SharedSecret probe_key(const KeySource& source) {
  SharedSecret key = make_secret(source ? source() : std::string{});
  return key->is_empty() || !key->is_printable() ? nullptr : key;
}

std::string shown_name(std::string_view text) {
  std::string out;
  for (const char c : redacted(text)) {
    const bool is_control = static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
    out += is_control ? ' ' : c;
  }
  if (out.size() <= name_bytes_max) return out;
  std::size_t end = name_bytes_max;
  while (end > 0 && (static_cast<unsigned char>(out[end]) & 0xC0) == 0x80) --end;
  return out.substr(0, end) + "…";
}

}  // namespace http
}  // namespace reactivation
