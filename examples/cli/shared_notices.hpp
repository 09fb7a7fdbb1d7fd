// Notices and log lines from several threads.
#pragma once

#include <mutex>
#include <string>

#include "notices.hpp"

namespace cli {

class SharedNotices final : public reactivation::Notifier {
public:
  explicit SharedNotices(const NotifyOptions& options);

  void notify(const reactivation::Alert& alert) noexcept override;
  void hear(const reactivation::AccountSignal& signal);
  void tend();
  /// One line on standard error, with its time.
  void log(const std::string& line);

private:
  std::mutex mutex_;
  Notices notices_;
};

}  // namespace cli
