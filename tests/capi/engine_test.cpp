// An engine over a SQLite file, as a host drives it.
#include <catch2/catch.hpp>
#include <cstdio>
#include <cstdlib>

#include "world.hpp"

using namespace capi_test;

namespace {

bool mentions(const std::string& message, std::string_view word) {
  return message.find(word) != std::string::npos;
}

/// A folder of its own, gone with the test.
struct Folder {
  std::string path;
  Folder() {
    const char* place = std::getenv("TMPDIR");
    std::string pattern = std::string(place != nullptr ? place : "/tmp") + "/capi-XXXXXX";
    path = mkdtemp(pattern.data());
  }
  ~Folder() {
    for (const char* name : {"/salon.db", "/salon.db-wal", "/salon.db-shm"}) {
      std::remove((path + name).c_str());
    }
    std::remove(path.c_str());
  }
};

}  // namespace

TEST_CASE("a company lives in its file, and the same file again has it") {
  const Folder folder;
  const std::string url = "sqlite:" + folder.path + "/salon.db";
  reactivation_error error;
  reactivation_error_init(&error);
  auto options = memory_options();
  options.storage = text(url);
  reactivation_engine* engine = nullptr;
  CHECK(reactivation_engine_create(&options, nullptr, &engine, &error) == REACTIVATION_NOT_FOUND);
  options.flags = REACTIVATION_ENGINE_CREATE;
  REQUIRE(reactivation_engine_create(&options, nullptr, &engine, &error) == REACTIVATION_OK);
  const std::string_view company = R"({"schema":"reactivation.snapshot/1",
      "company":{"id":4,"name":"Salon","timezone":"Europe/Moscow"},"settings":{"tone":"casual"},
      "account":{"id":9,"account_created_at":"2024-01-01"}})";
  REQUIRE(reactivation_engine_add_company(engine, text(company), &error) == REACTIVATION_OK);
  CHECK(reactivation_engine_add_company(engine, text(company), &error) ==
        REACTIVATION_INVALID_ARGUMENT);
  CHECK(reactivation_engine_add_company(engine, text(salon()), &error) == REACTIVATION_UNSUPPORTED);
  reactivation_engine_destroy(engine);

  options.flags = 0;
  REQUIRE(reactivation_engine_create(&options, nullptr, &engine, &error) == REACTIVATION_OK);
  reactivation_bytes out;
  REQUIRE(reactivation_engine_snapshot(engine, 4, &out, &error) == REACTIVATION_OK);
  CHECK(mentions(taken(out), "\"tone\":\"casual\""));
  std::int64_t account = 0;
  REQUIRE(reactivation_engine_find_account(engine, 4, &account, &error) == REACTIVATION_OK);
  CHECK(account == 9);
  CHECK(reactivation_engine_arm(engine, 77, &error) != REACTIVATION_OK);
  REQUIRE(reactivation_engine_arm(engine, 9, &error) == REACTIVATION_OK);
  REQUIRE(reactivation_engine_gate(engine, 9, &out, &error) == REACTIVATION_OK);
  CHECK(mentions(taken(out), "\"armed_here\":true"));
  CHECK(reactivation_engine_snapshot(engine, 5, &out, &error) == REACTIVATION_NOT_FOUND);
  const auto call = company_call();
  CHECK(reactivation_engine_dispatch(engine, &call, &out, &error) == REACTIVATION_UNSUPPORTED);
  CHECK(mentions(error.message, "without a messenger"));
  reactivation_engine_destroy(engine);
}

TEST_CASE("a reply ends what waits, the same event again changes nothing, a stop opts out") {
  World world;
  REQUIRE(world.open() == REACTIVATION_OK);
  REQUIRE(world.run_day() == REACTIVATION_OK);
  reactivation_bytes out;
  REQUIRE(reactivation_engine_on_event(world.engine, text(reply_event), &out, &world.error) ==
          REACTIVATION_OK);
  CHECK(taken(out) ==
        "{\"schema\":\"reactivation.receipt/1\",\"event_id\":\"e-1\",\"receipt\":\"stored\","
        "\"is_done\":true}\n");
  REQUIRE(reactivation_engine_on_event(world.engine, text(reply_event), &out, &world.error) ==
          REACTIVATION_OK);
  CHECK(mentions(taken(out), "\"receipt\":\"known_already\""));
  REQUIRE(reactivation_engine_on_event(world.engine, text(stop_event), nullptr, &world.error) ==
          REACTIVATION_OK);
  std::string run;
  REQUIRE(world.dispatch(run) == REACTIVATION_OK);
  CHECK(world.host.messages.empty());
  reactivation_bytes explanation;
  REQUIRE(reactivation_engine_explain(world.engine, {1, 2}, &explanation, &world.error) ==
          REACTIVATION_OK);
  CHECK(mentions(taken(explanation), "\"reason\": \"opted_out\""));
  REQUIRE(reactivation_engine_opt_in(world.engine, {1, 2}, text("at the desk"), &out,
                                     &world.error) == REACTIVATION_OK);
  CHECK(mentions(taken(out), "\"has_changed\":true"));
}

TEST_CASE("offers are asked for by a client") {
  World world;
  REQUIRE(world.open() == REACTIVATION_OK);
  REQUIRE(world.run_day() == REACTIVATION_OK);
  std::string run;
  REQUIRE(world.dispatch(run) == REACTIVATION_OK);
  reactivation_bytes out;
  CHECK(reactivation_engine_find_offers(world.engine, {1, 1}, &out, &world.error) ==
        REACTIVATION_OK);
  CHECK(mentions(taken(out), "\"client_id\": 1"));
  CHECK(reactivation_engine_find_offers(world.engine, {1, 99}, &out, &world.error) ==
        REACTIVATION_OK);
  CHECK(mentions(taken(out), "\"offers\": []"));
  CHECK(reactivation_engine_find_offers(world.engine, {2, 1}, &out, &world.error) ==
        REACTIVATION_NOT_FOUND);
  for (const std::int64_t client : {0, -1}) {
    CHECK(reactivation_engine_find_offers(world.engine, {1, client}, &out, &world.error) ==
          REACTIVATION_INVALID_ARGUMENT);
    CHECK(mentions(world.error.message, "client_id"));
  }
}

TEST_CASE("stats are of days up to the last one of 2199, and name the day that is none") {
  World world;
  REQUIRE(world.open() == REACTIVATION_OK);
  reactivation_bytes out;
  CHECK(reactivation_engine_stats(world.engine, 1, {0, 84'005}, &out, &world.error) ==
        REACTIVATION_OK);
  CHECK(mentions(taken(out), "2199-12-31"));
  CHECK(reactivation_engine_stats(world.engine, 1, {0, 84'006}, &out, &world.error) ==
        REACTIVATION_INVALID_ARGUMENT);
  CHECK(mentions(world.error.message, "last_day is no day"));
  CHECK(reactivation_engine_stats(world.engine, 1, {-1, 7}, &out, &world.error) ==
        REACTIVATION_INVALID_ARGUMENT);
  CHECK(mentions(world.error.message, "first_day is no day"));
  CHECK(reactivation_engine_stats(world.engine, 9, {0, 7}, &out, &world.error) ==
        REACTIVATION_NOT_FOUND);
}

TEST_CASE("a flag that means nothing to a call is refused") {
  World world;
  REQUIRE(world.open() == REACTIVATION_OK);
  const auto options = company_call(REACTIVATION_PLAN_DUE_ONLY);
  reactivation_bytes out;
  CHECK(reactivation_engine_plan(world.engine, &options, &out, &world.error) ==
        REACTIVATION_INVALID_ARGUMENT);
  CHECK(reactivation_engine_run_day(world.engine, &options, nullptr, nullptr, &world.error) ==
        REACTIVATION_INVALID_ARGUMENT);
}

TEST_CASE("an order about somebody unknown names whom it looked for") {
  World world;
  REQUIRE(world.open() == REACTIVATION_OK);
  CHECK(reactivation_engine_opt_out(world.engine, {1, 99}, text("x"), nullptr, &world.error) ==
        REACTIVATION_NOT_FOUND);
  CHECK(mentions(world.error.message, "client 99 of company 1"));
}

TEST_CASE("a note of 1000 bytes is kept, of whatever order, and no longer one") {
  World world;
  REQUIRE(world.open() == REACTIVATION_OK);
  const std::string note(1000, 'n');
  const std::string longer(1001, 'n');
  reactivation_error& error = world.error;
  const auto check_refused = [&error](reactivation_status status, const char* said) {
    CHECK(status == REACTIVATION_INVALID_ARGUMENT);
    CHECK(std::string(error.message) == said);
  };
  reactivation_engine* const engine = world.engine;
  check_refused(reactivation_engine_opt_out(engine, {1, 1}, text(longer), nullptr, &error),
                "why has more than 1000 bytes");
  check_refused(reactivation_engine_opt_in(engine, {1, 1}, text(longer), nullptr, &error),
                "evidence has more than 1000 bytes");
  check_refused(reactivation_engine_disarm(engine, 1, text(longer), &error),
                "why has more than 1000 bytes");
  check_refused(reactivation_engine_stop_everything(engine, text(longer), &error),
                "why has more than 1000 bytes");
  CHECK(reactivation_engine_opt_out(engine, {1, 1}, text(note), nullptr, &error) ==
        REACTIVATION_OK);
}
