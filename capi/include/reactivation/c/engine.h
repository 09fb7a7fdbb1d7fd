/** @file
 * An engine over a store: plan a day, store it, hand its messages over, and what time makes of
 * them. Since 0.1, all of it.
 *
 * Thread, for everything that takes an engine here and in events.h and people.h: any, and calls
 * take turns.
 * - Events, signals, orders and questions (events.h, people.h) of another thread wait until the
 *   call that is under way lets them in: it does so before each message, at the last look, inside
 *   `send`, `find_outcome`, `find_slots`, `wait_until` and `progress`, and every second of a wait.
 *   What is let in there is obeyed by the very message that is being handed over.
 * - The others, which need the engine for themselves (those of this header, and preview), wait for
 *   events, orders and questions, and are REACTIVATION_BUSY with no effect while another one of
 *   them is under way, and from inside any callback.
 * - Whoever has waited for turn_seconds_max is REACTIVATION_BUSY: a callback, or a step over a
 * large company or a locked file, took that long, or a callback waits itself for the one that
 * waits. So is an order from inside a callback of an order.
 * - What makes less be sent is never lost: on_event, on_signal, opt_out, pause, cancel_attempt,
 *   hold, disarm, stop_everything, erase_person and add_identity. When one of them fails before the
 *   engine has taken it in (BUSY, OUT_OF_MEMORY, a storage that fails), the same call with the
 *   same arguments (`why` may be another; an event and a signal: the same bytes) must come again.
 * Until it has, this engine hands nothing over: dispatch is REACTIVATION_MUST_REPEAT, names the
 * call, and one under way ends so before its next message. It counts as come again also when it is
 * then refused for good, as NOT_FOUND. Up to 256 such calls are remembered; with more the engine
 * hands nothing over for good. A new engine knows of none: repeat them there first. Any number of
 * engines, in any number of threads and processes, may share a file of SQLite or a database of
 * PostgreSQL, there also of several machines. An engine belongs to the process that made it: after
 * a fork every call in the child but destroy is REACTIVATION_UNSUPPORTED.
 *
 * Errors of all of them, besides those named: INVALID_ARGUMENT, DOCUMENT_TOO_LARGE (a text of more
 * than 64 MiB), BUSY, UNSUPPORTED (the engine of another process), OUT_OF_MEMORY, CALLBACK_FAILED,
 * INTERNAL, and the STORAGE_… ones. What was committed before a failure stays committed, and
 * the same call again goes on with the rest.
 */
#ifndef REACTIVATION_C_ENGINE_H
#define REACTIVATION_C_ENGINE_H

#include "reactivation/c/base.h"
#include "reactivation/c/ports.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct reactivation_engine reactivation_engine;

/** Makes the file of `sqlite:`, or our tables in the database of `postgresql:`, when there are
 * none; else that is NOT_FOUND. */
#define REACTIVATION_ENGINE_CREATE 1u
/** The caller knows that nobody else dispatches: hand-overs left open are settled at once. */
#define REACTIVATION_ENGINE_ALONE 2u
/** `program:` as messenger: its standard error is that of this process. */
#define REACTIVATION_ENGINE_SHOW_PROGRAM_ERRORS 4u

typedef struct reactivation_engine_options {
  uint32_t struct_size;
  uint32_t flags; /**< REACTIVATION_ENGINE_… */
  /** `sqlite:PATH`, `postgresql://HOST/DATABASE` as libpq reads it (docs/postgres.md; UNSUPPORTED
   * where the library was built without), or `memory:` (gone with the engine). Required. */
  reactivation_text storage;
  /** `outbox:DIR` (one file a message, reaches nobody), `program:PATH` (docs/program.md); empty:
   * nothing is sent, and dispatch is UNSUPPORTED. */
  reactivation_text messenger;
  /** `system:`, or `virtual:INSTANT`, which stands still until somebody waits; empty: system. */
  reactivation_text clock;
  /** `program:PATH` (docs/program.md); empty: nobody is told. */
  reactivation_text notifier;
  /** This worker among all that share the store; empty: a name by chance. */
  reactivation_text owner;
  /** This installation, for arming; empty: this machine and this file, or this database on its
   * server, whatever the machine. */
  reactivation_text here;
  int64_t lease_seconds; /**< how long a worker may hold one attempt, 1 to 86400 [300] */
  const reactivation_text* messenger_arguments; /**< of `program:`, after its name; or null */
  uint64_t messenger_argument_count;
  int64_t messenger_seconds_max; /**< that `program:` may take, 1 to 3600 [30] */
  /** That a call waits for another thread's call to let it in, 0 to 3600 [30]. */
  int64_t turn_seconds_max;
  /** Whom plan and run_day choose by: `spec` (a fixed interval a service), or `rhythm` (each
   * client's own, learnt from the whole history each time); empty: spec. */
  reactivation_text policy;
} reactivation_engine_options;
REACTIVATION_API void reactivation_engine_options_init(reactivation_engine_options* options);

/** Opens the storage and takes the ports over. `ports` may be null. Owns: the engine is the
 * caller's, to be ended with reactivation_engine_destroy; the ports are taken over also when it
 * fails (ports.h). Errors: also NOT_FOUND (no such file, without REACTIVATION_ENGINE_CREATE),
 * IO_FAILED and MESSENGER_FAILED (the outbox's folder or a program cannot be used); UNSUPPORTED (a
 * storage that this build lacks); STORAGE_FAILED (no connection: it names host and database, never
 * user or password). Not BUSY. */
REACTIVATION_API reactivation_status reactivation_engine_create(
    const reactivation_engine_options* options, const reactivation_ports* ports,
    reactivation_engine** engine, reactivation_error* error);

/** Closes the storage, then releases the ports. Null is fine. While a call of the engine is under
 * way, on any thread, and so from inside its callbacks, it has no effect: call it again afterwards.
 * No other call may begin meanwhile or later. In a forked child it forgets the storage without
 * touching it, and has no effect when a call was under way at the fork. */
REACTIVATION_API void reactivation_engine_destroy(reactivation_engine* engine);

/** Asks the call that is under way, or else the next one that can be (plan, run_day, dispatch,
 * sweep), to end with CANCELLED between two steps, once. A wait of dispatch ends within a second; a
 * callback that is running is not interrupted. Thread: any, and signal handlers. Null is fine.
 * Errors: INVALID_ARGUMENT, UNSUPPORTED (in a forked child, where it has no effect). */
REACTIVATION_API reactivation_status reactivation_engine_cancel(reactivation_engine* engine);

/** `flags` of reactivation_engine_dispatch: waits for every turn of the day, instead of taking what
 * may leave now. A virtual clock walks through the day in no time. */
#define REACTIVATION_DISPATCH_WINDOW 2u

typedef struct reactivation_call_options {
  uint32_t struct_size;
  uint32_t flags;                 /**< of dispatch: REACTIVATION_DISPATCH_…; of the others: 0 */
  int64_t company_id;             /**< not of sweep */
  reactivation_progress progress; /**< or null */
  void* progress_user_data;
} reactivation_call_options;
REACTIVATION_API void reactivation_call_options_init(reactivation_call_options* options);

/** The plan of now, as run_day would store it, without those who are not due:
 * `reactivation.plan/1`. Effect: none. Errors: also NOT_FOUND (the company), CANCELLED. */
REACTIVATION_API reactivation_status
reactivation_engine_plan(reactivation_engine* engine, const reactivation_call_options* options,
                         reactivation_bytes* plan, reactivation_error* error);

/** Plans the company's day and stores its attempts. Again, also in another process, it stores
 * nothing twice; cancelled it has stored nothing. Sends nothing. `plan` (or null): what was
 * planned. `attempts_new` (or null): how many were not stored before. Errors: also NOT_FOUND (the
 * company), CANCELLED. */
REACTIVATION_API reactivation_status reactivation_engine_run_day(
    reactivation_engine* engine, const reactivation_call_options* options, reactivation_bytes* plan,
    int64_t* attempts_new, reactivation_error* error);

/** Hands waiting attempts over, one at a time, each looked at again and at most once: what became
 * of each, as `reactivation.run/1` (whose `planned` and `stored` are 0). Blocks as long as the
 * messenger does. Errors: also NOT_FOUND (the company), UNSUPPORTED (an engine without a messenger,
 * or a clock that cannot wait), CANCELLED, MUST_REPEAT (see above), MESSENGER_FAILED,
 * INVARIANT_BROKEN (the store contradicted itself: the message did not leave, the account is
 * disarmed); then nothing is known of the messages but what the store says. */
REACTIVATION_API reactivation_status
reactivation_engine_dispatch(reactivation_engine* engine, const reactivation_call_options* options,
                             reactivation_bytes* run, reactivation_error* error);

/** What time alone makes of all companies' attempts (lost hand-overs, deadlines, expiries), and
 * events that were left behind: `reactivation.sweep/1`. Run it every few minutes. Errors: also
 * CANCELLED. */
REACTIVATION_API reactivation_status
reactivation_engine_sweep(reactivation_engine* engine, const reactivation_call_options* options,
                          reactivation_bytes* sweep, reactivation_error* error);

/** Everything that a decision about the company needs: `reactivation.snapshot/1`. It contains names
 * and phones. Effect: none. Errors: also NOT_FOUND (the company). */
REACTIVATION_API reactivation_status reactivation_engine_snapshot(reactivation_engine* engine,
                                                                  int64_t company_id,
                                                                  reactivation_bytes* snapshot,
                                                                  reactivation_error* error);

/** Why that client is written to or not now, and when next: `reactivation.explanation/1`. Effect:
 * none. Errors: also NOT_FOUND (the company, the client). */
REACTIVATION_API reactivation_status reactivation_engine_explain(reactivation_engine* engine,
                                                                 reactivation_person person,
                                                                 reactivation_bytes* explanation,
                                                                 reactivation_error* error);

/** A new company, from a document `reactivation.snapshot/1`. `memory:` takes all of it. The
 * others take `company`, `settings` and `account`; a document with rows is UNSUPPORTED: services,
 * clients and visits come by the program's `import`, or stand in tables of your own in the same
 * database (docs/storage.md, docs/postgres.md). Errors: also INVALID_DOCUMENT; INVALID_ARGUMENT
 * when the id is taken. */
REACTIVATION_API reactivation_status reactivation_engine_add_company(reactivation_engine* engine,
                                                                     reactivation_text snapshot,
                                                                     reactivation_error* error);

/** The company's settings, the snapshot's object `settings`, replaced as a whole.
 * Errors: also NOT_FOUND (the company), INVALID_DOCUMENT. */
REACTIVATION_API reactivation_status reactivation_engine_set_settings(reactivation_engine* engine,
                                                                      int64_t company_id,
                                                                      reactivation_text settings,
                                                                      reactivation_error* error);

/** The rule of one service, an element of the snapshot's `rules`, added or replaced.
 * Errors: also NOT_FOUND (the company), INVALID_DOCUMENT. */
REACTIVATION_API reactivation_status reactivation_engine_put_rule(reactivation_engine* engine,
                                                                  int64_t company_id,
                                                                  reactivation_text rule,
                                                                  reactivation_error* error);

/** All free times of the company that the storage knows, replaced: {"slots": […]} as a slot source
 * writes it. A slot source of the host's is asked instead of them. Errors: also NOT_FOUND (the
 * company), INVALID_DOCUMENT. */
REACTIVATION_API reactivation_status reactivation_engine_set_slots(reactivation_engine* engine,
                                                                   int64_t company_id,
                                                                   reactivation_text slots,
                                                                   reactivation_error* error);

#ifdef __cplusplus
}
#endif

#endif
