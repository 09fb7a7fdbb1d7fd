// Promises about the account's limits (safety.md I12 to I16), over every store.
#include "desk.hpp"

namespace reactivation::engine_test {
namespace {

std::vector<Snapshot> two_salons_with(int clients, int hourly) {
  std::vector<Snapshot> out{salon(lily, shared_account), salon(rose, shared_account)};
  for (Snapshot& company : out) company.account->hourly_outbound_limit = hourly;
  for (int number = 1; number <= clients; ++number) {
    add_due_client(out[0], number, number);
    add_due_client(out[1], number, 50 + number);
  }
  return out;
}

std::int64_t most_in_an_hour(const Desk& desk) {
  std::int64_t most = 0;
  for (const Wire& first : desk.post.wires) {
    most = std::max(most,
                    static_cast<std::int64_t>(std::count_if(
                        desk.post.wires.begin(), desk.post.wires.end(), [&first](const Wire& wire) {
                          return wire.at >= first.at && wire.at < first.at + Seconds{3600};
                        })));
  }
  return most;
}

/// Does `what` right before the n-th call of a day with one message, for every n.
void check_no_later_wire(const std::function<void(Desk&)>& what) {
  for (int n = 1;; ++n) {
    Desk desk(one_salon(2));
    desk.run_day();
    const int planned = desk.faults.calls();
    std::size_t wires_before = 0;
    bool has_happened = false;
    desk.faults.before = [&](std::string_view, int number) {
      if (number != planned + n) return;
      has_happened = true;
      wires_before = desk.post.wires.size();
      what(desk);
    };
    desk.dispatch();
    if (!has_happened) {
      CHECK(n > 16);
      return;
    }
    INFO("step " << n);
    CHECK(desk.post.wires.size() == wires_before);
  }
}

}  // namespace

TEST_CASE("I12: two engines of two companies in turns keep their account's windows") {
  Desk desk(two_salons_with(6, 4));
  for (const CompanyId company : {lily, rose}) desk.run_day(company);
  for (int step = 0; desk.clock.now() < seven_pm; ++step) {
    const CompanyId company = step % 2 == 0 ? lily : rose;
    get(desk.try_dispatch(company, DispatchUntil::now, step % 3 == 0 ? "one" : "two"));
    desk.clock.set(desk.clock.now() + Seconds{20});
  }
  CHECK(desk.post.wires.size() > 8);
  CHECK(most_in_an_hour(desk) <= 4);
  for (std::size_t i = 1; i < desk.post.wires.size(); ++i) {
    CHECK(desk.post.wires[i].at - desk.post.wires[i - 1].at >= Seconds{30});
  }
}

TEST_CASE("I12: a permit that another worker's send has used up is not taken") {
  for (const std::string_view call : {"load_permit_state", "save_draft", "commit_permit"}) {
    Desk desk(two_salons_with(1, 1));
    for (const CompanyId company : {lily, rose}) desk.run_day(company);
    // The other company sends through the same account between this one's steps.
    desk.faults.once_before(call,
                            [&desk] { get(desk.try_dispatch(rose, DispatchUntil::now, "two")); });
    get(desk.try_dispatch(lily, DispatchUntil::now, "one"));
    INFO("before " << call);
    CHECK(desk.post.wires.size() == 1);
    CHECK(desk.post.wires[0].message.company_id == rose);
  }
}

TEST_CASE("I13: limits that are negative or absurd are none at all") {
  const int limit = GENERATE(0, -1, -2'000'000'000);
  const bool is_daily = GENERATE(true, false);
  std::vector<Snapshot> companies = one_salon(2);
  (is_daily ? companies[0].account->daily_outbound_limit
            : companies[0].account->hourly_outbound_limit) = limit;
  Desk desk(companies);
  CHECK(desk.day().sent == 0);
  CHECK(desk.post.wires.empty());
}

TEST_CASE("I14: between two messages lies the account's gap and the later one's jitter") {
  Desk desk(one_salon(8));
  CHECK(desk.day().sent == 8);
  for (std::size_t i = 1; i < desk.post.wires.size(); ++i) {
    const Seconds gap = desk.post.wires[i].at - desk.post.wires[i - 1].at;
    const AttemptId& later = desk.post.wires[i].message.attempt_id;
    CHECK(gap >= Seconds{30} + gap_jitter(later, Seconds{30}));
  }
}

TEST_CASE("I15: after a pause of the account no later look passes") {
  check_no_later_wire([](Desk& desk) { desk.fixture->pause_account(lily, ten + Days{30}); });
}

TEST_CASE("I15: after a ban no later look passes") {
  check_no_later_wire([](Desk& desk) { desk.fixture->ban_account(lily); });
}

TEST_CASE("I15: after the company was switched off no later look passes") {
  check_no_later_wire([](Desk& desk) { desk.fixture->set_enabled(lily, Switch::off); });
}

TEST_CASE("I15: after \"stop everything\" no later look passes") {
  check_no_later_wire(
      [](Desk& desk) { check(desk.fixture->office().stop_everything("test", desk.clock.now())); });
}

TEST_CASE("I16: an uncertain send counts in the windows, in the cycle and in the statistics") {
  std::vector<Snapshot> companies = one_salon(2);
  companies[0].account->hourly_outbound_limit = 1;
  Desk desk(companies);
  desk.post.answers = [](const OutgoingMessage&) { return SendReceipt{SendOutcome::uncertain}; };
  desk.run_day();
  CHECK(desk.dispatch(lily, DispatchUntil::now).uncertain == 1);
  CHECK(desk.dispatch(lily, DispatchUntil::now).uncertain == 0);
  desk.dispatch();
  REQUIRE(desk.post.wires.size() == 2);
  CHECK(desk.post.wires[1].at - desk.post.wires[0].at >= Seconds{3600});
  const auto stats = get(desk.fixture->office().load_stats(lily, {ten - Days{1}, ten + Days{1}}));
  CHECK(stats.all.sent + stats.all.uncertain >= 2);
  // Final after a day, and still not sent again by itself.
  desk.clock.set(ten + Days{1});
  get(desk.engine().sweep());
  desk.day();
  CHECK(desk.post.wires.size() == 2);
  CHECK(desk.attempt(desk.post.wires[0].message.attempt_id).state == AttemptState::uncertain_final);
}

TEST_CASE("I16: what is proven unsent gives its place in the windows back") {
  std::vector<Snapshot> companies = one_salon(2);
  companies[0].account->hourly_outbound_limit = 1;
  Desk desk(companies);
  int calls = 0;
  desk.post.answers = [&calls](const OutgoingMessage&) {
    return SendReceipt{++calls == 1 ? SendOutcome::rejected : SendOutcome::accepted};
  };
  desk.run_day();
  const DispatchCounts counts = desk.dispatch();
  CHECK(counts.rejected == 1);
  CHECK(counts.sent == 1);
}

}  // namespace reactivation::engine_test
