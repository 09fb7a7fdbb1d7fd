// Events and orders that the engine itself understands.
#include "reactivation/c/people.h"

#include <utility>

#include "engine_handle.hpp"
#include "names.hpp"
#include "reactivation/c/events.h"
#include "reactivation/json/event_json.hpp"
#include "reactivation/json/result_json.hpp"
#include "reactivation/json/words.hpp"

namespace {

using namespace reactivation;
using capi::empty;
using capi::engine_call;
using capi::Failure;
using capi::finish;
using capi::get;
using capi::name_of;
using capi::note_of;
using capi::owed_call;
using capi::Reentry;
using capi::require;
using capi::subject_of;
using capi::Taken;
using capi::view_of;

template <class Order>
void apply(reactivation_engine& used, reactivation_person person, reactivation_bytes* applied,
           Order order) {
  const PersonKey who = capi::person_of(person);
  const Applied done = get(used, order(*used.engine, who), name_of(who));
  finish(used, applied, write_applied(done));
}

/// An order after which more may be sent: when it is refused, nothing is lost.
template <class Order>
reactivation_status person_order(reactivation_engine* engine, reactivation_person person,
                                 reactivation_bytes* applied, reactivation_error* error,
                                 Order order) noexcept {
  empty(applied);
  return engine_call(engine, Reentry::let_in, error,
                     [&](reactivation_engine& used) { apply(used, person, applied, order); });
}

}  // namespace

extern "C" {

reactivation_status reactivation_engine_on_event(reactivation_engine* engine,
                                                 reactivation_text event,
                                                 reactivation_bytes* receipt,
                                                 reactivation_error* error) {
  empty(receipt);
  const auto subject = subject_of("on_event", event);
  return owed_call(engine, subject, error, [&](reactivation_engine& used, Taken& taken) {
    const InboundEvent given =
        capi::value_of(read_event(view_of(event, "event"), used.clock->now()), "event");
    auto answer = used.engine->on_event(given);
    taken = Taken::yes;
    if (!answer && answer.error() == make_error_code(errc::invalid_argument)) {
      throw Failure{REACTIVATION_INVALID_ARGUMENT,
                    "event: a name in it is no name (1 to 512 bytes without control characters), "
                    "a text is longer than 64 KiB, or it names more than 100 of something"};
    }
    const InboundReceipt stored = get(used, answer, "event");
    finish(used, receipt, write_event_receipt(given.event_id, stored));
  });
}

reactivation_status reactivation_engine_opt_out(reactivation_engine* engine,
                                                reactivation_person person, reactivation_text why,
                                                reactivation_bytes* applied,
                                                reactivation_error* error) {
  empty(applied);
  const auto subject = subject_of("opt_out", person);
  const auto note_status = capi::check_note(why, "why", error);
  if (note_status == REACTIVATION_INVALID_ARGUMENT) return note_status;
  return owed_call(engine, subject, error, [&](reactivation_engine& used, Taken& taken) {
    const std::string note = note_of(why, "why");
    apply(used, person, applied, [&](Engine& at, const PersonKey& who) {
      auto done = at.opt_out(who, note);
      taken = Taken::yes;
      return done;
    });
  });
}

reactivation_status reactivation_engine_opt_in(reactivation_engine* engine,
                                               reactivation_person person,
                                               reactivation_text evidence,
                                               reactivation_bytes* applied,
                                               reactivation_error* error) {
  return person_order(engine, person, applied, error,
                      [evidence](Engine& used, const PersonKey& who) {
                        return used.opt_in(who, note_of(evidence, "evidence"));
                      });
}

reactivation_status reactivation_engine_pause(reactivation_engine* engine,
                                              reactivation_person person,
                                              std::int64_t until_unix_seconds,
                                              reactivation_bytes* applied,
                                              reactivation_error* error) {
  empty(applied);
  auto subject = subject_of("pause", person);
  subject.hash = static_cast<std::uint64_t>(until_unix_seconds);
  return owed_call(engine, subject, error, [&](reactivation_engine& used, Taken& taken) {
    const Instant until = capi::instant_of(until_unix_seconds, "until_unix_seconds");
    apply(used, person, applied, [&](Engine& at, const PersonKey& who) {
      auto done = at.pause(who, until);
      if (done) taken = Taken::yes;
      return done;
    });
  });
}

reactivation_status reactivation_engine_clear(reactivation_engine* engine,
                                              reactivation_person person,
                                              reactivation_bytes* applied,
                                              reactivation_error* error) {
  return person_order(engine, person, applied, error,
                      [](Engine& used, const PersonKey& who) { return used.clear(who); });
}

reactivation_status reactivation_engine_cancel_attempt(reactivation_engine* engine,
                                                       reactivation_text attempt_id,
                                                       reactivation_bytes* applied,
                                                       reactivation_error* error) {
  empty(applied);
  const auto subject = subject_of("cancel_attempt", attempt_id);
  return owed_call(engine, subject, error, [&](reactivation_engine& used, Taken& taken) {
    const AttemptId attempt = capi::attempt_of(attempt_id);
    const Applied done = get(used, used.engine->cancel(attempt), "attempt " + to_string(attempt));
    taken = Taken::yes;
    finish(used, applied, write_applied(done));
  });
}

reactivation_status reactivation_engine_send(reactivation_engine* engine,
                                             reactivation_person person, std::int64_t service_id,
                                             std::uint32_t flags, reactivation_bytes* send,
                                             reactivation_error* error) {
  empty(send);
  return engine_call(engine, Reentry::let_in, error, [&](reactivation_engine& used) {
    require(send, "send");
    if ((flags & ~REACTIVATION_SEND_PAST_CADENCE) != 0) {
      throw Failure{REACTIVATION_INVALID_ARGUMENT, "flags has a bit that means nothing here"};
    }
    if (service_id <= 0) {
      throw Failure{REACTIVATION_INVALID_ARGUMENT, "service_id is no positive number"};
    }
    const PersonKey who = capi::person_of(person);
    const ServiceId service{service_id};
    const Engine::Manual manual = get(
        used, used.engine->send_manual(who, service, flags != 0 ? Force::past_cadence : Force::no),
        name_of(who) + ", service " + std::to_string(service_id));
    const std::string_view reason = manual.skip_reason != SkipReason::none
                                        ? word_of(manual.skip_reason)
                                        : to_string(manual.permit_reason);
    finish(used, send,
           write_send({who.company_id, who.client_id, service, manual.attempt_id, reason}));
  });
}

reactivation_status reactivation_engine_preview(reactivation_engine* engine,
                                                reactivation_person person,
                                                reactivation_bytes* preview,
                                                reactivation_error* error) {
  empty(preview);
  return engine_call(engine, Reentry::refused, error, [&](reactivation_engine& used) {
    require(preview, "preview");
    const PersonKey who = capi::person_of(person);
    const Engine::Preview made = get(used, used.engine->preview(who), name_of(who));
    PreviewDocument document{who.company_id, who.client_id, made.planned, made.skipped, {}, {}};
    if (made.draft) document.text = made.draft->text;
    document.problem = made.problem;
    finish(used, preview, write_preview(document));
  });
}

}  // extern "C"
