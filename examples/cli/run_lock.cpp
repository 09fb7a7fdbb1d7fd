#include "run_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "failure.hpp"

namespace cli {

FileLock::FileLock(const std::string& path, const std::string& is_held) {
  descriptor_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor_ < 0) {
    fail_run(path + ": " + std::strerror(errno) +
             "; the folder of the database must allow writing");
  }
  if (::flock(descriptor_, LOCK_EX | LOCK_NB) == 0) return;
  const int error_number = errno;
  ::close(descriptor_);
  if (error_number == EWOULDBLOCK) fail_run(is_held);
  fail_run(path + ": " + std::strerror(error_number));
}

// The file stays: removing it would let two processes hold two files of the same name.
FileLock::~FileLock() { ::close(descriptor_); }

RunLock::RunLock(const std::string& beside_database, reactivation::CompanyId company)
    : FileLock(beside_database + ".run-" + std::to_string(company.value) + ".lock",
               "another run of company " + std::to_string(company.value) + " is going on in " +
                   beside_database + "; wait until it has ended and try again") {}

}  // namespace cli
