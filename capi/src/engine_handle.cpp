#include "engine_handle.hpp"

#include <unistd.h>

#include <utility>

#include "reactivation/json/notice_json.hpp"
#include "reactivation/json/parts_json.hpp"

namespace reactivation::capi {
namespace {

/// The same call again would be answered the same way.
bool is_final(reactivation_status status) noexcept {
  return status == REACTIVATION_OK || status == REACTIVATION_INVALID_ARGUMENT ||
         status == REACTIVATION_NOT_FOUND || status == REACTIVATION_INVALID_DOCUMENT ||
         status == REACTIVATION_DOCUMENT_TOO_LARGE;
}

}  // namespace

void Notices::notify(const Alert& alert) noexcept {
  try {
    told.push_back(alert.kind);
    if (program) program->notify(alert);
    if (!host) return;
    NoticeForm form;
    form.at = clock->now();
    const bool is_of_account = alert.kind == AlertKind::account_stopped ||
                               alert.kind == AlertKind::account_limited ||
                               alert.kind == AlertKind::list_quality;
    if (is_of_account) form.signal = messenger->heard();
    host->notify(write_notice(alert, form));
  } catch (const std::bad_alloc&) {  // a notice is best effort
  }
}

Use::Use(reactivation_engine* engine, Reentry reentry) : engine_(engine) {
  require(engine, "engine");
  if (engine->kind != Kind::engine) {
    throw Failure{REACTIVATION_INVALID_ARGUMENT, "engine is another object, or was destroyed"};
  }
  if (engine->process != ::getpid()) {
    throw Failure{REACTIVATION_UNSUPPORTED,
                  "the engine was made before a fork, in another process: make one in this one"};
  }
  entry_ = engine->turn.enter(reentry, engine->turn_longest);
  switch (entry_) {
    case Turn::Entry::outermost:
      engine->promises.forget();
      engine->notices.told.clear();
      return;
    case Turn::Entry::inner:
    case Turn::Entry::nested:
      return;
    case Turn::Entry::refused_here:
      throw Failure{REACTIVATION_BUSY,
                    "the engine is under way: this may not be called from inside one of its "
                    "callbacks"};
    case Turn::Entry::refused_elsewhere:
      throw Failure{REACTIVATION_BUSY, "another thread uses the engine: make one engine a thread"};
    case Turn::Entry::late:
      break;
  }
  throw Failure{REACTIVATION_BUSY,
                "another thread has used the engine for longer than turn_seconds_max: does one of "
                "its callbacks wait for this call?"};
}

Use::~Use() { engine_->turn.leave(entry_); }

void remember(reactivation_engine* engine, const Subject& subject, reactivation_status status,
              Taken taken) noexcept {
  const bool is_ours =
      engine != nullptr && engine->kind == Kind::engine && engine->process == ::getpid();
  if (!is_ours) return;
  if (taken == Taken::yes || is_final(status)) {
    engine->owed.remove(subject);
  } else {
    engine->owed.add(subject);
  }
}

void check_promises(const reactivation_engine& engine) {
  if (!engine.promises.is_broken()) return;
  throw Failure{REACTIVATION_CALLBACK_FAILED, std::string(engine.promises.sentence())};
}

void fail(const reactivation_engine& engine, std::error_code error, const std::string& what) {
  check_promises(engine);
  const reactivation_status status = status_of(error);
  if (error == make_error_code(errc::cancelled)) throw Failure{status, what + ": cancelled"};
  const std::string detail = engine.storage.detail();
  if (status >= REACTIVATION_STORAGE_FAILED && status <= REACTIVATION_STORAGE_CONFLICT) {
    throw Failure{status, detail.empty() ? engine.place + ": " + error.message() : detail};
  }
  throw Failure{status, what + ": " + error.message()};
}

CompanyId company_of(std::int64_t id) {
  if (id <= 0) throw Failure{REACTIVATION_INVALID_ARGUMENT, "company_id is no positive number"};
  return CompanyId{id};
}

AccountId account_of(std::int64_t id) {
  if (id <= 0) throw Failure{REACTIVATION_INVALID_ARGUMENT, "account_id is no positive number"};
  return AccountId{id};
}

PersonKey person_of(reactivation_person person) {
  if (person.client_id <= 0) {
    throw Failure{REACTIVATION_INVALID_ARGUMENT, "client_id is no positive number"};
  }
  return {company_of(person.company_id), ClientId{person.client_id}};
}

AttemptId attempt_of(reactivation_text text) {
  const auto id = parse_attempt_id(view_of(text, "attempt_id"));
  if (!id) {
    throw Failure{REACTIVATION_INVALID_ARGUMENT,
                  "attempt_id is not the 36 characters of an attempt's id"};
  }
  return *id;
}

Company load_company(reactivation_engine& engine, CompanyId company) {
  const std::string what = "company " + std::to_string(company.value);
  if (SqlStore* store = engine.storage.sql()) {
    return get(engine, store->load_company(company), what);
  }
  Snapshot snapshot =
      get(engine, engine.storage.snapshots().load_snapshot(company, engine.clock->now()), what);
  return std::move(snapshot.company);
}

}  // namespace reactivation::capi
