// Stands between a store and the server, on sockets of this machine: hands requests and answers on
// one after the other, and breaks off at a given request.
#pragma once

#include <array>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

namespace postgres_test {

/// What happens to the request with the number that was armed, or to the first COMMIT of changes
/// from there on.
enum class WireFault : std::uint8_t {
  none,
  cut_before,  ///< it does not arrive; the connection is gone, and its transaction undone
  cut_after,   ///< it is done, and nothing of the answer arrives
  cut_inside,  ///< it is done, and half of the answer arrives
  ended,       ///< the server ends the connection before it
  no_room,     ///< from there on everything that would change something is refused with 53100
  killed,      ///< the client's process dies: nothing that it asks for from there on is done
  power_cut,   ///< the same, and `when_power_goes` is called with the transaction open
};
inline constexpr std::size_t wire_faults = static_cast<std::size_t>(WireFault::power_cut) + 1;
/// `cut_before`.
[[nodiscard]] std::string_view to_string(WireFault fault) noexcept;

enum class Strikes : std::uint8_t { anything, commit };

class FaultyWire {
public:
  /// To the server at that socket; over `admin` connections there are ended.
  FaultyWire(std::string server, std::string admin, std::function<void()> when_power_goes);
  /// After all clients have closed.
  ~FaultyWire();
  FaultyWire(const FaultyWire&) = delete;
  FaultyWire& operator=(const FaultyWire&) = delete;

  /// Over which a client comes to that database.
  [[nodiscard]] std::string url(const std::string& database) const;

  /// Counts from 0 again; paused.
  void arm(WireFault fault, long request, Strikes strikes = Strikes::anything);
  /// Requests until `resume` are somebody else's: no fault meets them and none is counted.
  void pause();
  void resume();
  [[nodiscard]] long requests() const;
  /// Changes refused since it was armed.
  [[nodiscard]] long refused() const;
  /// `killed` or `power_cut` has struck since it was armed.
  [[nodiscard]] bool is_dead() const;
  /// Of all time: transactions that were committed and had changed rows.
  [[nodiscard]] long changes() const;
  /// Of all time: how often each has struck.
  [[nodiscard]] std::array<long, wire_faults> struck() const;

private:
  class Line;

  void accept_all();
  WireFault fault_of_request(std::string_view sql, bool has_changed);

  std::string server_;
  std::string admin_;
  std::function<void()> when_power_goes_;
  int socket_ = -1;
  std::filesystem::path folder_;

  mutable std::mutex mutex_;
  std::condition_variable all_gone_;
  int lines_ = 0;
  WireFault fault_ = WireFault::none;
  Strikes strikes_ = Strikes::anything;
  long request_ = 0;
  long requests_ = 0;
  long refused_ = 0;
  long changes_ = 0;
  bool is_paused_ = true;
  bool is_dead_ = false;
  std::array<long, wire_faults> struck_{};
  std::thread thread_;
};

}  // namespace postgres_test
