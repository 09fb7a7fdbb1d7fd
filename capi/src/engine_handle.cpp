#include "engine_handle.hpp"

#include <pthread.h>
#include <unistd.h>

#include <utility>

#include "reactivation/json/notice_json.hpp"
#include "reactivation/json/parts_json.hpp"

namespace reactivation::capi {
namespace {

std::uintptr_t this_thread() noexcept {
  static_assert(sizeof(pthread_t) <= sizeof(std::uintptr_t));
  return (std::uintptr_t)pthread_self();  // NOLINT: a number or a pointer, as the system likes
}

}  // namespace

void Storage::open_sqlite(const std::string& path, OpenMode mode, const TimeZoneSource& zones) {
  std::string detail;
  auto opened = SqliteStore::open(path, mode, zones, &detail);
  if (!opened) {
    throw Failure{status_of(opened.error()),
                  detail.empty() ? path + ": " + opened.error().message() : detail};
  }
  sqlite_ = std::move(opened).value();
}

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
  std::uintptr_t user = 0;
  const std::uintptr_t self = this_thread();
  if (engine->user.compare_exchange_strong(user, self)) {
    engine->promises.forget();
    engine->notices.told.clear();
    return;
  }
  is_outermost_ = false;
  if (user == self && reentry != Reentry::refused) return;
  // Somebody said stop, and it could not be taken in: nothing more is sent before it was.
  if (reentry == Reentry::urgent) engine->is_cancelled.store(true);
  throw Failure{REACTIVATION_BUSY,
                user == self ? "the engine is under way: this may not be called from "
                               "inside one of its callbacks"
                             : "another thread uses the engine: make one engine a thread"};
}

Use::~Use() {
  if (is_outermost_) engine_->user.store(0);
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
  if (SqliteStore* store = engine.storage.sqlite()) {
    return get(engine, store->load_company(company), what);
  }
  Snapshot snapshot =
      get(engine, engine.storage.snapshots().load_snapshot(company, engine.clock->now()), what);
  return std::move(snapshot.company);
}

}  // namespace reactivation::capi
