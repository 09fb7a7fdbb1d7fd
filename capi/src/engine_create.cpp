// An engine from its options and the host's tables.
#include <unistd.h>

#include <random>
#include <utility>

#include "engine_handle.hpp"
#include "reactivation/adapters/system_installation.hpp"

namespace {

using namespace reactivation;
using capi::checked;
using capi::Failure;
using capi::init;
using capi::string_of;

constexpr std::uint32_t engine_flags = REACTIVATION_ENGINE_CREATE | REACTIVATION_ENGINE_ALONE |
                                       REACTIVATION_ENGINE_SHOW_PROGRAM_ERRORS;
constexpr std::uint64_t arguments_max = 1000;

[[noreturn]] void refuse(const std::string& message) {
  throw Failure{REACTIVATION_INVALID_ARGUMENT, message};
}

/// `sqlite:PATH` in its two parts.
struct Url {
  std::string kind;
  std::string place;
};

Url url_of(reactivation_text text, const char* name) {
  const std::string url = string_of(text, name);
  const std::size_t colon = url.find(':');
  if (!url.empty() && colon == std::string::npos) {
    refuse(std::string(name) + " has no kind: write it as kind:place, like sqlite:salon.db");
  }
  if (url.empty()) return {};
  return {url.substr(0, colon), url.substr(colon + 1)};
}

/// The rest of it is libpq's to read.
bool is_server(const Url& url) {
  return (url.kind == "postgresql" || url.kind == "postgres") && url.place.starts_with("//");
}

/// The table, with its functions there; null when it was not given.
template <class Table>
const Table* table_of(const reactivation_ports* ports, const Table* reactivation_ports::*member,
                      const char* name) {
  const Table* table = ports != nullptr ? ports->*member : nullptr;
  return table != nullptr ? &checked(table, name) : nullptr;
}

template <class Function>
void require_function(Function function, const char* name) {
  if (function == nullptr) refuse(std::string(name) + " is null");
}

/// Takes over what must be released, whatever happens next.
template <class Table>
void own(reactivation_engine& engine, const Table* table) {
  if (table == nullptr || table->struct_size != sizeof(Table) || table->release == nullptr) return;
  engine.releases.emplace_back(table->release, table->user_data);
}

void own_all(reactivation_engine& engine, const reactivation_ports* ports) {
  if (ports == nullptr || ports->struct_size != sizeof(reactivation_ports)) return;
  own(engine, ports->messenger);
  own(engine, ports->slot_source);
  own(engine, ports->clock);
  own(engine, ports->notifier);
  own(engine, ports->dialogue_memory);
}

void open_storage(reactivation_engine& engine, const reactivation_engine_options& options) {
  const Url url = url_of(options.storage, "storage");
  const auto missing = (options.flags & REACTIVATION_ENGINE_CREATE) != 0
                           ? capi::WhenMissing::make
                           : capi::WhenMissing::refuse;
  if (url.kind == "memory" && url.place.empty()) {
    engine.storage.open_memory();
    engine.place = "memory:";
    engine.here = "memory";
  } else if (url.kind == "sqlite" && !url.place.empty()) {
    engine.storage.open_file(url.place, missing, engine.zones);
    engine.place = url.place;
    auto here = installation_of(url.place);
    if (!here) throw Failure{REACTIVATION_IO_FAILED, url.place + ": " + here.error().message()};
    engine.here = std::move(here).value();
  } else if (is_server(url)) {
    auto server = engine.storage.open_server(url.kind + ':' + url.place, missing, engine.zones);
    engine.place = std::move(server.place);
    engine.here = std::move(server.here);
  } else {
    refuse("storage must be sqlite:PATH, postgresql://HOST/DATABASE or memory:");
  }
  const std::string here = string_of(options.here, "here");
  if (!here.empty()) engine.here = here;
}

void choose_clock(reactivation_engine& engine, const reactivation_engine_options& options,
                  const reactivation_ports* ports) {
  const Url url = url_of(options.clock, "clock");
  if (const auto* table = table_of(ports, &reactivation_ports::clock, "clock")) {
    if (!url.kind.empty()) refuse("clock is named twice: by the options and by the ports");
    capi::check_flags(table->flags, 0, "clock");
    require_function(table->now, "clock.now");
    auto clock = std::make_unique<capi::HostClock>(*table, engine.promises, engine.turn);
    engine.host_clock = clock.get();
    engine.clock = std::move(clock);
    return;
  }
  if (url.kind.empty() || (url.kind == "system" && url.place.empty())) {
    engine.clock = std::make_unique<SystemClock>();
  } else if (url.kind == "virtual") {
    const auto at = parse_time(url.place);
    if (!at || !at->has_time || !at->utc_offset) {
      refuse("clock: write it as virtual:2026-03-02T10:00:00Z");
    }
    const Instant now = at->instant_in(TimeZone::utc());
    engine.clock =
        std::make_unique<VirtualClock>(capi::instant_of(now.time_since_epoch().count(), "clock"));
  } else {
    refuse("clock must be system: or virtual:INSTANT");
  }
}

std::vector<std::string> arguments_of(const reactivation_engine_options& options) {
  std::vector<std::string> out;
  if (options.messenger_argument_count == 0) return out;
  if (options.messenger_argument_count > arguments_max) refuse("messenger_argument_count is large");
  capi::require(options.messenger_arguments, "messenger_arguments");
  for (std::uint64_t i = 0; i < options.messenger_argument_count; ++i) {
    out.push_back(string_of(options.messenger_arguments[i], "messenger_arguments"));
  }
  return out;
}

std::unique_ptr<Messenger> program_of(const reactivation_engine_options& options,
                                      const std::string& path) {
  auto program = std::make_unique<ProgramMessenger>(ProgramMessengerOptions{
      .program = path,
      .arguments = arguments_of(options),
      .longest = Seconds{options.messenger_seconds_max},
      .errors = (options.flags & REACTIVATION_ENGINE_SHOW_PROGRAM_ERRORS) != 0
                    ? ChildErrors::shown
                    : ChildErrors::discarded,
      .time_zone = {}});
  if (auto ready = program->prepare(); !ready) {
    throw Failure{capi::status_of(ready.error()), "messenger: " + program->detail()};
  }
  return program;
}

void choose_messenger(reactivation_engine& engine, const reactivation_engine_options& options,
                      const reactivation_ports* ports) {
  const Url url = url_of(options.messenger, "messenger");
  if (const auto* table = table_of(ports, &reactivation_ports::messenger, "messenger")) {
    if (!url.kind.empty()) refuse("messenger is named twice: by the options and by the ports");
    capi::check_flags(table->flags, REACTIVATION_MESSENGER_REACHES_PEOPLE, "messenger");
    require_function(table->send, "messenger.send");
    if (table->send_seconds_max < 1 || table->send_seconds_max > 3600) {
      refuse("messenger.send_seconds_max is not from 1 to 3600");
    }
    engine.messenger =
        std::make_unique<capi::HostMessenger>(*table, engine.promises, *engine.clock, engine.turn);
    engine.messenger_kind = "host";
  } else if (url.kind.empty()) {
    engine.messenger = std::make_unique<capi::NoMessenger>();
  } else if (url.kind == "outbox" && !url.place.empty()) {
    auto outbox = std::make_unique<Outbox>(OutboxOptions{url.place, {}, OutboxMark::none});
    if (auto ready = outbox->prepare(); !ready) {
      throw Failure{capi::status_of(ready.error()), "messenger: " + outbox->detail()};
    }
    engine.messenger = std::make_unique<capi::OpenMessenger>(std::move(outbox), engine.turn);
    engine.messenger_kind = "outbox";
    engine.outbox = url.place;
  } else if (url.kind == "program" && !url.place.empty()) {
    engine.messenger =
        std::make_unique<capi::OpenMessenger>(program_of(options, url.place), engine.turn);
    engine.messenger_kind = "program";
  } else {
    refuse("messenger must be outbox:DIR or program:PATH");
  }
  engine.heard = std::make_unique<capi::HeardMessenger>(
      *engine.messenger, engine.promises, engine.owed, engine.turn, engine.turn_longest);
}

void choose_notifier(reactivation_engine& engine, const reactivation_engine_options& options,
                     const reactivation_ports* ports) {
  const Url url = url_of(options.notifier, "notifier");
  engine.notices.clock = engine.clock.get();
  engine.notices.messenger = engine.heard.get();
  if (const auto* table = table_of(ports, &reactivation_ports::notifier, "notifier")) {
    if (!url.kind.empty()) refuse("notifier is named twice: by the options and by the ports");
    capi::check_flags(table->flags, 0, "notifier");
    require_function(table->notify, "notifier.notify");
    engine.notices.host.emplace(*table);
  } else if (url.kind == "program" && !url.place.empty()) {
    ProgramNotifierOptions given;
    given.program = url.place;
    engine.notices.program = std::make_unique<ProgramNotifier>(std::move(given));
    if (auto ready = engine.notices.program->prepare(); !ready) {
      throw Failure{capi::status_of(ready.error()),
                    "notifier: " + engine.notices.program->detail()};
    }
  } else if (!url.kind.empty()) {
    refuse("notifier must be program:PATH");
  }
}

void choose_memories(reactivation_engine& engine, const reactivation_ports* ports) {
  if (const auto* table = table_of(ports, &reactivation_ports::slot_source, "slot_source")) {
    capi::check_flags(table->flags, 0, "slot_source");
    require_function(table->find_slots, "slot_source.find_slots");
    engine.slots = std::make_unique<capi::HostSlots>(*table, engine.promises, engine.turn);
  }
  if (const auto* table =
          table_of(ports, &reactivation_ports::dialogue_memory, "dialogue_memory")) {
    capi::check_flags(table->flags, 0, "dialogue_memory");
    require_function(table->load, "dialogue_memory.load");
    require_function(table->save, "dialogue_memory.save");
    engine.dialogues = std::make_unique<capi::HostDialogues>(*table, engine.promises);
  }
}

std::string owner_of(const reactivation_engine_options& options) {
  std::string owner = string_of(options.owner, "owner");
  if (!owner.empty()) return owner;
  std::random_device chance;
  return "c-" + std::to_string(::getpid()) + "-" + std::to_string(chance()) +
         std::to_string(chance());
}

PolicyKind policy_of(const reactivation_engine_options& options) {
  const std::string word = string_of(options.policy, "policy");
  if (word.empty()) return PolicyKind::spec;
  const auto policy = policy_of_word(word);
  if (!policy) refuse("policy is neither spec nor rhythm");
  return *policy;
}

void build(reactivation_engine& engine, const reactivation_engine_options& options,
           const reactivation_ports* ports) {
  capi::check_flags(options.flags, engine_flags, "options");
  if (options.lease_seconds < 1 || options.lease_seconds > 86400) {
    refuse("lease_seconds is not from 1 to 86400");
  }
  if (options.messenger_seconds_max < 1 || options.messenger_seconds_max > 3600) {
    refuse("messenger_seconds_max is not from 1 to 3600");
  }
  if (options.turn_seconds_max < 0 || options.turn_seconds_max > 3600) {
    refuse("turn_seconds_max is not from 0 to 3600");
  }
  engine.turn_longest = std::chrono::seconds{options.turn_seconds_max};
  if (ports != nullptr) capi::check_flags(checked(ports, "ports").flags, 0, "ports");
  open_storage(engine, options);
  choose_clock(engine, options, ports);
  choose_messenger(engine, options, ports);
  choose_notifier(engine, options, ports);
  choose_memories(engine, ports);
  capi::Storage& storage = engine.storage;
  engine.engine.emplace(
      EnginePorts{.snapshots = storage.snapshots(),
                  .attempts = storage.attempts(),
                  .inbox = storage.inbox(),
                  .office = storage.office(),
                  .slots = engine.slots ? *engine.slots : storage.slots(),
                  .messenger = *engine.heard,
                  .clock = *engine.clock,
                  .dialogues = engine.dialogues ? engine.dialogues.get() : &storage.dialogues(),
                  .notifier = &engine.notices,
                  .model = nullptr,
                  .drafts = &storage.drafts(),
                  .results = &storage.results()},
      EngineOptions{.owner = owner_of(options),
                    .here = engine.here,
                    .lease = Seconds{options.lease_seconds},
                    .sharing = (options.flags & REACTIVATION_ENGINE_ALONE) != 0 ? Sharing::alone
                                                                                : Sharing::shared,
                    .policy = policy_of(options)});
}

/// Ports first stop being used, then are given back.
void end(reactivation_engine* engine) noexcept {
  const auto releases = std::move(engine->releases);
  if (engine->process != ::getpid()) {  // its file and its children belong to the parent
    engine->storage.abandon();
    (void)engine->notices.program.release();
  }
  engine->kind = capi::Kind{};
  delete engine;
  for (const auto& [release, user_data] : releases) {
    try {
      release(user_data);
    } catch (...) {  // there is nobody left to tell
    }
  }
}

/// Without an engine to keep them: for want of memory.
template <class Table>
void release_now(const Table* table) noexcept {
  if (table == nullptr || table->struct_size != sizeof(Table) || table->release == nullptr) return;
  try {
    table->release(table->user_data);
  } catch (...) {
  }
}

void release_all(const reactivation_ports* ports) noexcept {
  if (ports == nullptr || ports->struct_size != sizeof(reactivation_ports)) return;
  release_now(ports->messenger);
  release_now(ports->slot_source);
  release_now(ports->clock);
  release_now(ports->notifier);
  release_now(ports->dialogue_memory);
}

}  // namespace

extern "C" {

void reactivation_engine_options_init(reactivation_engine_options* options) {
  init(options);
  if (options == nullptr) return;
  options->lease_seconds = 300;
  options->messenger_seconds_max = 30;
  options->turn_seconds_max = 30;
}

void reactivation_messenger_init(reactivation_messenger* messenger) {
  init(messenger);
  if (messenger == nullptr) return;
  messenger->flags = REACTIVATION_MESSENGER_REACHES_PEOPLE;
  messenger->send_seconds_max = 30;
}
void reactivation_slot_source_init(reactivation_slot_source* source) { init(source); }
void reactivation_clock_init(reactivation_clock* clock) { init(clock); }
void reactivation_notifier_init(reactivation_notifier* notifier) { init(notifier); }
void reactivation_dialogue_memory_init(reactivation_dialogue_memory* memory) { init(memory); }
void reactivation_ports_init(reactivation_ports* ports) { init(ports); }

reactivation_status reactivation_engine_create(const reactivation_engine_options* options,
                                               const reactivation_ports* ports,
                                               reactivation_engine** engine,
                                               reactivation_error* error) {
  if (engine != nullptr) *engine = nullptr;
  std::unique_ptr<reactivation_engine> made;
  bool is_owned = false;
  const reactivation_status status = capi::guarded(error, [&] {
    made = std::make_unique<reactivation_engine>();
    made->process = ::getpid();
    made->releases.reserve(5);
    own_all(*made, ports);
    is_owned = true;
    capi::require(engine, "engine");
    build(*made, checked(options, "options"), ports);
    made->promises.forget();
    (void)made->clock->now();  // a clock that cannot tell the time is found out here
    capi::check_promises(*made);
  });
  if (status == REACTIVATION_OK) {
    *engine = made.release();
  } else if (is_owned) {
    end(made.release());
  } else {
    release_all(ports);
  }
  return status;
}

void reactivation_engine_destroy(reactivation_engine* engine) {
  if (engine == nullptr || engine->kind != capi::Kind::engine) return;
  // From inside a callback, also in a child forked there, or while another thread uses it, there is
  // nothing safe to do.
  if (engine->calls.load() != 0) return;
  end(engine);
}

reactivation_status reactivation_engine_cancel(reactivation_engine* engine) {
  if (engine == nullptr) return REACTIVATION_OK;
  if (engine->kind != capi::Kind::engine) return REACTIVATION_INVALID_ARGUMENT;
  if (engine->process != ::getpid()) return REACTIVATION_UNSUPPORTED;
  engine->is_cancelled.store(true);
  return REACTIVATION_OK;
}

}  // extern "C"
