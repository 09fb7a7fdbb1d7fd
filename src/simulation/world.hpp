// Everything that lives: the population, the workers, the messenger, the host. Private to the
// simulation; split by subject over world_*.cpp.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "population.hpp"
#include "reactivation/engine/engine.hpp"
#include "reactivation/engine/scheduler.hpp"
#include "reactivation/simulation/interposed_store.hpp"
#include "scene.hpp"

namespace reactivation::simulation {

class World;

/// Stands between one worker and its store.
class Hand {
public:
  Hand(World& world, int worker) : world_(world), worker_(worker) {}

  template <class Call>
  auto run(std::string_view name, Call call) -> decltype(call());

private:
  World& world_;
  int worker_;
};

class WorldClock final : public Clock {
public:
  explicit WorldClock(const World& world) : world_(world) {}
  [[nodiscard]] Instant now() const override;
  [[nodiscard]] result<void> wait_until(Instant at) override;
  [[nodiscard]] ClockTrust trust() const override;

private:
  const World& world_;
};

class WorldMessenger final : public Messenger {
public:
  WorldMessenger(World& world, int worker) : world_(world), worker_(worker) {}
  [[nodiscard]] Reach reach() const noexcept override { return Reach::people; }
  [[nodiscard]] result<SendReceipt> send(const OutgoingMessage& message, LastLook& look) override;
  [[nodiscard]] result<std::optional<SendReceipt>> find_outcome(const AttemptId& attempt) override;

private:
  World& world_;
  int worker_;
};

/// A process: everything in it is gone when it dies.
struct Process {
  Process(World& world, int worker, std::string owner, std::unique_ptr<StoreAccess> access);

  std::unique_ptr<StoreAccess> access;
  Hand hand;
  InterposedStore<StoreAccess, Hand> store;
  WorldClock clock;
  WorldMessenger messenger;
  Engine engine;
  Scheduler scheduler;
};

struct Worker {
  int number = 0;
  int lives = 0;
  bool is_busy = false;    ///< in the middle of a call
  std::int64_t alarm = 0;  ///< the number of the one that is set
  Instant swept_at = no_instant;
  std::unique_ptr<Process> process;
  bool is_looking = false;            ///< makes the last look
  std::optional<std::size_t> banned;  ///< company whose account the answer says is banned
};

class World {
public:
  World(const SimulationOptions& options, WorldStore& store, const TimeZoneSource& zones,
        Population population, std::function<void(const LogEntry&)> recorder);

  /// Writes the host's rows and sets everything in motion.
  [[nodiscard]] result<void> begin();
  void pass(Instant until) { scene_.pass(until); }
  /// No more faults; what was stopped goes on.
  void calm_down();
  void audit(bool is_end);
  [[nodiscard]] Instant now() const noexcept { return scene_.now(); }
  [[nodiscard]] result<void> state() const { return host_error_; }

private:
  friend class Hand;
  friend class WorldClock;
  friend class WorldMessenger;
  friend struct Process;

  // --- Faults (world_faults.cpp) -----------------------------------------------------------------
  [[nodiscard]] bool is_struck(FaultKind kind, std::string_view place, std::uint64_t one_in);
  void strike(FaultKind kind, std::string_view place);
  /// False: the call fails. Throws Crash.
  [[nodiscard]] bool before_call(int worker, std::string_view name);
  [[nodiscard]] bool after_call(int worker, std::string_view name);
  void meet(FaultKind kind, int worker);
  void trouble_disk();
  void plan_faults_of_day();
  void set_clock(Seconds ahead, bool is_trusted);

  // --- Workers (world_workers.cpp) ---------------------------------------------------------------
  void wake_later(int worker, Seconds delay);
  void work(int worker);
  void work_through(Worker& worker);
  [[nodiscard]] result<void> run_day(int worker, CompanyId company);
  void dispatch(Worker& worker, CompanyId company);
  void sweep(Worker& worker);
  [[nodiscard]] Seconds until_next_work(Instant next_run);
  /// A worker that could take a call now; null when all of them are busy.
  Worker* free_worker();
  Process& process_of(Worker& worker);
  /// Makes the call in the worker's process. False: it died.
  template <class Call>
  bool in_process(Worker& worker, Call call);
  [[nodiscard]] CallEnd end_of(const std::error_code& error) const noexcept;

  // --- The messenger (world_messenger.cpp) -------------------------------------------------------
  struct Sent {
    std::string provider_id;
    bool has_reached = false;
  };
  result<SendReceipt> hand_over(int worker, const OutgoingMessage& message, LastLook& look);
  SendReceipt answer(int worker, const OutgoingMessage& message);
  void record_wire(int worker, const OutgoingMessage& message);
  void record_answer(int worker, const OutgoingMessage& message, SendOutcome outcome,
                     bool has_reached);
  void tell_deliveries(const OutgoingMessage& message, const std::string& provider_id,
                       bool is_number_known);

  // --- People (world_people.cpp) -----------------------------------------------------------------
  void begin_life(std::size_t human);
  void book(std::size_t human, std::size_t row, Instant starts_at);
  void keep(std::size_t human, std::size_t row, Visit visit);
  void react(const OutgoingMessage& message);
  void write(std::size_t human, std::size_t row, Intention intention);
  void give_event(InboundEvent event, Intention intention, int tries);
  [[nodiscard]] bool is_waiting(const InboundEvent& event);
  void give_booking(const Visit& visit, CompanyId company, BookingStatus status);
  void say_something();
  void say_something(std::size_t human);
  void opt_out_before_turn();
  [[nodiscard]] InboundEvent event_of(std::string id, CompanyId company) const;

  // --- The host (world_host.cpp) -----------------------------------------------------------------
  void begin_day(std::size_t company);
  void act_as_host(std::size_t company);
  void change_settings(std::size_t company);
  void state_company(std::size_t company);
  void pause_account(AccountId account);
  void import_again(std::size_t company);
  void order_something(std::size_t company);
  void order_about_client(std::size_t company, ClientId client, OrderKind kind);
  void order_about_attempt(std::size_t place, AttemptId attempt, OrderKind kind);
  void order_about_account(std::size_t company, OrderKind kind);
  [[nodiscard]] Seconds until_somebody_looks() {
    return Seconds{host_dice_.between(1800, 300'000)};
  }
  void confirm_later();
  void state_ban(Worker& worker);
  void send_by_hand(std::size_t company);
  void send_by_hand(std::size_t company, ClientId client, Force force);
  void disturb(const OutgoingMessage& message);
  void put_slots(std::size_t company, std::vector<Slot> slots);
  void put_visit(std::size_t company, const Visit& visit);
  void note(const result<void>& done);

  [[nodiscard]] Snapshot& company(std::size_t place) { return population_.companies[place]; }
  [[nodiscard]] std::size_t place_of(CompanyId id) const {
    return static_cast<std::size_t>(id.value - 1);
  }

  const SimulationOptions& options_;
  WorldStore& store_;
  const TimeZoneSource& zones_;
  Population population_;
  Scene scene_;
  std::unique_ptr<StoreAccess> outside_;  ///< a reader of the host's
  Dice fault_dice_;
  Dice disk_dice_;
  Dice life_dice_;
  Dice host_dice_;
  Dice work_dice_;
  std::uint64_t calls_for_a_fault_ = 300;
  bool is_calm_ = false;
  bool finds_outcomes_ = false;
  Instant away_until_ = no_instant;  ///< of the store
  Seconds clock_ahead_{0};
  bool is_clock_trusted_ = true;
  std::deque<Worker> workers_;
  struct OpenTurn {
    Instant ends;
    ClientId client_id;
  };
  std::vector<std::map<AttemptId, OpenTurn>> open_turns_;  ///< by company
  bool forgets_when_stored_ = false;  ///< the next event is stored and not understood
  std::map<AttemptId, Sent> sent_;
  std::map<ClientId, std::pair<std::size_t, std::size_t>> human_of_;  ///< human, row
  std::vector<InboundEvent> old_events_;
  std::vector<std::pair<std::size_t, ClientId>> unread_;  ///< wrote, and nobody has looked
  std::int64_t last_number_ = 0;                          ///< of events and messages
  result<void> host_error_ = boost::outcome_v2::success();
};

template <class Call>
auto Hand::run(std::string_view name, Call call) -> decltype(call()) {
  if (!world_.before_call(worker_, name)) return make_error_code(errc::storage_failed);
  auto answer = call();
  if (!world_.after_call(worker_, name)) return make_error_code(errc::storage_failed);
  return answer;
}

template <class Call>
bool World::in_process(Worker& worker, Call call) {
  worker.is_busy = true;
  try {
    call(process_of(worker));
    worker.is_busy = false;
    return true;
  } catch (const Crash& crash) {
    worker.is_busy = false;
    worker.process.reset();
    scene_.record(Crashed{worker.number, crash.place});
    return false;
  }
}

}  // namespace reactivation::simulation
