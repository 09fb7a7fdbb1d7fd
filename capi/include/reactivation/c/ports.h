/** @file
 * What a host may do itself: tables of callbacks, handed to reactivation_engine_create. Since 0.1,
 * all of it. The documents are described in docs/c-api.md.
 *
 * For every callback:
 * - It runs on the thread of the call that needs it, inside that call, under no lock. From inside
 *   it, the functions that are marked so may be called on its engine; others answer
 *   REACTIVATION_BUSY. Other threads get in while `send`, `find_outcome`, `find_slots`,
 *   `wait_until` and `progress` run, as long as those take; during the other callbacks, which must
 *   not block for long, they wait. So `now`, `notify`, `load` and `save` of a call that got in may
 *   run on its thread at the same time as one of the five: guard what they share. Hold no lock that
 *   they need across reactivation_last_look_ask, which waits for those who got in; after
 *   turn_seconds_max (engine.h) it answers no. A callback that waits for another thread's call of
 *   the same engine gets REACTIVATION_BUSY there after that time.
 * - Texts and pointers that it is given live until it returns. A result is written with
 *   reactivation_sink_write, which copies; the library never frees memory of the host.
 * - It returns REACTIVATION_OK, or another status that its description names. Anything else, OK
 *   without a result, a result that is no such document, and a C++ exception are a broken promise:
 *   the call ends with REACTIVATION_CALLBACK_FAILED and names the callback and what was wrong. It
 *   must return: leaving by longjmp, pthread_exit or the thread's cancellation is undefined.
 * - `user_data` is the host's and is only handed on.
 *
 * A table is copied when the engine is made. `release` (or null) is called with its `user_data`
 * exactly once: by reactivation_engine_destroy, or by a reactivation_engine_create that fails (also
 * when the table was the cause). A table whose `struct_size` is not right, and each table of
 * `ports` whose own is not, was not read and is not released: it stays the host's.
 */
#ifndef REACTIVATION_C_PORTS_H
#define REACTIVATION_C_PORTS_H

#include "reactivation/c/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Takes the result of one callback; belongs to its engine and lives as long. */
typedef struct reactivation_sink reactivation_sink;

/** Appends a copy of the bytes to the result. Thread: that of the callback, inside it.
 * Errors: INVALID_ARGUMENT (also outside of the callback that it was given to), DOCUMENT_TOO_LARGE
 * (then the result is lost), OUT_OF_MEMORY. */
REACTIVATION_API reactivation_status reactivation_sink_write(reactivation_sink* sink,
                                                             reactivation_text bytes);

/** The last look before the first byte; belongs to its engine and lives as long. */
typedef struct reactivation_last_look reactivation_last_look;

/** Asked by `send` exactly once, when it could write at once (a connection stands): OK, or
 * CANCELLED when nothing may be written (an opt-out came in, somebody stopped everything); then
 * `send` returns CANCELLED, or writes the receipt not_started. Thread: that of `send`, inside it.
 * Errors: INVALID_ARGUMENT (also outside of `send`), OUT_OF_MEMORY, INTERNAL: nothing may be
 * written then either. */
REACTIVATION_API reactivation_status reactivation_last_look_ask(reactivation_last_look* look);

/** `flags`. A messenger that reaches nobody (files, tests) needs no arming and may get test numbers
 * (+999…); one that reaches people gets no others than real ones. */
#define REACTIVATION_MESSENGER_REACHES_PEOPLE 1u

typedef struct reactivation_messenger {
  uint32_t struct_size;
  uint32_t flags; /**< REACTIVATION_MESSENGER_… [REACHES_PEOPLE] */
  void* user_data;
  void (*release)(void* user_data);
  int64_t send_seconds_max; /**< the longest that `send` takes, 1 to 3600 [30] */
  /** Hands the message over, at most once for an attempt_id, and never repeats by itself.
   * `message`: one JSON object: attempt_id, company_id, client_id, service_id, phone (E.164),
   * text (what is to be sent), template_id (which wording it is), discount_percent, slots (what
   * the text offers: service_id, staff_id, datetime in UTC), sent_at. Writes a receipt: {"outcome":
   * accepted | rejected | not_started | uncertain, "provider_id", "is_number_unknown",
   * "person_fault", "signal"}; `outcome` alone is required, and `provider_id` for what reaches
   * people and was accepted: 1 to 512 bytes without control characters, any other is none, and
   * without one it counts as uncertain. CANCELLED, after the last look said no: not_started.
   * MESSENGER_FAILED: no byte has left, and the messenger does not work; dispatch ends with it.
   * Anything else (other statuses, no receipt, an exception, no last look) counts as sent and is
   * never repeated, and the call ends before its next message. */
  reactivation_status (*send)(void* user_data, reactivation_text message,
                              reactivation_last_look* look, reactivation_sink* receipt);
  /** Or null. What became of a hand-over whose answer was lost: a receipt, or NOT_FOUND when the
   * messenger cannot tell. Effect: none. */
  reactivation_status (*find_outcome)(void* user_data, reactivation_text attempt_id,
                                      reactivation_sink* receipt);
} reactivation_messenger;
REACTIVATION_API void reactivation_messenger_init(reactivation_messenger* messenger);

/** Free times. Without this table they are those of the storage. Asked by plan, run_day and preview
 * for the services that are planned, and by dispatch again for each message that names times. */
typedef struct reactivation_slot_source {
  uint32_t struct_size;
  uint32_t flags; /**< 0 */
  void* user_data;
  void (*release)(void* user_data);
  /** `question`: {"company_id", "service_ids": […], "from", "until"}. Writes {"slots":
   * [{"service_id", "staff_id", "datetime", "duration_minutes"}, …]}, in any order, at most 500 a
   * service; instants with an offset or `Z`. An empty list is an answer. IO_FAILED: they cannot be
   * had now, and texts name no times. */
  reactivation_status (*find_slots)(void* user_data, reactivation_text question,
                                    reactivation_sink* slots);
} reactivation_slot_source;
REACTIVATION_API void reactivation_slot_source_init(reactivation_slot_source* source);

typedef struct reactivation_clock {
  uint32_t struct_size;
  uint32_t flags; /**< 0 */
  void* user_data;
  void (*release)(void* user_data);
  /** The present, between the years 2000 and 2200. */
  reactivation_status (*now)(void* user_data, int64_t* unix_seconds);
  /** Returns OK when `now` is `unix_seconds` or later, CANCELLED when it was woken before: then
   * dispatch ends with it. Asked for a second at most; between two of them progress and
   * reactivation_engine_cancel are looked at, which do not interrupt it. Only needed for
   * REACTIVATION_DISPATCH_WINDOW; null: such a call is UNSUPPORTED. */
  reactivation_status (*wait_until)(void* user_data, int64_t unix_seconds);
  /** Or null: always. Writes 1 when the clock can be believed, 0 when it was set by hand or went
   * its own way; then nothing is sent to people. */
  reactivation_status (*is_trusted)(void* user_data, int32_t* is_trusted);
} reactivation_clock;
REACTIVATION_API void reactivation_clock_init(reactivation_clock* clock);

/** Words to the company's admin. Best effort: whatever `notify` returns, the notice is told once,
 * and the change that it tells of stands. */
typedef struct reactivation_notifier {
  uint32_t struct_size;
  uint32_t flags; /**< 0 */
  void* user_data;
  void (*release)(void* user_data);
  /** `notice`: `reactivation.notice/1`, without names, phones or texts. Must not block for long. */
  reactivation_status (*notify)(void* user_data, reactivation_text notice);
} reactivation_notifier;
REACTIVATION_API void reactivation_notifier_init(reactivation_notifier* notifier);

/** What the host's assistant must know when a client answers. Without this table it is kept in the
 * storage. IO_FAILED from either: it cannot be had now, which costs convenience and nothing else.
 */
typedef struct reactivation_dialogue_memory {
  uint32_t struct_size;
  uint32_t flags; /**< 0 */
  void* user_data;
  void (*release)(void* user_data);
  /** Writes `reactivation.dialogue/1`, or returns NOT_FOUND when nothing was said. From inside it,
   * reactivation_engine_dialogue is BUSY. */
  reactivation_status (*load)(void* user_data, reactivation_person person,
                              reactivation_sink* dialogue);
  /** Replaces what was known. */
  reactivation_status (*save)(void* user_data, reactivation_person person,
                              reactivation_text dialogue);
} reactivation_dialogue_memory;
REACTIVATION_API void reactivation_dialogue_memory_init(reactivation_dialogue_memory* memory);

/** Null: the built-in one that the engine's options name. */
typedef struct reactivation_ports {
  uint32_t struct_size;
  uint32_t flags; /**< 0 */
  const reactivation_messenger* messenger;
  const reactivation_slot_source* slot_source;
  const reactivation_clock* clock;
  const reactivation_notifier* notifier;
  const reactivation_dialogue_memory* dialogue_memory;
} reactivation_ports;
REACTIVATION_API void reactivation_ports_init(reactivation_ports* ports);

#ifdef __cplusplus
}
#endif

#endif
