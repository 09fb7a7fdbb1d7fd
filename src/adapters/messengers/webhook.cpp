#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <new>
#include <optional>

#include "reactivation/adapters/messengers.hpp"
#include "reactivation/adapters/messengers_webhook.hpp"

namespace reactivation {
namespace {

constexpr std::size_t digest_bytes = 32;
using Digest = std::array<unsigned char, digest_bytes>;

constexpr int depth_max = 32;

const unsigned char* bytes_of(std::string_view text) noexcept {
  return reinterpret_cast<const unsigned char*>(text.data());
}

int hex_digit(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

/// The digest that a header names; capital letters and anything around it are refused.
std::optional<Digest> digest_in(std::string_view header) noexcept {
  constexpr std::string_view kind = "sha256=";
  if (!header.starts_with(kind) || header.size() != kind.size() + 2 * digest_bytes) {
    return std::nullopt;
  }
  header.remove_prefix(kind.size());
  Digest out{};
  for (std::size_t i = 0; i < digest_bytes; ++i) {
    const int high = hex_digit(header[2 * i]);
    const int low = hex_digit(header[2 * i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    out[i] = static_cast<unsigned char>(high * 16 + low);
  }
  return out;
}

Digest hmac_of(std::string_view body, std::string_view secret) {
  Digest out{};
  unsigned int size = 0;
  const auto* const done = HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
                                bytes_of(body), body.size(), out.data(), &size);
  if (done == nullptr || size != digest_bytes) throw std::bad_alloc();
  return out;
}

}  // namespace

int WebhookReading::http_status() const noexcept {
  constexpr int statuses[] = {200, 401, 413, 400};
  return statuses[static_cast<std::size_t>(verdict)];
}

bool is_signed_by(std::string_view body, std::string_view header,
                  std::span<const http::SharedSecret> secrets) {
  const auto told = digest_in(header);
  if (!told) return false;
  bool is_signed = false;  // every secret is tried: the time tells nothing of which one fits
  for (const http::SharedSecret& secret : secrets) {
    if (!secret || secret->is_empty()) continue;
    const Digest ours = hmac_of(body, secret->reveal());
    is_signed |= CRYPTO_memcmp(ours.data(), told->data(), digest_bytes) == 0;
  }
  return is_signed;
}

bool is_secret(std::string_view text, const http::SharedSecret& secret) {
  if (!secret || secret->is_empty()) return false;
  // Digests have one length, so that not even the secret's own is told.
  const Digest theirs = hmac_of(text, "comparison");
  const Digest ours = hmac_of(secret->reveal(), "comparison");
  return CRYPTO_memcmp(ours.data(), theirs.data(), digest_bytes) == 0;
}

std::string fingerprint_of(std::string_view bytes) {
  Digest digest{};
  unsigned int size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1) {
    throw std::bad_alloc();
  }
  constexpr std::string_view hex = "0123456789abcdef";
  std::string out;
  for (const unsigned char byte : digest) {
    out += hex[byte >> 4U];
    out += hex[byte & 15U];
  }
  return out;
}

bool nests_little(std::string_view json) noexcept {
  int depth = 0;
  bool is_in_text = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (is_in_text) {
      if (c == '\\') ++i;
      if (c == '"') is_in_text = false;
    } else if (c == '"') {
      is_in_text = true;
    } else if (c == '[' || c == '{') {
      if (++depth > depth_max) return false;
    } else if (c == ']' || c == '}') {
      --depth;
    }
  }
  return true;
}

}  // namespace reactivation
