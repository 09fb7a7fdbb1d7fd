// Events, message facts, receipts, slots and dialogues: what the C API reads and writes.
#include <catch2/catch.hpp>

#include "documents.hpp"
#include "reactivation/json/event_json.hpp"
#include "reactivation/json/explanation_json.hpp"
#include "reactivation/json/issues_json.hpp"
#include "reactivation/json/message_facts_json.hpp"
#include "reactivation/json/message_json.hpp"
#include "reactivation/json/port_json.hpp"
#include "reactivation/json/reply_json.hpp"
#include "reactivation/json/result_json.hpp"

using namespace reactivation;
using namespace reactivation::test;

namespace {

const Instant now = parse_time("2026-03-10T09:00:00Z")->instant_in(TimeZone::utc());
Instant at(const char* text) { return parse_time(text)->instant_in(TimeZone::utc()); }

ReadDocument<InboundEvent> read_with(const std::string& members) {
  return read_event(
      R"({"schema":"reactivation.event/1","provider":"host","event_id":"e",)" + members + "}", now);
}
bool is_error(const std::vector<Issue>& issues, std::string_view code, std::string_view place) {
  return has_issue(issues, Issue::Severity::error, code, place);
}

}  // namespace

TEST_CASE("a message is read with its author, its sender and its times") {
  const auto read = read_with(R"("account_id":7,"at":"2026-03-10T08:59:00+01:00",
      "from":[{"kind":"lid","value":"84711"},{"kind":"phone","value":"+99900000001"}],
      "message":{"author":"colleague","is_text":false,"text":"Привет","answers_provider_id":"w.1"})");
  INFO(listed(read.issues));
  REQUIRE(read.value);
  const InboundEvent& event = *read.value;
  CHECK(event.account_id == AccountId{7});
  CHECK_FALSE(event.company_id.is_set());
  CHECK(event.at == at("2026-03-10T07:59:00Z"));
  CHECK(event.received_at == now);
  CHECK(event.from ==
        std::vector<Identity>{{IdentityKind::lid, "84711"}, {IdentityKind::phone, "+99900000001"}});
  const auto& message = std::get<InboundMessage>(event.what);
  CHECK(message == InboundMessage{MessageAuthor::colleague, false, "Привет", "w.1"});
}

TEST_CASE("a delivery speaks of its message by either name, at the event's time") {
  const auto read = read_with(R"("company_id":1,"at":"2026-03-10T08:00:00Z","delivery":{
      "provider_id":"w.1","attempt_id":"6f1c1a52-0d5c-5c1e-9d3e-0a4b5c6d7e8f","status":"failed",
      "is_number_unknown":true,"person_fault":"not_today"})");
  REQUIRE(read.value);
  const auto& delivery = std::get<InboundDelivery>(read.value->what);
  CHECK(delivery.provider_id == "w.1");
  REQUIRE(delivery.attempt_id);
  CHECK(to_string(*delivery.attempt_id) == "6f1c1a52-0d5c-5c1e-9d3e-0a4b5c6d7e8f");
  CHECK(delivery.report ==
        DeliveryReport{Delivery::failed, at("2026-03-10T08:00:00Z"), true, PersonFault::not_today});
  CHECK(
      is_error(read_with(R"("company_id":1,"delivery":{"status":"read","attempt_id":"x"})").issues,
               "invalid_id", "/delivery/attempt_id"));
}

TEST_CASE("a booking is read with its defaults and its parts") {
  const auto read = read_with(R"("company_id":1,"booking":{"client_id":3,"status":"no_show",
      "starts_at":"2026-03-12T12:00:00Z","service_ids":[1,2,1],"staff_id":5,"cost_minor":120000,
      "discount_applied":10,"external_id":"B-1","keeper":"library","booking_id":9})");
  INFO(listed(read.issues));
  REQUIRE(read.value);
  const auto& booking = std::get<InboundBooking>(read.value->what);
  CHECK(booking.keeper == BookingKeeper::library);
  CHECK(booking.facts == BookingFacts{CompanyId{1}, ClientId{3}, VisitId{9}, BookingStatus::no_show,
                                      at("2026-03-12T12:00:00Z"), now});
  CHECK(booking.service_ids == std::vector<ServiceId>{{1}, {2}});
  CHECK(booking.cost_minor == 120000);
  CHECK(booking.discount_applied == 10);
  const auto plain = read_with(
      R"("company_id":1,"booking":{"client_id":3,"status":"booked","starts_at":"2026-03-12T12:00Z"})");
  REQUIRE(plain.value);
  CHECK(std::get<InboundBooking>(plain.value->what).keeper == BookingKeeper::host);
  CHECK(is_error(read_with(R"("company_id":1,"booking":{"client_id":3,"status":"late",
      "starts_at":"2026-03-12"})")
                     .issues,
                 "unknown_word", "/booking/status"));
}

TEST_CASE("an event of another kind keeps its type and body") {
  const auto read = read_with(
      R"("company_id":1,"other":{"type":"user_preferences","body":"{\"value\":\"stop\"}"})");
  REQUIRE(read.value);
  CHECK(std::get<InboundOther>(read.value->what) ==
        InboundOther{"user_preferences", "{\"value\":\"stop\"}"});
}

TEST_CASE("a signal is a word or a code, not both, and one of the future is one of now") {
  const auto ban = read_account_signal(
      R"({"kind":"temporary_ban","at":"2026-03-10T08:00:00Z","until":"2026-03-11"})", now);
  REQUIRE(ban.value);
  CHECK(*ban.value == AccountSignal{AccountSignalKind::temporary_ban, at("2026-03-10T08:00:00Z"),
                                    at("2026-03-11T00:00:00Z")});
  const auto code = read_account_signal(R"({"code":"131048"})", now);
  REQUIRE(code.value);
  CHECK(code.value->kind == AccountSignalKind::spam_rate_limited);
  CHECK(code.value->at == now);
  CHECK(is_error(read_account_signal("{}", now).issues, "missing", "/kind"));
  CHECK(is_error(read_account_signal(R"({"kind":"x"})", now).issues, "unknown_word", "/kind"));
  CHECK(is_error(read_account_signal(R"({"kind":"person_confirmed"})", now).issues, "unknown_word",
                 "/kind"));
  const auto ahead =
      read_account_signal(R"({"kind":"rate_limited","at":"2026-03-11T00:00Z"})", now);
  REQUIRE(ahead.value);
  CHECK(ahead.value->at == now);
}

TEST_CASE("facts of a message are read; an offset has no place on the company's clock") {
  const auto read = read_message_facts(R"({"schema":"reactivation.message_facts/1",
      "service_title":"Haircut","today":"2026-03-10","locale":"ru","tone":"casual","vip":true,
      "discount_percent":10,"offer_valid_until":"2026-03-17","attempt_number":2,
      "slots":[{"datetime":"2026-03-12T12:00","staff_name":"Ada"}]})");
  INFO(listed(read.issues));
  REQUIRE(read.value);
  CHECK(read.value->language == Language::ru);
  CHECK(read.value->tone == Tone::casual);
  CHECK(read.value->is_vip);
  CHECK(read.value->attempt_number == 2);
  REQUIRE(read.value->slots.size() == 1);
  CHECK(to_iso_local(read.value->slots[0].starts_at) == "2026-03-12T12:00:00");
  CHECK(read_message_facts("[]").value == std::nullopt);
}

TEST_CASE("a messenger's receipt says one of four outcomes") {
  const auto read = read_send_receipt(R"({"outcome":"rejected","is_number_unknown":true,
      "person_fault":"wait","signal":{"code":"http:429"}})",
                                      now);
  REQUIRE(read.value);
  CHECK(read.value->outcome == SendOutcome::rejected);
  CHECK(read.value->is_number_unknown);
  CHECK(read.value->person_fault == PersonFault::wait);
  REQUIRE(read.value->signal);
  CHECK(read.value->signal->kind == AccountSignalKind::rate_limited);
  CHECK(is_error(read_send_receipt("{}", now).issues, "missing", "/outcome"));
}

TEST_CASE("a dialogue that was written reads back the same") {
  Dialogue dialogue;
  dialogue.company_id = CompanyId{1};
  dialogue.client_id = ClientId{2};
  dialogue.attempt_id =
      attempt_id({CompanyId{1}, ClientId{2}, ServiceId{3}, LocalDate{Days{20000}}, 1});
  dialogue.service_id = ServiceId{3};
  dialogue.discount_percent = 15;
  dialogue.offer_valid_until = LocalDate{Days{20010}};
  dialogue.slots = {{ServiceId{3}, StaffId{4}, now, 60}, {ServiceId{3}, StaffId{5}, now, {}}};
  DialogueWish wish;
  wish.kind = ReplyType::other_staff;
  wish.wished.staff_id = StaffId{5};
  wish.wished.day_part = DayPart::evening;
  wish.at = now;
  dialogue.wishes = {wish};
  dialogue.last_reply = ReplyType::other_staff;
  dialogue.updated_at = now;
  const auto read = read_dialogue(write_dialogue(dialogue));
  INFO(listed(read.issues));
  REQUIRE(read.value);
  CHECK(*read.value == dialogue);
}

TEST_CASE("slots are asked for and answered") {
  const std::vector<ServiceId> services{{1}, {2}};
  CHECK(write_slot_question({CompanyId{7}, services, now, now + Seconds{3600}}) ==
        R"({"company_id":7,"service_ids":[1,2],"from":"2026-03-10T09:00:00Z",)"
        R"("until":"2026-03-10T10:00:00Z"})");
  const auto read = read_slots(R"({"slots":[{"service_id":1,"staff_id":5,
      "datetime":"2026-03-12T12:00:00+03:00","duration_minutes":45}]})");
  REQUIRE(read.value);
  CHECK(*read.value ==
        std::vector<Slot>{{ServiceId{1}, StaffId{5}, at("2026-03-12T09:00:00Z"), 45}});
  CHECK(is_error(read_slots("{}").issues, "missing", "/slots"));
  CHECK(is_error(
      read_slots(R"({"slots":[{"service_id":1,"staff_id":5,"datetime":"2026-03-12"}]})").issues,
      "invalid_instant", "/slots/0/datetime"));
}

TEST_CASE("what people read is indented, a member a line, empty lists closed at once") {
  CHECK(write_sweep({1, 2, 3, {}}) ==
        "{\n  \"schema\": \"reactivation.sweep/1\",\n  \"settled\": 1,\n  \"changed\": 2,\n"
        "  \"processed\": 3,\n  \"notices\": []\n}\n");
  CHECK(write_sweep({0, 0, 0, {AlertKind::complaint, AlertKind::account_stopped}})
            .ends_with("  \"notices\": [\n    \"complaint\",\n    \"account_stopped\"\n  ]\n}\n"));
}

TEST_CASE("small documents have their members in their order") {
  Reply reply;
  reply.type = ReplyType::pause_until;
  reply.pause_until = LocalDate{Days{20536}};
  reply.needs_person = false;
  CHECK(write_reply("a \"b\"\xFF", reply) ==
        "{\"text\":\"a \\\"b\\\"\xEF\xBF\xBD\",\"type\":\"pause_until\",\"opt_out\":false,"
        "\"pause_until\":\"2026-03-24\",\"needs_person\":false}");
  const std::vector<Issue> issues{{Issue::Severity::warning, "clamped", "/a", "x"}};
  CHECK(write_issues(issues).starts_with(
      "{\"schema\":\"reactivation.issues/1\",\"is_valid\":true,\"issues\":["));
  Applied applied;
  applied.has_changed = false;
  CHECK(write_applied(applied) ==
        "{\"schema\":\"reactivation.applied/1\",\"has_changed\":false,\"in_flight\":[]}\n");
  CHECK(write_gate(AccountId{4}, {true, false, true}) ==
        "{\"schema\":\"reactivation.gate/1\",\"account_id\":4,\"armed_here\":true,"
        "\"stopped\":true,\"awaits_confirmation\":false}\n");
}
