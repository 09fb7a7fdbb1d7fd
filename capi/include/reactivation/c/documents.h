/** @file
 * Pure functions over documents (docs/documents.md). Since 0.1, all of it.
 *
 * Equal inputs give equal bytes, those that the program `reactivation` prints. Nothing is sent,
 * stored or read but the system's time zones. Thread: any number at once, also after a fork.
 * Owns: what is written to a `reactivation_bytes` is the caller's. A document that is refused is
 * REACTIVATION_INVALID_DOCUMENT; the message names the first finding and its place, and
 * reactivation_validate lists them all.
 */
#ifndef REACTIVATION_C_DOCUMENTS_H
#define REACTIVATION_C_DOCUMENTS_H

#include "reactivation/c/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* `now_unix_seconds` everywhere: between the years 2000 and 2200. */

/** Everything that is wrong with a document `reactivation.snapshot/1`, `reactivation.event/1` or
 * `reactivation.message_facts/1`, as its `schema` says, as `reactivation.issues/1`: is_valid, and
 * up to 200 issues with severity, code, place (a JSON pointer) and message. A document that is
 * wrong is no failure of the call. Errors: INVALID_ARGUMENT, OUT_OF_MEMORY. */
REACTIVATION_API reactivation_status reactivation_validate(reactivation_text document,
                                                           reactivation_bytes* issues,
                                                           reactivation_error* error);

/** Leaves out of the plan's `skipped` who is not due or has never been there; the counts stay. */
#define REACTIVATION_PLAN_DUE_ONLY 1u

typedef struct reactivation_plan_options {
  uint32_t struct_size;
  uint32_t flags; /**< REACTIVATION_PLAN_… */
  int64_t now_unix_seconds;
} reactivation_plan_options;
REACTIVATION_API void reactivation_plan_options_init(reactivation_plan_options* options);

/** Who gets a message on the company's day of `now_unix_seconds`, when and with what, and who does
 * not and why: `reactivation.snapshot/1` to `reactivation.plan/1`.
 * Errors: INVALID_ARGUMENT, INVALID_DOCUMENT, DOCUMENT_TOO_LARGE, OUT_OF_MEMORY. */
REACTIVATION_API reactivation_status reactivation_plan(reactivation_text snapshot,
                                                       const reactivation_plan_options* options,
                                                       reactivation_bytes* plan,
                                                       reactivation_error* error);

typedef struct reactivation_explain_options {
  uint32_t struct_size;
  uint32_t flags; /**< 0 */
  int64_t now_unix_seconds;
  int64_t client_id;
} reactivation_explain_options;
REACTIVATION_API void reactivation_explain_options_init(reactivation_explain_options* options);

/** Why one client is written to or not, and when next: `reactivation.snapshot/1` to
 * `reactivation.explanation/1`.
 * Errors: as reactivation_plan; NOT_FOUND when the document has no such client. */
REACTIVATION_API reactivation_status
reactivation_explain(reactivation_text snapshot, const reactivation_explain_options* options,
                     reactivation_bytes* explanation, reactivation_error* error);

/** The text of one message: `reactivation.message_facts/1` to `reactivation.message/1` (text,
 * template_id). Equal facts give equal texts.
 * Errors: INVALID_ARGUMENT, INVALID_DOCUMENT, DOCUMENT_TOO_LARGE, OUT_OF_MEMORY. */
REACTIVATION_API reactivation_status reactivation_render(reactivation_text facts,
                                                         reactivation_bytes* message,
                                                         reactivation_error* error);

typedef struct reactivation_classify_options {
  uint32_t struct_size;
  uint32_t flags;              /**< 0 */
  int64_t now_unix_seconds;    /**< "in two weeks" counts from here */
  reactivation_text time_zone; /**< the company's IANA name; empty: UTC */
} reactivation_classify_options;
REACTIVATION_API void reactivation_classify_options_init(reactivation_classify_options* options);

/** How a client's answer is understood, as the line that the program's `classify --json` prints:
 * text, type, opt_out, pause_until, needs_person. Bytes that are no UTF-8 are read as U+FFFD.
 * Errors: INVALID_ARGUMENT, TIME_ZONE_UNKNOWN, OUT_OF_MEMORY. */
REACTIVATION_API reactivation_status
reactivation_classify(reactivation_text reply, const reactivation_classify_options* options,
                      reactivation_bytes* classified, reactivation_error* error);

#ifdef __cplusplus
}
#endif

#endif
