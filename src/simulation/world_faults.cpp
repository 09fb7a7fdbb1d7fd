// Faults around the calls of a worker, and those of a whole day.
#include <array>

#include "world.hpp"

namespace reactivation::simulation {
namespace {

/// Those that strike around a call, the only ones drawn by `before_call` and `after_call`.
constexpr std::array around_calls{
    FaultKind::store_refuses, FaultKind::store_loses,  FaultKind::crash_before,
    FaultKind::crash_after,   FaultKind::pause_short,  FaultKind::pause_long,
    FaultKind::other_worker,  FaultKind::event_inside, FaultKind::order_inside};

}  // namespace

void World::strike(FaultKind kind, std::string_view place) {
  scene_.record(Faulted{0, to_string(kind), std::string(place)});
}

bool World::is_struck(FaultKind kind, std::string_view place, std::uint64_t one_in) {
  // The dice are thrown in any case, so that leaving one kind out shifts no other.
  const bool is_drawn = fault_dice_.below(one_in) == 0;
  if (!is_drawn || is_calm_ || !options_.faults.contains(kind)) return false;
  strike(kind, place);
  return true;
}

bool World::before_call(int worker, std::string_view name) {
  if (scene_.now() < away_until_) return false;
  const auto drawn = fault_dice_.below(calls_for_a_fault_ * around_calls.size());
  if (drawn >= around_calls.size() || is_calm_) return true;
  const FaultKind kind = around_calls[drawn];
  if (!options_.faults.contains(kind)) return true;
  if (kind == FaultKind::store_loses || kind == FaultKind::crash_after) return true;
  strike(kind, name);
  if (kind == FaultKind::store_refuses) return false;
  if (kind == FaultKind::crash_before) throw Crash{std::string(name)};
  meet(kind, worker);
  return true;
}

bool World::after_call(int worker, std::string_view name) {
  Worker& self = workers_[static_cast<std::size_t>(worker)];
  if (name == "record_outcome") state_ban(self);
  const auto drawn = fault_dice_.below(calls_for_a_fault_ * around_calls.size());
  if (drawn >= around_calls.size() || is_calm_) return true;
  const FaultKind kind = around_calls[drawn];
  if (!options_.faults.contains(kind)) return true;
  if (kind == FaultKind::store_refuses || kind == FaultKind::crash_before) return true;
  // Between the last reading and the first byte nothing can be known of others.
  if (self.is_looking && kind >= FaultKind::other_worker) return true;
  strike(kind, name);
  if (kind == FaultKind::store_loses) return false;
  if (kind == FaultKind::crash_after) throw Crash{std::string(name)};
  meet(kind, worker);
  return true;
}

/// What happens while the worker stands between two calls.
void World::meet(FaultKind kind, int worker) {
  switch (kind) {
    case FaultKind::pause_short:
      scene_.pass(scene_.now() + Seconds{fault_dice_.between(1, 120)});
      break;
    case FaultKind::pause_long:
      scene_.pass(scene_.now() + Seconds{fault_dice_.between(120, 3600)});
      break;
    case FaultKind::other_worker:
      for (Worker& other : workers_) {
        if (other.number == worker || other.is_busy) continue;
        work(other.number);
        break;
      }
      break;
    case FaultKind::event_inside:
      say_something();
      break;
    default:
      order_something(static_cast<std::size_t>(fault_dice_.below(population_.companies.size())));
  }
}

void World::set_clock(Seconds ahead, bool is_trusted) {
  clock_ahead_ = ahead;
  is_clock_trusted_ = is_trusted;
  scene_.record(ClockSet{ahead, is_trusted});
}

void World::plan_faults_of_day() {
  const auto some_time = [this] { return Seconds{fault_dice_.between(0, 86399)}; };
  if (is_struck(FaultKind::store_away, "day", 20)) {
    scene_.after(some_time(), [this] {
      if (!is_calm_) away_until_ = scene_.now() + Seconds{fault_dice_.between(60, 7200)};
    });
  }
  for (const FaultKind kind : {FaultKind::clock_ahead, FaultKind::clock_behind}) {
    if (!is_struck(kind, "day", 40)) continue;
    const Seconds jump{fault_dice_.between(60, 36 * 3600)};
    const Seconds length{fault_dice_.between(600, 7200)};
    scene_.after(some_time(), [this, kind, jump, length] {
      if (is_calm_ || !is_clock_trusted_) return;
      set_clock(kind == FaultKind::clock_ahead ? jump : -jump, false);
      scene_.after(length, [this] { set_clock(Seconds{0}, true); });
    });
  }
}

Instant WorldClock::now() const { return world_.scene_.now() + world_.clock_ahead_; }

result<void> WorldClock::wait_until(Instant /*at*/) {
  // Workers come back by themselves.
  return make_error_code(errc::cancelled);
}

ClockTrust WorldClock::trust() const {
  return world_.is_clock_trusted_ ? ClockTrust::trusted : ClockTrust::jumped;
}

}  // namespace reactivation::simulation
