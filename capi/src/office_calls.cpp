// What people decide about accounts and single messages, and what they ask.
#include <charconv>
#include <utility>

#include "engine_handle.hpp"
#include "names.hpp"
#include "reactivation/c/events.h"
#include "reactivation/c/people.h"
#include "reactivation/core/event_name.hpp"
#include "reactivation/json/event_json.hpp"
#include "reactivation/json/port_json.hpp"
#include "reactivation/json/result_json.hpp"
#include "reactivation/json/words.hpp"

namespace {

using namespace reactivation;
using capi::account_of;
using capi::company_of;
using capi::empty;
using capi::engine_call;
using capi::Failure;
using capi::finish;
using capi::get;
using capi::name_of;
using capi::note_of;
using capi::person_of;
using capi::Reentry;
using capi::require;
using capi::subject_of;
using capi::Taken;
using capi::view_of;

/// A call of the storage that answers nothing.
template <class Order>
reactivation_status order(reactivation_engine* engine, reactivation_error* error,
                          Order what) noexcept {
  return engine_call(engine, Reentry::let_in, error, [&](reactivation_engine& used) {
    what(used);
    capi::check_promises(used);
  });
}

/// The same for one after which less is sent: refused it is owed. `what` tells when it was taken.
template <class Order>
reactivation_status owed_order(reactivation_engine* engine, const capi::Subject& subject,
                               reactivation_error* error, Order what) noexcept {
  return capi::owed_call(engine, subject, error, [&](reactivation_engine& used, Taken& taken) {
    what(used, taken);
    taken = Taken::yes;
    capi::check_promises(used);
  });
}

/// An unknown account is found out before anything is written about it.
AccountId known_account(reactivation_engine& used, std::int64_t account_id) {
  const AccountId account = account_of(account_id);
  (void)get(used, used.storage.office().load_gate(account, used.here), name_of(account));
  return account;
}

template <class Order>
reactivation_status account_order(reactivation_engine* engine, std::int64_t account_id,
                                  reactivation_error* error, Order what) noexcept {
  return order(engine, error, [&](reactivation_engine& used) {
    const AccountId account = known_account(used, account_id);
    get(used, what(used, account), name_of(account));
  });
}

std::string waiting(const AttemptId& attempt) {
  return "attempt " + to_string(attempt) + " that waits to be sent";
}

/// A number that the company has a client with; memory knows no codes.
ClientId client_in_memory(reactivation_engine& used, CompanyId company, std::string_view code) {
  std::int64_t id = 0;
  const auto parsed = std::from_chars(code.data(), code.data() + code.size(), id);
  const bool is_number = parsed.ec == std::errc{} && parsed.ptr == code.data() + code.size();
  if (is_number && id > 0) {
    const std::vector<ClientId> asked{ClientId{id}};
    const auto found =
        get(used, used.storage.snapshots().load_clients(company, asked), name_of(company));
    if (!found.empty()) return found.front().id;
  }
  throw Failure{REACTIVATION_NOT_FOUND, name_of(company) + " has no client with that number"};
}

LocalDate day_of(std::int32_t day, const char* name) {
  constexpr std::int32_t days_max = 84'005;  // 2199-12-31
  if (day < 0 || day > days_max) {
    throw Failure{
        REACTIVATION_INVALID_ARGUMENT,
        std::string(name) + " is no day of 1970 to 2199: it counts from 1970-01-01, 0 to 84005"};
  }
  return LocalDate{Days{day}};
}

}  // namespace

extern "C" {

// --- Accounts -----------------------------------------------------------------------------------

reactivation_status reactivation_engine_on_signal(reactivation_engine* engine,
                                                  std::int64_t account_id, reactivation_text signal,
                                                  reactivation_error* error) {
  auto subject = subject_of("on_signal", signal);
  subject.one = account_id;
  return owed_order(engine, subject, error, [&](reactivation_engine& used, Taken& taken) {
    const AccountId account = account_of(account_id);
    const AccountSignal given =
        capi::value_of(read_account_signal(view_of(signal, "signal"), used.clock->now()), "signal");
    used.heard->hear(given.kind);
    const auto stored = used.engine->on_signal(account, given);
    taken = Taken::yes;
    get(used, stored, name_of(account));
  });
}

reactivation_status reactivation_engine_find_account(reactivation_engine* engine,
                                                     std::int64_t company_id,
                                                     std::int64_t* account_id,
                                                     reactivation_error* error) {
  empty(account_id);
  return order(engine, error, [&](reactivation_engine& used) {
    require(account_id, "account_id");
    const CompanyId company = company_of(company_id);
    const AccountId found =
        get(used, used.storage.office().find_account(company), name_of(company));
    if (!found.is_set()) {
      throw Failure{REACTIVATION_NOT_FOUND, name_of(company) + " has no messaging account"};
    }
    *account_id = found.value;
  });
}

reactivation_status reactivation_engine_gate(reactivation_engine* engine, std::int64_t account_id,
                                             reactivation_bytes* gate, reactivation_error* error) {
  empty(gate);
  return engine_call(engine, Reentry::let_in, error, [&](reactivation_engine& used) {
    require(gate, "gate");
    const AccountId account = account_of(account_id);
    const AccountGate known =
        get(used, used.storage.office().load_gate(account, used.here), name_of(account));
    finish(used, gate, write_gate(account, known));
  });
}

reactivation_status reactivation_engine_arm(reactivation_engine* engine, std::int64_t account_id,
                                            reactivation_error* error) {
  return account_order(engine, account_id, error, [](reactivation_engine& used, AccountId account) {
    return used.engine->arm(account);
  });
}

reactivation_status reactivation_engine_disarm(reactivation_engine* engine, std::int64_t account_id,
                                               reactivation_text why, reactivation_error* error) {
  const capi::Subject subject{"disarm", account_id, 0, 0};
  const auto note_status = capi::check_note(why, "why", error);
  if (note_status == REACTIVATION_INVALID_ARGUMENT) return note_status;
  return owed_order(engine, subject, error, [&](reactivation_engine& used, Taken& taken) {
    const AccountId account = known_account(used, account_id);
    const std::string note = note_of(why, "why");
    const auto stored = used.engine->disarm(account, note);
    taken = Taken::yes;
    get(used, stored, name_of(account));
  });
}

reactivation_status reactivation_engine_confirm(reactivation_engine* engine,
                                                std::int64_t account_id,
                                                reactivation_error* error) {
  return account_order(engine, account_id, error, [](reactivation_engine& used, AccountId account) {
    return used.engine->confirm(account);
  });
}

reactivation_status reactivation_engine_stop_everything(reactivation_engine* engine,
                                                        reactivation_text why,
                                                        reactivation_error* error) {
  const capi::Subject subject{"stop_everything", 0, 0, 0};
  const auto note_status = capi::check_note(why, "why", error);
  if (note_status == REACTIVATION_INVALID_ARGUMENT) return note_status;
  return owed_order(engine, subject, error, [&](reactivation_engine& used, Taken&) {
    get(used, used.engine->stop_everything(note_of(why, "why")), "accounts");
  });
}

// --- Messages -----------------------------------------------------------------------------------

reactivation_status reactivation_engine_hold(reactivation_engine* engine,
                                             reactivation_text attempt_id,
                                             reactivation_error* error) {
  const auto subject = subject_of("hold", attempt_id);
  return owed_order(engine, subject, error, [&](reactivation_engine& used, Taken&) {
    const AttemptId attempt = capi::attempt_of(attempt_id);
    get(used, used.engine->hold(attempt), waiting(attempt));
  });
}

reactivation_status reactivation_engine_approve(reactivation_engine* engine,
                                                reactivation_text attempt_id,
                                                reactivation_error* error) {
  return order(engine, error, [&](reactivation_engine& used) {
    const AttemptId attempt = capi::attempt_of(attempt_id);
    get(used, used.engine->approve(attempt), waiting(attempt));
  });
}

// --- Persons ------------------------------------------------------------------------------------

reactivation_status reactivation_engine_find_client(reactivation_engine* engine,
                                                    std::int64_t company_id, reactivation_text code,
                                                    std::int64_t* client_id,
                                                    reactivation_error* error) {
  empty(client_id);
  return order(engine, error, [&](reactivation_engine& used) {
    require(client_id, "client_id");
    const CompanyId company = company_of(company_id);
    const std::string given = capi::string_of(code, "code");
    SqlStore* store = used.storage.sql();
    const ClientId found =
        store ? get(used, store->find_client(company, given), name_of(company) + ", that code")
              : client_in_memory(used, company, given);
    *client_id = found.value;
  });
}

reactivation_status reactivation_engine_find_offers(reactivation_engine* engine,
                                                    reactivation_person person,
                                                    reactivation_bytes* offers,
                                                    reactivation_error* error) {
  empty(offers);
  return engine_call(engine, Reentry::let_in, error, [&](reactivation_engine& used) {
    require(offers, "offers");
    const PersonKey who = person_of(person);
    const std::vector<Offer> found =
        get(used, used.engine->find_offers(who.company_id, who.client_id), name_of(who.company_id));
    finish(used, offers, write_offers(who.company_id, found));
  });
}

reactivation_status reactivation_engine_dialogue(reactivation_engine* engine,
                                                 reactivation_person person,
                                                 reactivation_bytes* dialogue,
                                                 reactivation_error* error) {
  empty(dialogue);
  return engine_call(engine, Reentry::let_in, error, [&](reactivation_engine& used) {
    require(dialogue, "dialogue");
    const PersonKey who = person_of(person);
    DialogueMemory& memory = used.dialogues ? *used.dialogues : used.storage.dialogues();
    const auto known = get(used, memory.load_dialogue(who.company_id, who.client_id), name_of(who));
    if (!known) throw Failure{REACTIVATION_NOT_FOUND, name_of(who) + ": nothing was said"};
    finish(used, dialogue, write_dialogue(*known));
  });
}

reactivation_status reactivation_engine_stats(reactivation_engine* engine, std::int64_t company_id,
                                              reactivation_day_span days, reactivation_bytes* stats,
                                              reactivation_error* error) {
  empty(stats);
  return engine_call(engine, Reentry::let_in, error, [&](reactivation_engine& used) {
    require(stats, "stats");
    const CompanyId company = company_of(company_id);
    const LocalDate first = day_of(days.first_day, "first_day");
    const LocalDate last = day_of(days.last_day, "last_day");
    if (last < first) throw Failure{REACTIVATION_INVALID_ARGUMENT, "last_day is before first_day"};
    const TimeZone zone = capi::load_company(used, company).time_zone;
    CampaignStats counted = get(used,
                                used.storage.office().load_stats(
                                    company, {zone.start_of(first), zone.start_of(last + Days{1})}),
                                name_of(company));
    finish(used, stats, write_stats({company, first, last, std::move(counted)}));
  });
}

reactivation_status reactivation_engine_export_person(reactivation_engine* engine,
                                                      reactivation_person person,
                                                      reactivation_bytes* document,
                                                      reactivation_error* error) {
  empty(document);
  return engine_call(engine, Reentry::let_in, error, [&](reactivation_engine& used) {
    require(document, "document");
    const PersonKey who = person_of(person);
    finish(used, document, get(used, used.engine->export_person(who), name_of(who)));
  });
}

reactivation_status reactivation_engine_erase_person(reactivation_engine* engine,
                                                     reactivation_person person,
                                                     reactivation_error* error) {
  const auto subject = subject_of("erase_person", person);
  return owed_order(engine, subject, error, [&](reactivation_engine& used, Taken&) {
    const PersonKey who = person_of(person);
    get(used, used.engine->erase_person(who), name_of(who));
  });
}

reactivation_status reactivation_engine_add_identity(reactivation_engine* engine,
                                                     reactivation_person person,
                                                     reactivation_text kind,
                                                     reactivation_text value,
                                                     reactivation_error* error) {
  auto subject = subject_of("add_identity", value, kind);
  subject.one = person.company_id;
  subject.other = person.client_id;
  return owed_order(engine, subject, error, [&](reactivation_engine& used, Taken&) {
    const PersonKey who = person_of(person);
    const auto known = enum_of<IdentityKind>(view_of(kind, "kind"));
    if (!known) {
      throw Failure{REACTIVATION_INVALID_ARGUMENT,
                    "kind must be phone, external_id, lid, user_id or chat_id"};
    }
    const Identity identity{*known, capi::string_of(value, "value")};
    const bool is_phone = *known == IdentityKind::phone;
    if (!is_event_name(identity.value) || (is_phone && !parse_e164(identity.value))) {
      throw Failure{REACTIVATION_INVALID_ARGUMENT,
                    is_phone ? "value is no phone in the form +447700900123"
                             : "value is no name: 1 to 512 bytes without control characters"};
    }
    get(used, used.storage.office().add_identity(who, identity), name_of(who));
  });
}

}  // extern "C"
