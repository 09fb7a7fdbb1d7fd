#include "worker_desk.hpp"

#include <algorithm>

namespace service {

using namespace reactivation;

namespace {

/// Another program's write is waited for so long; then the caller is asked to come again.
constexpr std::chrono::milliseconds store_wait{3000};

}  // namespace

SlotSource& SlotsByCompany::of(CompanyId company) {
  const cli::CompanyConfiguration* own = setup_.find(company);
  if (own == nullptr || own->slots.spec.empty()) return database_.store();
  auto& known = known_[company];
  if (!known) known = cli::open_slots(own->slots, database_, database_.find_company(company.value));
  return known ? *known : static_cast<SlotSource&>(database_.store());
}

result<std::vector<Slot>> SlotsByCompany::find_slots(CompanyId company,
                                                     std::span<const ServiceId> services,
                                                     Instant from, Instant until) {
  return of(company).find_slots(company, services, from, until);
}

result<std::vector<Slot>> SlotsByCompany::bookable(CompanyId company, std::vector<Slot> slots) {
  return of(company).bookable(company, std::move(slots));
}

WorkerDesk::WorkerDesk(const DeskPorts& ports)
    : setup_(ports.setup),
      clock_(ports.clock),
      notices_(ports.notices),
      owner_(ports.owner),
      database_(ports.setup.db, OpenMode::existing),
      here_(database_.here()),
      slots_(database_, ports.setup),
      lists_(database_.store()) {
  database_.wait_for_others(store_wait);
  by_spec_ = make_engine(PolicyKind::spec);
  by_rhythm_ = make_engine(PolicyKind::rhythm);
}

std::unique_ptr<Engine> WorkerDesk::make_engine(PolicyKind policy) {
  EngineOptions options;
  options.owner = owner_;
  options.here = here_;
  options.policy = policy;
  return std::make_unique<Engine>(EnginePorts{.snapshots = database_.store(),
                                              .attempts = database_.store(),
                                              .inbox = database_.store(),
                                              .office = database_.store(),
                                              .slots = slots(),
                                              .messenger = messenger_,
                                              .clock = clock_,
                                              .dialogues = &database_.dialogues(),
                                              .notifier = &notices_,
                                              .drafts = &database_.store(),
                                              .results = &database_.store()},
                                  options);
}

SlotSource& WorkerDesk::slots() {
  const auto has_own = [](const cli::CompanyConfiguration& each) {
    return !each.slots.spec.empty();
  };
  const bool is_any_own = setup_.file ? std::any_of(setup_.file->companies.begin(),
                                                    setup_.file->companies.end(), has_own)
                                      : has_own(setup_.common);
  // A plan takes what the store knows out of the facts; asking again costs time.
  return is_any_own ? static_cast<SlotSource&>(slots_) : database_.store();
}

PolicyKind WorkerDesk::policy_of(CompanyId company) const {
  const cli::CompanyConfiguration* own = setup_.find(company);
  return own == nullptr ? PolicyKind::spec : own->policy;
}

Engine& WorkerDesk::engine(CompanyId company) {
  return policy_of(company) == PolicyKind::rhythm ? *by_rhythm_ : *by_spec_;
}

bool WorkerDesk::settle() {
  bool is_settled = true;
  for (Engine* engine : {by_spec_.get(), by_rhythm_.get()}) {
    if (owing_.erase(engine) == 0) continue;
    if (!engine->sweep()) owing_.insert(engine);
    is_settled = is_settled && !owing_.contains(engine);
  }
  owes_ = !is_settled;
  return is_settled;
}

Desks::Desks(const DeskPorts& ports, int count) {
  for (int i = 0; i < count; ++i) {
    DeskPorts own = ports;
    own.owner += "-" + std::to_string(i);
    all_.push_back(std::make_unique<WorkerDesk>(own));
    free_.push_back(all_.back().get());
  }
}

Desks::Lent Desks::take() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return !free_.empty(); });
  WorkerDesk* const desk = free_.back();
  free_.pop_back();
  return {*this, *desk};
}

void Desks::give_back(WorkerDesk& desk) {
  const std::lock_guard lock(mutex_);
  free_.push_back(&desk);
  changed_.notify_one();
}

bool Desks::settle() {
  std::vector<WorkerDesk*> owing;
  {
    const std::lock_guard lock(mutex_);
    std::erase_if(free_, [&owing](WorkerDesk* desk) {
      if (!desk->owes()) return false;
      owing.push_back(desk);
      return true;
    });
  }
  bool is_settled = true;
  for (WorkerDesk* desk : owing) {
    is_settled = desk->settle() && is_settled;
    give_back(*desk);
  }
  // One that is in use owes until it has been asked.
  const std::lock_guard lock(mutex_);
  for (const auto& desk : all_) is_settled = is_settled && !desk->owes();
  return is_settled;
}

}  // namespace service
