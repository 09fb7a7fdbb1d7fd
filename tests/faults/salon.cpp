#include "salon.hpp"

#include <algorithm>

namespace fault_test {
namespace {

using store_test::zones;

SendReceipt receipt_of(const AttemptId& attempt) {
  SendReceipt receipt{SendOutcome::accepted};
  receipt.provider_id = "p-" + to_string(attempt);
  return receipt;
}

PhoneNumber phone(int number) {
  return PhoneNumber{999'000'000'000ULL + static_cast<std::uint64_t>(number)};
}

void check(const result<void>& outcome) {
  INFO((outcome ? std::string{} : outcome.error().message()));
  REQUIRE(outcome);
}

/// Clients last seen 40 days ago, named by the codes `c-<n>` with those phones.
void add_salon(SqliteStore& store, CompanyId company, const std::vector<int>& phones) {
  NewCompany made = store_test::new_company(company);
  made.now = noon - Days{60};
  made.account_since = noon - Days{400};
  made.account_id = account;
  made.settings.sending_hours = {10, 19};
  check(store.create_company(made));
  check(store.begin(company));
  REQUIRE(store.put_service({"haircut", "Haircut", 5000, true}));
  REQUIRE(store.put_staff({"grace", "Grace"}));
  for (const int number : phones) {
    ImportedClient client;
    client.external_id = "c-" + std::to_string(number);
    client.name = "Anna Smith";
    client.phone = phone(number);
    client.phone_status = PhoneStatus::test;
    REQUIRE(store.put_client(client));
    ImportedVisit visit;
    visit.client_external_id = client.external_id;
    visit.service_external_ids = {"haircut"};
    visit.staff_external_id = "grace";
    visit.starts_at = noon - Days{40};
    visit.cost_minor = 5000;
    REQUIRE(store.put_visit(visit));
  }
  check(store.commit());
  Rule rule;
  rule.service_id = store.load_snapshot(company, noon).value().services.at(0).id;
  rule.reactivation_interval_days = 28;
  check(store.put_rule(company, rule));
}

}  // namespace

result<SendReceipt> Wire::send(const OutgoingMessage& message, LastLook& look) {
  if (!look.still_allowed()) return SendReceipt{SendOutcome::not_started};
  put(message.attempt_id, message.client_id);
  return receipt_of(message.attempt_id);
}

result<std::optional<SendReceipt>> Wire::find_outcome(const AttemptId& attempt) {
  const bool is_out = std::find(attempts_.begin(), attempts_.end(), attempt) != attempts_.end();
  return std::optional{is_out ? receipt_of(attempt) : SendReceipt{SendOutcome::not_started}};
}

void Wire::put(const AttemptId& attempt, ClientId client) {
  attempts_.push_back(attempt);
  receivers_.push_back(client);
}

std::vector<std::string> Wire::attempts() const {
  std::vector<std::string> out;
  for (const AttemptId& attempt : attempts_) out.push_back(to_string(attempt));
  std::sort(out.begin(), out.end());
  return out;
}

Desk::Desk(const std::string& path, Wire& used, Instant now)
    : store(store_test::opened(path, OpenMode::existing)),
      wire(used),
      clock(now),
      engine({*store, *store, *store, *store, *store, wire, clock, store.get()},
             {"engine", std::string{here}, Seconds{300}, Sharing::shared}) {}

void build_salons(const std::string& path) {
  const auto store = store_test::opened(path);
  add_salon(*store, lily, {1, 2, 3});
  add_salon(*store, rose, {1, 22});
}

}  // namespace fault_test
