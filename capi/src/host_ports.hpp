// The host's tables of callbacks as ports of the engine. A callback that breaks its promise is
// noted in `Promises`, and the call that needed it ends.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "owed.hpp"
#include "promises.hpp"
#include "reactivation/ports/clock.hpp"
#include "reactivation/ports/dialogue_memory.hpp"
#include "reactivation/ports/messenger.hpp"
#include "reactivation/ports/notifier.hpp"
#include "reactivation/ports/slot_source.hpp"
#include "turn.hpp"

namespace reactivation::capi {

class HostMessenger final : public Messenger {
public:
  HostMessenger(const reactivation_messenger& table, Promises& promises, const Clock& clock,
                Turn& turn)
      : table_(table), promises_(promises), clock_(clock), turn_(turn) {}

  [[nodiscard]] Reach reach() const noexcept override;
  [[nodiscard]] Seconds send_max() const noexcept override;
  [[nodiscard]] result<SendReceipt> send(const OutgoingMessage& message, LastLook& look) override;
  [[nodiscard]] result<std::optional<SendReceipt>> find_outcome(const AttemptId& attempt) override;

private:
  [[nodiscard]] SendReceipt receipt_of(reactivation_status status, const char* callback);
  void check_look(const SendReceipt& receipt);

  reactivation_messenger table_;
  Promises& promises_;
  const Clock& clock_;
  Turn& turn_;
  reactivation_sink sink_;
  reactivation_last_look look_;
};

class HostSlots final : public SlotSource {
public:
  HostSlots(const reactivation_slot_source& table, Promises& promises, Turn& turn)
      : table_(table), promises_(promises), turn_(turn) {}
  [[nodiscard]] result<std::vector<Slot>> find_slots(CompanyId company,
                                                     std::span<const ServiceId> services,
                                                     Instant from, Instant until) override;

private:
  reactivation_slot_source table_;
  Promises& promises_;
  Turn& turn_;
  reactivation_sink sink_;
};

class HostClock final : public Clock {
public:
  HostClock(const reactivation_clock& table, Promises& promises, Turn& turn)
      : table_(table), promises_(promises), turn_(turn) {}
  [[nodiscard]] bool can_wait() const noexcept { return table_.wait_until != nullptr; }
  /// The latest time that it has told when it tells none.
  [[nodiscard]] Instant now() const override;
  [[nodiscard]] result<void> wait_until(Instant at) override;
  [[nodiscard]] ClockTrust trust() const override;

private:
  reactivation_clock table_;
  Promises& promises_;
  Turn& turn_;
  mutable Instant last_ = min_instant;
  mutable bool is_silent_ = false;
};

class HostDialogues final : public DialogueMemory {
public:
  HostDialogues(const reactivation_dialogue_memory& table, Promises& promises)
      : table_(table), promises_(promises) {}
  [[nodiscard]] result<std::optional<Dialogue>> load_dialogue(CompanyId company,
                                                              ClientId client) override;
  [[nodiscard]] result<void> save_dialogue(const Dialogue& dialogue) override;

private:
  reactivation_dialogue_memory table_;
  Promises& promises_;
  reactivation_sink sink_;
};

class HostNotifier {
public:
  explicit HostNotifier(const reactivation_notifier& table) : table_(table) {}
  void notify(const std::string& notice) const noexcept;

private:
  reactivation_notifier table_;
};

/// A messenger whose words about the account are remembered for the notice about it. It hands
/// nothing over after a broken promise, when what else it rests on may be wrong, nor while a call
/// must be repeated; and right before the first byte it lets in who waits: an opt-out, say.
class HeardMessenger final : public Messenger {
public:
  /// `longest`: that it waits for those whom it let in.
  HeardMessenger(Messenger& inner, const Promises& promises, const Owed& owed, Turn& turn,
                 const std::chrono::seconds& longest)
      : inner_(inner), promises_(promises), owed_(owed), turn_(turn), longest_(longest) {}
  [[nodiscard]] Reach reach() const noexcept override { return inner_.reach(); }
  [[nodiscard]] Seconds send_max() const noexcept override { return inner_.send_max(); }
  [[nodiscard]] result<SendReceipt> send(const OutgoingMessage& message, LastLook& look) override;
  [[nodiscard]] result<std::optional<SendReceipt>> find_outcome(const AttemptId& attempt) override {
    return inner_.find_outcome(attempt);
  }
  [[nodiscard]] std::optional<AccountSignalKind> heard() const noexcept { return heard_; }
  void hear(AccountSignalKind kind) noexcept { heard_ = kind; }

private:
  Messenger& inner_;
  const Promises& promises_;
  const Owed& owed_;
  Turn& turn_;
  const std::chrono::seconds& longest_;
  std::optional<AccountSignalKind> heard_;
};

/// A messenger of the library's own, which may take its time: others get in meanwhile.
class OpenMessenger final : public Messenger {
public:
  OpenMessenger(std::unique_ptr<Messenger> inner, Turn& turn)
      : inner_(std::move(inner)), turn_(turn) {}
  [[nodiscard]] Reach reach() const noexcept override { return inner_->reach(); }
  [[nodiscard]] Seconds send_max() const noexcept override { return inner_->send_max(); }
  [[nodiscard]] result<SendReceipt> send(const OutgoingMessage& message, LastLook& look) override {
    const Opening opening(turn_);
    return inner_->send(message, look);
  }
  [[nodiscard]] result<std::optional<SendReceipt>> find_outcome(const AttemptId& attempt) override {
    const Opening opening(turn_);
    return inner_->find_outcome(attempt);
  }

private:
  std::unique_ptr<Messenger> inner_;
  Turn& turn_;
};

/// Stands where nothing is sent.
class NoMessenger final : public Messenger {
public:
  [[nodiscard]] Reach reach() const noexcept override { return Reach::nobody; }
  [[nodiscard]] result<SendReceipt> send(const OutgoingMessage&, LastLook&) override {
    return make_error_code(errc::unsupported);
  }
};

}  // namespace reactivation::capi
