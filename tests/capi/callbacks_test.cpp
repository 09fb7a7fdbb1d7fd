// What callbacks promise, and what becomes of a call when they do not keep it.
#include <catch2/catch.hpp>
#include <stdexcept>

#include "world.hpp"

using namespace capi_test;

namespace {

bool mentions(const std::string& message, std::string_view word) {
  return message.find(word) != std::string::npos;
}

/// A day planned for two clients; `prepare` turns the host bad.
struct Day : World {
  std::string run;
  std::string message;

  reactivation_status dispatch_with(
      const std::function<reactivation_status(reactivation_text, reactivation_last_look*,
                                              reactivation_sink*)>& send) {
    REQUIRE(open() == REACTIVATION_OK);
    REQUIRE(run_day() == REACTIVATION_OK);
    host.send = send;
    const reactivation_status status = dispatch(run);
    message = error.message;
    return status;
  }
  /// The state of the attempts that were sent, as the store has them.
  std::string snapshot() {
    reactivation_bytes out;
    REQUIRE(reactivation_engine_snapshot(engine, 1, &out, nullptr) == REACTIVATION_OK);
    return taken(out);
  }
};

}  // namespace

TEST_CASE("a day goes out through the host's messenger, each message once") {
  Day day;
  CHECK(day.dispatch_with({}) == REACTIVATION_OK);
  CHECK(day.host.messages.size() == 2);
  CHECK(mentions(day.host.messages.front(), "\"phone\":\"+9990000000"));
  CHECK(mentions(day.run, "\"sent\": 2"));
  CHECK(mentions(day.run, "\"messenger\": \"host\""));
  std::string again;
  CHECK(day.dispatch(again) == REACTIVATION_OK);
  CHECK(day.host.messages.size() == 2);
}

TEST_CASE("a messenger that throws is uncertain, and nothing more is sent") {
  Day day;
  const auto status = day.dispatch_with(
      [](reactivation_text, reactivation_last_look*, reactivation_sink*) -> reactivation_status {
        throw std::runtime_error("host");
      });
  CHECK(status == REACTIVATION_CALLBACK_FAILED);
  CHECK(day.message == "messenger.send threw an exception");
  CHECK(day.run.empty());
  CHECK(day.host.sends == 1);
  CHECK(mentions(day.snapshot(), "\"state\":\"uncertain\""));
}

TEST_CASE("a messenger that says OK without a receipt, or with a bad one, is uncertain") {
  struct Bad {
    const char* receipt;  ///< null: none
    const char* word;
  };
  for (const Bad& bad : {Bad{nullptr, "wrote no result"}, Bad{"", "cannot be read"},
                         Bad{"{}", "`outcome` is required"}, Bad{"\xFF\xFE", "cannot be read"},
                         Bad{R"({"outcome":"sent"})", "must be one of"},
                         Bad{R"({"outcome":"accepted","mood":1})", "no field here"}}) {
    Day day;
    const auto status = day.dispatch_with([&](reactivation_text, reactivation_last_look* look,
                                              reactivation_sink* receipt) -> reactivation_status {
      (void)reactivation_last_look_ask(look);
      if (bad.receipt != nullptr) return reactivation_sink_write(receipt, text(bad.receipt));
      return REACTIVATION_OK;
    });
    INFO(day.message);
    CHECK(status == REACTIVATION_CALLBACK_FAILED);
    CHECK(mentions(day.message, "messenger.send"));
    CHECK(mentions(day.message, bad.word));
    CHECK(day.host.sends == 1);
    CHECK(mentions(day.snapshot(), "\"state\":\"uncertain\""));
  }
}

TEST_CASE("every status but OK and MESSENGER_FAILED of a messenger is uncertain") {
  for (const reactivation_status answer :
       {REACTIVATION_INVALID_ARGUMENT, REACTIVATION_NOT_FOUND, REACTIVATION_BUSY,
        REACTIVATION_CALLBACK_FAILED, reactivation_status{-7}, reactivation_status{123456}}) {
    Day day;
    const auto status = day.dispatch_with(
        [&](reactivation_text, reactivation_last_look*, reactivation_sink*) { return answer; });
    CHECK(status == REACTIVATION_CALLBACK_FAILED);
    CHECK(mentions(day.message, "messenger.send returned " + std::to_string(answer)));
    CHECK(mentions(day.snapshot(), "\"state\":\"uncertain\""));
  }
  // No byte has left: the call ends, and the message is not lost.
  Day day;
  CHECK(day.dispatch_with([](reactivation_text, reactivation_last_look*, reactivation_sink*) {
    return REACTIVATION_MESSENGER_FAILED;
  }) == REACTIVATION_MESSENGER_FAILED);
  CHECK_FALSE(mentions(day.snapshot(), "\"state\":\"uncertain\""));
  day.host.send = nullptr;
  CHECK(day.dispatch(day.run) == REACTIVATION_OK);
  CHECK(day.host.messages.size() == 2);
}

TEST_CASE("a messenger must ask for the last look, and obey it") {
  Day unasked;
  CHECK(unasked.dispatch_with([](reactivation_text, reactivation_last_look*,
                                 reactivation_sink* receipt) {
    return reactivation_sink_write(receipt, text(R"({"outcome":"accepted","provider_id":"p"})"));
  }) == REACTIVATION_CALLBACK_FAILED);
  CHECK(mentions(unasked.message, "did not ask for the last look"));
  // It has left all the same.
  CHECK(mentions(unasked.snapshot(), "\"state\":\"accepted\""));

  Day disobedient;
  const auto status = disobedient.dispatch_with([&](reactivation_text, reactivation_last_look* look,
                                                    reactivation_sink* receipt) {
    CHECK(reactivation_engine_stop_everything(disobedient.engine, text("now"), nullptr) ==
          REACTIVATION_OK);
    CHECK(reactivation_last_look_ask(look) == REACTIVATION_CANCELLED);
    return reactivation_sink_write(receipt, text(R"({"outcome":"accepted","provider_id":"p"})"));
  });
  CHECK(status == REACTIVATION_CALLBACK_FAILED);
  CHECK(mentions(disobedient.message, "the last look said no"));

  Day obedient;
  CHECK(obedient.dispatch_with([&](reactivation_text message, reactivation_last_look* look,
                                   reactivation_sink* receipt) {
    CHECK(reactivation_engine_stop_everything(obedient.engine, text("now"), nullptr) ==
          REACTIVATION_OK);
    return obedient.host.accept(message, look, receipt);
  }) == REACTIVATION_OK);
  CHECK(obedient.host.messages.empty());
}

TEST_CASE("a messenger may return what the last look answered: nothing has left") {
  Day day;
  CHECK(day.dispatch_with([&](reactivation_text, reactivation_last_look* look, reactivation_sink*) {
    CHECK(reactivation_engine_stop_everything(day.engine, text("now"), nullptr) == REACTIVATION_OK);
    return reactivation_last_look_ask(look);
  }) == REACTIVATION_OK);
  CHECK(mentions(day.run, "\"not_started\": 1"));
  CHECK_FALSE(mentions(day.snapshot(), "\"state\":\"uncertain\""));

  // Without a no, CANCELLED says nothing of the message.
  for (const bool asks : {false, true}) {
    Day bad;
    CHECK(bad.dispatch_with([asks](reactivation_text, reactivation_last_look* look,
                                   reactivation_sink*) -> reactivation_status {
      if (asks) CHECK(reactivation_last_look_ask(look) == REACTIVATION_OK);
      return REACTIVATION_CANCELLED;
    }) == REACTIVATION_CALLBACK_FAILED);
    CHECK(mentions(bad.snapshot(), "\"state\":\"uncertain\""));
  }
}

TEST_CASE("a stop that comes in while a message is being handed over holds for the rest") {
  Day day;
  CHECK(day.dispatch_with([&](reactivation_text message, reactivation_last_look* look,
                              reactivation_sink* receipt) {
    for (const std::int64_t client : {1, 2}) {
      CHECK(reactivation_engine_opt_out(day.engine, {1, client}, text("by phone"), nullptr,
                                        nullptr) == REACTIVATION_OK);
    }
    return day.host.accept(message, look, receipt);
  }) == REACTIVATION_OK);
  CHECK(day.host.messages.empty());
}

TEST_CASE("a sink and a last look are worth nothing outside of their callback") {
  Day day;
  reactivation_sink* sink = nullptr;
  reactivation_last_look* kept = nullptr;
  CHECK(day.dispatch_with([&](reactivation_text message, reactivation_last_look* look,
                              reactivation_sink* receipt) {
    sink = receipt;
    kept = look;
    return day.host.accept(message, look, receipt);
  }) == REACTIVATION_OK);
  CHECK(reactivation_sink_write(sink, text("{}")) == REACTIVATION_INVALID_ARGUMENT);
  CHECK(reactivation_last_look_ask(kept) == REACTIVATION_INVALID_ARGUMENT);
}

TEST_CASE("a result that is written in parts is one result; one too large is lost") {
  Day day;
  CHECK(day.dispatch_with([](reactivation_text, reactivation_last_look* look,
                             reactivation_sink* receipt) {
    (void)reactivation_last_look_ask(look);
    for (const char* part : {"{\"outcome\":", "\"accepted\",", "\"provider_id\":\"p\"}"}) {
      (void)reactivation_sink_write(receipt, text(part));
    }
    CHECK(reactivation_sink_write(receipt, {nullptr, 3}) == REACTIVATION_INVALID_ARGUMENT);
    return REACTIVATION_OK;
  }) == REACTIVATION_OK);
  CHECK(mentions(day.run, "\"sent\": 2"));

  Day large;
  CHECK(large.dispatch_with([](reactivation_text, reactivation_last_look* look,
                               reactivation_sink* receipt) -> reactivation_status {
    (void)reactivation_last_look_ask(look);
    static const char byte = 'x';
    return reactivation_sink_write(receipt, {&byte, static_cast<std::size_t>(-1)}) ==
                   REACTIVATION_DOCUMENT_TOO_LARGE
               ? REACTIVATION_OK
               : REACTIVATION_INTERNAL;
  }) == REACTIVATION_CALLBACK_FAILED);
  CHECK(mentions(large.message, "too large"));
}

TEST_CASE("free times come from the host, and a source that breaks its promise ends the call") {
  const auto one_time = [](reactivation_sink* sink) {
    return reactivation_sink_write(
        sink,
        text(R"({"slots":[{"service_id":1,"staff_id":5,"datetime":"2026-03-12T09:00:00Z"}]})"));
  };
  // Planned with a free time, which is asked for again.
  const auto with_slots = [&](Day& day,
                              std::function<reactivation_status(reactivation_sink*)> find) {
    day.host.find_slots = one_time;
    day.tables.ports.slot_source = &day.tables.slots;
    REQUIRE(day.open() == REACTIVATION_OK);
    REQUIRE(day.run_day() == REACTIVATION_OK);
    day.host.find_slots = std::move(find);
    const auto status = day.dispatch(day.run);
    day.message = day.error.message;
    return status;
  };
  Day good;
  CHECK(with_slots(good, one_time) == REACTIVATION_OK);
  CHECK(good.host.messages.size() == 2);
  Day outage;
  CHECK(with_slots(outage, [](reactivation_sink*) { return REACTIVATION_IO_FAILED; }) ==
        REACTIVATION_OK);
  CHECK(outage.host.messages.size() == 2);
  struct Bad {
    std::function<reactivation_status(reactivation_sink*)> find;
    const char* word;
  };
  const Bad all[] = {
      {[](reactivation_sink*) -> reactivation_status { throw 7; }, "threw an exception"},
      {[](reactivation_sink*) { return REACTIVATION_OK; }, "wrote no result"},
      {[](reactivation_sink*) { return REACTIVATION_BUSY; }, "returned 6"},
      {[](reactivation_sink* s) { return reactivation_sink_write(s, text("{\"slots\":7}")); },
       "cannot be read"},
      {[](reactivation_sink* s) {
         return reactivation_sink_write(s, text(R"({"slots":[{"service_id":1}]})"));
       },
       "is required"}};
  for (const Bad& bad : all) {
    Day day;
    CHECK(with_slots(day, bad.find) == REACTIVATION_CALLBACK_FAILED);
    INFO(day.message);
    CHECK(mentions(day.message, "slot_source.find_slots"));
    CHECK(mentions(day.message, bad.word));
    CHECK(day.host.messages.empty());
  }
}

TEST_CASE("a day is planned with the host's free times, and a message names those still free") {
  const auto day_with = [](Day& day, std::function<reactivation_status(reactivation_sink*)> find) {
    day.host.find_slots = std::move(find);
    day.tables.ports.slot_source = &day.tables.slots;
    return day.open();
  };
  const auto one_time = [](reactivation_sink* sink) {
    return reactivation_sink_write(
        sink,
        text(R"({"slots":[{"service_id":1,"staff_id":5,"datetime":"2026-03-13T10:30:00Z"}]})"));
  };
  const auto call = company_call();
  Day day;  // the storage has a time of its own, which is not asked for
  REQUIRE(day_with(day, one_time) == REACTIVATION_OK);
  reactivation_bytes out;
  REQUIRE(reactivation_engine_plan(day.engine, &call, &out, &day.error) == REACTIVATION_OK);
  const std::string plan = taken(out);
  CHECK(mentions(plan, "2026-03-13T10:30:00Z"));
  CHECK_FALSE(mentions(plan, "2026-03-12T12:00:00"));
  CHECK(day.run_day() == REACTIVATION_OK);
  CHECK(day.dispatch(day.run) == REACTIVATION_OK);
  REQUIRE(day.host.messages.size() == 2);
  CHECK(mentions(day.host.messages[0], "2026-03-13T10:30:00Z"));

  Day gone;
  REQUIRE(day_with(gone, one_time) == REACTIVATION_OK);
  CHECK(gone.run_day() == REACTIVATION_OK);
  gone.host.find_slots = [](reactivation_sink* sink) {
    return reactivation_sink_write(sink, text(R"({"slots":[]})"));
  };
  CHECK(gone.dispatch(gone.run) == REACTIVATION_OK);
  REQUIRE(gone.host.messages.size() == 2);
  CHECK_FALSE(mentions(gone.host.messages[0], "2026-03-13"));

  // Not now, and never as promised.
  Day outage;
  REQUIRE(day_with(outage, [](reactivation_sink*) { return REACTIVATION_IO_FAILED; }) ==
          REACTIVATION_OK);
  CHECK(outage.run_day() == REACTIVATION_OK);
  Day bad;
  REQUIRE(day_with(bad, [](reactivation_sink*) { return REACTIVATION_OK; }) == REACTIVATION_OK);
  CHECK(bad.run_day() == REACTIVATION_CALLBACK_FAILED);
  CHECK_FALSE(mentions(bad.snapshot(), "\"attempts\":[{"));
}

TEST_CASE("a clock of the host drives the day, and one that breaks its promise ends the call") {
  const auto with_clock = [](Day& day) { day.tables.ports.clock = &day.tables.clock; };
  Day good;
  with_clock(good);
  CHECK(good.dispatch_with({}) == REACTIVATION_OK);
  CHECK(good.host.messages.size() == 2);

  struct Bad {
    std::function<reactivation_status(std::int64_t*)> now;
    const char* word;
  };
  const Bad all[] = {{[](std::int64_t*) -> reactivation_status { throw 7; }, "threw an exception"},
                     {[](std::int64_t*) { return REACTIVATION_OK; }, "wrote no time"},
                     {[](std::int64_t* at) {
                        *at = noon * 1000;
                        return REACTIVATION_OK;
                      },
                      "outside of 2000 to 2199"},
                     {[](std::int64_t*) { return REACTIVATION_BUSY; }, "returned 6"}};
  for (const Bad& bad : all) {
    Day at_once;
    with_clock(at_once);
    at_once.host.now = bad.now;
    CHECK(at_once.open() == REACTIVATION_CALLBACK_FAILED);
    CHECK(at_once.engine == nullptr);
    CHECK(at_once.host.releases == 2);  // the messenger and the clock

    Day later;
    with_clock(later);
    REQUIRE(later.open() == REACTIVATION_OK);
    REQUIRE(later.run_day() == REACTIVATION_OK);
    later.host.now = bad.now;
    CHECK(later.dispatch(later.run) == REACTIVATION_CALLBACK_FAILED);
    INFO(later.error.message);
    CHECK(mentions(later.error.message, "clock.now"));
    CHECK(mentions(later.error.message, bad.word));
    CHECK(later.host.messages.empty());
  }
}

TEST_CASE("a clock that does not wait is found out, and one that cannot is unsupported") {
  Day hasty;
  hasty.tables.ports.clock = &hasty.tables.clock;
  hasty.host.wait_until = [](std::int64_t) { return REACTIVATION_OK; };
  CHECK(hasty.dispatch_with({}) == REACTIVATION_CALLBACK_FAILED);
  CHECK(mentions(hasty.message, "returned before that time had come"));

  Day woken;
  woken.tables.ports.clock = &woken.tables.clock;
  woken.host.wait_until = [](std::int64_t) { return REACTIVATION_CANCELLED; };
  CHECK(woken.dispatch_with({}) == REACTIVATION_CANCELLED);

  Day unable;
  unable.tables.clock.wait_until = nullptr;
  unable.tables.ports.clock = &unable.tables.clock;
  CHECK(unable.dispatch_with({}) == REACTIVATION_UNSUPPORTED);
}

TEST_CASE("a notifier hears of a complaint, and may fail as it likes") {
  for (const bool is_bad : {false, true}) {
    World world;
    world.tables.ports.notifier = &world.tables.notifier;
    if (is_bad) world.host.notify = [](reactivation_text) -> reactivation_status { throw 7; };
    REQUIRE(world.open() == REACTIVATION_OK);
    CHECK(reactivation_engine_on_signal(world.engine, 1, text(R"({"kind":"temporary_ban"})"),
                                        &world.error) == REACTIVATION_OK);
    if (is_bad) continue;
    REQUIRE(world.host.notices.size() == 1);
    CHECK(mentions(world.host.notices[0], "\"kind\":\"account_stopped\""));
    CHECK(mentions(world.host.notices[0], "\"signal\":\"temporary_ban\""));
  }
}

TEST_CASE("the host keeps the dialogues, and gets each of them back") {
  Day day;
  day.tables.ports.dialogue_memory = &day.tables.dialogues;
  CHECK(day.dispatch_with({}) == REACTIVATION_OK);
  REQUIRE(day.host.dialogues.size() == 2);
  const std::string kept = day.host.dialogues[0];
  CHECK(mentions(kept, "\"schema\":\"reactivation.dialogue/1\""));
  const std::int64_t client = mentions(kept, "\"client_id\":1") ? 1 : 2;
  day.host.load_dialogue = [&](reactivation_sink* sink) {
    return reactivation_sink_write(sink, text(kept));
  };
  reactivation_bytes out;
  REQUIRE(reactivation_engine_dialogue(day.engine, {1, client}, &out, &day.error) ==
          REACTIVATION_OK);
  CHECK(taken(out) == kept);
  // Somebody else's dialogue is no answer.
  CHECK(reactivation_engine_dialogue(day.engine, {1, 3 - client}, &out, &day.error) ==
        REACTIVATION_CALLBACK_FAILED);
  day.host.load_dialogue = [](reactivation_sink*) { return REACTIVATION_OK; };
  CHECK(reactivation_engine_dialogue(day.engine, {1, client}, &out, &day.error) ==
        REACTIVATION_CALLBACK_FAILED);
}

TEST_CASE("the host's memory that asks for a dialogue from inside itself is refused") {
  Day day;
  day.tables.ports.dialogue_memory = &day.tables.dialogues;
  CHECK(day.dispatch_with({}) == REACTIVATION_OK);
  const std::string kept = day.host.dialogues[0];
  const std::int64_t client = mentions(kept, "\"client_id\":1") ? 1 : 2;
  reactivation_status inside = -1;
  day.host.load_dialogue = [&](reactivation_sink* sink) {
    reactivation_bytes inner;
    inside = reactivation_engine_dialogue(day.engine, {1, client}, &inner, nullptr);
    reactivation_bytes_free(&inner);
    return reactivation_sink_write(sink, text(kept));
  };
  reactivation_bytes out;
  CHECK(reactivation_engine_dialogue(day.engine, {1, client}, &out, &day.error) == REACTIVATION_OK);
  CHECK(inside == REACTIVATION_BUSY);
  CHECK(taken(out) == kept);
}

TEST_CASE("progress is told, and stops a call by its answer, by an exception and by cancel") {
  struct Told {
    int calls = 0;
    std::int32_t answer = 0;
    bool throws = false;
  };
  const auto progress = [](void* data, reactivation_text what, std::int64_t,
                           std::int64_t) -> std::int32_t {
    auto& told = *static_cast<Told*>(data);
    ++told.calls;
    if (told.throws) throw 7;
    return what.size > 0 ? told.answer : -1;
  };
  World world;
  REQUIRE(world.open() == REACTIVATION_OK);
  Told told;
  auto options = company_call();
  options.progress = progress;
  options.progress_user_data = &told;
  std::int64_t attempts = -1;
  told.answer = 1;
  CHECK(reactivation_engine_run_day(world.engine, &options, nullptr, &attempts, &world.error) ==
        REACTIVATION_CANCELLED);
  CHECK(attempts == 0);
  told.throws = true;
  CHECK(reactivation_engine_run_day(world.engine, &options, nullptr, &attempts, &world.error) ==
        REACTIVATION_CALLBACK_FAILED);
  CHECK(std::string(world.error.message) == "progress threw an exception");
  told = {};
  CHECK(reactivation_engine_cancel(world.engine) == REACTIVATION_OK);
  CHECK(reactivation_engine_run_day(world.engine, &options, nullptr, &attempts, &world.error) ==
        REACTIVATION_CANCELLED);
  // A cancel ends one call.
  CHECK(reactivation_engine_run_day(world.engine, &options, nullptr, &attempts, &world.error) ==
        REACTIVATION_OK);
  CHECK(attempts == 2);
  CHECK(told.calls > 0);
}

TEST_CASE("what the engine took over is released once, after the last callback") {
  World world;
  world.tables.ports.slot_source = &world.tables.slots;
  world.tables.ports.clock = &world.tables.clock;
  world.tables.ports.notifier = &world.tables.notifier;
  world.tables.ports.dialogue_memory = &world.tables.dialogues;
  REQUIRE(world.open() == REACTIVATION_OK);
  CHECK(world.host.releases == 0);
  reactivation_engine_destroy(world.engine);
  world.engine = nullptr;
  CHECK(world.host.releases == 5);
}

TEST_CASE("an engine that cannot be made releases every table, once") {
  const auto releases_of =
      [](const std::function<void(Tables&, reactivation_engine_options&)>& spoil) {
        World world;
        world.tables.ports.slot_source = &world.tables.slots;
        auto options = memory_options();
        spoil(world.tables, options);
        CHECK(reactivation_engine_create(&options, &world.tables.ports, &world.engine,
                                         &world.error) != REACTIVATION_OK);
        CHECK(world.engine == nullptr);
        return world.host.releases;
      };
  CHECK(releases_of([](Tables&, auto& options) { options.storage = text("tape:"); }) == 2);
  CHECK(releases_of([](Tables&, auto& options) { options.storage = text("sqlite:/no/such"); }) ==
        2);
  CHECK(releases_of([](Tables&, auto& options) { options.struct_size = 1; }) == 2);
  CHECK(releases_of([](Tables& tables, auto&) { tables.messenger.send = nullptr; }) == 2);
  CHECK(releases_of([](Tables& tables, auto&) { tables.slots.flags = 8; }) == 2);
  // A table whose size is not known is not read at all.
  CHECK(releases_of([](Tables& tables, auto&) { tables.messenger.struct_size = 8; }) == 1);
  CHECK(releases_of([](Tables& tables, auto&) { tables.ports.struct_size = 8; }) == 0);
}
