#include "reactivation/core/attempt.hpp"

#include <algorithm>
#include <span>
#include <string>
#include <vector>

#include "reactivation/core/settings.hpp"

namespace reactivation {
namespace {

/// UUIDv5 of the URL namespace and "urn:reactivation:attempt": the namespace of all attempts.
constexpr std::array<std::uint8_t, 16> attempt_namespace{
    0xa2, 0x76, 0x7c, 0x1f, 0x77, 0x66, 0x50, 0x2c, 0x84, 0x9b, 0x49, 0xa6, 0x6b, 0x1a, 0x19, 0x46};

constexpr std::uint32_t rotated(std::uint32_t word, int bits) noexcept {
  return (word << bits) | (word >> (32 - bits));
}

using Sha1State = std::array<std::uint32_t, 5>;

/// One block of FIPS 180-4 §6.1.2.
void add_block(Sha1State& state, std::span<const std::uint8_t, 64> block) noexcept {
  std::array<std::uint32_t, 80> w{};
  for (std::size_t i = 0; i < 16; ++i) {
    for (std::size_t byte = 0; byte < 4; ++byte) w[i] = (w[i] << 8) | block[4 * i + byte];
  }
  for (std::size_t i = 16; i < 80; ++i) {
    w[i] = rotated(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
  }
  auto [a, b, c, d, e] = state;
  for (std::size_t i = 0; i < 80; ++i) {
    std::uint32_t f = b ^ c ^ d;
    std::uint32_t k = i < 40 ? 0x6ed9eba1u : 0xca62c1d6u;
    if (i < 20) {
      f = (b & c) | (~b & d);
      k = 0x5a827999u;
    } else if (i >= 40 && i < 60) {
      f = (b & c) | (b & d) | (c & d);
      k = 0x8f1bbcdcu;
    }
    const std::uint32_t next = rotated(a, 5) + f + e + k + w[i];
    e = d;
    d = c;
    c = rotated(b, 30);
    b = a;
    a = next;
  }
  state = {state[0] + a, state[1] + b, state[2] + c, state[3] + d, state[4] + e};
}

std::array<std::uint8_t, 20> sha1(std::vector<std::uint8_t> message) {
  const std::uint64_t bits = message.size() * 8;
  message.push_back(0x80);
  while (message.size() % 64 != 56) message.push_back(0);
  for (int shift = 56; shift >= 0; shift -= 8) {
    message.push_back(static_cast<std::uint8_t>((bits >> shift) & 0xFF));
  }
  Sha1State state{0x67452301u, 0xefcdab89u, 0x98badcfeu, 0x10325476u, 0xc3d2e1f0u};
  for (std::size_t at = 0; at < message.size(); at += 64) {
    add_block(state, std::span<const std::uint8_t, 64>{message.data() + at, 64});
  }
  std::array<std::uint8_t, 20> digest{};
  for (std::size_t i = 0; i < 20; ++i) {
    digest[i] = static_cast<std::uint8_t>((state[i / 4] >> (24 - 8 * (i % 4))) & 0xFF);
  }
  return digest;
}

}  // namespace

std::string to_string(const AttemptId& id) {
  constexpr std::string_view hex = "0123456789abcdef";
  std::string out;
  for (std::size_t i = 0; i < id.bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) out += '-';
    out += hex[id.bytes[i] >> 4];
    out += hex[id.bytes[i] & 0x0F];
  }
  return out;
}

AttemptId attempt_id(const AttemptKey& key) {
  const std::string name = std::to_string(key.company_id.value) + '|' +
                           std::to_string(key.client_id.value) + '|' +
                           std::to_string(key.service_id.value) + '|' + to_iso_date(key.cycle_key) +
                           '|' + std::to_string(key.attempt_number);
  std::vector<std::uint8_t> message(attempt_namespace.begin(), attempt_namespace.end());
  message.insert(message.end(), name.begin(), name.end());
  const auto digest = sha1(std::move(message));
  AttemptId id;
  std::copy_n(digest.begin(), id.bytes.size(), id.bytes.begin());
  id.bytes[6] = static_cast<std::uint8_t>((id.bytes[6] & 0x0F) | 0x50);
  id.bytes[8] = static_cast<std::uint8_t>((id.bytes[8] & 0x3F) | 0x80);
  return id;
}

AttemptState state_when_planned_again(AttemptState before, PlannedBy by,
                                      const Settings& settings) noexcept {
  const bool is_held_back =
      before == AttemptState::held && by == PlannedBy::plan && !settings.require_approval;
  return is_held_back ? AttemptState::held : AttemptState::planned;
}

}  // namespace reactivation
