// What stands behind `reactivation_engine`, and how a call takes it.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "guard.hpp"
#include "host_ports.hpp"
#include "owed.hpp"
#include "promises.hpp"
#include "reactivation/adapters/outbox.hpp"
#include "reactivation/adapters/program_messenger.hpp"
#include "reactivation/adapters/program_notifier.hpp"
#include "reactivation/adapters/system_clock.hpp"
#include "reactivation/adapters/tz.hpp"
#include "reactivation/c/engine.h"
#include "reactivation/engine/engine.hpp"
#include "storage.hpp"
#include "turn.hpp"

namespace reactivation::capi {

/// Tells notices on, and lists them for the documents of a call.
class Notices final : public Notifier {
public:
  void notify(const Alert& alert) noexcept override;

  std::optional<HostNotifier> host;
  std::unique_ptr<ProgramNotifier> program;
  const Clock* clock = nullptr;
  const HeardMessenger* messenger = nullptr;
  std::vector<AlertKind> told;  ///< since the call began
};

}  // namespace reactivation::capi

struct reactivation_engine {
  reactivation::capi::Kind kind = reactivation::capi::Kind::engine;
  std::atomic<bool> is_cancelled{false};
  std::atomic<int> calls{0};  ///< that have begun and not ended
  reactivation::capi::Turn turn;
  std::chrono::seconds turn_longest{0};  ///< that a call waits for its turn
  reactivation::capi::Owed owed;
  std::int64_t process = 0;
  std::vector<std::pair<void (*)(void*), void*>> releases;

  reactivation::capi::Promises promises;
  reactivation::SystemTimeZones zones;
  reactivation::capi::Storage storage;
  std::string place;           ///< of the storage, for messages
  std::string messenger_kind;  ///< `outbox`, `program`, `host`; empty: none
  std::string outbox;
  std::string here;

  std::unique_ptr<reactivation::Clock> clock;
  reactivation::capi::HostClock* host_clock = nullptr;
  std::unique_ptr<reactivation::Messenger> messenger;
  std::unique_ptr<reactivation::capi::HeardMessenger> heard;
  std::unique_ptr<reactivation::SlotSource> slots;
  std::unique_ptr<reactivation::DialogueMemory> dialogues;
  reactivation::capi::Notices notices;
  std::optional<reactivation::Engine> engine;
};

namespace reactivation::capi {

/// A call from its first touch of the engine to its last: nobody may destroy it in between.
class Call {
public:
  explicit Call(reactivation_engine* engine) noexcept
      : engine_(engine != nullptr && engine->kind == Kind::engine ? engine : nullptr) {
    if (engine_ != nullptr) ++engine_->calls;
  }
  ~Call() {
    if (engine_ != nullptr) --engine_->calls;
  }
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

private:
  reactivation_engine* engine_;
};

/// Throws Failure when the call may not begin; ends it otherwise.
class Use {
public:
  Use(reactivation_engine* engine, Reentry reentry);
  ~Use();
  Use(const Use&) = delete;
  Use& operator=(const Use&) = delete;

private:
  reactivation_engine* engine_;
  Turn::Entry entry_;
};

/// Throws Failure when a callback of this call broke its promise.
void check_promises(const reactivation_engine& engine);
[[noreturn]] void fail(const reactivation_engine& engine, std::error_code error,
                       const std::string& what);

/// The value, or the end of the call: with the callback's fault, the storage's own sentence, or
/// `what`, which says what was looked for.
template <class T>
T get(const reactivation_engine& engine, result<T> answer, const std::string& what) {
  if (!answer) fail(engine, answer.error(), what);
  if constexpr (!std::is_void_v<T>) return std::move(answer).value();
}

template <class Body>
reactivation_status engine_call(reactivation_engine* engine, Reentry reentry,
                                reactivation_error* error, Body body) noexcept {
  const Call call(engine);
  return guarded(error, [&] {
    const Use use(engine, reentry);
    body(*engine);
  });
}

/// Whether the engine has answered a call, and so keeps it itself when the store did not take it.
enum class Taken : std::uint8_t { no, yes };

/// Keeps in mind that a call must be repeated, or that it need not be any more.
void remember(reactivation_engine* engine, const Subject& subject, reactivation_status status,
              Taken taken) noexcept;

/// Ends what `remember` is told of while the engine is still this thread's, whichever way it ends.
class Debt {
public:
  Debt(reactivation_engine* engine, const Subject& subject, const Taken& taken) noexcept
      : engine_(engine), subject_(subject), taken_(taken) {}
  ~Debt() {
    if (!is_settled_) remember(engine_, subject_, REACTIVATION_BUSY, taken_);
  }
  Debt(const Debt&) = delete;
  Debt& operator=(const Debt&) = delete;
  void settle(reactivation_status status) noexcept {
    remember(engine_, subject_, status, taken_);
    is_settled_ = true;
  }

private:
  reactivation_engine* engine_;
  const Subject& subject_;
  const Taken& taken_;
  bool is_settled_ = false;
};

/// A call that makes less be sent: it is never passed over. `body` says when it was taken in. What
/// is owed is written down before the next one gets its turn.
template <class Body>
reactivation_status owed_call(reactivation_engine* engine, const Subject& subject,
                              reactivation_error* error, Body body) noexcept {
  const Call call(engine);
  Taken taken = Taken::no;
  bool has_begun = false;
  const reactivation_status status = guarded(error, [&] {
    const Use use(engine, Reentry::let_in);
    has_begun = true;
    Debt debt(engine, subject, taken);
    try {
      body(*engine, taken);
    } catch (const Failure& failure) {
      debt.settle(failure.status);
      throw;
    }
    debt.settle(REACTIVATION_OK);
  });
  if (!has_begun) remember(engine, subject, status, taken);
  return status;
}

/// The last step of a call: nothing is given when a promise was broken.
inline void finish(const reactivation_engine& engine, reactivation_bytes* out,
                   std::string_view document) {
  check_promises(engine);
  if (out != nullptr) give(*out, document);
}

[[nodiscard]] CompanyId company_of(std::int64_t id);
[[nodiscard]] AccountId account_of(std::int64_t id);
[[nodiscard]] PersonKey person_of(reactivation_person person);
[[nodiscard]] AttemptId attempt_of(reactivation_text text);
[[nodiscard]] Company load_company(reactivation_engine& engine, CompanyId company);

}  // namespace reactivation::capi
