/** @file
 * Statuses, text in, bytes out, errors, version. Since 0.1, all of it. Thread: any, at any time. */
#ifndef REACTIVATION_C_BASE_H
#define REACTIVATION_C_BASE_H

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

/** Changes when something in these headers changes in a way that built programs notice; it is the
 * number in the shared library's name. */
#define REACTIVATION_ABI_VERSION 0u

/** What became of a call. Numbers never change; later versions may add some. */
typedef int32_t reactivation_status;
#define REACTIVATION_OK 0
#define REACTIVATION_INVALID_ARGUMENT 1 /**< a null, size, flag or value that means nothing */
#define REACTIVATION_NOT_FOUND 2
#define REACTIVATION_CANCELLED 3 /**< by progress or reactivation_engine_cancel */
#define REACTIVATION_UNSUPPORTED 4
#define REACTIVATION_IO_FAILED 5
#define REACTIVATION_BUSY 6 /**< another call of this engine is under way; engine.h */
#define REACTIVATION_OUT_OF_MEMORY 7
#define REACTIVATION_CALLBACK_FAILED 8  /**< a callback of the host broke its promise */
#define REACTIVATION_INVARIANT_BROKEN 9 /**< the store contradicted itself; nothing was sent */
#define REACTIVATION_INTERNAL 10        /**< a defect of the library */
#define REACTIVATION_MUST_REPEAT 11     /**< a refused call must come again first; engine.h */
#define REACTIVATION_INVALID_DOCUMENT 100
#define REACTIVATION_DOCUMENT_TOO_LARGE 101 /**< more than REACTIVATION_TEXT_SIZE_MAX */
#define REACTIVATION_STORAGE_FAILED 200
#define REACTIVATION_STORAGE_BUSY 201
#define REACTIVATION_STORAGE_NEWER_SCHEMA 202
#define REACTIVATION_STORAGE_CORRUPT 203
#define REACTIVATION_STORAGE_FULL 204
#define REACTIVATION_STORAGE_CONFLICT 205
#define REACTIVATION_MESSENGER_FAILED 500
#define REACTIVATION_TIME_ZONE_UNKNOWN 600

/** Two or three words for a status, for logs: "invalid document". Never null, never freed. */
REACTIVATION_API const char* reactivation_status_text(reactivation_status status);

/** Text in: `size` bytes of UTF-8. `data` may be null when `size` is 0. */
typedef struct reactivation_text {
  const char* data;
  size_t size;
} reactivation_text;

/** No text in is larger, in bytes. */
#define REACTIVATION_TEXT_SIZE_MAX ((size_t)64 * 1024 * 1024)

/** Text out: `size` bytes and a 0 after them; both members are the caller's to read. */
typedef struct reactivation_bytes {
  char* data;
  size_t size;
} reactivation_bytes;

/** Frees it and leaves it empty. Null and an empty one are fine. */
REACTIVATION_API void reactivation_bytes_free(reactivation_bytes* bytes);

#define REACTIVATION_ERROR_MESSAGE_SIZE 512

/** Owned by the caller, set up with reactivation_error_init, filled by every call that it is given
 * to. One with another `struct_size` is not touched. */
typedef struct reactivation_error {
  uint32_t struct_size;
  reactivation_status status;
  char message[REACTIVATION_ERROR_MESSAGE_SIZE]; /**< UTF-8, ends with 0, cut between characters */
} reactivation_error;

/** Null is fine. */
REACTIVATION_API void reactivation_error_init(reactivation_error* error);

/** The ABI that the library was built with: compare it with REACTIVATION_ABI_VERSION. */
REACTIVATION_API uint32_t reactivation_abi_version(void);

/** The library's version: "0.1.0". Never freed. */
REACTIVATION_API const char* reactivation_version(void);

/** What this library can do, as the document `reactivation.capabilities/1`: version, abi_version,
 * documents it reads and writes, storages, messengers, clocks, notifiers, ports, languages.
 * Errors: INVALID_ARGUMENT, OUT_OF_MEMORY. */
REACTIVATION_API reactivation_status reactivation_capabilities(reactivation_bytes* capabilities,
                                                               reactivation_error* error);

/** A client of a company: who an order or a question is about. */
typedef struct reactivation_person {
  int64_t company_id;
  int64_t client_id;
} reactivation_person;

/** Told now and then what is being done, how much is done and how much there is (0: not known).
 * Anything but 0 asks to stop: the call ends with REACTIVATION_CANCELLED between two steps. */
typedef int32_t (*reactivation_progress)(void* user_data, reactivation_text what, int64_t done,
                                         int64_t total);

#ifdef __cplusplus
}
#endif

#endif
