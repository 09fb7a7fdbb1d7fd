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

}  // namespace reactivation::engine_test
