// What an engine works with: the ports it calls, and how it goes about it.
#pragma once

#include <cstdint>
#include <string>

#include "reactivation/core/plan_policy.hpp"
#include "reactivation/ports/attempt_store.hpp"
#include "reactivation/ports/clock.hpp"
#include "reactivation/ports/dialogue_memory.hpp"
#include "reactivation/ports/draft_log.hpp"
#include "reactivation/ports/inbox.hpp"
#include "reactivation/ports/messenger.hpp"
#include "reactivation/ports/notifier.hpp"
#include "reactivation/ports/office.hpp"
#include "reactivation/ports/results_source.hpp"
#include "reactivation/ports/slot_source.hpp"
#include "reactivation/ports/snapshot_source.hpp"
#include "reactivation/ports/text_model.hpp"

namespace reactivation {

/// What an engine works with; all of it must outlive the engine.
struct EnginePorts {
  SnapshotSource& snapshots;
  AttemptStore& attempts;
  Inbox& inbox;
  Office& office;
  SlotSource& slots;
  Messenger& messenger;
  Clock& clock;
  DialogueMemory* dialogues = nullptr;
  Notifier* notifier = nullptr;
  /// Both, or every text is a template's. The model alone reads replies, if the options say so.
  TextModel* model = nullptr;
  DraftLog* drafts = nullptr;
  /// Keeps who was eligible, held out or not, when a day is planned; and with a notifier the admin
  /// is told when few book. Without it no effect can be measured.
  ResultsSource* results = nullptr;
};

/// Whether other engines may dispatch the same company at the same time.
enum class Sharing : std::uint8_t {
  shared,
  alone,  ///< the caller knows that nobody else does: hand-overs left open are settled at once
};

struct EngineOptions {
  std::string owner = "engine";  ///< names this worker among all that share the store
  std::string here;              ///< names this installation: see `Office::arm`
  /// How long a worker may hold one attempt; never less than twice the messenger's `send_max`.
  Seconds lease{300};
  Sharing sharing = Sharing::shared;
  int drafts_at_once = 64;   ///< waiting attempts without a text that are read at once
  Days drafts_kept_for{90};  ///< prompts and answers; `sweep` forgets older ones
  /// Sends the texts of clients' replies to `EnginePorts::model`, which may only make their reading
  /// more careful (core/reply_merge.hpp). `on_event` and `sweep` ask it before the effect is
  /// written, for up to 30 seconds a reply; calls from inside `dispatch` or `sweep` do not. Without
  /// an answer of the model's the lexicon's reading stands. What all engines over one store do
  /// should be the same.
  bool model_reads_replies = false;
  /// Whom `plan`, `run_day` and `preview` choose by. `rhythm` reads the company's whole history
  /// each time (docs/rhythm.md).
  PolicyKind policy = PolicyKind::spec;
};

}  // namespace reactivation
