// One company's dispatch, step by step, over the memory store.
#include "desk.hpp"
#include "ports/memory_fixture.hpp"

namespace reactivation::engine_test {
namespace {

MemoryStore& memory_of(Desk& desk) { return static_cast<MemoryFixture&>(*desk.fixture).store; }

std::vector<Snapshot> with_approval(int clients) {
  std::vector<Snapshot> out = one_salon(clients);
  out[0].settings.require_approval = true;
  return out;
}

std::vector<Snapshot> with_slots(std::vector<Snapshot> companies) {
  companies[0].staff.push_back({StaffId{12}, "Ruby", true});
  companies[0].slots = {slot_at("2026-03-12T12:00:00Z"),
                        slot_at("2026-03-13T15:00:00Z", StaffId{12})};
  return companies;
}

template <class Change>
void change_account(Desk& desk, Change change) {
  Account account = get(memory_of(desk).load_snapshot(lily, desk.clock.now())).account.value();
  account.sends.clear();
  change(account);
  check(memory_of(desk).put_account(lily, account));
}

/// A process died with a text in the drawer.
void leave_draft(Desk& desk) {
  desk.run_day();
  desk.faults.after = [](std::string_view call, int) {
    if (call == "save_draft") throw Crash{};
  };
  CHECK_THROWS_AS(desk.dispatch(), Crash);
  desk.faults.after = {};
}

/// A calendar beside the store.
class Calendar final : public SlotSource {
public:
  std::vector<Slot> free;
  bool fails = false;
  std::vector<std::vector<ServiceId>> asked;

  result<std::vector<Slot>> find_slots(CompanyId, std::span<const ServiceId> services, Instant,
                                       Instant) override {
    asked.emplace_back(services.begin(), services.end());
    if (fails) return errc::io_failed;
    return free;
  }
  /// Listed, but not to be had.
  std::vector<Slot> taken;
  bool checks = true;
  int checked = 0;
  result<std::vector<Slot>> bookable(CompanyId, std::vector<Slot> slots) override {
    ++checked;
    if (!checks) return errc::io_failed;
    std::erase_if(slots, [this](const Slot& slot) {
      return std::find(taken.begin(), taken.end(), slot) != taken.end();
    });
    return slots;
  }
};

}  // namespace

TEST_CASE("free times come from whoever knows them, also when a day is planned") {
  Desk desk(with_slots(one_salon(1)));
  Calendar calendar;
  calendar.free = {slot_at("2026-03-13T11:00:00Z"), slot_at("2026-03-12T14:00:00Z")};
  Engine engine({desk.store, desk.store, desk.store, desk.store, calendar, desk.post, desk.clock},
                {"one", std::string(here), Seconds{300}, Sharing::shared});
  const Plan plan = get(engine.run_day(lily)).plan;
  REQUIRE(calendar.asked.size() == 1);
  CHECK(calendar.asked[0] == std::vector<ServiceId>{haircut_of(lily)});
  REQUIRE(plan.planned.size() == 1);
  for (const PlannedAttempt& planned : plan.planned) {
    REQUIRE(planned.slots.size() == 2);
    for (const OfferedSlot& offered : planned.slots) {
      CHECK(std::find(calendar.free.begin(), calendar.free.end(), offered.slot) !=
            calendar.free.end());
    }
  }
  CHECK(get(engine.dispatch(lily, DispatchUntil::window)).sent == 1);
  CHECK(desk.post.wires.at(0).message.slots.size() == 2);
}

TEST_CASE("a time that is listed and cannot be booked is in no message") {
  for (const bool checks : {true, false}) {
    Desk desk(with_slots(one_salon(1)));
    Calendar calendar;
    calendar.free = {slot_at("2026-03-13T11:00:00Z"), slot_at("2026-03-12T14:00:00Z")};
    calendar.taken = {calendar.free[0]};
    calendar.checks = checks;
    Engine engine({desk.store, desk.store, desk.store, desk.store, calendar, desk.post, desk.clock},
                  {"one", std::string(here), Seconds{300}, Sharing::shared});
    REQUIRE(get(engine.run_day(lily)).plan.planned.at(0).slots.size() == 2);
    CHECK(calendar.checked == 0);  // a plan promises nothing
    CHECK(get(engine.dispatch(lily, DispatchUntil::window)).sent == 1);
    CHECK(calendar.checked == 1);
    const auto& said = desk.post.wires.at(0).message.slots;
    REQUIRE(said.size() == (checks ? 1U : 0U));
    if (checks) CHECK(said[0].slot == calendar.free[1]);
  }
}

TEST_CASE("a day is planned without times when they cannot be had, or are not wanted") {
  auto companies = with_slots(one_salon(1));
  const bool wants = GENERATE(true, false);
  companies[0].settings.include_slots_in_message = wants;
  Desk desk(companies);
  Calendar calendar;
  calendar.fails = true;
  Engine engine({desk.store, desk.store, desk.store, desk.store, calendar, desk.post, desk.clock},
                {"one", std::string(here), Seconds{300}, Sharing::shared});
  const Plan plan = get(engine.plan(lily));
  REQUIRE(plan.planned.size() == 1);
  CHECK(plan.planned[0].slots.empty());
  CHECK(calendar.asked.size() == (wants ? 1 : 0));
}

TEST_CASE("a day's messages leave at their turns, once for each planned client") {
  Desk desk(one_salon(12));
  const DispatchCounts counts = desk.day();
  CHECK(counts.sent == 12);
  CHECK(counts.waiting + counts.cancelled + counts.uncertain + counts.rejected + counts.lost == 0);
  REQUIRE(desk.post.wires.size() == 12);
  for (int number = 1; number <= 12; ++number) CHECK(desk.wires_to(number) == 1);
  for (const Wire& wire : desk.post.wires) {
    CHECK_FALSE(wire.message.text.empty());
    CHECK_FALSE(wire.message.template_id.empty());
    CHECK(wire.message.sent_at == wire.at);
    CHECK(desk.attempt(wire.message.attempt_id).state == AttemptState::accepted);
  }
}

TEST_CASE("until now, dispatch sends what may leave at this moment and does not wait") {
  Desk desk(one_salon(3));
  desk.run_day();
  CHECK(desk.dispatch(lily, DispatchUntil::now).sent == 1);
  CHECK(desk.clock.now() == ten);
  CHECK(desk.dispatch(lily, DispatchUntil::now).sent == 0);
  desk.clock.set(ten + Seconds{3600});
  CHECK(desk.dispatch(lily, DispatchUntil::now).sent == 1);
}

TEST_CASE("who books or comes after the plan is not written to") {
  Desk desk(one_salon(3));
  desk.run_day();
  Visit booking = visit(lily, 1, ten + Days{7}, VisitStatus::booked);
  desk.fixture->put_visit(lily, booking);
  desk.fixture->put_visit(lily, visit(lily, 2, ten - Days{1}));
  CHECK(desk.dispatch().sent == 1);
  CHECK(desk.wires_to(3) == 1);
  CHECK(desk.report_on(1).skip_reason == SkipReason::upcoming_booking);
  CHECK(desk.report_on(2).skip_reason == SkipReason::visited_recently);
}

TEST_CASE("a pause, a withdrawn consent, a lost number and a waiting reply stop a message") {
  Desk desk(one_salon(4));
  desk.run_day();
  Client changed = client(lily, 1, 1);
  changed.paused_until = ten + Days{20};
  desk.fixture->put_client(lily, changed);
  changed = client(lily, 2, 2);
  changed.consent = Consent::denied;
  desk.fixture->put_client(lily, changed);
  changed = client(lily, 3, 3);
  changed.phone = {};
  changed.phone_status = PhoneStatus::missing;
  desk.fixture->put_client(lily, changed);
  changed = client(lily, 4, 4);
  changed.needs_person = true;
  desk.fixture->put_client(lily, changed);
  CHECK(desk.dispatch().cancelled == 4);
  CHECK(desk.post.wires.empty());
  CHECK(desk.report_on(1).skip_reason == SkipReason::paused);
  CHECK(desk.report_on(2).skip_reason == SkipReason::consent_missing);
  CHECK(desk.report_on(3).skip_reason == SkipReason::phone_missing);
  CHECK(desk.report_on(4).skip_reason == SkipReason::needs_person);
}

TEST_CASE("a message that needs approval waits for it, and goes as it was approved") {
  Desk desk(with_approval(1));
  const AttemptId id = desk.run_day().plan.planned.at(0).attempt_id;
  CHECK(desk.dispatch().held == 1);
  CHECK(desk.dispatch().held == 0);
  CHECK(desk.post.wires.empty());
  const std::string drafted = [&] {
    check(desk.fixture->attempts().approve(id, desk.clock.now()));
    desk.fixture->put_client(lily, [] {
      Client renamed = client(lily, 1, 1);
      renamed.name = "Zoe Miller";
      return renamed;
    }());
    CHECK(desk.dispatch().sent == 1);
    return desk.post.wires.at(0).message.text;
  }();
  // The name has changed since; the text that a person has read has not.
  CHECK(drafted.find("Anna") != std::string::npos);
}

TEST_CASE("B73: approved times that were taken meanwhile are written anew, and approved again") {
  Desk desk(with_slots(with_approval(1)));
  const AttemptId id = desk.run_day().plan.planned.at(0).attempt_id;
  CHECK(desk.dispatch().held == 1);
  desk.clock.set(desk.clock.now() + Seconds{1200});
  const std::vector<Slot> left{slot_at("2026-03-12T12:00:00Z")};
  check(memory_of(desk).put_slots(lily, left));
  check(desk.fixture->attempts().approve(id, desk.clock.now()));
  CHECK(desk.dispatch().held == 1);
  CHECK(desk.post.wires.empty());
  CHECK(desk.attempt(id).state == AttemptState::held);
  check(desk.fixture->attempts().approve(id, desk.clock.now()));
  CHECK(desk.dispatch().sent == 1);
  CHECK(desk.post.wires.at(0).message.slots.size() == 1);
}

TEST_CASE("approved times that are still free go out as they were approved") {
  Desk desk(with_slots(with_approval(1)));
  const AttemptId id = desk.run_day().plan.planned.at(0).attempt_id;
  CHECK(desk.dispatch().held == 1);
  desk.clock.set(desk.clock.now() + Seconds{1200});
  check(desk.fixture->attempts().approve(id, desk.clock.now()));
  CHECK(desk.dispatch().sent == 1);
  CHECK(desk.post.wires.at(0).message.slots.size() == 2);
}

TEST_CASE("B73: a time taken since the plan is not offered, and the message goes without it") {
  Desk desk(with_slots(one_salon(1)));
  desk.run_day();
  const std::vector<Slot> left{slot_at("2026-03-13T15:00:00Z", StaffId{12})};
  check(memory_of(desk).put_slots(lily, left));
  CHECK(desk.dispatch().sent == 1);
  const OutgoingMessage& message = desk.post.wires.at(0).message;
  REQUIRE(message.slots.size() == 1);
  CHECK(message.slots[0].slot.staff_id == StaffId{12});
  CHECK(message.text.find("12:00") == std::string::npos);
}

TEST_CASE("B69: with every time taken the message names none") {
  Desk desk(with_slots(one_salon(1)));
  desk.run_day();
  check(memory_of(desk).put_slots(lily, {}));
  CHECK(desk.dispatch().sent == 1);
  CHECK(desk.post.wires.at(0).message.slots.empty());
  CHECK(desk.post.wires.at(0).message.text.find(":00") == std::string::npos);
}

TEST_CASE("a draft whose times are gone after a quarter of an hour is written anew") {
  Desk desk(with_slots(one_salon(1)));
  leave_draft(desk);
  check(memory_of(desk).put_slots(lily, {}));
  desk.clock.set(desk.clock.now() + Seconds{901});
  CHECK(desk.dispatch().sent == 1);
  CHECK(desk.post.wires.at(0).message.slots.empty());
}

TEST_CASE("limits tightened after the plan are kept") {
  Desk desk(one_salon(8));
  desk.run_day();
  change_account(desk, [](Account& account) { account.daily_outbound_limit = 3; });
  const DispatchCounts counts = desk.dispatch();
  CHECK(counts.sent == 3);
  CHECK(counts.waiting == 5);
  CHECK(desk.reports.back().permit_reason == PermitReason::daily_limit);
}

TEST_CASE("a longer gap moves the messages instead of losing them") {
  Desk desk(one_salon(4));
  desk.run_day();
  change_account(desk, [](Account& account) { account.min_interval_seconds = 1800; });
  CHECK(desk.dispatch().sent == 4);
  for (std::size_t i = 1; i < desk.post.wires.size(); ++i) {
    CHECK(desk.post.wires[i].at - desk.post.wires[i - 1].at >= Seconds{1800});
  }
}

TEST_CASE(
    "after a pause, a switch-off or a stop in the middle the rest is told to wait or is void") {
  const int what = GENERATE(0, 1, 2);
  Desk desk(one_salon(4));
  desk.after_message = [&desk, what](const MessageReport&) {
    if (what == 0) desk.fixture->pause_account(lily, ten + Days{50});
    if (what == 1) desk.fixture->set_enabled(lily, Switch::off);
    if (what == 2) check(memory_of(desk).stop_everything("test", desk.clock.now()));
  };
  const DispatchCounts counts = desk.day();
  CHECK(counts.sent == 1);
  CHECK(counts.waiting + counts.cancelled == 3);
  CHECK(desk.post.wires.size() == 1);
  const MessageReport& last = desk.reports.back();
  if (what == 0) CHECK(last.permit_reason == PermitReason::account_paused);
  if (what == 2) CHECK(last.permit_reason == PermitReason::all_stopped);
}

TEST_CASE("a pause that ends today lets the rest of the day go") {
  Desk desk(one_salon(3));
  desk.after_message = [&desk](const MessageReport&) {
    if (desk.post.wires.size() == 1) desk.fixture->pause_account(lily, ten + Seconds{7200});
  };
  CHECK(desk.day().sent == 3);
  CHECK(desk.post.wires.at(1).at >= ten + Seconds{7200});
}

TEST_CASE("I19: without a known time zone nothing is planned or sent") {
  std::vector<Snapshot> companies = one_salon(2);
  companies[0].company.time_zone = TimeZone{};
  Desk desk(companies);
  const auto planned = desk.engine().run_day(lily);
  if (planned) CHECK(planned.value().plan.planned.empty());
  (void)desk.try_dispatch();
  CHECK(desk.post.wires.empty());
}

TEST_CASE("test numbers go to nobody but messengers that reach nobody") {
  Desk desk(one_salon(1));
  desk.post.reaches = Reach::people;
  check(memory_of(desk).arm(shared_account, here, ten));
  CHECK(desk.day().cancelled == 1);
  CHECK(desk.post.wires.empty());
  CHECK(desk.report_on(1).skip_reason == SkipReason::phone_invalid);
}

TEST_CASE("a dispatch stopped by its progress goes on where it was") {
  Desk desk(one_salon(6));
  desk.run_day();
  const auto stopped = desk.engine().dispatch(
      lily, DispatchUntil::window, {},
      [](std::string_view, std::int64_t done, std::int64_t) { return done < 2; });
  CHECK(failed_with(stopped, errc::cancelled));
  CHECK(desk.post.wires.size() == 2);
  CHECK(desk.dispatch().sent == 4);
  CHECK(desk.most_wires_of_one_attempt() == 1);
}

TEST_CASE("a dispatch that waits for a turn tells its progress every second, and ends when told") {
  Desk desk(one_salon(6));
  desk.run_day();
  int told = 0;
  Instant last = desk.clock.now();
  const auto stopped = desk.engine().dispatch(
      lily, DispatchUntil::window, {}, [&](std::string_view, std::int64_t done, std::int64_t) {
        CHECK(desk.clock.now() - last <= Seconds{1});
        last = desk.clock.now();
        return done == 0 || ++told < 10;
      });
  CHECK(failed_with(stopped, errc::cancelled));
  CHECK(desk.post.wires.size() == 1);
  CHECK(desk.dispatch().sent == 5);
}

TEST_CASE("a progress that says stop at the very end is not passed over") {
  Desk desk(one_salon(1));
  desk.run_day();
  const auto stopped = desk.engine().dispatch(
      lily, DispatchUntil::window, {},
      [](std::string_view, std::int64_t, std::int64_t total) { return total == 0; });
  CHECK(failed_with(stopped, errc::cancelled));
  CHECK(desk.post.wires.size() == 1);
}

TEST_CASE("B114: a name of a message that cannot be kept proves nothing") {
  for (const std::string& name :
       {std::string("a\nb"), std::string("\xFF"), std::string(513, 'x'), std::string("a\0b", 3)}) {
    Desk desk(salon_with_real_numbers(1));
    reach_people(desk);
    desk.post.answers = [&name](const OutgoingMessage&) {
      SendReceipt receipt{SendOutcome::accepted};
      receipt.provider_id = name;
      return receipt;
    };
    CHECK(desk.day().uncertain == 1);
  }
}

TEST_CASE("what did not start is tried once more, and then left") {
  Desk desk(one_salon(1));
  desk.post.answers = [](const OutgoingMessage&) { return SendReceipt{SendOutcome::not_started}; };
  const DispatchCounts counts = desk.day();
  CHECK(counts.not_started == 2);
  CHECK(desk.dispatch().not_started == 0);
}

TEST_CASE("an answer to the permit that got lost is asked for, and the message goes once") {
  Desk desk(one_salon(1));
  desk.run_day();
  // Committed, and then the store says that it failed.
  desk.faults.loses = [](std::string_view call, int) { return call == "commit_permit"; };
  CHECK(desk.dispatch().sent == 1);
  desk.faults.loses = {};
  CHECK(desk.dispatch().sent == 0);
  CHECK(desk.post.wires.size() == 1);
}

TEST_CASE("a permit of which nothing can be learned is not used") {
  Desk desk(one_salon(1));
  desk.run_day();
  bool is_down = false;
  desk.faults.loses = [&is_down](std::string_view call, int) {
    if (call == "commit_permit") is_down = true;
    return is_down;
  };
  CHECK(failed_with(desk.try_dispatch(), errc::storage_failed));
  desk.faults.loses = {};
  desk.clock.set(desk.clock.now() + Seconds{301});
  CHECK(desk.dispatch().settled == 1);
  CHECK(desk.post.wires.empty());
}

TEST_CASE("the offer is kept for the assistant once it was accepted") {
  Desk desk(with_slots(one_salon(1)));
  desk.day();
  const auto known = get(desk.fixture->dialogues().load_dialogue(lily, client_id(lily, 1)));
  REQUIRE(known);
  CHECK(known->attempt_id == desk.post.wires.at(0).message.attempt_id);
  CHECK(known->service_id == haircut_of(lily));
  CHECK(known->slots.size() == 2);
}

TEST_CASE("I27: what an engine reports and tells names no person") {
  Desk desk(one_salon(2));
  desk.run_day();
  Client nameless = client(lily, 2, 2);
  nameless.consent = Consent::denied;
  desk.fixture->put_client(lily, nameless);
  desk.dispatch();
  desk.says(1, "what is this?", "m1");
  for (const MessageReport& report : desk.reports) {
    CHECK(report.problem.find("Anna") == std::string::npos);
    CHECK(report.problem.find("999") == std::string::npos);
  }
  for (const MemoryEvent& event : memory_of(desk).events()) {
    for (const std::string_view words :
         {event.kind, event.from, event.to, std::string_view{event.why}}) {
      CHECK(words.find("Anna") == std::string_view::npos);
      CHECK(words.find("999") == std::string_view::npos);
      CHECK(words.find("what is this") == std::string_view::npos);
    }
  }
}

TEST_CASE("I29: the events of an attempt fold to its state") {
  Desk desk(one_salon(4));
  const Plan plan = desk.run_day().plan;
  int calls = 0;
  desk.post.answers = [&calls](const OutgoingMessage&) {
    constexpr SendOutcome outcomes[] = {SendOutcome::accepted, SendOutcome::uncertain,
                                        SendOutcome::rejected};
    SendReceipt receipt{outcomes[calls % 3]};
    receipt.provider_id = "p" + std::to_string(++calls);
    return receipt;
  };
  get(desk.engine().cancel(plan.planned.at(3).attempt_id));
  desk.dispatch();
  desk.delivered("p1", Delivery::read, "d1");
  desk.clock.set(ten + Days{2});
  get(desk.engine().sweep());
  std::map<AttemptId, std::string_view> folded;
  for (const MemoryEvent& event : memory_of(desk).events()) {
    if (event.kind != "attempt") continue;
    REQUIRE(event.attempt_id);
    CHECK(folded[*event.attempt_id] == event.from);
    CHECK(event.from != event.to);
    folded[*event.attempt_id] = event.to;
  }
  REQUIRE(folded.size() == 4);
  std::map<std::string_view, int> ends;
  for (const auto& entry : folded) ++ends[entry.second];
  CHECK(ends["read"] == 1);
  CHECK(ends["uncertain_final"] == 1);
  CHECK(ends["rejected"] == 1);
  CHECK(ends["cancelled"] == 1);
}

}  // namespace reactivation::engine_test
