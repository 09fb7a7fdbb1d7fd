#include "installation.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <random>

#include "effect.hpp"
#include "failure.hpp"
#include "typed.hpp"

namespace cli {
namespace {

std::string machine_name() {
  std::string id;
  std::ifstream file("/etc/machine-id");
  if (file && std::getline(file, id) && !id.empty()) return id;
  std::array<char, 256> host{};
  if (::gethostname(host.data(), host.size() - 1) == 0) return host.data();
  return "unnamed";
}

}  // namespace

std::string installation_of(const std::string& database_path) {
  struct stat file {};
  if (::stat(database_path.c_str(), &file) != 0) {
    fail_run(database_path + ": " + std::strerror(errno));
  }
  return digest_of({machine_name(), std::to_string(file.st_dev), std::to_string(file.st_ino)});
}

std::string worker_name() {
  std::random_device chance;
  return machine_name().substr(0, 8) + "-" + std::to_string(::getpid()) + "-" +
         std::to_string(chance()) + std::to_string(chance());
}

bool is_sending_enabled() {
  const char* value = std::getenv("REACTIVATION_ENABLED");
  if (!value || *value == '\0') return true;
  const std::string word = value;
  for (const char* yes : {"true", "1", "yes", "on"}) {
    if (word == yes) return true;
  }
  for (const char* no : {"false", "0", "no", "off"}) {
    if (word == no) return false;
  }
  fail_usage("REACTIVATION_ENABLED is \"" + typed(word) + "\"; it may be true or false");
}

}  // namespace cli
