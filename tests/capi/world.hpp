// A salon and an engine over it, for the tests of the C API. Test numbers (+999…) reach nobody.
#pragma once

#include <reactivation/reactivation.h>

#include <functional>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace capi_test {

inline reactivation_text text(std::string_view bytes) { return {bytes.data(), bytes.size()}; }
inline std::string taken(reactivation_bytes& bytes) {
  std::string out(bytes.data == nullptr ? "" : bytes.data, bytes.size);
  reactivation_bytes_free(&bytes);
  return out;
}

/// Tuesday, noon in Moscow.
inline constexpr std::int64_t noon = 1'773'133'200;
inline constexpr const char* virtual_noon = "virtual:2026-03-10T09:00:00Z";

/// Three clients, two of them due.
inline const std::string& salon() {
  static const std::string document = R"({"schema":"reactivation.snapshot/1",
"company":{"id":1,"name":"Salon","timezone":"Europe/Moscow","locale":"ru"},
"account":{"id":1,"account_created_at":"2024-01-01","warmup_level":"hot"},
"services":[{"id":1,"title":"Haircut","price_minor":100000}],"staff":[{"id":5,"name":"Ada"}],
"rules":[{"service_id":1,"reactivation_interval_days":30,"manual_interval":30}],
"clients":[{"id":1,"phone":"+99900000001","name":"Анна","has_chat_history":true},
{"id":2,"phone":"+99900000002","name":"Борис","has_chat_history":true},
{"id":3,"phone":"+99900000003","name":"Вера"}],
"visits":[{"client_id":1,"service_ids":[1],"staff_id":5,"datetime":"2026-01-20T11:00","status":"completed"},
{"client_id":2,"service_ids":[1],"datetime":"2026-01-10T11:00","status":"completed"},
{"client_id":3,"service_ids":[1],"datetime":"2026-03-05T11:00","status":"completed"}],
"slots":[{"service_id":1,"staff_id":5,"datetime":"2026-03-12T12:00","duration_minutes":60}]})";
  return document;
}
inline const std::string& frame() {
  static const std::string document = [] {
    std::string all = salon();
    const std::size_t clients = all.find("\"clients\"");
    const std::size_t slots = all.find("\"slots\"");
    return all.substr(0, clients) + all.substr(slots);
  }();
  return document;
}
inline constexpr std::string_view reply_event = R"({"schema":"reactivation.event/1",
"provider":"host","event_id":"e-1","company_id":1,"from":[{"kind":"phone","value":"+99900000001"}],
"message":{"text":"Спасибо, запишите меня"}})";
inline constexpr std::string_view stop_event = R"({"schema":"reactivation.event/1",
"provider":"host","event_id":"e-2","company_id":1,"from":[{"kind":"phone","value":"+99900000002"}],
"message":{"text":"STOP"}})";
inline constexpr std::string_view facts = R"({"schema":"reactivation.message_facts/1",
"service_title":"Haircut","today":"2026-03-10","client_name":"Anna","days_since_visit":49,
"slots":[{"datetime":"2026-03-12T12:00","staff_name":"Ada"}]})";

/// The host's side of an engine: what each callback does, and how often it was called.
struct Host {
  std::function<reactivation_status(reactivation_text, reactivation_last_look*, reactivation_sink*)>
      send;
  std::function<reactivation_status(reactivation_sink*)> find_slots;
  std::function<reactivation_status(std::int64_t*)> now;
  std::function<reactivation_status(std::int64_t)> wait_until;
  std::function<reactivation_status(reactivation_sink*)> load_dialogue;
  std::function<reactivation_status(reactivation_text)> save_dialogue;
  std::function<reactivation_status(reactivation_text)> notify;
  std::int64_t time = noon;
  int sends = 0;
  int releases = 0;
  std::vector<std::string> messages;
  std::vector<std::string> notices;
  std::vector<std::string> dialogues;

  /// Asks, keeps the message, and accepts it.
  reactivation_status accept(reactivation_text message, reactivation_last_look* look,
                             reactivation_sink* receipt) {
    if (reactivation_last_look_ask(look) != REACTIVATION_OK) {
      return reactivation_sink_write(receipt, text(R"({"outcome":"not_started"})"));
    }
    messages.emplace_back(message.data, message.size);
    const std::string id = std::to_string(messages.size());
    return reactivation_sink_write(receipt,
                                   text(R"({"outcome":"accepted","provider_id":"p-)" + id + "\"}"));
  }
};

inline Host& host_of(void* user_data) { return *static_cast<Host*>(user_data); }
inline void count_release(void* user_data) { ++host_of(user_data).releases; }

/// Every table, filled from `host`; `ports` names those that are wanted.
struct Tables {
  reactivation_messenger messenger;
  reactivation_slot_source slots;
  reactivation_clock clock;
  reactivation_notifier notifier;
  reactivation_dialogue_memory dialogues;
  reactivation_ports ports;

  explicit Tables(Host& host) {
    reactivation_messenger_init(&messenger);
    reactivation_slot_source_init(&slots);
    reactivation_clock_init(&clock);
    reactivation_notifier_init(&notifier);
    reactivation_dialogue_memory_init(&dialogues);
    reactivation_ports_init(&ports);
    messenger.user_data = slots.user_data = clock.user_data = notifier.user_data =
        dialogues.user_data = &host;
    messenger.release = slots.release = clock.release = notifier.release = dialogues.release =
        count_release;
    messenger.flags = 0;
    messenger.send = [](void* data, reactivation_text message, reactivation_last_look* look,
                        reactivation_sink* receipt) {
      Host& at = host_of(data);
      ++at.sends;
      return at.send ? at.send(message, look, receipt) : at.accept(message, look, receipt);
    };
    slots.find_slots = [](void* data, reactivation_text, reactivation_sink* sink) {
      Host& at = host_of(data);
      return at.find_slots ? at.find_slots(sink)
                           : reactivation_sink_write(sink, text(R"({"slots":[]})"));
    };
    clock.now = [](void* data, std::int64_t* seconds) -> reactivation_status {
      Host& at = host_of(data);
      if (at.now) return at.now(seconds);
      *seconds = at.time;
      return REACTIVATION_OK;
    };
    clock.wait_until = [](void* data, std::int64_t seconds) -> reactivation_status {
      Host& at = host_of(data);
      if (at.wait_until) return at.wait_until(seconds);
      at.time = std::max(at.time, seconds);
      return REACTIVATION_OK;
    };
    notifier.notify = [](void* data, reactivation_text notice) -> reactivation_status {
      Host& at = host_of(data);
      if (at.notify) return at.notify(notice);
      at.notices.emplace_back(notice.data, notice.size);
      return REACTIVATION_OK;
    };
    dialogues.load = [](void* data, reactivation_person, reactivation_sink* sink) {
      Host& at = host_of(data);
      return at.load_dialogue ? at.load_dialogue(sink) : REACTIVATION_NOT_FOUND;
    };
    dialogues.save = [](void* data, reactivation_person,
                        reactivation_text dialogue) -> reactivation_status {
      Host& at = host_of(data);
      if (at.save_dialogue) return at.save_dialogue(dialogue);
      at.dialogues.emplace_back(dialogue.data, dialogue.size);
      return REACTIVATION_OK;
    };
    ports.messenger = &messenger;
  }
};

inline reactivation_engine_options memory_options() {
  reactivation_engine_options options;
  reactivation_engine_options_init(&options);
  options.storage = text("memory:");
  options.clock = text(virtual_noon);
  options.owner = text("test");
  return options;
}

inline reactivation_call_options company_call(std::uint32_t flags = 0) {
  reactivation_call_options options;
  reactivation_call_options_init(&options);
  options.company_id = 1;
  options.flags = flags;
  return options;
}

/// An engine in memory with the salon and the host's messenger.
struct World {
  Host host;
  Tables tables{host};
  reactivation_engine* engine = nullptr;
  reactivation_error error;

  World() { reactivation_error_init(&error); }
  ~World() { reactivation_engine_destroy(engine); }
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  reactivation_status open(reactivation_engine_options options = memory_options()) {
    if (tables.ports.clock != nullptr) options.clock = {nullptr, 0};
    const reactivation_status status =
        reactivation_engine_create(&options, &tables.ports, &engine, &error);
    if (status != REACTIVATION_OK) return status;
    return reactivation_engine_add_company(engine, text(salon()), &error);
  }
  reactivation_status run_day() {
    const auto options = company_call();
    std::int64_t attempts = 0;
    return reactivation_engine_run_day(engine, &options, nullptr, &attempts, &error);
  }
  reactivation_status dispatch(std::string& out,
                               std::uint32_t flags = REACTIVATION_DISPATCH_WINDOW) {
    const auto options = company_call(flags);
    reactivation_bytes run;
    const reactivation_status status = reactivation_engine_dispatch(engine, &options, &run, &error);
    out = taken(run);
    return status;
  }
};

}  // namespace capi_test
