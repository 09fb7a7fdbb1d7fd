// One step of the store or the engine each, with what comes before it.
#include "salon.hpp"

namespace fault_test {
namespace {

template <class T>
std::error_code said(const result<T>& outcome) {
  return outcome ? std::error_code{} : outcome.error();
}

void plan(Desk& desk, Notes& notes) {
  REQUIRE(desk.engine.run_day(lily));
  notes.anna = desk.store->find_client(lily, "c-1").value();
}

void claim(Desk& desk, Notes& notes) {
  plan(desk, notes);
  auto claimed = desk.store->claim_next({lily, "worker", noon, noon + Seconds{300}});
  REQUIRE(claimed);
  REQUIRE(claimed.value().attempt);
  notes.claimed = claimed.value().attempt;
  const PlannedAttempt& planned = notes.claimed->planned;
  notes.anna = planned.client_id;
  OutgoingMessage message;
  message.attempt_id = planned.attempt_id;
  message.company_id = lily;
  message.client_id = planned.client_id;
  message.service_id = planned.service_id;
  message.phone =
      desk.store->load_clients(lily, std::vector{planned.client_id}).value().at(0).phone;
  message.text = "Anna, it has been 5 weeks since your haircut.";
  message.template_id = "en-1";
  message.sent_at = noon;
  notes.message = message;
}

HeldAttempt held(const Notes& notes) {
  return {notes.claimed->planned.attempt_id, notes.claimed->lease.owner,
          notes.claimed->lease.epoch};
}

std::error_code draft_step(Desk& desk, const Notes& notes) {
  const Draft draft{notes.message->text, notes.message->template_id, {}, noon};
  return said(desk.store->save_draft(held(notes), draft, DraftMark::ready, noon));
}

std::error_code permit_step(Desk& desk, const Notes& notes) {
  const auto seen = desk.store->load_permit_state(notes.message->attempt_id, here, noon);
  if (!seen) return seen.error();
  return said(desk.store->commit_permit(seen.value(), here, *notes.message));
}

/// Handed over, its outcome not recorded.
void leaving(Desk& desk, Notes& notes) {
  claim(desk, notes);
  REQUIRE_FALSE(draft_step(desk, notes));
  REQUIRE_FALSE(permit_step(desk, notes));
}
void on_the_wire(Desk& desk, Notes& notes) {
  leaving(desk, notes);
  desk.wire.put(notes.message->attempt_id, notes.message->client_id);
}
std::error_code record(Desk& desk, const Notes& notes, SendOutcome outcome) {
  SendReceipt receipt{outcome};
  if (outcome == SendOutcome::accepted) receipt.provider_id = "m-1";
  const auto recorded = desk.store->record_outcome(notes.message->attempt_id, receipt, noon);
  // Once settled it is no more being handed over.
  if (!recorded && recorded.error() == make_error_code(errc::not_found)) return {};
  return said(recorded);
}
void sent(Desk& desk, Notes& notes) {
  on_the_wire(desk, notes);
  REQUIRE_FALSE(record(desk, notes, SendOutcome::accepted));
}

InboundEvent event_from(const Desk& desk, const char* id) {
  InboundEvent out;
  out.provider = "test";
  out.event_id = id;
  out.account_id = account;
  out.from = {{IdentityKind::phone, "+999000000001"}};
  out.at = desk.clock.now();
  out.received_at = out.at;
  return out;
}
InboundEvent message_event(const Desk& desk, const char* text) {
  InboundEvent out = event_from(desk, "e-1");
  InboundMessage what;
  what.text = text;
  out.what = what;
  return out;
}
std::error_code come_in(Desk& desk, const InboundEvent& event) {
  const auto receipt = desk.engine.on_event(event);
  if (!receipt) return receipt.error();
  return receipt.value().is_done ? std::error_code{} : half_done();
}

std::error_code booking_step(Desk& desk, const Notes& notes) {
  InboundEvent event = event_from(desk, "b-1");
  event.company_id = lily;
  InboundBooking booking;
  booking.keeper = BookingKeeper::library;
  booking.external_id = "book-1";
  booking.facts = {lily, notes.anna, VisitId{777}, BookingStatus::booked, noon + Days{3}, noon};
  booking.service_ids = {notes.message->service_id};
  event.what = booking;
  return come_in(desk, event);
}

std::error_code delivery_step(Desk& desk, const Notes& notes) {
  InboundEvent event = event_from(desk, "d-1");
  event.from.clear();
  InboundDelivery what;
  what.attempt_id = notes.message->attempt_id;
  what.report = {Delivery::delivered, noon, false};
  event.what = what;
  return come_in(desk, event);
}

std::error_code import_step(Desk& desk, const Notes&) {
  SqliteStore& store = *desk.store;
  if (const auto begun = store.begin(lily); !begun) return begun.error();
  for (const int number : {2, 7, 8}) {
    ImportedClient client;
    client.external_id = "c-" + std::to_string(number);
    client.name = "Ruby Jones";
    client.opt_out = number == 2;
    if (const auto put = store.put_client(client); !put) return put.error();
    ImportedVisit visit;
    visit.client_external_id = client.external_id;
    visit.service_external_ids = {"haircut"};
    visit.starts_at = noon - Days{35};
    if (const auto put = store.put_visit(visit); !put) return put.error();
  }
  return said(store.commit());
}

std::error_code approve_step(Desk& desk, const Notes& notes) {
  const AttemptId& attempt = notes.message->attempt_id;
  if (const auto done = desk.store->hold(attempt, noon); !done) return done.error();
  return said(desk.store->approve(attempt, noon));
}

std::error_code manual_step(Desk& desk, const Notes& notes) {
  const ServiceId service = desk.store->load_snapshot(lily, noon).value().services.at(0).id;
  return said(desk.engine.send_manual({lily, notes.anna}, service, Force::past_cadence));
}

void unplanned(Desk& desk, Notes& notes) {
  notes.anna = desk.store->find_client(lily, "c-1").value();
}
void opted_out(Desk& desk, Notes& notes) {
  plan(desk, notes);
  REQUIRE(desk.engine.opt_out({lily, notes.anna}, "by hand"));
}
void stopped(Desk& desk, Notes& notes) {
  plan(desk, notes);
  REQUIRE(desk.store->stop_everything("test", noon));
}

class Half final : public std::error_category {
public:
  [[nodiscard]] const char* name() const noexcept override { return "half"; }
  [[nodiscard]] std::string message(int) const override { return "left to the sweep"; }
};
const Half half;

std::vector<Scenario> of_attempts() {
  return {
      {"a plan is stored", 1, unplanned,
       [](Desk& desk, const Notes&) { return said(desk.engine.run_day(lily)); }},
      {"a claim", 1, plan,
       [](Desk& desk, const Notes&) {
         return said(desk.store->claim_next({lily, "worker", noon, noon + Seconds{300}}));
       }},
      {"a draft", 1, claim, draft_step},
      {"a permit", 1, claim, permit_step},
      {"an accepted message", 1, on_the_wire,
       [](Desk& desk, const Notes& n) { return record(desk, n, SendOutcome::accepted); }},
      {"an uncertain message", 1, on_the_wire,
       [](Desk& desk, const Notes& n) { return record(desk, n, SendOutcome::uncertain); }},
      {"a message that did not leave", 1, leaving,
       [](Desk& desk, const Notes& n) { return record(desk, n, SendOutcome::not_started); }},
      {"a lease given back", 1, claim,
       [](Desk& desk, const Notes& notes) {
         return said(desk.store->release(held(notes), noon + Seconds{600}));
       }},
      {"a campaign cancelled", 1, claim,
       [](Desk& desk, const Notes& notes) {
         return said(desk.engine.cancel(notes.message->attempt_id));
       }},
      {"a text held and approved", 2, claim, approve_step},
      {"a message by hand", 1, unplanned, manual_step},
      {"a dispatch", 5, plan,
       [](Desk& desk, const Notes&) {
         return said(desk.engine.dispatch(lily, DispatchUntil::now));
       },
       noon, Ending::any_sound},
      {"silence", 3, sent, [](Desk& desk, const Notes&) { return said(desk.engine.sweep()); },
       noon + Days{10}},
  };
}

std::vector<Scenario> of_people() {
  return {
      {"a message is received", 1, sent,
       [](Desk& desk, const Notes&) {
         return said(desk.store->receive(message_event(desk, "what?")));
       }},
      {"a reply that opts out", 2, sent,
       [](Desk& desk, const Notes&) { return come_in(desk, message_event(desk, "STOP")); }},
      {"a reply that is glad", 2, sent,
       [](Desk& desk, const Notes&) {
         return come_in(desk, message_event(desk, "yes, book me please"));
       }},
      {"an opt-out by order", 1, plan,
       [](Desk& desk, const Notes& notes) {
         return said(desk.engine.opt_out({lily, notes.anna}, "by hand"));
       }},
      {"an opt-in", 1, opted_out,
       [](Desk& desk, const Notes& notes) {
         return said(desk.engine.opt_in({lily, notes.anna}, "signed at the desk"));
       }},
      {"a pause", 1, plan,
       [](Desk& desk, const Notes& notes) {
         return said(desk.engine.pause({lily, notes.anna}, noon + Days{30}));
       }},
      {"a booking", 2, sent, booking_step},
      {"a delivery", 2, sent, delivery_step},
      {"a person erased", 1, sent,
       [](Desk& desk, const Notes& notes) {
         return said(desk.store->erase_person({lily, notes.anna}, noon));
       }},
      {"an import", 1, plan, import_step},
  };
}

std::vector<Scenario> of_accounts() {
  return {
      {"an account armed", 1, plan,
       [](Desk& desk, const Notes&) { return said(desk.store->arm(account, here, noon)); }},
      {"everything stopped", 1, plan,
       [](Desk& desk, const Notes&) { return said(desk.store->stop_everything("test", noon)); }},
      {"a stop ended", 1, stopped,
       [](Desk& desk, const Notes&) { return said(desk.store->confirm(account, noon)); }},
  };
}

}  // namespace

std::error_code half_done() { return {1, half}; }

std::vector<Scenario> scenarios() {
  std::vector<Scenario> out = of_attempts();
  for (auto& more : of_people()) out.push_back(std::move(more));
  for (auto& more : of_accounts()) out.push_back(std::move(more));
  return out;
}

}  // namespace fault_test
