// The handshake with which a webhook is set up.
#include <algorithm>

#include "reactivation/adapters/whatsapp_webhook.hpp"

namespace reactivation {
namespace {

constexpr std::size_t challenge_max = 512;

int hex_digit(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
    const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
    if (text[i] == '%' && high >= 0 && low >= 0) {
      out.push_back(static_cast<char>(high * 16 + low));
      i += 2;
    } else {
      out.push_back(text[i] == '+' ? ' ' : text[i]);
    }
  }
  return out;
}

/// The value of a parameter that stands exactly once.
std::optional<std::string> value_in(std::string_view query, std::string_view name) {
  std::optional<std::string> out;
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), pair.size() + 1));
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos || decoded(pair.substr(0, equals)) != name) continue;
    if (out) return std::nullopt;
    out = decoded(pair.substr(equals + 1));
  }
  return out;
}

}  // namespace

std::optional<std::string> answer_whatsapp_verification(std::string_view query,
                                                        const http::SharedSecret& verify_token) {
  constexpr std::size_t query_max = 8192;
  if (query.size() > query_max) return std::nullopt;
  const auto token = value_in(query, "hub.verify_token");
  auto challenge = value_in(query, "hub.challenge");
  const bool is_asked = value_in(query, "hub.mode") == "subscribe" && token && challenge;
  if (!is_asked || !is_secret(*token, verify_token)) return std::nullopt;
  const bool is_harmless = std::all_of(challenge->begin(), challenge->end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '_' || c == '.';
  });
  if (challenge->empty() || challenge->size() > challenge_max || !is_harmless) return std::nullopt;
  return challenge;
}

}  // namespace reactivation
