// What a service asks of a store over SQL: tokens, answers given once, lists, accounts.
#include "reactivation/adapters/sql_service.hpp"

#include "inbound.hpp"
#include "sql_fixture.hpp"

namespace reactivation::contract {
namespace {

struct ServiceWorld : World {
  SqlService service{dynamic_cast<SqlStore&>(fixture->attempts())};

  ApiToken token(std::string name, std::string role, CompanyId company) const {
    ApiToken out;
    out.name = std::move(name);
    out.role = std::move(role);
    out.company_id = company;
    out.created_at = noon;
    return out;
  }
  AnsweredOnce once(const std::string& key, const std::string& content,
                    const std::function<ApiAnswer()>& work) {
    return get(service.answer_once({"desk", key, content, noon}, work));
  }
  std::vector<AttemptId> all_by_pages(int rows_max) {
    AttemptListQuestion question;
    question.company_id = lily;
    question.rows_max = rows_max;
    std::vector<AttemptId> out;
    do {
      const auto page = get(service.list_attempts(question));
      for (const AttemptListRow& row : page.rows) out.push_back(row.attempt.id);
      question.after = page.next;
    } while (question.after);
    return out;
  }
};

}  // namespace

TEST_CASE("a token is known by its secret until it is revoked") {
  ServiceWorld world;
  check(
      world.service.add_token(world.token("desk", "operator", lily), "rs_one_0123456789abcdefgh"));
  check(world.service.add_token(world.token("chief", "admin", {}), "rs_two_0123456789abcdefgh"));
  const auto known = get(world.service.find_token("rs_one_0123456789abcdefgh"));
  REQUIRE(known);
  CHECK(known->name == "desk");
  CHECK(known->role == "operator");
  CHECK(known->company_id == lily);
  CHECK(known->created_at == noon);
  CHECK_FALSE(get(world.service.find_token("rs_two_0123456789abcdefgh"))->company_id.is_set());
  CHECK_FALSE(get(world.service.find_token("rs_three")));
  CHECK_FALSE(get(world.service.find_token("")));
  CHECK(get(world.service.list_tokens()).size() == 2);
  CHECK(get(world.service.revoke_token("desk", noon)));
  CHECK_FALSE(get(world.service.revoke_token("desk", noon)));
  CHECK_FALSE(get(world.service.revoke_token("nobody", noon)));
  CHECK_FALSE(get(world.service.find_token("rs_one_0123456789abcdefgh")));
  CHECK(get(world.service.list_tokens())[0].revoked_at == noon);
}

TEST_CASE("what is no token is not made") {
  ServiceWorld world;
  check(
      world.service.add_token(world.token("desk", "operator", lily), "rs_one_0123456789abcdefgh"));
  get(world.service.revoke_token("desk", noon));
  const auto refused = [&](const ApiToken& token, errc why) {
    return failed_with(world.service.add_token(token, "rs_more_0123456789abcdefg"), why);
  };
  CHECK(refused(world.token("desk", "operator", lily), errc::invalid_argument));  // taken for good
  CHECK(refused(world.token("a", "king", lily), errc::invalid_argument));
  CHECK(refused(world.token("a", "admin", lily), errc::invalid_argument));
  CHECK(refused(world.token("a", "owner", {}), errc::invalid_argument));
  CHECK(refused(world.token("", "owner", lily), errc::invalid_argument));
  CHECK(refused(world.token("a", "owner", CompanyId{999}), errc::not_found));
  CHECK(get(world.service.list_tokens()).size() == 1);
}

TEST_CASE("a request under a key is done once, and its answer given again") {
  ServiceWorld world;
  int calls = 0;
  const auto work = [&calls]() -> ApiAnswer { return {200, "answer " + std::to_string(++calls)}; };
  const AnsweredOnce first = world.once("k", "POST /a", work);
  CHECK(first.fate == RequestFate::done);
  CHECK(first.answer.body == "answer 1");
  const AnsweredOnce again = world.once("k", "POST /a", work);
  CHECK(again.fate == RequestFate::repeated);
  CHECK(again.answer.status == 200);
  CHECK(again.answer.body == "answer 1");
  CHECK(world.once("k", "POST /b", work).fate == RequestFate::other_content);
  CHECK(calls == 1);
  CHECK(world.once("other", "POST /a", work).answer.body == "answer 2");
  CHECK(world.once("", "POST /a", work).answer.body == "answer 3");
  CHECK(world.once("", "POST /a", work).answer.body == "answer 4");
  // Somebody else's key of the same word is another.
  const auto others = get(world.service.answer_once({"chief", "k", "POST /a", noon}, work));
  CHECK(others.fate == RequestFate::done);
  CHECK(get(world.service.find_answer({"desk", "k", "POST /a", noon}))->answer.body == "answer 1");
  CHECK_FALSE(get(world.service.find_answer({"desk", "unknown", "POST /a", noon})));
  CHECK(get(world.service.forget_answers(noon)) == 0);
  CHECK(get(world.service.forget_answers(noon + Seconds{1})) == 3);
  CHECK(world.once("k", "POST /b", work).fate == RequestFate::done);
}

TEST_CASE("what a request writes and its answer stand or fall together") {
  ServiceWorld world;
  world.store_day(lily);
  const AttemptId id = world.claim(lily).planned.attempt_id;
  AttemptStore& store = world.fixture->attempts();
  // It fails behind its write: nothing of it is there, and the key is free.
  const AnsweredOnce failed = world.once("k", "hold", [&]() -> ApiAnswer {
    check(store.hold(id, noon));
    return {503, "busy"};
  });
  CHECK(failed.answer.status == 503);
  CHECK(world.attempt(id).state == AttemptState::planned);
  CHECK_FALSE(get(world.service.find_answer({"desk", "k", "hold", noon})));
  CHECK(world
            .once("k", "hold",
                  [&]() -> ApiAnswer {
                    check(store.hold(id, noon));
                    return {200, "held"};
                  })
            .fate == RequestFate::done);
  CHECK(world.attempt(id).state == AttemptState::held);
  // An error of a write inside is the work's to answer; what was written before it stands.
  const AnsweredOnce refused = world.once("k2", "hold", [&]() -> ApiAnswer {
    check(store.approve(id, noon));
    return {store.hold({}, noon) ? 200 : 404, "none"};
  });
  CHECK(refused.answer.status == 404);
  CHECK(world.attempt(id).state == AttemptState::planned);
  world.fixture->reopen();
  SqlService reopened(dynamic_cast<SqlStore&>(world.fixture->attempts()));
  CHECK(get(reopened.find_answer({"desk", "k", "hold", noon}))->answer.body == "held");
}

TEST_CASE("a list of attempts has each once, whatever the page, and filters hold") {
  ServiceWorld world;
  const AttemptId sent = world.send_one(lily, "m-1");
  world.store_day(tulip);
  const std::vector<AttemptId> whole = world.all_by_pages(200);
  REQUIRE(whole.size() >= 2);
  for (const int rows_max : {1, 2, 0, -5}) CHECK(world.all_by_pages(rows_max) == whole);
  AttemptListQuestion question;
  question.company_id = lily;
  question.states = {AttemptState::accepted};
  auto page = get(world.service.list_attempts(question));
  REQUIRE(page.rows.size() == 1);
  CHECK(page.total == 1);
  CHECK(page.rows[0].attempt.id == sent);
  CHECK_FALSE(page.rows[0].client_name.empty());
  CHECK_FALSE(page.rows[0].service_title.empty());
  question.states = {AttemptState::planned, AttemptState::accepted};
  CHECK(get(world.service.list_attempts(question)).total ==
        static_cast<std::int64_t>(whole.size()));
  question.states = {AttemptState::uncertain};
  CHECK(get(world.service.list_attempts(question)).rows.empty());
  question.states.clear();
  question.client_id = page.rows[0].attempt.client_id;
  CHECK(get(world.service.list_attempts(question)).total == 1);
  question.client_id.reset();
  const Instant at = page.rows[0].attempt.sent_at.value();
  question.sent_from = at;
  question.sent_until = at + Seconds{1};
  CHECK(get(world.service.list_attempts(question)).total == 1);
  question.sent_from = at + Seconds{1};
  question.sent_until.reset();
  CHECK(get(world.service.list_attempts(question)).total == 0);
  question = {};
  question.company_id = CompanyId{999};
  CHECK(failed_with(world.service.list_attempts(question), errc::not_found));
  CHECK(get(world.service.find_company_of(sent)) == lily);
  CHECK_FALSE(get(world.service.find_company_of({})));
  CHECK(get(world.service.load_attempts(lily, {sent, AttemptId{}})).size() == 1);
  CHECK(get(world.service.load_attempts(tulip, {sent})).empty());
}

TEST_CASE("clients are found by a part of the name in any case, or by digits") {
  ServiceWorld world;
  Client named = client(lily, 77, 77);
  named.name = "Алёна О'Нил 100%";
  world.fixture->put_client(lily, named);
  ClientListQuestion question;
  question.company_id = lily;
  const auto found = [&](std::string query) {
    question.query = std::move(query);
    return get(world.service.list_clients(question));
  };
  const std::int64_t everybody = found("").total;
  CHECK(everybody > 1);
  for (const char* part : {"алёна", "АЛЁНА", "о'нил", "0%", "ё"}) {
    const auto page = found(part);
    REQUIRE(page.rows.size() == 1);
    CHECK(page.rows[0].client_id == named.id);
  }
  CHECK(found("%").total == 1);  // a letter like another
  CHECK(found("_").total == 0);
  const std::string digits = to_e164(named.phone).substr(1);
  CHECK(found(digits).total == 1);
  CHECK(found("+" + digits.substr(0, 3) + " " + digits.substr(3)).total == 1);
  question.query.clear();
  question.rows_max = 1;
  std::vector<ClientId> seen;
  do {
    const auto page = get(world.service.list_clients(question));
    REQUIRE(page.rows.size() == 1);
    seen.push_back(page.rows[0].client_id);
    question.after = page.next;
  } while (question.after);
  CHECK(static_cast<std::int64_t>(seen.size()) == everybody);
  CHECK(std::is_sorted(seen.begin(), seen.end()));
  CHECK(get(world.service.load_client_names(lily)).size() == seen.size());
}

TEST_CASE("a conversation has both sides in their order, and the list what was said last") {
  ServiceWorld world;
  const AttemptId sent = world.send_one(lily, "m-1");
  const ClientId who = world.attempt(sent).client_id;
  const Conversation before = get(world.service.load_conversation({lily, who}));
  REQUIRE(before.messages.size() == 1);
  CHECK(before.messages[0].from == SaidBy::salon);
  CHECK(before.messages[0].attempt_id == sent);
  CHECK(before.messages[0].state == AttemptState::accepted);
  ConversationListQuestion question;
  question.company_id = lily;
  const auto talks = get(world.service.list_conversations(question));
  REQUIRE(talks.rows.size() == 1);
  CHECK(talks.total == 1);
  CHECK(talks.rows[0].client.client_id == who);
  CHECK(talks.rows[0].last->from == SaidBy::salon);
  question.needs_person_only = true;
  CHECK(get(world.service.list_conversations(question)).rows.empty());
  CHECK(failed_with(world.service.load_conversation({tulip, who}), errc::not_found));
  CHECK(failed_with(world.service.load_conversation({lily, ClientId{999999}}), errc::not_found));
}

TEST_CASE("messages stand in the order of their instants, and the list has the last one") {
  ServiceWorld world;
  const ClientId who = world.attempt(world.send_one(lily, "m-1")).client_id;
  const PhoneNumber phone = get(world.service.load_conversation({lily, who})).client.phone;
  const Identity from{IdentityKind::phone, to_e164(phone)};
  const auto receive = [&](const char* id, const Identity& sender, const char* text, Instant at) {
    InboundEvent event = message(id, sender, text);
    event.at = at;
    CHECK(get(world.fixture->inbox().receive(event)).state == ReceiptState::stored);
  };
  const Instant later = noon + Seconds{3600};
  receive("e-1", from, "two", later);
  receive("e-2", from, "three", later);  // in the same second
  receive("e-3", from, "one", later - Seconds{60});
  receive("e-4", phone_identity(99), "another's", later + Seconds{60});
  std::vector<std::string> said;
  for (const SaidMessage& each : get(world.service.load_conversation({lily, who})).messages) {
    said.push_back(each.from == SaidBy::client ? each.text : "(salon)");
  }
  CHECK(said == std::vector<std::string>{"(salon)", "one", "two", "three"});
  ConversationListQuestion question;
  question.company_id = lily;
  const auto talks = get(world.service.list_conversations(question));
  REQUIRE(talks.rows.size() == 1);
  REQUIRE(talks.rows[0].last);
  CHECK(talks.rows[0].last->text == "three");
}

TEST_CASE("a person is known until erased, by a name, a number or a code") {
  ServiceWorld world;
  Client bare = client(lily, 77, 77);
  bare.name.clear();
  world.fixture->put_client(lily, bare);
  Client named = client(lily, 78, 78);
  named.phone = {};
  world.fixture->put_client(lily, named);
  for (const ClientId id : {bare.id, named.id}) {
    CHECK(get(world.service.is_known_person({lily, id})));
    CHECK_FALSE(get(world.service.is_known_person({tulip, id})));
    check(world.fixture->office().erase_person({lily, id}, noon));
    CHECK_FALSE(get(world.service.is_known_person({lily, id})));
  }
  CHECK_FALSE(get(world.service.is_known_person({lily, ClientId{999999}})));
}

TEST_CASE("an account's pause ends by hand, and its ledger and ban stay") {
  ServiceWorld world;
  world.send_one(lily, "m-1");
  const auto before = get(world.service.load_standing(lily, noon));
  REQUIRE(before);
  const AccountId account = before->account.id;
  CHECK_FALSE(get(world.service.end_pause(account, noon)));
  world.fixture->pause_account(lily, noon + Days{2});
  world.fixture->ban_account(lily);
  CHECK(get(world.service.load_standing(lily, noon))->account.paused_until == noon + Days{2});
  CHECK(get(world.service.end_pause(account, noon)));
  CHECK_FALSE(get(world.service.end_pause(account, noon)));
  const auto after = get(world.service.load_standing(lily, noon));
  CHECK_FALSE(after->account.paused_until.value_or(noon) > noon);
  CHECK(after->account.sends == before->account.sends);
  CHECK(get(world.fixture->office().load_gate(account, here)).awaits_confirmation);
  CHECK(failed_with(world.service.end_pause(AccountId{999}, noon), errc::not_found));
}

}  // namespace reactivation::contract
