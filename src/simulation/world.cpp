#include "world.hpp"

#include <utility>

namespace reactivation::simulation {

World::World(const SimulationOptions& options, WorldStore& store, const TimeZoneSource& zones,
             Population population, std::function<void(const LogEntry&)> recorder)
    : options_(options),
      store_(store),
      zones_(zones),
      population_(std::move(population)),
      scene_(population_.start, std::move(recorder)),
      fault_dice_(Dice{options.seed}.of("faults")),
      life_dice_(Dice{options.seed}.of("life")),
      host_dice_(Dice{options.seed}.of("host")),
      work_dice_(Dice{options.seed}.of("work")),
      open_turns_(population_.companies.size()) {
  constexpr std::uint64_t rates[] = {150, 500, 2000};
  calls_for_a_fault_ = rates[fault_dice_.below(std::size(rates))];
  finds_outcomes_ = fault_dice_.per_mille(500);
  for (std::size_t human = 0; human < population_.humans.size(); ++human) {
    const auto& rows = population_.humans[human].rows;
    for (std::size_t row = 0; row < rows.size(); ++row) {
      human_of_[rows[row].client_id] = {human, row};
    }
  }
  for (int number = 0; number < options.workers; ++number) workers_.emplace_back().number = number;
}

result<void> World::begin() {
  for (std::size_t place = 0; place < population_.companies.size(); ++place) {
    Snapshot& facts = company(place);
    if (auto added = store_.add_company(facts); !added) return added;
    const auto visits = std::exchange(facts.visits, {});
    Snapshot stated = facts;
    stated.clients.clear();
    scene_.record(CompanyStated{std::move(stated)});
    for (const Client& client : facts.clients) {
      scene_.record(ClientStated{facts.company.id, client});
    }
    for (const Visit& visit : visits) scene_.record(VisitStated{facts.company.id, visit});
  }
  outside_ = store_.open(options_.workers);
  for (const Human& human : population_.humans) {
    if (human.lid.empty()) continue;
    for (const Human::Row& row : human.rows) {
      const PersonKey who{company(row.company).company.id, row.client_id};
      const Identity lid{IdentityKind::lid, human.lid};
      if (auto known = outside_->office().add_identity(who, lid); !known) return known;
      scene_.record(IdentityStated{who.company_id, who.client_id, lid});
    }
  }
  for (std::size_t place = 0; place < population_.companies.size(); ++place) {
    // Now and then nobody has armed the account yet.
    const bool is_armed = options_.settings || host_dice_.per_mille(700);
    const Seconds armed_in{is_armed ? 0 : host_dice_.between(0, 20 * 86400)};
    scene_.after(armed_in, [this, place] { order_about_account(place, OrderKind::arm); });
    scene_.after(Seconds{0}, [this, place] { begin_day(place); });
  }
  for (std::size_t human = 0; human < population_.humans.size(); ++human) begin_life(human);
  for (const Worker& worker : workers_) {
    wake_later(worker.number, Seconds{work_dice_.between(0, 3600)});
  }
  return host_error_;
}

void World::calm_down() {
  is_calm_ = true;
  away_until_ = no_instant;
  if (!is_clock_trusted_) set_clock(Seconds{0}, true);
}

void World::audit(bool is_end) {
  auto read = store_.audit(scene_.now());
  if (!read) return note(read.as_failure());
  read.value().is_end = is_end;
  scene_.record(std::move(read).value());
}

}  // namespace reactivation::simulation
