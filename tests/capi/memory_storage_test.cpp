// The same over a file: what SQLite asks for fails, too.
//
// A new file takes over 100,000 allocations, a day over one 20,000: the first of them all fail, the
// others are sampled, so that the test takes seconds. With strides of 1 it tries them all.
#include <fstream>
#include <iterator>

#include "due_salon.hpp"
#include "failing_memory.hpp"
#include "world.hpp"

using capi_test::text;

namespace {

// --- SQLite's own allocations -----------------------------------------------------------------
sqlite3_mem_methods of_sqlite;

void* take(int size) {
  if (failing_memory::fails_now()) return nullptr;
  void* memory = of_sqlite.xMalloc(size);
  if (memory != nullptr) ++failing_memory::alive;
  return memory;
}
void give_back(void* memory) {
  if (memory != nullptr) --failing_memory::alive;
  of_sqlite.xFree(memory);
}
void* take_again(void* memory, int size) {
  return failing_memory::fails_now() ? nullptr : of_sqlite.xRealloc(memory, size);
}

/// Before SQLite's first use.
void take_over_sqlite() {
  static const bool is_done = [] {
    sqlite3_config(SQLITE_CONFIG_GETMALLOC, &of_sqlite);
    sqlite3_mem_methods ours = of_sqlite;
    ours.xMalloc = take;
    ours.xFree = give_back;
    ours.xRealloc = take_again;
    return sqlite3_config(SQLITE_CONFIG_MALLOC, &ours) == SQLITE_OK;
  }();
  REQUIRE(is_done);
}

// --- A file that is as it was before each call ------------------------------------------------
class SavedFile {
public:
  explicit SavedFile(std::string path) : path_(std::move(path)) {
    std::ifstream in{path_, std::ios::binary};
    bytes_.assign(std::istreambuf_iterator<char>{in}, {});
  }
  void restore() const {
    std::remove((path_ + "-wal").c_str());
    std::remove((path_ + "-shm").c_str());
    std::remove(path_.c_str());
    if (!bytes_.empty()) std::ofstream{path_, std::ios::binary} << bytes_;
  }

private:
  std::string path_;
  std::string bytes_;
};

struct Salon {
  store_test::Folder folder;
  std::string file = folder.file();
  std::string url = "sqlite:" + file;
  Salon() { take_over_sqlite(); }
};

int sent = 0;

/// A messenger without an allocation of its own.
reactivation_status accept(void*, reactivation_text, reactivation_last_look* look,
                           reactivation_sink* receipt) {
  if (reactivation_last_look_ask(look) != REACTIVATION_OK) {
    return reactivation_sink_write(receipt, text(R"({"outcome":"not_started"})"));
  }
  ++sent;
  return reactivation_sink_write(receipt, text(R"({"outcome":"accepted","provider_id":"p"})"));
}

reactivation_status open_engine(const std::string& url, std::uint32_t flags,
                                reactivation_engine** engine) {
  reactivation_messenger messenger;
  reactivation_messenger_init(&messenger);
  messenger.flags = 0;
  messenger.send = accept;
  reactivation_ports ports;
  reactivation_ports_init(&ports);
  ports.messenger = &messenger;
  reactivation_engine_options options;
  reactivation_engine_options_init(&options);
  options.storage = text(url);
  options.clock = text("virtual:2025-06-02T12:00:00Z");
  options.owner = text("test");
  options.here = text("here");
  options.flags = flags;
  return reactivation_engine_create(&options, &ports, engine, nullptr);
}

/// Runs `body(engine, bytes)` calls one after another until one fails.
template <class... Bodies>
reactivation_status with_engine(const std::string& url, std::uint32_t flags, Bodies... bodies) {
  reactivation_engine* engine = nullptr;
  reactivation_status status = open_engine(url, flags, &engine);
  [[maybe_unused]] const auto run = [&](auto body) {
    if (status != REACTIVATION_OK) return;
    reactivation_bytes out{nullptr, 0};
    status = body(engine, &out);
    reactivation_bytes_free(&out);
  };
  (run(bodies), ...);
  reactivation_engine_destroy(engine);
  return status;
}

auto company_call(std::uint32_t flags) {
  reactivation_call_options options;
  reactivation_call_options_init(&options);
  options.company_id = 1;
  options.flags = flags;
  return options;
}

reactivation_status run_day(reactivation_engine* engine, reactivation_bytes* out) {
  const auto call = company_call(0);
  return reactivation_engine_run_day(engine, &call, out, nullptr, nullptr);
}
reactivation_status dispatch(reactivation_engine* engine, reactivation_bytes* out) {
  const auto call = company_call(REACTIVATION_DISPATCH_WINDOW);
  return reactivation_engine_dispatch(engine, &call, out, nullptr);
}
reactivation_status arm(reactivation_engine* engine, reactivation_bytes*) {
  return reactivation_engine_arm(engine, 1, nullptr);
}
constexpr std::string_view question_event = R"({"schema":"reactivation.event/1","provider":"host",
"event_id":"e-1","company_id":1,"from":[{"kind":"phone","value":"+999000000001"}],
"message":{"text":"Can I come in the evening?"}})";
constexpr std::string_view stop_event = R"({"schema":"reactivation.event/1","provider":"host",
"event_id":"e-2","company_id":1,"from":[{"kind":"phone","value":"+999000000002"}],
"message":{"text":"STOP"}})";
template <const std::string_view& event>
reactivation_status hear(reactivation_engine* engine, reactivation_bytes* out) {
  return reactivation_engine_on_event(engine, text(event), out, nullptr);
}
reactivation_status export_person(reactivation_engine* engine, reactivation_bytes* out) {
  return reactivation_engine_export_person(engine, {1, 1}, out, nullptr);
}
reactivation_status explain(reactivation_engine* engine, reactivation_bytes* out) {
  return reactivation_engine_explain(engine, {1, 1}, out, nullptr);
}
reactivation_status find_offers(reactivation_engine* engine, reactivation_bytes* out) {
  return reactivation_engine_find_offers(engine, {1, 1}, out, nullptr);
}
reactivation_status erase(reactivation_engine* engine, reactivation_bytes*) {
  return reactivation_engine_erase_person(engine, {1, 1}, nullptr);
}

}  // namespace

TEST_CASE("a new file survives every allocation that fails") {
  const Salon salon;
  const SavedFile none{salon.file};
  failing_memory::fail_each_allocation(
      {200, 211}, [&] { none.restore(); },
      [&] { return with_engine(salon.url, REACTIVATION_ENGINE_CREATE); });
}

TEST_CASE("a day over a file survives every allocation that fails") {
  const Salon salon;
  store_test::make_due_salon(*store_test::opened(salon.file), 2, "Zerlina");
  const SavedFile due{salon.file};
  failing_memory::fail_each_allocation(
      {500, 11}, [&] { due.restore(); },
      [&] {
        sent = 0;
        const auto status = with_engine(salon.url, 0, arm, run_day, dispatch, hear<question_event>,
                                        hear<stop_event>);
        return sent <= 2 ? status : REACTIVATION_INTERNAL;
      });
}

TEST_CASE("what is known of a person over a file survives every allocation that fails") {
  const Salon salon;
  store_test::make_due_salon(*store_test::opened(salon.file), 2, "Zerlina");
  sent = 0;
  REQUIRE(with_engine(salon.url, 0, arm, run_day, dispatch, hear<question_event>) ==
          REACTIVATION_OK);
  REQUIRE(sent == 2);
  const SavedFile lived{salon.file};
  failing_memory::fail_each_allocation(
      {500, 7}, [&] { lived.restore(); },
      [&] { return with_engine(salon.url, 0, export_person, explain, find_offers, erase); });
}
