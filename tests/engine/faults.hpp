// The ports of an engine with a hand between any two steps: before and after each call something
// may happen, the call may fail, or the process may die.
#pragma once

#include <functional>
#include <memory>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "ports/store_fixture.hpp"
#include "reactivation/ports/messenger.hpp"
#include "reactivation/simulation/interposed_store.hpp"

namespace reactivation::engine_test {

/// The end of the process, thrown out of a port.
struct Crash {};

/// What happens around calls. Calls are counted from 1 and named like the ports' methods.
class Faults {
public:
  using Hook = std::function<void(std::string_view call, int number)>;
  Hook before;  ///< may throw Crash: the call has not happened
  Hook after;   ///< may throw Crash: it has, and nobody was told
  std::function<bool(std::string_view call, int number)> fails;  ///< nothing happens, an error
  std::function<bool(std::string_view call, int number)>
      loses;  ///< it happens, and says it did not

  [[nodiscard]] int calls() const noexcept { return calls_; }
  /// Runs `what` once, before the first call of that name from now on.
  void once_before(std::string_view call, std::function<void()> what) {
    before = once(call, std::move(what));
  }
  void once_after(std::string_view call, std::function<void()> what) {
    after = once(call, std::move(what));
  }

  template <class Call>
  auto run(std::string_view name, Call call) -> decltype(call()) {
    const int number = ++calls_;
    // A hook may replace itself.
    if (const Hook hook = before) hook(name, number);
    if (fails && fails(name, number)) return make_error_code(errc::storage_failed);
    auto answer = call();
    if (loses && loses(name, number)) return make_error_code(errc::storage_failed);
    if (const Hook hook = after) hook(name, number);
    return answer;
  }

private:
  static Hook once(std::string_view wanted, std::function<void()> what) {
    const auto is_over = std::make_shared<bool>(false);
    return [wanted, what = std::move(what), is_over](std::string_view call, int) {
      if (*is_over || call != wanted) return;
      *is_over = true;
      what();
    };
  }

  int calls_ = 0;
};

/// Every call to the fixture's store goes through the faults.
class FaultyStore final : public simulation::InterposedStore<contract::StoreFixture, Faults> {
public:
  using InterposedStore::InterposedStore;

  /// What the source of slots says instead; empty: what it has.
  std::function<result<std::vector<Slot>>(std::vector<Slot>)> free_slots;
  std::set<std::int64_t> unreadable;       ///< rows of the inbox whose bodies are damaged
  std::function<void(PermitState&)> lies;  ///< changes what a reading of a permit says

  result<PermitState> load_permit_state(const AttemptId& attempt, std::string_view here,
                                        Instant at) override {
    auto state = InterposedStore::load_permit_state(attempt, here, at);
    if (state && lies) lies(state.value());
    return state;
  }

  result<std::vector<Slot>> find_slots(CompanyId company, std::span<const ServiceId> services,
                                       Instant from, Instant until) override {
    auto slots = InterposedStore::find_slots(company, services, from, until);
    if (!slots || !free_slots) return slots;
    return free_slots(std::move(slots).value());
  }
  result<std::vector<StoredEvent>> load_unprocessed(Instant now, int rows_max) override {
    auto events = InterposedStore::load_unprocessed(now, rows_max);
    if (events) {
      for (StoredEvent& stored : events.value()) {
        stored.is_unreadable |= unreadable.contains(stored.row);
      }
    }
    return events;
  }
};

}  // namespace reactivation::engine_test
