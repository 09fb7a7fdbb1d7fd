// Free times out of the schedule, and the check of what is promised.
#include "reactivation/adapters/memory.hpp"
#include "reactivation/engine/engine.hpp"
#include "salon.hpp"

using namespace reactivation;
using namespace reactivation::yclients_test;

namespace {

constexpr CompanyId ours{1};
constexpr ServiceId haircut{11};
constexpr ServiceId colour{12};
constexpr StaffId oksana{21};
constexpr StaffId sergey{22};

OutsideCodes usual_codes() {
  return {{{haircut, "331"}, {colour, "332"}}, {{oksana, "9"}, {sergey, "10"}}};
}

/// Lengths as the list of services has them, ids and numbers as texts.
Json lengths() {
  return step(Json::array(
      {{{"id", "331"},
        {"staff",
         {{{"id", "9"}, {"seance_length", "3600"}}, {{"id", 10}, {"seance_length", 2700}}}}},
       {{"id", 332}, {"staff", {{{"id", 9}, {"seance_length", 9000}}}}}}));
}
Json span(const std::string& from, const std::string& to) { return {{"from", from}, {"to", to}}; }
Json work_day(std::int64_t staff, const std::string& date, const std::vector<Json>& slots,
              const std::vector<Json>& busy = {}) {
  return {{"staff_id", staff}, {"date", date}, {"slots", slots}, {"busy_intervals", busy}};
}

Json play_of(const std::vector<Json>& days, const std::vector<Json>& checks) {
  return {
      {"steps", Json::array({refusal(404, {{"message", "?"}})})},
      {"routes",
       {{{"path", "/staff/schedule"}, {"steps", Json::array({step(Json(days), {{"count", 1}})})}},
        {{"path", "/company/4564/services"}, {"steps", Json::array({lengths()})}},
        {{"path", "/book_check/4564"}, {"steps", checks}}}}};
}

Json accepted() {
  return {{"status", 201}, {"json", {{"success", true}, {"meta", {{"message", "Created"}}}}}};
}

/// The source, with its clock in the test's hands.
struct Book {
  Instant time = now;
  std::unique_ptr<SlotSource> source;

  explicit Book(YclientsSlotOptions slots = {}, YclientsOptions options = quick_options()) {
    slots.company_id = ours;
    if (!slots.codes) slots.codes = [] { return result<OutsideCodes>(usual_codes()); };
    options.client.repeat.tries_max = 1;
    options.client.time.wall = [this] { return time; };
    auto made = make_yclients_slots(std::move(options), std::move(slots));
    REQUIRE(made);
    source = std::move(made).value();
  }
  result<std::vector<Slot>> find(std::vector<ServiceId> services) {
    return source->find_slots(ours, services, time, time + Days{9});
  }
};

Slot slot(StaffId staff, const char* when, int minutes, ServiceId service = haircut) {
  return {service, staff, at(when), minutes};
}

const std::vector<Json> one_day = {
    work_day(9, "2026-03-04", {span("10:00", "12:00"), span("13:00", "15:00")},
             {{{"entity_type", "record"}, {"from", "10:00"}, {"to", "10:45"}}}),
    work_day(10, "2026-03-04", {span("9:30", "10:30")})};

}  // namespace

TEST_CASE("free times are what working hours leave beside what is busy, in two calls for all") {
  server().play(play_of(one_day, {accepted()}));
  Book book;
  const auto found = book.find({haircut, colour});
  REQUIRE(found);
  CHECK(found.value() == std::vector<Slot>{slot(sergey, "2026-03-04T06:30:00Z", 45),
                                           slot(oksana, "2026-03-04T08:00:00Z", 60),
                                           slot(oksana, "2026-03-04T10:00:00Z", 60),
                                           slot(oksana, "2026-03-04T10:30:00Z", 60),
                                           slot(oksana, "2026-03-04T11:00:00Z", 60)});
  REQUIRE(book.find({haircut}));  // known for four hours
  const Json told = server().tell();
  REQUIRE(told["requests"].size() == 2);
  CHECK(told["requests"][0]["target"] == "/api/v1/company/4564/services");
  CHECK(told["requests"][1]["target"] ==
        "/api/v1/company/4564/staff/schedule?start_date=2026-03-03&end_date=2026-03-12"
        "&include%5B%5D=busy_intervals");
  book.time += Seconds{4 * 3600};
  REQUIRE(book.find({haircut}));
  CHECK(server().request_count() == 3);
  CHECK(book.source->find_slots(CompanyId{2}, std::vector{haircut}, now, now + Days{1})
            .value()
            .empty());
}

TEST_CASE("book_check is asked in the salon's wall clock, and what it refuses is left out") {
  const Json taken = refusal(422, {{"message", "занято"}, {"errors", {{"code", 433}, {"id", 2}}}});
  server().play(play_of(one_day, {taken, accepted()}));
  Book book;
  const auto found = book.find({haircut});
  REQUIRE(found);
  const std::vector<Slot> offered(found.value().begin(), found.value().begin() + 3);
  const auto bookable = book.source->bookable(ours, offered);
  REQUIRE(bookable);
  CHECK(bookable.value() == std::vector<Slot>{offered[0], offered[2]});
  const Json told = server().tell();
  CHECK(told["requests"][2]["method"] == "POST");
  CHECK(told["requests"][2]["target"] == "/api/v1/book_check/4564");
  CHECK(header_of(told["requests"][2], "authorization") == std::string("Bearer ") + partner_key);
  const Json body = Json::parse(told["requests"][2]["body"].get<std::string>());
  CHECK(body["appointments"][0] == Json::parse(R"({"id":1,"services":[331],"staff_id":10,
        "datetime":"2026-03-04T09:30:00+03:00"})"));
  CHECK(body["appointments"].size() == 3);
  // Nobody else is offered it.
  const auto again = book.find({haircut});
  REQUIRE(again);
  CHECK(std::find(again.value().begin(), again.value().end(), offered[1]) == again.value().end());
}

TEST_CASE("a refusal that names nobody is asked again one by one") {
  const Json refused = refusal(422, {{"message", "?"}, {"errors", Json::array({{{"code", 433}}})}});
  server().play(play_of(one_day, {refused, accepted(), refused, accepted()}));
  Book book;
  auto offered = book.find({haircut}).value();
  offered.resize(3);
  CHECK(book.source->bookable(ours, offered).value() == std::vector<Slot>{offered[0], offered[2]});
  CHECK(server().request_count() == 6);
}

TEST_CASE("times of one chair that overlap are asked about one by one") {
  server().play(play_of(one_day, {accepted()}));
  Book book;
  auto found = book.find({haircut}).value();
  const std::vector<Slot> overlapping(found.begin() + 2, found.begin() + 4);
  CHECK(book.source->bookable(ours, overlapping).value() == overlapping);
  const Json told = server().tell();
  REQUIRE(told["requests"].size() == 4);
  for (std::size_t at = 2; at < 4; ++at) {
    const Json body = Json::parse(told["requests"][at]["body"].get<std::string>());
    CHECK(body["appointments"].size() == 1);
  }
}

TEST_CASE("when YClients is away there are no times, and it is left alone for a while") {
  for (const Json& fault : {Json{{"drop", true}}, Json{{"status", 500}}, Json{{"status", 429}},
                            Json{{"body", "<html>"}, {"content_type", "text/html"}},
                            Json{{"deep", 20'000}}, refusal(403, {{"message", "no"}})}) {
    CAPTURE(fault.dump());
    server().play_steps(fault);
    Book book;
    for (int i = 0; i < 3; ++i) {
      const auto found = book.find({haircut});
      REQUIRE_FALSE(found);
      CHECK(found.error() == make_error_code(errc::io_failed));
    }
    CHECK(server().request_count() == 1);
    book.time += Seconds{300};
    CHECK_FALSE(book.find({haircut}));
    CHECK(server().request_count() == 2);
  }
  // What cannot be checked is not promised.
  server().play(play_of(one_day, {{{"status", 500}}}));
  Book book;
  const auto found = book.find({haircut});
  REQUIRE(found);
  const auto bookable = book.source->bookable(ours, found.value());
  REQUIRE_FALSE(bookable);
  CHECK(bookable.error() == make_error_code(errc::io_failed));
}

TEST_CASE("strange schedules give no times rather than wrong ones") {
  const std::vector<Json> days = {
      work_day(9, "2026-03-04", {span("10:00", "12:00")}, {span("11:00", "ten")}),
      work_day(9, "2026-03-05", {span("12:00", "10:00"), span("25:00", "26:00")}),
      work_day(9, "2026-02-30", {span("10:00", "12:00")}),
      work_day(10, "2026-03-06", {span("23:00", "00:00")}),
      {{"staff_id", 9}, {"date", "2026-03-07"}, {"slots", 7}, {"busy_intervals", Json::object()}},
      Json("nonsense"),
      work_day(77, "2026-03-04", {span("10:00", "12:00")})};
  server().play(play_of(days, {accepted()}));
  Book book;
  CHECK(book.find({haircut}).value() ==
        std::vector<Slot>{slot(sergey, "2026-03-06T20:00:00Z", 45)});
}

TEST_CASE("a service has at most 500 free times, spread over all days") {
  std::vector<Json> days;
  OutsideCodes codes;
  codes.services = {{haircut, "331"}};
  Json staff = Json::array();
  for (int member = 1; member <= 12; ++member) {
    codes.staff.emplace_back(StaffId{member}, std::to_string(member));
    staff.push_back({{"id", member}, {"seance_length", 1800}});
    for (const char* const date : {"2026-03-04", "2026-03-05", "2026-03-06", "2026-03-07"}) {
      days.push_back(work_day(member, date, {span("10:00", "22:00")}));
    }
  }
  Json play = play_of(days, {accepted()});
  play["routes"][1]["steps"] = Json::array({step(Json::array({{{"id", 331}, {"staff", staff}}}))});
  server().play(play);
  YclientsSlotOptions options;
  options.codes = [codes] { return result<OutsideCodes>(codes); };
  Book book(options);
  const auto found = book.find({haircut}).value();
  CHECK(found.size() <= 500);
  CHECK(found.size() >= 250);
  CHECK(found.back().starts_at >= at("2026-03-07T15:00:00Z"));
}

TEST_CASE("a day's calls end at the number that is allowed, and begin again at midnight") {
  server().play(play_of(one_day, {accepted()}));
  YclientsSlotOptions options;
  options.calls_per_day_max = 3;
  Book book(options);
  auto found = book.find({haircut}).value();
  found.resize(2);
  CHECK(book.source->bookable(ours, found));
  CHECK_FALSE(book.source->bookable(ours, found));
  CHECK(server().request_count() == 3);
  book.time = at("2026-03-03T21:00:00Z");  // midnight in Moscow
  CHECK(book.source->bookable(ours, found));
}

TEST_CASE("a slot source that cannot be configured is refused when it is made") {
  const auto is_made = [](auto&& change) {
    YclientsSlotOptions options;
    options.company_id = ours;
    options.codes = [] { return result<OutsideCodes>(usual_codes()); };
    change(options);
    return make_yclients_slots(quick_options(), std::move(options)).has_value();
  };
  CHECK(is_made([](YclientsSlotOptions&) {}));
  CHECK_FALSE(is_made([](YclientsSlotOptions& o) { o.company_id = {}; }));
  CHECK_FALSE(is_made([](YclientsSlotOptions& o) { o.codes = nullptr; }));
  CHECK_FALSE(is_made([](YclientsSlotOptions& o) { o.step_minutes = 0; }));
}

namespace {

/// 28 clients who are due for five services, at six members of staff.
Snapshot busy_salon() {
  Snapshot out;
  out.company.id = ours;
  out.company.name = "Salon";
  out.company.business_type = BusinessType::beauty;
  out.company.time_zone = moscow();
  out.company.country = "RU";
  out.company.currency = "RUB";
  out.settings.sending_days = WeekdaySet::every_day();
  out.account = Account{};
  out.account->id = AccountId{1};
  out.account->warmup_level = WarmupLevel::warm;
  for (int service = 1; service <= 5; ++service) {
    out.services.push_back(
        {ServiceId{service}, std::string("Service ") + "ABCDE"[service - 1], 5000, true});
    Rule rule;
    rule.service_id = ServiceId{service};
    rule.reactivation_interval_days = rule.manual_interval = 28;
    out.rules.push_back(rule);
  }
  for (int member = 1; member <= 6; ++member) {
    out.staff.push_back({StaffId{member}, "Anna", true});
  }
  for (int number = 1; number <= 28; ++number) {
    Client client;
    client.id = ClientId{number};
    client.name = "Anna";
    client.phone = PhoneNumber{999'000'000'000ULL + static_cast<std::uint64_t>(number)};
    client.phone_status = PhoneStatus::test;
    out.clients.push_back(client);
    for (int back = 1; back <= 3; ++back) {
      Visit visit;
      visit.id = VisitId{number * 10 + back};
      visit.client_id = client.id;
      visit.service_ids = {ServiceId{1 + number % 5}};
      visit.staff_id = StaffId{1 + number % 6};
      visit.starts_at = now - Days{35 * back} + Seconds{3600 * (number % 8)};
      out.visits.push_back(visit);
    }
  }
  return out;
}

Json busy_play(const std::vector<Json>& checks) {
  Json services = Json::array();
  for (int service = 1; service <= 5; ++service) {
    Json staff = Json::array();
    for (int member = 1; member <= 6; ++member) {
      staff.push_back({{"id", member}, {"seance_length", 3600}});
    }
    services.push_back({{"id", service}, {"staff", staff}});
  }
  std::vector<Json> days;
  for (int day = 4; day <= 12; ++day) {
    const std::string date = "2026-03-" + std::string(day < 10 ? "0" : "") + std::to_string(day);
    for (int member = 1; member <= 6; ++member) {
      days.push_back(work_day(member, date, {span("10:00", "21:00")}, {span("12:00", "14:00")}));
    }
  }
  Json play = play_of(days, checks);
  play["routes"][1]["steps"] = Json::array({step(services)});
  return play;
}

}  // namespace

TEST_CASE(
    "a day of 28 clients, five services and six staff takes at most 30 calls, checks included") {
  server().play(busy_play({accepted()}));
  MemoryStore store;
  REQUIRE(store.add_company(busy_salon()));
  VirtualClock clock(now);
  YclientsSlotOptions slots;
  slots.company_id = ours;
  slots.codes = [] {
    OutsideCodes codes;
    for (int id = 1; id <= 6; ++id) {
      codes.services.emplace_back(ServiceId{id}, std::to_string(id));
      codes.staff.emplace_back(StaffId{id}, std::to_string(id));
    }
    return result<OutsideCodes>(codes);
  };
  YclientsOptions options = quick_options();
  options.client.time.wall = [&clock] { return clock.now(); };
  const auto source = make_yclients_slots(options, slots);
  REQUIRE(source);
  MemoryMessenger messenger;
  Engine engine({store, store, store, store, *source.value(), messenger, clock},
                {"one", "here", Seconds{300}, Sharing::alone});
  REQUIRE(engine.run_day(ours));
  const auto counts = engine.dispatch(ours, DispatchUntil::window);
  REQUIRE(counts);
  CHECK(counts.value().sent == 28);
  for (const OutgoingMessage& message : messenger.messages()) CHECK(message.slots.size() == 3);
  const Json told = server().tell();
  const std::size_t calls = told["requests"].size();
  CHECK(calls <= 30);
  CHECK(calls == 2 + 28);
}

TEST_CASE("what book_check refuses is in no message, and without an answer no time is") {
  const Json taken = refusal(422, {{"message", "?"}, {"errors", {{"code", 433}, {"id", 1}}}});
  server().play(busy_play({taken, accepted(), {{"status", 500}}}));
  MemoryStore store;
  Snapshot salon_of_two = busy_salon();
  salon_of_two.clients.resize(2);
  std::erase_if(salon_of_two.visits, [](const Visit& visit) { return visit.client_id.value > 2; });
  REQUIRE(store.add_company(salon_of_two));
  VirtualClock clock(now);
  YclientsSlotOptions slots;
  slots.company_id = ours;
  slots.codes = [] {
    OutsideCodes codes;
    for (int id = 1; id <= 6; ++id) {
      codes.services.emplace_back(ServiceId{id}, std::to_string(id));
      codes.staff.emplace_back(StaffId{id}, std::to_string(id));
    }
    return result<OutsideCodes>(codes);
  };
  YclientsOptions options = quick_options();
  options.client.repeat.tries_max = 1;
  options.client.time.wall = [&clock] { return clock.now(); };
  const auto source = make_yclients_slots(options, slots);
  REQUIRE(source);
  MemoryMessenger messenger;
  Engine engine({store, store, store, store, *source.value(), messenger, clock},
                {"one", "here", Seconds{300}, Sharing::alone});
  const auto day = engine.run_day(ours);
  REQUIRE(day);
  REQUIRE(engine.dispatch(ours, DispatchUntil::window));
  REQUIRE(messenger.messages().size() == 2);
  const auto& first = messenger.messages()[0];
  REQUIRE(first.slots.size() == 2);
  for (const PlannedAttempt& planned : day.value().plan.planned) {
    if (planned.attempt_id != first.attempt_id) continue;
    REQUIRE(planned.slots.size() == 3);
    CHECK(first.slots[0].slot == planned.slots[1].slot);
  }
  CHECK(messenger.messages()[1].slots.empty());
}
