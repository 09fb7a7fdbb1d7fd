// One company's messages, one after the other. Private to the engine.
#pragma once

#include <optional>
#include <string>

#include "reactivation/core/invariant.hpp"
#include "reactivation/engine/engine.hpp"

namespace reactivation::detail {

/// Settles hand-overs whose holder's lease was over at `lost_at`: by the messenger's own word, else
/// as uncertain. `only`: those of one company.
[[nodiscard]] result<std::int64_t> settle_lost_hand_overs(const EnginePorts& ports, Instant lost_at,
                                                          std::optional<CompanyId> only = {});

/// The receipt as far as it proves anything.
[[nodiscard]] SendReceipt proven(SendReceipt receipt, Reach reach);

/// What the governor finds about accounts, to the notifier, if there is one.
[[nodiscard]] result<void> tell_of_accounts(const EnginePorts& ports);

/// Every step returns an error only when the dispatch itself cannot go on.
class Dispatch {
public:
  /// `unstored`: while it has something, nothing leaves. An account that could not be disarmed is
  /// added.
  Dispatch(const EnginePorts& ports, const EngineOptions& options, Unstored& unstored,
           CompanyId company, DispatchUntil until, const MessageObserver& observer)
      : ports_(ports),
        options_(options),
        unstored_(unstored),
        company_(company),
        until_(until),
        observer_(observer) {}

  [[nodiscard]] result<DispatchCounts> run(const Progress& progress);
  /// The next message for a worker outside, instead of the messenger.
  [[nodiscard]] result<Engine::HandedOut> hand_out();
  /// Writes down what became of a hand-over. False: somebody else has settled it meanwhile, and
  /// what the receipt says besides is written all the same.
  [[nodiscard]] result<bool> record(const PermitState& state, const OutgoingMessage& message,
                                    const SendReceipt& receipt, Applied& applied);
  void remember_offer(const OutgoingMessage& message, const TimeZone& zone);

private:
  result<void> take(const ClaimedAttempt& claimed);
  result<bool> draft(const ClaimedAttempt& claimed, const PermitState& state, MessageReport& report,
                     std::optional<Draft>& draft);
  bool is_fresh(const PermitState& state, const Draft& draft);
  result<bool> permitted(const PermitState& state, const OutgoingMessage& message,
                         const PermitClaim& claim);
  result<void> hand_over(const PermitState& state, const PermitClaim& claim, MessageReport& report);
  void keep_words(const PermitState& state, const OutgoingMessage& message,
                  const SendReceipt& receipt, std::error_code failure);
  std::error_code disarm(const PermitState& state, BrokenInvariant broken);
  result<void> cancel(MessageReport& report, std::string_view why);
  result<void> wait(const ClaimedAttempt& claimed, const PermitDecision& decision,
                    MessageReport& report);
  result<void> wait_for_turn(Instant turn, const Progress& progress);
  result<void> give_out(const PermitState& state, const PermitClaim& claim, MessageReport& report);
  void done(const MessageReport& report);
  [[nodiscard]] PermitClaim claim_of(const Lease& lease) const;

  const EnginePorts& ports_;
  const EngineOptions& options_;
  Unstored& unstored_;
  CompanyId company_;
  DispatchUntil until_;
  const MessageObserver& observer_;
  DispatchCounts counts_;
  bool is_for_outside_ = false;
  Engine::HandedOut handed_out_;
  std::optional<MessageFate> fate_;  ///< of the last attempt done with
  std::int64_t done_ = 0;  ///< attempts reported; one that only waits for its turn is not done
};

}  // namespace reactivation::detail
