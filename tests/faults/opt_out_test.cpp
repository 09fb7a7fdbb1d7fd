// B109: an opt-out that could not be stored. Nobody is written to until it was.
#include <algorithm>

#include "fault_disk.hpp"
#include "salon.hpp"

using namespace fault_test;
using store_test::Folder;
using store_test::Sql;

namespace {

/// An inbox whose disk is full when it is told so; everything else works on.
class FullInbox final : public Inbox {
public:
  explicit FullInbox(Inbox& real) : real_(real) {}
  bool is_full = false;
  int refused = 0;

  result<InboundReceipt> receive(const InboundEvent& event) override {
    if (is_full) return no_space();
    return real_.receive(event);
  }
  result<Applied> apply(const StoredEvent& event, const Changes& changes, EventMark mark) override {
    if (is_full) return no_space();
    return real_.apply(event, changes, mark);
  }
  result<Applied> apply_order(const PersonKey& who, const Changes& changes) override {
    if (is_full) return no_space();
    return real_.apply_order(who, changes);
  }
  result<std::vector<StoredEvent>> load_unprocessed(Instant now, int rows_max) override {
    return real_.load_unprocessed(now, rows_max);
  }
  result<Person> load_person_of(const InboundEvent& event) override {
    return real_.load_person_of(event);
  }
  result<Person> load_person(const PersonKey& key) override { return real_.load_person(key); }
  result<Person> load_person_of_attempt(const AttemptId& attempt) override {
    return real_.load_person_of_attempt(attempt);
  }
  result<std::optional<AttemptId>> find_attempt(const InboundEvent& event) override {
    return real_.find_attempt(event);
  }
  result<std::vector<BookingFacts>> load_booking_news(CompanyId company, Instant now,
                                                      int rows_max) override {
    return real_.load_booking_news(company, now, rows_max);
  }
  result<std::optional<VisitId>> find_booking(CompanyId company, std::string_view id) override {
    return real_.find_booking(company, id);
  }

private:
  std::error_code no_space() {
    ++refused;
    return make_error_code(errc::storage_full);
  }
  Inbox& real_;
};

/// A planned day whose inbox can be full.
struct FullDay {
  Folder folder;
  std::unique_ptr<SqliteStore> store;
  std::unique_ptr<FullInbox> inbox;
  Wire wire;
  VirtualClock clock{noon};
  std::unique_ptr<Engine> engine;
  PersonKey anna;

  FullDay() {
    build_salons(folder.file());
    store = store_test::opened(folder.file(), OpenMode::existing);
    inbox = std::make_unique<FullInbox>(*store);
    engine = std::make_unique<Engine>(
        EnginePorts{*store, *store, *inbox, *store, *store, wire, clock, store.get()},
        EngineOptions{"engine", std::string{here}, Seconds{300}, Sharing::shared});
    REQUIRE(engine->run_day(lily));
    anna = {lily, store->find_client(lily, "c-1").value()};
  }
  result<DispatchCounts> dispatch(const MessageObserver& observer = {}) {
    return engine->dispatch(lily, DispatchUntil::window, observer);
  }
  [[nodiscard]] bool is_opted_out() const {
    return store->load_clients(lily, std::vector{anna.client_id})
        .value()
        .at(0)
        .reactivation_opt_out;
  }
  [[nodiscard]] bool has_written_to_anna() const {
    const auto& receivers = wire.receivers();
    return std::find(receivers.begin(), receivers.end(), anna.client_id) != receivers.end();
  }
};

InboundEvent stop_of_anna(const char* id = "e-1") {
  InboundEvent out;
  out.provider = "test";
  out.event_id = id;
  out.account_id = account;
  out.from = {{IdentityKind::phone, "+999000000001"}};
  InboundMessage what;
  what.text = "STOP";
  out.what = what;
  out.at = noon;
  return out;
}

template <class T>
bool is_full_error(const result<T>& outcome) {
  return !outcome && outcome.error() == errc::storage_full;
}

}  // namespace

TEST_CASE(
    "B109: an opt-out by order that the disk has no space for stops all sends until it is stored") {
  FullDay day;
  day.inbox->is_full = true;
  REQUIRE(is_full_error(day.engine->opt_out(day.anna, "by hand")));
  CHECK(is_full_error(day.dispatch()));
  CHECK(is_full_error(day.engine->sweep()));
  CHECK(day.wire.receivers().empty());
  CHECK_FALSE(day.is_opted_out());
  day.inbox->is_full = false;
  const auto counts = day.dispatch();
  REQUIRE(counts);
  CHECK(counts.value().sent == 2);
  CHECK(day.is_opted_out());
  CHECK_FALSE(day.has_written_to_anna());
}

TEST_CASE("B109: a reply that the disk has no space for stops all sends until it is stored, once") {
  FullDay day;
  day.inbox->is_full = true;
  for (int repeated = 0; repeated < 3; ++repeated) {
    REQUIRE(is_full_error(day.engine->on_event(stop_of_anna())));
  }
  CHECK(is_full_error(day.dispatch()));
  CHECK(day.wire.receivers().empty());
  day.inbox->is_full = false;
  REQUIRE(day.engine->sweep());
  CHECK(day.is_opted_out());
  CHECK(Sql{day.folder.file()}.number("SELECT count(*) FROM reactivation_inbox") == 1);
  REQUIRE(day.dispatch());
  CHECK_FALSE(day.has_written_to_anna());
  CHECK(day.wire.receivers().size() == 2);
}

TEST_CASE("B109: what the caller repeats with success is not kept any longer") {
  FullDay day;
  day.inbox->is_full = true;
  REQUIRE(is_full_error(day.engine->on_event(stop_of_anna())));
  REQUIRE(is_full_error(day.engine->opt_out(day.anna, "by hand")));
  day.inbox->is_full = false;
  REQUIRE(day.engine->on_event(stop_of_anna()));
  REQUIRE(day.engine->opt_out(day.anna, "by hand"));
  day.inbox->is_full = true;
  const int refused = day.inbox->refused;
  REQUIRE(day.dispatch());
  CHECK(day.inbox->refused == refused);
  CHECK(day.wire.receivers().size() == 2);
}

TEST_CASE(
    "B109: an opt-out that fails while messages leave stops the dispatch before the next one") {
  FullDay day;
  const auto counts = day.dispatch([&](const MessageReport&) {
    day.inbox->is_full = true;
    CHECK(is_full_error(day.engine->on_event(stop_of_anna())));
  });
  CHECK(is_full_error(counts));
  CHECK(day.wire.receivers().size() == 1);
  day.inbox->is_full = false;
  REQUIRE(day.dispatch());
  CHECK(day.is_opted_out());
}

TEST_CASE("B109: an order about nobody is no reason to stop") {
  FullDay day;
  CHECK(day.engine->opt_out({lily, ClientId{9999}}, "by hand").error() == errc::not_found);
  const auto counts = day.dispatch();
  REQUIRE(counts);
  CHECK(counts.value().sent == 3);
}

TEST_CASE("B109: more than can be kept stops the engine for good") {
  FullDay day;
  day.inbox->is_full = true;
  for (std::size_t i = 0; i <= unstored_max; ++i) {
    REQUIRE(is_full_error(day.engine->on_event(stop_of_anna(std::to_string(i).c_str()))));
  }
  day.inbox->is_full = false;
  CHECK(is_full_error(day.dispatch()));
  CHECK(day.wire.receivers().empty());
}

TEST_CASE(
    "B109: a disk that is full for an opt-out is said so, and the opt-out holds when there is "
    "space") {
  FaultDisk disk;
  Folder folder;
  build_salons(folder.file());
  Wire wire;
  Desk desk{folder.file(), wire, noon};
  REQUIRE(desk.engine.run_day(lily));
  const PersonKey anna{lily, desk.store->find_client(lily, "c-1").value()};
  disk.arm(Fault::full, 0);
  REQUIRE(is_full_error(desk.engine.opt_out(anna, "by hand")));
  CHECK(desk.store->detail().find("free some") != std::string::npos);
  CHECK(is_full_error(desk.engine.dispatch(lily, DispatchUntil::now)));
  disk.disarm();
  REQUIRE(desk.engine.dispatch(lily, DispatchUntil::window));
  CHECK(wire.receivers().size() == 2);
  CHECK(std::find(wire.receivers().begin(), wire.receivers().end(), anna.client_id) ==
        wire.receivers().end());
}
