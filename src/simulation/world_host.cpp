// The host: writes its rows, and people who decide about clients, messages and accounts.
#include <algorithm>

#include "world.hpp"

namespace reactivation::simulation {
namespace {

constexpr std::string_view here = "world";

/// The same order at the begin of its call.
Ordered begun(Ordered order) {
  order.end = CallEnd::begun;
  return order;
}

Ordered order_of(int worker, OrderKind kind) {
  Ordered order;
  order.worker = worker;
  order.kind = kind;
  return order;
}

}  // namespace

void World::note(const result<void>& done) {
  if (!done && host_error_) host_error_ = done;
}

void World::put_visit(std::size_t place, const Visit& visit) {
  note(store_.put_visit(company(place).company.id, visit));
  scene_.record(VisitStated{company(place).company.id, visit});
}

void World::put_slots(std::size_t place, std::vector<Slot> slots) {
  note(store_.put_slots(company(place).company.id, slots));
  scene_.record(SlotsStated{company(place).company.id, std::move(slots)});
}

/// The company's row as it stands, to the store and to the record.
void World::state_company(std::size_t place) {
  Snapshot facts = company(place);
  facts.clients.clear();
  facts.visits.clear();
  note(store_.put_company(facts));
  scene_.record(CompanyStated{std::move(facts)});
}

void World::begin_day(std::size_t place) {
  put_slots(place, is_struck(FaultKind::slots_away, "day", 30)
                       ? std::vector<Slot>{}
                       : free_times(company(place), scene_.now(), host_dice_));
  if (place == 0) plan_faults_of_day();
  // A person reads what came in.
  if (place == 0 && host_dice_.per_mille(600)) {
    scene_.after(Seconds{host_dice_.between(0, 40'000)}, [this] {
      const auto unread = std::exchange(unread_, {});
      for (const auto& [where, client] : unread) {
        if (host_dice_.per_mille(600)) order_about_client(where, client, OrderKind::clear);
      }
    });
  }
  for (int act = 0; act < 3; ++act) {
    if (!host_dice_.per_mille(120)) continue;
    scene_.after(Seconds{host_dice_.between(0, 86399)}, [this, place] { act_as_host(place); });
  }
  if (is_struck(FaultKind::event_forged, "day", 10)) {
    InboundEvent event =
        event_of("forged-" + std::to_string(++last_number_), company(place).company.id);
    InboundDelivery what;
    what.provider_id = "never-" + std::to_string(last_number_);
    what.report = {Delivery::read, scene_.now(), false};
    event.what = what;
    give_event(event, Intention::none, 0);
  }
  if (is_struck(FaultKind::event_from_stranger, "day", 10)) {
    InboundEvent event =
        event_of("stranger-" + std::to_string(++last_number_), company(place).company.id);
    event.from = {{IdentityKind::phone, "+79000000001"}};
    event.what = InboundMessage{MessageAuthor::client, true, "stop", {}};
    give_event(event, Intention::opt_out, 0);
  }
  if (!old_events_.empty() && is_struck(FaultKind::event_id_reused, "day", 40)) {
    InboundEvent event = fault_dice_.pick(old_events_);
    if (auto* message = std::get_if<InboundMessage>(&event.what)) {
      message->text += " again";
      give_event(event, Intention::unreadable, 0);
    }
  }
  scene_.after(Days{1}, [this, place] { begin_day(place); });
}

void World::act_as_host(std::size_t place) {
  // With settings of its own the question is what they would do, not what people would.
  if (is_calm_ || options_.settings) return;
  if (is_struck(FaultKind::import_forgets, "host", 4)) import_again(place);
  if (host_dice_.per_mille(350)) {
    change_settings(place);
  } else {
    order_something(place);
  }
}

/// A client's row comes from the host's export again, which knows nothing of opt-outs.
void World::import_again(std::size_t place) {
  const auto& clients = company(place).clients;
  const std::vector<ClientId> one{fault_dice_.pick(clients).id};
  auto known = outside_->snapshots().load_clients(company(place).company.id, one);
  if (!known || known.value().empty())
    return note(known ? result<void>(errc::not_found) : result<void>(known.error()));
  Client client = known.value().front();
  client.reactivation_opt_out = false;
  note(store_.put_client(company(place).company.id, client));
  scene_.record(ClientStated{company(place).company.id, client});
}

void World::change_settings(std::size_t place) {
  Snapshot& facts = company(place);
  switch (host_dice_.below(7)) {
    case 0:
      facts.settings.enabled = false;
      scene_.after(Seconds{host_dice_.between(600, 400'000)}, [this, place] {
        company(place).settings.enabled = true;
        state_company(place);
      });
      break;
    case 1:
      facts.settings.sending_hours.start = static_cast<int>(host_dice_.between(0, 12));
      facts.settings.sending_hours.end =
          static_cast<int>(host_dice_.between(facts.settings.sending_hours.start + 1, 24));
      break;
    case 2:
      facts.settings.require_consent = !facts.settings.require_consent;
      break;
    case 3: {
      const TimeZone& zone = facts.company.time_zone;
      facts.settings.holidays = {zone.local_date(scene_.now()),
                                 zone.local_date(scene_.now()) + Days{3}};
      break;
    }
    case 4: {
      Staff& member = facts.staff[static_cast<std::size_t>(host_dice_.below(facts.staff.size()))];
      member.active = !member.active;
      break;
    }
    case 5:
      return pause_account(facts.account->id);
    default: {
      Rule& rule = facts.rules[static_cast<std::size_t>(host_dice_.below(facts.rules.size()))];
      rule.max_attempts = static_cast<int>(host_dice_.between(0, 4));
      rule.is_active = host_dice_.per_mille(850);
    }
  }
  state_company(place);
}

/// The account rests for a while; all companies that send through it say so.
void World::pause_account(AccountId account) {
  const Instant until = scene_.now() + Seconds{host_dice_.between(3600, 300'000)};
  for (std::size_t place = 0; place < population_.companies.size(); ++place) {
    if (company(place).account->id != account) continue;
    company(place).account->paused_until = until;
    state_company(place);
  }
}

// --- Orders --------------------------------------------------------------------------------------

void World::order_something(std::size_t place) {
  const ClientId anybody = host_dice_.pick(company(place).clients).id;
  const auto about_some_attempt = [&](OrderKind kind) {
    const auto& turns = open_turns_[place];
    if (turns.empty()) return;
    auto turn = turns.begin();
    std::advance(turn, static_cast<std::ptrdiff_t>(host_dice_.below(turns.size())));
    order_about_attempt(place, turn->first, kind);
  };
  switch (host_dice_.below(10)) {
    case 0:
      return order_about_client(place, anybody, OrderKind::opt_out);
    case 1:
      return order_about_client(place, anybody, OrderKind::opt_in);
    case 2:
    case 3:
      return order_about_client(place, anybody, OrderKind::pause);
    case 4:
      return about_some_attempt(OrderKind::cancel);
    case 5:
      return about_some_attempt(OrderKind::hold);
    case 6:
      return about_some_attempt(OrderKind::approve);
    case 7:
      if (host_dice_.per_mille(700)) return send_by_hand(place);
      return order_about_account(place,
                                 host_dice_.per_mille(500) ? OrderKind::disarm : OrderKind::ban);
    case 8:
      if (host_dice_.per_mille(200)) return order_about_account(place, OrderKind::stop_everything);
      return send_by_hand(place);
    default:
      return send_by_hand(place);
  }
}

void World::order_about_client(std::size_t place, ClientId client, OrderKind kind) {
  Worker* worker = free_worker();
  if (worker == nullptr) return;
  const PersonKey who{company(place).company.id, client};
  Ordered order = order_of(worker->number, kind);
  order.company_id = who.company_id;
  order.client_id = client;
  if (kind == OrderKind::pause) order.until = scene_.now() + Days{host_dice_.between(1, 60)};
  const bool permits = kind == OrderKind::opt_in || kind == OrderKind::clear;
  if (permits) scene_.record(begun(order));
  const bool lives = in_process(*worker, [&](Process& process) {
    Engine& engine = process.engine;
    const auto done = kind == OrderKind::opt_out  ? engine.opt_out(who, "by hand")
                      : kind == OrderKind::opt_in ? engine.opt_in(who, "signed form")
                      : kind == OrderKind::pause  ? engine.pause(who, *order.until)
                                                  : engine.clear(who);
    order.end = done ? CallEnd::done : end_of(done.error());
  });
  if (!lives) order.end = CallEnd::failed;
  scene_.record(order);
  // A person repeats what did not work.
  if (kind == OrderKind::opt_out && order.end == CallEnd::failed) {
    scene_.after(Seconds{600},
                 [this, place, client] { order_about_client(place, client, OrderKind::opt_out); });
  }
}

/// A copy of the attempt's name: the turns that it may come from go by while the worker stands
/// still.
void World::order_about_attempt(std::size_t place, AttemptId attempt, OrderKind kind) {
  Worker* worker = free_worker();
  if (worker == nullptr) return;
  Ordered order = order_of(worker->number, kind);
  order.company_id = company(place).company.id;
  order.attempt_id = attempt;
  if (kind == OrderKind::approve) scene_.record(begun(order));
  const bool lives = in_process(*worker, [&](Process& process) {
    std::error_code error;
    if (kind == OrderKind::cancel) {
      if (const auto done = process.engine.cancel(attempt); !done) error = done.error();
    } else {
      const Instant now = process.clock.now();
      const auto done = kind == OrderKind::hold ? process.store.hold(attempt, now)
                                                : process.store.approve(attempt, now);
      if (!done) error = done.error();
    }
    order.end = error ? end_of(error) : CallEnd::done;
  });
  if (!lives) order.end = CallEnd::failed;
  scene_.record(order);
}

/// Orders about accounts go to the store itself: there is no step between them and their effect.
void World::order_about_account(std::size_t place, OrderKind kind) {
  const AccountId account = company(place).account->id;
  Office& office = outside_->office();
  const Instant now = scene_.now();
  Ordered order = order_of(0, kind);
  order.account_id = account;
  switch (kind) {
    case OrderKind::arm:
      note(office.arm(account, here, now));
      break;
    case OrderKind::disarm:
      note(office.disarm(account, "by hand", now));
      break;
    case OrderKind::confirm:
      note(office.confirm(account, now));
      break;
    case OrderKind::ban:
      note(office.record_signal(
          account, {AccountSignalKind::temporary_ban, now, now + Days{host_dice_.between(1, 3)}}));
      break;
    default:
      note(office.stop_everything("by hand", now));
  }
  scene_.record(order);
  if (kind == OrderKind::disarm) {
    scene_.after(until_somebody_looks(),
                 [this, place] { order_about_account(place, OrderKind::arm); });
  }
  if (kind == OrderKind::ban || kind == OrderKind::stop_everything) confirm_later();
}

void World::confirm_later() {
  scene_.after(until_somebody_looks(), [this] {
    for (std::size_t i = 0; i < population_.companies.size(); ++i) {
      order_about_account(i, OrderKind::confirm);
    }
  });
}

/// The messenger's answer said that the account is banned, and the store has it now.
void World::state_ban(Worker& worker) {
  if (!worker.banned) return;
  const AccountId account = company(*worker.banned).account->id;
  worker.banned.reset();
  const auto gate = outside_->office().load_gate(account, here);
  if (!gate || !gate.value().awaits_confirmation) return;
  Ordered order = order_of(worker.number, OrderKind::ban);
  order.account_id = account;
  scene_.record(order);
  confirm_later();
}

void World::send_by_hand(std::size_t place) {
  const ClientId client = host_dice_.pick(company(place).clients).id;
  send_by_hand(place, client, host_dice_.per_mille(500) ? Force::past_cadence : Force::no);
}

void World::send_by_hand(std::size_t place, ClientId client, Force force) {
  Worker* worker = free_worker();
  if (worker == nullptr) return;
  Ordered order = order_of(worker->number, OrderKind::send_manual);
  order.company_id = company(place).company.id;
  order.client_id = client;
  order.force = force;
  const ServiceId service = host_dice_.pick(company(place).services).id;
  scene_.record(begun(order));
  const bool lives = in_process(*worker, [&](Process& process) {
    const auto done =
        process.engine.send_manual({order.company_id, order.client_id}, service, order.force);
    order.end = done ? CallEnd::done : end_of(done.error());
    if (done) order.attempt_id = done.value().attempt_id;
  });
  if (!lives) order.end = CallEnd::failed;
  scene_.record(order);
}

}  // namespace reactivation::simulation
