#include "signed_link.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <array>
#include <charconv>
#include <span>
#include <stdexcept>
#include <vector>

namespace service {

using namespace reactivation;

namespace {

std::string base64url(std::span<const unsigned char> bytes) {
  constexpr std::string_view letters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string out;
  unsigned bits = 0;
  int waiting = 0;
  for (const unsigned char byte : bytes) {
    bits = bits << 8 | byte;
    for (waiting += 8; waiting >= 6; waiting -= 6) out += letters[bits >> (waiting - 6) & 63];
  }
  if (waiting > 0) out += letters[bits << (6 - waiting) & 63];
  return out;
}

std::string signature_of(const PersonKey& who, std::string_view key) {
  const std::string text = "reactivation opt-out|" + std::to_string(who.company_id.value) + "|" +
                           std::to_string(who.client_id.value);
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned size = 0;
  const bool is_made = HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
                            reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                            out.data(), &size) != nullptr;
  if (!is_made) throw std::runtime_error("no signature can be made");
  return base64url(std::span(out).first(size));
}

std::optional<std::int64_t> number_of(std::string_view text) {
  std::int64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, value);
  const bool is_one = read.ec == std::errc{} && read.ptr == end && value > 0 && text[0] != '0';
  return is_one ? std::optional{value} : std::nullopt;
}

}  // namespace

std::string signed_link(const PersonKey& who, std::string_view key) {
  return std::to_string(who.company_id.value) + "." + std::to_string(who.client_id.value) + "." +
         signature_of(who, key);
}

std::optional<PersonKey> person_of_link(std::string_view link, std::string_view key) {
  if (key.size() < link_key_bytes_min || link.size() > 120) return std::nullopt;
  const std::size_t first = link.find('.');
  const std::size_t second = first == std::string_view::npos ? first : link.find('.', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  const auto company = number_of(link.substr(0, first));
  const auto client = number_of(link.substr(first + 1, second - first - 1));
  if (!company || !client) return std::nullopt;
  const PersonKey who{CompanyId{*company}, ClientId{*client}};
  const std::string expected = signature_of(who, key);
  const std::string_view given = link.substr(second + 1);
  const bool is_same = given.size() == expected.size() &&
                       CRYPTO_memcmp(given.data(), expected.data(), expected.size()) == 0;
  return is_same ? std::optional{who} : std::nullopt;
}

std::string digest_of(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), out.data(), &size, EVP_sha256(), nullptr) != 1) {
    throw std::runtime_error("no digest can be made");
  }
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const unsigned char byte : std::span(out).first(size)) {
    text += {digits[byte >> 4], digits[byte & 15]};
  }
  return text;
}

std::string random_text(std::size_t bytes) {
  std::vector<unsigned char> out(bytes);
  if (RAND_bytes(out.data(), static_cast<int>(out.size())) != 1) {
    throw std::runtime_error("the system gives no chance");
  }
  return base64url(out);
}

}  // namespace service
