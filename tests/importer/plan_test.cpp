#include <catch2/catch.hpp>

#include "memory_store.hpp"

using namespace import_test;

namespace {

const std::string small = "Wer,Wann,Was\nC1,2026-05-01,Cut\nC2,2026-05-02,Cut\n";

std::string first_error(const ImportPlan& plan, const std::string& text) {
  MemoryStore store;
  const auto summary = visits(store, plan, text);
  CHECK(store.begun == 0);
  return summary.errors.empty() ? "" : summary.errors.at(0).code;
}

ImportPlan mapped(std::initializer_list<std::string_view> maps,
                  std::initializer_list<std::string_view> sets = {}) {
  ImportPlan plan = plan_of();
  for (const auto map : maps) REQUIRE_FALSE(add_map(plan, map));
  for (const auto set : sets) REQUIRE_FALSE(add_set(plan, set));
  return plan;
}

}  // namespace

TEST_CASE("Columns are mapped by name in any case, constants fill the rest") {
  MemoryStore store;
  const auto summary =
      visits(store,
             mapped({"visits.client=WER", "visits.date= wann ", "visits.service=Was"},
                    {"visits.status=completed", "visits.staff=Eva"}),
             small);
  REQUIRE_FALSE(summary.is_refused());
  CHECK(store.committed.visits.size() == 2);
  CHECK(store.committed.visits.begin()->second.staff == "Eva");
  using Pairs = std::vector<std::pair<std::string, std::string>>;
  CHECK(summary.files.at(0).mapping ==
        Pairs{{"client", "Wer"}, {"date", "Wann"}, {"service", "Was"}});
  CHECK(summary.files.at(0).values == Pairs{{"staff", "Eva"}, {"status", "completed"}});
}

TEST_CASE("Known headers need no mapping, in English and in Russian") {
  MemoryStore store;
  visits(store, plan_of(),
         "ID записи;Клиент;Дата;Время;Услуга;Сотрудник;Стоимость;Статус\n"
         "1;К1;2026-05-01;14:30;Стрижка;Ева;1 000,50 ₽;Пришёл\n");
  const MemoryVisit& visit = store.committed.visits.at("1");
  CHECK(visit == MemoryVisit{"К1",
                             {"Стрижка"},
                             "Ева",
                             at("2026-05-01T14:30:00Z"),
                             true,
                             VisitStatus::completed,
                             100'050,
                             std::nullopt});
  clients(store, plan_of(), "Код;ФИО;Телефон;Отписан\nК1;Анна;+491512345678;да\n");
  CHECK(store.committed.clients.at("К1").name == "Анна");
  CHECK(store.committed.clients.at("К1").opt_out);
}

TEST_CASE("A column that is mapped by hand is not taken for another field too") {
  MemoryStore store;
  // The barbershop's header: its id is the client's.
  visits(store, mapped({"visits.client=id"}, {"visits.status=completed"}),
         "id,data,primeira_visita\n1,2026-01-01,2025-01-01\n1,2026-02-01,2025-01-01\n");
  CHECK(store.committed.visits.size() == 2);
}

TEST_CASE("A field may be left out by mapping it to nothing") {
  MemoryStore store;
  visits(store, mapped({"visits.id=", "visits.amount="}),
         "id,client,date,amount,status\n5,C1,2026-01-01,9,done\n");
  CHECK(store.committed.visits.count("C1@2026-01-01T00:00:00Z") == 1);
  CHECK(store.committed.visits.begin()->second.cost_minor == 0);
}

TEST_CASE("A plan that does not fit the header is refused with a remedy, and nothing is begun") {
  CHECK(first_error(plan_of(), small) == "field_without_column");
  CHECK(first_error(mapped({"visits.client=Who"}), small) == "no_such_column");
  CHECK(first_error(mapped({"visits.client=Wer", "visits.client=Was"}), small) == "mapped_twice");
  CHECK(first_error(mapped({"visits.client=Wer"}, {"visits.client=C1"}), small) == "mapped_twice");
  CHECK(first_error(mapped({"clients.id=Wer"}), small) == "no_such_file");
  CHECK(first_error(mapped({"visits.client=Wer", "visits.date=Wann"}, {"visits.status=perhaps"}),
                    small) == "status_unknown");
  CHECK(first_error(plan_of(), "client,Client,date\n1,2,3\n") == "column_twice");
  CHECK(first_error(mapped({"visits.client=client"}), "client,Client,date\n1,2,3\n") ==
        "column_twice");
  // A name that stands twice and is not wanted does no harm.
  MemoryStore store;
  CHECK_FALSE(visits(store, plan_of(), "client,date,note,note\n1,2026-01-01,3,4\n").is_refused());
}

TEST_CASE("The rest of a plan is checked before anything is read") {
  ImportPlan plan = mapped({"visits.client=Wer", "visits.date=Wann"});
  plan.date_format = "dd.mm.yyyy";
  CHECK(first_error(plan, small) == "bad_date_format");
  plan = mapped({"visits.client=Wer", "visits.date=Wann"});
  plan.zone = TimeZone{};
  CHECK(first_error(plan, small) == "time_zone_unknown");
  plan = mapped({"visits.client=Wer", "visits.date=Wann"});
  plan.group_by = {"Receipt"};
  CHECK(first_error(plan, small) == "no_such_column");
  plan = mapped({"visits.client=Wer", "visits.date=Wann"});
  REQUIRE_FALSE(add_exclude(plan, "Client=WALK_IN"));
  CHECK(first_error(plan, small) == "no_such_column");
  MemoryStore store;
  const auto summary = run(store, plan_of(), Texts{}).value();
  CHECK(summary.errors.at(0).code == "no_files");
}

TEST_CASE("B28 without a known time zone nothing is imported") {
  ImportPlan plan = mapped({"visits.client=Wer", "visits.date=Wann"});
  plan.zone = TimeZone{};
  CHECK(first_error(plan, small) == "time_zone_unknown");
}

TEST_CASE("A birthday may be mapped and is not taken") {
  MemoryStore store;
  ImportPlan plan = plan_of();
  REQUIRE_FALSE(add_map(plan, "clients.birthday=Born"));
  clients(store, plan, "id,name,Born\nC1,Anna,1990-02-30\n");
  CHECK(store.committed.clients.at("C1").name == "Anna");
}

TEST_CASE("Messages name the place, what is there and what to say") {
  MemoryStore store;
  const auto summary = visits(store, plan_of(), small);
  REQUIRE(summary.is_refused());
  const Issue& issue = summary.errors.at(0);
  CHECK(issue.place == "visits.csv");
  CHECK(issue.message.find("--map visits.client=") != std::string::npos);
  CHECK(issue.message.find("Wer, Wann, Was") != std::string::npos);
}

TEST_CASE("Options are read with precise issues") {
  ImportPlan plan = plan_of();
  CHECK(add_map(plan, "visits.client").has_value());
  CHECK(add_map(plan, "visits.colour=Red").has_value());
  CHECK(add_map(plan, "=Red").has_value());
  CHECK(add_set(plan, "").has_value());
  CHECK(add_exclude(plan, "Client").has_value());
  CHECK(add_exclude(plan, "=x").has_value());
  CHECK_FALSE(add_map(plan, "visits.client=a=b").has_value());
  CHECK(plan.columns.at(0).column == "a=b");
  CHECK_FALSE(add_exclude(plan, "Client=").has_value());
  CHECK(plan.exclusions.at(0).value.empty());
}

TEST_CASE("Rows are left out by the exact value of a column, and counted") {
  MemoryStore store;
  ImportPlan plan = plan_of();
  REQUIRE_FALSE(add_exclude(plan, "Client=WALK_IN"));
  REQUIRE_FALSE(add_exclude(plan, "Client="));
  const auto summary = visits(store, plan,
                              "client,date,status\nWALK_IN,2026-01-01,done\nC1,2026-01-01,done\n"
                              "WALK_IN2,2026-01-01,done\n,2026-01-01,done\n");
  CHECK(summary.files.at(0).count_of("excluded") == 2);
  CHECK(store.committed.visits.size() == 2);
  CHECK(is_accounted_for(summary.files.at(0)));
}

TEST_CASE("The import stops when asked to, and nothing is stored") {
  MemoryStore store;
  Texts texts;
  texts.visits = "client,date,status\nC1,2026-01-01,done\n";
  int calls = 0;
  const auto stopped = run(store, plan_of(), texts,
                           [&calls](std::string_view what, std::int64_t done, std::int64_t total) {
                             CHECK(what == "visits.csv");
                             CHECK(done <= total);
                             return ++calls < 2;
                           });
  REQUIRE_FALSE(stopped.has_value());
  CHECK(stopped.error() == errc::cancelled);
  CHECK(store.committed.visits.empty());
  CHECK(store.rolled_back == 1);
}

TEST_CASE("A store that fails at any row leaves nothing behind") {
  Texts texts;
  texts.services = "id,title\nS1,Cut\n";
  texts.clients = "id,name\nC1,Anna\n";
  texts.visits =
      "client,date,service,staff,status\nC1,2026-01-01,S1,Eva,done\n"
      "C2,2026-01-02,S2,Eva,done\n";
  for (std::int64_t puts = 0; puts < 7; ++puts) {
    MemoryStore store;
    store.puts_before_failure = puts;
    const auto failed = run(store, plan_of(), texts);
    REQUIRE_FALSE(failed.has_value());
    CHECK(failed.error() == errc::storage_full);
    CHECK(store.committed.clients.empty());
    CHECK(store.rolled_back == 1);
  }
}

TEST_CASE("Damage anywhere in a file costs its rows alone") {
  // One byte of a good file replaced by each of some hostile ones, at every place.
  const std::string good =
      "id,client,date,status\nV1,C1,2026-01-01,done\nV2,C2,2026-01-02,done\n"
      "V3,C3,2026-01-03,done\n";
  const std::size_t body = good.find('\n') + 1;
  for (std::size_t place = body; place < good.size(); ++place) {
    for (const char hostile : {'"', ',', '\n', '\0', '\xFF', '\'', '=', '\r'}) {
      std::string text = good;
      text[place] = hostile;
      MemoryStore store;
      std::vector<Issue> issues;
      CsvOptions options;
      options.encoding = CsvEncoding::utf8;
      auto source = open_csv_text(text, options, issues);
      REQUIRE(source);
      ImportSources sources;
      sources.visits = source.value().get();
      const auto summary = import_tables(plan_of(), sources, PlainPhones{}, store).value();
      REQUIRE(is_accounted_for(summary.files.at(0)));
      // At most two rows touch one byte.
      REQUIRE(store.committed.visits.size() >= 1);
      REQUIRE(store.committed.visits.size() <= 4);
    }
  }
}
