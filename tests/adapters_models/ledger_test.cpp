#include <catch2/catch.hpp>
#include <limits>

#include "reactivation/adapters/models.hpp"
#include "reactivation/adapters/tz.hpp"

using namespace reactivation;
using namespace std::chrono_literals;
using Kind = ModelTurn::Kind;

namespace {

const http::SteadyTime start{1000s};
const Instant noon{date::sys_days{date::year{2026} / 11 / 26} + 20h};  // at the coast: 12:00

ModelTurn ask(ModelLedger& ledger, http::SteadyTime now = start, Instant wall = noon,
              ModelNeed need = {100, 50}) {
  return ledger.reserve(need, now, wall);
}

}  // namespace

TEST_CASE("Midnights of the coast are those of the system's time zones") {
  const auto theirs = SystemTimeZones{}.find("America/Los_Angeles");
  REQUIRE(theirs);
  const TimeZone ours = us_pacific();
  for (Instant at{date::sys_days{date::year{2007} / 1 / 1}}; at < noon + Days{3650}; at += 7h) {
    REQUIRE(ours.to_local(at) == theirs.value().to_local(at));
  }
}

TEST_CASE("Requests by the minute: the next one waits until the first is a minute old") {
  ModelQuotas quotas;
  quotas.requests_per_minute = 2;
  ModelLedger ledger(quotas);
  CHECK(ask(ledger).kind == Kind::granted);
  CHECK(ask(ledger, start + 10s).kind == Kind::granted);
  const ModelTurn third = ask(ledger, start + 20s);
  CHECK(third.kind == Kind::wait);
  CHECK(third.until == start + 61s);  // a second's grace for the way
  CHECK(ask(ledger, start + 61s).kind == Kind::granted);
  CHECK(ask(ledger, start + 61s).until == start + 71s);
}

TEST_CASE("Tokens by the minute are those of the prompt, or with the answer's cap") {
  ModelQuotas quotas;
  quotas.tokens_per_minute = 250;
  ModelLedger prompts(quotas);
  CHECK(ask(prompts).kind == Kind::granted);
  CHECK(ask(prompts).kind == Kind::granted);
  CHECK(ask(prompts).kind == Kind::wait);
  quotas.counted = CountedTokens::prompt_and_answer;
  ModelLedger both(quotas);
  CHECK(ask(both).kind == Kind::granted);
  CHECK(ask(both).kind == Kind::wait);
  // What can never fit is not waited for.
  const ModelTurn never = ask(both, start, noon, {200, 51});
  CHECK(never.kind == Kind::spent);
  CHECK(never.why == "tokens_per_minute");
}

TEST_CASE("The true count takes the place of the estimate") {
  ModelQuotas quotas;
  quotas.tokens_per_minute = 250;
  quotas.per_day.tokens = 400;
  ModelLedger ledger(quotas);
  const ModelTurn first = ask(ledger);
  ledger.settle(first.ticket, ModelCharge::known, {10, 5});
  CHECK(ledger.usage(noon).of_day.tokens == 15);
  CHECK(ask(ledger).kind == Kind::granted);
  CHECK(ask(ledger).kind == Kind::granted);
  CHECK(ask(ledger).why == "tokens_per_day");  // 15 + 150 + 150 + 150
}

TEST_CASE("What may have been billed stays counted, what was not is given back") {
  ModelLedger ledger{ModelQuotas{}};
  ledger.settle(ask(ledger).ticket, ModelCharge::unknown, {});
  CHECK(ledger.usage(noon).of_day == ModelCounts{1, 150, 0});
  ledger.settle(ask(ledger).ticket, ModelCharge::none, {});
  CHECK(ledger.usage(noon).of_day == ModelCounts{2, 150, 0});
  ledger.settle(12345, ModelCharge::none, {});  // nobody's
  CHECK(ledger.usage(noon).of_day.requests == 2);
}

TEST_CASE("A day's requests begin anew at the coast's midnight, not at ours") {
  ModelQuotas quotas;
  quotas.per_day.requests = 1;
  ModelLedger ledger(quotas);
  const Instant last{date::sys_days{date::year{2026} / 11 / 27} + 7h + 59min + 59s};
  CHECK(ask(ledger).kind == Kind::granted);
  CHECK(ask(ledger, start, last).why == "requests_per_day");
  CHECK(ask(ledger, start, last + 1s).kind == Kind::granted);
  // A clock set back gives no second day.
  CHECK(ask(ledger, start, noon).why == "requests_per_day");
}

TEST_CASE("Money: the dearest case must fit, and a month begins on its first day") {
  ModelQuotas quotas;
  quotas.prices = {30'000, 250'000};     // 300 and 2,500 roubles a million
  quotas.per_month.spent_minor = 1'000;  // ten roubles
  ModelLedger ledger(quotas);
  // 1,000 of prompt are 30 kopecks, 2,000 of answer are 500.
  const ModelNeed need{1'000, 2'000};
  const ModelTurn first = ask(ledger, start, noon, need);
  CHECK(first.kind == Kind::granted);
  CHECK(ask(ledger, start, noon, need).why == "money_per_month");
  ledger.settle(first.ticket, ModelCharge::known, {1'000, 100});  // 30 + 25
  CHECK(ledger.usage(noon).of_month.spent_micro_minor == 55'000'000);
  CHECK(ask(ledger, start, noon, need).kind == Kind::granted);
  CHECK(ask(ledger, start, noon + Days{1}, need).why == "money_per_month");
  CHECK(ask(ledger, start, noon + Days{5}, need).kind == Kind::granted);  // 1 December
}

TEST_CASE("Limits below nothing are nothing, absurd figures overflow nowhere") {
  ModelQuotas quotas;
  quotas.per_day.requests = -5;
  ModelLedger none(quotas);
  CHECK(ask(none).why == "requests_per_day");
  quotas = {};
  quotas.requests_per_minute = 0;
  ModelLedger never(quotas);
  CHECK(ask(never).why == "requests_per_minute");
  constexpr std::int64_t huge = std::numeric_limits<std::int64_t>::max();
  quotas = {};
  quotas.prices = {huge, huge};
  quotas.per_day.spent_minor = huge;
  ModelLedger absurd(quotas);
  for (int i = 0; i < 20; ++i) CHECK(ask(absurd, start, noon, {huge, huge}).kind == Kind::granted);
  CHECK(absurd.usage(noon).of_day.spent_micro_minor > 0);
  CHECK(absurd.usage(noon).of_day.tokens > 0);
}

TEST_CASE("What was used before a restart is still used, on its day and in its month") {
  ModelQuotas quotas;
  quotas.per_day.requests = 10;
  quotas.per_month.requests = 20;
  ModelLedger before(quotas);
  for (int i = 0; i < 10; ++i) CHECK(ask(before).kind == Kind::granted);
  ModelLedger after(quotas, before.usage(noon));
  CHECK(ask(after).why == "requests_per_day");
  ModelLedger next_day(quotas, before.usage(noon));
  for (int i = 0; i < 10; ++i) CHECK(ask(next_day, start, noon + Days{1}).kind == Kind::granted);
  CHECK(ask(next_day, start, noon + Days{2}).why == "requests_per_month");
}

TEST_CASE("A hold keeps everybody, and a closed day ends at midnight") {
  ModelLedger ledger{ModelQuotas{}};
  ledger.hold(start + 30s);
  CHECK(ask(ledger).until == start + 30s);
  CHECK(ask(ledger, start + 30s).kind == Kind::granted);
  ledger.close_day(noon);
  CHECK(ask(ledger, start + 30s).why == "service_day");
  CHECK(ask(ledger, start + 30s, noon + 24h).kind == Kind::granted);
}
