#include "reactivation/adapters/system_installation.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <fstream>

namespace reactivation {

std::string machine_name() {
  std::string id;
  std::ifstream file("/etc/machine-id");
  if (file && std::getline(file, id) && !id.empty()) return id;
  std::array<char, 256> host{};
  if (::gethostname(host.data(), host.size() - 1) == 0) return host.data();
  return "unnamed";
}

result<std::string> installation_of(const std::string& database_path) {
  struct stat file {};
  if (::stat(database_path.c_str(), &file) != 0) {
    return std::error_code(errno, std::generic_category());
  }
  return digest_of({machine_name(), std::to_string(file.st_dev), std::to_string(file.st_ino)});
}

std::string digest_of(const std::vector<std::string>& parts) {
  // FNV-1a, twice with different beginnings. It names things; it keeps no secrets.
  std::array<std::uint64_t, 2> hash{0xcbf29ce484222325ULL, 0x84222325cbf29ce4ULL};
  const auto take = [&hash](unsigned char byte) {
    for (std::uint64_t& part : hash) part = (part ^ byte) * 0x100000001b3ULL;
    hash[1] ^= hash[1] >> 29;
  };
  for (const std::string& part : parts) {
    for (const char c : part) take(static_cast<unsigned char>(c));
    take(0xFF);  // in no UTF-8: parts do not run into each other
  }
  std::array<char, 33> out{};
  std::snprintf(out.data(), out.size(), "%016llx%016llx", static_cast<unsigned long long>(hash[0]),
                static_cast<unsigned long long>(hash[1]));
  return out.data();
}

}  // namespace reactivation
