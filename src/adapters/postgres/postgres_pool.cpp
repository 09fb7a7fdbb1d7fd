#include "reactivation/adapters/postgres_pool.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <utility>
#include <vector>

namespace reactivation {

struct PostgresPool::State {
  State(PostgresPoolOptions given, const TimeZoneSource& known_zones)
      : options(std::move(given)), zones(known_zones) {
    // So that giving back needs no memory.
    free.reserve(static_cast<std::size_t>(options.stores_max));
  }

  [[nodiscard]] bool has_room() const { return !free.empty() || stores < options.stores_max; }
  /// One that was counted and is not there: it could not be opened, or is closed.
  void forget_one() {
    {
      const std::lock_guard lock(mutex);
      --stores;
    }
    changed.notify_one();
  }

  const PostgresPoolOptions options;
  const TimeZoneSource& zones;
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<std::unique_ptr<PostgresStore>> free;  ///< the last used at the end
  int stores = 0;                                    ///< free, lent, and being opened
  bool has_ended = false;  ///< the pool is gone: what comes back is closed
};

namespace {

std::unique_ptr<PostgresStore> with_its_waits(std::unique_ptr<PostgresStore> store,
                                              const PostgresPoolOptions& options) {
  store->wait_for_others(options.wait_for_others);
  store->wait_for_answers(options.wait_for_answers);
  return store;
}

}  // namespace

PostgresPool::PostgresPool(std::shared_ptr<State> state) noexcept : state_(std::move(state)) {}

PostgresPool::~PostgresPool() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->has_ended = true;
  }
  close_idle();
}

result<std::unique_ptr<PostgresPool>> PostgresPool::make(PostgresPoolOptions options,
                                                         const TimeZoneSource& zones) {
  if (options.stores_max < 1) return errc::invalid_argument;
  // The clock's own numbers end some centuries from now.
  options.wait_max = std::min<std::chrono::milliseconds>(options.wait_max, std::chrono::hours{24});
  return std::unique_ptr<PostgresPool>{
      new PostgresPool{std::make_shared<State>(std::move(options), zones)}};
}

result<PostgresPool::Lent> PostgresPool::lend(std::string* detail) {
  State& state = *state_;
  {
    std::unique_lock lock(state.mutex);
    const bool is_ours =
        state.changed.wait_for(lock, state.options.wait_max, [&state] { return state.has_room(); });
    if (!is_ours) {
      if (detail != nullptr) {
        *detail = "all " + std::to_string(state.options.stores_max) +
                  " connections of the pool are in use; give them back sooner, allow more, or let "
                  "fewer threads work";
      }
      return errc::storage_busy;
    }
    if (!state.free.empty()) {
      auto store = std::move(state.free.back());
      state.free.pop_back();
      return Lent{state_, with_its_waits(std::move(store), state.options)};
    }
    ++state.stores;
  }
  // Others go on meanwhile: a server that is away may take its time.
  auto opened = PostgresStore::open(state.options.url, state.options.missing, state.zones, detail);
  if (!opened) {
    state.forget_one();
    return opened.error();
  }
  return Lent{state_, with_its_waits(std::move(opened).value(), state.options)};
}

void PostgresPool::close_idle() {
  State& state = *state_;
  std::unique_lock lock(state.mutex);
  for (std::size_t idle = state.free.size(); idle > 0 && !state.free.empty(); --idle) {
    auto store = std::move(state.free.back());
    state.free.pop_back();
    lock.unlock();
    store.reset();
    state.forget_one();  // its place is free when its connection is gone, and not before
    lock.lock();
  }
}

PostgresPool::Lent::~Lent() { give_back(); }

PostgresPool::Lent& PostgresPool::Lent::operator=(Lent&& other) noexcept {
  if (this == &other) return *this;
  give_back();
  state_ = std::move(other.state_);
  store_ = std::move(other.store_);
  return *this;
}

void PostgresPool::Lent::give_back() noexcept {
  if (!store_) return;
  store_->rollback();
  {
    const std::lock_guard lock(state_->mutex);
    if (!state_->has_ended) state_->free.push_back(std::move(store_));
  }
  if (store_) {
    store_.reset();
    state_->forget_one();
  } else {
    state_->changed.notify_one();
  }
  state_.reset();
}

}  // namespace reactivation
