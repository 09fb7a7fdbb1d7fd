#include "reactivation/core/holdout.hpp"

#include <string>

namespace reactivation {

std::uint64_t fnv1a64(std::string_view text) noexcept {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : text) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3ULL;
  }
  return hash;
}

std::uint64_t splitmix64(std::uint64_t value) noexcept {
  value += 0x9e3779b97f4a7c15ULL;
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9ULL;
  value = (value ^ (value >> 27)) * 0x94d049bb133111ebULL;
  return value ^ (value >> 31);
}

double hashed_uniform(std::string_view key) noexcept {
  return static_cast<double>(splitmix64(fnv1a64(key)) >> 11) * 0x1p-53;
}

bool is_held_out(const Holdout& holdout, CompanyId company, ClientId client) noexcept {
  if (holdout.percent <= 0) return false;
  const std::string key =
      holdout.name + '|' + std::to_string(company.value) + '|' + std::to_string(client.value);
  return hashed_uniform(key) * 100 < holdout.percent;
}

}  // namespace reactivation
