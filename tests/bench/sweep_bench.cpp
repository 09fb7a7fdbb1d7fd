// A sweep of a store with a long past, in wall time.
//   sweep_bench [ended attempts] [unmatched deliveries]
// The same sweep runs over a young salon and over one with so many attempts that have ended, in
// turns: nothing is due in either. Then over deliveries of messages that are not ours, which stay
// for a week: a sweep looks at them again and writes nothing.
#include <cstdio>
#include <cstdlib>

#include "reactivation/adapters/memory.hpp"
#include "reactivation/engine/engine.hpp"
#include "salons.hpp"

using namespace bench;

namespace {

class StandingClock final : public Clock {
public:
  [[nodiscard]] Instant now() const override { return bench::now; }
  [[nodiscard]] result<void> wait_until(Instant /*at*/) override {
    return boost::outcome_v2::success();
  }
  [[nodiscard]] ClockTrust trust() const override { return ClockTrust::trusted; }
};

class NoMessenger final : public Messenger {
public:
  [[nodiscard]] Reach reach() const noexcept override { return Reach::nobody; }
  [[nodiscard]] Seconds send_max() const noexcept override { return Seconds{30}; }
  [[nodiscard]] result<SendReceipt> send(const OutgoingMessage& /*message*/,
                                         LastLook& /*look*/) override {
    return SendReceipt{SendOutcome::not_started};
  }
  [[nodiscard]] result<std::optional<SendReceipt>> find_outcome(const AttemptId& /*id*/) override {
    return std::optional<SendReceipt>{};
  }
};

/// An engine over the store of a place.
class Desk {
public:
  explicit Desk(SqliteStore& store)
      : engine_({store, store, store, store, store, messenger_, clock_},
                {"bench", "", Seconds{300}}) {}

  SweepCounts sweep() {
    auto swept = engine_.sweep();
    if (!swept) give_up(swept.error().message().c_str());
    return swept.value();
  }

private:
  NoMessenger messenger_;
  StandingClock clock_;
  Engine engine_;
};

void receive_strangers(SqliteStore& store, int count) {
  for (int i = 0; i < count; ++i) {
    InboundEvent event;
    event.provider = "bench";
    event.event_id = "d-" + std::to_string(i);
    event.company_id = CompanyId{1};
    event.at = event.received_at = now;
    InboundDelivery delivery;
    delivery.provider_id = "of-somebody-else-" + std::to_string(i);
    event.what = delivery;
    must(store.receive(event), store);
  }
}

double microseconds_of(Desk& desk) {
  return seconds_of([&] { desk.sweep(); }) * 1e6;
}

}  // namespace

int main(int argc, char** argv) {
  const int ended = argc > 1 ? std::atoi(argv[1]) : 100'000;
  const int strangers = argc > 2 ? std::atoi(argv[2]) : 2'000;
  Place young("sweep-young");
  Place old("sweep-old");
  for (Place* place : {&young, &old}) add_company(*place, CompanyId{1}, 1000);
  const double making = seconds_of([&] { add_ended_attempts(old, CompanyId{1}, ended); });
  std::printf("made      %d ended attempts: %.1f s\n", ended, making);
  Desk of_young(young.store());
  Desk of_old(old.store());
  std::vector<double> youngs, olds, ratios;
  for (int round = 0; round < 200; ++round) {
    youngs.push_back(microseconds_of(of_young));
    olds.push_back(microseconds_of(of_old));
    ratios.push_back(olds.back() / youngs.back());
  }
  std::printf("sweep     %.1f us young, %.1f us with %d ended attempts, ratio %.2f\n",
              median(youngs), median(olds), ended, median(ratios));

  receive_strangers(old.store(), strangers);
  const double first = seconds_of([&] { of_old.sweep(); });
  const std::int64_t before = run_number(old.second(), "PRAGMA data_version");
  std::vector<double> again;
  for (int round = 0; round < 5; ++round) again.push_back(seconds_of([&] { of_old.sweep(); }));
  const std::int64_t commits = run_number(old.second(), "PRAGMA data_version") - before;
  std::printf(
      "strangers %d deliveries: %.1f ms the first time, %.1f ms again, commits again %lld\n",
      strangers, first * 1e3, median(again) * 1e3, static_cast<long long>(commits));
  return 0;
}
