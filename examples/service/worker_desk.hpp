// What one request works with: a store of its own and an engine over it that sends nothing.
#pragma once

#include <atomic>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "configuration.hpp"
#include "context.hpp"
#include "crew.hpp"
#include "desk.hpp"
#include "reactivation/adapters/sql_service.hpp"
#include "reactivation/adapters/system_clock.hpp"
#include "reactivation/engine/engine.hpp"
#include "shared_notices.hpp"

namespace service {

/// Free times from where each company's configuration says.
class SlotsByCompany final : public reactivation::SlotSource {
public:
  SlotsByCompany(cli::Database& database, const cli::Setup& setup)
      : database_(database), setup_(setup) {}
  [[nodiscard]] reactivation::result<std::vector<reactivation::Slot>> find_slots(
      reactivation::CompanyId company, std::span<const reactivation::ServiceId> services,
      reactivation::Instant from, reactivation::Instant until) override;
  [[nodiscard]] reactivation::result<std::vector<reactivation::Slot>> bookable(
      reactivation::CompanyId company, std::vector<reactivation::Slot> slots) override;

private:
  reactivation::SlotSource& of(reactivation::CompanyId company);

  cli::Database& database_;
  const cli::Setup& setup_;
  std::map<reactivation::CompanyId, std::unique_ptr<reactivation::SlotSource>> known_;
};

struct DeskPorts {
  const cli::Setup& setup;
  reactivation::SystemClock& clock;
  cli::SharedNotices& notices;
  std::string owner;
};

class WorkerDesk {
public:
  explicit WorkerDesk(const DeskPorts& ports);
  WorkerDesk(const WorkerDesk&) = delete;
  WorkerDesk& operator=(const WorkerDesk&) = delete;

  [[nodiscard]] cli::Database& database() noexcept { return database_; }
  [[nodiscard]] reactivation::SqlStore& store() noexcept { return database_.store(); }
  [[nodiscard]] reactivation::SqlService& lists() noexcept { return lists_; }
  [[nodiscard]] reactivation::SlotSource& slots();
  [[nodiscard]] const cli::Setup& setup() const noexcept { return setup_; }
  [[nodiscard]] const std::string& here() const noexcept { return here_; }
  [[nodiscard]] reactivation::PolicyKind policy_of(reactivation::CompanyId company) const;
  /// An engine that plans by the policy of that company.
  [[nodiscard]] reactivation::Engine& engine(reactivation::CompanyId company = {});
  /// The store has not taken an order that must be known before anybody is written to: the engine
  /// keeps it (engine.hpp).
  void owe(reactivation::Engine& engine) {
    owing_.insert(&engine);
    owes_ = true;
  }
  [[nodiscard]] bool owes() const noexcept { return owes_; }
  /// What an engine here could not store is stored now. False: something still is not.
  [[nodiscard]] bool settle();

private:
  [[nodiscard]] std::unique_ptr<reactivation::Engine> make_engine(reactivation::PolicyKind policy);

  const cli::Setup& setup_;
  reactivation::SystemClock& clock_;
  cli::SharedNotices& notices_;
  std::string owner_;
  cli::Database database_;
  std::string here_;
  cli::NoMessenger messenger_;
  SlotsByCompany slots_;
  reactivation::SqlService lists_;
  std::unique_ptr<reactivation::Engine> by_spec_;
  std::unique_ptr<reactivation::Engine> by_rhythm_;
  std::set<reactivation::Engine*> owing_;
  std::atomic<bool> owes_{false};
};

/// As many desks as there are threads, each used by one request at a time.
class Desks {
public:
  Desks(const DeskPorts& ports, int count);

  class Lent {
  public:
    Lent(Desks& desks, WorkerDesk& desk) noexcept : desks_(&desks), desk_(&desk) {}
    ~Lent() { desks_->give_back(*desk_); }
    Lent(const Lent&) = delete;
    Lent& operator=(const Lent&) = delete;
    [[nodiscard]] WorkerDesk& operator*() const noexcept { return *desk_; }
    [[nodiscard]] WorkerDesk* operator->() const noexcept { return desk_; }

  private:
    Desks* desks_;
    WorkerDesk* desk_;
  };
  /// Waits until one is free.
  [[nodiscard]] Lent take();
  /// False while one of them could not store something that must be known before anybody is
  /// written to.
  [[nodiscard]] bool settle();

private:
  void give_back(WorkerDesk& desk);

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::unique_ptr<WorkerDesk>> all_;
  std::vector<WorkerDesk*> free_;
};

}  // namespace service
