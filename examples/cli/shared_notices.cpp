#include "shared_notices.hpp"

#include <iostream>

#include "table.hpp"

namespace cli {

using namespace reactivation;

namespace {

std::string time_text() { return to_rfc3339(read_now({}, TimeZone::utc())) + " "; }

}  // namespace

SharedNotices::SharedNotices(const NotifyOptions& options) : notices_(options) {
  notices_.set_beginning(time_text);
}

void SharedNotices::notify(const Alert& alert) noexcept {
  const std::lock_guard lock(mutex_);
  notices_.notify(alert);
}

void SharedNotices::hear(const AccountSignal& signal) {
  const std::lock_guard lock(mutex_);
  notices_.hear(signal);
}

void SharedNotices::tend() {
  const std::lock_guard lock(mutex_);
  notices_.tend();
}

void SharedNotices::log(const std::string& line) {
  const std::lock_guard lock(mutex_);
  std::cerr << time_text() << harmless(line) << "\n";
}

}  // namespace cli
