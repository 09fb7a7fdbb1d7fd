/* The planner over arrays of your own: pointer and length, nothing copied, nothing kept after the
 * call. For many clients, and for numpy or Arrow buffers. Since 0.1, all of it.
 *
 * A column is null (then every row has the default named behind it) or has as many elements as its
 * struct has `rows`. Instants are seconds; REACTIVATION_NO_INSTANT stands for none. Thread: any
 * number at once, as long as nobody writes to the columns.
 */
#ifndef REACTIVATION_C_COLUMNS_H
#define REACTIVATION_C_COLUMNS_H

#include "reactivation/c/base.h"

#ifdef __cplusplus
extern "C" {
#endif

#define REACTIVATION_NO_INSTANT INT64_MIN
#define REACTIVATION_NO_AMOUNT INT64_MIN /* in counts and amounts: not known */
#define REACTIVATION_NO_ZONE 0xFFFFu
#define REACTIVATION_ROWS_MAX 1000000000u

#define REACTIVATION_PHONE_MOBILE 0u
#define REACTIVATION_PHONE_INVALID 1u
#define REACTIVATION_PHONE_MISSING 2u
#define REACTIVATION_PHONE_TEST 3u

#define REACTIVATION_LOYALTY_UNKNOWN 0u
#define REACTIVATION_LOYALTY_NEW 1u
#define REACTIVATION_LOYALTY_BRONZE 2u
#define REACTIVATION_LOYALTY_SILVER 3u
#define REACTIVATION_LOYALTY_GOLD 4u
#define REACTIVATION_LOYALTY_VIP 5u

#define REACTIVATION_CONSENT_UNKNOWN 0u
#define REACTIVATION_CONSENT_GRANTED 1u
#define REACTIVATION_CONSENT_DENIED 2u

#define REACTIVATION_VISIT_COMPLETED 0u
#define REACTIVATION_VISIT_BOOKED 1u
#define REACTIVATION_VISIT_CANCELLED 2u
#define REACTIVATION_VISIT_NO_SHOW 3u

/* One row a client. */
typedef struct reactivation_client_columns {
  uint32_t struct_size;
  uint32_t flags; /* 0 */
  uint64_t rows;
  const int64_t* id;                     /* required, positive, distinct, in any order */
  const uint64_t* phone;                 /* E.164 digits without the plus sign [0: none] */
  const uint8_t* phone_status;           /* REACTIVATION_PHONE_… [by the phone's shape] */
  const uint8_t* loyalty_level;          /* REACTIVATION_LOYALTY_… [unknown] */
  const int64_t* visit_count;            /* [counted from the visits] */
  const int64_t* total_spent_minor;      /* [summed over the visits] */
  const uint8_t* opt_out;                /* 0 or 1 [0] */
  const uint8_t* consent;                /* REACTIVATION_CONSENT_… [unknown] */
  const int64_t* last_reactivation_sent; /* instant [none] */
  const int64_t* paused_until;           /* instant [none] */
  const uint8_t* needs_person;           /* 0 or 1 [0] */
  const uint8_t* has_chat_history;       /* 0 or 1 [0] */
  const int64_t* preferred_staff_id;     /* [0: by the visits] */
  const uint16_t* zone;                  /* index of `client_zones` [REACTIVATION_NO_ZONE] */
} reactivation_client_columns;
REACTIVATION_API void reactivation_client_columns_init(reactivation_client_columns* columns);

/* One row for each service of a visit, in any order; rows of one client at one instant are one
 * visit, each with its own share of the cost. Grouped in the order of the clients they need no
 * sorting. Rows of clients or services that are not in the input are left out. */
typedef struct reactivation_visit_columns {
  uint32_t struct_size;
  uint32_t flags; /* 0 */
  uint64_t rows;
  const int64_t* client_id;     /* required */
  const int64_t* service_id;    /* required; 0: a visit without a service */
  const int64_t* starts_at;     /* required, instant */
  const uint8_t* status;        /* REACTIVATION_VISIT_… [completed] */
  const int64_t* staff_id;      /* [0: not known] */
  const int64_t* cost_minor;    /* [0] */
  const uint8_t* is_time_known; /* 0 or 1 [1] */
} reactivation_visit_columns;
REACTIVATION_API void reactivation_visit_columns_init(reactivation_visit_columns* columns);

/* Completed visits already summed up, for hosts that keep the last visit of each client and
 * service: one row for each, those of a client one after another. `visits` beside them must not be
 * among those summed. */
typedef struct reactivation_history_columns {
  uint32_t struct_size;
  uint32_t flags; /* 0 */
  uint64_t rows;
  const int64_t* client_id;     /* required */
  const int64_t* service_id;    /* required */
  const int64_t* last_visit_at; /* required, instant */
  const int64_t* times;         /* required, completed visits with that service */
} reactivation_history_columns;
REACTIVATION_API void reactivation_history_columns_init(reactivation_history_columns* columns);

/* What was sent before or waits to be sent: the members of `attempts` in the snapshot document. The
 * words are numbered in the order of that schema, from 0. */
typedef struct reactivation_attempt_columns {
  uint32_t struct_size;
  uint32_t flags; /* 0 */
  uint64_t rows;
  const int64_t* client_id;        /* required */
  const int64_t* service_id;       /* required */
  const int32_t* cycle_key_day;    /* required, date of the last visit then */
  const int32_t* attempt_number;   /* required, 1 to 1000: by hand it may pass a rule's 10 */
  const uint8_t* state;            /* required: planned 0, drafted 1, held 2, ready 3, deferred 4,
                                      dispatching 5, accepted 6, delivered 7, read 8, uncertain 9,
                                      uncertain_final 10, rejected 11, cancelled 12 */
  const int64_t* sent_at;          /* instant [none] */
  const int64_t* not_before;       /* instant [none] */
  const int64_t* not_after;        /* instant [none] */
  const uint8_t* discount_percent; /* 0 to 100 [0] */
  const uint8_t* reply_type;       /* none 0, opt_out 1, negative 2, positive 3, neutral 4,
                                      pause_until 5, other_service 6, other_staff 7, other_time 8,
                                      unclear 9, no_response 10, booking_created 11 [none] */
  const int64_t* response_received_at; /* instant [none] */
  const uint8_t* completion_reason;    /* none 0, converted 1, max_attempts 2, opted_out 3,
                                          negative 4, replied 5, cancelled 6, visited 7 [none] */
} reactivation_attempt_columns;
REACTIVATION_API void reactivation_attempt_columns_init(reactivation_attempt_columns* columns);

typedef struct reactivation_plan_input {
  uint32_t struct_size;
  uint32_t flags; /* REACTIVATION_PLAN_…, for the document */
  int64_t now_unix_seconds;
  /* `reactivation.snapshot/1` with company, settings, account, services, staff, rules and slots,
   * and without clients, visits and attempts. */
  reactivation_text frame;
  const reactivation_client_columns* clients;   /* required */
  const reactivation_visit_columns* visits;     /* or null */
  const reactivation_history_columns* history;  /* or null */
  const reactivation_attempt_columns* attempts; /* or null */
  const reactivation_text* client_zones;        /* IANA names that `zone` counts, from 0; or null */
  uint64_t client_zone_count;                   /* up to 65535 */
} reactivation_plan_input;
REACTIVATION_API void reactivation_plan_input_init(reactivation_plan_input* input);

/* Where the verdicts go: arrays of the caller with room for `rows` clients each, in the order of
 * the clients; null ones are left out. The counts are written by the call. */
typedef struct reactivation_plan_rows {
  uint32_t struct_size;
  uint32_t flags;        /* 0 */
  uint64_t rows;         /* as many as there are clients */
  uint8_t* reason;       /* 0: planned; else reactivation_reason_text names it */
  int64_t* service_id;   /* planned about it, or closest to it; 0: none */
  int64_t* until;        /* the first instant at which the reason is gone, or none */
  int64_t* eligible_at;  /* when every known reason is gone, or none */
  int64_t* rank;         /* planned: 1 is first; `no_quota`: the place in the queue; 0: none */
  int64_t due_count;     /* out: clients with a service that is due and may be offered */
  int64_t planned_count; /* out */
  int64_t skipped_count; /* out */
} reactivation_plan_rows;
REACTIVATION_API void reactivation_plan_rows_init(reactivation_plan_rows* rows);

/* The word of the plan document for a `reason`: "visited_recently"; "" for 0 and for numbers that
 * this version does not know. Numbers never change. Never null, never freed. */
REACTIVATION_API const char* reactivation_reason_text(uint32_t reason);

/* The same plan as reactivation_plan of a document with these rows: as rows, as the document
 * `reactivation.plan/1`, or both. `rows` or `plan` may be null, not both. After a failure the
 * caller's arrays hold nothing of use, the counts are 0.
 * Errors: INVALID_ARGUMENT (the message names the column and the row), INVALID_DOCUMENT (of the
 * frame), TIME_ZONE_UNKNOWN (of a client zone), DOCUMENT_TOO_LARGE, OUT_OF_MEMORY. */
REACTIVATION_API reactivation_status reactivation_plan_columns(const reactivation_plan_input* input,
                                                               reactivation_plan_rows* rows,
                                                               reactivation_bytes* plan,
                                                               reactivation_error* error);

#ifdef __cplusplus
}
#endif

#endif
