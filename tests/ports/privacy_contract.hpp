// The contract of exports, erasure and DialogueMemory.
#pragma once

#include <set>
#include <sstream>
#include <string>

#include "inbound.hpp"

namespace reactivation::contract {

/// The document's fields, and `field/column` of the rows in them.
inline std::set<std::string> fields_of(std::string_view json) {
  std::set<std::string> fields;
  std::string section;
  int depth = 0;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    if (c != '"') continue;
    const std::size_t begin = i + 1;
    for (++i; json[i] != '"'; ++i) {
      if (json[i] == '\\') ++i;
    }
    const std::string name(json.substr(begin, i - begin));
    if (json[i + 1] != ':') continue;
    if (depth == 1) section = name;
    if (depth == 1) fields.insert(name);
    if (depth == 3) fields.insert(section + "/" + name);
  }
  return fields;
}

TEST_CASE("every store's export is the same document") {
  std::vector<Snapshot> salons = three_salons();
  salons[0].settings.holdout = {1, "first"};
  World world(std::move(salons));
  const PersonKey anna{lily, client_id(lily, 1)};
  check(world.fixture->office().add_identity(anna, {IdentityKind::lid, "4711"}));
  DraftRecord draft;
  draft.company_id = lily;
  draft.client_id = anna.client_id;
  world.store_day(lily, noon);
  draft.attempt_id = get(world.fixture->drafts().load_undrafted(lily, noon, 1)).at(0).attempt_id;
  draft.asked_at = noon;
  check(world.fixture->drafts().save_drafts({&draft, 1}));
  REQUIRE(world.hand_over(lily, noon).planned.attempt_id == draft.attempt_id);
  world.record(draft.attempt_id, SendOutcome::accepted, "m-1", noon);
  get(world.fixture->inbox().receive(message("e-1", phone_identity(1), "is noon free?")));
  Changes changes;
  changes.at = noon;
  changes.wishes.push_back({lily, anna.client_id, ReplyType::other_time, {}});
  get(world.fixture->inbox().apply_order(anna, changes));
  Dialogue dialogue;
  dialogue.company_id = lily;
  dialogue.client_id = anna.client_id;
  check(world.fixture->dialogues().save_dialogue(dialogue));
  const EligibleClient eligible{anna.client_id, ServiceId{10}, ExperimentGroup::treated};
  check(world.fixture->results().log_eligible(lily, {&eligible, 1}, noon));
  std::set<std::string> expected{"schema", "company_id", "client_id"};
  const auto add = [&expected](const std::string& section, std::string_view columns) {
    expected.insert(section);
    std::istringstream names{std::string(columns)};
    for (std::string name; names >> name;) expected.insert(section + "/" + name);
  };
  add("client",
      "id company_id phone name visit_count loyalty_level total_spent reactivation_opt_out "
      "opt_out_reason opt_out_date last_reactivation_sent reactivation_attempts_count "
      "preferred_time_period preferred_days preference_confidence reactivation_external_id "
      "reactivation_phone_status reactivation_consent reactivation_paused_until "
      "reactivation_needs_person reactivation_has_chat_history reactivation_locale "
      "reactivation_timezone reactivation_visit_count reactivation_spent_minor "
      "reactivation_preferred_staff_id");
  add("identities", "kind value");
  add("bookings",
      "id company_id client_id staff_id service_ids datetime status cost_minor created_at "
      "reactivation_external_id reactivation_time_known reactivation_discount_applied");
  add("attempts",
      "id company_id client_id service_id cycle_key attempt_number campaign_id state planned_on "
      "rank priority_score last_visit_at days_since_visit interval_days interval_source "
      "discount_percent not_before not_after requeues sent_at reply_type response_received_at "
      "completion_reason lease_owner lease_epoch lease_until is_forced due_days provider_id "
      "booking_id "
      "next_attempt_at slots preferences arms template_id text");
  add("campaigns",
      "id company_id client_phone client_id service_id attempt_number sent_at message_text "
      "discount_offered slots_offered ai_prompt_used ai_generation_time_ms personalization_data "
      "response_received_at response_type response_text booking_created booking_id "
      "conversion_time_hours response_time_hours next_attempt_scheduled_at is_campaign_completed "
      "completion_reason created_at updated_at reactivation_ai_model");
  add("drafts", "attempt_id asked_at model prompt answer problem");
  add("wishes", "kind service_id staff_id day_part at");
  add("eligibility", "service_id last_visit_at experiment eligible_at is_held propensity");
  add("dialogue", "body updated_at");
  add("events", "id attempt_id kind from_state to_state at why");
  add("inbox", "provider event_id kind body at");
  const std::string text = get(world.fixture->office().export_person(anna, noon));
  CHECK(fields_of(text) == expected);
  CHECK(text.find("reactivation.person/1") != std::string::npos);
}

TEST_CASE("an export says what is stored, and is about an existing client") {
  World world;
  world.send_one(lily, "m-1");
  get(world.fixture->inbox().receive(message("e-1", phone_identity(1), "is \"noon\" free?")));
  const std::string text =
      get(world.fixture->office().export_person({lily, client_id(lily, 1)}, noon));
  for (const char* part : {"Anna Smith", "+999000000001", "5 weeks since your haircut",
                           "is \\\"noon\\\" free?", "m-1"}) {
    INFO(part);
    CHECK(text.find(part) != std::string::npos);
  }
  CHECK(text.front() == '{');
  CHECK(text.back() == '}');
  CHECK(failed_with(world.fixture->office().export_person({lily, ClientId{99}}, noon),
                    errc::not_found));
}

TEST_CASE("an export has what was written to its salon, and erasing reaches the whole account") {
  World world;  // client 1 of Lily and of Rose has one number, and both salons one account
  const PersonKey of_lily{lily, client_id(lily, 1)};
  const PersonKey of_rose{rose, client_id(rose, 1)};
  InboundEvent named = message("e-1", phone_identity(1), "for lily alone");
  named.company_id = lily;
  get(world.fixture->inbox().receive(named));
  get(world.fixture->inbox().receive(message("e-2", phone_identity(1), "for either")));
  const auto has = [&world](const PersonKey& who, const char* text) {
    return get(world.fixture->office().export_person(who, noon)).find(text) != std::string::npos;
  };
  CHECK(has(of_lily, "for lily alone"));
  CHECK(has(of_lily, "for either"));
  CHECK_FALSE(has(of_rose, "for lily alone"));
  CHECK(has(of_rose, "for either"));
  check(world.fixture->office().erase_person(of_rose, noon));
  CHECK_FALSE(has(of_lily, "for lily alone"));
  CHECK_FALSE(has(of_lily, "for either"));
}

TEST_CASE("an erased person has no name, number or text left, and is still counted") {
  World world;
  const PersonKey anna{lily, client_id(lily, 1)};
  const Identity lid{IdentityKind::lid, "4711"};
  check(world.fixture->office().add_identity(anna, lid));
  world.send_one(lily, "m-1");
  const InboundEvent event = message("e-1", phone_identity(1), "what a text");
  const StoredEvent stored{get(world.fixture->inbox().receive(event)).row, event};
  Changes changes;
  changes.at = noon;
  get(world.fixture->inbox().apply(stored, changes, EventMark::done));
  Dialogue dialogue;
  dialogue.company_id = lily;
  dialogue.client_id = anna.client_id;
  check(world.fixture->dialogues().save_dialogue(dialogue));
  check(world.fixture->office().erase_person(anna, noon));
  world.fixture->reopen();
  const std::string text = get(world.fixture->office().export_person(anna, noon));
  for (const char* part : {"Anna", "+999000000001", "4711", "haircut.", "what a text"}) {
    INFO(part);
    CHECK(text.find(part) == std::string::npos);
  }
  CHECK(get(world.fixture->snapshots().load_plan_facts(lily, noon, PlanScope::all)).clients_total ==
        3);
  CHECK(get(world.fixture->office().load_stats(lily, {noon, noon + Days{1}})).all.sent == 1);
  CHECK(get(world.fixture->inbox().load_person_of(message("e-2", lid))).clients.empty());
  CHECK_FALSE(get(world.fixture->dialogues().load_dialogue(lily, anna.client_id)));
  CHECK(get(world.fixture->inbox().receive(event)).state == ReceiptState::known_already);
  CHECK(failed_with(world.fixture->office().erase_person({lily, ClientId{99}}, noon),
                    errc::not_found));
}

TEST_CASE("an opt-out outlives the person's row, and what waited for them is ended") {
  World world;
  const Identity lid{IdentityKind::lid, "4711"};
  check(world.fixture->office().add_identity({lily, client_id(lily, 1)}, lid));
  world.opt_out(lily, 1);
  world.store_day(rose);
  check(world.fixture->office().erase_person({lily, client_id(lily, 1)}, noon));
  world.fixture->put_client(lily, client(lily, 6, 1));
  world.fixture->put_client(lily, client(lily, 7, 70));
  check(world.fixture->office().add_identity({lily, client_id(lily, 7)}, lid));
  CHECK(world.is_opted_out(lily, 6));
  CHECK(world.is_opted_out(lily, 7));
  const AttemptId waiting = world.claim(rose).planned.attempt_id;
  const ClientId client = world.attempt(waiting).client_id;
  check(world.fixture->office().erase_person({rose, client}, noon));
  CHECK(world.attempt(waiting).state == AttemptState::cancelled);
}

TEST_CASE(
    "I2: what the host has marked, and a message nobody has read, outlive the row as opt-outs") {
  World world;
  Client marked = client(lily, 1, 1);
  marked.reactivation_opt_out = true;
  world.fixture->put_client(lily, marked);
  check(world.fixture->office().erase_person({lily, client_id(lily, 1)}, noon));
  world.fixture->put_client(lily, client(lily, 6, 1));
  CHECK(world.is_opted_out(lily, 6));
  get(world.fixture->inbox().receive(message("e-1", phone_identity(2), "stop")));
  check(world.fixture->office().erase_person({lily, client_id(lily, 2)}, noon));
  world.fixture->put_client(lily, client(lily, 7, 2));
  CHECK(world.is_opted_out(lily, 7));
  check(world.fixture->office().erase_person({lily, client_id(lily, 3)}, noon));
  world.fixture->put_client(lily, client(lily, 8, 3));
  CHECK_FALSE(world.is_opted_out(lily, 8));
}

TEST_CASE("what is told about a client, at the desk or as a copy, is written down") {
  World world;
  (void)world.send_one(lily, "m-1");
  Office& office = world.fixture->office();
  const auto offers = get(office.find_offers(lily, std::nullopt, phone(1), noon + Seconds{60}));
  REQUIRE(offers.size() == 1);
  const PersonKey who{lily, offers[0].client_id};
  const std::string first = get(office.export_person(who, noon + Seconds{120}));
  CHECK(first.find("\"offers_told\"") != std::string::npos);
  CHECK(first.find("\"exported\"") == std::string::npos);
  CHECK(get(office.export_person(who, noon + Seconds{180})).find("\"exported\"") !=
        std::string::npos);
}

TEST_CASE("a dialogue is what was saved last, with at most 20 wishes") {
  World world;
  DialogueMemory& memory = world.fixture->dialogues();
  CHECK_FALSE(get(memory.load_dialogue(lily, client_id(lily, 1))));
  Dialogue dialogue;
  dialogue.company_id = lily;
  dialogue.client_id = client_id(lily, 1);
  dialogue.attempt_id = world.plan(lily).planned.at(0).attempt_id;
  dialogue.service_id = haircut_of(lily);
  dialogue.discount_percent = 15;
  dialogue.offer_valid_until = parse_iso_date("2026-03-17");
  dialogue.slots = {{haircut_of(lily), grace_of(lily), noon + Days{1}, 60}};
  dialogue.wishes = {
      {ReplyType::other_staff, {std::nullopt, grace_of(lily), std::nullopt}, noon},
      {ReplyType::other_service, {haircut_of(lily), std::nullopt, std::nullopt}, noon},
      {ReplyType::other_time, {{}, {}, DayPart::evening}, noon}};
  dialogue.last_reply = ReplyType::other_staff;
  dialogue.updated_at = noon;
  check(memory.save_dialogue(dialogue));
  world.fixture->reopen();
  DialogueMemory& again = world.fixture->dialogues();
  CHECK(get(again.load_dialogue(lily, client_id(lily, 1))) == dialogue);
  CHECK_FALSE(get(again.load_dialogue(lily, client_id(lily, 2))));
  dialogue.attempt_id.reset();
  dialogue.wishes.clear();
  for (int i = 0; i < 25; ++i) {
    dialogue.wishes.push_back({ReplyType::other_time, {}, noon + Seconds{i}});
  }
  check(again.save_dialogue(dialogue));
  const auto kept = get(again.load_dialogue(lily, client_id(lily, 1)));
  REQUIRE(kept);
  REQUIRE(kept->wishes.size() == 20);
  CHECK(kept->wishes.front().at == noon + Seconds{5});
  CHECK(kept->wishes.back().at == noon + Seconds{24});
}

}  // namespace reactivation::contract
