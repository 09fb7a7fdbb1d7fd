// Where an engine keeps its data, chosen by URL.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "reactivation/adapters/memory.hpp"
#include "reactivation/adapters/sql_store.hpp"

namespace reactivation::capi {

/// Their names, as the capabilities list them.
[[nodiscard]] std::vector<std::string_view> storages_of_this_build();

/// Whether a database without our tables gets them, or is NOT_FOUND.
enum class WhenMissing : std::uint8_t { make, refuse };

/// One of the storages, as the ports that the engine needs. What cannot be opened is thrown.
class Storage {
public:
  void open_file(const std::string& path, WhenMissing missing, const TimeZoneSource& zones);
  /// On a server: where it is, for messages, and the name of its installation.
  struct Server {
    std::string place;
    std::string here;
  };
  Server open_server(const std::string& url, WhenMissing missing, const TimeZoneSource& zones);
  void open_memory() { memory_ = std::make_unique<MemoryStore>(); }
  /// Leaves an open file or connection alone, in a forked child.
  void abandon() noexcept { (void)sql_.release(); }

  /// Null over `memory:`.
  [[nodiscard]] SqlStore* sql() noexcept { return sql_.get(); }
  [[nodiscard]] MemoryStore* memory() noexcept { return memory_.get(); }
  [[nodiscard]] SnapshotSource& snapshots() noexcept { return port<SnapshotSource>(); }
  [[nodiscard]] AttemptStore& attempts() noexcept { return port<AttemptStore>(); }
  [[nodiscard]] Inbox& inbox() noexcept { return port<Inbox>(); }
  [[nodiscard]] SlotSource& slots() noexcept { return port<SlotSource>(); }
  [[nodiscard]] Office& office() noexcept { return port<Office>(); }
  [[nodiscard]] DialogueMemory& dialogues() noexcept { return port<DialogueMemory>(); }
  [[nodiscard]] DraftLog& drafts() noexcept { return port<DraftLog>(); }
  [[nodiscard]] ResultsSource& results() noexcept { return port<ResultsSource>(); }
  [[nodiscard]] std::string detail() const { return sql_ ? sql_->detail() : std::string{}; }

private:
  template <class Port>
  Port& port() noexcept {
    return sql_ ? static_cast<Port&>(*sql_) : static_cast<Port&>(*memory_);
  }

  std::unique_ptr<SqlStore> sql_;
  std::unique_ptr<MemoryStore> memory_;
};

}  // namespace reactivation::capi
