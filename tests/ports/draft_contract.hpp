// The contract of DraftLog.
#pragma once

#include <algorithm>

#include "inbound.hpp"
#include "reactivation/ports/draft_log.hpp"

namespace reactivation::contract {

namespace drafts {

inline DraftRecord record(const PlannedAttempt& attempt, std::string problem = {}) {
  DraftRecord out;
  out.company_id = lily;
  out.client_id = attempt.client_id;
  out.attempt_id = attempt.attempt_id;
  out.asked_at = noon;
  out.model = "some-model";
  out.prompt = "<facts>\nclient: Anna\n</facts>\n";
  out.answer = "{{name}}, it's been {{since}}. \"Shall\" we?";
  out.problem = std::move(problem);
  out.took = std::chrono::milliseconds{321};
  out.prompt_tokens = 700;
  out.answer_tokens = 60;
  return out;
}

}  // namespace drafts

TEST_CASE("a draft's record is read as it was stored, and the last one of an attempt counts") {
  World world;
  world.store_day(lily);
  DraftLog& log = world.fixture->drafts();
  const auto waiting = get(log.load_undrafted(lily, noon, 100));
  REQUIRE_FALSE(waiting.empty());
  const DraftRecord first = drafts::record(waiting[0], "draft: offer");
  CHECK_FALSE(get(log.find_draft(first.attempt_id)));
  check(log.save_drafts({&first, 1}));
  CHECK(get(log.find_draft(first.attempt_id)) == first);
  const DraftRecord second = drafts::record(waiting[0]);
  check(log.save_drafts({&second, 1}));
  CHECK(get(log.find_draft(first.attempt_id)) == second);
}

TEST_CASE("attempts with a record, and void ones, have no text to be asked for") {
  World world;
  world.store_day(lily);
  DraftLog& log = world.fixture->drafts();
  const auto waiting = get(log.load_undrafted(lily, noon, 100));
  REQUIRE(waiting.size() >= 2);
  for (std::size_t i = 1; i < waiting.size(); ++i) {
    CHECK(waiting[i - 1].not_before <= waiting[i].not_before);
  }
  CHECK(get(log.load_undrafted(lily, noon, 1)).size() == 1);
  CHECK(get(log.load_undrafted(lily, noon, 0)).empty());
  const DraftRecord record = drafts::record(waiting[0], "model: truncated");
  check(log.save_drafts({&record, 1}));
  const auto left = get(log.load_undrafted(lily, noon, 100));
  REQUIRE(left.size() == waiting.size() - 1);
  CHECK(left[0].attempt_id == waiting[1].attempt_id);
  CHECK(get(log.load_undrafted(lily, noon + Days{2}, 100)).empty());
  CHECK_FALSE(log.load_undrafted(CompanyId{999}, noon, 1));
}

TEST_CASE("what a check refused is counted, what the model failed with is not") {
  World world;
  world.store_day(lily);
  DraftLog& log = world.fixture->drafts();
  const auto waiting = get(log.load_undrafted(lily, noon, 100));
  REQUIRE(waiting.size() >= 2);
  std::vector<DraftRecord> records{drafts::record(waiting[0], "message: money"),
                                   drafts::record(waiting[1], "model: blocked")};
  check(log.save_drafts(records));
  CHECK(get(log.count_drafts(lily, noon)).answered == 1);
  CHECK(get(log.count_drafts(lily, noon)).refused == 1);
  CHECK(get(log.count_drafts(lily, noon + Seconds{1})).answered == 0);
  records[1].problem = "unused: draft: missing_placeholder";
  records[0].problem.clear();
  check(log.save_drafts(records));
  CHECK(get(log.count_drafts(lily, noon)).answered == 2);
  CHECK(get(log.count_drafts(lily, noon)).refused == 0);
}

TEST_CASE("the last sound answers of an account are at hand, oldest first") {
  World world;
  world.store_day(lily);
  DraftLog& log = world.fixture->drafts();
  const auto waiting = get(log.load_undrafted(lily, noon, 100));
  REQUIRE(waiting.size() >= 2);
  std::vector<DraftRecord> records{drafts::record(waiting[0]), drafts::record(waiting[1])};
  records[0].answer = "later";
  records[0].asked_at = noon + Seconds{5};
  records[1].answer = "earlier";
  check(log.save_drafts(records));
  CHECK(get(log.load_recent_answers(lily, 20)) == std::vector<std::string>{"earlier", "later"});
  CHECK(get(log.load_recent_answers(lily, 1)) == std::vector<std::string>{"later"});
  records[0].problem = "draft: offer";
  check(log.save_drafts(records));
  CHECK(get(log.load_recent_answers(lily, 20)) == std::vector<std::string>{"earlier"});
  CHECK(get(log.load_recent_answers(CompanyId{999}, 20)).empty());
}

TEST_CASE("prompts and answers are forgotten with their time, and with their person") {
  World world;
  world.store_day(lily);
  DraftLog& log = world.fixture->drafts();
  const auto waiting = get(log.load_undrafted(lily, noon, 100));
  REQUIRE(waiting.size() >= 2);
  const std::vector<DraftRecord> records{drafts::record(waiting[0]), drafts::record(waiting[1])};
  check(log.save_drafts(records));
  const PersonKey who{lily, waiting[0].client_id};
  const std::string told = get(world.fixture->office().export_person(who, noon));
  CHECK(told.find("it's been {{since}}") != std::string::npos);
  CHECK(told.find("client: Anna") != std::string::npos);
  CHECK(get(log.forget_drafts(noon)) == 0);
  check(world.fixture->office().erase_person(who, noon));
  CHECK_FALSE(get(log.find_draft(waiting[0].attempt_id)));
  CHECK(get(log.find_draft(waiting[1].attempt_id)));
  CHECK(get(log.forget_drafts(noon + Seconds{1})) == 1);
  CHECK_FALSE(get(log.find_draft(waiting[1].attempt_id)));
}

TEST_CASE("a message is said to be a model's only when a sound text of the model was sent") {
  struct Sent {
    std::string problem;
    std::string template_id;
  };
  // The last: a program without a model has sent it since.
  for (const Sent& sent : {Sent{"", "en-model"}, Sent{"draft: offer", "en-1"},
                           Sent{"unused: draft: too_similar", "en-1"},
                           Sent{"draft: offer", "en-model"}, Sent{"", "en-1"}}) {
    World world;
    world.store_day(lily, noon);
    const auto waiting = get(world.fixture->drafts().load_undrafted(lily, noon, 1));
    REQUIRE(waiting.size() == 1);
    const DraftRecord record = drafts::record(waiting[0], sent.problem);
    check(world.fixture->drafts().save_drafts({&record, 1}));
    REQUIRE(world.hand_over(lily, noon, sent.template_id).planned.attempt_id == record.attempt_id);
    world.record(record.attempt_id, SendOutcome::accepted, "m-1", noon);
    std::string told = get(world.fixture->office().export_person({lily, record.client_id}, noon));
    told.erase(std::remove(told.begin(), told.end(), ' '), told.end());
    const auto says = [&told](std::string_view part) {
      return told.find(part) != std::string::npos;
    };
    const bool is_models = sent.problem.empty() && sent.template_id == "en-model";
    INFO(told);
    CHECK(says("\"ai_generation_time_ms\":321") == is_models);
    CHECK(says("\"reactivation_ai_model\":\"some-model\"") == is_models);
    CHECK(says("\"ai_prompt_used\":\"<facts>") == is_models);
    CHECK(says("\"ai_prompt_used\":null") == !is_models);
  }
}

TEST_CASE("what a person holds back is not asked for before it is approved") {
  World world;
  world.store_day(lily);
  DraftLog& log = world.fixture->drafts();
  const auto waiting = get(log.load_undrafted(lily, noon, 100));
  REQUIRE(waiting.size() >= 2);
  check(world.fixture->attempts().hold(waiting[0].attempt_id, noon));
  const auto left = get(log.load_undrafted(lily, noon, 100));
  CHECK(left.size() == waiting.size() - 1);
  CHECK(left.at(0).attempt_id == waiting[1].attempt_id);
  check(world.fixture->attempts().approve(waiting[0].attempt_id, noon));
  CHECK(get(log.load_undrafted(lily, noon, 100)).size() == waiting.size());
}

TEST_CASE("what a model wrote about a person who was erased meanwhile is not kept") {
  World world;
  world.store_day(lily);
  DraftLog& log = world.fixture->drafts();
  const auto waiting = get(log.load_undrafted(lily, noon, 100));
  REQUIRE(waiting.size() >= 2);
  const std::vector<DraftRecord> records{drafts::record(waiting[0]), drafts::record(waiting[1])};
  check(world.fixture->office().erase_person({lily, waiting[0].client_id}, noon));
  check(log.save_drafts(records));
  CHECK_FALSE(get(log.find_draft(waiting[0].attempt_id)));
  CHECK(get(log.find_draft(waiting[1].attempt_id)) == records[1]);
}

TEST_CASE("a record of no attempt, or of another client's, is not kept") {
  World world;
  world.store_day(lily);
  DraftLog& log = world.fixture->drafts();
  const auto waiting = get(log.load_undrafted(lily, noon, 100));
  REQUIRE(waiting.size() >= 2);
  DraftRecord nobodys = drafts::record(waiting[0]);
  nobodys.attempt_id.bytes.fill({});
  DraftRecord anothers = drafts::record(waiting[1]);
  anothers.client_id = waiting[0].client_id;
  const std::vector<DraftRecord> records{nobodys, anothers};
  check(log.save_drafts(records));
  CHECK_FALSE(get(log.find_draft(nobodys.attempt_id)));
  CHECK_FALSE(get(log.find_draft(anothers.attempt_id)));
}

}  // namespace reactivation::contract
