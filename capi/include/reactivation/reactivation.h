/* The C API of reactivation: documents in, documents out.
 *
 * Everything here is pure: no clock, no file but the system's time zones, no thread, no state
 * between two calls. Every function may be called from several threads at once.
 *
 * Text in is UTF-8 with its size in bytes, borrowed for the call. Text out is a `reactivation_bytes`
 * that the caller frees. A function returns a status; when it is not REACTIVATION_OK, outputs are
 * empty and `error`, where one is given, says what was wrong and what would be right. An error never
 * holds a phone or a text of a client.
 *
 * Documents are described in docs/documents.md; each begins with its name: `reactivation.plan/1`.
 */
#ifndef REACTIVATION_REACTIVATION_H
#define REACTIVATION_REACTIVATION_H

#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define REACTIVATION_API __attribute__((visibility("default")))
#else
#define REACTIVATION_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* Changes when a function or struct of this header changes in a way that programs notice; the number
 * in the name of the shared library. */
#define REACTIVATION_ABI_VERSION 0u

/* What became of a call. Numbers never change. */
typedef int32_t reactivation_status;
#define REACTIVATION_OK ((reactivation_status)0)
#define REACTIVATION_INVALID_ARGUMENT ((reactivation_status)1) /* a null, a wrong size, a wrong flag */
#define REACTIVATION_NOT_FOUND ((reactivation_status)2)
#define REACTIVATION_OUT_OF_MEMORY ((reactivation_status)7)
#define REACTIVATION_INTERNAL ((reactivation_status)8) /* a defect of the library */
#define REACTIVATION_INVALID_DOCUMENT ((reactivation_status)100)
#define REACTIVATION_DOCUMENT_TOO_LARGE ((reactivation_status)101) /* 64 MiB */
#define REACTIVATION_TIME_ZONE_UNKNOWN ((reactivation_status)600)

/* `error_message` of a status, for logs: "invalid document". Never null, never freed. */
REACTIVATION_API const char *reactivation_status_text(reactivation_status status);

/* Text in: `size` bytes of UTF-8; `data` may be null when `size` is 0. */
typedef struct reactivation_text {
  const char *data;
  size_t size;
} reactivation_text;

/* Text out: `size` bytes and a 0 after them. Freed with reactivation_bytes_free by its owner. */
typedef struct reactivation_bytes {
  char *data;
  size_t size;
} reactivation_bytes;

/* Leaves it empty; null and an empty one are fine. */
REACTIVATION_API void reactivation_bytes_free(reactivation_bytes *bytes);

#define REACTIVATION_ERROR_MESSAGE_SIZE 512

/* Caller-owned; set up with reactivation_error_init. */
typedef struct reactivation_error {
  uint32_t struct_size;
  reactivation_status status;
  char message[REACTIVATION_ERROR_MESSAGE_SIZE]; /* UTF-8, ends with 0, cut between characters */
} reactivation_error;

REACTIVATION_API void reactivation_error_init(reactivation_error *error);

/* The ABI that the library was built with: compare it with REACTIVATION_ABI_VERSION. */
REACTIVATION_API uint32_t reactivation_abi_version(void);

/* `{"schema":"reactivation.capabilities/1","version":"0.1.0","abi_version":0,…}`: what this library
 * can do. Errors: INVALID_ARGUMENT, OUT_OF_MEMORY. */
REACTIVATION_API reactivation_status reactivation_capabilities(reactivation_bytes *capabilities,
                                                               reactivation_error *error);

/* Everything that is wrong with a document `reactivation.snapshot/1`, up to 200 findings:
 * `{"schema":"reactivation.issues/1","is_valid":true,"issues":[{"severity","code","place",
 * "message"}]}`; places are JSON pointers. A document that is wrong is no failure of the call.
 * Errors: INVALID_ARGUMENT, OUT_OF_MEMORY. */
REACTIVATION_API reactivation_status reactivation_validate(reactivation_text snapshot,
                                                           reactivation_bytes *issues,
                                                           reactivation_error *error);

/* Leaves out of the plan's `skipped` who is not due or has never been there. */
#define REACTIVATION_PLAN_DUE_ONLY 1u

typedef struct reactivation_plan_options {
  uint32_t struct_size;
  uint32_t flags;            /* REACTIVATION_PLAN_… */
  int64_t now_unix_seconds; /* UTC, between the years 2000 and 2200 */
} reactivation_plan_options;

REACTIVATION_API void reactivation_plan_options_init(reactivation_plan_options *options);

/* Who gets a message on the company's day of `now_unix_seconds`, when and with what, and who not and
 * why: `reactivation.plan/1`. Equal documents give equal bytes. Sends nothing.
 * Errors: INVALID_ARGUMENT, INVALID_DOCUMENT (the message names the first finding), OUT_OF_MEMORY. */
REACTIVATION_API reactivation_status reactivation_plan(reactivation_text snapshot,
                                                       const reactivation_plan_options *options,
                                                       reactivation_bytes *plan,
                                                       reactivation_error *error);

typedef struct reactivation_classify_options {
  uint32_t struct_size;
  uint32_t flags;            /* 0 */
  int64_t now_unix_seconds; /* "in two weeks" counts from here */
  reactivation_text time_zone; /* the company's IANA name; empty: UTC */
} reactivation_classify_options;

REACTIVATION_API void reactivation_classify_options_init(reactivation_classify_options *options);

/* How a client's answer is understood: `{"schema":"reactivation.reply/1","type","opt_out",
 * "pause_until","needs_person"}`. Bytes that are no UTF-8 are read as U+FFFD.
 * Errors: INVALID_ARGUMENT, TIME_ZONE_UNKNOWN, OUT_OF_MEMORY. */
REACTIVATION_API reactivation_status reactivation_classify(
    reactivation_text reply, const reactivation_classify_options *options,
    reactivation_bytes *classified, reactivation_error *error);

#ifdef __cplusplus
}
#endif

#endif
