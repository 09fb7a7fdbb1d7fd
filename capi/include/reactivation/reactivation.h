/* The C API of reactivation, whole. It needs C99 (or C++), and nothing but <stddef.h> and
 * <stdint.h>.
 *
 *   c/base.h       statuses, text in, bytes out, errors, version
 *   c/documents.h  pure: JSON documents in, JSON documents out (plan, explain, classify, …)
 *   c/columns.h    pure: the planner over your own arrays, nothing copied
 *   c/ports.h      what you may do yourself: tables of callbacks
 *   c/engine.h     an engine over a store: plan, store, send, sweep
 *   c/events.h     what comes in: replies, deliveries, bookings, signals
 *   c/people.h     what people decide and ask: opt-outs, approvals, arming, offers, figures
 *
 * The rules of all of it (docs/c-api.md):
 * - A function returns a status. When it is not REACTIVATION_OK, outputs are empty (0, null) and
 *   `error`, where one is given, says what was wrong and what would be right. `error` may be null.
 *   No message holds a phone, a name or a text of a client.
 * - Text in is UTF-8 with its size in bytes, borrowed for the call. Text out is a
 *   `reactivation_bytes`, owned by the caller, who frees it. Nothing else changes its owner.
 * - Structs that the caller fills begin with `struct_size`; their `_init` function sets it and
 *   every default. Another size than this version's is REACTIVATION_INVALID_ARGUMENT; a version
 * that appends a member has another REACTIVATION_ABI_VERSION.
 * - No global state, nothing to start or to end, no threads of its own, no signal handlers.
 * - Instants are whole seconds since 1970-01-01T00:00:00Z; dates whole days since 1970-01-01.
 */
#ifndef REACTIVATION_REACTIVATION_H
#define REACTIVATION_REACTIVATION_H

#include "reactivation/c/base.h"
#include "reactivation/c/columns.h"
#include "reactivation/c/documents.h"
#include "reactivation/c/engine.h"
#include "reactivation/c/events.h"
#include "reactivation/c/people.h"
#include "reactivation/c/ports.h"

#endif
