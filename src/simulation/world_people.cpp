// Clients: come by themselves, answer, book, ask to be left alone, and their messages arrive twice.
#include <algorithm>

#include "phrases.hpp"
#include "world.hpp"

namespace reactivation::simulation {
namespace {

constexpr int tries_max = 40;

}  // namespace

InboundEvent World::event_of(std::string id, CompanyId company) const {
  InboundEvent event;
  event.provider = "messenger";
  event.event_id = std::move(id);
  event.company_id = company;
  const auto& facts = population_.companies[static_cast<std::size_t>(company.value - 1)];
  event.account_id = facts.account->id;
  event.at = scene_.now();
  return event;
}

// --- Visits --------------------------------------------------------------------------------------

void World::begin_life(std::size_t number) {
  const Human& human = population_.humans[number];
  if (human.is_lost) return;
  for (std::size_t row = 0; row < human.rows.size(); ++row) {
    const Days first{life_dice_.between(0, human.rhythm_days)};
    scene_.after(first, [this, number, row] {
      const Days ahead{life_dice_.between(0, 7)};
      book(number, row, scene_.now() + ahead + Seconds{life_dice_.between(3600, 36000)});
    });
  }
}

void World::book(std::size_t number, std::size_t row, Instant starts_at) {
  const Human& human = population_.humans[number];
  const Snapshot& facts = company(human.rows[row].company);
  Visit visit;
  visit.id = VisitId{++population_.last_visit_id};
  visit.client_id = human.rows[row].client_id;
  visit.service_ids = {life_dice_.pick(facts.services).id};
  visit.staff_id = life_dice_.pick(facts.staff).id;
  visit.starts_at = starts_at;
  visit.status = VisitStatus::booked;
  visit.cost_minor = 4000;
  visit.created_at = scene_.now();
  put_visit(human.rows[row].company, visit);
  give_booking(visit, facts.company.id, BookingStatus::booked);
  if (life_dice_.per_mille(150)) {  // moved
    scene_.after((starts_at - scene_.now()) / 2, [this, number, row, visit] {
      Visit moved = visit;
      moved.starts_at += Days{life_dice_.between(1, 10)};
      const std::size_t place = population_.humans[number].rows[row].company;
      put_visit(place, moved);
      give_booking(moved, company(place).company.id, BookingStatus::booked);
      scene_.at(moved.starts_at + Seconds{2700},
                [this, number, row, moved] { keep(number, row, moved); });
    });
    return;
  }
  scene_.at(starts_at + Seconds{2700}, [this, number, row, visit] { keep(number, row, visit); });
}

/// The time of a booking has come; afterwards life goes on.
void World::keep(std::size_t number, std::size_t row, Visit visit) {
  Human& human = population_.humans[number];
  const auto drawn = life_dice_.below(100);
  BookingStatus status = BookingStatus::completed;
  visit.status = VisitStatus::completed;
  if (drawn < 8) {
    visit.status = VisitStatus::no_show;
    status = BookingStatus::no_show;
  } else if (drawn < 18) {
    visit.status = VisitStatus::cancelled;
    status = BookingStatus::cancelled;
  }
  put_visit(human.rows[row].company, visit);
  give_booking(visit, company(human.rows[row].company).company.id, status);
  if (life_dice_.per_mille(250)) {
    human.is_lost = true;
    return;
  }
  human.is_lost = false;
  const Days pause{life_dice_.between(human.rhythm_days * 7 / 10, human.rhythm_days * 15 / 10)};
  scene_.after(pause, [this, number, row] {
    book(number, row, scene_.now() + Seconds{life_dice_.between(7200, 500'000)});
  });
}

void World::give_booking(const Visit& visit, CompanyId company_id, BookingStatus status) {
  InboundEvent event = event_of("booking-" + std::to_string(++last_number_), company_id);
  event.provider = "host";
  InboundBooking booking;
  booking.facts = {company_id, visit.client_id, visit.id,
                   status,     visit.starts_at, visit.created_at.value_or(scene_.now())};
  booking.service_ids = visit.service_ids;
  booking.staff_id = visit.staff_id;
  booking.cost_minor = visit.cost_minor;
  event.what = booking;
  give_event(std::move(event), Intention::none, 0);
}

// --- Answers -------------------------------------------------------------------------------------

void World::react(const OutgoingMessage& message) {
  const auto [number, row] = human_of_.at(message.client_id);
  const auto drawn = life_dice_.below(100);
  const Seconds delay{life_dice_.per_mille(500) ? life_dice_.between(5, 7200)
                                                : life_dice_.between(3600, 9 * 86400)};
  constexpr struct {
    std::uint64_t until;
    Intention intention;
  } answers[] = {{6, Intention::opt_out},     {7, Intention::complaint},  {14, Intention::refusal},
                 {26, Intention::agreement},  {32, Intention::question},  {36, Intention::away},
                 {40, Intention::other_wish}, {44, Intention::unreadable}};
  for (const auto& answer : answers) {
    if (drawn >= answer.until) continue;
    scene_.after(delay, [this, human = number, of = row, what = answer.intention] {
      write(human, of, what);
    });
    break;
  }
  const bool books =
      (drawn >= 14 && drawn < 26 && life_dice_.per_mille(600)) || (drawn >= 44 && drawn < 54);
  if (!books) return;
  scene_.after(delay + Seconds{life_dice_.between(60, 86400)}, [this, human = number, of = row] {
    book(human, of, scene_.now() + Seconds{life_dice_.between(7200, 700'000)});
  });
}

void World::write(std::size_t number, std::size_t row, Intention intention) {
  const Human& human = population_.humans[number];
  const Snapshot& facts = company(human.rows[row].company);
  InboundEvent event = event_of("event-" + std::to_string(++last_number_), facts.company.id);
  if (life_dice_.per_mille(700)) event.company_id = CompanyId{};  // only the account is known
  const bool by_lid = !human.lid.empty() && life_dice_.per_mille(500);
  if (by_lid) event.from.push_back({IdentityKind::lid, human.lid});
  if (!by_lid || life_dice_.per_mille(300)) {
    event.from.push_back({IdentityKind::phone, to_e164(human.phone)});
  }
  InboundMessage message;
  message.text = std::string(phrase_of(intention, facts.company.locale, life_dice_));
  message.is_text = intention != Intention::unreadable || life_dice_.per_mille(500);
  event.what = message;
  unread_.emplace_back(human.rows[row].company, human.rows[row].client_id);
  give_event(std::move(event), intention, 0);
}

/// Somebody writes without being asked.
void World::say_something() {
  if (population_.humans.empty()) return;
  const auto human = static_cast<std::size_t>(fault_dice_.below(population_.humans.size()));
  if (fault_dice_.per_mille(700)) {
    const bool wants_out = fault_dice_.per_mille(100);
    write(human, 0,
          wants_out ? Intention::opt_out : static_cast<Intention>(fault_dice_.between(3, 8)));
    return;
  }
  Visit visit;
  const auto& row = population_.humans[human].rows.front();
  visit.id = VisitId{++population_.last_visit_id};
  visit.client_id = row.client_id;
  visit.service_ids = {company(row.company).services.front().id};
  visit.staff_id = company(row.company).staff.front().id;
  visit.starts_at = scene_.now() + Days{2};
  visit.status = VisitStatus::booked;
  visit.created_at = scene_.now();
  put_visit(row.company, visit);
  give_booking(visit, company(row.company).company.id, BookingStatus::booked);
}

// --- The way in ----------------------------------------------------------------------------------

/// A sender repeats until it is told that the event is stored.
void World::give_event(InboundEvent event, Intention intention, int tries) {
  if (tries > tries_max) return;
  const auto again = [this, intention, tries](const InboundEvent& what, Seconds delay) {
    scene_.after(delay, [this, what, intention, tries] { give_event(what, intention, tries + 1); });
  };
  if (tries == 0 && is_struck(FaultKind::event_late, "event", 200)) {
    again(event, Seconds{fault_dice_.between(3600, 7 * 86400)});
    return;
  }
  if (tries == 0 && is_struck(FaultKind::event_reordered, "event", 100)) {
    again(event, Seconds{fault_dice_.between(1, 600)});
    return;
  }
  if (is_struck(FaultKind::event_time_wrong, "event", 300)) {
    event.at = fault_dice_.per_mille(500) ? Instant{Seconds{0}} : scene_.now() + Days{3000};
  }
  Worker* worker = free_worker();
  if (worker == nullptr) {
    again(event, Seconds{5});
    return;
  }
  EventGiven given{worker->number, event, intention};
  const bool lives = in_process(*worker, [&](Process& process) {
    const auto receipt = process.engine.on_event(event);
    given.end = receipt ? CallEnd::done : end_of(receipt.error());
    if (!receipt) return;
    given.receipt = receipt.value().state;
    given.is_processed = receipt.value().is_done;
  });
  if (!lives) given.end = CallEnd::failed;
  scene_.record(given);
  if (given.end == CallEnd::failed) again(event, Seconds{fault_dice_.between(5, 1800)});
  if (given.end != CallEnd::done) return;
  if (is_struck(FaultKind::event_twice, "event", 50)) {
    again(event, Seconds{fault_dice_.between(1, 86400)});
  }
  if (old_events_.size() < 500) old_events_.push_back(event);
}

}  // namespace reactivation::simulation
