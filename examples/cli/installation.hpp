// Where this program runs, and which of its workers this is.
#pragma once

#include <string>

#include "reactivation/core/cron.hpp"

namespace cli {

/// Names the installation of a database file: this machine, and this very file on it. A copy of the
/// file, here or elsewhere, is another installation, so an account armed for one is not armed for
/// the other.
[[nodiscard]] std::string installation_of(const std::string& database_path);

/// Names this process among all that share the file, now and later.
[[nodiscard]] std::string worker_name();

/// False when REACTIVATION_ENABLED switches sending off. The command ends for a word it does not
/// know.
[[nodiscard]] bool is_sending_enabled();

/// REACTIVATION_CRON, or the usual one. The command ends for what is none.
[[nodiscard]] reactivation::CronSchedule schedule_of_environment();

}  // namespace cli
