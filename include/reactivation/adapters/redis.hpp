// Adapter: dialogues in Redis, under the keys of the original, so that the host's assistant knows
// which offer a reply belongs to.
//
//   dialog:{company}:{phone}    a hash, the phone's digits without "+":
//     phone, companyId, lastUpdated (ISO), state, selection (JSON), as the original has them
//     pendingAction             {"type": "reactivation_offer", "dialogue": reactivation.dialogue/1}
//   full_ctx:{company}:{phone}  the original's copy of all of it; it goes whenever ours changes
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "reactivation/core/phone.hpp"
#include "reactivation/ports/dialogue_memory.hpp"

namespace reactivation {

struct RedisTimes {
  std::chrono::milliseconds connect_max{2000};
  std::chrono::milliseconds answer_max{2000};
  /// While the server is away: no call waits for it more often than this, growing up to the
  /// longest.
  std::chrono::milliseconds pause_min{100};
  std::chrono::milliseconds pause_max{30000};
};

struct RedisDialogueOptions {
  std::string url;  ///< `redis://[user[:password]@]host[:port][/database]`
  RedisTimes times;
  /// How long a key lives after it was written: as long as an answer is waited for.
  std::chrono::seconds kept_for{8 * 86400};
  std::string key_prefix;  ///< before every key; the original has none
};

/// The client's number; none when there is no such client, or no number.
using PhoneOfClient = std::function<std::optional<PhoneNumber>(CompanyId, ClientId)>;

/// Dialogues in Redis and in SQL. SQL is the truth: a dialogue is saved there first, and a failing
/// Redis loses nothing. What Redis has missed, because it was away, was restarted empty or emptied,
/// is written there again with the next call that reaches it, from what SQL has kept. A dialogue is
/// read from where it is newer: the host's assistant may have written into ours. Members of the
/// hash that are not named above, and a pending action of another type, stay as they are.
/// Threads: one call at a time. `store` and what `phone_of` refers to must outlive it.
class RedisDialogues : public DialogueMemory {
public:
  /// `errc::invalid_argument` for an address that is none. The server is not asked yet.
  [[nodiscard]] static result<std::unique_ptr<RedisDialogues>> make(
      const RedisDialogueOptions& options, DialogueMemory& store, PhoneOfClient phone_of);

  /// Whether Redis holds all that it should, as far as the last call has seen.
  [[nodiscard]] virtual bool is_whole() const noexcept = 0;
  /// One sentence on Redis when it failed last; empty when it has answered. No number, no password.
  [[nodiscard]] virtual const std::string& detail() const noexcept = 0;
};

}  // namespace reactivation
