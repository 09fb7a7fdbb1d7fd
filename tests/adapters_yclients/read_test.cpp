// What an import reads, and what it becomes.
#include <fstream>

#include "salon.hpp"

using namespace reactivation;
using namespace reactivation::yclients_test;

namespace {

const Json anna = person(1, "Анна", "79161234567");
const Json olga = person(2, "Ольга", 79161234568);

std::vector<std::string> targets() {
  std::vector<std::string> out;
  const Json told = server().tell();
  for (const Json& request : told["requests"]) {
    out.push_back(request["method"].get<std::string>() + " " +
                  request["target"].get<std::string>());
  }
  return out;
}

std::vector<Json> records(std::int64_t from, std::int64_t to) {
  std::vector<Json> out;
  for (std::int64_t id = from; id < to; ++id) {
    out.push_back(record(id, anna, "2026-02-01 12:00:00", 1));
  }
  return out;
}

}  // namespace

TEST_CASE("a salon is read by the calls of the protocol sheet, with both tokens in one header") {
  Folder folder;
  server().play(salon({page({record(7, anna, "2026-02-01 12:00:00", 1)}, 1)}, {page({anna}, 1)}));
  const auto counts = client()->read(reading(folder));
  REQUIRE(counts);
  CHECK(counts.value().calls == 5);
  CHECK(targets() ==
        std::vector<std::string>{"GET /api/v1/records/4564?page=1&count=100&with_deleted=1",
                                 "POST /api/v1/company/4564/clients/search",
                                 "GET /api/v1/book_services/4564",
                                 "GET /api/v1/book_staff/4564?without_seances=1",
                                 "GET /api/v1/records/4564?page=1&count=100&with_deleted=1"
                                 "&changed_after=2026-03-02T10:00:00"});
  const Json told = server().tell();
  for (const Json& request : told["requests"]) {
    CHECK(header_of(request, "accept") == "application/vnd.yclients.v2+json");
    CHECK(header_of(request, "content-type") == "application/json");
    const bool is_public = request["target"].get<std::string>().find("/book_") != std::string::npos;
    const std::string partner = std::string("Bearer ") + partner_key;
    CHECK(header_of(request, "authorization") ==
          (is_public ? partner : partner + ", User " + user_key));
  }
  const Json body = Json::parse(told["requests"][1]["body"].get<std::string>());
  CHECK(body == Json{{"page", 1},
                     {"page_size", 100},
                     {"fields", {"id", "name", "phone", "categories", "sms_not"}},
                     {"order_by", "id"},
                     {"order_by_direction", "ASC"},
                     {"operation", "AND"},
                     {"filters", Json::array()}});
}

TEST_CASE("attendance becomes a status, costs minor units, the salon's clock an instant") {
  Folder folder;
  Json deleted = record(5, anna, "2026-02-05 12:00:00", 1);
  deleted["deleted"] = true;
  Json twice = record(6, anna, "2026-02-06 09:30:00", 1, 1000.5);
  twice["services"].push_back(twice["services"][0]);
  twice["services"].push_back({{"id", "332"}, {"title", "Окрашивание"}, {"cost", "99.90"}});
  // The offset is not the salon's, the ids are texts, the flag is a number.
  Json wandering = record(7, person(2, "Ольга", 79161234568), "2026-02-07 12:00:00", 1);
  wandering["id"] = "7";
  wandering["staff_id"] = "9";
  wandering["client"]["id"] = "2";
  wandering["datetime"] = "2026-02-07T12:00:00+0900";
  wandering["attendance"] = "1";
  wandering["deleted"] = 0;
  Json goods = record(8, anna, "2026-02-08 12:00:00", 1);
  goods["services"] = Json::array();
  goods["goods_transactions"] = {{{"id", 1}, {"cost", 700}}};
  Json strange = record(9, anna, "2026-02-09 12:00:00", 7);
  Json foreign = record(10, anna, "2026-02-10 12:00:00", 1);
  foreign["company_id"] = 1;
  Json stamped = record(12, anna, "2026-02-11 12:00:00", 1);
  stamped.erase("date");
  stamped["datetime"] = 1770800400;  // 2026-02-11T09:00:00Z
  const std::vector<Json> rows = {record(1, anna, "2026-02-01 12:00:00", 1),
                                  record(2, anna, "2026-03-05 12:00:00", 2),
                                  record(3, anna, "2026-03-06 12:00:00", 0),
                                  record(4, anna, "2026-02-04 12:00:00", -1),
                                  deleted,
                                  twice,
                                  wandering,
                                  goods,
                                  strange,
                                  foreign,
                                  record(11, nullptr, "2026-02-11 12:00:00", 1),
                                  stamped,
                                  Json("nonsense")};
  server().play(salon({page(rows, 13)}, {page({anna, olga}, 2)}));
  const auto counts = client()->read(reading(folder));
  REQUIRE(counts);
  CHECK(counts.value().records == 11);
  CHECK(counts.value().deleted == 1);
  CHECK(counts.value().walk_ins == 1);
  CHECK(counts.value().unreadable == 2);
  CHECK(counts.value().missing == 0);
  CHECK(counts.value().staff == 2);
  const Imported imported = import_copy(folder.copy());
  const auto& visits = imported.rows.visits;
  CHECK(visits.size() == 9);
  CHECK(visits.at("1").status == VisitStatus::completed);
  CHECK(visits.at("1").starts_at == at("2026-02-01T09:00:00Z"));
  CHECK(visits.at("1").cost_minor == 150'000);
  CHECK(visits.at("1").staff == "9");
  CHECK(visits.at("1").created_at == at("2026-01-16T17:35:11Z"));
  CHECK(visits.at("2").status == VisitStatus::booked);
  CHECK(visits.at("3").status == VisitStatus::booked);
  CHECK(visits.at("4").status == VisitStatus::no_show);
  CHECK(visits.at("5").status == VisitStatus::cancelled);
  CHECK(visits.at("6").services == std::vector<std::string>{"331", "332"});
  CHECK(visits.at("6").cost_minor == 2 * 100'050 + 9'990);
  CHECK(visits.at("7").client == "2");
  CHECK(visits.at("7").starts_at == at("2026-02-07T09:00:00Z"));
  CHECK(visits.at("8").services.empty());
  CHECK(visits.at("12").starts_at == at("2026-02-11T09:00:00Z"));
  CHECK(imported.summary.find_file(FileKind::visits)->count_of("status_unknown") == 1);
  CHECK(imported.rows.services.at("331").price_minor == 130'000);
  CHECK(imported.rows.services.at("332").title == "Окрашивание");
}

TEST_CASE("phones of all writings are one number, and foreign ones stay foreign") {
  Folder folder;
  const std::vector<Json> people = {
      person(1, "А", "79161234567"),   person(2, "Б", "+7 916 123-45-67"),
      person(3, "В", "89161234567"),   person(4, "Г", 79161234567),
      person(5, "Д", "4915112345678"), person(6, "Е", ""),
      person(7, "Ж", nullptr),         person(8, "З", "375291234567")};
  server().play(salon({page({}, 0)}, {page(people, 8)}));
  REQUIRE(client()->read(reading(folder)));
  const auto clients = import_copy(folder.copy()).rows.clients;
  for (const char* const id : {"1", "2", "3", "4"}) {
    CHECK(to_e164(clients.at(id).phone) == "+79161234567");
  }
  CHECK(to_e164(clients.at("5").phone) == "+4915112345678");
  CHECK(clients.at("6").phone_status == PhoneStatus::missing);
  CHECK(clients.at("7").phone_status == PhoneStatus::missing);
  CHECK(to_e164(clients.at("8").phone) == "+375291234567");
}

TEST_CASE("who is excluded from mailings or on the black list is opted out") {
  Folder folder;
  const auto said = [](Json client, int sms_not, Json categories) {
    client["sms_not"] = sms_not;
    client["categories"] = std::move(categories);
    return client;
  };
  const Json listed = {{{"id", 3}, {"title", "Черный список"}, {"color", "#0f0f0f"}}};
  server().play(salon({page({}, 0)}, {page({said(anna, 1, Json::array()), said(olga, 0, listed),
                                            said(person(3, "Ира", ""), 0, Json::array())},
                                           3)}));
  const auto counts = client()->read(reading(folder));
  REQUIRE(counts);
  CHECK(counts.value().knows_exclusions);
  const auto clients = import_copy(folder.copy()).rows.clients;
  CHECK(clients.at("1").opt_out);
  CHECK(clients.at("2").opt_out);
  CHECK_FALSE(clients.at("3").opt_out);
}

TEST_CASE("rows that do not say who is excluded are no word that nobody is") {
  Folder folder;
  server().play(salon({page({}, 0)}, {page({anna, olga}, 2)}));
  const auto counts = client()->read(reading(folder));
  REQUIRE(counts);
  CHECK_FALSE(counts.value().knows_exclusions);
}

TEST_CASE(
    "an installation that does not give exclusions away is asked for less, and that is said") {
  Folder folder;
  server().play(salon({page({}, 0)}, {refusal(422, {{"message", "fields"}}), page({anna}, 1)}));
  const auto counts = client()->read(reading(folder));
  REQUIRE(counts);
  CHECK_FALSE(counts.value().knows_exclusions);
  CHECK(counts.value().clients == 1);
  const Json told = server().tell();
  const Json body = Json::parse(told["requests"][2]["body"].get<std::string>());
  CHECK(body["fields"] == Json{"id", "name", "phone"});
}

TEST_CASE("of a record on two pages and changed meanwhile the last version counts") {
  Folder folder;
  std::vector<Json> first = records(1, 101);
  std::vector<Json> second = records(101, 111);
  second.insert(second.begin(), record(100, anna, "2026-02-01 12:00:00", 1));  // pushed over
  second[1] = record(5, anna, "2026-02-20 15:00:00", -1);                      // moved while paging
  second.push_back(record(101, anna, "2026-02-01 12:00:00", 1));
  const Json late = record(6, anna, "2026-03-20 15:00:00", 0);  // changed after its page was read
  server().play(salon({page(first, 110), page(second, 110)}, {page({anna}, 1)}, {page({late}, 1)}));
  const auto counts = client()->read(reading(folder));
  REQUIRE(counts);
  CHECK(counts.value().records == 110);
  const Imported imported = import_copy(folder.copy());
  CHECK(imported.rows.visits.size() == 110);
  CHECK(imported.rows.visits.at("5").status == VisitStatus::no_show);
  CHECK(imported.rows.visits.at("5").starts_at == at("2026-02-20T12:00:00Z"));
  CHECK(imported.rows.visits.at("6").status == VisitStatus::booked);
  // A name of the list is not replaced by one out of a record.
  CHECK(imported.rows.clients.at("1").name == "Анна");
  CHECK(imported.summary.find_file(FileKind::visits)->count_of(FindingKind::held) == 0);
}

TEST_CASE(
    "a list that lost a row while it was paged is read again, and what stays away is counted") {
  Folder folder;
  const std::vector<Json> part = records(1, 100);  // number 100 slipped to the page before
  server().play(salon(
      {page(part, 101), page(records(101, 102), 101), page({}, 101), page(records(1, 101), 101)},
      {page({anna}, 3)}));
  const auto counts = client()->read(reading(folder));
  REQUIRE(counts);
  CHECK(counts.value().records == 101);
  CHECK(counts.value().missing == 2);  // of the clients, after three looks
}

TEST_CASE("a reading that was cut goes on where it was, with nothing asked or taken twice") {
  Folder folder;
  YclientsOptions options = quick_options();
  options.client.repeat.tries_max = 2;
  server().play(salon({page(records(1, 101), 150), {{"drop", true}}}, {page({anna}, 1)}));
  const auto yclients = client(options);
  const auto cut = yclients->read(reading(folder));
  REQUIRE_FALSE(cut);
  CHECK(cut.error() == make_error_code(errc::io_failed));
  CHECK(yclients->detail() == "YClients gives no answer (cut)");
  CHECK_FALSE(YclientsTables::open(folder.copy()));  // no half salon
  {
    // A page of which only a part was written.
    std::ofstream half(folder.copy(), std::ios::app | std::ios::binary);
    half << R"(["r",150,"1","2026-02-01T12:00:00","completed","","9",[]])"
         << "\n[\"r\",15";
  }
  server().play(salon({page(records(101, 151), 150)}, {page({anna}, 1)}));
  const auto whole = client(options)->read(reading(folder));
  REQUIRE(whole);
  CHECK(whole.value().was_resumed);
  CHECK(targets().front() == "GET /api/v1/records/4564?page=2&count=100&with_deleted=1");
  CHECK(whole.value().records == 150);
  CHECK(import_copy(folder.copy()).rows.visits.size() == 150);
  const auto mode = std::filesystem::status(folder.copy()).permissions();
  CHECK((mode & std::filesystem::perms::all) ==
        (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
}

TEST_CASE("a cut copy of a day ago, of another salon or of damaged beginnings is begun anew") {
  Folder folder;
  server().play(salon({page(records(1, 101), 150), {{"status", 500}}}, {page({anna}, 1)}));
  YclientsOptions options = quick_options();
  options.client.repeat.tries_max = 1;
  REQUIRE_FALSE(client(options)->read(reading(folder)));
  YclientsReading later = reading(folder);
  later.now += Days{1} + Seconds{1};
  server().play(salon({page(records(1, 2), 1)}, {page({anna}, 1)}));
  auto counts = client(options)->read(later);
  REQUIRE(counts);
  CHECK_FALSE(counts.value().was_resumed);
  CHECK(counts.value().records == 1);
  std::ofstream(folder.copy()) << "[\"h\"]\n[\"p\",0,0,7,100]\n";
  server().play(salon({page(records(1, 2), 1)}, {page({anna}, 1)}));
  counts = client(options)->read(reading(folder));
  REQUIRE(counts);
  CHECK_FALSE(counts.value().was_resumed);
}

TEST_CASE("a refresh asks for changed records alone, a day more than it must") {
  Folder folder;
  YclientsReading refresh = reading(folder);
  refresh.changed_since = at("2026-03-02T07:00:00Z");
  const Json moved = record(1, anna, "2026-03-20 12:00:00", 0);
  server().play(salon({}, {page({anna}, 1)}, {page({moved}, 1), page({}, 0)}));
  const auto counts = client()->read(refresh);
  REQUIRE(counts);
  CHECK(targets().front() ==
        "GET /api/v1/records/4564?page=1&count=100&with_deleted=1"
        "&changed_after=2026-03-01T10:00:00");
  CHECK(counts.value().records == 1);
  CHECK(counts.value().began_at == now);
  CHECK(import_copy(folder.copy()).rows.visits.at("1").status == VisitStatus::booked);
}

TEST_CASE("reading the same salon twice changes nothing, and a deletion cancels") {
  Folder folder;
  MemoryImport store;
  server().play(salon({page(records(1, 4), 3)}, {page({anna}, 1)}));
  REQUIRE(client()->read(reading(folder)));
  import_copy(folder.copy(), store);
  server().play(salon({page(records(1, 4), 3)}, {page({anna}, 1)}));
  REQUIRE(client()->read(reading(folder)));
  const Imported again = import_copy(folder.copy(), store);
  CHECK(again.summary.find_file(FileKind::visits)->records.unchanged == 3);
  std::vector<Json> rows = records(1, 4);
  rows[1]["deleted"] = true;
  server().play(salon({page(rows, 3)}, {page({anna}, 1)}));
  REQUIRE(client()->read(reading(folder)));
  CHECK(import_copy(folder.copy(), store).rows.visits.at("2").status == VisitStatus::cancelled);
}

TEST_CASE("a page that is too large is asked for in halves, and one that repeats itself ends") {
  Folder folder;
  YclientsOptions options = quick_options();
  options.answer_bytes_max = 60'000;
  const Json too_large = {{"fill", 70'000}};
  const Json last = page(records(51, 61), 0);
  server().play(
      salon({too_large, page(records(1, 51), 0), last, last, page({}, 0)}, {page({anna}, 1)}));
  const auto counts = client(options)->read(reading(folder));
  REQUIRE(counts);
  CHECK(counts.value().records == 60);
  const auto asked = targets();
  CHECK(asked[1] == "GET /api/v1/records/4564?page=1&count=50&with_deleted=1");
  CHECK(asked[3] == "GET /api/v1/records/4564?page=3&count=50&with_deleted=1");
  CHECK(asked[4] == "POST /api/v1/company/4564/clients/search");
}

TEST_CASE("progress is told what is read, and may end it without losing what there is") {
  Folder folder;
  server().play(
      salon({page(records(1, 101), 150), page(records(101, 151), 150)}, {page({anna}, 1)}));
  std::int64_t most = 0;
  const auto stopped =
      client()->read(reading(folder), [&](std::string_view, std::int64_t done, std::int64_t) {
        most = std::max(most, done);
        return done < 100;
      });
  REQUIRE_FALSE(stopped);
  CHECK(stopped.error() == make_error_code(errc::cancelled));
  CHECK(most == 100);
  server().play(salon({page(records(101, 151), 150)}, {page({anna}, 1)}));
  const auto whole = client()->read(reading(folder));
  REQUIRE(whole);
  CHECK(whole.value().records == 150);
}
