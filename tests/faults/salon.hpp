// Two salons on one account in a file, a messenger that counts, and what a scenario works with.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "adapters_sqlite/store_fixture.hpp"
#include "reactivation/engine/engine.hpp"

namespace fault_test {

using namespace reactivation;

inline constexpr CompanyId lily{1};
inline constexpr CompanyId rose{2};  ///< sends through Lily's account
inline constexpr AccountId account{1};
inline constexpr std::string_view here = "machine-a";
/// A Tuesday, inside the sending hours.
inline const Instant noon = store_test::at("2026-03-10T12:00:00Z");

/// What reached the world, which no crash takes back. It knows of every hand-over it was given.
class Wire final : public Messenger {
public:
  [[nodiscard]] Reach reach() const noexcept override { return Reach::nobody; }
  [[nodiscard]] result<SendReceipt> send(const OutgoingMessage& message, LastLook& look) override;
  [[nodiscard]] result<std::optional<SendReceipt>> find_outcome(const AttemptId& attempt) override;

  void put(const AttemptId& attempt, ClientId client);
  /// Ids of attempts, ascending, each as often as it was written.
  [[nodiscard]] std::vector<std::string> attempts() const;
  [[nodiscard]] const std::vector<ClientId>& receivers() const { return receivers_; }

private:
  std::vector<AttemptId> attempts_;
  std::vector<ClientId> receivers_;
};

/// A store opened on a file with an engine over it.
struct Desk {
  Desk(const std::string& path, Wire& used, Instant now);

  std::unique_ptr<SqliteStore> store;
  Wire& wire;
  VirtualClock clock;
  Engine engine;
};

/// What a preparation leaves for its step.
struct Notes {
  std::optional<ClaimedAttempt> claimed;
  std::optional<OutgoingMessage> message;
  ClientId anna;  ///< of Lily; known to Rose as well
};

/// Whether the final state is that of a run without faults to the byte.
enum class Ending : std::uint8_t {
  same,
  any_sound,  ///< epochs and hours may differ; the wire and the ledger may not
};

struct Scenario {
  const char* name = "";
  std::size_t commits = 1;  ///< transactions of the step; each method of a store is one
  std::function<void(Desk&, Notes&)> prepare;
  /// Nothing: it said that it was done. May be called again after it failed.
  std::function<std::error_code(Desk&, const Notes&)> step;
  Instant at = noon;
  Ending ending = Ending::same;
};

[[nodiscard]] std::vector<Scenario> scenarios();
/// Stored, its effect left to the sweep: neither done nor failed.
[[nodiscard]] std::error_code half_done();

/// The salons without a plan.
void build_salons(const std::string& path);

}  // namespace fault_test
