// Texts that people look at and change before they leave.
#include "desk.hpp"

namespace reactivation::engine_test {
namespace {

std::vector<Snapshot> with_approval() {
  std::vector<Snapshot> out = one_salon(2);
  out[0].settings.require_approval = true;
  return out;
}

const PreviewedText& text_of(const DayPreview& day, const AttemptId& id) {
  for (std::size_t i = 0; i < day.plan.planned.size(); ++i) {
    if (day.plan.planned[i].attempt_id == id) return day.texts.at(i);
  }
  throw std::runtime_error("not planned");
}

std::string waiting_text(Desk& desk, const AttemptId& id) {
  const std::vector<AttemptId> one{id};
  const auto rows = get(desk.engine().preview_waiting(lily, one));
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].planned.attempt_id == id);
  CHECK(rows[0].text.problem.empty());
  return rows[0].text.text;
}

}  // namespace

TEST_CASE("a preview has a text for each message, and it is the one that goes") {
  Desk desk(one_salon(3));
  const DayPreview before = get(desk.engine().preview_day(lily, PlanScope::all));
  REQUIRE(before.plan.planned.size() == 3);
  REQUIRE(before.texts.size() == 3);
  desk.day();
  REQUIRE(desk.post.wires.size() == 3);
  for (const Wire& wire : desk.post.wires) {
    const PreviewedText& shown = text_of(before, wire.message.attempt_id);
    CHECK(shown.problem.empty());
    CHECK(shown.text == wire.message.text);
  }
}

TEST_CASE("a preview stores nothing") {
  Desk desk(one_salon(2));
  get(desk.engine().preview_day(lily, PlanScope::all));
  CHECK(desk.run_day().attempts_new == 2);
}

TEST_CASE("a person's own text is kept when it is sound, shown in the preview, and sent") {
  Desk desk(one_salon(2));
  const AttemptId id = desk.run_day().plan.planned.at(0).attempt_id;
  const std::string drafted = waiting_text(desk, id);
  const std::string own = drafted + " Yours!";
  CHECK(get(desk.engine().edit_text(id, own)).defects.empty());
  CHECK(waiting_text(desk, id) == own);
  desk.dispatch();
  bool is_sent = false;
  for (const Wire& wire : desk.post.wires) {
    if (wire.message.attempt_id == id) is_sent = wire.message.text == own;
  }
  CHECK(is_sent);
}

TEST_CASE("a text that may not leave is refused with its faults, and nothing changes") {
  Desk desk(one_salon(1));
  const AttemptId id = desk.run_day().plan.planned.at(0).attempt_id;
  const std::string before = waiting_text(desk, id);
  for (const char* text : {"", "Anna, 50% off for you!", "Anna, see www.example.com", "\xff"}) {
    CHECK_FALSE(get(desk.engine().edit_text(id, text)).defects.empty());
  }
  CHECK(waiting_text(desk, id) == before);
  CHECK(desk.attempt(id).state == AttemptState::planned);
}

TEST_CASE("where each text is approved, a person's own waits for that too") {
  Desk desk(with_approval());
  const AttemptId id = desk.run_day().plan.planned.at(0).attempt_id;
  const std::string drafted = waiting_text(desk, id);
  CHECK(get(desk.engine().edit_text(id, drafted)).defects.empty());
  CHECK(desk.attempt(id).state == AttemptState::held);
  desk.dispatch();
  CHECK(desk.post.wires.empty());
  check(desk.engine().approve(id));
  CHECK(desk.dispatch().sent == 1);
  CHECK(desk.post.wires.at(0).message.text == drafted);
}

TEST_CASE("what does not wait has no text to change") {
  Desk desk(one_salon(1));
  const AttemptId id = desk.run_day().plan.planned.at(0).attempt_id;
  CHECK(failed_with(desk.engine().edit_text({}, "Hello"), errc::not_found));
  desk.dispatch();
  CHECK(failed_with(desk.engine().edit_text(id, "Hello"), errc::not_found));
  const std::vector<AttemptId> ids{id, AttemptId{}};
  CHECK(get(desk.engine().preview_waiting(lily, ids)).empty());
}

TEST_CASE("what waits is shown to its own company alone") {
  Desk desk;
  const std::vector<AttemptId> ids{desk.run_day(lily).plan.planned.at(0).attempt_id,
                                   desk.run_day(rose).plan.planned.at(0).attempt_id};
  for (const auto& [company, id] : {std::pair{lily, ids[0]}, {rose, ids[1]}}) {
    const auto rows = get(desk.engine().preview_waiting(company, ids));
    REQUIRE(rows.size() == 1);
    CHECK(rows[0].planned.attempt_id == id);
  }
}

TEST_CASE("who is erased while the texts are looked at is not shown") {
  Desk desk(one_salon(2));
  const StoredDay day = desk.run_day();
  std::vector<AttemptId> ids;
  for (const PlannedAttempt& each : day.plan.planned) ids.push_back(each.attempt_id);
  REQUIRE(ids.size() == 2);
  const PersonKey who{lily, day.plan.planned[0].client_id};
  desk.faults.once_before("load_permit_state",
                          [&] { check(desk.fixture->office().erase_person(who, ten)); });
  const auto rows = get(desk.engine().preview_waiting(lily, ids));
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].planned.attempt_id == ids[1]);
}

TEST_CASE("a store that fails is told, and no row is shown without what binds it") {
  Desk desk(one_salon(1));
  const std::vector<AttemptId> ids{desk.run_day().plan.planned.at(0).attempt_id};
  for (const std::string_view call : {"find_waiting", "load_permit_state"}) {
    desk.faults.fails = [call](std::string_view name, int) { return name == call; };
    CHECK(failed_with(desk.engine().preview_waiting(lily, ids), errc::storage_failed));
  }
}

TEST_CASE("what binds a waiting message is told, and at its turn it is dropped for that") {
  Desk desk(one_salon(2));
  const StoredDay day = desk.run_day();
  std::vector<AttemptId> ids;
  for (const PlannedAttempt& each : day.plan.planned) ids.push_back(each.attempt_id);
  for (const auto& row : get(desk.engine().preview_waiting(lily, ids))) {
    CHECK(row.binding_reason == SkipReason::none);
  }
  // A visit that the host has written down; the message is not ended by any news of it.
  desk.store.lies = [&](PermitState& state) {
    if (state.attempt.id == ids[0]) state.facts.history.last_visit_at[0] = ten - Days{2};
  };
  const auto rows = get(desk.engine().preview_waiting(lily, ids));
  REQUIRE(rows.size() == 2);
  CHECK(to_string(rows[0].binding_reason) == to_string(SkipReason::visited_recently));
  CHECK(rows[1].binding_reason == SkipReason::none);
  CHECK(desk.dispatch().sent == 1);
  CHECK(desk.attempt(ids[0]).state == AttemptState::cancelled);
  CHECK(desk.attempt(ids[1]).state == AttemptState::accepted);
}

TEST_CASE("a message that was forced by hand is bound by no cadence, and leaves") {
  std::vector<Snapshot> companies = one_salon(1);
  companies[0].visits = {visit(lily, 1, ten - Days{10})};
  Desk desk(companies);
  const auto forced =
      get(desk.engine().send_manual(desk.key(1), haircut_of(lily), Force::past_cadence));
  REQUIRE(forced.attempt_id);
  const std::vector<AttemptId> ids{*forced.attempt_id};
  const auto binding = [&] {
    return get(desk.engine().preview_waiting(lily, ids)).at(0).binding_reason;
  };
  CHECK(to_string(binding()) == to_string(SkipReason::none));
  check(desk.engine().hold(ids[0]));
  CHECK(to_string(binding()) == to_string(SkipReason::none));
  check(desk.engine().approve(ids[0]));
  CHECK(desk.dispatch().sent == 1);
}

}  // namespace reactivation::engine_test
