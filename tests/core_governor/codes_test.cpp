// Codes of messengers (protocols.md §2.2, §2b): every one that is listed, and none beside.
#include <catch2/catch.hpp>
#include <limits>
#include <map>

#include "reactivation/core/messenger_codes.hpp"

using namespace reactivation;
using Kind = AccountSignalKind;

namespace {

template <class Value>
void holds_exactly(const std::map<int, Value>& listed, Value (*meaning_of)(int) noexcept,
                   Value otherwise) {
  for (int code = -1000; code < 200'000; ++code) {
    const auto found = listed.find(code);
    const Value expected = found == listed.end() ? otherwise : found->second;
    if (meaning_of(code) != expected) FAIL_CHECK("code " << code);
  }
  CHECK(meaning_of(std::numeric_limits<int>::min()) == otherwise);
  CHECK(meaning_of(std::numeric_limits<int>::max()) == otherwise);
}

std::map<int, std::optional<Kind>> cloud_signals() {
  std::map<int, std::optional<Kind>> listed{
      {0, Kind::auth_revoked},           {3, Kind::auth_revoked},
      {10, Kind::auth_revoked},          {190, Kind::auth_revoked},
      {4, Kind::rate_limited},           {80007, Kind::rate_limited},
      {130429, Kind::rate_limited},      {131048, Kind::spam_rate_limited},
      {368, Kind::policy_block},         {131031, Kind::account_locked},
      {131042, Kind::payment_problem},   {131045, Kind::registration_lost},
      {133010, Kind::registration_lost},
  };
  for (int code = 200; code <= 299; ++code) listed[code] = Kind::auth_revoked;
  return listed;
}

}  // namespace

TEST_CASE("the official API's codes are read one by one") {
  holds_exactly<std::optional<Kind>>(cloud_signals(), signal_of_whatsapp_cloud_code, {});
}

TEST_CASE("a gateway's codes mean something only where they were given") {
  using Signal = std::optional<Kind>;
  holds_exactly<Signal>({{401, Kind::logged_out},
                         {402, Kind::temporary_ban},
                         {403, Kind::auth_revoked},
                         {406, Kind::logged_out},
                         {429, Kind::rate_limited}},
                        signal_of_gateway_disconnect, {});
  holds_exactly<Signal>({{463, Kind::reach_out_lock}, {429, Kind::rate_limited}},
                        signal_of_gateway_refusal, {});
  holds_exactly<Signal>({{101, Kind::temporary_ban},
                         {102, Kind::temporary_ban},
                         {103, Kind::temporary_ban},
                         {104, Kind::temporary_ban},
                         {106, Kind::temporary_ban}},
                        signal_of_gateway_ban, {});
  holds_exactly<Signal>(
      {{401, Kind::auth_revoked}, {403, Kind::auth_revoked}, {429, Kind::rate_limited}},
      signal_of_gateway_http_status, {});
}

TEST_CASE("a failed message says what to do with it") {
  using Fault = SendFault;
  std::map<int, Fault> listed{
      {131049, Fault::retry_never_today},   {131050, Fault::opt_out},
      {131056, Fault::wait_for_person},     {131026, Fault::not_on_messenger},
      {130403, Fault::blocked_by_business}, {131047, Fault::window_closed},
      {130472, Fault::experiment_holdout},
  };
  for (const int code : {1, 2, 131000, 131016, 133004}) listed[code] = Fault::transient;
  for (const int code : {100, 131008, 131009, 131021, 131051, 131062}) {
    listed[code] = Fault::request_fault;
  }
  for (const int code : {132000, 132001, 132005, 132007, 132012, 132015, 132016}) {
    listed[code] = Fault::template_fault;
  }
  for (const auto& [code, signal] : cloud_signals()) listed[code] = Fault::account;
  holds_exactly<Fault>(listed, fault_of_whatsapp_cloud_code, Fault::unknown);
}

TEST_CASE("three codes of the official API are about the person") {
  const std::map<int, PersonFault> listed{{131049, PersonFault::not_today},
                                          {131050, PersonFault::opted_out},
                                          {131056, PersonFault::wait}};
  const auto meaning = [](int code) noexcept {
    return person_fault_of(fault_of_whatsapp_cloud_code(code));
  };
  holds_exactly<PersonFault>(listed, meaning, PersonFault::none);
}

TEST_CASE("a block and a report are about the person too, and no code tells them") {
  CHECK(person_fault_of(SendFault::blocked_by_person) == PersonFault::blocked);
  CHECK(person_fault_of(SendFault::reported_by_person) == PersonFault::reported);
  // That one is the company's own block of the person.
  CHECK(person_fault_of(SendFault::blocked_by_business) == PersonFault::none);
}

TEST_CASE("whoever stopped, blocked or reported is written to no more; who has to wait is") {
  for (const auto fault : {PersonFault::none, PersonFault::wait, PersonFault::not_today}) {
    CHECK_FALSE(opts_out(fault));
  }
  for (const auto fault :
       {PersonFault::opted_out, PersonFault::blocked, PersonFault::reported, PersonFault{255}}) {
    CHECK(opts_out(fault));
  }
}
