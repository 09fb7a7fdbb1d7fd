#include "program_file.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace reactivation::program {

int why_not_startable(const std::string& path) noexcept {
  struct stat found {};
  if (::stat(path.c_str(), &found) != 0) return errno;
  if (S_ISDIR(found.st_mode)) return EISDIR;
  return ::access(path.c_str(), X_OK) == 0 ? 0 : errno;
}

std::string sentence_of(const std::string& path, int error_number) {
  return path + ": " + std::system_category().message(error_number) +
         "; name a program that this user may start, with `#!` in its first line when it is a "
         "script";
}

}  // namespace reactivation::program
