// A salon in a file, whose clients are due at noon of a summer's day.
#pragma once

#include <string>

#include "store_fixture.hpp"

namespace store_test {

inline const Instant noon = at("2025-06-02T12:00:00Z");

inline PhoneNumber phone(int number) {
  return PhoneNumber{999'000'000'000ULL + static_cast<std::uint64_t>(number)};
}

/// Clients "c1" to "c`clients`", each with a number of their own.
inline void make_due_salon(SqliteStore& store, int clients, const std::string& name = {}) {
  NewCompany made = new_company();
  made.account_since = noon - Days{400};
  REQUIRE(store.create_company(made));
  REQUIRE(store.begin(salon));
  REQUIRE(store.put_service({"cut", "Haircut", 5000, true}));
  for (int i = 1; i <= clients; ++i) {
    ImportedClient client;
    client.external_id = "c" + std::to_string(i);
    if (!name.empty()) client.name = name;
    client.phone = phone(i);
    client.phone_status = PhoneStatus::test;
    REQUIRE(store.put_client(client));
    ImportedVisit visit;
    visit.client_external_id = client.external_id;
    visit.service_external_ids = {"cut"};
    visit.starts_at = noon - Days{60};
    REQUIRE(store.put_visit(visit));
  }
  REQUIRE(store.commit());
}

}  // namespace store_test
