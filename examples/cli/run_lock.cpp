#include "run_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "failure.hpp"

namespace cli {

RunLock::RunLock(const std::string& database_path, reactivation::CompanyId company) {
  const std::string path = database_path + ".run-" + std::to_string(company.value) + ".lock";
  descriptor_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor_ < 0) {
    fail_run(path + ": " + std::strerror(errno) +
             "; the folder of the database must allow writing");
  }
  if (::flock(descriptor_, LOCK_EX | LOCK_NB) == 0) return;
  const int error_number = errno;
  ::close(descriptor_);
  if (error_number == EWOULDBLOCK) {
    fail_run("another run of company " + std::to_string(company.value) + " is going on in " +
             database_path + "; wait until it has ended and try again");
  }
  fail_run(path + ": " + std::strerror(error_number));
}

// The file stays: removing it would let two runs hold two files of the same name.
RunLock::~RunLock() { ::close(descriptor_); }

}  // namespace cli
