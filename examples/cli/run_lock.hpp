// One run of a company at a time on one machine.
#pragma once

#include <string>

#include "reactivation/core/ids.hpp"

namespace cli {

/// Holds `<database>.run-<company>.lock` while it lives; the system lets go of it when the process
/// ends, however it ends. Throws `Failure` when another run holds it.
class RunLock {
public:
  RunLock(const std::string& database_path, reactivation::CompanyId company);
  ~RunLock();
  RunLock(const RunLock&) = delete;
  RunLock& operator=(const RunLock&) = delete;

private:
  int descriptor_ = -1;
};

}  // namespace cli
