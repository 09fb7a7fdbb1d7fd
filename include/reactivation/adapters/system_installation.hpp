// Where a database lives: this machine, and this very file on it.
#pragma once

#include <string>
#include <vector>

#include "reactivation/core/error.hpp"

namespace reactivation {

/// Names the installation of a database file. A copy of the file, here or elsewhere, is another
/// installation, so an account armed for one is not armed for the other. The error is the system's.
[[nodiscard]] result<std::string> installation_of(const std::string& database_path);

/// The machine's own id, else its host name.
[[nodiscard]] std::string machine_name();

/// 32 hexadecimal digits: equal for equal parts, and for nothing else in practice.
[[nodiscard]] std::string digest_of(const std::vector<std::string>& parts);

}  // namespace reactivation
