// Adapter: hints of YClients' webhooks that wait in a folder to be read again.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "reactivation/adapters/yclients.hpp"

namespace reactivation {

/// One empty file a hint, named by the ids in it: the same hint again is the same file, and nothing
/// of a body is kept. Threads and processes: any number may keep; each instance one call at a time.
class YclientsHintFolder {
public:
  explicit YclientsHintFolder(std::string folder) : folder_(std::move(folder)) {}

  /// The hint survives a power cut once this has returned. The folder is made with the first one.
  /// `errc::io_failed` otherwise.
  [[nodiscard]] result<void> keep(const YclientsHint& hint);
  /// All that wait, those included that an earlier call took and nobody has forgotten. What is kept
  /// from here on waits anew, so that no change is missed while these are read.
  [[nodiscard]] result<std::vector<YclientsHint>> take();
  /// Those taken have been read again and stored.
  void forget() noexcept;

private:
  std::string folder_;
  std::vector<std::string> taken_;
};

}  // namespace reactivation
