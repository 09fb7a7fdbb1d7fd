// What a signal of the messenger makes of its account, as the governor decides it.
#pragma once

#include <optional>
#include <string>

#include "reactivation/core/account_signal.hpp"
#include "reactivation/core/time.hpp"

namespace cli {

struct Reaction {
  bool is_stop = false;                        ///< nothing is sent
  bool needs_person = false;                   ///< until somebody confirms
  bool halves_the_hour = false;                ///< half as many messages an hour
  bool has_no_first_contacts = false;          ///< none to people who never wrote
  bool must_empty_queue = false;               ///< the provider's own
  std::optional<reactivation::Instant> until;  ///< where the end is known
};

/// Of this signal alone; the account may be bound by others too.
[[nodiscard]] Reaction reaction_to(const reactivation::AccountSignal& signal);

/// `the messenger said temporary_ban: nothing is sent until …`
[[nodiscard]] std::string sentence_of_signal(const reactivation::AccountSignal& signal);

}  // namespace cli
