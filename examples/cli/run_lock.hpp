// One run of a company, and one reading of a salon, at a time on one machine.
#pragma once

#include <string>

#include "reactivation/core/ids.hpp"

namespace cli {

/// Holds a file's lock while it lives; the system lets go of it when the process ends, however it
/// ends. Throws `Failure` when another process holds it, with `is_held` as the reason.
class FileLock {
public:
  FileLock(const std::string& path, const std::string& is_held);
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

private:
  int descriptor_ = -1;
};

/// `<beside the database>.run-<company>.lock`.
class RunLock : public FileLock {
public:
  RunLock(const std::string& beside_database, reactivation::CompanyId company);
};

}  // namespace cli
