/* A host with a messenger, free times and a clock of its own: one day, from the plan to the
 * replies, in a store in memory. The messenger prints; a real one would write to a connection. */
#include <reactivation/reactivation.h>
#include <stdio.h>
#include <string.h>

/* Two clients with test numbers, which reach nobody. */
static const char salon[] =
    "{\"schema\":\"reactivation.snapshot/1\","
    "\"company\":{\"id\":1,\"name\":\"Lily\",\"timezone\":\"Europe/London\"},"
    "\"account\":{\"id\":1,\"account_created_at\":\"2024-01-01\",\"warmup_level\":\"hot\"},"
    "\"services\":[{\"id\":1,\"title\":\"Haircut\"}],\"staff\":[{\"id\":5,\"name\":\"Ada\"}],"
    "\"rules\":[{\"service_id\":1}],"
    "\"clients\":["
    "{\"id\":1,\"phone\":\"+99900000001\",\"name\":\"Anna\",\"has_chat_history\":true},"
    "{\"id\":2,\"phone\":\"+99900000002\",\"name\":\"Bo\",\"has_chat_history\":true}],"
    "\"visits\":["
    "{\"client_id\":1,\"service_ids\":[1],\"datetime\":\"2026-01-20T11:00\",\"status\":"
    "\"completed\"},"
    "{\"client_id\":2,\"service_ids\":[1],\"datetime\":\"2026-01-12T15:00\",\"status\":"
    "\"completed\"}],"
    "\"slots\":[{\"service_id\":1,\"staff_id\":5,\"datetime\":\"2026-03-12T12:00\"}]}";

static const char stop[] =
    "{\"schema\":\"reactivation.event/"
    "1\",\"provider\":\"host\",\"event_id\":\"1\",\"company_id\":1,"
    "\"from\":[{\"kind\":\"phone\",\"value\":\"+99900000002\"}],\"message\":{\"text\":\"STOP\"}}";

/* What the callbacks share. */
typedef struct host {
  int64_t now;
  int sent;
} host;

static reactivation_text text_of(const char* text) {
  reactivation_text out;
  out.data = text;
  out.size = strlen(text);
  return out;
}

/* Looks once more, writes, and says what became of it. */
static reactivation_status send_message(void* user_data, reactivation_text message,
                                        reactivation_last_look* look, reactivation_sink* receipt) {
  host* self = (host*)user_data;
  char answer[64];
  if (reactivation_last_look_ask(look) != REACTIVATION_OK) {
    return reactivation_sink_write(receipt, text_of("{\"outcome\":\"not_started\"}"));
  }
  printf("to be sent: %.*s", (int)message.size, message.data);
  snprintf(answer, sizeof answer, "{\"outcome\":\"accepted\",\"provider_id\":\"m-%d\"}",
           ++self->sent);
  return reactivation_sink_write(receipt, text_of(answer));
}

/* Here a host asks its own calendar. */
static reactivation_status find_slots(void* user_data, reactivation_text question,
                                      reactivation_sink* slots) {
  (void)user_data;
  (void)question;
  return reactivation_sink_write(slots, text_of("{\"slots\":[{\"service_id\":1,\"staff_id\":5,"
                                                "\"datetime\":\"2026-03-12T12:00:00Z\"}]}"));
}

/* A clock that goes on when somebody waits: the whole day passes at once. */
static reactivation_status tell_time(void* user_data, int64_t* unix_seconds) {
  *unix_seconds = ((host*)user_data)->now;
  return REACTIVATION_OK;
}
static reactivation_status wait_until(void* user_data, int64_t unix_seconds) {
  host* self = (host*)user_data;
  if (self->now < unix_seconds) self->now = unix_seconds;
  return REACTIVATION_OK;
}

static void print(const char* what, reactivation_bytes* document) {
  printf("%s: %s", what, document->data);
  reactivation_bytes_free(document);
}

static reactivation_status live_a_day(reactivation_engine* engine, reactivation_error* error) {
  reactivation_call_options call;
  reactivation_bytes out;
  reactivation_status status;
  reactivation_person bo = {1, 2};
  int64_t stored = 0;
  reactivation_call_options_init(&call);
  call.company_id = 1;
  if ((status = reactivation_engine_add_company(engine, text_of(salon), error))) return status;
  if ((status = reactivation_engine_run_day(engine, &call, NULL, &stored, error))) return status;
  printf("planned: %d messages\n", (int)stored);
  call.flags = REACTIVATION_DISPATCH_WINDOW;
  if ((status = reactivation_engine_dispatch(engine, &call, &out, error))) return status;
  print("run", &out);
  if ((status = reactivation_engine_on_event(engine, text_of(stop), &out, error))) return status;
  print("receipt", &out);
  if ((status = reactivation_engine_explain(engine, bo, &out, error))) return status;
  print("why not Bo", &out);
  return REACTIVATION_OK;
}

int main(void) {
  host self = {1773133200, 0}; /* 2026-03-10T09:00:00Z */
  reactivation_messenger messenger;
  reactivation_slot_source slots;
  reactivation_clock clock;
  reactivation_ports ports;
  reactivation_engine_options options;
  reactivation_engine* engine;
  reactivation_error error;
  reactivation_status status;

  reactivation_messenger_init(&messenger);
  messenger.flags = 0; /* it reaches nobody, and needs no arming */
  messenger.user_data = &self;
  messenger.send = send_message;
  reactivation_slot_source_init(&slots);
  slots.user_data = &self;
  slots.find_slots = find_slots;
  reactivation_clock_init(&clock);
  clock.user_data = &self;
  clock.now = tell_time;
  clock.wait_until = wait_until;
  reactivation_ports_init(&ports);
  ports.messenger = &messenger;
  ports.slot_source = &slots;
  ports.clock = &clock;
  reactivation_engine_options_init(&options);
  options.storage = text_of("memory:"); /* sqlite:salon.db keeps what has happened */

  reactivation_error_init(&error);
  status = reactivation_engine_create(&options, &ports, &engine, &error);
  if (status == REACTIVATION_OK) status = live_a_day(engine, &error);
  if (status != REACTIVATION_OK) fprintf(stderr, "%s\n", error.message);
  reactivation_engine_destroy(engine);
  return status == REACTIVATION_OK && self.sent == 2 ? 0 : 1;
}
