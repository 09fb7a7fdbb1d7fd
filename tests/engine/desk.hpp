// A day at the two salons of the contract suites, with engines over one store.
//
// The store is the fixture's (in memory or SQLite), the clock stands until somebody waits, and the
// post keeps every wire.
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "faults.hpp"
#include "ports/inbound.hpp"
#include "reactivation/adapters/memory.hpp"
#include "reactivation/engine/engine.hpp"

namespace reactivation::engine_test {

using namespace reactivation::contract;

/// The window opens.
inline const Instant ten = contract::at("2026-03-10T10:00:00Z");
inline const Instant seven_pm = contract::at("2026-03-10T19:00:00Z");

class HandClock final : public Clock {
public:
  explicit HandClock(Instant now) : now_(now) {}
  [[nodiscard]] Instant now() const override { return now_; }
  [[nodiscard]] result<void> wait_until(Instant at) override {
    now_ = std::max(now_, at);
    return boost::outcome_v2::success();
  }
  [[nodiscard]] ClockTrust trust() const override { return trusted; }

  void set(Instant now) { now_ = now; }
  ClockTrust trusted = ClockTrust::trusted;

private:
  Instant now_;
};

struct Wire {
  OutgoingMessage message;
  Instant at;
};

/// A messenger with hands between its steps. A wire is the first byte: after the last look.
class Post final : public Messenger {
public:
  Post(Faults& faults, const Clock& clock) : faults_(faults), clock_(clock) {}

  std::vector<Wire> wires;
  Reach reaches = Reach::nobody;
  Seconds longest{30};
  std::function<void()> before_look;
  /// What the messenger answers after the wire; empty: accepted as `post-<n>`.
  std::function<result<SendReceipt>(const OutgoingMessage&)> answers;
  std::map<AttemptId, SendReceipt> known;  ///< what `find_outcome` will say

  [[nodiscard]] Reach reach() const noexcept override { return reaches; }
  [[nodiscard]] Seconds send_max() const noexcept override { return longest; }
  [[nodiscard]] result<SendReceipt> send(const OutgoingMessage& message, LastLook& look) override {
    return faults_.run("send", [&]() -> result<SendReceipt> {
      if (before_look) before_look();
      if (!look.still_allowed()) return SendReceipt{SendOutcome::not_started};
      wires.push_back({message, clock_.now()});
      faults_.run("wire", []() -> result<void> { return boost::outcome_v2::success(); }).value();
      if (answers) return answers(message);
      SendReceipt receipt{SendOutcome::accepted};
      receipt.provider_id = "post-" + std::to_string(wires.size());
      return receipt;
    });
  }
  [[nodiscard]] result<std::optional<SendReceipt>> find_outcome(const AttemptId& id) override {
    return faults_.run("find_outcome", [&]() -> result<std::optional<SendReceipt>> {
      const auto found = known.find(id);
      if (found == known.end()) return std::optional<SendReceipt>{};
      return std::optional<SendReceipt>{found->second};
    });
  }

private:
  Faults& faults_;
  const Clock& clock_;
};

struct Desk {
  std::unique_ptr<StoreFixture> fixture = make_store_fixture();
  HandClock clock{ten};
  Faults faults;
  FaultyStore store{*fixture, faults};
  Post post{faults, clock};
  MemoryNotifier notifier;
  std::vector<MessageReport> reports;
  std::function<void(const MessageReport&)> after_message;

  Desk() : Desk(three_salons()) {}
  explicit Desk(const std::vector<Snapshot>& companies) { fixture->start(companies); }

  PolicyKind policy = PolicyKind::spec;

  [[nodiscard]] Engine engine(std::string owner = "one", Sharing sharing = Sharing::shared) {
    return Engine(
        {store, store, store, store, store, post, clock, &fixture->dialogues(), &notifier},
        {.owner = std::move(owner),
         .here = std::string(here),
         .lease = Seconds{300},
         .sharing = sharing,
         .policy = policy});
  }
  StoredDay run_day(CompanyId company = lily) { return get(engine().run_day(company)); }
  result<DispatchCounts> try_dispatch(CompanyId company = lily,
                                      DispatchUntil until = DispatchUntil::window,
                                      std::string owner = "one") {
    return engine(std::move(owner)).dispatch(company, until, [this](const MessageReport& report) {
      reports.push_back(report);
      if (after_message) after_message(report);
    });
  }
  DispatchCounts dispatch(CompanyId company = lily, DispatchUntil until = DispatchUntil::window) {
    return get(try_dispatch(company, until));
  }
  /// Plans and sends the company's whole day.
  DispatchCounts day(CompanyId company = lily) {
    run_day(company);
    return dispatch(company);
  }
  InboundReceipt receive(InboundEvent event) {
    event.at = clock.now();
    return get(engine().on_event(event));
  }
  /// The n-th phone writes through the shared account.
  InboundReceipt says(int phone_number, std::string text, std::string event_id) {
    return receive(message(std::move(event_id), phone_identity(phone_number), std::move(text)));
  }
  InboundReceipt delivered(std::string provider_id, Delivery what, std::string event_id) {
    InboundEvent event = delivery(std::move(event_id), std::move(provider_id));
    std::get<InboundDelivery>(event.what).report.delivery = what;
    return receive(event);
  }
  InboundReceipt books(int number, BookingStatus status, std::string event_id, Instant starts_at,
                       ServiceId service = haircut_of(lily)) {
    InboundEvent event;
    event.provider = "host";
    event.event_id = std::move(event_id);
    event.company_id = lily;
    InboundBooking booking;
    booking.facts = {lily,       client_id(lily, number), VisitId{900 + number}, status, starts_at,
                     clock.now()};
    booking.service_ids = {service};
    booking.staff_id = grace_of(lily);
    event.what = booking;
    return receive(event);
  }

  // --- What is known ---------------------------------------------------------------------------
  [[nodiscard]] PersonKey key(int number, CompanyId company = lily) const {
    return {company, client_id(company, number)};
  }
  [[nodiscard]] Person person(int number, CompanyId company = lily) {
    return get(fixture->inbox().load_person(key(number, company)));
  }
  [[nodiscard]] PermitState look(const AttemptId& id) {
    return get(fixture->attempts().load_permit_state(id, here, clock.now()));
  }
  [[nodiscard]] Attempt attempt(const AttemptId& id) { return look(id).attempt; }
  [[nodiscard]] int wires_to(int phone_number) const {
    return static_cast<int>(
        std::count_if(post.wires.begin(), post.wires.end(),
                      [&](const Wire& wire) { return wire.message.phone == phone(phone_number); }));
  }
  [[nodiscard]] int most_wires_of_one_attempt() const {
    std::map<AttemptId, int> counts;
    int most = 0;
    for (const Wire& wire : post.wires) most = std::max(most, ++counts[wire.message.attempt_id]);
    return most;
  }
  [[nodiscard]] const MessageReport& report_on(int number) const {
    const MessageReport* found = nullptr;
    for (const MessageReport& report : reports) {
      if (report.attempt.client_id == client_id(lily, number)) found = &report;
    }
    REQUIRE(found);
    return *found;
  }
};

/// Lily alone, with so many clients who are due.
inline std::vector<Snapshot> one_salon(int clients) {
  Snapshot out = salon(lily, shared_account);
  for (int number = 1; number <= clients; ++number) add_due_client(out, number, number);
  return {out};
}
inline Slot slot_at(std::string_view time, StaffId staff = grace_of(lily)) {
  return {haircut_of(lily), staff, contract::at(time), 60};
}

/// Numbers that are kept for films, which a messenger that reaches people takes.
inline std::vector<Snapshot> salon_with_real_numbers(int clients) {
  std::vector<Snapshot> out = one_salon(clients);
  for (std::size_t i = 0; i < out[0].clients.size(); ++i) {
    out[0].clients[i].phone = PhoneNumber{447'700'900'100 + i};
    out[0].clients[i].phone_status = PhoneStatus::mobile;
  }
  return out;
}
/// Through an account that is armed.
inline void reach_people(Desk& desk) {
  desk.post.reaches = Reach::people;
  check(desk.fixture->office().arm(shared_account, here, ten));
}

inline std::ptrdiff_t alerts_of(const Desk& desk, AlertKind kind) {
  const auto alerts = desk.notifier.alerts();
  return std::count_if(alerts.begin(), alerts.end(),
                       [kind](const Alert& alert) { return alert.kind == kind; });
}

}  // namespace reactivation::engine_test
