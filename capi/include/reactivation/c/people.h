/** @file
 * What people decide about clients, messages and accounts, and what they ask. Since 0.1, all of it.
 * Thread and common errors: engine.h; also from inside a callback of plan, run_day, dispatch or
 * sweep, but for preview. Attempts are named by their 36 characters. Every decision
 * leaves a row in the store's events. */
#ifndef REACTIVATION_C_PEOPLE_H
#define REACTIVATION_C_PEOPLE_H

#include "reactivation/c/base.h"
#include "reactivation/c/engine.h"

#ifdef __cplusplus
extern "C" {
#endif

/* --- Clients. `applied` (or null) is a
 * `reactivation.applied/1`: has_changed, and in_flight, the attempts that were leaving at that very
 * moment to somebody who opts out. Errors: also NOT_FOUND. */

/** Opts the person out, on the account and in its companies, by every identity, now and later.
 * After an error of storage it must be repeated; until it is stored this engine sends nothing, and
 * it tries so itself before each dispatch and sweep. */
REACTIVATION_API reactivation_status reactivation_engine_opt_out(reactivation_engine* engine,
                                                                 reactivation_person person,
                                                                 reactivation_text why,
                                                                 reactivation_bytes* applied,
                                                                 reactivation_error* error);

/** The one way back. `evidence` (who said so, when, where) is required and kept. */
REACTIVATION_API reactivation_status reactivation_engine_opt_in(reactivation_engine* engine,
                                                                reactivation_person person,
                                                                reactivation_text evidence,
                                                                reactivation_bytes* applied,
                                                                reactivation_error* error);

/** No message before that instant. */
REACTIVATION_API reactivation_status reactivation_engine_pause(reactivation_engine* engine,
                                                               reactivation_person person,
                                                               int64_t until_unix_seconds,
                                                               reactivation_bytes* applied,
                                                               reactivation_error* error);

/** A person has looked at the client's reply: they may be written to again. */
REACTIVATION_API reactivation_status reactivation_engine_clear(reactivation_engine* engine,
                                                               reactivation_person person,
                                                               reactivation_bytes* applied,
                                                               reactivation_error* error);

/** Ends the campaign of that attempt. Errors: also NOT_FOUND (the attempt). */
REACTIVATION_API reactivation_status
reactivation_engine_cancel_attempt(reactivation_engine* engine, reactivation_text attempt_id,
                                   reactivation_bytes* applied, reactivation_error* error);

/* --- Messages */

/** A waiting attempt stays until it is approved, or its day ends. Errors: also NOT_FOUND when it
 * does not wait. */
REACTIVATION_API reactivation_status reactivation_engine_hold(reactivation_engine* engine,
                                                              reactivation_text attempt_id,
                                                              reactivation_error* error);
/** Lets a held attempt go. Errors: also NOT_FOUND when it does not wait. */
REACTIVATION_API reactivation_status reactivation_engine_approve(reactivation_engine* engine,
                                                                 reactivation_text attempt_id,
                                                                 reactivation_error* error);

/** Passes over the cadence and the number of attempts, never over opt-out, consent, limits, hours.
 */
#define REACTIVATION_SEND_PAST_CADENCE 1u

/** One message by hand, now or at the next turn that the limits allow today; it waits for dispatch
 * like any other. `send` is a `reactivation.send/1`: its attempt_id, or null and the reason against
 * it, which is no failure of the call. Errors: also NOT_FOUND (the company, the client, a rule for
 * the service). */
REACTIVATION_API reactivation_status reactivation_engine_send(reactivation_engine* engine,
                                                              reactivation_person person,
                                                              int64_t service_id, uint32_t flags,
                                                              reactivation_bytes* send,
                                                              reactivation_error* error);

/** What the plan of now says about the client, with the text they would get:
 * `reactivation.preview/1` (planned or skipped, text, problem). Effect: none. Errors: also
 * NOT_FOUND (the company, the client). */
REACTIVATION_API reactivation_status reactivation_engine_preview(reactivation_engine* engine,
                                                                 reactivation_person person,
                                                                 reactivation_bytes* preview,
                                                                 reactivation_error* error);

/* --- Accounts */

/** The messaging account of a company. Errors: also NOT_FOUND (the company, or it has none). */
REACTIVATION_API reactivation_status reactivation_engine_find_account(reactivation_engine* engine,
                                                                      int64_t company_id,
                                                                      int64_t* account_id,
                                                                      reactivation_error* error);

/** How it stands: {"schema": "reactivation.gate/1", "account_id", "armed_here", "stopped",
 * "awaits_confirmation"}. Errors: also NOT_FOUND. */
REACTIVATION_API reactivation_status reactivation_engine_gate(reactivation_engine* engine,
                                                              int64_t account_id,
                                                              reactivation_bytes* gate,
                                                              reactivation_error* error);

/** Sends to people become possible on this installation, and only there. Errors: also NOT_FOUND. */
REACTIVATION_API reactivation_status reactivation_engine_arm(reactivation_engine* engine,
                                                             int64_t account_id,
                                                             reactivation_error* error);
/** Takes that back. Errors: also NOT_FOUND. */
REACTIVATION_API reactivation_status reactivation_engine_disarm(reactivation_engine* engine,
                                                                int64_t account_id,
                                                                reactivation_text why,
                                                                reactivation_error* error);
/** A person has looked after a ban or a stop, which end. Errors: also NOT_FOUND. */
REACTIVATION_API reactivation_status reactivation_engine_confirm(reactivation_engine* engine,
                                                                 int64_t account_id,
                                                                 reactivation_error* error);
/** Every account of the store stops at once; each starts again by confirm. */
REACTIVATION_API reactivation_status reactivation_engine_stop_everything(
    reactivation_engine* engine, reactivation_text why, reactivation_error* error);

/* --- Questions */

/** The client whom a code means: the outside system's, or else our number, in decimal.
 * Errors: also NOT_FOUND. */
REACTIVATION_API reactivation_status reactivation_engine_find_client(reactivation_engine* engine,
                                                                     int64_t company_id,
                                                                     reactivation_text code,
                                                                     int64_t* client_id,
                                                                     reactivation_error* error);

/** What the client was promised and still holds, latest first: `reactivation.offers/1`, with the
 * texts; none for a client whom nobody knows. Errors: also NOT_FOUND (the company). */
REACTIVATION_API reactivation_status reactivation_engine_find_offers(reactivation_engine* engine,
                                                                     reactivation_person person,
                                                                     reactivation_bytes* offers,
                                                                     reactivation_error* error);

/** What the host's assistant must know when the client answers: `reactivation.dialogue/1`.
 * Errors: also NOT_FOUND when nothing was said, IO_FAILED of the host's dialogue memory. */
REACTIVATION_API reactivation_status reactivation_engine_dialogue(reactivation_engine* engine,
                                                                  reactivation_person person,
                                                                  reactivation_bytes* dialogue,
                                                                  reactivation_error* error);

/** Days of the company, both included. */
typedef struct reactivation_day_span {
  int32_t first_day; /**< counted from 1970-01-01, 0 to 84005 (2199-12-31) */
  int32_t last_day;
} reactivation_day_span;
/** Counts and rates of the messages sent on those days: `reactivation.stats/1`. Errors: also
 * NOT_FOUND (the company). */
REACTIVATION_API reactivation_status reactivation_engine_stats(reactivation_engine* engine,
                                                               int64_t company_id,
                                                               reactivation_day_span days,
                                                               reactivation_bytes* stats,
                                                               reactivation_error* error);

/** Everything that is stored about the client, as `reactivation.person/1`; what `memory:` does not
 * keep is null. That it was told leaves a row in the events. Errors: also NOT_FOUND. */
REACTIVATION_API reactivation_status reactivation_engine_export_person(reactivation_engine* engine,
                                                                       reactivation_person person,
                                                                       reactivation_bytes* document,
                                                                       reactivation_error* error);

/** Removes name, identities, texts and messages; an opt-out stays, as a hash of each identity.
 * There is no way back. Errors: also NOT_FOUND. */
REACTIVATION_API reactivation_status reactivation_engine_erase_person(reactivation_engine* engine,
                                                                      reactivation_person person,
                                                                      reactivation_error* error);

/** Remembers that the client is also known by this identity: kind `phone` (E.164), `external_id`,
 * `lid`, `user_id` or `chat_id`. An opt-out by that identity holds for the client from then on.
 * Errors: also NOT_FOUND (the company, the client). */
REACTIVATION_API reactivation_status reactivation_engine_add_identity(reactivation_engine* engine,
                                                                      reactivation_person person,
                                                                      reactivation_text kind,
                                                                      reactivation_text value,
                                                                      reactivation_error* error);

#ifdef __cplusplus
}
#endif

#endif
