// The import with the real reader of phones.
#include <catch2/catch.hpp>

#include "memory_store.hpp"
#include "reactivation/adapters/phone.hpp"

using namespace import_test;

namespace {

ImportSummary import_clients_of(MemoryStore& store, std::string_view country,
                                const std::string& text) {
  static const auto phones = make_phone_reader();
  std::vector<Issue> issues;
  auto source = open_csv_text(text, {}, issues);
  REQUIRE(source);
  ImportPlan plan = plan_of();
  plan.country = country;
  ImportSources sources;
  sources.clients = source.value().get();
  return import_tables(plan, sources, *phones, store).value();
}

}  // namespace

TEST_CASE("B2 B3 B4 one file gives other numbers in other countries, and never a guessed one") {
  const std::string text =
      "id;phone\nC1;8 (900) 123-45-67\nC2;9001234567\nC3;14155552671\nC4;+14155552671\n";
  MemoryStore russian;
  import_clients_of(russian, "RU", text);
  CHECK(to_e164(russian.committed.clients.at("C1").phone) == "+79001234567");
  CHECK(to_e164(russian.committed.clients.at("C2").phone) == "+79001234567");
  CHECK(russian.committed.clients.at("C3").phone_status == PhoneStatus::invalid);
  CHECK(to_e164(russian.committed.clients.at("C4").phone) == "+14155552671");
  MemoryStore american;
  import_clients_of(american, "US", text);
  CHECK_FALSE(american.committed.clients.at("C1").phone.is_set());
  CHECK_FALSE(american.committed.clients.at("C2").phone.is_set());  // a premium number there
  CHECK(to_e164(american.committed.clients.at("C3").phone) == "+14155552671");
  CHECK(to_e164(american.committed.clients.at("C4").phone) == "+14155552671");
}

TEST_CASE("B13 B14 one number in several formats is one, in one client and in several") {
  MemoryStore store;
  const auto summary = import_clients_of(store, "RU",
                                         "id;phone;opt_out\nC1;8 900 123-45-67;\n"
                                         "C1;+7 (900) 1234567;yes\nC2;9001234567;\n");
  CHECK(summary.files.at(0).count_of("same_id_twice") == 0);
  CHECK(store.committed.clients.at("C1").opt_out);
  CHECK(store.committed.clients.at("C1").phone == store.committed.clients.at("C2").phone);
  CHECK(summary.phones_shared == 1);
}

TEST_CASE("B5 B8 B11 B12 B16 B17 every phone that reaches nobody has its reason in the summary") {
  MemoryStore store;
  const auto summary = import_clients_of(store, "RU",
                                         "id;phone\n"
                                         "C1;\"+7 900 123-45-67, +7 900 765-43-21\"\n"
                                         "C2;8-9OO-123\nC3;8-800-555-35-35\nC4;79000000000\n"
                                         "C5;120363041234567890@g.us\nC6;+235085806727321\n"
                                         "C7;14155552671\nC8;NULL\nC9;+7900123\n"
                                         "C10;+1234567890123456\n");
  const FileSummary& file = summary.files.at(0);
  CHECK(file.rows_taken == 10);
  CHECK(file.count_of("phone_several_numbers") == 1);
  CHECK(file.count_of("phone_not_a_number") == 2);
  CHECK(file.count_of("phone_not_mobile") == 1);
  CHECK(file.count_of("phone_not_a_person") == 2);
  CHECK(file.count_of("phone_ambiguous_country") == 1);
  CHECK(file.count_of("phone_missing") == 1);
  CHECK(file.count_of("phone_too_short") == 1);
  CHECK(file.count_of("phone_too_long") == 1);
  CHECK(summary.phones_usable == 0);
  CHECK(store.committed.clients.size() == 10);
  // The summary never shows what stood in a cell.
  CHECK(to_text(summary).find("900") == std::string::npos);
}
