// Each allocation of three whole calls fails once: a status, nothing lost, and the next call works.
#include "failing_memory.hpp"
#include "world.hpp"

using namespace capi_test;

namespace {

/// No allocation of its own between the arming and the end of the call that is tested.
template <class Call>
void fail_each_allocation(Call call) {
  failing_memory::fail_each_allocation(
      {}, [] {}, call);
}

/// Keeps the first document of a kind, and is false for another one after it: half an answer is
/// worse than none.
bool is_same(std::string& first, const reactivation_bytes& bytes) {
  if (bytes.data == nullptr) return true;
  const std::string_view now{bytes.data, bytes.size};
  if (first.empty()) first = now;
  return first == now;
}

reactivation_status plan_a_document() {
  static std::string first;
  reactivation_plan_options options;
  reactivation_plan_options_init(&options);
  options.now_unix_seconds = noon;
  reactivation_bytes plan;
  const auto status = reactivation_plan(text(salon()), &options, &plan, nullptr);
  const bool is_right = is_same(first, plan);
  reactivation_bytes_free(&plan);
  return is_right ? status : REACTIVATION_INTERNAL;
}

reactivation_status explain_a_client() {
  static std::string first;
  reactivation_explain_options options;
  reactivation_explain_options_init(&options);
  options.now_unix_seconds = noon;
  options.client_id = 3;
  reactivation_bytes explanation;
  const auto status = reactivation_explain(text(salon()), &options, &explanation, nullptr);
  const bool is_right = is_same(first, explanation);
  reactivation_bytes_free(&explanation);
  return is_right ? status : REACTIVATION_INTERNAL;
}

/// A messenger without an allocation of its own.
reactivation_status accept_all(void* user_data, reactivation_text, reactivation_last_look* look,
                               reactivation_sink* receipt) {
  if (reactivation_last_look_ask(look) != REACTIVATION_OK) {
    return reactivation_sink_write(receipt, text(R"({"outcome":"not_started"})"));
  }
  ++*static_cast<int*>(user_data);
  return reactivation_sink_write(receipt, text(R"({"outcome":"accepted","provider_id":"p"})"));
}

/// An engine, a day, its messages, a reply, and the end of it all.
reactivation_status live_a_day(reactivation_text storage, std::uint32_t flags) {
  int sent = 0;
  reactivation_messenger messenger;
  reactivation_messenger_init(&messenger);
  messenger.flags = 0;
  messenger.user_data = &sent;
  messenger.send = accept_all;
  reactivation_ports ports;
  reactivation_ports_init(&ports);
  ports.messenger = &messenger;
  auto options = memory_options();
  options.storage = storage;
  options.flags = flags;
  reactivation_engine* engine = nullptr;
  auto status = reactivation_engine_create(&options, &ports, &engine, nullptr);
  if (status == REACTIVATION_OK) {
    status = reactivation_engine_add_company(engine, text(salon()), nullptr);
  }
  auto call = company_call(REACTIVATION_DISPATCH_WINDOW);
  call.flags = 0;
  reactivation_bytes out{nullptr, 0};
  if (status == REACTIVATION_OK) {
    status = reactivation_engine_run_day(engine, &call, &out, nullptr, nullptr);
    reactivation_bytes_free(&out);
  }
  call.flags = REACTIVATION_DISPATCH_WINDOW;
  if (status == REACTIVATION_OK) {
    status = reactivation_engine_dispatch(engine, &call, &out, nullptr);
    reactivation_bytes_free(&out);
  }
  if (status == REACTIVATION_OK) {
    status = reactivation_engine_on_event(engine, text(stop_event), &out, nullptr);
    reactivation_bytes_free(&out);
  }
  reactivation_engine_destroy(engine);
  // Whatever failed: nobody has got two messages.
  return sent <= 2 ? status : REACTIVATION_INTERNAL;
}

}  // namespace

TEST_CASE("an event that found no memory must come again before anything is sent") {
  World world;
  REQUIRE(world.open() == REACTIVATION_OK);
  REQUIRE(world.run_day() == REACTIVATION_OK);
  failing_memory::failing_at = 0;
  const auto refused =
      reactivation_engine_on_event(world.engine, text(stop_event), nullptr, nullptr);
  failing_memory::failing_at = -1;
  CHECK(refused == REACTIVATION_OUT_OF_MEMORY);
  std::string run;
  CHECK(world.dispatch(run) == REACTIVATION_MUST_REPEAT);
  CHECK(std::string(world.error.message).find("on_event") != std::string::npos);
  CHECK(world.host.sends == 0);
  // Another event is not that one.
  CHECK(reactivation_engine_on_event(world.engine, text(reply_event), nullptr, nullptr) ==
        REACTIVATION_OK);
  CHECK(world.dispatch(run) == REACTIVATION_MUST_REPEAT);
  CHECK(reactivation_engine_on_event(world.engine, text(stop_event), nullptr, nullptr) ==
        REACTIVATION_OK);
  CHECK(world.dispatch(run) == REACTIVATION_OK);
  CHECK(world.host.messages.empty());
}

TEST_CASE("a plan from a document survives every allocation that fails") {
  fail_each_allocation(plan_a_document);
}

TEST_CASE("an explanation survives every allocation that fails") {
  fail_each_allocation(explain_a_client);
}

TEST_CASE("an engine's day survives every allocation that fails") {
  fail_each_allocation([] { return live_a_day(text("memory:"), 0); });
}
