// What only the memory adapter promises: its events, its copies, and what it takes over.
#include "inbound.hpp"
#include "reactivation/adapters/memory.hpp"

namespace reactivation::contract {
namespace {

MemoryStore store_of(const std::vector<Snapshot>& companies) {
  MemoryStore store;
  for (const Snapshot& company : companies) check(store.add_company(company));
  return store;
}

std::vector<std::string> words_since(const MemoryStore& store, std::size_t first) {
  std::vector<std::string> words;
  for (const MemoryEvent& event : store.events().subspan(first)) {
    std::string text{event.kind};
    if (!event.from.empty()) text += " " + std::string{event.from};
    if (!event.to.empty()) text += " > " + std::string{event.to};
    words.push_back(std::move(text));
  }
  return words;
}

/// Stores one attempt, and takes it as far as the hand-over.
AttemptId hand_over_one(MemoryStore& store) {
  Plan plan = plan_day(get(store.load_snapshot(lily, noon)), noon);
  plan.planned.resize(1);
  get(store.store_plan(plan));
  const ClaimedAttempt held =
      *get(store.claim_next({lily, "worker", noon, noon + Days{1}})).attempt;
  const AttemptId id = held.planned.attempt_id;
  REQUIRE(get(store.save_draft({id, "worker", held.lease.epoch}, {"A text", "en-1", {}, noon},
                               DraftMark::ready, noon)));
  OutgoingMessage message;
  message.attempt_id = id;
  message.sent_at = noon;
  REQUIRE(get(store.commit_permit(get(store.load_permit_state(id, here, noon)), here, message)));
  return id;
}

}  // namespace

TEST_CASE("every change of an attempt writes exactly one event") {
  MemoryStore store = store_of(three_salons());
  CHECK(store.events().empty());
  const AttemptId id = hand_over_one(store);
  get(store.record_outcome(id, SendOutcome::accepted, noon));
  get(store.record_outcome(id, SendOutcome::accepted, noon));
  const Person person = get(store.load_person_of_attempt(id));
  get(store.apply_order({}, changes_of_delivery(person, id, {Delivery::read, noon, false})));
  CHECK(words_since(store, 0) ==
        std::vector<std::string>{"attempt > planned", "attempt planned > ready",
                                 "attempt ready > dispatching", "attempt dispatching > accepted",
                                 "attempt accepted > read", "delivery > read"});
  for (const MemoryEvent& event : store.events()) {
    CHECK(event.company_id == lily);
    CHECK(event.client_id == client_id(lily, 1));
    CHECK(event.attempt_id == id);
    CHECK(event.at == noon);
  }
}

TEST_CASE("every decision writes one event, and a repeated opt-out none") {
  MemoryStore store = store_of(three_salons());
  check(store.arm(shared_account, here, noon));
  check(store.disarm(shared_account, "test", noon));
  check(store.ban(shared_account, noon));
  check(store.confirm(shared_account, noon));
  check(store.stop_everything("test", noon));
  CHECK(words_since(store, 0) ==
        std::vector<std::string>{"armed", "disarmed", "banned", "confirmed", "stopped", "stopped"});
  const std::size_t before = store.events().size();
  Changes changes;
  changes.at = noon;
  changes.opt_out = OptOutChange{"by hand", false};
  get(store.apply_order({lily, client_id(lily, 1)}, changes));
  get(store.apply_order({lily, client_id(lily, 1)}, changes));
  CHECK(words_since(store, before) == std::vector<std::string>{"opted_out", "opted_out"});
}

TEST_CASE("a copy goes its own way") {
  MemoryStore store = store_of(three_salons());
  MemoryStore copy = store;
  hand_over_one(copy);
  CHECK(store.events().empty());
  CHECK(get(store.load_snapshot(lily, noon)).attempts.empty());
  CHECK(get(copy.load_snapshot(lily, noon)).account->sends.size() == 1);
  store = copy;
  CHECK(get(store.load_snapshot(lily, noon)).attempts.size() == 1);
}

TEST_CASE("a store made from another's snapshots goes on where that one stood") {
  MemoryStore store = store_of(three_salons());
  const AttemptId id = hand_over_one(store);
  MemoryStore next =
      store_of({get(store.load_snapshot(lily, noon)), get(store.load_snapshot(rose, noon))});
  // Both companies have brought the one send of their account along.
  const PermitState state = get(next.load_permit_state(id, here, noon));
  CHECK(state.facts.account->sends == std::vector{noon});
  CHECK(state.attempt.state == AttemptState::dispatching);
  CHECK(state.open == 1);
  CHECK(state.first_contacts_today == 1);
  REQUIRE(get(next.load_lost_hand_overs(noon)).size() == 1);
  get(next.record_outcome(id, SendOutcome::rejected, noon));
  CHECK(get(next.load_permit_state(id, here, noon)).facts.account->sends.empty());
}

TEST_CASE("companies without an id, and ids taken, are refused") {
  MemoryStore store = store_of(three_salons());
  CHECK(failed_with(store.add_company(salon(lily, own_account)), errc::invalid_argument));
  CHECK(failed_with(store.add_company(Snapshot{}), errc::invalid_argument));
  CHECK(failed_with(store.put_visit(lily, visit(rose, 1, noon)), errc::not_found));
}

TEST_CASE("a company added later finds the opt-outs of its account") {
  MemoryStore store = store_of({three_salons()[0]});
  const InboundEvent event = message("e-1", phone_identity(22), "stop");
  Changes changes;
  changes.at = noon;
  changes.opt_out = OptOutChange{"reply", false};
  get(store.apply({get(store.receive(event)).row, event}, changes, EventMark::done));
  check(store.add_company(three_salons()[1]));
  const auto clients = get(store.load_snapshot(rose, noon)).clients;
  REQUIRE(clients.size() == 2);
  CHECK_FALSE(clients[0].reactivation_opt_out);
  CHECK(clients[1].reactivation_opt_out);
}

TEST_CASE("putting a client again without the host's mark takes no opt-out back") {
  auto companies = three_salons();
  companies[0].clients[1].reactivation_opt_out = true;
  MemoryStore store = store_of(companies);
  check(store.put_client(lily, client(lily, 2, 2)));
  const std::vector asked{client_id(lily, 2)};
  CHECK(get(store.load_clients(lily, asked)).at(0).reactivation_opt_out);
}

TEST_CASE("an unread message of somebody who is erased counts as an opt-out") {
  MemoryStore store = store_of(three_salons());
  get(store.receive(message("e-1", phone_identity(2), "stop")));
  check(store.erase_person({lily, client_id(lily, 2)}, noon));
  CHECK(get(store.load_unprocessed(noon, 10)).empty());
  check(store.put_client(lily, client(lily, 8, 2)));
  const std::vector asked{client_id(lily, 8)};
  CHECK(get(store.load_clients(lily, asked)).at(0).reactivation_opt_out);
}

TEST_CASE("an export is well-formed whatever bytes stand in it") {
  auto companies = three_salons();
  companies[0].clients[0].name = "A\"\\\n\x01\xC0\xAF\xF0\x9F\x91\x8B\xD0\x9F\xE2\x82";
  MemoryStore store = store_of(companies);
  const std::string text = get(store.export_person({lily, client_id(lily, 1)}, noon));
  CHECK(text.find("\"A\\\"\\\\\\u000a\\u0001\xEF\xBF\xBD\xEF\xBF\xBD\xF0\x9F\x91\x8B\xD0\x9F"
                  "\xEF\xBF\xBD\xEF\xBF\xBD\"") != std::string::npos);
}

}  // namespace reactivation::contract
