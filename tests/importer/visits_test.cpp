#include <catch2/catch.hpp>

#include "memory_store.hpp"

using namespace import_test;

TEST_CASE("Visits create the clients, services and staff that only they name") {
  MemoryStore store;
  const auto summary = visits(store, plan_of(),
                              "id,client,date,time,service,staff,amount,status,created_at\n"
                              "V1,C1,2026-05-01,14:30,Haircut,Eva,\"1 000,50\",completed,"
                              "2026-04-20 10:00\n"
                              "V2,C2,2026-05-02,,Haircut,,0,cancelled,\n");
  REQUIRE_FALSE(summary.is_refused());
  const auto& stored = store.committed;
  CHECK(stored.visits.at("V1") == MemoryVisit{"C1",
                                              {"Haircut"},
                                              "Eva",
                                              at("2026-05-01T14:30:00Z"),
                                              true,
                                              VisitStatus::completed,
                                              100'050,
                                              at("2026-04-20T10:00:00Z")});
  CHECK(stored.visits.at("V2").is_time_known == false);
  CHECK(stored.visits.at("V2").starts_at == at("2026-05-02"));
  CHECK(stored.visits.at("V2").status == VisitStatus::cancelled);
  CHECK(stored.services.at("Haircut").title == "Haircut");
  CHECK(summary.clients_from_visits.created == 2);
  CHECK(summary.services_from_visits.created == 1);
  CHECK(summary.staff_from_visits.created == 1);
  CHECK(is_accounted_for(summary.files.at(0)));
}

TEST_CASE("Clients of the clients' file are not made again by visits") {
  MemoryStore store;
  Texts texts;
  texts.clients = "id,name\nC1,Anna\n";
  texts.visits = "client,date,status\nC1,2026-01-01,done\nC2,2026-01-01,done\n";
  const auto summary = run(store, plan_of(), texts).value();
  CHECK(summary.clients_from_visits.total() == 1);
  CHECK(store.committed.clients.at("C1").name == "Anna");
}

TEST_CASE("The same files again change nothing") {
  MemoryStore store;
  ImportPlan plan = plan_of();
  plan.synthetic_phones = SyntheticPhones::fill;
  plan.group_by = {"receipt"};
  Texts texts;
  texts.services = "id,title,price\nS1,Haircut,10\n";
  texts.clients = "id,phone,opt_out\nC1,+491512345678,no\nC2,,yes\nC2,,no\n";
  texts.visits =
      "receipt,client,date,service,staff,amount,status\n7,C1,2026-01-01,S1,Eva,5,done\n"
      "8,C2,2026-01-02,S2,,5,done\n7,C1,2026-01-01,S2,Olga,6,done\n,C3,2027-01-01,S2,,5,done\n";
  const auto first = run(store, plan, texts).value();
  const MemoryImportRows before = store.committed;
  const auto second = run(store, plan, texts).value();
  CHECK(before.clients == store.committed.clients);
  CHECK(before.visits == store.committed.visits);
  for (const FileSummary& file : second.files) {
    CHECK(file.records.created == 0);
    CHECK(file.records.changed == 0);
    CHECK(file.records.unchanged > 0);
  }
  CHECK(second.clients_from_visits.unchanged == first.clients_from_visits.created);
  CHECK(second.services_from_visits.created == 0);
  CHECK(second.staff_from_visits.created == 0);
}

TEST_CASE("A dry run tells the same and stores nothing") {
  MemoryStore wet;
  MemoryStore dry;
  const std::string text = "client,date,status\nC1,2026-01-01,done\nC2,x,done\n";
  ImportPlan plan = plan_of();
  const auto stored = visits(wet, plan, text);
  plan.mode = ImportMode::dry_run;
  auto told = visits(dry, plan, text);
  CHECK(told.is_dry_run);
  CHECK(dry.committed.visits.empty());
  CHECK(dry.rolled_back == 1);
  told.is_dry_run = false;
  CHECK(to_text(told) == to_text(stored));
}

TEST_CASE("Rows that cannot be used are dropped with reason and place, and the rest is taken") {
  MemoryStore store;
  const auto summary = visits(store, plan_of(),
                              "client,date,status\n"
                              ",2026-01-01,done\n"
                              "C1,,done\n"
                              "C1,2026-02-30,done\n"
                              "C1,03/04/2026,done\n"
                              "C1,9999-01-01,done\n"
                              "C1,2026-01-01,perhaps\n"
                              "C1,2026-01-01\n"
                              "C1,2026-01-01,done,more\n"
                              "C1,2026-01-01T10:00+07:00,done\n"
                              "C1,\"2026-01-05,done\n"
                              "C2,2026-01-06,done\n");
  const FileSummary& file = summary.files.at(0);
  CHECK(file.rows_read == 11);
  CHECK(file.rows_taken == 1);
  CHECK(is_accounted_for(file));
  for (const std::string code :
       {"client_missing", "date_missing", "not_a_date", "date_format_needed", "year_out_of_range",
        "status_unknown", "too_few_cells", "too_many_cells", "wrong_offset", "unclosed_quote"}) {
    INFO(code);
    CHECK(file.count_of(code) == 1);
  }
  CHECK(file.count_of(FindingKind::held) == 1);
  CHECK(store.committed.visits.size() == 1);
  const auto issues = issues_of(summary);
  CHECK(issues.size() == 10);
  const std::string text = to_text(summary);
  CHECK(text.find("visits.csv:6") != std::string::npos);
  CHECK(text.find("--date-format") != std::string::npos);
  CHECK(text.find("perhaps") == std::string::npos);  // no cell's content
}

TEST_CASE("B22 a time in the gap of a clock change is moved and counted") {
  MemoryStore store;
  ImportPlan plan = plan_of();
  plan.zone = berlin();
  const auto summary = visits(store, plan, "id,client,date,status\nV1,C1,2026-03-29 02:30,done\n");
  CHECK(store.committed.visits.at("V1").starts_at == at("2026-03-29T01:00:00Z"));
  CHECK(summary.files.at(0).count_of("time_in_gap") == 1);
  CHECK(summary.files.at(0).rows_taken == 1);
}

TEST_CASE("B23 a local time with an offset that contradicts the zone is held") {
  MemoryStore store;
  ImportPlan plan = plan_of();
  plan.zone = berlin();
  const auto summary = visits(store, plan,
                              "client,date,status\nC1,2026-01-15T10:00+03:00,done\n"
                              "C1,2026-01-16T10:00+01:00,done\nC1,2026-01-17T10:00Z,done\n");
  CHECK(summary.files.at(0).count_of(FindingKind::held) == 1);
  CHECK(store.committed.visits.size() == 2);
}

TEST_CASE("B24 a completed visit in the future is kept as a booking") {
  MemoryStore store;
  const ImportPlan plan = plan_of("2026-06-01T12:00:00Z");
  const auto summary = visits(store, plan,
                              "id,client,date,status\nV1,C1,2026-06-01T12:00:01Z,done\n"
                              "V2,C1,2026-06-01T12:00:00Z,done\nV3,C1,2027-01-01,cancelled\n");
  CHECK(store.committed.visits.at("V1").status == VisitStatus::booked);
  CHECK(store.committed.visits.at("V2").status == VisitStatus::completed);
  CHECK(store.committed.visits.at("V3").status == VisitStatus::cancelled);
  CHECK(summary.files.at(0).count_of("completed_in_future") == 1);
}

TEST_CASE("Without a status past visits count as completed and later ones as booked") {
  MemoryStore store;
  const auto summary =
      visits(store, plan_of(), "id,client,date\nV1,C1,2026-05-01\nV2,C1,2026-07-01\n");
  CHECK(store.committed.visits.at("V1").status == VisitStatus::completed);
  CHECK(store.committed.visits.at("V2").status == VisitStatus::booked);
  CHECK(summary.files.at(0).count_of("status_assumed") == 2);
}

TEST_CASE("B55 amounts that are none leave the visit and are counted") {
  MemoryStore store;
  const auto summary = visits(store, plan_of(),
                              "id;client;date;amount;status\nV1;C1;2026-05-01;free;done\n"
                              "V2;C1;2026-05-02;-20;done\nV3;C1;2026-05-03;1e18;done\n"
                              "V4;C1;2026-05-04;1000000000000000000;done\n"
                              "V5;C1;2026-05-05;1,234;done\n");
  CHECK(store.committed.visits.size() == 5);
  CHECK(store.committed.visits.at("V1").cost_minor == 0);
  CHECK(store.committed.visits.at("V2").cost_minor == 0);
  CHECK(store.committed.visits.at("V4").cost_minor == 999'999'999'999'999);
  CHECK(store.committed.visits.at("V5").cost_minor == 123'400);
  const FileSummary& file = summary.files.at(0);
  CHECK(file.count_of("amount_unreadable") == 2);
  CHECK(file.count_of("amount_negative") == 1);
  CHECK(file.count_of("amount_too_large") == 1);
  CHECK(file.count_of("amount_ambiguous") == 1);
}

TEST_CASE("Amounts follow the decimals of the currency") {
  MemoryStore store;
  ImportPlan plan = plan_of();
  plan.currency = "JPY";
  visits(store, plan, "id,client,date,amount,status\nV1,C1,2026-05-01,1500,done\n");
  CHECK(store.committed.visits.at("V1").cost_minor == 1500);
}

TEST_CASE("B61 rows with one id and different clients or times are held, all of them") {
  MemoryStore store;
  const auto summary = visits(store, plan_of(),
                              "id,client,date,status\n"
                              "V1,C1,2026-05-01,done\n"
                              "V2,C1,2026-05-02,done\n"
                              "V1,C2,2026-05-01,done\n"
                              "V2,C1,2026-05-03,done\n"
                              "V3,C1,2026-05-04 10:00,done\n"
                              "V3,C1,2026-05-04 11:00,done\n"
                              "V4,C3,2026-05-05,done\n");
  const FileSummary& file = summary.files.at(0);
  CHECK(file.count_of("same_id_twice") == 6);
  CHECK(file.rows_taken == 1);
  CHECK(store.committed.visits.size() == 1);
  CHECK(is_accounted_for(file));
  const std::string text = to_text(summary);
  CHECK(text.find("--group-by") != std::string::npos);
}

TEST_CASE("Rows of one visit that agree are joined: by id, or by client and time") {
  MemoryStore store;
  const auto summary = visits(store, plan_of(),
                              "id,client,date,service,staff,amount,status\n"
                              "V1,C1,2026-05-01 10:00,Cut,Eva,10,booked\n"
                              ",C2,2026-05-01 10:00,Cut,Eva,10,done\n"
                              "V1,C1,2026-05-01 10:00,Beard,Eva,5,done\n"
                              ",C2,2026-05-01 10:00,Cut,Eva,10,done\n"
                              ",C2,2026-05-01 11:00,Cut,Eva,10,done\n");
  CHECK(store.committed.visits.size() == 3);
  const MemoryVisit& first = store.committed.visits.at("V1");
  CHECK(first.services == std::vector<std::string>{"Beard", "Cut"});
  CHECK(first.status == VisitStatus::completed);
  CHECK(first.cost_minor == 1500);
  // The same line told twice is not two visits, and is not paid twice.
  CHECK(store.committed.visits.at("C2@2026-05-01T10:00:00Z").cost_minor == 1000);
  const FileSummary& file = summary.files.at(0);
  CHECK(file.rows_taken == 5);
  CHECK(file.records.created == 3);
  CHECK(file.count_of("same_row_twice") == 2);
  CHECK(file.count_of("statuses_differ") == 1);
}

TEST_CASE("Lines of one receipt are one visit, wherever they stand in the file") {
  MemoryStore store;
  ImportPlan plan = plan_of();
  plan.group_by = {"Receipt"};
  const auto summary = visits(store, plan,
                              "receipt,client,date,service,staff,amount,status\n"
                              "7,C1,2026-05-01,Cut,Eva,10,done\n"
                              "8,C1,2026-05-02,Cut,Eva,10,done\n"
                              "7,C2,2026-05-01,Cut,Eva,11,done\n"
                              "7,C1,2026-05-01,Shampoo,Olga,-2,done\n"
                              "7,C1,2026-05-01,Cut,Olga,10,done\n");
  REQUIRE(store.committed.visits.size() == 3);
  const MemoryVisit& visit = store.committed.visits.at("7/C1");
  CHECK(visit.services == std::vector<std::string>{"Cut", "Shampoo"});
  CHECK(visit.cost_minor == 1800);
  CHECK(visit.staff == "Olga");
  CHECK(store.committed.visits.at("7/C2").cost_minor == 1100);
  const FileSummary& file = summary.files.at(0);
  CHECK(file.rows_taken == 5);
  CHECK(file.records.created == 3);
  CHECK(file.findings.empty());
}

TEST_CASE("A receipt that gives back more than it takes costs nothing") {
  MemoryStore store;
  ImportPlan plan = plan_of();
  plan.group_by = {"receipt"};
  const auto summary = visits(store, plan,
                              "receipt,client,date,amount,status\n7,C1,2026-05-01,10,done\n"
                              "7,C1,2026-05-01,-15,done\n");
  CHECK(store.committed.visits.at("7/C1").cost_minor == 0);
  CHECK(summary.files.at(0).count_of("amount_negative") == 1);
}

TEST_CASE("A receipt's number mapped as the id is no id of two clients") {
  MemoryStore store;
  ImportPlan plan = plan_of();
  plan.group_by = {"receipt"};
  REQUIRE_FALSE(add_map(plan, "visits.id=receipt"));
  visits(store, plan, "receipt,client,date,status\n7,C1,2026-05-01,done\n7,C2,2026-05-01,done\n");
  CHECK(store.committed.visits.size() == 2);
}

TEST_CASE("Grouped lines of different days are held: the number was used again") {
  MemoryStore store;
  ImportPlan plan = plan_of();
  plan.group_by = {"receipt"};
  const std::string text =
      "receipt,client,date,status\n7,C1,2025-05-01,done\n7,C1,2026-05-01,done\n";
  const auto summary = visits(store, plan, text);
  CHECK(summary.files.at(0).count_of("visit_over_several_days") == 2);
  CHECK(is_accounted_for(summary.files.at(0)));
  plan.group_by = {"receipt", "date"};
  visits(store, plan, text);
  CHECK(store.committed.visits.size() == 2);
}

TEST_CASE("Lines without a receipt's number are visits of their own") {
  MemoryStore store;
  ImportPlan plan = plan_of();
  plan.group_by = {"receipt"};
  visits(store, plan, "receipt,client,date,status\n,C1,2025-05-01,done\n,C1,2026-05-01,done\n");
  CHECK(store.committed.visits.size() == 2);
}

TEST_CASE("B63 where visits name clients by name, a name may ask for silence") {
  MemoryStore store;
  const auto summary =
      visits(store, plan_of(), "client,date,status\nНЕ ПИСАТЬ Анна,2026-01-01,done\n");
  CHECK(store.committed.clients.at("НЕ ПИСАТЬ Анна").opt_out);
  CHECK(summary.clients_opted_out == 1);
}

TEST_CASE("B25 B26 B27 dates that cannot be trusted are dropped, each with its remedy") {
  MemoryStore store;
  const auto summary = visits(store, plan_of(),
                              "client,date,status\nC1,1970-01-01,done\nC1,0001-01-01,done\n"
                              "C1,9999-12-31,done\nC1,1772375400,done\nC1,1772375400000,done\n"
                              "C1,03/04/2026,done\n");
  const FileSummary& file = summary.files.at(0);
  CHECK(file.count_of("year_out_of_range") == 3);
  CHECK(file.count_of("date_format_needed") == 3);
  CHECK(store.committed.visits.empty());
  ImportPlan plan = plan_of();
  plan.date_format = "epoch_ms";
  const auto read =
      visits(store, plan, "client,date,status\nC1,1772375400,done\nC1,1772375400000,done\n");
  CHECK(read.files.at(0).count_of("wrong_epoch_unit") == 1);
  CHECK(store.committed.visits.count("C1@2026-03-01T14:30:00Z") == 1);
}

TEST_CASE("B62 a long file of receipts is joined whatever its order") {
  // Two lines a receipt, the second half of the file in the opposite order of the first.
  constexpr int receipts = 20'000;
  std::string text = "receipt,client,date,service,amount,status\n";
  const auto line = [&text](int receipt, const char* service) {
    text += std::to_string(receipt) + ",C" + std::to_string(receipt % 500) + ",2026-05-01," +
            service + ",1,done\n";
  };
  for (int receipt = 0; receipt < receipts; ++receipt) line(receipt, "A");
  for (int receipt = receipts - 1; receipt >= 0; --receipt) line(receipt, "B");
  MemoryStore store;
  ImportPlan plan = plan_of();
  plan.group_by = {"receipt"};
  const auto summary = visits(store, plan, text);
  CHECK(summary.files.at(0).rows_taken == 2 * receipts);
  REQUIRE(store.committed.visits.size() == receipts);
  for (const auto& [key, visit] : store.committed.visits) {
    REQUIRE(visit.cost_minor == 200);
    REQUIRE(visit.services.size() == 2);
  }
}
