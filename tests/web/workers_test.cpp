// Permit and outcome over the web: whatever is not a whole yes is a no.
#include <nlohmann/json.hpp>
#include <set>

#include "reactivation/json/parts_json.hpp"
#include "web_desk.hpp"

using namespace reactivation;
using namespace reactivation::web_test;
using Json = nlohmann::json;

namespace {

/// Lily's clients with numbers kept for films, through an armed account, planned.
class WorkerDesk : public WebDesk {
public:
  explicit WorkerDesk(int clients = 3) : WebDesk(salon_with_real_numbers(clients)) {
    check(fixture->office().arm(shared_account, here, ten));
    run_day();
  }
  Json permit(const std::string& body = R"({"company_id":1})") {
    const WebAnswer answer = this->answer(asked("/in/permit", body));
    CHECK(answer.status == 200);
    return Json::parse(answer.body);
  }
  int outcome(const Json& permit, const Json& receipt) {
    const Json report = {{"attempt_id", permit["message"]["attempt_id"]},
                         {"epoch", permit["epoch"]},
                         {"receipt", receipt}};
    return status(asked("/in/outcome", report.dump()));
  }
  AttemptState state_of(const Json& permit) {
    const std::string id = permit["message"]["attempt_id"];
    return attempt(parse_attempt_id(id).value()).state;
  }
};

const Json accepted = {{"outcome", "accepted"}, {"provider_id", "w-1"}};

}  // namespace

TEST_CASE("A worker gets one message, counted as sent from then on, and reports it") {
  WorkerDesk desk;
  const Json permit = desk.permit();
  REQUIRE(permit["allowed"] == true);
  CHECK(permit["message"]["phone"].get<std::string>().starts_with("+4477009001"));
  CHECK_FALSE(permit["message"]["text"].get<std::string>().empty());
  CHECK(permit["outcome_until"] == "2026-03-10T10:05:00Z");
  CHECK(desk.state_of(permit) == AttemptState::dispatching);
  // The next one's turn is a gap of 30 seconds later, for everybody.
  const Json next = desk.permit();
  CHECK(next["allowed"] == false);
  CHECK(next["reason"].is_null());
  CHECK(next["message"].is_null());
  CHECK(next["not_before"].get<std::string>() >= "2026-03-10T10:00:30Z");
  CHECK(desk.outcome(permit, accepted) == 200);
  CHECK(desk.state_of(permit) == AttemptState::accepted);
  CHECK(desk.outcome(permit, accepted) == 200);  // his answer was lost: told again
  CHECK(desk.state_of(permit) == AttemptState::accepted);
}

TEST_CASE("All messages of a day go out once each, to workers who ask at random") {
  WorkerDesk desk(5);
  std::set<std::string> sent;
  for (int minute = 0; minute < 20; ++minute) {
    desk.clock.set(ten + Seconds{60 * minute});
    const Json permit = desk.permit();
    if (permit["allowed"] != true) continue;
    CHECK(sent.insert(permit["message"]["attempt_id"]).second);
    CHECK(desk.outcome(permit, accepted) == 200);
  }
  CHECK(sent.size() == 5);
}

TEST_CASE("Without the key, with another and with two there is no permit") {
  WorkerDesk desk;
  const std::string body = R"({"company_id":1})";
  for (const char* path : {"/in/permit", "/in/outcome"}) {
    CHECK(desk.status(asked(path, body, "worker-key-012345678")) == 401);
    CHECK(desk.status(asked(path, body, "")) == 401);
    CHECK(desk.status(post(path, body, {{"Content-Type", "application/json"}})) == 401);
    WebRequest twice = asked(path, body);
    twice.headers.push_back(twice.headers.front());
    CHECK(desk.status(twice) == 401);
  }
  CHECK(desk.permit()["allowed"] == true);  // nobody has had it
}

TEST_CASE("The key before this one is taken while it is changed") {
  WorkerDesk desk;
  CHECK(desk.status(asked("/in/permit", R"({"company_id":1})", "worker-key-before-this")) == 200);
}

TEST_CASE("Wrong documents are 400, other types 415, other companies 403, large ones 413") {
  WorkerDesk desk;
  for (const char* body : {"", "{}", "[]", "x", R"({"company_id":0})", R"({"company_id":"1"})",
                           R"({"company_id":1,"more":1})", R"({"attempt_id":"x","epoch":1})",
                           R"({"company_id":1,"epoch":1})"}) {
    INFO(body);
    const WebAnswer answer = desk.answer(asked("/in/permit", body));
    CHECK(answer.status == 400);
    CHECK(Json::parse(answer.body)["allowed"] == false);
    CHECK(desk.status(asked("/in/outcome", body)) == 400);
  }
  WebRequest form = asked("/in/permit", R"({"company_id":1})");
  form.headers[1].value = "text/plain";
  CHECK(desk.status(form) == 415);
  form.headers.pop_back();
  CHECK(desk.status(form) == 415);
  const WebAnswer other = desk.answer(asked("/in/permit", R"({"company_id":2})"));
  CHECK(other.status == 403);
  CHECK(Json::parse(other.body)["allowed"] == false);
  CHECK(desk.status(asked("/in/permit", std::string(webhook_bytes_max + 1, ' '))) == 413);
}

TEST_CASE("Whatever the store fails with means no") {
  for (const std::string call :
       {"claim_next", "load_permit_state", "save_draft", "commit_permit", "load_clients"}) {
    INFO(call);
    WorkerDesk desk;
    bool was_called = false;
    desk.faults.fails = [&](std::string_view name, int) {
      was_called = was_called || name == call;
      return name == call;
    };
    const WebAnswer answer = desk.answer(asked("/in/permit", R"({"company_id":1})"));
    if (!was_called) continue;
    CHECK(answer.status == 503);
    CHECK(Json::parse(answer.body)["allowed"] == false);
  }
}

TEST_CASE("A crash inside is 503 without a body, which is no yes") {
  WorkerDesk desk;
  desk.options.workers.companies = {lily};
  desk.options.report = [](const WebReport&) { throw std::runtime_error("log"); };
  desk.options.is_healthy = []() -> bool { throw std::runtime_error("x"); };
  const WebAnswer answer = desk.answer({"GET", "/in/health", {}, {}, {}});
  CHECK(answer.status == 503);
  CHECK(answer.body.empty());
}

TEST_CASE("While something that came in is not stored nobody is given a message") {
  WorkerDesk desk;
  desk.is_disk_full = true;
  CHECK(desk.status(signed_post(message_body(1, "Stop", "wamid.1"))) == 503);
  const WebAnswer no = desk.answer(asked("/in/permit", R"({"company_id":1})"));
  CHECK(no.status == 503);
  CHECK(Json::parse(no.body)["allowed"] == false);
  desk.is_disk_full = false;
  CHECK(desk.permit()["allowed"] == true);  // what was owed is stored first
}

TEST_CASE("Switched off, disarmed, and with nothing to send there is no message") {
  WorkerDesk off;
  off.options.workers.is_sending_enabled = false;
  CHECK(off.permit()["reason"] == "switched_off");
  WorkerDesk disarmed;
  check(disarmed.fixture->office().disarm(shared_account, "test", ten));
  CHECK(disarmed.permit()["reason"] == "account_disarmed");
  WorkerDesk none(1);
  const Json only = none.permit();
  CHECK(only["allowed"] == true);
  CHECK(none.outcome(only, accepted) == 200);
  none.clock.set(ten + Seconds{600});
  const Json nothing = none.permit();
  CHECK(nothing["allowed"] == false);
  CHECK(nothing["reason"].is_null());
}

TEST_CASE("The last look says no after an opt-out, and to whoever has another permit") {
  WorkerDesk desk;
  const Json permit = desk.permit();
  const auto look = [&](std::int64_t epoch) {
    const Json asked_for = {{"attempt_id", permit["message"]["attempt_id"]}, {"epoch", epoch}};
    return desk.answer(asked("/in/permit", asked_for.dump()));
  };
  const std::int64_t epoch = permit["epoch"];
  CHECK(Json::parse(look(epoch).body)["allowed"] == true);
  CHECK(look(epoch + 1).status == 404);
  CHECK(Json::parse(look(epoch + 1).body)["allowed"] == false);
  const PersonKey who{lily, ClientId{permit["message"]["client_id"].get<std::int64_t>()}};
  get(desk.web_engine.opt_out(who, "test"));
  CHECK(Json::parse(look(epoch).body)["allowed"] == false);
  CHECK(desk.outcome(permit, {{"outcome", "not_started"}}) == 200);
}

TEST_CASE("A worker who says nothing has sent: the sweep settles it, and it never goes again") {
  WorkerDesk desk(1);
  const Json permit = desk.permit();
  REQUIRE(permit["allowed"] == true);
  desk.clock.set(ten + Seconds{301});
  get(desk.web_engine.sweep());
  CHECK(desk.state_of(permit) == AttemptState::uncertain);
  CHECK(desk.permit()["allowed"] == false);
  // What he says late about the person counts all the same.
  CHECK(desk.outcome(permit, {{"outcome", "rejected"}, {"person_fault", "opted_out"}}) == 200);
  CHECK(desk.person(1).clients.front().is_opted_out);
}

TEST_CASE("What did not start is given once more, and the first worker's word is no longer heard") {
  WorkerDesk desk(1);
  const Json first = desk.permit();
  CHECK(desk.outcome(first, {{"outcome", "not_started"}}) == 200);
  CHECK(desk.outcome(first, {{"outcome", "not_started"}}) == 200);
  desk.clock.set(ten + Seconds{600});
  const Json second = desk.permit();
  REQUIRE(second["allowed"] == true);
  CHECK(second["epoch"] > first["epoch"]);
  CHECK(desk.outcome(first, {{"outcome", "not_started"}}) == 404);
  CHECK(desk.state_of(second) == AttemptState::dispatching);
  CHECK(desk.outcome(second, accepted) == 200);
}

TEST_CASE("Accepted without a name proves nothing") {
  WorkerDesk desk(1);
  const Json permit = desk.permit();
  CHECK(desk.outcome(permit, {{"outcome", "accepted"}}) == 200);
  CHECK(desk.state_of(permit) == AttemptState::uncertain);
}

TEST_CASE("An outcome that the store does not take is 503, and told again it is written") {
  WorkerDesk desk(1);
  const Json permit = desk.permit();
  desk.faults.fails = [](std::string_view call, int) { return call == "record_outcome"; };
  CHECK(desk.outcome(permit, accepted) == 503);
  desk.faults.fails = {};
  CHECK(desk.outcome(permit, accepted) == 200);
  CHECK(desk.state_of(permit) == AttemptState::accepted);
}

TEST_CASE("Outcomes of what nobody was given are 404") {
  WorkerDesk desk;
  const Json unknown = {
      {"attempt_id", "6ba7b810-9dad-51d1-80b4-00c04fd430c8"}, {"epoch", 1}, {"receipt", accepted}};
  CHECK(desk.status(asked("/in/outcome", unknown.dump())) == 404);
}

TEST_CASE("Without workers there are no such paths") {
  WebDesk desk;
  desk.options.workers.keys.clear();
  CHECK(desk.status(asked("/in/permit", R"({"company_id":1})")) == 404);
  CHECK(desk.status(asked("/in/outcome", "{}")) == 404);
}
