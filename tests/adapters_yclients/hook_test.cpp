// Webhooks: hints, never facts.
#include "salon.hpp"

using namespace reactivation;
using namespace reactivation::yclients_test;

namespace {

Json hook(const std::string& resource, const Json& id, const std::string& status) {
  return {{"company_id", salon_id},
          {"resource", resource},
          {"resource_id", id},
          {"status", status},
          {"data", {{"id", id}, {"client", {{"id", 1}, {"phone", "79990001122"}}}}}};
}

const Json anna = person(1, "Анна", "79161234567");

YclientsHookMeaning meaning_of(const std::string& body) {
  return read_yclients_hook(body, salon_id).meaning;
}

}  // namespace

TEST_CASE("a webhook says what to read again, and nothing of it is taken") {
  const YclientsHook record_hook = read_yclients_hook(hook("record", 7, "update").dump(), salon_id);
  CHECK(record_hook.meaning == YclientsHookMeaning::hint);
  CHECK(record_hook.hint == YclientsHint{YclientsHint::Kind::record, 7, 1});
  const YclientsHook client_hook =
      read_yclients_hook(hook("client", "9", "delete").dump(), salon_id);
  CHECK(client_hook.hint == YclientsHint{YclientsHint::Kind::client, 9, 0});
}

TEST_CASE("webhooks of others, of other things and of no shape are told apart (B74 to B79)") {
  Json foreign = hook("record", 7, "update");
  foreign["company_id"] = 1;
  CHECK(meaning_of(foreign.dump()) == YclientsHookMeaning::other_salon);
  CHECK(meaning_of(hook("goods_operations_sale", 7, "create").dump()) ==
        YclientsHookMeaning::not_needed);
  CHECK(meaning_of(R"({"salon_id":4564,"application_id":1,"event":"uninstall"})") ==
        YclientsHookMeaning::not_needed);
  std::string deep = R"({"company_id":4564,"resource":"record","resource_id":7,"data":)";
  deep += std::string(100'000, '[');
  for (const std::string& body :
       {std::string(), std::string("{"), std::string("[]"), std::string("null"), deep,
        std::string(2'000'000, ' '), std::string("\xff\xff"), hook("record", 0, "update").dump(),
        hook("record", -7, "update").dump(), hook("record", "7x", "update").dump(),
        hook("record", 1e300, "update").dump(), std::string("<html>")}) {
    CHECK(meaning_of(body) == YclientsHookMeaning::unreadable);
  }
}

TEST_CASE("late, doubled and reordered webhooks read what there is now, each thing once") {
  Folder folder;
  // The webhooks say deleted and a phone of their own; the record stands and has moved.
  const Json there = record(7, anna, "2026-03-20 12:00:00", 2);
  const Json found = page({person(1, "Анна Б", "79161234567")}, 1);
  server().play({{"steps", Json::array({refusal(404, {{"message", "?"}})})},
                 {"routes",
                  {{{"path", "/record/4564/7"}, {"steps", Json::array({step(there)})}},
                   {{"path", "/clients/search"}, {"steps", Json::array({found})}}}}});
  std::vector<YclientsHint> hints;
  for (const Json& each : {hook("record", 7, "delete"), hook("record", 7, "create"),
                           hook("client", 1, "update"), hook("record", 7, "delete")}) {
    hints.push_back(read_yclients_hook(each.dump(), salon_id).hint);
  }
  const auto counts = client()->reread(hints, reading(folder));
  REQUIRE(counts);
  CHECK(counts.value().calls == 2);
  CHECK(counts.value().gone == 0);
  const Json told = server().tell();
  const Json body = Json::parse(told["requests"][1]["body"].get<std::string>());
  CHECK(body["filters"] == Json::parse(R"([{"type":"id","state":{"value":[1]}}])"));
  const auto rows = import_copy(folder.copy()).rows;
  CHECK(rows.visits.at("7").status == VisitStatus::booked);
  CHECK(rows.clients.at("1").name == "Анна Б");
  CHECK(to_e164(rows.clients.at("1").phone) == "+79161234567");
}

TEST_CASE("a deleted record is found among its client's, and becomes a cancelled visit") {
  Folder folder;
  Json deleted = record(7, anna, "2026-03-20 12:00:00", 0);
  deleted["deleted"] = true;
  const Json list = page({record(8, anna, "2026-01-20 12:00:00", 1), deleted}, 2);
  server().play({{"steps", Json::array({refusal(404, {{"message", "?"}})})},
                 {"routes",
                  {{{"path", "/records/4564?"}, {"steps", Json::array({list})}},
                   {{"path", "/clients/search"},
                    {"steps", Json::array({page({person(1, "Анна", "79161234567")}, 1)})}}}}});
  const std::vector<YclientsHint> hints = {{YclientsHint::Kind::record, 7, 1},
                                           {YclientsHint::Kind::record, 70, 1},
                                           {YclientsHint::Kind::record, 71, 0}};
  const auto counts = client()->reread(hints, reading(folder));
  REQUIRE(counts);
  CHECK(counts.value().gone == 2);
  const Json told = server().tell();
  CHECK(told["requests"][1]["target"] ==
        "/api/v1/records/4564?page=1&count=200&client_id=1&with_deleted=1");
  const auto visits = import_copy(folder.copy()).rows.visits;
  REQUIRE(visits.size() == 1);
  CHECK(visits.at("7").status == VisitStatus::cancelled);
}

TEST_CASE("a client first met in a record's webhook is asked for, with what forbids to write") {
  Folder folder;
  Json excluded = person(1, "Анна Б", "79161234567");
  excluded["sms_not"] = 1;
  excluded["categories"] = Json::array();
  const Json there = record(7, anna, "2026-01-20 12:00:00", 1);
  const Json also = record(8, anna, "2026-01-21 12:00:00", 1);
  const auto play = [&](const Json& found) {
    server().play({{"steps", Json::array({refusal(404, {{"message", "?"}})})},
                   {"routes",
                    {{{"path", "/record/4564/7"}, {"steps", Json::array({step(there)})}},
                     {{"path", "/record/4564/8"}, {"steps", Json::array({step(also)})}},
                     {{"path", "/clients/search"}, {"steps", Json::array({found})}}}}});
  };
  const std::vector<YclientsHint> hints = {{YclientsHint::Kind::record, 7, 1},
                                           {YclientsHint::Kind::record, 8, 1}};
  play(page({excluded}, 1));
  const auto counts = client()->reread(hints, reading(folder));
  REQUIRE(counts);
  CHECK(counts.value().calls == 3);  // two records, one client
  CHECK(counts.value().knows_exclusions);
  auto rows = import_copy(folder.copy()).rows;
  CHECK(rows.visits.size() == 2);
  CHECK(rows.clients.at("1").opt_out);

  // Not there: the record is stored all the same, and it is said that exclusions are not known.
  play(page(Json::array(), 0));
  const auto unknown = client()->reread(hints, reading(folder));
  REQUIRE(unknown);
  CHECK_FALSE(unknown.value().knows_exclusions);
  CHECK(unknown.value().gone == 0);
  CHECK(import_copy(folder.copy()).rows.visits.size() == 2);
}

TEST_CASE("a number that is masked or not given away replaces none") {
  Folder folder;
  Json without = person(1, "Анна", "");
  without.erase("phone");
  for (const Json& seen : {person(1, "Анна", "7916***4567"), without}) {
    server().play({{"steps", Json::array({page({seen}, 1)})}});
    const std::vector<YclientsHint> hints = {{YclientsHint::Kind::client, 1, 0}};
    REQUIRE(client()->reread(hints, reading(folder)));
    const auto summary = import_copy(folder.copy()).summary;
    CHECK(to_text(summary).find("the number is hidden") != std::string::npos);
  }
}
