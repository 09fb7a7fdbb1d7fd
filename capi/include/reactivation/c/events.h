/** @file
 * What comes in from outside. Since 0.1, all of it. Thread and common errors: engine.h; also from
 * inside a callback of plan, run_day, dispatch or sweep. */
#ifndef REACTIVATION_C_EVENTS_H
#define REACTIVATION_C_EVENTS_H

#include "reactivation/c/base.h"
#include "reactivation/c/engine.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Takes in one `reactivation.event/1`: a message of a person, a delivery report, a booking, or
 * anything else. It is stored before anything is made of it; the same event again (provider and
 * event_id) has no further effect. `receipt` is a `reactivation.receipt/1`: receipt (stored,
 * known_already, id_reused) and is_done; not done means stored, blocking sends to its sender, and
 * left to reactivation_engine_sweep.
 *
 * After any failure but INVALID_DOCUMENT, DOCUMENT_TOO_LARGE and INVALID_ARGUMENT the sender must
 * repeat the event. After an error of storage this engine sends nothing until it has stored it,
 * which it tries itself before each dispatch and sweep; after BUSY and OUT_OF_MEMORY it sends
 * nothing until the same bytes have come again. Errors: also INVALID_DOCUMENT and
 * DOCUMENT_TOO_LARGE (nothing was stored). */
REACTIVATION_API reactivation_status reactivation_engine_on_event(reactivation_engine* engine,
                                                                  reactivation_text event,
                                                                  reactivation_bytes* receipt,
                                                                  reactivation_error* error);

/** What the messenger did to an account: {"kind" or "code", "at", "until"}; kind is a word of
 * docs/governor.md (temporary_ban, rate_limited, …), code the messenger's own number, as `131048`
 * or `connection:402`; `at` absent: now; `until` absent: not known. A ban stops the account at
 * once, until a person confirms. The same signal again changes nothing. Errors: also NOT_FOUND,
 * INVALID_DOCUMENT; INVALID_ARGUMENT when the code is none of an account. */
REACTIVATION_API reactivation_status reactivation_engine_on_signal(reactivation_engine* engine,
                                                                   int64_t account_id,
                                                                   reactivation_text signal,
                                                                   reactivation_error* error);

#ifdef __cplusplus
}
#endif

#endif
